//! Outcomes as others report them: who paid for which month, who registered, what was taken back; and what that makes of a member
//! whom a campaign planned.

mod answer;
mod standing;

pub use answer::{OutcomesAnswer, OutcomesRead, RefusedReport};
pub use standing::{OutcomeStanding, OutcomeSum, OutcomeTerms};

use crate::error::DomainError;
use crate::member::MemberId;
use crate::month::Month;
use chrono::NaiveDate;
use std::str::FromStr;

/// What a report says of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reported {
    /// A coverage month was paid for.
    Paid(Month),
    /// A payment for a coverage month was taken back: one report of payment by the same sender counts no more.
    Reversed(Month),
    /// They registered. Nobody is kept by that alone: kept is who is covered.
    Registered,
}

impl Reported {
    /// The month that is covered, or is not any more.
    pub fn coverage_month(self) -> Option<Month> {
        match self {
            Self::Paid(month) | Self::Reversed(month) => Some(month),
            Self::Registered => None,
        }
    }

    /// Which of the three.
    pub fn kind(self) -> ReportKind {
        match self {
            Self::Paid(_) => ReportKind::Paid,
            Self::Reversed(_) => ReportKind::Reversed,
            Self::Registered => ReportKind::Registered,
        }
    }
}

/// The word of a report, before its month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReportKind {
    /// `paid`.
    Paid,
    /// `reversed`.
    Reversed,
    /// `registered`.
    Registered,
}

impl ReportKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Paid, Self::Reversed, Self::Registered];

    /// The stable key, as in files and as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Reversed => "reversed",
            Self::Registered => "registered",
        }
    }

    /// The Indonesian word that files may use instead.
    pub fn indonesian(self) -> &'static str {
        match self {
            Self::Paid => "bayar",
            Self::Reversed => "batal",
            Self::Registered => "daftar",
        }
    }

    /// What the kind says with its month; `None` where a month is missing, or there is one too many.
    pub fn of(self, month: Option<Month>) -> Option<Reported> {
        match (self, month) {
            (Self::Paid, Some(month)) => Some(Reported::Paid(month)),
            (Self::Reversed, Some(month)) => Some(Reported::Reversed(month)),
            (Self::Registered, None) => Some(Reported::Registered),
            _ => None,
        }
    }
}

/// Reads a key or its Indonesian word, whatever the case.
///
/// ```
/// use domain::ReportKind;
/// assert_eq!("Bayar".parse(), Ok(ReportKind::Paid));
/// assert_eq!("reversed".parse(), Ok(ReportKind::Reversed));
/// assert!("lunas".parse::<ReportKind>().unwrap_err().to_string().contains("paid, reversed or registered"));
/// ```
impl FromStr for ReportKind {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        let written = text.trim().to_lowercase();
        let is = |kind: &Self| written == kind.key() || written == kind.indonesian();
        Self::ALL.into_iter().find(is).ok_or_else(|| DomainError::unreadable(text, "paid, reversed or registered"))
    }
}

/// One report of a sender. Source and report number together are its identity: whoever sends it again says nothing new.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OutcomeReport {
    /// Who sends it: a bank, the agency, a wadah.
    pub source: String,
    /// The sender's own number of it.
    pub report: String,
    /// Whose.
    pub member: MemberId,
    /// What happened.
    pub what: Reported,
    /// The day it was paid, registered or taken back.
    pub happened_on: NaiveDate,
    /// The day the agency knew; `None`: the day the report arrives.
    pub known_on: Option<NaiveDate>,
}

impl OutcomeReport {
    /// Whether another report with the same identity says the same. The day it was known counts where both name one.
    pub fn says_what(&self, other: &Self) -> bool {
        let same_day = self.known_on.zip(other.known_on).is_none_or(|(one, other)| one == other);
        self.member == other.member && self.what == other.what && self.happened_on == other.happened_on && same_day
    }
}
