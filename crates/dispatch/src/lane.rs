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
    pub(crate) fn new(name: impl Into<String>, metronome: Metronome) -> Self {
        Self { name: name.into(), metronome, closed: AtomicBool::new(false) }
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
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    free: Mutex<HashMap<String, Instant>>,
}

/// People remembered before those who are free again are forgotten.
const REMEMBERED: usize = 10_000;

impl Pairs {
    /// Takes the moment for a person, who is free again a gap later, or says when they are free.
    pub(crate) fn book(&self, person: &str, now: Instant, gap: Duration) -> Result<(), Instant> {
        if gap.is_zero() {
            return Ok(());
        }
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = free.get(person).filter(|at| **at > now) {
            return Err(*at);
        }
        if free.len() >= REMEMBERED {
            free.retain(|_, at| *at > now);
        }
        free.insert(person.to_owned(), now + gap);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn work_goes_to_the_lane_that_is_free_soonest_and_to_none_that_is_closed() {
        let lanes = [Lane::new("slow", Metronome::new(Some(1))), Lane::new("fast", Metronome::new(Some(10)))];
        let now = Instant::now();
        let mut taken = [0, 0];
        for _ in 0..22 {
            let place = soonest(&lanes).unwrap();
            lanes[place].metronome.book(now, Duration::from_secs(9)).unwrap();
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
        let (pairs, gap) = (Pairs::default(), Duration::from_secs(6));
        let now = Instant::now();
        assert_eq!(pairs.book("628111", now, gap), Ok(()));
        assert_eq!(pairs.book("628222", now, gap), Ok(()));
        assert_eq!(pairs.book("628111", now + Duration::from_secs(5), gap), Err(now + gap));
        assert_eq!(pairs.book("628111", now + gap, gap), Ok(()));
        assert_eq!(pairs.book("628111", now, Duration::ZERO), Ok(()), "who knows no gap keeps none");
        for person in 0..3 * REMEMBERED {
            pairs.book(&person.to_string(), now + Duration::from_secs(60 * person as u64), gap).unwrap();
        }
        assert!(pairs.free.lock().unwrap().len() <= REMEMBERED);
    }
}
