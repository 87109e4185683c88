//! Intervals hold a known truth as often as they say, and ignoring areas does not.

use domain::Verdict;
use effectiveness::by_area::{AreaSums, household_difference};
use effectiveness::distribution::normal_two_sided;
use effectiveness::{BinarySums, Level, uplift_by_area, uplift_by_person};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

const RUNS: u32 = 2000;

/// Three Monte-Carlo standard errors around a 95% rate.
fn allowed() -> f64 {
    3.0 * (0.95 * 0.05 / f64::from(RUNS)).sqrt()
}

fn kept(random: &mut Xoshiro256PlusPlus, count: u64, rate: f64) -> BinarySums {
    let kept = (0..count).filter(|_| random.r#gen::<f64>() < rate).count() as u64;
    BinarySums::new(count, kept).unwrap()
}

fn holds(verdict: &Verdict, truth: f64) -> bool {
    match verdict {
        Verdict::Estimate { low, high, .. } => (*low..=*high).contains(&truth),
        Verdict::TooEarly { needs } => panic!("{}", needs.en),
    }
}

#[test]
fn a_person_lots_interval_covers_the_truth_at_its_stated_rate() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_261_130);
    let (mut covered, mut alarms) = (0, 0);
    for _ in 0..RUNS {
        let (held_out, treated) = (kept(&mut random, 300, 0.55), kept(&mut random, 700, 0.60));
        covered += u32::from(holds(&uplift_by_person(treated, held_out, Level::NINETY_FIVE), 0.05));
        let same = uplift_by_person(kept(&mut random, 700, 0.55), held_out, Level::NINETY_FIVE);
        alarms += u32::from(matches!(same, Verdict::Estimate { p_value, .. } if p_value < 0.05));
    }
    let (rate, alarms) = (f64::from(covered) / f64::from(RUNS), f64::from(alarms) / f64::from(RUNS));
    println!("person lot: coverage {rate:.4}, false alarms {alarms:.4} over {RUNS} runs (allowed +- {:.4})", allowed());
    assert!((rate - 0.95).abs() <= allowed(), "{rate}");
    assert!((alarms - 0.05).abs() <= allowed(), "{alarms}");
}

/// Twenty areas of 5 to 45 people whose rates differ as an intra-area correlation of 0.05 has it.
fn areas(random: &mut Xoshiro256PlusPlus, rate: f64) -> Vec<BinarySums> {
    let half_width = (3.0 * 0.05 * rate * (1.0 - rate)).sqrt();
    (0..20)
        .map(|_| {
            let people = random.gen_range(5..=45);
            let own_rate = rate + half_width * random.gen_range(-1.0..=1.0);
            kept(random, people, own_rate)
        })
        .collect()
}

#[test]
fn area_means_cover_the_truth_and_persons_taken_for_independent_raise_false_alarms() {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_261_201);
    let (mut covered, mut naive_alarms, mut robust_alarms, mut area_alarms) = (0, 0, 0, 0);
    for _ in 0..RUNS {
        let (treated, held_out) = (areas(&mut random, 0.60), areas(&mut random, 0.55));
        covered += u32::from(holds(&uplift_by_area(&treated, &held_out, Level::NINETY_FIVE).0, 0.05));

        let (one, other) = (areas(&mut random, 0.55), areas(&mut random, 0.55));
        area_alarms += u32::from(!holds(&uplift_by_area(&one, &other, Level::NINETY_FIVE).0, 0.0));
        let in_arm = |treated: bool| {
            move |sums: &BinarySums| {
                let (rows, none) = (sums.moments(), effectiveness::Moments::default());
                if treated {
                    AreaSums { treated: rows, control: none }
                } else {
                    AreaSums { treated: none, control: rows }
                }
            }
        };
        let all: Vec<AreaSums> = one.iter().map(in_arm(true)).chain(other.iter().map(in_arm(false))).collect();
        let rows = household_difference(&all, Level::NINETY_FIVE).unwrap();
        naive_alarms += u32::from(normal_two_sided(rows.test.difference / rows.naive_standard_error) < 0.05);
        robust_alarms += u32::from(rows.test.p_value.unwrap() < 0.05);
    }
    let share = |count: u32| f64::from(count) / f64::from(RUNS);
    println!(
        "area lot, 20 areas an arm: coverage of area means {:.4}; false alarms: area means {:.4}, CR1 {:.4}, by person {:.4}",
        share(covered),
        share(area_alarms),
        share(robust_alarms),
        share(naive_alarms)
    );
    assert!((share(covered) - 0.95).abs() <= allowed(), "{}", share(covered));
    assert!((share(area_alarms) - 0.05).abs() <= allowed(), "{}", share(area_alarms));
    assert!(share(naive_alarms) > 0.10, "{}", share(naive_alarms));
}
