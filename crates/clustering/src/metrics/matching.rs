//! Which cluster of one fit is which of another.

use crate::error::{ClusterError, parameter, same_length};

/// Pairs rows with columns, each at most once, so that the sum of benefits is largest: the column of each row, `None` for rows
/// left over where there are more rows than columns. As many pairs are made as there can be, also where a benefit is negative.
///
/// Shortest augmenting paths with potentials (Kuhn 1955, Jonker & Volgenant 1987), in time `rows^2 * columns`. Of equally good
/// matchings it gives always the same one. Refuses rows of different length and benefits that are not finite.
pub fn optimal_matching(benefit: &[Vec<f64>]) -> Result<Vec<Option<usize>>, ClusterError> {
    let columns = benefit.first().map_or(0, Vec::len);
    for row in benefit {
        same_length("a row of benefits", row.len(), columns)?;
        if let Some(value) = row.iter().find(|x| !x.is_finite()) {
            return Err(parameter("a benefit", value, "a finite number"));
        }
    }
    if benefit.len() <= columns {
        let chosen = cheapest(benefit.len(), columns, |row, column| -benefit[row][column]);
        return Ok(chosen.into_iter().map(Some).collect());
    }
    let chosen = cheapest(columns, benefit.len(), |column, row| -benefit[row][column]);
    let mut matching = vec![None; benefit.len()];
    for (column, row) in chosen.into_iter().enumerate() {
        matching[row] = Some(column);
    }
    Ok(matching)
}

/// The column of each row in a cheapest matching; there are at least as many columns as rows.
fn cheapest(rows: usize, columns: usize, cost: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    // Column `columns` stands for the row that is being placed.
    let mut row_of = vec![None; columns + 1];
    let mut of_row = vec![0.0; rows];
    let mut of_column = vec![0.0; columns + 1];
    for placed in 0..rows {
        let mut shortest = vec![f64::INFINITY; columns];
        let mut came_from = vec![columns; columns];
        let mut visited = vec![false; columns + 1];
        row_of[columns] = Some(placed);
        let mut here = columns;
        while let Some(row) = row_of[here] {
            visited[here] = true;
            let (mut next, mut least) = (columns, f64::INFINITY);
            for column in 0..columns {
                if visited[column] {
                    continue;
                }
                let reduced = cost(row, column) - of_row[row] - of_column[column];
                if reduced < shortest[column] {
                    shortest[column] = reduced;
                    came_from[column] = here;
                }
                if shortest[column] < least {
                    least = shortest[column];
                    next = column;
                }
            }
            for column in 0..=columns {
                if visited[column] {
                    if let Some(row) = row_of[column] {
                        of_row[row] += least;
                    }
                    of_column[column] -= least;
                } else if column < columns {
                    shortest[column] -= least;
                }
            }
            here = next;
        }
        while here != columns {
            row_of[here] = row_of[came_from[here]];
            here = came_from[here];
        }
    }
    let mut chosen = vec![0; rows];
    for (column, row) in row_of.into_iter().take(columns).enumerate() {
        if let Some(row) = row {
            chosen[row] = column;
        }
    }
    chosen
}
