//! What is kept of each member's contributions, in parts of their own so that memory goes to what is asked for: 40 bytes
//! always, 8 for the amounts at both ends, 24 for the months bought at once.
//!
//! Everything is an OR, a whole sum, a maximum or a count that stops at a ceiling, so the order of the rows, the batches and
//! the threads changes no bit.

use crate::formula::Block;
use domain::contribution::PaidAt;

/// One contribution, seen from the window.
#[derive(Clone, Copy)]
pub(crate) struct Payment {
    /// The month covered, months since year 0.
    pub month: i32,
    /// Its bit; outside 0 to 63 it lies outside the window.
    pub bit: i32,
    /// The month of payment, in months since the first of the window.
    pub paid_in: i32,
    /// The day of that month.
    pub day: u8,
    /// Paid up to the due day of that month.
    pub by_due_day: bool,
    /// Whole rupiah.
    pub rupiah: i64,
    /// Place in [`PaidAt::ALL`].
    pub place: usize,
}

/// Months covered, in two bits each: 1 is late, 2 is up to the due day, 3 is before the month began; the best payment counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct PaidMonths {
    low: u64,
    high: u64,
}

impl PaidMonths {
    /// Without a branch: how a payment was made is what a processor guesses worst.
    #[inline]
    fn add(&mut self, mask: u64, on_time: bool, prepaid: bool) {
        let on_time = mask & 0_u64.wrapping_sub(u64::from(on_time));
        let prepaid = mask & 0_u64.wrapping_sub(u64::from(prepaid));
        let not_better = !self.high;
        let cleared = on_time & !prepaid & not_better;
        self.low = self.low & !cleared | prepaid | mask & !on_time & not_better;
        self.high |= on_time;
    }

    fn merge(&mut self, other: Self) {
        let high = self.high | other.high;
        self.low = high & (self.high & self.low | other.high & other.low) | !high & (self.low | other.low);
        self.high = high;
    }
}

/// What is known of one member's payments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct MemberSums {
    months: PaidMonths,
    /// Sum of all amounts, whole rupiah.
    pub rupiah: i64,
    /// Payments by place, up to 65,535.
    pub at: [u16; PaidAt::ALL.len()],
    /// Months since year 0 of the last month before the window; 0 is none.
    pub last_before: u16,
}

const _: () = assert!(size_of::<MemberSums>() == 40);

impl MemberSums {
    #[inline]
    #[expect(clippy::needless_bitwise_bool, reason = "a branch here would be guessed wrong, a hundred million times")]
    pub(crate) fn add(&mut self, p: Payment) {
        self.rupiah = self.rupiah.wrapping_add(p.rupiah);
        self.at[p.place] = self.at[p.place].saturating_add(1);
        if (0..64).contains(&p.bit) {
            let prepaid = p.paid_in < p.bit;
            let on_time = prepaid | (p.paid_in == p.bit) & p.by_due_day;
            self.months.add(1 << p.bit, on_time, prepaid);
        } else if p.bit < 0 {
            self.last_before = self.last_before.max(p.month.clamp(0, i32::from(u16::MAX)) as u16);
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.months.merge(other.months);
        self.rupiah = self.rupiah.wrapping_add(other.rupiah);
        for (count, added) in self.at.iter_mut().zip(other.at) {
            *count = count.saturating_add(added);
        }
        self.last_before = self.last_before.max(other.last_before);
    }

    /// Something of both its ends, which may lie in two lines of the cache.
    pub(crate) fn seen(&self) -> u64 {
        self.months.low ^ u64::from(self.last_before)
    }

    /// Months covered.
    pub(crate) fn covered(&self) -> u64 {
        self.months.low | self.months.high
    }

    /// Months covered by a payment made up to the due day.
    pub(crate) fn on_time(&self) -> u64 {
        self.months.high
    }

    /// Months covered by a payment made before the month began.
    pub(crate) fn prepaid(&self) -> u64 {
        self.months.high & self.months.low
    }

    /// Payments.
    pub(crate) fn payments(&self) -> u32 {
        self.at.iter().map(|count| u32::from(*count)).sum()
    }
}

/// Amounts of the first and the last month covered, the highest where there are several; up to 4.29 milliards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct EndAmounts {
    pub first: u32,
    pub latest: u32,
}

impl EndAmounts {
    /// `covered` are the months covered before this payment.
    pub(crate) fn add(&mut self, covered: u64, p: Payment) {
        if !(0..64).contains(&p.bit) {
            return;
        }
        let mask = 1_u64 << p.bit;
        let amount = p.rupiah.clamp(0, i64::from(u32::MAX)) as u32;
        let others = covered & !mask;
        // Everything else covered lies later, earlier or both ways; the same month again keeps the higher amount.
        if others == 0 || others.trailing_zeros() > p.bit as u32 {
            self.first = if covered & mask == 0 { amount } else { self.first.max(amount) };
        }
        if others == 0 || others.ilog2() < p.bit as u32 {
            self.latest = if covered & mask == 0 { amount } else { self.latest.max(amount) };
        }
    }

    /// `own` and `others` are the months covered of each.
    pub(crate) fn merge(&mut self, own: u64, other: Self, others: u64) {
        let first = |covered: u64| std::cmp::Reverse(covered.trailing_zeros());
        let end = |(months, amount): (u64, u32), (other_months, other_amount): (u64, u32), order| match order {
            _ if other_months == 0 => amount,
            _ if months == 0 => other_amount,
            std::cmp::Ordering::Less => other_amount,
            std::cmp::Ordering::Equal => amount.max(other_amount),
            std::cmp::Ordering::Greater => amount,
        };
        self.first = end((own, self.first), (others, other.first), first(own).cmp(&first(others)));
        let latest = others.leading_zeros().cmp(&own.leading_zeros());
        self.latest = end((own, self.latest), (others, other.latest), latest);
    }
}

/// Months bought in each of the last 48 calendar months, arrears left out: four bits each, up to 15.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bought([u64; 3]);

impl Bought {
    pub(crate) fn add(&mut self, p: Payment) {
        let bought_in = p.paid_in - 1;
        if p.bit >= p.paid_in && (0..48).contains(&bought_in) {
            let (word, shift) = (&mut self.0[bought_in as usize / 16], bought_in % 16 * 4);
            if *word >> shift & 0xF < 0xF {
                *word += 1 << shift;
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        for (word, added) in self.0.iter_mut().zip(other.0) {
            *word = fours_added(*word, added);
        }
    }

    /// Months bought in blocks of each size.
    pub(crate) fn block_months(&self) -> [u16; Block::ALL.len()] {
        let mut months = [0; Block::ALL.len()];
        for word in self.0 {
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

/// Sixteen counters of four bits, each up to 15.
pub(crate) fn fours_added(word: u64, added: u64) -> u64 {
    let sum = |shift: u32| ((word >> shift & 0xF) + (added >> shift & 0xF)).min(0xF) << shift;
    (0..64).step_by(4).map(sum).sum()
}
