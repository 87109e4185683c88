//! Room for groups that are below their floor.

use crate::hard::NOTHING;
use crate::moves::{best_of, moves, net_of};
use crate::standing::{Heed, Standing};
use crate::tables::{BARRED, Tables};

/// Frees what the cheapest options of groups below their floor need: members whose groups can spare them go to a lesser option or to
/// nothing, those first who lose least for what they free. Later rounds make room for others of those groups.
pub(crate) fn make_room(standing: &mut Standing<'_>, tables: &Tables, round: usize) {
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
