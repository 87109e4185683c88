//! What statsmodels, pyfixest and linearmodels give on the same files.

use crate::real_files::Table;
use regression::{Design, Errors, Link, binomial, ols, two_stage};

#[track_caller]
fn agrees(ours: f64, theirs: f64, relative: f64) {
    assert!((ours - theirs).abs() <= relative * theirs.abs(), "{ours} against {theirs}");
}

#[test]
fn village_insurance_has_the_errors_of_statsmodels_and_pyfixest() {
    let Some(t) = Table::read("rsby_india_two_stage_cluster_rct.csv.gz") else { return };
    let (y, villages) = (t.numbers("d_enrolled"), t.codes("village_id"));
    let design = Design::new().intercept(y.len()).column("high", t.numbers("a_high_saturation"));
    let fit = ols(&y, &design).unwrap();
    agrees(fit.coefficients[1], 0.210_102_21, 1e-7);
    let error = |errors| fit.covariance(errors).unwrap().standard_error(1);
    // OLS(y ~ x).fit().bse; .fit(cov_type="cluster", cov_kwds={"groups": village}).bse; feols(vcov={"CRV3": "village_id"})
    agrees(error(Errors::Classical), 0.009_601_84, 1e-6);
    agrees(error(Errors::Clustered(&villages)), 0.013_870_14, 1e-6);
    // pyfixest multiplies its jackknife by G/(G-1) * (n-1)/(n-k) on top; the published estimator has (G-1)/G alone.
    let (groups, people) = (418.0_f64, y.len() as f64);
    let on_top = (groups / (groups - 1.0)).powi(2) * (people - 1.0) / (people - 2.0);
    agrees(error(Errors::Jackknife(&villages)) * on_top.sqrt(), 0.013_972_92, 1e-6);
    let covariance = fit.covariance(Errors::Clustered(&villages)).unwrap();
    assert!((covariance.degrees_of_freedom() - 417.0).abs() < 1e-12);
    let spend = ols(&t.numbers("y_hospital_spend"), &design).unwrap();
    agrees(spend.coefficients[1], -1028.1413, 1e-7);
    agrees(spend.covariance(Errors::Clustered(&villages)).unwrap().standard_error(1), 668.3951, 1e-6);
}

#[test]
fn instruments_give_the_published_effect_of_knowing_that_others_bought() {
    let Some(t) = Table::read("cai2015_rice_insurance_cluster_rct.csv") else { return };
    let covariates = ["male", "age", "agpop", "ricearea_2010", "literacy", "intensive", "risk_averse", "disaster_prob"];
    let used = ["takeup_survey", "pre_takeup_rate", "default"];
    let complete: Vec<usize> = (0..t.words("age").len())
        .filter(|row| covariates.iter().chain(&used).all(|c| t.words(c)[*row].parse::<f64>().is_ok()))
        .collect();
    assert_eq!(complete.len(), 1378);
    let of = |column: &str| -> Vec<f64> { complete.iter().map(|row| t.numbers(column)[*row]).collect() };
    let villages: Vec<u32> = complete.iter().map(|row| t.codes("village")[*row]).collect();
    let addresses: Vec<u32> = complete.iter().map(|row| t.codes("address")[*row]).collect();
    let mut present = villages.clone();
    present.sort_unstable();
    present.dedup();
    let place = |v: &u32| present.binary_search(v).unwrap() as u32;
    let labels: Vec<String> = present.iter().map(ToString::to_string).collect();
    let mut exogenous = Design::new().intercept(complete.len());
    for column in covariates {
        exogenous = exogenous.column(column, of(column));
    }
    let exogenous = exogenous.indicators("village", &villages.iter().map(place).collect::<Vec<_>>(), &labels);
    let known = Design::new().column("pre_takeup_rate", of("pre_takeup_rate"));
    let fit = two_stage(&of("takeup_survey"), &exogenous, &known, &Design::new().column("default", of("default")));
    let fit = fit.unwrap();
    let last = exogenous.width();
    agrees(fit.coefficients[last], 0.791_097, 1e-6);
    agrees(fit.covariance(Errors::Clustered(&addresses)).unwrap().standard_error(last), 0.273_127, 1e-6);
}

#[test]
fn monthly_hazards_have_the_coefficients_of_statsmodels() {
    let Some(t) = Table::read("telco_tenure_churn.csv.gz") else { return };
    let (tenure, churn) = (t.numbers("tenure"), t.is("churn", "Yes"));
    let contract = t.codes("contract");
    // Person-months as counts: by band, contract and whether the month ended in leaving.
    let bands = [1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0, 60.0, f64::INFINITY];
    let mut counts = vec![[0.0_f64; 2]; bands.len() * 3];
    for ((months, left), contract) in tenure.iter().zip(&churn).zip(&contract) {
        for month in 1..=*months as u32 {
            let band = bands.iter().position(|to| f64::from(month) <= *to).unwrap();
            let event = f64::from(month) >= *months && *left > 0.5;
            counts[band * 3 + *contract as usize][usize::from(event)] += 1.0;
        }
    }
    let people: Vec<f64> = counts.iter().map(|c| c[0] + c[1]).collect();
    assert!((people.iter().sum::<f64>() - 227_990.0).abs() < 0.5);
    let share: Vec<f64> = counts.iter().map(|c| c[1] / (c[0] + c[1])).collect();
    let band: Vec<u32> = (0..counts.len()).map(|i| i as u32 / 3).collect();
    let kind: Vec<u32> = (0..counts.len()).map(|i| i as u32 % 3).collect();
    let names = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
    let design = Design::new().intercept(counts.len()).indicators("band", &band, &names(bands.len())).indicators(
        "contract",
        &kind,
        &names(3),
    );
    let (one, two) = (design.place("contract=1").unwrap(), design.place("contract=2").unwrap());
    for (link, expected) in [
        (Link::Logit, [-2.193_360, 0.083_550, -4.084_123, 0.151_303]),
        (Link::ComplementaryLogLog, [-2.173_645, 0.083_132, -4.054_885, 0.150_715]),
    ] {
        let fit = binomial(&share, &design, link, Some(&people)).unwrap();
        let covariance = fit.covariance(Errors::Classical).unwrap();
        let ours = [
            fit.coefficients[one],
            covariance.standard_error(one),
            fit.coefficients[two],
            covariance.standard_error(two),
        ];
        for (ours, theirs) in ours.into_iter().zip(expected) {
            assert!((ours - theirs).abs() < 1e-6, "{link:?}: {ours} against {theirs}");
        }
    }
}

#[test]
fn rice_farms_have_the_elasticities_of_least_squares() {
    let Some(t) = Table::read("ricefarms_indonesia_panel.csv") else { return };
    let log = |column: &str| t.numbers(column).iter().map(|x| x.ln()).collect::<Vec<_>>();
    let y = log("goutput");
    let design = Design::new()
        .intercept(y.len())
        .column("size", log("size"))
        .column("seed", log("seed"))
        .column("totlabor", log("totlabor"));
    let fit = ols(&y, &design).unwrap();
    for (ours, theirs) in fit.coefficients[1..].iter().zip([0.533_376, 0.222_090, 0.284_206]) {
        assert!((ours - theirs).abs() < 1e-6);
    }
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let all: f64 = y.iter().map(|y| (y - mean).powi(2)).sum();
    assert!((1.0 - fit.residual_squares() / all - 0.851_872).abs() < 1e-6);
}
