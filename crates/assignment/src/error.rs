//! Why there is no decision.

use crate::floors::UnmetFloor;
use thiserror::Error;

/// A question that cannot be answered, and what would mend it.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum AssignmentError {
    /// Nobody or nothing to choose from.
    #[error(
        "there are {members} members and {options} options, expected at least one of each and at most {most} options"
    )]
    NothingToDecide {
        /// Members in the pool.
        members: usize,
        /// Options to choose from.
        options: usize,
        /// How many options there may be.
        most: usize,
    },
    /// A column that is not as long as the pool.
    #[error("`{column}` has {found} entries, expected {expected}")]
    Length {
        /// Which column.
        column: String,
        /// Entries that were given.
        found: usize,
        /// Entries that fit the pool.
        expected: usize,
    },
    /// Members of the randomised holdout among those to be decided on.
    #[error("member {member} and {others} others are held out by lot, expected the treated pool only")]
    HeldOutInPool {
        /// The first one, counted from 0.
        member: usize,
        /// How many more.
        others: usize,
    },
    /// A value that is no number.
    #[error("member {member}, option {option}: the value is {value}, expected a finite number of kept months")]
    BadValue {
        /// The member, counted from 0.
        member: usize,
        /// The option, counted from 0.
        option: usize,
        /// What was given.
        value: f32,
    },
    /// A group number beyond the groups.
    #[error("grouping `{grouping}`: member {member} is in group {group}, expected one of {groups} or `NO_GROUP`")]
    UnknownGroup {
        /// The grouping.
        grouping: String,
        /// The member, counted from 0.
        member: usize,
        /// What was given.
        group: u16,
        /// How many groups there are.
        groups: usize,
    },
    /// A name that stands twice.
    #[error("{what} `{key}` stands there twice, expected one")]
    Twice {
        /// What is named.
        what: &'static str,
        /// The name.
        key: String,
    },
    /// A name that nothing has.
    #[error("`{asker}` names {what} `{key}`, which is not there; there are: {known}")]
    Unknown {
        /// Who names it.
        asker: String,
        /// What is named: a capacity, a grouping, a channel.
        what: &'static str,
        /// The name.
        key: String,
        /// Those there are.
        known: String,
    },
    /// Money below zero, beyond what is counted, or finer than a hundredth of a rupiah.
    #[error("{what} is {rupiah}, expected Rp0 to Rp10.000.000.000.000.000, in whole hundredths of a rupiah")]
    BadMoney {
        /// Whose.
        what: String,
        /// How much.
        rupiah: String,
    },
    /// A floor that is no share.
    #[error("the floor by `{grouping}` is {share}, expected a share from 0 to 1")]
    BadShare {
        /// The grouping.
        grouping: String,
        /// What was given.
        share: f64,
    },
    /// Floors that the limits do not allow.
    #[error("{} of the floors cannot be met; the first: {}", .floors.len(), .floors.first().map_or("", |f| f.sentence.en.as_str()))]
    FloorsCannotBeMet {
        /// Each with the most that was reached.
        floors: Vec<UnmetFloor>,
    },
    /// Smallest cells and floors that were not brought together.
    #[error(
        "no decision was found in which every cell has none or {members} members and every floor is met; lower either"
    )]
    CellsAndFloors {
        /// The smallest cell.
        members: u32,
    },
    /// A member beyond the pool.
    #[error("there is no member {member}; the pool has {members}, counted from 0")]
    NoSuchMember {
        /// Who was asked for.
        member: usize,
        /// Members in the pool.
        members: usize,
    },
    /// A decision of another pool or other rules.
    #[error("the decision has {found} {what}, expected {expected}: it was made of another pool or other rules")]
    OtherDecision {
        /// What differs.
        what: &'static str,
        /// In the decision.
        found: usize,
        /// Here.
        expected: usize,
    },
}
