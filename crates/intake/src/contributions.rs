//! A contributions file becomes contributions of known members, and a quarantine. Parquet is read column by column.

use crate::cells::MOST_RUPIAH;
use crate::error::{IntakeError, shown_name};
use crate::fields::FileKind;
use crate::identity::{IdentityKey, sha256_of};
use crate::mapping::Mapping;
use crate::people::{Stranger, Who};
use crate::quarantine::{BadRow, Quarantine, cell_of, masked};
use crate::raw_column::{DayTable, NOT_A_DAY, NOT_A_MONTH, NOT_A_PLACE, NOT_AN_AMOUNT, RawColumn};
use crate::table::{is_parquet, read_bytes, source_from_bytes};
use crate::{parquet_file, parquet_source};
use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::{Contribution, Member, MemberRow, Month};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// The month the first programme began (PP 33/1977): no contribution covers an earlier one.
const FIRST_MONTH: (i32, u32) = (1977, 12);
/// Months ahead that a prepaid contribution may cover.
const MOST_MONTHS_AHEAD: i32 = 24;

/// What came out of a contributions file.
#[derive(Debug, Clone)]
pub struct ContributionImport {
    /// Contributions that are new, in the file's order, one at most for each member and month.
    pub contributions: Vec<Contribution>,
    /// The rows that were kept out.
    pub quarantine: Quarantine,
    /// Rows that say what was known before: the same member, month, day, amount and place.
    pub same: u64,
    /// Rows in the file: new, the same as before, and kept out.
    pub rows: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// What the rows of a contributions file are held against.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The members table; contributions name members by its rows.
    pub members: &'a [Member],
    /// What turns identity numbers in the file into tokens of the members table.
    pub key: &'a IdentityKey,
    /// Contributions known before: a month is paid once.
    pub earlier: &'a [Contribution],
    /// The last day a payment may have been made or known.
    pub today: NaiveDate,
}

/// Takes a contributions file in. Months after today, up to two years, are prepaid cover and welcome.
pub fn import_contributions(
    path: &Path,
    mapping: &Mapping,
    standing: &Standing<'_>,
) -> Result<ContributionImport, IntakeError> {
    mapping.must_be(FileKind::Contributions)?;
    let file = shown_name(path);
    let bytes = read_bytes(path)?;
    let sha256 = sha256_of(&bytes);
    if is_parquet(&bytes) {
        let frame = parquet_source::frame_of(path, &bytes)?;
        drop(bytes);
        let rows = frame.height();
        let columns = FileColumns::find(mapping, standing, rows, |name| {
            parquet_file::column_of(&file, &frame, name).map(RawColumn::Typed)
        })?;
        let names = frame.columns().iter().map(|c| c.name().as_str());
        let mut import = ContributionImport::of(Quarantine::of(names), rows as u64, sha256);
        let place = Place {
            file: &file,
            line_of: &|row| row as u64 + 1,
            cell: &|row, name| {
                frame.columns().iter().find(|c| c.name() == name).and_then(|c| parquet_file::text_at(c, row))
            },
        };
        import.read(&columns, mapping, standing, rows, true, &place);
        Ok(import)
    } else {
        let source = source_from_bytes(path, &bytes, &mapping.reading())?;
        let table = &source.table;
        let columns =
            FileColumns::find(mapping, standing, table.rows(), |name| table.column(name).map(RawColumn::Text))?;
        let mut import = ContributionImport::of(Quarantine::of_misfits(&source), source.rows(), sha256);
        let place =
            Place { file: &file, line_of: &|row| table.line_of(row), cell: &|row, name| cell_of(table, row)(name) };
        import.read(&columns, mapping, standing, table.rows(), source.is_typed, &place);
        Ok(import)
    }
}

struct FileColumns<'a> {
    who: Who<'a>,
    month: RawColumn<'a>,
    paid_on: RawColumn<'a>,
    known_on: Option<RawColumn<'a>>,
    amount: RawColumn<'a>,
    paid_at: RawColumn<'a>,
}

impl<'a> FileColumns<'a> {
    fn find(
        mapping: &'a Mapping,
        standing: &Standing<'_>,
        rows: usize,
        column: impl Fn(&str) -> Result<RawColumn<'a>, IntakeError>,
    ) -> Result<Self, IntakeError> {
        let of = |field: &str| match mapping.constant(field) {
            Some(text) => Ok(RawColumn::Constant(text, rows)),
            None => column(mapping.column(field).unwrap_or(field)),
        };
        Ok(Self {
            who: Who::read(mapping, standing.members, standing.key, &column)?,
            month: of("coverage_month")?,
            paid_on: of("paid_on")?,
            known_on: mapping.column("known_on").map(&column).transpose()?,
            amount: of("amount")?,
            paid_at: of("paid_at")?,
        })
    }
}

/// Where rows stand in the file, and their cells by column name.
struct Place<'a> {
    file: &'a str,
    line_of: &'a dyn Fn(usize) -> u64,
    cell: &'a dyn Fn(usize, &str) -> Option<String>,
}

impl ContributionImport {
    fn of(quarantine: Quarantine, rows: u64, sha256: String) -> Self {
        Self { contributions: Vec::new(), quarantine, same: 0, rows, sha256 }
    }

    fn read(
        &mut self,
        columns: &FileColumns<'_>,
        mapping: &Mapping,
        standing: &Standing<'_>,
        rows: usize,
        is_typed: bool,
        place: &Place<'_>,
    ) {
        let formats = mapping.days(is_typed);
        let months = columns.month.months(&formats);
        let paid_days = columns.paid_on.days(&formats);
        let known_days = columns.known_on.as_ref().map(|c| c.days(&formats));
        let amounts = columns.amount.amounts();
        let places = columns.paid_at.places(|cell| mapping.meaning("paid_at", cell).parse::<PaidAt>().ok());
        let last_day = parquet_file::epoch_days(standing.today);
        let calendar = DayTable::up_to(last_day);
        let first_month = FIRST_MONTH.0 * 12 + FIRST_MONTH.1 as i32 - 1;
        let last_month = Month::of(standing.today).plus(MOST_MONTHS_AHEAD);
        let earlier: HashMap<u64, &Contribution> =
            standing.earlier.iter().map(|c| (once(c.member.0, c.coverage_month.index()), c)).collect();
        self.contributions.reserve(rows);
        let mut seen: HashSet<u64> = HashSet::with_capacity(rows);
        for row in 0..rows {
            let mut bad = RowFaults { row, mapping, place, faults: Vec::new() };
            let member = columns.who.of(row).unwrap_or_else(|Stranger { field, value, expected }| {
                bad.push(field, value, expected);
                u32::MAX
            });
            let month = months[row];
            if month == NOT_A_MONTH {
                bad.cell("coverage_month", &columns.month, "a month such as 2026-11");
            } else if !(first_month..=last_month.index()).contains(&month) {
                let expected =
                    format!("a month from {} to {last_month}, two years ahead", Month::from_index(first_month));
                bad.cell("coverage_month", &columns.month, &expected);
            }
            let paid_on = paid_days[row];
            let known_on = known_days.as_ref().map_or(paid_on, |days| days[row]);
            // A file with the column but an empty cell: known when paid, as in files without the column.
            let known_on = match &columns.known_on {
                Some(column) if known_on == NOT_A_DAY && column.text(row).is_none() => paid_on,
                _ => known_on,
            };
            for (field, column, day) in
                [("paid_on", Some(&columns.paid_on), paid_on), ("known_on", columns.known_on.as_ref(), known_on)]
            {
                let Some(column) = column else { continue };
                if day == NOT_A_DAY {
                    bad.cell(field, column, &format!("a day written as {formats}"));
                } else if day > last_day {
                    bad.cell(field, column, &format!("a day up to {}", standing.today));
                } else if calendar.day(day).is_none() {
                    bad.cell(field, column, "a day after 1950");
                }
            }
            if let (Some(paid_on), Some(known_on), Some(column)) =
                (calendar.day(paid_on), calendar.day(known_on), &columns.known_on)
                && known_on < paid_on
            {
                bad.cell("known_on", column, &format!("a day on or after {paid_on}, when it was paid"));
            }
            if amounts[row] == NOT_AN_AMOUNT {
                bad.cell("amount", &columns.amount, "an amount in whole rupiah such as 16800, 16.800 or Rp 16.800,00");
            } else if !(1..=MOST_RUPIAH).contains(&amounts[row]) {
                bad.cell("amount", &columns.amount, "an amount above zero, up to 1.000.000.000");
            }
            if places[row] == NOT_A_PLACE {
                let expected = "a place of payment: post_office, bank_agent, community_agent, digital, branch or state";
                bad.cell("paid_at", &columns.paid_at, expected);
            }
            let paid = (calendar.day(paid_on), calendar.day(known_on), PaidAt::from_code(places[row]));
            if let (true, (Some(paid_on), Some(known_on), Some(paid_at))) = (bad.faults.is_empty(), paid) {
                let contribution = Contribution {
                    member: MemberRow(member),
                    coverage_month: Month::from_index(month),
                    paid_on,
                    known_on,
                    amount_rupiah: amounts[row],
                    paid_at,
                };
                match earlier.get(&once(member, month)) {
                    Some(known) if is_same(known, &contribution) => {
                        self.same += 1;
                        continue;
                    }
                    Some(_) => {
                        bad.cell("coverage_month", &columns.month, "a month that was not yet paid by this member");
                    }
                    None if seen.insert(once(member, month)) => self.contributions.push(contribution),
                    None => {
                        bad.cell("coverage_month", &columns.month, "a month that no earlier row pays for this member");
                    }
                }
            }
            if !bad.faults.is_empty() {
                self.quarantine.put((place.line_of)(row), bad.faults, |name| (place.cell)(row, name));
            }
        }
    }
}

/// A member and a month as one number.
fn once(member: u32, month: i32) -> u64 {
    u64::from(member) << 32 | u64::from(month as u32)
}

/// The same payment; it may have become known on another day.
fn is_same(known: &Contribution, now: &Contribution) -> bool {
    known.paid_on == now.paid_on && known.amount_rupiah == now.amount_rupiah && known.paid_at == now.paid_at
}

/// Everything wrong with a row.
struct RowFaults<'a> {
    row: usize,
    mapping: &'a Mapping,
    place: &'a Place<'a>,
    faults: Vec<BadRow>,
}

impl RowFaults<'_> {
    fn cell(&mut self, field: &str, column: &RawColumn<'_>, expected: &str) {
        self.push(field, masked(&column.text(self.row).unwrap_or_default()), expected);
    }

    fn push(&mut self, field: &str, value: String, expected: &str) {
        self.faults.push(BadRow {
            file: self.place.file.to_owned(),
            line: (self.place.line_of)(self.row),
            column: self.mapping.shown(field),
            value,
            expected: expected.to_owned(),
        });
    }
}
