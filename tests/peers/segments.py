"""Many segments: corrections, heterogeneity, pooling and shrinkage."""

import tempfile
from pathlib import Path

import numpy as np
import statsmodels.api as sm
from patsy import dmatrix
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest

from seen import jangkau, rows, study

CONTROL = "No E-Mail"
ARM = "Womens E-Mail"


def e_mail(seen):
    """Segments by spend (noise), by past purchase and channel (real), and 36 cells."""
    original = study("hillstrom_email_rct.csv.gz")
    table = rows(original)
    table = table[table.segment.isin([CONTROL, ARM])]
    table["past"] = np.select([(table.mens & table.womens) == 1, table.mens == 1], ["both", "mens"], "womens")
    table["past x channel"] = table.past + " " + table.channel
    table["recency x channel"] = table.recency.astype(str) + " " + table.channel
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / original.name.removesuffix(".gz")
        table.to_csv(path, index=False)
        for column in ["history_segment", "past x channel", "recency x channel", "womens"]:
            answer = jangkau(
                "evaluate", path, "--arm", "segment", "--control", CONTROL, "--outcome", "visit", "--segment", column
            )["answers"][0]
            family(seen, original, table, column, answer)
            interaction(seen.of(original, "statsmodels"), table, column, answer)


def family(seen, path, table, column, answer):
    cells = table.groupby([column, table.segment == ARM]).visit.agg(["sum", "size", "mean"]).unstack()
    assert list(cells.index.astype(str)) == [s["segment"] for s in answer["segments"]] or column != "history_segment"
    order = [s["segment"] for s in answer["segments"]]
    cells.index = cells.index.astype(str)
    cells = cells.loc[order]
    effect = (cells["mean"][True] - cells["mean"][False]).to_numpy()
    p = [
        proportions_ztest([a, b], [n, m])[1]
        for a, b, n, m in zip(cells["sum"][True], cells["sum"][False], cells["size"][True], cells["size"][False])
    ]
    found = answer["segments"]
    name = f"by {column}"
    seen.of(path, "statsmodels").all(f"{name}, effects", effect, [s["contrast"]["primary"]["estimate"] for s in found])
    seen.all(f"{name}, p", p, [s["contrast"]["primary"]["p_value"] for s in found])
    seen.all(f"{name}, Holm", multipletests(p, method="holm")[1], [s["p_holm"] for s in found])
    seen.all(
        f"{name}, Benjamini-Hochberg", multipletests(p, method="fdr_bh")[1], [s["p_benjamini_hochberg"] for s in found]
    )
    variance = sum(cells["mean"][a] * (1 - cells["mean"][a]) / cells["size"][a] for a in [True, False]).to_numpy()
    spread = answer["heterogeneity"]
    pooled = combine_effects(effect, variance, method_re="dl")
    seen.same(f"{name}, tau2", max(pooled.tau2, 0), spread["tau_squared"])
    seen.same(f"{name}, Cochran Q", pooled.q, spread["q"])
    seen.same(f"{name}, Q, p", stats.chi2.sf(pooled.q, len(effect) - 1), spread["p_value"])
    seen.same(f"{name}, I2", max(pooled.i2, 0), spread["i_squared"])
    seen.same(f"{name}, common effect", pooled.mean_effect_fe, spread["common_effect"])
    seen.same(f"{name}, its error", pooled.sd_eff_w_fe, spread["common_standard_error"])
    if pooled.tau2 > 0:
        hk = combine_effects(effect, variance, method_re="dl", use_t=True)
        seen.same(f"{name}, random-effects mean", pooled.mean_effect_re, spread["mean_effect"])
        seen.same(f"{name}, its error, DL", pooled.sd_eff_w_re, spread["mean_standard_error"])
        seen.same(f"{name}, its error, Hartung-Knapp", hk.sd_eff_w_re_hksj, spread["mean_hartung_knapp_error"])
    shrunk(seen, name, effect, variance, max(pooled.tau2, 0), found)
    seen.of(path, "definition (Paule & Mandel 1982), scipy brentq")
    seen.same(f"{name}, tau2 of Paule and Mandel", paule_mandel(effect, variance), spread["tau_squared_paule_mandel"])
    itself = combine_effects(effect, variance, method_re="pm")
    seen.of(path, "statsmodels")
    seen.same(f"{name}, tau2 of Paule and Mandel", max(itself.tau2, 0), spread["tau_squared_paule_mandel"], 1e-4)


def paule_mandel(effect, variance):
    """The variance between segments at which Q is its degrees of freedom, 0 where it is smaller without any. By
    statsmodels too, as closely as its search goes when left alone (1e-5 of Q): asked for more, it says 0 where a step
    lands below the root by a rounding error, which is another one on another processor."""

    def above(tau2):
        weight = 1 / (variance + tau2)
        return weight @ (effect - weight @ effect / weight.sum()) ** 2 - (len(effect) - 1)

    most = len(effect) * np.ptp(effect) ** 2
    return optimize.brentq(above, 0, most, xtol=1e-18, rtol=1e-14) if above(0) > 0 else 0.0


def shrunk(seen, name, effect, variance, tau2, found):
    seen.package = "definition (Morris 1983), numpy"
    weight = 1 / (variance + tau2)
    mean = np.sum(weight * effect) / weight.sum()
    keep = tau2 / (tau2 + variance)
    seen.all(f"{name}, shrunk effects", mean + keep * (effect - mean), [s["shrunk"]["effect"] for s in found])
    seen.all(
        f"{name}, posterior deviations", np.sqrt(keep * variance), [s["shrunk"]["posterior_deviation"] for s in found]
    )


def interaction(seen, table, column, answer):
    cells = table.assign(t=(table.segment == ARM).astype(float), s=table[column].astype(str))
    cells = cells.groupby(["t", "s"], as_index=False).visit.agg(["sum", "size"])
    counts = np.column_stack([cells["sum"], cells["size"] - cells["sum"]])
    fit = lambda formula: sm.GLM(counts, dmatrix(formula, cells), family=sm.families.Binomial()).fit(tol=1e-13)
    ours, twice = answer["interaction"], 2 * (fit("t * C(s)").llf - fit("t + C(s)").llf)
    seen.same(f"by {column}, likelihood ratio", twice, ours["likelihood_ratio"])
    seen.same(f"by {column}, likelihood ratio, p", stats.chi2.sf(twice, ours["df"]), ours["p_value"])


COMPARISONS = [e_mail]
