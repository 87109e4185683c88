//! From rows to counts: how many spells of each group ended in each way at each time.

use crate::error::{SurvivalError, same_rows};

/// Counts by group, time and exit; exit 0 is still going.
#[derive(Debug)]
pub(crate) struct Counts {
    /// Distinct times, ascending.
    pub(crate) times: Vec<f64>,
    exits: usize,
    cells: Vec<u64>,
}

impl Counts {
    /// How many of a group left by an exit at the time in `place`.
    pub(crate) fn of(&self, group: usize, place: usize, exit: usize) -> u64 {
        self.cells[(group * self.times.len() + place) * self.exits + exit]
    }
}

/// Beside how many rows a table of all months may stand before sorting is cheaper.
const CELLS_PER_ROW: usize = 4;
/// Counters kept apart, so that spells of the same length in a row do not wait for each other.
const LANES: usize = 4;

/// Counts whole months: one pass, no sort. `row` gives group and exit of a row, both already below their bounds.
pub(crate) fn count_months(
    months: &[u16],
    (groups, exits): (usize, usize),
    row: impl Fn(usize) -> (usize, usize),
) -> Counts {
    let most = usize::from(months.iter().copied().max().unwrap_or(0)) + 1;
    let mut lanes = vec![0_u32; groups * most * exits * LANES];
    // At most u32::MAX rows fit a lane; longer columns are counted in parts.
    let mut cells = vec![0_u64; groups * most * exits];
    let mut first = 0;
    for part in months.chunks(u32::MAX as usize) {
        for (i, month) in part.iter().enumerate() {
            let (group, exit) = row(first + i);
            lanes[((group * most + usize::from(*month)) * exits + exit) * LANES + (i % LANES)] += 1;
        }
        first += part.len();
        for (cell, counters) in cells.iter_mut().zip(lanes.chunks_exact_mut(LANES)) {
            *cell += counters.iter().map(|n| u64::from(*n)).sum::<u64>();
            counters.fill(0);
        }
    }
    without_gaps(most, groups, exits, &cells)
}

/// Keeps the months in which somebody left.
fn without_gaps(most: usize, groups: usize, exits: usize, all: &[u64]) -> Counts {
    let at = |group: usize, month: usize| &all[(group * most + month) * exits..][..exits];
    let used: Vec<usize> =
        (0..most).filter(|month| (0..groups).any(|group| at(group, *month).iter().any(|n| *n > 0))).collect();
    let cells = (0..groups).flat_map(|group| used.iter().flat_map(move |month| at(group, *month).to_vec())).collect();
    Counts { times: used.into_iter().map(|month| month as f64).collect(), exits, cells }
}

/// Counts whole months in one pass; `None` where some durations are no whole months, or so long that a table of all months
/// would be mostly empty.
pub(crate) fn count_if_months(
    durations: &[f64],
    (groups, exits): (usize, usize),
    row: impl Fn(usize) -> (usize, usize),
) -> Option<Counts> {
    let months = whole_months(durations)?;
    let longest = usize::from(months.iter().copied().max().unwrap_or(0)) + 1;
    let room = durations.len().saturating_mul(CELLS_PER_ROW).max(1 << 16);
    let is_full = longest.saturating_mul(groups).saturating_mul(exits) <= room;
    is_full.then(|| count_months(&months, (groups, exits), row))
}

/// Refuses durations below zero or not finite.
pub(crate) fn check_durations(durations: &[f64]) -> Result<(), SurvivalError> {
    match durations.iter().position(|d| !(d.is_finite() && *d >= 0.0)) {
        None => Ok(()),
        Some(bad) => Err(SurvivalError::BadDuration { row: bad + 1, value: durations[bad] }),
    }
}

/// Counts the durations of one group: whole months in one pass, others by sorting.
pub(crate) fn count(
    durations: &[f64],
    exits: usize,
    exit_of: impl Fn(usize) -> usize,
) -> Result<Counts, SurvivalError> {
    if let Some(counts) = count_if_months(durations, (1, exits), |row| (0, exit_of(row))) {
        return Ok(counts);
    }
    check_durations(durations)?;
    let mut order: Vec<u32> = (0..durations.len() as u32).collect();
    order.sort_unstable_by(|a, b| durations[*a as usize].total_cmp(&durations[*b as usize]));
    // Zero has one sign: -0.0 and 0.0 are the same time.
    let mut times: Vec<f64> = order.iter().map(|i| durations[*i as usize] + 0.0).collect();
    times.dedup();
    let mut cells = vec![0; times.len() * exits];
    let mut place = 0;
    for i in order {
        let i = i as usize;
        if durations[i] != times[place] {
            place += 1;
        }
        cells[place * exits + exit_of(i)] += 1;
    }
    Ok(Counts { times, exits, cells })
}

/// The durations as whole months, where all of them are; gives up at the first part that holds another.
fn whole_months(durations: &[f64]) -> Option<Vec<u16>> {
    let mut months = Vec::with_capacity(durations.len());
    for part in durations.chunks(4096) {
        let mut is_whole = true;
        // A duration that is negative, not finite or too long does not come back from its month.
        months.extend(part.iter().map(|d| {
            let month = *d as u16;
            is_whole &= f64::from(month) == *d;
            month
        }));
        if !is_whole {
            return None;
        }
    }
    Some(months)
}

/// Refuses columns of other lengths and codes without a meaning.
pub(crate) fn check_codes(
    rows: usize,
    exits: &[u8],
    causes: u8,
    codes: Option<(&[u32], usize)>,
) -> Result<(), SurvivalError> {
    if rows == 0 {
        return Err(SurvivalError::NoSpells);
    }
    same_rows("exits", exits.len(), rows)?;
    if let Some(row) = exits.iter().position(|exit| *exit > causes) {
        return Err(SurvivalError::UnknownExit { row: row + 1, exit: exits[row], causes });
    }
    let Some((codes, groups)) = codes else { return Ok(()) };
    same_rows("group codes", codes.len(), rows)?;
    match codes.iter().position(|code| *code as usize >= groups) {
        None => Ok(()),
        Some(row) => Err(SurvivalError::UnknownGroup { row: row + 1, code: codes[row], groups }),
    }
}
