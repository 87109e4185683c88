//! A clock that is played: a demo sends in a moment what is due over days, and what happens to a touch happens when it is due.

use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A clock that stands where the latest touch that left is due. It never goes back; whoever clones it shares it.
#[derive(Clone)]
pub struct PlayedClock(Arc<Mutex<Played>>);

struct Played {
    now: DateTime<Utc>,
    due: HashMap<String, DateTime<Utc>>,
}

impl PlayedClock {
    /// Stands there until something leaves.
    pub fn starting_at(now: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(Played { now, due: HashMap::new() })))
    }

    /// The time it stands at.
    pub fn now(&self) -> DateTime<Utc> {
        self.played().now
    }

    /// When a touch that has left was due; the time it stands at for any other.
    pub fn due(&self, touch: &str) -> DateTime<Utc> {
        let played = self.played();
        played.due.get(touch).copied().unwrap_or(played.now)
    }

    /// A touch leaves.
    pub(crate) fn leaves(&self, touch: &str, due_at: DateTime<Utc>) {
        let mut played = self.played();
        played.now = played.now.max(due_at);
        played.due.insert(touch.to_owned(), due_at);
    }

    fn played(&self) -> MutexGuard<'_, Played> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PlayedClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlayedClock({})", self.now())
    }
}

impl PartialEq for PlayedClock {
    /// The same clock.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for PlayedClock {}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn it_never_goes_back_and_keeps_when_each_touch_was_due() {
        let at = |second: i64| DateTime::from_timestamp(1_796_083_200 + second, 0).unwrap();
        let clock = PlayedClock::starting_at(at(0));
        let shared = clock.clone();
        shared.leaves("t-2", at(20));
        shared.leaves("t-1", at(10));
        assert_eq!(
            (clock.now(), clock.due("t-1"), clock.due("t-2"), clock.due("t-3")),
            (at(20), at(10), at(20), at(20))
        );
        assert!(clock == shared && clock != PlayedClock::starting_at(at(0)));
    }
}
