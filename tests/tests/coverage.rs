//! Known truth over many populations: the intervals of the result table hold the true uplift about as often as they claim,
//! and a campaign that does nothing is found to do nothing.
#![allow(clippy::unwrap_used)]

use chrono::NaiveDate;
use domain::member::membership_state;
use domain::rules::read_rows;
use domain::{
    Arm, Candidate, Channel, Language, Member, MembershipState, Month, OccupationTable, Plan, ProgrammeRules,
    RandomisationUnit, RegionTable, SegmentId, Verdict,
};
use effectiveness::{BinarySums, Level, uplift_by_area, uplift_by_person};
use planning::{Calendar, CampaignInput, PolicyFiles, SchedulePolicy, Templates, parse_campaign, plan_campaign};
use simulator::{Known, OutcomeWindow, Population, SimulationParams, Tables, Treatment, TruthRow};
use std::collections::{BTreeMap, HashSet};

fn read(name: &str) -> String {
    std::fs::read_to_string(jangkau_tests::root().join(name)).unwrap()
}

struct Setting {
    rules: ProgrammeRules,
    regions: RegionTable,
    occupations: OccupationTable,
    regencies: String,
    params: SimulationParams,
    spec: domain::CampaignSpec,
    templates: Templates,
    rates: Vec<domain::rules::ChannelRate>,
    calendar: Calendar,
    policy: SchedulePolicy,
}

fn setting() -> Setting {
    let spec = parse_campaign("campaign.toml", &read("campaigns/tarif-januari-2027/campaign.toml")).unwrap();
    let texts = ["whatsapp", "print", "partner_counter"]
        .iter()
        .flat_map(|c| [format!("{c}.id.hbs"), format!("{c}.en.hbs")])
        .map(|name| (name.clone(), read(&format!("campaigns/tarif-januari-2027/{name}"))))
        .collect();
    let calendar = Calendar::from_csv(&read("models/holidays/indonesia.csv")).unwrap();
    let files = PolicyFiles {
        windows: &read("models/schedule/windows.csv"),
        moments: &read("models/schedule/moments.csv"),
        periods: &read("models/schedule/periods.csv"),
        limits: &read("models/schedule/limits.csv"),
        capacity: &read("models/schedule/capacity.csv"),
        harvest_months: &read("models/schedule/harvest_months.csv"),
        standing_holdout: &read("models/schedule/standing_holdout.csv"),
        lean_months: &read("models/segmentation/lean_months.csv"),
    };
    Setting {
        policy: SchedulePolicy::from_csv(&files, &calendar).unwrap(),
        calendar,
        rules: ProgrammeRules::from_csv(
            &read("models/programmes/contributions.csv"),
            &read("models/programmes/discounts.csv"),
            &read("models/programmes/rules.csv"),
        )
        .unwrap(),
        regions: RegionTable::from_csv("provinces.csv", &read("models/regions/provinces.csv")).unwrap(),
        occupations: OccupationTable::from_csv("occupations.csv", &read("models/occupations.csv")).unwrap(),
        regencies: read("models/regions/regencies.csv"),
        params: SimulationParams::from_toml("population.toml", &read("models/simulation/population.toml")).unwrap(),
        templates: Templates::new(&spec, "campaigns/tarif-januari-2027", &texts).unwrap(),
        spec,
        rates: read_rows("channels.csv", &read("models/rates/channels.csv")).unwrap(),
    }
}

/// Every member in the segment of their occupation group.
fn candidates(s: &Setting, population: &Population) -> Vec<Candidate> {
    let mut paid: Vec<Vec<Month>> = vec![Vec::new(); population.workers.len()];
    for c in &population.contributions {
        paid[c.member.index()].push(c.coverage_month);
    }
    let month = Month::of(s.spec.audience.as_of);
    population
        .workers
        .iter()
        .zip(&paid)
        .enumerate()
        .map(|(row, (worker, paid))| {
            let m = &worker.member;
            let state: MembershipState = membership_state(m, paid, month, &s.rules);
            Candidate {
                row: domain::MemberRow(row as u32),
                member: m.id.clone(),
                state,
                group: m.group,
                segment: Some(SegmentId(m.group.key().to_owned())),
                region: m.region,
                urban: m.urban,
                paid_by_state: m.paid_by_state,
                whatsapp_reachable: m.whatsapp_reachable,
                email_reachable: false,
                restricted: false,
                language: Language::Id,
            }
        })
        .collect()
}

fn plan(s: &Setting, population: &Population, members: &[Member]) -> Plan {
    plan_campaign(&CampaignInput {
        spec: &s.spec,
        templates: &s.templates,
        candidates: &candidates(s, population),
        members,
        rules: &s.rules,
        rates: &s.rates,
        calendar: &s.calendar,
        policy: &s.policy,
        prior: &[],
        standing: &HashSet::new(),
        regions: &s.regions,
        gains: None,
    })
    .unwrap()
    .plan
}

/// People, people kept and summed true effects, by arm (treated or not) and village.
type Villages<'a> = BTreeMap<(bool, &'a str), (u64, u64, f64)>;

/// One judged line: its channel, whether the interval holds the truth, whether it excludes zero.
struct Judged {
    channel: Channel,
    holds: bool,
    clear: bool,
}

/// Simulates, plans, plays and judges one population. `effective` false plays it with nobody reached and no true effect.
fn judge(s: &Setting, seed: u64, workers: u32, effective: bool) -> Vec<Judged> {
    let tables =
        Tables { rules: &s.rules, regions: &s.regions, regencies_csv: &s.regencies, occupations: &s.occupations };
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    let population = simulator::simulate(&s.params, seed, workers, as_of, &tables).unwrap();
    let members: Vec<Member> = population.workers.iter().map(|w| w.member.clone()).collect();
    let plan = plan(s, &population, &members);
    let treatments: Vec<Treatment> = plan
        .members
        .iter()
        .map(|p| {
            let hash = planning::lot::ticket(&seed.to_string(), "delivery", &p.member.0) as f64 / u64::MAX as f64;
            let delivered = hash < population.truth[p.row.index()].whatsapp_delivery_probability;
            Treatment { row: p.row, channel: p.arm.channel().filter(|_| effective), delivered }
        })
        .collect();
    let known = Known { members: &members, contributions: &population.contributions, truth: &population.truth };
    let window = OutcomeWindow {
        first: Month::of(as_of).plus(1),
        last: s.spec.outcome.covered_month,
        known_by: s.spec.outcome.known_by,
    };
    let played = simulator::play_outcomes(&s.params, &known, &treatments, &window, seed, &s.rules).unwrap();
    let mut kept = vec![false; members.len()];
    for c in population.contributions.iter().chain(&played) {
        kept[c.member.index()] |=
            c.coverage_month == s.spec.outcome.covered_month && c.known_on <= s.spec.outcome.known_by;
    }
    let mut judged = Vec::new();
    for (channel, effect) in [
        (Channel::Whatsapp, (|t: &TruthRow| t.effect_whatsapp) as fn(&TruthRow) -> f64),
        (Channel::Print, |t| t.effect_print),
        (Channel::PartnerCounter, |t| t.effect_counter),
    ] {
        let mut segments: BTreeMap<&str, Villages<'_>> = BTreeMap::new();
        for p in &plan.members {
            let treated = match p.arm {
                Arm::Treated(c) if c == channel => true,
                Arm::HeldOut(unit) if unit == channel.unit() => false,
                _ => continue,
            };
            let cell = segments.entry(&p.segment.0).or_default().entry((treated, p.area.as_str())).or_default();
            cell.0 += 1;
            cell.1 += u64::from(kept[p.row.index()]);
            cell.2 += if effective { effect(&population.truth[p.row.index()]) } else { 0.0 };
        }
        for areas in segments.values() {
            let (verdict, truth) = answer(channel.unit(), areas);
            if let Verdict::Estimate { low, high, .. } = verdict {
                judged.push(Judged { channel, holds: (low..=high).contains(&truth), clear: low > 0.0 || high < 0.0 });
            }
        }
    }
    judged
}

fn answer(unit: RandomisationUnit, areas: &Villages<'_>) -> (Verdict, f64) {
    let of = |treated: bool| areas.iter().filter(move |((t, _), _)| *t == treated).map(|(_, cell)| *cell);
    match unit {
        RandomisationUnit::Person => {
            let sums = |treated| {
                let (n, k) = of(treated).fold((0, 0), |(n, k), cell| (n + cell.0, k + cell.1));
                BinarySums::new(n, k).unwrap()
            };
            let (n, effects) = areas.values().fold((0, 0.0), |(n, e), cell| (n + cell.0, e + cell.2));
            (uplift_by_person(sums(true), sums(false), Level::NINETY_FIVE), effects / n as f64)
        }
        RandomisationUnit::Area => {
            let sums = |treated| of(treated).map(|c| BinarySums::new(c.0, c.1).unwrap()).collect::<Vec<_>>();
            let truth = areas.values().map(|cell| cell.2 / cell.0 as f64).sum::<f64>() / areas.len() as f64;
            (uplift_by_area(&sums(true), &sums(false), Level::NINETY_FIVE).0, truth)
        }
    }
}

/// Intervals of one population share their villages, so the count of populations, not of intervals, bounds the chance error:
/// a population's share of intervals that hold the truth varies with a standard deviation of about 0.06.
const POPULATIONS: u64 = 80;

#[test]
fn intervals_hold_the_true_uplift_about_as_often_as_they_claim() {
    let s = setting();
    let mut by_channel: BTreeMap<Channel, (u64, u64)> = BTreeMap::new();
    for seed in 0..POPULATIONS {
        for j in judge(&s, 1_000 + seed, 12_000, true) {
            let count = by_channel.entry(j.channel).or_default();
            count.0 += u64::from(j.holds);
            count.1 += 1;
        }
    }
    for (channel, (holds, all)) in by_channel {
        let share = holds as f64 / all as f64;
        println!("{}: {holds} of {all} intervals hold the truth ({:.1}%)", channel.key(), share * 100.0);
        assert!(all > 500, "{} was hardly judged: {all}", channel.key());
        assert!((0.93..=0.975).contains(&share), "{}: {share}", channel.key());
    }
}

#[test]
fn a_campaign_that_does_nothing_is_found_to_do_nothing() {
    let s = setting();
    let (mut alarms, mut all) = (0_u64, 0_u64);
    for seed in 0..POPULATIONS / 2 {
        let judged = judge(&s, 5_000 + seed, 12_000, false);
        alarms += judged.iter().filter(|j| j.clear).count() as u64;
        all += judged.len() as u64;
    }
    let share = alarms as f64 / all as f64;
    println!("{alarms} of {all} intervals exclude zero where nothing happened ({:.1}%)", share * 100.0);
    assert!((0.025..=0.075).contains(&share), "{share}");
}
