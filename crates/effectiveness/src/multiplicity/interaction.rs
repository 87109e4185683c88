//! Whether the odds ratio of an outcome differs between segments.

use crate::distribution::chi_square_upper;
use crate::sums::BinarySums;
use regression::{Design, Link, binomial};
use serde::{Deserialize, Serialize};

/// Likelihood-ratio test of arm times segment in a logit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interaction {
    /// Twice the gain of log-likelihood when every segment has an odds ratio of its own.
    pub likelihood_ratio: f64,
    /// Segments minus one.
    pub df: usize,
    /// Of the statistic.
    pub p_value: f64,
}

/// Tests whether segments share one odds ratio: (treated, control) a segment. Segments without both arms, or where everybody
/// had the same outcome, say nothing of a ratio and are left out; `None` below two.
pub fn interaction(segments: &[(BinarySums, BinarySums)]) -> Option<Interaction> {
    let telling = |(treated, control): &&(BinarySums, BinarySums)| {
        let all = treated.merged(*control);
        treated.count() > 0 && control.count() > 0 && all.kept() > 0 && all.not_kept() > 0
    };
    let used: Vec<&(BinarySums, BinarySums)> = segments.iter().filter(telling).collect();
    if used.len() < 2 {
        return None;
    }
    let own: f64 = used.iter().map(|(treated, control)| log_likelihood(*treated) + log_likelihood(*control)).sum();
    let gain = 2.0 * (own - shared_ratio(&used)?);
    let df = used.len() - 1;
    let likelihood_ratio = gain.max(0.0);
    Some(Interaction { likelihood_ratio, df, p_value: chi_square_upper(likelihood_ratio, df as f64) })
}

/// Log-likelihood of an arm at its own rate.
fn log_likelihood(arm: BinarySums) -> f64 {
    let part = |count: u64| if count == 0 { 0.0 } else { count as f64 * (count as f64 / arm.count() as f64).ln() };
    part(arm.kept()) + part(arm.not_kept())
}

/// Log-likelihood of a logit with a constant for each segment and one coefficient of the treatment.
fn shared_ratio(segments: &[&(BinarySums, BinarySums)]) -> Option<f64> {
    // A line for each arm, segment and outcome, standing for as many people as had it.
    let (mut outcome, mut treated, mut segment, mut people) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (place, (of_treated, of_control)) in segments.iter().enumerate() {
        for (arm, sums) in [(1.0, of_treated), (0.0, of_control)] {
            for (value, count) in [(1.0, sums.kept()), (0.0, sums.not_kept())] {
                if count > 0 {
                    outcome.push(value);
                    treated.push(arm);
                    segment.push(place);
                    people.push(count as f64);
                }
            }
        }
    }
    let constant = |place: usize| segment.iter().map(|s| f64::from(u8::from(*s == place))).collect::<Vec<f64>>();
    let design = (0..segments.len()).fold(Design::new().column("treated", treated), |design, place| {
        design.column(place.to_string(), constant(place))
    });
    binomial(&outcome, &design, Link::Logit, Some(&people)).ok().map(|fit| fit.log_likelihood)
}
