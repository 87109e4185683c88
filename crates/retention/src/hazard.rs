//! The chance to have the next month paid, by segment, state and calendar month, partially pooled over the segments.

use crate::additive::{BLOCKS, Fitted, Square, TERMS, chance, fit};
use crate::counts::CELLS;
use crate::standing::State;

/// Prior spread of every pooled term: wide, on the log-odds.
const WIDE: f64 = 5.0;
/// Prior spread of the difference between neighbouring states.
const NEIGHBOUR: f64 = 0.5;
/// Where the spreads of the segments' own terms begin, and how small and large their precisions may become.
const FIRST_PRECISION: f64 = 4.0;
const PRECISIONS: std::ops::RangeInclusive<f64> = 0.04..=16.0;
const ROUNDS: usize = 12;

/// How strongly the segments' own intercept, states and months are drawn to the pooled ones.
pub(crate) type Pull = [f64; 3];

/// Log-odds to have the next month paid, of each segment by state and calendar month.
#[derive(Debug, Clone)]
pub(crate) struct Hazards {
    pub(crate) log_odds: Vec<[f64; CELLS]>,
}

impl Hazards {
    /// Fits all segments under a pull, or finds the pull as well.
    pub(crate) fn fit(counts: &[Vec<[f64; 2]>], pull: Option<Pull>) -> (Self, Pull) {
        let pooled = pooled(counts);
        let offset: [f64; CELLS] = std::array::from_fn(|cell| pooled.log_odds(cell));
        let pull = pull.unwrap_or_else(|| find_pull(counts, &offset));
        let log_odds = counts
            .iter()
            .map(|own| {
                let own = fit(own, &offset, &ridge(pull));
                std::array::from_fn(|cell| offset[cell] + own.log_odds(cell))
            })
            .collect();
        (Self { log_odds }, pull)
    }

    /// The chance of a segment, state and calendar month (0 is January).
    pub(crate) fn paid(&self, segment: usize, state: State, month: usize) -> f64 {
        chance(self.log_odds[segment][state as usize * 12 + month])
    }
}

/// All segments together. Neighbouring states are held together, so that a state nobody has been in yet stands like its neighbour.
fn pooled(counts: &[Vec<[f64; 2]>]) -> Fitted {
    let mut sums = vec![[0.0; 2]; CELLS];
    for own in counts {
        for (sum, count) in sums.iter_mut().zip(own) {
            sum[0] += count[0];
            sum[1] += count[1];
        }
    }
    let mut precision = ridge([WIDE.powi(-2); 3]);
    for (a, b) in State::NEIGHBOURS {
        let (a, b) = (1 + a as usize, 1 + b as usize);
        let weight = NEIGHBOUR.powi(-2);
        precision[a][a] += weight;
        precision[b][b] += weight;
        precision[a][b] -= weight;
        precision[b][a] -= weight;
    }
    fit(&sums, &[0.0; CELLS], &precision)
}

fn ridge(pull: Pull) -> Square {
    let mut precision = [[0.0; TERMS]; TERMS];
    for (block, pull) in BLOCKS.into_iter().zip(pull) {
        for i in block {
            precision[i][i] = pull;
        }
    }
    precision
}

/// Precisions of the segments' own terms by the generalised Fellner-Schall update (Wood & Fasiolo 2017): the next precision of a kind is its
/// effective number of free terms over the sum of their squares, both over all segments.
fn find_pull(counts: &[Vec<[f64; 2]>], offset: &[f64; CELLS]) -> Pull {
    let mut pull = [FIRST_PRECISION; 3];
    for _ in 0..ROUNDS {
        let (mut free, mut squares) = ([0.0; 3], [0.0; 3]);
        for own in counts.iter().filter(|own| own.iter().any(|c| c[0] > 0.0)) {
            let fitted = fit(own, offset, &ridge(pull));
            for (kind, block) in BLOCKS.into_iter().enumerate() {
                for i in block {
                    free[kind] += 1.0 - pull[kind] * fitted.variances[i];
                    squares[kind] += fitted.terms[i] * fitted.terms[i];
                }
            }
        }
        for kind in 0..3 {
            let next = free[kind].max(0.0) / squares[kind].max(1e-12);
            pull[kind] = next.clamp(*PRECISIONS.start(), *PRECISIONS.end());
        }
    }
    pull
}
