//! Why there is no adjusted comparison.

use regression::RegressionError;
use thiserror::Error;

/// A comparison these figures cannot carry, and what would mend it. Rows are counted from 1.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ObservationalError {
    /// A confidence level that is no probability.
    #[error("the confidence level is {level}, expected a number above 0.5 and below 1, such as 0.95")]
    BadLevel {
        /// What was given.
        level: f64,
    },
    /// A column with another number of rows than the outcome.
    #[error("column `{column}` has {rows} rows, expected {expected} as the outcome has")]
    UnequalRows {
        /// The column.
        column: String,
        /// Its rows.
        rows: usize,
        /// The rows of the outcome.
        expected: usize,
    },
    /// A value that is missing or infinite.
    #[error("column `{column}`, row {row}: the value is {value}, expected a finite number")]
    NotFinite {
        /// The column.
        column: String,
        /// The row.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// A group code without a label.
    #[error("column `{column}`, row {row}: the group code is {code}, expected less than {labels} (one for each label)")]
    UnknownGroup {
        /// The column.
        column: String,
        /// The row.
        row: usize,
        /// The code.
        code: u32,
        /// How many labels there are.
        labels: usize,
    },
    /// Too few people on one side.
    #[error("{treated} rows were contacted and {untreated} were not, expected at least {fewest} of each")]
    TooFew {
        /// Contacted.
        treated: usize,
        /// Not contacted.
        untreated: usize,
        /// Fewest of each.
        fewest: usize,
    },
    /// Nothing to adjust for.
    #[error(
        "no covariates are named, so nothing can be adjusted for and the difference is only the naive one; name what was known \
         of everybody before the contact"
    )]
    NoCovariates,
    /// The outcome is the same for everybody.
    #[error("every row has the outcome {value}, so nothing can be told apart")]
    OutcomeConstant {
        /// The outcome.
        value: f64,
    },
    /// Somebody could only have been contacted, or only not.
    #[error(
        "there is no overlap: `{column}`, or a combination with it, tells who was contacted for certain, so these people have \
         nobody to be compared with; leave out such rows or the column"
    )]
    NoOverlap {
        /// The column that tells.
        column: String,
    },
    /// Nobody is left after trimming.
    #[error(
        "after leaving out those without a counterpart {treated} contacted and {untreated} others remain, expected {fewest} of each"
    )]
    NothingAfterTrimming {
        /// Contacted that are left.
        treated: usize,
        /// Others that are left.
        untreated: usize,
        /// Fewest of each.
        fewest: usize,
    },
    /// Folds that cannot be made.
    #[error("{folds} folds for cross-fitting, expected 2 to 20 and at least 20 rows a fold")]
    BadFolds {
        /// What was given.
        folds: usize,
    },
    /// The same unit twice in a period.
    #[error("unit `{unit}` has more than one row in period `{period}`, expected one row for each unit and period")]
    RepeatedUnitPeriod {
        /// The unit.
        unit: String,
        /// The period.
        period: String,
    },
    /// Too few units or periods.
    #[error("the panel has {units} units and {periods} periods, expected at least {fewest_units} units and 2 periods")]
    PanelTooSmall {
        /// Units.
        units: usize,
        /// Periods.
        periods: usize,
        /// Fewest units.
        fewest_units: usize,
    },
    /// Treatment that never changes.
    #[error(
        "no unit changes between contacted and not while others do not, so unit and period effects take up the whole contact; \
         expected units that change at different times, or some that never do"
    )]
    ContactNeverChanges,
    /// A treated unit that is not in the panel.
    #[error("unit `{unit}` is not in the panel, which holds {found}")]
    UnknownUnit {
        /// What was asked for.
        unit: String,
        /// Some that there are.
        found: String,
    },
    /// A period that is not in the panel.
    #[error("period `{period}` is not in the panel, which holds {found}")]
    UnknownPeriod {
        /// What was asked for.
        period: String,
        /// Some that there are.
        found: String,
    },
    /// A panel method that needs one treated unit.
    #[error("{treated} units are treated, expected exactly one for a synthetic control")]
    NotOneTreatedUnit {
        /// How many.
        treated: usize,
    },
    /// A treated unit that goes back.
    #[error("unit `{unit}` is treated and later not, expected treatment that stays once it has begun")]
    TreatmentEnds {
        /// The unit.
        unit: String,
    },
    /// A cell without a row.
    #[error("unit `{unit}` has no row in period `{period}`; a synthetic control needs every unit in every period")]
    MissingCell {
        /// The unit.
        unit: String,
        /// The period.
        period: String,
    },
    /// Too little before or after.
    #[error(
        "there are {before} periods before and {after} since the treatment, expected at least {fewest_before} and 1"
    )]
    TooFewPeriods {
        /// Before.
        before: usize,
        /// Since.
        after: usize,
        /// Fewest before.
        fewest_before: usize,
    },
    /// A cell of the two by two that is empty.
    #[error("{what} has {rows} rows, expected at least 2 in each of the four cells of a difference in differences")]
    EmptyCell {
        /// Which cell.
        what: &'static str,
        /// Its rows.
        rows: usize,
    },
    /// The weights of a synthetic control did not settle.
    #[error("the weights for unit `{unit}` did not settle; are its values of another size than those of all donors?")]
    WeightsNotSettled {
        /// The unit.
        unit: String,
    },
    /// A model that could not be fitted.
    #[error("the model of {what} cannot be fitted: {cause}")]
    Model {
        /// Of the contact, or of the outcome of one side.
        what: &'static str,
        /// Why.
        #[source]
        cause: RegressionError,
    },
}

/// Names up to eight, for an error.
pub(crate) fn listed(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = names.iter().take(SHOWN).map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
