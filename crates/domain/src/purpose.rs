//! What people are written to about.

use crate::campaign::Objective;
use crate::error::DomainError;
use crate::text::Bilingual;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What a message is about. Consent is given for a purpose (law 27/2022, article 22): somebody may want to hear of their own
/// contributions and of nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Their own membership: what is due, what changes, what they lose.
    Contributions,
    /// What they could have besides: joining, packages, other programmes.
    Offers,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 2] = [Self::Contributions, Self::Offers];

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Contributions => "contributions",
            Self::Offers => "offers",
        }
    }

    /// The name planners use.
    pub fn name(self) -> Bilingual {
        match self {
            Self::Contributions => Bilingual::new("iuran", "contributions"),
            Self::Offers => Bilingual::new("penawaran", "offers"),
        }
    }

    /// The purpose of a campaign that does not say: whoever is not a member yet is made an offer, members hear of their membership.
    pub fn of(objective: Objective) -> Self {
        match objective {
            Objective::Acquire => Self::Offers,
            Objective::Retain | Objective::Reactivate | Objective::Prepay => Self::Contributions,
        }
    }
}

impl FromStr for Purpose {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        let found = Self::ALL.into_iter().find(|purpose| purpose.key() == text.trim());
        found.ok_or_else(|| DomainError::unreadable(text, "a purpose: contributions or offers"))
    }
}
