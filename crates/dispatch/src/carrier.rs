//! A provider's door, and going through it: one touch, again and again while it is surely refused for now.

use crate::error::StopReason;
use crate::lane::{Lane, Pairs, soonest};
use crate::pace::{ASKED_LATELY, Pace};
use crate::rests::Rests;
use chrono::NaiveDate;
use domain::{Channel, Contact, Touch};
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{HandOverOutcome, Held, Hold};
use tokio::time::{Instant, sleep_until};

/// A provider's door.
pub(crate) trait Carrier: Send + Sync + 'static {
    /// Whose touches it carries.
    const CHANNEL: Channel;
    /// Where to send to.
    type Address: Send + Sync + 'static;

    /// Its ways out, one or more.
    fn lanes(&self) -> Vec<Lane>;

    /// The people it wrote to lately.
    fn pairs(&self) -> Arc<Pairs> {
        Arc::default()
    }

    /// The address, or why there is none: unknown or without consent on the day. Asked again just before sending,
    /// because consent may have been withdrawn since the plan was made.
    fn address(&self, contact: &Contact, day: NaiveDate) -> Result<Self::Address, String>;

    /// Who must not be written to twice in a moment; `None` where the provider does not mind.
    fn person(to: &Self::Address) -> Option<&str>;

    /// Whether a refusal with this code says that the person wants no more messages.
    fn is_opt_out(&self, code: i64) -> bool;

    /// Whether a refusal of one message with this code, or without one, may be what every message would hear.
    fn may_concern_all(&self, code: Option<i64>) -> bool;

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
    /// Touches that went back to wait.
    pub(crate) rests: Rests,
    campaign: String,
    pairs: Arc<Pairs>,
    pair_gap: Duration,
    lanes: Vec<Lane>,
    stop: Mutex<Option<Stop>>,
    /// What nothing may be sent with any more, with why; not told the ledger yet.
    closed: Mutex<Vec<(Held, Stop)>>,
    /// The code of the latest results, where it may concern every message, and how many in a row had it.
    alike: Mutex<Option<(Option<i64>, usize)>>,
}

impl<C: Carrier> Round<C> {
    pub(crate) fn new(carrier: C, campaign: &str, pace: &Pace, pair_gap: Duration) -> Self {
        Self {
            lanes: carrier.lanes(),
            pairs: carrier.pairs(),
            carrier,
            pace: pace.clone(),
            rests: Rests::default(),
            campaign: campaign.to_owned(),
            pair_gap,
            stop: Mutex::new(None),
            closed: Mutex::default(),
            alike: Mutex::default(),
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

    /// Takes the moment for a touch to somebody, or says when it may be tried.
    pub(crate) fn book(&self, touch: &Touch, to: &C::Address) -> Result<(), Instant> {
        let now = Instant::now();
        if let Some(until) = self.rests.until(&touch.id, now) {
            return Err(until);
        }
        C::person(to).map_or(Ok(()), |who| self.pairs.book(who, now, self.pair_gap))
    }

    /// What nothing may be sent with since this was last asked.
    pub(crate) fn newly_closed(&self) -> Vec<(Held, Stop)> {
        std::mem::take(&mut *self.closed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn note_closed(&self, held: Held, stop: Stop) {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner).push((held, stop));
    }

    /// Stops where as many results in a row as may be are one refusal that may concern every message, and holds the campaign, so that
    /// nobody tries as many again before a person has looked.
    fn note_result(&self, outcome: &HandOverOutcome) {
        let refused = match outcome {
            HandOverOutcome::Failed { code, detail } if self.carrier.may_concern_all(*code) => Some((*code, detail)),
            _ => None,
        };
        let mut alike = self.alike.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((code, detail)) = refused else {
            *alike = None;
            return;
        };
        let before = alike.filter(|(before, _)| *before == code).map_or(0, |(_, results)| results);
        *alike = Some((code, before + 1));
        if before + 1 == self.pace.most_alike {
            let detail = format!("{} messages in a row were refused alike: {detail}", before + 1);
            let stop = Stop { reason: StopReason::AccountRestricted, code, detail };
            self.note_closed(Held::Campaign(self.campaign.clone()), stop.clone());
            self.stop(stop);
        }
    }

    /// Heeds the holds that stand: closes lanes, or stops.
    pub(crate) fn heed(&self, holds: &[Hold]) {
        for hold in holds {
            let stop = |reason| Stop { reason, code: hold.code, detail: hold.detail.clone() };
            let all = match &hold.held {
                Held::Everything => true,
                Held::Campaign(name) => *name == self.campaign,
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

    /// Sends one touch, again and again while it is surely refused for now and the wait is short. Where it is long the touch goes back:
    /// consent may be withdrawn meanwhile.
    pub(crate) async fn send(&self, touch: &Touch, to: &C::Address) -> HandOverOutcome {
        let mut attempt = self.rests.attempts(&touch.id);
        let goes_back = |attempts, until| {
            self.rests.send_back(&touch.id, attempts, until);
            HandOverOutcome::Returned
        };
        // Whoever closes the last lane says why.
        while let Some(place) = soonest(&self.lanes) {
            let lane = &self.lanes[place];
            let now = Instant::now();
            let Some(moment) = lane.metronome.book(now, ASKED_LATELY) else { return goes_back(attempt, now) };
            // Whoever is told to end calls no more, though the next moment is free.
            tokio::select! {
                biased;
                () = self.pace.ending.told() => break,
                () = async { if moment > now { sleep_until(moment).await } } => {}
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
                Carried::Settled(outcome) => {
                    self.note_result(&outcome);
                    return outcome;
                }
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
                        self.note_closed(Held::Number(lane.name.clone()), stop.clone());
                    }
                    self.stop_where_all_are_closed(stop);
                }
                Carried::NotNow { wait, code, detail, who } => {
                    attempt += 1;
                    let wait = self.pace.wait_after(attempt, wait);
                    if attempt < self.pace.attempts {
                        tracing::debug!(attempt, ?wait, %detail, "refused for now");
                        match who {
                            Waits::Person if wait > ASKED_LATELY => return goes_back(attempt, Instant::now() + wait),
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
