//! What the first page and the partners page show: small sums over the tables, made once after an import.

use crate::home::Home;
use crate::world::World;
use anyhow::Result;
use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::member::membership_state;
use domain::views::{NamedCount, OverviewView, PartnerView};
use domain::{Contribution, Member, MembershipState, Month, OccupationGroup, ProgrammeRules, Rupiah};
use std::collections::BTreeMap;

/// The membership state of every member at the end of the as-of month, from contributions known by then.
pub fn membership_states(
    members: &[Member],
    contributions: &[Contribution],
    as_of: NaiveDate,
    rules: &ProgrammeRules,
) -> Vec<MembershipState> {
    let mut paid: Vec<Vec<Month>> = vec![Vec::new(); members.len()];
    for c in contributions.iter().filter(|c| c.known_on <= as_of) {
        if let Some(months) = paid.get_mut(c.member.index()) {
            months.push(c.coverage_month);
        }
    }
    members
        .iter()
        .zip(&mut paid)
        .map(|(member, months)| {
            months.sort_unstable();
            months.dedup();
            membership_state(member, months, Month::of(as_of), rules)
        })
        .collect()
}

pub(crate) async fn refresh_overview(
    home: &Home,
    world: &World,
    members: &[Member],
    contributions: &[Contribution],
    as_of: NaiveDate,
) -> Result<()> {
    let store = home.store().await?;
    let states = membership_states(members, contributions, as_of, &world.rules);
    let count_states: Vec<NamedCount> = MembershipState::ALL
        .into_iter()
        .map(|state| NamedCount {
            key: state.key().to_owned(),
            name: state.name(),
            count: states.iter().filter(|s| **s == state).count() as u64,
        })
        .collect();
    let groups = OccupationGroup::ALL
        .into_iter()
        .map(|group| NamedCount {
            key: group.key().to_owned(),
            name: group.name(),
            count: members.iter().filter(|m| m.group == group).count() as u64,
        })
        .collect();
    let mut by_month: BTreeMap<Month, u64> = BTreeMap::new();
    let mut by_place: BTreeMap<PaidAt, (u64, i64)> = BTreeMap::new();
    let mut last_place: Vec<Option<(NaiveDate, PaidAt)>> = vec![None; members.len()];
    let mut known = 0;
    for c in contributions.iter().filter(|c| c.known_on <= as_of) {
        known += 1;
        if c.coverage_month <= Month::of(as_of) {
            *by_month.entry(c.coverage_month).or_default() += 1;
        }
        let (count, amount) = by_place.entry(c.paid_at).or_default();
        *count += 1;
        *amount += c.amount_rupiah;
        if let Some(last) = last_place.get_mut(c.member.index()).filter(|l| l.is_none_or(|(day, _)| day <= c.paid_on)) {
            *last = Some((c.paid_on, c.paid_at));
        }
    }
    let overview = OverviewView {
        as_of: Some(as_of),
        members: members.len() as u64,
        contributions: known,
        states: count_states,
        groups,
        paid_by_month: by_month.into_iter().collect(),
        imports: store.imports().await?,
        simulated: home.is_simulated(),
    };
    store.save_overview(&overview).await?;
    let partners: Vec<PartnerView> = PaidAt::ALL
        .into_iter()
        .map(|place| {
            let (count, amount) = by_place.get(&place).copied().unwrap_or_default();
            PartnerView {
                key: place.key().to_owned(),
                name: place.name(),
                contributions: count,
                members: last_place.iter().flatten().filter(|(_, p)| *p == place).count() as u64,
                amount: Rupiah::whole(amount),
                worklist: 0,
            }
        })
        .collect();
    store.save_partners(&partners).await?;
    Ok(())
}
