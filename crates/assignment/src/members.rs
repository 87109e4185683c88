//! The columns that the arithmetic reads: of the whole pool, or of members drawn from it.

use crate::pool::Pool;
use crate::program::Program;
use std::borrow::Cow;

/// Columns of the members, with the groupings that some limit goes by.
pub(crate) struct Members<'a> {
    pub count: usize,
    pub options: usize,
    pub values: Cow<'a, [f32]>,
    pub barred: Cow<'a, [u16]>,
    pub groups: Vec<Cow<'a, [u16]>>,
    pub distance: Option<Cow<'a, [u16]>>,
    /// Of those in the pool, how many of each group are here, by grouping; the last entry is all.
    share: Vec<Vec<f64>>,
}

impl<'a> Members<'a> {
    /// Everybody.
    pub fn all(pool: &'a Pool, program: &Program) -> Self {
        Self {
            count: pool.members,
            options: pool.options,
            values: Cow::Borrowed(&pool.values),
            barred: Cow::Borrowed(&pool.any_barred),
            groups: program.groupings.iter().map(|g| g.column(pool)).collect(),
            distance: pool.distance.as_deref().map(Cow::Borrowed),
            share: Vec::new(),
        }
    }

    /// About `wanted` members, one from each stretch of the pool, always the same ones.
    pub fn drawn(&self, wanted: usize, program: &Program) -> Members<'static> {
        let stretch = (self.count / wanted).max(1);
        let rows: Vec<usize> = (0..self.count / stretch)
            .map(|block| {
                let scrambled = (block as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
                block * stretch + ((scrambled * stretch as u64) >> 32) as usize
            })
            .collect();
        let pick = |column: &[u16]| -> Vec<u16> { rows.iter().map(|row| column[*row]).collect() };
        let values = rows
            .iter()
            .flat_map(|row| self.values[row * self.options..(row + 1) * self.options].iter().copied())
            .collect::<Vec<f32>>();
        let groups: Vec<Vec<u16>> = self.groups.iter().map(|column| pick(column)).collect();
        let share = program
            .groupings
            .iter()
            .zip(self.groups.iter().zip(&groups))
            .map(|(grouping, (all, drawn))| {
                let count = |column: &[u16]| {
                    let mut counts = vec![0.0_f64; grouping.groups + 1];
                    for group in column {
                        counts[usize::from(*group)] += 1.0;
                    }
                    counts[grouping.groups] = column.len() as f64;
                    counts
                };
                count(drawn).iter().zip(count(all)).map(|(some, all)| some / all.max(1.0)).collect()
            })
            .collect();
        Members {
            count: rows.len(),
            options: self.options,
            values: Cow::Owned(values),
            barred: Cow::Owned(pick(&self.barred)),
            groups: groups.into_iter().map(Cow::Owned).collect(),
            distance: self.distance.as_ref().map(|column| Cow::Owned(pick(column))),
            share,
        }
    }

    /// The members of one group, each option worth one to them.
    pub fn only(&self, slot: usize, group: u16) -> Members<'static> {
        let rows: Vec<usize> = (0..self.count).filter(|member| self.groups[slot][*member] == group).collect();
        let pick = |column: &[u16]| -> Vec<u16> { rows.iter().map(|row| column[*row]).collect() };
        Members {
            count: rows.len(),
            options: self.options,
            values: Cow::Owned(vec![1.0; rows.len() * self.options]),
            barred: Cow::Owned(pick(&self.barred)),
            groups: self.groups.iter().map(|column| Cow::Owned(pick(column))).collect(),
            distance: self.distance.as_ref().map(|column| Cow::Owned(pick(column))),
            share: Vec::new(),
        }
    }

    /// No decision at all is worth less than this. A bound below it proves that none is inside the limits.
    pub fn least_value(&self) -> f64 {
        let rows = self.values.chunks_exact(self.options);
        let least: f64 = rows.map(|row| f64::from(row.iter().fold(0.0_f32, |least, value| least.min(*value)))).sum();
        least * (1.0 + 1e-9) - 1e-9
    }

    /// Right sides of the limits, cut to the members drawn.
    pub fn right_sides(&self, program: &Program) -> Vec<f64> {
        let of = |limit: &crate::limit::Limit| {
            let (slot, group) = limit.at.unwrap_or((0, program.groupings[0].groups));
            let share = self.share.get(slot).map_or(1.0, |groups| groups[group]);
            limit.right as f64 * share
        };
        program.limits.iter().map(of).collect()
    }

    /// Members in chunks whose borders depend on the number of members alone, so that sums are the same on any number of threads.
    pub fn chunks(&self) -> Vec<std::ops::Range<usize>> {
        let size = self.count.div_ceil(64).max(1024);
        (0..self.count).step_by(size).map(|from| from..(from + size).min(self.count)).collect()
    }
}
