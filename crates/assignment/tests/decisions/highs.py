"""Optima of the problems of `problems.rs` by HiGHS, the solver in scipy: the golden numbers of `medium_problems.rs`.

Draws the same numbers from the same seed, writes the integer program down in full and prints one line for each problem.
Needs scipy; usage: python highs.py
"""

import math
import time

import numpy as np
import scipy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

MASK = (1 << 64) - 1


class Draws:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def below(self, most):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return (z ^ (z >> 31)) % most


def optimum(seed, members, options, outlets, tightness, floor, smallest_cell=0):
    """Greatest value in hundredths of a month, and the solver's own bound."""
    draws = Draws(seed)
    values = [draws.below(400) - 40 for _ in range(members * options)]
    costs = [500 + draws.below(9500) for _ in range(options)]
    minutes = [draws.below(30) for _ in range(options)]
    outlet = [draws.below(outlets) for _ in range(members)]
    region = [draws.below(3) for _ in range(members)]
    barred = [1 << draws.below(options) if draws.below(10) == 0 else 0 for _ in range(members)]
    budget = members * 5000 * tightness // 100
    each = members * 12 * tightness // 100 // outlets
    capacity = [each // 2 + draws.below(each + 1) for _ in range(outlets)]

    cells = 3 * options if smallest_cell else 0
    n = members * options + cells
    rows, columns, amounts, low, high = [], [], [], [], []

    def limit(terms, least, most):
        for column, amount in terms:
            rows.append(len(low))
            columns.append(column)
            amounts.append(amount)
        low.append(least)
        high.append(most)

    x = lambda i, j: i * options + j
    for i in range(members):
        limit([(x(i, j), 1) for j in range(options)], -np.inf, 1)
    limit([(x(i, j), costs[j]) for i in range(members) for j in range(options)], -np.inf, budget)
    limit([(x(i, j), costs[j]) for i in range(members) for j in range(0, options, 2)], -np.inf, budget * 2 // 5)
    for o in range(outlets):
        limit([(x(i, j), minutes[j]) for i in range(members) if outlet[i] == o for j in range(options)], -np.inf, capacity[o])
    for r in range(3):
        inside = [i for i in range(members) if region[i] == r]
        limit([(x(i, j), 1) for i in inside for j in range(options)], math.ceil(floor / 100 * len(inside) - 1e-9), np.inf)
        for j in range(options if smallest_cell else 0):
            used = members * options + r * options + j
            limit([(x(i, j), 1) for i in inside] + [(used, -smallest_cell)], 0, np.inf)
            limit([(x(i, j), 1) for i in inside] + [(used, -len(inside))], -np.inf, 0)
    most = np.array([1 - (barred[i] >> j & 1) for i in range(members) for j in range(options)] + [1] * cells)
    solved = milp(
        -np.array(values + [0] * cells, float),
        integrality=np.ones(n),
        bounds=Bounds(0, most),
        constraints=LinearConstraint(csr_matrix((amounts, (rows, columns)), shape=(len(low), n)), low, high),
        options={"mip_rel_gap": 0, "time_limit": 90},
    )
    if solved.status == 2:
        return None, None
    return round(-solved.fun), round(-solved.mip_dual_bound, 3)


print(f"scipy {scipy.__version__}")
for problem in [
    (1, 300, 6, 4, 60, 40),
    (2, 300, 6, 4, 30, 50),
    (3, 300, 6, 8, 100, 70),
    (4, 500, 12, 5, 40, 45),
    (5, 1000, 8, 10, 50, 50),
    (6, 2000, 12, 20, 50, 60),
    (7, 300, 6, 4, 40, 30, 25),
]:
    started = time.monotonic()
    best, bound = optimum(*problem)
    print(problem, "no decision" if best is None else f"{best}, bound {bound}", f"{time.monotonic() - started:.1f} s", flush=True)
