//! A small invented home directory: nobody in it is real, and no figure comes from anywhere but this file.
#![allow(clippy::unwrap_used, dead_code)]

mod evidence;
pub mod models;
pub mod orders;
pub mod plan;

use allocation::{Basis, CampaignResults, PriorAim, Priors, campaign_basis};
use chrono::{DateTime, Utc};
use domain::segment::SegmentFact;
use domain::views::{ImportView, NamedCount, OverviewView, PackageStatus, PackageStep, PackageView, PartnerView};
use domain::{Bilingual, MembershipState, Month, OccupationGroup, Rupiah, Segment, SegmentId};
use std::collections::BTreeMap;
use store::Store;

pub const CAMPAIGN: &str = "diskon-berakhir-2026";
pub const PLANNED_ONLY: &str = "lebaran-2027";
pub const APP_SECRET: &str = "invented-app-secret";
pub const VERIFY_TOKEN: &str = "invented-verify-token";

pub fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A store with everything in it.
pub async fn filled_store() -> Store {
    let store = store_without_models().await;
    store.save_model(&models::older()).await.unwrap();
    store.save_model(&models::newer()).await.unwrap();
    store.save_drift(&models::drift()).await.unwrap();
    store
}

/// A folder with files for download, and some that are none: give it a directory of the caller's.
pub fn fill_exports(folder: &std::path::Path) {
    std::fs::write(folder.join("segments.csv"), "id,name\nfisher-seasonal,Nelayan musiman\n").unwrap();
    std::fs::write(folder.join("segments.xlsx"), vec![b'x'; 12_345]).unwrap();
    std::fs::write(folder.join("states.parquet"), vec![b'p'; 1_234_567]).unwrap();
    std::fs::write(folder.join("imports.csv"), "file\n").unwrap();
    std::fs::write(folder.join(".hidden.csv"), "hidden").unwrap();
    std::fs::write(folder.join("identity.key"), "secret").unwrap();
}

/// A store whose segments were saved without a model.
pub async fn store_without_models() -> Store {
    let store = Store::in_memory().await.unwrap();
    for import in imports() {
        store.record_import(&import).await.unwrap();
    }
    store.save_overview(&overview()).await.unwrap();
    store.save_segments(&segments()).await.unwrap();
    store.save_packages(&packages()).await.unwrap();
    store.save_partners(&partners()).await.unwrap();
    plan::save(&store).await;
    let rows = evidence::uplift_rows();
    store.save_uplift(CAMPAIGN, &rows).await.unwrap();
    store.save_basis(CAMPAIGN, &basis(&rows)).await.unwrap();
    store
}

/// What the campaign's money may be spent on, with a prior for the line that is too early.
pub fn basis(rows: &[domain::UpliftRow]) -> Basis {
    let priors = Priors::from_csv(
        include_str!("../../../../models/priors/uplift.csv"),
        include_str!("../../../../models/priors/months.csv"),
    )
    .unwrap();
    let months = BTreeMap::from([("fisher-seasonal".to_owned(), 5.4)]);
    let results = CampaignResults { rows, months: &months, model: "2026-11-30-default", aim: PriorAim::Retain };
    campaign_basis(&results, &priors)
}

pub fn overview() -> OverviewView {
    let states = [812, 1_204, 21_873, 4_410, 9_236, 2_145, 320];
    let groups = [4_180, 9_730, 6_055, 5_212, 7_904, 2_118, 2_466, 1_540, 795];
    let paid = [15_230, 15_010, 14_680, 15_940, 16_720, 17_005, 17_480, 18_110, 18_660, 19_320, 20_480, 21_050];
    OverviewView {
        as_of: Some("2026-11-30".parse().unwrap()),
        members: 40_000,
        contributions: 312_457,
        states: MembershipState::ALL
            .into_iter()
            .zip(states)
            .map(|(state, count)| NamedCount { key: state.key().into(), name: state.name(), count })
            .collect(),
        groups: OccupationGroup::ALL
            .into_iter()
            .zip(groups)
            .map(|(group, count)| NamedCount { key: group.key().into(), name: group.name(), count })
            .collect(),
        paid_by_month: (0..12).map(|i| (Month::new(2025, 12).unwrap().plus(i), paid[i as usize])).collect(),
        imports: Vec::new(),
        simulated: true,
    }
}

pub fn imports() -> Vec<ImportView> {
    let import = |file: &str, kind: &str, at: &str, digit: &str, rows, quarantined| ImportView {
        file: file.into(),
        kind: kind.into(),
        at: moment(at),
        sha256: digit.repeat(64),
        rows,
        quarantined,
        by: "ratna".into(),
        mapping: format!("bpjs-{kind}"),
        taken_in: rows - quarantined,
    };
    vec![
        import("peserta_2026-11-30.csv", "members", "2026-12-01T01:12:00Z", "a", 40_012, 12),
        import("iuran_2026-11-30.csv", "contributions", "2026-12-01T01:14:30Z", "b", 312_518, 61),
        import("iuran_2027-03-31.csv", "contributions", "2027-04-01T02:03:00Z", "c", 58_204, 0),
    ]
}

fn fact(feature: &str, id: &str, en: &str, unit: &str, mean: f64, overall_mean: f64) -> SegmentFact {
    SegmentFact { feature: feature.into(), label: Bilingual::new(id, en), unit: unit.into(), mean, overall_mean }
}

pub fn segments() -> Vec<Segment> {
    let rows = [
        ("fisher-seasonal", "Nelayan musiman", "Seasonal fishers", "fisher", 2_384, 0.46, 2.9, 1_912_000.0, 41.3),
        ("fisher-regular", "Nelayan teratur", "Regular fishers", "fisher", 1_402, 0.91, 1.1, 2_455_000.0, 39.8),
        ("farmer-harvest", "Petani musim panen", "Harvest-time farmers", "farmer", 5_161, 0.38, 4.2, 1_488_000.0, 47.6),
        (
            "farmer-lapsing",
            "Petani yang mulai berhenti",
            "Lapsing farmers",
            "farmer",
            3_906,
            0.21,
            1.0,
            1_390_000.0,
            49.2,
        ),
        (
            "market_trader-steady",
            "Pedagang pasar tetap",
            "Steady market traders",
            "market_trader",
            5_733,
            0.88,
            1.2,
            2_710_000.0,
            43.1,
        ),
        (
            "street_vendor-irregular",
            "Pedagang kaki lima tidak teratur",
            "Irregular street vendors",
            "street_vendor",
            4_870,
            0.52,
            1.3,
            2_033_000.0,
            38.4,
        ),
        (
            "domestic_worker-payday",
            "Pekerja rumah tangga pembayar awal bulan",
            "Payday domestic workers",
            "domestic_worker",
            2_011,
            0.79,
            1.0,
            1_620_000.0,
            36.9,
        ),
    ];
    rows.into_iter()
        .map(|(id, name_id, name_en, group, size, share, months, income, age)| Segment {
            id: SegmentId(id.into()),
            name: Bilingual::new(name_id, name_en),
            detail: None,
            why: Bilingual::new(
                format!("Membayar pada {:.0}% bulan dan sekaligus untuk {months:.1} bulan.", share * 100.0)
                    .replace('.', ",")
                    .replace("bulan,", "bulan."),
                format!("They pay for {:.0}% of months and {months:.1} months at a time.", share * 100.0),
            ),
            group: group.into(),
            size,
            facts: vec![
                fact("paid_share", "Bulan yang dibayar", "Months paid", "share", share, 0.574),
                fact("months_per_payment", "Bulan tiap pembayaran", "Months in a payment", "months", months, 2.1),
                fact("income", "Pendapatan dinyatakan", "Declared income", "rupiah", income, 2_012_000.0),
                fact("age", "Umur", "Age", "years", age, 42.2),
                fact("seasonality", "Kemusiman", "Seasonality", "score", 1.0 - share, 0.41),
            ],
        })
        .collect()
}

fn packages() -> Vec<PackageView> {
    let package =
        |id: &str, name_id: &str, name_en: &str, group: &str, status: &str, monthly, discounted, share| PackageView {
            id: id.into(),
            name: Bilingual::new(name_id, name_en),
            group: group.into(),
            status: if status == "draft" { PackageStatus::Draft } else { PackageStatus::Offerable },
            whom: group.into(),
            month: None,
            steps: vec![PackageStep {
                version: 1,
                parts: format!("basic.monthly.none.self+{id}"),
                status: if status == "draft" { PackageStatus::Draft } else { PackageStatus::Offerable },
                by: "rina".into(),
                on: chrono::NaiveDate::from_ymd_opt(2026, 11, 26).unwrap(),
            }],
            monthly: Rupiah::whole(monthly),
            monthly_discounted: Rupiah::whole(discounted),
            share_of_median_income: share,
            expected: Some(Bilingual::new("Perkiraan: 96 dari 1.000", "Forecast: 96 of 1,000")),
            contents: vec![
                Bilingual::new("JKK, jaminan kecelakaan kerja: Rp10.000", "JKK, work injury: Rp10.000"),
                Bilingual::new("JKM, jaminan kematian: Rp6.800", "JKM, death: Rp6.800"),
            ],
            checks: vec![
                Bilingual::new(
                    "Iuran tidak melebihi 2% pendapatan median: lulus",
                    "Contribution within 2% of median income: passed",
                ),
                Bilingual::new(
                    "Tidak ada manfaat tambahan dari dana jaminan: lulus",
                    "No add-on is paid from the funds: passed",
                ),
            ],
            unverified: if status == "draft" { vec!["addons.csv:7 voucher-bbm-nelayan".into()] } else { Vec::new() },
        };
    vec![
        package("fisher-jkk-jkm", "Paket melaut", "Fishing package", "fisher", "draft", 16_800, 8_400, 0.0088),
        package("farmer-jkk-jkm", "Paket panen", "Harvest package", "farmer", "offerable", 16_800, 8_400, 0.0113),
        package(
            "transport-jkk-jkm-jht",
            "Paket jalan",
            "Road package",
            "transport",
            "offerable",
            36_800,
            36_800,
            0.0142,
        ),
    ]
}

fn partners() -> Vec<PartnerView> {
    let partner = |key: &str, id: &str, en: &str, contributions, members, amount, worklist| PartnerView {
        key: key.into(),
        name: Bilingual::new(id, en),
        contributions,
        members,
        amount: Rupiah::whole(amount),
        worklist,
    };
    vec![
        partner("bank-agent", "Agen bank", "Bank agents", 121_402, 14_310, 1_866_402_000, 1_204),
        partner("post", "Kantor pos", "Post offices", 48_116, 5_020, 733_118_400, 610),
        partner("perisai", "Agen Perisai", "Perisai agents", 39_870, 4_102, 590_310_000, 388),
        partner("wadah", "Wadah nelayan dan petani", "Wadah groups", 22_004, 2_611, 311_020_800, 0),
        partner("minimarket", "Gerai minimarket", "Convenience stores", 81_065, 9_140, 1_207_553_600, 0),
    ]
}
