//! Counters' lists that come back filled in: whom the clerks met, and what came of it.

use crate::home::Home;
use crate::regencies::Regencies;
use anyhow::{Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use dispatch::touch_of;
use domain::booking::written_day;
use domain::{Bilingual, CounterOutcome};
use intake::{TextColumn, TextTable};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use store::{Store, VisitReport};

/// Mistakes of a file that are told at once.
const MOST_TOLD: usize = 20;

/// What a list that came back changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VisitSummary {
    /// Lines with an outcome.
    pub reported: u64,
    /// Of them, those that said something new.
    pub noted: u64,
    /// Those of which the same, or something later, was known.
    pub known: u64,
    /// Members who had been met through another list not long before.
    pub met_twice: u64,
    /// References that stand on no list.
    pub strangers: Vec<String>,
}

/// How far one list is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListSummary {
    /// Campaign key.
    pub campaign: String,
    /// Code of the regency.
    pub regency: String,
    /// Its name.
    pub place: String,
    /// Members on the list.
    pub members: u64,
    /// Members still to be met.
    pub open: u64,
    /// Members by what came of them, as the key of the outcome.
    pub outcomes: BTreeMap<&'static str, u64>,
}

/// Every list that counters have.
pub async fn lists(home: &Home) -> Result<Vec<ListSummary>> {
    let names = Regencies::load(home)?.into_names();
    let lists = home.store().await?.counter_lists().await?;
    Ok(lists
        .into_iter()
        .map(|list| ListSummary {
            place: names.get(&list.regency).unwrap_or(&list.regency).clone(),
            members: list.members,
            open: list.open(),
            outcomes: list.outcomes.iter().map(|(outcome, members)| (outcome.key(), *members)).collect(),
            campaign: list.campaign,
            regency: list.regency,
        })
        .collect())
}

/// Takes a list in that came back: all of it, or, with every mistake named, nothing. Lines without an outcome are left open.
pub async fn take_in(home: &Home, path: &Path, by: &str, at: DateTime<Utc>) -> Result<VisitSummary> {
    note(&home.store().await?, path, by, at).await
}

pub(crate) async fn note(store: &Store, path: &Path, by: &str, at: DateTime<Utc>) -> Result<VisitSummary> {
    let table = intake::read_table(path)?;
    let reports = match visits_in(&table, by, at.date_naive()) {
        Ok(reports) => reports,
        Err(mistakes) => bail!("{}", mistakes.iter().map(|m| m.en.as_str()).collect::<Vec<_>>().join("\n")),
    };
    let noted = store.note_visits(&reports, at).await?;
    Ok(VisitSummary {
        reported: reports.len() as u64,
        noted: noted.noted,
        known: noted.known,
        met_twice: noted.met_twice,
        strangers: noted.strangers,
    })
}

/// The same from the bytes of a file that somebody sent by a page.
pub fn visits_of_file(
    name: &str,
    bytes: &[u8],
    by: &str,
    today: NaiveDate,
) -> Result<Vec<VisitReport>, Vec<Bilingual>> {
    let unreadable = |error: intake::IntakeError| vec![Bilingual::same(error.to_string())];
    visits_in(&intake::table_of(Path::new(name), bytes).map_err(unreadable)?, by, today)
}

/// A cell that cannot be understood, with its place, value and what was expected.
pub(crate) fn told(table: &TextTable, row: usize, column: &TextColumn, value: &str, id: &str, en: &str) -> Bilingual {
    let (file, line, name) = (&table.file, table.line_of(row), &column.name);
    Bilingual::new(
        format!("{file}, baris {line}, kolom {name}: `{value}`; seharusnya {id}"),
        format!("{file}, line {line}, column {name}: `{value}`; expected {en}"),
    )
}

/// A column under its Indonesian or its English name.
pub(crate) fn column<'t>(table: &'t TextTable, id: &str, en: &str) -> Result<&'t TextColumn, Bilingual> {
    table.column(id).or_else(|missing| table.column(en).map_err(|_| Bilingual::same(missing.to_string())))
}

/// The lines of a list that have an outcome, or every line that cannot be understood, each with its place.
fn visits_in(table: &TextTable, by: &str, today: NaiveDate) -> Result<Vec<VisitReport>, Vec<Bilingual>> {
    let one = |mistake| vec![mistake];
    let references = column(table, "rujukan", "reference").map_err(one)?;
    let outcomes = column(table, "hasil", "outcome").map_err(one)?;
    let days = column(table, "tanggal", "date").map_err(one)?;
    let (mut reports, mut mistakes) = (Vec::new(), Vec::new());
    for row in 0..table.rows() {
        let Some(outcome) = outcomes.values[row].as_deref() else { continue };
        let mut refuse = |column: &TextColumn, value: &str, id: &str, en: &str| {
            mistakes.push(told(table, row, column, value, id, en));
        };
        let reference = references.values[row].as_deref().unwrap_or_default();
        if reference.is_empty() {
            refuse(references, "", "nomor rujukan dari daftar kerja", "the reference from the worklist");
        }
        let outcome = outcome.parse::<CounterOutcome>().map_err(|_| {
            let words =
                |say: fn(Bilingual) -> String| CounterOutcome::ALL.map(|outcome| say(outcome.words())).join(", ");
            refuse(
                outcomes,
                outcome,
                &format!("salah satu dari: {}", words(|w| w.id)),
                &format!("one of: {}", words(|w| w.en)),
            );
        });
        let written = days.values[row].as_deref().unwrap_or_default();
        let on = written_day(written).filter(|day| *day <= today).ok_or_else(|| {
            let (id, en) = (
                "hari seperti 2026-12-03 atau 03/12/2026, paling lambat",
                "a day such as 2026-12-03 or 03/12/2026, up to",
            );
            refuse(days, written, &format!("{id} {today}"), &format!("{en} {today}"));
        });
        if let (Ok(outcome), Ok(on)) = (outcome, on) {
            reports.push(VisitReport { touch: touch_of(reference).to_owned(), clerk: by.to_owned(), outcome, on });
        }
    }
    if mistakes.is_empty() {
        return Ok(reports);
    }
    Err(few(mistakes))
}

/// The mistakes of a file that are told at once, and how many more there are.
pub(crate) fn few(mut mistakes: Vec<Bilingual>) -> Vec<Bilingual> {
    let more = mistakes.len().saturating_sub(MOST_TOLD);
    mistakes.truncate(MOST_TOLD);
    if more > 0 {
        mistakes.push(Bilingual::new(format!("dan {more} lagi"), format!("and {more} more")));
    }
    mistakes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> Result<Vec<VisitReport>, Vec<Bilingual>> {
        visits_of_file("daftar.csv", text.as_bytes(), "Loket A", "2026-12-05".parse().unwrap())
    }

    #[test]
    fn lines_with_an_outcome_are_read_however_a_clerk_writes_the_day() {
        let reports = read(
            "\u{feff}rujukan;nomor_peserta;hasil;tanggal\r\nT00000000000000a1;M1;Bayar;03/12/2026\r\n\
             T00000000000000a2;M2;;\r\n00000000000000a3;M3;not met;2026-12-04\r\n",
        )
        .unwrap();
        let told: Vec<_> = reports.iter().map(|r| (r.touch.as_str(), r.outcome, r.on.to_string())).collect();
        assert_eq!(
            told,
            [
                ("00000000000000a1", CounterOutcome::Paid, "2026-12-03".to_owned()),
                ("00000000000000a3", CounterOutcome::NotMet, "2026-12-04".to_owned()),
            ]
        );
        assert!(reports.iter().all(|r| r.clerk == "Loket A"));
    }

    #[test]
    fn every_mistake_is_named_with_line_column_value_and_what_was_expected() {
        let mistakes = read(
            "rujukan,hasil,tanggal\n,bayar,2026-12-03\nT1,mungkin,2026-12-03\nT2,menolak,31-02-2026\nT3,bayar,2026-12-06\nT4,bayar,2026-12-01\n",
        )
        .unwrap_err();
        let told: Vec<&str> = mistakes.iter().map(|m| m.en.as_str()).collect();
        assert_eq!(
            told,
            [
                "daftar.csv, line 2, column rujukan: ``; expected the reference from the worklist",
                "daftar.csv, line 3, column hasil: `mungkin`; expected one of: paid, promised, declined, not met, not found",
                "daftar.csv, line 4, column tanggal: `31-02-2026`; expected a day such as 2026-12-03 or 03/12/2026, up to 2026-12-05",
                "daftar.csv, line 5, column tanggal: `2026-12-06`; expected a day such as 2026-12-03 or 03/12/2026, up to 2026-12-05",
            ]
        );
        assert!(mistakes[1].id.contains("baris 3, kolom hasil") && mistakes[1].id.contains("janji bayar"));
        let missing = read("rujukan,hasil\nT1,bayar\n").unwrap_err();
        assert!(missing[0].en.contains("tanggal"), "{}", missing[0].en);
    }
}
