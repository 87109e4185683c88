//! From members who each take their best at the prices to a decision inside all limits.
//!
//! Prices leave only those near a tie undecided, so whoever moves is taken in the order of what the move loses at the prices: first up to
//! the floors, then down to the budgets and capacities, then into what is left over.

use crate::exact::improve;
use crate::hard::{self, NOTHING};
use crate::members::Members;
use crate::program::Program;
use crate::search::typical_best;
use crate::standing::{Heed, Standing};
use crate::swaps::swap_in;
use crate::tables::{BARRED, Tables};
use rayon::prelude::*;

/// A move that may be made: what it gains at the prices, who, to which option.
type Move = (f64, u32, u8);

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

/// Most members of a pool in which those near a tie are looked through together, and how many of them.
const POLISHED: usize = 20_000;
const NEAR_A_TIE: usize = 160;
const TOGETHER: usize = 8;

/// Looks those near a tie through, a dozen at a time, while everybody else keeps his option. In a large pool what this could gain is lost in
/// the sum.
fn polish(standing: &mut Standing<'_>, tables: &Tables, prices: &[f64]) {
    if standing.members.count > POLISHED || !standing.is_feasible() {
        return;
    }
    let mut near = moves(standing, tables, |_, given, nets| {
        let other = best_of(nets, |option| option as u8 != given).map_or(f64::NEG_INFINITY, |(net, _)| net);
        let other = if given == NOTHING { other } else { other.max(0.0) };
        Some((other - net_of(given, nets), given))
    });
    near.truncate(NEAR_A_TIE);
    let near: Vec<usize> = near.into_iter().map(|(_, member, _)| member as usize).collect();
    for stride in [1, 3, 7, 13] {
        let mut from = 0;
        while from < near.len() {
            // Neighbours in the order first, then members from further apart.
            let core: Vec<usize> =
                (0..TOGETHER.min(near.len())).map(|i| near[(from + i * stride) % near.len()]).collect();
            let mut core = core;
            core.sort_unstable();
            core.dedup();
            let now: f64 = core.iter().map(|member| standing.worth(*member, standing.given[*member])).sum();
            improve(standing, tables, prices, &core, None, now + 1e-9, 3_000);
            from += TOGETHER / 2;
        }
    }
}

/// All moves that `of_member` names, the one that gains most at the prices first.
fn moves(
    standing: &Standing<'_>,
    tables: &Tables,
    of_member: impl Fn(usize, u8, &[f64]) -> Option<(f64, u8)> + Sync,
) -> Vec<Move> {
    let options = standing.program.options;
    let mut moves: Vec<Move> = (0..standing.members.count)
        .into_par_iter()
        .with_min_len(1024)
        .filter_map(|member| {
            let mut nets = [0.0; 16];
            tables.nets(standing.members, member, &mut nets);
            let (gain, to) = of_member(member, standing.given[member], &nets[..options])?;
            Some((gain, member as u32, to))
        })
        .collect();
    moves.par_sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    moves
}

fn net_of(option: u8, nets: &[f64]) -> f64 {
    if option == NOTHING { 0.0 } else { nets[usize::from(option)] }
}

/// The best option at the prices that can be had and passes a test.
fn best_of(nets: &[f64], passes: impl Fn(usize) -> bool) -> Option<(f64, u8)> {
    let open = nets.iter().enumerate().filter(|(option, net)| **net > -BARRED / 2.0 && passes(*option));
    open.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0))).map(|(option, net)| (*net, option as u8))
}

/// Options by their net, best first, nothing among them.
fn in_order(nets: &[f64]) -> Vec<u8> {
    let mut order: Vec<u8> = (0..nets.len() as u8).filter(|o| nets[usize::from(*o)] > -BARRED / 2.0).collect();
    order.push(NOTHING);
    order.sort_by(|a, b| net_of(*b, nets).total_cmp(&net_of(*a, nets)).then(a.cmp(b)));
    order
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

/// Frees what the cheapest options of groups below their floor need: members whose groups can spare them go to a lesser option or to
/// nothing, those first who lose least for what they free. Later rounds make room for others of those groups.
fn make_room(standing: &mut Standing<'_>, tables: &Tables, round: usize) {
    let short = standing.short();
    let missing: i64 = standing
        .program
        .limits
        .iter()
        .zip(&standing.used)
        .zip(&short)
        .filter(|(_, s)| **s)
        .map(|((l, u), _)| l.right - u)
        .sum();
    // What the missing people would use most cheaply, limit by limit.
    let mut needed = vec![0_i64; standing.program.limits.len()];
    let wanted = moves(standing, tables, |member, given, nets| {
        if given != NOTHING {
            return None;
        }
        best_of(nets, |option| standing.touches(member, option as u8, &short))
    });
    for (_, member, to) in wanted.into_iter().skip(round * missing as usize).take(missing as usize) {
        standing
            .program
            .each_use(standing.members, member as usize, usize::from(to), |limit, amount| needed[limit] += amount);
    }
    let tight: Vec<bool> = standing
        .program
        .limits
        .iter()
        .zip(&standing.used)
        .zip(&needed)
        .map(|((limit, used), needed)| !limit.at_least && *needed > 0 && used + needed > limit.right)
        .collect();
    let lacking: Vec<f64> = standing
        .program
        .limits
        .iter()
        .zip(&standing.used)
        .zip(needed.iter().zip(&tight))
        .map(|((limit, used), (needed, tight))| if *tight { 1.0 / (used + needed - limit.right) as f64 } else { 0.0 })
        .collect();
    // What a member takes of the tight limits, each weighed by what is lacking.
    let weight = |member: usize, option: u8| {
        let mut weight = 0.0;
        if option != NOTHING {
            let add = |limit: usize, amount: i64| weight += lacking[limit] * amount as f64;
            standing.program.each_use(standing.members, member, usize::from(option), add);
        }
        weight
    };
    let candidates = moves(standing, tables, |member, given, nets| {
        let now = weight(member, given);
        if now <= 0.0 {
            return None;
        }
        let spared = !standing.touches(member, given, &short);
        let others = (0..nets.len() as u8).filter(|o| *o != given && nets[usize::from(*o)] > -BARRED / 2.0);
        let others = others.chain(spared.then_some(NOTHING));
        let rates = others.filter_map(|to| {
            let freed = now - weight(member, to);
            (freed > 1e-15).then(|| ((net_of(to, nets) - net_of(given, nets)) / freed, to))
        });
        rates.max_by(|a, b| a.0.total_cmp(&b.0))
    });
    let mut tight = tight;
    for (_, member, to) in candidates {
        let member = member as usize;
        let given = standing.given[member];
        if !standing.touches(member, given, &tight) || !standing.try_move(member, to, Heed::All) {
            continue;
        }
        standing.program.each_use(standing.members, member, usize::from(given), |limit, _| {
            if standing.used[limit] + needed[limit] <= standing.program.limits[limit].right {
                tight[limit] = false;
            }
        });
        if !tight.contains(&true) {
            break;
        }
    }
}

/// Gives what is left over to those to whom it is worth most, where a move loses no more than `window` at the prices.
fn fill(standing: &mut Standing<'_>, tables: &Tables, window: f64) {
    let program = standing.program;
    let slack: Vec<i64> = program.limits.iter().zip(&standing.used).map(|(l, used)| l.right - used).collect();
    let fits = |member: usize, given: u8, to: usize| {
        let mut fits = true;
        let mut freed: [(usize, i64); 12] = [(usize::MAX, 0); 12];
        if given != NOTHING {
            let mut place = 0;
            program.each_use(standing.members, member, usize::from(given), |limit, amount| {
                if place < freed.len() {
                    freed[place] = (limit, amount);
                    place += 1;
                }
            });
        }
        program.each_use(standing.members, member, to, |limit, amount| {
            let back = freed.iter().find(|(l, _)| *l == limit).map_or(0, |(_, amount)| *amount);
            fits &= program.limits[limit].at_least || amount - back <= slack[limit];
        });
        fits
    };
    let candidates = moves(standing, tables, |member, given, nets| {
        let now = standing.worth(member, given);
        let least = net_of(given, nets) - window;
        let (net, to) = best_of(nets, |option| {
            nets[option] >= least && standing.worth(member, option as u8) > now && fits(member, given, option)
        })?;
        Some((net - net_of(given, nets), to))
    });
    for (_, member, to) in candidates {
        standing.try_move(member as usize, to, Heed::All);
    }
}
