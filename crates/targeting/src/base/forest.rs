//! Many honest trees, each on a part of the people.

use super::bins::Bins;
use super::tree::{Sample, Tree};
use crate::resampling::{mixed, seeded};
use rayon::prelude::*;

const TREES: usize = 100;
/// People a tree uses at most, half of them to choose its splits.
const MOST_PEOPLE: f64 = 20_000.0;

/// Trees whose predictions are averaged.
pub(crate) struct Forest {
    trees: Vec<Tree>,
}

impl Forest {
    /// Every tree draws half of the units (all rows of an area are one) without replacement, and halves them again.
    pub(crate) fn grow(bins: &Bins, rows: &[u32], target: &[f64], unit: &[u32], seed: u64) -> Self {
        let share = (MOST_PEOPLE / rows.len() as f64).min(0.5);
        let tried = (bins.columns.len() / 2 + 1).min(bins.columns.len());
        let trees = (0..TREES as u64)
            .into_par_iter()
            .map(|tree| {
                let salt = mixed(seed ^ mixed(tree));
                let (mut chooses, mut means): (Vec<Sample>, Vec<Sample>) = (Vec::new(), Vec::new());
                for (row, y) in rows.iter().zip(target) {
                    let drawn = (mixed(salt ^ u64::from(unit[*row as usize])) >> 11) as f64 / (1_u64 << 53) as f64;
                    if drawn < share / 2.0 {
                        chooses.push((*row, *y));
                    } else if drawn < share {
                        means.push((*row, *y));
                    }
                }
                Tree::grow(bins, chooses, &means, tried, &mut seeded(seed, 1, tree))
            })
            .collect();
        Self { trees }
    }

    pub(crate) fn predict(&self, bins: &Bins, row: u32) -> f64 {
        self.trees.iter().map(|tree| tree.predict(bins, row)).sum::<f64>() / self.trees.len() as f64
    }
}
