//! Emptying the outbox: claim, look the contact up, send, record. The same for every channel that sends by itself.

use crate::codes::STOPPED_MARKETING;
use crate::error::{DispatchError, StopReason};
use crate::pace::{Metronome, Pace};
use crate::report::DispatchReport;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, Contact, MemberId, Touch};
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{ClaimedTouch, ContactsKey, HandOver, HandOverOutcome, Store};
use tokio::task::JoinSet;

/// A provider's door.
pub(crate) trait Carrier: Send + Sync + 'static {
    /// Whose touches it carries.
    const CHANNEL: Channel;
    /// Where to send to.
    type Address: Send + Sync + 'static;

    /// The address, or why there is none: unknown or without consent on the day. Asked again just before sending,
    /// because consent may have been withdrawn since the plan was made.
    fn address(&self, contact: &Contact, day: NaiveDate) -> Result<Self::Address, String>;

    /// One attempt.
    fn carry(&self, touch: &Touch, to: &Self::Address) -> impl Future<Output = Carried> + Send;
}

/// What came of one attempt.
pub(crate) enum Carried {
    /// Settled, one way or another.
    Settled(HandOverOutcome),
    /// Surely refused, for now.
    NotNow { wait: Option<Duration>, code: Option<i64>, detail: String, everyone: bool },
    /// Surely refused, and so will be everything after it.
    Stop(Stop),
}

/// Why to stop.
#[derive(Debug, Clone)]
pub(crate) struct Stop {
    pub(crate) reason: StopReason,
    pub(crate) code: Option<i64>,
    pub(crate) detail: String,
}

/// What the messages on their way share.
struct Round<C> {
    carrier: C,
    pace: Pace,
    metronome: Metronome,
    stop: Mutex<Option<Stop>>,
}

impl<C: Carrier> Round<C> {
    fn stopped(&self) -> Option<Stop> {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn stop(&self, stop: Stop) {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(stop);
    }

    /// Sends one touch, again and again while it is surely refused for now.
    async fn send(&self, touch: &Touch, to: &C::Address) -> HandOverOutcome {
        for attempt in 1.. {
            self.metronome.beat().await;
            if self.stopped().is_some() {
                break;
            }
            match self.carrier.carry(touch, to).await {
                Carried::Settled(outcome) => return outcome,
                Carried::Stop(stop) => {
                    self.stop(stop);
                    break;
                }
                Carried::NotNow { wait, code, detail, everyone } => {
                    let wait = self.pace.wait_after(attempt, wait);
                    if attempt < self.pace.attempts {
                        tracing::debug!(attempt, ?wait, %detail, "refused for now");
                        if everyone {
                            self.metronome.pause(wait);
                        } else {
                            tokio::time::sleep(wait).await;
                        }
                    } else if everyone {
                        self.stop(Stop { reason: StopReason::Throttled, code, detail });
                        break;
                    } else {
                        return HandOverOutcome::Failed { code, detail };
                    }
                }
            }
        }
        HandOverOutcome::Returned
    }
}

/// The ledger, and the key that opens the contacts in it.
#[derive(Debug, Clone, Copy)]
pub struct Ledger<'a> {
    /// Where touches are claimed and results recorded.
    pub store: &'a Store,
    /// What names, phones and addresses were sealed with.
    pub contacts_key: &'a ContactsKey,
}

/// Sends everything of a campaign that is due on the carrier's channel. `progress` hears how many touches are done.
pub(crate) async fn empty_outbox<C: Carrier>(
    ledger: Ledger<'_>,
    carrier: C,
    pace: &Pace,
    campaign: &str,
    until: DateTime<Utc>,
    now: impl Fn() -> DateTime<Utc>,
    progress: &dyn Fn(u64),
) -> Result<DispatchReport, DispatchError> {
    pace.check()?;
    let store = ledger.store;
    let standing = store.campaign(campaign).await?;
    let standing = standing.ok_or_else(|| store::StoreError::UnknownCampaign { campaign: campaign.to_owned() })?;
    if standing.approved_by.is_none() {
        return Err(DispatchError::NotApproved { campaign: campaign.to_owned() });
    }
    let round = Arc::new(Round {
        carrier,
        pace: pace.clone(),
        metronome: Metronome::new(pace.per_second),
        stop: Mutex::new(None),
    });
    let mut report = DispatchReport { expired: store.expire_leases(campaign, now()).await?, ..Default::default() };
    loop {
        let lease_until = now() + pace.lease;
        let claimed = store.claim_due(campaign, C::CHANNEL, until, pace.claim, &pace.worker, lease_until).await?;
        if claimed.is_empty() {
            return Ok(report);
        }
        let members: Vec<MemberId> = claimed.iter().map(|c| c.touch.member.clone()).collect();
        let contacts = store.contacts_of(ledger.contacts_key, &members).await?;
        let settled = report.settled();
        let results = send_batch(&round, claimed, &contacts, &now, &|done| progress(settled + done)).await;
        for result in &results {
            report.count(&result.outcome);
        }
        store.record_results(&results).await?;
        let stopped: Vec<String> = results.into_iter().filter(said_stop).map(|r| r.touch).collect();
        if !stopped.is_empty() {
            store.withdraw_whatsapp_consent(&stopped).await?;
        }
        if let Some(Stop { reason, code, detail }) = round.stopped() {
            return Err(DispatchError::Stopped { reason, code, detail, report: Box::new(report) });
        }
    }
}

/// Whether the provider refused because the person stopped marketing messages.
fn said_stop(result: &HandOver) -> bool {
    matches!(result.outcome, HandOverOutcome::Failed { code: Some(STOPPED_MARKETING), .. })
}

async fn send_batch<C: Carrier>(
    round: &Arc<Round<C>>,
    claimed: Vec<ClaimedTouch>,
    contacts: &HashMap<MemberId, Contact>,
    now: &impl Fn() -> DateTime<Utc>,
    progress: &dyn Fn(u64),
) -> Vec<HandOver> {
    let today = now();
    let mut results = Vec::with_capacity(claimed.len());
    let mut on_their_way: JoinSet<(String, i64, HandOverOutcome)> = JoinSet::new();
    // What a task that broke off was carrying; whatever is left here at the end is unknown.
    let mut open: HashMap<String, i64> = HashMap::with_capacity(claimed.len());
    for ClaimedTouch { touch, fence } in claimed {
        while on_their_way.len() >= round.pace.at_once {
            land(&mut on_their_way, &mut open, &mut results, now).await;
            progress(results.len() as u64);
        }
        let address = contacts
            .get(&touch.member)
            .ok_or_else(|| "no contact on record".to_owned())
            .and_then(|contact| round.carrier.address(contact, today.max(touch.due_at).date_naive()));
        match address {
            Ok(to) => {
                open.insert(touch.id.clone(), fence);
                let round = Arc::clone(round);
                on_their_way.spawn(async move {
                    let outcome = round.send(&touch, &to).await;
                    (touch.id, fence, outcome)
                });
            }
            Err(detail) => {
                let outcome = HandOverOutcome::Failed { code: None, detail };
                results.push(HandOver { touch: touch.id, fence, outcome, at: now() });
            }
        }
    }
    while !on_their_way.is_empty() {
        land(&mut on_their_way, &mut open, &mut results, now).await;
        progress(results.len() as u64);
    }
    results.extend(open.into_iter().map(|(touch, fence)| {
        let outcome = HandOverOutcome::Unknown { detail: "the task that sent it broke off".into() };
        HandOver { touch, fence, outcome, at: now() }
    }));
    results
}

/// Waits for one message to settle.
async fn land(
    on_their_way: &mut JoinSet<(String, i64, HandOverOutcome)>,
    open: &mut HashMap<String, i64>,
    results: &mut Vec<HandOver>,
    now: &impl Fn() -> DateTime<Utc>,
) {
    match on_their_way.join_next().await {
        Some(Ok((touch, fence, outcome))) => {
            open.remove(&touch);
            results.push(HandOver { touch, fence, outcome, at: now() });
        }
        Some(Err(error)) => tracing::error!(%error, "a sending task broke off"),
        None => {}
    }
}
