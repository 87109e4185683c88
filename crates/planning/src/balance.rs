//! Whether the arms of a lot were alike before it.

use serde::Serialize;

/// Standardised difference below which arms count as alike (Austin 2009).
pub const ALIKE_BELOW: f64 = 0.1;

/// One arm's figure of a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ArmMean {
    /// Units with a value.
    pub units: u64,
    /// Their mean.
    pub mean: f64,
    /// Mean of the arm less that of the first arm, over the root of the average variance of both; `None` where nothing varies.
    pub standardised_difference: Option<f64>,
}

/// A column over the arms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BalanceRow {
    /// The column, or the column and one of its values.
    pub column: String,
    /// One entry an arm, the first one being what the others are compared with.
    pub arms: Vec<ArmMean>,
}

impl BalanceRow {
    /// The largest standardised difference, without its sign.
    pub fn largest(&self) -> Option<f64> {
        self.arms.iter().filter_map(|a| a.standardised_difference).map(f64::abs).reduce(f64::max)
    }

    /// Whether all arms are alike.
    pub fn is_alike(&self) -> bool {
        self.largest().is_none_or(|d| d < ALIKE_BELOW)
    }
}

/// Means of a column by arm and their standardised differences from the first arm. `values` and `arm` have one entry a unit;
/// units without a value are not counted.
pub fn balance(column: &str, values: &[Option<f64>], arm: &[usize], arms: usize) -> BalanceRow {
    let of = |wanted: usize| -> (u64, f64, f64) {
        let known: Vec<f64> = values.iter().zip(arm).filter(|(_, a)| **a == wanted).filter_map(|(v, _)| *v).collect();
        let n = known.len() as f64;
        let mean = known.iter().sum::<f64>() / n.max(1.0);
        let variance = known.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        (known.len() as u64, mean, variance)
    };
    let first = of(0);
    let entry = |place: usize| {
        let (units, mean, variance) = of(place);
        let spread = f64::midpoint(variance, first.2).sqrt();
        let comparable = place > 0 && spread > 0.0 && units > 0 && first.0 > 0;
        ArmMean { units, mean, standardised_difference: comparable.then(|| (mean - first.1) / spread) }
    };
    BalanceRow { column: column.into(), arms: (0..arms).map(entry).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_of_one_deviation_is_one_and_a_constant_has_none() {
        let values: Vec<Option<f64>> = [1.0, 3.0, 5.0, 3.0, 5.0, 7.0].map(Some).into();
        let row = balance("anggota", &values, &[0, 0, 0, 1, 1, 1], 2);
        assert_eq!(row.arms[1].standardised_difference, Some(1.0));
        assert!(!row.is_alike() && row.arms[0].standardised_difference.is_none());
        let flat = balance("anggota", &[Some(2.0); 6], &[0, 0, 0, 1, 1, 1], 2);
        assert!(flat.is_alike() && flat.largest().is_none());
    }
}
