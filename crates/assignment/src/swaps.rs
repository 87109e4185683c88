//! The last few members that floors and cells are short of: each comes in for what one other member gives up.

use crate::hard::NOTHING;
use crate::standing::{Heed, Standing};
use crate::tables::{BARRED, Tables};

/// Looks at a member and an option that all of this may take.
const MOST_LOOKS: usize = 40_000_000;
/// Members of short groups tried for each place that is missing.
const TRIED: usize = 40;

/// Brings members of groups below their floor in, one for one, as long as that is found and does not take too many looks.
pub(crate) fn swap_in(standing: &mut Standing<'_>, tables: &Tables) {
    let a_scan = (standing.members.count * standing.program.options).max(1);
    let mut scans = MOST_LOOKS / a_scan;
    while scans > 0 {
        let short = standing.short();
        if !short.contains(&true) || !one_in(standing, tables, &short, &mut scans) {
            return;
        }
    }
}

/// Brings one member in; whether it was done.
fn one_in(standing: &mut Standing<'_>, tables: &Tables, short: &[bool], scans: &mut usize) -> bool {
    let mut nets = [0.0; 16];
    let mut wanted: Vec<(f64, usize, u8)> = Vec::new();
    for member in 0..standing.members.count {
        let given = standing.given[member];
        if given != NOTHING && standing.program.cells.is_none() {
            continue;
        }
        tables.nets(standing.members, member, &mut nets);
        let now = if given == NOTHING { 0.0 } else { nets[usize::from(given)] };
        for (option, net) in nets[..standing.program.options].iter().enumerate() {
            let option = option as u8;
            if *net > -BARRED / 2.0 && option != given && standing.counts_anew(member, option, short) {
                wanted.push((net - now, member, option));
            }
        }
        if wanted.len() > 16 * TRIED {
            wanted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            wanted.truncate(TRIED);
        }
    }
    wanted.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    for (_, member, option) in wanted.into_iter().take(TRIED) {
        if *scans == 0 {
            return false;
        }
        *scans -= 1;
        if come_in(standing, tables, member, option) {
            return true;
        }
    }
    false
}

/// Gives a member an option for which one other gives up what is lacking, the one who loses least.
fn come_in(standing: &mut Standing<'_>, tables: &Tables, member: usize, option: u8) -> bool {
    if standing.try_move(member, option, Heed::All) {
        return true;
    }
    let before = standing.given[member];
    let short_before = standing.short().iter().filter(|short| **short).count();
    standing.set(member, option);
    if standing.short().iter().filter(|short| **short).count() > short_before {
        standing.set(member, before);
        return false;
    }
    let program = standing.program;
    let lacking: Vec<(usize, i64)> = program
        .limits
        .iter()
        .zip(&standing.used)
        .enumerate()
        .filter(|(_, (limit, used))| !limit.at_least && **used > limit.right)
        .map(|(place, (limit, used))| (place, used - limit.right))
        .collect();
    let takes = |standing: &Standing<'_>, member: usize, option: u8, limit: usize| {
        let mut takes = 0;
        if option != NOTHING {
            program.each_use(standing.members, member, usize::from(option), |of, amount| {
                takes += if of == limit { amount } else { 0 };
            });
        }
        takes
    };
    let mut nets = [0.0; 16];
    let mut offers: Vec<(f64, usize, u8)> = Vec::new();
    for other in (0..standing.members.count).filter(|other| *other != member) {
        let given = standing.given[other];
        if given == NOTHING || lacking.iter().any(|(limit, more)| takes(standing, other, given, *limit) < *more) {
            continue;
        }
        tables.nets(standing.members, other, &mut nets);
        let open = (0..program.options as u8).filter(|o| *o != given && nets[usize::from(*o)] > -BARRED / 2.0);
        for to in open.chain([NOTHING]) {
            let enough = |(limit, more): &(usize, i64)| {
                takes(standing, other, given, *limit) - takes(standing, other, to, *limit) >= *more
            };
            if lacking.iter().all(enough) {
                let net = if to == NOTHING { 0.0 } else { nets[usize::from(to)] };
                offers.push((net - nets[usize::from(given)], other, to));
            }
        }
    }
    offers.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if offers.into_iter().any(|(_, other, to)| standing.try_move(other, to, Heed::All)) {
        return true;
    }
    standing.set(member, before);
    false
}
