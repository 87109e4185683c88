//! Sizes of experiments: against statsmodels and scipy, and by simulation at the size computed.

use crate::agrees;
use domain::Rupiah;
use effectiveness::by_area::area_means;
use effectiveness::by_person::difference_of_proportions;
use effectiveness::looks::{Spending, spending_bounds};
use effectiveness::power::{
    Approximation, AreaPlan, Capacity, Comparisons, Outcome, PlannedLooks, PowerDesign, Target, areas_needed,
    dunnett_critical, looks_inflation, needs, people_needed, power_of_areas, power_of_people, smallest_uplift_of_areas,
    smallest_uplift_of_people,
};
use effectiveness::{BinarySums, Level};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const RUNS: u32 = 2_000;

fn rate(control: f64) -> PowerDesign {
    PowerDesign::new(Outcome::Rate { control })
}

fn share(count: u32) -> f64 {
    f64::from(count) / f64::from(RUNS)
}

/// Three Monte-Carlo errors around a power.
fn allowed(power: f64) -> f64 {
    3.0 * (power * (1.0 - power) / f64::from(RUNS)).sqrt()
}

fn normal(random: &mut Xoshiro256PlusPlus) -> f64 {
    let (u, angle) = (1.0 - random.r#gen::<f64>(), std::f64::consts::TAU * random.r#gen::<f64>());
    (-2.0 * u.ln()).sqrt() * angle.cos()
}

#[test]
fn people_needed_agree_with_statsmodels() {
    let arcsine = |design: &PowerDesign, uplift| people_needed(design, uplift, Approximation::Arcsine).unwrap();
    agrees(arcsine(&rate(0.106_17), 0.15 - 0.106_17).control_seen, 906.352_387_795_622_1, 1e-9);
    agrees(arcsine(&rate(0.005_726), 0.009 - 0.005_726).control_seen, 10_570.171_498_300_231, 1e-9);
    let design = PowerDesign { treated_per_control: 2.0, target: Target { alpha: 0.05, power: 0.9 }, ..rate(0.55) };
    agrees(arcsine(&design, 0.05).control_seen, 1_539.245_335_923_165_8, 1e-9);
    let unpooled = people_needed(&rate(0.106_17), 0.15 - 0.106_17, Approximation::Unpooled).unwrap();
    // The textbook formula forgets the other tail.
    agrees(unpooled.control_seen, 908.647_583_838_328_4, 3e-6);
    assert_eq!((unpooled.control, unpooled.people), (909, 1818));
}

#[test]
fn the_power_of_a_t_test_agrees_with_the_noncentral_t_of_scipy() {
    // 10 + 10 areas of many people: the variance is the correlation alone.
    let design = PowerDesign::new(Outcome::Mean { deviation: 1.0 });
    let plan = AreaPlan { people_per_area: 1e9, people_cv: 0.0, icc: 0.05, strata: 1 };
    for (areas, shift, power) in [
        (10, 2.9, 0.783_045_116_599_892),
        (3, 3.0, 0.619_257_537_080_213_2),
        (20, 2.0, 0.495_766_571_972_818_9),
        (2, 4.0, 0.564_514_124_557_534_2),
    ] {
        let uplift = shift * (2.0 * 0.05 / areas as f64).sqrt();
        agrees(power_of_areas(&design, plan, areas, uplift).unwrap(), power, 1e-6);
    }
}

#[test]
fn dunnetts_critical_values_agree_with_scipy() {
    for (arms, z) in [(2, 2.212_13), (3, 2.348_98), (5, 2.511_48)] {
        agrees(dunnett_critical(0.05, arms, 1.0), z, 2e-5);
    }
    let three = |comparisons| {
        let design = PowerDesign { treated_arms: 3, comparisons, ..rate(0.3) };
        people_needed(&design, 0.05, Approximation::Arcsine).unwrap().control
    };
    let (strict, less) = (three(Comparisons::Bonferroni), three(Comparisons::Dunnett));
    assert!(strict > less && less as f64 > 0.95 * strict as f64, "{strict} {less}");
}

#[test]
fn the_power_by_person_is_what_simulation_finds_at_the_size_computed() {
    let design = PowerDesign { reached: 0.8, lost: 0.1, treated_per_control: 2.0, ..rate(0.55) };
    let need = people_needed(&design, 0.08, Approximation::Unpooled).unwrap();
    let mut random = Xoshiro256PlusPlus::seed_from_u64(11);
    let mut draw = |people: u64, reached: f64| {
        let (mut seen, mut kept) = (0, 0);
        for _ in 0..people {
            if random.r#gen::<f64>() < 0.1 {
                continue;
            }
            let rate = if random.r#gen::<f64>() < reached { 0.63 } else { 0.55 };
            seen += 1;
            kept += u64::from(random.r#gen::<f64>() < rate);
        }
        BinarySums::new(seen, kept).unwrap()
    };
    let found = (0..RUNS)
        .filter(|_| {
            let (treated, control) = (draw(need.treated_each, 0.8), draw(need.control, 0.0));
            let test = difference_of_proportions(treated, control, Level::NINETY_FIVE).unwrap();
            test.p_value.unwrap() < 0.05
        })
        .count() as u32;
    assert!((share(found) - 0.8).abs() <= allowed(0.8), "{} at {need:?}", share(found));
}

/// Share of runs in which a t-test of area means finds the uplift; area sizes are spread by `cv` to both sides.
fn found_by_area(treated: u64, control: u64, (people, cv, icc, uplift): (f64, f64, f64, f64)) -> f64 {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(12);
    let mut means = |areas: u64, uplift: f64| -> Vec<f64> {
        (0..areas)
            .map(|place| {
                let size = people * if place % 2 == 0 { 1.0 - cv } else { 1.0 + cv };
                let level = f64::sqrt(icc) * normal(&mut random) + uplift;
                level + ((1.0 - icc) / size.round()).sqrt() * normal(&mut random)
            })
            .collect()
    };
    let found = (0..RUNS)
        .filter(|_| {
            let (one, zero) = (means(treated, uplift), means(control, 0.0));
            area_means(&one, &zero, Level::NINETY_FIVE).unwrap().test.p_value.unwrap() < 0.05
        })
        .count();
    share(found as u32)
}

#[test]
fn the_power_by_area_is_what_simulation_finds_at_the_size_computed() {
    let design = PowerDesign::new(Outcome::Mean { deviation: 1.0 });
    for (people, icc, uplift) in [(30.0, 0.05, 0.25), (200.0, 0.1, 0.6)] {
        let plan = AreaPlan { people_per_area: people, people_cv: 0.0, icc, strata: 1 };
        let need = areas_needed(&design, plan, uplift).unwrap();
        let found = found_by_area(need.treated_each, need.control, (people, 0.0, icc, uplift));
        assert!((found - need.power).abs() <= allowed(0.8) && need.power >= 0.8, "{found} at {need:?}");
        assert!(power_of_areas(&design, plan, need.control - 1, uplift).unwrap() < 0.8);
    }
    let plan = AreaPlan { people_per_area: 30.0, people_cv: 0.6, icc: 0.05, strata: 1 };
    let need = areas_needed(&design, plan, 0.25).unwrap();
    let found = found_by_area(need.treated_each, need.control, (30.0, 0.6, 0.05, 0.25));
    assert!(found >= 0.8 - allowed(0.8) && found < 0.9, "{found} at {need:?}");
}

#[test]
fn several_looks_keep_the_power_when_people_are_inflated_as_computed() {
    for (spending, low, high) in [(Spending::ObrienFleming, 1.02, 1.04), (Spending::Pocock, 1.18, 1.26)] {
        let inflation = looks_inflation(PlannedLooks { looks: 5, spending }, 0.05, 0.8).unwrap();
        assert!((low..high).contains(&inflation), "{inflation}");
        let times: Vec<f64> = (1..=5).map(|k| f64::from(k) / 5.0).collect();
        let bounds = spending_bounds(&times, 0.025, spending).unwrap();
        let drift = (1.959_964 + 0.841_621) * inflation.sqrt();
        let mut random = Xoshiro256PlusPlus::seed_from_u64(13);
        let runs = 20_000;
        let found = (0..runs)
            .filter(|_| {
                let mut sum = 0.0;
                bounds.iter().any(|look| {
                    sum += drift / 5.0 + normal(&mut random) / 5.0_f64.sqrt();
                    sum / look.time.sqrt() > look.bound
                })
            })
            .count() as f64
            / f64::from(runs);
        assert!((found - 0.8).abs() < 3.0 * (0.16 / f64::from(runs)).sqrt(), "{spending:?} {found}");
    }
    agrees(looks_inflation(PlannedLooks::once(), 0.05, 0.8).unwrap(), 1.0, 1e-12);
}

#[test]
fn the_smallest_uplift_is_the_one_whose_need_is_met() {
    let design = PowerDesign { lost: 0.05, reached: 0.7, ..rate(0.3) };
    for way in [Approximation::Arcsine, Approximation::Unpooled] {
        for down in [false, true] {
            let smallest = smallest_uplift_of_people(&design, 3_000, down, way).unwrap().unwrap();
            assert_eq!(smallest < 0.0, down);
            agrees(power_of_people(&design, 3_000, smallest, way).unwrap(), 0.8, 1e-6);
            assert!(people_needed(&design, smallest * 1.000_001, way).unwrap().control.abs_diff(3_000) <= 1);
        }
    }
    assert_eq!(smallest_uplift_of_people(&design, 4, false, Approximation::Unpooled).unwrap(), None);
    let plan = AreaPlan { people_per_area: 40.0, people_cv: 0.4, icc: 0.04, strata: 3 };
    let smallest = smallest_uplift_of_areas(&design, plan, 25, false).unwrap().unwrap();
    agrees(power_of_areas(&design, plan, 25, smallest).unwrap(), 0.8, 1e-6);
    // Areas themselves have a spread that more people an area do not take away.
    let crowded = AreaPlan { people_per_area: 4e6, ..plan };
    assert!(smallest_uplift_of_areas(&design, crowded, 25, false).unwrap().unwrap() > 0.3 * smallest);
}

#[test]
fn fewer_reached_and_more_lost_ask_for_more_people() {
    let base = people_needed(&rate(0.3), 0.05, Approximation::Unpooled).unwrap();
    let half = people_needed(&PowerDesign { reached: 0.5, ..rate(0.3) }, 0.05, Approximation::Unpooled).unwrap();
    let ratio = half.control as f64 / base.control as f64;
    assert!((3.8..4.1).contains(&ratio), "{ratio}");
    let lost = people_needed(&PowerDesign { lost: 0.2, ..rate(0.3) }, 0.05, Approximation::Unpooled).unwrap();
    assert_eq!(lost.control, (base.control_seen / 0.8).ceil() as u64);
    // No power at no effect: five percent of alarms are alarms, not findings.
    let tiny = power_of_people(&rate(0.3), 1_000, 1e-20, Approximation::Unpooled).unwrap();
    agrees(tiny, 0.05, 1e-9);
}

#[test]
fn weeks_and_rupiah_follow_from_the_pace_and_the_price() {
    let capacity =
        Capacity { per_week: Some(12.0), wait_weeks: 8, cost_per_touch: Some(Rupiah::whole(450)), touches: 2 };
    let need = needs(1_000, 40, capacity);
    assert_eq!((need.weeks, need.cost), (Some(12), Some(Rupiah::whole(900_000))));
    assert_eq!(needs(1_000, 40, Capacity::default()).weeks, None);
}

#[test]
fn plans_that_cannot_be_are_refused_by_name() {
    let text =
        |design: PowerDesign, uplift| people_needed(&design, uplift, Approximation::Arcsine).unwrap_err().to_string();
    assert!(text(rate(1.2), 0.1).contains("rate of the control is 1.2"));
    assert!(text(rate(0.9), 0.2).contains("uplift is 0.2"));
    assert!(text(rate(0.9), 0.0).contains("uplift is 0"));
    assert!(text(PowerDesign { reached: 0.0, ..rate(0.5) }, 0.1).contains("share reached"));
    assert!(text(PowerDesign { lost: 1.0, ..rate(0.5) }, 0.1).contains("share lost"));
    let plan = AreaPlan { people_per_area: 50.0, people_cv: 0.0, icc: 1.0, strata: 1 };
    assert!(areas_needed(&rate(0.5), plan, 0.1).unwrap_err().to_string().contains("intra-area correlation is 1"));
    let plan = AreaPlan { icc: 0.5, ..plan };
    assert!(areas_needed(&rate(0.5), plan, 0.0005).unwrap_err().to_string().contains("200000 areas"));
}
