//! Membership states read from the sums are those of the lists.

use crate::people::{LEAN, RULES, SIMULATED, batch, day};
use domain::member::{MembershipSpan, membership_state};
use domain::{MembershipState, Month};
use features::PaymentSums;
use std::collections::BTreeMap;

#[test]
fn states_after_every_month_are_those_of_the_lists() {
    let (members, contributions) = &*SIMULATED;
    let mut sums = PaymentSums::new(members.len(), day("2026-11-30"), &RULES, &LEAN);
    sums.add(&batch(contributions).columns()).unwrap();
    let mut paid: Vec<Vec<Month>> = vec![Vec::new(); members.len()];
    for c in contributions {
        paid[c.member.index()].push(c.coverage_month);
    }
    let mut seen: BTreeMap<MembershipState, u64> = BTreeMap::new();
    for (row, member) in members.iter().enumerate() {
        paid[row].sort_unstable();
        paid[row].dedup();
        let bits = sums.paid_bits(row as u32).unwrap();
        let span = MembershipSpan {
            registered_on: member.registered_on,
            ended_on: member.ended_on,
            paid_by_state: member.paid_by_state,
        };
        for back in 0..24 {
            let month = Month::of(day("2026-11-30")).plus(-back);
            let state = membership_state(member, &paid[row], month, &RULES);
            assert_eq!(bits.state_after(&span, month, RULES.grace_months()), state, "{} in {month}", member.id);
            *seen.entry(state).or_default() += 1;
        }
    }
    assert_eq!(seen.len(), MembershipState::ALL.len(), "{seen:?}");
}
