"""The hot paths in Python, beside ours: the same points, start and rounds. Prints one line of JSON for each measurement.

usage: peers.py kmeans|kmeans-32|kprototypes|qini|bootstrap|survival|attribution|choice FOLDER
       peers.py table MEASUREMENTS
"""

import json
import statistics
import sys
import time
from pathlib import Path

POINTS, WIDTH, ROUNDS = 1_000_000, 10, 20
ROWS, NUMERIC, CATEGORICAL = 50_000, 6, 4
SEGMENT, REPLICATES = 20_000, 1_000
FITS = 20


def measure(what, work, times=1):
    """Times `work`, which does the same so many times."""
    began, used = time.perf_counter(), time.process_time()
    value = float(work())
    seconds, cpu_seconds = (time.perf_counter() - began) / times, (time.process_time() - used) / times
    print(json.dumps({"what": what, "seconds": seconds, "cpu_seconds": cpu_seconds, "value": value}), flush=True)


def kmeans(folder, clusters):
    import numpy as np
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    points = np.fromfile(folder / "kmeans.f64").reshape(POINTS, WIDTH)
    start = points[[cluster * (POINTS // clusters) for cluster in range(clusters)]]
    for kind in ("f64", "f32"):
        typed, typed_start = (array.astype({"f64": "f8", "f32": "f4"}[kind]) for array in (points, start))
        model = KMeans(clusters, init=typed_start, n_init=1, max_iter=ROUNDS, tol=0, algorithm="lloyd", copy_x=False)
        with threadpool_limits(2):
            measure(f"k-means k={clusters}, scikit-learn {kind}, 2 threads", lambda: model.fit(typed).inertia_)


def kprototypes(folder):
    import numpy as np
    from kmodes.kprototypes import KPrototypes

    numeric = np.fromfile(folder / "numeric.f64").reshape(ROWS, NUMERIC)
    codes = np.fromfile(folder / "codes.u32", dtype="<u4").reshape(ROWS, CATEGORICAL)
    rows = [cluster * (ROWS // 8) for cluster in range(8)]
    table = np.empty((ROWS, NUMERIC + CATEGORICAL), dtype=object)
    table[:, :NUMERIC], table[:, NUMERIC:] = numeric, codes
    categorical = list(range(NUMERIC, NUMERIC + CATEGORICAL))
    for rounds in (1, 3):
        model = KPrototypes(8, init=[numeric[rows], codes[rows]], gamma=0.5, n_init=1, max_iter=rounds)
        name = f"k-prototypes, kmodes, {rounds} round{'' if rounds == 1 else 's'}"
        measure(name, lambda: model.fit(table, categorical=categorical).cost_)


def qini(folder):
    import numpy as np
    from sklift.metrics import qini_auc_score

    score = np.fromfile(folder / "scores.f64")
    kept, treated = (np.fromfile(folder / name, dtype="u1").astype(int) for name in ("kept.u8", "treated.u8"))
    measure("Qini of 1,000,000, scikit-uplift", lambda: qini_auc_score(kept, score, treated))


def bootstrap(folder):
    """Ten segments of fifty; the table multiplies by five."""
    import numpy as np

    treated = np.fromfile(folder / "treated.u8", dtype="u1")
    outcomes = {"kept": np.fromfile(folder / "kept.u8", dtype="u1").astype(float), "amounts": np.fromfile(folder / "amounts.f64")}
    for name, outcome in outcomes.items():
        arms = []
        for segment in range(10):
            rows = slice(segment * SEGMENT, (segment + 1) * SEGMENT)
            arms.append([outcome[rows][treated[rows] == arm] for arm in (1, 0)])

        def mean_error():
            rng, errors = np.random.default_rng(1), []
            for one, zero in arms:
                replicates = [
                    one[rng.integers(0, len(one), len(one))].mean() - zero[rng.integers(0, len(zero), len(zero))].mean()
                    for _ in range(REPLICATES)
                ]
                errors.append(np.std(replicates, ddof=1))
            return np.mean(errors)

        measure(f"bootstrap of {name}, numpy, a fifth of the segments", mean_error)


def survival(folder):
    import numpy as np
    from lifelines import KaplanMeierFitter

    months = np.fromfile(folder / "months.u8", dtype="u1").astype(float)
    ended = np.fromfile(folder / "ended.u8", dtype="u1")

    def at_a_year():
        # lifelines counts an end at the month it happens in, as we do: paid 12 months, no thirteenth.
        return KaplanMeierFitter().fit(months, ended).predict(12.0)

    measure("Kaplan-Meier of 1,000,000 spells, lifelines", at_a_year)


def attribution(folder):
    import warnings

    import pandas as pd

    warnings.filterwarnings("ignore")
    import ChannelAttribution

    journeys = pd.read_csv(folder / "journeys.txt", sep="\t", header=None, names=["path", "paid"])
    journeys["not_paid"] = 1 - journeys["paid"]

    def share_of_first():
        credit = ChannelAttribution.markov_model(journeys, "path", "paid", var_null="not_paid", order=1, verbose=False)
        share = credit.set_index("channel_name")["total_conversions"]
        return share["agent"] / share.sum()

    measure("Markov credit of 1,000,000 journeys, ChannelAttribution", share_of_first)


def choice(folder):
    import contextlib
    import io

    import pandas as pd
    from xlogit import MultinomialLogit

    rows = pd.read_csv(folder / "electricity.csv")
    names = ["pf", "cl", "loc", "wk", "tod", "seas"]
    attributes, chosen, plans, tasks = rows[names].to_numpy(float), *(rows[c].to_numpy() for c in ("choice", "alt", "chid"))
    model = MultinomialLogit()

    def log_likelihood():
        with contextlib.redirect_stdout(io.StringIO()):
            for _ in range(FITS):
                model.fit(attributes, chosen, varnames=names, alts=plans, ids=tasks, verbose=0)
        return model.loglikelihood

    measure("conditional logit of 17,232 plans, xlogit", log_likelihood, FITS)
    # xlogit climbs by BFGS and stops a little below the top.
    ours = json.loads((folder / "choice.json").read_text())
    for name, own, theirs in zip(names, ours, model.coeff_, strict=True):
        if abs(own - theirs) > 1e-4 * abs(own):
            sys.exit(f"NOT THE SAME: coefficient of {name}: {own!r}, xlogit {theirs!r}")


# How closely the tools must agree, relative: exact ones in a million, drawn ones by what chance leaves.
WITHIN = {
    "k-means k=8,": 1e-6,
    "k-means k=32,": 1e-6,
    "1 round": 1e-6,
    "3 rounds": 1e-6,
    "Qini": 1e-6,
    "Kaplan-Meier": 1e-6,
    "conditional logit": 1e-6,
    # 1,000 replicates: 2.2% a segment, over ten segments 0.7% for either tool.
    "bootstrap of kept": 0.03,
    "bootstrap of amounts": 0.03,
    # ChannelAttribution walks the chain at random until its own estimate moves by less than 5%; ours is solved.
    "Markov": 0.05,
}


def table(path):
    """Medians, ratios and agreement. Leaves with 1 where values differ by more than WITHIN says."""
    seconds, cpu, values = {}, {}, {}
    # A package may print words of its own.
    for line in filter(lambda line: line.startswith("{"), Path(path).read_text().splitlines()):
        measured = json.loads(line)
        seconds.setdefault(measured["what"], []).append(measured["seconds"])
        cpu.setdefault(measured["what"], []).append(measured["cpu_seconds"])
        values.setdefault(measured["what"], set()).add(measured["value"])
    median = {what: statistics.median(taken) for what, taken in seconds.items()}
    print("| what | median s | least s | median CPU s | rounds | value |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for what, taken in seconds.items():
        computed = statistics.median(cpu[what])
        print(f"| {what} | {median[what]:.4f} | {min(taken):.4f} | {computed:.2f} | {len(taken)} | {max(values[what]):.9g} |")
    print("\n| ratio of medians | times |\n| --- | ---: |")
    for clusters in (8, 32):
        ours = f"k-means k={clusters}, jangkau, 2 threads"
        for what in median if ours in median else ():
            if what.startswith(f"k-means k={clusters},") and "jangkau" not in what:
                print(f"| {what}, against ours | {median[what] / median[ours]:.1f} |")
    if "k-prototypes, kmodes, 3 rounds" in median:
        ours = (median["k-prototypes, jangkau, 5 rounds"] - median["k-prototypes, jangkau, 1 round"]) / 4
        theirs = (median["k-prototypes, kmodes, 3 rounds"] - median["k-prototypes, kmodes, 1 round"]) / 2
        print(f"| k-prototypes, one round: kmodes {theirs:.2f} s, ours {1000 * ours:.2f} ms | {theirs / ours:.0f} |")
    pairs = (
        ("bootstrap of kept", "numpy, a fifth of the segments", 5),
        ("bootstrap of amounts", "numpy, a fifth of the segments", 5),
        ("Qini of 1,000,000", "scikit-uplift", 1),
        ("Kaplan-Meier of 1,000,000 spells", "lifelines", 1),
        ("Markov credit of 1,000,000 journeys", "ChannelAttribution", 1),
        ("conditional logit of 17,232 plans", "xlogit", 1),
    )
    for what, peer, times in pairs:
        if f"{what}, {peer}" in median:
            ratio = times * median[f"{what}, {peer}"] / median[f"{what}, jangkau, 2 threads"]
            print(f"| {what}: {peer.split(',')[0]}, against ours | {ratio:.1f} |")
    agreed = True
    for group, within in WITHIN.items():
        found = [(what, value) for what in values if group in what for value in values[what]]
        # scikit-learn sums single-precision points in single precision: its value is shown, not compared.
        found = [(what, value) for what, value in found if " f32" not in what]
        if not found:
            continue
        low, high = min(found, key=lambda f: f[1]), max(found, key=lambda f: f[1])
        if high[1] - low[1] > within * abs(high[1]):
            print(f"\nNOT THE SAME: {low[0]} {low[1]!r}, {high[0]} {high[1]!r}")
            agreed = False
    return 0 if agreed else 1


if __name__ == "__main__":
    path, argument = sys.argv[1], Path(sys.argv[2])
    if path == "table":
        sys.exit(table(argument))
    paths = {
        "kmeans": lambda: kmeans(argument, 8),
        "kmeans-32": lambda: kmeans(argument, 32),
        "kprototypes": lambda: kprototypes(argument),
        "qini": lambda: qini(argument),
        "bootstrap": lambda: bootstrap(argument),
        "survival": lambda: survival(argument),
        "attribution": lambda: attribution(argument),
        "choice": lambda: choice(argument),
    }
    paths[path]()
