//! Two campaigns: one that went the whole way, one that waits for approval.

use super::{CAMPAIGN, PLANNED_ONLY, moment};
use domain::views::{CampaignStatus, CampaignView, NamedCount};
use domain::{
    Arm, Bilingual, Channel, Exclusion, Language, MemberId, MemberRow, OccupationGroup, Plan, PlanRecord, PlannedGroup,
    PlannedMember, RandomisationUnit, Rupiah, SegmentId, Touch,
};
use store::{HandOver, HandOverOutcome, PlanToKeep, Store};

pub const HASH: &str = "3f1c9a0d7be24c58a1d6e07f92b4c3d85e6f708192a3b4c5d6e7f8091a2b3c4d";

fn member(number: u32, arm: Arm) -> PlannedMember {
    PlannedMember {
        row: MemberRow(number),
        member: MemberId(format!("M{number:06}")),
        segment: SegmentId("fisher-seasonal".into()),
        group: OccupationGroup::Fisher,
        area: "33.21.04.2007".parse().unwrap(),
        arm,
        language: Language::Id,
        send_at: arm.channel().map(|_| moment("2026-12-01T03:00:00Z")),
        cost: Rupiah::whole(arm.channel().map_or(0, |_| 586)),
    }
}

fn touch(planned: &PlannedMember) -> Option<Touch> {
    Some(Touch {
        id: format!("t-{}", planned.member),
        campaign: CAMPAIGN.into(),
        member: planned.member.clone(),
        channel: planned.arm.channel()?,
        step: 1,
        area: planned.area,
        language: planned.language,
        body: "Diskon iuran berakhir 31 Desember 2026.".into(),
        due_at: planned.send_at?,
        cost_rupiah: planned.cost.rounded(),
    })
}

fn view(name: &str, id: &str, en: &str, members: u64, held_out: u64, cost: i64) -> CampaignView {
    CampaignView {
        name: name.into(),
        title: Bilingual::new(id, en),
        status: CampaignStatus::Planned,
        plan_hash: HASH.into(),
        as_of: "2026-11-30".parse().unwrap(),
        planned_by: "Ratna Dewi".into(),
        approved_by: None,
        approved_at: None,
        members,
        held_out,
        cost: Rupiah::whole(cost),
        budget: Rupiah::whole(25_000_000),
        halted: None,
        warnings: vec![Bilingual::new(
            "Segmen Nelayan teratur hanya punya 84 pembanding; selangnya akan lebar.",
            "Segment Regular fishers has a holdout of 84 only; its interval will be wide.",
        )],
    }
}

pub async fn save(store: &Store) {
    let arms = [
        (60, Arm::Treated(Channel::Whatsapp)),
        (15, Arm::HeldOut(RandomisationUnit::Person)),
        (30, Arm::Treated(Channel::Print)),
        (20, Arm::Treated(Channel::PartnerCounter)),
        (10, Arm::HeldOut(RandomisationUnit::Area)),
    ];
    let members: Vec<PlannedMember> =
        arms.into_iter().flat_map(|(count, arm)| vec![arm; count]).zip(0..).map(|(arm, n)| member(n, arm)).collect();
    let touches: Vec<Touch> = members.iter().filter_map(touch).collect();
    let reasons =
        [(Exclusion::State, 41), (Exclusion::Group, 18), (Exclusion::PaidByState, 7), (Exclusion::Unreachable, 3)];
    let excluded = reasons
        .into_iter()
        .flat_map(|(reason, count)| vec![reason; count])
        .zip(900..)
        .map(|(reason, row)| (MemberRow(row), reason))
        .collect();
    let plan = |name: &str| Plan {
        campaign: name.into(),
        hash: HASH.into(),
        as_of: "2026-11-30".parse().unwrap(),
        members: Vec::new(),
        excluded: Vec::new(),
        warnings: Vec::new(),
    };
    let whole = view(CAMPAIGN, "Diskon iuran berakhir", "The contribution discount ends", 18_347, 3_911, 12_408_500);
    store.save_plan(&whole, &Plan { members, excluded, ..plan(CAMPAIGN) }, &touches, &[]).await.unwrap();
    let waiting =
        view(PLANNED_ONLY, "Bayar di muka sebelum Lebaran", "Pay ahead before Lebaran", 6_120, 1_224, 26_180_000);
    save_versions(store, &waiting, &plan(PLANNED_ONLY)).await;
    store.approve(CAMPAIGN, HASH, "Bagus Santoso", moment("2026-11-30T08:41:00Z")).await.unwrap();
    hand_over(store).await;
    store.set_status(CAMPAIGN, CampaignStatus::Evaluated).await.unwrap();
}

pub const FIRST_HASH: &str = "a01c9a0d7be24c58a1d6e07f92b4c3d85e6f708192a3b4c5d6e7f8091a2b3c4d";

const DECLARATION: &str = "\
# Orang diajak membayar di muka sebelum Lebaran.
name = \"lebaran-2027\"
objective = \"prepay\"
owner = \"Tim pemasaran BPU\"
budget = 22000000

[schedule]
first_day = \"2027-02-15\"
last_day = \"2027-02-26\"

[holdout]
person_share = 0.3
";

/// A first version that was approved, and a second one that waits.
async fn save_versions(store: &Store, waiting: &CampaignView, plan: &Plan) {
    let group = |channel, unit, members, cost| PlannedGroup {
        segment: SegmentId("fisher-seasonal".into()),
        channel,
        unit,
        members,
        cost: Rupiah::whole(cost),
    };
    let reason = |why: Exclusion, count| NamedCount { key: why.key().into(), name: why.words(), count };
    let first = PlanRecord {
        hash: FIRST_HASH.into(),
        as_of: "2026-11-30".parse().unwrap(),
        declaration: DECLARATION.into(),
        templates: [
            ("whatsapp.id.hbs".to_owned(), "Bapak/Ibu nelayan,\n\nbayar tiga bulan di muka.\n".to_owned()),
            ("whatsapp.en.hbs".to_owned(), "Dear fisher,\n\npay three months ahead.\n".to_owned()),
        ]
        .into(),
        groups: vec![
            group(Some(Channel::Whatsapp), RandomisationUnit::Person, 4_896, 21_541_000),
            group(None, RandomisationUnit::Person, 1_102, 0),
        ],
        excluded: vec![reason(Exclusion::State, 41), reason(Exclusion::Unreachable, 12)],
        warnings: waiting.warnings.clone(),
        first_touch: Some(moment("2027-02-15T02:00:00Z")),
        last_touch: Some(moment("2027-02-26T08:59:00Z")),
        follow_ups: 900,
        reserve: Rupiah::whole(310_000),
        budget: Rupiah::whole(22_000_000),
    };
    let mut second = PlanRecord { hash: HASH.into(), ..first.clone() };
    second.declaration = DECLARATION.replace("22000000", "25000000").replace("2027-02-15", "2027-02-17");
    second
        .templates
        .insert("whatsapp.id.hbs".into(), "Bapak/Ibu nelayan,\n\nbayar tiga bulan di muka sebelum Lebaran.\n".into());
    second.groups = vec![
        group(Some(Channel::Whatsapp), RandomisationUnit::Person, 4_896, 26_180_000),
        group(None, RandomisationUnit::Person, 1_224, 0),
    ];
    second.excluded = vec![reason(Exclusion::State, 41)];
    second.first_touch = Some(moment("2027-02-17T02:00:00Z"));
    second.budget = waiting.budget;
    let at = moment("2026-11-30T02:10:00Z");
    let before = CampaignView { plan_hash: FIRST_HASH.into(), ..waiting.clone() };
    let earlier = Plan { hash: FIRST_HASH.into(), ..plan.clone() };
    let empty = PlanToKeep {
        view: waiting,
        plan,
        touches: &[],
        follow_ups: &[],
        fillings: &[],
        decision: None,
        purpose: domain::Purpose::Contributions,
        approvers: &[],
        record: &second,
    };
    let kept = PlanToKeep { view: &before, plan: &earlier, record: &first, ..empty };
    store.save_plan_version(&kept, at).await.unwrap();
    store.approve(&before.name, FIRST_HASH, "Bagus Santoso", moment("2026-11-30T03:00:00Z")).await.unwrap();
    let at = moment("2026-12-01T02:10:00Z");
    store.save_plan_version(&empty, at).await.unwrap();
}

/// Hands all WhatsApp touches over: most are taken, three fail, one is not known.
async fn hand_over(store: &Store) {
    let now = moment("2026-12-01T04:00:00Z");
    let claimed = store.claim_due(CAMPAIGN, Channel::Whatsapp, now, 100, "test", now).await.unwrap();
    let results: Vec<HandOver> = claimed
        .iter()
        .enumerate()
        .map(|(n, claimed)| HandOver {
            touch: claimed.touch.id.clone(),
            fence: claimed.fence,
            outcome: match n {
                0..3 => HandOverOutcome::Failed { code: Some(131_026), detail: "undeliverable".into() },
                3 => HandOverOutcome::Unknown { detail: "time-out".into() },
                _ => HandOverOutcome::HandedOver { provider_id: Some(format!("wamid.{}", claimed.touch.id)) },
            },
            at: now,
        })
        .collect();
    store.record_results(&results).await.unwrap();
}
