//! What a file shows of one person's payments, as bits of months.

/// Days of a month.
pub(crate) const DAYS: usize = 31;

/// Counters of at most 15, one for each day of the month, packed into one number so that they add up in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct DayCounts(pub u128);

impl DayCounts {
    const BITS: u32 = 4;

    /// Payments made on a day of the month, 1 to 31; at most 15.
    pub fn on(self, day_of_month: u32) -> u32 {
        (self.0 >> Self::shift(day_of_month) & 15) as u32
    }

    /// One more payment on a day of the month. Beyond 15 the counter stays.
    #[must_use]
    pub fn with(self, day_of_month: u32) -> Self {
        if self.on(day_of_month) == 15 { self } else { Self(self.0 + (1 << Self::shift(day_of_month))) }
    }

    fn shift(day_of_month: u32) -> u32 {
        Self::BITS * (day_of_month.clamp(1, DAYS as u32) - 1)
    }

    /// Days with payments, from 0, and how many.
    pub(crate) fn each(self) -> impl Iterator<Item = (usize, u32)> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let place = left.trailing_zeros() / Self::BITS;
            let count = (left >> (Self::BITS * place) & 15) as u32;
            left &= !(15 << (Self::BITS * place));
            Some((place as usize, count))
        })
    }
}

/// One person's payments. Bit 0 of every mask is the same calendar month for everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct PaymentRecord {
    /// The group whose month traits hold and whose mix of habits is the prior.
    pub group: u16,
    /// Registered inside the months on file: the first month due is the month of joining, which everybody pays who pays at all.
    pub joined: bool,
    /// Months due, one run.
    pub due: u64,
    /// Months covered, also those after the last due.
    pub covered: u64,
    /// Months paid after they had ended.
    pub late: u64,
    /// Months paid before they began.
    pub prepaid: u64,
    /// Days of the month on which months were paid in themselves, the month of joining left out.
    pub days: DayCounts,
}

/// What the months are like for a group: bits as in [`PaymentRecord`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MonthTraits {
    /// Months in which the trade earns least.
    pub lean: u64,
    /// Months in which a discount holds.
    pub discounted: u64,
}

/// What is seen in one month due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Not paid, as far as known.
    Unpaid,
    /// Paid in the month itself; `block`: the months after it too, at the same time.
    Paid { block: bool },
    /// Paid after it had ended.
    Late,
    /// Covered by an earlier payment: no choice was made.
    Prepaid,
    /// The month of joining.
    Joined { block: bool },
}

impl PaymentRecord {
    /// The months due in order: bit and what is seen.
    pub(crate) fn months(&self) -> impl Iterator<Item = (u32, Seen)> + '_ {
        let first = self.due.trailing_zeros();
        let end = 64 - self.due.leading_zeros();
        (first..end).map(move |bit| {
            let is = |mask: u64| mask >> bit & 1 == 1;
            let block = bit < 63 && self.prepaid >> (bit + 1) & 1 == 1;
            let seen = if !is(self.covered) {
                Seen::Unpaid
            } else if is(self.prepaid) {
                Seen::Prepaid
            } else if is(self.late) {
                Seen::Late
            } else if self.joined && bit == first {
                Seen::Joined { block }
            } else {
                Seen::Paid { block }
            };
            (bit, seen)
        })
    }
}
