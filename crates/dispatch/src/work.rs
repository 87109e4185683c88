//! Sending on until nothing is left, through whatever passes by itself.

use crate::codes::Decision;
use crate::error::{DispatchError, StopReason};
use crate::outbox::Ledger;
use crate::pace::Pace;
use crate::report::DispatchReport;
use crate::unrecorded::{Unrecorded, write_down};
use crate::whatsapp::send_whatsapp;
use crate::whatsapp_config::WhatsAppConfig;
use chrono::{DateTime, Utc};
use domain::Channel;
use std::time::Duration;
use store::Left;
use tokio::time::Instant;

/// The wait after a first trouble; doubled after each further one in a row.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest wait, so that sending goes on soon after the trouble is over.
const LONGEST_WAIT: Duration = Duration::from_secs(10);
/// How often whoever ends tries to write down what is known.
const LAST_TRIES: u32 = 12;
/// The wait for a claim of somebody else to be worked off or to end.
const WAIT_FOR_CLAIMS: Duration = Duration::from_millis(500);

/// What a worker does between two rounds of sending.
#[derive(Debug)]
pub enum Pause<'a> {
    /// Something is in the way that may pass: the provider or the database is gone, locked, full or throttling.
    Trouble {
        /// What.
        error: &'a DispatchError,
        /// How long until the next round.
        wait: Duration,
    },
    /// Nothing is to be claimed now, but another worker, perhaps a dead one, holds these.
    Claimed(Left),
}

impl DispatchError {
    /// Whether waiting may be all it takes. What a person has to mend answers no.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Store(error) => error.may_pass(),
            Self::Stopped { reason, .. } => {
                matches!(reason, StopReason::Unreachable | StopReason::Throttled | StopReason::Ledger)
            }
            _ => false,
        }
    }

    /// The same with all that was done until then.
    fn after(self, done: DispatchReport) -> Self {
        let report = Box::new(done);
        match self {
            Self::Stopped { reason, code, detail, .. } => Self::Stopped { reason, code, detail, report },
            Self::Store(error) if error.may_pass() => {
                Self::Stopped { reason: StopReason::Ledger, code: None, detail: error.to_string(), report }
            }
            other => other,
        }
    }
}

/// Sends every WhatsApp touch of an approved campaign that is due by `until`, as [`send_whatsapp`] does, round after round until
/// none is planned or claimed any more, or all that is left lies where nobody may be written to now. Those of a worker that died come
/// back, or become unknown, when their lease ends. What the database did not take is kept from round to round and written down when it
/// answers again.
///
/// A trouble that may pass ([`DispatchError::may_pass`]) is waited for, 250 ms at first and 10 s at most, and `heard`; any other
/// ends the work, a halted campaign among them. One that lasts longer than [`Pace::trouble`] ends it too, with what was done and why:
/// whoever goes on asks first what is over by now. Several may work at once, on one machine or many. Whoever is told to end
/// ([`crate::Pace::ending`]) settles what is on its way, gives the rest back and answers what was done. Whoever drops the future stops
/// as a crash does: nothing is sent twice, and what had been called is unknown until its report arrives.
pub async fn work_off(
    ledger: Ledger<'_>,
    config: &WhatsAppConfig,
    campaign: &str,
    until: DateTime<Utc>,
    now: impl Fn() -> DateTime<Utc>,
    heard: &dyn Fn(Pause<'_>),
) -> Result<DispatchReport, DispatchError> {
    let unrecorded = Unrecorded::default();
    let pace = Pace { unrecorded: Some(unrecorded.clone()), ..config.pace.clone() };
    let config = &WhatsAppConfig { pace, ..config.clone() };
    let mut done = DispatchReport::default();
    let ended = rounds(ledger, config, campaign, until, &now, heard, &mut done).await;
    // Whoever ends with something that could not be written down tries it a little longer.
    let is_opt_out = |code| config.codes.row(code).is_some_and(|row| row.decision == Decision::OptOut);
    for _ in 0..LAST_TRIES {
        let known = unrecorded.take();
        if known.0.is_empty() && known.1.is_empty() {
            break;
        }
        if let Err(error) = write_down(ledger.store, Channel::Whatsapp, &is_opt_out, &known, now()).await {
            tracing::warn!(%error, touches = known.0.len(), "what came of messages is not written down yet");
            unrecorded.keep(known);
            tokio::time::sleep(LONGEST_WAIT / 2).await;
            continue;
        }
        for result in &known.0 {
            done.count(&result.outcome);
        }
    }
    match ended {
        Ok(()) => Ok(done),
        Err(error) => Err(error.after(done)),
    }
}

/// Round after round, until nothing is left, somebody says stop, or something is in the way that does not pass.
async fn rounds(
    ledger: Ledger<'_>,
    config: &WhatsAppConfig,
    campaign: &str,
    until: DateTime<Utc>,
    now: &impl Fn() -> DateTime<Utc>,
    heard: &dyn Fn(Pause<'_>),
    done: &mut DispatchReport,
) -> Result<(), DispatchError> {
    let mut troubles = 0;
    let mut since: Option<Instant> = None;
    let ending = &config.pace.ending;
    while !ending.is_told() {
        match round(ledger, config, campaign, until, now).await {
            Ok((report, left)) => {
                done.add(&report);
                (troubles, since) = (0, None);
                // What is left may lie where nobody may be written to now.
                let waits = report.settled() == 0 && !config.pace.hours.closed_at(now()).is_empty();
                if left == Left::default() || waits {
                    return Ok(());
                }
                if left.planned == 0 {
                    heard(Pause::Claimed(left));
                    ending.sleep(WAIT_FOR_CLAIMS).await;
                }
            }
            Err(error) if error.may_pass() => {
                if let DispatchError::Stopped { report, .. } = &error {
                    done.add(report);
                    if report.settled() > 0 {
                        (troubles, since) = (0, None);
                    }
                }
                let wait = FIRST_WAIT.saturating_mul(1 << u32::min(troubles, 16)).min(LONGEST_WAIT);
                troubles += 1;
                if since.get_or_insert_with(Instant::now).elapsed() + wait > config.pace.trouble {
                    return Err(error);
                }
                heard(Pause::Trouble { error: &error, wait });
                ending.sleep(wait).await;
            }
            Err(DispatchError::Stopped { reason: StopReason::Told, report, .. }) => {
                done.add(&report);
                break;
            }
            Err(error) => {
                if let DispatchError::Stopped { report, .. } = &error {
                    done.add(report);
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// One run of the sender, and what is left after it.
async fn round(
    ledger: Ledger<'_>,
    config: &WhatsAppConfig,
    campaign: &str,
    until: DateTime<Utc>,
    now: &impl Fn() -> DateTime<Utc>,
) -> Result<(DispatchReport, Left), DispatchError> {
    let report = send_whatsapp(ledger, config, campaign, until, now, &|_| ()).await?;
    Ok((report, ledger.store.left(campaign, Channel::Whatsapp, until).await?))
}
