//! Bootstrap of average effects, many segments at once.
//!
//! Drawing `n` people with replacement from an arm in which `k` have the outcome gives a sum that is binomial with `n` trials
//! of probability `k / n`: nothing is lost by drawing that number at once. With a few distinct values (months paid, tariffs)
//! the counts of the values are multinomial, and are drawn as such. Only where values hardly repeat are people drawn one by
//! one. The replicates are the same in distribution either way (not draw by draw), which the tests check.

use crate::binomial::multinomial;
use crate::error::{TargetingError, finite};
use crate::resampling::{Resampling, draw_rows, spread};
use crate::sums::is_rate;
use effectiveness::Interval;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Outcomes of the two arms of a segment.
#[derive(Debug, Clone, Copy)]
pub struct SegmentArms<'a> {
    /// Treated, as assigned.
    pub treated: &'a [f64],
    /// Held out.
    pub control: &'a [f64],
}

/// How a resample is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawing {
    /// The counts of distinct values where they are few, people one by one elsewhere.
    Fastest,
    /// People one by one always.
    People,
}

/// The average effect of a segment with what the replicates say of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BootstrapEffect {
    /// Treated mean minus control mean.
    pub estimate: f64,
    /// Standard deviation of the replicates.
    pub standard_error: f64,
    /// Percentile interval.
    pub interval: Interval,
}

/// Replicates computed in one piece of work.
const REPLICATES_A_PIECE: usize = 50;
/// Distinct values up to which counts are drawn, if there are also many people for each.
const MOST_VALUES: usize = 64;
const PEOPLE_A_VALUE: usize = 32;

/// The average effect of every segment, its arms drawn again apart from each other (their sizes are those of the lot).
pub fn average_effects(
    segments: &[SegmentArms<'_>],
    resampling: &Resampling,
    drawing: Drawing,
) -> Result<Vec<BootstrapEffect>, TargetingError> {
    resampling.check()?;
    let laws = segments.iter().map(|s| Ok([law("treated", s.treated, drawing)?, law("control", s.control, drawing)?]));
    let laws: Vec<[Law<'_>; 2]> = laws.collect::<Result<_, TargetingError>>()?;
    let pieces = resampling.replicates.div_ceil(REPLICATES_A_PIECE);
    let work: Vec<(usize, usize)> = (0..laws.len()).flat_map(|s| (0..pieces).map(move |p| (s, p))).collect();
    let drawn: Vec<Vec<f64>> = work
        .par_iter()
        .map(|(segment, piece)| {
            let mut random = resampling.random(*segment as u64, *piece as u64);
            let [treated, control] = &laws[*segment];
            let first = piece * REPLICATES_A_PIECE;
            (first..resampling.replicates.min(first + REPLICATES_A_PIECE))
                .map(|_| treated.mean(&mut random) - control.mean(&mut random))
                .collect()
        })
        .collect();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let summary = |(s, arms): (&[Vec<f64>], &SegmentArms<'_>)| {
        let mut replicates = s.concat();
        let standard_error = spread(&replicates);
        let estimate = mean(arms.treated) - mean(arms.control);
        // Means of finite outcomes are finite unless they overflow; then the estimate says so too.
        let interval = resampling.interval(&mut replicates).unwrap_or(Interval { low: estimate, high: estimate });
        BootstrapEffect { estimate, standard_error, interval }
    };
    Ok(drawn.chunks(pieces).zip(segments).map(summary).collect())
}

/// What a resample of an arm is drawn from.
enum Law<'a> {
    /// Distinct values and how many people have them.
    Values { values: Vec<f64>, counts: Vec<u32>, people: u64 },
    /// Everybody.
    People(&'a [f64]),
}

fn law<'a>(arm: &str, outcomes: &'a [f64], drawing: Drawing) -> Result<Law<'a>, TargetingError> {
    if outcomes.is_empty() {
        return Err(TargetingError::EmptyArm { arm: arm.to_owned() });
    }
    if u32::try_from(outcomes.len()).is_err() {
        return Err(TargetingError::TooManyRows { rows: outcomes.len() });
    }
    finite(&format!("the outcome of the {arm} arm"), outcomes)?;
    let most = match drawing {
        Drawing::People => 0,
        Drawing::Fastest => (outcomes.len() / PEOPLE_A_VALUE).clamp(2, MOST_VALUES),
    };
    Ok(few_values(outcomes, most).unwrap_or(Law::People(outcomes)))
}

/// The distinct values, if there are at most `most`.
fn few_values<'a>(outcomes: &[f64], most: usize) -> Option<Law<'a>> {
    if most == 0 {
        return None;
    }
    let people = outcomes.len() as u64;
    if is_rate(outcomes) {
        let ones = outcomes.iter().filter(|y| **y > 0.0).count() as u32;
        return Some(Law::Values { values: vec![1.0, 0.0], counts: vec![ones, outcomes.len() as u32 - ones], people });
    }
    let (mut values, mut counts) = (Vec::new(), Vec::new());
    for y in outcomes {
        match values.binary_search_by(|v: &f64| v.total_cmp(y)) {
            Ok(place) => counts[place] += 1,
            Err(_) if values.len() == most => return None,
            Err(place) => {
                values.insert(place, *y);
                counts.insert(place, 1);
            }
        }
    }
    Some(Law::Values { values, counts, people })
}

impl Law<'_> {
    /// The mean of one resample.
    fn mean(&self, random: &mut Xoshiro256PlusPlus) -> f64 {
        match self {
            Self::Values { values, counts, people } => {
                let mut sum = 0.0;
                multinomial(counts, *people, random, |cell, drawn| sum += values[cell] * drawn as f64);
                sum / *people as f64
            }
            Self::People(outcomes) => {
                let (mut one, mut two) = (0.0, 0.0);
                draw_rows(random, outcomes.len() as u32, outcomes.len(), |a, b| {
                    one += outcomes[a];
                    two += b.map_or(0.0, |b| outcomes[b]);
                });
                (one + two) / outcomes.len() as f64
            }
        }
    }
}
