//! Fisher's randomisation test with the assignments that the lot itself could have drawn.

use super::assignments::{Assignments, Draws};
use super::drawn::DrawnArea;
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use serde::{Deserialize, Serialize};

/// Assignments up to which all of them are looked at; above, as many as asked for are drawn.
pub const ENUMERATE_UP_TO: u64 = 20_000;

/// Assignments drawn where there are too many to look at all of them.
pub const DRAWS: u32 = 9_999;

/// What the lot could have shown by chance alone.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RandomisationTest {
    /// Treated minus control: area means inside strata, weighted as in [`super::area_means_in_strata`].
    pub difference: f64,
    /// Two-sided p-value of no effect on any area: the share of assignments with a difference at least as large. Drawn ones
    /// count the assignment that happened too, `(1 + as large) / (1 + drawn)`. `None` where no area differs from another.
    pub p_value: Option<f64>,
    /// Monte-Carlo standard error of the p-value; `None` where every assignment was looked at.
    pub monte_carlo_error: Option<f64>,
    /// Assignments looked at or drawn.
    pub assignments: u64,
    /// Whether these are all there are.
    pub exact: bool,
    /// Every constant effect that the test does not reject; `None` where the lot has too few assignments to reject any.
    pub interval: Option<Interval>,
}

/// Fisher's randomisation test (Rosenbaum 2002) of area means, re-drawing the treated areas inside each stratum or pair in
/// the numbers in which the lot drew them; every assignment where there are at most [`ENUMERATE_UP_TO`], else `draws` seeded
/// ones.
///
/// The interval inverts the test exactly: under a constant effect `e` an assignment shows `a - e b`, with `a` its difference
/// of the observed means and `b` its difference of the arms as they were, so that each assignment is as large as the one
/// observed for effects between `(d - a)/(1 - b)` and `(d + a)/(1 + b)`. Needs an area in each arm and a stratum with both.
pub fn randomisation_test(
    areas: &[DrawnArea],
    seed: u64,
    draws: u32,
    level: Level,
) -> Result<RandomisationTest, EffectivenessError> {
    for (arm, wanted) in [("treated", true), ("control", false)] {
        if !areas.iter().any(|a| a.treated == wanted) {
            return Err(EffectivenessError::EmptyArm { arm: arm.into() });
        }
    }
    let lot = Assignments::of(areas);
    if lot.weight <= 0.0 {
        return Err(EffectivenessError::NoComparableStratum {
            column: "stratum".into(),
            arm: "treated".into(),
            control: "control".into(),
        });
    }
    let observed = lot.observed;
    let exact = lot.count().is_some_and(|count| count <= ENUMERATE_UP_TO);
    let drawn: Vec<Draws> = if exact { lot.all() } else { lot.sampled(seed, draws) };
    let (counted, extra) = (drawn.len() as f64, f64::from(u8::from(!exact)));
    let varies = lot.spread > 1e-12 * lot.size;
    let slack = 1e-9 * observed.abs() + 1e-13 * lot.size;
    let as_large = drawn.iter().filter(|d| d.outcome.abs() >= observed.abs() - slack).count() as f64;
    let p_value = (as_large + extra) / (counted + extra);
    Ok(RandomisationTest {
        difference: observed,
        p_value: varies.then_some(p_value),
        monte_carlo_error: (!exact && varies).then(|| (p_value * (1.0 - p_value) / counted).sqrt()),
        assignments: drawn.len() as u64,
        exact,
        interval: if varies { inverted(observed, &drawn, extra, level) } else { None },
    })
}

/// The effects that are not rejected: `p(e)` falls away from the observed difference on both sides, one step at each end of
/// an assignment's own interval.
fn inverted(observed: f64, drawn: &[Draws], extra: f64, level: Level) -> Option<Interval> {
    let bound = |numerator: f64, denominator: f64, otherwise: f64| {
        if denominator.abs() < 1e-12 { otherwise } else { numerator / denominator }
    };
    let mut lows = Vec::with_capacity(drawn.len());
    let mut highs = Vec::with_capacity(drawn.len());
    for d in drawn {
        // At a full match (`b` = 1) or full exchange (-1) the assignment is as large whatever the effect.
        let one = bound(observed - d.outcome, 1.0 - d.arms, f64::INFINITY);
        let other = bound(observed + d.outcome, 1.0 + d.arms, f64::INFINITY);
        if one.is_infinite() || other.is_infinite() {
            lows.push(f64::NEG_INFINITY);
            highs.push(f64::INFINITY);
        } else {
            lows.push(one.min(other));
            highs.push(one.max(other));
        }
    }
    lows.sort_unstable_by(f64::total_cmp);
    highs.sort_unstable_by(|a, b| b.total_cmp(a));
    let total = drawn.len() as f64 + extra;
    // Rejected while at most alpha of all assignments are as large; the one that happened is always one of them.
    let rank = (level.alpha() * total + 1e-9).floor() - extra;
    if rank < 0.0 {
        return None;
    }
    let (low, high) = (*lows.get(rank as usize)?, *highs.get(rank as usize)?);
    (low.is_finite() && high.is_finite()).then_some(Interval { low, high })
}
