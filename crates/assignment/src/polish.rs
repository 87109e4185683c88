//! Those near a tie, looked through together while everybody else keeps what they have.

use crate::exact::improve;
use crate::hard::NOTHING;
use crate::moves::{best_of, moves, net_of};
use crate::standing::Standing;
use crate::tables::Tables;

/// Most members of a pool in which those near a tie are looked through together, and how many of them.
pub(crate) const POLISHED: usize = 20_000;
const NEAR_A_TIE: usize = 160;
const TOGETHER: usize = 8;

/// Looks those near a tie through, a dozen at a time, while everybody else keeps theirs. In a large pool what this could gain is lost in
/// the sum.
pub(crate) fn polish(standing: &mut Standing<'_>, tables: &Tables, prices: &[f64]) {
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
