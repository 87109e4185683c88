//! Spells as months at risk, counted by what is alike: covariates, length, end and cluster.

use crate::bands::Bands;
use crate::error::{SurvivalError, same_rows};
use std::collections::BTreeMap;

/// One row a member, in whole months.
#[derive(Debug, Clone, Copy)]
pub struct MonthRows<'a> {
    /// Months of each spell. The end, where there is one, falls into the last of them.
    pub months: &'a [u16],
    /// Whether it ended.
    pub ended: &'a [bool],
    /// Covariates with their names, one value a row; an arm is a column of 0 and 1.
    pub covariates: &'a [(String, Vec<f64>)],
    /// The area of each row, where areas were drawn or members of an area may be alike; any codes.
    pub areas: Option<&'a [u32]>,
}

/// Members alike in everything that the model sees.
pub(crate) struct Alike {
    pub(crate) pattern: usize,
    pub(crate) months: u16,
    pub(crate) ended: bool,
    pub(crate) area: u32,
    pub(crate) people: u64,
}

/// The months at risk of all members.
pub(crate) struct PersonMonths {
    /// Distinct rows of covariates.
    pub(crate) patterns: Vec<Vec<f64>>,
    pub(crate) alike: Vec<Alike>,
    /// Months at risk and ends, by pattern and then band.
    pub(crate) cells: Vec<Vec<[u64; 2]>>,
}

impl PersonMonths {
    /// Counts the rows; spells of no month have no month at risk and are left out.
    pub(crate) fn count(rows: &MonthRows<'_>, bands: &Bands) -> Result<Self, SurvivalError> {
        check(rows)?;
        let mut places: BTreeMap<Vec<u64>, usize> = BTreeMap::new();
        let mut patterns = Vec::new();
        let mut alike: BTreeMap<(usize, u16, bool, u32), u64> = BTreeMap::new();
        for row in (0..rows.months.len()).filter(|row| rows.months[*row] > 0) {
            let values = || rows.covariates.iter().map(|(_, values)| values[row] + 0.0);
            let pattern = *places.entry(values().map(f64::to_bits).collect()).or_insert_with(|| {
                patterns.push(values().collect());
                patterns.len() - 1
            });
            let area = rows.areas.map_or(0, |areas| areas[row]);
            *alike.entry((pattern, rows.months[row], rows.ended[row], area)).or_default() += 1;
        }
        let mut cells = vec![vec![[0, 0]; bands.len()]; patterns.len()];
        for ((pattern, months, ended, _), people) in &alike {
            for (band, cell) in cells[*pattern].iter_mut().enumerate().take(bands.of(*months) + 1) {
                cell[0] += people * u64::from(bands.months_in(band, *months));
            }
            cells[*pattern][bands.of(*months)][1] += if *ended { *people } else { 0 };
        }
        let alike = alike
            .into_iter()
            .map(|((pattern, months, ended, area), people)| Alike { pattern, months, ended, area, people })
            .collect();
        Ok(Self { patterns, alike, cells })
    }

    /// Months at risk.
    pub(crate) fn months(&self) -> u64 {
        self.cells.iter().flatten().map(|cell| cell[0]).sum()
    }

    /// Ends in them.
    pub(crate) fn ends(&self) -> u64 {
        self.cells.iter().flatten().map(|cell| cell[1]).sum()
    }
}

/// Refuses columns of other lengths.
pub(crate) fn check(rows: &MonthRows<'_>) -> Result<(), SurvivalError> {
    let expected = rows.months.len();
    if expected == 0 {
        return Err(SurvivalError::NoSpells);
    }
    same_rows("ends", rows.ended.len(), expected)?;
    for (_, values) in rows.covariates {
        same_rows("covariates", values.len(), expected)?;
    }
    rows.areas.map_or(Ok(()), |areas| same_rows("areas", areas.len(), expected))
}
