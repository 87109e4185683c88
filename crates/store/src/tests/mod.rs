//! The store's suite. Every test makes its own database.
#![allow(clippy::unwrap_used)]

mod bookings;
pub(crate) mod contacts;
mod counters;
mod documents;
mod fillings;
mod follow_ups;
mod imports;
mod ledger;
mod moving;
mod numbers;
mod outcomes;
mod plans;
mod purposes;
mod reports;
mod rights;
mod second_touches;
mod troubles;
mod versions;

use crate::{ClaimedTouch, ContactsKey, HandOver, HandOverOutcome, Store};
use chrono::{DateTime, TimeDelta, Utc};
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    Arm, Bilingual, Channel, Exclusion, Language, MemberId, MemberRow, OccupationGroup, Plan, PlannedMember,
    RandomisationUnit, Rupiah, SegmentId, Touch, TouchStatus,
};

pub(crate) const CAMPAIGN: &str = "jkk-jkm-2026";

pub(crate) fn key() -> ContactsKey {
    ContactsKey::from_bytes(&[7; 32])
}

pub(crate) fn at(hour: u32) -> DateTime<Utc> {
    "2026-12-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(i64::from(hour))
}

pub(crate) fn member(number: u32) -> MemberId {
    MemberId(format!("M{number:06}"))
}

/// A plan of `treated` members on WhatsApp, one an hour later than the other, and `held_out` members after them.
pub(crate) fn plan(treated: u32, held_out: u32) -> (CampaignView, Plan, Vec<Touch>) {
    let members: Vec<PlannedMember> = (0..treated + held_out)
        .map(|n| PlannedMember {
            row: MemberRow(n),
            member: member(n),
            segment: SegmentId("fisher-seasonal".into()),
            group: OccupationGroup::ALL[0],
            area: "33.21.04.2007".parse().unwrap(),
            arm: if n < treated { Arm::Treated(Channel::Whatsapp) } else { Arm::HeldOut(RandomisationUnit::Person) },
            language: Language::Id,
            send_at: (n < treated).then(|| at(n % 24)),
            cost: Rupiah::whole(if n < treated { 586 } else { 0 }),
        })
        .collect();
    let touches =
        members.iter().filter(|m| m.arm.channel().is_some()).map(|m| touch(&m.member, m.send_at.unwrap())).collect();
    let plan = Plan {
        campaign: CAMPAIGN.into(),
        hash: "hash-1".into(),
        as_of: "2026-11-30".parse().unwrap(),
        excluded: vec![(MemberRow(900), Exclusion::State), (MemberRow(901), Exclusion::State)],
        warnings: vec![Bilingual::new("Periksa", "Check")],
        members,
    };
    let view = CampaignView {
        name: CAMPAIGN.into(),
        title: Bilingual::new("Diskon berakhir", "Discount ends"),
        status: CampaignStatus::Planned,
        plan_hash: plan.hash.clone(),
        as_of: plan.as_of,
        planned_by: "Sari".into(),
        approved_by: None,
        approved_at: None,
        members: plan.members.len() as u64,
        held_out: u64::from(held_out),
        cost: plan.cost(),
        budget: Rupiah::whole(10_000_000),
        warnings: plan.warnings.clone(),
        halted: None,
    };
    (view, plan, touches)
}

pub(crate) fn touch(member: &MemberId, due_at: DateTime<Utc>) -> Touch {
    Touch {
        id: format!("t-{member}"),
        campaign: CAMPAIGN.into(),
        member: member.clone(),
        channel: Channel::Whatsapp,
        step: 1,
        area: "33.21.04.2007".parse().unwrap(),
        language: Language::Id,
        body: "Iuran Anda Rp8.400 sampai 31 Desember.".into(),
        due_at,
        cost_rupiah: 586,
    }
}

/// A store with an approved plan.
pub(crate) async fn approved(treated: u32, held_out: u32) -> Store {
    let store = Store::fresh().await.unwrap();
    let (view, plan, touches) = plan(treated, held_out);
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    store
}

pub(crate) async fn claim(store: &Store, limit: u32) -> Vec<ClaimedTouch> {
    store.claim_due(CAMPAIGN, Channel::Whatsapp, at(48), limit, "worker", at(1)).await.unwrap()
}

pub(crate) fn result(claimed: &ClaimedTouch, outcome: HandOverOutcome) -> HandOver {
    HandOver { touch: claimed.touch.id.clone(), fence: claimed.fence, outcome, at: at(2) }
}

pub(crate) async fn status(store: &Store, member: &MemberId) -> TouchStatus {
    store.touch_statuses(CAMPAIGN).await.unwrap().into_iter().find(|(m, ..)| m == member).unwrap().2
}

#[test]
fn a_service_can_move_every_answer_between_threads() {
    fn sendable<T: Send>(_: impl Fn(Store) -> T) {}
    sendable(|s| async move { s.record_events(&[]).await });
    sendable(|s| async move { s.record_results(&[]).await });
    sendable(|s| async move { s.contacts_of(&key(), &[]).await });
    sendable(|s| async move { s.save_contacts(&key(), &[]).await });
    sendable(|s| async move { s.record_outcomes("", &[]).await });
    sendable(|s| async move { claim(&s, 1).await });
    sendable(|s| async move {
        let (view, plan, touches) = plan(1, 1);
        s.save_plan(&view, &plan, &touches, &[]).await
    });
    sendable(|s| async move { s.approve("", "", "", at(0)).await });
    sendable(|s| async move { (s.campaigns().await, s.plan_members("").await, s.exclusions("").await) });
    sendable(|s| async move { (s.overview().await, s.uplift("").await, s.touch_counts("").await, s.imports().await) });
}
