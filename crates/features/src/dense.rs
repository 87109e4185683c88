//! Formulas worked out column by column over bits: the fast form.

use crate::definitions::{AppliesTo, Definition, chosen, payment_definitions};
use crate::error::FeatureError;
use crate::feature::{FeatureTable, Group, History};
use crate::formula::{Months, Number, Profile};
use crate::member_sums::MemberSums;
use crate::sums::PaymentSums;
use crate::window::Window;
use chrono::{Datelike, NaiveDate};
use domain::member::columns::MemberColumns;
use domain::{Month, OccupationGroup, ProgrammeSet};
use rayon::prelude::{IntoParallelRefIterator, ParallelIterator};
use std::ops::Range;

/// Members worked out together; a few columns of them stay in the cache.
const TOGETHER: usize = 2048;

/// Features of some members, in their order, from sums that know their rows.
///
/// Takes memory for the members given alone, so a table of millions is made chunk by chunk. Two threads or one, whole or in
/// chunks: the same bits.
pub fn features_of(sums: &PaymentSums, members: &MemberColumns) -> Result<FeatureTable, FeatureError> {
    made(sums, members, &payment_definitions().iter().collect::<Vec<_>>())
}

/// [`features_of`] with the features named alone, in the order of the names.
pub fn chosen_features_of(
    sums: &PaymentSums,
    members: &MemberColumns,
    names: &[&str],
) -> Result<FeatureTable, FeatureError> {
    made(sums, members, &chosen(names)?)
}

fn made(
    sums: &PaymentSums,
    members: &MemberColumns,
    definitions: &[&Definition],
) -> Result<FeatureTable, FeatureError> {
    definitions.iter().try_for_each(|definition| sums.refuse_beyond_kept(definition))?;
    let chunk = Chunk::new(sums, members)?;
    let columns: Vec<Vec<f64>> = definitions
        .par_iter()
        .map(|definition| {
            let mut column = Vec::with_capacity(members.len());
            for start in (0..members.len()).step_by(TOGETHER) {
                let rows = start..(start + TOGETHER).min(members.len());
                column.extend(chunk.number(&definition.formula, &rows));
            }
            chunk.leave_out(definition.applies_to, &mut column);
            column
        })
        .collect();
    let defs = definitions.iter().map(|definition| definition.written()).collect();
    let groups = OccupationGroup::ALL.iter().map(|g| Group { key: g.key().to_owned(), name: g.name() }).collect();
    let group_of_row = members.group.iter().map(|group| *group as u16).collect();
    FeatureTable::new(Some(sums.window.as_of), defs, groups, group_of_row, chunk.history, columns)
}

struct Chunk<'a> {
    window: &'a Window,
    members: &'a MemberColumns,
    all: &'a PaymentSums,
    sums: Vec<&'a MemberSums>,
    due: Vec<u64>,
    history: Vec<History>,
    registered: Vec<bool>,
}

impl<'a> Chunk<'a> {
    fn new(sums: &'a PaymentSums, members: &'a MemberColumns) -> Result<Self, FeatureError> {
        let rows = members.len();
        if let Some((column, found)) = members.lengths().into_iter().find(|(_, found)| *found != rows) {
            return Err(FeatureError::ColumnLength { column: column.to_owned(), found, expected: rows });
        }
        let window = &sums.window;
        let first_recorded = sums.first_recorded();
        let own = members.row.iter().map(|row| sums.of(*row)).collect::<Result<Vec<_>, _>>()?;
        let by = |day: Option<NaiveDate>| day.is_some_and(|day| day <= window.as_of);
        let due = (0..rows)
            .map(|at| window.due(members.registered_on[at], members.ended_on[at], own[at].covered(), first_recorded))
            .collect();
        let registered: Vec<bool> = members.registered_on.iter().map(|day| by(*day)).collect();
        let history = (0..rows)
            .map(|at| match (by(members.ended_on[at]), registered[at], own[at].payments() > 0) {
                (true, ..) => History::Ended,
                (false, true, true) => History::Known,
                (false, true, false) => History::Unpaid,
                (false, false, _) => History::Prospect,
            })
            .collect();
        Ok(Self { window, members, all: sums, sums: own, due, history, registered })
    }

    fn leave_out(&self, applies_to: AppliesTo, column: &mut [f64]) {
        let applies = |at: usize| match applies_to {
            AppliesTo::Everyone => true,
            AppliesTo::Registered => self.registered[at],
            AppliesTo::Payers => self.history[at] != History::Prospect && self.sums[at].payments() > 0,
        };
        column.iter_mut().enumerate().filter(|(at, _)| !applies(*at)).for_each(|(_, value)| *value = f64::NAN);
    }

    fn months(&self, months: &Months, rows: &Range<usize>) -> Vec<u64> {
        let of_sums = |read: fn(&MemberSums) -> u64| self.sums[rows.clone()].iter().map(|s| read(s)).collect();
        let of_set = |set: &Months, change: fn(u64) -> u64| -> Vec<u64> {
            let mut bits = self.months(set, rows);
            for b in &mut bits {
                *b = change(*b);
            }
            bits
        };
        let m = self.members;
        match months {
            Months::Paid => of_sums(MemberSums::covered),
            Months::OnTime => of_sums(MemberSums::on_time),
            Months::Prepaid => of_sums(MemberSums::prepaid),
            Months::Due => self.due[rows.clone()].to_vec(),
            Months::Lean => m.group[rows.clone()].iter().map(|group| self.window.lean(*group)).collect(),
            Months::Discounted => rows
                .clone()
                .map(|at| self.window.discounted(m.group[at], m.paid_by_state[at], m.programmes[at]))
                .collect(),
            Months::Ahead => vec![Window::ahead(); rows.len()],
            Months::And(one, other) => {
                let mut bits = self.months(one, rows);
                bits.iter_mut().zip(self.months(other, rows)).for_each(|(own, other)| *own &= other);
                bits
            }
            Months::Not(set) => of_set(set, |bits| !bits),
            Months::FromFirst(set) => of_set(set, from_first),
            Months::UpToLast(set) => of_set(set, up_to_last),
            Months::Latest(count, set) => {
                let mut bits = self.months(set, rows);
                for b in &mut bits {
                    *b &= !up_to_last(*b).checked_shr(*count).unwrap_or(0);
                }
                bits
            }
        }
    }

    fn of_bits(&self, set: &Months, rows: &Range<usize>, read: impl Fn(u64) -> u32) -> Vec<f64> {
        self.months(set, rows).into_iter().map(|bits| f64::from(read(bits))).collect()
    }

    fn of_sums(&self, rows: &Range<usize>, read: impl Fn(&MemberSums) -> f64) -> Vec<f64> {
        self.sums[rows.clone()].iter().map(|sums| read(sums)).collect()
    }

    fn of_rows(&self, rows: &Range<usize>, read: impl Fn(u32) -> f64) -> Vec<f64> {
        self.members.row[rows.clone()].iter().map(|row| read(*row)).collect()
    }

    fn number(&self, number: &Number, rows: &Range<usize>) -> Vec<f64> {
        let of_two = |one: &Number, other: &Number, join: fn(f64, f64) -> f64| -> Vec<f64> {
            let mut numbers = self.number(one, rows);
            numbers.iter_mut().zip(self.number(other, rows)).for_each(|(own, other)| *own = join(*own, other));
            numbers
        };
        match number {
            Number::Whole(number) => vec![f64::from(*number); rows.len()],
            Number::Grace => vec![f64::from(self.window.grace_months); rows.len()],
            Number::Count(set) => self.of_bits(set, rows, u64::count_ones),
            Number::LongestRun(set) => self.of_bits(set, rows, longest_run),
            Number::RunsBeyondGrace(set) => {
                let grace = self.window.grace_months;
                self.of_bits(set, rows, |bits| runs_beyond(bits, grace))
            }
            Number::EndRun { of, within } => {
                let ends = self.months(within, rows);
                let runs = self.months(of, rows).into_iter().zip(ends);
                runs.map(|(of, within)| f64::from(end_run(of, within))).collect()
            }
            Number::Payments => self.of_sums(rows, |s| f64::from(s.payments())),
            Number::PaymentsAt(place) => self.of_sums(rows, |s| f64::from(s.at[usize::from(place.code())])),
            Number::BlockMonths(block) => {
                self.of_rows(rows, |row| f64::from(self.all.block_months(row)[*block as usize]))
            }
            Number::AmountSum => self.of_sums(rows, |s| s.rupiah as f64),
            Number::AmountFirst => self.of_rows(rows, |row| f64::from(self.all.end_amounts(row).first)),
            Number::AmountLatest => self.of_rows(rows, |row| f64::from(self.all.end_amounts(row).latest)),
            Number::Tenure => self.members.registered_on[rows.clone()]
                .iter()
                .map(|day| day.map_or(0.0, |day| f64::from(self.window.as_of_month.months_since(Month::of(day)))))
                .collect(),
            Number::Profile(profile) => rows.clone().map(|at| self.profile(*profile, at)).collect(),
            Number::Min(one, other) => of_two(one, other, f64::min),
            Number::Minus(one, other) => of_two(one, other, |one, other| one - other),
            Number::Ratio { part, whole, otherwise } => {
                let mut shares = of_two(part, whole, |part, whole| if whole == 0.0 { f64::NAN } else { part / whole });
                for (share, otherwise) in shares.iter_mut().zip(self.number(otherwise, rows)) {
                    *share = if share.is_nan() { otherwise } else { *share };
                }
                shares
            }
            Number::Where { any, then, otherwise } => {
                let mut numbers = self.number(then, rows);
                let others = self.months(any, rows).into_iter().zip(self.number(otherwise, rows));
                for (number, (bits, otherwise)) in numbers.iter_mut().zip(others) {
                    *number = if bits == 0 { otherwise } else { *number };
                }
                numbers
            }
            Number::Band { of, edges } => {
                let reached = |number: f64| edges.iter().filter(|edge| number >= f64::from(**edge)).count() as f64;
                self.number(of, rows).into_iter().map(reached).collect()
            }
        }
    }

    fn profile(&self, profile: Profile, at: usize) -> f64 {
        let m = self.members;
        let flag = |yes: bool| f64::from(u8::from(yes));
        match profile {
            Profile::DeclaredIncome => m.declared_income_rupiah[at] as f64,
            Profile::Urban => flag(m.urban[at]),
            Profile::Age => f64::from(self.window.as_of.year() - m.birth_year[at]),
            Profile::Whatsapp => flag(m.whatsapp_reachable[at]),
            Profile::Email => flag(m.email_reachable[at]),
            Profile::Phone => flag(m.phone_known[at]),
            Profile::PaidByState => flag(m.paid_by_state[at]),
            Profile::Savings => flag(m.programmes[at] == ProgrammeSet::WithSavings),
            Profile::OccupationGroup => f64::from(m.group[at] as u8),
        }
    }
}

/// Bits from the lowest on; all of none.
fn from_first(bits: u64) -> u64 {
    if bits == 0 { u64::MAX } else { u64::MAX << bits.trailing_zeros() }
}

/// Bits up to the highest; none of none.
fn up_to_last(bits: u64) -> u64 {
    u64::MAX.checked_shr(bits.leading_zeros()).unwrap_or(0)
}

/// Each step shortens every run by one.
fn longest_run(mut bits: u64) -> u32 {
    let mut length = 0;
    while bits != 0 {
        bits &= bits >> 1;
        length += 1;
    }
    length
}

/// Runs that have more than `grace` bits: shortened by the grace, each leaves its lowest bit as a mark.
fn runs_beyond(mut bits: u64, grace: i32) -> u32 {
    for _ in 0..grace.clamp(0, 64) {
        bits &= bits >> 1;
    }
    (bits & !(bits << 1)).count_ones()
}

fn end_run(of: u64, within: u64) -> u32 {
    of.checked_shl(within.leading_zeros()).unwrap_or(0).leading_ones()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_streaks_are_read_from_the_bits() {
        // paid, five unpaid, paid, paid, one unpaid, paid, paid, paid
        let covered: u64 = 0b1110_1100_0001;
        let due = 0b1111_1111_1111;
        assert_eq!(longest_run(!covered & due), 5);
        assert_eq!(runs_beyond(!covered & due, 3), 1);
        assert_eq!(runs_beyond(!covered & due, 0), 2);
        assert_eq!(runs_beyond(!covered & due, 5), 0);
        assert_eq!(end_run(covered, due), 3);
        assert_eq!(end_run(u64::MAX, 0), 0);
        assert_eq!(longest_run(u64::MAX), 64);
        assert_eq!(up_to_last(0), 0);
        assert_eq!(up_to_last(0b100), 0b111);
    }
}
