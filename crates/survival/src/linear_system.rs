//! Few equations in as many unknowns.

/// Gaussian elimination with the largest pivot; `None` where the matrix is singular.
pub(crate) fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let k = right.len();
    let scale = (0..k).map(|i| matrix[i][i].abs()).fold(0.0, f64::max);
    for column in 0..k {
        let pivot = (column..k).max_by(|a, b| matrix[*a][column].abs().total_cmp(&matrix[*b][column].abs()))?;
        if matrix[pivot][column].abs() <= 1e-13 * scale {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let (upper, lower) = matrix.split_at_mut(column + 1);
        for (row, below) in lower.iter_mut().enumerate() {
            let factor = below[column] / upper[column][column];
            for (cell, above) in below[column..].iter_mut().zip(&upper[column][column..]) {
                *cell -= factor * above;
            }
            right[column + 1 + row] -= factor * right[column];
        }
    }
    for row in (0..k).rev() {
        let known: f64 = (row + 1..k).map(|column| matrix[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    Some(right)
}
