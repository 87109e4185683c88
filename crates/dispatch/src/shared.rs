//! What all campaigns share that are sent through the same numbers: when each number, and each person, may be used again.

use crate::lane::Pairs;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// The next free moment of a number.
pub(crate) type Moment = Arc<Mutex<Instant>>;

/// The pace of sender numbers and the people they wrote to, for every campaign of one process. Whoever clones it shares it: each number
/// keeps its messages a second, and each person the gap between two messages, over all campaigns together. Processes share nothing:
/// where several send through one number at once, each is given its part of the number's rate.
#[derive(Clone, Default)]
pub struct SharedPace {
    moments: Arc<Mutex<HashMap<String, Moment>>>,
    pairs: Arc<Pairs>,
}

impl SharedPace {
    /// The next free moment of a number, by its id.
    pub(crate) fn moment(&self, number: &str) -> Moment {
        let mut moments = self.moments.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(moments.entry(number.to_owned()).or_insert_with(|| Arc::new(Mutex::new(Instant::now()))))
    }

    /// The people.
    pub(crate) fn pairs(&self) -> Arc<Pairs> {
        Arc::clone(&self.pairs)
    }
}

impl fmt::Debug for SharedPace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedPace")
    }
}

impl PartialEq for SharedPace {
    /// The same place.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.moments, &other.moments)
    }
}

impl Eq for SharedPace {}
