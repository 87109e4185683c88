//! Prices of months, asked of the rules once each, and the months in which a discount holds or has just ended.

use crate::figures::Lapse;
use chrono::NaiveDate;
use domain::rules::Payer;
use domain::{DomainError, Month, OccupationGroup, ProgrammeRules, contribution::ProgrammeSet};

const MOST_MONTHS_AHEAD: i32 = 12;
const UNKNOWN: i64 = i64::MIN;

/// Remembers the price of a month for a programme set, income band, kind of worker and months paid ahead.
#[derive(Debug)]
pub(crate) struct PriceBook<'a> {
    rules: &'a ProgrammeRules,
    /// First income of each band, ascending; between two edges every income has the same price.
    edges: Vec<i64>,
    first: Month,
    months: usize,
    prices: Vec<i64>,
}

impl<'a> PriceBook<'a> {
    /// A book for months from `first` to `last`; others are asked of the rules each time.
    pub(crate) fn new(rules: &'a ProgrammeRules, first: Month, last: Month) -> Self {
        let mut edges: Vec<i64> =
            rules.bands().iter().flat_map(|b| [Some(b.income_from), b.income_to.map(|to| to + 1)]).flatten().collect();
        edges.sort_unstable();
        edges.dedup();
        let months = (last.months_since(first) + 1).max(0) as usize;
        let cells = 8 * (edges.len() + 1) * months * (MOST_MONTHS_AHEAD as usize + 1);
        Self { rules, edges, first, months, prices: vec![UNKNOWN; cells] }
    }

    /// Whole rupiah for one month of cover paid on a day, from `quote_block` of the rules; a block is the sum of its months.
    pub(crate) fn price(&mut self, payer: &Payer, covered: Month, paid_on: NaiveDate) -> Result<i64, DomainError> {
        let month = covered.months_since(self.first);
        let ahead = covered.months_since(Month::of(paid_on)).max(0);
        if !(0..self.months as i32).contains(&month) || ahead > MOST_MONTHS_AHEAD {
            return self.ask(payer, covered, paid_on);
        }
        let class = usize::from(payer.programmes == ProgrammeSet::WithSavings)
            + 2 * usize::from(payer.group == OccupationGroup::Transport)
            + 4 * usize::from(payer.paid_by_state);
        let band = self.edges.partition_point(|edge| *edge <= payer.declared_income_rupiah);
        let cell = ((class * (self.edges.len() + 1) + band) * self.months + month as usize)
            * (MOST_MONTHS_AHEAD as usize + 1)
            + ahead as usize;
        if self.prices[cell] == UNKNOWN {
            self.prices[cell] = self.ask(payer, covered, paid_on)?;
        }
        Ok(self.prices[cell])
    }

    fn ask(&self, payer: &Payer, covered: Month, paid_on: NaiveDate) -> Result<i64, DomainError> {
        Ok(self.rules.quote_block(payer, covered, 1, paid_on)?.amount.rounded())
    }
}

/// Which months are discounted, and how much a discount that ended raises the lapse hazard.
#[derive(Debug)]
pub(crate) struct PriceCalendar {
    first: Month,
    discounted: [Vec<bool>; 2],
    factor: [Vec<f64>; 2],
}

impl PriceCalendar {
    /// Asks the rules for each month from `first` to `last`.
    pub(crate) fn new(rules: &ProgrammeRules, lapse: &Lapse, first: Month, last: Month) -> Result<Self, DomainError> {
        let count = (last.months_since(first) + 1).max(0);
        let mut discounted = [Vec::new(), Vec::new()];
        let mut factor = [Vec::new(), Vec::new()];
        for (kind, group) in [OccupationGroup::Other, OccupationGroup::Transport].into_iter().enumerate() {
            let payer = Payer {
                programmes: ProgrammeSet::Basic,
                declared_income_rupiah: 1_000_000,
                group,
                paid_by_state: false,
            };
            let mut since_end: Option<u32> = None;
            for i in 0..count {
                let quote = rules.quote(&payer, first.plus(i))?;
                let now = quote.amount < quote.full_amount;
                let before = discounted[kind].last().copied().unwrap_or(false);
                since_end = match (before, now) {
                    (_, true) => None,
                    (true, false) => Some(0),
                    (false, false) => since_end.map(|months| months + 1),
                };
                discounted[kind].push(now);
                factor[kind].push(match since_end {
                    Some(0) => lapse.price_shock,
                    Some(1..12) => lapse.price_after_shock,
                    _ => 1.0,
                });
            }
        }
        Ok(Self { first, discounted, factor })
    }

    /// A discount holds for the group in the month, and the factor on the hazard.
    pub(crate) fn of(&self, group: OccupationGroup, month: Month) -> (bool, f64) {
        let kind = usize::from(group == OccupationGroup::Transport);
        let at = month.months_since(self.first);
        let index = usize::try_from(at).ok().filter(|i| *i < self.factor[kind].len());
        index.map_or((false, 1.0), |i| (self.discounted[kind][i], self.factor[kind][i]))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::params::{POPULATION_FILE, SimulationParams};

    #[test]
    fn the_hazard_doubles_when_the_discount_ends_and_only_for_those_who_lose_it() {
        let text = include_str!("../../../models/simulation/population.toml");
        let lapse = SimulationParams::from_toml(POPULATION_FILE, text).unwrap().lapse;
        let rules = ProgrammeRules::from_csv(
            include_str!("../../../models/programmes/contributions.csv"),
            include_str!("../../../models/programmes/discounts.csv"),
            include_str!("../../../models/programmes/rules.csv"),
        )
        .unwrap();
        let month = |year, month| Month::new(year, month).unwrap();
        let calendar = PriceCalendar::new(&rules, &lapse, month(2024, 12), month(2027, 6)).unwrap();
        let (vendor, driver) = (OccupationGroup::StreetVendor, OccupationGroup::Transport);
        assert_eq!(calendar.of(vendor, month(2026, 12)), (true, 1.0));
        assert_eq!(calendar.of(vendor, month(2027, 1)), (false, 2.0));
        assert_eq!(calendar.of(vendor, month(2027, 3)), (false, 1.2));
        assert_eq!(calendar.of(driver, month(2027, 3)), (true, 1.0));
        assert_eq!(calendar.of(driver, month(2027, 4)), (false, 2.0));
        assert_eq!(calendar.of(vendor, month(2025, 6)), (false, 1.0));
    }
}
