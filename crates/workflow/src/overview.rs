//! What the first page and the partners page show: small sums over the tables, counted as they stream by.

use crate::features::{CHUNK_MEMBERS, lean_months, summed};
use crate::home::Home;
use crate::payments::Payments;
use crate::progress::Progress;
use crate::world::World;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::contribution::PaidAt;
use domain::member::{MembershipSpan, membership_state};
use domain::views::{NamedCount, OverviewView, PartnerView};
use domain::{Contribution, Member, MembershipState, Month, OccupationGroup, ProgrammeRules, Rupiah};
use features::PaymentSums;
use intake::{IntakeError, MembersTable};

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

/// Renews what the first page and the partners page show, as known on a day; answers the people counted. One pass over each
/// table: 84 bytes a member are held, no row is.
pub async fn refresh_overview(home: &Home, world: &World, as_of: NaiveDate, progress: &dyn Progress) -> Result<u64> {
    progress.begin("membership states", None);
    let members = members_or_none(home)?;
    let rows = members.as_ref().map_or(0, MembersTable::rows);
    let paid = Payments::of(rows, as_of);
    let sums = PaymentSums::new(rows, as_of, &world.rules, &lean_months(home)?);
    let sums = summed(home, sums, progress, |batch| paid.add(batch))?;
    let (mut states, mut groups) = ([0_u64; MembershipState::ALL.len()], [0_u64; OccupationGroup::ALL.len()]);
    let (month, grace) = (Month::of(as_of), world.rules.grace_months());
    for (table, rows) in members.iter().flat_map(|t| t.batches(CHUNK_MEMBERS).into_iter().map(move |rows| (t, rows))) {
        let columns = table.columns(&rows).context("the members table")?;
        for at in 0..columns.len() {
            let span = MembershipSpan {
                registered_on: columns.registered_on[at],
                ended_on: columns.ended_on[at],
                paid_by_state: columns.paid_by_state[at],
            };
            let bits = sums.paid_bits(columns.row[at]).context("a member beyond the sums")?;
            let state = bits.state_after(&span, month, grace);
            states[MembershipState::ALL.iter().position(|s| *s == state).unwrap_or(0)] += 1;
            groups[columns.group[at] as usize] += 1;
        }
    }
    let named = |key: &str, name, count| NamedCount { key: key.to_owned(), name, count };
    let store = home.store().await?;
    let overview = OverviewView {
        as_of: Some(as_of),
        members: rows as u64,
        contributions: sums.known(),
        states: MembershipState::ALL.iter().zip(states).map(|(s, count)| named(s.key(), s.name(), count)).collect(),
        groups: OccupationGroup::ALL.iter().zip(groups).map(|(g, count)| named(g.key(), g.name(), count)).collect(),
        paid_by_month: paid.by_month(month),
        imports: store.imports().await?,
        simulated: home.is_simulated(),
    };
    store.save_overview(&overview).await?;
    let last = paid.last_places();
    let partner = |place: PaidAt| {
        let (contributions, amount) = paid.at(place);
        PartnerView {
            key: place.key().to_owned(),
            name: place.name(),
            contributions,
            members: last[usize::from(place.code())],
            amount: Rupiah::whole(amount),
            worklist: 0,
        }
    };
    store.save_partners(&PaidAt::ALL.map(partner)).await?;
    progress.end(&format!("{rows} people as known on {as_of}"));
    Ok(rows as u64)
}

fn members_or_none(home: &Home) -> Result<Option<MembersTable>> {
    let path = home.table("members");
    if !path.is_file() {
        return Ok(None);
    }
    match MembersTable::open(&path) {
        Err(IntakeError::HeaderOnly { .. }) => Ok(None),
        opened => Ok(Some(opened.context("the members table")?)),
    }
}
