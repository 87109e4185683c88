//! The crash test, short.
#![allow(clippy::unwrap_used)]

use crash_test::run::{Hardship, run};
use std::path::Path;

async fn crash(server: Option<String>) {
    let hardship = Hardship { touches: 600, kills: 12, per_second: 150, seed: 7, server };
    let outcome = run(Path::new(env!("CARGO_BIN_EXE_crash-test")), &hardship).await.unwrap();
    println!("{outcome}");
    assert_eq!(outcome.seen.broken(), Vec::<String>::new(), "\n{outcome}");
    assert!(!outcome.seen.stopped.is_empty() && outcome.killed[0] > 0, "\n{outcome}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sender_on_sqlite_that_is_killed_again_and_again_sends_each_touch_at_most_once() {
    crash(None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_senders_on_postgresql_that_are_killed_again_and_again_send_each_touch_at_most_once() {
    match std::env::var("JANGKAU_TEST_POSTGRES") {
        Ok(server) => crash(Some(server)).await,
        Err(_) => println!("not run: JANGKAU_TEST_POSTGRES names no server (tests/postgres/with starts one)"),
    }
}
