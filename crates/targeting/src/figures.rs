//! Figures of a ranking: Qini, area under the uplift curve, uplift by decile and at a depth, TOC.

use crate::error::TargetingError;
use crate::perfect;
use crate::ranking::Ranking;
use crate::sums::ArmSums;
use crate::sweep::Swept;
use serde::{Deserialize, Serialize};

/// One number that says how well a ranking puts those first who gain most.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coefficient {
    /// Area above the random line over the area of the best order in hindsight above it: 0 for a random order, 1 for
    /// hindsight; `None` where outcomes are amounts, for which hindsight has no order of its own, and where nobody or
    /// everybody has the outcome.
    pub normalised: Option<f64>,
    /// Area above the random line for depths from 0 to 1, in outcomes a person: of the treated (Qini) or of both arms
    /// (uplift). This is by how much the order beats a random one, on average over all depths.
    pub over_random: f64,
}

/// Qini coefficient (Radcliffe 2007, as scikit-uplift's `qini_auc_score`): the curve is `Yt - Yc Nt / Nc` at each distinct
/// score, the random line ends where the curve ends.
pub fn qini(ranking: &Ranking) -> Coefficient {
    qini_of(&ranking.sweep(&[]), ranking.is_rate())
}

/// Area under the uplift curve (Devriendt et al. 2020, as scikit-uplift's `uplift_auc_score`): the curve is
/// `(Yt / Nt - Yc / Nc) (Nt + Nc)` at each distinct score.
pub fn auuc(ranking: &Ranking) -> Coefficient {
    auuc_of(&ranking.sweep(&[]), ranking.is_rate())
}

pub(crate) fn qini_of(swept: &Swept, is_rate: bool) -> Coefficient {
    let over = swept.qini_over_random();
    Coefficient {
        normalised: is_rate.then(|| ratio(over, perfect::qini(swept.total).qini_over_random())).flatten(),
        over_random: over / (swept.total.people() * swept.total.treated),
    }
}

pub(crate) fn auuc_of(swept: &Swept, is_rate: bool) -> Coefficient {
    let over = swept.uplift_over_random();
    Coefficient {
        normalised: is_rate.then(|| ratio(over, perfect::uplift(swept.total).uplift_over_random())).flatten(),
        over_random: over / swept.total.people().powi(2),
    }
}

fn ratio(over: f64, of: f64) -> Option<f64> {
    (of.abs() > 0.0).then(|| over / of)
}

/// Sums of `bins` equal parts of the ranking, best scores first. The first parts get one row more where rows do not divide;
/// people of a score that lies in two parts count in both by their share.
pub fn parts(ranking: &Ranking, bins: usize) -> Vec<ArmSums> {
    differences(&ranking.sweep(&part_cuts(ranking.rows.len(), bins)).at)
}

/// Sums of the best `depth` of the ranking (0.3 for three people in ten), whole rows, ties by their share.
pub fn top(ranking: &Ranking, depth: f64) -> Result<ArmSums, TargetingError> {
    let cut = depth_cut(ranking.rows.len(), depth)?;
    Ok(ranking.sweep(&[cut]).at[0])
}

pub(crate) fn depth_cut(rows: usize, depth: f64) -> Result<f64, TargetingError> {
    if depth > 0.0 && depth <= 1.0 {
        Ok((rows as f64 * depth).floor().max(1.0))
    } else {
        Err(TargetingError::BadDepth { depth })
    }
}

pub(crate) fn part_cuts(rows: usize, bins: usize) -> Vec<f64> {
    (1..=bins).map(|bin| (bin * (rows / bins) + bin.min(rows % bins)) as f64).collect()
}

pub(crate) fn differences(at: &[ArmSums]) -> Vec<ArmSums> {
    at.iter().enumerate().map(|(i, sum)| if i == 0 { *sum } else { *sum - at[i - 1] }).collect()
}

/// A point of the Qini curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Share of the people, best scores first.
    pub depth: f64,
    /// Additional outcomes among the treated up to here, for each treated person of the whole experiment.
    pub gain: f64,
    /// The same for a random order.
    pub random: f64,
}

/// The Qini curve at `points` equal depths and at zero.
pub fn qini_curve(ranking: &Ranking, points: usize) -> Vec<CurvePoint> {
    let rows = ranking.rows.len() as f64;
    let cuts: Vec<f64> = (1..=points).map(|i| rows * i as f64 / points as f64).collect();
    let swept = ranking.sweep(&cuts);
    let end = swept.qini_end / swept.total.treated;
    let gain = |sum: &ArmSums| {
        let (treated, control) = (sum.treated_mean().unwrap_or(0.0), sum.control_mean().unwrap_or(0.0));
        (treated - control) * sum.treated / swept.total.treated
    };
    std::iter::once(CurvePoint { depth: 0.0, gain: 0.0, random: 0.0 })
        .chain(swept.at.iter().zip(1..).map(|(sum, i)| {
            let depth = f64::from(i) / points as f64;
            CurvePoint { depth, gain: gain(sum), random: end * depth }
        }))
        .collect()
}
