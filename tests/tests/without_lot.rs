//! `jangkau compare FILE` and `jangkau attribution FILE` on real data, and what they refuse.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{run, shared};
use serde_json::Value;
use std::path::PathBuf;

const PATHS: &str = "channel_paths.csv.gz";
const ORGAN: &str = "organ_donor_registration_one_treated_state.csv";
const PROP99: &str = "california_prop99_one_treated_state.csv";
const WORKERS: &str = "workers_compensation_did.csv.gz";

fn json(arguments: &[&str]) -> Value {
    let mut all = vec!["--json"];
    all.extend(arguments);
    let ran = run(&all);
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn estimate<'a>(answer: &'a Value, method: &str) -> &'a Value {
    answer["estimates"].as_array().unwrap().iter().find(|e| e["method"] == method).unwrap()
}

#[track_caller]
fn close(found: &Value, expected: f64, relative: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("not a number: {found}"));
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} is not {expected}");
}

fn written(folder: &tempfile::TempDir, text: &str) -> PathBuf {
    let path = folder.path().join("berkas.csv");
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn credit_of_a_file_has_its_label_in_both_languages_and_agrees_with_an_exact_solve() {
    let Some(path) = shared(PATHS) else { return };
    let folder = tempfile::tempdir().unwrap();
    let chart = folder.path().join("kredit.svg");
    let path = path.to_str().unwrap();
    let columns = [
        "attribution",
        path,
        "--path",
        "path",
        "--conversions",
        "total_conversions",
        "--nulls",
        "total_null",
        "--value",
        "total_conversion_value",
        "--draws",
        "100",
    ];
    let answer = json(&columns);
    assert_eq!(answer["grade"], "D");
    close(&answer["markov"]["conversion_probability"], 0.223_845_135_6, 1e-9);
    let markov = answer["rules"].as_array().unwrap().iter().find(|r| r["rule"]["markov"] == 1).unwrap();
    close(&markov["channels"][0]["conversions"], 5_344.947_682, 1e-9);
    let mut drawn = columns.to_vec();
    drawn.extend(["--chart", chart.to_str().unwrap()]);
    let told = run(&[drawn.as_slice(), &["--lang", "id"]].concat());
    assert!(told.out.starts_with("kredit menurut aturan, bukan bukti (nilai D)"), "{}", told.out);
    assert!(std::fs::read_to_string(&chart).unwrap().contains("bukan bukti"));
    drawn.extend(["--lang", "en"]);
    assert!(run(&drawn).out.starts_with("credit by rule, not evidence (grade D)"));
}

#[test]
fn journeys_that_cannot_be_credited_are_refused_with_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |text: &str| {
        let path = written(&folder, text);
        let ran = run(&["attribution", path.to_str().unwrap(), "--path", "p", "--conversions", "c", "--nulls", "n"]);
        assert_eq!(ran.code, 1, "{}", ran.out);
        ran.err
    };
    let negative = refusal("p,c,n\na > b,1,2\na,-3,1\n");
    assert!(negative.contains("berkas.csv, line 3, column c: the value is -3; a whole number"), "{negative}");
    assert!(refusal("p,c,n\na > b,0,2\n").contains("none of 2 journeys ended in a payment"));
    assert!(refusal("p,c,n\na,1,2\n,1,1\n").contains("line 3: row 2: the path is empty"));
    assert!(refusal("p,c,n\na,1.5,2\n").contains("the value is 1.5"));
}

#[test]
fn one_treated_state_is_judged_by_placebo_and_its_error_named_invalid() {
    let Some(path) = shared(ORGAN) else { return };
    let path = path.to_str().unwrap();
    let columns = [
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
    ];
    let answer = json(&columns);
    assert_eq!(answer["grade"], "C");
    let did = estimate(&answer, "did_unit_and_period_effects");
    close(&did["estimate"], -0.022_458_97, 1e-6);
    assert!(did["invalid"]["en"].as_str().unwrap().contains("invalid with one treated unit"));
    close(&answer["placebo"]["p_value"], 5.0 / 27.0, 1e-9);
    let told = run(&[columns.as_slice(), &["--lang", "id"]].concat());
    assert!(told.out.starts_with("Tidak ada bukti"), "{}", told.out);
    assert!(told.out.contains("Mutu bukti C"), "{}", told.out);
}

#[test]
fn california_is_compared_with_its_synthetic_double() {
    let Some(path) = shared(PROP99) else { return };
    let answer = json(&[
        "compare",
        path.to_str().unwrap(),
        "--treated-unit",
        "California",
        "--since",
        "1989",
        "--outcome",
        "cigsale",
        "--unit",
        "state",
        "--period",
        "year",
        "--method",
        "synthetic",
    ]);
    close(&answer["synthetic"]["rmspe_before"], 1.656_400, 1e-6);
    close(&answer["synthetic"]["mean_gap"], -19.513_756, 1e-5);
    assert_eq!(answer["placebo"]["rank"], 3);
}

#[test]
fn two_groups_before_and_after_need_no_followed_units() {
    let Some(path) = shared(WORKERS) else { return };
    // Both states together; the reference by state stands in the crate's own tests.
    let answer = json(&[
        "compare",
        path.to_str().unwrap(),
        "--treated",
        "highearn",
        "--after",
        "afchnge",
        "--outcome",
        "ldurat",
    ]);
    assert!(estimate(&answer, "did_hc2")["recommended"].as_bool().unwrap());
    assert!(estimate(&answer, "did_classical")["estimate"].as_f64().unwrap() > 0.1);
}

#[test]
fn comparisons_that_cannot_be_made_are_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<String> = (0..80)
        .map(|i| {
            let age = if i == 40 { String::new() } else { (i % 13).to_string() };
            format!("{},{},{age},{}", i % 2, i * 7 % 11, i % 2)
        })
        .collect();
    let path = written(&folder, &format!("kontak,bayar,umur,dipilih\n{}\n", rows.join("\n")));
    let path = path.to_str().unwrap();
    let refusal = |more: &[&str]| {
        let mut all = vec!["compare", path, "--treated", "kontak", "--outcome", "bayar"];
        all.extend(more);
        let ran = run(&all);
        assert_eq!(ran.code, 1, "{}", ran.out);
        ran.err
    };
    assert!(refusal(&["--covariate", "umur"]).contains("line 42, column umur: empty; a covariate must be known"));
    assert!(refusal(&[]).contains("no covariates are named"));
    assert!(refusal(&["--covariate", "usia"]).contains("usia"));
    assert!(refusal(&["--covariate", "kontak"]).contains("named by --treated and by --covariate"));
    assert!(refusal(&["--covariate", "dipilih"]).contains("there is no overlap"));
    let repeated = refusal(&["--covariate", "umur", "--unit", "dipilih"]);
    assert!(repeated.contains("column dipilih: 2 units stand on 80 rows"), "{repeated}");
    assert!(refusal(&["--method", "did"]).contains("--after"));
}
