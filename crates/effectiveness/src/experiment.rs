//! A file of rows with an arm and an outcome -> what each arm caused, overall and by segment.

mod areas;
mod check;
mod conclusion;
mod contrast;
mod evaluate;
mod fairness;
mod finding;
mod grouping;
mod persons;
mod rates;
mod refuse;
mod robust_rows;
mod segments;
mod whole_areas;

pub use conclusion::{Conclusion, ConclusionTerms, MoneyTerms};
pub use contrast::{AreaCounts, Complier, Contrast, Estimate};
pub use evaluate::{AnyDifference, ArmAnswer, ArmSummary, Evaluation, OutcomeKind, evaluate};
pub(crate) use finding::Judged;
pub use finding::{Finding, More};
pub use grouping::{Column, Grouping};
pub use refuse::{refuse_outcomes_before_assignment, refuse_sizes_off_plan, refuse_units_in_two_arms};
pub use segments::SegmentAnswer;

pub use crate::notes::ratio_reason;

use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// Most people that rows of counts are written out for, where areas are analysed.
const MOST_WRITTEN_OUT: u64 = 20_000_000;

/// Rows of an experiment, column by column; every column has one entry a row. `..Experiment::default()` leaves out what the
/// file does not have.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Experiment {
    /// The outcome: 0 and 1 only (a rate) or any finite numbers (a mean).
    pub outcome: Column,
    /// The arm of each row, as assigned.
    pub arm: Grouping,
    /// Which label of `arm` is the control.
    pub control: String,
    /// The area of each row, where areas were drawn or areas must be allowed for.
    pub cluster: Option<Grouping>,
    /// Strata inside which the lot was drawn.
    pub strata: Option<Grouping>,
    /// Segments to answer one by one: the declared family.
    pub segment: Option<Grouping>,
    /// Numbers known before the lot was drawn.
    pub covariates: Vec<Column>,
    /// What the outcome's sum is divided by, where the metric is a ratio of sums (rupiah paid over months due).
    pub denominator: Option<Column>,
    /// 1 where the treatment reached the person, 0 where not, whatever was assigned.
    pub reached: Option<Column>,
    /// How many people each row stands for; `None` is one each.
    pub counts: Option<Vec<u64>>,
    /// People without an outcome, left out of the rows, in the order of the arm's labels; empty where there are none.
    pub missing: Vec<u64>,
    /// Planned share of each label of `arm`, in the order of its labels; checks the arms' sizes where areas were not drawn.
    pub planned_shares: Option<Vec<f64>>,
    /// Why the arms' sizes are off the plan. Given, they are not refused; the reason is printed with every answer.
    pub ratio_reason: Option<String>,
    /// What the answers are judged by.
    pub terms: ConclusionTerms,
}

impl Experiment {
    /// People in a row.
    pub(crate) fn people(&self, row: usize) -> u64 {
        self.counts.as_ref().map_or(1, |counts| counts[row])
    }

    /// The same with a row for each person.
    fn written_out(&self) -> Result<Self, EffectivenessError> {
        let Some(counts) = &self.counts else {
            return Ok(self.clone());
        };
        let people = counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
        if people > MOST_WRITTEN_OUT {
            return Err(EffectivenessError::TooManyPeople { people, most: MOST_WRITTEN_OUT });
        }
        let grouping = |g: &Grouping| Grouping {
            column: g.column.clone(),
            labels: g.labels.clone(),
            codes: repeated(&g.codes, counts),
        };
        let column = |c: &Column| Column { column: c.column.clone(), values: repeated(&c.values, counts) };
        Ok(Self {
            outcome: column(&self.outcome),
            arm: grouping(&self.arm),
            cluster: self.cluster.as_ref().map(grouping),
            strata: self.strata.as_ref().map(grouping),
            segment: self.segment.as_ref().map(grouping),
            covariates: self.covariates.iter().map(column).collect(),
            denominator: self.denominator.as_ref().map(column),
            reached: self.reached.as_ref().map(column),
            counts: None,
            terms: ConclusionTerms { costs: self.terms.costs.as_ref().map(column), ..self.terms.clone() },
            ..self.clone()
        })
    }
}

/// Each value as often as its row counts people.
fn repeated<T: Copy>(values: &[T], counts: &[u64]) -> Vec<T> {
    values.iter().zip(counts).flat_map(|(value, count)| std::iter::repeat_n(*value, *count as usize)).collect()
}
