//! The simulator's population: people of five hidden types, whom no chain of states describes exactly.

use chrono::NaiveDate;
use domain::{Contribution, Member, Month, OccupationTable, ProgrammeRules, RegionTable};
use retention::{Calibration, Happened, HazardCounts, Retention, Scope, Spell, calibrate};
use simulator::{POPULATION_FILE, SimulationParams, Tables, simulate};

macro_rules! model {
    ($path:literal) => {
        include_str!(concat!("../../../../models/", $path))
    };
}

struct Simulated {
    members: Vec<Member>,
    contributions: Vec<Contribution>,
    kinds: Vec<u16>,
    as_of: NaiveDate,
}

const SEED: u64 = 1;
const WORKERS: u32 = 40_000;

fn population(as_of: NaiveDate) -> Simulated {
    // Four years instead of two, so that the forecast has three behind it.
    let text = model!("simulation/population.toml").replace("months = 24", "months = 48");
    let params = SimulationParams::from_toml(POPULATION_FILE, &text).unwrap();
    let rules = ProgrammeRules::from_csv(
        model!("programmes/contributions.csv"),
        model!("programmes/discounts.csv"),
        model!("programmes/rules.csv"),
    )
    .unwrap();
    let tables = Tables {
        rules: &rules,
        regions: &RegionTable::from_csv("provinces.csv", model!("regions/provinces.csv")).unwrap(),
        regencies_csv: model!("regions/regencies.csv"),
        occupations: &OccupationTable::from_csv("occupations.csv", model!("occupations.csv")).unwrap(),
    };
    let population = simulate(&params, SEED, WORKERS, as_of, &tables).unwrap();
    let members: Vec<Member> = population.workers.into_iter().map(|w| w.member).collect();
    let kinds = population.truth.iter().map(|t| t.hidden_type as u16).collect();
    Simulated { members, contributions: population.contributions, kinds, as_of }
}

/// Forecasts the last year from what was known before it, and sets it beside what happened.
fn judge(simulated: &Simulated, segment: impl Fn(usize, &Member) -> u16, segments: u16) -> Calibration {
    let first = Month::of(simulated.as_of).plus(-47);
    let scope = Scope { first, as_of_bit: 35, segments, grace_months: 3 };
    let known_by = first.plus(35).last_day();
    let count = simulated.members.len();
    let (mut then, mut now) = (vec![0_u64; count], vec![0_u64; count]);
    for c in &simulated.contributions {
        let Ok(bit) = u32::try_from(c.coverage_month.months_since(first)) else { continue };
        let mask = 1_u64.checked_shl(bit).unwrap_or(0);
        now[c.member.index()] |= mask;
        then[c.member.index()] |= if c.known_on <= known_by { mask } else { 0 };
    }
    let mut counts = HazardCounts::new(scope).unwrap();
    let mut happened = Happened::new(scope).unwrap();
    for (row, member) in simulated.members.iter().enumerate() {
        let Some(registered_on) = member.registered_on.filter(|_| !member.paid_by_state) else { continue };
        let from = Month::of(registered_on).months_since(first).max(0);
        let gone_by_then = member.ended_on.filter(|day| *day <= known_by);
        let to = gone_by_then.map_or(35, |day| Month::of(day).months_since(first));
        let due = (0..=35).filter(|bit| (from..=to).contains(bit)).fold(0, |due, bit| due | 1_u64 << bit);
        let spell = Spell { covered: then[row], due, segment: segment(row, member) };
        counts.add(row as u32, &spell).unwrap();
        happened.add(row as u32, &spell, now[row]).unwrap();
    }
    calibrate(&Retention::fit(&counts).unwrap(), &happened).unwrap()
}

fn say(name: &str, calibration: &Calibration) {
    for (figure, of) in [("months", &calibration.months), ("lapse", &calibration.lapse)] {
        for p in of.points.iter().chain(&of.everybody) {
            println!(
                "{name} {figure} {:>4}: {:>6} people, forecast {:.3} [{:.3}; {:.3}], happened {:.3}{}",
                p.segment.map_or("all".to_owned(), |s| s.to_string()),
                p.people,
                p.forecast.value,
                p.forecast.low,
                p.forecast.high,
                p.happened,
                if p.held() { "" } else { " *" },
            );
        }
        println!("{name} {figure}: {:?}, {:?}", of.line, of.verdict);
    }
}

#[test]
fn a_year_without_a_change_is_forecast_from_the_years_before_it() {
    let simulated = population(NaiveDate::from_ymd_opt(2025, 12, 31).unwrap());
    let by_kind = judge(&simulated, |row, member| member.group as u16 * 5 + simulated.kinds[row], 45);
    say("2025, group and type", &by_kind);
    let by_group = judge(&simulated, |_, member| member.group as u16, 9);
    say("2025, group", &by_group);
}

#[test]
fn the_year_in_which_a_discount_begins_is_shown_as_off() {
    let simulated = population(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
    let by_kind = judge(&simulated, |row, member| member.group as u16 * 5 + simulated.kinds[row], 45);
    say("2026, group and type", &by_kind);
}
