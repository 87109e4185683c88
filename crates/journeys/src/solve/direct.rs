//! The fundamental matrix of a small chain (Kemeny & Snell 1960, chapter 3), and from it every removal at once.

use super::Chances;
use crate::chain::Weighed;

/// With `N = (I - Q)^-1`, `u` its first row and `v = N r`, the chance of a payment is `u . r`. Taking away the states `X` of a channel
/// lowers it by `u_X N_XX^-1 v_X` (the inverse of a block of a matrix from the inverse of the whole), so one inverse of the whole and
/// one small system a channel answer all removals.
pub(super) fn solve(chain: &Weighed<'_>) -> Chances {
    let n = chain.chain.states();
    let mut matrix = vec![0.0; n * n];
    for state in 0..n {
        matrix[state * n + state] = 1.0;
    }
    for (from, to, chance) in &chain.moves {
        matrix[*from as usize * n + *to as usize] -= chance;
    }
    invert(&mut matrix, n);
    let v: Vec<f64> = matrix.chunks_exact(n).map(|row| row.iter().zip(&chain.pays).map(|(a, b)| a * b).sum()).collect();
    let whole = v[0];
    let without = (0..chain.chain.channels)
        .map(|channel| {
            let states: Vec<usize> = (1..n).filter(|s| usize::from(chain.chain.newest[*s]) == channel).collect();
            let m = states.len();
            let mut block: Vec<f64> = Vec::with_capacity(m * m);
            for from in &states {
                block.extend(states.iter().map(|to| matrix[from * n + to]));
            }
            invert(&mut block, m);
            let lost: f64 = states
                .iter()
                .zip(block.chunks_exact(m.max(1)))
                .map(|(from, row)| {
                    matrix[*from] * states.iter().zip(row).map(|(to, inverse)| inverse * v[*to]).sum::<f64>()
                })
                .sum();
            (whole - lost).max(0.0)
        })
        .collect();
    Chances { whole, without }
}

/// The inverse in place, by Gauss-Jordan without exchanges: `I - Q` of a chain that always ends is a nonsingular M-matrix, and so is
/// the inverse of every block of its inverse, hence no pivot is zero.
fn invert(matrix: &mut [f64], n: usize) {
    let mut pivot_row = vec![0.0; n];
    for pivot in 0..n {
        let scale = 1.0 / matrix[pivot * n + pivot];
        matrix[pivot * n + pivot] = 1.0;
        for (place, value) in matrix[pivot * n..(pivot + 1) * n].iter_mut().enumerate() {
            *value *= scale;
            pivot_row[place] = *value;
        }
        for (row, values) in matrix.chunks_exact_mut(n).enumerate() {
            if row == pivot || values[pivot] == 0.0 {
                continue;
            }
            let factor = values[pivot];
            values[pivot] = 0.0;
            for (value, p) in values.iter_mut().zip(&pivot_row) {
                *value -= factor * p;
            }
        }
    }
}
