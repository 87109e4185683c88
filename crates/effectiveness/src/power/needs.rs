//! What an experiment takes in weeks and rupiah.

use domain::Rupiah;
use serde::{Deserialize, Serialize};

/// How fast people or areas can be treated, and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Capacity {
    /// People, or areas, that can be treated in a week.
    pub per_week: Option<f64>,
    /// Weeks from the last touch to the outcome.
    pub wait_weeks: u32,
    /// What one touch costs.
    pub cost_per_touch: Option<Rupiah>,
    /// Touches a treated person.
    pub touches: u32,
}

/// The experiment's size in the words of those who run it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Needs {
    /// People who will be treated.
    pub treated_people: u64,
    /// Weeks until the outcome is known, where the pace is given.
    pub weeks: Option<u64>,
    /// What all touches cost, where the price of one is given. The control costs nothing.
    pub cost: Option<Rupiah>,
}

/// Weeks and rupiah for so many treated people in so many units (people or areas) to be treated.
pub fn needs(treated_people: u64, treated_units: u64, capacity: Capacity) -> Needs {
    let weeks = capacity
        .per_week
        .filter(|pace| *pace > 0.0)
        .map(|pace| (treated_units as f64 / pace).ceil() as u64 + u64::from(capacity.wait_weeks));
    let touches = treated_people.saturating_mul(u64::from(capacity.touches));
    Needs { treated_people, weeks, cost: capacity.cost_per_touch.map(|cost| cost.times(touches)) }
}
