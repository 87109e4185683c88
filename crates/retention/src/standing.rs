//! How a person stands after a month, read from the months due and paid.

use serde::{Deserialize, Serialize};

/// Months due and paid of one person. Bit `b` is the month `b` months after the first month of the
/// [`Scope`](crate::Scope).
///
/// Covered bits after the as-of bit are months prepaid. A person registered before the first month has bit 0 due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Spell {
    /// Months with cover.
    pub covered: u64,
    /// Months in which the person was a member and had to pay; looked at up to the as-of bit.
    pub due: u64,
    /// Segment, counted from 0.
    pub segment: u16,
}

/// What the chance to pay the next month depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Registered, nothing paid so far.
    Unpaid,
    /// The first month ever is paid.
    FirstPaid,
    /// The first two are.
    SecondPaid,
    /// One or two months in a row again, after a gap.
    Resumed,
    /// Three to five months in a row.
    Run3To5,
    /// Six to eleven.
    Run6To11,
    /// Twelve or more.
    Run12Plus,
    /// One month since the last one paid.
    Missed1,
    /// Two.
    Missed2,
    /// Three.
    Missed3,
    /// Four to six.
    Gap4To6,
    /// Seven to twelve.
    Gap7To12,
    /// Thirteen or more.
    Gap13Plus,
}

impl State {
    /// All states in stored order.
    pub const ALL: [Self; 13] = [
        Self::Unpaid,
        Self::FirstPaid,
        Self::SecondPaid,
        Self::Resumed,
        Self::Run3To5,
        Self::Run6To11,
        Self::Run12Plus,
        Self::Missed1,
        Self::Missed2,
        Self::Missed3,
        Self::Gap4To6,
        Self::Gap7To12,
        Self::Gap13Plus,
    ];

    /// The month before is paid.
    pub(crate) fn is_covered(self) -> bool {
        (Self::FirstPaid..=Self::Run12Plus).contains(&self)
    }

    /// States next to each other, whose chances are alike unless the counts say otherwise.
    pub(crate) const NEIGHBOURS: [(Self, Self); 11] = [
        (Self::FirstPaid, Self::SecondPaid),
        (Self::SecondPaid, Self::Run3To5),
        (Self::Resumed, Self::Run3To5),
        (Self::Run3To5, Self::Run6To11),
        (Self::Run6To11, Self::Run12Plus),
        (Self::Missed1, Self::Missed2),
        (Self::Missed2, Self::Missed3),
        (Self::Missed3, Self::Gap4To6),
        (Self::Gap4To6, Self::Gap7To12),
        (Self::Gap7To12, Self::Gap13Plus),
        (Self::Gap13Plus, Self::Unpaid),
    ];
}

/// The longest run and gap that are told apart.
const LONGEST_RUN: u8 = 12;
const LONGEST_GAP: u8 = 13;

/// A [`State`] with its exact length, so that it can be carried on month by month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Unpaid,
    /// Paid months of the first run, 1 or 2.
    First(u8),
    /// Months in a row.
    Run(u8),
    /// Months since the last one paid.
    Gap(u8),
}

impl Standing {
    /// How many there are.
    pub(crate) const COUNT: usize = 3 + LONGEST_RUN as usize + LONGEST_GAP as usize;

    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let runs = (1..=LONGEST_RUN).map(Self::Run);
        let gaps = (1..=LONGEST_GAP).map(Self::Gap);
        [Self::Unpaid, Self::First(1), Self::First(2)].into_iter().chain(runs).chain(gaps)
    }

    /// Place in [`Standing::all`].
    pub(crate) fn index(self) -> usize {
        match self {
            Self::Unpaid => 0,
            Self::First(months) => usize::from(months),
            Self::Run(months) => 2 + usize::from(months),
            Self::Gap(months) => 2 + usize::from(LONGEST_RUN + months),
        }
    }

    pub(crate) fn state(self) -> State {
        match self {
            Self::Unpaid => State::Unpaid,
            Self::First(1) => State::FirstPaid,
            Self::First(_) => State::SecondPaid,
            Self::Run(..3) => State::Resumed,
            Self::Run(3..6) => State::Run3To5,
            Self::Run(6..12) => State::Run6To11,
            Self::Run(_) => State::Run12Plus,
            Self::Gap(..2) => State::Missed1,
            Self::Gap(2) => State::Missed2,
            Self::Gap(3) => State::Missed3,
            Self::Gap(4..7) => State::Gap4To6,
            Self::Gap(7..13) => State::Gap7To12,
            Self::Gap(_) => State::Gap13Plus,
        }
    }

    /// How the person stands when the next month is paid, or is not.
    pub(crate) fn then(self, paid: bool) -> Self {
        match (self, paid) {
            (Self::Unpaid, true) => Self::First(1),
            (Self::Unpaid, false) => Self::Unpaid,
            (Self::First(1), true) => Self::First(2),
            (Self::First(_), true) => Self::Run(3),
            (Self::Run(months), true) => Self::Run((months + 1).min(LONGEST_RUN)),
            (Self::Gap(_), true) => Self::Run(1),
            (Self::First(_) | Self::Run(_), false) => Self::Gap(1),
            (Self::Gap(months), false) => Self::Gap((months + 1).min(LONGEST_GAP)),
        }
    }

    /// The as-of month is covered.
    pub(crate) fn is_covered(self) -> bool {
        matches!(self, Self::First(_) | Self::Run(_))
    }

    /// Months since the last one paid; 0 while paying.
    pub(crate) fn unpaid_in_a_row(self) -> u8 {
        if let Self::Gap(months) = self { months } else { 0 }
    }
}

/// From this as-of bit on there are two years, enough to wait until a run or gap of unknown beginning has its full
/// length.
const TWO_YEARS: u8 = 23;

/// Walks through the months due up to the as-of bit. `visit` gets each bit with the standing before it and whether it
/// was paid; the standing after the as-of month comes back, or nothing when that month is not due.
///
/// Where the file begins in the middle of a membership, the first run or gap is longer than it looks, so its months are
/// passed over until it is in the last band of its kind, however long it was before. A file of less than two years
/// would hardly see a long run then; there it counts from the band before the last. Months that are not due change
/// nothing.
pub(crate) fn walk(spell: &Spell, as_of_bit: u8, mut visit: impl FnMut(u8, Standing, bool)) -> Option<Standing> {
    let due = spell.due & (u64::MAX >> (63 - as_of_bit));
    if due == 0 {
        return None;
    }
    let start = due.trailing_zeros() as u8;
    let began_before = start == 0;
    let paid_at_start = spell.covered >> start & 1 == 1;
    let mut now = match (began_before, paid_at_start) {
        (true, true) => Standing::Run(1),
        (true, false) => Standing::Gap(1),
        (false, true) => Standing::First(1),
        (false, false) => Standing::Unpaid,
    };
    let (long_run, long_gap) = if as_of_bit >= TWO_YEARS { (LONGEST_RUN, LONGEST_GAP) } else { (6, 7) };
    let mut known = !began_before;
    for bit in start + 1..=as_of_bit {
        if due >> bit & 1 == 0 {
            continue;
        }
        let paid = spell.covered >> bit & 1 == 1;
        known |= match now {
            Standing::Run(months) => months >= long_run,
            Standing::Gap(months) => months >= long_gap,
            Standing::Unpaid | Standing::First(_) => true,
        };
        if known {
            visit(bit, now, paid);
        }
        let next = now.then(paid);
        known |= next.is_covered() != now.is_covered();
        now = next;
    }
    (due >> as_of_bit & 1 == 1).then_some(now)
}

/// Months covered without a break from the one after the as-of month.
pub(crate) fn prepaid(spell: &Spell, as_of_bit: u8) -> usize {
    if as_of_bit >= 63 { 0 } else { (spell.covered >> (as_of_bit + 1)).trailing_ones() as usize }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bits from the left: the first month first.
    fn spell(covered: &str) -> Spell {
        let bits =
            |text: &str| text.bytes().enumerate().filter(|(_, b)| *b == b'1').fold(0, |all, (i, _)| all | 1 << i);
        Spell { covered: bits(covered), due: (1 << covered.len()) - 1, segment: 0 }
    }

    fn end(covered: &str) -> Option<Standing> {
        // Due from the second month on, so that the beginning is seen.
        let all = spell(covered);
        walk(&Spell { due: all.due & !1, ..all }, covered.len() as u8 - 1, |_, _, _| ())
    }

    #[test]
    fn standings_are_read_from_the_months() {
        assert_eq!(end("0000"), Some(Standing::Unpaid));
        assert_eq!(end("0001"), Some(Standing::First(1)));
        assert_eq!(end("0011"), Some(Standing::First(2)));
        assert_eq!(end("0111"), Some(Standing::Run(3)));
        assert_eq!(end("01011"), Some(Standing::Run(2)));
        assert_eq!(end("011000"), Some(Standing::Gap(3)));
        assert_eq!(end("01111111111111111"), Some(Standing::Run(12)));
        assert_eq!(end("01000000000000000"), Some(Standing::Gap(13)));
        assert_eq!(Standing::all().enumerate().filter(|(i, s)| s.index() == *i).count(), Standing::COUNT);
    }

    #[test]
    fn a_run_that_began_before_the_file_counts_once_it_is_surely_long() {
        let seen = |covered: &str| {
            let mut seen = Vec::new();
            walk(&spell(covered), covered.len() as u8 - 1, |bit, before, _| seen.push((bit, before.state())));
            seen
        };
        let two_years = seen(&"1".repeat(24));
        assert_eq!(two_years.first(), Some(&(12, State::Run12Plus)));
        assert_eq!(two_years.len(), 12);
        assert_eq!(seen(&"1".repeat(12)).first(), Some(&(6, State::Run6To11)));
        // A change shows where the next run or gap begins.
        assert_eq!(seen("1101"), vec![(3, State::Missed1)]);
    }

    #[test]
    fn months_that_are_not_due_change_nothing() {
        let with_break = Spell { covered: 0b10_0110, due: 0b10_0110, segment: 0 };
        assert_eq!(walk(&with_break, 5, |_, _, _| ()), Some(Standing::Run(3)));
        assert_eq!(walk(&with_break, 4, |_, _, _| ()), None);
    }

    #[test]
    fn only_cover_without_a_break_is_prepaid() {
        assert_eq!(prepaid(&Spell { covered: 0b1011_1000, due: 0, segment: 0 }, 3), 2);
        assert_eq!(prepaid(&Spell { covered: u64::MAX, due: 0, segment: 0 }, 63), 0);
    }
}
