//! Where a person stands towards the programme, from a list of paid months or from their bits.

use crate::member::Member;
use crate::month::Month;
use crate::rules::ProgrammeRules;
use crate::text::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a person stands towards the programme on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipState {
    /// Known, never registered.
    Prospect,
    /// Registered, never paid.
    Registered,
    /// Covered in the month of the day.
    Active,
    /// Cover has ended within the grace of the rules file; arrears may still be paid.
    InGrace,
    /// Beyond grace.
    Lapsed,
    /// Covered now, after having lapsed before.
    Reactivated,
    /// Ended by a JHT claim.
    Ended,
    /// Covered now from a state budget. A member of the state whose cover has ended is in grace or lapsed like anyone.
    PaidByState,
}

impl MembershipState {
    /// All states in display order.
    pub const ALL: [Self; 8] = [
        Self::Prospect,
        Self::Registered,
        Self::Active,
        Self::InGrace,
        Self::Lapsed,
        Self::Reactivated,
        Self::Ended,
        Self::PaidByState,
    ];

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Prospect => "prospect",
            Self::Registered => "registered",
            Self::Active => "active",
            Self::InGrace => "in_grace",
            Self::Lapsed => "lapsed",
            Self::Reactivated => "reactivated",
            Self::Ended => "ended",
            Self::PaidByState => "paid_by_state",
        }
    }

    /// The name planners use.
    pub fn name(self) -> Bilingual {
        let (id, en) = match self {
            Self::Prospect => ("Calon peserta", "Prospect"),
            Self::Registered => ("Terdaftar, belum membayar", "Registered, unpaid"),
            Self::Active => ("Aktif", "Active"),
            Self::InGrace => ("Masa tenggang", "In grace"),
            Self::Lapsed => ("Berhenti", "Lapsed"),
            Self::Reactivated => ("Aktif kembali", "Reactivated"),
            Self::Ended => ("Berakhir (klaim JHT)", "Ended (JHT claim)"),
            Self::PaidByState => ("Dibayar pemerintah", "Paid by the state"),
        };
        Bilingual::new(id, en)
    }

    /// True while cover holds, whoever pays for it.
    pub fn is_covered(self) -> bool {
        matches!(self, Self::Active | Self::Reactivated | Self::PaidByState)
    }
}

/// The state of a person at the end of `as_of_month`, from the months known to be paid.
///
/// `paid` holds covered months in ascending order without repeats, only those known by then; later months (prepaid) count
/// as cover. Source of the three states after cover ends: domain rules `grace_months` (membership guideline, see
/// `models/programmes/rules.csv`).
pub fn membership_state(
    member: &Member,
    paid: &[Month],
    as_of_month: Month,
    rules: &ProgrammeRules,
) -> MembershipState {
    if member.ended_on.is_some_and(|day| Month::of(day) <= as_of_month) {
        return MembershipState::Ended;
    }
    if member.registered_on.is_none_or(|day| Month::of(day) > as_of_month) {
        return MembershipState::Prospect;
    }
    let Some(last) = paid.iter().copied().rfind(|m| *m <= as_of_month) else {
        return MembershipState::Registered;
    };
    let gap = as_of_month.months_since(last);
    if gap > rules.grace_months() {
        return MembershipState::Lapsed;
    }
    if gap > 0 {
        return MembershipState::InGrace;
    }
    if member.paid_by_state {
        return MembershipState::PaidByState;
    }
    let had_lapsed =
        paid.windows(2).any(|pair| pair[1] <= as_of_month && pair[1].months_since(pair[0]) - 1 > rules.grace_months());
    if had_lapsed { MembershipState::Reactivated } else { MembershipState::Active }
}

/// The months a member is known to have paid, as bits of a window of 64 months.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidBits {
    /// The month of bit 0.
    pub first: Month,
    /// Covered months.
    pub covered: u64,
    /// The last covered month before the window.
    pub last_before: Option<Month>,
}

/// The days that bound a membership, and who pays for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MembershipSpan {
    /// The day of registration; `None` is a prospect.
    pub registered_on: Option<NaiveDate>,
    /// The day the membership ended through a JHT claim.
    pub ended_on: Option<NaiveDate>,
    /// Contributions paid from a state budget.
    pub paid_by_state: bool,
}

impl PaidBits {
    /// The state at the end of a month of the window: [`membership_state`] without a list.
    ///
    /// The two are equal for everyone whose lapses lie in the window or end with its first covered month; of a lapse that
    /// both began and ended before the window nothing is known here, so such a member is active rather than reactivated.
    /// A month outside the window is answered as the nearest inside.
    pub fn state_after(&self, span: &MembershipSpan, month: Month, grace_months: i32) -> MembershipState {
        if span.ended_on.is_some_and(|day| Month::of(day) <= month) {
            return MembershipState::Ended;
        }
        if span.registered_on.is_none_or(|day| Month::of(day) > month) {
            return MembershipState::Prospect;
        }
        let at = month.months_since(self.first).clamp(0, 63);
        let covered = self.covered & (u64::MAX >> (63 - at));
        let gap = match (covered, self.last_before) {
            (0, None) => return MembershipState::Registered,
            (0, Some(last)) => self.first.plus(at).months_since(last),
            (some, _) => at - some.ilog2() as i32,
        };
        if gap > grace_months {
            MembershipState::Lapsed
        } else if gap > 0 {
            MembershipState::InGrace
        } else if span.paid_by_state {
            MembershipState::PaidByState
        } else if self.had_lapsed(covered, grace_months) {
            MembershipState::Reactivated
        } else {
            MembershipState::Active
        }
    }

    /// True when a run of more than `grace` unpaid months lies before the last bit of `covered`, which is not empty.
    fn had_lapsed(&self, covered: u64, grace_months: i32) -> bool {
        let first = covered.trailing_zeros();
        let before =
            self.last_before.is_some_and(|last| self.first.plus(first as i32).months_since(last) - 1 > grace_months);
        let mut runs = !covered & (u64::MAX << first) & (u64::MAX >> covered.leading_zeros());
        for _ in 0..grace_months.clamp(0, 64) {
            runs &= runs >> 1;
        }
        before || runs != 0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::contribution::ProgrammeSet;
    use crate::member::{MemberId, Sex};
    use crate::occupation::{OccupationCode, OccupationGroup};

    fn rules() -> ProgrammeRules {
        ProgrammeRules::from_csv(
            include_str!("../../../../models/programmes/contributions.csv"),
            include_str!("../../../../models/programmes/discounts.csv"),
            include_str!("../../../../models/programmes/rules.csv"),
        )
        .unwrap()
    }

    fn member(registered: Option<&str>, ended: Option<&str>, paid_by_state: bool) -> Member {
        Member {
            id: MemberId("P1".into()),
            identity_token: String::new(),
            occupation: OccupationCode(6222),
            group: OccupationGroup::Fisher,
            region: "33.21.04.2007".parse().unwrap(),
            urban: false,
            birth_year: 1985,
            sex: Sex::Male,
            declared_income_rupiah: 1_000_000,
            programmes: ProgrammeSet::Basic,
            registered_on: registered.map(|d| d.parse().unwrap()),
            paid_by_state,
            whatsapp_reachable: false,
            email_reachable: false,
            phone_known: false,
            email_known: false,
            ended_on: ended.map(|d| d.parse().unwrap()),
        }
    }

    /// Every pattern of twelve months, shifted over a window that begins inside them.
    #[test]
    fn bits_and_lists_say_the_same_of_every_pattern_of_a_year() {
        let rules = rules();
        let start: Month = "2025-01".parse().unwrap();
        let people = [
            member(Some("2024-06-10"), None, false),
            member(Some("2025-03-02"), Some("2025-11-20"), false),
            member(Some("2024-06-10"), None, true),
            member(None, None, false),
        ];
        let mut seen = std::collections::BTreeSet::new();
        for pattern in 0_u32..1 << 12 {
            let paid: Vec<Month> = (0..12).filter(|bit| pattern >> bit & 1 == 1).map(|bit| start.plus(bit)).collect();
            for before in [0, 3] {
                // Of the months before the window only the last is kept.
                let first = start.plus(before);
                let list: Vec<Month> = {
                    let last = paid.iter().copied().rfind(|m| *m < first);
                    last.into_iter().chain(paid.iter().copied().filter(|m| *m >= first)).collect()
                };
                let bits = PaidBits {
                    first,
                    covered: list.iter().filter(|m| **m >= first).map(|m| 1 << m.months_since(first)).sum(),
                    last_before: list.first().copied().filter(|m| *m < first),
                };
                for person in &people {
                    let span = MembershipSpan {
                        registered_on: person.registered_on,
                        ended_on: person.ended_on,
                        paid_by_state: person.paid_by_state,
                    };
                    for ahead in before..14 {
                        let month = start.plus(ahead);
                        let state = membership_state(person, &list, month, &rules);
                        assert_eq!(bits.state_after(&span, month, rules.grace_months()), state, "{list:?} {month}");
                        seen.insert(state);
                    }
                }
            }
        }
        assert_eq!(seen.len(), MembershipState::ALL.len(), "every state was met: {seen:?}");
    }

    #[test]
    fn members_of_the_state_are_told_apart_while_covered() {
        let (paid, rules) = (["2025-01".parse().unwrap()], rules());
        let person = member(Some("2024-06-10"), None, true);
        let state = |month: &str| membership_state(&person, &paid, month.parse().unwrap(), &rules);
        assert_eq!(state("2024-12"), MembershipState::Registered);
        assert_eq!(state("2025-01"), MembershipState::PaidByState);
        assert_eq!(state("2025-04"), MembershipState::InGrace);
        assert_eq!(state("2025-05"), MembershipState::Lapsed);
    }
}
