//! How fast the ledger is on this machine: touches put into the outbox, claimed and marked, reports taken in, and beside it what SQLite
//! does with the leanest table there could be.
//! Usage: `cargo run --release -p dispatch --example ledger_speed [TOUCHES [postgres://...]]`.

mod peer;
mod plan;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{Channel, DeliveryEvent, TouchStatus};
use plan::{CAMPAIGN, plan};
use std::error::Error;
use std::path::Path;
use std::time::Instant;
use store::{HandOver, HandOverOutcome, Store};

/// Touches in a batch.
const BATCH: u32 = 500;
/// Touches in a large batch, which shares its two commits among more.
const LARGE: u32 = 2_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let touches: u32 = arguments.next().map_or(Ok(400_000), |text| text.parse())?;
    let url = arguments.next();
    let folder = std::env::temp_dir().join(format!("jangkau-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let (inserted, marked) = peer::seconds(&folder.join("peer.db"), touches, BATCH).await?;
    let (_, marked_large) = peer::seconds(&folder.join("peer-large.db"), touches, LARGE).await?;
    let rate = |what: &str, n: u32, seconds: f64, peer: Option<f64>| {
        let beside = peer.map(|peer| format!("{:.2} of the lean table", peer / seconds)).unwrap_or_default();
        println!("{what:<58} {:>9.0} a second ({seconds:5.2} s) {beside}", f64::from(n) / seconds);
    };
    rate("lean table: inserted", touches, inserted, None);
    rate("lean table: claimed and marked, 500 at a time", touches, marked, None);
    rate("lean table: claimed and marked, 2,000 at a time", touches, marked_large, None);

    let same = Ledger::open(&folder.join("same.db"), url.as_deref(), touches, false).await?;
    rate("members of the plan saved", touches, same.members, None);
    rate("touches put into the outbox", touches, same.touches, Some(inserted));
    let (seconds, claimed) = same.claim_and_mark(BATCH, false).await?;
    rate("claimed and marked, 500 at a time", touches, seconds, Some(marked));
    rate("reports taken in, 500 at a time", touches, same.take_reports(&claimed).await?, None);
    if url.is_none() {
        let again = Ledger::open(&folder.join("again.db"), None, touches, false).await?;
        let (seconds, _) = again.claim_and_mark(LARGE, false).await?;
        rate("claimed and marked, 2,000 at a time", touches, seconds, Some(marked_large));
    }

    if url.is_none() {
        let fewer = touches / 4;
        let share = f64::from(fewer) / f64::from(touches);
        let different = Ledger::open(&folder.join("different.db"), None, fewer, true).await?;
        rate("each with words of its own: put into the outbox", fewer, different.touches, Some(inserted * share));
        let (seconds, claimed) = different.claim_and_mark(BATCH, true).await?;
        rate("each with a provider's id: claimed and marked", fewer, seconds, Some(marked * share));
        rate("reports taken in, 500 at a time", fewer, different.take_reports(&claimed).await?, None);
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// A store with an approved plan, and the seconds that saving it took.
struct Ledger {
    store: Store,
    start: DateTime<Utc>,
    members: f64,
    touches: f64,
}

impl Ledger {
    async fn open(file: &Path, url: Option<&str>, touches: u32, all_different: bool) -> Result<Self, Box<dyn Error>> {
        let store = match url {
            Some(url) => Store::connect(url).await?,
            None => Store::open(file).await?,
        };
        let start: DateTime<Utc> = "2026-12-01T02:00:00Z".parse()?;
        let (view, plan, outbox) = plan(touches, start, all_different)?;
        let since = Instant::now();
        store.save_plan(&view, &plan, &[], &[]).await?;
        let members = since.elapsed().as_secs_f64();
        let since = Instant::now();
        store.save_touches(&plan, &outbox).await?;
        let touches = since.elapsed().as_secs_f64();
        store.approve(CAMPAIGN, "hash", "Budi", start).await?;
        Ok(Self { store, start, members, touches })
    }

    /// Claims everything, so many at a time, and marks it handed over; seconds, and the ids.
    async fn claim_and_mark(&self, batch: u32, with_provider_ids: bool) -> Result<(f64, Vec<String>), Box<dyn Error>> {
        let (since, mut all) = (Instant::now(), Vec::new());
        let (until, lease) = (self.start + TimeDelta::days(30), self.start + TimeDelta::hours(1));
        loop {
            let claimed = self.store.claim_due(CAMPAIGN, Channel::Whatsapp, until, batch, "worker", lease).await?;
            if claimed.is_empty() {
                return Ok((since.elapsed().as_secs_f64(), all));
            }
            let results: Vec<HandOver> = claimed
                .into_iter()
                .map(|c| HandOver {
                    outcome: HandOverOutcome::HandedOver {
                        provider_id: with_provider_ids.then(|| format!("wamid.HBgNNjI4MTIzNDU2Nzg5{}", c.touch.id)),
                    },
                    touch: c.touch.id,
                    fence: c.fence,
                    at: self.start,
                })
                .collect();
            self.store.record_results(&results).await?;
            all.extend(results.into_iter().map(|result| result.touch));
        }
    }

    /// Takes in that all of these were delivered; seconds.
    async fn take_reports(&self, touches: &[String]) -> Result<f64, Box<dyn Error>> {
        let since = Instant::now();
        for chunk in touches.chunks(BATCH as usize) {
            let events: Vec<DeliveryEvent> = chunk
                .iter()
                .map(|touch| DeliveryEvent {
                    touch: Some(touch.clone()),
                    provider_id: None,
                    status: TouchStatus::Delivered,
                    at: self.start,
                    error_code: None,
                    detail: None,
                })
                .collect();
            self.store.record_events(&events).await?;
        }
        Ok(since.elapsed().as_secs_f64())
    }
}
