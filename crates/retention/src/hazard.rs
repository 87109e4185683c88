//! The chance to have the next month paid, by segment, state and calendar month, partially pooled over the segments.

use crate::additive::{BLOCKS, Fitted, Square, TERMS, chance, fit};
use crate::counts::CELLS;
use crate::standing::State;

/// Prior spread of every pooled term: wide, on the log-odds.
const WIDE: f64 = 5.0;
/// Prior spread of the difference between neighbouring states.
const NEIGHBOUR: f64 = 0.5;
/// Where the precisions of the segments' own terms begin, and how small and large they may become. The upper end, a
/// spread of 0.5 on the log-odds, keeps one unlike segment among many like ones from being drawn to them.
const FIRST_PRECISION: f64 = 2.0;
const PRECISIONS: std::ops::RangeInclusive<f64> = 0.04..=4.0;
const ROUNDS: usize = 12;

/// How strongly the segments' own intercept, states and months are drawn to the pooled ones.
pub(crate) type Pull = [f64; 3];

/// Log-odds to have the next month paid, of each segment by state and calendar month.
#[derive(Debug, Clone)]
pub(crate) struct Hazards {
    log_odds: Vec<[f64; CELLS]>,
    /// What they are made of: the pooled terms and each segment's own, and how strongly these are pulled to 0.
    pooled: [f64; TERMS],
    own: Vec<[f64; TERMS]>,
    pull: Pull,
}

impl Hazards {
    /// Fits all segments, and finds how alike they are.
    pub(crate) fn fit(counts: &[Vec<[f64; 2]>]) -> Self {
        let pooled = pooled(counts, &[0.0; TERMS]);
        let pull = find_pull(counts, &offset_of(&pooled));
        Self::assemble(counts, &pooled, &vec![[0.0; TERMS]; counts.len()], pull)
    }

    /// Fits other counts of the same people in the same way, as the jackknife does. The search starts from here.
    pub(crate) fn refit(&self, counts: &[Vec<[f64; 2]>]) -> Self {
        Self::assemble(counts, &pooled(counts, &self.pooled), &self.own, self.pull)
    }

    fn assemble(counts: &[Vec<[f64; 2]>], pooled: &Fitted, start: &[[f64; TERMS]], pull: Pull) -> Self {
        let offset = offset_of(pooled);
        let of_segment = |(own, start): (&Vec<[f64; 2]>, &[f64; TERMS])| fit(own, &offset, &ridge(pull), start);
        let own: Vec<Fitted> = counts.iter().zip(start).map(of_segment).collect();
        let log_odds = own.iter().map(|own| std::array::from_fn(|cell| offset[cell] + own.log_odds(cell))).collect();
        Self { log_odds, pooled: pooled.terms, own: own.iter().map(|own| own.terms).collect(), pull }
    }

    /// The chance of a segment, state and calendar month (0 is January).
    pub(crate) fn paid(&self, segment: usize, state: State, month: usize) -> f64 {
        chance(self.log_odds[segment][state as usize * 12 + month])
    }
}

fn offset_of(pooled: &Fitted) -> [f64; CELLS] {
    std::array::from_fn(|cell| pooled.log_odds(cell))
}

/// All segments together. Neighbouring states are held together, so that a state nobody has been in yet stands like its
/// neighbour.
fn pooled(counts: &[Vec<[f64; 2]>], start: &[f64; TERMS]) -> Fitted {
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
    fit(&sums, &[0.0; CELLS], &precision, start)
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

/// Precisions of the segments' own terms by the generalised Fellner-Schall update (Wood & Fasiolo 2017): the next
/// precision of a kind is its effective number of free terms over the sum of their squares, both over all segments.
fn find_pull(counts: &[Vec<[f64; 2]>], offset: &[f64; CELLS]) -> Pull {
    let mut pull = [FIRST_PRECISION; 3];
    let mut terms = vec![[0.0; TERMS]; counts.len()];
    for _ in 0..ROUNDS {
        let (mut free, mut squares) = ([0.0; 3], [0.0; 3]);
        for (own, terms) in counts.iter().zip(&mut terms).filter(|(own, _)| own.iter().any(|c| c[0] > 0.0)) {
            let fitted = fit(own, offset, &ridge(pull), terms);
            let variances = fitted.variances();
            *terms = fitted.terms;
            for (kind, block) in BLOCKS.into_iter().enumerate() {
                for i in block {
                    free[kind] += 1.0 - pull[kind] * variances[i];
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
