"""Sixteen payment features of two million members, by jangkau and by the tools people would use instead, in one run.

    pip install -r benches/peers/requirements-features.txt
    cargo build --release --package peers
    python benches/peers/features.py target/release/features-peer target/peers/files [members] [rounds] [orders]

Every tool reads the same Parquet file and makes the same features: sums over a member's rows, and a mask of paid months from
which gaps, runs and recency are read. Each run is a process of its own; its peak of resident memory is the kernel's. The runs
of a round follow each other, pandas runs in the first round alone, and the table has the medians. All means must agree.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

MONTHS = 24
FIRST = 2024 * 12 + 11
AS_OF = "2026-11-30"
PLACES = ["post_office", "bank_agent", "community_agent", "digital"]
FULL = (1 << MONTHS) - 1
GRACE = 3


def duckdb_means(path, members):
    import duckdb

    bit = f"(coverage_month - {FIRST})"
    paid_in = f"(year(paid_on) * 12 + month(paid_on) - 1 - {FIRST})"
    prepaid = f"({paid_in} < {bit})"
    on_time = f"({prepaid} or ({paid_in} = {bit} and day(paid_on) <= 15))"
    at = ", ".join(f"sum((paid_at = {code})::int) as at_{place}" for code, place in enumerate(PLACES))

    def chain(source, mask, name):
        # Each step shortens every run by one month; the steps that leave something are the longest run.
        sql, column = source, mask
        terms = []
        for step in range(MONTHS):
            sql = f"select *, ({column} & ({column} >> 1)) as {name}{step} from ({sql})"
            terms.append(f"({column} <> 0)::int")
            column = f"{name}{step}"
        return sql, " + ".join(terms)

    summed = f"""
        select member_row, count(*) as n, sum(amount_rupiah) as amount, sum({on_time}::int) as on_time,
            sum({prepaid}::int) as prepaid, {at}, bit_or(1::bigint << {bit}) as mask
        from read_parquet('{path}') where known_on <= date '{AS_OF}' group by member_row"""
    masks = f"select *, {FULL} & ~mask & ~((mask & -mask) - 1) as unpaid from ({summed})"
    # Bits from the top one down to the first unpaid, and the recency, from the highest set bit.
    masks = f"""select *, floor(log2(mask))::bigint as top,
        case when mask = {FULL} then {MONTHS} else {MONTHS - 1} - floor(log2({FULL} & ~mask))::bigint end as streak
        from ({masks})"""
    masks = f"select *, unpaid & ((1::bigint << top) - 1) as inner_gap from ({masks})"
    sql, gap = chain(masks, "unpaid", "g")
    sql, longest = chain(sql, "mask", "s")
    beyond = "inner_gap"
    for step in range(GRACE):
        sql = f"select *, ({beyond} & ({beyond} >> 1)) as b{step} from ({sql})"
        beyond = f"b{step}"
    measures = {
        "months_paid": "bit_count(mask)",
        "share_paid": f"bit_count(mask) / {MONTHS}.0",
        "share_on_time": "on_time / n",
        "longest_gap_months": gap,
        "current_streak_months": "streak",
        "months_since_paid": f"{MONTHS - 1} - top",
        "reactivations": f"bit_count({beyond} & ~({beyond} << 1))",
        "share_prepaid": "prepaid / n",
        "mean_amount_rupiah": "amount / n",
        "longest_streak_months": longest,
        **{f"share_at_{place}": f"at_{place} / n" for place in PLACES},
        "share_paid_last_6": f"bit_count(mask >> {MONTHS - 6}) / 6.0",
        "share_paid_last_12": f"bit_count(mask >> {MONTHS - 12}) / 12.0",
    }
    columns = ", ".join(f"sum({sql_of}) as {name}" for name, sql_of in measures.items())
    connection = duckdb.connect(config={"threads": 2})
    row = connection.execute(f"select {columns} from ({sql})").fetchone()
    return {name: float(value) / members for name, value in zip(measures, row)}


def polars_means(path, members):
    import polars as pl

    bit = pl.col("coverage_month") - FIRST
    paid_in = pl.col("paid_on").dt.year() * 12 + pl.col("paid_on").dt.month().cast(pl.Int32) - 1 - FIRST
    prepaid = paid_in < bit
    on_time = prepaid | ((paid_in == bit) & (pl.col("paid_on").dt.day() <= 15))
    frame = (
        pl.scan_parquet(path)
        .filter(pl.col("known_on") <= pl.lit(AS_OF).str.to_date())
        .select(
            "member_row",
            "amount_rupiah",
            (2 ** bit.cast(pl.UInt32)).cast(pl.Int64).alias("bit"),
            on_time.alias("on_time"),
            prepaid.alias("prepaid"),
            *[(pl.col("paid_at") == code).alias(f"at_{place}") for code, place in enumerate(PLACES)],
        )
        .group_by("member_row")
        .agg(
            pl.len().alias("n"),
            pl.col("amount_rupiah").sum(),
            pl.col("on_time").sum(),
            pl.col("prepaid").sum(),
            *[pl.col(f"at_{place}").sum() for place in PLACES],
            pl.col("bit").bitwise_or().alias("mask"),
        )
    )

    def longest(frame, column, name):
        frame = frame.with_columns(pl.lit(0, pl.Int64).alias(name), pl.col(column).alias("left"))
        for _ in range(MONTHS):
            frame = frame.with_columns(
                (pl.col(name) + (pl.col("left") != 0).cast(pl.Int64)).alias(name),
                (pl.col("left") & (pl.col("left") // 2)).alias("left"),
            )
        return frame

    mask = pl.col("mask")
    top = 63 - mask.bitwise_leading_zeros().cast(pl.Int64)
    frame = frame.with_columns(
        ((mask ^ FULL) & ((mask & (0 - mask)) - 1).xor(-1)).alias("unpaid"),
        top.alias("top"),
    ).with_columns(
        (pl.col("unpaid") & ((2 ** pl.col("top").cast(pl.UInt32)).cast(pl.Int64) - 1)).alias("beyond"),
        (mask * (1 << (64 - MONTHS))).bitwise_leading_ones().cast(pl.Int64).alias("streak"),
    )
    for _ in range(GRACE):
        frame = frame.with_columns((pl.col("beyond") & (pl.col("beyond") // 2)).alias("beyond"))
    frame = longest(longest(frame, "unpaid", "gap"), "mask", "longest")
    count = mask.bitwise_count_ones()
    beyond = pl.col("beyond")
    measures = {
        "months_paid": count.cast(pl.Int64),
        "share_paid": count / MONTHS,
        "share_on_time": pl.col("on_time") / pl.col("n"),
        "longest_gap_months": pl.col("gap"),
        "current_streak_months": pl.col("streak"),
        "months_since_paid": MONTHS - 1 - pl.col("top"),
        "reactivations": (beyond & (beyond * 2).xor(-1)).bitwise_count_ones().cast(pl.Int64),
        "share_prepaid": pl.col("prepaid") / pl.col("n"),
        "mean_amount_rupiah": pl.col("amount_rupiah") / pl.col("n"),
        "longest_streak_months": pl.col("longest"),
        **{f"share_at_{place}": pl.col(f"at_{place}") / pl.col("n") for place in PLACES},
        "share_paid_last_6": (mask // (1 << (MONTHS - 6))).bitwise_count_ones() / 6,
        "share_paid_last_12": (mask // (1 << (MONTHS - 12))).bitwise_count_ones() / 12,
    }
    row = frame.select([value.sum().alias(name) for name, value in measures.items()]).collect(engine="streaming")
    return {name: row[name][0] / members for name in measures}


def pandas_means(path, members):
    import numpy as np
    import pandas as pd

    frame = pd.read_parquet(path)
    paid_on, known_on = pd.to_datetime(frame["paid_on"]), pd.to_datetime(frame["known_on"])
    frame["paid_on"] = paid_on
    frame = frame[known_on <= AS_OF]
    bit = frame["coverage_month"] - FIRST
    paid_in = frame["paid_on"].dt.year * 12 + frame["paid_on"].dt.month - 1 - FIRST
    frame = frame.assign(
        prepaid=paid_in < bit,
        on_time=(paid_in < bit) | ((paid_in == bit) & (frame["paid_on"].dt.day <= 15)),
        # Each month is paid once, so the sum of the bits is the mask.
        mask=np.left_shift(np.int64(1), bit.to_numpy(dtype="int64")),
        **{f"at_{place}": frame["paid_at"] == code for code, place in enumerate(PLACES)},
    )
    summed = frame.groupby("member_row", sort=False).agg(
        n=("mask", "size"),
        amount=("amount_rupiah", "sum"),
        on_time=("on_time", "sum"),
        prepaid=("prepaid", "sum"),
        mask=("mask", "sum"),
        **{f"at_{place}": (f"at_{place}", "sum") for place in PLACES},
    )
    n, mask = summed["n"].to_numpy(), summed["mask"].to_numpy()

    def longest(left):
        length = np.zeros(len(left), dtype="int64")
        for _ in range(MONTHS):
            length += left != 0
            left = left & (left >> 1)
        return length

    unpaid = FULL & ~mask & ~((mask & -mask) - 1)
    top = np.floor(np.log2(mask)).astype("int64")
    beyond = unpaid & ((np.int64(1) << top) - 1)
    for _ in range(GRACE):
        beyond = beyond & (beyond >> 1)
    missing = FULL & ~mask
    streak = np.where(missing == 0, MONTHS, MONTHS - 1 - np.floor(np.log2(np.maximum(missing, 1))).astype("int64"))
    measures = {
        "months_paid": np.bitwise_count(mask),
        "share_paid": np.bitwise_count(mask) / MONTHS,
        "share_on_time": summed["on_time"].to_numpy() / n,
        "longest_gap_months": longest(unpaid),
        "current_streak_months": streak,
        "months_since_paid": MONTHS - 1 - top,
        "reactivations": np.bitwise_count(beyond & ~(beyond << 1)),
        "share_prepaid": summed["prepaid"].to_numpy() / n,
        "mean_amount_rupiah": summed["amount"].to_numpy() / n,
        "longest_streak_months": longest(mask),
        **{f"share_at_{place}": summed[f"at_{place}"].to_numpy() / n for place in PLACES},
        "share_paid_last_6": np.bitwise_count(mask >> (MONTHS - 6)) / 6,
        "share_paid_last_12": np.bitwise_count(mask >> (MONTHS - 12)) / 12,
    }
    return {name: float(np.sum(values, dtype="float64")) / members for name, values in measures.items()}


ORDERS = {"member": "by member", "month": "by month", "none": "in no order"}
TOOLS = {"duckdb": duckdb_means, "polars": polars_means, "pandas": pandas_means}


def one(tool, path, members):
    """Runs in a process of its own: imports are not timed, their memory is counted."""
    __import__(tool)
    begun, busy = time.perf_counter(), time.process_time()
    means = TOOLS[tool](path, members)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - busy
    rss_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"seconds": seconds, "cpu_seconds": cpu_seconds, "rss_mb": rss_mb, "means": means}))


def child(command):
    def busy():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before = busy()
    answer = subprocess.run(command, check=True, capture_output=True, text=True)
    # Ours does not tell the time of its processors; there is nothing in it that is not to be counted.
    return {"cpu_seconds": busy() - before, **json.loads(answer.stdout.strip().splitlines()[-1])}


def agree(tool, means, ours):
    for name, mean in ours.items():
        if abs(means[name] - mean) > 1e-6 * max(1.0, abs(mean)):
            sys.exit(f"{tool} has {means[name]} for {name}, jangkau has {mean}")


def main():
    binary, folder = sys.argv[1], Path(sys.argv[2])
    members = sys.argv[3] if len(sys.argv) > 3 else "2000000"
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    orders = sys.argv[5].split(",") if len(sys.argv) > 5 else list(ORDERS)
    folder.mkdir(parents=True, exist_ok=True)
    print("| order of the rows | tool | seconds | times ours | processor seconds | times ours | peak MB | ours of theirs |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for order in orders:
        path = folder / f"contributions-{order}.parquet"
        subprocess.run([binary, "generate", str(path), members, order], check=True, capture_output=True)
        path.read_bytes()
        runs = {tool: [] for tool in ["jangkau", *TOOLS]}
        for round_ in range(rounds):
            for tool in runs:
                if tool == "jangkau":
                    runs[tool].append(child([binary, "run", str(path), members]))
                elif tool != "pandas" or round_ == 0:
                    runs[tool].append(child([sys.executable, __file__, "--one", tool, str(path), members]))
        medians = {
            tool: [statistics.median(run[what] for run in made) for what in ("seconds", "cpu_seconds", "rss_mb")]
            for tool, made in runs.items()
        }
        own = medians["jangkau"]
        for tool, (seconds, cpu, rss) in medians.items():
            agree(tool, runs[tool][0]["means"], runs["jangkau"][0]["means"])
            times, cpu_times, part = seconds / own[0], cpu / own[1], own[2] / rss
            print(
                f"| {ORDERS[order]} | {tool} | {seconds:.2f} | {times:.1f} | {cpu:.2f} | {cpu_times:.1f} | {rss:.0f} | {part:.2f} |",
                flush=True,
            )
        path.unlink()
    print("\nThe means of all sixteen features agree.")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        one(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main()
