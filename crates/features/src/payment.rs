//! Payment features of a population that fits in memory.

use crate::dense::features_of;
use crate::error::FeatureError;
use crate::feature::FeatureTable;
use crate::lean_months::LeanMonths;
use crate::sums::PaymentSums;
use chrono::NaiveDate;
use domain::member::columns::{ContributionBatch, MemberColumns};
use domain::{Contribution, Member, ProgrammeRules};

/// Contributions put into columns at a time.
const AT_A_TIME: usize = 1 << 16;

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
    let mut sums = PaymentSums::new(members.len(), as_of, rules, lean);
    for some in contributions.chunks(AT_A_TIME) {
        sums.add(&ContributionBatch::of(some).columns())?;
    }
    features_of(&sums, &MemberColumns::of(0, members))
}
