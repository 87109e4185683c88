//! Why there is no curve, no test or no hazard.

use thiserror::Error;

/// A question these spells cannot answer, and what would mend it. Rows count from 1.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum SurvivalError {
    /// No spells at all.
    #[error("there are no spells, expected at least one")]
    NoSpells,
    /// Columns of different lengths.
    #[error("the {column} have {rows} rows, expected {expected} as the durations have")]
    UnequalRows {
        /// Which column.
        column: &'static str,
        /// Its rows.
        rows: usize,
        /// Rows of the durations.
        expected: usize,
    },
    /// A duration below zero or no number.
    #[error("row {row}: the duration is {value}, expected a finite number from 0 up")]
    BadDuration {
        /// The row.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// A spell that enters no earlier than it ends was never at risk.
    #[error("row {row}: enters at {entry} and ends at {duration}, expected an entry from 0 up and before the end")]
    EntryNotBeforeEnd {
        /// The row.
        row: usize,
        /// When it came under observation.
        entry: f64,
        /// When it ended.
        duration: f64,
    },
    /// An exit code without a cause.
    #[error("row {row}: the exit code is {exit}, expected 0 (still going) to {causes}")]
    UnknownExit {
        /// The row.
        row: usize,
        /// The code.
        exit: u8,
        /// How many causes there are.
        causes: u8,
    },
    /// A cause that was not counted.
    #[error("cause {cause} was asked for, expected 1 to {causes}")]
    UnknownCause {
        /// What was asked for.
        cause: u8,
        /// How many causes there are.
        causes: u8,
    },
    /// A group code without a group.
    #[error("row {row}: the group code is {code}, expected less than {groups}")]
    UnknownGroup {
        /// The row.
        row: usize,
        /// The code.
        code: u32,
        /// How many groups there are.
        groups: usize,
    },
    /// A horizon that is no time.
    #[error("the horizon is {horizon}, expected a number above 0")]
    BadHorizon {
        /// What was given.
        horizon: f64,
    },
    /// Nobody was followed that long and some were still going: the area under the curve is not known to there.
    #[error(
        "the horizon is {horizon}, but nobody was followed beyond {last} and some were still going then; \
         expected a horizon of at most {last}"
    )]
    BeyondFollowUp {
        /// What was asked for.
        horizon: f64,
        /// The longest spell.
        last: f64,
    },
    /// A group that was not followed to the horizon.
    #[error(
        "the horizon is {horizon}, but in group `{group}` nobody was followed beyond {last} and some were still going then; \
         expected a horizon of at most {last}"
    )]
    GroupBeyondFollowUp {
        /// The group.
        group: String,
        /// What was asked for.
        horizon: f64,
        /// Its longest spell.
        last: f64,
    },
    /// The control value is not among the groups.
    #[error("the control `{control}` does not occur in column `{column}`, which holds {found}")]
    UnknownControl {
        /// The control named.
        control: String,
        /// The group column.
        column: String,
        /// The groups.
        found: String,
    },
    /// A design without arms to judge.
    #[error("a design by lot was declared without groups or without a control, expected both")]
    LotWithoutControl,
    /// A design by area without areas.
    #[error("the design is by area, but no area column was named; expected the area that was drawn")]
    LotWithoutArea,
    /// An area with members of two groups, where areas were drawn.
    #[error("column `{column}`: area `{area}` has members of {groups}, expected one group, as areas were drawn")]
    AreaOfTwoGroups {
        /// The area column.
        column: String,
        /// The area.
        area: String,
        /// The groups.
        groups: String,
    },
    /// More groups than a person can compare.
    #[error("column `{column}` has {groups} groups, expected at most {most}; is it a column of names?")]
    TooManyGroups {
        /// The group column.
        column: String,
        /// Its groups.
        groups: usize,
        /// The most that are judged.
        most: usize,
    },
    /// More causes than a person can compare.
    #[error("there are {causes} causes, expected at most {most}; put rare ones together")]
    TooManyCauses {
        /// How many.
        causes: usize,
        /// The most that are judged.
        most: usize,
    },
    /// A comparison with nobody on one side.
    #[error("{with_spells} of {groups} groups have spells, expected at least two to compare")]
    OneGroup {
        /// Groups with spells.
        with_spells: usize,
        /// Groups given.
        groups: usize,
    },
    /// Strata that do not hold the same groups.
    #[error("stratum {stratum} has {found} groups, expected {expected} as the first has")]
    UnequalStrata {
        /// The stratum, from 1.
        stratum: usize,
        /// Its groups.
        found: usize,
        /// Groups of the first stratum.
        expected: usize,
    },
    /// Nobody ended while groups were at risk together.
    #[error(
        "nobody ended a spell while two groups were at risk, so there is nothing to compare; expected at least one end"
    )]
    NobodyEnded,
    /// Groups that fall into sets of which one was at risk only when the others were not.
    #[error("some groups were never at risk at the same time as the others, so they cannot be compared in one test")]
    NeverTogether,
    /// An area with spells of both arms.
    #[error("row {row}: area {area} stands in both arms, expected each area in the arm that was drawn for it")]
    AreaInBothArms {
        /// The row.
        row: usize,
        /// The area's code.
        area: u32,
    },
    /// An area with spells of two strata.
    #[error("row {row}: area {area} stands in two strata, expected each area in the stratum in which it was drawn")]
    AreaInTwoStrata {
        /// The row.
        row: usize,
        /// The area's code.
        area: u32,
    },
    /// Strata of one arm only, or as many strata as areas.
    #[error("no stratum has areas of both arms with one to spare, expected fewer strata or more areas in each")]
    NoStratumWithBoth,
    /// Bands of months that do not begin at 1 or do not ascend.
    #[error("the bands of months begin at {starts:?}, expected 1 first and then ascending")]
    BadBands {
        /// What was given.
        starts: Vec<u16>,
    },
    /// Clustered errors of one cluster.
    #[error("all months belong to one member or area, expected at least two to see how they vary")]
    OneCluster,
    /// A likelihood that does not bend in some direction.
    #[error("the likelihood is flat at its top, so the months do not say how sure the hazard is; expected more ends")]
    Flat,
    /// The regression on months at risk has no answer.
    #[error("hazard of a month: {0}")]
    Regression(#[from] regression::RegressionError),
    /// One area cannot tell how areas vary.
    #[error("the {arm} arm has {areas} areas with spells, expected at least 2 to see how areas vary")]
    TooFewAreas {
        /// `treated` or `control`.
        arm: &'static str,
        /// Its areas.
        areas: usize,
    },
}

/// Refuses a column of another length.
pub(crate) fn same_rows(column: &'static str, rows: usize, expected: usize) -> Result<(), SurvivalError> {
    if rows == expected { Ok(()) } else { Err(SurvivalError::UnequalRows { column, rows, expected }) }
}

/// Refuses a horizon that is no time.
pub(crate) fn a_horizon(horizon: f64) -> Result<(), SurvivalError> {
    if horizon.is_finite() && horizon > 0.0 { Ok(()) } else { Err(SurvivalError::BadHorizon { horizon }) }
}
