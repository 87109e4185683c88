//! Reports as JSON: an array of objects, one object, or one object a line.

use super::check::{Cell, Check, names};
use super::{field_of, is_unused};
use crate::quarantine::masked;
use domain::{Bilingual, OutcomesRead, RefusedReport};
use serde_json::{Map, Value};

/// Reads all of them. A body that is no JSON as a whole is read line by line.
pub(super) fn read(bytes: &[u8], check: &Check<'_>) -> OutcomesRead {
    let mut read = OutcomesRead::default();
    match serde_json::from_slice(bytes) {
        Ok(Value::Array(reports)) => {
            for (number, report) in (1..).zip(&reports) {
                one(number, report, check, &mut read);
            }
        }
        Ok(report @ Value::Object(_)) => one(1, &report, check, &mut read),
        Err(error) if bytes.trim_ascii_start().starts_with(b"[") => {
            let found = format!("{error}");
            read.refused.push(refused(
                error.line() as u64,
                "(body)",
                found,
                "larik JSON berisi laporan",
                "a JSON array of reports",
            ));
        }
        Ok(_) | Err(_) => lines(bytes, check, &mut read),
    }
    read
}

fn lines(bytes: &[u8], check: &Check<'_>, read: &mut OutcomesRead) {
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice(line) {
            Ok(report) => one(number, &report, check, read),
            Err(error) => read.refused.push(no_object(number, error.to_string())),
        }
    }
}

fn one(number: u64, report: &Value, check: &Check<'_>, read: &mut OutcomesRead) {
    let Value::Object(fields) = report else {
        let found = match report {
            Value::Array(_) => "an array",
            Value::Null => "null",
            _ => "a single value",
        };
        read.refused.push(no_object(number, found.to_owned()));
        return;
    };
    match cells(number, fields) {
        Ok(cells) => check.line(number, &cells, read),
        Err(mut bad) => read.refused.append(&mut bad),
    }
}

fn cells(number: u64, fields: &Map<String, Value>) -> Result<Vec<Cell>, Vec<RefusedReport>> {
    let (mut cells, mut bad) = (Vec::new(), Vec::new());
    for (name, value) in fields {
        let Some(field) = field_of(name) else {
            if !is_unused(name) {
                let Bilingual { id, en } = names();
                let found = match value {
                    Value::String(text) => masked(text),
                    other => masked(&other.to_string()),
                };
                bad.push(refused(number, &masked(name), found, &id, &en));
            }
            continue;
        };
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            Value::Number(digits) if digits.is_u64() => digits.to_string(),
            other => {
                let found = masked(&other.to_string());
                bad.push(refused(
                    number,
                    name,
                    found,
                    "teks atau bilangan bulat; bilangan yang panjang sebagai teks",
                    "text or a whole number; long ones as text",
                ));
                continue;
            }
        };
        if cells.iter().any(|known: &Cell| known.field == field) {
            bad.push(refused(number, name, masked(&value), "tiap kolom satu kali", "each field once"));
            continue;
        }
        cells.push(Cell { field, name: name.clone(), value });
    }
    if bad.is_empty() { Ok(cells) } else { Err(bad) }
}

fn no_object(number: u64, found: String) -> RefusedReport {
    refused(number, "(line)", found, "satu objek JSON tiap baris", "one JSON object a line")
}

fn refused(line: u64, field: &str, value: String, id: &str, en: &str) -> RefusedReport {
    RefusedReport { line, field: field.to_owned(), value, expected: Bilingual::new(id, en) }
}
