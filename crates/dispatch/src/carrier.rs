//! A provider's door, and going through it: one touch, again and again while it is surely refused for now.

use crate::error::StopReason;
use crate::lane::{Lane, Pairs, soonest};
use crate::pace::Pace;
use chrono::NaiveDate;
use domain::{Channel, Contact, Touch};
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use store::{HandOverOutcome, Held, Hold};

/// A provider's door.
pub(crate) trait Carrier: Send + Sync + 'static {
    /// Whose touches it carries.
    const CHANNEL: Channel;
    /// Where to send to.
    type Address: Send + Sync + 'static;

    /// Its ways out, one or more.
    fn lanes(&self) -> Vec<Lane>;

    /// The address, or why there is none: unknown or without consent on the day. Asked again just before sending,
    /// because consent may have been withdrawn since the plan was made.
    fn address(&self, contact: &Contact, day: NaiveDate) -> Result<Self::Address, String>;

    /// Who must not be written to twice in a moment; `None` where the provider does not mind.
    fn person(to: &Self::Address) -> Option<&str>;

    /// Whether a refusal with this code says that the person wants no more messages.
    fn is_opt_out(&self, code: i64) -> bool;

    /// Whether a hold concerns a lane, by its place.
    fn holds_lane(&self, held: &Held, lane: usize) -> bool;

    /// Whether a hold concerns the template.
    fn holds_template(&self, held: &Held) -> bool;

    /// One attempt, through a lane.
    fn carry(&self, touch: &Touch, to: &Self::Address, lane: usize) -> impl Future<Output = Carried> + Send;
}

/// What came of one attempt.
pub(crate) enum Carried {
    /// Settled, one way or another.
    Settled(HandOverOutcome),
    /// Surely refused, for now.
    NotNow { wait: Option<Duration>, code: Option<i64>, detail: String, who: Waits },
    /// Surely refused, and so will be everything through this lane.
    CloseLane(Stop),
    /// Surely refused, and so will be everything after it.
    Stop(Stop),
}

/// Who waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waits {
    Person,
    Lane,
    Everyone,
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
    pub(crate) pairs: Pairs,
    lanes: Vec<Lane>,
    stop: Mutex<Option<Stop>>,
    /// Lanes the provider closed, with why; not told the ledger yet.
    closed: Mutex<Vec<(String, Stop)>>,
}

impl<C: Carrier> Round<C> {
    pub(crate) fn new(carrier: C, pace: &Pace, pair_gap: Duration) -> Self {
        Self {
            lanes: carrier.lanes(),
            carrier,
            pace: pace.clone(),
            pairs: Pairs::new(pair_gap),
            stop: Mutex::new(None),
            closed: Mutex::default(),
        }
    }

    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn stop(&self, stop: Stop) {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(stop);
    }

    /// How long until a message may leave.
    pub(crate) fn wait(&self) -> Duration {
        soonest(&self.lanes).map_or(Duration::ZERO, |place| self.lanes[place].metronome.wait())
    }

    /// Lanes that the provider closed since this was last asked, by name.
    pub(crate) fn newly_closed(&self) -> Vec<(String, Stop)> {
        std::mem::take(&mut *self.closed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Heeds the holds that stand: closes lanes, or stops.
    pub(crate) fn heed(&self, holds: &[Hold], campaign: &str) {
        for hold in holds {
            let stop = |reason| Stop { reason, code: hold.code, detail: hold.detail.clone() };
            let all = match &hold.held {
                Held::Everything => true,
                Held::Campaign(name) => name == campaign,
                Held::Number(_) | Held::Template(_) => false,
            };
            if all {
                self.stop(stop(StopReason::Held));
            } else if self.carrier.holds_template(&hold.held) {
                self.stop(stop(StopReason::Template));
            }
            for (place, lane) in self.lanes.iter().enumerate() {
                if self.carrier.holds_lane(&hold.held, place) && lane.close() {
                    self.stop_where_all_are_closed(stop(StopReason::NumbersPaused));
                }
            }
        }
    }

    fn stop_where_all_are_closed(&self, stop: Stop) {
        if soonest(&self.lanes).is_none() {
            self.stop(stop);
        }
    }

    /// Sends one touch, again and again while it is surely refused for now.
    pub(crate) async fn send(&self, touch: &Touch, to: &C::Address) -> HandOverOutcome {
        let mut attempt = 0;
        // Whoever closes the last lane says why.
        while let Some(place) = soonest(&self.lanes) {
            let lane = &self.lanes[place];
            // Whoever is told to end calls no more, though the next beat is free.
            tokio::select! {
                biased;
                () = self.pace.ending.told() => break,
                () = lane.metronome.beat() => {}
            }
            if self.stopped().is_some() {
                break;
            }
            if !lane.is_open() {
                continue;
            }
            if let Some(clock) = &self.pace.played {
                clock.leaves(&touch.id, touch.due_at);
            }
            match self.carrier.carry(touch, to, place).await {
                Carried::Settled(outcome) => return outcome,
                Carried::Stop(stop) => {
                    self.stop(stop);
                    break;
                }
                Carried::CloseLane(stop) => {
                    if lane.close() {
                        tracing::warn!(
                            lane = lane.name,
                            code = stop.code,
                            detail = stop.detail,
                            "a sender number is paused"
                        );
                        let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
                        closed.push((lane.name.clone(), stop.clone()));
                    }
                    self.stop_where_all_are_closed(stop);
                }
                Carried::NotNow { wait, code, detail, who } => {
                    attempt += 1;
                    let wait = self.pace.wait_after(attempt, wait);
                    if attempt < self.pace.attempts {
                        tracing::debug!(attempt, ?wait, %detail, "refused for now");
                        match who {
                            Waits::Person => self.pace.ending.sleep(wait).await,
                            Waits::Lane => lane.metronome.pause(wait),
                            Waits::Everyone => self.lanes.iter().for_each(|lane| lane.metronome.pause(wait)),
                        }
                    } else if who == Waits::Person {
                        return HandOverOutcome::Failed { code, detail };
                    } else {
                        self.stop(Stop { reason: StopReason::Throttled, code, detail });
                        break;
                    }
                }
            }
        }
        HandOverOutcome::Returned
    }
}
