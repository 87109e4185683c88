//! The people of a table, with their payments where these are known.

use crate::error::SegmentationError;
use domain::OccupationGroup;
use domain::member::columns::MemberColumns;
use features::{FeatureTable, HabitMonths, History, PaymentSums};
use habits::{DayCounts, MonthTraits, PaymentRecord};

/// Payments of the same people, row by row.
#[derive(Debug, Clone, Copy)]
pub struct Payments<'a> {
    /// One a row of the table; its group is the place of the row's group in the table.
    pub records: &'a [PaymentRecord],
    /// What the months are like, one for each group of the table.
    pub traits: &'a [MonthTraits],
}

/// People to be segmented.
#[derive(Debug, Clone, Copy)]
pub struct People<'a> {
    /// Their features.
    pub table: &'a FeatureTable,
    /// Their payments; needed where the parameters ask for habits.
    pub payments: Option<Payments<'a>>,
}

impl<'a> From<&'a FeatureTable> for People<'a> {
    fn from(table: &'a FeatureTable) -> Self {
        Self { table, payments: None }
    }
}

/// How a person comes to a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// By the clusters.
    Clustered,
    /// By the rule of that place in `RULE_SEGMENTS`.
    ByRule(usize),
    /// In none.
    None,
}

impl People<'_> {
    pub(crate) fn places(&self) -> Vec<Place> {
        let state = self.table.feature("paid_by_state").ok();
        self.table
            .history()
            .iter()
            .enumerate()
            .map(|(row, history)| match history {
                History::Ended | History::Incomplete => Place::None,
                History::Prospect => Place::ByRule(0),
                _ if state.is_some_and(|column| column[row] > 0.5) => Place::ByRule(2),
                History::Unpaid => Place::ByRule(1),
                History::Known => Place::Clustered,
            })
            .collect()
    }

    pub(crate) fn check(&self) -> Result<(), SegmentationError> {
        match &self.payments {
            Some(payments) if payments.records.len() != self.table.rows() => Err(SegmentationError::Payments {
                reason: format!("{} records for {} people", payments.records.len(), self.table.rows()),
            }),
            Some(payments) if payments.traits.len() != self.table.groups().len() => Err(SegmentationError::Payments {
                reason: format!("{} groups of months for {} groups", payments.traits.len(), self.table.groups().len()),
            }),
            _ => Ok(()),
        }
    }
}

/// Payment records of members, from sums that kept the days of payment.
pub fn payment_records(sums: &PaymentSums, members: &MemberColumns) -> Result<Vec<PaymentRecord>, SegmentationError> {
    let masks = sums.habit_months(members)?;
    let record = |(seen, group): (&HabitMonths, &OccupationGroup)| PaymentRecord {
        group: *group as u16,
        joined: seen.joined,
        due: seen.months.due,
        covered: seen.months.covered,
        late: seen.late,
        prepaid: seen.prepaid,
        days: DayCounts(seen.days),
    };
    Ok(masks.iter().zip(&members.group).map(record).collect())
}

/// What the months are like for each occupation group, in the order of [`OccupationGroup::ALL`].
pub fn month_traits(sums: &PaymentSums) -> Vec<MonthTraits> {
    let traits = |group: &OccupationGroup| MonthTraits {
        lean: sums.lean_months(*group),
        discounted: sums.discounted_months(*group),
    };
    OccupationGroup::ALL.iter().map(traits).collect()
}
