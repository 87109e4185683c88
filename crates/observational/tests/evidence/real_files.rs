//! The studies' own files, read from the shared folder beside the project; a notice where it is not there. References: statsmodels 0.15.0,
//! pyfixest 0.60.0 and scipy 1.17.1 on these files.

use crate::{agrees, by, read};
use domain::Grade;
use observational::{
    Contacts, Covariate, Level, Panel, TwoByTwo, compare, did_panel, did_two_by_two, panel_effects, synthetic_control,
};
use regression::{Design, ols};
use studies::{Table, numbers, table};

/// Labels in the order in which they first stand, and codes.
fn labels(values: &[String]) -> (Vec<String>, Vec<u32>) {
    let mut names: Vec<String> = Vec::new();
    let codes = values
        .iter()
        .map(|v| {
            names.iter().position(|n| n == v).unwrap_or_else(|| {
                names.push(v.clone());
                names.len() - 1
            }) as u32
        })
        .collect();
    (names, codes)
}

fn panel(t: &Table, unit: &str, period: &str, outcome: &str) -> Panel {
    let (units, unit) = labels(&t[unit]);
    let (periods, period) = labels(&t[period]);
    let outcome = numbers(t, outcome);
    Panel { units, periods, unit, period, treated: vec![false; outcome.len()], outcome }
}

#[test]
fn phone_and_mobile_calls_of_a_bank_agree_with_a_hand_made_aipw() {
    let Some(mut t) = table("bank_marketing_contacts.csv.gz") else {
        return;
    };
    let keep: Vec<usize> = (0..t["y"].len()).filter(|row| t["contact"][*row] != "unknown").collect();
    for values in t.values_mut() {
        *values = keep.iter().map(|row| values[*row].clone()).collect();
    }
    let group = |column: &str| {
        let (labels, codes) = labels(&t[column]);
        Covariate::Group { column: column.into(), codes, labels }
    };
    let number = |column: &str| Covariate::Number { column: column.into(), values: numbers(&t, column) };
    let contacts = Contacts {
        outcome: t["y"].iter().map(|y| f64::from(u8::from(y == "yes"))).collect(),
        treated: t["contact"].iter().map(|c| c == "cellular").collect(),
        covariates: vec![
            number("age"),
            group("job"),
            group("marital"),
            group("education"),
            group("housing"),
            group("loan"),
            group("default"),
            number("balance"),
            group("month"),
            number("campaign"),
            number("previous"),
        ],
    };
    let answer = compare(&contacts, Level::NINETY_FIVE, None).unwrap();
    assert_eq!((answer.grade, answer.treated + answer.untreated), (Grade::C, 32_191));
    agrees(answer.naive.estimate, 0.014_983_911_698_650_348, 1e-10);
    agrees(by(&answer, "ipw").estimate, 0.035_939_658_266_157_165, 1e-6);
    agrees(by(&answer, "aipw").estimate, 0.035_447_308_249_485_075, 1e-6);
    agrees(by(&answer, "aipw").standard_error.unwrap(), 0.009_065_173_783_664_56, 1e-6);
    agrees(by(&answer, "aipw_normalised").estimate, 0.035_501_094_568_096_185, 1e-6);
    let reach = answer.overlap.as_ref().unwrap();
    agrees(reach.lowest, 0.112_115_425_041_986_46, 1e-6);
    agrees(reach.highest, 0.996_166_407_930_159, 1e-8);
    // One telephone customer stands for 261: those without a counterpart are left out of the figure to read.
    assert_eq!(read(&answer).method, "aipw_trimmed");
    let before = answer.balance.iter().map(|b| b.before.abs()).fold(0.0, f64::max);
    let after = answer.balance.iter().map(|b| b.after.abs()).fold(0.0, f64::max);
    assert!(after < before, "{before} {after}");
    assert!(answer.selection.en.contains("1.5 percentage points"), "{}", answer.selection.en);
}

#[test]
fn coupons_of_a_retailer_sell_by_selection_and_not_by_themselves() {
    let Some(t) = table("coupons_retailer_observational.csv.gz") else {
        return;
    };
    let mut panel = panel(&t, "customer_id", "period", "dailyspending");
    panel.treated = t["coupons_Any"].iter().map(|v| v != "0").collect();
    let before = ["dailyspending_preperiod", "coupons_Any_preperiod"].map(|c| (c.to_owned(), numbers(&t, c)));
    let answer = panel_effects(&panel, &before, Level::NINETY_FIVE).unwrap();
    agrees(answer.naive.estimate, 60.760_578, 1e-6);
    agrees(by(&answer, "period_effects").estimate, 54.474_241_556_495_04, 1e-8);
    agrees(by(&answer, "period_effects").standard_error.unwrap(), 6.161_246_511_304_717, 1e-8);
    let within = read(&answer);
    assert_eq!(within.method, "unit_and_period_effects");
    agrees(within.estimate, -0.693_322_122_664_429_9, 1e-8);
    agrees(within.standard_error.unwrap(), 3.594_709_242_102_243_5, 1e-8);
    assert!(answer.verdict.en.starts_with("No evidence of a difference after adjustment"), "{}", answer.verdict.en);
    assert!(answer.selection.en.contains("naive difference of 60.8"), "{}", answer.selection.en);
}

#[test]
fn one_state_that_changed_its_question_is_judged_by_the_others() {
    let Some(t) = table("organ_donor_registration_one_treated_state.csv") else {
        return;
    };
    let panel = panel(&t, "State", "Quarter", "Rate").with_one_treated("California", "Q32011").unwrap();
    let answer = did_panel(&panel, Level::NINETY_FIVE).unwrap();
    let did = read(&answer);
    agrees(did.estimate, -0.022_458_974_358_974_41, 1e-9);
    agrees(did.standard_error.unwrap(), 0.006_131_22, 1e-5);
    assert!(did.invalid.as_ref().unwrap().en.contains("CR1 errors are invalid with one treated unit"));
    let placebo = answer.placebo.as_ref().unwrap();
    assert_eq!((placebo.units.len(), placebo.rank_on_its_side, placebo.rank), (27, 3, 5));
    agrees(placebo.p_value, 5.0 / 27.0, 1e-12);
    assert!(answer.verdict.en.starts_with("No evidence"), "{}", answer.verdict.en);
}

#[test]
fn california_and_its_synthetic_double_part_as_published() {
    let Some(t) = table("california_prop99_one_treated_state.csv") else {
        return;
    };
    let panel = panel(&t, "state", "year", "cigsale").with_one_treated("California", "1989.0").unwrap();
    let answer = synthetic_control(&panel, Level::NINETY_FIVE).unwrap();
    let s = answer.synthetic.as_ref().unwrap();
    let expected = [
        ("Utah", 0.3939),
        ("Montana", 0.2318),
        ("Nevada", 0.2049),
        ("Connecticut", 0.1091),
        ("New Hampshire", 0.0454),
        ("Colorado", 0.0148),
    ];
    assert_eq!(s.weights.len(), expected.len(), "{:?}", s.weights);
    for (found, (state, weight)) in s.weights.iter().zip(expected) {
        assert!(found.unit == state && (found.figure - weight).abs() < 5.1e-5, "{found:?}");
    }
    agrees(s.rmspe_before, 1.656_400, 3.1e-7);
    // scipy's nnls with a heavy row for the sum; a solver by small steps gave -19.513756, -26.596767 and 12.440038.
    agrees(s.mean_gap, -19.513_631_367_561, 1e-9);
    agrees(s.last_gap, -26.596_642_684_979, 1e-9);
    agrees(s.ratio, 12.439_968_049_914, 1e-9);
    agrees(s.mean_gap, -19.513_756, 1e-5);
    agrees(s.last_gap, -26.596_767, 1e-5);
    agrees(s.ratio, 12.440_038, 1e-5);
    let placebo = answer.placebo.as_ref().unwrap();
    assert_eq!((placebo.rank, placebo.units.len()), (3, 39));
    assert!(answer.verdict.en.starts_with("No evidence"), "3 of 39 is .077: {}", answer.verdict.en);
}

#[test]
fn a_higher_benefit_ceiling_lengthened_claims_in_kentucky_as_published() {
    let Some(t) = table("workers_compensation_did.csv.gz") else {
        return;
    };
    for (state, rows, estimate, error) in [("ky", 5_626, 0.190_601, 0.068_509), ("mi", 1_524, 0.191_991, 0.154_170)] {
        let keep: Vec<usize> = (0..t[state].len()).filter(|row| t[state][*row] == "1").collect();
        let yes = |column: &str| keep.iter().map(|row| t[column][*row] == "1").collect::<Vec<bool>>();
        let ldurat = numbers(&t, "ldurat");
        let rows_of_state = TwoByTwo {
            outcome: keep.iter().map(|row| ldurat[*row]).collect(),
            group: yes("highearn"),
            after: yes("afchnge"),
            clusters: None,
        };
        let answer = did_two_by_two(&rows_of_state, Level::NINETY_FIVE).unwrap();
        assert_eq!(answer.treated + answer.untreated, rows);
        let did = by(&answer, "did_classical");
        assert!((did.estimate - estimate).abs() < 5.1e-7, "{}", did.estimate);
        assert!((did.standard_error.unwrap() - error).abs() < 5.1e-7, "{:?}", did.standard_error);
        assert_eq!(read(&answer).method, "did_hc2");
    }
}

#[test]
fn rice_farms_of_west_java_have_the_elasticities_of_the_reference() {
    let Some(t) = table("ricefarms_indonesia_panel.csv") else {
        return;
    };
    let log = |column: &str| numbers(&t, column).iter().map(|x| x.ln()).collect::<Vec<f64>>();
    let design = Design::new()
        .intercept(1_026)
        .column("size", log("size"))
        .column("seed", log("seed"))
        .column("totlabor", log("totlabor"));
    let y = log("goutput");
    let fit = ols(&y, &design).unwrap();
    for (ours, reference) in fit.coefficients[1..].iter().zip([0.533_376, 0.222_090, 0.284_206]) {
        assert!((ours - reference).abs() < 5.1e-7, "{ours}");
    }
    let mean = y.iter().sum::<f64>() / 1_026.0;
    let total: f64 = y.iter().map(|y| (y - mean).powi(2)).sum();
    assert!((1.0 - fit.residual_squares() / total - 0.851_872).abs() < 5.1e-7);
}
