//! Members and contributions column by column: what passes from files to features when there are millions of them.

use crate::contribution::{Contribution, ProgrammeSet};
use crate::member::Member;
use crate::occupation::OccupationGroup;
use chrono::{Datelike, NaiveDate};

/// Days from 0001-01-01 (chrono's day 1) to 1970-01-01, where stored days count from.
const EPOCH_FROM_CE: i32 = 719_163;

/// A day as stored: days since 1970-01-01.
pub fn stored_day(day: NaiveDate) -> i32 {
    day.num_days_from_ce() - EPOCH_FROM_CE
}

/// The day of a stored number; `None` outside the calendar.
pub fn day_of_stored(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_num_days_from_ce_opt(days.checked_add(EPOCH_FROM_CE)?)
}

/// Contributions as slices of equal length, in any order.
#[derive(Debug, Clone, Copy)]
pub struct ContributionColumns<'a> {
    /// Row of the member in the members table.
    pub member_row: &'a [u32],
    /// The month covered, months since year 0.
    pub coverage_month: &'a [i32],
    /// The day the money was paid, days since 1970-01-01.
    pub paid_on: &'a [i32],
    /// The day the agency knew, days since 1970-01-01.
    pub known_on: &'a [i32],
    /// What was paid for this month, whole rupiah.
    pub amount_rupiah: &'a [i64],
    /// Where it was paid, as the code of [`crate::contribution::PaidAt`].
    pub paid_at: &'a [u8],
}

impl ContributionColumns<'_> {
    /// Contributions.
    pub fn len(&self) -> usize {
        self.member_row.len()
    }

    /// True without contributions.
    pub fn is_empty(&self) -> bool {
        self.member_row.is_empty()
    }

    /// The length of each column by name, to find one that differs.
    pub fn lengths(&self) -> [(&'static str, usize); 6] {
        [
            ("member_row", self.member_row.len()),
            ("coverage_month", self.coverage_month.len()),
            ("paid_on", self.paid_on.len()),
            ("known_on", self.known_on.len()),
            ("amount_rupiah", self.amount_rupiah.len()),
            ("paid_at", self.paid_at.len()),
        ]
    }
}

/// Contributions in columns of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ContributionBatch {
    /// Row of the member in the members table.
    pub member_row: Vec<u32>,
    /// The month covered, months since year 0.
    pub coverage_month: Vec<i32>,
    /// The day the money was paid, days since 1970-01-01.
    pub paid_on: Vec<i32>,
    /// The day the agency knew, days since 1970-01-01.
    pub known_on: Vec<i32>,
    /// What was paid for this month, whole rupiah.
    pub amount_rupiah: Vec<i64>,
    /// Where it was paid, as a code.
    pub paid_at: Vec<u8>,
}

impl ContributionBatch {
    /// The columns of some contributions.
    pub fn of(contributions: &[Contribution]) -> Self {
        let mut batch = Self::default();
        for contribution in contributions {
            batch.push(contribution);
        }
        batch
    }

    /// Adds one.
    pub fn push(&mut self, c: &Contribution) {
        self.member_row.push(c.member.0);
        self.coverage_month.push(c.coverage_month.index());
        self.paid_on.push(stored_day(c.paid_on));
        self.known_on.push(stored_day(c.known_on));
        self.amount_rupiah.push(c.amount_rupiah);
        self.paid_at.push(c.paid_at.code());
    }

    /// The columns as slices.
    pub fn columns(&self) -> ContributionColumns<'_> {
        ContributionColumns {
            member_row: &self.member_row,
            coverage_month: &self.coverage_month,
            paid_on: &self.paid_on,
            known_on: &self.known_on,
            amount_rupiah: &self.amount_rupiah,
            paid_at: &self.paid_at,
        }
    }
}

/// What features need to know of some members, column by column: no number, no token, no place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberColumns {
    /// Row of each in the members table.
    pub row: Vec<u32>,
    /// Occupation group.
    pub group: Vec<OccupationGroup>,
    /// Urban village.
    pub urban: Vec<bool>,
    /// Year of birth.
    pub birth_year: Vec<i32>,
    /// Declared monthly income, whole rupiah.
    pub declared_income_rupiah: Vec<i64>,
    /// What they pay for.
    pub programmes: Vec<ProgrammeSet>,
    /// The day of registration; `None` is a prospect.
    pub registered_on: Vec<Option<NaiveDate>>,
    /// The day the membership ended through a JHT claim.
    pub ended_on: Vec<Option<NaiveDate>>,
    /// Contributions paid from a state budget.
    pub paid_by_state: Vec<bool>,
    /// May be written to on WhatsApp.
    pub whatsapp_reachable: Vec<bool>,
    /// May be written to by e-mail.
    pub email_reachable: Vec<bool>,
    /// A mobile number is on record.
    pub phone_known: Vec<bool>,
    /// An e-mail address is on record.
    pub email_known: Vec<bool>,
}

impl MemberColumns {
    /// The columns of members that stand at `first_row` and after in the members table.
    pub fn of(first_row: u32, members: &[Member]) -> Self {
        let mut columns = Self::default();
        for (row, member) in (first_row..).zip(members) {
            columns.push(row, member);
        }
        columns
    }

    /// Adds the member of a row.
    pub fn push(&mut self, row: u32, member: &Member) {
        self.row.push(row);
        self.group.push(member.group);
        self.urban.push(member.urban);
        self.birth_year.push(member.birth_year);
        self.declared_income_rupiah.push(member.declared_income_rupiah);
        self.programmes.push(member.programmes);
        self.registered_on.push(member.registered_on);
        self.ended_on.push(member.ended_on);
        self.paid_by_state.push(member.paid_by_state);
        self.whatsapp_reachable.push(member.whatsapp_reachable);
        self.email_reachable.push(member.email_reachable);
        self.phone_known.push(member.phone_known);
        self.email_known.push(member.email_known);
    }

    /// Adds the member at a place of other columns.
    pub fn push_from(&mut self, other: &Self, at: usize) {
        self.row.push(other.row[at]);
        self.group.push(other.group[at]);
        self.urban.push(other.urban[at]);
        self.birth_year.push(other.birth_year[at]);
        self.declared_income_rupiah.push(other.declared_income_rupiah[at]);
        self.programmes.push(other.programmes[at]);
        self.registered_on.push(other.registered_on[at]);
        self.ended_on.push(other.ended_on[at]);
        self.paid_by_state.push(other.paid_by_state[at]);
        self.whatsapp_reachable.push(other.whatsapp_reachable[at]);
        self.email_reachable.push(other.email_reachable[at]);
        self.phone_known.push(other.phone_known[at]);
        self.email_known.push(other.email_known[at]);
    }

    /// Members.
    pub fn len(&self) -> usize {
        self.row.len()
    }

    /// True without members.
    pub fn is_empty(&self) -> bool {
        self.row.is_empty()
    }

    /// The length of each column by name, to find one that differs.
    pub fn lengths(&self) -> [(&'static str, usize); 13] {
        [
            ("row", self.row.len()),
            ("group", self.group.len()),
            ("urban", self.urban.len()),
            ("birth_year", self.birth_year.len()),
            ("declared_income_rupiah", self.declared_income_rupiah.len()),
            ("programmes", self.programmes.len()),
            ("registered_on", self.registered_on.len()),
            ("ended_on", self.ended_on.len()),
            ("paid_by_state", self.paid_by_state.len()),
            ("whatsapp_reachable", self.whatsapp_reachable.len()),
            ("email_reachable", self.email_reachable.len()),
            ("phone_known", self.phone_known.len()),
            ("email_known", self.email_known.len()),
        ]
    }
}
