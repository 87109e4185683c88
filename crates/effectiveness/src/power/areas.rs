//! Lots drawn by area.

use super::design::PowerDesign;
use super::people::{MOST_PEOPLE, smallest};
use super::student::power_of_t;
use crate::by_area::design_effect;
use crate::error::EffectivenessError;
use serde::{Deserialize, Serialize};

/// What is known of areas.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AreaPlan {
    /// People an area, on average, before any are lost.
    pub people_per_area: f64,
    /// Coefficient of variation of that number; 0 where all areas are alike.
    pub people_cv: f64,
    /// Intra-area correlation, from a past campaign or a guess that is said.
    pub icc: f64,
    /// Strata inside which the lot is drawn; each costs a degree of freedom. 1 for none.
    pub strata: u32,
}

/// Areas an experiment needs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AreaNeed {
    /// Areas of the control.
    pub control: u64,
    /// Areas of each treated arm.
    pub treated_each: u64,
    /// All areas.
    pub areas: u64,
    /// All people in them.
    pub people: u64,
    /// Variance of an arm's mean over what it were without areas.
    pub design_effect: f64,
    /// Power with these whole areas.
    pub power: f64,
    /// The uplift as assigned.
    pub uplift_as_assigned: f64,
    /// Two-sided false alarms left for one comparison.
    pub alpha_of_one: f64,
    /// What several looks multiply areas with.
    pub looks_inflation: f64,
}

/// Most areas of an arm that are looked for: more than Indonesia has villages.
const MOST_AREAS: u64 = 200_000;

/// Areas needed to find an uplift among those reached, by a t-test of area means (its small number of degrees of freedom
/// included) whose variance is that of people times the design effect.
pub fn areas_needed(design: &PowerDesign, plan: AreaPlan, uplift: f64) -> Result<AreaNeed, EffectivenessError> {
    check(design, plan)?;
    design.check_uplift(uplift)?;
    let inflation = design.inflation()?;
    let enough = |control: u64| power(design, plan, control, uplift, inflation) >= design.target.power;
    let (mut low, mut high) = (1, 2);
    while !enough(high) {
        (low, high) = (high, high * 2);
        if high > MOST_AREAS {
            return Err(EffectivenessError::NotReachable { areas: MOST_AREAS });
        }
    }
    while high - low > 1 {
        let middle = u64::midpoint(low, high);
        if enough(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    let treated_each = treated(design, high);
    let areas = high.saturating_add(treated_each.saturating_mul(u64::from(design.treated_arms)));
    let people = areas as f64 * plan.people_per_area;
    if people > MOST_PEOPLE {
        return Err(EffectivenessError::NobodyHasSoMany { people });
    }
    Ok(AreaNeed {
        control: high,
        treated_each,
        areas,
        people: people.round() as u64,
        design_effect: effect_of_areas(design, plan),
        power: power(design, plan, high, uplift, inflation),
        uplift_as_assigned: design.as_assigned(uplift),
        alpha_of_one: design.alpha_of_one(),
        looks_inflation: inflation,
    })
}

/// Power to find an uplift among those reached with so many control areas.
pub fn power_of_areas(
    design: &PowerDesign,
    plan: AreaPlan,
    control: u64,
    uplift: f64,
) -> Result<f64, EffectivenessError> {
    check(design, plan)?;
    design.check_uplift(uplift)?;
    Ok(power(design, plan, control, uplift, design.inflation()?))
}

/// The smallest uplift among those reached that so many control areas find with the power asked for; upwards, or downwards
/// where `downwards`. `None` where even the largest possible is not found.
pub fn smallest_uplift_of_areas(
    design: &PowerDesign,
    plan: AreaPlan,
    control: u64,
    downwards: bool,
) -> Result<Option<f64>, EffectivenessError> {
    check(design, plan)?;
    let inflation = design.inflation()?;
    Ok(smallest(design, downwards, |uplift| power(design, plan, control, uplift, inflation) >= design.target.power))
}

fn check(design: &PowerDesign, plan: AreaPlan) -> Result<(), EffectivenessError> {
    design.check()?;
    let refuse = |what: &str, value: f64, expected: &str| {
        Err(EffectivenessError::BadPlan { what: what.into(), value, expected: expected.into() })
    };
    if !(plan.people_per_area >= 1.0 && plan.people_per_area.is_finite()) {
        return refuse("people an area", plan.people_per_area, "at least 1");
    }
    if !(plan.people_cv >= 0.0 && plan.people_cv < 10.0) {
        return refuse("variation of area sizes", plan.people_cv, "a coefficient of variation from 0 to 10");
    }
    if !(plan.icc >= 0.0 && plan.icc < 1.0) {
        return refuse("intra-area correlation", plan.icc, "a number from 0 to below 1");
    }
    Ok(())
}

fn treated(design: &PowerDesign, control: u64) -> u64 {
    // A float too large for the type becomes its largest value.
    ((control as f64 * design.treated_per_control) - 1e-9).ceil().max(1.0) as u64
}

/// Of the people seen: the larger of what unequal areas cost a comparison of rows (Eldridge, Ashby & Kerry 2006) and one of area
/// means, `m icc + (1 + cv^2)(1 - icc)`. Both are the same where areas are alike.
fn effect_of_areas(design: &PowerDesign, plan: AreaPlan) -> f64 {
    let seen = plan.people_per_area * (1.0 - design.lost);
    let of_means = seen * plan.icc + (1.0 + plan.people_cv * plan.people_cv) * (1.0 - plan.icc);
    design_effect(seen, plan.people_cv, plan.icc).max(of_means)
}

/// Power with `control` control areas; nothing can be found below two areas in each arm.
fn power(design: &PowerDesign, plan: AreaPlan, control: u64, uplift: f64, inflation: f64) -> f64 {
    let treated = treated(design, control);
    let df = control as f64 + treated as f64 - f64::from(plan.strata.max(1)) - 1.0;
    if control < 2 || treated < 2 || df < 1.0 {
        return 0.0;
    }
    let assigned = design.as_assigned(uplift);
    let (of_control, of_treated) = design.outcome.variances(assigned);
    let of_area = effect_of_areas(design, plan) / (plan.people_per_area * (1.0 - design.lost));
    let variance = of_area * (of_control / control as f64 + of_treated / treated as f64) * inflation;
    power_of_t(assigned / variance.sqrt(), df, design.alpha_of_one())
}
