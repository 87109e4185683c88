//! When people may be written to, asked again just before touches are claimed.

use chrono::{DateTime, Utc};
use std::fmt;
use std::sync::Arc;

/// The two-digit codes of the provinces that are closed at a moment.
type ClosedAt = dyn Fn(DateTime<Utc>) -> Vec<String> + Send + Sync;

/// Where nobody may be written to at a moment, so that a message that is late waits until they may. By default nowhere: touches then leave
/// whenever they are due.
#[derive(Clone, Default)]
pub struct OpenHours(Option<Arc<ClosedAt>>);

impl OpenHours {
    /// Hours by what is closed at a moment.
    pub fn new(closed_at: impl Fn(DateTime<Utc>) -> Vec<String> + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(closed_at)))
    }

    /// The provinces that are closed at a moment.
    pub(crate) fn closed_at(&self, now: DateTime<Utc>) -> Vec<String> {
        self.0.as_ref().map_or_else(Vec::new, |closed_at| closed_at(now))
    }
}

impl fmt::Debug for OpenHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "OpenHours(asked)" } else { "OpenHours(always)" })
    }
}

impl PartialEq for OpenHours {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        }
    }
}

impl Eq for OpenHours {}
