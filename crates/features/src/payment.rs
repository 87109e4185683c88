//! Payment features: how regularly, when and how far ahead a member pays, as of a day.

use crate::aggregate::{MONTHS_BACK, PaidMonths, paid_months};
use crate::definitions::payment_feature_defs;
use crate::error::FeatureError;
use crate::feature::{FeatureTable, Group, History};
use crate::lean_months::LeanMonths;
use chrono::{Datelike, NaiveDate};
use domain::{Contribution, Member, Month, OccupationGroup, ProgrammeRules};
use std::collections::BTreeMap;

/// Features of every member, by row, from contributions known on or before `as_of` and from nothing else.
///
/// Months before the records begin are not due: nobody knows whether they were paid. Records begin with the first month that
/// has a hundredth as many contributions as the fullest month, so that a stray old row does not move the beginning.
pub fn payment_features(
    members: &[Member],
    contributions: &[Contribution],
    as_of: NaiveDate,
    rules: &ProgrammeRules,
    lean: &LeanMonths,
) -> Result<FeatureTable, FeatureError> {
    let paid = paid_months(contributions, members.len(), as_of, rules.due_day())?;
    let calendar = Calendar::new(as_of, rules, records_begin(contributions, as_of));
    let lean_masks: Vec<u64> = OccupationGroup::ALL.iter().map(|group| calendar.lean_mask(*group, lean)).collect();
    let defs = payment_feature_defs();
    let mut columns: Vec<Vec<f64>> = defs.iter().map(|_| Vec::with_capacity(members.len())).collect();
    let mut history = Vec::with_capacity(members.len());
    let mut groups = Vec::with_capacity(members.len());
    for (member, paid) in members.iter().zip(&paid) {
        let group = OccupationGroup::ALL.iter().position(|g| *g == member.group).unwrap_or(0);
        let known = calendar.history(member, paid);
        let values = calendar.features(member, paid, known, lean_masks[group]);
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(value);
        }
        history.push(known);
        groups.push(group as u16);
    }
    let all = OccupationGroup::ALL.iter().map(|g| Group { key: g.key().to_owned(), name: g.name() }).collect();
    FeatureTable::new(Some(as_of), defs, all, groups, history, columns)
}

/// The first month with a hundredth as many known contributions as the fullest month.
fn records_begin(contributions: &[Contribution], as_of: NaiveDate) -> Option<Month> {
    let mut by_month: BTreeMap<Month, u64> = BTreeMap::new();
    for c in contributions.iter().filter(|c| c.known_on <= as_of) {
        *by_month.entry(c.coverage_month).or_default() += 1;
    }
    let fullest = by_month.values().copied().max()?;
    by_month.into_iter().find(|(_, count)| count * 100 >= fullest).map(|(month, _)| month)
}

/// The months of the window as bits: bit 0 is [`MONTHS_BACK`] months before the as-of month.
struct Calendar {
    as_of: NaiveDate,
    as_of_month: Month,
    first: Month,
    first_recorded: i32,
    last_due: i32,
    grace_months: u32,
}

impl Calendar {
    fn new(as_of: NaiveDate, rules: &ProgrammeRules, records_begin: Option<Month>) -> Self {
        let as_of_month = Month::of(as_of);
        let last_due = if as_of.day() >= rules.due_day() { MONTHS_BACK } else { MONTHS_BACK - 1 };
        let grace_months = u32::try_from(rules.grace_months()).unwrap_or(0);
        let first = as_of_month.plus(-MONTHS_BACK);
        let first_recorded = records_begin.map_or(0, |month| month.months_since(first).clamp(0, MONTHS_BACK));
        Self { as_of, as_of_month, first, first_recorded, last_due, grace_months }
    }

    fn lean_mask(&self, group: OccupationGroup, lean: &LeanMonths) -> u64 {
        (0..64).filter(|bit| lean.is_lean(group, self.first.plus(*bit))).map(|bit| 1_u64 << bit).sum()
    }

    fn history(&self, member: &Member, paid: &PaidMonths) -> History {
        let registered = member.registered_on.is_some_and(|day| day <= self.as_of);
        if member.ended_on.is_some_and(|day| day <= self.as_of) {
            History::Ended
        } else if paid.payments > 0 && registered {
            History::Known
        } else if registered {
            History::Unpaid
        } else {
            History::Prospect
        }
    }

    /// Bits of the months due: from registration, or the first covered month where that is earlier, but not before the
    /// records begin, to the last due.
    fn due(&self, member: &Member, covered: u64) -> u64 {
        let Some(registered) = member.registered_on.filter(|day| *day <= self.as_of) else { return 0 };
        let ended = member.ended_on.filter(|day| *day <= self.as_of);
        let last = ended.map_or(self.last_due, |day| Month::of(day).months_since(self.first).min(self.last_due));
        let registered = Month::of(registered).months_since(self.first).max(0);
        let start = if covered == 0 { registered } else { registered.min(covered.trailing_zeros() as i32) };
        let start = start.max(self.first_recorded);
        if last < start { 0 } else { bits_up_to(last) & !bits_up_to(start - 1) }
    }

    fn features(&self, member: &Member, paid: &PaidMonths, history: History, lean: u64) -> [f64; 19] {
        let due = self.due(member, paid.covered);
        let covered_due = paid.covered & due;
        let share = |part: u64, whole: u64| {
            if whole == 0 { 0.0 } else { f64::from((part & whole).count_ones()) / f64::from(whole.count_ones()) }
        };
        let since_paid = if due == 0 {
            0
        } else {
            let last_due = due.ilog2();
            match covered_due {
                0 if paid.covered != 0 && paid.covered.trailing_zeros() > last_due => 0,
                0 => due.count_ones(),
                some => last_due - some.ilog2(),
            }
        };
        let (longest_gap, reactivations) = gaps(covered_due, due, self.grace_months);
        let (lean_due, other_due) = (due & lean, due & !lean);
        let seasonality = if lean_due == 0 || other_due == 0 {
            0.0
        } else {
            share(paid.covered, lean_due) - share(paid.covered, other_due)
        };
        let registered = member.registered_on.filter(|day| *day <= self.as_of);
        let of_payments =
            |value: f64| if history == History::Prospect || paid.payments == 0 { f64::NAN } else { value };
        let of_registered = |value: f64| if registered.is_some() { value } else { f64::NAN };
        let flag = |yes: bool| f64::from(u8::from(yes));
        [
            of_registered(f64::from(due.count_ones())),
            of_registered(f64::from(covered_due.count_ones())),
            of_registered(if due == 0 && paid.covered != 0 { 1.0 } else { share(paid.covered, due) }),
            of_payments(share(paid.on_time, paid.covered)),
            of_payments(f64::from(since_paid.min(self.grace_months))),
            of_payments(f64::from(longest_gap)),
            of_payments(f64::from(streak(covered_due, due))),
            of_payments(f64::from(since_paid)),
            of_payments(f64::from(reactivations)),
            of_payments(share(paid.prepaid, paid.covered)),
            of_payments(seasonality),
            of_payments(paid.rupiah as f64 / f64::from(paid.payments.max(1))),
            of_registered(registered.map_or(0.0, |day| f64::from(self.as_of_month.months_since(Month::of(day))))),
            member.declared_income_rupiah as f64,
            flag(member.urban),
            f64::from(self.as_of.year() - member.birth_year),
            flag(member.whatsapp_reachable),
            flag(member.paid_by_state),
            of_payments(f64::from((paid.covered & !bits_up_to(MONTHS_BACK)).count_ones())),
        ]
    }
}

/// Bits 0 to `last`; none when it is negative.
fn bits_up_to(last: i32) -> u64 {
    match last {
        ..0 => 0,
        63.. => u64::MAX,
        _ => (1_u64 << (last + 1)) - 1,
    }
}

/// Months in a row up to the last due one.
fn streak(covered: u64, due: u64) -> u32 {
    if due == 0 { 0 } else { (covered << due.leading_zeros()).leading_ones() }
}

/// The longest run of unpaid due months after the first covered one, and how many runs beyond grace a payment ended.
fn gaps(covered: u64, due: u64, grace: u32) -> (u32, u32) {
    let (mut longest, mut ended_beyond_grace, mut run) = (0, 0, 0);
    if covered == 0 {
        return (due.count_ones(), 0);
    }
    let last = if due == 0 { 0 } else { 64 - due.leading_zeros() };
    for bit in covered.trailing_zeros()..last {
        if covered >> bit & 1 == 1 {
            ended_beyond_grace += u32::from(run > grace);
            run = 0;
        } else {
            run += 1;
            longest = longest.max(run);
        }
    }
    (longest, ended_beyond_grace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_streaks_are_read_from_the_bits() {
        // paid, five unpaid, paid, paid, one unpaid, paid, paid, paid
        let covered = 0b1110_1100_0001;
        let due = 0b1111_1111_1111;
        assert_eq!(gaps(covered, due, 3), (5, 1));
        assert_eq!(gaps(covered, due, 5), (5, 0));
        assert_eq!(streak(covered, due), 3);
        assert_eq!(gaps(0, due, 3), (12, 0));
        assert_eq!(streak(0, due), 0);
    }

    #[test]
    fn bits_up_to_covers_none_and_all() {
        assert_eq!(bits_up_to(-1), 0);
        assert_eq!(bits_up_to(2), 0b111);
        assert_eq!(bits_up_to(63), u64::MAX);
    }
}
