//! Regression of a share or a yes-or-no outcome.

use crate::design::{Design, check_column};
use crate::error::RegressionError;
use crate::linear::check_weights;
use crate::sandwich::{Covariance, Errors, Scores};
use crate::solve::{cross_products, inverse_of, products_with};
use nalgebra::DMatrix;

/// How the linear predictor becomes a chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Log of the odds.
    Logit,
    /// `ln(-ln(1 - p))`: coefficients are logs of ratios of the hazard in continuous time (Prentice & Gloeckler 1978).
    ComplementaryLogLog,
}

/// Rounds after which a fit that still moves is taken to be separated.
const MOST_ROUNDS: usize = 60;
/// A linear predictor beyond which a chance is certain to double precision.
const CERTAIN: f64 = 30.0;

/// A fitted binomial regression.
#[derive(Debug, Clone, PartialEq)]
pub struct BinomialFit {
    /// One a column of the design.
    pub coefficients: Vec<f64>,
    /// Log-likelihood at them, without the constant of the binomial coefficients.
    pub log_likelihood: f64,
    /// Rounds of Fisher scoring.
    pub rounds: usize,
    link: Link,
    design: Design,
    counts: Option<Vec<f64>>,
    bread: DMatrix<f64>,
    pulls: Vec<f64>,
    chances: Vec<f64>,
}

/// Fits `y` (0, 1 or a share of the row's people) by maximum likelihood, Fisher scoring. `counts` says how many people each row
/// stands for; one where there are none.
pub fn binomial(
    y: &[f64],
    design: &Design,
    link: Link,
    counts: Option<&[f64]>,
) -> Result<BinomialFit, RegressionError> {
    check_column("outcome", y, y.len())?;
    design.check(y.len())?;
    if let Some(row) = y.iter().position(|y| !(0.0..=1.0).contains(y)) {
        return Err(RegressionError::OutcomeNoShare { row: row + 1, value: y[row] });
    }
    if let Some(counts) = counts {
        check_weights(counts, y.len())?;
    }
    let count = |row: usize| counts.map_or(1.0, |c| c[row]);
    let people: f64 = (0..y.len()).map(count).sum();
    if people <= design.width() as f64 {
        return Err(RegressionError::TooFewRows { rows: people as usize, columns: design.width() });
    }
    let yes: f64 = y.iter().enumerate().map(|(row, y)| count(row) * y).sum();
    if yes <= 0.0 || yes >= people {
        return Err(RegressionError::OutcomeConstant { value: f64::from(u8::from(yes > 0.0)) });
    }
    let mut state = State::start(y, yes / people, link);
    let mut coefficients = vec![0.0; design.width()];
    let mut likelihood = f64::NEG_INFINITY;
    for rounds in 1..=MOST_ROUNDS {
        let weights: Vec<f64> = state.information.iter().enumerate().map(|(row, w)| count(row) * w).collect();
        let bread = inverse_of(design, &cross_products(design, Some(&weights)))?;
        let working: Vec<f64> =
            (0..y.len()).map(|row| weights[row] * state.predictor[row] + count(row) * state.pulls[row]).collect();
        let mut next: Vec<f64> = (&bread * products_with(design, &working)).iter().copied().collect();
        let mut moved = State::at(y, &design.times(&next), link);
        let mut now = moved.log_likelihood(y, count);
        // Half the step while it makes things worse; the first round has nothing to be worse than.
        let mut halvings = 0;
        let worse = |now: f64| now.is_nan() || now < likelihood - 1e-9 * likelihood.abs();
        while worse(now) && halvings < 30 && likelihood.is_finite() {
            next.iter_mut().zip(&coefficients).for_each(|(n, c)| *n = f64::midpoint(*n, *c));
            moved = State::at(y, &design.times(&next), link);
            now = moved.log_likelihood(y, count);
            halvings += 1;
        }
        let converged = (now - likelihood).abs() <= 1e-13 * (1.0 + now.abs())
            && next.iter().zip(&coefficients).all(|(n, c)| (n - c).abs() <= 1e-9 * (1.0 + n.abs()));
        coefficients = next;
        likelihood = now;
        state = moved;
        if state.predictor.iter().any(|eta| eta.abs() > CERTAIN) && !converged && rounds > 20 {
            break;
        }
        if converged {
            let weights: Vec<f64> = state.information.iter().enumerate().map(|(row, w)| count(row) * w).collect();
            let bread = inverse_of(design, &cross_products(design, Some(&weights)))?;
            return Ok(BinomialFit {
                coefficients,
                log_likelihood: likelihood,
                rounds,
                link,
                design: design.clone(),
                counts: counts.map(<[f64]>::to_vec),
                bread,
                pulls: state.pulls,
                chances: state.chances,
            });
        }
    }
    // The coefficient that carries most of the predictor is the one without a limit.
    let reach = |i: usize| {
        let values = design.values(i);
        let most = values.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        coefficients[i].abs() * most
    };
    let worst = (0..design.width()).max_by(|a, b| reach(*a).total_cmp(&reach(*b))).unwrap_or_default();
    Err(RegressionError::Separated { column: design.names()[worst].clone() })
}

/// Where a round stands.
struct State {
    predictor: Vec<f64>,
    chances: Vec<f64>,
    /// Expected information of a row.
    information: Vec<f64>,
    /// Derivative of a row's log-likelihood by its predictor.
    pulls: Vec<f64>,
}

impl State {
    /// From chances halfway between each outcome and the mean.
    fn start(y: &[f64], mean: f64, link: Link) -> Self {
        let predictor: Vec<f64> = y
            .iter()
            .map(|y| {
                let p = f64::midpoint(*y, mean).clamp(0.01, 0.99);
                match link {
                    Link::Logit => (p / (1.0 - p)).ln(),
                    Link::ComplementaryLogLog => (-(-p).ln_1p()).ln(),
                }
            })
            .collect();
        Self::at(y, &predictor, link)
    }

    fn at(y: &[f64], predictor: &[f64], link: Link) -> Self {
        let rows = y.len();
        let mut state = Self {
            predictor: predictor.to_vec(),
            chances: Vec::with_capacity(rows),
            information: Vec::with_capacity(rows),
            pulls: Vec::with_capacity(rows),
        };
        for (y, eta) in y.iter().zip(predictor) {
            let (chance, slope) = chance_and_slope(*eta, link);
            let variance = (chance * (1.0 - chance)).max(f64::MIN_POSITIVE);
            state.chances.push(chance);
            match link {
                Link::Logit => {
                    state.information.push(variance);
                    state.pulls.push(y - chance);
                }
                Link::ComplementaryLogLog => {
                    state.information.push(slope * slope / variance);
                    state.pulls.push((y - chance) * slope / variance);
                }
            }
        }
        state
    }

    fn log_likelihood(&self, y: &[f64], count: impl Fn(usize) -> f64) -> f64 {
        let of = |(row, (y, p)): (usize, (&f64, &f64))| {
            let yes = if *y > 0.0 { y * p.ln() } else { 0.0 };
            let no = if *y < 1.0 { (1.0 - y) * (-p).ln_1p() } else { 0.0 };
            count(row) * (yes + no)
        };
        y.iter().zip(&self.chances).enumerate().map(of).sum()
    }
}

/// The chance at a predictor, kept off 0 and 1, and its derivative.
fn chance_and_slope(eta: f64, link: Link) -> (f64, f64) {
    match link {
        Link::Logit => {
            let eta = eta.clamp(-36.0, 36.0);
            let chance = 1.0 / (1.0 + (-eta).exp());
            (chance, chance * (1.0 - chance))
        }
        Link::ComplementaryLogLog => {
            let eta = eta.clamp(-36.0, 3.5);
            let hazard = eta.exp();
            (-(-hazard).exp_m1(), hazard * (-hazard).exp())
        }
    }
}

impl BinomialFit {
    /// The columns it was fitted on.
    pub fn design(&self) -> &Design {
        &self.design
    }

    /// The fitted chance of each row.
    pub fn probabilities(&self) -> &[f64] {
        &self.chances
    }

    /// Chances of other rows with the same columns.
    pub fn predict(&self, design: &Design) -> Vec<f64> {
        design.times(&self.coefficients).into_iter().map(|eta| chance_and_slope(eta, self.link).0).collect()
    }

    /// How sure the coefficients are.
    pub fn covariance(&self, errors: Errors<'_>) -> Result<Covariance, RegressionError> {
        let people = self.counts.as_ref().map_or(self.pulls.len() as f64, |c| c.iter().sum());
        let scores = Scores {
            design: &self.design,
            bread: &self.bread,
            pulls: &self.pulls,
            counts: self.counts.as_deref(),
            leverage_weights: None,
            people,
        };
        match errors {
            Errors::Classical => Ok(Covariance::new(self.bread.clone(), people - self.design.width() as f64)),
            Errors::Hc0 | Errors::Hc1 => scores.by_row(errors),
            Errors::Hc2 | Errors::Hc3 => Err(RegressionError::LeverageOfBinomial),
            Errors::Clustered(clusters) => scores.by_cluster(clusters),
            Errors::Jackknife(_) => Err(RegressionError::JackknifeOfBinomial),
        }
    }
}
