//! Lots drawn by person.

use super::design::{Outcome, PowerDesign};
use super::looks::quantile;
use crate::distribution::{normal_critical, normal_upper};
use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// How the power of a difference of rates is approximated. For means both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Approximation {
    /// Difference of arcsines of square roots (Cohen 1988): the same variance whatever the rate.
    #[default]
    Arcsine,
    /// Difference of rates with each arm's own variance (Fleiss).
    Unpooled,
}

/// People an experiment needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PeopleNeed {
    /// People of the control whose outcome is seen, before rounding.
    pub control_seen: f64,
    /// People to assign to the control, those lost included.
    pub control: u64,
    /// People to assign to each treated arm.
    pub treated_each: u64,
    /// All arms together.
    pub people: u64,
    /// The uplift as assigned, thinned by those not reached.
    pub uplift_as_assigned: f64,
    /// Two-sided false alarms left for one comparison.
    pub alpha_of_one: f64,
    /// What several looks multiply people with.
    pub looks_inflation: f64,
}

/// More people than live: a plan that needs them is no plan.
pub(super) const MOST_PEOPLE: f64 = 1e10;

/// People needed to find an uplift among those reached (rates: a difference, `0.05` is five points).
pub fn people_needed(
    design: &PowerDesign,
    uplift: f64,
    approximation: Approximation,
) -> Result<PeopleNeed, EffectivenessError> {
    design.check()?;
    design.check_uplift(uplift)?;
    let assigned = design.as_assigned(uplift);
    let (alpha, inflation) = (design.alpha_of_one(), design.inflation()?);
    let per_person = shift_per_root_control(design, assigned, approximation);
    let control_seen = (shift_needed(alpha, design.target.power) / per_person).powi(2) * inflation;
    let invited = |seen: f64| (seen / (1.0 - design.lost) - 1e-9).ceil().max(2.0);
    let control = invited(control_seen);
    let treated_each = invited(control_seen * design.treated_per_control);
    let people = control + treated_each * f64::from(design.treated_arms);
    if people.is_nan() || people > MOST_PEOPLE {
        return Err(EffectivenessError::NobodyHasSoMany { people });
    }
    let (control, treated_each) = (control as u64, treated_each as u64);
    Ok(PeopleNeed {
        control_seen,
        control,
        treated_each,
        people: people as u64,
        uplift_as_assigned: assigned,
        alpha_of_one: alpha,
        looks_inflation: inflation,
    })
}

/// Power to find an uplift among those reached with so many people assigned to the control.
pub fn power_of_people(
    design: &PowerDesign,
    control: u64,
    uplift: f64,
    approximation: Approximation,
) -> Result<f64, EffectivenessError> {
    design.check()?;
    design.check_uplift(uplift)?;
    let seen = control as f64 * (1.0 - design.lost) / design.inflation()?;
    let shift = shift_per_root_control(design, design.as_assigned(uplift), approximation) * seen.sqrt();
    Ok(power_at(shift, design.alpha_of_one()))
}

/// The smallest uplift among those reached that so many people of the control find with the power asked for; upwards, or
/// downwards where `downwards`. `None` where even the largest possible is not found.
pub fn smallest_uplift_of_people(
    design: &PowerDesign,
    control: u64,
    downwards: bool,
    approximation: Approximation,
) -> Result<Option<f64>, EffectivenessError> {
    design.check()?;
    let seen = (control as f64 * (1.0 - design.lost) / design.inflation()?).sqrt();
    let needed = shift_needed(design.alpha_of_one(), design.target.power);
    Ok(smallest(design, downwards, |uplift| {
        shift_per_root_control(design, design.as_assigned(uplift), approximation) * seen >= needed
    }))
}

/// The smallest uplift that is found, by halving between nothing and the largest possible.
pub(super) fn smallest(design: &PowerDesign, downwards: bool, is_found: impl Fn(f64) -> bool) -> Option<f64> {
    let (lowest, highest) = design.outcome.reach();
    let most = match (design.outcome, downwards) {
        (Outcome::Rate { .. }, true) => lowest,
        (Outcome::Rate { .. }, false) => highest,
        (Outcome::Mean { deviation }, down) => deviation * if down { -1e6 } else { 1e6 },
    };
    if !is_found(most) {
        return None;
    }
    let (mut missed, mut found) = (0.0, most);
    for _ in 0..100 {
        let middle = f64::midpoint(missed, found);
        if is_found(middle) {
            found = middle;
        } else {
            missed = middle;
        }
    }
    Some(found)
}

/// Standard errors by which the statistic is shifted, for one person of the control seen.
fn shift_per_root_control(design: &PowerDesign, assigned: f64, approximation: Approximation) -> f64 {
    let ratio = design.treated_per_control;
    if let (Outcome::Rate { control }, Approximation::Arcsine) = (design.outcome, approximation) {
        let angle = |p: f64| 2.0 * p.clamp(0.0, 1.0).sqrt().asin();
        return (angle(control + assigned) - angle(control)).abs() / (1.0 + 1.0 / ratio).sqrt();
    }
    let (of_control, of_treated) = design.outcome.variances(assigned);
    assigned.abs() / (of_control + of_treated / ratio).sqrt()
}

/// Power of a two-sided z test whose statistic is shifted; both tails, as the test has.
fn power_at(shift: f64, alpha: f64) -> f64 {
    let critical = normal_critical(alpha);
    normal_upper(critical - shift) + normal_upper(critical + shift)
}

/// The shift that has the power.
fn shift_needed(alpha: f64, power: f64) -> f64 {
    let one_tail = normal_critical(alpha) + quantile(power);
    let (mut low, mut high) = (0.0, one_tail.max(0.0) + 1e-9);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if power_at(middle, alpha) < power {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}
