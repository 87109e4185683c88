//! What a wild bootstrap replicate needs of the areas, as polynomials in the hypothesised effect.

use super::AreaSums;
use super::arms::Arms;

/// One area: residual sums of its treated and control rows under no effect, how they move with the effect, and its rows.
#[derive(Debug, Clone, Copy)]
struct Area {
    /// Of treated and control rows, over the arm's rows.
    sums: [f64; 2],
    /// Taken off these per unit of hypothesised effect.
    slopes: [f64; 2],
    /// `sums[0] - sums[1]`: what the area adds to the difference.
    score: f64,
    /// The same of the slopes.
    score_slope: f64,
    /// Its share of the arm's rows.
    shares: [f64; 2],
}

/// The sums over areas.
pub(super) struct WildSums {
    areas: Vec<Area>,
    /// `G/(G-1) (N-1)/(N-2)`.
    factor: f64,
    difference: f64,
    /// CR1 variance of the sample itself.
    variance: f64,
    /// Sums over areas of products of shares: treated, control, both.
    share_products: [f64; 3],
}

/// One pattern of weights, summed over areas. Pairs are (constant, per unit of effect).
pub(super) struct Replicate {
    arms: [(f64, f64); 2],
    squares: (f64, f64, f64),
    by_share: [(f64, f64); 2],
}

impl WildSums {
    /// Of the occupied areas.
    pub(super) fn of(occupied: &[AreaSums], arms: Arms) -> Self {
        let (n1, n0) = (arms.treated.count as f64, arms.control.count as f64);
        let (n, g) = (n1 + n0, occupied.len() as f64);
        let mean = (n1 * arms.treated.mean + n0 * arms.control.mean) / n;
        let share = n1 / n;
        let areas: Vec<Area> = occupied
            .iter()
            .map(|a| {
                let (m1, m0) = (a.treated.count as f64, a.control.count as f64);
                let sums = [m1 * (a.treated.mean - mean) / n1, m0 * (a.control.mean - mean) / n0];
                let slopes = [m1 * (1.0 - share) / n1, -m0 * share / n0];
                Area {
                    sums,
                    slopes,
                    score: sums[0] - sums[1],
                    score_slope: slopes[0] - slopes[1],
                    shares: [m1 / n1, m0 / n0],
                }
            })
            .collect();
        let spread: f64 = occupied
            .iter()
            .map(|a| {
                let (of_treated, of_control) = arms.residuals(a);
                (of_treated / n1 - of_control / n0).powi(2)
            })
            .sum();
        let product = |i: usize, j: usize| areas.iter().map(|a| a.shares[i] * a.shares[j]).sum::<f64>();
        let share_products = [product(0, 0), product(1, 1), product(0, 1)];
        let factor = g / (g - 1.0) * (n - 1.0) / (n - 2.0);
        let difference = arms.treated.mean - arms.control.mean;
        Self { areas, factor, difference, variance: spread * factor, share_products }
    }

    /// Areas.
    pub(super) fn areas(&self) -> usize {
        self.areas.len()
    }

    /// The sample's t against an effect; `None` where nothing varies.
    pub(super) fn observed(&self, effect: f64) -> Option<f64> {
        let error = self.variance.sqrt();
        let size = self.areas.iter().map(|a| a.score.abs()).fold(0.0, f64::max);
        (error.is_finite() && error > 1e-13 * size && error > 0.0).then(|| (self.difference - effect) / error)
    }

    /// Sums of one pattern of weights.
    pub(super) fn replicate(&self, weights: &[f64]) -> Replicate {
        let (mut one, mut zero) = ((0.0, 0.0), (0.0, 0.0));
        let mut squares = (0.0, 0.0, 0.0);
        let (mut by_one, mut by_zero) = ((0.0, 0.0), (0.0, 0.0));
        for (area, &weight) in self.areas.iter().zip(weights) {
            one.0 += weight * area.sums[0];
            one.1 += weight * area.slopes[0];
            zero.0 += weight * area.sums[1];
            zero.1 += weight * area.slopes[1];
            let (score, slope) = (weight * area.score, weight * area.score_slope);
            squares.0 += score * score;
            squares.1 += score * slope;
            squares.2 += slope * slope;
            by_one.0 += score * area.shares[0];
            by_one.1 += slope * area.shares[0];
            by_zero.0 += score * area.shares[1];
            by_zero.1 += slope * area.shares[1];
        }
        Replicate { arms: [one, zero], squares, by_share: [by_one, by_zero] }
    }

    /// The replicate's absolute t under an effect. Each area's score is its own less its shares of the arms' new means,
    /// `w s - share1 A1 + share0 A0`, squared and summed.
    pub(super) fn statistic(&self, replicate: &Replicate, effect: f64) -> f64 {
        let at = |(constant, slope): (f64, f64)| constant - effect * slope;
        let (one, zero) = (at(replicate.arms[0]), at(replicate.arms[1]));
        let (constant, cross, square) = replicate.squares;
        let squares = constant - 2.0 * effect * cross + effect * effect * square;
        let moved = at(replicate.by_share[0]) * one - at(replicate.by_share[1]) * zero;
        let [both_one, both_zero, mixed] = self.share_products;
        let own = both_one * one * one + both_zero * zero * zero - 2.0 * mixed * one * zero;
        let error = (self.factor * (squares - 2.0 * moved + own)).max(0.0).sqrt();
        if error > 0.0 { ((one - zero) / error).abs() } else { f64::INFINITY }
    }
}
