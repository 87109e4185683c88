//! Small symmetric systems.

/// The lower triangle `L` of `L L' = A`, row after row.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    lower: Vec<f64>,
    width: usize,
}

/// The column that those before it add up to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dependent {
    pub column: usize,
    /// Multiples of the columns before it.
    pub multiples: Vec<f64>,
}

impl Cholesky {
    /// Decomposes a symmetric matrix, of which the lower triangle is read. A pivot below `least` of its diagonal ends it.
    pub(crate) fn of(matrix: &[f64], width: usize, least: f64) -> Result<Self, Dependent> {
        let mut lower = vec![0.0; width * width];
        for row in 0..width {
            for column in 0..row {
                let inner: f64 = (0..column).map(|k| lower[row * width + k] * lower[column * width + k]).sum();
                lower[row * width + column] = (matrix[row * width + column] - inner) / lower[column * width + column];
            }
            let inner: f64 = lower[row * width..row * width + row].iter().map(|l| l * l).sum();
            let (diagonal, pivot) = (matrix[row * width + row], matrix[row * width + row] - inner);
            if pivot.is_nan() || diagonal <= 0.0 || pivot <= least * diagonal {
                // Multiples b of the columns before with L' b = the row's own part.
                let mut multiples = lower[row * width..row * width + row].to_vec();
                for k in (0..row).rev() {
                    multiples[k] /= lower[k * width + k];
                    for earlier in 0..k {
                        multiples[earlier] -= lower[k * width + earlier] * multiples[k];
                    }
                }
                return Err(Dependent { column: row, multiples });
            }
            lower[row * width + row] = pivot.sqrt();
        }
        Ok(Self { lower, width })
    }

    /// `A x = b`.
    pub(crate) fn solve(&self, right: &[f64]) -> Vec<f64> {
        let (l, width) = (&self.lower, self.width);
        let mut x = right.to_vec();
        for row in 0..width {
            let inner: f64 = (0..row).map(|k| l[row * width + k] * x[k]).sum();
            x[row] = (x[row] - inner) / l[row * width + row];
        }
        for row in (0..width).rev() {
            let inner: f64 = (row + 1..width).map(|k| l[k * width + row] * x[k]).sum();
            x[row] = (x[row] - inner) / l[row * width + row];
        }
        x
    }

    /// The inverse of `A`, row after row.
    pub(crate) fn inverse(&self) -> Vec<f64> {
        let width = self.width;
        let mut inverse = vec![0.0; width * width];
        for column in 0..width {
            let mut unit = vec![0.0; width];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[row * width + column] = value;
            }
        }
        inverse
    }

    /// `L z`: from independent numbers to numbers that go together as `A` says.
    pub(crate) fn times(&self, z: &[f64]) -> Vec<f64> {
        let row = |row: usize| (0..=row).map(|k| self.lower[row * self.width + k] * z[k]).sum();
        (0..self.width).map(row).collect()
    }
}
