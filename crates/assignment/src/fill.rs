//! What the limits leave over is given to those to whom it is worth most.

use crate::hard::NOTHING;
use crate::moves::{best_of, moves, net_of};
use crate::standing::{Heed, Standing};
use crate::tables::Tables;

/// Gives what is left over to those to whom it is worth most, where a move loses no more than `window` at the prices.
pub(crate) fn fill(standing: &mut Standing<'_>, tables: &Tables, window: f64) {
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
