//! Journeys as distinct paths with their counts.

use crate::error::JourneysError;
use foldhash::fast::FixedState;
use rust_decimal::Decimal;
use std::collections::HashMap;

/// Most channels a set of journeys may name.
pub const MOST_CHANNELS: usize = 4_096;
/// Most journeys that are counted: touches can then be counted too without running over.
const MOST_COUNTED: u64 = 1_000_000_000_000;

/// One row of journeys: people who were touched along the same path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JourneyRow<'a> {
    /// The touches in their order, `whatsapp > counter > counter`.
    pub path: &'a str,
    /// Journeys along it that ended in a payment.
    pub conversions: u64,
    /// Journeys along it that did not.
    pub nulls: u64,
    /// What those payments were worth together, in the file's own unit; zero where values are not known.
    pub value: Decimal,
}

/// Distinct paths over interned channels. Channels are in the order of their names and paths in the order of their channels,
/// so that the order of rows changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Journeys {
    channels: Vec<String>,
    touches: Vec<u16>,
    ends: Vec<u32>,
    /// Journeys that ended in a payment, by path.
    pub(crate) conversions: Vec<u64>,
    /// Journeys that did not, by path.
    pub(crate) nulls: Vec<u64>,
    /// Worth of the payments, by path.
    pub(crate) values: Vec<Decimal>,
}

/// Counts of one path while rows are read.
#[derive(Debug, Clone, Copy)]
struct Tally {
    row: usize,
    conversions: u64,
    nulls: u64,
    value: Decimal,
}

impl Journeys {
    /// Reads rows into distinct paths. Touches stand between `separator`; blanks around a touch do not count, so ` > ` and `>`
    /// are the same. A path is parsed once, however many rows have it, and no row is copied.
    pub fn read(rows: &[JourneyRow<'_>], separator: &str) -> Result<Self, JourneysError> {
        if separator.is_empty() {
            return Err(JourneysError::EmptySeparator);
        }
        let tallies = tally(rows)?;
        let mut channels = Channels::default();
        let mut touches: Vec<u16> = Vec::with_capacity(tallies.len() * 4);
        let mut ends: Vec<u32> = Vec::with_capacity(tallies.len());
        for t in &tallies {
            parse(rows[t.row].path, t.row, separator, &mut channels, &mut touches)?;
            ends.push(u32::try_from(touches.len()).map_err(|_| JourneysError::TooLarge { row: t.row + 1 })?);
        }
        let (names, rank) = channels.sorted();
        for touch in &mut touches {
            *touch = rank[usize::from(*touch)];
        }
        Ok(merged(names, &touches, &ends, &tallies))
    }

    /// The channels, by name.
    pub fn channels(&self) -> &[String] {
        &self.channels
    }

    /// Number of distinct paths.
    pub fn paths(&self) -> usize {
        self.ends.len()
    }

    /// The touches of a path as indices of `channels`.
    pub fn path(&self, index: usize) -> &[u16] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.touches[start..self.ends[index] as usize]
    }

    /// Journeys that ended in a payment.
    pub fn converted(&self) -> u64 {
        self.conversions.iter().sum()
    }

    /// Journeys that did not.
    pub fn lost(&self) -> u64 {
        self.nulls.iter().sum()
    }

    /// What all payments were worth, in the file's own unit.
    pub fn value(&self) -> Decimal {
        self.values.iter().sum()
    }

    /// Journeys that ended in a payment by path, as the rules weigh them.
    pub(crate) fn conversion_weights(&self) -> Vec<f64> {
        self.conversions.iter().map(|c| *c as f64).collect()
    }
}

/// Distinct texts of paths with their sums, in the order in which they first stand.
fn tally(rows: &[JourneyRow<'_>]) -> Result<Vec<Tally>, JourneysError> {
    let mut seen: HashMap<&str, u32, FixedState> = HashMap::default();
    let mut tallies: Vec<Tally> = Vec::new();
    let (mut journeys, mut conversions) = (0_u64, 0_u64);
    let mut value = Decimal::ZERO;
    for (row, r) in rows.iter().enumerate() {
        if !r.value.is_zero() {
            if r.value.is_sign_negative() {
                return Err(JourneysError::NegativeValue { row: row + 1, value: r.value.to_string() });
            }
            if r.conversions == 0 {
                return Err(JourneysError::ValueWithoutConversion { row: row + 1, value: r.value.to_string() });
            }
            value = value.checked_add(r.value).ok_or(JourneysError::TooLarge { row: row + 1 })?;
        }
        journeys = r
            .conversions
            .checked_add(r.nulls)
            .and_then(|n| n.checked_add(journeys))
            .filter(|n| *n < MOST_COUNTED)
            .ok_or(JourneysError::TooLarge { row: row + 1 })?;
        conversions += r.conversions;
        let next = tallies.len() as u32;
        let index = *seen.entry(r.path).or_insert(next);
        if index == next {
            tallies.push(Tally { row, conversions: r.conversions, nulls: r.nulls, value: r.value });
            continue;
        }
        let tally = &mut tallies[index as usize];
        tally.conversions += r.conversions;
        tally.nulls += r.nulls;
        tally.value += r.value;
    }
    match (rows.is_empty(), conversions) {
        (true, _) => Err(JourneysError::NoJourneys),
        (false, 0) => Err(JourneysError::NoConversions { journeys }),
        _ => Ok(tallies),
    }
}

/// Channel names while paths are parsed.
#[derive(Default)]
struct Channels<'a> {
    codes: HashMap<&'a str, u16, FixedState>,
    names: Vec<&'a str>,
}

impl<'a> Channels<'a> {
    fn code(&mut self, name: &'a str) -> u16 {
        let next = self.names.len() as u16;
        let code = *self.codes.entry(name).or_insert(next);
        if code == next {
            self.names.push(name);
        }
        code
    }

    /// Names in their order, and the place of each code in it.
    fn sorted(&self) -> (Vec<String>, Vec<u16>) {
        let mut order: Vec<u16> = (0..self.names.len() as u16).collect();
        order.sort_unstable_by_key(|code| self.names[usize::from(*code)]);
        let mut rank = vec![0; order.len()];
        for (place, code) in order.iter().enumerate() {
            rank[usize::from(*code)] = place as u16;
        }
        (order.iter().map(|code| self.names[usize::from(*code)].to_owned()).collect(), rank)
    }
}

fn parse<'a>(
    path: &'a str,
    row: usize,
    separator: &str,
    channels: &mut Channels<'a>,
    touches: &mut Vec<u16>,
) -> Result<(), JourneysError> {
    if path.trim().is_empty() {
        return Err(JourneysError::EmptyPath { row: row + 1 });
    }
    let bare = separator.trim();
    let bare = if bare.is_empty() { separator } else { bare };
    for (touch, name) in path.split(bare).enumerate() {
        let name = name.trim();
        if name.is_empty() {
            let shown: String = path.chars().take(60).collect();
            return Err(JourneysError::EmptyTouch { row: row + 1, touch: touch + 1, path: shown });
        }
        touches.push(channels.code(name));
        if channels.names.len() > MOST_CHANNELS {
            return Err(JourneysError::TooManyChannels { most: MOST_CHANNELS, separator: separator.to_owned() });
        }
    }
    Ok(())
}

/// Paths in the order of their channels; paths whose texts differ in blanks only become one.
fn merged(channels: Vec<String>, touches: &[u16], ends: &[u32], tallies: &[Tally]) -> Journeys {
    let path = |index: usize| {
        let start = if index == 0 { 0 } else { ends[index - 1] as usize };
        &touches[start..ends[index] as usize]
    };
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_unstable_by(|a, b| path(*a).cmp(path(*b)));
    let mut journeys = Journeys {
        channels,
        touches: Vec::with_capacity(touches.len()),
        ends: Vec::with_capacity(ends.len()),
        conversions: Vec::with_capacity(ends.len()),
        nulls: Vec::with_capacity(ends.len()),
        values: Vec::with_capacity(ends.len()),
    };
    let mut before: Option<usize> = None;
    for index in order {
        let tally = &tallies[index];
        if before.is_some_and(|b| path(b) == path(index)) {
            let last = journeys.ends.len() - 1;
            journeys.conversions[last] += tally.conversions;
            journeys.nulls[last] += tally.nulls;
            journeys.values[last] += tally.value;
            continue;
        }
        journeys.touches.extend_from_slice(path(index));
        journeys.ends.push(journeys.touches.len() as u32);
        journeys.conversions.push(tally.conversions);
        journeys.nulls.push(tally.nulls);
        journeys.values.push(tally.value);
        before = Some(index);
    }
    journeys
}
