//! Moves that members could make at some prices, in the order of what they gain.

use crate::hard::NOTHING;
use crate::standing::Standing;
use crate::tables::{BARRED, Tables};
use rayon::prelude::*;

/// A move that may be made: what it gains at the prices, who, to which option.
pub(crate) type Move = (f64, u32, u8);

/// All moves that `of_member` names, the one that gains most at the prices first.
pub(crate) fn moves(
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

pub(crate) fn net_of(option: u8, nets: &[f64]) -> f64 {
    if option == NOTHING { 0.0 } else { nets[usize::from(option)] }
}

/// The best option at the prices that can be had and passes a test.
pub(crate) fn best_of(nets: &[f64], passes: impl Fn(usize) -> bool) -> Option<(f64, u8)> {
    let open = nets.iter().enumerate().filter(|(option, net)| **net > -BARRED / 2.0 && passes(*option));
    open.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0))).map(|(option, net)| (*net, option as u8))
}

/// Options by their net, best first, nothing among them.
pub(crate) fn in_order(nets: &[f64]) -> Vec<u8> {
    let mut order: Vec<u8> = (0..nets.len() as u8).filter(|o| nets[usize::from(*o)] > -BARRED / 2.0).collect();
    order.push(NOTHING);
    order.sort_by(|a, b| net_of(*b, nets).total_cmp(&net_of(*a, nets)).then(a.cmp(b)));
    order
}
