//! Members and prospects, how to reach them, and where they stand.

pub mod columns;
mod state;

pub use state::{MembershipSpan, MembershipState, PaidBits, membership_state};

use crate::contribution::ProgrammeSet;
use crate::error::DomainError;
use crate::money::Rupiah;
use crate::occupation::{OccupationCode, OccupationGroup};
use crate::region::RegionCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The agency's or partner's number for a person. Never an identity number: that becomes a keyed token at the border.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberId(pub String);

impl fmt::Display for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The row of a member in the members table; contributions, features and assignments refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MemberRow(pub u32);

impl MemberRow {
    /// As an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Sex as registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// Laki-laki.
    Male,
    /// Perempuan.
    Female,
}

impl FromStr for Sex {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        match text.trim().to_lowercase().as_str() {
            "male" | "m" | "l" | "laki-laki" => Ok(Self::Male),
            "female" | "f" | "p" | "perempuan" => Ok(Self::Female),
            _ => Err(DomainError::unreadable(text, "male or female (L or P)")),
        }
    }
}

/// A worker known to the agency or a partner. Holds neither identity number nor contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The agency's or partner's number.
    pub id: MemberId,
    /// Keyed token of the identity number, hex; empty where the source had none.
    pub identity_token: String,
    /// What they do.
    pub occupation: OccupationCode,
    /// The group of that occupation.
    pub group: OccupationGroup,
    /// Their village, or as deep as the source goes.
    pub region: RegionCode,
    /// Urban village.
    pub urban: bool,
    /// Year of birth.
    pub birth_year: i32,
    /// Sex.
    pub sex: Sex,
    /// Declared monthly income, whole rupiah.
    pub declared_income_rupiah: i64,
    /// What they pay for.
    pub programmes: ProgrammeSet,
    /// The day of registration; `None` is a prospect.
    pub registered_on: Option<NaiveDate>,
    /// Contributions paid from a state budget: outside the discount and outside marketing.
    pub paid_by_state: bool,
    /// May be written to on WhatsApp: a number is known and consent is on record.
    pub whatsapp_reachable: bool,
    /// May be written to by e-mail: an address is known and consent is on record.
    pub email_reachable: bool,
    /// A mobile number is on record, with or without consent. The number itself is sealed in the store.
    pub phone_known: bool,
    /// An e-mail address is on record, with or without consent.
    pub email_known: bool,
    /// The day the membership ended through a JHT claim.
    pub ended_on: Option<NaiveDate>,
}

impl Member {
    /// Declared monthly income.
    pub fn declared_income(&self) -> Rupiah {
        Rupiah::whole(self.declared_income_rupiah)
    }
}

/// How to reach a person; kept in the store, away from the analytic tables, and read only by dispatch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Whose.
    pub member: MemberId,
    /// Name for the greeting.
    pub name: String,
    /// Mobile number.
    pub phone: Option<PhoneNumber>,
    /// E-mail address.
    pub email: Option<String>,
    /// The day consent to WhatsApp was given; `None` means it was not.
    pub whatsapp_consent_on: Option<NaiveDate>,
    /// The day consent to e-mail was given.
    pub email_consent_on: Option<NaiveDate>,
}

/// An Indonesian mobile number in digits with country code and without `+`: `6281234567890`.
///
/// Pattern from libphonenumber 9.0.43 for ID (8\[1-35-9\] and 9 to 12 national digits), widened to the real 13-digit national
/// numbers that it refuses (giggsey/libphonenumber-for-php#714).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Digits with country code.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl FromStr for PhoneNumber {
    type Err = DomainError;
    /// Reads `0812-3456-7890`, `62812...`, `+62 812 ...`.
    fn from_str(text: &str) -> Result<Self, DomainError> {
        let bad = || DomainError::unreadable(text, "an Indonesian mobile number such as 0812-3456-7890");
        if text.chars().any(|c| !(c.is_ascii_digit() || " .-()+".contains(c))) {
            return Err(bad());
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let national = digits.strip_prefix("62").or_else(|| digits.strip_prefix('0')).unwrap_or(&digits);
        let second_ok = national.as_bytes().get(1).is_some_and(|b| matches!(b, b'1'..=b'3' | b'5'..=b'9'));
        if national.starts_with('8') && second_ok && (9..=13).contains(&national.len()) {
            Ok(Self(format!("62{national}")))
        } else {
            Err(bad())
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn phone_numbers_are_read_as_people_write_them() {
        for text in ["0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(0812) 3456.7890"] {
            assert_eq!(text.parse::<PhoneNumber>().unwrap().digits(), "6281234567890");
        }
        for text in ["021-5551234", "0841234567890", "08", "+1 812 345 6789", "08l2345678"] {
            assert!(text.parse::<PhoneNumber>().is_err(), "{text}");
        }
    }
}
