//! What a partner's counter reports of a member on its list.

use crate::error::DomainError;
use crate::text::Bilingual;
use crate::touch::TouchStatus;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What came of a member on a counter's list, as the clerk reports it. What was paid is known from contributions alone; a clerk's
/// word says whom they met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CounterOutcome {
    /// Met, and paid at once.
    Paid,
    /// Met, and said they would pay.
    Promised,
    /// Met, and declined.
    Declined,
    /// Not met yet; the line stays open.
    NotMet,
    /// Nobody of that name can be found there.
    NotFound,
}

impl CounterOutcome {
    /// All of them, in the order of a list to choose from.
    pub const ALL: [Self; 5] = [Self::Paid, Self::Promised, Self::Declined, Self::NotMet, Self::NotFound];

    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Promised => "promised",
            Self::Declined => "declined",
            Self::NotMet => "not_met",
            Self::NotFound => "not_found",
        }
    }

    /// As clerks write it.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Paid => Bilingual::new("bayar", "paid"),
            Self::Promised => Bilingual::new("janji bayar", "promised"),
            Self::Declined => Bilingual::new("menolak", "declined"),
            Self::NotMet => Bilingual::new("belum bertemu", "not met"),
            Self::NotFound => Bilingual::new("tidak ditemukan", "not found"),
        }
    }

    /// What clerks write for it as well, in small letters.
    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Paid => &["lunas", "sudah bayar", "membayar"],
            Self::Promised => &["janji", "akan bayar"],
            Self::Declined => &["tidak mau", "tolak"],
            Self::NotMet => &["belum ketemu", "belum ditemui", "tidak di rumah"],
            Self::NotFound => &["tidak ketemu", "tidak dikenal"],
        }
    }

    /// Whether the member was met.
    pub fn met(self) -> bool {
        matches!(self, Self::Paid | Self::Promised | Self::Declined)
    }

    /// The touch status this reports; `None` where nothing is settled.
    pub fn reports(self) -> Option<TouchStatus> {
        match self {
            Self::Paid | Self::Promised | Self::Declined => Some(TouchStatus::Delivered),
            Self::NotFound => Some(TouchStatus::Failed),
            Self::NotMet => None,
        }
    }
}

/// Reads a key, the words of either language, or another that clerks write, whatever the case.
///
/// ```
/// use domain::CounterOutcome;
/// assert_eq!("Janji bayar".parse(), Ok(CounterOutcome::Promised));
/// assert_eq!("not_met".parse(), Ok(CounterOutcome::NotMet));
/// assert_eq!("LUNAS".parse(), Ok(CounterOutcome::Paid));
/// assert!("mungkin".parse::<CounterOutcome>().unwrap_err().to_string().contains("janji bayar"));
/// ```
impl FromStr for CounterOutcome {
    type Err = DomainError;

    fn from_str(text: &str) -> Result<Self, DomainError> {
        let written = text.trim().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
        let is = |outcome: &Self| {
            let words = outcome.words();
            [outcome.key(), &words.id, &words.en].contains(&written.as_str())
                || outcome.also().contains(&written.as_str())
        };
        let expected = "one of: bayar, janji bayar, menolak, belum bertemu, tidak ditemukan";
        Self::ALL.into_iter().find(is).ok_or_else(|| DomainError::unreadable(text, expected))
    }
}
