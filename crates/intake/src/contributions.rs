//! A contributions file becomes contributions of known members, and a quarantine. Parquet is read column by column.

use crate::error::{IntakeError, shown_name};
use crate::identity::sha256_of;
use crate::mapping::{FileKind, Mapping};
use crate::quarantine::{BadRow, masked};
use crate::raw_column::{DayTable, NOT_A_DAY, NOT_A_MONTH, NOT_A_PLACE, NOT_AN_AMOUNT, RawColumn};
use crate::table::{is_parquet, read_bytes, table_from_bytes};
use crate::{parquet_file, raw_column};
use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::{Contribution, Member, MemberRow, Month};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What came out of a contributions file.
#[derive(Debug, Clone)]
pub struct ContributionImport {
    /// Contributions in the file's order, one at most for each member and month.
    pub contributions: Vec<Contribution>,
    /// Every bad value of the rows that were kept out.
    pub quarantine: Vec<BadRow>,
    /// Rows kept out.
    pub quarantined_rows: u64,
    /// Rows in the file.
    pub rows: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// Takes a contributions file in, CSV or Parquet. `members` gives the row of each member number; `today` is the last day a
/// payment may have been made or known. Months after today are prepaid cover and welcome.
pub fn import_contributions(
    path: &Path,
    mapping: &Mapping,
    members: &[Member],
    today: NaiveDate,
) -> Result<ContributionImport, IntakeError> {
    mapping.must_be(FileKind::Contributions)?;
    let file = shown_name(path);
    let bytes = read_bytes(path)?;
    let sha256 = sha256_of(&bytes);
    if is_parquet(&bytes) {
        let frame = parquet_file::read_frame(path, &bytes)?;
        drop(bytes);
        let columns =
            FileColumns::find(mapping, |name| parquet_file::column_of(&file, &frame, name).map(RawColumn::Typed))?;
        Ok(read_rows(&file, &columns, mapping, members, today, frame.height(), |row| row as u64 + 1, sha256))
    } else {
        let table = table_from_bytes(path, &bytes)?;
        let columns = FileColumns::find(mapping, |name| table.column(name).map(RawColumn::Text))?;
        Ok(read_rows(&file, &columns, mapping, members, today, table.rows(), |row| table.line_of(row), sha256))
    }
}

struct FileColumns<'a> {
    member: RawColumn<'a>,
    month: RawColumn<'a>,
    paid_on: RawColumn<'a>,
    known_on: Option<RawColumn<'a>>,
    amount: RawColumn<'a>,
    paid_at: RawColumn<'a>,
}

impl<'a> FileColumns<'a> {
    fn find(
        mapping: &Mapping,
        column: impl Fn(&str) -> Result<RawColumn<'a>, IntakeError>,
    ) -> Result<Self, IntakeError> {
        let of = |field: &str| column(mapping.column(field).unwrap_or(field));
        Ok(Self {
            member: of("member_id")?,
            month: of("coverage_month")?,
            paid_on: of("paid_on")?,
            known_on: mapping.column("known_on").map(&column).transpose()?,
            amount: of("amount")?,
            paid_at: of("paid_at")?,
        })
    }
}

#[allow(clippy::too_many_arguments)]
fn read_rows(
    file: &str,
    columns: &FileColumns<'_>,
    mapping: &Mapping,
    members: &[Member],
    today: NaiveDate,
    rows: usize,
    line_of: impl Fn(usize) -> u64,
    sha256: String,
) -> ContributionImport {
    let row_of: HashMap<&str, u32> = members.iter().enumerate().map(|(i, m)| (m.id.0.as_str(), i as u32)).collect();
    let member_rows = columns.member.member_rows(&row_of);
    let months = columns.month.months(&mapping.date_format);
    let paid_days = columns.paid_on.days(&mapping.date_format);
    let known_days = columns.known_on.as_ref().map(|c| c.days(&mapping.date_format));
    let amounts = columns.amount.amounts();
    let places = columns.paid_at.places(|cell| mapping.meaning("paid_at", cell).parse::<PaidAt>().ok());
    let last_day = parquet_file::epoch_days(today);
    let calendar = DayTable::up_to(last_day);

    let mut import = ContributionImport {
        contributions: Vec::with_capacity(rows),
        quarantine: Vec::new(),
        quarantined_rows: 0,
        rows: rows as u64,
        sha256,
    };
    let mut seen: HashSet<u64> = HashSet::with_capacity(rows);
    for row in 0..rows {
        let mut bad: Vec<(&str, &RawColumn<'_>, String)> = Vec::new();
        let member = member_rows[row];
        if member == raw_column::UNKNOWN_MEMBER {
            bad.push(("member_id", &columns.member, "a member number of the members file".to_owned()));
        }
        let month = months[row];
        if month == NOT_A_MONTH {
            bad.push(("coverage_month", &columns.month, "a month such as 2026-11".to_owned()));
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
                bad.push((field, column, format!("a day written as {}", mapping.date_format)));
            } else if day > last_day {
                bad.push((field, column, format!("a day up to {today}")));
            }
        }
        if amounts[row] <= 0 {
            let expected =
                if amounts[row] == NOT_AN_AMOUNT { "an amount in whole rupiah" } else { "an amount above zero" };
            bad.push(("amount", &columns.amount, expected.to_owned()));
        }
        if places[row] == NOT_A_PLACE {
            let expected = "a place of payment: post_office, bank_agent, community_agent, digital, branch or state";
            bad.push(("paid_at", &columns.paid_at, expected.to_owned()));
        }
        if bad.is_empty() && !seen.insert(u64::from(member) << 32 | u64::from(month as u32)) {
            let expected = "a month that no earlier row pays for this member".to_owned();
            bad.push(("coverage_month", &columns.month, expected));
        }
        let place = PaidAt::from_code(places[row]);
        match (calendar.day(paid_on), calendar.day(known_on), place) {
            (Some(paid_on), Some(known_on), Some(paid_at)) if bad.is_empty() => {
                import.contributions.push(Contribution {
                    member: MemberRow(member),
                    coverage_month: Month::from_index(month),
                    paid_on,
                    known_on,
                    amount_rupiah: amounts[row],
                    paid_at,
                });
            }
            _ => {
                if bad.is_empty() {
                    bad.push(("paid_on", &columns.paid_on, "a day after 1950".to_owned()));
                }
                import.quarantined_rows += 1;
                import.quarantine.extend(bad.into_iter().map(|(field, column, expected)| BadRow {
                    file: file.to_owned(),
                    line: line_of(row),
                    column: mapping.column(field).unwrap_or(field).to_owned(),
                    value: masked(&column.text(row).unwrap_or_default()),
                    expected,
                }));
            }
        }
    }
    import
}
