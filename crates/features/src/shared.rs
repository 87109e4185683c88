//! Sums that several threads add to at once.
//!
//! Members are parted by their row, each part behind a lock of its own. Rows sorted by member or by month meet one part for
//! long; rows in no order are put in the order of the parts first, batch by batch.

use crate::day_sums::DaySums;
use crate::day_table::DayTable;
use crate::error::FeatureError;
use crate::member_sums::{Bought, EndAmounts, MemberSums, Payment};
use crate::sums::{MonthCounts, PaymentSums};
use crate::window::Window;
use domain::contribution::PaidAt;
use domain::member::columns::{ContributionColumns, stored_day};
use std::sync::{Mutex, PoisonError};

/// Members of a part: 64 thousand rows of two years, so that threads with neighbouring slices meet at an edge alone.
const PART_BITS: u32 = 12;

/// A batch with a change of part more often than every so many rows is put in order.
const ROWS_OF_A_RUN: usize = 16;

/// Sums lent to several threads; made by [`PaymentSums::shared`].
pub struct SharedSums<'a> {
    window: &'a Window,
    days_of: &'a DayTable,
    members: usize,
    part_bits: u32,
    parts: Vec<Mutex<Part<'a>>>,
    counts: Mutex<&'a mut MonthCounts>,
}

/// The members of a part; what is not kept is empty.
struct Part<'a> {
    members: &'a mut [MemberSums],
    ends: &'a mut [EndAmounts],
    bought: &'a mut [Bought],
    days: &'a mut [DaySums],
}

impl Part<'_> {
    #[inline]
    fn add(&mut self, at: usize, payment: Payment) {
        let Some(own) = self.members.get_mut(at) else { return };
        if let Some(ends) = self.ends.get_mut(at) {
            ends.add(own.covered(), payment);
        }
        own.add(payment);
        if let Some(bought) = self.bought.get_mut(at) {
            bought.add(payment);
        }
        if let Some(days) = self.days.get_mut(at) {
            days.add(payment);
        }
    }
}

impl<'a> SharedSums<'a> {
    pub(crate) fn whole(sums: &'a mut PaymentSums) -> Self {
        Self::with(sums, u32::BITS - 1)
    }

    pub(crate) fn parted(sums: &'a mut PaymentSums) -> Self {
        Self::with(sums, PART_BITS)
    }

    fn with(sums: &'a mut PaymentSums, part_bits: u32) -> Self {
        let most = 1_usize << part_bits;
        let members = sums.members.len();
        let mut ends = sums.ends.as_deref_mut().unwrap_or_default().chunks_mut(most);
        let mut bought = sums.bought.as_deref_mut().unwrap_or_default().chunks_mut(most);
        let mut days = sums.days.as_deref_mut().unwrap_or_default().chunks_mut(most);
        let part = |members| {
            Mutex::new(Part {
                members,
                ends: ends.next().unwrap_or_default(),
                bought: bought.next().unwrap_or_default(),
                days: days.next().unwrap_or_default(),
            })
        };
        Self {
            window: &sums.window,
            days_of: &sums.days_of,
            members,
            part_bits,
            parts: sums.members.chunks_mut(most).map(part).collect(),
            counts: Mutex::new(&mut sums.counts),
        }
    }

    /// [`PaymentSums::add`], from any thread.
    pub fn add(&self, batch: &ContributionColumns<'_>) -> Result<(), FeatureError> {
        self.refuse_unknown(batch)?;
        let mut counts = MonthCounts::none();
        let part_of = |row: &u32| (*row >> self.part_bits) as usize;
        let rows = batch.member_row;
        let changes = rows.windows(2).filter(|two| part_of(&two[0]) != part_of(&two[1])).count();
        if changes * ROWS_OF_A_RUN <= rows.len() {
            let mut start = 0;
            for run in rows.chunk_by(|one, next| part_of(one) == part_of(next)) {
                let places = start..start + run.len();
                start = places.end;
                self.add_to(part_of(&run[0]), batch, places, &mut counts);
            }
        } else {
            let (order, ends) = self.in_order_of_parts(rows);
            // Each batch begins elsewhere, so that threads do not queue behind each other from part to part.
            let begin = part_of(&rows[0]) % ends.len();
            for part in (begin..ends.len()).chain(0..begin) {
                let start = part.checked_sub(1).map_or(0, |before| ends[before]);
                let places = &order[start as usize..ends[part] as usize];
                self.fetch(part, places.iter().map(|at| rows[*at as usize]));
                self.add_to(part, batch, places.iter().map(|at| *at as usize), &mut counts);
            }
        }
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).merge(&counts);
        Ok(())
    }

    /// The places of rows part after part, and where each part ends; rows beyond the parts come last.
    fn in_order_of_parts(&self, rows: &[u32]) -> (Vec<u32>, Vec<u32>) {
        let beyond = self.parts.len();
        let part_of = |row: u32| ((row >> self.part_bits) as usize).min(beyond);
        let mut next = vec![0_u32; beyond + 2];
        for row in rows {
            next[part_of(*row) + 1] += 1;
        }
        for part in 1..next.len() {
            next[part] += next[part - 1];
        }
        let mut order = vec![0; rows.len()];
        for (at, row) in (0..).zip(rows) {
            let place = &mut next[part_of(*row)];
            order[*place as usize] = at;
            *place += 1;
        }
        next.truncate(beyond + 1);
        (order, next)
    }

    /// Looks at members before they are added to: a processor waits for many at once, but for a change of each in turn.
    fn fetch(&self, part: usize, rows: impl Iterator<Item = u32>) {
        let Some(part) = self.parts.get(part) else { return };
        let part = part.lock().unwrap_or_else(PoisonError::into_inner);
        let within = (1_u32 << self.part_bits) - 1;
        let members = rows.filter_map(|row| part.members.get((row & within) as usize));
        std::hint::black_box(members.fold(0, |seen, member| seen ^ member.seen()));
    }

    /// Adds the rows at some places of a batch, all of one part.
    fn add_to(
        &self,
        part: usize,
        batch: &ContributionColumns<'_>,
        places: impl Iterator<Item = usize>,
        counts: &mut MonthCounts,
    ) {
        // Only rows that are not known yet may name a member beyond the table.
        let Some(part) = self.parts.get(part) else { return };
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        let (known_by, first) = (stored_day(self.window.as_of), self.window.first.index());
        let within = (1_u32 << self.part_bits) - 1;
        for at in places {
            if batch.known_on[at] > known_by {
                continue;
            }
            let month = batch.coverage_month[at];
            let bit = month.saturating_sub(first);
            match counts.inside.get_mut(bit as u32 as usize) {
                Some(count) => *count += 1,
                None => *counts.outside.entry(month).or_default() += 1,
            }
            let paid = self.days_of.of(batch.paid_on[at]);
            let payment = Payment {
                month,
                bit,
                paid_in: paid.month,
                day: paid.day,
                by_due_day: paid.by_due_day,
                rupiah: batch.amount_rupiah[at],
                place: usize::from(batch.paid_at[at]),
            };
            part.add((batch.member_row[at] & within) as usize, payment);
        }
    }

    fn refuse_unknown(&self, batch: &ContributionColumns<'_>) -> Result<(), FeatureError> {
        let rows = batch.len();
        if let Some((column, found)) = batch.lengths().into_iter().find(|(_, found)| *found != rows) {
            return Err(FeatureError::ColumnLength { column: column.to_owned(), found, expected: rows });
        }
        let beyond = |row: u32| row as usize >= self.members;
        if batch.member_row.iter().max().is_some_and(|row| beyond(*row)) {
            let known_by = stored_day(self.window.as_of);
            let mut known = batch.member_row.iter().zip(batch.known_on).filter(|(_, day)| **day <= known_by);
            if let Some((row, _)) = known.find(|(row, _)| beyond(**row)) {
                return Err(FeatureError::UnknownMember { row: *row, members: self.members });
            }
        }
        match batch.paid_at.iter().max() {
            Some(code) if usize::from(*code) >= PaidAt::ALL.len() => {
                let first = batch.paid_at.iter().find(|code| usize::from(**code) >= PaidAt::ALL.len());
                Err(FeatureError::UnknownPlace { code: *first.unwrap_or(code) })
            }
            _ => Ok(()),
        }
    }
}
