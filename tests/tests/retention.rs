//! `jangkau retention FILE` on real data, against numbers from reference packages, and its refusals.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{Ran, run, shared};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

const TELCO: &str = "telco_tenure_churn.csv.gz";
const SPELLS: &str = "unemployment_insurance_spells.csv";

fn retention(file: &Path, arguments: &[&str]) -> Ran {
    let mut all = vec!["retention", file.to_str().unwrap()];
    all.extend(arguments);
    run(&all)
}

fn answered(file: &Path, arguments: &[&str]) -> Value {
    let ran = retention(file, &[arguments, &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[track_caller]
fn close(found: &Value, expected: f64, relative: f64) {
    let found = found.as_f64().unwrap_or_else(|| panic!("not a number: {found}"));
    assert!((found - expected).abs() <= relative * expected.abs(), "{found} is not {expected}");
}

#[track_caller]
fn refused(ran: &Ran, words: &[&str]) {
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for word in words {
        assert!(ran.err.contains(word), "`{word}` is not in: {}", ran.err);
    }
    assert_eq!(ran.err.trim().lines().count(), 1, "one sentence is expected: {}", ran.err);
}

/// lifelines 0.30.3: KaplanMeierFitter, restricted_mean_survival_time; statsmodels 0.15.0: GLM on months at risk.
#[test]
fn subscribers_agree_with_lifelines_and_their_picture_is_drawn() {
    let Some(file) = shared(TELCO) else { return };
    let columns = ["--duration", "tenure", "--event", "churn"];
    let answer = answered(&file, &[&columns[..], &["--horizon", "24"]].concat());
    let group = &answer["groups"][0];
    close(&group["at_horizon"]["share"], 0.788_736_398_370_596_5, 1e-9);
    close(&group["months"]["months"], 20.567_393_609_535_507, 1e-9);
    assert_eq!((answer["people"].as_u64(), answer["ended"].as_u64()), (Some(7043), Some(1869)));

    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("curve.svg");
    let by_contract =
        ["--group", "contract", "--control", "Month-to-month", "--chart", picture.to_str().unwrap(), "--lang", "id"];
    let answer = answered(&file, &[&columns[..], &by_contract[..]].concat());
    close(&answer["difference"]["all"]["statistic"], 2_352.872_538_259_341_6, 1e-9);
    close(&answer["difference"]["pairs"][0]["test"]["statistic"], 926.064_558_624_371_1, 1e-9);
    close(&answer["groups"][0]["median"]["time"], 35.0, 1e-12);
    close(&answer["model"]["odds_ratio"]["terms"][0]["coefficient"], -2.193_360_283_867_69, 1e-7);
    close(&answer["model"]["odds_ratio"]["terms"][0]["standard_error"], 0.083_550_079_977_613_61, 1e-6);
    close(&answer["model"]["hazard_ratio"]["terms"][1]["coefficient"], -4.054_884_745_641_912, 1e-7);
    assert_eq!(answer["contrasts"][0]["grade"], "D");
    let drawn = fs::read_to_string(&picture).unwrap();
    assert!(drawn.starts_with("<svg") && drawn.contains("Month-to-month: setelah 1 bulan"), "{drawn}");

    let ran = retention(&file, &[&columns[..], &by_contract[..]].concat());
    let first = ran.out.lines().next().unwrap();
    assert!(first.starts_with("LEBIH LAMA: dalam 12 bulan, anggota One year membayar"), "{first}");
    assert!(ran.out.contains("Dari 100 anggota Month-to-month, 70 masih membayar setelah 12 bulan"), "{}", ran.out);
    assert!(first.contains("tidak diundi"), "{first}");
}

/// lifelines logrank_test; statsmodels CumIncidenceRight.
#[test]
fn jobless_spells_agree_by_benefit_and_by_cause() {
    let Some(file) = shared(SPELLS) else { return };
    let answer =
        answered(&file, &["--duration", "spell", "--event", "censor1", "--group", "ui", "--covariate", "age,logwage"]);
    close(&answer["difference"]["all"]["statistic"], 247.659_048_245_707_57, 1e-9);
    assert_eq!(answer["model"]["grade"], "C");
    // The file has a flag for each way out; one column says the same.
    let text = fs::read_to_string(&file).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ways_out.csv");
    let mut lines = vec!["spell,ended,why".to_owned()];
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let why = (1..=3).find(|place| cells[*place] == "1").map(|place| ["job", "part time", "left"][place - 1]);
        lines.push(format!("{},{},{}", cells[0], u8::from(why.is_some()), why.unwrap_or_default()));
    }
    fs::write(&path, lines.join("\n")).unwrap();
    let answer = answered(&path, &["--duration", "spell", "--event", "ended", "--cause", "why", "--horizon", "20"]);
    let causes = answer["groups"][0]["causes"].as_array().unwrap();
    assert_eq!(causes.iter().map(|c| c["cause"].as_str().unwrap()).collect::<Vec<_>>(), ["job", "left", "part time"]);
    close(&causes[0]["share"], 0.438_805_337_349_533_03, 1e-9);
    close(&causes[0]["standard_error"], 0.012_023_220_437_515_398, 1e-8);
    let gone: f64 = causes.iter().map(|cause| cause["share"].as_f64().unwrap()).sum();
    assert!((gone + answer["groups"][0]["at_horizon"]["share"].as_f64().unwrap() - 1.0).abs() < 1e-9);
}

/// Forty villages of 15, half of them reached; everybody is seen for twelve months.
fn villages(folder: &Path) -> PathBuf {
    let mut lines = vec!["member,village,arm,months,stopped".to_owned()];
    for village in 0..40 {
        for member in 0..15 {
            let reached = village % 2 == 0;
            let months = 1 + (member * 7 + village * 3) % if reached { 24 } else { 16 };
            let arm = if reached { "disapa" } else { "pembanding" };
            lines.push(format!(
                "m{village:02}{member:02},v{village:02},{arm},{},{}",
                months.min(12),
                u8::from(months <= 12)
            ));
        }
    }
    let path = folder.join("villages.csv");
    fs::write(&path, lines.join("\n")).unwrap();
    path
}

#[test]
fn villages_are_judged_as_villages_and_never_member_by_member() {
    let folder = tempfile::tempdir().unwrap();
    let file = villages(folder.path());
    let columns = ["--duration", "months", "--event", "stopped", "--group", "arm", "--control", "pembanding"];
    let by_person = retention(&file, &[&columns[..], &["--design", "person"]].concat());
    refused(&by_person, &["villages.csv", "village"]);
    let by_area = [&columns[..], &["--design", "area", "--cluster", "village"]].concat();
    let answer = answered(&file, &by_area);
    let contrast = &answer["contrasts"][0];
    assert_eq!((contrast["grade"].as_str(), contrast["recommended"].as_str()), (Some("A"), Some("of_areas")));
    assert!(contrast["by_member"].is_null() && answer["difference"].is_null());
    assert_eq!(contrast["finding"], "works");
    let ran = retention(&file, &[&by_area[..], &["--lang", "en"]].concat());
    assert!(ran.out.starts_with("WORKS: within 12 months, members of disapa pay"), "{}", ran.out);
    refused(&retention(&file, &[&columns[..], &["--design", "area"]].concat()), &["no area column was named"]);
    let wrong = [&columns[..], &["--design", "area", "--cluster", "months"]].concat();
    refused(&retention(&file, &wrong), &["column `months`: area", "disapa", "pembanding"]);
}

#[test]
fn a_file_of_spells_that_cannot_be_judged_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let plain = ["--duration", "m", "--event", "e"];
    refused(&retention(&file("none.csv", "m,e\n"), &plain), &["none.csv"]);
    refused(
        &retention(&file("minus.csv", "m,e\n3,1\n-2,0\n"), &plain),
        &["minus.csv", "line 3", "column m", "-2", "from 0 to 1200"],
    );
    refused(&retention(&file("word.csv", "m,e\nthree,1\n"), &plain), &["word.csv", "line 2", "three", "number"]);
    refused(
        &retention(&file("maybe.csv", "m,e\n3,maybe\n"), &plain),
        &["line 2", "column e", "`maybe`", "--event-value"],
    );
    refused(&retention(&file("column.csv", "m,x\n3,1\n"), &plain), &["`e`", "x"]);
    let good = file("good.csv", "m,e,g\n3,1,a\n5,0,a\n2,1,b\n6,0,b\n");
    refused(
        &retention(&good, &[&plain[..], &["--horizon", "9"]].concat()),
        &["good.csv", "nobody was followed beyond 6"],
    );
    refused(&retention(&good, &[&plain[..], &["--horizon", "0"]].concat()), &["the horizon is 0"]);
    refused(
        &retention(&good, &[&plain[..], &["--horizon", "1201"]].concat()),
        &["--horizon 1201", "1200 months at most"],
    );
    refused(
        &retention(&file("century.csv", "m,e\n3,1\n1300,0\n"), &plain),
        &["century.csv, line 3, column m: 1300", "months from 0 to 1200"],
    );
    refused(
        &retention(&good, &[&plain[..], &["--event-value", "9"]].concat()),
        &["the value `9` does not occur", "0, 1"],
    );
    refused(
        &retention(&good, &[&plain[..], &["--group", "g", "--control", "c"]].concat()),
        &["the control `c` does not occur", "a, b"],
    );
    let empty = file("hole.csv", "m,e,g\n3,1,\n5,0,a\n");
    refused(&retention(&empty, &[&plain[..], &["--group", "g"]].concat()), &["hole.csv", "line 2", "column g"]);
    let too_early = retention(&good, &[&plain[..], &["--group", "g", "--control", "a", "--lang", "id"]].concat());
    assert_eq!(too_early.code, 0, "{}", too_early.err);
    assert!(too_early.out.starts_with("TERLALU DINI"), "{}", too_early.out);
}
