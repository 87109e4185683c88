"""How many people or areas an experiment needs."""

import numpy as np
from scipy import stats
from scipy.optimize import brentq
from statsmodels.stats.power import NormalIndPower, TTestIndPower
from statsmodels.stats.proportion import proportion_effectsize

from seen import jangkau


def people(seen):
    for rate, other in [(0.10617, 0.15), (0.005726, 0.009), (0.3, 0.35), (0.6, 0.5)]:
        lot = ["power", "--unit", "person", "--rate", rate, f"--uplift={other - rate:.6f}"]
        cohen = abs(proportion_effectsize(rate, other))
        name = f"{rate} to {other}"
        seen.of("none", "statsmodels")
        for power, ratio in [(0.8, 1), (0.9, 1), (0.8, 2)]:
            need = NormalIndPower().solve_power(cohen, power=power, alpha=0.05, ratio=ratio)
            ours = jangkau(*lot, "--power", power, "--ratio", ratio)["size"]["control_seen"]
            seen.same(f"people, {name}, power {power}, ratio {ratio}, arcsine", need, ours, 1e-6)
        ours = jangkau(*lot, "--unpooled")["size"]["control_seen"]
        unpooled(seen, name, rate, other, ours)
    uplift = jangkau("power", "--unit", "person", "--rate", 0.3, "--size", 1000)["smallest"]["uplift"]
    effect = brentq(
        lambda d: NormalIndPower().power(proportion_effectsize(0.3 + d, 0.3), 1000, 0.05) - 0.8, 1e-4, 0.5, xtol=1e-14
    )
    seen.of("none", "statsmodels").same("smallest uplift that 1,000 people see, from 0.3", effect, uplift)
    mean = jangkau("power", "--unit", "person", "--deviation", 40000, "--uplift", 2500)["size"]["control_seen"]
    seen.same("people, a mean", NormalIndPower().solve_power(2500 / 40000, power=0.8, alpha=0.05), mean)


def unpooled(seen, name, rate, other, ours):
    """statsmodels' power of proportions pools under the null; each arm's own variance is Fleiss's other formula."""
    seen.package = "definition (Fleiss), scipy"
    variance = rate * (1 - rate) + other * (1 - other)
    power = lambda n: sum(
        stats.norm.sf(stats.norm.isf(0.025) - sign * abs(other - rate) / np.sqrt(variance / n)) for sign in (1, -1)
    )
    seen.same(f"people, {name}, unpooled", brentq(lambda n: power(n) - 0.8, 10, 1e7, xtol=1e-9), ours)


def areas(seen):
    """A t-test of area means, whose variance is that of a person times the design effect, over the area's people."""
    seen.of("none", "statsmodels")
    for rate, uplift, icc, people_of, strata in [
        (0.3, 0.05, 0.05, 40, 1),
        (0.3, 0.15, 0.1, 25, 1),
        (0.5, 0.2, 0.02, 15, 1),
    ]:
        answer = jangkau(
            "power",
            "--unit",
            "area",
            "--rate",
            rate,
            "--uplift",
            uplift,
            "--icc",
            icc,
            "--people-per-area",
            people_of,
            "--strata",
            strata,
        )["size"]
        effect = 1 + (people_of - 1) * icc
        variance = (rate * (1 - rate) + (rate + uplift) * (1 - rate - uplift)) / 2 * effect / people_of
        # On the right side only: finding an effect of the wrong sign is no success.
        found = lambda n: TTestIndPower().power(uplift / np.sqrt(variance), n, 0.025, alternative="larger")
        power, fewer = found(answer["control"]), found(answer["control"] - 1)
        name = f"{answer['control']} areas of {people_of}, ICC {icc}"
        seen.same(f"{name}, design effect", effect, answer["design_effect"])
        seen.same(f"{name}, power", power, answer["power"])
        seen.same(f"{name}, the fewest that reach 80%", 1.0, float(power >= 0.8 > fewer))


COMPARISONS = [people, areas]
