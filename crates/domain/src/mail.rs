//! Mail about the work: what went to whom.

use crate::text::Bilingual;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a mail is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailPurpose {
    /// A counter's list.
    Worklist,
    /// A plan that waits for a second person.
    Approval,
    /// What a campaign caused.
    Report,
}

impl MailPurpose {
    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Worklist => "worklist",
            Self::Approval => "approval",
            Self::Report => "report",
        }
    }

    /// In words.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Worklist => Bilingual::new("daftar kerja", "worklist"),
            Self::Approval => Bilingual::new("permohonan persetujuan", "request for approval"),
            Self::Report => Bilingual::new("laporan", "report"),
        }
    }
}

/// What is known of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailStanding {
    /// The relay took it.
    Sent,
    /// The relay surely did not take it.
    Refused,
    /// Nobody knows whether it left.
    Unknown,
}

impl MailStanding {
    /// In words.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Sent => Bilingual::new("terkirim", "sent"),
            Self::Refused => Bilingual::new("ditolak", "refused"),
            Self::Unknown => Bilingual::new("tidak diketahui apakah terkirim", "nobody knows whether it left"),
        }
    }
}

/// A mail to one address. It is written down before it leaves, as unknown, and again when the relay has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailRecord {
    /// The part of its `Message-ID` before the sender's domain.
    pub id: String,
    /// Campaign key.
    pub campaign: String,
    /// What it is for.
    pub purpose: MailPurpose,
    /// Whose list: code of the regency.
    pub regency: Option<String>,
    /// To whom.
    pub to: String,
    /// When it was handed to the relay.
    pub at: DateTime<Utc>,
    /// What is known of it.
    pub standing: MailStanding,
    /// The relay's words, or ours, where it was not taken.
    pub detail: Option<String>,
}
