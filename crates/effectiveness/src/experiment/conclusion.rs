//! What may be concluded from a contrast: in words, with its grade, its price and its value.

use super::Column;
use super::contrast::Contrast;
use super::evaluate::OutcomeKind;
use super::finding::{Finding, Judged};
use crate::by_area::FEW_AREAS;
use crate::interval::Level;
use crate::money::{Additional, Price, ValueGained, price_of_effect, value_gained};
use crate::notes;
use domain::{Bilingual, Grade, Rupiah};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What the answers are judged by.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ConclusionTerms {
    /// Smallest effect worth acting on, in the outcome's unit; a tenth of the control's rate or mean where not named.
    pub worthwhile: Option<f64>,
    /// People who come in each week, where known: turns people that are missing into weeks.
    pub people_a_week: Option<f64>,
    /// Rupiah spent on each row's people, each.
    pub costs: Option<Column>,
    /// Prices, where the outcome is to be paid for.
    pub money: Option<MoneyTerms>,
}

/// Known prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyTerms {
    /// Rupiah spent on each person assigned to a treated arm, where no column of costs is given.
    pub each: Option<Rupiah>,
    /// Rupiah that one unit of the outcome is worth, such as the contribution of a paid month.
    pub worth: Option<Rupiah>,
    /// What one unit of the outcome is.
    pub what: Additional,
}

/// What may be concluded from a contrast.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conclusion {
    /// Works, does harm, no evidence or too early.
    pub finding: Finding,
    /// The finding as a sentence with its figures.
    pub sentence: Bilingual,
    /// How good the evidence is.
    pub grade: Grade,
    /// Faults behind a grade below A.
    pub faults: Vec<Bilingual>,
    /// What one more cost, where prices are known.
    pub price: Option<Price>,
    /// What it brought, where the outcome's worth is known.
    pub value: Option<ValueGained>,
}

impl Default for Conclusion {
    /// Nothing concluded yet, of an experiment without faults.
    fn default() -> Self {
        Self {
            finding: Finding::NoEvidence,
            sentence: Bilingual::default(),
            grade: Grade::A,
            faults: Vec::new(),
            price: None,
            value: None,
        }
    }
}

impl Contrast {
    /// Concludes. `p_value` is the one to judge by, adjusted where the contrast is one of a family; `faults` are those of the
    /// whole experiment for this pair of arms.
    pub(super) fn concluded(
        mut self,
        terms: &ConclusionTerms,
        kind: OutcomeKind,
        p_value: Option<f64>,
        faults: &[Bilingual],
        level: Level,
    ) -> Self {
        self.primary.recommended = true;
        let judged = Judged {
            interval: self.primary.interval,
            p_value,
            alpha: level.alpha(),
            mean_control: self.mean_control,
            people: self.rows_treated + self.rows_control,
            areas: self.areas.map(|a| a.treated + a.control - a.mixed),
            fewest_of_either: (kind == OutcomeKind::Rate).then_some(self.fewest_of_either),
            arms_of_amounts: (kind != OutcomeKind::Rate && self.areas.is_none())
                .then_some((self.rows_treated, self.rows_control)),
        };
        let finding = judged.finding(terms);
        let mut faults = faults.to_vec();
        if let Some(areas) = self.areas
            && (areas.treated < FEW_AREAS || areas.control < FEW_AREAS)
        {
            faults.push(notes::fault_few_areas(areas.treated, areas.control));
        }
        let price = match (self.conclusion.price.take(), &terms.money) {
            (None, Some(MoneyTerms { each: Some(each), what, .. })) => {
                Some(price_of_effect(*each, self.primary.estimate, self.primary.interval, *what))
            }
            (priced, _) => priced,
        };
        let spent = self.spent.or_else(|| Some(terms.money?.each?.times(self.rows_treated)));
        let value = terms.money.and_then(|m| m.worth).zip(spent).and_then(|(worth, spent)| {
            value_gained(worth, self.rows_treated, self.primary.estimate, self.primary.interval, spent)
        });
        self.conclusion = Conclusion {
            sentence: finding.sentence(&self, kind, level),
            finding,
            grade: if faults.is_empty() { Grade::A } else { Grade::B },
            faults,
            price,
            value,
        };
        self
    }
}

/// Rupiah of a mean a person over so many people.
pub(super) fn spent_on(mean: f64, people: u64) -> Option<Rupiah> {
    let mean = Decimal::from_f64_retain(mean)?.round_dp(12);
    Some(Rupiah::exact(mean.checked_mul(Decimal::from(people))?.round_dp(0)))
}
