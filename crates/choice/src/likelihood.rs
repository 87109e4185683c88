//! The log-likelihood of a conditional logit with its derivatives, in fixed pieces whose sums are added in order.

use crate::choices::Choices;
use rayon::prelude::*;
use std::ops::Range;

/// Tasks of a piece, at least: its columns stay in the nearest cache.
const PIECE: usize = 256;
/// Sums kept side by side, so that the machine adds several at once; fixed, so that no bit depends on the machine.
const LANES: usize = 8;

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
    let parts: Vec<Sums> = pieces.par_iter().map(|piece| of_piece(choices, piece, coefficients)).collect();
    let width = coefficients.len();
    let mut all = Sums {
        gradient: vec![0.0; width],
        information: vec![0.0; width * width],
        meat: vec![0.0; width * width],
        worst: f64::NEG_INFINITY,
        ..Sums::default()
    };
    for part in parts {
        all.log_likelihood += part.log_likelihood;
        all.worst = all.worst.max(part.worst);
        let add = |to: &mut [f64], from: &[f64]| to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        add(&mut all.gradient, &part.gradient);
        add(&mut all.information, &part.information);
        add(&mut all.meat, &part.meat);
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

/// Utilities of a task to chances, in place; the log of the chance of the one chosen, whose utility is zero.
fn chances(utilities: &mut [f64]) -> f64 {
    let most = utilities.iter().fold(0.0_f64, |most, u| most.max(*u));
    let mut others = 0.0;
    for utility in utilities.iter_mut() {
        *utility = (*utility - most).exp();
        others += *utility;
    }
    let own = (-most).exp();
    let sum = own + others;
    utilities.iter_mut().for_each(|u| *u /= sum);
    // Near one the log keeps its digits only when taken of what is added to one.
    if most > 0.0 { -most - sum.ln() } else { -others.ln_1p() }
}

fn of_piece(choices: &Choices, persons: &Range<usize>, coefficients: &[f64]) -> Sums {
    let width = coefficients.len();
    let tasks = choices.persons[persons.start]..choices.persons[persons.end];
    let rows = choices.tasks[tasks.start]..choices.tasks[tasks.end];
    let mut chance = utilities(choices, rows.clone(), coefficients);
    let worst = chance.iter().fold(f64::NEG_INFINITY, |worst, u| worst.max(*u));
    let mut log_likelihood = 0.0;
    let ends = &choices.tasks[tasks.start..=tasks.end];
    for task in ends.windows(2) {
        log_likelihood += chances(&mut chance[task[0] - rows.start..task[1] - rows.start]);
    }
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
        for (mean, task) in own.iter_mut().zip(ends.windows(2)) {
            *mean = weighed[task[0] - rows.start..task[1] - rows.start].iter().sum();
        }
        gradient[k] = -own.iter().sum::<f64>();
        for (l, other) in choices.columns[..=k].iter().enumerate() {
            let other_means = if l < k { &before[l * tasks.len()..(l + 1) * tasks.len()] } else { &*own };
            information[k * width + l] = dot(&weighed, &other[rows.clone()]) - dot(own, other_means);
        }
    }
    let meat = meat(&means, &choices.persons[persons.start..=persons.end], width);
    Sums { log_likelihood, gradient, information, meat, worst }
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
