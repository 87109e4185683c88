//! Countries that are compared, and amounts in their money: decimal, never float.

use domain::{Bilingual, Language, Rupiah, written};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// A country whose schemes are compared; it pays in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Country {
    /// Indonesia.
    #[serde(rename = "ID")]
    Indonesia,
    /// Malaysia.
    #[serde(rename = "MY")]
    Malaysia,
    /// Thailand.
    #[serde(rename = "TH")]
    Thailand,
    /// The Philippines.
    #[serde(rename = "PH")]
    Philippines,
}

impl Country {
    /// All countries in the order of tables, Indonesia first.
    pub const ALL: [Self; 4] = [Self::Indonesia, Self::Malaysia, Self::Thailand, Self::Philippines];

    /// ISO 3166 code, as in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Indonesia => "ID",
            Self::Malaysia => "MY",
            Self::Thailand => "TH",
            Self::Philippines => "PH",
        }
    }

    /// Its name.
    pub fn name(self) -> Bilingual {
        match self {
            Self::Indonesia => Bilingual::new("Indonesia", "Indonesia"),
            Self::Malaysia => Bilingual::new("Malaysia", "Malaysia"),
            Self::Thailand => Bilingual::new("Thailand", "Thailand"),
            Self::Philippines => Bilingual::new("Filipina", "Philippines"),
        }
    }

    /// The money its plans are paid in.
    pub fn currency(self) -> Currency {
        match self {
            Self::Indonesia => Currency::Idr,
            Self::Malaysia => Currency::Myr,
            Self::Thailand => Currency::Thb,
            Self::Philippines => Currency::Php,
        }
    }
}

/// Money of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Rupiah.
    Idr,
    /// Ringgit.
    Myr,
    /// Baht.
    Thb,
    /// Philippine peso.
    Php,
}

impl Currency {
    /// All currencies.
    pub const ALL: [Self; 4] = [Self::Idr, Self::Myr, Self::Thb, Self::Php];

    /// ISO 4217 code, as in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Idr => "IDR",
            Self::Myr => "MYR",
            Self::Thb => "THB",
            Self::Php => "PHP",
        }
    }
}

/// An exact amount in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    /// Which money.
    pub currency: Currency,
    /// How much of it.
    pub amount: Decimal,
}

impl Money {
    /// An amount, rounded to hundredths as it would be paid.
    pub fn of(currency: Currency, amount: Decimal) -> Self {
        let hundredths = amount.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        Self { currency, amount: hundredths.normalize() }
    }

    /// As it is written beside a price: `Rp16.800`, `RM19,40`, `70 baht`, `P760`. Rupiah the same in both languages.
    pub fn written(self, language: Language) -> String {
        match self.currency {
            Currency::Idr => Rupiah::exact(self.amount).to_string(),
            Currency::Myr => format!("RM{}", decimal_words(self.amount, 2, language)),
            Currency::Thb => format!("{} baht", decimal_words(self.amount, 0, language)),
            Currency::Php => format!("P{}", decimal_words(self.amount, 0, language)),
        }
    }
}

/// A positive decimal with the language's marks and at least `places` places.
pub(crate) fn decimal_words(value: Decimal, places: usize, language: Language) -> String {
    let value = value.abs().normalize();
    let whole = written::count(language, value.trunc().to_u64().unwrap_or(u64::MAX));
    let fraction = value.fract().normalize().to_string();
    let fraction = fraction.strip_prefix("0.").unwrap_or_default();
    if fraction.is_empty() && places == 0 {
        return whole;
    }
    let mark = if language == Language::Id { ',' } else { '.' };
    format!("{whole}{mark}{fraction:0<places$}")
}

/// A part of a whole as a percentage with one place: `0,9%`.
pub fn percent_words(share: Decimal, language: Language) -> String {
    let percent =
        (share * Decimal::ONE_HUNDRED).round_dp_with_strategy(1, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    format!("{}%", decimal_words(percent, 1, language))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn money(currency: Currency, text: &str) -> Money {
        Money::of(currency, text.parse().unwrap())
    }

    #[test]
    fn each_currency_is_written_as_people_write_it() {
        assert_eq!(money(Currency::Idr, "16800").written(Language::En), "Rp16.800");
        assert_eq!(money(Currency::Myr, "19.40").written(Language::Id), "RM19,40");
        assert_eq!(money(Currency::Myr, "2500").written(Language::En), "RM2,500.00");
        assert_eq!(money(Currency::Thb, "70").written(Language::Id), "70 baht");
        assert_eq!(money(Currency::Php, "760").written(Language::En), "P760");
        assert_eq!(money(Currency::Php, "1234.5").written(Language::Id), "P1.234,5");
    }

    #[test]
    fn a_share_is_written_as_a_percentage() {
        assert_eq!(percent_words("0.00902".parse().unwrap(), Language::Id), "0,9%");
        assert_eq!(percent_words("0.3".parse().unwrap(), Language::En), "30.0%");
    }
}
