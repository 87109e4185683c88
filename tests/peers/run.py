"""Compares jangkau with reference packages and prints a table. Leaves with 1 where a figure differs, 2 without jangkau.

JANGKAU is the binary (target/debug/jangkau by default). Real files are read from ../shared/data beside the repository;
where one is not there, a made-up file with its columns takes its place, and that is said.
JANGKAU_REQUIRE=data makes a missing file a failure. Words after the command choose topics: `run.py by_area size`.
"""

import importlib
import os
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

# Topics share the cores: one thread each. Set before numpy is imported.
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ.setdefault(variable, "1")

from seen import ABSENT, JANGKAU, Seen  # noqa: E402

TOPICS = ["by_person", "by_area", "segments", "size", "months_paid", "ranking", "journeys", "contacts"]


def compared(topic):
    """Figures of one topic, files that are not there, comparisons that could not be made."""
    seen, broken = Seen(), []
    started = time.monotonic()
    comparisons = importlib.import_module(topic).COMPARISONS
    # After the import: statsmodels sets its own warnings to show always.
    warnings.filterwarnings("ignore")
    for comparison in comparisons:
        try:
            comparison(seen)
        except Exception as fault:  # a field that is gone or a command that refuses: the other comparisons go on
            broken.append(f"{topic}, {comparison.__name__}: {type(fault).__name__}: {fault}")
    print(f"{topic}: {time.monotonic() - started:.1f} s", file=sys.stderr)
    return seen.figures, sorted(ABSENT), broken


def main(topics):
    if not Path(JANGKAU).is_file():
        print(f"{JANGKAU} is not there: build it with `cargo build --workspace`, or set JANGKAU to the binary")
        return 2
    with ProcessPoolExecutor(min(len(topics), os.cpu_count() or 1)) as processes:
        parts = list(processes.map(compared, topics))
    figures, absent, broken = ([item for part in parts for item in part[place]] for place in range(3))
    print("| quantity | file | reference | its figure | jangkau | apart | at most | verdict |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | --- |")
    for f in figures:
        apart, most = (f"{f.apart:.1f} MC", "3 MC") if f.by_chance else (f"{f.apart:.1e}", f"{f.bound:.0e}")
        both = f"{f.reference:.9g} | {f.found:.9g} | {apart} | {most}"
        print(f"| {f.quantity} | {f.file} | {f.package} | {both} | {'agrees' if f.agrees else 'DIFFERS'} |")
    wrong = [f for f in figures if not f.agrees]
    print(f"\n{len(figures) - len(wrong)} of {len(figures)} figures agree.")
    for f in wrong:
        print(f"DIFFERS: {f.quantity} ({f.file}): {f.package} says {f.reference!r}, jangkau {f.found!r}")
    for fault in broken:
        print(f"BROKEN: {fault}")
    for name in sorted(set(absent)):
        print(f"not compared: {name} is not beside the repository; a made-up file with its columns was")
    required = "data" in os.environ.get("JANGKAU_REQUIRE", "").split(",")
    return 1 if wrong or broken or (absent and required) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or TOPICS))
