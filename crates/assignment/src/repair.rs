//! From members who each take their best at the prices to a decision inside all limits.
//!
//! Prices leave only those near a tie undecided, so whoever moves is taken in the order of what the move loses at the prices: first up to
//! the floors, then down to the budgets and capacities, then into what is left over.

use crate::fill::fill;
use crate::hard::{self, NOTHING};
use crate::members::Members;
use crate::moves::{best_of, in_order, moves, net_of};
use crate::polish::{POLISHED, polish};
use crate::program::Program;
use crate::room::make_room;
use crate::search::typical_best;
use crate::standing::{Heed, Standing};
use crate::swaps::swap_in;
use crate::tables::Tables;

/// Beginnings tried in a pool that is small enough to polish, and how far their prices are from those found.
const BEGINNINGS: u64 = 4;
const APART: f64 = 0.03;

/// A decision inside all limits, as far as one was found, from the members' best choices `given` at some prices. In a small pool, where a few
/// members weigh, it begins at prices a little off as well and keeps the best.
pub(crate) fn repaired<'a>(
    program: &'a Program,
    members: &'a Members<'a>,
    prices: &[f64],
    given: Vec<u8>,
) -> Standing<'a> {
    let mut best = Standing::new(program, members, given);
    repair(&mut best, prices);
    if members.count > POLISHED {
        return best;
    }
    let mut best_value = best.value();
    for beginning in 1..BEGINNINGS {
        let off = |(place, price): (usize, &f64)| {
            let scrambled = (place as u64 * BEGINNINGS + beginning).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let share = (scrambled ^ (scrambled >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32;
            price * (1.0 + APART * (share as f64 / f64::from(u32::MAX) * 2.0 - 1.0))
        };
        let prices_off: Vec<f64> = prices.iter().enumerate().map(off).collect();
        let mut other = Standing::new(program, members, hard::best(program, members, &prices_off).given);
        repair(&mut other, &prices_off);
        let value = other.value();
        if other.is_feasible() && (!best.is_feasible() || value > best_value) {
            (best, best_value) = (other, value);
        }
    }
    best
}

/// Moves members until all limits hold, as far as that can be done, and uses up what is left.
fn repair(standing: &mut Standing<'_>, prices: &[f64]) {
    let tables = &Tables::of(standing.program, prices);
    reach_floors(standing, tables, Heed::Least);
    come_down(standing, tables, Heed::All);
    if standing.over().contains(&true) {
        come_down(standing, tables, Heed::Most);
    }
    for round in 0..8 {
        if !standing.short().contains(&true) {
            break;
        }
        make_room(standing, tables, round);
        reach_floors(standing, tables, Heed::All);
    }
    swap_in(standing, tables);
    // In a large pool those near a tie are enough to use up what is left; in a small one everybody is looked at.
    let scale = typical_best(standing.members);
    let windows: &[f64] =
        if standing.members.count > 200_000 { &[0.01, 0.1] } else { &[0.01, f64::INFINITY, f64::INFINITY] };
    for window in windows {
        fill(standing, tables, window * scale);
    }
    polish(standing, tables, prices);
}

/// Gives members of groups below their floor an option, and members of cells below their least that option.
fn reach_floors(standing: &mut Standing<'_>, tables: &Tables, heed: Heed) {
    let short = standing.short();
    if !short.contains(&true) {
        return;
    }
    let at = |member: usize, option: u8| standing.touches(member, option, &short);
    let candidates = moves(standing, tables, |member, given, nets| {
        let (net, to) = best_of(nets, |option| given != option as u8 && at(member, option as u8))?;
        // Who counts already for what is short gains nothing by another option that counts for the same.
        (given == NOTHING || standing.program.cells.is_some()).then_some((net - net_of(given, nets), to))
    });
    let mut still = short.clone();
    let mut left = still.iter().filter(|short| **short).count();
    let mut nets = [0.0; 16];
    for (_, member, to) in candidates {
        let member = member as usize;
        let given = standing.given[member];
        let mut moved = standing.counts_anew(member, to, &still) && standing.try_move(member, to, heed);
        if !moved && heed == Heed::All {
            tables.nets(standing.members, member, &mut nets);
            let order = in_order(&nets[..standing.program.options]);
            moved = order
                .into_iter()
                .any(|o| o != given && standing.counts_anew(member, o, &still) && standing.try_move(member, o, heed));
        }
        if moved {
            let (program, used) = (standing.program, &standing.used);
            program.each_use(standing.members, member, usize::from(standing.given[member]), |limit, _| {
                if still[limit] && used[limit] >= program.limits[limit].right {
                    still[limit] = false;
                    left -= 1;
                }
            });
            if left == 0 {
                break;
            }
        }
    }
}

/// Moves members off limits that are passed, to their next best or to nothing.
fn come_down(standing: &mut Standing<'_>, tables: &Tables, heed: Heed) {
    let over = standing.over();
    let mut left = over.iter().filter(|over| **over).count();
    if left == 0 {
        return;
    }
    let candidates = moves(standing, tables, |member, given, nets| {
        if !standing.touches(member, given, &over) {
            return None;
        }
        let other = best_of(nets, |option| !standing.touches(member, option as u8, &over));
        let (net, to) = other.filter(|(net, _)| *net > 0.0).unwrap_or((0.0, NOTHING));
        Some((net - net_of(given, nets), to))
    });
    let mut over = over;
    let mut nets = [0.0; 16];
    for (_, member, _) in candidates {
        let member = member as usize;
        let given = standing.given[member];
        if !standing.touches(member, given, &over) {
            continue;
        }
        tables.nets(standing.members, member, &mut nets);
        for to in in_order(&nets[..standing.program.options]) {
            if to != given && !standing.touches(member, to, &over) && standing.try_move(member, to, heed) {
                break;
            }
        }
        if standing.given[member] != given {
            standing.program.each_use(standing.members, member, usize::from(given), |limit, _| {
                if over[limit] && standing.used[limit] <= standing.program.limits[limit].right {
                    over[limit] = false;
                    left -= 1;
                }
            });
            if left == 0 {
                break;
            }
        }
    }
}
