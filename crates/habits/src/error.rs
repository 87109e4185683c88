//! What can keep habits from being found, each as a sentence.

/// A refusal, with the values that caused it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HabitError {
    /// Nobody, or too few, to tell habits apart.
    #[error("{people} people have months due, at least {needed} are needed to tell {habits} habits of paying apart")]
    TooFewPeople {
        /// People with a month due.
        people: usize,
        /// People needed.
        needed: usize,
        /// Habits asked for.
        habits: usize,
    },
    /// A number of habits outside what people can remember.
    #[error("{habits} habits were asked for, expected 1 to {most}")]
    Habits {
        /// Habits asked for.
        habits: usize,
        /// The most there may be.
        most: usize,
    },
    /// A person of a group that has no month traits.
    #[error("a person belongs to group {group}, month traits are given for {groups} groups")]
    UnknownGroup {
        /// The group, from 0.
        group: u16,
        /// Groups there are.
        groups: usize,
    },
}
