//! What reports make of a planned member, and the sums over members. Nothing here depends on the order of reports.

use super::Reported;
use crate::campaign::CampaignSpec;
use crate::month::Month;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// What a campaign counts as its outcome, as its declaration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutcomeTerms {
    /// The campaign's first day: registrations count from it, coverage months from the month after.
    pub first_day: NaiveDate,
    /// A member is kept when this month is covered...
    pub covered_month: Month,
    /// ...as known on or before this day, the day of judgement.
    pub known_by: NaiveDate,
}

impl OutcomeTerms {
    /// Those of a declaration.
    pub fn of(spec: &CampaignSpec) -> Self {
        Self {
            first_day: spec.schedule.first_day,
            covered_month: spec.outcome.covered_month,
            known_by: spec.outcome.known_by,
        }
    }

    /// The coverage months whose payment counts: from the one after the campaign begins to the one it is judged by.
    pub fn window(&self) -> RangeInclusive<Month> {
        Month::of(self.first_day).plus(1)..=self.covered_month
    }

    /// Whether cover of this month says anything.
    pub fn counts(&self, month: Month) -> bool {
        month == self.covered_month || self.window().contains(&month)
    }

    /// Whether a report says anything of the outcome, by what it says and the days it happened and was known.
    pub fn heeds(&self, what: Reported, happened_on: NaiveDate, known_on: NaiveDate) -> bool {
        let counts = match what.coverage_month() {
            Some(month) => self.counts(month),
            None => happened_on >= self.first_day,
        };
        counts && known_on <= self.known_by
    }

    /// What a member comes to: `covered` are months of which contributions are known, `reports` those that [`OutcomeTerms::heeds`]
    /// lets through, each with its sender. A sender's reversals undo as many of its own payments of that month, before or after
    /// them; a month is covered when one sender has a payment left, and counts once however many report it.
    pub fn standing<'r>(
        &self,
        covered: impl IntoIterator<Item = Month>,
        reports: impl IntoIterator<Item = (&'r str, Reported)>,
    ) -> OutcomeStanding {
        let mut standing = OutcomeStanding::default();
        let mut left: BTreeMap<(&str, Month), i64> = BTreeMap::new();
        for (source, what) in reports {
            match what {
                Reported::Paid(month) => *left.entry((source, month)).or_default() += 1,
                Reported::Reversed(month) => *left.entry((source, month)).or_default() -= 1,
                Reported::Registered => standing.registered = true,
            }
        }
        let mut months: BTreeSet<Month> = covered.into_iter().collect();
        months.extend(left.into_iter().filter(|(_, payments)| *payments > 0).map(|((_, month), _)| month));
        for month in months {
            standing.cover(self, month);
        }
        standing
    }
}

/// What a planned member has come to so far, treated and held out alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutcomeStanding {
    /// The month of the outcome is covered.
    pub kept: bool,
    /// Coverage months paid within the window.
    pub months_paid: i64,
    /// They registered since the campaign began.
    pub registered: bool,
}

impl OutcomeStanding {
    /// One more month of cover. Each month is told once.
    pub fn cover(&mut self, terms: &OutcomeTerms, month: Month) {
        self.kept |= month == terms.covered_month;
        self.months_paid += i64::from(terms.window().contains(&month));
    }
}

/// Sums over members of one arm, segment and, where villages were drawn, village. Whole numbers, so that what is added and taken
/// away in any order leaves no trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutcomeSum {
    /// Members as assigned.
    pub people: i64,
    /// Of them, kept so far.
    pub kept: i64,
    /// Months they paid.
    pub months: i64,
    /// The squares of those months, summed: an interval needs them.
    pub months_squared: i64,
    /// Of them, registered.
    pub registered: i64,
}

impl OutcomeSum {
    /// One more member.
    pub fn add_member(&mut self, standing: OutcomeStanding) {
        self.people += 1;
        self.change(OutcomeStanding::default(), standing);
    }

    /// A member who is counted already comes to something else.
    pub fn change(&mut self, before: OutcomeStanding, after: OutcomeStanding) {
        self.kept += i64::from(after.kept) - i64::from(before.kept);
        self.months += after.months_paid - before.months_paid;
        self.months_squared += after.months_paid.pow(2) - before.months_paid.pow(2);
        self.registered += i64::from(after.registered) - i64::from(before.registered);
    }

    /// Whether it changes nothing.
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn terms() -> OutcomeTerms {
        OutcomeTerms {
            first_day: "2026-12-07".parse().unwrap(),
            covered_month: "2027-02".parse().unwrap(),
            known_by: "2027-03-31".parse().unwrap(),
        }
    }

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_counts_once_however_many_report_it_and_a_reversal_undoes_its_own_sender_in_any_order() {
        let (february, paid) = (month("2027-02"), Reported::Paid(month("2027-02")));
        let both = terms().standing([], [("bank", paid), ("pos", paid), ("bank", Reported::Paid(month("2027-01")))]);
        assert_eq!(both, OutcomeStanding { kept: true, months_paid: 2, registered: false });
        let reversed = Reported::Reversed(february);
        assert!(!terms().standing([], [("bank", reversed), ("bank", paid)]).kept);
        assert!(terms().standing([], [("bank", paid), ("bank", reversed), ("bank", paid)]).kept);
        assert!(terms().standing([], [("bank", reversed), ("pos", paid)]).kept, "another sender's payment stands");
        assert!(
            terms().standing([february], [("bank", reversed)]).kept,
            "what contributions say, a sender does not undo"
        );
        let registered = terms().standing([], [("wadah", Reported::Registered)]);
        assert_eq!(registered, OutcomeStanding { kept: false, months_paid: 0, registered: true });
    }

    #[test]
    fn only_months_of_the_window_known_by_the_day_of_judgement_are_heeded() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let heeds = |what, happened, known| terms().heeds(what, day(happened), day(known));
        assert!(heeds(Reported::Paid(month("2027-01")), "2026-11-02", "2026-11-03"));
        assert!(!heeds(Reported::Paid(month("2026-12")), "2026-12-08", "2026-12-08"));
        assert!(!heeds(Reported::Paid(month("2027-03")), "2026-12-08", "2026-12-08"));
        assert!(!heeds(Reported::Paid(month("2027-02")), "2027-03-31", "2027-04-01"));
        assert!(heeds(Reported::Registered, "2026-12-07", "2026-12-07"));
        assert!(!heeds(Reported::Registered, "2026-12-06", "2026-12-07"));
    }

    #[test]
    fn what_is_added_and_taken_away_leaves_no_trace() {
        let kept = OutcomeStanding { kept: true, months_paid: 3, registered: true };
        let (mut one, mut other) = (OutcomeSum::default(), OutcomeSum::default());
        one.add_member(kept);
        other.add_member(OutcomeStanding::default());
        other.change(OutcomeStanding::default(), kept);
        assert_eq!((one, one.months_squared), (other, 9));
        other.change(kept, OutcomeStanding::default());
        assert_eq!(other, OutcomeSum { people: 1, ..OutcomeSum::default() });
    }
}
