//! The regression base: crate `regression` with a few made-up people, so that no fold can break it.

use crate::features::{Columns, Kind};
use crate::sums::is_rate;
use regression::{Design, Link, binomial, ols_of_counts};
use std::collections::BTreeSet;

/// Made-up people for each column: for rates, log-F(2, 2) priors as data (Greenland & Mansournia 2015), half of them with the
/// outcome; for amounts a ridge of that size. With columns brought to a standard deviation of one this moves estimates
/// from thousands of people by less than they vary, and keeps columns of few or alike people from having none.
const MADE_UP_PEOPLE: f64 = 2.0;

/// Columns of mean zero and standard deviation one; what is missing is at the mean.
pub(crate) struct Dense {
    columns: Vec<Vec<f64>>,
}

/// Coefficients, the intercept first.
pub(crate) struct Regressed {
    coefficients: Vec<f64>,
    is_rate: bool,
}

impl Dense {
    pub(crate) fn of(columns: &Columns) -> Self {
        // The columns of a word feature add up to one; the first of them, the most frequent word, is what others are held against.
        let mut seen = BTreeSet::new();
        let needed = columns.columns.iter().filter(|c| {
            !matches!(c.kind, Kind::Is(_))
                || columns.columns.iter().filter(|o| o.feature == c.feature).count() == 1
                || !seen.insert(&c.feature)
        });
        Self { columns: needed.map(|c| standardised(&c.values)).collect() }
    }

    pub(crate) fn fit(&self, rows: &[u32], target: &[f64]) -> Regressed {
        let is_rate = is_rate(target);
        let mean = target.iter().sum::<f64>() / (target.len() as f64).max(1.0);
        let people = rows.len();
        let width = self.columns.len();
        let mut intercept = vec![1.0; people];
        intercept.resize(people + width, 0.0);
        let mut design = Design::new().column("intercept", intercept);
        for (i, column) in self.columns.iter().enumerate() {
            let mut values: Vec<f64> = rows.iter().map(|row| column[*row as usize]).collect();
            values.extend((0..width).map(|j| f64::from(u8::from(i == j))));
            design = design.column(i.to_string(), values);
        }
        let mut counts = vec![1.0; people];
        counts.resize(people + width, MADE_UP_PEOPLE);
        let mut y = target.to_vec();
        y.resize(people + width, if is_rate { 0.5 } else { 0.0 });
        let fitted = if is_rate && mean > 0.0 && mean < 1.0 {
            binomial(&y, &design, Link::Logit, Some(&counts)).map(|fit| fit.coefficients)
        } else if is_rate {
            return Regressed::constant(mean, width);
        } else {
            ols_of_counts(&y, &design, &counts).map(|fit| fit.coefficients)
        };
        // With made-up people no column is empty or collinear; what is left is nobody at all.
        fitted.map_or_else(|_| Regressed::constant(mean, width), |coefficients| Regressed { coefficients, is_rate })
    }

    pub(crate) fn predict(&self, model: &Regressed, rows: &[u32]) -> Vec<f64> {
        let mut predictor = vec![model.coefficients[0]; rows.len()];
        for (column, slope) in self.columns.iter().zip(&model.coefficients[1..]) {
            for (p, row) in predictor.iter_mut().zip(rows) {
                *p += slope * column[*row as usize];
            }
        }
        if model.is_rate {
            for p in &mut predictor {
                *p = 1.0 / (1.0 + (-*p).exp());
            }
        }
        predictor
    }
}

impl Regressed {
    fn constant(mean: f64, width: usize) -> Self {
        let mut coefficients = vec![0.0; width + 1];
        coefficients[0] = mean;
        Self { coefficients, is_rate: false }
    }
}

fn standardised(values: &[f64]) -> Vec<f64> {
    let known = values.iter().filter(|v| !v.is_nan());
    let count = known.clone().count() as f64;
    let mean = known.clone().sum::<f64>() / count;
    let spread = (known.map(|v| (v - mean).powi(2)).sum::<f64>() / count).sqrt();
    values.iter().map(|v| if v.is_nan() { 0.0 } else { (v - mean) / spread }).collect()
}
