//! Spells in sufficient form: at each time, how many ended in which way and how many were still going when last seen.

use crate::counting::{Counts, check_codes, check_durations, count, count_if_months, count_months};
use crate::error::{SurvivalError, same_rows};
use serde::{Deserialize, Serialize};

/// The spells of one group, counted. A million monthly spells become some tens of rows, and everything that this crate
/// computes from one group is computed from those.
///
/// A duration is the time paid: a spell of 7 that ended has seven months paid and no eighth; a spell of 7 that did not
/// end was still going when last seen, after seven months. Exit codes are 0 for still going and 1, 2, ... for the causes
/// of an end. Members were there from the beginning unless an entry time says that they came under observation later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spells {
    times: Vec<f64>,
    open: Vec<u64>,
    /// By cause, then by time.
    ended: Vec<Vec<u64>>,
    /// Entry times after the beginning, ascending, with how many entered.
    late: Vec<(f64, u64)>,
    people: u64,
}

/// The people at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moment {
    pub(crate) time: f64,
    pub(crate) at_risk: u64,
    /// Ended at this time, from any cause.
    pub(crate) ended: u64,
    /// Still going when last seen, at this time.
    pub(crate) open: u64,
}

impl Spells {
    /// Whole months, and whether each spell ended. One pass over the rows.
    pub fn from_months(months: &[u16], ended: &[bool]) -> Result<Self, SurvivalError> {
        same_rows("ends", ended.len(), months.len())?;
        if months.is_empty() {
            return Err(SurvivalError::NoSpells);
        }
        Ok(Self::of_group(&count_months(months, (1, 2), |row| (0, usize::from(ended[row]))), 0, 1, Vec::new()))
    }

    /// Durations in any unit, and whether each spell ended. Whole numbers are counted, others sorted.
    pub fn from_durations(durations: &[f64], ended: &[bool]) -> Result<Self, SurvivalError> {
        same_rows("ends", ended.len(), durations.len())?;
        if durations.is_empty() {
            return Err(SurvivalError::NoSpells);
        }
        Ok(Self::of_group(&count(durations, 2, |row| usize::from(ended[row]))?, 0, 1, Vec::new()))
    }

    /// Durations and how each spell ended: 0 still going, 1 to `causes` the cause.
    pub fn from_exits(durations: &[f64], exits: &[u8], causes: u8) -> Result<Self, SurvivalError> {
        check_codes(durations.len(), exits, causes, None)?;
        let counts = count(durations, usize::from(causes) + 1, |row| usize::from(exits[row]))?;
        Ok(Self::of_group(&counts, 0, usize::from(causes), Vec::new()))
    }

    /// As [`from_exits`](Self::from_exits), for members who came under observation only at `entries` (left truncation): they
    /// are at risk after their entry and up to their end. Where hardly anybody was at risk early, an early end weighs much.
    pub fn entering_late(entries: &[f64], durations: &[f64], exits: &[u8], causes: u8) -> Result<Self, SurvivalError> {
        same_rows("entries", entries.len(), durations.len())?;
        let mut spells = Self::from_exits(durations, exits, causes)?;
        let is_bad =
            |row: &usize| !(entries[*row].is_finite() && entries[*row] >= 0.0 && entries[*row] < durations[*row]);
        // Whoever enters at 0 was there from the beginning, also where the spell ended at once.
        if let Some(row) = (0..entries.len()).filter(|row| entries[*row] != 0.0).find(is_bad) {
            return Err(SurvivalError::EntryNotBeforeEnd {
                row: row + 1,
                entry: entries[row],
                duration: durations[row],
            });
        }
        let mut late: Vec<f64> = entries.iter().copied().filter(|entry| *entry > 0.0).collect();
        late.sort_unstable_by(f64::total_cmp);
        for entry in late {
            match spells.late.last_mut() {
                Some((time, number)) if *time == entry => *number += 1,
                _ => spells.late.push((entry, 1)),
            }
        }
        Ok(spells)
    }

    /// One [`Spells`] for each of `groups` groups, in the order of their codes; one pass over all rows where durations
    /// are whole months. A group may come out
    /// with nobody in it.
    pub fn by_group(
        durations: &[f64],
        exits: &[u8],
        causes: u8,
        codes: &[u32],
        groups: usize,
    ) -> Result<Vec<Self>, SurvivalError> {
        check_codes(durations.len(), exits, causes, Some((codes, groups)))?;
        let row = |row: usize| (codes[row] as usize, usize::from(exits[row]));
        let causes = usize::from(causes);
        if let Some(counts) = count_if_months(durations, (groups, causes + 1), row) {
            return Ok((0..groups).map(|group| Self::of_group(&counts, group, causes, Vec::new())).collect());
        }
        check_durations(durations)?;
        let mut own: Vec<(Vec<f64>, Vec<u8>)> = vec![Default::default(); groups];
        for (row, code) in codes.iter().enumerate() {
            let group = &mut own[*code as usize];
            group.0.push(durations[row]);
            group.1.push(exits[row]);
        }
        let of = |(durations, exits): (Vec<f64>, Vec<u8>)| {
            let counts = count(&durations, causes + 1, |row| usize::from(exits[row]))?;
            Ok(Self::of_group(&counts, 0, causes, Vec::new()))
        };
        own.into_iter().map(of).collect()
    }

    fn of_group(counts: &Counts, group: usize, causes: usize, late: Vec<(f64, u64)>) -> Self {
        let places: Vec<usize> = (0..counts.times.len())
            .filter(|place| (0..=causes).any(|exit| counts.of(group, *place, exit) > 0))
            .collect();
        let by_exit = |exit: usize| -> Vec<u64> { places.iter().map(|place| counts.of(group, *place, exit)).collect() };
        let (open, ended): (Vec<u64>, Vec<Vec<u64>>) = (by_exit(0), (1..=causes).map(by_exit).collect());
        let people = open.iter().chain(ended.iter().flatten()).sum();
        Self { times: places.iter().map(|place| counts.times[*place]).collect(), open, ended, late, people }
    }

    /// Both groups as one.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let mut times: Vec<f64> = self.times.iter().chain(&other.times).copied().collect();
        times.sort_unstable_by(f64::total_cmp);
        times.dedup();
        let sum = |pick: &dyn Fn(&Self) -> Option<&Vec<u64>>| -> Vec<u64> {
            let of = |spells: &Self, time: f64| {
                let place = spells.times.binary_search_by(|t| t.total_cmp(&time)).ok();
                place.and_then(|place| Some(pick(spells)?[place])).unwrap_or(0)
            };
            times.iter().map(|time| of(self, *time) + of(other, *time)).collect()
        };
        let open = sum(&|spells| Some(&spells.open));
        let causes = self.ended.len().max(other.ended.len());
        let ended = (0..causes).map(|cause| sum(&|spells| spells.ended.get(cause))).collect();
        let mut late: Vec<(f64, u64)> = self.late.iter().chain(&other.late).copied().collect();
        late.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self { times, open, ended, late, people: self.people + other.people }
    }

    /// The same spells with all other causes than `cause` taken for still going. Right for the hazard of one cause and for
    /// comparing it; the curve of it is **not** the share that left by this cause, see [`crate::aalen_johansen`].
    pub fn of_cause(&self, cause: u8) -> Result<Self, SurvivalError> {
        let causes = self.causes();
        if !(1..=causes).contains(&cause) {
            return Err(SurvivalError::UnknownCause { cause, causes });
        }
        let own = self.ended[usize::from(cause) - 1].clone();
        let open = (0..self.times.len()).map(|place| self.open[place] + self.ended_at(place) - own[place]).collect();
        Ok(Self { open, ended: vec![own], ..self.clone() })
    }

    /// Members.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// Spells that ended, from any cause.
    pub fn ended(&self) -> u64 {
        self.ended.iter().flatten().sum()
    }

    /// Spells that ended from a cause, from 1; 0 for a cause that was not counted.
    pub fn ended_by(&self, cause: u8) -> u64 {
        usize::from(cause).checked_sub(1).and_then(|place| self.ended.get(place)).map_or(0, |ended| ended.iter().sum())
    }

    /// Causes counted.
    pub fn causes(&self) -> u8 {
        self.ended.len() as u8
    }

    /// The longest spell; `None` for nobody.
    pub fn longest(&self) -> Option<f64> {
        self.times.last().copied()
    }

    /// Members whose spell was going on just before a time: entered before it and not ended or last seen before it.
    pub fn at_risk(&self, time: f64) -> u64 {
        let left: u64 =
            self.times.iter().take_while(|t| **t < time).enumerate().map(|(place, _)| self.gone_at(place)).sum();
        let to_come: u64 = self.late.iter().filter(|(entry, _)| *entry >= time).map(|(_, number)| number).sum();
        self.people - left - to_come
    }

    /// Whether somebody came under observation after the beginning.
    pub(crate) fn enters_late(&self) -> bool {
        !self.late.is_empty()
    }

    fn ended_at(&self, place: usize) -> u64 {
        self.ended.iter().map(|ended| ended[place]).sum()
    }

    fn gone_at(&self, place: usize) -> u64 {
        self.open[place] + self.ended_at(place)
    }

    /// Ended from a cause at the time in `place`.
    pub(crate) fn ended_from(&self, cause: u8, place: usize) -> u64 {
        self.ended[usize::from(cause) - 1][place]
    }

    /// At risk, ended and still going at each time, ascending.
    pub(crate) fn moments(&self) -> Vec<Moment> {
        let mut at_risk = self.people - self.late.iter().map(|(_, number)| number).sum::<u64>();
        let mut late = self.late.iter().peekable();
        let mut risks = Vec::with_capacity(self.times.len());
        for (place, time) in self.times.iter().enumerate() {
            while let Some((_, number)) = late.next_if(|(entry, _)| entry < time) {
                at_risk += number;
            }
            let (ended, open) = (self.ended_at(place), self.open[place]);
            risks.push(Moment { time: *time, at_risk, ended, open });
            at_risk -= ended + open;
        }
        risks
    }
}
