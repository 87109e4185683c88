//! Columns as a few ordered bins, which trees split.

use crate::features::Columns;

/// Cuts of a column for forests.
pub(crate) const FINE: usize = 31;
/// Cuts of a column for rules that people read.
pub(crate) const COARSE: usize = 9;

/// A bin a row and column: 0 for missing, then 1 for values up to the first cut, and so on.
pub(crate) struct Bins {
    pub(crate) columns: Vec<Vec<u8>>,
    /// Values at which the bins end; the last bin has no end.
    pub(crate) cuts: Vec<Vec<f64>>,
}

impl Bins {
    pub(crate) fn of(columns: &Columns, most_cuts: usize) -> Self {
        let cuts: Vec<Vec<f64>> = columns.columns.iter().map(|c| cuts(&c.values, most_cuts)).collect();
        let bin = |value: &f64, cuts: &[f64]| match value {
            v if v.is_nan() => 0,
            v => 1 + cuts.partition_point(|cut| cut < v) as u8,
        };
        let binned = columns.columns.iter().zip(&cuts);
        Self { columns: binned.map(|(c, cuts)| c.values.iter().map(|v| bin(v, cuts)).collect()).collect(), cuts }
    }

    /// Bins of a column, the one for missing values too.
    pub(crate) fn bins(&self, column: usize) -> usize {
        self.cuts[column].len() + 2
    }

    /// The most bins of any column.
    pub(crate) fn most_bins(&self) -> usize {
        (0..self.columns.len()).map(|c| self.bins(c)).max().unwrap_or(0)
    }
}

/// Values of the column that part it into shares as equal as its ties allow; every distinct value but the last where few.
fn cuts(values: &[f64], most: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.last().copied();
    let mut distinct = sorted.clone();
    distinct.dedup();
    if distinct.len() > most + 1 {
        distinct = (1..=most).map(|i| sorted[i * (sorted.len() - 1) / (most + 1)]).collect();
        distinct.dedup();
    }
    distinct.retain(|v| Some(*v) != last);
    distinct
}
