//! What a file shows of one person's payments, as bits of months.

/// Days of a month fall into this many bins of three days; the last holds 28 to 31.
pub(crate) const BINS: usize = 10;

/// Counters of at most 63, one for each three days of the month, packed into one number so that they add up in any order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct DayCounts(pub u64);

impl DayCounts {
    const BITS: u32 = 6;

    /// Payments made on the days of a bin, from 0.
    pub fn in_bin(self, bin: usize) -> u32 {
        (self.0 >> (Self::BITS * bin as u32) & 63) as u32
    }

    /// One more payment on a day of the month, 1 to 31. Beyond 63 in a bin the counter stays.
    #[must_use]
    pub fn with(self, day_of_month: u32) -> Self {
        let bin = ((day_of_month.clamp(1, 31) - 1) / 3).min(BINS as u32 - 1);
        if self.in_bin(bin as usize) == 63 { self } else { Self(self.0 + (1 << (Self::BITS * bin))) }
    }

    /// One payment fewer on a day of the month, where there is one: the payment of the month of joining, which is made when
    /// somebody joins and not when they usually pay.
    #[must_use]
    pub fn without(self, day_of_month: u32) -> Self {
        let bin = ((day_of_month.clamp(1, 31) - 1) / 3).min(BINS as u32 - 1);
        if self.in_bin(bin as usize) == 0 { self } else { Self(self.0 - (1 << (Self::BITS * bin))) }
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
