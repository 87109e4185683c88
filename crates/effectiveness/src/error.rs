//! Why there is no estimate.

use crate::by_area::PLACEBO_CONTROLS;
use chrono::NaiveDate;
use regression::RegressionError;
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
    /// A planned experiment that cannot be.
    #[error("{what} is {value}, expected {expected}")]
    BadPlan {
        /// What was given.
        what: String,
        /// Its value.
        value: f64,
        /// What it may be.
        expected: String,
    },
    /// So small an uplift that no number of areas finds it.
    #[error(
        "even {areas} areas an arm do not find this uplift with the power asked for; areas themselves differ too much"
    )]
    NotReachable {
        /// Areas tried.
        areas: u64,
    },
    /// An uplift so small, or a design so lopsided, that no country has the people.
    #[error(
        "{people:e} people would be needed, more than there are; expected a larger uplift, more people reached or arms of more alike size"
    )]
    NobodyHasSoMany {
        /// People needed, all arms together.
        people: f64,
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
         added in one arm; find out where before reading any effect, name the shares that were planned, or give the reason"
    )]
    SampleRatioMismatch {
        /// Rows by arm.
        counts: String,
        /// Of the chi-square test.
        p_value: f64,
    },
    /// Outcomes are missing far more often in one arm.
    #[error(
        "the outcome is missing for {missing_treated} of {treated} in arm `{arm}` and for {missing_control} of {control} in \
         `{control_arm}`: those who are left are not alike any more, and no comparison of them is fair; find the missing outcomes"
    )]
    OutcomeMissingByArm {
        /// The arm.
        arm: String,
        /// The control.
        control_arm: String,
        /// Assigned to the arm.
        treated: u64,
        /// Of them without an outcome.
        missing_treated: u64,
        /// Assigned to the control.
        control: u64,
        /// Of them without an outcome.
        missing_control: u64,
    },
    /// Nobody had the outcome.
    #[error(
        "column `{column}` is 0 in every row: nobody had the outcome in any arm, so there is nothing to compare yet"
    )]
    NobodyHadIt {
        /// The outcome column.
        column: String,
    },
    /// An outcome that was there before the lot was drawn.
    #[error(
        "row {row}: the outcome is of {outcome}, before the lot was drawn on {assigned}; expected that day or later"
    )]
    OutcomeBeforeAssignment {
        /// The row, from 1.
        row: usize,
        /// The day of the lot.
        assigned: NaiveDate,
        /// The day of the outcome.
        outcome: NaiveDate,
    },
    /// A unit in two arms.
    #[error(
        "one unit stands in arm `{first}` (row {first_row}) and in arm `{second}` (row {second_row}), expected one arm"
    )]
    UnitInTwoArms {
        /// One arm.
        first: String,
        /// Its row, from 1.
        first_row: usize,
        /// The other arm.
        second: String,
        /// Its row, from 1.
        second_row: usize,
    },
    /// A ratio whose denominator adds up to nothing.
    #[error("the denominator adds up to 0 in arm `{arm}`, expected more than 0")]
    NothingToDivideBy {
        /// The arm.
        arm: String,
    },
    /// Assignment did not raise reach.
    #[error(
        "reached were {:.1}% of the treated and {:.1}% of the control: assignment did not raise reach, so there is no effect on \
         those reached", 100.0 * .treated, 100.0 * .control
    )]
    NobodyReached {
        /// Share reached of the treated.
        treated: f64,
        /// Share reached of the control.
        control: f64,
    },
    /// A reached column that is not 0 and 1.
    #[error("column `{column}`, row {row}: the value is {value}, expected 0 (not reached) or 1 (reached)")]
    NotZeroOrOne {
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// More people than rows can be written out for.
    #[error("the counts add up to {people} people, expected at most {most} where areas are analysed")]
    TooManyPeople {
        /// People counted.
        people: u64,
        /// The most.
        most: u64,
    },
    /// Planned looks that are no times, or a level that is none.
    #[error("looks at {times} with alpha {alpha}: expected increasing shares above 0 and up to 1, and alpha below 0.5")]
    BadLooks {
        /// The times given.
        times: String,
        /// The one-sided level given.
        alpha: f64,
    },
    /// Sums over days that get smaller.
    #[error(
        "the sums of day {day} are smaller than those of the day before, expected everybody up to and with each day"
    )]
    SumsShrink {
        /// The day, from 1.
        day: usize,
    },
    /// Covariates or strata that cannot be fitted.
    #[error(transparent)]
    NoFit(#[from] RegressionError),
}

/// `` `a`, `b`, `c` and 4 more ``: labels as an error names them.
pub(crate) fn listed(labels: &[String]) -> String {
    const SHOWN: usize = 8;
    let shown = labels.iter().take(SHOWN).map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
    if labels.len() > SHOWN { format!("{shown} and {} more", labels.len() - SHOWN) } else { shown }
}
