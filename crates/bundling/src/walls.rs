//! The walls a package must stay inside: each a named rule with its source, passed or failed in words.

use crate::cash::{CashFlow, Schedule};
use crate::catalogue::{AddOn, Clearance, Payer, Route, Subsidy, Wall};
use crate::segment::Segment;
use chrono::NaiveDate;
use domain::{Bilingual, Rupiah};
use rust_decimal::Decimal;
use serde::Serialize;

/// One rule, applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Name of the wall: `eligible`, `clearance`, `capacity`, `statutory`, `fund_neutral`, `affordable`, `at_once`.
    pub wall: &'static str,
    /// Inside the wall.
    pub passed: bool,
    /// What was found, in words.
    pub words: Bilingual,
    /// File and row, or regulation, behind it.
    pub source: Bilingual,
    /// Rows a person must check before relying on it.
    pub unverified: Vec<String>,
}

/// The paper, section on bundling: what any package keeps to.
fn paper() -> Bilingual {
    Bilingual::new("makalah, bagian tentang paket", "paper, section on bundling")
}

/// An add-on is for the occupations it names.
pub(crate) fn eligible(add_on: &AddOn, segment: &Segment) -> Check {
    let passed = add_on.groups.contains(&segment.group);
    let (group, name) = (segment.group.name(), &add_on.name);
    let words = if passed {
        Bilingual::new(
            format!("{}: untuk {}", name.id, group.id.to_lowercase()),
            format!("{}: for {}", name.en, group.en.to_lowercase()),
        )
    } else {
        Bilingual::new(
            format!("{}: bukan untuk {}", name.id, group.id.to_lowercase()),
            format!("{}: not for {}", name.en, group.en.to_lowercase()),
        )
    };
    Check {
        wall: "eligible",
        passed,
        words,
        source: add_on.row(),
        unverified: add_on.unverified().into_iter().collect(),
    }
}

/// What lies outside the statutory schemes needs a clearance on record that holds on the day.
pub(crate) fn clearance(add_on: &AddOn, day: NaiveDate) -> Check {
    let (name, Bilingual { id: pengatur, en: regulator }) = (&add_on.name, &add_on.regulator);
    let Bilingual { id: baris, en: row } = add_on.row();
    let (passed, id, en) = match &add_on.clearance {
        Clearance::NotNeeded => {
            (true, "boleh ditawarkan tanpa izin tambahan".into(), "may be offered without further clearance".into())
        }
        Clearance::Missing => (
            false,
            format!("belum ada izin {pengatur} yang tercatat ({baris})"),
            format!("no clearance by {regulator} on record ({row})"),
        ),
        Clearance::InProgress => (
            false,
            format!("izin {pengatur} sedang diurus ({baris})"),
            format!("clearance by {regulator} asked for, not given yet ({row})"),
        ),
        Clearance::Cleared { reference, on, .. } if *on > day => (
            false,
            format!("izin {pengatur} {reference} baru berlaku {on}, sesudah {day} ({baris})"),
            format!("clearance {reference} by {regulator} holds from {on}, after {day} ({row})"),
        ),
        Clearance::Cleared { reference, ends: Some(ends), .. } if *ends < day => (
            false,
            format!("izin {pengatur} {reference} sudah berakhir {ends}, sebelum {day} ({baris})"),
            format!("clearance {reference} by {regulator} expired on {ends}, before {day} ({row})"),
        ),
        Clearance::Cleared { reference, on, .. } => (
            true,
            format!("izin {pengatur} {reference} tanggal {on}"),
            format!("clearance {reference} by {regulator} of {on}"),
        ),
    };
    let words = Bilingual::new(format!("{}: {id}", name.id), format!("{}: {en}", name.en));
    Check {
        wall: "clearance",
        passed,
        words,
        source: add_on.row(),
        unverified: add_on.unverified().into_iter().collect(),
    }
}

/// A provider must be able to serve a part of the segment worth a campaign.
pub(crate) fn capacity(add_on: &AddOn, segment: &Segment, least: &Wall) -> Check {
    let needed = (Decimal::from(segment.people) * least.value).ceil();
    let passed = add_on.capacity.is_none_or(|capacity| Decimal::from(capacity) >= needed);
    let (id, en) = match add_on.capacity {
        None => ("tanpa batas daya tampung yang tercatat".to_owned(), "no limit of capacity on record".to_owned()),
        Some(capacity) => (
            format!("penyedia sanggup {capacity} peserta setahun, paling sedikit perlu {needed}"),
            format!("the provider can serve {capacity} members a year, at least {needed} are needed"),
        ),
    };
    let words = Bilingual::new(format!("{}: {id}", add_on.name.id), format!("{}: {en}", add_on.name.en));
    Check {
        wall: "capacity",
        passed,
        words,
        source: add_on.row(),
        unverified: least.unverified.iter().cloned().collect(),
    }
}

/// Statutory contributions may not be altered: the fund receives them whole, whoever pays.
pub(crate) fn statutory(schedule: &Schedule, cash: &CashFlow) -> Check {
    let due: Rupiah = schedule.payments.iter().map(|p| p.statutory).sum();
    let received: Rupiah = cash.months.iter().map(|m| m.to_fund).sum();
    let words = Bilingual::new(
        format!("Iuran wajib {due} setahun, dana menerima {received}"),
        format!("Statutory contributions of {due} a year, the fund receives {received}"),
    );
    let source = Bilingual::new(
        "models/programmes/contributions.csv dan discounts.csv",
        "models/programmes/contributions.csv and discounts.csv",
    );
    Check {
        wall: "statutory",
        passed: due == received,
        words,
        source,
        unverified: schedule.unverified.iter().cloned().collect(),
    }
}

/// No rupiah of an add-on, a subsidy or a sign-up may be carried by the social security fund.
pub(crate) fn fund_neutral(cash: &CashFlow, add_ons: &[&AddOn], subsidy: &Subsidy, route: &Route) -> Check {
    let year = &cash.year;
    let asks_fund =
        add_ons.iter().any(|a| a.payer == Payer::Fund) || subsidy.payer == Payer::Fund || route.payer == Payer::Fund;
    let passed = year.fund == Rupiah::ZERO && !asks_fund;
    let words = if passed {
        Bilingual::new(
            format!(
                "Dana jaminan sosial tidak menanggung apa pun; setahun peserta {}, mitra {}, pemerintah {}, lembaga {}",
                year.member, year.partner, year.state, year.agency
            ),
            format!(
                "The social security fund carries nothing; a year costs the member {}, the partner {}, the state {}, the agency {}",
                year.member, year.partner, year.state, year.agency
            ),
        )
    } else {
        Bilingual::new(
            format!("Dana jaminan sosial akan menanggung {} setahun: tidak boleh", year.fund),
            format!("The social security fund would carry {} a year: not allowed", year.fund),
        )
    };
    Check { wall: "fund_neutral", passed, words, source: paper(), unverified: Vec::new() }
}

/// An add-on that asks the fund to pay.
pub(crate) fn asks_fund(add_on: &AddOn) -> Check {
    let words = Bilingual::new(
        format!("{}: dibebankan ke dana jaminan sosial, tidak boleh ({})", add_on.name.id, add_on.row().id),
        format!("{}: carried by the social security fund, not allowed ({})", add_on.name.en, add_on.row().en),
    );
    Check { wall: "fund_neutral", passed: false, words, source: paper(), unverified: Vec::new() }
}

/// A month of cover must stay below a share of the income of the leanest month in which anything is due.
pub(crate) fn affordable(share: Decimal, limit: &Wall) -> Check {
    let words = |of: [&str; 3]| format!("{} {} {}", of[0], of[1], of[2]);
    let (passed, [id, limit_id], [en, limit_en]) =
        (share <= limit.value, percents(share, limit.value, ','), percents(share, limit.value, '.'));
    let [below_id, below_en] = if passed { ["di bawah", "below"] } else { ["di atas", "above"] };
    Check {
        wall: "affordable",
        passed,
        words: Bilingual::new(
            words([
                &format!("Sebulan perlindungan mengambil {id}% penghasilan bulan tersulit,"),
                below_id,
                &format!("batas {limit_id}%"),
            ]),
            words([
                &format!("A month of cover takes {en}% of the income of the leanest month it is paid in,"),
                below_en,
                &format!("the limit of {limit_en}%"),
            ]),
        ),
        source: limit.source.clone(),
        unverified: limit.unverified.iter().cloned().collect(),
    }
}

/// All that is due in a month must stay below a share of that month's income.
pub(crate) fn at_once(share: Decimal, limit: &Wall) -> Check {
    let (passed, [id, limit_id], [en, limit_en]) =
        (share <= limit.value, percents(share, limit.value, ','), percents(share, limit.value, '.'));
    let [below_id, below_en] = if passed { ["di bawah", "below"] } else { ["di atas", "above"] };
    Check {
        wall: "at_once",
        passed,
        words: Bilingual::new(
            format!("Sekali bayar mengambil {id}% penghasilan bulan itu, {below_id} batas {limit_id}%"),
            format!("One payment takes {en}% of that month's income, {below_en} the limit of {limit_en}%"),
        ),
        source: limit.source.clone(),
        unverified: limit.unverified.iter().cloned().collect(),
    }
}

fn percents(share: Decimal, limit: Decimal, point: char) -> [String; 2] {
    [share, limit]
        .map(|d| (d * Decimal::ONE_HUNDRED).round_dp(1).normalize().to_string().replace('.', &point.to_string()))
}

/// What a wall is called.
pub(crate) fn wall_name(wall: &str) -> Bilingual {
    let (id, en) = match wall {
        "eligible" => ("Untuk kelompok ini", "For this group"),
        "clearance" => ("Izin", "Clearance"),
        "capacity" => ("Daya tampung", "Capacity"),
        "statutory" => ("Iuran wajib utuh", "Statutory amounts whole"),
        "fund_neutral" => ("Dana tidak terbebani", "Fund-neutral"),
        "affordable" => ("Terjangkau di bulan tersulit", "Affordable in the leanest month"),
        "at_once" => ("Terjangkau sekali bayar", "Affordable at once"),
        other => (other, other),
    };
    Bilingual::new(id, en)
}
