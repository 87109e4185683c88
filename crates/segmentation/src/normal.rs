//! One normal distribution of a mixture: its log density, for assigning people that the fit did not see.

use serde::{Deserialize, Serialize};

/// Share and covariance of a component; its mean is the cluster's centroid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Normal {
    /// Log of its share of the people.
    log_share: f64,
    /// Coordinates that vary; the others say nothing.
    varying: Vec<usize>,
    /// Lower triangle of the Cholesky factor of the covariance of those, row after row.
    factor: Vec<f64>,
}

impl Normal {
    /// From a share and a covariance of `width * width` numbers. `None` where it is not positive definite.
    pub(crate) fn of(share: f64, covariance: &[f64], width: usize) -> Option<Self> {
        let varying: Vec<usize> = (0..width).filter(|i| covariance[i * width + i] > 0.0).collect();
        let size = varying.len();
        let mut factor = vec![0.0; size * size];
        for i in 0..size {
            for j in 0..=i {
                let mut sum = covariance[varying[i] * width + varying[j]];
                for k in 0..j {
                    sum -= factor[i * size + k] * factor[j * size + k];
                }
                if i == j {
                    if sum <= 0.0 {
                        return None;
                    }
                    factor[i * size + i] = sum.sqrt();
                } else {
                    factor[i * size + j] = sum / factor[j * size + j];
                }
            }
        }
        Some(Self { log_share: share.max(1e-300).ln(), varying, factor })
    }

    /// Log of share times density, a constant that all components share left out.
    pub(crate) fn log_density(&self, point: &[f64], mean: &[f64]) -> f64 {
        let size = self.varying.len();
        let mut solved = vec![0.0; size];
        let mut log = self.log_share;
        for (i, coordinate) in self.varying.iter().enumerate() {
            let before: f64 = (0..i).map(|k| self.factor[i * size + k] * solved[k]).sum();
            solved[i] = (point[*coordinate] - mean[*coordinate] - before) / self.factor[i * size + i];
            log -= self.factor[i * size + i].ln() + 0.5 * solved[i] * solved[i];
        }
        log
    }

    /// Whether it is for points of that width.
    pub(crate) fn fits(&self, width: usize) -> bool {
        self.varying.iter().all(|c| *c < width) && self.factor.len() == self.varying.len().pow(2)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_density_is_the_one_of_the_textbook() {
        // python: scipy.stats.multivariate_normal([1, 2], [[2, .5], [.5, 1]]).logpdf([0, 0]) + log(2 pi)
        let normal = Normal::of(1.0, &[2.0, 0.5, 0.5, 1.0], 2).unwrap();
        let expected = -2.279_807_893_967_711_3_f64;
        assert!((normal.log_density(&[0.0, 0.0], &[1.0, 2.0]) - expected).abs() < 1e-9);
        assert!(Normal::of(1.0, &[1.0, 2.0, 2.0, 1.0], 2).is_none());
    }
}
