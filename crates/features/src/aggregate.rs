//! Contributions folded to one row a member with polars: three month masks, a count and a sum. The only place that knows
//! polars. A mask has one bit for each month of the window, so repeated rows change nothing and order does not matter.

use crate::error::FeatureError;
use chrono::{Datelike, NaiveDate};
use domain::{Contribution, Month};
use polars::prelude::{DataFrame, IntoColumn, IntoLazy, NamedFrom, Series, col, len};
use polars::series::IsSorted;

/// Months before the as-of month that are looked at; with the as-of month and those paid ahead they fill 64 bits.
pub const MONTHS_BACK: i32 = 48;

/// What is known of one member's payments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PaidMonths {
    /// Months covered.
    pub covered: u64,
    /// Months covered by a payment made up to the due day.
    pub on_time: u64,
    /// Months covered by a payment made before the month began.
    pub prepaid: u64,
    /// Payments.
    pub payments: u32,
    /// Their sum, whole rupiah.
    pub rupiah: i64,
}

/// One entry a member, by row, from the contributions known on a day.
pub(crate) fn paid_months(
    contributions: &[Contribution],
    members: usize,
    as_of: NaiveDate,
    due_day: u32,
) -> Result<Vec<PaidMonths>, FeatureError> {
    let first = Month::of(as_of).plus(-MONTHS_BACK);
    let mut known: Vec<&Contribution> = contributions.iter().filter(|c| c.known_on <= as_of).collect();
    if !known.is_sorted_by_key(|c| c.member) {
        known.sort_by_key(|c| c.member);
    }
    let mut paid = vec![PaidMonths::default(); members];
    if known.is_empty() {
        return Ok(paid);
    }
    let mut rows = Rows::with_capacity(known.len());
    let mut last_day = (NaiveDate::MIN, (0, 0));
    for contribution in &known {
        if contribution.member.index() >= members {
            return Err(FeatureError::UnknownMember { row: contribution.member.0, members });
        }
        let month = contribution.coverage_month.months_since(first);
        let bit = if (0..64).contains(&month) { 1_u64 << month } else { 0 };
        if last_day.0 != contribution.paid_on {
            let day = contribution.paid_on;
            last_day = (day, (Month::of(day).index(), day.day()));
        }
        let paid_in = last_day.1;
        let cover = contribution.coverage_month.index();
        let prepaid = paid_in.0 < cover;
        let on_time = prepaid || (paid_in.0 == cover && paid_in.1 <= due_day);
        rows.members.push(contribution.member.0);
        rows.covered.push(bit);
        rows.on_time.push(if on_time { bit } else { 0 });
        rows.prepaid.push(if prepaid { bit } else { 0 });
        rows.rupiah.push(contribution.amount_rupiah);
    }
    let folded = rows.folded().map_err(|e| engine(&e))?;
    read_back(&folded, &mut paid).map_err(|e| engine(&e))?;
    Ok(paid)
}

fn engine(error: &polars::prelude::PolarsError) -> FeatureError {
    FeatureError::Engine { step: "aggregating contributions", reason: error.to_string() }
}

/// Sorted by member.
struct Rows {
    members: Vec<u32>,
    covered: Vec<u64>,
    on_time: Vec<u64>,
    prepaid: Vec<u64>,
    rupiah: Vec<i64>,
}

impl Rows {
    fn with_capacity(rows: usize) -> Self {
        Self {
            members: Vec::with_capacity(rows),
            covered: Vec::with_capacity(rows),
            on_time: Vec::with_capacity(rows),
            prepaid: Vec::with_capacity(rows),
            rupiah: Vec::with_capacity(rows),
        }
    }

    fn folded(self) -> polars::prelude::PolarsResult<DataFrame> {
        let mut members = Series::new("member".into(), self.members);
        // Sorted rows fold without hashing.
        members.set_sorted_flag(IsSorted::Ascending);
        let columns = vec![
            members.into_column(),
            Series::new("covered".into(), self.covered).into_column(),
            Series::new("on_time".into(), self.on_time).into_column(),
            Series::new("prepaid".into(), self.prepaid).into_column(),
            Series::new("rupiah".into(), self.rupiah).into_column(),
        ];
        DataFrame::new_infer_height(columns)?
            .lazy()
            .group_by([col("member")])
            .agg([
                col("covered").bitwise_or(),
                col("on_time").bitwise_or(),
                col("prepaid").bitwise_or(),
                col("rupiah").sum(),
                len().alias("payments"),
            ])
            .collect()
    }
}

fn read_back(folded: &DataFrame, paid: &mut [PaidMonths]) -> polars::prelude::PolarsResult<()> {
    let members = folded.column("member")?.u32()?;
    let covered = folded.column("covered")?.u64()?;
    let on_time = folded.column("on_time")?.u64()?;
    let prepaid = folded.column("prepaid")?.u64()?;
    let rupiah = folded.column("rupiah")?.i64()?;
    let payments = folded.column("payments")?.cast(&polars::prelude::DataType::UInt32)?;
    let rows = members.iter().zip(covered.iter()).zip(on_time.iter()).zip(prepaid.iter()).zip(rupiah.iter());
    for (((((member, covered), on_time), prepaid), rupiah), payments) in rows.zip(payments.u32()?.iter()) {
        if let Some(entry) = member.and_then(|row| paid.get_mut(row as usize)) {
            *entry = PaidMonths {
                covered: covered.unwrap_or(0),
                on_time: on_time.unwrap_or(0),
                prepaid: prepaid.unwrap_or(0),
                payments: payments.unwrap_or(0),
                rupiah: rupiah.unwrap_or(0),
            };
        }
    }
    Ok(())
}
