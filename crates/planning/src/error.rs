//! Why a campaign cannot be planned.

use crate::capacity::Shortfall;
use crate::declaration::Mistakes;
use assignment::AssignmentError;
use chrono::NaiveDate;
use domain::{Bilingual, Channel, DomainError, Rupiah};

/// A refusal to plan. Each says what to change.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// The declaration does not read, or contradicts itself, the policy or its surroundings. Every mistake, one a line.
    #[error("{0}")]
    Declaration(Mistakes),
    /// A template is missing or does not render.
    #[error("{file}: {reason}")]
    Template {
        /// Template file, and the line where one is to blame.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// The campaign has no version of this number.
    #[error("the plan has no version {asked}; its versions are {known}")]
    UnknownVersion {
        /// The number asked for.
        asked: u32,
        /// The numbers there are.
        known: String,
    },
    /// No version of the plan is kept.
    #[error("no version of this plan is kept; it was planned before versions were; plan it again to keep one")]
    NoVersions,
    /// The calendar file does not cover the campaign.
    #[error(
        "{day} lies beyond the holidays on file, which run from {first_year} to {last_year}; add that year to {file} first"
    )]
    BeyondCalendar {
        /// The day asked for.
        day: NaiveDate,
        /// First year of the file.
        first_year: i32,
        /// Last year of the file.
        last_year: i32,
        /// The file.
        file: String,
    },
    /// No day of the schedule has room for a channel.
    #[error("no day from {first} to {last} has room for {}: {why}; change the schedule or the capacity", channel.key())]
    NoDay {
        /// Which channel.
        channel: Channel,
        /// First day asked for.
        first: NaiveDate,
        /// Last day asked for.
        last: NaiveDate,
        /// What closes them.
        why: String,
    },
    /// The days and their limits do not hold all touches.
    #[error("{0}")]
    NoRoom(Box<Shortfall>),
    /// The forecast exceeds the budget.
    #[error(
        "the plan costs {cost} and keeps {reserve} for follow-ups and print runs, and the budget is {budget}; narrow the \
         audience or raise the budget"
    )]
    OverBudget {
        /// Forecast of the first touches.
        cost: Rupiah,
        /// Kept beside it.
        reserve: Rupiah,
        /// Budget of the declaration.
        budget: Rupiah,
    },
    /// A declaration with `[decision]` and nothing to expect of its channels.
    #[error("`[decision]` needs what each channel is expected to do in each segment, and nothing was given")]
    NoGains,
    /// A floor in people that is above what the channels can reach.
    #[error(
        "`[decision]`: the floor of {group} asks for {asked} people to be touched, and the channels decided among reach {there} \
         there, a part of whom the lot holds out; lower the floor or leave {group} to the area channels"
    )]
    FloorBeyondReach {
        /// Name of the group.
        group: String,
        /// People asked for.
        asked: u64,
        /// People that can be reached.
        there: u64,
    },
    /// The rules of `[decision]` leave no decision.
    #[error("`[decision]`: {}", no_decision(.0))]
    NoDecision(Box<AssignmentError>),
    /// The decision gives nobody anything, and nobody is in another lot: whom it reaches, and the rule that took most.
    #[error("{}", .0.en)]
    NobodyChosen(Bilingual),
    /// Nobody is left after the audience filter.
    #[error("nobody is in the audience: {0}")]
    EmptyAudience(String),
    /// A rule is missing or does not cover the case.
    #[error(transparent)]
    Rule(#[from] DomainError),
}

/// Floors that cannot be met are all told, not only the first.
fn no_decision(error: &AssignmentError) -> String {
    match error {
        AssignmentError::FloorsCannotBeMet { floors } => {
            let sentences: Vec<&str> = floors.iter().take(10).map(|floor| floor.sentence.en.as_str()).collect();
            format!("{} of the floors cannot be met: {}", floors.len(), sentences.join(" "))
        }
        other => other.to_string(),
    }
}
