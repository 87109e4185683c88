//! The absorbing chain behind the Markov rule: where a journey goes next, given its last one to three touches.

use crate::error::JourneysError;
use crate::paths::Journeys;
use foldhash::fast::FixedState;
use std::collections::HashMap;

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
    /// Moves of every path, one after the other, as places in `moves`.
    steps: Vec<u32>,
    step_ends: Vec<u32>,
    /// Last state of every path.
    last_states: Vec<u32>,
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

impl Chain {
    pub(crate) fn over(journeys: &Journeys, order: usize) -> Result<Self, JourneysError> {
        if !(1..=3).contains(&order) {
            return Err(JourneysError::BadOrder { order });
        }
        let mut states: HashMap<u64, u32, FixedState> = HashMap::default();
        let mut places: HashMap<(u32, u32), u32, FixedState> = HashMap::default();
        let mut chain = Self {
            order,
            channels: journeys.channels().len(),
            newest: vec![u16::MAX],
            moves: Vec::new(),
            steps: Vec::new(),
            step_ends: Vec::with_capacity(journeys.paths()),
            last_states: Vec::with_capacity(journeys.paths()),
        };
        // A state is named by its touches, 16 bits each, the newest lowest; a touch is its channel plus one.
        let known = (1_u64 << (16 * order)) - 1;
        for index in 0..journeys.paths() {
            let (mut name, mut from) = (0_u64, 0_u32);
            for touch in journeys.path(index) {
                name = ((name << 16) | (u64::from(*touch) + 1)) & known;
                let next = chain.newest.len() as u32;
                let to = *states.entry(name).or_insert(next);
                if to == next {
                    chain.newest.push(*touch);
                }
                let next = chain.moves.len() as u32;
                let place = *places.entry((from, to)).or_insert(next);
                if place == next {
                    chain.moves.push((from, to));
                }
                chain.steps.push(place);
                from = to;
            }
            chain.step_ends.push(chain.steps.len() as u32);
            chain.last_states.push(from);
        }
        Ok(chain.with_sorted_moves())
    }

    fn with_sorted_moves(mut self) -> Self {
        let mut order: Vec<u32> = (0..self.moves.len() as u32).collect();
        order.sort_unstable_by_key(|place| self.moves[*place as usize]);
        let mut rank = vec![0; order.len()];
        for (place, old) in order.iter().enumerate() {
            rank[*old as usize] = place as u32;
        }
        self.moves = order.iter().map(|place| self.moves[*place as usize]).collect();
        for step in &mut self.steps {
            *step = rank[*step as usize];
        }
        self
    }

    /// States, the start included.
    pub(crate) fn states(&self) -> usize {
        self.newest.len()
    }

    /// Chances from the journeys of each path that paid and that did not.
    pub(crate) fn weigh(&self, conversions: &[u64], nulls: &[u64]) -> Weighed<'_> {
        let mut seen = vec![0_u64; self.moves.len()];
        let mut pays = vec![0_u64; self.states()];
        let mut leaves = vec![0_u64; self.states()];
        let mut start = 0;
        for (path, end) in self.step_ends.iter().enumerate() {
            let end = *end as usize;
            let went = conversions[path] + nulls[path];
            for step in &self.steps[start..end] {
                seen[*step as usize] += went;
            }
            pays[self.last_states[path] as usize] += conversions[path];
            leaves[self.last_states[path] as usize] += went;
            start = end;
        }
        for ((from, _), count) in self.moves.iter().zip(&seen) {
            leaves[*from as usize] += count;
        }
        let chance = |count: u64, of: u32| count as f64 / leaves[of as usize].max(1) as f64;
        Weighed {
            chain: self,
            moves: self
                .moves
                .iter()
                .zip(&seen)
                .filter(|(_, count)| **count > 0)
                .map(|((from, to), count)| (*from, *to, chance(*count, *from)))
                .collect(),
            pays: (0..self.states() as u32).map(|state| chance(pays[state as usize], state)).collect(),
        }
    }
}
