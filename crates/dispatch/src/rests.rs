//! Touches that were surely refused for now and went back to the outbox, so that consent is asked again before the next try.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::time::Instant;

/// What one sender remembers of touches it gave back to wait.
#[derive(Debug, Default)]
pub(crate) struct Rests(Mutex<HashMap<String, Rest>>);

#[derive(Debug, Clone, Copy)]
struct Rest {
    /// How often it was tried.
    attempts: u32,
    /// When it may be tried again.
    until: Instant,
}

impl Rests {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Rest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A touch goes back and waits.
    pub(crate) fn send_back(&self, touch: &str, attempts: u32, until: Instant) {
        self.all().insert(touch.to_owned(), Rest { attempts, until });
    }

    /// How often a touch was tried before it went back.
    pub(crate) fn attempts(&self, touch: &str) -> u32 {
        self.all().get(touch).map_or(0, |rest| rest.attempts)
    }

    /// Until when a touch waits; `None` where it may be tried now.
    pub(crate) fn until(&self, touch: &str, now: Instant) -> Option<Instant> {
        self.all().get(touch).map(|rest| rest.until).filter(|until| *until > now)
    }

    /// Whether a touch went back and is not settled since.
    pub(crate) fn contains(&self, touch: &str) -> bool {
        self.all().contains_key(touch)
    }

    /// A touch is settled.
    pub(crate) fn forget(&self, touch: &str) {
        self.all().remove(touch);
    }

    /// How many went back and are not settled since.
    pub(crate) fn count(&self) -> u64 {
        self.all().len() as u64
    }
}
