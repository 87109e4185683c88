//! Reports of outcomes, as a sender posts or files them: a table, a JSON array or JSON lines become checked reports, and every line
//! that is none is told with its field, value and what was expected.

mod check;
mod json;

use crate::error::{IntakeError, shown_name};
use crate::table::{Misfit, Reading, TextColumn, no_column, read_bytes, source_from_bytes};
use check::{Cell, Check};
use chrono::NaiveDate;
use domain::{Bilingual, OutcomesRead, RefusedReport};
use std::path::Path;

/// The fields of a report: the name, and the Indonesian one that may stand instead.
pub(crate) const FIELDS: [(&str, &str); 7] = [
    ("source", "sumber"),
    ("report", "laporan"),
    ("member_id", "nomor_peserta"),
    ("what", "kejadian"),
    ("coverage_month", "bulan_iuran"),
    ("paid_on", "dibayar"),
    ("known_on", "diketahui"),
];

/// Fields that a contributions file has and a report needs not.
const UNUSED: [&str; 2] = ["amount", "paid_at"];

/// Reads a file of reports.
pub fn read_outcomes(path: &Path, source: Option<&str>, today: NaiveDate) -> Result<OutcomesRead, IntakeError> {
    outcomes_of(path, &read_bytes(path)?, source, today)
}

/// The same from bytes that somebody sent; `path` is what messages call them. What begins with `[` or `{` is JSON: an array, or one
/// object a line. Anything else is a table with a header: CSV, gzipped CSV, XLSX or Parquet. `source` is the sender where the
/// reports name none. `today` is the last day that anything may have happened or been known on. All good lines are read, whatever
/// the others are.
pub fn outcomes_of(
    path: &Path,
    bytes: &[u8],
    source: Option<&str>,
    today: NaiveDate,
) -> Result<OutcomesRead, IntakeError> {
    let check = Check { source, today };
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        None => Err(IntakeError::Empty { file: shown_name(path) }),
        Some(b'[' | b'{') => Ok(json::read(text, &check)),
        Some(_) => table(path, bytes, &check),
    }
}

/// The name of a field under which a column or a JSON member stands; `None` where a report has no such field.
fn field_of(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    FIELDS.iter().find(|(en, id)| *en == name || *id == name).map(|(en, _)| *en)
}

fn is_unused(name: &str) -> bool {
    UNUSED.contains(&name.trim().to_lowercase().as_str())
}

fn table(path: &Path, bytes: &[u8], check: &Check<'_>) -> Result<OutcomesRead, IntakeError> {
    let source = source_from_bytes(path, bytes, &Reading::default())?;
    let table = &source.table;
    let mut columns: Vec<(&'static str, &TextColumn)> = Vec::new();
    for column in &table.columns {
        match field_of(&column.name) {
            Some(field) if columns.iter().all(|(known, _)| *known != field) => columns.push((field, column)),
            None if is_unused(&column.name) => {}
            // A column with a slip in its name would be lost without a word.
            _ => {
                let known = FIELDS.iter().map(|(en, _)| (*en).to_owned()).collect();
                return Err(no_column(&format!("{}: a report", table.file), &column.name, known));
            }
        }
    }
    for (field, _) in FIELDS {
        let optional = matches!(field, "known_on" | "coverage_month") || field == "source" && check.source.is_some();
        if !optional && columns.iter().all(|(known, _)| *known != field) {
            let there = table.columns.iter().map(|column| column.name.clone()).collect();
            return Err(no_column(&table.file, field, there));
        }
    }
    let mut read = OutcomesRead::default();
    for Misfit { line, value, expected, .. } in &source.misfits {
        read.refused.push(RefusedReport {
            line: *line,
            field: "(row)".to_owned(),
            value: value.clone(),
            expected: Bilingual::same(expected.clone()),
        });
    }
    for row in 0..table.rows() {
        let cells = columns.iter().filter_map(|(field, column)| {
            let value = column.values[row].clone()?;
            Some(Cell { field, name: column.name.clone(), value })
        });
        check.line(table.line_of(row), &cells.collect::<Vec<_>>(), &mut read);
    }
    read.refused.sort_by_key(|refused| refused.line);
    Ok(read)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::Reported;

    fn read(text: &str) -> OutcomesRead {
        outcomes_of(Path::new("laporan"), text.as_bytes(), None, "2027-02-10".parse().unwrap()).unwrap()
    }

    const CSV: &str = "source,report,member_id,what,coverage_month,paid_on,known_on\n\
        bank-a,1,M1,paid,2027-02,2027-01-05,2027-01-07\nbank-a,2,M2,registered,,2027-01-05,\n\
        bank-a,3,M1,batal,2027-02,09/02/2027,\n";

    #[test]
    fn a_table_json_lines_and_an_array_say_the_same() {
        let table = read(CSV);
        assert_eq!((table.reports.len(), table.refused.len()), (3, 0), "{:?}", table.refused);
        assert_eq!(table.reports[0].1.what, Reported::Paid("2027-02".parse().unwrap()));
        assert_eq!(table.reports[2].1.what, Reported::Reversed("2027-02".parse().unwrap()));
        assert_eq!((table.reports[1].0, table.reports[1].1.known_on), (3, None));
        let objects = [
            r#"{"source":"bank-a","report":1,"member_id":"M1","what":"paid","coverage_month":"2027-02","paid_on":"2027-01-05","known_on":"2027-01-07"}"#,
            r#"{"sumber":"bank-a","laporan":"2","nomor_peserta":"M2","kejadian":"daftar","dibayar":"2027-01-05","known_on":null}"#,
            r#"{"source":"bank-a","report":"3","member_id":"M1","what":"reversed","coverage_month":"2027-02","paid_on":"2027-02-09"}"#,
        ];
        let said = |read: &OutcomesRead| read.reports.iter().map(|(_, report)| report.clone()).collect::<Vec<_>>();
        for text in
            [objects.join("\n"), format!("[{}]", objects.join(",")), format!("\u{feff}{}\n\n", objects.join("\r\n"))]
        {
            let read = read(&text);
            assert_eq!((said(&read), read.refused), (said(&table), Vec::new()), "{text}");
        }
    }

    #[test]
    fn every_mistake_of_every_line_is_told_and_the_good_lines_are_read() {
        let bad = format!(
            "{CSV}bank-a,4,3321044107850001,paid,2027-13,2027-02-11,2027-02-01\n,5,M5,lunas,,2027-02-01,\n\
             bank-a,6,M6,registered,2027-02,2027-02-01,\nbank-a,7,M7,paid,2027-02\nbank-a,8,M8,paid,2027-02,2027-02-09,2027-02-08\n"
        );
        let read = read(&bad);
        assert_eq!(read.reports.len(), 3);
        let told: Vec<_> = read.refused.iter().map(|r| (r.line, r.field.as_str(), r.value.as_str())).collect();
        assert_eq!(
            told,
            [
                (5, "member_id", "****01"),
                (5, "paid_on", "2027-02-11"),
                (5, "coverage_month", "2027-13"),
                (6, "source", ""),
                (6, "what", "lunas"),
                (7, "coverage_month", "2027-02"),
                (8, "(row)", "5 cells"),
                (9, "known_on", "2027-02-08"),
            ]
        );
        assert!(read.refused[0].expected.en.contains("not an identity number"), "{:?}", read.refused[0]);
        let [day, month] = [&read.refused[1].expected, &read.refused[2].expected];
        assert_eq!(day.id, "hari seperti 2027-02-10 atau 10/02/2027, paling lambat 2027-02-10");
        let latest = month.en.rsplit(' ').next().unwrap();
        assert_eq!(month.en, format!("the month covered, such as {latest}, up to {latest}"));
    }

    #[test]
    fn lines_that_are_no_json_and_fields_nobody_knows_are_told() {
        let read = read(
            "{\"source\":\"a\"\n[1]\n{\"source\":\"a\",\"report\":\"1\",\"member_id\":\"M1\",\"what\":\"paid\",\"coverage_month\":\"2027-02\",\"paid_on\":\"2027-01-05\",\"known_onn\":\"2027-01-06\",\"amount\":16800}\n",
        );
        assert!(read.reports.is_empty());
        let told: Vec<_> = read.refused.iter().map(|r| (r.line, r.field.as_str())).collect();
        assert_eq!(told, [(1, "(line)"), (2, "(line)"), (3, "known_onn")]);
        assert!(read.refused[2].expected.en.contains("known_on"));
        assert_eq!(read.refused[2].value, "2027-01-06");
        let told = self::read("{\"foo\":1}\n{\"telepon\":\"0812-3456-7890\"}\n").refused;
        let told: Vec<_> = told.iter().map(|r| (r.line, r.field.as_str(), r.value.as_str())).collect();
        assert_eq!(told, [(1, "foo", "1"), (2, "telepon", "****90")]);
    }

    #[test]
    fn a_column_nobody_knows_or_one_that_is_missing_is_named() {
        let of = |text: &str, source| {
            outcomes_of(Path::new("l.csv"), text.as_bytes(), source, "2027-02-10".parse().unwrap())
        };
        let slip = of(&CSV.replace("known_on", "known"), None).unwrap_err().to_string();
        assert!(slip.contains("known") && slip.contains("coverage_month"), "{slip}");
        let without = CSV.replace("source,", "").replace("bank-a,", "");
        let missing = of(&without, None).unwrap_err().to_string();
        assert!(missing.contains("source"), "{missing}");
        assert!(of(&without, Some("bank-a")).unwrap().reports.iter().all(|(_, r)| r.source == "bank-a"));
    }
}
