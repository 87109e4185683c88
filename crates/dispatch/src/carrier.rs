//! A provider's door, and going through it: one touch, again and again while it is surely refused for now.

use crate::error::StopReason;
use crate::pace::{Metronome, Pace};
use chrono::NaiveDate;
use domain::{Channel, Contact, Touch};
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::HandOverOutcome;

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
pub(crate) struct Round<C> {
    pub(crate) carrier: C,
    pub(crate) pace: Pace,
    pub(crate) metronome: Metronome,
    stop: Mutex<Option<Stop>>,
}

impl<C: Carrier> Round<C> {
    pub(crate) fn new(carrier: C, pace: &Pace) -> Self {
        Self { carrier, pace: pace.clone(), metronome: Metronome::new(pace.per_second), stop: Mutex::new(None) }
    }

    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn stop(&self, stop: Stop) {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(stop);
    }

    /// Sends one touch, again and again while it is surely refused for now.
    pub(crate) async fn send(&self, touch: &Touch, to: &C::Address) -> HandOverOutcome {
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
