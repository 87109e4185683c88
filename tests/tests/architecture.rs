//! Who may depend on whom: the invariants of ARCHITECTURE.md that the dependency graph can hold.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Direct dependencies of every workspace member, those of its tests left out.
fn direct() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(jangkau_tests::root())
        .output()
        .unwrap();
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let normal = dependencies.iter().filter(|d| d["kind"].is_null()).map(|d| text(&d["name"])).collect();
            (text(&package["name"]), normal)
        })
        .collect()
}

/// Everything a workspace member reaches through other members.
fn reach(graph: &BTreeMap<String, BTreeSet<String>>, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from.to_owned()];
    while let Some(name) = open.pop() {
        for dependency in graph.get(&name).into_iter().flatten() {
            if seen.insert(dependency.clone()) {
                open.push(dependency.clone());
            }
        }
    }
    seen
}

fn users_of(graph: &BTreeMap<String, BTreeSet<String>>, dependency: &str) -> BTreeSet<String> {
    graph.iter().filter(|(_, deps)| deps.contains(dependency)).map(|(name, _)| name.clone()).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|n| (*n).to_owned()).collect()
}

#[test]
fn pure_crates_reach_no_database_no_network_and_no_runtime() {
    let graph = direct();
    let pure = [
        "domain",
        "simulator",
        "clustering",
        "features",
        "habits",
        "retention",
        "segmentation",
        "survival",
        "regression",
        "effectiveness",
        "choice",
        "targeting",
        "bundling",
        "schemes",
        "allocation",
        "assignment",
        "planning",
        "report",
        "print",
        "charts",
        "translation",
    ];
    for pure in pure {
        let reached = reach(&graph, pure);
        for forbidden in ["sqlx", "axum", "reqwest", "tokio", "lettre", "store", "intake", "service", "workflow"] {
            assert!(!reached.contains(forbidden), "{pure} reaches {forbidden}");
        }
    }
}

#[test]
fn each_heavy_library_has_one_home() {
    let graph = direct();
    assert_eq!(users_of(&graph, "sqlx"), set(&["store"]));
    assert_eq!(users_of(&graph, "typst"), set(&["print"]));
    assert_eq!(users_of(&graph, "linfa"), set(&["clustering", "peers"]));
    assert_eq!(users_of(&graph, "ndarray"), set(&["clustering", "peers"]));
    assert_eq!(users_of(&graph, "polars"), set(&["features", "intake"]));
    assert_eq!(users_of(&graph, "axum"), set(&["fake-providers", "service"]));
    assert_eq!(users_of(&graph, "lettre"), set(&["dispatch"]));
}

#[test]
fn the_service_links_neither_polars_nor_typst_nor_any_model() {
    let reached = reach(&direct(), "service");
    for forbidden in ["polars", "typst", "linfa", "segmentation", "effectiveness", "intake", "print", "workflow"] {
        assert!(!reached.contains(forbidden), "service reaches {forbidden}");
    }
}

#[test]
fn only_the_command_line_knows_both_the_workflow_and_the_service() {
    let graph = direct();
    assert_eq!(users_of(&graph, "workflow"), set(&["cli"]));
    assert_eq!(users_of(&graph, "service"), set(&["cli", "crash-test"]));
}
