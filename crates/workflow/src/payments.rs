//! Payments of everybody counted as they stream by, in any order and on any number of threads: by month, by place, and the
//! place each member paid at last.

use chrono::NaiveDate;
use domain::Month;
use domain::contribution::PaidAt;
use domain::member::columns::{ContributionColumns, stored_day};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// Places of payment.
const PLACES: usize = PaidAt::ALL.len();

/// Months before the as-of month that are counted without a search.
const NEAR_MONTHS: usize = 128;

#[derive(Debug, Clone)]
struct Counts {
    /// By months before the as-of month.
    near: [u64; NEAR_MONTHS],
    /// By months since year 0.
    far: BTreeMap<i32, u64>,
    /// Payments and rupiah by place.
    places: [(u64, i64); PLACES],
}

impl Counts {
    fn none() -> Self {
        Self { near: [0; NEAR_MONTHS], far: BTreeMap::new(), places: [(0, 0); PLACES] }
    }
}

/// Payments known on a day.
pub(crate) struct Payments {
    known_by: i32,
    as_of_month: i32,
    counts: Mutex<Counts>,
    /// Day and place of the last payment of each member: the day above the lowest byte, the place plus one in it. Of two places
    /// on one day the one with the higher code counts, whatever the order of the rows.
    last: Vec<AtomicU32>,
}

impl Payments {
    /// None yet, by so many members.
    pub(crate) fn of(members: usize, as_of: NaiveDate) -> Self {
        Self {
            known_by: stored_day(as_of),
            as_of_month: Month::of(as_of).index(),
            counts: Mutex::new(Counts::none()),
            last: (0..members).map(|_| AtomicU32::new(0)).collect(),
        }
    }

    /// Counts contributions; those known after the day are passed over, and so are codes that are no place.
    pub(crate) fn add(&self, batch: &ContributionColumns<'_>) {
        let mut own = Counts::none();
        let rows = batch.member_row.iter().zip(batch.coverage_month).zip(batch.paid_on).zip(batch.known_on);
        for ((((row, month), paid_on), known_on), (rupiah, place)) in
            rows.zip(batch.amount_rupiah.iter().zip(batch.paid_at))
        {
            if *known_on > self.known_by {
                continue;
            }
            match usize::try_from(self.as_of_month.saturating_sub(*month)).ok().and_then(|back| own.near.get_mut(back))
            {
                Some(count) => *count += 1,
                None => *own.far.entry(*month).or_default() += 1,
            }
            let Some((count, amount)) = own.places.get_mut(usize::from(*place)) else { continue };
            *count += 1;
            *amount = amount.saturating_add(*rupiah);
            if let Some(last) = self.last.get(*row as usize) {
                let day = (*paid_on).clamp(0, 0x00FF_FFFF) as u32;
                last.fetch_max(day << 8 | (u32::from(*place) + 1), Ordering::Relaxed);
            }
        }
        let mut all = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        all.near.iter_mut().zip(own.near).for_each(|(all, own)| *all += own);
        for (month, count) in own.far {
            *all.far.entry(month).or_default() += count;
        }
        for (all, own) in all.places.iter_mut().zip(own.places) {
            *all = (all.0 + own.0, all.1.saturating_add(own.1));
        }
    }

    /// Payments by covered month, up to a month; months without any are left out.
    pub(crate) fn by_month(&self, last: Month) -> Vec<(Month, u64)> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let near = counts.near.iter().enumerate().map(|(back, count)| (self.as_of_month - back as i32, *count));
        let mut all: Vec<(i32, u64)> = counts.far.iter().map(|(month, count)| (*month, *count)).chain(near).collect();
        all.retain(|(month, count)| *count > 0 && *month <= last.index());
        all.sort_unstable();
        all.into_iter().map(|(month, count)| (Month::from_index(month), count)).collect()
    }

    /// Payments at a place, and what was paid there, whole rupiah.
    pub(crate) fn at(&self, place: PaidAt) -> (u64, i64) {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).places[usize::from(place.code())]
    }

    /// Members by the place they paid at last, by its code.
    pub(crate) fn last_places(&self) -> [u64; PLACES] {
        let mut members = [0; PLACES];
        for last in &self.last {
            if let Some(place) = (last.load(Ordering::Relaxed) & 0xFF).checked_sub(1) {
                members[place as usize] += 1;
            }
        }
        members
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::member::columns::ContributionBatch;
    use domain::{Contribution, MemberRow};

    fn paid(row: u32, month: &str, paid_on: &str, known_on: &str, amount_rupiah: i64, paid_at: PaidAt) -> Contribution {
        Contribution {
            member: MemberRow(row),
            coverage_month: month.parse().unwrap(),
            paid_on: paid_on.parse().unwrap(),
            known_on: known_on.parse().unwrap(),
            amount_rupiah,
            paid_at,
        }
    }

    #[test]
    fn payments_count_the_same_in_any_order_and_those_not_known_yet_do_not_count() {
        let mut rows = vec![
            paid(0, "2026-10", "2026-10-05", "2026-10-06", 16_800, PaidAt::Branch),
            paid(0, "2026-11", "2026-11-05", "2026-11-06", 16_800, PaidAt::Digital),
            paid(0, "2027-01", "2026-11-05", "2026-11-06", 16_800, PaidAt::BankAgent),
            paid(1, "1999-01", "1999-01-05", "1999-01-06", 5_000, PaidAt::PostOffice),
            paid(1, "2026-11", "2026-11-29", "2026-12-02", 16_800, PaidAt::Digital),
        ];
        let counted = |rows: &[Contribution]| {
            let payments = Payments::of(3, "2026-11-30".parse().unwrap());
            for some in rows.chunks(2) {
                payments.add(&ContributionBatch::of(some).columns());
            }
            let months: Vec<(String, u64)> =
                payments.by_month("2026-11".parse().unwrap()).into_iter().map(|(m, n)| (m.to_string(), n)).collect();
            (months, PaidAt::ALL.map(|place| payments.at(place)), payments.last_places())
        };
        let (months, places, last) = counted(&rows);
        let expected = [("1999-01", 1), ("2026-10", 1), ("2026-11", 1)].map(|(m, n)| (m.to_owned(), n));
        assert_eq!(months, expected);
        assert_eq!(places[usize::from(PaidAt::Digital.code())], (1, 16_800));
        assert_eq!(places.iter().map(|(count, _)| count).sum::<u64>(), 4);
        let later = PaidAt::Digital.code().max(PaidAt::BankAgent.code());
        assert_eq!((last[usize::from(later)], last[usize::from(PaidAt::PostOffice.code())]), (1, 1));
        rows.reverse();
        assert_eq!(counted(&rows), (months, places, last));
    }
}
