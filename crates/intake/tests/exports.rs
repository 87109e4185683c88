//! Tables for people: what a spreadsheet shows is what the table holds, and nothing in it runs.
#![allow(clippy::unwrap_used)]

use calamine::{Data, Reader, Xlsx, open_workbook};
use intake::{ColumnValues, MOST_SHEET_ROWS, load_columns, read_table, write_export};
use std::fs;
use std::path::Path;

fn columns() -> Vec<(&'static str, ColumnValues)> {
    let words = ["=HYPERLINK(\"x\")", "+62", "-1", "@SUM", "\tx", "\rx", "'=1", "Siti, \"Bu\"", ""];
    vec![
        ("segment", ColumnValues::Words(words.map(str::to_owned).to_vec())),
        ("members", ColumnValues::Whole(vec![1, -2, 3, 4, 5, 6, 7, 8, 9_007_199_254_740_993])),
        ("share", ColumnValues::Measured(vec![0.5, f64::NAN, -0.25, 1e-9, 0.1, 2.0, 3.0, 4.0, 5.0])),
        ("kept", ColumnValues::Flags(vec![true, false, true, false, true, false, true, false, true])),
    ]
}

fn sheet(path: &Path) -> (String, Vec<Vec<Data>>) {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let name = book.sheet_names()[0].clone();
    let rows = book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect();
    (name, rows)
}

#[test]
fn no_cell_of_a_csv_export_begins_like_a_formula() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("segments.CSV");
    write_export(&path, &columns(), "Segments").unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let words: Vec<String> =
        csv::Reader::from_reader(text.as_bytes()).records().map(|r| r.unwrap()[0].to_owned()).collect();
    assert_eq!(words, ["'=HYPERLINK(\"x\")", "'+62", "'-1", "'@SUM", "'\tx", "'\rx", "''=1", "Siti, \"Bu\"", ""]);
    let table = read_table(&path).unwrap();
    assert_eq!(table.numbers("members").unwrap()[1], Some(-2.0), "a number keeps its sign");
    assert_eq!(table.column("share").unwrap().values[1], None, "not a number is an empty cell");
    assert!(text.contains("9007199254740993"), "{text}");
}

#[test]
fn a_workbook_holds_texts_as_texts_and_numbers_as_numbers() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("segments.xlsx");
    write_export(&path, &columns(), "Segments: 2026/11 [joint] and a name that is too long").unwrap();
    let (name, rows) = sheet(&path);
    assert_eq!(name, "Segments  2026 11  joint  and a");
    assert_eq!(rows.len(), 10);
    assert_eq!(rows[0][1], Data::String("members".into()));
    assert_eq!(rows[1][0], Data::String("=HYPERLINK(\"x\")".into()));
    assert_eq!(rows[2][1], Data::Float(-2.0));
    assert_eq!(rows[2][2], Data::Empty);
    assert_eq!(rows[3][3], Data::Bool(true));
    assert_eq!(rows[9][1], Data::String("9007199254740993".into()), "no digit of a long number is lost");
    let book = fs::read(&path).unwrap();
    write_export(&path, &columns(), "Segments: 2026/11 [joint] and a name that is too long").unwrap();
    assert!(book == fs::read(&path).unwrap(), "the same columns make the same bytes");
}

#[test]
fn parquet_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("segments.parquet");
    write_export(&path, &columns()[..2], "Segments").unwrap();
    for ((name, values), (read_name, read)) in columns().iter().zip(load_columns(&path).unwrap()) {
        assert_eq!((*name, values), (read_name.as_str(), &read));
    }
}

#[test]
fn an_export_that_cannot_be_is_refused_in_a_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |name: &str, columns: &[(&str, ColumnValues)]| {
        write_export(&dir.path().join(name), columns, "t").unwrap_err().to_string()
    };
    let long = [("a", ColumnValues::Whole(vec![0; MOST_SHEET_ROWS + 1]))];
    let message = refused("a.xlsx", &long);
    assert!(message.ends_with("holds 1048575 rows below its header, this table has 1048576; write .csv or .parquet"));
    assert!(refused("a.ods", &columns()).ends_with("expected .csv, .xlsx or .parquet"));
    assert!(refused("a.csv", &[columns()[0].clone(), ("b", ColumnValues::Flags(vec![]))]).contains("`b` has 0 rows"));
    let cell = [("a", ColumnValues::Words(vec!["x".repeat(32_768)]))];
    assert!(refused("a.xlsx", &cell).contains("row 1, column `a`: a cell of a sheet holds at most 32767 characters"));
    assert!(refused("no/such/folder/a.csv", &columns()).contains("cannot be written"));
}

#[test]
fn a_table_as_long_as_a_sheet_is_written_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("long.xlsx");
    write_export(&path, &[("n", ColumnValues::Whole((0..MOST_SHEET_ROWS as i64).collect()))], "long").unwrap();
    let (_, rows) = sheet(&path);
    assert_eq!(rows.last().unwrap()[0], Data::Float(1_048_574.0));
    assert_eq!(rows.len(), MOST_SHEET_ROWS + 1);
}
