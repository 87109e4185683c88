//! A number at Meta's ceiling for as long as asked: 1,000 messages a second leave while the webhook takes 3,000 statuses a second in,
//! one a request, signed; sender, gateway, service and whoever posts share this machine.
//! Usage: `cargo run --release -p crash-test --example sustained [SECONDS [PER_SECOND]]`.

use anyhow::{Context, Result};
use chrono::Utc;
use crash_test::campaign::{CAMPAIGN, Campaign, contacts_key};
use dispatch::{Ledger, Pace, WhatsAppConfig, sign, work_off};
use domain::TouchStatus;
use fake_providers::{AcceptedMessage, FakeWhatsApp, FakeWhatsAppConfig};
use service::{ServiceState, WebhookSecrets};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Requests on their way at once, each on a connection that is kept.
const CONNECTIONS: usize = 48;
/// How far behind the sender statuses come, in messages.
const BEHIND: usize = 500;
const STATUSES: [&str; 3] = ["sent", "delivered", "read"];

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u32 = arguments.next().map_or(Ok(60), |text| text.parse())?;
    let per_second: u32 = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    let folder = tempfile::tempdir()?;
    let store = Store::open(&folder.path().join("jangkau.db")).await?;
    // One in twenty has no consent and is not written to.
    let treated = seconds * per_second * 20 / 19;
    let since = Instant::now();
    Campaign { treated, held_out: 0 }.save(&store).await?;
    println!("{treated} touches saved in {:.1} s", since.elapsed().as_secs_f64());

    let known = FakeWhatsAppConfig::default();
    let gateway = Arc::new(FakeWhatsApp::start(known.clone()).await?);
    let secrets = WebhookSecrets { app_secret: known.app_secret.clone(), verify_token: known.verify_token.clone() };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/webhooks/whatsapp", listener.local_addr()?);
    let state = ServiceState::new(store.clone(), Some(secrets)).with_contacts_key(contacts_key());
    tokio::spawn(service::serve(listener, state, std::future::pending()));

    let sendable = treated - treated.div_ceil(20);
    let posts = tokio::spawn(post_all(address, known.app_secret.clone(), Arc::clone(&gateway), sendable));
    let config = WhatsAppConfig {
        pace: Pace { per_second: Some(per_second), at_once: 128, ..Pace::default() },
        ..WhatsAppConfig::new(gateway.base_url(), &known.phone_number_id, &known.access_token)
    };
    let (key, since) = (contacts_key(), Instant::now());
    let ledger = Ledger { store: &store, contacts_key: &key };
    let report = work_off(ledger, &config, CAMPAIGN, Utc::now(), Utc::now, &|_| ()).await?;
    let sending = since.elapsed();
    let (taken, mut waits) = posts.await??;
    let posting = since.elapsed();
    waits.sort_unstable();
    let at = |share: f64| waits[((waits.len() - 1) as f64 * share) as usize];
    println!("{report}");
    let sent = gateway.messages_received() as f64 / sending.as_secs_f64();
    println!("sent: {sent:.0} a second for {:.0} s", sending.as_secs_f64());
    println!(
        "statuses taken in: {:.0} a second for {:.0} s",
        taken as f64 / posting.as_secs_f64(),
        posting.as_secs_f64()
    );
    let shown = [("p50", at(0.5)), ("p99", at(0.99)), ("p99.9", at(0.999)), ("longest", at(1.0))];
    println!("answer of the webhook: {}", shown.map(|(name, wait)| format!("{name} {:.1} ms", ms(wait))).join(", "));
    let mut ledger: BTreeMap<TouchStatus, u64> = BTreeMap::new();
    for (_, _, status) in store.touch_statuses(CAMPAIGN).await? {
        *ledger.entry(status).or_default() += 1;
    }
    println!("ledger: {ledger:?}");
    Ok(())
}

fn ms(wait: Duration) -> f64 {
    wait.as_secs_f64() * 1_000.0
}

/// Posts three statuses of each message, in the order messages leave. Answers how many were taken, and how long each answer took.
async fn post_all(url: String, secret: String, gateway: Arc<FakeWhatsApp>, sent: u32) -> Result<(u64, Vec<Duration>)> {
    let (give, take) = mpsc::channel::<String>(100_000);
    let (take, taken) = (Arc::new(tokio::sync::Mutex::new(take)), Arc::new(AtomicU64::new(0)));
    let client = reqwest::Client::builder().pool_max_idle_per_host(CONNECTIONS).build()?;
    let mut connections = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (take, taken, client, url, secret) =
            (Arc::clone(&take), Arc::clone(&taken), client.clone(), url.clone(), secret.clone());
        connections.spawn(async move {
            let mut waits = Vec::new();
            loop {
                let Some(body) = take.lock().await.recv().await else { return anyhow::Ok(waits) };
                let (signature, since) = (sign(secret.as_bytes(), body.as_bytes()), Instant::now());
                let request = client.post(&url).header("x-hub-signature-256", signature).body(body);
                let answer = request.send().await?;
                waits.push(since.elapsed());
                taken.fetch_add(u64::from(answer.status().is_success()), Ordering::Relaxed);
            }
        });
    }
    let (mut posted, all) = (0, sent as usize);
    while posted < all {
        let accepted = gateway.accepted_from(posted);
        let behind = if posted + accepted.len() >= all { 0 } else { BEHIND };
        for message in &accepted[..accepted.len().saturating_sub(behind)] {
            for status in STATUSES {
                give.send(body(message, status)?).await?;
            }
            posted += 1;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(give);
    let mut waits = Vec::new();
    while let Some(own) = connections.join_next().await {
        waits.extend(own??);
    }
    Ok((taken.load(Ordering::Relaxed), waits))
}

fn body(message: &AcceptedMessage, status: &str) -> Result<String> {
    let at = Utc::now().timestamp();
    let touch = message.biz_opaque_callback_data.as_ref().context("every message carries its touch")?;
    let id = &message.wamid;
    Ok(format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"changes":[{{"field":"messages","value":{{"statuses":[{{"id":"{id}","status":"{status}","timestamp":"{at}","biz_opaque_callback_data":"{touch}"}}]}}}}]}}]}}"#
    ))
}
