//! The fields of one report, held against what they may be.

use super::FIELDS;
use crate::cells::DayFormats;
use crate::quarantine::{hidden, masked};
use chrono::NaiveDate;
use domain::{Bilingual, MemberId, Month, OutcomeReport, OutcomesRead, RefusedReport, ReportKind};

/// Digits of an identity number; no membership number has as many.
const IDENTITY_DIGITS: usize = 16;
/// Letters of a sender's name, and of its number of a report.
const MOST_LETTERS: usize = 120;
/// The month the first programme began: nothing covers an earlier one.
const FIRST_MONTH: (i32, u32) = (1977, 12);
/// Months ahead of its payment that a month of cover may be.
const MOST_MONTHS_AHEAD: i32 = 24;

/// A value that stands in a line.
pub(super) struct Cell {
    /// The field.
    pub(super) field: &'static str,
    /// As the sender calls it.
    pub(super) name: String,
    pub(super) value: String,
}

/// What lines are held against.
pub(super) struct Check<'a> {
    /// The sender, where lines name none.
    pub(super) source: Option<&'a str>,
    /// The last day that anything may have happened or been known on.
    pub(super) today: NaiveDate,
}

/// What is wrong with a line so far.
struct Line<'a> {
    number: u64,
    cells: &'a [Cell],
    refused: Vec<RefusedReport>,
}

impl Line<'_> {
    fn value(&self, field: &str) -> &str {
        self.cells.iter().find(|cell| cell.field == field).map_or("", |cell| cell.value.trim())
    }

    fn refuse(&mut self, field: &str, shown: String, id: impl Into<String>, en: impl Into<String>) {
        let name = self.cells.iter().find(|cell| cell.field == field).map_or(field, |cell| cell.name.as_str());
        let expected = Bilingual::new(id, en);
        self.refused.push(RefusedReport { line: self.number, field: name.to_owned(), value: shown, expected });
    }

    fn words(&mut self, field: &'static str, id: &str, en: &str) -> String {
        let text = self.value(field).to_owned();
        if text.is_empty() || text.chars().count() > MOST_LETTERS || text.chars().any(char::is_control) {
            let (id, en) =
                (format!("{id}, paling banyak {MOST_LETTERS} huruf"), format!("{en}, at most {MOST_LETTERS} letters"));
            self.refuse(field, masked(&text), id, en);
        }
        text
    }
}

impl Check<'_> {
    /// One more line: a report, or every reason why it is none.
    pub(super) fn line(&self, number: u64, cells: &[Cell], read: &mut OutcomesRead) {
        let mut line = Line { number, cells, refused: Vec::new() };
        match self.report(&mut line) {
            Some(report) if line.refused.is_empty() => read.reports.push((number, report)),
            _ => read.refused.append(&mut line.refused),
        }
    }

    fn report(&self, line: &mut Line<'_>) -> Option<OutcomeReport> {
        let source = match (line.value("source"), self.source) {
            ("", Some(sender)) => sender.to_owned(),
            _ => line.words("source", "nama pengirim", "the sender's name"),
        };
        let report = line.words("report", "nomor laporan dari pengirim", "the sender's number of the report");
        let member = member(line);
        let kind = line.value("what").parse::<ReportKind>().map_err(|_| {
            let shown = masked(line.value("what"));
            line.refuse("what", shown, "bayar, batal atau daftar", "paid, reversed or registered");
        });
        let happened_on = self.day(line, "paid_on", None);
        let known = line.value("known_on").to_owned();
        let known_on = if known.is_empty() { None } else { Some(self.day(line, "known_on", happened_on)) };
        let month = self.month(line, kind.ok(), happened_on);
        Some(OutcomeReport {
            source,
            report,
            member,
            what: kind.ok()?.of(month)?,
            happened_on: happened_on?,
            known_on: known_on.map_or(Some(None), |known| known.map(Some))?,
        })
    }

    /// A day up to today, and not before another.
    fn day(&self, line: &mut Line<'_>, field: &'static str, not_before: Option<NaiveDate>) -> Option<NaiveDate> {
        let text = line.value(field).to_owned();
        let found = formats(|formats| formats.day(&text)).filter(|day| *day <= self.today);
        let today = self.today;
        match (found, not_before) {
            (None, _) => {
                let slashes = today.format("%d/%m/%Y");
                line.refuse(
                    field,
                    masked(&text),
                    format!("hari seperti {today} atau {slashes}, paling lambat {today}"),
                    format!("a day such as {today} or {slashes}, up to {today}"),
                );
                None
            }
            (Some(day), Some(first)) if day < first => {
                let (id, en) = (
                    "hari diketahui, tidak sebelum hari kejadian",
                    "the day it was known, not before the day it happened",
                );
                line.refuse(field, masked(&text), format!("{id} {first}"), format!("{en} {first}"));
                None
            }
            (found, _) => found,
        }
    }

    /// The month of cover, where the kind of report has one.
    fn month(&self, line: &mut Line<'_>, kind: Option<ReportKind>, happened_on: Option<NaiveDate>) -> Option<Month> {
        let text = line.value("coverage_month").to_owned();
        if text.is_empty() {
            if matches!(kind, Some(ReportKind::Paid | ReportKind::Reversed)) {
                line.refuse(
                    "coverage_month",
                    text,
                    "bulan iuran seperti 2027-02",
                    "the month covered, such as 2027-02",
                );
            }
            return None;
        }
        if kind == Some(ReportKind::Registered) {
            line.refuse("coverage_month", masked(&text), "kosong untuk pendaftaran", "nothing, for a registration");
            return None;
        }
        let latest = Month::of(happened_on.unwrap_or(self.today)).plus(MOST_MONTHS_AHEAD);
        let first = Month::new(FIRST_MONTH.0, FIRST_MONTH.1);
        let found = formats(|formats| formats.month(&text)).filter(|month| Some(*month) >= first && *month <= latest);
        if found.is_none() {
            line.refuse(
                "coverage_month",
                masked(&text),
                format!("bulan iuran seperti {latest}, paling lambat {latest}"),
                format!("the month covered, such as {latest}, up to {latest}"),
            );
        }
        found
    }
}

/// The membership number of a line.
fn member(line: &mut Line<'_>) -> MemberId {
    let text = line.words("member_id", "nomor peserta", "the membership number");
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if digits == IDENTITY_DIGITS && text.chars().all(|c| c.is_ascii_digit() || c == ' ' || c == '.') {
        let shown = hidden(&text);
        line.refuse("member_id", shown, "nomor peserta, bukan NIK", "the membership number, not an identity number");
    }
    MemberId(text)
}

/// How days and months may be written: 2027-01-31, and with the day first as in Indonesia.
fn formats<T>(read: impl FnOnce(&DayFormats<'_>) -> T) -> T {
    let days = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"].map(str::to_owned);
    let months = ["%m/%Y", "%m-%Y"].map(str::to_owned);
    read(&DayFormats { days: &days, months: &months, is_typed: true })
}

/// The names a report may use, for a sentence.
pub(super) fn names() -> Bilingual {
    let list = |name: fn(&(&'static str, &'static str)) -> &'static str| {
        FIELDS.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    Bilingual::new(format!("salah satu dari: {}", list(|f| f.1)), format!("one of: {}", list(|f| f.0)))
}
