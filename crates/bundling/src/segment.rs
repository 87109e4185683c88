//! For whom a package is designed.

use domain::{Bilingual, Month, OccupationGroup, Rupiah};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::collections::BTreeSet;

/// People a package is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// Key of the segment or group.
    pub key: String,
    /// Name.
    pub name: Bilingual,
    /// Occupation, which decides discounts, seasons and add-ons.
    pub group: OccupationGroup,
    /// Median income a month over the year.
    pub median_income: Rupiah,
    /// How many people it has.
    pub people: u64,
}

/// Income of each month of the year, to the mean month: all lean months alike, all others alike, twelve of them together 12.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    factors: [Decimal; 12],
    lean: BTreeSet<u32>,
    least: Decimal,
}

impl Season {
    /// From the lean months, 1 to 12, and their income to the mean month; `None` where all twelve are lean.
    pub fn new(lean: &BTreeSet<u32>, factor: Decimal) -> Option<Self> {
        let (twelve, lean_count) = (Decimal::from(12), Decimal::from(lean.len() as u64));
        let others = twelve.checked_sub(lean_count).filter(|others| !others.is_zero())?;
        let other = (twelve - lean_count * factor) / others;
        let factors = std::array::from_fn(|month| if lean.contains(&(month as u32 + 1)) { factor } else { other });
        Some(Self { factors, lean: lean.clone(), least: factor })
    }

    /// Income of a month to the mean month.
    pub fn factor(&self, month: Month) -> Decimal {
        self.factors[month.month() as usize - 1]
    }

    /// Income of a month that must be counted on: where no month is known to be lean, any may be.
    pub(crate) fn counted_on(&self, month: Month) -> Decimal {
        if self.lean.is_empty() { self.least.min(Decimal::ONE) } else { self.factor(month) }
    }

    /// The same with lean months that bring half as much; the loss is made up nowhere.
    pub(crate) fn worse(&self) -> Self {
        let mut worse = self.clone();
        for month in &self.lean {
            worse.factors[*month as usize - 1] /= Decimal::TWO;
        }
        worse.least /= Decimal::TWO;
        worse
    }

    pub(crate) fn factor_f64(&self, month: Month) -> f64 {
        self.factor(month).to_f64().unwrap_or(1.0)
    }

    /// Whether the group has a season at all.
    pub fn has_lean_months(&self) -> bool {
        !self.lean.is_empty()
    }

    /// Its lean months, 1 to 12.
    pub(crate) fn lean_months(&self) -> &BTreeSet<u32> {
        &self.lean
    }

    /// The first month, from this one on, in which a good season begins; this one where there are no seasons.
    pub fn good_from(&self, start: Month) -> Month {
        let is_lean = |month: Month| self.lean.contains(&month.month());
        let begins = |month: &Month| !is_lean(*month) && is_lean(month.plus(-1));
        (0..12).map(|ahead| start.plus(ahead)).find(begins).unwrap_or(start)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn twelve_months_come_to_twelve_and_the_good_season_begins_after_the_last_lean_month() {
        let season = Season::new(&[12, 1, 2, 3].into(), Decimal::new(45, 2)).unwrap();
        let start = Month::new(2026, 12).unwrap();
        let sum: Decimal = (0..12).map(|ahead| season.factor(start.plus(ahead))).sum();
        assert!((sum - Decimal::from(12)).abs() < Decimal::new(1, 12), "{sum}");
        assert_eq!(season.factor(start), Decimal::new(45, 2));
        assert_eq!(season.good_from(start), Month::new(2027, 4).unwrap());
        assert_eq!(season.good_from(Month::new(2027, 4).unwrap()), Month::new(2027, 4).unwrap());
        assert_eq!(season.good_from(Month::new(2027, 5).unwrap()), Month::new(2028, 4).unwrap());
        let even = Season::new(&BTreeSet::new(), Decimal::new(95, 2)).unwrap();
        assert_eq!((even.factor(start), even.good_from(start)), (Decimal::ONE, start));
        assert!(Season::new(&(1..=12).collect(), Decimal::ONE).is_none());
    }
}
