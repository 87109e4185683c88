//! A plan to measure with.

use chrono::{DateTime, TimeDelta, Utc};
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    Arm, Bilingual, Channel, Language, MemberId, MemberRow, OccupationGroup, Plan, PlannedMember, Rupiah, SegmentId,
    Touch, touch_id,
};
use std::error::Error;

/// The campaign's name.
pub const CAMPAIGN: &str = "ledger-speed";
const WORDS: &str = "Iuran Anda Rp8.400 sebulan sampai 31 Desember 2026. Mulai Januari 2027 menjadi Rp16.800.";

/// A plan of so many treated members, due a second after one another, who are all told the same or each something else.
pub fn plan(
    touches: u32,
    start: DateTime<Utc>,
    all_different: bool,
) -> Result<(CampaignView, Plan, Vec<Touch>), Box<dyn Error>> {
    let area: domain::RegionCode = "33.21.04.2007".parse()?;
    let members: Vec<PlannedMember> = (0..touches)
        .map(|n| PlannedMember {
            row: MemberRow(n),
            member: MemberId(format!("8{n:010}")),
            segment: SegmentId("fisher-seasonal".into()),
            group: OccupationGroup::ALL[0],
            area,
            arm: Arm::Treated(Channel::Whatsapp),
            language: Language::Id,
            send_at: Some(start + TimeDelta::seconds(i64::from(n))),
            cost: Rupiah::whole(586),
        })
        .collect();
    let outbox = members
        .iter()
        .map(|m| Touch {
            id: touch_id(CAMPAIGN, m.row, Channel::Whatsapp, 1),
            campaign: CAMPAIGN.into(),
            member: m.member.clone(),
            channel: Channel::Whatsapp,
            step: 1,
            area,
            language: Language::Id,
            body: if all_different { format!("{} {WORDS}", m.member) } else { WORDS.to_owned() },
            due_at: m.send_at.unwrap_or(start),
            cost_rupiah: 586,
        })
        .collect();
    let plan = Plan {
        campaign: CAMPAIGN.into(),
        hash: "hash".into(),
        as_of: start.date_naive(),
        members,
        excluded: Vec::new(),
        warnings: Vec::new(),
    };
    let view = CampaignView {
        name: CAMPAIGN.into(),
        title: Bilingual::new("Kecepatan", "Speed"),
        status: CampaignStatus::Planned,
        plan_hash: plan.hash.clone(),
        as_of: plan.as_of,
        planned_by: "Sari".into(),
        approved_by: None,
        approved_at: None,
        members: u64::from(touches),
        held_out: 0,
        cost: plan.cost(),
        budget: Rupiah::whole(1_000_000_000_000),
        warnings: Vec::new(),
        halted: None,
    };
    Ok((view, plan, outbox))
}
