//! `jangkau schemes` from outside: the comparison, leaflet lines, a text that promises too much, a home's own file.
#![allow(clippy::unwrap_used)]

use jangkau_tests::{root, run};
use serde_json::Value;
use std::fs;

#[test]
fn plans_are_compared_in_words_and_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().to_str().unwrap();
    let said = run(&["schemes", "--home", home, "--lang", "en"]);
    assert_eq!(said.code, 0, "{}", said.err);
    for words in ["Indonesia's contribution", "SESSS plan 2", "RM19.40", "Not verified", "terms.csv: TH mean_income"] {
        assert!(said.out.contains(words), "`{words}` is not in: {}", said.out);
    }
    let json: Value = serde_json::from_str(&run(&["schemes", "--home", home, "--json"]).out).unwrap();
    assert_eq!(json["plans"][0]["worker_now"]["amount"], "8400");
    assert_eq!(json["standing"].as_array().unwrap().len(), 3);
    assert!(json["disagreements"].as_array().unwrap().is_empty());
    assert!(!folder.path().join("models").exists(), "looking makes nothing");
}

#[test]
fn what_a_leaflet_may_say_passes_the_check_and_a_bare_promise_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().to_str().unwrap();
    let lines: Value =
        serde_json::from_str(&run(&["schemes", "--home", home, "--leaflet", "JKK+JKM+JHT", "--json"]).out).unwrap();
    let text: Vec<&str> = lines.as_array().unwrap().iter().map(|line| line["words"]["id"].as_str().unwrap()).collect();
    let file = folder.path().join("leaflet.txt");
    let check = || run(&["schemes", "--home", home, "--check", file.to_str().unwrap(), "--lang", "id"]);
    fs::write(&file, text.join("\n")).unwrap();
    assert_eq!(check().code, 0);
    fs::write(&file, "Cukup Rp16.800!\nDapat Rp42 juta dan beasiswa.\n").unwrap();
    let found = check();
    assert_eq!(found.code, 1);
    assert!(found.out.contains("selama iuran dibayar") && found.out.contains("3 tahun"), "{}", found.out);
    assert!(found.err.contains("2 janji"), "{}", found.err);
}

#[test]
fn a_homes_own_file_takes_the_place_of_ours_and_is_refused_by_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("models/schemes");
    fs::create_dir_all(&own).unwrap();
    let ours = fs::read_to_string(root().join("models/schemes/schemes.csv")).unwrap();
    fs::write(own.join("schemes.csv"), ours.replacen("16800,month", "-16800,month", 1)).unwrap();
    let refused = run(&["schemes", "--home", folder.path().to_str().unwrap()]);
    assert_eq!(refused.code, 1);
    for words in ["schemes.csv", "line 2", "payer_amount", "`-16800`", "0 or more"] {
        assert!(refused.err.contains(words), "`{words}` is not in: {}", refused.err);
    }
    assert_eq!(refused.err.trim().lines().count(), 1, "{}", refused.err);
}
