//! Intervals that hold however often somebody looks.

use crate::agrees;
use domain::Verdict;
use effectiveness::looks::{ConfidenceSequence, Spending, spending_bounds, while_running};
use effectiveness::{
    BinarySums, EffectivenessError, Level, Moments, months_by_person_while_running, uplift_by_area,
    uplift_by_area_while_running, uplift_by_person, uplift_by_person_while_running,
};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn sums(kept: u64, count: u64) -> BinarySums {
    BinarySums::new(count, kept).unwrap()
}

/// gbstats `SequentialTwoSidedTTest`, tuning parameter 5000, the Womens arm of the e-mail experiment.
#[test]
fn the_confidence_sequence_agrees() {
    let sequence = ConfidenceSequence::narrowest_at(5000, Level::NINETY_FIVE);
    agrees(sequence.rho(), 0.039_840_1, 1e-6);
    let (treated, control) = (sums(3238, 21_387), sums(2262, 21_306));
    let interval = sequence.of_rates(treated, control).unwrap();
    agrees(interval.low, 0.034_816_08, 1e-6);
    agrees(interval.high, 0.055_650_14, 1e-6);
    // The half-width given beside is that of a mean, whose variance has the divisor n - 1.
    let interval = sequence.of_means(treated.moments(), control.moments()).unwrap();
    agrees(0.5 * (interval.high - interval.low), 0.010_417_27, 1e-6);
}

/// Five equal looks at one-sided 0.025: a trapezoid recursion over 6,001 points in numpy. For the second look of Pocock's,
/// scipy's bivariate normal says the same. Printed tables (4.8769 3.3569 2.6803 2.2898 2.0310) are met to one in the last digit.
#[test]
fn spending_bounds_of_five_equal_looks_agree() {
    let times = [0.2, 0.4, 0.6, 0.8, 1.0];
    let cases = [
        (Spending::ObrienFleming, [4.876_884_95, 3.357_011_92, 2.680_280_01, 2.289_816_66, 2.031_031_88]),
        (Spending::Pocock, [2.437_976_69, 2.426_813_81, 2.410_194_04, 2.396_649_10, 2.385_999_41]),
    ];
    for (spending, bounds) in cases {
        let looks = spending_bounds(&times, 0.025, spending).unwrap();
        for (look, bound) in looks.iter().zip(bounds) {
            assert!((look.bound - bound).abs() < 1e-6, "{spending:?} {} {bound}", look.bound);
        }
        agrees(looks[4].spent, 0.025, 1e-9);
    }
}

#[test]
fn one_look_is_the_ordinary_test_and_looks_may_be_many_and_uneven() {
    let one = spending_bounds(&[1.0], 0.025, Spending::Pocock).unwrap();
    agrees(one[0].bound, 1.959_963_984_540_054, 1e-9);
    let uneven = spending_bounds(&[0.001, 0.3, 0.31, 0.9, 1.0], 0.025, Spending::ObrienFleming).unwrap();
    assert!(uneven[0].bound.is_infinite() && uneven[1..].iter().all(|l| l.bound.is_finite()));
    let daily: Vec<f64> = (1..=120).map(|day| f64::from(day) / 120.0).collect();
    let daily = spending_bounds(&daily, 0.025, Spending::ObrienFleming).unwrap();
    assert!(daily[119].bound > 2.0 && daily[119].bound < 2.2, "{}", daily[119].bound);
    for (times, alpha) in [(vec![], 0.025), (vec![0.5, 0.4], 0.025), (vec![0.5, 1.1], 0.025), (vec![1.0], 0.5)] {
        let refused = spending_bounds(&times, alpha, Spending::Pocock);
        assert!(matches!(refused, Err(EffectivenessError::BadLooks { .. })));
    }
}

/// Thirty equal looks at an experiment in which nothing was caused.
#[test]
fn looking_thirty_times_fools_z_but_neither_the_sequence_nor_the_spending_bounds() {
    const RUNS: u32 = 600;
    const LOOKS: u32 = 30;
    const A_DAY: u64 = 350;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20_261_126);
    let sequence = ConfidenceSequence::narrowest_at(5000, Level::NINETY_FIVE);
    let times: Vec<f64> = (1..=LOOKS).map(|look| f64::from(look) / f64::from(LOOKS)).collect();
    let bounds = spending_bounds(&times, 0.025, Spending::ObrienFleming).unwrap();
    let (mut by_z, mut by_sequence, mut by_bounds, mut at_last) = (0, 0, 0, 0);
    for _ in 0..RUNS {
        let (mut treated, mut control) = (sums(0, 0), sums(0, 0));
        let mut alarms = [false; 4];
        for bound in &bounds {
            let mut day = || sums((0..A_DAY).filter(|_| random.r#gen::<f64>() < 0.106).count() as u64, A_DAY);
            (treated, control) = (treated.merged(day()), control.merged(day()));
            let fit = effectiveness::by_person::difference_of_proportions(treated, control, Level::NINETY_FIVE);
            let z = fit.unwrap().z.unwrap_or(0.0).abs();
            alarms[3] = z > 1.96;
            alarms[0] |= z > 1.96;
            alarms[1] |= sequence.of_rates(treated, control).is_some_and(|i| !i.contains(0.0));
            alarms[2] |= z > bound.bound;
        }
        let [z, s, b, last] = alarms.map(u32::from);
        (by_z, by_sequence, by_bounds, at_last) = (by_z + z, by_sequence + s, by_bounds + b, at_last + last);
    }
    let share = |count: u32| f64::from(count) / f64::from(RUNS);
    println!(
        "30 looks, nothing caused: z {:.3}, at the last {:.3}, sequence {:.3}, spending {:.3} of {RUNS} runs",
        share(by_z),
        share(at_last),
        share(by_sequence),
        share(by_bounds)
    );
    let error = |rate: f64| 3.0 * (rate * (1.0 - rate) / f64::from(RUNS)).sqrt();
    assert!((share(by_z) - 0.27).abs() < error(0.27) + 0.02, "{}", share(by_z));
    assert!(share(by_sequence) <= 0.05 && share(by_bounds) <= 0.05 + error(0.05));
    assert!((share(at_last) - 0.05).abs() <= error(0.05));
}

#[test]
fn a_running_campaign_is_told_by_the_sequence_and_an_answer_stands() {
    let days: Vec<(BinarySums, BinarySums)> = (1..=20)
        .map(|day| (sums(day * 60 - if day > 15 { 300 } else { 0 }, day * 100), sums(day * 40, day * 100)))
        .collect();
    let shrinking = while_running(&days, 2000, Level::NINETY_FIVE).unwrap_err();
    assert_eq!(shrinking, EffectivenessError::SumsShrink { day: 16 });
    let looks = while_running(&days[..15], 2000, Level::NINETY_FIVE).unwrap();
    assert!(looks[0].sentence.en.contains("Nothing can be concluded"));
    assert!(looks[14].sentence.en.contains("It works: since day"), "{}", looks[14].sentence.en);
    let nothing_yet = while_running(&[(sums(0, 10), sums(3, 10))], 2000, Level::NINETY_FIVE).unwrap();
    assert_eq!(nothing_yet[0].interval, None);
}

fn alarm(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Estimate { low, high, .. } if *low > 0.0 || *high < 0.0)
}

/// A campaign's whole lot from the first day, payments of half of them spread over sixty days, nothing caused, a look every day.
#[test]
fn looking_every_day_while_payments_come_in_fools_the_last_interval_but_not_the_running_one() {
    const RUNS: u32 = 500;
    const DAYS: usize = 60;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(31_032_027);
    let (mut fixed, mut running, mut area_fixed, mut area_running) = (0, 0, 0, 0);
    for _ in 0..RUNS {
        // Persons: 800 and 400. Areas: 24 and 16 of 30 people who are alike.
        let mut paid_on = |n: u64, rate: f64| -> Vec<usize> {
            let mut days = vec![0; DAYS];
            (0..n).for_each(|_| {
                if random.r#gen::<f64>() < rate {
                    days[random.gen_range(0..DAYS)] += 1;
                }
            });
            days
        };
        let (treated, held_out) = (paid_on(800, 0.5), paid_on(400, 0.5));
        let mut areas: Vec<Vec<usize>> = Vec::new();
        for _ in 0..40 {
            let rate = 0.35 + 0.3 * paid_on(1, 0.5).iter().sum::<usize>() as f64;
            areas.push(paid_on(30, rate));
        }
        let mut seen = [false; 4];
        for day in 1..=DAYS {
            let so_far = |days: &[usize]| days[..day].iter().sum::<usize>() as u64;
            let (t, h) = (sums(so_far(&treated), 800), sums(so_far(&held_out), 400));
            seen[0] |= alarm(&uplift_by_person(t, h, Level::NINETY_FIVE));
            seen[1] |= alarm(&uplift_by_person_while_running(t, h, Level::NINETY_FIVE));
            let lot: Vec<BinarySums> = areas.iter().map(|a| sums(so_far(a), 30)).collect();
            seen[2] |= alarm(&uplift_by_area(&lot[..24], &lot[24..], Level::NINETY_FIVE).0);
            seen[3] |= alarm(&uplift_by_area_while_running(&lot[..24], &lot[24..], Level::NINETY_FIVE).0);
        }
        let [a, b, c, d] = seen.map(u32::from);
        (fixed, running, area_fixed, area_running) = (fixed + a, running + b, area_fixed + c, area_running + d);
    }
    let share = |count: u32| f64::from(count) / f64::from(RUNS);
    println!(
        "60 looks while payments come in, nothing caused: persons {:.3} and running {:.3}, areas {:.3} and running {:.3} of {RUNS}",
        share(fixed),
        share(running),
        share(area_fixed),
        share(area_running)
    );
    assert!(share(fixed) > 0.12 && share(area_fixed) > 0.12, "{} {}", share(fixed), share(area_fixed));
    assert!(share(running) <= 0.05 && share(area_running) <= 0.05, "{} {}", share(running), share(area_running));
}

#[test]
fn the_running_answer_has_the_same_estimate_a_wider_interval_and_a_p_value_that_agrees_with_it() {
    for (kept, held) in [(480, 200), (420, 200), (405, 200), (560, 200)] {
        let (t, h) = (sums(kept, 800), sums(held, 400));
        let end = uplift_by_person(t, h, Level::NINETY_FIVE);
        let now = uplift_by_person_while_running(t, h, Level::NINETY_FIVE);
        let (
            Verdict::Estimate { uplift, low, high, p_value, .. },
            Verdict::Estimate { uplift: same, low: inner, high: upper, p_value: smaller, .. },
        ) = (now, end)
        else {
            panic!("enough people")
        };
        assert!((uplift - same).abs() < 1e-12 && low < inner && high > upper);
        assert!(p_value >= smaller && p_value <= 1.0);
        assert_eq!(p_value < 0.05, low > 0.0 || high < 0.0, "{p_value} [{low}; {high}]");
    }
}

#[test]
fn few_areas_and_months_that_do_not_differ_wait_for_the_end() {
    let lot: Vec<BinarySums> = (0..16).map(|i| sums(10 + i % 5, 30)).collect();
    let (early, _) = uplift_by_area_while_running(&lot[..9], &lot[9..], Level::NINETY_FIVE);
    assert!(matches!(early, Verdict::TooEarly { needs } if needs.en.contains("While the campaign runs")));
    let flat = Moments::of((0..40).map(|_| 3.0));
    let verdict = months_by_person_while_running(flat, flat, Level::NINETY_FIVE);
    assert!(matches!(verdict, Verdict::TooEarly { .. }));
}
