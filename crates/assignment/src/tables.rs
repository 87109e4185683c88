//! Prices of limits spread over groups and options, and counts of members gathered back into limits.
//!
//! What a member pays for an option is a sum of one row for each grouping, so a pass over all members reads a handful of short rows
//! and adds to a handful of short rows, however many limits there are.

use crate::members::Members;
use crate::program::{Cell, Program};

/// The price of what cannot be had, beyond every value.
pub(crate) const BARRED: f64 = 1e20;

/// Months to take off the value: for each grouping a row of options for each group (those in none last), and a row for each per cent
/// of distance.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub options: usize,
    pub rows: Vec<Vec<f64>>,
    pub distance: Vec<f64>,
    /// No row together takes more than this, where it bars nothing.
    pub largest: f64,
}

impl Tables {
    pub fn of(program: &Program, prices: &[f64]) -> Self {
        let options = program.options;
        let mut rows: Vec<Vec<f64>> = program.groupings.iter().map(|g| vec![0.0; (g.groups + 1) * options]).collect();
        let mut distance = vec![0.0; options];
        for (option, takes) in program.takes.iter().enumerate() {
            let money: f64 = takes.money.iter().map(|limit| prices[*limit]).sum();
            distance[option] = money * takes.cost_of_distance as f64;
            let shared: f64 = takes.shared.iter().map(|(limit, amount)| prices[*limit] * *amount as f64).sum();
            let of_all = money * takes.cost as f64 + shared;
            rows[0].iter_mut().skip(option).step_by(options).for_each(|cell| *cell += of_all);
            for (slot, first, amount) in &takes.by_group {
                let groups = program.groupings[*slot].groups;
                for group in 0..groups {
                    rows[*slot][group * options + option] += prices[first + group] * *amount as f64;
                }
                rows[*slot][groups * options + option] += BARRED;
            }
        }
        for (slot, first) in &program.floors {
            for group in 0..program.groupings[*slot].groups {
                let row = &mut rows[*slot][group * options..(group + 1) * options];
                for cell in row {
                    *cell -= prices[first + group];
                }
            }
        }
        if let Some(cells) = &program.cells {
            for (price, cell) in rows[cells.slot].iter_mut().zip(&cells.of) {
                *price += match cell {
                    Cell::Closed => BARRED,
                    Cell::Free => 0.0,
                    Cell::Least(limit) => -prices[*limit],
                };
            }
        }
        let of_row =
            |row: &Vec<f64>| row.iter().filter(|c| c.abs() < BARRED / 2.0).fold(0.0, |m: f64, c| m.max(c.abs()));
        let far = distance.iter().fold(0.0, |m: f64, c| m.max(c.abs())) * f64::from(u16::MAX);
        let largest = rows.iter().map(of_row).sum::<f64>() + far;
        Self { options, rows, distance, largest }
    }

    /// What each option is worth to a member after all prices; below any value where it cannot be had.
    pub fn nets(&self, members: &Members<'_>, member: usize, nets: &mut [f64; 16]) {
        let options = self.options;
        let values = &members.values[member * options..(member + 1) * options];
        nets.iter_mut().zip(values).for_each(|(net, value)| *net = f64::from(*value));
        for (rows, groups) in self.rows.iter().zip(&members.groups) {
            let group = usize::from(groups[member]);
            let row = &rows[group * options..(group + 1) * options];
            nets.iter_mut().zip(row).for_each(|(net, price)| *net -= price);
        }
        if let Some(distance) = &members.distance {
            let percent = f64::from(distance[member]);
            nets.iter_mut().zip(&self.distance).for_each(|(net, price)| *net -= percent * price);
        }
        let barred = members.barred[member];
        for (option, net) in nets.iter_mut().enumerate().take(options) {
            if barred >> option & 1 == 1 {
                *net = -BARRED;
            }
        }
    }
}

/// Members (whole or in parts) by grouping, group and option, and their distances by option.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    pub rows: Vec<Vec<f64>>,
    pub distance: Vec<f64>,
}

impl Counts {
    pub fn none(program: &Program) -> Self {
        let rows = program.groupings.iter().map(|g| vec![0.0; (g.groups + 1) * program.options]).collect();
        Self { rows, distance: vec![0.0; program.options] }
    }

    /// What is used of each limit.
    pub fn used(&self, program: &Program) -> Vec<f64> {
        self.weighed(program, |amount| amount)
    }

    /// The same with squared amounts.
    pub fn used_squared(&self, program: &Program) -> Vec<f64> {
        self.weighed(program, |amount| amount * amount)
    }

    fn weighed(&self, program: &Program, weight: impl Fn(f64) -> f64) -> Vec<f64> {
        let options = program.options;
        let mut used = vec![0.0; program.limits.len()];
        for (option, takes) in program.takes.iter().enumerate() {
            let of_all: f64 = self.rows[0].iter().skip(option).step_by(options).sum();
            // Distances are squared by their mean: this part serves as a scale alone.
            let mean_distance = if of_all > 0.0 { self.distance[option] / of_all } else { 0.0 };
            let cost = of_all * weight(takes.cost as f64 + takes.cost_of_distance as f64 * mean_distance);
            takes.money.iter().for_each(|limit| used[*limit] += cost);
            takes.shared.iter().for_each(|(limit, amount)| used[*limit] += of_all * weight(*amount as f64));
            for (slot, first, amount) in &takes.by_group {
                for group in 0..program.groupings[*slot].groups {
                    used[first + group] += self.rows[*slot][group * options + option] * weight(*amount as f64);
                }
            }
        }
        for (slot, first) in &program.floors {
            for group in 0..program.groupings[*slot].groups {
                used[first + group] += self.rows[*slot][group * options..(group + 1) * options].iter().sum::<f64>();
            }
        }
        if let Some(cells) = &program.cells {
            for (count, cell) in self.rows[cells.slot].iter().zip(&cells.of) {
                if let Cell::Least(limit) = cell {
                    used[*limit] += count;
                }
            }
        }
        used
    }
}
