"""How long members keep paying: curves, tests, months paid, causes, hazards."""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test, multivariate_logrank_test
from lifelines.utils import median_survival_times, restricted_mean_survival_time
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.genmod.families import Binomial, links

from seen import jangkau, rows, study

STARTS = np.array([1, 2, 4, 7, 13, 25, 37, 49, 61])


def subscribers(seen):
    """A telephone company's sample file (invented by IBM; for figures only)."""
    path = study("telco_tenure_churn.csv.gz")
    table = rows(path)
    months, ended = table.tenure, (table.churn == "Yes").astype(int)
    columns = ["retention", path, "--duration", "tenure", "--event", "churn"]
    for horizon in [6, 24, 60]:
        answer = jangkau(*columns, "--horizon", horizon)
        curve(seen, path, "all", months, ended, answer["groups"][0], horizon)
    answer = jangkau(*columns, "--group", "contract", "--control", "Month-to-month", "--horizon", 24)
    for group in answer["groups"]:
        own = table.contract == group["group"]
        curve(seen, path, group["group"], months[own], ended[own], group, 24)
    tests(seen.of(path, "lifelines"), months, ended, table.contract, answer)
    gained(seen, months, ended, table.contract, answer)
    dummies = {c: (table.contract == c).astype(float) for c in ["One year", "Two year"]}
    hazards(seen.of(path, "statsmodels"), months.to_numpy(), ended.to_numpy(), dummies, answer["model"], "contract=")


def spells(seen):
    """Unemployed Americans until a job: McCall 1996."""
    path = study("unemployment_insurance_spells.csv")
    table = rows(path)
    months, ended = table.spell, table.censor1
    answer = jangkau(
        "retention",
        path,
        "--duration",
        "spell",
        "--event",
        "censor1",
        "--group",
        "ui",
        "--control",
        "no",
        "--covariate",
        "age,logwage",
        "--horizon",
        10,
    )
    for group in answer["groups"]:
        own = table.ui == group["group"]
        curve(seen, path, f"ui {group['group']}", months[own], ended[own], group, 10)
    tests(seen.of(path, "lifelines"), months, ended, table.ui, answer)
    gained(seen, months, ended, table.ui, answer)
    terms = {"ui=yes": (table.ui == "yes").astype(float), "age": table.age, "logwage": table.logwage}
    hazards(seen.of(path, "statsmodels"), months.to_numpy(), ended.to_numpy(), terms, answer["model"], "")
    causes(seen, path, table)


def curve(seen, path, name, months, ended, found, horizon):
    fit = KaplanMeierFitter().fit(months, ended)
    seen.of(path, "lifelines").all(
        f"{name}, Kaplan-Meier", [fit.predict(m["time"]) for m in found["marks"]], [m["share"] for m in found["marks"]]
    )
    shown = [m for m in found["marks"] if m["interval"]]
    interval = fit.confidence_interval_
    at = [interval[interval.index <= m["time"]].iloc[-1] for m in shown]
    seen.all(f"{name}, log-log low", [a.iloc[0] for a in at], [m["interval"]["low"] for m in shown])
    seen.all(f"{name}, log-log high", [a.iloc[1] for a in at], [m["interval"]["high"] for m in shown])
    if np.isfinite(fit.median_survival_time_):
        seen.same(f"{name}, median", fit.median_survival_time_, found["median"]["time"])
        ends = median_survival_times(interval).to_numpy()[0]
        for end, value in zip(["low", "high"], ends):
            if np.isfinite(value):
                seen.same(f"{name}, median, {end}", value, found["median"][end])
    seen.same(
        f"{name}, months within {horizon}", restricted_mean_survival_time(fit, horizon), found["months"]["months"]
    )
    seen.package = "definition (Klein & Moeschberger 2003), numpy"
    error = months_error(months, ended, horizon)
    seen.same(f"{name}, months within {horizon}, error", error, abs(found["months"]["standard_error"]), 1e-6)


def months_error(months, ended, horizon):
    """Greenwood: what is left of the area at each event, squared, times d / n(n - d)."""
    table = pd.DataFrame({"t": months, "d": ended}).groupby("t").d.agg(["sum", "size"])
    at_risk = table["size"][::-1].cumsum()[::-1]
    times, d, n = table.index.to_numpy(float), table["sum"].to_numpy(float), at_risk.to_numpy(float)
    keep = (times <= horizon) & (d > 0)
    times, d, n = times[keep], d[keep], n[keep]
    survival = np.cumprod(1 - d / n)
    widths = np.diff(np.r_[times, horizon])
    left = np.cumsum((survival * widths)[::-1])[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.sqrt(np.sum(np.where(n > d, left**2 * d / (n * (n - d)), 0)))


def tests(seen, months, ended, group, answer):
    all_groups = multivariate_logrank_test(months, group, ended)
    seen.same("log-rank of all groups", all_groups.test_statistic, answer["difference"]["all"]["statistic"])
    for contrast in answer["contrasts"]:
        a, b = group == contrast["arm"], group == contrast["control"]
        two = logrank_test(months[a], months[b], ended[a], ended[b])
        seen.same(f"log-rank, {contrast['arm']}", two.test_statistic, contrast["log_rank"]["statistic"])
        if two.p_value > 1e-300:
            seen.same(f"log-rank, {contrast['arm']}, p", two.p_value, contrast["log_rank"]["p_value"])


def gained(seen, months, ended, group, answer):
    seen.package = "definition (Royston & Parmar 2013), numpy"
    for contrast in answer["contrasts"]:
        horizon = contrast["by_member"]["horizon"]
        errors = [
            months_error(months[group == g], ended[group == g], horizon) for g in [contrast["arm"], contrast["control"]]
        ]
        seen.same(
            f"months gained, {contrast['arm']}, error", np.hypot(*errors), contrast["by_member"]["standard_error"]
        )


def causes(seen, path, table):
    """lifelines moves tied times apart at random; statsmodels does not."""
    flags = [table[f"censor{place}"] == 1 for place in (1, 2, 3)]
    why = np.select(flags, [1, 2, 3], 0)
    fit = CumIncidenceRight(table.spell, why)
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / path.name
        words = np.array(["", "a job", "b part time", "c left"])[why]
        pd.DataFrame({"spell": table.spell, "ended": (why > 0).astype(int), "why": words}).to_csv(told, index=False)
        for horizon in [5, 10, 20]:
            answer = jangkau(
                "retention", told, "--duration", "spell", "--event", "ended", "--cause", "why", "--horizon", horizon
            )
            place = np.searchsorted(fit.times, horizon, side="right") - 1
            found = sorted(answer["groups"][0]["causes"], key=lambda cause: cause["cause"])
            seen.of(path, "statsmodels").all(
                f"Aalen-Johansen at {horizon}", [c[place] for c in fit.cinc], [c["share"] for c in found]
            )
            seen.all(
                f"Aalen-Johansen at {horizon}, errors",
                [c[place] for c in fit.cinc_se],
                [c["standard_error"] for c in found],
                1e-6,
            )


def hazards(seen, months, ended, terms, model, prefix):
    """One row a month at risk, a constant for each band of months, errors plain and by member."""
    row = np.repeat(np.arange(len(months)), months)
    month = np.concatenate([np.arange(1, m + 1) for m in months])
    y = ((ended[row] == 1) & (month == months[row])).astype(float)
    band = np.searchsorted(STARTS, month, side="right") - 1
    baseline = np.stack([band == b for b in np.unique(band)], 1).astype(float)
    x = np.hstack([baseline, np.column_stack([np.asarray(v, float) for v in terms.values()])[row]])
    for link, key in [(links.Logit(), "odds_ratio"), (links.CLogLog(), "hazard_ratio")]:
        fit = sm.GLM(y, x, family=Binomial(link=link)).fit(
            tol=1e-13, maxiter=100, cov_type="cluster", cov_kwds={"groups": row}
        )
        plain = np.sqrt(np.diag(fit.normalized_cov_params))
        ours = {t["name"]: t for t in model[key]["terms"]}
        assert set(ours) == {prefix + t for t in terms}, f"{set(ours)} are not {set(terms)}"
        seen.same(f"{key}, log-likelihood", fit.llf, model[key]["log_likelihood"])
        seen.all(
            f"{key}, baseline", fit.params[: baseline.shape[1]], [b["coefficient"] for b in model[key]["baseline"]]
        )
        for place, name in enumerate(terms, baseline.shape[1]):
            term = ours[prefix + name]
            seen.same(f"{key}, {name}", fit.params[place], term["coefficient"])
            seen.same(f"{key}, {name}, error", plain[place], term["standard_error"])
            seen.same(f"{key}, {name}, error by member", fit.bse[place], term["standard_error_clustered"], 1e-6)


COMPARISONS = [subscribers, spells]
