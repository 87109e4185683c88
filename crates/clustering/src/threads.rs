//! Work shared between threads so that the answer cannot depend on how many there were.

use std::sync::{Mutex, PoisonError};

/// Rows in one piece of work. The size is fixed: sums are taken within a piece and then over pieces in their order, so the
/// number of threads changes nothing in the last bit.
pub(crate) const ROWS_A_PIECE: usize = 16_384;

/// Which piece comes first. What is left of the last sweep in the cache is at its end, so that sweeps that follow each other
/// closely go forth and back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sweep {
    Forth,
    Back,
}

impl Sweep {
    /// The other way.
    pub(crate) fn turned(self) -> Self {
        if self == Self::Forth { Self::Back } else { Self::Forth }
    }
}

/// Does `work` once for each piece, on up to `threads` threads, each taking the next piece when it is free. What a piece
/// leaves behind it writes into itself.
pub(crate) fn for_each_piece<T: Send>(pieces: &mut [T], threads: usize, sweep: Sweep, work: impl Fn(&mut T) + Sync) {
    let threads = threads.min(pieces.len());
    let queue = Mutex::new(pieces.iter_mut());
    let take_pieces = || loop {
        // A thread that panicked took its piece with it; the scope below passes the panic on.
        let mut left = queue.lock().unwrap_or_else(PoisonError::into_inner);
        let next = if sweep == Sweep::Forth { left.next() } else { left.next_back() };
        drop(left);
        let Some(piece) = next else { break };
        work(piece);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(take_pieces);
        }
        take_pieces();
    });
}

/// The results of `work` for each range of rows, in row order.
pub(crate) fn by_piece<R: Send>(
    rows: usize,
    threads: usize,
    work: impl Fn(std::ops::Range<usize>) -> R + Sync,
) -> Vec<R> {
    let mut pieces: Vec<(usize, Option<R>)> = (0..rows).step_by(ROWS_A_PIECE).map(|first| (first, None)).collect();
    for_each_piece(&mut pieces, threads, Sweep::Forth, |(first, result)| {
        *result = Some(work(*first..rows.min(*first + ROWS_A_PIECE)));
    });
    pieces.into_iter().filter_map(|(_, result)| result).collect()
}
