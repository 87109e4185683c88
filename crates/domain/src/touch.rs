//! Touches and what became of them: the delivery ledger's words.

use crate::campaign::FollowUpWhen;
use crate::channel::Channel;
use crate::member::MemberId;
use crate::region::RegionCode;
use crate::text::Language;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Where a touch stands. A word, not a boolean: a time-out is `Unknown`, not a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TouchStatus {
    /// In the outbox, waiting for its hour.
    Planned,
    /// Taken by a worker, recorded before the call is made.
    Claimed,
    /// The call's outcome is not known; never sent again blindly.
    Unknown,
    /// The provider, printer or partner has it.
    HandedOver,
    /// It reached the person's device, hand or counter.
    Delivered,
    /// The person opened it.
    Read,
    /// It could not be delivered; the code says why.
    Failed,
    /// Withdrawn before it was sent.
    Cancelled,
    /// Never sent: the last day of its campaign was over first.
    Expired,
}

impl TouchStatus {
    /// All statuses.
    pub const ALL: [Self; 9] = [
        Self::Planned,
        Self::Claimed,
        Self::Unknown,
        Self::HandedOver,
        Self::Delivered,
        Self::Read,
        Self::Failed,
        Self::Cancelled,
        Self::Expired,
    ];

    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Claimed => "claimed",
            Self::Unknown => "unknown",
            Self::HandedOver => "handed_over",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
        }
    }

    /// Whether it stands for good that nothing was sent: withdrawn, or its campaign's last day was over first.
    pub fn never_leaves(self) -> bool {
        matches!(self, Self::Cancelled | Self::Expired)
    }

    /// The status after a report arrives. Reports come late, twice and out of order, so the status only climbs:
    /// handed over, delivered, read. A failure is overtaken by a later delivery, never the other way round.
    #[must_use]
    pub fn after(self, report: Self) -> Self {
        let rank = |s: Self| match s {
            Self::Planned => 0,
            Self::Claimed => 1,
            Self::Unknown => 2,
            Self::HandedOver => 3,
            Self::Failed => 4,
            Self::Delivered => 5,
            Self::Read => 6,
            Self::Cancelled => 7,
            Self::Expired => 8,
        };
        if rank(report) > rank(self) { report } else { self }
    }
}

impl FromStr for TouchStatus {
    type Err = crate::DomainError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|s| s.key() == text)
            .ok_or_else(|| crate::DomainError::unreadable(text, "a touch status"))
    }
}

/// One planned contact with one member on one channel. The send key (campaign, member, channel, step) is unique.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touch {
    /// Our id: carried to the provider and back. Derived from the send key, so planning twice makes the same id.
    pub id: String,
    /// Campaign key.
    pub campaign: String,
    /// Whom.
    pub member: MemberId,
    /// How.
    pub channel: Channel,
    /// 1 for the first contact, 2 for a follow-up.
    pub step: u8,
    /// Village, for print and counters.
    pub area: RegionCode,
    /// Language.
    pub language: Language,
    /// The words, fixed when the plan was made.
    pub body: String,
    /// When it may be sent.
    pub due_at: DateTime<Utc>,
    /// Forecast cost, whole rupiah.
    pub cost_rupiah: i64,
}

/// A second touch that goes out only where its condition holds once its hour has come.
///
/// Kept apart from [`Touch`] in the outbox: a touch there is sent, a follow-up is asked first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// What would be sent; its step is 2 and its channel may differ from the first.
    pub touch: Touch,
    /// The id of the first touch.
    pub after: String,
    /// What must not have happened.
    pub when: FollowUpWhen,
}

/// A report about a touch from a provider or a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryEvent {
    /// Our id, where the report carries it.
    pub touch: Option<String>,
    /// The provider's id, where known.
    pub provider_id: Option<String>,
    /// What it reports.
    pub status: TouchStatus,
    /// When the provider says it happened.
    pub at: DateTime<Utc>,
    /// Provider's error code, for failures.
    pub error_code: Option<i64>,
    /// Provider's words, for failures.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_never_climbs_down() {
        assert_eq!(TouchStatus::Read.after(TouchStatus::Delivered), TouchStatus::Read);
        assert_eq!(TouchStatus::Failed.after(TouchStatus::Delivered), TouchStatus::Delivered);
        assert_eq!(TouchStatus::Delivered.after(TouchStatus::Failed), TouchStatus::Delivered);
        assert_eq!(TouchStatus::Unknown.after(TouchStatus::HandedOver), TouchStatus::HandedOver);
        assert_eq!(TouchStatus::HandedOver.after(TouchStatus::Unknown), TouchStatus::HandedOver);
    }
}
