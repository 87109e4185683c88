//! On which days of the month a member pays: 32 bytes more, kept where habits of paying are asked for.

use crate::member_sums::{Payment, fours_added};

/// When a member pays, beyond what features need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DaySums {
    /// Months paid after they had ended.
    pub late: u64,
    /// Payments for the month they were made in, by day of the month: counters of four bits, days 1 to 16 and 17 to 31.
    pub days: [u64; 2],
    /// The earliest month that was paid in itself, and the day: bit times 32 plus day; 0 is none.
    pub first_in_time: u16,
}

impl DaySums {
    pub(crate) fn add(&mut self, p: Payment) {
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

    pub(crate) fn merge(&mut self, other: &Self) {
        self.late |= other.late;
        self.first_in_time = earliest(self.first_in_time, other.first_in_time);
        for (word, added) in self.days.iter_mut().zip(other.days) {
            *word = fours_added(*word, added);
        }
    }
}

/// Where the counter of a day of the month lies: word and bit.
pub(crate) fn day_place(day: u32) -> (usize, u32) {
    let day = day.clamp(1, 31) - 1;
    (day as usize / 16, day % 16 * 4)
}

/// The smaller of two that are there.
fn earliest(a: u16, b: u16) -> u16 {
    if a == 0 || b == 0 { a.max(b) } else { a.min(b) }
}
