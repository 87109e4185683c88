//! Database locked or full, gateway gone, clock wrong: nothing is lost, nothing is doubled, and the work goes on by itself.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, TimeDelta, Utc};
use crash_test::campaign::{CAMPAIGN, Campaign, contacts_key};
use crash_test::findings::Seen;
use crash_test::process::{Mortal, pace};
use crash_test::scene::{Scene, faults, outage};
use dispatch::{DispatchError, DispatchReport, Ledger, WhatsAppConfig, work_off};
use domain::{Channel, TouchStatus};
use fake_providers::FakeWhatsAppConfig;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use store::Store;

async fn scene(touches: u32, gateway: FakeWhatsAppConfig) -> Scene {
    Scene::set(Path::new(env!("CARGO_BIN_EXE_crash-test")), None, Campaign::of(touches), gateway).await.unwrap()
}

/// Waits until the gateway has accepted so many.
async fn accepted(scene: &Scene, wanted: u64) {
    let wait = async {
        while scene.gateway.messages_received() < wanted {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait).await.expect("nothing arrives");
}

/// Whoever could be sent to was, except unknowns of which the gateway has nothing.
async fn all_went_well(scene: &Scene, senders: Vec<Mortal>) -> Seen {
    let ended_badly = scene.senders_end(senders).await.unwrap();
    let seen = Seen { ended_badly, ..scene.look().await.unwrap() };
    assert_eq!(seen.broken(), Vec::<String>::new(), "\n{seen}\n{:?}", scene.said());
    let unknown = seen.with(TouchStatus::Unknown).count();
    assert_eq!(seen.accepted.len() + unknown + seen.without_consent.len(), seen.planned.len(), "\n{seen}");
    println!("{} accepted, {unknown} unknown; {:#?}", seen.accepted.len(), scene.said().unwrap());
    seen
}

fn said(scene: &Scene, words: &str) -> bool {
    scene.said().unwrap().keys().any(|sentence| sentence.contains(words))
}

/// Waits until the sender has said this, and looks whether there is something left to do.
async fn until_said(scene: &Scene, words: &str) {
    let wait = async {
        while !said(scene, words) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), wait).await.expect("nobody said it");
    let left = scene.store.left(CAMPAIGN, Channel::Whatsapp, Utc::now()).await.unwrap();
    assert!(left.planned > 0, "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_another_process_locks_for_longer_than_anyone_waits_is_waited_out() {
    let scene = scene(400, FakeWhatsAppConfig::default()).await;
    let sender = scene.sender("sender", 200).unwrap();
    accepted(&scene, 100).await;
    let mut locker = SqliteConnectOptions::new().filename(&scene.database).connect().await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut locker).await.unwrap();
    // A statement waits ten seconds.
    tokio::time::sleep(outage(12)).await;
    let during = scene.gateway.messages_received();
    sqlx::query("ROLLBACK").execute(&mut locker).await.unwrap();
    locker.close().await.unwrap();
    all_went_well(&scene, vec![sender]).await;
    assert!(during < 150, "nothing leaves that cannot be noted: {during}");
    assert!(said(&scene, "database is locked"), "{:?}", scene.said());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gateway_that_is_gone_for_seconds_costs_no_touch() {
    let mut scene = scene(400, FakeWhatsAppConfig::default()).await;
    let sender = scene.sender("sender", 200).unwrap();
    accepted(&scene, 100).await;
    scene.gateway.outage().await;
    let during = scene.gateway.messages_received();
    tokio::time::sleep(outage(3)).await;
    assert_eq!(scene.gateway.messages_received(), during);
    scene.gateway.recover().await.unwrap();
    let seen = all_went_well(&scene, vec![sender]).await;
    assert!(said(&scene, "cannot be reached"), "{:?}", scene.said());
    assert!(seen.with(TouchStatus::Unknown).count() <= 64, "no more than was on its way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_jumps_an_hour_forward_and_back_sends_nothing_twice() {
    let scene = scene(900, faults(5)).await;
    let known = FakeWhatsAppConfig::default();
    let config = |worker: &str| WhatsAppConfig {
        pace: pace(worker, 150),
        ..WhatsAppConfig::new(scene.gateway.base_url(), &known.phone_number_id, &known.access_token)
    };
    let (key, ahead) = (contacts_key(), AtomicI64::new(0));
    let ledger = Ledger { store: &scene.store, contacts_key: &key };
    let jumping = || Utc::now() + TimeDelta::seconds(ahead.load(Ordering::Relaxed));
    let (one, other) = (config("jumping"), config("right"));
    let jumps = async {
        for (seconds, wait) in [(3_600, 700), (-3_600, 700), (3_600, 700), (0, 0)] {
            tokio::time::sleep(Duration::from_millis(600)).await;
            ahead.store(seconds, Ordering::Relaxed);
            // A third looks for ended leases by the wrong clock, as a worker that starts just now would.
            scene.store.expire_leases(CAMPAIGN, jumping()).await.unwrap();
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
    };
    let (one, other, ()) = tokio::join!(work(ledger, &one, &jumping), work(ledger, &other, &Utc::now), jumps);
    println!("{:?} {:?}", one.unwrap(), other.unwrap());
    let seen = scene.look().await.unwrap();
    assert_eq!(seen.broken(), Vec::<String>::new(), "\n{seen}");
    println!("{seen}");
}

async fn work(
    ledger: Ledger<'_>,
    config: &WhatsAppConfig,
    now: &impl Fn() -> DateTime<Utc>,
) -> Result<DispatchReport, DispatchError> {
    work_off(ledger, config, CAMPAIGN, Utc::now(), now, &|_| ()).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_stops_the_sender_with_a_sentence_until_there_is_room_again() {
    let scene = scene(600, FakeWhatsAppConfig::default()).await;
    let log_file = format!("{}-wal", scene.database);
    let room = std::fs::metadata(log_file).unwrap().len() / 1024 + 300;
    // No file of the sender may grow beyond that, and it is told so instead of being ended.
    let mut command = Command::new("bash");
    command.args(["-c", &format!("trap '' XFSZ; ulimit -S -f {room}; exec \"$0\" \"$@\"")]);
    command.arg(env!("CARGO_BIN_EXE_crash-test"));
    scene.orders(&mut command, "sender", 200);
    let sender = Mortal::start(command, &scene.log("sender")).unwrap();
    until_said(&scene, "make room on the disk").await;
    let roomy = Command::new("prlimit").args(["--fsize=unlimited", "--pid", &sender.id().to_string()]).status();
    assert!(roomy.unwrap().success());
    all_went_well(&scene, vec![sender]).await;
}

/// A disk of its own, taken away at the end.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(megabytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|done| done.status.success()).then_some(Self(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: processes that end at this moment may hold it a little longer.
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_full_for_everybody_is_waited_out_by_sender_and_service() {
    let Some(disk) = SmallDisk::mount(32) else {
        println!("not run: this user may not mount a small disk");
        return;
    };
    let program = Path::new(env!("CARGO_BIN_EXE_crash-test"));
    let campaign = Campaign::of(600);
    let scene = Scene::set_in(program, disk.0.path(), campaign, FakeWhatsAppConfig::default()).await.unwrap();
    let sender = scene.sender("sender", 200).unwrap();
    accepted(&scene, 100).await;
    let ballast = disk.0.path().join("ballast");
    let filled = std::io::copy(&mut std::io::repeat(7).take(1 << 30), &mut std::fs::File::create(&ballast).unwrap());
    assert_eq!(filled.unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    until_said(&scene, "make room on the disk").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    std::fs::remove_file(ballast).unwrap();
    all_went_well(&scene, vec![sender]).await;
    drop(scene);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_double_send_is_caught() {
    let mut scene = scene(60, FakeWhatsAppConfig::default()).await;
    let stops: Vec<u32> = scene.campaign.stops_at_first().collect();
    scene.write_stop(&stops).await.unwrap();
    let sender = scene.sender("sender", 200).unwrap();
    assert_eq!(scene.senders_end(vec![sender]).await.unwrap(), 0);
    assert_eq!(scene.look().await.unwrap().broken(), Vec::<String>::new());
    // The same campaign from another database, as after a backup was put back: nobody there knows what has left, or who said stop.
    let backup = Store::in_memory().await.unwrap();
    scene.campaign.save(&backup).await.unwrap();
    let known = FakeWhatsAppConfig::default();
    let config = WhatsAppConfig {
        pace: pace("again", 200),
        ..WhatsAppConfig::new(scene.gateway.base_url(), &known.phone_number_id, &known.access_token)
    };
    let key = contacts_key();
    work(Ledger { store: &backup, contacts_key: &key }, &config, &Utc::now).await.unwrap();
    let broken = scene.look().await.unwrap().broken().join("\n");
    for words in
        ["asked for twice: 55 of", "accepted twice: 110 of", "wrote stop before the claim and were seen: 2 of 2"]
    {
        assert!(broken.contains(words), "{broken}");
    }
}
