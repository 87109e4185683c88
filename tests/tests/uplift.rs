//! `jangkau uplift FILE` on real data: against scikit-uplift, and what it refuses.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{run, shared};
use serde_json::Value;

const HILLSTROM: &str = "hillstrom_email_rct.csv.gz";
const RSBY: &str = "rsby_india_two_stage_cluster_rct.csv.gz";
const KNOWN_BEFORE: &str = "recency,history,mens,womens,zip_code,newbie,channel";

fn email(path: &std::path::Path, more: &[&str]) -> jangkau_tests::Ran {
    let file = path.to_str().unwrap();
    let flags = ["uplift", file, "--arm", "segment", "--control", "No E-Mail", "--outcome", "visit"];
    run(&[&flags, more].concat())
}

/// pip install scikit-uplift==0.5.1; qini_auc_score, uplift_auc_score.
#[test]
fn a_score_of_the_file_is_judged_as_scikit_uplift_does() {
    let Some(path) = shared(HILLSTROM) else { return };
    for (score, qini, auuc) in
        [("history", 0.002_621_514_07, 0.001_047_634_59), ("womens", 0.064_015_508_5, 0.029_431_161_1)]
    {
        let ran = email(&path, &["--score", score, "--replicates", "100", "--json"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let answer: Value = serde_json::from_str(&ran.out).unwrap();
        let womens = &answer["judged"]["score"]["rankings"][1];
        assert_eq!(womens["arm"], "Womens E-Mail");
        for (figure, expected) in [("qini", qini), ("auuc", auuc)] {
            let found = womens["ranking"][figure]["normalised"].as_f64().unwrap();
            assert!((found - expected).abs() <= 1e-6 * expected, "{score} {figure}: {found}");
        }
    }
}

#[test]
fn two_mails_are_learned_from_what_was_known_before_and_drawn() {
    let Some(path) = shared(HILLSTROM) else { return };
    let folder = tempfile::tempdir().unwrap();
    let (chart, people) = (folder.path().join("qini.svg"), folder.path().join("people.csv"));
    let more = [
        &["--features", KNOWN_BEFORE, "--replicates", "100", "--lang", "en"][..],
        &["--chart", chart.to_str().unwrap(), "--people", people.to_str().unwrap()],
    ];
    let ran = email(&path, &more.concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("Choosing people "), "{}", ran.out);
    for words in [
        "Womens E-Mail: this order puts those first who gain more",
        "Qini 0.0",
        "same shares, by lot",
        "A: drawn by lot",
    ] {
        assert!(ran.out.contains(words), "{words} in {}", ran.out);
    }
    let svg = std::fs::read_to_string(folder.path().join("qini-womens-e-mail.svg")).unwrap();
    assert!(svg.contains("random order"));
    let list = std::fs::read_to_string(people).unwrap();
    assert!(list.starts_with("unit,arm,gain Mens E-Mail,gain Womens E-Mail\n2,") && list.lines().count() == 64_001);
}

#[test]
fn columns_written_down_after_the_campaign_are_refused_unless_named() {
    let Some(path) = shared(HILLSTROM) else { return };
    let ran = email(&path, &["--replicates", "100"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("recorded after the campaign") && ran.err.contains("--features"), "{}", ran.err);
}

#[test]
fn villages_judged_person_by_person_are_refused_and_answered_with_their_column() {
    let Some(path) = shared(RSBY) else { return };
    let file = path.to_str().unwrap();
    let flags = ["uplift", file, "--arm", "a_high_saturation", "--control", "0", "--outcome", "d_enrolled"];
    let rest = ["--features", "district_id", "--replicates", "100"];
    let refused = run(&[&flags[..], &rest].concat());
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("areas were assigned") && refused.err.contains("`village_id`"), "{}", refused.err);
    let answered = run(&[&flags[..], &rest, &["--cluster", "village_id", "--lang", "en"]].concat());
    assert_eq!(answered.code, 0, "{}", answered.err);
    assert!(answered.out.contains("areas, each arm apart"), "{}", answered.out);
}

#[test]
fn what_cannot_be_answered_is_refused_in_one_sentence() {
    let Some(path) = shared(HILLSTROM) else { return };
    let cases: [(&[&str], &str); 5] = [
        (&["--features", "visit"], "column `visit` is the arm, the outcome, the unit or the area"),
        (&["--score", "channel"], "column `channel`"),
        (&["--features", "history", "--cost", "Print=5", "--value", "9"], "the cost names `Print`, which is no arm"),
        (&["--features", "history", "--cost", "Print", "--value", "9"], "expected ARM=RUPIAH"),
        (&["--features", "histroy"], "histroy"),
    ];
    for (more, expected) in cases {
        let ran = email(&path, more);
        assert!(ran.code == 1 && ran.err.contains(expected) && ran.err.trim_end().lines().count() == 1, "{}", ran.err);
    }
}
