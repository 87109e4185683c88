"""The hot paths in Python, beside ours: the same points, start and rounds. Prints one line of JSON for each measurement.

usage: peers.py kmeans|kmeans-32|kprototypes FOLDER
       peers.py table MEASUREMENTS
"""

import json
import statistics
import sys
import time
from pathlib import Path

POINTS, WIDTH, ROUNDS = 1_000_000, 10, 20
ROWS, NUMERIC, CATEGORICAL = 50_000, 6, 4


def measure(what, work):
    began, used = time.perf_counter(), time.process_time()
    value = float(work())
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - used
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


def table(path):
    """Medians, ratios and agreement. Leaves with 1 where values differ by more than one in a million."""
    seconds, cpu, values = {}, {}, {}
    for line in Path(path).read_text().splitlines():
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
        for what in median:
            if what.startswith(f"k-means k={clusters},") and "jangkau" not in what:
                print(f"| {what}, against ours | {median[what] / median[ours]:.1f} |")
    ours = (median["k-prototypes, jangkau, 5 rounds"] - median["k-prototypes, jangkau, 1 round"]) / 4
    if "k-prototypes, kmodes, 3 rounds" in median:
        theirs = (median["k-prototypes, kmodes, 3 rounds"] - median["k-prototypes, kmodes, 1 round"]) / 2
        print(f"| k-prototypes, one round: kmodes {theirs:.2f} s, ours {1000 * ours:.2f} ms | {theirs / ours:.0f} |")
    agreed = True
    for group in ("k-means k=8,", "k-means k=32,", "1 round", "3 rounds"):
        found = [(what, value) for what in values if group in what for value in values[what]]
        # scikit-learn sums single-precision points in single precision: its value is shown, not compared.
        found = [(what, value) for what, value in found if " f32" not in what]
        low, high = min(found, key=lambda f: f[1]), max(found, key=lambda f: f[1])
        if high[1] - low[1] > 1e-6 * high[1]:
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
    }
    paths[path]()
