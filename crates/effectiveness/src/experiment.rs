//! A file of rows with an arm and an outcome -> what each arm caused, overall and by segment.

mod areas;
mod check;
mod contrast;
mod evaluate;
mod grouping;
mod persons;
mod robust_rows;
mod whole_areas;

pub use contrast::{AreaCounts, Contrast, Estimate};
pub use evaluate::{ArmAnswer, ArmSummary, Evaluation, OutcomeKind, SegmentAnswer, evaluate};
pub use grouping::{Column, Grouping};

use serde::{Deserialize, Serialize};

/// Rows of an experiment, column by column; every column has one entry a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Segments to answer one by one.
    pub segment: Option<Grouping>,
    /// A number known before the lot was drawn.
    pub covariate: Option<Column>,
    /// Planned share of each label of `arm`, in the order of its labels; checks the arms' sizes where areas were not drawn.
    pub planned_shares: Option<Vec<f64>>,
}
