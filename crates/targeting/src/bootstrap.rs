//! Bootstrap of average effects, many segments at once.
//!
//! Drawing `n` people with replacement from an arm in which `k` have the outcome gives a sum that is binomial with `n` trials
//! of probability `k / n`: nothing is lost by drawing that number at once. The counts of several values (months paid, tariffs,
//! the many who paid nothing) are multinomial, and are drawn as such. People whose value hardly anybody shares are given the
//! number of times each is drawn (`weights`), as many of them together as the multinomial says. The replicates are the
//! same in distribution either way (not draw by draw), which the tests check.

use crate::binomial::multinomial;
use crate::error::{TargetingError, finite};
use crate::resampling::{Resampling, draw_rows, spread};
use crate::sums::is_rate;
use crate::weights::{Random, Weights};
use effectiveness::Interval;
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
    /// The counts of values that many share, and elsewhere how often each person is drawn.
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
/// People who share a value from which their number is drawn: a binomial draw costs about as much as so many people.
const PEOPLE_A_VALUE: u32 = 32;

/// The average effect of every segment, its arms drawn again apart from each other (their sizes are those of the lot).
pub fn average_effects(
    segments: &[SegmentArms<'_>],
    resampling: &Resampling,
    drawing: Drawing,
) -> Result<Vec<BootstrapEffect>, TargetingError> {
    resampling.check()?;
    let laws: Vec<[Law; 2]> = segments
        .par_iter()
        .map(|s| Ok([law("treated", s.treated, drawing)?, law("control", s.control, drawing)?]))
        .collect::<Result<_, TargetingError>>()?;
    let pieces = resampling.replicates.div_ceil(REPLICATES_A_PIECE);
    let work: Vec<(usize, usize)> = (0..laws.len()).flat_map(|s| (0..pieces).map(move |p| (s, p))).collect();
    let drawn: Vec<Vec<f64>> = work
        .par_iter()
        .map(|(segment, piece)| {
            let mut random = Random::new(resampling.random(*segment as u64, *piece as u64));
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
struct Law {
    /// Values that many share.
    values: Vec<f64>,
    /// How many share each; the last number is that of everybody else.
    counts: Vec<u32>,
    /// Values of everybody else.
    others: Vec<f64>,
    /// How often each of them is drawn, where they are many.
    weights: Option<Weights>,
    people: u64,
}

fn law(arm: &str, outcomes: &[f64], drawing: Drawing) -> Result<Law, TargetingError> {
    if outcomes.is_empty() {
        return Err(TargetingError::EmptyArm { arm: arm.to_owned() });
    }
    if u32::try_from(outcomes.len()).is_err() {
        return Err(TargetingError::TooManyRows { rows: outcomes.len() });
    }
    finite(&format!("the outcome of the {arm} arm"), outcomes)?;
    let people = outcomes.len() as u64;
    if drawing == Drawing::People {
        let counts = vec![outcomes.len() as u32];
        return Ok(Law { values: Vec::new(), counts, others: outcomes.to_vec(), weights: None, people });
    }
    if is_rate(outcomes) {
        let ones = outcomes.iter().filter(|y| **y > 0.0).count() as u32;
        let counts = vec![ones, outcomes.len() as u32 - ones, 0];
        return Ok(Law { values: vec![1.0, 0.0], counts, others: Vec::new(), weights: None, people });
    }
    let mut sorted = outcomes.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let mut law = Law { values: Vec::new(), counts: Vec::new(), others: Vec::new(), weights: None, people };
    for alike in sorted.chunk_by(|a, b| a.total_cmp(b).is_eq()) {
        if alike.len() as u32 >= PEOPLE_A_VALUE {
            law.values.push(alike[0]);
            law.counts.push(alike.len() as u32);
        } else {
            law.others.extend(alike);
        }
    }
    law.counts.push(law.others.len() as u32);
    law.weights = Weights::of(law.others.len());
    Ok(law)
}

impl Law {
    /// The mean of one resample.
    fn mean(&self, random: &mut Random) -> f64 {
        let (mut sum, mut others) = (0.0, 0);
        multinomial(&self.counts, self.people, &mut random.single, |cell, drawn| match self.values.get(cell) {
            Some(value) => sum += value * drawn as f64,
            None => others = drawn,
        });
        let mut left = others;
        if let Some(weighed) = self.weights.as_ref().map(|weights| weights.weigh(&self.others, random))
            && weighed.draws <= others
        {
            sum += weighed.sum;
            left -= weighed.draws;
        }
        // Four sums side by side, or each addition would wait for the one before.
        let mut sums = [0.0; 4];
        draw_rows(&mut random.single, self.others.len() as u32, left as usize, |drawn| {
            let fours = drawn.chunks_exact(4);
            for row in fours.remainder() {
                sums[0] += self.others[*row as usize];
            }
            for four in fours {
                for (sum, row) in sums.iter_mut().zip(four) {
                    *sum += self.others[*row as usize];
                }
            }
        });
        (sum + sums.iter().sum::<f64>()) / self.people as f64
    }
}
