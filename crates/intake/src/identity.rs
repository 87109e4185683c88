//! Identity numbers become keyed tokens at the border and are dropped.

use crate::error::IntakeError;
use crate::table::read_bytes;
use chrono::NaiveDate;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use std::path::Path;

/// The secret that turns identity numbers into tokens. A plain hash would be undone in minutes: the numbers follow a
/// known pattern, so only a secret kept outside the tables protects them.
#[derive(Clone)]
pub struct IdentityKey {
    keyed: Hmac<Sha256>,
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityKey(hidden)")
    }
}

impl IdentityKey {
    /// From 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Result<Self, IntakeError> {
        let bytes = hex::decode(text.trim()).map_err(|_| IntakeError::IdentityKey)?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| IntakeError::IdentityKey)?;
        Ok(Self::from_bytes(&bytes))
    }

    /// From 32 bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self { keyed: Hmac::new_from_slice(bytes).expect("HMAC takes a key of any length") }
    }

    /// The token of a 16-digit identity number (NIK): HMAC-SHA-256 in hex. The error never holds the number.
    pub fn token(&self, nik: &str) -> Result<String, IntakeError> {
        check_nik(nik)?;
        let mut mac = self.keyed.clone();
        mac.update(nik.as_bytes());
        Ok(hex::encode(mac.finalize().into_bytes()))
    }
}

/// Checks the structure of an identity number, `PPRRDD ddmmyy NNNN`: sixteen digits, a province from 11 to 99, a day that
/// can exist in its month (40 is added for women), a serial above 0000. There is no check digit. Region codes are those of
/// the first registration and may be historical, so they are not looked up.
pub fn check_nik(nik: &str) -> Result<(), IntakeError> {
    let refuse = |expected| Err(IntakeError::IdentityNumber { expected });
    if nik.len() != 16 || !nik.bytes().all(|b| b.is_ascii_digit()) {
        return refuse("16 digits");
    }
    let number = |from: usize, to: usize| nik[from..to].parse::<u32>().unwrap_or(0);
    if number(0, 2) < 11 {
        return refuse("a province code from 11 to 99 in the first two digits");
    }
    let day = if number(6, 8) > 40 { number(6, 8) - 40 } else { number(6, 8) };
    // The century is not in the number: a day that exists in either century is plausible.
    let exists =
        [1900, 2000].iter().any(|c| NaiveDate::from_ymd_opt(c + number(10, 12) as i32, number(8, 10), day).is_some());
    if !exists {
        return refuse("a birth date in digits 7 to 12 (day + 40 for women)");
    }
    if number(12, 16) == 0 {
        return refuse("a serial above 0000 in the last four digits");
    }
    Ok(())
}

/// SHA-256 of a file, hex.
pub fn sha256_of_file(path: &Path) -> Result<String, IntakeError> {
    Ok(sha256_of(&read_bytes(path)?))
}

/// SHA-256 of a file's bytes, hex.
pub(crate) fn sha256_of(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    #[test]
    fn the_same_number_and_key_make_the_same_token_and_another_key_another() {
        let key = IdentityKey::from_hex(KEY).unwrap();
        let token = key.token("3321044107850001").unwrap();
        assert_eq!(token.len(), 64);
        assert_eq!(token, key.token("3321044107850001").unwrap());
        let other = IdentityKey::from_bytes(&[7; 32]);
        assert_ne!(token, other.token("3321044107850001").unwrap());
    }

    #[test]
    fn tokens_agree_with_the_reference_implementation() {
        // python: hmac.new(bytes(range(32)), b"3321044107850001", "sha256").hexdigest()
        let key = IdentityKey::from_hex(KEY).unwrap();
        assert_eq!(key.token("3321044107850001").unwrap(), GOLDEN);
    }
    const GOLDEN: &str = "e0e93e06fa71224ae73606596c7b91c2475d8ea7d43d9fc0acd78022179ecfe5";

    #[test]
    fn numbers_that_cannot_be_identity_numbers_are_refused_without_being_shown() {
        for nik in [
            "332104410785000",
            "33210441078500011",
            "3321044107850000",
            "3321047207850001",
            "3321043113850001",
            "0021044107850001",
            "33210441O7850001",
        ] {
            let message = check_nik(nik).unwrap_err().to_string();
            assert!(!message.contains(nik), "{message}");
        }
        assert!(check_nik("3321046902000001").is_ok(), "a woman born on 29 February 2000");
    }

    #[test]
    fn a_key_is_never_printed() {
        assert_eq!(format!("{:?}", IdentityKey::from_hex(KEY).unwrap()), "IdentityKey(hidden)");
        assert!(IdentityKey::from_hex("00").is_err());
    }
}
