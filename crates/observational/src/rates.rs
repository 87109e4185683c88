//! Logit of a yes-or-no outcome, with groups whose outcome never varies set apart.

use crate::contacts::{rows_of, yes_or_no};
use regression::{Design, Link, RegressionError, binomial};

/// A group (a column of 0 and 1) in which everybody has the same outcome.
struct Cell {
    place: usize,
    outcome: f64,
}

/// Fitted on `design`, predicted for `wanted`. In a group where nobody, or everybody, has the outcome the coefficient has no limit, but the
/// prediction has one: such groups are predicted to have what they had, and the others are fitted without them.
pub(crate) fn rates(y: &[f64], design: &Design, wanted: &Design) -> Result<Vec<f64>, RegressionError> {
    let mut rows: Vec<usize> = (0..y.len()).collect();
    let mut cells: Vec<Cell> = Vec::new();
    while let Some(cell) = cell(y, design, &rows) {
        rows.retain(|row| !is_in(design, &cell, *row));
        cells.push(cell);
    }
    if cells.is_empty() {
        return Ok(binomial(y, design, Link::Logit, None)?.predict(wanted));
    }
    let left: Vec<f64> = rows.iter().map(|row| y[*row]).collect();
    let kept: Vec<usize> =
        (0..design.width()).filter(|place| rows.iter().any(|row| design.values(*place)[*row] != 0.0)).collect();
    let fit = binomial(&left, &rows_of(&columns_of(design, &kept), &rows), Link::Logit, None)?;
    let mut predicted = fit.predict(&columns_of(wanted, &kept));
    for (row, rate) in predicted.iter_mut().enumerate() {
        if let Some(cell) = cells.iter().find(|cell| is_in(wanted, cell, row)) {
            *rate = cell.outcome;
        }
    }
    Ok(predicted)
}

fn is_in(design: &Design, cell: &Cell, row: usize) -> bool {
    design.values(cell.place)[row] != 0.0
}

/// The first group of `rows` whose outcome does not vary; the intercept is none.
#[allow(clippy::float_cmp, reason = "0 and 1 are written exactly")]
fn cell(y: &[f64], design: &Design, rows: &[usize]) -> Option<Cell> {
    (1..design.width()).find_map(|place| {
        let values = design.values(place);
        if !yes_or_no(values) {
            return None;
        }
        let mut members = rows.iter().filter(|row| values[**row] != 0.0).map(|row| y[*row]);
        let outcome = members.next()?;
        members.all(|y| y == outcome).then_some(Cell { place, outcome })
    })
}

fn columns_of(design: &Design, places: &[usize]) -> Design {
    places
        .iter()
        .fold(Design::new(), |part, place| part.column(design.names()[*place].as_str(), design.values(*place).to_vec()))
}
