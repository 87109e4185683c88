//! Normal equations: cross products, and their inverse where every column brings something of its own.

use crate::design::Design;
use crate::error::RegressionError;
use nalgebra::{DMatrix, DVector};

/// Share of a column's length that must be left after the columns before it are taken out.
const OWN_SHARE: f64 = 1e-10;

/// Weighted cross products of all columns, `sum of weight * x_i * x_j`.
pub(crate) fn cross_products(design: &Design, weights: Option<&[f64]>) -> DMatrix<f64> {
    let width = design.width();
    let mut products = DMatrix::zeros(width, width);
    let mut weighted: Vec<f64> = Vec::new();
    for i in 0..width {
        let left = match weights {
            None => design.values(i),
            Some(w) => {
                weighted.clear();
                weighted.extend(design.values(i).iter().zip(w).map(|(x, w)| x * w));
                &weighted
            }
        };
        for j in i..width {
            let product: f64 = left.iter().zip(design.values(j)).map(|(a, b)| a * b).sum();
            products[(i, j)] = product;
            products[(j, i)] = product;
        }
    }
    products
}

/// Every column times one vector.
pub(crate) fn products_with(design: &Design, y: &[f64]) -> DVector<f64> {
    let product = |i: usize| design.values(i).iter().zip(y).map(|(x, y)| x * y).sum();
    DVector::from_iterator(design.width(), (0..design.width()).map(product))
}

/// The inverse of cross products; the place of the first column that holds nothing of its own where there is none.
pub(crate) fn inverse(products: &DMatrix<f64>) -> Result<DMatrix<f64>, usize> {
    let width = products.nrows();
    // Columns of very different units are brought to one length first, or small ones would look collinear.
    let lengths: Vec<f64> = (0..width).map(|i| products[(i, i)].sqrt()).collect();
    if let Some(empty) = lengths.iter().position(|length| length.is_nan() || *length <= 0.0) {
        return Err(empty);
    }
    let scaled = DMatrix::from_fn(width, width, |i, j| products[(i, j)] / (lengths[i] * lengths[j]));
    // A tiny pivot is a column that is nearly a combination of those before it; a failed factor names the first such.
    let own_share = |size: usize| {
        let part = scaled.view((0, 0), (size, size)).clone_owned();
        part.cholesky().map_or(0.0, |factor| factor.l()[(size - 1, size - 1)].powi(2))
    };
    match scaled.clone().cholesky() {
        Some(factor) if (0..width).all(|i| factor.l_dirty()[(i, i)].powi(2) > OWN_SHARE) => {
            let inverse = factor.inverse();
            Ok(DMatrix::from_fn(width, width, |i, j| inverse[(i, j)] / (lengths[i] * lengths[j])))
        }
        _ => Err((1..=width).find(|size| own_share(*size) <= OWN_SHARE).unwrap_or(width) - 1),
    }
}

/// [`inverse`] with the column's name in its refusal.
pub(crate) fn inverse_of(design: &Design, products: &DMatrix<f64>) -> Result<DMatrix<f64>, RegressionError> {
    inverse(products).map_err(|place| RegressionError::Collinear { column: design.names()[place].clone() })
}
