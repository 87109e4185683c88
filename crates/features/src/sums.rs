//! Sums of each member's contributions, in parts of their own so that memory goes to what is asked for.

use crate::day_sums::{DaySums, day_place};
use crate::day_table::DayTable;
use crate::definitions::{Definition, chosen};
use crate::error::FeatureError;
use crate::formula::{Block, Needs};
use crate::lean_months::LeanMonths;
use crate::member_sums::{Bought, EndAmounts, MemberSums};
use crate::shared::SharedSums;
use crate::window::{MONTHS_BACK, Window};
use chrono::NaiveDate;
use domain::member::PaidBits;
use domain::member::columns::{ContributionColumns, MemberColumns};
use domain::{Month, OccupationGroup, ProgrammeRules, ProgrammeSet};
use std::collections::BTreeMap;

/// Contributions per covered month, of all members together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MonthCounts {
    pub inside: [u64; 64],
    /// By months since year 0.
    pub outside: BTreeMap<i32, u64>,
}

impl MonthCounts {
    pub(crate) fn none() -> Self {
        Self { inside: [0; 64], outside: BTreeMap::new() }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.inside.iter_mut().zip(other.inside).for_each(|(own, other)| *own += other);
        for (month, count) in &other.outside {
            *self.outside.entry(*month).or_default() += count;
        }
    }

    /// Contributions.
    pub(crate) fn all(&self) -> u64 {
        self.inside.iter().chain(self.outside.values()).sum()
    }
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
    pub(crate) days_of: DayTable,
    pub(crate) members: Vec<MemberSums>,
    pub(crate) ends: Option<Vec<EndAmounts>>,
    pub(crate) bought: Option<Vec<Bought>>,
    pub(crate) days: Option<Vec<DaySums>>,
    pub(crate) counts: MonthCounts,
}

impl PaymentSums {
    /// Nothing paid yet by `members` people, to be known on `as_of`; 72 bytes a member, for every feature there is.
    pub fn new(members: usize, as_of: NaiveDate, rules: &ProgrammeRules, lean: &LeanMonths) -> Self {
        Self::with(members, Window::new(as_of, rules, lean), Needs { ends: true, bought: true })
    }

    /// [`Self::new`] for the features named alone: 40 bytes a member, 8 more for amounts of the first or last month, 24 for
    /// months bought at once.
    pub fn for_features(
        members: usize,
        as_of: NaiveDate,
        rules: &ProgrammeRules,
        lean: &LeanMonths,
        names: &[&str],
    ) -> Result<Self, FeatureError> {
        let needs = chosen(names)?.into_iter().fold(Needs::default(), |all, one| all.and(one.formula.needs()));
        Ok(Self::with(members, Window::new(as_of, rules, lean), needs))
    }

    fn with(members: usize, window: Window, needs: Needs) -> Self {
        Self {
            days_of: DayTable::new(&window),
            window,
            members: vec![MemberSums::default(); members],
            ends: needs.ends.then(|| vec![EndAmounts::default(); members]),
            bought: needs.bought.then(|| vec![Bought::default(); members]),
            days: None,
            counts: MonthCounts::none(),
        }
    }

    /// Keeps the days of payment too, for [`Self::habit_months`]: 32 bytes a member. To be asked for before anything is added.
    #[must_use]
    pub fn with_days(mut self) -> Self {
        self.days = Some(vec![DaySums::default(); self.members.len()]);
        self
    }

    /// Adds contributions; those known after the as-of day are passed over. A batch that is refused has added nothing.
    pub fn add(&mut self, batch: &ContributionColumns<'_>) -> Result<(), FeatureError> {
        SharedSums::whole(self).add(batch)
    }

    /// To be added to by several threads, which then seldom wait for each other.
    pub fn shared(&mut self) -> SharedSums<'_> {
        SharedSums::parted(self)
    }

    /// Adds sums of the same members as of the same day, of which the same is kept.
    pub fn merge(&mut self, other: &Self) -> Result<(), FeatureError> {
        let kept = |sums: &Self| (sums.ends.is_some(), sums.bought.is_some(), sums.days.is_some());
        if self.window != other.window || self.members.len() != other.members.len() || kept(self) != kept(other) {
            return Err(FeatureError::OtherSums {
                own: (self.window.as_of, self.members.len()),
                other: (other.window.as_of, other.members.len()),
            });
        }
        let covered = self.members.iter().zip(&other.members).map(|(own, other)| (own.covered(), other.covered()));
        let ends = self.ends.iter_mut().flatten().zip(other.ends.iter().flatten());
        ends.zip(covered).for_each(|((own, other), (covered, others))| own.merge(covered, *other, others));
        self.members.iter_mut().zip(&other.members).for_each(|(own, other)| own.merge(other));
        let bought = self.bought.iter_mut().flatten().zip(other.bought.iter().flatten());
        bought.for_each(|(own, other)| own.merge(other));
        let days = self.days.iter_mut().flatten().zip(other.days.iter().flatten());
        days.for_each(|(own, other)| own.merge(other));
        self.counts.merge(&other.counts);
        Ok(())
    }

    /// Refuses a feature for which not enough was kept.
    pub(crate) fn refuse_beyond_kept(&self, definition: &Definition) -> Result<(), FeatureError> {
        let needs = definition.formula.needs();
        if needs.ends && self.ends.is_none() || needs.bought && self.bought.is_none() {
            return Err(FeatureError::NotKept { feature: definition.name.to_owned() });
        }
        Ok(())
    }

    /// Amounts of the first and the last month covered; 0 where they were not kept.
    pub(crate) fn end_amounts(&self, row: u32) -> EndAmounts {
        self.ends.as_ref().and_then(|ends| ends.get(row as usize)).copied().unwrap_or_default()
    }

    /// Months bought in blocks of each size; 0 where they were not kept.
    pub(crate) fn block_months(&self, row: u32) -> [u16; Block::ALL.len()] {
        let row = row as usize;
        let bought = self.bought.as_ref().and_then(|bought| bought.get(row));
        // Three months bought at once reach past the month of payment.
        let bought = bought.filter(|_| self.members[row].prepaid() != 0);
        bought.map(Bought::block_months).unwrap_or_default()
    }

    /// People.
    pub fn members(&self) -> usize {
        self.members.len()
    }

    /// Contributions known.
    pub fn known(&self) -> u64 {
        self.counts.all()
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
        Some(PaidBits { first: self.window.first, covered: sums.covered(), last_before })
    }

    /// Months covered and due of some members, in their order.
    pub fn masks(&self, members: &MemberColumns) -> Result<Vec<MonthMasks>, FeatureError> {
        let first_recorded = self.first_recorded();
        (0..members.len()).map(|at| self.months_of(members, at, first_recorded)).collect()
    }

    fn months_of(&self, members: &MemberColumns, at: usize, first_recorded: i32) -> Result<MonthMasks, FeatureError> {
        let covered = self.of(members.row[at])?.covered();
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
            Ok(HabitMonths { months, late: when.late, prepaid: own.prepaid(), days, joined })
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
