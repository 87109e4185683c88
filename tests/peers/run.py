"""Compares jangkau with reference packages and prints a table; leaves with 1 where a figure does not agree, 2 without jangkau.

JANGKAU is the binary (target/debug/jangkau by default). Real files are read from ../shared/data beside the repository;
without it the files of tests/fixtures and made-up ones are compared, and what was left out is said.
JANGKAU_REQUIRE=data makes a missing file a failure. Words after the command choose topics: `run.py by_area power`.
"""

import importlib
import os
import sys
import time
import warnings
from pathlib import Path

from seen import JANGKAU, Absent, Seen

TOPICS = ["by_person", "by_area", "segments", "size", "months_paid", "ranking", "journeys", "contacts"]


def main(chosen):
    if not Path(JANGKAU).is_file():
        print(f"{JANGKAU} is not there: build it with `cargo build --workspace`, or set JANGKAU to the binary")
        return 2
    seen, absent, broken = Seen(), [], []
    for topic in chosen or TOPICS:
        started = time.monotonic()
        comparisons = importlib.import_module(topic).COMPARISONS
        # After the import: statsmodels sets its own warnings to show always.
        warnings.filterwarnings("ignore")
        for comparison in comparisons:
            try:
                comparison(seen)
            except Absent as missing:
                absent.append(str(missing))
            except Exception as fault:  # a field that is gone or a command that refuses: the other comparisons go on
                broken.append(f"{topic}, {comparison.__name__}: {type(fault).__name__}: {fault}")
        print(f"{topic}: {time.monotonic() - started:.1f} s", file=sys.stderr)
    print("| quantity | file | reference | its figure | jangkau | apart | at most | verdict |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | --- |")
    for f in seen.figures:
        apart, most = (f"{f.apart:.1f} MC", "3 MC") if f.by_chance else (f"{f.apart:.1e}", f"{f.bound:.0e}")
        verdict = "agrees" if f.agrees else "DIFFERS"
        figures = f"{f.reference:.9g} | {f.found:.9g} | {apart} | {most}"
        print(f"| {f.quantity} | {f.file} | {f.package} | {figures} | {verdict} |")
    wrong = [f for f in seen.figures if not f.agrees]
    print(f"\n{len(seen.figures) - len(wrong)} of {len(seen.figures)} figures agree.")
    for f in wrong:
        print(f"DIFFERS: {f.quantity} ({f.file}): {f.package} says {f.reference!r}, jangkau {f.found!r}")
    for fault in broken:
        print(f"BROKEN: {fault}")
    for name in sorted(set(absent)):
        print(f"not compared: {name} is not beside the repository")
    required = "data" in os.environ.get("JANGKAU_REQUIRE", "").split(",")
    return 1 if wrong or broken or (absent and required) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
