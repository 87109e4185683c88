//! The months of the window as bits, and which of them are due, lean or discounted for a member.

use crate::lean_months::LeanMonths;
use chrono::{Datelike, NaiveDate};
use domain::rules::DiscountFor;
use domain::{Month, OccupationGroup, ProgrammeRules, ProgrammeSet};

/// Months before the as-of month that are looked at; with the as-of month and those paid ahead they fill 64 bits.
pub const MONTHS_BACK: i32 = 48;

/// Bit 0 is [`MONTHS_BACK`] months before the as-of month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window {
    pub as_of: NaiveDate,
    pub as_of_month: Month,
    pub first: Month,
    pub last_due: i32,
    pub due_day: u32,
    pub grace_months: i32,
    lean: [u64; OccupationGroup::ALL.len()],
    discounted: [u64; 8],
}

impl Window {
    pub(crate) fn new(as_of: NaiveDate, rules: &ProgrammeRules, lean: &LeanMonths) -> Self {
        let as_of_month = Month::of(as_of);
        let first = as_of_month.plus(-MONTHS_BACK);
        let bits = |holds: &dyn Fn(Month) -> bool| -> u64 {
            (0..64).filter(|bit| holds(first.plus(*bit))).map(|bit| 1_u64 << bit).sum()
        };
        let mut discounted = [0; 8];
        for kind in [DiscountFor::Transport, DiscountFor::NonTransport] {
            for paid_by_state in [false, true] {
                for programmes in [ProgrammeSet::Basic, ProgrammeSet::WithSavings] {
                    discounted[discount_case(kind, paid_by_state, programmes)] = bits(&|month| {
                        rules.discounts().iter().any(|d| {
                            d.applies_to == kind
                                && programmes.programmes().contains(&d.programme)
                                && (d.month_from..=d.month_to).contains(&month)
                                && !(d.excludes_state_paid && paid_by_state)
                        })
                    });
                }
            }
        }
        Self {
            as_of,
            as_of_month,
            first,
            last_due: if as_of.day() >= rules.due_day() { MONTHS_BACK } else { MONTHS_BACK - 1 },
            due_day: rules.due_day(),
            grace_months: rules.grace_months(),
            lean: OccupationGroup::ALL.map(|group| bits(&|month| lean.is_lean(group, month))),
            discounted,
        }
    }

    pub(crate) fn lean(&self, group: OccupationGroup) -> u64 {
        self.lean[group as usize]
    }

    pub(crate) fn discounted(&self, group: OccupationGroup, paid_by_state: bool, programmes: ProgrammeSet) -> u64 {
        let kind = if group == OccupationGroup::Transport { DiscountFor::Transport } else { DiscountFor::NonTransport };
        self.discounted[discount_case(kind, paid_by_state, programmes)]
    }

    /// Bits of the months due: from registration, or the first covered month where that is earlier, but not before the
    /// records begin, to the last due.
    pub(crate) fn due(
        &self,
        registered_on: Option<NaiveDate>,
        ended_on: Option<NaiveDate>,
        covered: u64,
        first_recorded: i32,
    ) -> u64 {
        let Some(registered) = registered_on.filter(|day| *day <= self.as_of) else { return 0 };
        let ended = ended_on.filter(|day| *day <= self.as_of);
        let last = ended.map_or(self.last_due, |day| Month::of(day).months_since(self.first).min(self.last_due));
        let registered = Month::of(registered).months_since(self.first).max(0);
        let start = if covered == 0 { registered } else { registered.min(covered.trailing_zeros() as i32) };
        let start = start.max(first_recorded);
        if last < start { 0 } else { bits_up_to(last) & !bits_up_to(start - 1) }
    }

    /// Months after the as-of month.
    pub(crate) fn ahead() -> u64 {
        !bits_up_to(MONTHS_BACK)
    }
}

fn discount_case(kind: DiscountFor, paid_by_state: bool, programmes: ProgrammeSet) -> usize {
    usize::from(kind == DiscountFor::Transport)
        + 2 * usize::from(paid_by_state)
        + 4 * usize::from(programmes == ProgrammeSet::WithSavings)
}

/// Bits 0 to `last`; none when it is negative.
pub(crate) fn bits_up_to(last: i32) -> u64 {
    match last {
        ..0 => 0,
        63.. => u64::MAX,
        _ => (1_u64 << (last + 1)) - 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_up_to_covers_none_and_all() {
        assert_eq!(bits_up_to(-1), 0);
        assert_eq!(bits_up_to(2), 0b111);
        assert_eq!(bits_up_to(63), u64::MAX);
    }

    #[test]
    fn groups_stand_in_the_order_of_their_list() {
        for (place, group) in OccupationGroup::ALL.into_iter().enumerate() {
            assert_eq!(group as usize, place);
        }
    }
}
