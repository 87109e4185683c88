"""Made-up files with the columns of the studies, for where the studies are not beside the repository. Fixed seeds."""

import numpy as np
import pandas as pd


def hillstrom_email_rct(random):
    n = 9_000
    table = pd.DataFrame({"recency": random.integers(1, 13, n), "history": np.exp(random.normal(4.8, 1, n)).round(2)})
    table["history"] = table.history.clip(lower=29.99)
    tiers = ["1) $0 - $100", "2) $100 - $200", "3) $200 - $350", "4) $350 +"]
    table["history_segment"] = pd.cut(table.history, [0, 100, 200, 350, 1e9], labels=tiers).astype(str)
    table["mens"], table["womens"] = random.integers(0, 2, n), random.integers(0, 2, n)
    table.loc[table.mens + table.womens == 0, "womens"] = 1
    table["channel"] = random.choice(["Phone", "Web", "Multichannel"], n)
    table["segment"] = random.permutation(np.arange(n) % 3)
    gain = np.array([0.0, 0.07, 0.03])[table.segment] + 0.06 * table.womens * (table.segment == 2)
    table["segment"] = np.array(["No E-Mail", "Mens E-Mail", "Womens E-Mail"])[table.segment]
    table["visit"] = (random.random(n) < 0.15 + gain + 0.0001 * table.history.clip(upper=500)).astype(int)
    table["conversion"] = table.visit * (random.random(n) < 0.2)
    table["spend"] = (table.conversion * random.gamma(2, 50, n)).round(2)
    return table


def rsby_india_two_stage_cluster_rct(random):
    size = random.integers(5, 60, 120)
    village = np.repeat(np.arange(120), size)
    n = len(village)
    high = random.permutation(np.arange(120) % 2)[village]
    offered = (random.random(n) < np.where(high == 1, 0.8, 0.4)).astype(int)
    own = random.normal(0, 0.08, 120)[village]
    enrolled = (random.random(n) < (0.3 + 0.4 * offered + own).clip(0, 1)).astype(int)
    spend = random.gamma(1, 4_000, n) * np.exp(random.normal(0, 0.5, 120))[village]
    columns = {"village_id": village, "z_offered": offered, "a_high_saturation": high, "d_enrolled": enrolled}
    return pd.DataFrame({"household_id": np.arange(n), **columns, "y_hospital_spend": spend.round(1)})


def alatas_indonesia_targeting_rct(random):
    hamlet = np.repeat(np.arange(150), 8)
    arm = random.permutation(np.arange(150) % 3)[hamlet]
    consumption = np.exp(random.normal(6, 0.5, len(hamlet)) + random.normal(0, 0.2, 150)[hamlet]).round(3)
    return pd.DataFrame({"ea": hamlet, "community": arm == 1, "hybrid": arm == 2, "consumption": consumption}) * 1


def casaburi_willis_2018_mainexp(random):
    field, arm = np.repeat(np.arange(160), 4), random.choice(["A1", "A2", "B"], 640)
    return pd.DataFrame(
        {"fid1": field, "treatment": arm, "tookup": (random.random(640) < np.where(arm == "B", 0.6, 0.1)) * 1}
    )


def casaburi_willis_2018_cashexp(random):
    arm = random.choice(["A1", "A2", "B1", "B2"], 240)
    return pd.DataFrame({"treatment": arm, "tookup": (random.random(240) < np.where(arm < "B", 0.2, 0.6)) * 1})


def telco_tenure_churn(random):
    n = 2_500
    contract = random.choice(["Month-to-month", "One year", "Two year"], n, p=[0.5, 0.25, 0.25])
    scale = pd.Series(contract).map({"Month-to-month": 30, "One year": 150, "Two year": 400}).to_numpy()
    left, followed = np.ceil(random.exponential(scale)), random.integers(0, 73, n)
    return pd.DataFrame(
        {
            "tenure": np.minimum(left, followed).astype(int),
            "churn": np.where(left <= followed, "Yes", "No"),
            "contract": contract,
        }
    )


def unemployment_insurance_spells(random):
    n = 1_500
    ui, age, wage = random.choice(["yes", "no"], n), random.integers(20, 62, n), random.normal(5.7, 0.5, n).round(4)
    way = random.exponential(np.array([12.0, 60.0, 50.0]) * np.where(ui == "yes", 1.6, 1.0)[:, None])
    first, last = way.argmin(axis=1), random.integers(3, 28, n)
    spell = np.ceil(way.min(axis=1)).astype(int)
    seen = spell <= last
    flags = {f"censor{place + 1}": (seen & (first == place)).astype(int) for place in range(3)}
    return pd.DataFrame({"spell": np.minimum(spell, last), **flags, "age": age, "ui": ui, "logwage": wage})


def channel_paths(random):
    channels = ["alpha", "beta", "gamma", "delta", "eta", "iota"]
    weights = np.array([0.35, 0.2, 0.05, 0.1, 0.1, 0.2])
    rows = []
    for _ in range(900):
        touches = list(random.choice(channels, random.integers(1, 7), p=weights))
        total = int(random.integers(1, 40))
        paid = int(random.binomial(total, 0.15 + 0.08 * ("alpha" in touches) + 0.05 * ("iota" in touches)))
        rows.append([" > ".join(touches), paid, 4 * paid, total - paid])
    return pd.DataFrame(rows, columns=["path", "total_conversions", "total_conversion_value", "total_null"])


def bank_marketing_contacts(random):
    n = 4_000
    table = pd.DataFrame({"age": random.integers(18, 80, n), "balance": random.normal(1_300, 900, n).round(0)})
    table["job"] = random.choice(["farmer", "trader", "fisher", "driver"], n)
    for column in ["marital", "education", "month"]:
        table[column] = random.choice(["a", "b", "c"], n)
    for column in ["housing", "loan", "default"]:
        table[column] = random.choice(["yes", "no"], n)
    table["campaign"], table["previous"] = random.integers(1, 6, n), random.integers(0, 4, n)
    called = random.random(n) < 1 / (1 + np.exp(-(2.2 - 0.04 * table.age + 0.5 * (table.job == "trader"))))
    table["contact"] = np.where(random.random(n) < 0.2, "unknown", np.where(called, "cellular", "telephone"))
    table["y"] = np.where(random.random(n) < 0.1 + 0.002 * table.age + 0.04 * called, "yes", "no")
    return table


def coupons_retailer_observational(random):
    unit, period = np.divmod(np.arange(120 * 12), 12)
    taste = random.normal(0, 50, 120)[unit]
    coupon = (random.random(len(unit)) < 1 / (1 + np.exp(-taste / 40))).astype(int)
    spending = (200 + taste + 5 * period + random.normal(0, 60, len(unit))).round(3)
    return pd.DataFrame({"customer_id": unit, "period": period, "coupons_Any": coupon, "dailyspending": spending})


def organ_donor_registration_one_treated_state(random):
    states = ["California", *[f"State {place}" for place in range(26)]]
    quarters = ["Q42010", "Q12011", "Q22011", "Q32011", "Q42011", "Q12012"]
    level = random.uniform(0.2, 0.7, len(states))
    rows = [[s, q, round(level[i] + random.normal(0, 0.02), 4)] for i, s in enumerate(states) for q in quarters]
    return pd.DataFrame(rows, columns=["State", "Quarter", "Rate"])


def california_prop99_one_treated_state(random):
    states = ["California", *[f"State {place:02}" for place in range(24)]]
    trend = random.normal(0, 3, (31, 2)).cumsum(axis=0)
    load, level = random.dirichlet([1, 1], len(states)), random.uniform(90, 140, len(states))
    sales = level + trend @ load.T + random.normal(0, 2, (31, len(states)))
    sales[19:, 0] -= 15
    rows = [[s, 1970 + y, round(sales[y, i], 3)] for i, s in enumerate(states) for y in range(31)]
    return pd.DataFrame(rows, columns=["state", "year", "cigsale"])


def workers_compensation_did(random):
    n = 1_200
    table = pd.DataFrame({"afchnge": random.integers(0, 2, n), "highearn": random.integers(0, 2, n)})
    table["ky"] = random.integers(0, 2, n)
    table["mi"] = 1 - table.ky
    table["ldurat"] = (1 + 0.2 * table.afchnge * table.highearn + random.normal(0, 1.2, n)).round(5)
    return table


def stand_in(name, folder):
    """Writes the stand-in of a study into the folder."""
    path = folder / name
    globals()[name.split(".")[0]](np.random.default_rng(20261126)).to_csv(path, index=False)
    return path
