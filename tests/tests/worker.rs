//! A worker from outside: it sends what is due of an approved campaign, leaves a paused one alone, and ends when told to.

#![allow(clippy::unwrap_used)]

use domain::views::CampaignStatus;
use domain::{Channel, TouchStatus};
use jangkau_tests::{jangkau, ok, planned_home};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use store::Store;

const CAMPAIGN: &str = "tarif-januari-2027";

fn worker(home: &str) -> Child {
    let arguments = ["worker", "--home", home, "--fake-gateway", "--until", "2026-12-19", "--every", "1"];
    jangkau().args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// WhatsApp touches in the outbox, those a worker has claimed among them, and those that left.
async fn standing(store: &Store) -> (u64, u64) {
    let counts = store.touch_counts(CAMPAIGN).await.unwrap();
    let by = |planned: bool| {
        let own = counts.iter().filter(|c| c.channel == Channel::Whatsapp);
        let waits = |status| matches!(status, TouchStatus::Planned | TouchStatus::Claimed);
        own.filter(|c| waits(c.status) == planned).map(|c| c.touches).sum()
    };
    (by(true), by(false))
}

/// Ends a worker as Ctrl-C does (`-INT`), or whoever runs the machine (`-TERM`).
fn end(worker: &mut Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &worker.id().to_string()]).status().unwrap().success());
    assert!(worker.wait().unwrap().success(), "a worker that was told to end ends well");
}

#[test]
fn a_worker_sends_what_is_due_and_leaves_a_paused_campaign_alone() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let hash = planned_home(&home, "3000", "5");
    let home_name = home.to_str().unwrap();
    ok(&home, &["approve", CAMPAIGN, "--hash", &hash, "--by", "budi"]);
    ok(&home, &["pause", CAMPAIGN, "--by", "budi"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = runtime.block_on(Store::open(Path::new(&home.join("jangkau.db")))).unwrap();
    let (waiting, _) = runtime.block_on(standing(&store));
    assert!(waiting > 100, "{waiting}");

    let mut paused = worker(home_name);
    std::thread::sleep(Duration::from_secs(3));
    end(&mut paused, "-INT");
    assert_eq!(runtime.block_on(standing(&store)), (waiting, 0), "a paused campaign is left alone");

    ok(&home, &["resume", CAMPAIGN, "--by", "budi"]);
    // Ended as soon as something has left, it finishes what is on its way and gives the rest back.
    let patience = Instant::now() + Duration::from_mins(2);
    let mut cut_short = worker(home_name);
    while runtime.block_on(standing(&store)).1 == 0 && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(5));
    }
    end(&mut cut_short, "-TERM");
    let (still, sent) = runtime.block_on(standing(&store));
    assert!(still > 0 && sent > 0, "it was told in the middle: {still} wait, {sent} left");
    let counts = runtime.block_on(store.touch_counts(CAMPAIGN)).unwrap();
    let at = |status: TouchStatus| counts.iter().filter(|c| c.status == status).map(|c| c.touches).sum::<u64>();
    assert_eq!((at(TouchStatus::Claimed), at(TouchStatus::Unknown)), (0, 0), "nothing is left in the air: {counts:?}");

    let mut going = worker(home_name);
    while runtime.block_on(standing(&store)).0 > 0 && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(100));
    }
    end(&mut going, "-INT");
    assert_eq!(runtime.block_on(standing(&store)), (0, waiting));
    let campaign = runtime.block_on(store.campaign(CAMPAIGN)).unwrap().unwrap();
    assert_eq!(campaign.status, CampaignStatus::Dispatched);
    let unknown = runtime.block_on(store.unknown_touches(CAMPAIGN)).unwrap();
    assert!(unknown.is_empty(), "{unknown:?}");
}
