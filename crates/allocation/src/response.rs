//! What reaching more and more people of a segment does.

use crate::error::AllocationError;
use serde::{Deserialize, Serialize};

/// Uplift of a channel in a segment: additional members kept for each person assigned, and how it wears off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// Uplift over all people reached, -1 to 1.
    pub uplift: f64,
    /// How unsure that is: standard deviation of the uplift (posterior, where it was shrunk).
    pub deviation: f64,
    /// Consecutive parts of the people, best first, with what the uplift there is as a multiple of `uplift`; their mean weighted by
    /// share is 1. One part of `(1, 1)` where nobody has measured a difference.
    pub steps: Vec<Step>,
}

/// A part of the people a channel reaches.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Share of the people reached, above 0.
    pub share: f64,
    /// Uplift there as a multiple of the whole's.
    pub multiple: f64,
}

impl Response {
    /// The same for everybody.
    pub fn straight(uplift: f64, deviation: f64) -> Self {
        Self { uplift, deviation, steps: vec![Step { share: 1.0, multiple: 1.0 }] }
    }

    /// From uplifts measured in equal parts of the people ranked by expected gain (deciles of a holdout), best part first. The parts
    /// are made never to rise again by pooling neighbours (isotonic regression), for a later part that gains more than an earlier
    /// one was ranked by chance.
    pub fn from_parts(uplifts: &[f64], deviation: f64) -> Self {
        let uplift = uplifts.iter().sum::<f64>() / uplifts.len().max(1) as f64;
        if uplifts.len() < 2 || uplift <= 0.0 {
            return Self::straight(uplift, deviation);
        }
        let mut pools: Vec<(f64, usize)> = Vec::new();
        for part in uplifts {
            pools.push((*part, 1));
            while let [.., (a, n), (b, m)] = pools[..]
                && b >= a
            {
                let mean = (a * n as f64 + b * m as f64) / (n + m) as f64;
                pools.truncate(pools.len() - 2);
                pools.push((mean, n + m));
            }
        }
        let step =
            |(mean, parts): (f64, usize)| Step { share: parts as f64 / uplifts.len() as f64, multiple: mean / uplift };
        Self { uplift, deviation, steps: pools.into_iter().map(step).collect() }
    }

    /// The same shape around another uplift.
    #[must_use]
    pub fn around(&self, uplift: f64) -> Self {
        Self { uplift, ..self.clone() }
    }

    pub(crate) fn check(&self, segment: &str, channel: &str) -> Result<(), AllocationError> {
        let bad = |what, value, expected| {
            Err(AllocationError::BadNumber { segment: segment.into(), channel: channel.into(), what, value, expected })
        };
        if !(-1.0..=1.0).contains(&self.uplift) {
            return bad("the uplift", self.uplift, "a number from -1 to 1");
        }
        if !(self.deviation >= 0.0 && self.deviation.is_finite()) {
            return bad("the uplift's standard deviation", self.deviation, "a number of at least 0");
        }
        let shares: f64 = self.steps.iter().map(|s| s.share).sum();
        if (shares - 1.0).abs() > 1e-9 {
            return bad("the sum of shares", shares, "1");
        }
        for pair in self.steps.windows(2) {
            if pair[1].multiple > pair[0].multiple {
                return bad("a later part's multiple", pair[1].multiple, "no more than the part's before it");
            }
        }
        match self.steps.iter().find(|s| !(s.share > 0.0 && s.multiple.is_finite())) {
            Some(step) => bad("a part's share", step.share, "a number above 0"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_rise_again_are_pooled_and_keep_their_mean() {
        let response = Response::from_parts(&[0.06, 0.02, 0.05, 0.01], 0.01);
        assert!((response.uplift - 0.035).abs() < 1e-12);
        assert_eq!(response.steps.len(), 3);
        let mean: f64 = response.steps.iter().map(|s| s.share * s.multiple).sum();
        assert!((mean - 1.0).abs() < 1e-12);
        assert!(response.steps.windows(2).all(|p| p[0].multiple > p[1].multiple));
        assert!(response.check("s", "c").is_ok());
    }
}
