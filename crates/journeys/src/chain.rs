//! The absorbing chain behind the Markov rule: where a journey goes next, given its last one to three touches.

use crate::error::JourneysError;
use crate::numbering::Numbering;
use crate::paths::Journeys;
use rayon::prelude::*;
use std::ops::Range;

/// Fewest paths that are worth a thread of their own.
const FEWEST_PATHS: usize = 1 << 14;

/// States of a chain and the moves seen between them. State 0 is the start; every other state is the last touches of a journey,
/// up to the order of the chain, so a state has one newest channel. Besides moves, a state ends in a payment or in none.
///
/// Touches that repeat stay in: a channel that follows itself is a move from a state to itself.
#[derive(Debug, Clone)]
pub(crate) struct Chain {
    pub(crate) order: usize,
    pub(crate) channels: usize,
    /// Newest channel of states 1 and on; that of the start is not looked at.
    pub(crate) newest: Vec<u16>,
    /// Moves in the order of their states.
    moves: Vec<(u32, u32)>,
}

/// How often each move was made, and each state ended in a payment and was left.
#[derive(Debug, Clone)]
pub(crate) struct Counts {
    moves: Vec<u64>,
    pays: Vec<u64>,
    leaves: Vec<u64>,
}

/// A chain with the journeys that went along it, as chances.
#[derive(Debug, Clone)]
pub(crate) struct Weighed<'a> {
    pub(crate) chain: &'a Chain,
    /// `(from, to, chance)` in the order of `from`.
    pub(crate) moves: Vec<(u32, u32, f64)>,
    /// Chance of ending in a payment from each state.
    pub(crate) pays: Vec<f64>,
}

/// The moves of every path one after the other, to count again with other journeys along them.
#[derive(Debug, Clone)]
pub(crate) struct Steps {
    steps: Vec<u32>,
    /// Of every path: where its steps end, and its last state.
    ends: Vec<(u32, u32)>,
}

impl Chain {
    /// The chain over the journeys, with its counts.
    pub(crate) fn over(journeys: &Journeys, order: usize) -> Result<(Self, Counts), JourneysError> {
        let (chain, counts, _) = Self::numbered(journeys, order)?;
        Ok((chain, counts))
    }

    /// The chain over the journeys, with the steps of each path.
    pub(crate) fn with_steps(journeys: &Journeys, order: usize) -> Result<(Self, Steps), JourneysError> {
        let (chain, _, mut numbering) = Self::numbered(journeys, order)?;
        let mut steps = Steps { steps: Vec::new(), ends: Vec::with_capacity(journeys.paths()) };
        for path in 0..journeys.paths() {
            let mut state = 0;
            for touch in journeys.path(path) {
                let step = numbering.step(state, *touch);
                steps.steps.push(step);
                state = numbering.to(state, *touch);
            }
            let last = steps.steps.last().map_or(0, |step| chain.moves[*step as usize].1);
            steps.ends.push((steps.steps.len() as u32, last));
        }
        Ok((chain, steps))
    }

    fn numbered(journeys: &Journeys, order: usize) -> Result<(Self, Counts, Numbering), JourneysError> {
        if !(1..=3).contains(&order) {
            return Err(JourneysError::BadOrder { order });
        }
        let channels = journeys.channels().len();
        // Parts are counted side by side. Counts are whole numbers and moves are put in order below, so how many parts there are
        // changes nothing.
        let length = journeys.paths().div_ceil(rayon::current_num_threads()).max(FEWEST_PATHS);
        let starts: Vec<usize> = (0..journeys.paths()).step_by(length).collect();
        let mut parts = starts
            .into_par_iter()
            .map(|start| Seen::over(journeys, start..journeys.paths().min(start + length), order))
            .collect::<Vec<_>>()
            .into_iter();
        let mut seen = parts.next().unwrap_or_else(|| Seen::none(order, channels));
        parts.for_each(|part| seen.add(&part));
        let Seen { mut numbering, made, paid, left } = seen;
        let (states, moves) = numbering.settle();
        let chain = Self {
            order,
            channels,
            newest: states.iter().map(|state| numbering.newest(*state)).collect(),
            moves: moves.iter().map(|m| (m.from, m.to)).collect(),
        };
        let mut counts = Counts::none(&chain);
        for (place, m) in moves.iter().enumerate() {
            counts.moves[place] = made[m.seen_as as usize];
            counts.leaves[m.from as usize] += made[m.seen_as as usize];
            counts.pays[m.to as usize] += paid[m.seen_as as usize];
            counts.leaves[m.to as usize] += left[m.seen_as as usize];
        }
        Ok((chain, counts, numbering))
    }

    /// States, the start included.
    pub(crate) fn states(&self) -> usize {
        self.newest.len()
    }

    /// Counts as chances.
    pub(crate) fn weigh(&self, counts: &Counts) -> Weighed<'_> {
        let chance = |count: u64, of: u32| count as f64 / counts.leaves[of as usize].max(1) as f64;
        Weighed {
            chain: self,
            moves: self
                .moves
                .iter()
                .zip(&counts.moves)
                .filter(|(_, count)| **count > 0)
                .map(|((from, to), count)| (*from, *to, chance(*count, *from)))
                .collect(),
            pays: (0..self.states() as u32).map(|state| chance(counts.pays[state as usize], state)).collect(),
        }
    }
}

/// Moves of some paths, each with how often it was made, and how often it was the last: before a payment, and at all. A state
/// is known by any move into it.
struct Seen {
    numbering: Numbering,
    made: Vec<u64>,
    paid: Vec<u64>,
    left: Vec<u64>,
}

impl Seen {
    fn none(order: usize, channels: usize) -> Self {
        Self { numbering: Numbering::new(order, channels), made: Vec::new(), paid: Vec::new(), left: Vec::new() }
    }

    /// The moves of these paths.
    fn over(journeys: &Journeys, paths: Range<usize>, order: usize) -> Self {
        let mut seen = Self::none(order, journeys.channels().len());
        for path in paths {
            let went = journeys.conversions[path] + journeys.nulls[path];
            let (mut state, mut last) = (0, 0);
            for touch in journeys.path(path) {
                last = seen.place(state, *touch);
                state = seen.numbering.to(state, *touch);
                seen.made[last] += went;
            }
            seen.paid[last] += journeys.conversions[path];
            seen.left[last] += went;
        }
        seen
    }

    /// The number of a move.
    #[inline]
    fn place(&mut self, state: u64, touch: u16) -> usize {
        let place = self.numbering.step(state, touch) as usize;
        if place == self.made.len() {
            self.made.push(0);
            self.paid.push(0);
            self.left.push(0);
        }
        place
    }

    /// Adds the moves of other paths.
    fn add(&mut self, other: &Self) {
        for (number, (state, touch)) in other.numbering.moves().iter().enumerate() {
            let place = self.place(*state, *touch);
            self.made[place] += other.made[number];
            self.paid[place] += other.paid[number];
            self.left[place] += other.left[number];
        }
    }
}

impl Counts {
    fn none(chain: &Chain) -> Self {
        Self { moves: vec![0; chain.moves.len()], pays: vec![0; chain.states()], leaves: vec![0; chain.states()] }
    }
}

impl Steps {
    /// Counts with other journeys along the same paths.
    pub(crate) fn count(&self, chain: &Chain, conversions: &[u64], nulls: &[u64]) -> Counts {
        let mut counts = Counts::none(chain);
        let mut start = 0;
        for (path, (end, last)) in self.ends.iter().enumerate() {
            let (end, last) = (*end as usize, *last as usize);
            let went = conversions[path] + nulls[path];
            if went > 0 {
                for step in &self.steps[start..end] {
                    counts.moves[*step as usize] += went;
                }
                counts.pays[last] += conversions[path];
                counts.leaves[last] += went;
            }
            start = end;
        }
        for ((from, _), count) in chain.moves.iter().zip(&counts.moves) {
            counts.leaves[*from as usize] += count;
        }
        counts
    }
}
