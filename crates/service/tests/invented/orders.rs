//! A campaign of banners, posts and meetings whose orders were given out, and what its page works with.

use super::moment;
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    Arm, Bilingual, BookingCells, BookingMistake, BookingReport, Channel, Language, MemberId, MemberRow,
    OccupationGroup, Plan, PlannedMember, RandomisationUnit, Rupiah, SegmentId, Touch,
};
use service::BookingDesk;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CodePlace, ContactsKey, HandOver, HandOverOutcome, Store};

pub const BANNERS: &str = "spanduk-januari-2027";
pub const BANNERS_HASH: &str = "77aa9a0d7be24c58a1d6e07f92b4c3d85e6f708192a3b4c5d6e7f8091a2b3c4d";
/// A village of the holdout.
pub const HELD_OUT: &str = "33.21.04.2099";

/// Villages, how they are reached, members, and the hour they are due.
const VILLAGES: [(&str, Arm, u32, &str); 6] = [
    ("33.21.04.2007", Arm::Treated(Channel::Outdoor), 12, "2026-12-01T03:00:00Z"),
    ("33.21.04.2008", Arm::Treated(Channel::Outdoor), 7, "2026-12-01T03:00:00Z"),
    ("33.21.04.2010", Arm::Treated(Channel::SocialMedia), 9, "2026-12-01T03:00:00Z"),
    ("33.21.04.2011", Arm::Treated(Channel::CommunityMeeting), 5, "2026-12-01T03:00:00Z"),
    (HELD_OUT, Arm::HeldOut(RandomisationUnit::Area), 8, "2026-12-01T03:00:00Z"),
    ("33.21.04.2012", Arm::Treated(Channel::Outdoor), 4, "2026-12-18T03:00:00Z"),
];

/// Plans, approves and gives out what is due; answers the order of each village.
pub async fn give_out(store: &Store) -> BTreeMap<String, String> {
    let mut members = Vec::new();
    for (area, arm, count, due) in VILLAGES {
        for _ in 0..count {
            let number = members.len() as u32;
            members.push(PlannedMember {
                row: MemberRow(number),
                member: MemberId(format!("S{number:06}")),
                segment: SegmentId("fisher-seasonal".into()),
                group: OccupationGroup::Fisher,
                area: area.parse().unwrap(),
                arm,
                language: Language::Id,
                send_at: arm.channel().map(|_| moment(due)),
                cost: Rupiah::whole(arm.channel().map_or(0, |_| 25_000)),
            });
        }
    }
    let touch = |m: &PlannedMember| {
        Some(Touch {
            id: format!("s-{}", m.member),
            campaign: BANNERS.into(),
            member: m.member.clone(),
            channel: m.arm.channel()?,
            step: 1,
            area: m.area,
            language: m.language,
            body:
                "Diskon iuran berakhir 31 Desember 2026. Bayar sekarang Rp8.400 sebulan di agen bank atau kantor pos."
                    .into(),
            due_at: m.send_at?,
            cost_rupiah: m.cost.rounded(),
        })
    };
    let touches: Vec<Touch> = members.iter().filter_map(touch).collect();
    let view = CampaignView {
        name: BANNERS.into(),
        title: Bilingual::new("Spanduk dan unggahan Januari", "Banners and posts of January"),
        status: CampaignStatus::Planned,
        plan_hash: BANNERS_HASH.into(),
        as_of: "2026-11-30".parse().unwrap(),
        planned_by: "Ratna Dewi".into(),
        approved_by: None,
        approved_at: None,
        members: members.len() as u64,
        held_out: 8,
        cost: Rupiah::whole(925_000),
        budget: Rupiah::whole(2_000_000),
        warnings: Vec::new(),
        halted: None,
    };
    let plan = Plan {
        campaign: BANNERS.into(),
        hash: BANNERS_HASH.into(),
        as_of: view.as_of,
        members,
        excluded: Vec::new(),
        warnings: Vec::new(),
    };
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    store.approve(BANNERS, BANNERS_HASH, "Bagus Santoso", moment("2026-11-30T08:41:00Z")).await.unwrap();
    let places: Vec<CodePlace> = VILLAGES
        .iter()
        .filter_map(|(area, arm, ..)| {
            Some(CodePlace { campaign: BANNERS.into(), channel: arm.channel()?, area: area.parse().unwrap() })
        })
        .collect();
    let codes = store.codes_for(&ContactsKey::from_bytes(&[7; 32]), &places).await.unwrap();
    let now = moment("2026-12-01T04:00:00Z");
    for channel in Channel::ALL {
        let claimed = store.claim_due(BANNERS, channel, now, 100, "paper", now).await.unwrap();
        let outcome = HandOverOutcome::HandedOver { provider_id: None };
        let handed: Vec<HandOver> = claimed
            .iter()
            .map(|c| HandOver { touch: c.touch.id.clone(), fence: c.fence, outcome: outcome.clone(), at: now })
            .collect();
        store.record_results(&handed).await.unwrap();
    }
    store.set_status(BANNERS, CampaignStatus::Dispatched).await.unwrap();
    codes.into_iter().map(|(place, code)| (place.area.to_string(), code)).collect()
}

/// A desk for these orders. A workbook of the tests is lines of order, day, proof and reason between bars.
pub fn desk(store: &Store) -> BookingDesk {
    let store = store.clone();
    let workbook = move |campaign: String, channel| -> service::Answering<Option<Vec<u8>>> {
        let store = store.clone();
        Box::pin(async move {
            let orders = store.work_orders(&campaign).await.map_err(|error| error.to_string())?;
            let own: Vec<String> = orders.into_iter().filter(|o| o.channel == channel).map(|o| o.order).collect();
            Ok((!own.is_empty()).then(|| own.join("\n").into_bytes()))
        })
    };
    BookingDesk {
        regencies: BTreeMap::from([("33.21".to_owned(), "Demak".to_owned())]),
        days: Arc::new(|_| Box::pin(async { Ok(("2026-12-01".parse().unwrap(), "2026-12-19".parse().unwrap())) })),
        workbook: Arc::new(workbook),
        read: Arc::new(read),
        today: || "2026-12-05".parse().unwrap(),
    }
}

fn read(file: &str, bytes: &[u8], by: &str, today: chrono::NaiveDate) -> Result<Vec<BookingReport>, Vec<Bilingual>> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let (mut reports, mut mistakes) = (Vec::new(), Vec::new());
    for (line, text) in (2..).zip(text.lines()) {
        let mut cells = text.split('|').chain(std::iter::repeat(""));
        let [order, day, proof, reason] = [(); 4].map(|()| cells.next().unwrap());
        match (BookingCells { order, day, proof, reason }).read(by, today) {
            Ok(report) => reports.extend(report),
            Err(wrong) => mistakes.extend(wrong.iter().map(BookingMistake::sentence).map(|words| {
                Bilingual::new(
                    format!("{file}, baris {line}, {}", words.id),
                    format!("{file}, line {line}, {}", words.en),
                )
            })),
        }
    }
    if mistakes.is_empty() { Ok(reports) } else { Err(mistakes) }
}
