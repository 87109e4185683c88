//! The conditional logit by Newton's method.

use crate::choices::Choices;
use crate::cholesky::{Cholesky, Dependent};
use crate::error::ChoiceError;
use crate::likelihood::{Sums, pieces, sums, utilities};
use crate::model::ChoiceModel;

/// Rounds after which a fit that still moves is given up; a sound one takes five to ten.
const MOST_ROUNDS: usize = 80;
/// Halvings of a step that made things worse.
const MOST_HALVINGS: usize = 40;
/// Rounds after which a fit is looked at for a rule without exceptions each time.
const LATE: usize = 10;
/// Newton's decrement (twice the log-likelihood still to gain) at which one more step brings all digits of the coefficients and
/// would change no sixth digit of anything else: coefficients are within a ten-millionth of their standard errors.
const LITTLE: f64 = 1e-14;
/// What is left of an attribute's variance besides the others, below which it is their sum.
const COLLINEAR: f64 = 1e-10;

/// Fits a conditional logit (McFadden 1974) by maximum likelihood: the chance of an alternative is in proportion to the exponent of
/// its attributes times their coefficients, among the alternatives of its task.
pub fn conditional_logit(choices: &Choices) -> Result<ChoiceModel, ChoiceError> {
    let pieces = pieces(choices);
    let width = choices.attributes.len();
    let mut coefficients = vec![0.0; width];
    let mut now = sums(choices, &pieces, &coefficients);
    let mut curve =
        Cholesky::of(&now.information, width, COLLINEAR).map_err(|dependent| refuse(choices, &now, &dependent))?;
    for round in 1..=MOST_ROUNDS {
        let mut step = curve.solve(&now.gradient);
        let decrement: f64 = step.iter().zip(&now.gradient).map(|(s, g)| s * g).sum();
        let moved = |step: &[f64]| -> Vec<f64> { coefficients.iter().zip(step).map(|(c, s)| c + s).collect() };
        let mut next = moved(&step);
        let largest = |of: &[f64]| of.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        if decrement <= LITTLE && largest(&step) <= 1e-6 * (1.0 + largest(&next)) {
            return Ok(ChoiceModel::new(choices, &next, &now, &curve, round));
        }
        let mut then = sums(choices, &pieces, &next);
        let floor = now.log_likelihood - 1e-12 * now.log_likelihood.abs();
        let is_worse = |then: &Sums| then.log_likelihood.is_nan() || then.log_likelihood < floor;
        for _ in 0..MOST_HALVINGS {
            if !is_worse(&then) {
                break;
            }
            for part in &mut step {
                *part /= 2.0;
            }
            next = moved(&step);
            then = sums(choices, &pieces, &next);
        }
        // Every choice foreseen with certainty to be had: the same coefficients doubled foresee it better still.
        if then.worst < 0.0 {
            return Err(perfect(choices, &next));
        }
        if is_worse(&then) || round >= LATE && is_rule(choices, &step) {
            return Err(given_up(choices, &step, round));
        }
        (coefficients, now) = (next, then);
        curve = match Cholesky::of(&now.information, width, f64::EPSILON) {
            Ok(curve) => curve,
            Err(_) => return Err(given_up(choices, &step, round)),
        };
    }
    Err(ChoiceError::NotConverged { rounds: MOST_ROUNDS })
}

/// Whether no alternative passed over gains by going this way, while some lose: then the likelihood rises for ever (Albert &
/// Anderson 1984). Newton's late steps point there, all else having settled up to a little; what is little is measured by how far
/// the row's own alternatives are apart, so that an outlier does not hide the others.
fn is_rule(choices: &Choices, direction: &[f64]) -> bool {
    let rows = choices.columns.first().map_or(0, Vec::len);
    let gains = utilities(choices, 0..rows, direction);
    let reach = |row: usize| choices.columns.iter().fold(0.0_f64, |most, column| most.max(column[row].abs()));
    let longest = direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
    longest > 0.0 && gains.iter().enumerate().all(|(row, gain)| *gain <= 1e-6 * longest * reach(row))
}

/// Why there is no maximum this way.
fn given_up(choices: &Choices, step: &[f64], rounds: usize) -> ChoiceError {
    if is_rule(choices, step) { perfect(choices, step) } else { ChoiceError::NotConverged { rounds } }
}

fn perfect(choices: &Choices, direction: &[f64]) -> ChoiceError {
    let largest = (0..direction.len()).max_by(|a, b| direction[*a].abs().total_cmp(&direction[*b].abs()));
    ChoiceError::PerfectPrediction { attribute: choices.attributes[largest.unwrap_or_default()].clone() }
}

/// The attribute that cannot be told from those before it.
fn refuse(choices: &Choices, start: &Sums, dependent: &Dependent) -> ChoiceError {
    let Dependent { column, multiples } = dependent;
    let attribute = choices.attributes[*column].clone();
    if start.information[column * choices.attributes.len() + column] <= 0.0 {
        return ChoiceError::NeverVaries { attribute };
    }
    let most = multiples.iter().fold(0.0_f64, |most, m| most.max(m.abs()));
    let others = multiples.iter().zip(&choices.attributes).filter(|(m, _)| m.abs() > 1e-6 * most);
    ChoiceError::Collinear { attribute, others: others.map(|(_, name)| name.clone()).collect() }
}
