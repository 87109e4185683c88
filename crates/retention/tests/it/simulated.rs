//! The simulator's population: people of five hidden types, whom no chain of states describes exactly.

use chrono::NaiveDate;
use domain::{Contribution, Member, Month, OccupationTable, ProgrammeRules, RegionTable};
use retention::{Calibration, Happened, HazardCounts, Retention, Scope, Spell, Verdict, calibrate};
use simulator::{HiddenType, POPULATION_FILE, SimulationParams, Tables, simulate};

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
/// The last month of the third year.
const AS_OF: u8 = 35;

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

/// Months of one member: covered as known at the end of the third year and of the fourth, and due in the first three.
struct Months {
    then: u64,
    now: u64,
    due: u64,
}

fn months(simulated: &Simulated) -> Vec<Option<Months>> {
    let first = Month::of(simulated.as_of).plus(-47);
    let known_by = first.plus(AS_OF.into()).last_day();
    let mut all: Vec<Option<Months>> = simulated
        .members
        .iter()
        .map(|member| {
            let registered_on = member.registered_on.filter(|_| !member.paid_by_state)?;
            let from = Month::of(registered_on).months_since(first).max(0);
            let gone_by_then = member.ended_on.filter(|day| *day <= known_by);
            let to = gone_by_then.map_or(i32::from(AS_OF), |day| Month::of(day).months_since(first));
            let due = (from..=to.min(AS_OF.into())).fold(0, |due, bit| due | 1_u64 << bit);
            Some(Months { then: 0, now: 0, due })
        })
        .collect();
    for c in &simulated.contributions {
        let bit = u32::try_from(c.coverage_month.months_since(first)).unwrap();
        if let Some(months) = &mut all[c.member.index()] {
            let mask = 1_u64.checked_shl(bit).unwrap_or(0);
            months.now |= mask;
            months.then |= if c.known_on <= known_by { mask } else { 0 };
        }
    }
    all
}

fn scope(simulated: &Simulated, segments: u16) -> Scope {
    Scope { first: Month::of(simulated.as_of).plus(-47), as_of_bit: AS_OF, segments, grace_months: 3 }
}

/// Forecasts the fourth year from what was known before it, and sets it beside what happened. Segments are fixed.
fn judge(simulated: &Simulated, segment: impl Fn(usize, &Member) -> u16, segments: u16) -> Calibration {
    let mut counts = HazardCounts::new(scope(simulated, segments)).unwrap();
    let mut happened = Happened::new(scope(simulated, segments)).unwrap();
    for (row, (member, months)) in simulated.members.iter().zip(months(simulated)).enumerate() {
        let Some(Months { then, now, due }) = months else { continue };
        let spell = Spell { covered: then, due, segment: segment(row, member) };
        counts.add(row as u32, &spell).unwrap();
        happened.add(row as u32, &spell, now).unwrap();
    }
    calibrate(&Retention::fit(&counts).unwrap(), &happened).unwrap()
}

/// Six segments by the months covered among the last twelve due, as somebody would see them at a bit.
fn by_payment(months: &Months, bit: u8) -> u16 {
    let year = (1_u64 << 12) - 1;
    let (covered, due) = if bit >= 11 {
        (months.then >> (bit - 11) & year, months.due >> (bit - 11) & year)
    } else {
        (months.then << (11 - bit) & year, months.due << (11 - bit) & year)
    };
    let share = f64::from((covered & due).count_ones()) / f64::from(due.count_ones().max(1));
    [0.05, 0.3, 0.6, 0.8, 0.95].into_iter().filter(|edge| share > *edge).count() as u16
}

/// The same with segments made from payments: learned as they were a year before, or, wrongly, as they are.
fn judge_by_payment(simulated: &Simulated, a_year_before: bool) -> Calibration {
    let mut counts = HazardCounts::new(scope(simulated, 6)).unwrap();
    let mut happened = Happened::new(scope(simulated, 6)).unwrap();
    for (row, months) in months(simulated).into_iter().enumerate() {
        let Some(months) = months else { continue };
        let row = row as u32;
        let at = |bit: u8| Spell { covered: months.then, due: months.due, segment: by_payment(&months, bit) };
        if a_year_before {
            counts.learn(row, &at(AS_OF - 12), AS_OF - 12).unwrap();
        } else {
            counts.learn(row, &at(AS_OF), 0).unwrap();
        }
        counts.place(row, &at(AS_OF)).unwrap();
        happened.add(row, &at(AS_OF), months.now).unwrap();
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

fn close(calibration: &Calibration, months: f64, lapse: f64) {
    for (figure, within) in [(&calibration.months, months), (&calibration.lapse, lapse)] {
        let everybody = figure.everybody.unwrap();
        let off = (everybody.forecast.value / everybody.happened - 1.0).abs();
        assert!(off < within, "{off} of {everybody:?}");
    }
}

#[test]
fn a_year_without_a_change_is_forecast_from_the_years_before_it() {
    let simulated = population(NaiveDate::from_ymd_opt(2025, 12, 31).unwrap());
    let by_kind = judge(&simulated, |row, member| member.group as u16 * 5 + simulated.kinds[row], 45);
    say("2025, group and type", &by_kind);
    assert!(
        matches!(by_kind.months.verdict, Verdict::Held { .. }) && matches!(by_kind.lapse.verdict, Verdict::Held { .. })
    );
    assert!((by_kind.months.line.unwrap().slope - 1.0).abs() < 0.03 && by_kind.months.share_held.unwrap() >= 0.9);
    close(&by_kind, 0.01, 0.05);
    // Segments of people who are not alike are forecast a little too low, and their lapses too high.
    let by_group = judge(&simulated, |_, member| member.group as u16, 9);
    say("2025, group", &by_group);
    close(&by_group, 0.03, 0.2);
}

#[test]
fn the_year_in_which_a_discount_begins_is_shown_as_off() {
    let simulated = population(NaiveDate::from_ymd_opt(2026, 11, 30).unwrap());
    let calibration = judge(&simulated, |row, member| member.group as u16 * 5 + simulated.kinds[row], 45);
    say("2026, group and type", &calibration);
    assert!(matches!(calibration.months.verdict, Verdict::Off { .. }), "{:?}", calibration.months.verdict);
    assert!(matches!(calibration.lapse.verdict, Verdict::Off { .. }), "{:?}", calibration.lapse.verdict);
    // Those who pay while a discount holds pay more than they used to; whom the price does not move, as before.
    for point in &calibration.months.points {
        match point.segment.unwrap() % 5 {
            kind if kind == HiddenType::PriceSensitive as u16 => {
                assert!(point.happened > point.forecast.high, "{point:?}");
            }
            kind if kind == HiddenType::Steady as u16 => assert!(point.held(), "{point:?}"),
            _ => (),
        }
    }
}

#[test]
fn segments_made_from_payments_are_learned_as_they_were_a_year_before() {
    let simulated = population(NaiveDate::from_ymd_opt(2025, 12, 31).unwrap());
    let (right, wrong) = (judge_by_payment(&simulated, true), judge_by_payment(&simulated, false));
    say("as a year before", &right);
    say("as they are", &wrong);
    assert!((right.months.line.unwrap().slope - 1.0).abs() < 0.03);
    assert!(matches!(right.lapse.verdict, Verdict::Held { .. }), "{:?}", right.lapse.verdict);
    close(&right, 0.02, 0.05);
    let (months, lapse) = (wrong.months.everybody.unwrap(), wrong.lapse.everybody.unwrap());
    assert!(months.forecast.value > 1.1 * months.happened && lapse.forecast.value < 0.5 * lapse.happened);
}
