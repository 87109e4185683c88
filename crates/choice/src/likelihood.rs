//! The log-likelihood of a conditional logit with its derivatives, in fixed pieces whose sums are added in order.

use crate::choices::{Choices, range};
use rayon::prelude::*;
use std::ops::Range;

/// Tasks of a piece, at least: its columns stay in the nearest cache.
const PIECE: usize = 128;
/// Pieces from which other threads are called upon; below, waking them costs more than they save.
const WORTH_SHARING: usize = 8;
/// Pieces whose sums are held at once.
const WAVE: usize = 256;
/// Sums kept side by side, so that the machine adds several at once; fixed, so that no bit depends on the machine.
const LANES: usize = 8;
/// A utility whose exponent, and sums of many, stay finite.
const SAFE: f64 = 600.0;

/// Log-likelihood at some coefficients, with derivatives by them (attributes as scaled in [`Choices`]).
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Sums {
    pub log_likelihood: f64,
    pub gradient: Vec<f64>,
    /// Minus the second derivatives, a full matrix of which the lower triangle is filled.
    pub information: Vec<f64>,
    /// Cross products of the gradients of persons, likewise.
    pub meat: Vec<f64>,
    /// The largest utility of an alternative passed over, above that of the one chosen.
    pub worst: f64,
}

/// Persons that are summed together: all of a person's tasks are in one piece.
pub(crate) fn pieces(choices: &Choices) -> Vec<Range<usize>> {
    let (mut pieces, mut start) = (Vec::new(), 0);
    for person in 1..choices.persons.len() {
        let is_full = choices.persons[person] - choices.persons[start] >= PIECE;
        if is_full || person + 1 == choices.persons.len() {
            pieces.push(start..person);
            start = person;
        }
    }
    pieces
}

/// Sums over all pieces.
pub(crate) fn sums(choices: &Choices, pieces: &[Range<usize>], coefficients: &[f64]) -> Sums {
    let width = coefficients.len();
    let mut all = Sums {
        gradient: vec![0.0; width],
        information: vec![0.0; width * width],
        meat: vec![0.0; width * width],
        worst: f64::NEG_INFINITY,
        ..Sums::default()
    };
    let of_piece = |piece| of_piece(choices, piece, coefficients);
    let add = |to: &mut [f64], from: &[f64]| to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
    for wave in pieces.chunks(WAVE) {
        let parts: Vec<Sums> = if wave.len() < WORTH_SHARING {
            wave.iter().map(of_piece).collect()
        } else {
            wave.par_iter().map(of_piece).collect()
        };
        for part in parts {
            all.log_likelihood += part.log_likelihood;
            all.worst = all.worst.max(part.worst);
            add(&mut all.gradient, &part.gradient);
            add(&mut all.information, &part.information);
            add(&mut all.meat, &part.meat);
        }
    }
    all
}

/// Utilities of the alternatives passed over above that of the one chosen, for a run of rows.
pub(crate) fn utilities(choices: &Choices, rows: Range<usize>, coefficients: &[f64]) -> Vec<f64> {
    let mut utilities = vec![0.0; rows.len()];
    for (column, coefficient) in choices.columns.iter().zip(coefficients) {
        for (utility, value) in utilities.iter_mut().zip(&column[rows.clone()]) {
            *utility += coefficient * value;
        }
    }
    utilities
}

/// Utilities to chances, in place; the log-likelihood of what was chosen, whose utilities are zero.
fn chances(utilities: &mut [f64], ends: &[usize], even: Option<usize>, worst: f64) -> f64 {
    // Exponents that stay finite need no care.
    if worst < SAFE {
        for utility in utilities.iter_mut() {
            *utility = utility.exp();
        }
        let mut others = vec![0.0; ends.len() - 1];
        sum_tasks(utilities, ends, even, &mut others);
        let log_likelihood = -others.iter().map(|others| others.ln_1p()).sum::<f64>();
        for others in &mut others {
            *others = 1.0 / (1.0 + *others);
        }
        match even {
            Some(1) => scale_runs::<1>(utilities, &others),
            Some(2) => scale_runs::<2>(utilities, &others),
            Some(3) => scale_runs::<3>(utilities, &others),
            _ => {
                for (scale, task) in others.iter().zip(ends.windows(2)) {
                    for utility in &mut utilities[task[0] - ends[0]..task[1] - ends[0]] {
                        *utility *= scale;
                    }
                }
            }
        }
        return log_likelihood;
    }
    let mut log_likelihood = 0.0;
    for task in ends.windows(2) {
        let own = &mut utilities[task[0] - ends[0]..task[1] - ends[0]];
        let most = own.iter().fold(0.0_f64, |most, u| most.max(*u));
        for utility in own.iter_mut() {
            *utility = (*utility - most).exp();
        }
        let sum = (-most).exp() + own.iter().sum::<f64>();
        for utility in own.iter_mut() {
            *utility /= sum;
        }
        log_likelihood -= most + sum.ln();
    }
    log_likelihood
}

fn of_piece(choices: &Choices, persons: &Range<usize>, coefficients: &[f64]) -> Sums {
    let width = coefficients.len();
    let tasks = choices.persons[persons.start]..choices.persons[persons.end];
    let rows = choices.tasks[tasks.start]..choices.tasks[tasks.end];
    let ends = &choices.tasks[tasks.start..=tasks.end];
    // Most surveys offer as many alternatives each time: loops of known length.
    let size = ends[1] - ends[0];
    let even = ends.windows(2).all(|task| task[1] - task[0] == size).then_some(size);
    let mut chance = utilities(choices, rows.clone(), coefficients);
    let worst = range(&chance).1;
    let log_likelihood = chances(&mut chance, ends, even, worst);
    // Each attribute weighed by the chances, and its mean in each task; the chosen one is at zero.
    let mut weighed = vec![0.0; rows.len()];
    let mut means = vec![0.0; width * tasks.len()];
    let mut information = vec![0.0; width * width];
    let mut gradient = vec![0.0; width];
    for (k, column) in choices.columns.iter().enumerate() {
        for ((weighed, value), chance) in weighed.iter_mut().zip(&column[rows.clone()]).zip(&chance) {
            *weighed = value * chance;
        }
        let (before, own) = means.split_at_mut(k * tasks.len());
        let own = &mut own[..tasks.len()];
        sum_tasks(&weighed, ends, even, own);
        gradient[k] = -own.iter().sum::<f64>();
        for (l, other) in choices.columns[..=k].iter().enumerate() {
            let other_means = if l < k { &before[l * tasks.len()..(l + 1) * tasks.len()] } else { &*own };
            information[k * width + l] = dot(&weighed, &other[rows.clone()]) - dot(own, other_means);
        }
    }
    let meat = meat(&means, &choices.persons[persons.start..=persons.end], width);
    Sums { log_likelihood, gradient, information, meat, worst }
}

/// The sum of each task's rows; `even` is their number where it is the same for all.
fn sum_tasks(values: &[f64], ends: &[usize], even: Option<usize>, sums: &mut [f64]) {
    match even {
        Some(1) => sum_runs::<1>(values, sums),
        Some(2) => sum_runs::<2>(values, sums),
        Some(3) => sum_runs::<3>(values, sums),
        _ => {
            for (sum, task) in sums.iter_mut().zip(ends.windows(2)) {
                *sum = values[task[0] - ends[0]..task[1] - ends[0]].iter().sum();
            }
        }
    }
}

fn sum_runs<const SIZE: usize>(values: &[f64], sums: &mut [f64]) {
    for (sum, run) in sums.iter_mut().zip(values.as_chunks::<SIZE>().0) {
        *sum = run.iter().sum();
    }
}

fn scale_runs<const SIZE: usize>(values: &mut [f64], scales: &[f64]) {
    for (run, scale) in values.as_chunks_mut::<SIZE>().0.iter_mut().zip(scales) {
        for value in run {
            *value *= scale;
        }
    }
}

/// Cross products of the sums of each person's tasks.
fn meat(means: &[f64], persons: &[usize], width: usize) -> Vec<f64> {
    let tasks = means.len() / width;
    let mut sums = vec![0.0; width * (persons.len() - 1)];
    for (k, own) in means.chunks_exact(tasks).enumerate() {
        let sums = &mut sums[k * (persons.len() - 1)..(k + 1) * (persons.len() - 1)];
        for (sum, ends) in sums.iter_mut().zip(persons.windows(2)) {
            *sum = own[ends[0] - persons[0]..ends[1] - persons[0]].iter().sum();
        }
    }
    let mut meat = vec![0.0; width * width];
    let person_sums: Vec<&[f64]> = sums.chunks_exact(persons.len() - 1).collect();
    for k in 0..width {
        for l in 0..=k {
            meat[k * width + l] = dot(person_sums[k], person_sums[l]);
        }
    }
    meat
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    let (a_lanes, b_lanes) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest: f64 = a_lanes.remainder().iter().zip(b_lanes.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a_lanes.zip(b_lanes) {
        for lane in 0..LANES {
            lanes[lane] += a[lane] * b[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_careful_way_gives_the_same_chances_and_holds_where_exponents_do_not() {
        let start = [-0.3, 1.5, 0.2, -4.0, 0.0, 2.5];
        for (ends, even) in [(vec![10, 13, 16], Some(3)), (vec![10, 11, 16], None), (vec![10, 12, 14, 16], Some(2))] {
            let (mut plain, mut careful) = (start, start);
            let a = chances(&mut plain, &ends, even, 2.5);
            let b = chances(&mut careful, &ends, even, SAFE);
            assert!((a - b).abs() < 1e-14, "{a} {b}");
            assert!(plain.iter().zip(&careful).all(|(p, c)| (p - c).abs() < 1e-15), "{plain:?} {careful:?}");
        }
        let mut far = [900.0, -900.0, 900.0];
        let log_likelihood = chances(&mut far, &[0, 3], Some(3), 900.0);
        assert!((log_likelihood + 900.0 + 2.0_f64.ln()).abs() < 1e-12, "{log_likelihood}");
        assert!((far[0] - 0.5).abs() < 1e-15 && far[1] == 0.0);
    }
}
