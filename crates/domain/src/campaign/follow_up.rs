//! A second touch that depends on what happened after the first.

use super::TemplateFiles;
use crate::DomainError;
use crate::channel::Channel;
use crate::share::Share;
use crate::text::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What must not have happened for a follow-up to go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpWhen {
    /// No contribution is known since the first touch.
    NotPaid,
    /// The first touch failed, or nobody has reported it delivered.
    NotDelivered,
    /// The first touch is not known to have been opened.
    NotRead,
    /// The outcome of the campaign has not been reached.
    NoOutcome,
}

impl FollowUpWhen {
    /// All conditions.
    pub const ALL: [Self; 4] = [Self::NotPaid, Self::NotDelivered, Self::NotRead, Self::NoOutcome];

    /// The stable key, as in files and as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotPaid => "not_paid",
            Self::NotDelivered => "not_delivered",
            Self::NotRead => "not_read",
            Self::NoOutcome => "no_outcome",
        }
    }

    /// In words, after "where".
    pub fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::NotPaid => ("belum membayar", "not paid"),
            Self::NotDelivered => ("pesan pertama tidak sampai", "the first touch did not arrive"),
            Self::NotRead => ("pesan pertama belum dibaca", "the first touch was not read"),
            Self::NoOutcome => ("hasil kampanye belum tercapai", "the outcome is not reached"),
        };
        Bilingual::new(id, en)
    }
}

/// Where a planned follow-up stands: waiting, in the outbox, or dropped and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpStanding {
    /// Its hour has not come, or nothing can be said yet.
    Waiting,
    /// Needed: a touch of its own since.
    Sent,
    /// What was hoped for has happened, or the first touch never left.
    NotNeeded,
    /// Needed, but the money does not reach.
    BeyondBudget,
    /// The person cannot be reached on that channel.
    NotOnChannel,
    /// The person wants no more messages on that channel.
    Stopped,
    /// The person asked to be left alone.
    Restricted,
    /// The last day of the campaign was over first.
    Over,
}

impl FollowUpStanding {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Sent,
        Self::NotNeeded,
        Self::BeyondBudget,
        Self::NotOnChannel,
        Self::Stopped,
        Self::Restricted,
        Self::Over,
    ];

    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::NotNeeded => "not_needed",
            Self::BeyondBudget => "beyond_budget",
            Self::NotOnChannel => "not_on_channel",
            Self::Stopped => "stopped",
            Self::Restricted => "restricted",
            Self::Over => "over",
        }
    }

    /// In words.
    pub fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::Waiting => ("menunggu jatuh tempo", "waiting until due"),
            Self::Sent => ("masuk kotak keluar", "in the outbox"),
            Self::NotNeeded => ("tidak perlu lagi", "not needed any more"),
            Self::BeyondBudget => ("anggaran habis", "the budget is spent"),
            Self::NotOnChannel => ("tidak terjangkau lewat kanal ini", "not reachable on this channel"),
            Self::Stopped => ("meminta berhenti dikirimi", "asked for no more messages"),
            Self::Restricted => ("meminta tidak dihubungi", "asked to be left alone"),
            Self::Over => ("kampanye sudah berakhir", "the campaign was over"),
        };
        Bilingual::new(id, en)
    }
}

impl FromStr for FollowUpStanding {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|standing| standing.key() == text);
        found.ok_or_else(|| DomainError::unreadable(text, "a standing of a follow-up"))
    }
}

/// A follow-up as declared under a `[[channel]]`, in `[channel.follow_up]`.
///
/// It goes out on the first allowed day that is not before `on`, nor before `after_days` days after the member's own first touch.
/// At least one of both is given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpSpec {
    /// What must not have happened.
    pub when: FollowUpWhen,
    /// Days after the member's own first touch.
    #[serde(default)]
    pub after_days: Option<u32>,
    /// Not before this day.
    #[serde(default)]
    pub on: Option<NaiveDate>,
    /// The last day; left out is the schedule's.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// On which channel; left out is that of the first touch.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// Its own templates; left out are those the campaign declares for the channel.
    #[serde(default)]
    pub template: Option<TemplateFiles>,
    /// Most touches a day, where the campaign does not declare the channel itself.
    #[serde(default)]
    pub per_day: Option<u32>,
    /// Share of the first touches for which money is kept; left out is all of them.
    #[serde(default = "all")]
    pub expected_share: Share,
}

fn all() -> Share {
    Share::ALL
}
