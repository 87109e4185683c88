use super::*;
use crate::send_whatsapp;
use std::time::Instant;

/// Prints messages a second end to end; run with `--ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "prints timings and asserts none"]
async fn five_thousand_messages_and_their_reports() {
    let home = tempfile::tempdir().unwrap();
    let store = Store::open(&home.path().join("jangkau.db")).await.unwrap();
    plan(&store, Channel::Whatsapp, 5_000, 500).await;
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    let gateway = gateway(&store, FakeWhatsAppConfig::default()).await;
    let config = WhatsAppConfig { pace: Pace { claim: 500, ..hurried() }, ..sender(&gateway) };
    let clock = Instant::now();
    let report = send_whatsapp(&store, &config, CAMPAIGN, at(24), || at(1), &|_| ()).await.unwrap();
    let sent = clock.elapsed().as_secs_f64();
    gateway.settle().await;
    let settled = clock.elapsed().as_secs_f64();
    println!("{report:?}: sent in {sent:.2} s ({:.0}/s), reports in {settled:.2} s", 5_000.0 / sent);
}
