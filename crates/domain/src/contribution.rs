//! Contributions: which month is covered, when it was paid, when we knew.

use crate::error::DomainError;
use crate::member::MemberRow;
use crate::money::Rupiah;
use crate::month::Month;
use crate::rules::Programme;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Where a contribution was paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaidAt {
    /// A post office.
    PostOffice,
    /// A bank agent (BRILink, Agen46).
    BankAgent,
    /// A community agent (Perisai under a Wadah).
    CommunityAgent,
    /// Mobile banking, e-wallet, marketplace.
    Digital,
    /// A branch of the agency.
    Branch,
    /// The state budget.
    State,
}

impl PaidAt {
    /// All places in stored order.
    pub const ALL: [Self; 6] =
        [Self::PostOffice, Self::BankAgent, Self::CommunityAgent, Self::Digital, Self::Branch, Self::State];

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::PostOffice => "post_office",
            Self::BankAgent => "bank_agent",
            Self::CommunityAgent => "community_agent",
            Self::Digital => "digital",
            Self::Branch => "branch",
            Self::State => "state",
        }
    }

    /// The name planners use.
    pub fn name(self) -> crate::Bilingual {
        let (id, en) = match self {
            Self::PostOffice => ("Kantor pos", "Post office"),
            Self::BankAgent => ("Agen bank", "Bank agent"),
            Self::CommunityAgent => ("Agen komunitas (Perisai)", "Community agent (Perisai)"),
            Self::Digital => ("Kanal digital", "Digital payment"),
            Self::Branch => ("Kantor cabang", "Agency branch"),
            Self::State => ("Dibayar pemerintah", "Paid by the state"),
        };
        crate::Bilingual::new(id, en)
    }

    /// The stored number.
    pub fn code(self) -> u8 {
        Self::ALL.iter().position(|p| *p == self).unwrap_or(0) as u8
    }

    /// From the stored number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

impl FromStr for PaidAt {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::ALL.into_iter().find(|p| p.key() == text.trim()).ok_or_else(|| {
            DomainError::unreadable(
                text,
                "a place of payment: post_office, bank_agent, community_agent, digital, branch or state",
            )
        })
    }
}

/// One month of cover that was paid for.
///
/// The month it covers, the day it was paid and the day we knew are three different things; an analysis as of a day uses
/// only rows with `known_on` up to that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contribution {
    /// Row of the member in the members table.
    pub member: MemberRow,
    /// The month covered.
    pub coverage_month: Month,
    /// The day the money was paid.
    pub paid_on: NaiveDate,
    /// The day the agency knew.
    pub known_on: NaiveDate,
    /// What was paid for this month, whole rupiah.
    pub amount_rupiah: i64,
    /// Where it was paid.
    pub paid_at: PaidAt,
}

impl Contribution {
    /// The amount.
    pub fn amount(&self) -> Rupiah {
        Rupiah::whole(self.amount_rupiah)
    }

    /// True when the month was paid for before it began: part of a prepaid block.
    pub fn is_prepaid(&self) -> bool {
        self.paid_on < self.coverage_month.first_day()
    }
}

/// The programmes a member pays for. JKK and JKM always come together; JHT is optional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ProgrammeSet {
    /// JKK and JKM.
    #[serde(rename = "JKK+JKM")]
    Basic,
    /// JKK, JKM and JHT.
    #[serde(rename = "JKK+JKM+JHT")]
    WithSavings,
}

impl ProgrammeSet {
    /// The programmes in it.
    pub fn programmes(self) -> &'static [Programme] {
        match self {
            Self::Basic => &[Programme::Jkk, Programme::Jkm],
            Self::WithSavings => &[Programme::Jkk, Programme::Jkm, Programme::Jht],
        }
    }
}

impl fmt::Display for ProgrammeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic => "JKK+JKM",
            Self::WithSavings => "JKK+JKM+JHT",
        })
    }
}

impl FromStr for ProgrammeSet {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        match text.trim() {
            "JKK+JKM" => Ok(Self::Basic),
            "JKK+JKM+JHT" => Ok(Self::WithSavings),
            other => Err(DomainError::unreadable(other, "a programme set: JKK+JKM or JKK+JKM+JHT")),
        }
    }
}
