//! Habits of made-up people whose habits are known, what must not matter, and refusals.
#![allow(clippy::unwrap_used)]

use clustering::adjusted_rand;
use habits::{ChoiceParams, HabitParams, MonthTraits, PaymentRecord, choose};
use proptest::prelude::*;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Chances to skip an ordinary and a lean month, to stop, to come back, and the days of payment.
#[derive(Clone, Copy)]
struct Way {
    skip: f64,
    skip_lean: f64,
    stop: f64,
    back: f64,
    days: (u32, u32),
}

const STEADY: Way = Way { skip: 0.03, skip_lean: 0.05, stop: 0.01, back: 0.2, days: (1, 14) };
const SEASONAL: Way = Way { skip: 0.06, skip_lean: 0.8, stop: 0.01, back: 0.2, days: (3, 22) };
const QUITTING: Way = Way { skip: 0.15, skip_lean: 0.2, stop: 0.12, back: 0.03, days: (5, 28) };

const MONTHS: u32 = 24;

/// The first three months of each year are lean; a discount holds in the second year.
fn traits() -> Vec<MonthTraits> {
    let bits = |holds: fn(u32) -> bool| (0..MONTHS).filter(|b| holds(*b)).map(|b| 1_u64 << b).sum();
    vec![MonthTraits { lean: bits(|b| b % 12 < 3), discounted: bits(|b| b >= 12) }]
}

fn person(way: Way, rng: &mut impl Rng) -> PaymentRecord {
    let start = rng.gen_range(0..MONTHS - 6);
    let lean = traits()[0].lean;
    let mut record = PaymentRecord { joined: start > 0, ..PaymentRecord::default() };
    let mut stopped = false;
    for bit in start..MONTHS {
        record.due |= 1 << bit;
        let skip = if lean >> bit & 1 == 1 { way.skip_lean } else { way.skip };
        let joins = record.joined && bit == start;
        let pays = if joins {
            true
        } else if stopped {
            rng.gen_bool(way.back)
        } else {
            stopped = rng.gen_bool(way.stop);
            !stopped && !rng.gen_bool(skip)
        };
        if pays {
            stopped = false;
            record.covered |= 1 << bit;
            if !joins {
                record.days = record.days.with(rng.gen_range(way.days.0..=way.days.1));
            }
        }
    }
    record
}

fn people(ways: &[Way], count: usize, seed: u64) -> (Vec<PaymentRecord>, Vec<u32>) {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..count).map(|i| (person(ways[i % ways.len()], &mut rng), (i % ways.len()) as u32)).unzip()
}

fn three() -> HabitParams {
    HabitParams { habits: 3, ..HabitParams::default() }
}

#[test]
fn habits_and_who_has_them_are_found_again() {
    let (records, truth) = people(&[STEADY, SEASONAL, QUITTING], 6_000, 1);
    let model = three().fit(&records, &traits()).unwrap();
    let chances = model.chances(&records, &traits()).unwrap();
    let agreement = adjusted_rand(&model.likeliest(&chances), &truth).unwrap();
    println!("adjusted Rand index {agreement:.3}");
    assert!(agreement > 0.7, "{agreement}");
    let lean = |h: &&habits::Habit| h.behaviour().skip_lean;
    let seasonal = model.habits.iter().max_by(|a, b| lean(a).total_cmp(&lean(b))).unwrap();
    assert!((seasonal.skip[2] - 0.8).abs() < 0.03 && (seasonal.skip[0] - 0.06).abs() < 0.02, "{seasonal:?}");
    let quitting = model.habits.iter().max_by(|a, b| a.stop[2].total_cmp(&b.stop[2])).unwrap();
    assert!((quitting.stop[2] - 0.12).abs() < 0.03, "{quitting:?}");
}

#[test]
fn chances_say_how_sure_they_are() {
    let (records, truth) = people(&[STEADY, SEASONAL, QUITTING], 9_000, 2);
    let model = three().fit(&records, &traits()).unwrap();
    let chances = model.chances(&records, &traits()).unwrap();
    let likeliest = model.likeliest(&chances);
    // The type that most people of a habit have stands for it.
    let mut common = [[0_u32; 3]; 3];
    for (habit, kind) in likeliest.iter().zip(&truth) {
        common[*habit as usize][*kind as usize] += 1;
    }
    let stands_for = |habit: u32| (0..3).max_by_key(|t| common[habit as usize][*t]).unwrap() as u32;
    for (from, to) in [(0.4, 0.6), (0.6, 0.8), (0.8, 0.95), (0.95, 1.01)] {
        let inside: Vec<(f64, bool)> = chances
            .chunks(3)
            .zip(&likeliest)
            .zip(&truth)
            .map(|((row, h), t)| (row[*h as usize], stands_for(*h) == *t))
            .filter(|(chance, _)| (from..to).contains(chance))
            .collect();
        let said = inside.iter().map(|(c, _)| c).sum::<f64>() / inside.len() as f64;
        let right = inside.iter().filter(|(_, right)| *right).count() as f64 / inside.len() as f64;
        let error = 4.0 * (said * (1.0 - said) / inside.len() as f64).sqrt() + 0.01;
        println!("said {said:.3}, right {right:.3} of {}", inside.len());
        assert!((said - right).abs() < error, "{from}: said {said:.3}, right {right:.3} of {}", inside.len());
    }
}

#[test]
fn the_number_is_proposed_and_one_habit_for_all_is_seen() {
    let propose = |ways: &[Way]| {
        let (records, _) = people(ways, 4_000, 3);
        choose(&ChoiceParams { most: 5, ..ChoiceParams::default() }, &records, &traits(), &mut |_| {}).unwrap()
    };
    assert_eq!(propose(&[STEADY, SEASONAL, QUITTING]).proposed, Some(3));
    assert_eq!(propose(&[SEASONAL]).proposed, None);
}

#[test]
fn the_order_of_people_and_the_number_of_threads_change_no_bit() {
    let (mut records, _) = people(&[STEADY, SEASONAL], 2_000, 4);
    let params = HabitParams { habits: 2, passes: 10, ..HabitParams::default() };
    let model = params.fit(&records, &traits()).unwrap();
    records.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(5));
    assert_eq!(params.fit(&records, &traits()).unwrap(), model);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(alone.install(|| params.fit(&records, &traits()).unwrap()), model);
}

#[test]
fn what_cannot_be_told_apart_is_refused() {
    let (records, _) = people(&[STEADY], 30, 6);
    let refused = |habits: usize, records: &[PaymentRecord]| {
        HabitParams { habits, ..HabitParams::default() }.fit(records, &traits()).unwrap_err().to_string()
    };
    assert!(refused(2, &records).starts_with("30 people have months due"));
    assert!(refused(0, &records).contains("expected 1 to 12"));
    let mut stranger = records.clone();
    stranger[0].group = 7;
    assert!(refused(1, &stranger).contains("group 7"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_record_has_chances_that_add_up(
        due in any::<u64>(),
        covered in any::<u64>(),
        late in any::<u64>(),
        prepaid in any::<u64>(),
        joined in any::<bool>(),
    ) {
        let (records, _) = people(&[STEADY, SEASONAL], 400, 7);
        let fitting = HabitParams { habits: 2, starts: 1, short_passes: 3, passes: 3, ..HabitParams::default() };
        let model = fitting.fit(&records, &traits()).unwrap();
        let odd = PaymentRecord { joined, due, covered, late, prepaid, ..PaymentRecord::default() };
        let chances = model.chances(&[odd], &traits()).unwrap();
        prop_assert!(chances.iter().all(|c| (0.0..=1.0).contains(c)));
        prop_assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
