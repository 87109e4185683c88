//! What is kept of each member's contributions: 80 bytes, and 32 more where habits of paying are asked for, that can be added up in any order.
//!
//! Everything is an OR, a whole sum, a maximum or a count that stops at a ceiling, so the order of the rows, the batches and
//! the threads changes no bit.

use crate::error::FeatureError;
use crate::formula::Block;
use crate::lean_months::LeanMonths;
use crate::window::{MONTHS_BACK, Window};
use chrono::{Datelike, NaiveDate};
use domain::contribution::PaidAt;
use domain::member::PaidBits;
use domain::member::columns::{ContributionColumns, MemberColumns, day_of_stored, stored_day};
use domain::{Month, OccupationGroup, ProgrammeRules, ProgrammeSet};
use std::collections::BTreeMap;

/// What is known of one member's payments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MemberSums {
    /// Months covered.
    pub covered: u64,
    /// Months covered by a payment made up to the due day.
    pub on_time: u64,
    /// Months covered by a payment made before the month began.
    pub prepaid: u64,
    /// Months bought in each of the last 48 calendar months, arrears left out: four bits each, up to 15.
    bought: [u64; 3],
    /// Sum of all amounts, whole rupiah.
    pub rupiah: i64,
    /// Amount of the first covered month, the highest where there are several; up to 4.29 milliards.
    pub first_amount: u32,
    /// Amount of the last covered month.
    pub latest_amount: u32,
    /// Payments by place, up to 65,535.
    pub at: [u16; PaidAt::ALL.len()],
    /// Months since year 0 of the last month before the window; 0 is none.
    last_before: u16,
}

/// When a member pays, beyond what features need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct DaySums {
    /// Months paid after they had ended.
    late: u64,
    /// Payments for the month they were made in, by day of the month: counters of four bits, days 1 to 16 and 17 to 31.
    days: [u64; 2],
    /// The earliest month that was paid in itself, and the day: bit times 32 plus day; 0 is none.
    first_in_time: u16,
}

impl DaySums {
    fn add(&mut self, p: Payment) {
        if !(0..64).contains(&p.bit) {
            return;
        }
        if p.paid_in > p.bit {
            self.late |= 1 << p.bit;
        }
        if p.paid_in == p.bit {
            let (word, shift) = day_place(u32::from(p.day));
            self.days[word] += if self.days[word] >> shift & 15 == 15 { 0 } else { 1 << shift };
            self.first_in_time = earliest(self.first_in_time, p.bit as u16 * 32 + u16::from(p.day));
        }
    }

    fn merge(&mut self, other: &Self) {
        self.late |= other.late;
        self.first_in_time = earliest(self.first_in_time, other.first_in_time);
        for (word, added) in self.days.iter_mut().zip(other.days) {
            *word = fours_added(*word, added);
        }
    }
}

/// Sixteen counters of four bits, each up to 15.
fn fours_added(word: u64, added: u64) -> u64 {
    let sum = |shift: u32| ((word >> shift & 0xF) + (added >> shift & 0xF)).min(0xF) << shift;
    (0..64).step_by(4).map(sum).sum()
}

const _: () = assert!(size_of::<MemberSums>() <= 80);

/// One contribution, seen from the window.
#[derive(Clone, Copy)]
struct Payment {
    /// The month covered, months since year 0.
    month: i32,
    /// Its bit; outside 0 to 63 it lies outside the window.
    bit: i32,
    /// The month of payment, in months since the first of the window.
    paid_in: i32,
    /// The day of that month.
    day: u8,
    /// Paid up to the due day of that month.
    by_due_day: bool,
    rupiah: i64,
    place: usize,
}

impl MemberSums {
    fn add(&mut self, p: Payment) {
        self.rupiah += p.rupiah;
        self.at[p.place] = self.at[p.place].saturating_add(1);
        let bought_in = p.paid_in - 1;
        if p.bit >= p.paid_in && (0..48).contains(&bought_in) {
            let (word, shift) = (&mut self.bought[bought_in as usize / 16], bought_in % 16 * 4);
            if *word >> shift & 0xF < 0xF {
                *word += 1 << shift;
            }
        }
        if !(0..64).contains(&p.bit) {
            if p.bit < 0 {
                self.last_before = self.last_before.max(p.month.clamp(0, i32::from(u16::MAX)) as u16);
            }
            return;
        }
        let mask = 1_u64 << p.bit;
        let amount = p.rupiah.clamp(0, i64::from(u32::MAX)) as u32;
        let others = self.covered & !mask;
        // Everything else covered lies later, earlier or both ways; the same month again keeps the higher amount.
        if others == 0 || others.trailing_zeros() > p.bit as u32 {
            self.first_amount = if self.covered & mask == 0 { amount } else { self.first_amount.max(amount) };
        }
        if others == 0 || others.ilog2() < p.bit as u32 {
            self.latest_amount = if self.covered & mask == 0 { amount } else { self.latest_amount.max(amount) };
        }
        self.covered |= mask;
        let prepaid = p.paid_in < p.bit;
        self.prepaid |= if prepaid { mask } else { 0 };
        self.on_time |= if prepaid || (p.paid_in == p.bit && p.by_due_day) { mask } else { 0 };
    }

    fn merge(&mut self, other: &Self) {
        let end_amount = |own: (u64, u32), others: (u64, u32), wins: fn(u32, u32) -> bool, end: fn(u64) -> u32| match (
            own.0, others.0,
        ) {
            (_, 0) => own.1,
            (0, _) => others.1,
            (a, b) if end(a) == end(b) => own.1.max(others.1),
            (a, b) => {
                if wins(end(a), end(b)) {
                    own.1
                } else {
                    others.1
                }
            }
        };
        self.first_amount = end_amount(
            (self.covered, self.first_amount),
            (other.covered, other.first_amount),
            |a, b| a < b,
            u64::trailing_zeros,
        );
        self.latest_amount = end_amount(
            (self.covered, self.latest_amount),
            (other.covered, other.latest_amount),
            |a, b| a > b,
            u64::ilog2,
        );
        self.covered |= other.covered;
        self.on_time |= other.on_time;
        self.prepaid |= other.prepaid;
        for (word, added) in self.bought.iter_mut().zip(other.bought) {
            *word = fours_added(*word, added);
        }
        self.rupiah += other.rupiah;
        for (count, added) in self.at.iter_mut().zip(other.at) {
            *count = count.saturating_add(added);
        }
        self.last_before = self.last_before.max(other.last_before);
    }

    /// Payments.
    pub(crate) fn payments(&self) -> u32 {
        self.at.iter().map(|count| u32::from(*count)).sum()
    }

    /// Months bought in blocks of each size.
    pub(crate) fn block_months(&self) -> [u16; Block::ALL.len()] {
        let mut months = [0; Block::ALL.len()];
        if self.prepaid == 0 {
            // Three months bought at once reach past the month of payment.
            return months;
        }
        for word in self.bought {
            for shift in (0..64).step_by(4) {
                let bought = (word >> shift & 0xF) as u16;
                match bought {
                    0..3 => {}
                    3..6 => months[0] += bought,
                    6..12 => months[1] += bought,
                    _ => months[2] += bought,
                }
            }
        }
        months
    }
}

/// Where the counter of a day of the month lies: word and bit.
fn day_place(day: u32) -> (usize, u32) {
    let day = day.clamp(1, 31) - 1;
    (day as usize / 16, day % 16 * 4)
}

/// The smaller of two that are there.
fn earliest(a: u16, b: u16) -> u16 {
    if a == 0 || b == 0 { a.max(b) } else { a.min(b) }
}

/// Contributions per covered month, of all members together.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MonthCounts {
    inside: [u64; 64],
    /// By months since year 0.
    outside: BTreeMap<i32, u64>,
}

/// The months of one member as bits; bit 0 is [`PaymentSums::first`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthMasks {
    /// Months covered, those paid ahead too.
    pub covered: u64,
    /// Months due.
    pub due: u64,
}

/// When one member pays; bit 0 is [`PaymentSums::first`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HabitMonths {
    /// Months covered and due.
    pub months: MonthMasks,
    /// Months paid after they had ended.
    pub late: u64,
    /// Months paid before they began.
    pub prepaid: u64,
    /// Payments for the month they were made in, by day of the month: 31 counters of four bits, at most 15; the payment of the
    /// month of joining is left out, because its day says when somebody joined.
    pub days: u128,
    /// Registered since the records begin: the first month due is the month of joining.
    pub joined: bool,
}

/// Sums of the contributions known on a day, by row of the members table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentSums {
    pub(crate) window: Window,
    pub(crate) members: Vec<MemberSums>,
    days: Option<Vec<DaySums>>,
    counts: MonthCounts,
    known: u64,
}

impl PaymentSums {
    /// Nothing paid yet by `members` people, to be known on `as_of`.
    pub fn new(members: usize, as_of: NaiveDate, rules: &ProgrammeRules, lean: &LeanMonths) -> Self {
        Self {
            window: Window::new(as_of, rules, lean),
            members: vec![MemberSums::default(); members],
            days: None,
            counts: MonthCounts { inside: [0; 64], outside: BTreeMap::new() },
            known: 0,
        }
    }

    /// Keeps the days of payment too, for [`Self::habit_months`]. To be asked for before anything is added.
    #[must_use]
    pub fn with_days(mut self) -> Self {
        self.days = Some(vec![DaySums::default(); self.members.len()]);
        self
    }

    /// Adds contributions; those known after the as-of day are passed over. A batch that is refused has added nothing.
    pub fn add(&mut self, batch: &ContributionColumns<'_>) -> Result<(), FeatureError> {
        let rows = batch.len();
        if let Some((column, found)) = batch.lengths().into_iter().find(|(_, found)| *found != rows) {
            return Err(FeatureError::ColumnLength { column: column.to_owned(), found, expected: rows });
        }
        let known_by = stored_day(self.window.as_of);
        let unknown = batch
            .member_row
            .iter()
            .zip(batch.known_on)
            .find(|(r, d)| **d <= known_by && **r as usize >= self.members.len());
        if let Some((row, _)) = unknown {
            return Err(FeatureError::UnknownMember { row: *row, members: self.members.len() });
        }
        if let Some(code) = batch.paid_at.iter().copied().find(|code| usize::from(*code) >= PaidAt::ALL.len()) {
            return Err(FeatureError::UnknownPlace { code });
        }
        let days = DayTable::new(&self.window);
        let first = self.window.first.index();
        let rows = batch.member_row.iter().zip(batch.coverage_month).zip(batch.paid_on).zip(batch.known_on);
        for ((((row, month), paid_on), known_on), (rupiah, place)) in
            rows.zip(batch.amount_rupiah.iter().zip(batch.paid_at))
        {
            if *known_on > known_by {
                continue;
            }
            let bit = month.saturating_sub(first);
            match usize::try_from(bit).ok().and_then(|bit| self.counts.inside.get_mut(bit)) {
                Some(count) => *count += 1,
                None => *self.counts.outside.entry(*month).or_default() += 1,
            }
            self.known += 1;
            let (paid_in, day) = days.of(*paid_on);
            let by_due_day = u32::from(day) <= self.window.due_day;
            let place = usize::from(*place);
            let payment = Payment { month: *month, bit, paid_in, day, by_due_day, rupiah: *rupiah, place };
            self.members[*row as usize].add(payment);
            if let Some(days) = &mut self.days {
                days[*row as usize].add(payment);
            }
        }
        Ok(())
    }

    /// Adds sums of the same members as of the same day.
    pub fn merge(&mut self, other: &Self) -> Result<(), FeatureError> {
        if self.window != other.window
            || self.members.len() != other.members.len()
            || self.days.is_some() != other.days.is_some()
        {
            return Err(FeatureError::OtherSums {
                own: (self.window.as_of, self.members.len()),
                other: (other.window.as_of, other.members.len()),
            });
        }
        self.members.iter_mut().zip(&other.members).for_each(|(own, other)| own.merge(other));
        let own_days = self.days.iter_mut().flatten();
        own_days.zip(other.days.iter().flatten()).for_each(|(own, other)| own.merge(other));
        self.counts.inside.iter_mut().zip(other.counts.inside).for_each(|(own, other)| *own += other);
        for (month, count) in &other.counts.outside {
            *self.counts.outside.entry(*month).or_default() += count;
        }
        self.known += other.known;
        Ok(())
    }

    /// People.
    pub fn members(&self) -> usize {
        self.members.len()
    }

    /// Contributions known.
    pub fn known(&self) -> u64 {
        self.known
    }

    /// The day whose knowledge counts.
    pub fn as_of(&self) -> NaiveDate {
        self.window.as_of
    }

    /// The month of bit 0: [`MONTHS_BACK`] months before the as-of month.
    pub fn first(&self) -> Month {
        self.window.first
    }

    /// The covered months of a member for [`PaidBits::state_after`]; `None` beyond the last row.
    pub fn paid_bits(&self, row: u32) -> Option<PaidBits> {
        let sums = self.members.get(row as usize)?;
        let last_before = (sums.last_before > 0).then(|| Month::from_index(i32::from(sums.last_before)));
        Some(PaidBits { first: self.window.first, covered: sums.covered, last_before })
    }

    /// Months covered and due of some members, in their order.
    pub fn masks(&self, members: &MemberColumns) -> Result<Vec<MonthMasks>, FeatureError> {
        let first_recorded = self.first_recorded();
        (0..members.len()).map(|at| self.months_of(members, at, first_recorded)).collect()
    }

    fn months_of(&self, members: &MemberColumns, at: usize, first_recorded: i32) -> Result<MonthMasks, FeatureError> {
        let covered = self.of(members.row[at])?.covered;
        let due = self.window.due(members.registered_on[at], members.ended_on[at], covered, first_recorded);
        Ok(MonthMasks { covered, due })
    }

    /// When some members pay, in their order. Refused where the days were not kept: see [`Self::with_days`].
    pub fn habit_months(&self, members: &MemberColumns) -> Result<Vec<HabitMonths>, FeatureError> {
        let kept = self.days.as_ref().ok_or(FeatureError::DaysNotKept)?;
        let first_recorded = self.first_recorded();
        let one = |at: usize| {
            let months = self.months_of(members, at, first_recorded)?;
            let (own, when) = (self.of(members.row[at])?, &kept[members.row[at] as usize]);
            let registered = members.registered_on[at].filter(|day| *day <= self.window.as_of);
            let joined = registered.is_some_and(|day| Month::of(day).months_since(self.window.first) >= first_recorded);
            let (bit, day) = (u32::from(when.first_in_time / 32), u32::from(when.first_in_time % 32));
            let mut days = when.days;
            if joined && when.first_in_time > 0 && bit == months.due.trailing_zeros() {
                let (word, shift) = day_place(day);
                days[word] -= 1 << shift;
            }
            let days = u128::from(days[0]) | u128::from(days[1]) << 64;
            Ok(HabitMonths { months, late: when.late, prepaid: own.prepaid, days, joined })
        };
        (0..members.len()).map(one).collect()
    }

    /// The months in which a trade earns least, as bits.
    pub fn lean_months(&self, group: OccupationGroup) -> u64 {
        self.window.lean(group)
    }

    /// The months in which a discount holds for members of a group who pay themselves, as bits.
    pub fn discounted_months(&self, group: OccupationGroup) -> u64 {
        self.window.discounted(group, false, ProgrammeSet::Basic)
    }

    pub(crate) fn of(&self, row: u32) -> Result<&MemberSums, FeatureError> {
        self.members.get(row as usize).ok_or(FeatureError::UnknownMember { row, members: self.members.len() })
    }

    /// Bit of the month in which the records begin: the first with a hundredth as many contributions as the fullest month, so
    /// that a stray old row does not move the beginning.
    pub(crate) fn first_recorded(&self) -> i32 {
        let first = self.window.first.index();
        let inside = self.counts.inside.iter().enumerate().map(|(bit, count)| (first + bit as i32, *count));
        let all = || inside.clone().chain(self.counts.outside.iter().map(|(month, count)| (*month, *count)));
        let fullest = all().map(|(_, count)| count).max().unwrap_or(0);
        let begin = all().filter(|(_, count)| *count > 0 && count * 100 >= fullest).map(|(month, _)| month).min();
        begin.map_or(0, |month| (month - first).clamp(0, MONTHS_BACK))
    }
}

/// Month of payment, from the first of the window, and day of that month, for each day near the window.
struct DayTable {
    first_day: i32,
    days: Vec<(i16, u8)>,
    first: Month,
}

impl DayTable {
    fn new(window: &Window) -> Self {
        let first_day = stored_day(window.first.first_day());
        let mut table = Self { first_day, days: Vec::new(), first: window.first };
        let last_day = stored_day(window.as_of_month.last_day());
        table.days = (first_day..=last_day)
            .map(|day| {
                let (month, day) = table.reckon(day);
                (month as i16, day)
            })
            .collect();
        table
    }

    fn of(&self, day: i32) -> (i32, u8) {
        match day.checked_sub(self.first_day).and_then(|at| usize::try_from(at).ok()).and_then(|at| self.days.get(at)) {
            Some((month, day)) => (i32::from(*month), *day),
            None => self.reckon(day),
        }
    }

    /// A day outside the calendar was paid in no month that counts, and not in time.
    fn reckon(&self, day: i32) -> (i32, u8) {
        day_of_stored(day).map_or((i32::MAX, u8::MAX), |day| (Month::of(day).months_since(self.first), day.day() as u8))
    }
}
