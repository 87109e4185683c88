//! Units followed over periods.

use crate::contacts::{finite, varies};
use crate::error::{ObservationalError, listed};

/// One row a unit and period. Codes of periods are in the order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// Names of the units.
    pub units: Vec<String>,
    /// Names of the periods, in the order of time.
    pub periods: Vec<String>,
    /// Unit of each row.
    pub unit: Vec<u32>,
    /// Period of each row.
    pub period: Vec<u32>,
    /// Outcome of each row.
    pub outcome: Vec<f64>,
    /// Whether the unit was contacted, or the programme ran there, in that period.
    pub treated: Vec<bool>,
}

/// When one unit's treatment begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Start {
    pub(crate) unit: u32,
    pub(crate) period: u32,
}

impl Panel {
    /// The same rows with one unit treated from a period on, and nobody else.
    pub fn with_one_treated(mut self, unit: &str, since: &str) -> Result<Self, ObservationalError> {
        let find = |names: &[String], name: &str| names.iter().position(|n| n == name).map(|at| at as u32);
        let unit = find(&self.units, unit)
            .ok_or_else(|| ObservationalError::UnknownUnit { unit: unit.to_owned(), found: listed(&self.units) })?;
        let since = find(&self.periods, since).ok_or_else(|| ObservationalError::UnknownPeriod {
            period: since.to_owned(),
            found: listed(&self.periods),
        })?;
        self.treated = self.unit.iter().zip(&self.period).map(|(u, p)| *u == unit && *p >= since).collect();
        Ok(self)
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.outcome.len()
    }

    /// Refuses unequal columns, codes without a name, values that are no numbers and a unit that stands twice in a period.
    pub(crate) fn check(&self, fewest_units: usize) -> Result<(), ObservationalError> {
        let rows = self.rows();
        for (column, found) in
            [("unit", self.unit.len()), ("period", self.period.len()), ("treated", self.treated.len())]
        {
            if found != rows {
                return Err(ObservationalError::UnequalRows { column: column.into(), rows: found, expected: rows });
            }
        }
        for (column, codes, labels) in
            [("unit", &self.unit, self.units.len()), ("period", &self.period, self.periods.len())]
        {
            if let Some(row) = codes.iter().position(|code| *code as usize >= labels) {
                let code = codes[row];
                return Err(ObservationalError::UnknownGroup { column: column.into(), row: row + 1, code, labels });
            }
        }
        finite("outcome", &self.outcome)?;
        varies(&self.outcome)?;
        if self.units.len() < fewest_units || self.periods.len() < 2 {
            let (units, periods) = (self.units.len(), self.periods.len());
            return Err(ObservationalError::PanelTooSmall { units, periods, fewest_units });
        }
        let mut seen = vec![false; self.units.len() * self.periods.len()];
        for row in 0..rows {
            let cell = &mut seen[self.cell(row)];
            if *cell {
                return Err(ObservationalError::RepeatedUnitPeriod {
                    unit: self.units[self.unit[row] as usize].clone(),
                    period: self.periods[self.period[row] as usize].clone(),
                });
            }
            *cell = true;
        }
        Ok(())
    }

    fn cell(&self, row: usize) -> usize {
        self.unit[row] as usize * self.periods.len() + self.period[row] as usize
    }

    /// First treated period of every unit that has one; refused where treatment ends again.
    pub(crate) fn starts(&self) -> Result<Vec<Start>, ObservationalError> {
        let mut first: Vec<Option<u32>> = vec![None; self.units.len()];
        for row in (0..self.rows()).filter(|row| self.treated[*row]) {
            let start = &mut first[self.unit[row] as usize];
            *start = Some(start.map_or(self.period[row], |s| s.min(self.period[row])));
        }
        for row in 0..self.rows() {
            let unit = self.unit[row] as usize;
            if first[unit].is_some_and(|start| self.period[row] >= start) && !self.treated[row] {
                return Err(ObservationalError::TreatmentEnds { unit: self.units[unit].clone() });
            }
        }
        let starts = first.iter().enumerate();
        Ok(starts.filter_map(|(unit, start)| start.map(|period| Start { unit: unit as u32, period })).collect())
    }

    /// The outcomes of each unit over all periods; refused where a cell has no row.
    pub(crate) fn outcomes_by_unit(&self) -> Result<Vec<Vec<f64>>, ObservationalError> {
        let mut cells: Vec<Vec<Option<f64>>> = vec![vec![None; self.periods.len()]; self.units.len()];
        for row in 0..self.rows() {
            cells[self.unit[row] as usize][self.period[row] as usize] = Some(self.outcome[row]);
        }
        let whole = |(unit, cells): (usize, Vec<Option<f64>>)| {
            cells
                .into_iter()
                .enumerate()
                .map(|(period, value)| {
                    value.ok_or_else(|| ObservationalError::MissingCell {
                        unit: self.units[unit].clone(),
                        period: self.periods[period].clone(),
                    })
                })
                .collect()
        };
        cells.into_iter().enumerate().map(whole).collect()
    }

    /// Only rows that pass, with the same names.
    pub(crate) fn only(&self, keep: impl Fn(usize) -> bool) -> Self {
        let rows: Vec<usize> = (0..self.rows()).filter(|row| keep(*row)).collect();
        Self {
            units: self.units.clone(),
            periods: self.periods.clone(),
            unit: rows.iter().map(|row| self.unit[*row]).collect(),
            period: rows.iter().map(|row| self.period[*row]).collect(),
            outcome: rows.iter().map(|row| self.outcome[*row]).collect(),
            treated: rows.iter().map(|row| self.treated[*row]).collect(),
        }
    }
}
