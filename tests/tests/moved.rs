//! A home moved to PostgreSQL: the same commands go on there. Needs a server (`tests/postgres/with`), else says that it was not made.

#![allow(clippy::unwrap_used)]

use jangkau_tests::{planned_home, run};
use std::path::Path;

fn ok(arguments: &[&str]) -> String {
    let ran = run(arguments);
    assert_eq!(ran.code, 0, "{arguments:?}: {}", ran.err);
    ran.out
}

#[test]
fn a_home_moves_to_postgresql_whole_and_its_commands_go_on() {
    let Ok(server) = std::env::var("JANGKAU_TEST_POSTGRES") else {
        println!("notice: JANGKAU_TEST_POSTGRES is not set; no home was moved");
        return;
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let address = runtime.block_on(store::Store::fresh_address(&server)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let hash = planned_home(&home, "3000", "5");
    let home_name = home.to_str().unwrap();
    let told = ok(&["migrate", "--home", home_name, "--to", &address, "--lang", "en"]);
    assert!(told.contains("counts and sums are the same on both sides") && told.contains("plan_member"), "{told}");
    assert!(Path::new(home_name).join("database.url").is_file());
    let again = run(&["migrate", "--home", home_name, "--to", &address]);
    assert!(again.code == 1 && again.err.contains("in PostgreSQL already"), "{}", again.err);

    ok(&["approve", "tarif-januari-2027", "--home", home_name, "--hash", &hash, "--by", "budi"]);
    ok(&["pause", "tarif-januari-2027", "--home", home_name, "--by", "budi"]);
    let dispatch = ["dispatch", "tarif-januari-2027", "--home", home_name, "--until", "2026-12-19", "--fake-gateway"];
    let halted = run(&dispatch);
    assert!(halted.code == 1 && halted.err.contains("was paused by budi"), "{}", halted.err);
    ok(&["resume", "tarif-januari-2027", "--home", home_name, "--by", "budi"]);
    let sent = ok(&dispatch);
    assert!(sent.contains("WhatsApp"), "{sent}");
    let unknown = ok(&["unknown", "tarif-januari-2027", "--home", home_name, "--lang", "en"]);
    assert!(unknown.contains("nothing is unknown"), "{unknown}");
}
