//! PostgreSQL goes away in the middle, in order and by a crash, and comes back.
#![allow(clippy::unwrap_used)]

use crash_test::campaign::Campaign;
use crash_test::findings::Seen;
use crash_test::scene::{Scene, faults, outage};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgresql_server_that_stops_and_starts_again_loses_and_doubles_nothing() {
    let env = |name| std::env::var(name).ok();
    let (Some(server), Some(control)) = (env("JANGKAU_TEST_POSTGRES"), env("JANGKAU_TEST_POSTGRES_CONTROL")) else {
        println!("not run: JANGKAU_TEST_POSTGRES_CONTROL stops no server (tests/postgres/with starts one)");
        return;
    };
    let program = Path::new(env!("CARGO_BIN_EXE_crash-test"));
    let scene = Scene::set(program, Some(&server), Campaign::of(900), faults(3)).await.unwrap();
    let senders: Vec<_> = (1..=3).map(|n| scene.sender(&format!("sender-{n}"), 50).unwrap()).collect();
    let order = |words: &[&str]| assert!(Command::new(&control).args(words).status().unwrap().success());
    for how in ["fast", "immediate"] {
        let so_far = scene.gateway.messages_received();
        let going = async {
            while scene.gateway.messages_received() < so_far + 100 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_mins(1), going).await.expect("nothing arrives");
        order(&["stop", how]);
        tokio::time::sleep(outage(3)).await;
        order(&["start"]);
    }
    let ended_badly = scene.senders_end(senders).await.unwrap();
    let seen = Seen { ended_badly, ..scene.look().await.unwrap() };
    println!("{seen}\n{:#?}", scene.said().unwrap());
    assert_eq!(seen.broken(), Vec::<String>::new(), "\n{seen}\n{:?}", scene.said());
    assert!(!scene.said().unwrap().is_empty(), "the senders noticed nothing");
}
