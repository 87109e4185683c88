//! Why there is no estimate.

use crate::by_area::PLACEBO_CONTROLS;
use thiserror::Error;

/// A question these figures cannot answer, and what would mend it.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum EffectivenessError {
    /// A confidence level that is no probability.
    #[error("the confidence level is {level}, expected a number above 0.5 and below 1, such as 0.95")]
    BadLevel {
        /// What was given.
        level: f64,
    },
    /// More members kept than counted.
    #[error("{kept} kept of {count} members, expected no more kept than counted")]
    MoreKeptThanCounted {
        /// Members counted.
        count: u64,
        /// Members kept.
        kept: u64,
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
    /// A group code without a label.
    #[error("column `{column}`, row {row}: the group code is {code}, expected less than {labels} (one for each label)")]
    UnknownGroup {
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// The code.
        code: u32,
        /// How many labels the column has.
        labels: usize,
    },
    /// A value that is missing or infinite.
    #[error("column `{column}`, row {row}: the value is {value}, expected a finite number")]
    NotFinite {
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// No rows at all.
    #[error("there are no rows, expected at least one row in each arm")]
    NoRows,
    /// The control value is not among the arms.
    #[error("the control `{control}` does not occur in column `{column}`, which holds {found}")]
    UnknownControl {
        /// The arm column.
        column: String,
        /// The control asked for.
        control: String,
        /// The labels found.
        found: String,
    },
    /// Nobody to compare with.
    #[error("column `{column}` holds the one arm `{arm}`, expected a control and at least one other arm")]
    OnlyOneArm {
        /// The arm column.
        column: String,
        /// The only arm.
        arm: String,
    },
    /// A declared arm nobody is in.
    #[error("arm `{arm}` has no rows, expected at least one")]
    EmptyArm {
        /// The arm.
        arm: String,
    },
    /// Too few rows to estimate a variance.
    #[error("arm `{arm}` has {rows} rows, expected at least 2 to estimate how much the outcome varies")]
    TooFewRows {
        /// The arm.
        arm: String,
        /// Its rows.
        rows: u64,
    },
    /// One treated area: no estimator can tell the treatment from the area.
    #[error(
        "arm `{arm}` was given to the one area `{area}`: its effect cannot be told from that area's own change; only \
         placebo inference over the other areas is possible, and it needs at least {PLACEBO_CONTROLS} of them, here are \
         {controls}"
    )]
    OneTreatedArea {
        /// The arm.
        arm: String,
        /// The area.
        area: String,
        /// Control areas.
        controls: usize,
    },
    /// A lot that is said to be drawn in pairs and is not.
    #[error("not every stratum is one treated and one control area, expected pairs and at least two of them")]
    NotPaired,
    /// A covariate of areas that cannot adjust anything.
    #[error(
        "the covariate cannot be used on {areas} areas in {strata} strata: expected that it varies inside strata apart from \
         the arm, and at least three areas more than strata"
    )]
    CovariateUseless {
        /// Areas.
        areas: usize,
        /// Strata.
        strata: usize,
    },
    /// Rows of both arms in an area of a lot drawn by area.
    #[error(
        "area `{area}` holds both `{arm}` and `{control}`, while {single} of the {groups} areas of column `{column}` hold one \
         arm: areas were drawn, so {mixed} of them are recorded wrongly; correct the file before reading any effect"
    )]
    AreaInTwoArms {
        /// The first such area.
        area: String,
        /// The area column.
        column: String,
        /// The arm.
        arm: String,
        /// The control.
        control: String,
        /// Areas with (nearly) one arm.
        single: usize,
        /// Areas looked at.
        groups: usize,
        /// Areas with rows of both.
        mixed: usize,
    },
    /// Fewer than two areas.
    #[error("arm `{arm}` has {areas} areas, expected at least 2 in each arm to see how much areas differ")]
    TooFewAreas {
        /// The arm.
        arm: String,
        /// Its areas.
        areas: usize,
    },
    /// A stratum that is no property of the area.
    #[error("area `{area}` lies in strata `{first}` and `{second}`, expected every area in one stratum")]
    StratumVariesInArea {
        /// The area.
        area: String,
        /// One stratum.
        first: String,
        /// The other.
        second: String,
    },
    /// No stratum holds both arms.
    #[error("no stratum of column `{column}` holds enough of both `{arm}` and `{control}`, expected at least one")]
    NoComparableStratum {
        /// The strata column.
        column: String,
        /// The arm.
        arm: String,
        /// The control.
        control: String,
    },
    /// Areas were drawn by lot, the analysis asked for is by person.
    #[error(
        "{single} of the {groups} groups of column `{column}` have one arm only: areas were assigned, not persons; an \
         analysis by person raises a false alarm about 18% of the time instead of 5% (40 areas of 25 people, \
         intra-area correlation 0.05); name `{column}` as the area column"
    )]
    AreaAssigned {
        /// The column whose groups have one arm each.
        column: String,
        /// How many groups of at least two rows it has.
        groups: usize,
        /// How many of them have one arm, up to one miscoded row in twenty.
        single: usize,
    },
    /// Expected shares that are not shares of the arms.
    #[error("expected shares {shares} do not fit {arms} arms, expected one positive share for each arm")]
    BadShares {
        /// What was given.
        shares: String,
        /// Number of arms.
        arms: usize,
    },
    /// The arms have other sizes than the lot can have given them.
    #[error(
        "the arms hold {counts} rows, which the planned shares give with probability {p_value:.2e}: rows were lost or \
         added in one arm; find out where before reading any effect"
    )]
    SampleRatioMismatch {
        /// Rows by arm.
        counts: String,
        /// Of the chi-square test.
        p_value: f64,
    },
}

/// `` `a`, `b`, `c` and 4 more ``: labels as an error names them.
pub(crate) fn listed(labels: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = labels.iter().take(SHOWN).map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
    if labels.len() > SHOWN { format!("{shown} and {} more", labels.len() - SHOWN) } else { shown }
}
