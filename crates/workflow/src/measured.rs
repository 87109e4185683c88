//! Columns of numbers that results are computed from: nothing boundless, and no rupiah with thousands points read as decimals.

use anyhow::{Result, bail};
use domain::Bilingual;
use intake::TextTable;

/// Larger numbers are no measurement, and their squares leave the range of what can be computed with.
const LARGEST: f64 = 1e15;

/// A column as numbers; an empty cell is `None`. Refuses a cell that is boundless, and cells that would be read as decimals beside
/// whole numbers of hundreds.
pub(crate) fn measured(table: &TextTable, name: &str) -> Result<Vec<Option<f64>>> {
    let numbers = table.numbers(name)?;
    if let Some(row) = numbers.iter().position(|number| number.is_some_and(|n| n.abs() > LARGEST)) {
        bail!(
            "{}, line {}, column {name}: `{}`; expected a number between -{LARGEST:e} and {LARGEST:e}",
            table.file,
            table.line_of(row),
            table.column(name)?.values[row].as_deref().unwrap_or_default().chars().take(40).collect::<String>()
        );
    }
    refuse_mixed(table, name)?;
    Ok(numbers)
}

/// Refuses `16.800` beside `900`: one of the two is a thousand times off.
fn refuse_mixed(table: &TextTable, name: &str) -> Result<()> {
    let cells = || {
        let values = table.column(name).into_iter().flat_map(|column| column.values.iter().enumerate());
        values.filter_map(|(row, cell)| Some((row, cell.as_deref()?.trim())))
    };
    let Some((row, pointed)) = cells().find(|(_, text)| text.contains('.')) else { return Ok(()) };
    if !cells().all(|(_, text)| !text.contains('.') || is_thousands(text)) {
        return Ok(());
    }
    let mut whole = None;
    for (row, text) in cells().filter(|(_, text)| !text.contains('.')) {
        match text.parse::<f64>() {
            Ok(number) if number.abs() >= 100.0 && number.fract() == 0.0 => _ = whole.get_or_insert((row, text)),
            Ok(0.0) => {}
            _ => return Ok(()),
        }
    }
    let Some((beside, number)) = whole else { return Ok(()) };
    bail!(
        "{}, line {}, column {name}: `{pointed}` stands beside whole numbers such as {number} on line {}; expected `{}` without the \
         point where it marks thousands, or `{}` where it is a decimal point",
        table.file,
        table.line_of(row),
        table.line_of(beside),
        pointed.replace('.', ""),
        pointed.trim_end_matches('0').to_owned() + if pointed.ends_with("000") { "0" } else { "" }
    )
}

/// The warning on columns in which every number with a point could as well be thousands written the Indonesian way.
pub(crate) fn thousands_doubted<'n>(
    table: &TextTable,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<Vec<Bilingual>> {
    let mut warnings = Vec::new();
    for name in names {
        let mut pointed = table.column(name)?.values.iter().flatten().filter(|text| text.contains('.')).peekable();
        if pointed.peek().is_some() && pointed.all(|text| is_thousands(text.trim())) {
            warnings.push(read_as_decimals(name));
        }
    }
    Ok(warnings)
}

/// Digits in threes after one point, and no zero before it: `16.800`.
fn is_thousands(text: &str) -> bool {
    text.split_once('.').is_some_and(|(whole, rest)| {
        let whole = whole.trim_start_matches('-');
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        (1..=3).contains(&whole.len()) && !whole.starts_with('0') && digits(whole) && rest.len() == 3 && digits(rest)
    })
}

fn read_as_decimals(column: &str) -> Bilingual {
    Bilingual::new(
        format!(
            "Semua angka di kolom {column} yang bertitik punya tiga angka di belakang titik. Titik dibaca sebagai tanda desimal \
             (16.800 menjadi 16,8). Jika itu rupiah dengan titik ribuan, hapus titiknya lalu jalankan lagi: hasilnya seribu kali \
             terlalu kecil."
        ),
        format!(
            "Every number with a point in column {column} has three digits after it. The point was read as a decimal point \
             (16.800 as 16.8). If these are rupiah with thousands points, remove the points and run again: the figures are a \
             thousand times too small."
        ),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::path::Path;

    fn table(cells: &[&str]) -> TextTable {
        let rows: Vec<String> = cells.iter().map(|cell| format!("m,{cell}\n")).collect();
        let rows = rows.concat();
        intake::table_of(Path::new("bayar.csv"), format!("member,bayar\n{rows}").as_bytes()).unwrap()
    }

    #[test]
    fn thousands_points_beside_whole_numbers_are_refused_by_their_line() {
        let refusal = measured(&table(&["900", "", "16.800", "0"]), "bayar").unwrap_err().to_string();
        assert!(
            refusal.contains(
                "bayar.csv, line 4, column bayar: `16.800` stands beside whole numbers such as 900 on line 2"
            )
        );
        assert!(
            refusal.contains("expected `16800` without the point") && refusal.contains("or `16.8` where"),
            "{refusal}"
        );
        for cells in [
            &["16.800", "33.600"][..],
            &["12", "16.800"],
            &["900", "16.8"],
            &["900", "16.800", "1.25"],
            &["0", "1.500"],
        ] {
            assert!(measured(&table(cells), "bayar").is_ok(), "{cells:?}");
        }
    }

    #[test]
    fn numbers_beyond_any_measurement_are_refused_by_their_line() {
        for cell in ["1e308", "-2e15", "1000000000000001"] {
            let refusal = measured(&table(&["1", cell]), "bayar").unwrap_err().to_string();
            assert!(refusal.contains("line 3, column bayar") && refusal.contains(cell), "{refusal}");
        }
        assert_eq!(measured(&table(&["1e15", "-4"]), "bayar").unwrap(), [Some(1e15), Some(-4.0)]);
    }

    #[test]
    fn only_points_before_three_digits_are_doubted() {
        let doubted = |cells: &[&str]| thousands_doubted(&table(cells), ["bayar"]).unwrap().len();
        assert_eq!(
            (doubted(&["16.800", "12"]), doubted(&["16.800", "16.8"]), doubted(&["0.125"]), doubted(&["7"])),
            (1, 0, 0, 0)
        );
    }
}
