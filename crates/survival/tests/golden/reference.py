"""Reference numbers of the tests: python reference.py SHARED_DATA_DIRECTORY

lifelines 0.30.3, statsmodels 0.15.0, numpy 2.4.6, pandas 2.3.3.
"""
import sys
import warnings

import lifelines
import numpy as np
import pandas as pd
import statsmodels.api as sm
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test, multivariate_logrank_test
from lifelines.utils import median_survival_times, restricted_mean_survival_time
from statsmodels.duration.survfunc import CumIncidenceRight, survdiff
from statsmodels.genmod.families import Binomial, links

warnings.filterwarnings("ignore")
DATA = sys.argv[1].rstrip("/") + "/"
STARTS = np.array([1, 2, 4, 7, 13, 25, 37, 49, 61])


def curve(name, months, ended, at):
    fit = KaplanMeierFitter().fit(months, ended)
    print(name, [(m, repr(float(fit.predict(m)))) for m in at], "median", fit.median_survival_time_)
    print(name, "median interval", median_survival_times(fit.confidence_interval_).values.tolist())
    return fit


def hazards(name, months, ended, columns):
    """One row a month at risk, a baseline for each band, errors plain, by member and by row % 50."""
    row = np.repeat(np.arange(len(months)), months)
    month = np.concatenate([np.arange(1, m + 1) for m in months])
    y = ((ended[row] == 1) & (month == months[row])).astype(float)
    band = np.searchsorted(STARTS, month, side="right") - 1
    baseline = np.stack([band == b for b in np.unique(band)], 1).astype(float)
    x = np.hstack([baseline, np.stack(list(columns.values()), 1).astype(float)[row]])
    for link in (links.Logit(), links.CLogLog()):
        model = sm.GLM(y, x, family=Binomial(link=link))
        plain = model.fit(tol=1e-14, maxiter=200)
        by = [model.fit(tol=1e-14, maxiter=200, cov_type="cluster", cov_kwds={"groups": g}) for g in (row, row % 50)]
        print(name, type(link).__name__, len(y), y.sum(), repr(plain.llf), plain.params[0], plain.bse[baseline.shape[1] - 1])
        for i, column in enumerate(columns, baseline.shape[1]):
            print(" ", column, *(repr(float(v)) for v in (plain.params[i], plain.bse[i], by[0].bse[i], by[1].bse[i])))


t = pd.read_csv(DATA + "telco_tenure_churn.csv.gz")
left = (t.churn == "Yes").astype(int)
fit = curve("telco", t.tenure, left, (1, 6, 12, 24, 60, 72))
print("interval at 12", fit.confidence_interval_.loc[12].tolist())
print("months to 24", repr(float(restricted_mean_survival_time(fit, 24))))
monthly, yearly = t.contract == "Month-to-month", t.contract == "One year"
curve("month-to-month", t.tenure[monthly], left[monthly], (12,))
print("log-rank", repr(float(multivariate_logrank_test(t.tenure, t.contract, left).test_statistic)))
print("pair", repr(float(logrank_test(t.tenure[monthly], t.tenure[yearly], left[monthly], left[yearly]).test_statistic)))
print("in strata", survdiff(t.tenure, left, t.contract, strata=t.senior_citizen))
hazards("telco", t.tenure.values, left.values, {"one year": yearly, "two year": t.contract == "Two year"})

u = pd.read_csv(DATA + "unemployment_insurance_spells.csv")
found, benefit = u.censor1, u.ui == "yes"
fit = curve("jobless", u.spell, found, (1, 5, 10, 20))
print("interval at 10", fit.confidence_interval_.loc[10].tolist())
for value in (True, False):
    curve(f"benefit {value}", u.spell[benefit == value], found[benefit == value], (10,))
print("log-rank", repr(float(logrank_test(u.spell[benefit], u.spell[~benefit], found[benefit], found[~benefit]).test_statistic)))
hazards("jobless", u.spell.values, found.values, {"benefit": benefit, "age": u.age, "log wage": u.logwage})

cause = np.where(u.censor1 == 1, 1, np.where(u.censor2 == 1, 2, np.where(u.censor3 == 1, 3, 0)))
incidence = CumIncidenceRight(u.spell, cause)
for c in range(3):
    for at in (1, 5, 10, 20):
        i = np.searchsorted(incidence.times, at, side="right") - 1
        print("cause", c + 1, at, repr(float(incidence.cinc[c][i])), repr(float(incidence.cinc_se[c][i])))

entry = np.arange(len(u)) % 3
keep = entry < u.spell
fit = KaplanMeierFitter().fit(u.spell[keep], found[keep], entry=entry[keep])
print("late entry", keep.sum(), [(m, repr(float(fit.predict(m)))) for m in (1, 5, 10, 20)])

x, exits = np.arange(1, 201) * 0.37, (np.arange(1, 201) * 7919) % 4
for c in (1, 2, 3):
    aj = AalenJohansenFitter().fit(pd.Series(x), pd.Series(exits), event_of_interest=c)
    for at in (18.51, 37.01, 66.61):
        last = [v[v.index <= at].iloc[-1] for v in (aj.cumulative_density_, aj.variance_, aj.confidence_interval_)]
        print("without ties", c, at, repr(float(last[0].iloc[0])), repr(float(last[1])), last[2].tolist())
print(lifelines.__version__, sm.__version__ if hasattr(sm, "__version__") else "")
