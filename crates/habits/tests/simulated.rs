//! Habits of the simulator's people, whose types are known.
#![allow(clippy::unwrap_used)]

use chrono::{Datelike, NaiveDate};
use clustering::adjusted_rand;
use domain::{Month, OccupationGroup, OccupationTable, ProgrammeRules, RegionTable};
use habits::{HabitParams, MonthTraits, PaymentRecord};
use simulator::{SimulationParams, Tables, simulate};
use std::path::Path;

fn model(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models").join(name)).unwrap()
}

struct Simulated {
    records: Vec<PaymentRecord>,
    types: Vec<u32>,
    traits: Vec<MonthTraits>,
}

fn simulated(seed: u64, workers: u32, change: impl Fn(String) -> String) -> Simulated {
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    let last = Month::of(as_of);
    let first = last.plus(-23);
    let rules = ProgrammeRules::from_csv(
        &model("programmes/contributions.csv"),
        &model("programmes/discounts.csv"),
        &model("programmes/rules.csv"),
    )
    .unwrap();
    let regions = RegionTable::from_csv("provinces.csv", &model("regions/provinces.csv")).unwrap();
    let occupations = OccupationTable::from_csv("occupations.csv", &model("occupations.csv")).unwrap();
    let regencies = model("regions/regencies.csv");
    let tables = Tables { rules: &rules, regions: &regions, regencies_csv: &regencies, occupations: &occupations };
    let params = SimulationParams::from_toml("population.toml", &change(model("simulation/population.toml"))).unwrap();
    let population = simulate(&params, seed, workers, as_of, &tables).unwrap();
    let mut records = vec![PaymentRecord::default(); workers as usize];
    for c in &population.contributions {
        let bit = c.coverage_month.months_since(first);
        let record = &mut records[c.member.index()];
        if !(0..64).contains(&bit) {
            continue;
        }
        record.covered |= 1 << bit;
        let paid = Month::of(c.paid_on);
        if paid < c.coverage_month {
            record.prepaid |= 1 << bit;
        } else if paid > c.coverage_month {
            record.late |= 1 << bit;
        } else {
            let joined = population.workers[c.member.index()].member.registered_on.map(Month::of);
            if joined != Some(c.coverage_month) {
                record.days = record.days.with(c.paid_on.day());
            }
        }
    }
    let lean = |group: OccupationGroup| match group {
        OccupationGroup::Fisher => &[12, 1, 2, 3][..],
        OccupationGroup::Farmer => &[11, 12, 1, 2][..],
        _ => &[][..],
    };
    let traits = OccupationGroup::ALL
        .iter()
        .map(|group| {
            let bits = |holds: &dyn Fn(Month) -> bool| (0..24).filter(|b| holds(first.plus(*b))).map(|b| 1 << b).sum();
            let from = if *group == OccupationGroup::Transport { 1 } else { 4 };
            MonthTraits {
                lean: bits(&|m| lean(*group).contains(&m.month())),
                discounted: bits(&|m| m.year() == 2026 && m.month() >= from),
            }
        })
        .collect();
    let mut kept = Simulated { records: Vec::new(), types: Vec::new(), traits };
    for ((worker, mut record), truth) in population.workers.iter().zip(records).zip(&population.truth) {
        let Some(registered) = worker.member.registered_on.filter(|_| !worker.member.paid_by_state) else { continue };
        if record.covered == 0 {
            continue;
        }
        let since = Month::of(registered).months_since(first);
        record.joined = since >= 0;
        let start = since.max(0).min(record.covered.trailing_zeros() as i32);
        let end = worker.member.ended_on.map_or(23, |d| Month::of(d).months_since(first).min(23));
        record.due = (start..=end).map(|b| 1_u64 << b).sum();
        record.group = OccupationGroup::ALL.iter().position(|g| *g == worker.member.group).unwrap() as u16;
        kept.records.push(record);
        kept.types.push(truth.hidden_type as u32);
    }
    kept
}

#[test]
fn habits_find_the_hidden_types_again() {
    for seed in 1..=5 {
        let s = simulated(seed, 20_000, |t| t);
        let begun = std::time::Instant::now();
        let model = HabitParams::default().fit(&s.records, &s.traits).unwrap();
        let found = model.likeliest(&model.chances(&s.records, &s.traits).unwrap());
        let ari = adjusted_rand(&found, &s.types).unwrap();
        println!(
            "seed {seed}: {} people, ARI {ari:.4}, ll {} {:?}",
            s.records.len(),
            model.log_likelihood,
            begun.elapsed()
        );
        if seed == 1 {
            for h in &model.habits {
                println!("{h:.3?}");
            }
            for b in 1..=5_u32 {
                println!("{b} {:?}", model.habits.get(b as usize - 1).map(|h| h.behaviour()));
            }
        }
    }
}

/// The population in which everybody pays by one and the same habit.
fn all_forgetful(text: String) -> String {
    text.lines()
        .map(|line| {
            if line.starts_with("types = ") {
                "types = { steady = 0.0, seasonal = 0.0, forgetful = 1.0, price_sensitive = 0.0, drifting = 0.0 }"
            } else {
                line
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_population_with_one_habit_is_said_to_have_no_structure() {
    for seed in 1..=3 {
        for (name, s) in [("one", simulated(seed, 20_000, all_forgetful)), ("five", simulated(seed, 20_000, |t| t))] {
            let begun = std::time::Instant::now();
            let choice = habits::choose(&habits::ChoiceParams::default(), &s.records, &s.traits, &mut |_| {}).unwrap();
            println!("{name} seed {seed} proposed {:?} {:?}", choice.proposed, begun.elapsed());
            for c in &choice.candidates {
                println!("   {c:.3?}");
            }
        }
    }
}
