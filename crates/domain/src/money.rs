//! Money in rupiah, exact.

use crate::error::DomainError;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

/// An amount of Indonesian rupiah. Decimal inside, no float ever.
///
/// Shown the Indonesian way (`Rp16.800`, `Rp2.500,50`) and written to JSON as a whole number where it is one, else as a
/// decimal string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rupiah(Decimal);

impl Rupiah {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// A whole amount.
    pub fn whole(amount: i64) -> Self {
        Self(Decimal::from(amount))
    }

    /// An exact amount.
    pub fn exact(amount: Decimal) -> Self {
        Self(amount.normalize())
    }

    /// The exact amount.
    pub fn decimal(self) -> Decimal {
        self.0
    }

    /// The amount in whole rupiah, half a rupiah away from zero.
    pub fn rounded(self) -> i64 {
        self.0
            .round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
            .to_i64()
            .unwrap_or(i64::MAX)
    }

    /// This amount `count` times.
    #[must_use]
    pub fn times(self, count: u64) -> Self {
        Self(self.0 * Decimal::from(count))
    }

    /// This amount multiplied by an exact factor, for example `0.5` in a discount.
    #[must_use]
    pub fn scaled(self, factor: Decimal) -> Self {
        Self((self.0 * factor).normalize())
    }

    /// This amount divided by a positive count; `None` when the count is zero.
    pub fn per(self, count: Decimal) -> Option<Self> {
        self.0.checked_div(count).map(Self)
    }
}

impl fmt::Display for Rupiah {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = self.0.round_dp(2).normalize();
        let text = rounded.abs().to_string();
        let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
        if rounded.is_sign_negative() && !rounded.is_zero() {
            f.write_str("-")?;
        }
        f.write_str("Rp")?;
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i) % 3 == 0 {
                f.write_str(".")?;
            }
            write!(f, "{digit}")?;
        }
        if !cents.is_empty() {
            write!(f, ",{cents:0<2}")?;
        }
        Ok(())
    }
}

impl FromStr for Rupiah {
    type Err = DomainError;

    /// Reads `16800`, `16.800`, `Rp16.800`, `Rp 16.800,00`. A dot is a thousands mark, a comma the decimal mark.
    fn from_str(text: &str) -> Result<Self, DomainError> {
        const EXPECTED: &str = "an amount in rupiah such as 16800, 16.800 or Rp 16.800,00";
        let bad = || DomainError::unreadable(text, EXPECTED);
        let t = text.trim();
        let (negative, t) = t.strip_prefix('-').map_or((false, t), |rest| (true, rest));
        let t = t.strip_prefix("Rp").or_else(|| t.strip_prefix("rp")).or_else(|| t.strip_prefix("RP")).unwrap_or(t);
        let t = t.trim_start_matches('.').trim();
        let (whole, cents) = t.split_once(',').unwrap_or((t, ""));
        let groups: Vec<&str> = whole.split('.').collect();
        let grouped = groups.len() > 1;
        let digits_only = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        let well_grouped = !grouped || (groups[0].len() <= 3 && groups[1..].iter().all(|g| g.len() == 3));
        if !groups.iter().all(|g| digits_only(g)) || !well_grouped || cents.len() > 2 {
            return Err(bad());
        }
        if !cents.is_empty() && !digits_only(cents) {
            return Err(bad());
        }
        let plain = if cents.is_empty() { groups.concat() } else { format!("{}.{cents}", groups.concat()) };
        let amount = Decimal::from_str(&plain).map_err(|_| bad())?;
        Ok(Self::exact(if negative { -amount } else { amount }))
    }
}

impl Add for Rupiah {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Rupiah {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Rupiah {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Rupiah {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Rupiah {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Add::add)
    }
}

impl Serialize for Rupiah {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let normal = self.0.normalize();
        match (normal.scale(), normal.to_i64()) {
            (0, Some(whole)) => serializer.serialize_i64(whole),
            _ => serializer.serialize_str(&normal.to_string()),
        }
    }
}

impl<'de> Deserialize<'de> for Rupiah {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Rupiah;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("whole rupiah (16800) or a decimal in quotes (\"16800.50\")")
            }
            fn visit_i64<E>(self, v: i64) -> Result<Rupiah, E> {
                Ok(Rupiah::whole(v))
            }
            fn visit_u64<E: serde::de::Error>(self, v: u64) -> Result<Rupiah, E> {
                i64::try_from(v).map(Rupiah::whole).map_err(E::custom)
            }
            fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<Rupiah, E> {
                Decimal::from_str(v).map(Rupiah::exact).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn rupiah_is_written_the_indonesian_way() {
        assert_eq!(Rupiah::whole(16_800).to_string(), "Rp16.800");
        assert_eq!(Rupiah::whole(42_000_000).to_string(), "Rp42.000.000");
        assert_eq!(Rupiah::whole(-500).to_string(), "-Rp500");
        assert_eq!(Rupiah::exact(Decimal::new(25_005, 1)).to_string(), "Rp2.500,50");
    }

    #[test]
    fn rupiah_is_read_in_every_way_partners_write_it() {
        for text in ["16800", "16.800", "Rp16.800", "Rp 16.800,00", "rp. 16.800"] {
            assert_eq!(text.parse::<Rupiah>().unwrap(), Rupiah::whole(16_800), "{text}");
        }
    }

    #[test]
    fn what_is_not_an_amount_is_refused_with_its_value() {
        for text in ["", "abc", "16,800.00", "1.68.00", "16.80", "Rp", "12,345", "NaN"] {
            let error = text.parse::<Rupiah>().unwrap_err().to_string();
            assert!(error.contains(&format!("`{text}`")), "{error}");
        }
    }
}
