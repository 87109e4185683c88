//! Gauss-Seidel sweeps over a large sparse chain, all removals side by side, with a bound on what is left.

use super::Chances;
use crate::chain::Weighed;

/// What may be left of the error of any chance.
const LEFT: f64 = 1e-14;

/// Every state holds one chance a lane: lane 0 with all channels, lane `c + 1` without channel `c`, and at the end the touches
/// expected until the journey ends. A sweep that moves no chance by more than `d` leaves an error of at most `d` times the
/// longest expected journey; sweeping stops there, or where rounding leaves nothing to move.
pub(super) fn solve(chain: &Weighed<'_>) -> Chances {
    let channels = chain.chain.channels;
    let lanes = channels + 2;
    let n = chain.chain.states();
    let mut starts = vec![0_usize; n + 1];
    for (from, _, _) in &chain.moves {
        starts[*from as usize + 1] += 1;
    }
    for state in 0..n {
        starts[state + 1] += starts[state];
    }
    let mut chances = vec![0.0_f64; n * lanes];
    let mut next = vec![0.0_f64; lanes];
    loop {
        let (mut moved, mut longest, mut grew) = (0.0_f64, 1.0_f64, 0.0_f64);
        for state in (0..n).rev() {
            next.fill(chain.pays[state]);
            next[lanes - 1] = 1.0;
            let mut stays = 0.0;
            for (_, to, chance) in &chain.moves[starts[state]..starts[state + 1]] {
                let to = *to as usize;
                if to == state {
                    stays = *chance;
                    continue;
                }
                for (lane, value) in next.iter_mut().zip(&chances[to * lanes..(to + 1) * lanes]) {
                    *lane += chance * value;
                }
            }
            let scale = 1.0 / (1.0 - stays);
            for lane in &mut next {
                *lane *= scale;
            }
            if state > 0 {
                next[usize::from(chain.chain.newest[state]) + 1] = 0.0;
            }
            let now = &mut chances[state * lanes..(state + 1) * lanes];
            for (old, new) in now.iter().zip(&next).take(lanes - 1) {
                moved = moved.max((new - old).abs());
            }
            longest = longest.max(next[lanes - 1]);
            grew = grew.max((next[lanes - 1] - now[lanes - 1]).abs() / next[lanes - 1]);
            now.copy_from_slice(&next);
        }
        // The longest journey itself must have settled for the bound to hold.
        if moved <= f64::EPSILON || (grew < 1e-3 && moved * longest <= LEFT) {
            break;
        }
    }
    Chances { whole: chances[0], without: chances[1..=channels].to_vec() }
}
