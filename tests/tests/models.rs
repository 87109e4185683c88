//! Segment models from outside: a month apart, side by side, renamed, for tables without files, and what is written for others.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{run, simulated_home};
use serde_json::Value;
use std::path::Path;

fn answer(home: &Path, arguments: &[&str]) -> Value {
    let ran = run(&[arguments, &["--home", home.to_str().unwrap(), "--json"]].concat());
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn name_of<'a>(segments: &'a Value, key: &str) -> &'a str {
    let all = segments.as_array().unwrap();
    all.iter().find(|s| s["id"] == key).unwrap()["name"]["id"].as_str().unwrap()
}

#[test]
fn a_model_keeps_the_segments_of_the_month_before_and_the_names_that_planners_gave() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("h");
    simulated_home(&home, "6000", "11");
    let october = answer(&home, &["segment", "--as-of", "2026-10-31"]);
    assert!(october["drift"].is_null(), "there is no model before the first");
    let missing = run(&["rename", "fisher-nobody", "--to", "x", "--home", home.to_str().unwrap()]);
    assert!(missing.code == 1 && missing.err.contains("fisher-seasonal"), "{}", missing.err);
    answer(&home, &["rename", "fisher-seasonal", "--to", "Nelayan musim barat"]);

    let november = answer(&home, &["segment", "--as-of", "2026-11-30", "--propose"]);
    assert_eq!(november["choice"]["proposed"], 5, "{}", november["choice"]);
    assert_eq!(name_of(&november["segments"], "fisher-seasonal"), "Nelayan musim barat");
    let drift = &november["drift"];
    assert_eq!(drift["from"], "2026-10-31-default");
    assert!(drift["kept_share"].as_f64().unwrap() > 0.85, "{}", drift["kept_share"]);
    let moved: u64 = drift["moves"].as_array().unwrap().iter().map(|m| m["people"].as_u64().unwrap()).sum();
    assert_eq!(moved, drift["people"].as_u64().unwrap(), "everybody in both models is in one flow");
    assert!(drift["features"].as_array().unwrap().len() > 30);
    for file in ["segments.csv", "segments.xlsx", "segments.parquet", "assignments.csv", "assignments.parquet"] {
        assert!(home.join("exports").join(file).is_file(), "{file} is missing");
    }
    let card = std::fs::read_to_string(home.join("models/2026-11-30-default/card.id.md")).unwrap();
    for words in ["Nelayan musim barat", "Berapa segmen", "Dua belas bulan ke depan"] {
        assert!(card.contains(words), "{words} is missing in:\n{card}");
    }
}

#[test]
fn tables_without_files_can_be_segmented_and_their_states_told() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("h");
    let made = run(&["simulate", "--home", home.to_str().unwrap(), "--workers", "4000", "--seed", "5", "--tables"]);
    assert_eq!(made.code, 0, "{}", made.err);
    let found = answer(&home, &["segment", "--as-of", "2026-11-30", "--params", "joint"]);
    let people: u64 = found["segments"].as_array().unwrap().iter().map(|s| s["size"].as_u64().unwrap()).sum();
    assert!(people > 3_800 && people <= 4_000, "{people}: all but those who left");
    let states = answer(&home, &["states", "--as-of", "2026-11-30", "--from", "2026-09", "--to", "2026-11"]);
    assert_eq!(states["rows"], 12_000);
    assert!(home.join("exports/states.parquet").is_file());
    let early = run(&["states", "--home", home.to_str().unwrap(), "--as-of", "2026-11-30", "--to", "2027-03"]);
    assert!(early.code == 1 && early.err.contains("2026-11"), "{}", early.err);
}

#[test]
fn every_feature_has_name_unit_meaning_and_formula() {
    let listed = run(&["features", "--list", "--json"]);
    let features: Value = serde_json::from_str(&listed.out).unwrap();
    let features = features.as_array().unwrap();
    assert!(features.len() >= 38, "{}", features.len());
    for feature in features {
        for field in ["name", "unit", "formula"] {
            assert!(!feature[field].as_str().unwrap().is_empty(), "{feature}");
        }
        for language in ["id", "en"] {
            assert!(!feature["meaning"][language].as_str().unwrap().is_empty(), "{feature}");
        }
    }
}
