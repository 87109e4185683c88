//! What a planner must read before approving.

use super::{CampaignInput, Moved, local_day};
use crate::capacity::{CapacityCalendar, peak_24_hours};
use crate::decision::Decided;
use crate::follow_up::{FollowUps, last_day};
use crate::money::Money;
use domain::campaign::{Objective, PortfolioTier};
use domain::{
    Arm, Bilingual, Channel, Language, Month, OccupationGroup, Plan, RandomisationUnit, RegionCode, Rupiah,
    TimeZoneCode, Touch, written,
};
use std::collections::{BTreeMap, BTreeSet};

/// What the sentences are about.
pub(super) struct Told<'a> {
    pub(super) plan: &'a Plan,
    pub(super) touches: &'a [Touch],
    pub(super) follow_ups: &'a FollowUps,
    pub(super) moved: &'a [Moved],
    pub(super) money: &'a Money,
    pub(super) decided: Option<&'a Decided>,
}

/// All warnings, the unverified rows first.
pub(super) fn of(
    input: &CampaignInput<'_>,
    told: &Told<'_>,
    capacity: &CapacityCalendar,
    mut unverified: BTreeSet<String>,
) -> Vec<Bilingual> {
    let lean = lean_season(input, told, &mut unverified);
    let mut warnings = unverified_by_file(&unverified);
    warnings.extend(told.decided.filter(|decided| gives_nobody(decided)).map(nobody_chosen));
    warnings.extend(estimated_days(input));
    warnings.extend(small_lots(told.plan));
    warnings.extend(lean);
    warnings.extend(capacity.words());
    warnings.extend(tier_peak(input, told));
    warnings.extend(moved(told.moved));
    warnings.extend(follow_ups(told));
    warnings.extend(print_run(told.money));
    warnings
}

/// One sentence for each file with rows that a person must check, naming the rows.
pub fn unverified_by_file(rows: &BTreeSet<String>) -> Vec<Bilingual> {
    let told = |rows: Bilingual| {
        Bilingual::new(
            format!("Belum diverifikasi: {}. Periksa sebelum menyetujui.", rows.id),
            format!("Not verified: {}. Check before approving.", rows.en),
        )
    };
    domain::provenance::rows_by_file(rows.iter().map(String::as_str)).into_iter().map(told).collect()
}

/// Whether a decision gives nobody anything although somebody is reached.
pub(super) fn gives_nobody(decided: &Decided) -> bool {
    let view = &decided.view;
    view.not_chosen > 0 && view.options.iter().all(|option| option.treated + option.held_out == 0)
}

/// A decision that gives nobody anything although somebody is reached, with the rule that took most.
pub(super) fn nobody_chosen(decided: &Decided) -> Bilingual {
    let people = |language| written::count(language, decided.view.not_chosen);
    let why = match decided.stopped_by() {
        Some(rule) => Bilingual::new(format!("karena {}", rule.id), format!("because of {}", rule.en)),
        None => Bilingual::new(
            "karena tidak ada kanal yang diharapkan menambah bulan iuran",
            "because no channel is expected to add kept months",
        ),
    };
    Bilingual::new(
        format!(
            "`[decision]` tidak memberi seorang pun apa pun, padahal {} orang terjangkau: {}.",
            people(Language::Id),
            why.id
        ),
        format!(
            "`[decision]` gives nobody anything, although {} people can be reached: {}.",
            people(Language::En),
            why.en
        ),
    )
}

fn estimated_days(input: &CampaignInput<'_>) -> Vec<Bilingual> {
    let (first, last) = (input.spec.schedule.first_day, last_day(input.spec));
    let holidays = input.calendar.estimated_between(first, last).into_iter().map(|(day, name)| {
        Bilingual::new(
            format!("Tanggal {name} ({day}) masih perkiraan."),
            format!("The date of {name} ({day}) is an estimate."),
        )
    });
    let periods = input.policy.estimated_between(first, last).map(|(from, to, name)| {
        Bilingual::new(
            format!("Masa {name} ({from} sampai {to}) masih perkiraan; dijaga sehari lebih lebar di kedua sisi."),
            format!("The dates of {name} ({from} to {to}) are an estimate; it is kept a day wider on both sides."),
        )
    });
    holidays.chain(periods).collect()
}

fn small_lots(plan: &Plan) -> Option<Bilingual> {
    let members = &plan.members;
    let has_area_lot = members.iter().any(|m| m.arm.unit() == RandomisationUnit::Area);
    let held_out: BTreeSet<&RegionCode> =
        members.iter().filter(|m| m.arm == Arm::HeldOut(RandomisationUnit::Area)).map(|m| &m.area).collect();
    (has_area_lot && held_out.len() < 10).then(|| {
        Bilingual::new(
            format!("Hanya {} desa pembanding: hasil cetak dan loket akan sangat tidak pasti.", held_out.len()),
            format!("Only {} held-out villages: print and counter results will be very uncertain.", held_out.len()),
        )
    })
}

/// An offer that asks for money ahead, in the months in which a trade earns least.
fn lean_season(input: &CampaignInput<'_>, told: &Told<'_>, unverified: &mut BTreeSet<String>) -> Vec<Bilingual> {
    if input.spec.objective != Objective::Prepay {
        return Vec::new();
    }
    let seasons = input.policy.seasons();
    let mut asked: BTreeMap<(OccupationGroup, Month), u64> = BTreeMap::new();
    for member in &told.plan.members {
        let Some(at) = member.send_at else { continue };
        let zone = input.regions.province_of(&member.area).map_or(TimeZoneCode::Wib, |province| province.zone);
        let month = Month::of(local_day(at, zone));
        if seasons.is_lean(member.group, month) {
            *asked.entry((member.group, month)).or_default() += 1;
        }
    }
    let mut sentences = Vec::new();
    for ((group, month), people) in asked {
        let harvest = seasons.next_harvest(group, month);
        unverified.extend(seasons.unverified(group, month, harvest));
        let name = group.name();
        let better = |language| harvest.map(|month| written::month(language, month));
        sentences.push(Bilingual::new(
            format!(
                "{} {} diminta membayar di muka pada {}, musim sepi penghasilan mereka{}.",
                written::count(Language::Id, people),
                name.id.to_lowercase(),
                written::month(Language::Id, month),
                better(Language::Id).map(|m| format!("; panen berikutnya {m}")).unwrap_or_default()
            ),
            format!(
                "{} {} are asked to pay ahead in {}, a lean month of theirs{}.",
                written::count(Language::En, people),
                name.en.to_lowercase(),
                written::month(Language::En, month),
                better(Language::En).map(|m| format!("; the next good month is {m}")).unwrap_or_default()
            ),
        ));
    }
    sentences
}

/// Days of different open hours lie closer than 24 hours: the moving limit can be met on each day and broken across two.
/// Follow-ups count as if all went out, as in the calendar of capacity.
fn tier_peak(input: &CampaignInput<'_>, told: &Told<'_>) -> Option<Bilingual> {
    let tier = input.spec.capacity.whatsapp.as_ref()?.portfolio_tier;
    let limit: u64 = if tier == PortfolioTier::Unlimited { return None } else { tier.key().parse().ok()? };
    let of_plan = told.touches.iter().chain(told.follow_ups.list.iter().map(|follow_up| &follow_up.touch));
    let own = of_plan.filter(|t| t.channel == Channel::Whatsapp).map(|t| t.due_at);
    let others = input.prior.iter().filter(|t| t.channel == Channel::Whatsapp).map(|t| t.due_at);
    let peak = peak_24_hours(own.chain(others));
    (peak > limit).then(|| {
        let count = |language, n| written::count(language, n);
        Bilingual::new(
            format!(
                "Dalam 24 jam terpadat ada {} pesan WhatsApp, di atas batas portofolio {}; sebagian akan menunggu.",
                count(Language::Id, peak),
                count(Language::Id, limit)
            ),
            format!(
                "The busiest 24 hours hold {} WhatsApp messages, above the portfolio tier of {}; some will wait.",
                count(Language::En, peak),
                count(Language::En, limit)
            ),
        )
    })
}

fn moved(moved: &[Moved]) -> Option<Bilingual> {
    (!moved.is_empty()).then(|| {
        let count = |language| written::count(language, moved.len() as u64);
        Bilingual::new(
            format!(
                "{} sentuhan digeser ke hari lain oleh batas frekuensi, jarak atau waktu tenang.",
                count(Language::Id)
            ),
            format!("{} touches are moved to another day by caps, gaps or quiet moments.", count(Language::En)),
        )
    })
}

fn follow_ups(told: &Told<'_>) -> Vec<Bilingual> {
    let mut sentences = Vec::new();
    let count = |language, n| written::count(language, n);
    if !told.follow_ups.list.is_empty() {
        let (n, kept) = (told.follow_ups.list.len() as u64, told.money.follow_ups);
        sentences.push(Bilingual::new(
            format!("{} tindak lanjut direncanakan; {kept} dicadangkan untuknya.", count(Language::Id, n)),
            format!("{} follow-ups are planned; {kept} are kept for them.", count(Language::En, n)),
        ));
    }
    for (channel, nowhere, unreached) in &told.follow_ups.without {
        let name = channel.name();
        if *nowhere > 0 {
            sentences.push(Bilingual::new(
                format!(
                    "{} orang tanpa tindak lanjut sesudah {}: tidak ada hari tersisa.",
                    count(Language::Id, *nowhere),
                    name.id
                ),
                format!(
                    "{} people have no follow-up after {}: no day is left.",
                    count(Language::En, *nowhere),
                    name.en
                ),
            ));
        }
        if *unreached > 0 {
            sentences.push(Bilingual::new(
                format!(
                    "{} orang tanpa tindak lanjut sesudah {}: kanalnya tidak menjangkau mereka.",
                    count(Language::Id, *unreached),
                    name.id
                ),
                format!(
                    "{} people have no follow-up after {}: its channel does not reach them.",
                    count(Language::En, *unreached),
                    name.en
                ),
            ));
        }
    }
    sentences
}

fn print_run(money: &Money) -> Option<Bilingual> {
    let more = money.print_top_up;
    (more > Rupiah::ZERO).then(|| {
        Bilingual::new(
            format!("Cetakan lebih sedikit daripada jumlah terkecil percetakan; selisihnya {more} tetap dibayar."),
            format!("Fewer leaflets than the printer's smallest run; the rest, {more}, is paid all the same."),
        )
    })
}
