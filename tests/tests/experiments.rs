//! `jangkau evaluate FILE` and `jangkau segment FILE` on real data, against numbers from reference packages.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{fixture, run, shared};
use serde_json::Value;

const CAI: &str = "cai2015_rice_insurance_cluster_rct.csv";
const CAI_SHA: &str = "7aa376fbc48918cc9b2b513510d9997509c51444b25c222ea915b785117d1c48";
const HILLSTROM: &str = "hillstrom_email_rct.csv.gz";
const ALATAS: &str = "alatas_indonesia_targeting_rct.csv.gz";
const RSBY: &str = "rsby_india_two_stage_cluster_rct.csv.gz";

fn evaluate(arguments: &[&str]) -> Value {
    let mut all = vec!["evaluate", "--json"];
    all.extend(arguments);
    let ran = run(&all);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[track_caller]
fn close(found: &Value, expected: f64, relative: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("not a number: {found}"));
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} is not {expected}");
}

/// pip install statsmodels==0.15.0; OLS takeup_survey ~ default, cov_type="cluster" by village, use_t=True.
#[test]
fn farmers_insurance_by_village_agrees_with_statsmodels() {
    let path = fixture(CAI, CAI_SHA);
    let answer = evaluate(&[
        path.to_str().unwrap(),
        "--arm",
        "default",
        "--control",
        "0",
        "--outcome",
        "takeup_survey",
        "--cluster",
        "village",
    ]);
    let overall = &answer["answers"][0]["overall"];
    let primary = &overall["primary"];
    close(&primary["estimate"], 0.105_646_87, 1e-6);
    close(&primary["standard_error"], 0.027_100_06, 1e-6);
    close(&primary["p_value"], 3.34e-4, 2e-3);
    assert_eq!(primary["df"].as_f64(), Some(43.0));
    let areas = &overall["areas"];
    let count = |key: &str| areas[key].as_u64().unwrap();
    assert_eq!(count("treated") + count("control") - count("mixed"), 44);
    close(&overall["intra_area_correlation"], 0.045_106_1, 1e-5);
}

/// statsmodels.stats.proportion: proportions_ztest pooled, confint_proportions_2indep(method="newcomb").
#[test]
fn e_mail_visits_agree_with_statsmodels_in_both_arms() {
    let Some(path) = shared(HILLSTROM) else { return };
    let answer =
        evaluate(&[path.to_str().unwrap(), "--arm", "segment", "--control", "No E-Mail", "--outcome", "visit"]);
    let expected = [
        ("Mens E-Mail", 0.076_589_6, 22.486_04, 0.069_953_3, 0.083_226_7),
        ("Womens E-Mail", 0.045_233_1, 13.949_18, 0.038_894_1, 0.051_574_3),
    ];
    let answers = answer["answers"].as_array().unwrap();
    assert_eq!(answers.len(), 2);
    for (answer, (arm, difference, z, low, high)) in answers.iter().zip(expected) {
        let overall = &answer["overall"];
        assert_eq!(overall["arm"], arm);
        let primary = &overall["primary"];
        close(&primary["estimate"], difference, 1e-6);
        close(&primary["statistic"], z, 1e-6);
        close(&primary["interval"]["low"], low, 1e-6);
        close(&primary["interval"]["high"], high, 1e-6);
    }
}

/// scipy.stats.ttest_ind on the means of 418 villages.
#[test]
fn health_insurance_by_village_agrees_with_scipy() {
    let Some(path) = shared(RSBY) else { return };
    let answer = evaluate(&[
        path.to_str().unwrap(),
        "--arm",
        "a_high_saturation",
        "--control",
        "0",
        "--outcome",
        "d_enrolled",
        "--cluster",
        "village_id",
    ]);
    let primary = &answer["answers"][0]["overall"]["primary"];
    close(&primary["estimate"], 0.208_539_98, 1e-6);
    close(&primary["statistic"], 14.571_782, 1e-6);
    assert_eq!(primary["df"].as_f64(), Some(416.0));
    close(&primary["interval"]["low"], 0.180_409, 1e-5);
    close(&primary["interval"]["high"], 0.236_671, 1e-5);
}

#[test]
fn villages_analysed_person_by_person_are_refused_with_the_column_that_gives_them_away() {
    let Some(path) = shared(RSBY) else { return };
    let ran = run(&[
        "evaluate",
        path.to_str().unwrap(),
        "--arm",
        "a_high_saturation",
        "--control",
        "0",
        "--outcome",
        "y_hospital_spend",
    ]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("village_id"), "{}", ran.err);
}

#[test]
fn naming_households_as_areas_does_not_slip_past_the_villages() {
    let Some(path) = shared(RSBY) else { return };
    let ran = run(&[
        "evaluate",
        path.to_str().unwrap(),
        "--arm",
        "a_high_saturation",
        "--control",
        "0",
        "--outcome",
        "y_hospital_spend",
        "--cluster",
        "household_id",
    ]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.err.contains("name `village_id`"), "{}", ran.err);
}

#[test]
fn indonesian_households_are_segmented_through_a_mapping_and_everyone_is_counted() {
    let Some(path) = shared(ALATAS) else { return };
    let ran = run(&["segment", path.to_str().unwrap(), "--mapping", "alatas", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["rows"], 5_004);
    let sizes: u64 = answer["segments"].as_array().unwrap().iter().map(|s| s["size"].as_u64().unwrap()).sum();
    assert_eq!(sizes + answer["incomplete"].as_u64().unwrap(), 5_004);
    let assigned = answer["assignments"].as_array().unwrap();
    assert_eq!(assigned.len(), 5_004);
    let shown = run(&["segment", path.to_str().unwrap(), "--mapping", "alatas"]);
    for segment in answer["segments"].as_array().unwrap() {
        assert!(shown.out.contains(segment["id"].as_str().unwrap()), "{}", shown.out);
    }
}

/// A table of counts gives what the rows give; verdict, grade and price come in words before any figure.
#[test]
fn counts_are_answered_in_words_first_with_a_price() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("counts.csv");
    let counts = "arm,visit,people\nNo E-Mail,1,2262\nNo E-Mail,0,19044\nMens,1,3894\nMens,0,17413\n";
    std::fs::write(&path, counts).unwrap();
    let arguments = [
        path.to_str().unwrap(),
        "--arm",
        "arm",
        "--control",
        "No E-Mail",
        "--outcome",
        "visit",
        "--count",
        "people",
        "--cost-each",
        "450",
        "--worth",
        "16800",
    ];
    let answer = evaluate(&arguments);
    let overall = &answer["answers"][0]["overall"];
    close(&overall["primary"]["estimate"], 0.076_589_6, 1e-6);
    close(&overall["primary"]["interval"]["low"], 0.069_953_3, 1e-6);
    assert_eq!(overall["primary"]["recommended"], true);
    assert_eq!((overall["finding"]["kind"].as_str(), overall["grade"].as_str()), (Some("works"), Some("A")));
    // 450 over 0.0765896, and 21,307 people times 0.0765896 times 16,800.
    assert_eq!(overall["price"]["estimate"].as_i64(), Some(5875));
    close(&overall["value"]["gained"], 27_415_572.0, 1e-4);

    let mut words = vec!["evaluate"];
    words.extend(arguments);
    words.extend(["--lang", "id"]);
    let out = run(&words).out;
    let places: Vec<usize> = ["Berhasil: dari 10,6% menjadi 18,3%", "Mutu bukti A: diundi", "Rp5.875", "p"]
        .into_iter()
        .map(|text| out.find(text).unwrap_or_else(|| panic!("`{text}` is not in: {out}")))
        .collect();
    assert!(places[..3].is_sorted(), "{out}");
}

/// Rows of one village each are areas without an area column.
#[test]
fn each_row_is_an_area_where_areas_were_drawn_and_no_column_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("villages.csv");
    let rate = |arm: usize, village: usize| 0.4 + 0.1 * arm as f64 + 0.01 * (village * 7 % 10) as f64;
    let rows: Vec<String> = (0..24).map(|v| format!("{},{}", v % 2, rate(v % 2, v))).collect();
    std::fs::write(&path, format!("arm,rate\n{}\n", rows.join("\n"))).unwrap();
    let answer =
        evaluate(&[path.to_str().unwrap(), "--arm", "arm", "--control", "0", "--outcome", "rate", "--design", "area"]);
    let overall = &answer["answers"][0]["overall"];
    assert_eq!(overall["areas"]["treated"], 12);
    assert_eq!(overall["primary"]["df"].as_f64(), Some(22.0));
}

#[test]
fn calibrate_prints_rates_with_their_errors() {
    let ran = run(&["calibrate", "--only", "newcombe", "--runs", "200", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let rows: Value = serde_json::from_str(&ran.out).unwrap();
    let rows = rows.as_array().unwrap();
    assert!(rows.len() >= 2 && rows.iter().all(|r| r["false_alarms"]["monte_carlo_error"].is_number()));
    let unknown = run(&["calibrate", "--only", "nothing"]);
    assert!(unknown.code == 1 && unknown.err.contains("newcombe"), "{}", unknown.err);
}
