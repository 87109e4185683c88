//! Why a campaign cannot be planned.

use crate::declaration::Mistakes;
use chrono::NaiveDate;
use domain::{DomainError, Rupiah};

/// A refusal to plan. Each says what to change.
#[derive(Debug, thiserror::Error)]
pub enum PlanningError {
    /// The declaration does not read, or contradicts itself, the policy or its surroundings. Every mistake, one a line.
    #[error("{0}")]
    Declaration(Mistakes),
    /// A template is missing or does not render.
    #[error("{file}: {reason}")]
    Template {
        /// Template file.
        file: String,
        /// What is wrong.
        reason: String,
    },
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
    /// The days and daily limits do not hold all touches.
    #[error(
        "{touches} touches by {channel} do not fit: {days} working days at {per_day} a day hold {room}; raise per_day, \
         lengthen the schedule or narrow the audience"
    )]
    NoRoom {
        /// Channel key.
        channel: &'static str,
        /// Touches to place.
        touches: usize,
        /// Working days between first and last day.
        days: usize,
        /// Daily limit.
        per_day: u32,
        /// What fits.
        room: usize,
    },
    /// The forecast exceeds the budget.
    #[error("the plan costs {cost} and the budget is {budget}; narrow the audience or raise the budget")]
    OverBudget {
        /// Forecast.
        cost: Rupiah,
        /// Budget of the declaration.
        budget: Rupiah,
    },
    /// Nobody is left after the audience filter.
    #[error("nobody is in the audience: {0}")]
    EmptyAudience(String),
    /// A rule is missing or does not cover the case.
    #[error(transparent)]
    Rule(#[from] DomainError),
}
