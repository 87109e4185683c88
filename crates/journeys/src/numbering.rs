//! Numbers for the moves of a chain, given out as they are seen and put in order at the end.

use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Moves up to which each has its place in a table.
const MOST_PLACES: u64 = 1 << 20;

/// A state is written as a number with a few bits a touch, the newest lowest: 0 for none, else the channel plus one. A move is a state
/// and the channel touched next, which give the state it leads to.
#[derive(Debug, Clone)]
pub(crate) struct Numbering {
    /// Bits of a touch.
    bits: u32,
    /// All bits of a state.
    whole: u64,
    places: Places,
    /// State and channel of each move, by its number.
    moves: Vec<(u64, u16)>,
}

#[derive(Debug, Clone)]
enum Places {
    /// By the bits of state and channel; `u32::MAX` where not seen.
    Table(Vec<u32>),
    Sparse(HashMap<u64, u32, FixedState>),
}

/// A move in its final place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move {
    pub(crate) from: u32,
    pub(crate) to: u32,
    /// The number it had while moves were being seen.
    pub(crate) seen_as: u32,
}

impl Numbering {
    pub(crate) fn new(order: usize, channels: usize) -> Self {
        let bits = u64::BITS - (channels as u64).leading_zeros();
        let names = 1_u64 << (bits * (order as u32 + 1));
        let places = if names <= MOST_PLACES {
            Places::Table(vec![u32::MAX; names as usize])
        } else {
            Places::Sparse(HashMap::default())
        };
        Self { bits, whole: (1 << (bits * order as u32)) - 1, places, moves: Vec::new() }
    }

    /// The number of a move; the next free one where it was not seen before.
    #[inline]
    pub(crate) fn step(&mut self, state: u64, touch: u16) -> u32 {
        let next = self.moves.len() as u32;
        let name = (state << self.bits) | u64::from(touch);
        let place = match &mut self.places {
            Places::Table(table) => &mut table[name as usize],
            Places::Sparse(map) => map.entry(name).or_insert(u32::MAX),
        };
        if *place == u32::MAX {
            *place = next;
            self.moves.push((state, touch));
        }
        *place
    }

    /// State and channel of each move, in the order of their numbers.
    pub(crate) fn moves(&self) -> &[(u64, u16)] {
        &self.moves
    }

    /// The state a move leads to.
    #[inline]
    pub(crate) fn to(&self, state: u64, touch: u16) -> u64 {
        ((state << self.bits) | (u64::from(touch) + 1)) & self.whole
    }

    /// The newest channel of a state; of the start none.
    pub(crate) fn newest(&self, state: u64) -> u16 {
        ((state & ((1 << self.bits) - 1)) as u16).wrapping_sub(1)
    }

    /// Puts states and moves in order, so that the order in which they were seen changes nothing: the states from the start on, and
    /// the moves by their states. From here on `step` gives the final numbers.
    pub(crate) fn settle(&mut self) -> (Vec<u64>, Vec<Move>) {
        let mut states: Vec<u64> = vec![0];
        states.extend(self.moves.iter().map(|(state, touch)| self.to(*state, *touch)));
        states.sort_unstable();
        states.dedup();
        let place = |state: u64| states.binary_search(&state).map_or(0, |place| place as u32);
        let mut moves: Vec<Move> = self
            .moves
            .iter()
            .enumerate()
            .map(|(seen, (state, touch))| Move {
                from: place(*state),
                to: place(self.to(*state, *touch)),
                seen_as: seen as u32,
            })
            .collect();
        moves.sort_unstable_by_key(|m| (m.from, m.to));
        for (number, m) in moves.iter().enumerate() {
            let (state, touch) = self.moves[m.seen_as as usize];
            let name = (state << self.bits) | u64::from(touch);
            match &mut self.places {
                Places::Table(table) => table[name as usize] = number as u32,
                Places::Sparse(map) => {
                    map.insert(name, number as u32);
                }
            }
        }
        self.moves = moves.iter().map(|m| self.moves[m.seen_as as usize]).collect();
        (states, moves)
    }
}
