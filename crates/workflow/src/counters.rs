//! Counters' lists that come back filled in: whom the clerks met, and what came of it.

use crate::home::Home;
use crate::refused::Refused;
use crate::regencies::Regencies;
use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use dispatch::touch_of;
use domain::booking::written_day;
use domain::{Bilingual, CounterOutcome, TimeZoneCode};
use intake::{TextColumn, TextTable};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
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

impl VisitSummary {
    /// Whether not one line of the file belongs to a list.
    pub fn is_of_no_list(&self) -> bool {
        !self.strangers.is_empty() && self.noted + self.known == 0
    }
}

/// The day of the clerk who is ahead of all others: it begins in the east, and nobody there must wait to write their own.
fn today(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&TimeZoneCode::Wit.offset()).date_naive()
}

/// Takes a list in that came back: all of it, or, with every mistake named, nothing. Lines without an outcome are left open.
pub async fn take_in(home: &Home, path: &Path, by: &str, at: DateTime<Utc>) -> Result<VisitSummary> {
    note(&home.store().await?, path, by, at).await
}

pub(crate) async fn note(store: &Store, path: &Path, by: &str, at: DateTime<Utc>) -> Result<VisitSummary> {
    let table = intake::read_table(path)?;
    let lines = visits_in(&table, by, today(at)).map_err(|mistakes| Refused::lines(&mistakes))?;
    let touches: Vec<&str> = lines.iter().map(|(_, report)| report.touch.as_str()).collect();
    let too_early = before_they_were_handed_out(&table, &lines, &store.handed_out(&touches).await?)?;
    if !too_early.is_empty() {
        return Err(Refused::lines(&few(too_early)).into());
    }
    let reports: Vec<VisitReport> = lines.into_iter().map(|(_, report)| report).collect();
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
    let lines = visits_in(&intake::table_of(Path::new(name), bytes).map_err(unreadable)?, by, today)?;
    Ok(lines.into_iter().map(|(_, report)| report).collect())
}

/// Lines of a day on which nobody could have worked on them yet; the day is that of the westernmost clock.
fn before_they_were_handed_out(
    table: &TextTable,
    lines: &[(usize, VisitReport)],
    handed_out: &HashMap<String, DateTime<Utc>>,
) -> Result<Vec<Bilingual>> {
    let days = column(table, "tanggal", "date").map_err(Refused)?;
    let first = |at: &DateTime<Utc>| at.with_timezone(&TimeZoneCode::Wib.offset()).date_naive();
    Ok(lines
        .iter()
        .filter_map(|(row, report)| {
            let first = handed_out.get(&report.touch).map(first).filter(|first| report.on < *first)?;
            let written = days.values[*row].as_deref().unwrap_or_default();
            let (id, en) = ("tidak sebelum daftar diserahkan,", "not before the list was handed out,");
            Some(told(table, *row, days, written, &format!("hari {id} {first}"), &format!("a day {en} {first}")))
        })
        .collect())
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

/// The lines of a list that have an outcome, each with its row, or every line that cannot be understood, each with its place. Of one
/// reference on one day only one thing can be true.
fn visits_in(table: &TextTable, by: &str, today: NaiveDate) -> Result<Vec<(usize, VisitReport)>, Vec<Bilingual>> {
    let one = |mistake| vec![mistake];
    let references = column(table, "rujukan", "reference").map_err(one)?;
    let outcomes = column(table, "hasil", "outcome").map_err(one)?;
    let days = column(table, "tanggal", "date").map_err(one)?;
    let (mut reports, mut mistakes) = (Vec::new(), Vec::new());
    let mut said: HashMap<(&str, NaiveDate), (u64, CounterOutcome)> = HashMap::new();
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
            let slashes = today.format("%d/%m/%Y");
            refuse(
                days,
                written,
                &format!("hari seperti {today} atau {slashes}, paling lambat {today}"),
                &format!("a day such as {today} or {slashes}, up to {today}"),
            );
        });
        let (Ok(outcome), Ok(on)) = (outcome, on) else { continue };
        let touch = touch_of(reference);
        let (line, first) = *said.entry((touch, on)).or_insert((table.line_of(row), outcome));
        if first != outcome {
            let words = first.words();
            refuse(
                outcomes,
                outcomes.values[row].as_deref().unwrap_or_default(),
                &format!("`{}` seperti di baris {line} untuk rujukan dan hari yang sama", words.id),
                &format!("`{}` as line {line} says of the same reference and day", words.en),
            );
        }
        reports.push((row, VisitReport { touch: touch.to_owned(), clerk: by.to_owned(), outcome, on }));
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
                "daftar.csv, line 4, column tanggal: `31-02-2026`; expected a day such as 2026-12-05 or 05/12/2026, up to 2026-12-05",
                "daftar.csv, line 5, column tanggal: `2026-12-06`; expected a day such as 2026-12-05 or 05/12/2026, up to 2026-12-05",
            ]
        );
        assert!(mistakes[1].id.contains("baris 3, kolom hasil") && mistakes[1].id.contains("janji bayar"));
        let missing = read("rujukan,hasil\nT1,bayar\n").unwrap_err();
        assert!(missing[0].en.contains("tanggal"), "{}", missing[0].en);
    }

    #[test]
    fn two_outcomes_of_one_reference_on_one_day_are_refused() {
        let mistakes = read(
            "rujukan,hasil,tanggal\nT1,bayar,2026-12-03\n1,bayar,2026-12-03\nT1,menolak,03/12/2026\nT1,menolak,2026-12-04\n",
        )
        .unwrap_err();
        assert_eq!(
            mistakes.iter().map(|m| m.en.as_str()).collect::<Vec<_>>(),
            [
                "daftar.csv, line 4, column hasil: `menolak`; expected `paid` as line 2 says of the same reference and day"
            ]
        );
        assert!(mistakes[0].id.contains("`bayar` seperti di baris 2"), "{}", mistakes[0].id);
    }

    #[test]
    fn a_clerk_in_the_east_writes_their_own_day() {
        let day = |at: &str| today(at.parse().unwrap()).to_string();
        assert_eq!(day("2026-12-02T15:30:00Z"), "2026-12-03", "half past midnight in Jayapura");
        assert_eq!(day("2026-12-02T14:59:59Z"), "2026-12-02");
        assert_eq!(day("2026-12-02T23:30:00Z"), "2026-12-03", "half past six in Jakarta");
    }

    #[test]
    fn a_day_before_the_list_was_handed_out_is_refused_with_its_line() {
        let text = "rujukan,hasil,tanggal\nT1,bayar,2026-12-01\nT2,bayar,02/12/2026\nT3,bayar,2026-11-01\n";
        let table = intake::table_of(Path::new("daftar.csv"), text.as_bytes()).unwrap();
        let lines = visits_in(&table, "Loket A", "2026-12-05".parse().unwrap()).unwrap();
        // The second of December has begun in western Indonesia.
        let at: DateTime<Utc> = "2026-12-01T17:30:00Z".parse().unwrap();
        let handed = ["1", "2"].map(|touch| (touch.to_owned(), at)).into();
        let mistakes = before_they_were_handed_out(&table, &lines, &handed).unwrap();
        assert_eq!(
            mistakes.iter().map(|m| m.en.as_str()).collect::<Vec<_>>(),
            [
                "daftar.csv, line 2, column tanggal: `2026-12-01`; expected a day not before the list was handed out, 2026-12-02"
            ]
        );
    }
}
