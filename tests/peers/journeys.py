"""Credit by rule: places, the exact Markov chain, Shapley over sets; ChannelAttribution within its simulation error."""

import contextlib
import io
from itertools import combinations
from math import factorial

import numpy as np

with contextlib.redirect_stdout(io.StringIO()):  # it prints an advertisement
    import ChannelAttribution

from seen import jangkau, rows, study


def paths(seen):
    path = study("channel_paths.csv.gz")
    table = rows(path)
    touches = [p.split(" > ") for p in table.path]
    paid, lost = table.total_conversions.to_numpy(), table.total_null.to_numpy()
    columns = [
        "attribution",
        path,
        "--path",
        "path",
        "--conversions",
        "total_conversions",
        "--nulls",
        "total_null",
        "--value",
        "total_conversion_value",
    ]
    answers = {order: jangkau(*columns, "--order", order, "--draws", 200 if order == 1 else 0) for order in (1, 2, 3)}
    channels = sorted({c for p in touches for c in p})
    credit = lambda answer, rule: [
        c["conversions"] for c in next(r for r in answer["rules"] if r["rule"] == rule)["channels"]
    ]
    by_place(seen, path, table, channels, lambda place: credit(answers[1], {"place": place}))
    seen.of(path, "definition (Anderl et al. 2016), numpy solve")
    for order, answer in answers.items():
        probability, effects = markov(touches, paid, lost, channels, order)
        seen.same(f"order {order}, probability of payment", probability, answer["markov"]["conversion_probability"])
        seen.all(f"order {order}, removal effects", effects, answer["markov"]["removal_effects"])
        seen.all(f"order {order}, credit", effects / effects.sum() * paid.sum(), credit(answer, {"markov": order}))
    simulated(seen.of(path, "ChannelAttribution"), table, channels, credit(answers[1], {"markov": 1}))
    seen.of(path, "definition (Shapley 1953), every set").all(
        "Shapley", shapley(touches, paid, lost, channels) * paid.sum(), credit(answers[1], "shapley")
    )


def by_place(seen, path, table, channels, credit):
    with contextlib.redirect_stdout(io.StringIO()):
        told = ChannelAttribution.heuristic_models(
            table, "path", "total_conversions", var_value="total_conversion_value"
        )
    told = told.set_index("channel_name").loc[channels]
    seen.of(path, "ChannelAttribution")
    for place, column in [
        ("first", "first_touch_conversions"),
        ("last", "last_touch_conversions"),
        ("linear", "linear_touch_conversions"),
    ]:
        seen.all(f"{place} touch", told[column], credit(place))


def markov(touches, paid, lost, channels, order):
    """Absorbing chain whose states are the last `order` touches; without a channel, a step to it loses the journey."""
    moves = {}
    for journey, yes, no in zip(touches, paid, lost):
        state = ()
        for touch in journey:
            following = (*state, touch)[-order:]
            moves.setdefault(state, {}).setdefault(following, 0)
            moves[state][following] += yes + no
            state = following
        for end, count in [("paid", yes), ("lost", no)]:
            moves.setdefault(state, {}).setdefault(end, 0)
            moves[state][end] += count
    states = {state: place for place, state in enumerate(moves)}
    inside, to_paid = np.zeros((len(states),) * 2), np.zeros(len(states))
    for state, onward in moves.items():
        total = sum(onward.values())
        for following, count in onward.items():
            if following == "paid":
                to_paid[states[state]] = count / total
            elif following != "lost":
                inside[states[state], states[following]] = count / total
    start = states[()]
    whole = np.linalg.solve(np.eye(len(states)) - inside, to_paid)[start]
    effects = []
    for channel in channels:
        kept = np.array([channel not in state for state in states])
        without = np.linalg.solve(np.eye(kept.sum()) - inside[np.ix_(kept, kept)], to_paid[kept])
        effects.append(1 - without[np.flatnonzero(kept).tolist().index(start)] / whole)
    return whole, np.array(effects)


def simulated(seen, table, channels, credit):
    """It walks the chain at random where a linear solve is exact. A million walks come within a hundredth for channels
    of many payments; for a rare one (mi, 1.72 payments) they say 1.32, and 0 from a hundred thousand."""
    with contextlib.redirect_stdout(io.StringIO()):
        told = ChannelAttribution.markov_model(
            table,
            "path",
            "total_conversions",
            var_null="total_null",
            order=1,
            seed=1,
            max_step=1e6,
            nsim_start=1e6,
            conv_par=0.01,
            verbose=False,
            flg_pro=False,
        )
    told = told.set_index("channel_name").total_conversions
    often = [place for place, value in enumerate(credit) if value > 1_000]
    seen.all(
        "order 1, credit above 1,000 payments", told[[channels[p] for p in often]], [credit[p] for p in often], 1e-2
    )


def shapley(touches, paid, lost, channels):
    sets = {}
    for journey, yes, no in zip(touches, paid, lost):
        mask = sum(1 << channels.index(c) for c in set(journey))
        sums = sets.setdefault(mask, [0, 0])
        sums[0] += yes
        sums[1] += yes + no
    worth = np.zeros(1 << len(channels))
    for coalition in range(1 << len(channels)):
        inside = [sums for mask, sums in sets.items() if mask & ~coalition == 0]
        total = sum(s[1] for s in inside)
        worth[coalition] = sum(s[0] for s in inside) / total if total else 0
    k = len(channels)
    values = np.zeros(k)
    for channel in range(k):
        others = [c for c in range(k) if c != channel]
        for size in range(k):
            chance = factorial(size) * factorial(k - size - 1) / factorial(k)
            for chosen in combinations(others, size):
                coalition = sum(1 << c for c in chosen)
                values[channel] += chance * (worth[coalition | 1 << channel] - worth[coalition])
    return values / values.sum()


COMPARISONS = [paths]
