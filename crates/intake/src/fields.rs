//! What each kind of file may say, by the names that mappings use.

use serde::Deserialize;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A row for each member or prospect.
    Members,
    /// A row for each month of cover that was paid.
    Contributions,
    /// A row for each person whose name, number or address is given.
    Contacts,
    /// A row for each consent given or withdrawn.
    Consent,
}

impl FileKind {
    /// The stable key, as stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Contributions => "contributions",
            Self::Contacts => "contacts",
            Self::Consent => "consent",
        }
    }

    /// Fields that must be mapped, to a column or a constant.
    pub(crate) fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Members => &["occupation", "region", "birth_year", "sex", "declared_income", "programmes"],
            Self::Contributions => &["coverage_month", "paid_on", "amount", "paid_at"],
            Self::Contacts => &[],
            Self::Consent => &["channel"],
        }
    }

    /// Groups of fields of which at least one must be mapped.
    pub(crate) fn one_of(self) -> &'static [&'static str] {
        match self {
            Self::Members | Self::Contributions => &[],
            Self::Contacts => &["name", "phone", "email"],
            Self::Consent => &["given_on", "withdrawn_on"],
        }
    }

    /// Fields that may be mapped, beside those that say who.
    pub(crate) fn optional(self) -> &'static [&'static str] {
        match self {
            Self::Members => &[
                "name",
                "phone",
                "email",
                "urban",
                "registered_on",
                "paid_by_state",
                "whatsapp_consent_on",
                "email_consent_on",
                "ended_on",
            ],
            Self::Contributions => &["known_on"],
            Self::Contacts => &["name", "phone", "email"],
            Self::Consent => &["given_on", "withdrawn_on", "purpose", "text_version", "evidence"],
        }
    }
}

/// Fields that say who: the agency's number, the partner's own number, the identity number. The first that is filled counts.
pub(crate) const WHO: [&str; 3] = ["member_id", "own_number", "nik"];

/// Fields that differ from person to person and can be no constant.
pub(crate) const PERSONAL: [&str; 6] = ["member_id", "own_number", "nik", "name", "phone", "email"];
