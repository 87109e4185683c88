"""Lots drawn by area: means of areas, strata and pairs, rows with clustered errors, lots drawn again, two stages."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf
from scipy import stats

from seen import estimate, jangkau, rows, study

RSBY = "rsby_india_two_stage_cluster_rct.csv.gz"
CAI = "cai2015_rice_insurance_cluster_rct.csv"
THEIRS, OURS = 9_999, 49_999  # lots and replicates that jangkau draws, and that are drawn here


def health_insurance(seen):
    """418 villages drawn to have many or few offers: Imai, Jiang & Malani 2021."""
    path = study(RSBY)
    table = rows(path)
    for outcome in ["d_enrolled", "y_hospital_spend"]:
        answer = jangkau(
            "evaluate",
            path,
            "--arm",
            "a_high_saturation",
            "--control",
            0,
            "--outcome",
            outcome,
            "--cluster",
            "village_id",
        )["answers"][0]["overall"]
        by_village = table.groupby(["a_high_saturation", "village_id"])[outcome].mean()
        means(seen, path, by_village[1], by_village[0], answer, outcome)
        clustered(seen, path, table, outcome, "a_high_saturation", "village_id", answer)
        correlation(seen, path, table, outcome, "a_high_saturation", "village_id", answer)
    two_stages(seen.of(path, "statsmodels"), path, table)


def means(seen, path, treated, control, answer, name):
    test = stats.ttest_ind(treated, control)
    ours = answer["primary"]
    seen.of(path, "scipy").same(f"{name}, area means, difference", treated.mean() - control.mean(), ours["estimate"])
    for figure, reference in [("statistic", test.statistic), ("df", test.df), ("p_value", test.pvalue)]:
        seen.same(f"{name}, area means, {figure}", reference, ours[figure])
    seen.interval(f"{name}, area means", test.confidence_interval(0.95), ours["interval"])
    unequal, ours = stats.ttest_ind(treated, control, equal_var=False), estimate(answer, "area means, Welch")
    seen.same(f"{name}, area means, Welch t", unequal.statistic, ours["statistic"])
    seen.same(f"{name}, area means, Welch df", unequal.df, ours["df"])
    drawn = stats.permutation_test(
        (treated, control),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        n_resamples=OURS,
        vectorized=True,
        rng=np.random.default_rng(8),
        batch=500,
    )
    ours = estimate(answer, "randomisation test")["p_value"]
    seen.by_chance(f"{name}, randomisation test, p", drawn.pvalue, ours, error_of_two(drawn.pvalue))


def error_of_two(p):
    """Monte-Carlo error of the difference of two p-values of about p, each from its own draws."""
    return np.sqrt(max(p * (1 - p), 1 / THEIRS) * (1 / THEIRS + 1 / OURS))


def clustered(seen, path, table, outcome, arm, area, answer):
    table = table[[outcome, arm, area]].astype({outcome: float})
    codes = pd.factorize(table[area])[0]
    fit = smf.ols(f"{outcome} ~ {arm}", table).fit(cov_type="cluster", cov_kwds={"groups": codes}, use_t=True)
    ours = estimate(answer, "difference of rows, CR1")
    name = f"{outcome} by {area}, rows"
    seen.of(path, "statsmodels").same(f"{name}, difference", fit.params[arm], ours["estimate"])
    seen.same(f"{name}, CR1 error", fit.bse[arm], ours["standard_error"])
    seen.same(f"{name}, CR1 t", fit.tvalues[arm], ours["statistic"])
    seen.same(f"{name}, CR1 p", fit.pvalues[arm], ours["p_value"])
    seen.interval(f"{name}, CR1", fit.conf_int().loc[arm], ours["interval"])
    jackknife(
        seen.of(path, "definition (Cameron & Miller 2015), leave one area out"),
        name,
        table,
        outcome,
        arm,
        codes,
        answer,
    )
    bell_mccaffrey(
        seen.of(path, "definition (Pustejovsky & Tipton 2018), numpy"), name, table, outcome, arm, codes, answer
    )
    wild(seen.of(path, "definition (Cameron, Gelbach & Miller 2008), numpy"), name, table, outcome, arm, codes, answer)


def jackknife(seen, name, table, outcome, arm, codes, answer):
    """CR3 = (G - 1) / G times the squares of what leaving each area out does. pyfixest's CRV3 multiplies that by
    (G / (G - 1))^2 (N - 1) / (N - 2), so that .01393880 of the villages is its .01397292."""
    y, t = table[outcome].to_numpy(), table[arm].to_numpy(float)
    sums = np.array([np.bincount(codes, w) for w in [np.ones_like(y), t, y, t * y]])
    left = sums.sum(axis=1, keepdims=True) - sums
    slope = lambda n, st, sy, sty: sty / st - (sy - sty) / (n - st)
    g, n = sums.shape[1], len(y)
    error = np.sqrt((g - 1) / g * np.sum((slope(*left) - slope(*sums.sum(axis=1))) ** 2))
    ours = estimate(answer, "CR3")["standard_error"]
    seen.same(f"{name}, CR3 error", error, ours)
    factor = g / (g - 1) * np.sqrt((n - 1) / (n - 2))
    if seen.file == RSBY and outcome == "d_enrolled":
        seen.package = "pyfixest 0.60.0, as published beside the file"
        seen.same(f"{name}, CRV3 error with its factors", 0.01397292, ours * factor)


def bell_mccaffrey(seen, name, table, outcome, arm, codes, answer):
    """CR2 and its Satterthwaite degrees of freedom, with every area's matrix written out."""
    x = np.column_stack([np.ones(len(table)), table[arm].to_numpy(float)])
    y = table[outcome].to_numpy()
    bread = np.linalg.inv(x.T @ x)
    residual = y - x @ (bread @ (x.T @ y))
    contrast, variance, rows_of = bread[1], 0.0, []
    for area in range(codes.max() + 1):
        own = codes == area
        xg = x[own]
        inside = np.eye(len(xg)) - xg @ bread @ xg.T
        values, vectors = np.linalg.eigh(inside)
        root = np.where(values > 1e-10, values, np.inf) ** -0.5
        adjusted = (vectors * root) @ vectors.T @ xg @ contrast
        variance += (adjusted @ residual[own]) ** 2
        p = np.zeros(len(y))
        p[own] = adjusted
        rows_of.append((own, adjusted, xg.T @ adjusted))
    ours = estimate(answer, "CR2")
    seen.same(f"{name}, CR2 error", np.sqrt(variance), ours["standard_error"])
    # G = P'(I - H)P for the areas' vectors P; df = trace(G)^2 / sum(G^2).
    projected = np.array([r[2] for r in rows_of])
    gram = -projected @ bread @ projected.T
    gram[np.diag_indices_from(gram)] += [r[1] @ r[1] for r in rows_of]
    seen.same(f"{name}, CR2 degrees of freedom", np.trace(gram) ** 2 / np.sum(gram**2), ours["df"])


def wild(seen, name, table, outcome, arm, codes, answer):
    """Null imposed, Rademacher weights, the t of every replicate with its own CR1 error."""
    y, t = table[outcome].to_numpy(), table[arm].to_numpy(float)
    random = np.random.default_rng(8)
    n, st = len(y), t.sum()
    of = lambda w: np.bincount(codes, w)
    u = y - y.mean()
    count, treated, su, stu = of(np.ones(n)), of(t), of(u), of(t * u)

    def statistic(weights):
        sy, sty = weights @ su, weights @ stu
        b = sty / st - (sy - sty) / (n - st)
        a = (sy - sty) / (n - st)
        # Scores of each area: sums of residuals, for all and for the treated.
        of_all = weights * su - np.outer(a, count) - np.outer(b, treated)
        of_treated = weights * stu - np.outer(a + b, treated)
        influence = of_treated / st - (of_all - of_treated) / (n - st)
        return b / np.sqrt(np.sum(influence**2, axis=1))

    observed = abs(statistic(np.ones((1, len(su))))[0])
    as_far = 0
    for draws in [5_000] * 9 + [OURS - 45_000]:
        weights = 2.0 * random.integers(0, 2, (draws, len(su))) - 1
        as_far += np.sum(np.abs(statistic(weights)) >= observed - 1e-12)
    p = (1 + as_far) / (1 + OURS)
    ours = estimate(answer, "wild cluster bootstrap")["p_value"]
    seen.by_chance(f"{name}, wild bootstrap, p", p, ours, error_of_two(p))


def correlation(seen, path, table, outcome, arm, area, answer):
    """One-way ANOVA over all rows, as in Donner & Koval 1980."""
    groups = table.groupby(area)[outcome]
    size, mean = groups.size(), groups.mean()
    k, n = len(size), size.sum()
    between = np.sum(size * (mean - table[outcome].mean()) ** 2) / (k - 1)
    within = np.sum((size - 1) * groups.var().fillna(0)) / (n - k)
    n0 = (n - np.sum(size**2) / n) / (k - 1)
    icc = (between - within) / (between + (n0 - 1) * within)
    seen.of(path, "definition (Donner & Koval 1980), pandas")
    seen.same(f"{outcome} by {area}, ICC", icc, answer["intra_area_correlation"])
    seen.same(f"{outcome} by {area}, design effect", 1 + (n0 - 1) * icc, answer["design_effect"])


def two_stages(seen, path, table):
    answer = jangkau(
        "spill-over",
        path,
        "--cluster",
        "village_id",
        "--saturation",
        "a_high_saturation",
        "--offered",
        "z_offered",
        "--outcome",
        "d_enrolled",
    )
    for contrast, rows_of, term in [
        ("direct_low", table.a_high_saturation == 0, "z_offered"),
        ("direct_high", table.a_high_saturation == 1, "z_offered"),
        ("spill_over_not_offered", table.z_offered == 0, "a_high_saturation"),
        ("spill_over_offered", table.z_offered == 1, "a_high_saturation"),
    ]:
        chosen = table[rows_of]
        fit = smf.ols(f"d_enrolled ~ {term}", chosen).fit(
            cov_type="cluster", cov_kwds={"groups": chosen.village_id}, use_t=True
        )
        ours = answer[contrast]["by_row"]
        for figure, reference in [("difference", fit.params), ("standard_error", fit.bse), ("p_value", fit.pvalues)]:
            seen.same(f"two stages, {contrast}, {figure}", reference[term], ours[figure])


def rice_insurance(seen):
    """Farmers whose session made buying the default: Cai, de Janvry & Sadoulet 2015. Arms differ inside villages."""
    path = study(CAI)
    table = rows(path)
    for arm, area in [("default", "village"), ("default", "address"), ("intensive", "village")]:
        answer = jangkau(
            "evaluate", path, "--arm", arm, "--control", 0, "--outcome", "takeup_survey", "--cluster", area
        )["answers"][0]["overall"]
        clustered(seen, path, table, "takeup_survey", arm, area, answer)
        correlation(seen, path, table, "takeup_survey", arm, area, answer)


def hamlets(seen):
    """Consumption of Indonesian households before a lot of 640 hamlets: Alatas et al. 2012. Nothing should be found."""
    original = study("alatas_indonesia_targeting_rct.csv.gz")
    table = rows(original)
    table["arm"] = np.select([table.community == 1, table.hybrid == 1], ["community", "hybrid"], "pmt")
    table["log_consumption"] = np.log(table.consumption)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / original.name.removesuffix(".gz")
        table[["arm", "ea", "log_consumption"]].to_csv(path, index=False)
        table = rows(path)
        answers = jangkau(
            "evaluate", path, "--arm", "arm", "--control", "pmt", "--outcome", "log_consumption", "--cluster", "ea"
        )["answers"]
    for answer in answers:
        contrast = answer["overall"]
        both = table[table.arm.isin([contrast["arm"], "pmt"])].assign(
            treated=(table.arm == contrast["arm"]).astype(float)
        )
        name = f"log_consumption of {contrast['arm']}"
        by_hamlet = both.groupby(["treated", "ea"]).log_consumption.mean()
        means(seen, original, by_hamlet[1.0], by_hamlet[0.0], contrast, name)
        clustered(seen, original, both, "log_consumption", "treated", "ea", contrast)


def made_up_lots(seen):
    """Strata, pairs, and few enough areas to try every lot: areas made up with a seed."""
    random = np.random.default_rng(20261126)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pairs.csv"
        effect = random.normal(0, 0.6, 24)
        table = pd.DataFrame({"village": np.repeat(np.arange(24), random.integers(8, 30, 24))})
        table["pair"] = table.village // 2
        table["arm"] = np.where(table.village % 2 == (table.pair % 2), "print", "holdout")
        table["paid"] = random.normal(3 + 0.2 * table.pair + effect[table.village] + 0.5 * (table.arm == "print"), 2)
        table.round(6).to_csv(path, index=False)
        table = rows(path)
        lot = ["--arm", "arm", "--control", "holdout", "--outcome", "paid", "--cluster", "village"]
        answer = jangkau("evaluate", path, *lot, "--strata", "pair")["answers"][0]["overall"]
        by_pair = table.groupby(["pair", "arm"]).paid.mean().unstack()
        test = stats.ttest_rel(by_pair["print"], by_pair["holdout"])
        ours = answer["primary"]
        seen.of(path, "scipy").same("paired t of area means", test.statistic, ours["statistic"])
        seen.same("paired t of area means, df", test.df, ours["df"])
        seen.interval("paired t of area means", test.confidence_interval(0.95), ours["interval"])
        gaps = (by_pair["print"] - by_pair["holdout"]).to_numpy()
        every = stats.permutation_test(
            (gaps,), np.mean, permutation_type="samples", n_resamples=np.inf, vectorized=True
        )
        seen.same("every lot of 12 pairs, p", every.pvalue, estimate(answer, "randomisation test")["p_value"])

        few = table[table.village < 10]
        few_path = Path(folder) / "ten areas.csv"
        few.to_csv(few_path, index=False)
        answer = jangkau("evaluate", few_path, *lot)["answers"][0]["overall"]
        by_area = few.groupby(["arm", "village"]).paid.mean()
        every = stats.permutation_test(
            (by_area["print"], by_area["holdout"]),
            lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
            n_resamples=np.inf,
            vectorized=True,
        )
        seen.of(few_path, "scipy").same(
            "every lot of 10 areas, p", every.pvalue, estimate(answer, "randomisation test")["p_value"]
        )

        table["stratum"] = table.village // 6
        strata_path = Path(folder) / "strata.csv"
        table.to_csv(strata_path, index=False)
        answer = jangkau("evaluate", strata_path, *lot, "--strata", "stratum")["answers"][0]["overall"]
        areas = table.groupby(["stratum", "arm", "village"], as_index=False).paid.mean()
        areas["treated"] = (areas.arm == "print").astype(float)
        fit = smf.ols("paid ~ treated + C(stratum)", areas).fit()
        seen.of(strata_path, "statsmodels")
        for figure, reference in [("estimate", fit.params), ("standard_error", fit.bse), ("p_value", fit.pvalues)]:
            seen.same(f"area means in strata, {figure}", reference["treated"], answer["primary"][figure])


COMPARISONS = [health_insurance, rice_insurance, hamlets, made_up_lots]
