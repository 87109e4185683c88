//! The people or areas of a file that are drawn.

use super::{LotQuestion, LotUnit};
use anyhow::{Context, Result, bail};
use intake::TextTable;
use std::collections::HashMap;

/// Units in the order in which the file first names them.
pub(super) struct Units {
    /// Their keys.
    pub keys: Vec<String>,
    /// The stratum of each.
    pub strata: Vec<String>,
    /// The unit of each row of the file.
    pub of_row: Vec<usize>,
}

impl Units {
    /// Each unit's mean of columns of numbers; `None` where none of its rows has one.
    pub(super) fn means(&self, table: &TextTable, columns: &[String]) -> Result<Vec<Vec<Option<f64>>>> {
        let mean = |name: &String| {
            let numbers = table.numbers(name)?;
            Ok(self.mean_of(&numbers))
        };
        columns.iter().map(mean).collect()
    }

    /// Means of numbers by unit, added up in the order of size so that the order of rows changes no bit.
    pub(super) fn mean_of(&self, numbers: &[Option<f64>]) -> Vec<Option<f64>> {
        let mut of_unit: Vec<Vec<f64>> = vec![Vec::new(); self.keys.len()];
        for (unit, number) in self.of_row.iter().zip(numbers) {
            of_unit[*unit].extend(number);
        }
        let mean = |mut values: Vec<f64>| {
            values.sort_unstable_by(f64::total_cmp);
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        of_unit.into_iter().map(mean).collect()
    }
}

/// Reads keys and strata. A person stands in one row; an area may stand in many, all in one stratum.
pub(super) fn units(table: &TextTable, question: &LotQuestion) -> Result<Units> {
    let cell = |name: &str, row: usize| -> Result<&str> {
        let value = table.column(name)?.values[row].as_deref().map(str::trim).filter(|v| !v.is_empty());
        value.with_context(|| {
            format!("{}, line {}, column {name}: empty; every row needs a value here", table.file, table.line_of(row))
        })
    };
    let mut units = Units { keys: Vec::new(), strata: Vec::new(), of_row: Vec::with_capacity(table.rows()) };
    let mut places: HashMap<&str, (usize, usize)> = HashMap::new();
    for row in 0..table.rows() {
        let key = cell(&question.key, row)?;
        let stratum = question.strata.iter().map(|s| cell(s, row)).collect::<Result<Vec<_>>>()?.join(" / ");
        match places.get(key) {
            None => {
                places.insert(key, (units.keys.len(), row));
                units.of_row.push(units.keys.len());
                units.keys.push(key.to_owned());
                units.strata.push(stratum);
            }
            Some((_, earlier)) if question.unit == LotUnit::Person => bail!(
                "{}, column {}: the same person stands on lines {} and {}; one row a person is expected",
                table.file,
                question.key,
                table.line_of(*earlier),
                table.line_of(row)
            ),
            Some((place, earlier)) => {
                if units.strata[*place] != stratum {
                    bail!(
                        "{}, lines {} and {}: area `{key}` lies in strata `{}` and `{stratum}`; an area has one",
                        table.file,
                        table.line_of(*earlier),
                        table.line_of(row),
                        units.strata[*place]
                    );
                }
                units.of_row.push(*place);
            }
        }
    }
    Ok(units)
}
