//! What the tests that see jangkau from outside share: the binary, real files with their checksums, plain notices.

mod dashboard;

pub use dashboard::{Dashboard, FORM};

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The `jangkau` binary of this build: cargo builds it beside the test binaries when the workspace is tested, because the
/// command line has an integration test of its own.
pub fn jangkau() -> Command {
    let mut folder = std::env::current_exe().expect("a test knows its own path");
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    let binary = folder.join(format!("jangkau{}", std::env::consts::EXE_SUFFIX));
    assert!(binary.is_file(), "{} is missing: test with `cargo test --workspace`", binary.display());
    Command::new(binary)
}

/// What a run printed and how it ended.
pub struct Ran {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

/// Runs the binary with arguments, in English where they name no language; a panic is always a failure of the test.
pub fn run<S: AsRef<std::ffi::OsStr>>(arguments: &[S]) -> Ran {
    let mut command = jangkau();
    if !arguments.iter().any(|argument| argument.as_ref() == "--lang") {
        command.args(["--lang", "en"]);
    }
    let Output { status, stdout, stderr } =
        command.args(arguments).env_remove("JANGKAU_IDENTITY_KEY").output().expect("the binary starts");
    let ran = Ran {
        code: status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&stdout).into_owned(),
        err: String::from_utf8_lossy(&stderr).into_owned(),
    };
    assert!(!ran.err.contains("panicked"), "the binary panicked: {}", ran.err);
    ran
}

/// Today as the binary reckons it: in western Indonesia. Tests that hand something out and take it back have no other day.
pub fn today() -> chrono::NaiveDate {
    (chrono::Utc::now() + chrono::TimeDelta::hours(7)).date_naive()
}

/// Runs the binary on a home.
pub fn run_on(home: &Path, arguments: &[&str]) -> Ran {
    let home = home.to_str().expect("temporary paths are plain text");
    run(&[arguments, &["--home", home]].concat())
}

/// The same, for what has to go well; answers what it printed.
pub fn ok(home: &Path, arguments: &[&str]) -> String {
    let ran = run_on(home, arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    ran.out
}

/// Simulates people into a home and imports them as known on 30 November 2026.
pub fn simulated_home(home: &Path, workers: &str, seed: &str) {
    let text = |path: &Path| path.to_str().expect("temporary paths are plain text").to_owned();
    let incoming = home.join("incoming");
    let (members, contributions) = (incoming.join("members.csv"), incoming.join("contributions.parquet"));
    let home = text(home);
    let made = run(&["simulate", "--home", &home, "--workers", workers, "--seed", seed]);
    assert_eq!(made.code, 0, "{}", made.err);
    let files = [text(&members), text(&contributions)];
    let flags = ["--members", &files[0], "--contributions", &files[1], "--as-of", "2026-11-30"];
    let imported = run(&[&["import", "--home", &home], flags.as_slice()].concat());
    assert_eq!(imported.code, 0, "{}", imported.err);
}

/// Plans the campaign of the repository in a home of simulated people; answers the hash of the plan, which waits for approval.
pub fn planned_home(home: &Path, workers: &str, seed: &str) -> String {
    simulated_home(home, workers, seed);
    let home = home.to_str().expect("temporary paths are plain text");
    let campaign = root().join("campaigns/tarif-januari-2027");
    let campaign = campaign.to_str().expect("the repository's path is plain text");
    let mut printed = String::new();
    for step in [
        ["segment", "--home", home, "--as-of", "2026-11-30"].as_slice(),
        &["bundle", "--home", home, "--group", "fisher", "--group", "farmer"],
        &["plan", campaign, "--home", home, "--by", "rina", "--json"],
    ] {
        let ran = run(step);
        assert_eq!(ran.code, 0, "{step:?}: {}", ran.err);
        printed = ran.out;
    }
    let (_, hash) =
        printed.split_once("\"plan_hash\": \"").or_else(|| printed.split_once("\"plan_hash\":\"")).expect("a hash");
    hash.split('"').next().unwrap_or_default().to_owned()
}

/// A file of a published study; `None`, and a line that says so, where it is not beside the repository.
pub use studies::path as shared;

/// A file that ships with the repository, checked by SHA-256.
pub fn fixture(name: &str, sha256: &str) -> PathBuf {
    let path = root().join("tests/fixtures").join(name);
    check_sha256(&path, sha256);
    path
}

fn check_sha256(path: &Path, sha256: &str) {
    let bytes = std::fs::read(path).expect("the file reads");
    assert_eq!(hex::encode(Sha256::digest(bytes)), sha256, "{} is another file", path.display());
}
