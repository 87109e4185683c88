//! What a sender knows and could not write down, kept for the next round.

use crate::carrier::Stop;
use chrono::{DateTime, Utc};
use domain::Channel;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{HandOver, HandOverOutcome, Held, Hold, Store, StoreError};

/// Results that the database did not take, and what the provider closed meanwhile. Whoever clones it shares it.
#[derive(Clone, Default)]
pub struct Unrecorded(Arc<Mutex<Known>>);

/// Results, and what nothing may be sent with until a person has seen to it.
pub(crate) type Known = (Vec<HandOver>, Vec<(Held, Stop)>);

impl Unrecorded {
    pub(crate) fn keep(&self, known: Known) {
        let mut kept = self.known();
        kept.0.extend(known.0);
        kept.1.extend(known.1);
    }

    pub(crate) fn take(&self) -> Known {
        std::mem::take(&mut self.known())
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Unrecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unrecorded({})", self.known().0.len())
    }
}

impl PartialEq for Unrecorded {
    /// The same place.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Unrecorded {}

/// Writes down what is known: the results last, so that whoever is cut short before writes the rest again. Withdraws the consent of those
/// who stopped marketing messages, and holds what the provider closed until a person has seen to it.
pub(crate) async fn write_down(
    store: &Store,
    channel: Channel,
    is_opt_out: &dyn Fn(i64) -> bool,
    (landed, closed): &Known,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let says_stop =
        |r: &&HandOver| matches!(r.outcome, HandOverOutcome::Failed { code: Some(code), .. } if is_opt_out(code));
    let stopped: Vec<String> = landed.iter().filter(says_stop).map(|r| r.touch.clone()).collect();
    if !stopped.is_empty() {
        store.withdraw_whatsapp_consent(&stopped).await?;
    }
    let hold = |(held, stop): &(Held, Stop)| Hold {
        channel,
        held: held.clone(),
        code: stop.code,
        detail: stop.detail.clone(),
        since: now,
        ends_at: None,
    };
    store.hold(&closed.iter().map(hold).collect::<Vec<_>>()).await?;
    store.record_results(landed).await
}
