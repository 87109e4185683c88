//! Overlap: whether people like the contacted were also left alone, and the other way round.

use serde::Serialize;

/// Weights above this let single people decide; the estimate on those with counterparts is read instead.
pub(crate) const MOST_WEIGHT: f64 = 50.0;

/// How far the chances of contact reach.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overlap {
    /// Smallest chance of being contacted.
    pub lowest: f64,
    /// Largest.
    pub highest: f64,
    /// People whose chance lies outside of `cut` to `1 - cut`; they are left out where trimmed.
    pub outside: usize,
    /// Where variance is least (Crump, Hotz, Imbens & Mitnik 2009); 0 where everybody may stay.
    pub cut: f64,
    /// How many people the weighted contacted are worth.
    pub effective_treated: f64,
    /// How many the weighted others are worth.
    pub effective_untreated: f64,
    /// The largest weight of one person.
    pub largest_weight: f64,
}

/// Overlap of given propensities.
pub fn overlap(treated: &[bool], propensity: &[f64]) -> Overlap {
    let cut = crump_cut(propensity);
    let side = |contacted: bool| {
        treated
            .iter()
            .zip(propensity)
            .filter(move |(t, _)| **t == contacted)
            .map(move |(_, e)| if contacted { 1.0 / e } else { 1.0 / (1.0 - e) })
    };
    let effective = |contacted: bool| {
        let (sum, squares) = side(contacted).fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
        sum * sum / squares
    };
    Overlap {
        lowest: propensity.iter().copied().fold(1.0, f64::min),
        highest: propensity.iter().copied().fold(0.0, f64::max),
        outside: propensity.iter().filter(|e| !inside(**e, cut)).count(),
        cut,
        effective_treated: effective(true),
        effective_untreated: effective(false),
        largest_weight: side(true).chain(side(false)).fold(0.0, f64::max),
    }
}

/// Whether a chance lies within the cut.
pub(crate) fn inside(propensity: f64, cut: f64) -> bool {
    (cut..=1.0 - cut).contains(&propensity)
}

/// The cut `a` with `1/(a(1-a)) = 2 E[1/(e(1-e)) | 1/(e(1-e)) <= 1/(a(1-a))]`, or 0 where no person's `1/(e(1-e))` is above twice the mean.
pub fn crump_cut(propensity: &[f64]) -> f64 {
    let mut costs: Vec<f64> = propensity.iter().map(|e| 1.0 / (e * (1.0 - e))).collect();
    costs.sort_unstable_by(f64::total_cmp);
    let mut sum: f64 = costs.iter().sum();
    if costs.last().is_none_or(|largest| *largest <= 2.0 * sum / costs.len() as f64) {
        return 0.0;
    }
    // Leave out the dearest until the dearest left costs no more than twice the mean of those left.
    for kept in (1..costs.len()).rev() {
        sum -= costs[kept];
        let bound = 2.0 * sum / kept as f64;
        if costs[kept - 1] <= bound {
            return 0.5 - (0.25 - 1.0 / bound).max(0.0).sqrt();
        }
    }
    0.0
}
