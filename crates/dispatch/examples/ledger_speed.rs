//! How fast the ledger is on this machine: planning touches in, claiming them, noting calls, recording results, taking reports in.
//! Usage: `cargo run --release -p dispatch --example ledger_speed [TOUCHES [postgres://...]]`.

use chrono::{DateTime, TimeDelta, Utc};
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    Arm, Bilingual, Channel, DeliveryEvent, Language, MemberId, MemberRow, OccupationGroup, Plan, PlannedMember,
    Rupiah, SegmentId, Touch, TouchStatus,
};
use std::time::Instant;
use store::{HandOver, HandOverOutcome, Store};

const CAMPAIGN: &str = "ledger-speed";

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let touches: u32 = arguments.next().map_or(Ok(400_000), |text| text.parse())?;
    let folder = std::env::temp_dir().join(format!("jangkau-ledger-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let store = match arguments.next() {
        Some(url) => Store::connect(&url).await?,
        None => Store::open(&folder.join("jangkau.db")).await?,
    };
    let start: DateTime<Utc> = "2026-12-01T02:00:00Z".parse()?;
    let (view, plan, outbox) = plan(touches, start)?;
    let rate = |what: &str, since: Instant| {
        let seconds = since.elapsed().as_secs_f64();
        println!("{what:<44} {:>9.0} a second ({seconds:.2} s)", f64::from(touches) / seconds);
    };

    let since = Instant::now();
    store.save_plan(&view, &plan, &outbox, &[]).await?;
    rate("plan saved: members and touches", since);
    store.approve(CAMPAIGN, "hash", "Budi", start).await?;

    let (since, mut claimed_all) = (Instant::now(), Vec::new());
    let (until, lease) = (start + TimeDelta::days(30), start + TimeDelta::hours(1));
    loop {
        let claimed = store.claim_due(CAMPAIGN, Channel::Whatsapp, until, 500, "worker", lease).await?;
        if claimed.is_empty() {
            break;
        }
        let outcome = HandOverOutcome::HandedOver { provider_id: None };
        let results: Vec<HandOver> = claimed
            .iter()
            .map(|c| HandOver { touch: c.touch.id.clone(), fence: c.fence, outcome: outcome.clone(), at: start })
            .collect();
        store.record_results(&results).await?;
        claimed_all.extend(claimed.into_iter().map(|c| c.touch.id));
    }
    rate("claimed and marked sent, 500 at a time", since);

    let since = Instant::now();
    for chunk in claimed_all.chunks(500) {
        let events: Vec<DeliveryEvent> = chunk
            .iter()
            .map(|touch| DeliveryEvent {
                touch: Some(touch.clone()),
                provider_id: None,
                status: TouchStatus::Delivered,
                at: start,
                error_code: None,
                detail: None,
            })
            .collect();
        store.record_events(&events).await?;
    }
    rate("reports taken in, 500 at a time", since);
    std::fs::remove_dir_all(&folder)?;
    Ok(())
}

/// A plan of so many treated members, due a minute after one another.
fn plan(touches: u32, start: DateTime<Utc>) -> Result<(CampaignView, Plan, Vec<Touch>), Box<dyn std::error::Error>> {
    let area: domain::RegionCode = "33.21.04.2007".parse()?;
    let members: Vec<PlannedMember> = (0..touches)
        .map(|n| PlannedMember {
            row: MemberRow(n),
            member: MemberId(format!("8{n:010}")),
            segment: SegmentId("fisher-seasonal".into()),
            group: OccupationGroup::ALL[0],
            area: area.clone(),
            arm: Arm::Treated(Channel::Whatsapp),
            language: Language::Id,
            send_at: Some(start + TimeDelta::seconds(i64::from(n))),
            cost: Rupiah::whole(586),
        })
        .collect();
    let outbox = members
        .iter()
        .map(|m| Touch {
            id: format!("{:016x}", u64::from(m.row.0).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
            campaign: CAMPAIGN.into(),
            member: m.member.clone(),
            channel: Channel::Whatsapp,
            step: 1,
            area: area.clone(),
            language: Language::Id,
            body: "Iuran Anda Rp8.400 sebulan sampai 31 Desember 2026. Mulai Januari 2027 menjadi Rp16.800.".into(),
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
