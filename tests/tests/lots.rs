//! Before a lot is drawn, drawing it, and lots in two stages, typed at the command line.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{run, shared};
use std::fmt::Write as _;
use std::path::Path;

fn json(arguments: &[&str]) -> serde_json::Value {
    let ran = run(&[arguments, &["--json"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// 60 villages of two islands with a size and a rate.
fn villages(folder: &Path, reversed: bool) -> String {
    let mut rows: Vec<String> = (0..60)
        .map(|i| {
            format!(
                "desa {i:02},{},{},0.{:02}",
                if i % 3 == 0 { "Bali" } else { "Jawa" },
                40 + i * 7 % 90,
                20 + i * 13 % 50
            )
        })
        .collect();
    if reversed {
        rows.reverse();
    }
    let path = folder.join(format!("desa-{reversed}.csv"));
    let mut text = String::from("desa,pulau,anggota,tingkat\n");
    for row in rows {
        writeln!(text, "{row}").unwrap();
    }
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

/// Village and arm of each line, sorted.
fn arms(path: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines: Vec<String> = text
        .lines()
        .skip(1)
        .map(|line| format!("{} {}", line.split(',').next().unwrap(), line.split(',').nth(4).unwrap()))
        .collect();
    lines.sort();
    lines
}

#[test]
fn the_same_seed_gives_the_same_arms_whatever_the_order_of_rows() {
    let folder = tempfile::tempdir().unwrap();
    let draw = |file: &str, seed: &str, out: &str, more: &[&str]| {
        let out = folder.path().join(out).to_str().unwrap().to_owned();
        let base = ["randomise", file, "--unit", "area", "--key", "desa", "--seed", seed, "--out", &out];
        let answer = json(&[&base, more].concat());
        (answer, arms(&out))
    };
    let (straight, turned) = (villages(folder.path(), false), villages(folder.path(), true));
    let shares = ["--strata", "pulau", "--arm", "holdout=1", "--arm", "cetak=2"];
    let (answer, one) = draw(&straight, "a", "1.csv", &shares);
    let (_, other) = draw(&turned, "a", "2.csv", &shares);
    assert_eq!(one, other);
    assert_ne!(one, draw(&straight, "b", "3.csv", &shares).1);
    assert_eq!((&answer["arms"][0]["units"], &answer["arms"][1]["units"]), (&20.into(), &40.into()));
    assert!(answer["balance"].as_array().unwrap().iter().any(|row| row["column"] == "anggota"));

    let pairs = ["--match", "anggota,tingkat", "--arm", "holdout=1", "--arm", "cetak=1"];
    let (answer, one) = draw(&straight, "a", "4.csv", &pairs);
    assert_eq!(one, draw(&turned, "a", "5.csv", &pairs).1);
    assert_eq!((&answer["matched_groups"], &answer["arms"][0]["units"]), (&30.into(), &30.into()));
}

#[test]
fn lots_that_cannot_be_drawn_are_refused_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = villages(folder.path(), false);
    let out = folder.path().join("arms.csv").to_str().unwrap().to_owned();
    for (more, sentence) in [
        (
            vec!["--unit", "person", "--key", "pulau", "--arm", "a=1", "--arm", "b=1"],
            "the same person stands on lines 3 and 4",
        ),
        (vec!["--unit", "area", "--key", "desa", "--arm", "a=1"], "at least two arms"),
        (
            vec!["--unit", "area", "--key", "pulau", "--strata", "desa", "--arm", "a=1", "--arm", "b=1"],
            "an area has one",
        ),
        (
            vec!["--unit", "area", "--key", "desa", "--match", "anggota", "--arm", "a=1", "--arm", "b=2"],
            "must be equal",
        ),
    ] {
        let ran = run(&[&["randomise", &file, "--seed", "s", "--out", &out], more.as_slice()].concat());
        assert_eq!(ran.code, 1, "{more:?}");
        assert!(ran.err.contains(sentence), "{}", ran.err);
    }
}

#[test]
fn the_size_of_an_experiment_is_told_in_people_weeks_and_rupiah() {
    let person = ["power", "--unit", "person", "--rate", "0.10617", "--uplift", "0.04383"];
    let answer = json(&person);
    assert_eq!(answer["size"]["control"], 907);
    let ran =
        run(&[&person, ["--per-week", "100", "--wait-weeks", "4", "--cost-each", "450", "--lang", "id"].as_slice()]
            .concat());
    assert!(ran.out.contains("907 orang pembanding dan 907 orang disapa"), "{}", ran.out);
    assert!(ran.out.contains("14 minggu") && ran.out.contains("Rp408.150"), "{}", ran.out);
    let free = json(&[&person, ["--touches", "0", "--cost-each", "450"].as_slice()].concat());
    assert_eq!(free["size"]["needs"]["cost"], 0);
    let ran = run(&[
        "power",
        "--unit",
        "area",
        "--rate",
        "0.3",
        "--icc",
        "0.05",
        "--people-per-area",
        "40",
        "--size",
        "20",
        "--lang",
        "id",
    ]);
    assert!(ran.out.contains("Dengan 20 wilayah pembanding, dampak terkecil"), "{}", ran.out);
    for (arguments, sentence) in [
        (["power", "--unit", "area", "--rate", "0.3", "--uplift", "0.1"].as_slice(), "--icc is missing"),
        (&["power", "--unit", "person", "--rate", "0.3"], "neither an uplift nor a size"),
        (&["power", "--unit", "person", "--rate", "0.3", "--uplift", "0.9"], "uplift is 0.9"),
        (&["power", "--unit", "person", "--uplift", "0.1"], "neither --rate, --deviation nor --past"),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 1, "{arguments:?}");
        assert!(ran.err.contains(sentence), "{}", ran.err);
    }
}

#[test]
fn a_past_trial_tells_how_alike_neighbours_are_and_offers_do_not_spill_over() {
    let Some(path) = shared("rsby_india_two_stage_cluster_rct.csv.gz") else { return };
    let file = path.to_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let chart = folder.path().join("power.svg").to_str().unwrap().to_owned();
    let past = ["--past", file, "--outcome", "d_enrolled", "--cluster", "village_id"];
    let arm = ["--arm", "a_high_saturation", "--control", "0", "--chart", &chart];
    let answer = json(&[&["power", "--unit", "area", "--uplift", "0.1"], past.as_slice(), &arm].concat());
    let icc = answer["past"]["icc"].as_f64().unwrap();
    assert!(icc > 0.02 && icc < 0.06, "{icc}");
    assert!((answer["past"]["control_mean"].as_f64().unwrap() - 0.476_055).abs() < 1e-6);
    assert!(std::fs::read_to_string(&chart).unwrap().contains("<svg"));

    let columns = ["--cluster", "village_id", "--saturation", "a_high_saturation", "--offered", "z_offered"];
    let answer = json(&[&["spill-over", file, "--outcome", "d_enrolled"], columns.as_slice()].concat());
    let at = |contrast: &str, figure: &str| answer[contrast]["by_row"][figure].as_f64().unwrap();
    assert!((at("direct_low", "difference") - 0.455_628_38).abs() < 1e-8);
    assert!((at("direct_high", "standard_error") - 0.013_549_69).abs() < 1e-8);
    assert!((at("spill_over_not_offered", "difference") - 0.022_403_14).abs() < 1e-8);
    assert!(answer["sentence"]["en"].as_str().unwrap().contains("No evidence"));
}
