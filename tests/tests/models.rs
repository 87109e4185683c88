//! Segment models from outside: a month apart, side by side, renamed, for tables without files, and what is written for others.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{run, simulated_home};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn answer(home: &Path, arguments: &[&str]) -> Value {
    let ran = run(&[arguments, &["--home", home.to_str().unwrap(), "--json"]].concat());
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn named<'a>(segments: &'a Value, key: &str) -> &'a Value {
    segments.as_array().unwrap().iter().find(|s| s["id"] == key).unwrap()
}

fn name_of<'a>(segments: &'a Value, key: &str) -> &'a str {
    named(segments, key)["name"]["id"].as_str().unwrap()
}

/// Every file below a folder with its bytes.
fn bytes_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(bytes_below(&path));
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
    found
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
    assert_eq!(name_of(&october["segments"], "fisher-seasonal"), "Nelayan musiman");
    assert_eq!(named(&october["segments"], "fisher-seasonal")["detail"]["id"], "berhenti di musim barat");
    assert_eq!(named(&october["segments"], "farmer-seasonal")["detail"]["en"], "stopping in the lean season");
    let taken = run(&["rename", "fisher-seasonal", "--to", "Petani rajin", "--home", home.to_str().unwrap()]);
    assert!(taken.code == 1 && taken.err.contains("farmer-regular"), "{}", taken.err);
    answer(&home, &["rename", "fisher-seasonal", "--to", "Nelayan musim barat"]);

    let november = answer(&home, &["segment", "--as-of", "2026-11-30", "--propose"]);
    assert_eq!(november["choice"]["proposed"], 5, "{}", november["choice"]);
    assert_eq!(name_of(&november["segments"], "fisher-seasonal"), "Nelayan musim barat");
    assert!(named(&november["segments"], "fisher-seasonal")["detail"].is_null(), "a planner's name is the whole name");
    let (was, is) = (named(&october["segments"], "farmer-lapsing"), named(&november["segments"], "farmer-lapsing"));
    assert_eq!((&was["name"], &was["detail"]), (&is["name"], &is["detail"]), "names are kept whole");
    let all = november["segments"].as_array().unwrap();
    let names: BTreeSet<&str> = all.iter().map(|s| s["name"]["id"].as_str().unwrap()).collect();
    assert_eq!(names.len(), all.len(), "no two segments have one name");
    // Trades without lean months have nobody who stops in them.
    let traders = all.iter().filter(|s| s["group"] == "market_trader");
    assert!(traders.map(|s| s["name"]["id"].as_str().unwrap()).all(|name| !name.contains("musiman")));
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
    for words in [
        "Nelayan musim barat",
        "Petani musiman, berhenti di musim paceklik (`farmer-seasonal`)",
        "Berapa segmen",
        "Dua belas bulan ke depan",
        "Aturan loket menempatkan dengan benar",
        "beberapa pertanyaan di loket tidak dapat menangkap semuanya",
        "Nomor HP diketahui",
        "Dikenali dari",
        "`model.toml` (TOML, bukan JSON",
    ] {
        assert!(card.contains(words), "{words} is missing in:\n{card}");
    }

    // Charts lie beside the card, which points at them; the same home gives the same bytes again.
    let model = home.join("models/2026-11-30-default");
    let links: Vec<&str> =
        card.lines().filter_map(|l| l.strip_prefix("![")?.split_once("](")?.1.strip_suffix(')')).collect();
    assert!(links.len() > 60 && links.iter().all(|link| model.join(link).is_file()), "{links:?}");
    for chart in ["id/year-farmer-seasonal", "en/states-farmer-seasonal", "id/choice", "en/moves"] {
        assert!(model.join(format!("charts/{chart}.svg")).is_file(), "{chart} is missing");
    }
    let before = bytes_below(&model);
    answer(&home, &["segment", "--as-of", "2026-11-30", "--propose"]);
    let after = bytes_below(&model);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(before.iter().all(|(path, bytes)| after[path] == *bytes));
}

#[test]
fn a_name_that_looks_like_a_formula_stays_a_text_in_every_export() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("h");
    simulated_home(&home, "3000", "4");
    answer(&home, &["segment", "--as-of", "2026-11-30"]);
    answer(&home, &["rename", "prospect", "--to", "=1+1"]);
    let again = answer(&home, &["segment", "--as-of", "2026-11-30"]);
    assert_eq!(name_of(&again["segments"], "prospect"), "=1+1", "segments by rule keep their names too");
    let export = |file: &str| home.join("exports").join(file);
    let csv = std::fs::read_to_string(export("segments.csv")).unwrap();
    assert!(csv.contains("prospect,'=1+1,'=1+1,'=1+1,'=1+1,"), "{csv}");
    for file in ["segments.xlsx", "segments.parquet"] {
        let table = intake::read_table(&export(file)).unwrap();
        let names = table.column("name_id").unwrap();
        assert!(names.values.iter().flatten().any(|name| name == "=1+1"), "{file}");
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
