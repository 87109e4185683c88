//! Smallest cells: an option that is used in a group is given to enough of its members to be measured, or to none.
//!
//! The bound leaves this rule out, so it stays valid whatever is tried here.

use crate::error::AssignmentError;
use crate::hard;
use crate::members::Members;
use crate::pool::Pool;
use crate::program::Program;
use crate::repair::repaired;
use crate::search::{self, Prices, Start};
use crate::standing::Standing;
use crate::tables::{BARRED, Tables};
use rayon::prelude::*;

/// Cells of which closing and filling are both tried.
const TRIED: usize = 6;

/// The place of the cells' grouping among those in use.
pub(crate) fn slot(pool: &Pool, program: &Program, by: &str) -> Result<usize, AssignmentError> {
    let of_pool = pool.grouping("the smallest cell", by)?;
    let place = program.groupings.iter().position(|g| g.of_pool == Some(of_pool));
    Ok(place.unwrap_or_default())
}

/// Whether each cell has enough members who may have its option, a group down, an option across: no decision opens one that has not.
pub(crate) fn possible(program: &Program, members: &Members<'_>, slot: usize, least: u32) -> Vec<bool> {
    let tables = Tables::of(program, &vec![0.0; program.limits.len()]);
    let options = program.options;
    let none = || vec![0_u32; (program.groupings[slot].groups + 1) * options];
    let counts = members
        .chunks()
        .into_par_iter()
        .map(|range| {
            let mut counts = none();
            let mut nets = [0.0; 16];
            for member in range {
                tables.nets(members, member, &mut nets);
                let row = usize::from(members.groups[slot][member]) * options;
                for (count, net) in counts[row..row + options].iter_mut().zip(&nets) {
                    *count += u32::from(*net > -BARRED / 2.0);
                }
            }
            counts
        })
        .reduce(none, |sums, counts| sums.iter().zip(&counts).map(|(sum, count)| sum + count).collect());
    counts[..program.groupings[slot].groups * options].iter().map(|count| *count >= least).collect()
}

/// Prices of the limits where each cell may have any number that it could have under the rule, from those where it may have any at all.
pub(crate) fn open_prices(open: &Standing<'_>, slot: usize, possible: &[bool], prices: Prices) -> Prices {
    let uses_others = open.cell_counts(slot).iter().zip(possible).any(|(count, possible)| *count > 0 && !possible);
    if !uses_others {
        return prices;
    }
    search::prices(&open.program.with_closed(slot, possible), open.members, Start::Near(prices))
}

/// The most that the least number of one of these cells would take of each limit.
pub(crate) fn lumps<'c>(program: &Program, cells: impl Iterator<Item = &'c (usize, usize)>, least: u32) -> Vec<i64> {
    let mut any = vec![false; program.options];
    cells.for_each(|(_, option)| any[*option] = true);
    let amounts = program.largest_amounts(|option| any[option]);
    amounts.into_iter().map(|amount| amount.saturating_mul(i64::from(least))).collect()
}

/// What filling a cell to its least, and closing it, would lose at the prices.
struct Doubt {
    cell: usize,
    fill: f64,
    close: f64,
}

/// The best decision found in which every cell is large enough or empty; `keep` makes a decision of it. `None` where none was found.
pub(crate) fn decide<T>(
    open: &Standing<'_>,
    slot: usize,
    least: u32,
    prices: &Prices,
    keep: impl Fn(&Standing<'_>, &Prices) -> T,
) -> Option<T> {
    let (program, members) = (open.program, open.members);
    let counts = open.cell_counts(slot);
    let doubts = doubts(open, slot, &counts, i64::from(least), &Tables::of(program, prices));
    let mut used: Vec<bool> = counts.iter().map(|count| *count >= i64::from(least)).collect();
    for doubt in &doubts {
        used[doubt.cell] = doubt.fill < doubt.close;
    }
    let mut best = None;
    let mut best_value = f64::NEG_INFINITY;
    let mut attempt = |used: &mut Vec<bool>| -> bool {
        // A cell that cannot be filled under the limits is closed, and the rest is tried again.
        for _ in 0..8 {
            let closed = program.with_cells(slot, used, least);
            let mut warm = prices.clone();
            warm.resize(closed.limits.len(), 0.0);
            let prices = search::prices(&closed, members, Start::Near(warm));
            let found = hard::best(&closed, members, &prices);
            if found.bound < members.least_value() {
                // Nothing is inside all limits: the cell whose least costs most is closed.
                let cells = closed.cells.iter().flat_map(|cells| cells.of.iter().enumerate());
                let priced = cells.filter_map(|(place, cell)| cell.limit().map(|limit| (prices[limit], place)));
                match priced.max_by(|a, b| a.0.total_cmp(&b.0)) {
                    Some((_, cell)) => used[cell] = false,
                    None => return false,
                }
                continue;
            }
            let given = found.given;
            let standing = repaired(&closed, members, &prices, given);
            if standing.is_feasible() {
                let value = standing.value();
                let better = value > best_value;
                if better {
                    best_value = value;
                    best = Some(keep(&standing, &prices));
                }
                return better;
            }
            let short = standing.short();
            let mut changed = false;
            for (place, cell) in closed.cells.iter().flat_map(|cells| cells.of.iter().enumerate()) {
                if cell.limit().is_some_and(|limit| short[limit]) {
                    used[place] = false;
                    changed = true;
                }
            }
            if !changed {
                return false;
            }
        }
        false
    };
    if !attempt(&mut used) {
        // Too many cells to fill all, or too few for the floors: the largest few of each group, then all that are not quite small.
        let options = program.options;
        let largest = |few: usize| -> Vec<bool> {
            let rank = |cell: usize| {
                let row = cell / options * options..(cell / options + 1) * options;
                row.filter(|other| (counts[*other], cell) > (counts[cell], *other)).count()
            };
            (0..counts.len()).map(|cell| counts[cell] > 0 && rank(cell) < few).collect()
        };
        let larger = |part: i64| counts.iter().map(|count| *count * part >= i64::from(least)).collect::<Vec<bool>>();
        let others = [largest(3), largest(2), largest(1), larger(2), larger(4)];
        if let Some(found) = others.into_iter().find_map(|mut other| attempt(&mut other).then_some(other)) {
            used = found;
        }
    }
    // Where it is cheap to try, the most doubtful cells are tried the other way round, one after the other.
    if members.count * program.options <= 500_000 {
        let mut doubts = doubts;
        doubts.sort_by(|a, b| (a.fill - a.close).abs().total_cmp(&(b.fill - b.close).abs()).then(a.cell.cmp(&b.cell)));
        for doubt in doubts.iter().take(TRIED) {
            let mut other = used.clone();
            other[doubt.cell] = !other[doubt.cell];
            if attempt(&mut other) {
                used = other;
            }
        }
    }
    best
}

/// Cells that are used by too few, with what either way out would lose.
fn doubts(standing: &Standing<'_>, slot: usize, counts: &[i64], least: i64, tables: &Tables) -> Vec<Doubt> {
    let options = standing.program.options;
    let small: Vec<usize> = (0..counts.len()).filter(|cell| (1..least).contains(&counts[*cell])).collect();
    let mut close = vec![0.0; counts.len()];
    let mut fill: Vec<Vec<f64>> = vec![Vec::new(); counts.len()];
    let is_small: Vec<bool> = counts.iter().map(|count| (1..least).contains(count)).collect();
    let mut nets = [0.0; 16];
    for member in 0..standing.members.count {
        let group = usize::from(standing.members.groups[slot][member]);
        let Some(row) = is_small.get(group * options..(group + 1) * options).filter(|row| row.contains(&true)) else {
            continue;
        };
        tables.nets(standing.members, member, &mut nets);
        let best = |without: usize| {
            nets[..options].iter().enumerate().filter(|(o, _)| *o != without).fold(0.0_f64, |m, (_, n)| m.max(*n))
        };
        for option in (0..options).filter(|option| row[*option]) {
            let cell = group * options + option;
            if usize::from(standing.given[member]) == option {
                close[cell] += (nets[option] - best(option)).max(0.0);
            } else if nets[option] > -BARRED / 2.0 {
                fill[cell].push(best(option) - nets[option]);
            }
        }
    }
    small
        .into_iter()
        .map(|cell| {
            let missing = (least - counts[cell]) as usize;
            let losses = &mut fill[cell];
            losses.sort_by(f64::total_cmp);
            let enough = losses.len() >= missing;
            let fill = if enough { losses[..missing].iter().map(|loss| loss.max(0.0)).sum() } else { f64::INFINITY };
            Doubt { cell, fill, close: close[cell] }
        })
        .collect()
}
