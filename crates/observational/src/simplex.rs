//! Least squares with weights that are not below zero and add up to one, exact by an active set.

use nalgebra::{DMatrix, DVector};

/// Rounds after which the active set is given up, for each column.
const ROUNDS_A_COLUMN: usize = 30;
/// Singular values below this part of the largest are taken as zero.
const SINGULAR: f64 = 1e-12;

/// The weights of `columns` (one donor each, equally long) that come nearest to `target`. `None` where rounding keeps the active set from
/// settling.
///
/// The set of donors in use grows by the one whose weight would lower the distance fastest; within it the weights solve the equations
/// with their sum held at one, and where one of them would fall below zero the step ends there and the donor leaves (Lawson & Hanson
/// 1974, chapter 23, with the sum as an equality). It ends where no donor outside would help: the conditions of Karush, Kuhn and Tucker.
pub(crate) fn nearest(target: &[f64], columns: &[&[f64]]) -> Option<Vec<f64>> {
    let distance = |place: usize| -> f64 { columns[place].iter().zip(target).map(|(a, b)| (a - b).powi(2)).sum() };
    let first = (0..columns.len()).min_by(|a, b| distance(*a).total_cmp(&distance(*b)))?;
    let size = columns.iter().copied().flatten().chain(target).fold(f64::MIN_POSITIVE, |s, x| s.max(x.abs()));
    let slack = 1e-11 * size * size * target.len() as f64;
    let mut weights = vec![0.0; columns.len()];
    weights[first] = 1.0;
    let mut used = vec![first];
    for _ in 0..ROUNDS_A_COLUMN * (columns.len() + 1) {
        let mut left = target.to_vec();
        for place in &used {
            for (l, x) in left.iter_mut().zip(columns[*place]) {
                *l -= weights[*place] * x;
            }
        }
        // How fast the distance falls with each donor's weight; within the set all are equal at the solution.
        let pull = |place: usize| -> f64 { columns[place].iter().zip(&left).map(|(x, l)| x * l).sum() };
        let inside = used.iter().map(|place| pull(*place)).fold(f64::NEG_INFINITY, f64::max);
        let outside = (0..columns.len()).filter(|place| !used.contains(place));
        let best = outside.map(|place| (place, pull(place))).max_by(|a, b| a.1.total_cmp(&b.1));
        match best {
            Some((place, pulled)) if pulled > inside + slack => used.push(place),
            _ => return Some(weights),
        }
        settle(target, columns, &mut used, &mut weights)?;
    }
    None
}

/// Moves to the solution within the set, dropping donors whose weight would fall below zero on the way.
fn settle(target: &[f64], columns: &[&[f64]], used: &mut Vec<usize>, weights: &mut [f64]) -> Option<()> {
    loop {
        let wanted = solved(target, columns, used)?;
        let step = used
            .iter()
            .zip(&wanted)
            .filter(|(_, w)| **w < 0.0)
            .map(|(place, w)| weights[*place] / (weights[*place] - w))
            .fold(1.0_f64, f64::min);
        for (place, w) in used.iter().zip(&wanted) {
            weights[*place] += step * (w - weights[*place]);
        }
        if step >= 1.0 {
            return Some(());
        }
        let lowest = used.iter().copied().min_by(|a, b| weights[*a].total_cmp(&weights[*b]))?;
        used.retain(|place| weights[*place] > 1e-15 && *place != lowest);
        let kept: f64 = used.iter().map(|place| weights[*place]).sum();
        for (place, weight) in weights.iter_mut().enumerate() {
            *weight = if used.contains(&place) { *weight / kept } else { 0.0 };
        }
    }
}

/// Weights within the set with their sum held at one: the first donor takes what the others leave.
fn solved(target: &[f64], columns: &[&[f64]], used: &[usize]) -> Option<Vec<f64>> {
    let (first, others) = used.split_first()?;
    if others.is_empty() {
        return Some(vec![1.0]);
    }
    let base = columns[*first];
    let matrix = DMatrix::from_fn(target.len(), others.len(), |row, place| columns[others[place]][row] - base[row]);
    let right = DVector::from_fn(target.len(), |row, _| target[row] - base[row]);
    let decomposed = matrix.svd(true, true);
    let largest = decomposed.singular_values.max();
    let found = decomposed.solve(&right, SINGULAR * largest).ok()?;
    let mut weights = vec![1.0 - found.sum()];
    weights.extend(found.iter());
    Some(weights)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use rand::{Rng, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    #[test]
    fn a_point_inside_is_met_and_a_point_outside_is_projected() {
        let corners: [&[f64]; 3] = [&[0.0, 0.0], &[4.0, 0.0], &[0.0, 4.0]];
        let inside = nearest(&[1.0, 2.0], &corners).unwrap();
        for (w, expected) in inside.iter().zip([0.25, 0.25, 0.5]) {
            assert!((w - expected).abs() < 1e-12);
        }
        let outside = nearest(&[4.0, 4.0], &corners).unwrap();
        for (w, expected) in outside.iter().zip([0.0, 0.5, 0.5]) {
            assert!((w - expected).abs() < 1e-12);
        }
        assert_eq!(nearest(&[9.0, -3.0], &corners).unwrap(), [0.0, 1.0, 0.0]);
    }

    #[test]
    fn no_small_move_between_two_donors_comes_nearer() {
        for seed in 0..40 {
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            let (periods, donors) = (rng.gen_range(2..15), rng.gen_range(2..25));
            let columns: Vec<Vec<f64>> =
                (0..donors).map(|_| (0..periods).map(|_| rng.gen_range(0.0..100.0)).collect()).collect();
            let target: Vec<f64> = (0..periods).map(|_| rng.gen_range(0.0..100.0)).collect();
            let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
            let weights = nearest(&target, &columns).unwrap();
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12 && weights.iter().all(|w| *w >= 0.0));
            let distance = |weights: &[f64]| -> f64 {
                (0..periods)
                    .map(|p| (target[p] - columns.iter().zip(weights).map(|(c, w)| c[p] * w).sum::<f64>()).powi(2))
                    .sum()
            };
            let best = distance(&weights);
            for from in 0..donors {
                for to in 0..donors {
                    let step = weights[from].min(1e-4);
                    let mut moved = weights.clone();
                    moved[from] -= step;
                    moved[to] += step;
                    assert!(distance(&moved) >= best - 1e-9, "seed {seed}: {from} to {to}");
                }
            }
        }
    }
}
