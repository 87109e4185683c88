//! Intervals hold a known truth as often as they say, and tests find nothing where there is nothing.

use effectiveness::{Interval, Level};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use survival::{
    AreaRows, BAND_STARTS, HazardLink, MonthRows, Spells, aalen_johansen, hazard, kaplan_meier, log_rank,
    log_rank_by_area, months_gained, months_gained_by_area, restricted_mean,
};

const L: Level = Level::NINETY_FIVE;
const RUNS: u32 = 2000;

/// Three Monte-Carlo standard errors around a rate of 5% or 95%.
fn allowed(runs: u32) -> f64 {
    3.0 * (0.95 * 0.05 / f64::from(runs)).sqrt()
}

fn share(count: u32, runs: u32) -> f64 {
    f64::from(count) / f64::from(runs)
}

fn holds(interval: Option<Interval>, truth: f64) -> u32 {
    u32::from(interval.is_some_and(|i| i.contains(truth)))
}

/// A month of stopping at a constant chance, and the last month seen.
fn spell(random: &mut Xoshiro256PlusPlus, stop: f64) -> (u16, bool) {
    let months = (1..200).find(|_| random.r#gen::<f64>() < stop).unwrap_or(200);
    let seen = random.gen_range(6..40);
    (months.min(seen), months <= seen)
}

fn arm(random: &mut Xoshiro256PlusPlus, members: usize, stop: f64) -> Spells {
    let (months, ended): (Vec<u16>, Vec<bool>) = (0..members).map(|_| spell(random, stop)).unzip();
    Spells::from_months(&months, &ended).unwrap()
}

/// Mean of months to 12 where stopping has a constant chance a month.
fn mean_to_twelve(stop: f64) -> f64 {
    (0..12).map(|month| (1.0 - stop).powi(month)).sum()
}

#[test]
fn intervals_of_shares_medians_and_months_hold_the_truth_and_tests_are_quiet() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_270_401);
    let (mut curve_held, mut months_held, mut median_held, mut gained_held, mut alarms, mut gain_alarms) =
        (0, 0, 0, 0, 0, 0);
    for _ in 0..RUNS {
        let (treated, control) = (arm(&mut random, 300, 0.06), arm(&mut random, 300, 0.08));
        let curve = kaplan_meier(&treated, L).unwrap();
        curve_held += holds(curve.step_at(12.0).unwrap().interval, 0.94_f64.powi(12));
        months_held += holds(restricted_mean(&curve, 12.0).unwrap().interval, mean_to_twelve(0.06));
        // 0.94^11 is above a half and 0.94^12 below.
        let median = curve.median();
        median_held += u32::from(median.low.unwrap() <= 12.0 && median.high.is_none_or(|high| high >= 12.0));
        let gained = months_gained(&treated, &control, 12.0, L).unwrap();
        gained_held += holds(gained.interval, mean_to_twelve(0.06) - mean_to_twelve(0.08));
        let same = arm(&mut random, 300, 0.08);
        alarms += u32::from(log_rank(&[control.clone(), same.clone()]).unwrap().p_value < 0.05);
        gain_alarms += u32::from(months_gained(&control, &same, 12.0, L).unwrap().p_value.unwrap() < 0.05);
    }
    println!(
        "by member, {RUNS} runs (allowed +- {:.4}): coverage S(12) {:.4}, months to 12 {:.4}, months gained {:.4}, \
         median {:.4}; false alarms log-rank {:.4}, months gained {:.4}",
        allowed(RUNS),
        share(curve_held, RUNS),
        share(months_held, RUNS),
        share(gained_held, RUNS),
        share(median_held, RUNS),
        share(alarms, RUNS),
        share(gain_alarms, RUNS)
    );
    for covered in [curve_held, months_held, gained_held] {
        assert!((share(covered, RUNS) - 0.95).abs() <= allowed(RUNS), "{}", share(covered, RUNS));
    }
    // Whole months make the median's interval wider than it says.
    assert!(share(median_held, RUNS) >= 0.95 - allowed(RUNS), "{}", share(median_held, RUNS));
    for alarms in [alarms, gain_alarms] {
        assert!((share(alarms, RUNS) - 0.05).abs() <= allowed(RUNS), "{}", share(alarms, RUNS));
    }
}

#[test]
fn shares_by_cause_hold_the_truth() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_270_402);
    let (mut lapsed_held, mut died_held) = (0, 0);
    // Of those who leave in a month, two thirds lapse and a third find formal jobs.
    let truth = 1.0 - 0.94_f64.powi(12);
    for _ in 0..RUNS {
        let (mut durations, mut exits) = (Vec::new(), Vec::new());
        for _ in 0..300 {
            let (months, ended) = spell(&mut random, 0.06);
            durations.push(f64::from(months));
            exits.push(if !ended {
                0
            } else if random.r#gen::<f64>() < 2.0 / 3.0 {
                1
            } else {
                2
            });
        }
        let causes = aalen_johansen(&Spells::from_exits(&durations, &exits, 2).unwrap(), L).unwrap();
        lapsed_held += holds(causes[0].step_at(12.0).unwrap().interval, truth * 2.0 / 3.0);
        died_held += holds(causes[1].step_at(12.0).unwrap().interval, truth / 3.0);
    }
    println!("by cause, {RUNS} runs: coverage {:.4} and {:.4}", share(lapsed_held, RUNS), share(died_held, RUNS));
    for covered in [lapsed_held, died_held] {
        assert!((share(covered, RUNS) - 0.95).abs() <= allowed(RUNS), "{}", share(covered, RUNS));
    }
}

/// Areas of 25 members whose chances to stop differ.
fn areas(random: &mut Xoshiro256PlusPlus, count: u32) -> (Vec<u16>, Vec<bool>, Vec<bool>, Vec<u32>) {
    let mut rows = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for area in 0..count {
        let stop = random.gen_range(0.03..0.13);
        for _ in 0..25 {
            let (months, ended) = spell(random, stop);
            rows.0.push(months);
            rows.1.push(ended);
            rows.2.push(area % 2 == 0);
            rows.3.push(area);
        }
    }
    rows
}

#[test]
fn areas_as_the_unit_are_quiet_where_members_as_the_unit_raise_false_alarms() {
    const RUNS: u32 = 1000;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_270_403);
    let (mut of_areas, mut of_members, mut area_rank, mut ratio, mut naive, mut naive_rank) = (0, 0, 0, 0, 0, 0);
    for _ in 0..RUNS {
        let (months, ended, treated, areas) = areas(&mut random, 20);
        let durations: Vec<f64> = months.iter().map(|m| f64::from(*m)).collect();
        let rows = AreaRows { durations: &durations, ended: &ended, treated: &treated, areas: &areas, strata: None };
        let gained = months_gained_by_area(&rows, 12.0, L).unwrap();
        of_areas += u32::from(gained.of_areas.p_value.unwrap() < 0.05);
        of_members += u32::from(gained.of_members.p_value.unwrap() < 0.05);
        area_rank += u32::from(log_rank_by_area(&rows).unwrap().p_value < 0.05);
        let codes: Vec<u32> = treated.iter().map(|t| u32::from(*t)).collect();
        let exits: Vec<u8> = ended.iter().map(|e| u8::from(*e)).collect();
        let groups = Spells::by_group(&durations, &exits, 1, &codes, 2).unwrap();
        naive += u32::from(months_gained(&groups[1], &groups[0], 12.0, L).unwrap().p_value.unwrap() < 0.05);
        naive_rank += u32::from(log_rank(&groups).unwrap().p_value < 0.05);
        let covariates = [("arm".to_owned(), codes.iter().map(|c| f64::from(*c)).collect())];
        let rows = MonthRows { months: &months, ended: &ended, covariates: &covariates, areas: Some(&areas) };
        let fit = hazard(&rows, &BAND_STARTS, HazardLink::ComplementaryLogLog, L).unwrap();
        ratio += u32::from(fit.terms[0].p_value < 0.05);
    }
    println!(
        "20 areas of 25, {RUNS} runs of no effect: area means {:.4}, members with the areas' error {:.4}, area log-rank \
         {:.4}, hazard clustered by area {:.4}; by member: months gained {:.4}, log-rank {:.4}",
        share(of_areas, RUNS),
        share(of_members, RUNS),
        share(area_rank, RUNS),
        share(ratio, RUNS),
        share(naive, RUNS),
        share(naive_rank, RUNS)
    );
    assert!((share(of_areas, RUNS) - 0.05).abs() <= allowed(RUNS), "{}", share(of_areas, RUNS));
    // With twenty areas these stand beside, never alone: the hazard is a little liberal, the log-rank a little too quiet.
    for beside in [of_members, area_rank, ratio] {
        assert!(share(beside, RUNS) < 0.09, "{}", share(beside, RUNS));
    }
    assert!(share(naive, RUNS) > 0.15 && share(naive_rank, RUNS) > 0.15);
}
