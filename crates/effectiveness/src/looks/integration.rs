//! The distribution of a sum of information that has passed no bound so far, on a grid.

use crate::distribution::{normal_density, normal_upper};

/// Nodes and weights of Gauss and Legendre's rule with eight points on -1 to 1 (half of them; the rule is symmetric).
const NODES: [f64; 4] =
    [0.183_434_642_495_649_8, 0.525_532_409_916_329, 0.796_666_477_413_626_7, 0.960_289_856_497_536_3];
const WEIGHTS: [f64; 4] =
    [0.362_683_783_378_362, 0.313_706_645_877_887_3, 0.222_381_034_453_374_48, 0.101_228_536_290_376_26];

/// Standard deviations below which no mass is kept.
const DEEPEST: f64 = 8.5;

/// Probability below which a look has no bound.
const NEXT_TO_NOTHING: f64 = 1e-16;

/// Where the sum may stand after a look without having passed a bound: points, and the probability at each.
pub(super) struct Survivors {
    time: f64,
    points: Vec<f64>,
    masses: Vec<f64>,
}

impl Survivors {
    /// Before the first look: at zero.
    pub(super) fn at_the_start() -> Self {
        Self { time: 0.0, points: vec![0.0], masses: vec![1.0] }
    }

    /// The z at `time` that is passed with just this probability.
    pub(super) fn bound(&self, time: f64, probability: f64) -> f64 {
        if probability < NEXT_TO_NOTHING {
            return f64::INFINITY;
        }
        let (mut low, mut high) = (-DEEPEST, DEEPEST);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if self.passing(time, middle) > probability {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    }

    /// Probability of passing `z` at `time`.
    fn passing(&self, time: f64, z: f64) -> f64 {
        let (edge, step) = (z * time.sqrt(), (time - self.time).sqrt());
        self.points.iter().zip(&self.masses).map(|(point, mass)| mass * normal_upper((edge - point) / step)).sum()
    }

    /// Who passes no bound at `time` either; `next_step` of information follows until the look after.
    pub(super) fn after(&self, time: f64, bound: f64, next_step: f64) -> Self {
        let deviation = time.sqrt();
        let (bottom, top) = (-DEEPEST * deviation, bound.min(DEEPEST) * deviation);
        let own_step = time - self.time;
        // A panel as wide as the narrower of both steps' deviations holds eight points of a smooth curve.
        let panels = ((top - bottom) / own_step.min(next_step).sqrt()).ceil().max(1.0);
        let width = (top - bottom) / panels;
        let (mut points, mut masses) = (Vec::new(), Vec::new());
        for panel in 0..panels as u64 {
            let centre = bottom + (panel as f64 + 0.5) * width;
            for (node, weight) in NODES.into_iter().zip(WEIGHTS) {
                for point in [centre - 0.5 * width * node, centre + 0.5 * width * node] {
                    points.push(point);
                    masses.push(0.5 * width * weight * self.density(point, own_step.sqrt()));
                }
            }
        }
        Self { time, points, masses }
    }

    /// Density at a point one step later.
    fn density(&self, point: f64, step: f64) -> f64 {
        let near = |(at, mass): (&f64, &f64)| {
            let z = (point - at) / step;
            if z.abs() > 9.0 { 0.0 } else { mass * normal_density(z) }
        };
        self.points.iter().zip(&self.masses).map(near).sum::<f64>() / step
    }
}
