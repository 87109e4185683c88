//! The sender numbers that share the work, each with its own pace and pause, and the wait between two messages to one person.

use crate::pace::Metronome;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// One way out.
#[derive(Debug)]
pub(crate) struct Lane {
    /// Names it in the ledger: a phone number id.
    pub(crate) name: String,
    pub(crate) metronome: Metronome,
    closed: AtomicBool,
}

impl Lane {
    pub(crate) fn new(name: impl Into<String>, per_second: Option<u32>) -> Self {
        Self { name: name.into(), metronome: Metronome::new(per_second), closed: AtomicBool::new(false) }
    }

    pub(crate) fn is_open(&self) -> bool {
        !self.closed.load(Ordering::Acquire)
    }

    /// Closes it; answers whether it was open until now.
    pub(crate) fn close(&self) -> bool {
        !self.closed.swap(true, Ordering::AcqRel)
    }
}

/// The place of the open lane on which a message leaves soonest; `None` where all are closed.
pub(crate) fn soonest(lanes: &[Lane]) -> Option<usize> {
    let open = lanes.iter().enumerate().filter(|(_, lane)| lane.is_open());
    open.min_by_key(|(_, lane)| lane.metronome.next()).map(|(place, _)| place)
}

/// When each person may be written to again.
#[derive(Debug)]
pub(crate) struct Pairs {
    gap: Duration,
    free: Mutex<HashMap<String, Instant>>,
}

/// People remembered before those who are free again are forgotten.
const REMEMBERED: usize = 10_000;

impl Pairs {
    pub(crate) fn new(gap: Duration) -> Self {
        Self { gap, free: Mutex::default() }
    }

    /// Takes the moment for a person, or says when they are free.
    pub(crate) fn book(&self, person: &str, now: Instant) -> Result<(), Instant> {
        if self.gap.is_zero() {
            return Ok(());
        }
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = free.get(person).filter(|at| **at > now) {
            return Err(*at);
        }
        if free.len() >= REMEMBERED {
            free.retain(|_, at| *at > now);
        }
        free.insert(person.to_owned(), now + self.gap);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn work_goes_to_the_lane_that_is_free_soonest_and_to_none_that_is_closed() {
        let lanes = [Lane::new("slow", Some(1)), Lane::new("fast", Some(10))];
        let now = Instant::now();
        let mut taken = [0, 0];
        for _ in 0..22 {
            let place = soonest(&lanes).unwrap();
            lanes[place].metronome.book(now);
            taken[place] += 1;
        }
        assert_eq!(taken, [2, 20]);
        assert!(lanes[1].close() && !lanes[1].close());
        assert_eq!(soonest(&lanes), Some(0));
        lanes[0].close();
        assert_eq!(soonest(&lanes), None);
    }

    #[test]
    fn one_person_waits_while_others_go_on() {
        let pairs = Pairs::new(Duration::from_secs(6));
        let now = Instant::now();
        assert_eq!(pairs.book("628111", now), Ok(()));
        assert_eq!(pairs.book("628222", now), Ok(()));
        assert_eq!(pairs.book("628111", now + Duration::from_secs(5)), Err(now + Duration::from_secs(6)));
        assert_eq!(pairs.book("628111", now + Duration::from_secs(6)), Ok(()));
        assert_eq!(Pairs::new(Duration::ZERO).book("628111", now), Ok(()));
        for person in 0..3 * REMEMBERED {
            pairs.book(&person.to_string(), now + Duration::from_secs(60 * person as u64)).unwrap();
        }
        assert!(pairs.free.lock().unwrap().len() <= REMEMBERED);
    }
}
