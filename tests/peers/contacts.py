"""Contacts nobody drew by lot: weighting, doubly robust, panels, difference in differences, synthetic control."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
import statsmodels.formula.api as smf
from linearmodels.panel import PanelOLS
from scipy.optimize import nnls

from seen import jangkau, rows, study


def named(answer, method):
    return next(e for e in answer["estimates"] if e["method"] == method)


def bank(seen):
    """Calls to mobile phones and landlines: Moro, Cortez & Rita 2014."""
    path = study("bank_marketing_contacts.csv.gz")
    table = rows(path)
    columns = "age,job,marital,education,housing,loan,default,balance,month,campaign,previous"
    answer = jangkau(
        "compare",
        path,
        "--treated",
        "contact",
        "--treated-value",
        "cellular",
        "--control-value",
        "telephone",
        "--outcome",
        "y",
        "--covariate",
        columns,
    )
    table = table[table.contact != "unknown"].reset_index(drop=True)
    y, t = (table.y == "yes").astype(float).to_numpy(), (table.contact == "cellular").to_numpy()
    x = pd.get_dummies(table[columns.split(",")], drop_first=True).astype(float)
    scale = np.abs(x).max()
    x = sm.add_constant(x / scale).to_numpy()
    seen.of(path, "statsmodels").same("naive difference", y[t].mean() - y[~t].mean(), answer["naive"]["estimate"])
    e = sm.Logit(t.astype(float), x).fit(disp=0, tol=1e-13, maxiter=100).predict(x)
    m1 = sm.Logit(y[t], x[t]).fit(disp=0, tol=1e-13, maxiter=100).predict(x)
    m0 = sm.Logit(y[~t], x[~t]).fit(disp=0, tol=1e-13, maxiter=100).predict(x)
    overlap = answer["overlap"]
    seen.same("propensity, lowest", e.min(), overlap["lowest"])
    seen.same("propensity, highest", e.max(), overlap["highest"])
    w1, w0 = t / e, ~t / (1 - e)
    seen.same("weighting, normalised", (w1 @ y) / w1.sum() - (w0 @ y) / w0.sum(), named(answer, "ipw")["estimate"])
    for method, a, b in [("aipw", w1, w0), ("aipw_normalised", w1 / w1.mean(), w0 / w0.mean())]:
        score = m1 - m0 + a * (y - m1) - b * (y - m0)
        error = score.std(ddof=1) / np.sqrt(len(y))
        seen.same(method, score.mean(), named(answer, method)["estimate"])
        seen.same(f"{method}, error", error, named(answer, method)["standard_error"])
    # Crump et al. 2009: the cut at which what the dearest person costs is twice the mean of those left.
    cost = np.sort(1 / (e * (1 - e)))
    means = np.cumsum(cost) / np.arange(1, len(cost) + 1)
    kept = np.flatnonzero(cost <= 2 * means)[-1]
    cut = 0.5 - np.sqrt(0.25 - 1 / (2 * means[kept])) if kept < len(cost) - 1 else 0.0
    seen.package = "definition (Crump et al. 2009), numpy"
    seen.same("overlap, cut", cut, overlap["cut"])
    seen.same("overlap, people outside", np.sum((e < cut) | (e > 1 - cut)), overlap["outside"])
    balance(seen, table, t, w1, w0, answer["balance"])
    value = answer["e_value"]
    ratio = max(value["risk_ratio"], 1 / value["risk_ratio"])
    seen.package = "definition (VanderWeele & Ding 2017)"
    seen.same("E-value", ratio + np.sqrt(ratio * (ratio - 1)), value["estimate"])


def balance(seen, table, t, w1, w0, found):
    """Standardised mean differences, the pooled deviation of both sides before weighting."""
    seen.package = "definition (Austin 2009), numpy"
    for column in ["age", "balance"]:
        ours = next(b for b in found if b["column"] == column)
        x = table[column].to_numpy(float)
        pooled = np.sqrt((x[t].var(ddof=1) + x[~t].var(ddof=1)) / 2)
        seen.same(f"balance of {column}, before", (x[t].mean() - x[~t].mean()) / pooled, ours["before"])


def coupons(seen):
    """A retailer's coupons over 32 campaigns: Langen & Huber 2023."""
    path = study("coupons_retailer_observational.csv.gz")
    table = rows(path)
    answer = jangkau(
        "compare",
        path,
        "--treated",
        "coupons_Any",
        "--outcome",
        "dailyspending",
        "--unit",
        "customer_id",
        "--period",
        "period",
    )
    panel = table.set_index(["customer_id", "period"])
    fit = PanelOLS(panel.dailyspending, panel[["coupons_Any"]], entity_effects=True, time_effects=True).fit(
        cov_type="clustered",
        cluster_entity=True,
        debiased=False,
        auto_df=False,
        count_effects=False,
        group_debias=False,
    )
    units, periods, n = table.customer_id.nunique(), table.period.nunique(), len(table)
    # Asked so, its error has no factors. Effects of units lie inside the clusters and are not counted.
    factor = np.sqrt(units / (units - 1) * (n - 1) / (n - periods - 1))
    ours = named(answer, "unit_and_period_effects")
    seen.of(path, "linearmodels").same("unit and period effects", fit.params["coupons_Any"], ours["estimate"])
    seen.same("unit and period effects, CR1 error", fit.std_errors["coupons_Any"] * factor, ours["standard_error"])
    naive = table.groupby(table.coupons_Any != 0).dailyspending.mean()
    seen.of(path, "pandas").same("naive difference", naive[True] - naive[False], answer["naive"]["estimate"])
    plain = smf.ols("dailyspending ~ coupons_Any + C(period)", table).fit(
        cov_type="cluster", cov_kwds={"groups": table.customer_id}, use_t=True
    )
    ours = named(answer, "period_effects")
    seen.of(path, "statsmodels").same("period effects", plain.params["coupons_Any"], ours["estimate"])
    seen.same("period effects, CR1 error", plain.bse["coupons_Any"], ours["standard_error"])


def organ_donors(seen):
    """One state changed its question: Kessler & Roth 2014. Its CR1 error is invalid, and jangkau says so."""
    path = study("organ_donor_registration_one_treated_state.csv")
    table = rows(path)
    answer = jangkau(
        "compare",
        path,
        "--treated-unit",
        "California",
        "--since",
        "Q32011",
        "--outcome",
        "Rate",
        "--unit",
        "State",
        "--period",
        "Quarter",
    )
    since = table.Quarter.isin(["Q32011", "Q42011", "Q12012"])
    table["d"] = ((table.State == "California") & since).astype(float)
    fit = smf.ols("Rate ~ d + C(State) + C(Quarter)", table).fit(
        cov_type="cluster", use_t=True, cov_kwds={"groups": pd.factorize(table.State)[0]}
    )
    ours = named(answer, "did_unit_and_period_effects")
    seen.of(path, "statsmodels").same("difference in differences", fit.params["d"], ours["estimate"])
    # statsmodels counts the effects of states, which lie inside the clusters.
    n, k = len(table), len(fit.params)
    factor = np.sqrt((n - k) / (n - (k - table.State.nunique() + 1)))
    seen.same(
        "difference in differences, CR1 error without the states' count", fit.bse["d"] * factor, ours["standard_error"]
    )
    gap = table.groupby(["State", since]).Rate.mean().unstack()
    gap = gap[True] - gap[False]
    effect = gap - (gap.sum() - gap) / (len(gap) - 1)
    rank = np.sum(effect.abs() >= abs(effect["California"]) - 1e-12)
    seen.of(path, "pandas").same("placebo rank", rank, answer["placebo"]["rank"])
    seen.same("placebo p", rank / len(gap), answer["placebo"]["p_value"])


def tobacco_tax(seen):
    """California's Proposition 99: Abadie, Diamond & Hainmueller 2010, matched on sales before 1989 only."""
    path = study("california_prop99_one_treated_state.csv")
    table = rows(path).pivot(index="year", columns="state", values="cigsale")
    answer = jangkau(
        "compare",
        path,
        "--treated-unit",
        "California",
        "--since",
        1989,
        "--outcome",
        "cigsale",
        "--unit",
        "state",
        "--period",
        "year",
        "--method",
        "synthetic",
    )
    found, ratios = answer["synthetic"], {}
    since = table.index >= 1989
    for state in table.columns:
        # No placebo borrows from the treated state.
        others = table.drop(columns={state, "California"})
        weights = convex_weights(others[~since].to_numpy(), table[state][~since].to_numpy())
        gap = table[state] - others @ weights
        before, after = np.sqrt((gap[~since] ** 2).mean()), np.sqrt((gap[since] ** 2).mean())
        ratios[state] = after / before
        if state == "California":
            chosen, figures = dict(zip(others, weights)), [gap[since].mean(), gap[2000], before, after / before]
    seen.of(path, "scipy")
    seen.all("weights", [chosen[w["unit"]] for w in found["weights"]], [w["figure"] for w in found["weights"]])
    for name, figure in zip(["mean_gap", "last_gap", "rmspe_before", "ratio"], figures):
        seen.same(f"synthetic control, {name}", figure, found[name])
    ours = {u["unit"]: u["figure"] for u in answer["placebo"]["units"]}
    seen.all("ratio of RMSPE of every state", [ratios[s] for s in ours], list(ours.values()))
    seen.same(
        "placebo rank", sum(r >= ratios["California"] - 1e-12 for r in ratios.values()), answer["placebo"]["rank"]
    )


def convex_weights(x, y):
    """Non-negative weights that sum to one: nnls with a heavy row for the sum, then exact on the states it keeps."""
    heavy = 1e5
    kept = nnls(np.vstack([x, np.full(x.shape[1], heavy)]), np.append(y, heavy), maxiter=10_000)[0] > 1e-9
    own = x[:, kept]
    k = own.shape[1]
    kkt = np.block([[own.T @ own, np.ones((k, 1))], [np.ones((1, k)), np.zeros((1, 1))]])
    weights = np.zeros(x.shape[1])
    weights[kept] = np.linalg.solve(kkt, np.append(own.T @ y, 1))[:k]
    return weights


def workers(seen):
    """A higher ceiling of accident benefits: Meyer, Viscusi & Durbin 1995."""
    path = study("workers_compensation_did.csv.gz")
    table = rows(path)
    with tempfile.TemporaryDirectory() as folder:
        for state in ["ky", "mi"]:
            part = table[table[state] == 1]
            one = Path(folder) / f"{state}.csv"
            part.to_csv(one, index=False)
            answer = jangkau("compare", one, "--treated", "highearn", "--after", "afchnge", "--outcome", "ldurat")
            plain = smf.ols("ldurat ~ afchnge * highearn", part).fit()
            robust = smf.ols("ldurat ~ afchnge * highearn", part).fit(cov_type="HC2")
            seen.of(path, "statsmodels").same(
                f"{state}, estimate", plain.params["afchnge:highearn"], named(answer, "did_classical")["estimate"]
            )
            seen.same(
                f"{state}, classical error",
                plain.bse["afchnge:highearn"],
                named(answer, "did_classical")["standard_error"],
            )
            seen.same(f"{state}, HC2 error", robust.bse["afchnge:highearn"], named(answer, "did_hc2")["standard_error"])


COMPARISONS = [bank, coupons, organ_donors, tobacco_tax, workers]
