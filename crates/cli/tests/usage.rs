//! What can be typed. Because this package has a test of its binary, cargo builds `jangkau` whenever the workspace is tested.
#![allow(clippy::unwrap_used)]

use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jangkau")).args(arguments).output().unwrap()
}

#[test]
fn wrong_usage_leaves_with_two() {
    for arguments in [
        vec!["evaluate"],
        vec!["evaluate", "trial.csv"],
        vec!["evaluate", "trial.csv", "--arm", "a", "--control", "0"],
        vec!["uplift", "trial.csv", "--arm", "a", "--control", "0"],
        vec!["allocate", "channels.csv"],
        vec!["allocate", "--budget", "5"],
        vec!["allocate", "channels.csv", "--budget", "many"],
        vec!["allocate", "channels.csv", "--budget", "5", "--most", "counter"],
        vec!["allocate", "channels.csv", "--budget", "5", "--tier", "250"],
        vec!["fly"],
        vec!["import", "--home", "nowhere"],
        vec!["simulate", "--as-of", "yesterday"],
        vec!["simulate", "--workers", "-5"],
        vec!["bundle", "--group", "pilots"],
        vec!["plan", "campaigns/x"],
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{arguments:?}");
    }
}

#[test]
fn every_command_explains_itself_with_an_example() {
    for command in [
        "demo",
        "simulate",
        "import",
        "segment",
        "bundle",
        "plan",
        "approve",
        "dispatch",
        "record",
        "evaluate",
        "retention",
        "compare",
        "attribution",
        "uplift",
        "power",
        "randomise",
        "spill-over",
        "allocate",
        "calibrate",
        "serve",
    ] {
        let output = run(&[command, "--help"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0));
        assert!(text.contains("Example") && text.contains(&format!("jangkau {command}")), "{command}: {text}");
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let trial = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/cai2015_rice_insurance_cluster_rct.csv");
    let mut child = Command::new(env!("CARGO_BIN_EXE_jangkau"))
        .args(["evaluate", trial, "--arm", "default", "--control", "0", "--outcome", "takeup_survey"])
        .args(["--cluster", "village", "--segment", "address"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
