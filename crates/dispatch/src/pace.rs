//! How fast a sender goes.

use crate::ending::Ending;
use crate::error::DispatchError;
use crate::hours::OpenHours;
use crate::played::PlayedClock;
use crate::shared::Moment;
use crate::unrecorded::Unrecorded;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// How far ahead of their moment calls are noted.
pub(crate) const AHEAD: Duration = Duration::from_millis(50);
/// How long ago consent may have been asked when a message leaves. Whatever has to wait longer goes back, and is asked for again.
pub(crate) const ASKED_LATELY: Duration = Duration::from_millis(1_500);

/// How fast a sender goes, and how patient it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// Most messages a second; `None` does not limit. The Cloud API takes 80 a second per number unless it says more.
    pub per_second: Option<u32>,
    /// Messages on their way at once.
    pub at_once: usize,
    /// Touches claimed at a time.
    pub claim: u32,
    /// How long a claim holds; longer than a batch can take.
    pub lease: TimeDelta,
    /// Name written beside claims.
    pub worker: String,
    /// How long a message may take; after that nobody knows what became of it.
    pub patience: Duration,
    /// Attempts at a message that the provider surely refused for now.
    pub attempts: u32,
    /// The wait after a first such refusal; doubled after each further one, unless the provider names one.
    pub first_wait: Duration,
    /// The longest wait, whatever the provider asks for.
    pub longest_wait: Duration,
    /// Results in a row that are one refusal which may concern every message, after which sending stops and the campaign is held.
    pub most_alike: usize,
    /// How long [`crate::work_off`] stays in a trouble that may pass before it comes back and says so.
    pub trouble: Duration,
    /// When people may be written to.
    pub hours: OpenHours,
    /// Tells it to end.
    pub ending: Ending,
    /// Where what could not be written down waits for whoever sends next; `None` waits for the database itself.
    pub unrecorded: Option<Unrecorded>,
    /// The clock of a demo; `None` is the machine's.
    pub played: Option<PlayedClock>,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            per_second: Some(80),
            at_once: 64,
            claim: 500,
            lease: TimeDelta::minutes(30),
            worker: "sender".into(),
            patience: Duration::from_secs(20),
            attempts: 6,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_mins(1),
            most_alike: 20,
            trouble: Duration::from_mins(5),
            hours: OpenHours::default(),
            ending: Ending::default(),
            unrecorded: None,
            played: None,
        }
    }
}

/// Longer than any play lasts: claims are made for a moment of the machine, in which days are played.
const PLAYED_LEASE: TimeDelta = TimeDelta::days(366);

impl Pace {
    /// The same by the clock of a demo.
    #[must_use]
    pub fn played_by(self, clock: PlayedClock) -> Self {
        Self { lease: PLAYED_LEASE, played: Some(clock), ..self }
    }

    /// The time by its clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.played.as_ref().map_or_else(Utc::now, PlayedClock::now)
    }

    pub(crate) fn check(&self) -> Result<(), DispatchError> {
        let refuse = |setting, value: u64| {
            Err(DispatchError::Setting { setting, value: value.to_string(), expected: "1 or more" })
        };
        match self {
            Self { per_second: Some(0), .. } => refuse("per_second", 0),
            Self { at_once: 0, .. } => refuse("at_once", 0),
            Self { claim: 0, .. } => refuse("claim", 0),
            Self { attempts: 0, .. } => refuse("attempts", 0),
            Self { most_alike: 0, .. } => refuse("most_alike", 0),
            _ => Ok(()),
        }
    }

    /// Calls that are noted together: a quarter of those on their way, so that some leave while others are noted, and no more
    /// than leave at once at this rate: whoever dies leaves unknown what was noted and had not left.
    pub(crate) fn wave(&self) -> usize {
        let soon = self.per_second.map_or(usize::MAX, |n| (f64::from(n) * AHEAD.as_secs_f64()) as usize);
        (self.at_once / 4).min(soon).clamp(1, 100)
    }

    /// The wait before attempt `attempt` + 1; attempts count from 1.
    pub(crate) fn wait_after(&self, attempt: u32, asked: Option<Duration>) -> Duration {
        let doubled = self.first_wait.saturating_mul(1 << (attempt - 1).min(16));
        asked.unwrap_or(doubled).min(self.longest_wait)
    }
}

/// Hands out moments to send at, shared by all messages on their way.
#[derive(Debug)]
pub(crate) struct Metronome {
    next: Moment,
    gap: Duration,
}

impl Metronome {
    pub(crate) fn new(per_second: Option<u32>) -> Self {
        Self::sharing(Arc::new(Mutex::new(Instant::now())), per_second)
    }

    /// One whose moments others take too.
    pub(crate) fn sharing(next: Moment, per_second: Option<u32>) -> Self {
        let gap = per_second.map_or(Duration::ZERO, |n| Duration::from_secs(1) / n.max(1));
        Self { next, gap }
    }

    /// Takes the next free moment, `now` or later; none where it lies further off than `within`.
    pub(crate) fn book(&self, now: Instant, within: Duration) -> Option<Instant> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let mine = (*next).max(now);
        if mine > now + within {
            return None;
        }
        *next = mine + self.gap;
        Some(mine)
    }

    /// The next free moment; it may have passed.
    pub(crate) fn next(&self) -> Instant {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long whoever asks now would wait.
    pub(crate) fn wait(&self) -> Duration {
        self.next().saturating_duration_since(Instant::now())
    }

    /// Nobody who asks from now on sends before the wait is over.
    pub(crate) fn pause(&self, wait: Duration) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(Instant::now() + wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_a_gap_apart_and_none_lies_in_a_pause() {
        let metronome = Metronome::new(Some(100));
        let now = Instant::now() + Duration::from_secs(1);
        let soon = |metronome: &Metronome| metronome.book(now, ASKED_LATELY);
        let moments: Vec<_> = (0..20).map(|_| soon(&metronome)).collect();
        assert_eq!(moments, (0..20).map(|n| Some(now + Duration::from_millis(10 * n))).collect::<Vec<_>>());
        metronome.pause(Duration::from_hours(1));
        assert_eq!(soon(&metronome), None, "whoever would wait so long takes no moment");
        assert!(metronome.book(now, Duration::from_hours(2)) >= Some(now + Duration::from_mins(59)));
        let free = Metronome::new(None);
        assert!((0..20).all(|_| soon(&free) == Some(now)), "without a rate nobody waits");
    }

    #[test]
    fn what_leaves_later_is_not_noted_now() {
        let wave = |per_second| Pace { per_second, ..Pace::default() }.wave();
        assert_eq!([wave(None), wave(Some(1_000)), wave(Some(400)), wave(Some(80)), wave(Some(1))], [16, 16, 16, 4, 1]);
        let metronome = Metronome::new(Some(10));
        assert_eq!(metronome.wait(), Duration::ZERO);
        for _ in 0..5 {
            metronome.book(Instant::now(), ASKED_LATELY);
        }
        assert!(metronome.wait() > Duration::from_millis(300));
    }

    #[test]
    fn waits_double_unless_the_provider_names_one_and_never_pass_the_cap() {
        let pace =
            Pace { first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(30), ..Pace::default() };
        let waits: Vec<u64> = (1..=7).map(|n| pace.wait_after(n, None).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(pace.wait_after(1, Some(Duration::from_secs(7))).as_secs(), 7);
        assert_eq!(pace.wait_after(1, Some(Duration::from_hours(1))).as_secs(), 30);
        assert_eq!(pace.wait_after(u32::MAX, None).as_secs(), 30);
    }
}
