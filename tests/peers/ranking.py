"""Whether a score puts those first who gain most: Qini, AUUC, uplift of tenths and of the top."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from sklift.metrics import qini_auc_score, uplift_at_k, uplift_auc_score, uplift_by_percentile

from seen import jangkau, rows, study

CONTROL = "No E-Mail"
ARM = "Womens E-Mail"


def e_mail(seen):
    original = study("hillstrom_email_rct.csv.gz")
    table = rows(original)
    table = table[table.segment.isin([CONTROL, ARM])].assign(recent=lambda d: -d.recency)
    y, t = table.visit.to_numpy(), (table.segment == ARM).astype(int).to_numpy()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / original.name.removesuffix(".gz")
        table.to_csv(path, index=False)
        for score in ["history", "womens", "recent"]:
            answer = jangkau(
                "uplift",
                path,
                "--arm",
                "segment",
                "--control",
                CONTROL,
                "--outcome",
                "visit",
                "--score",
                score,
                "--replicates",
                80,
            )
            ranking = answer["judged"]["score"]["rankings"][0]["ranking"]
            s = table[score].to_numpy(float)
            seen.of(original, "scikit-uplift").same(
                f"{score}, Qini", qini_auc_score(y, s, t), ranking["qini"]["normalised"]
            )
            seen.same(f"{score}, AUUC", uplift_auc_score(y, s, t), ranking["auuc"]["normalised"])
            top = next(part for part in ranking["top"] if abs(part["to"] - 0.3) < 1e-9)
            ties(seen, score, y, s, t, top)
            if score == "history":
                tenths(seen.of(original, "scikit-uplift"), y, s, t, ranking)


def ties(seen, score, y, s, t, top):
    """uplift_at_k takes tied rows in reverse file order; jangkau averages over every order. Of a score of few values
    the package is shown to move with the order of the file; the mean of 400 orders is met within its error."""
    if score == "history":
        seen.same(
            f"{score}, uplift of the top 30%", uplift_at_k(y, s, t, strategy="overall", k=0.3), top["uplift"], 1e-5
        )
        return
    random = np.random.default_rng(7)
    drawn = []
    for _ in range(400):
        order = random.permutation(len(y))
        drawn.append(uplift_at_k(y[order], s[order], t[order], strategy="overall", k=0.3))
    assert np.std(drawn) > 1e-3, "the order of ties no longer matters to scikit-uplift"
    seen.by_chance(
        f"{score}, uplift of the top 30%, mean of 400 orders",
        np.mean(drawn),
        top["uplift"],
        np.std(drawn, ddof=1) / np.sqrt(len(drawn)),
    )
    seen.package = "definition, ties shared out"
    held_sum, treated_sum, held, treated = shared_out(y, s, t, int(0.3 * len(y)))
    seen.same(f"{score}, uplift of the top 30%, ties averaged", treated_sum / treated - held_sum / held, top["uplift"])


def shared_out(y, s, t, room):
    """Outcomes and people of the control and the treated among the first `room`: whole groups of a score above the cut,
    and of the group at the cut the share that fits."""
    by_score = (
        pd.DataFrame({"s": s, "t": t, "y": y}).groupby(["s", "t"]).y.agg(["sum", "size"]).unstack(fill_value=0)[::-1]
    )
    people = by_score["size"].sum(axis=1)
    share = ((room - (people.cumsum() - people)) / people).clip(0, 1)
    return [(share * by_score[figure][arm]).sum() for figure in ["sum", "size"] for arm in [0, 1]]


def tenths(seen, y, s, t, ranking):
    """The lowest score is that of an eighth of the people, so the file's order decides scikit-uplift's last two tenths;
    at the other cuts a few people are tied. The definition, ties shared out, decides."""
    found = [d["uplift"] for d in ranking["deciles"]]
    told = uplift_by_percentile(y, s, t, strategy="overall", bins=10)["uplift"]
    seen.all("history, uplift of tenths with few ties", told[:8], found[:8], 1e-2)
    cuts = np.cumsum([0, *map(len, np.array_split(np.arange(len(y)), 10))])
    sums = [shared_out(y, s, t, cut) for cut in cuts]
    tenth = lambda a, b: (b[1] - a[1]) / (b[3] - a[3]) - (b[0] - a[0]) / (b[2] - a[2])
    seen.package = "definition, ties shared out"
    seen.all("history, uplift of tenths", [tenth(a, b) for a, b in zip(sums, sums[1:])], found)


COMPARISONS = [e_mail]
