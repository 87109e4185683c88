//! Wild cluster bootstrap-t of the difference of rows, with the effect of the hypothesis imposed.

use super::AreaSums;
use super::arms::Arms;
use super::randomisation::ENUMERATE_UP_TO;
use super::wild_sums::{Replicate, WildSums};
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// Areas from which two-point weights are used; below, Webb's six points, because few areas have few sign patterns.
pub const RADEMACHER_FROM: usize = 12;

/// What each area's residuals are multiplied with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WildWeights {
    /// Plus or minus one.
    Rademacher,
    /// Plus or minus the roots of 1/2, 1 and 3/2 (Webb 2023).
    Webb,
}

impl WildWeights {
    /// The weights for so many areas.
    fn for_areas(areas: usize) -> Self {
        if areas < RADEMACHER_FROM { Self::Webb } else { Self::Rademacher }
    }

    fn points(self) -> &'static [f64] {
        const ROOT_HALF: f64 = std::f64::consts::FRAC_1_SQRT_2;
        const ROOT_THREE_HALVES: f64 = 1.224_744_871_391_589;
        match self {
            Self::Rademacher => &[1.0, -1.0],
            Self::Webb => &[1.0, -1.0, ROOT_HALF, -ROOT_HALF, ROOT_THREE_HALVES, -ROOT_THREE_HALVES],
        }
    }
}

/// The bootstrap's answer.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WildBootstrap {
    /// Difference of the arms' row means.
    pub difference: f64,
    /// Its t by CR1.
    pub t: f64,
    /// Two-sided p-value, symmetric; drawn replicates count the sample itself too.
    pub p_value: f64,
    /// Monte-Carlo standard error of the p-value; `None` where every pattern of weights was looked at.
    pub monte_carlo_error: Option<f64>,
    /// Replicates.
    pub replicates: u64,
    /// Weights.
    pub weights: WildWeights,
    /// Effects that are not rejected; `None` where the test rejects none on one side.
    pub interval: Option<Interval>,
}

/// Restricted wild cluster bootstrap-t (Cameron, Gelbach & Miller 2008): residuals under the hypothesis, one weight an area,
/// CR1 in every replicate. Every pattern of weights where there are at most 20,000, else `draws` seeded ones.
///
/// Every sum over areas that a replicate needs is quadratic in the hypothesised effect, so that inverting the test costs no
/// second pass over areas. Refused where rows or areas are too few, `None` where nothing varies. With one to three treated
/// areas it may be far off in either direction (MacKinnon & Webb 2018): go by the randomisation test there.
pub fn wild_bootstrap(
    areas: &[AreaSums],
    seed: u64,
    draws: u32,
    level: Level,
) -> Result<Option<WildBootstrap>, EffectivenessError> {
    let arms = Arms::of(areas)?;
    let occupied: Vec<AreaSums> = areas.iter().copied().filter(|a| a.treated.count + a.control.count > 0).collect();
    let sums = WildSums::of(&occupied, arms);
    let difference = arms.treated.mean - arms.control.mean;
    let Some(t) = sums.observed(0.0) else {
        return Ok(None);
    };
    let weights = WildWeights::for_areas(occupied.len());
    let points = weights.points();
    let patterns = u32::try_from(occupied.len()).ok().and_then(|g| (points.len() as u64).checked_pow(g));
    let exact = patterns.is_some_and(|p| p <= ENUMERATE_UP_TO);
    let replicates = if let (true, Some(patterns)) = (exact, patterns) {
        every_pattern(&sums, points, patterns)
    } else {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut pattern = vec![0.0; occupied.len()];
        (0..draws)
            .map(|_| {
                draw(&mut random, points, &mut pattern);
                sums.replicate(&pattern)
            })
            .collect()
    };
    let extra = f64::from(u8::from(!exact));
    let total = replicates.len() as f64 + extra;
    let p_at = |effect: f64| {
        let bar = sums.observed(effect).map_or(0.0, f64::abs);
        let as_large = replicates.iter().filter(|r| sums.statistic(r, effect) >= bar * (1.0 - 1e-9)).count();
        (as_large as f64 + extra) / total
    };
    let p_value = p_at(0.0);
    let step = (difference / t).abs();
    let low = end(&p_at, difference, -step, level.alpha());
    let high = end(&p_at, difference, step, level.alpha());
    Ok(Some(WildBootstrap {
        difference,
        t,
        p_value,
        monte_carlo_error: (!exact).then(|| (p_value * (1.0 - p_value) / replicates.len() as f64).sqrt()),
        replicates: replicates.len() as u64,
        weights,
        interval: low.zip(high).map(|(low, high)| Interval { low, high }),
    }))
}

/// Every pattern of weights.
fn every_pattern(sums: &WildSums, points: &[f64], patterns: u64) -> Vec<Replicate> {
    let mut pattern = vec![0.0; sums.areas()];
    (0..patterns)
        .map(|number| {
            let mut rest = number as usize;
            for weight in &mut pattern {
                *weight = points[rest % points.len()];
                rest /= points.len();
            }
            sums.replicate(&pattern)
        })
        .collect()
}

/// One drawn pattern: signs from the bits of one number for 64 areas, or one of six points an area.
fn draw(random: &mut Xoshiro256PlusPlus, points: &[f64], pattern: &mut [f64]) {
    if points.len() == 2 {
        for chunk in pattern.chunks_mut(64) {
            let bits: u64 = random.r#gen();
            for (place, weight) in chunk.iter_mut().enumerate() {
                *weight = points[(bits >> place & 1) as usize];
            }
        }
    } else {
        for weight in pattern {
            *weight = points[random.gen_range(0..points.len())];
        }
    }
}

/// Where the p-value crosses alpha on one side of the estimate; `None` where it does not within 400 standard errors.
fn end(p_at: &impl Fn(f64) -> f64, estimate: f64, step: f64, alpha: f64) -> Option<f64> {
    if step == 0.0 || !step.is_finite() {
        return None;
    }
    let (mut inside, mut outside) = (estimate, estimate + 2.0 * step);
    let mut reach = 2.0;
    while p_at(outside) > alpha {
        inside = outside;
        reach *= 1.5;
        outside = estimate + reach * step;
        if reach > 400.0 {
            return None;
        }
    }
    for _ in 0..16 {
        let middle = f64::midpoint(inside, outside);
        if p_at(middle) > alpha {
            inside = middle;
        } else {
            outside = middle;
        }
    }
    Some(f64::midpoint(inside, outside))
}
