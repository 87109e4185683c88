//! Chances that add up on the log-odds: an intercept, a state, a calendar month; fitted to counts under a Gaussian
//! prior.
//!
//! Calendar months have two terms, one for those who paid last month and one for those who did not: in the lean months
//! the first skip and the second stay away, and after them the second come back.

use crate::counts::CELLS;
use crate::standing::State;

const STATES: usize = State::ALL.len();
/// Intercept, states, calendar months after a paid month and after an unpaid one.
pub(crate) const TERMS: usize = 1 + STATES + 24;
/// Where each kind of term stands.
pub(crate) const BLOCKS: [std::ops::Range<usize>; 3] = [0..1, 1..1 + STATES, 1 + STATES..TERMS];

/// A symmetric matrix over the terms.
pub(crate) type Square = [[f64; TERMS]; TERMS];

const MOST_STEPS: usize = 60;
/// What the next step would add to the log-posterior (Newton's decrement, halved) when the search ends.
const CLOSE: f64 = 1e-10;

/// The most probable terms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fitted {
    pub terms: [f64; TERMS],
    /// Cholesky root of the information there.
    root: Square,
}

impl Fitted {
    /// What the terms add to the log-odds of a cell.
    pub(crate) fn log_odds(&self, cell: usize) -> f64 {
        places(cell).iter().map(|i| self.terms[*i]).sum()
    }

    /// Variance of each term.
    pub(crate) fn variances(&self) -> [f64; TERMS] {
        std::array::from_fn(|i| {
            let mut unit = [0.0; TERMS];
            unit[i] = 1.0;
            solve(&self.root, &unit)[i]
        })
    }
}

fn places(cell: usize) -> [usize; 3] {
    let after_unpaid = usize::from(!State::ALL[cell / 12].is_covered());
    [0, 1 + cell / 12, 1 + STATES + 12 * after_unpaid + cell % 12]
}

/// A chance from log-odds, without overflow.
pub(crate) fn chance(log_odds: f64) -> f64 {
    if log_odds >= 0.0 { 1.0 / (1.0 + (-log_odds).exp()) } else { log_odds.exp() / (1.0 + log_odds.exp()) }
}

/// Maximises the binomial log-likelihood of `counts` (at risk, paid; by cell) less half the quadratic form of
/// `precision`, by Newton's method with halved steps from `start`. `offset` is added to the log-odds of each cell.
///
/// The target is strictly concave when `precision` is positive definite, so cells of 0%, 100% or nobody at all do no
/// harm.
pub(crate) fn fit(counts: &[[f64; 2]], offset: &[f64; CELLS], precision: &Square, start: &[f64; TERMS]) -> Fitted {
    let mut fitted = Fitted { terms: *start, root: [[0.0; TERMS]; TERMS] };
    let mut target = log_posterior(counts, offset, precision, start);
    for _ in 0..MOST_STEPS {
        let (gradient, information) = derivatives(counts, offset, precision, &fitted.terms);
        fitted.root = cholesky(&information);
        let step = solve(&fitted.root, &gradient);
        let gain: f64 = gradient.iter().zip(step).map(|(g, s)| g * s / 2.0).sum();
        let mut scale = 1.0;
        loop {
            let next: [f64; TERMS] = std::array::from_fn(|i| fitted.terms[i] + scale * step[i]);
            let value = log_posterior(counts, offset, precision, &next);
            // Close to the top, rounding of a large sum hides the gain of a step.
            if value >= target - 1e-12 * target.abs() || scale < 1e-6 {
                (fitted.terms, target) = (next, value);
                break;
            }
            scale /= 2.0;
        }
        if gain < CLOSE {
            break;
        }
    }
    fitted
}

fn log_posterior(counts: &[[f64; 2]], offset: &[f64; CELLS], precision: &Square, terms: &[f64; TERMS]) -> f64 {
    let mut value = 0.0;
    for (i, row) in precision.iter().enumerate() {
        value -= 0.5 * terms[i] * row.iter().zip(terms).map(|(p, t)| p * t).sum::<f64>();
    }
    for (cell, [at_risk, paid]) in counts.iter().enumerate().filter(|(_, c)| c[0] > 0.0) {
        let eta = offset[cell] + places(cell).iter().map(|i| terms[*i]).sum::<f64>();
        // log(1 + exp(eta)), without overflow.
        value += paid * eta - at_risk * (eta.max(0.0) + (-eta.abs()).exp().ln_1p());
    }
    value
}

fn derivatives(
    counts: &[[f64; 2]],
    offset: &[f64; CELLS],
    precision: &Square,
    terms: &[f64; TERMS],
) -> ([f64; TERMS], Square) {
    let mut gradient = precision.map(|row| -row.iter().zip(terms).map(|(p, t)| p * t).sum::<f64>());
    let mut information = *precision;
    for (cell, [at_risk, paid]) in counts.iter().enumerate().filter(|(_, c)| c[0] > 0.0) {
        let of = places(cell);
        let p = chance(offset[cell] + of.iter().map(|i| terms[*i]).sum::<f64>());
        for i in of {
            gradient[i] += paid - at_risk * p;
            for j in of {
                information[i][j] += at_risk * p * (1.0 - p);
            }
        }
    }
    (gradient, information)
}

/// Lower triangle of a positive definite matrix.
fn cholesky(matrix: &Square) -> Square {
    let mut root = [[0.0; TERMS]; TERMS];
    for i in 0..TERMS {
        for j in 0..=i {
            let dot: f64 = (0..j).map(|k| root[i][k] * root[j][k]).sum();
            let left = matrix[i][j] - dot;
            root[i][j] = if i == j { left.max(f64::MIN_POSITIVE).sqrt() } else { left / root[j][j] };
        }
    }
    root
}

fn solve(root: &Square, right: &[f64; TERMS]) -> [f64; TERMS] {
    let mut x = *right;
    for i in 0..TERMS {
        let dot: f64 = (0..i).map(|k| root[i][k] * x[k]).sum();
        x[i] = (x[i] - dot) / root[i][i];
    }
    for i in (0..TERMS).rev() {
        let dot: f64 = (i + 1..TERMS).map(|k| root[k][i] * x[k]).sum();
        x[i] = (x[i] - dot) / root[i][i];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_and_variances_are_those_of_another_optimiser() {
        // scipy 1.17.1, with the design of `places` in X, the cells c = arange(156), and
        //   n = c*37 % 101; k = floor(n * (c%7) / 7); o = (c%5)/5 - .4
        //   f = lambda b: (n*logaddexp(0, X@b+o) - k*(X@b+o)).sum() + .25*b@b
        //   b = minimize(f, zeros(38), jac=g, hess=H, method="trust-exact").x; b[[0, 3, 20, 37]]; inv(H(b))[3, 3]
        let counts: Vec<[f64; 2]> = (0..CELLS)
            .map(|c| {
                let at_risk = (c * 37 % 101) as f64;
                [at_risk, (at_risk * (c % 7) as f64 / 7.0).floor()]
            })
            .collect();
        let offset = std::array::from_fn(|c| (c % 5) as f64 / 5.0 - 0.4);
        let mut precision = [[0.0; TERMS]; TERMS];
        (0..TERMS).for_each(|i| precision[i][i] = 0.5);
        for start in [0.0, 3.0] {
            let fitted = fit(&counts, &offset, &precision, &[start; TERMS]);
            let golden =
                [(0, -0.302_559_023_145), (3, -0.000_782_243_283), (20, -0.206_933_687_452), (37, -0.042_509_234_544)];
            for (i, term) in golden {
                assert!((fitted.terms[i] - term).abs() < 1e-6, "term {i} from {start}: {}", fitted.terms[i]);
            }
            assert!((fitted.variances()[3] - 0.211_484_294_133).abs() < 1e-6);
        }
    }
}
