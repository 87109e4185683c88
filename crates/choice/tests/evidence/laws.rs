//! What must not matter, and what must follow.

use crate::{Survey, Truth, agrees};
use choice::{Attribute, ChoiceModel, Errors, by_alternative, constants, willingness_to_pay};
use effectiveness::Level;
use proptest::prelude::*;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

fn survey(seed: u64) -> Survey {
    Truth { persons: 40, tasks: 4, coefficients: [-0.8, 0.6, 0.4], spread: 0.4 }.survey(seed)
}

#[track_caller]
fn same(a: &ChoiceModel, b: &ChoiceModel, within: f64) {
    agrees(a.log_likelihood, b.log_likelihood, within);
    for errors in [Errors::Hessian, Errors::ByPerson] {
        let (x, y) = (a.standard_errors(errors).unwrap(), b.standard_errors(errors).unwrap());
        for k in 0..x.len() {
            assert!((a.coefficients[k] - b.coefficients[k]).abs() <= within * (x[k] + a.coefficients[k].abs()));
            agrees(x[k], y[k], within);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_order_of_rows_changes_no_bit(seed in 0_u64..1_000) {
        let made = survey(seed);
        let mut places: Vec<usize> = (0..made.persons.len()).collect();
        places.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
        prop_assert_eq!(made.fit().unwrap(), made.rows(&places).fit().unwrap());
    }

    #[test]
    fn names_of_alternatives_change_no_bit_and_those_of_persons_and_tasks_no_digit(seed in 0_u64..1_000) {
        let made = survey(seed);
        let mut renamed = made.clone();
        renamed.alternatives.iter_mut().for_each(|a| *a = format!("paket {a}"));
        prop_assert_eq!(made.fit().unwrap(), renamed.fit().unwrap());
        let backwards = |word: &mut String| *word = word.chars().rev().collect();
        renamed.persons.iter_mut().for_each(backwards);
        renamed.tasks.iter_mut().for_each(|t| *t = format!("{}", 9 - t.parse::<i32>().unwrap()));
        same(&made.fit().unwrap(), &renamed.fit().unwrap(), 1e-10);
    }

    #[test]
    fn something_added_to_all_alternatives_of_a_task_changes_nothing(seed in 0_u64..1_000, much in -50.0..50.0) {
        let made = survey(seed);
        let mut moved = made.clone();
        for (row, task) in made.tasks.iter().enumerate() {
            let person = made.persons[row].len() as f64;
            moved.attributes[0].values[row] += much * (task.parse::<f64>().unwrap() + person);
        }
        same(&made.fit().unwrap(), &moved.fit().unwrap(), 1e-9);
    }

    #[test]
    fn another_unit_turns_its_coefficient_and_what_people_would_pay_with_it(seed in 0_u64..1_000) {
        let made = survey(seed);
        let mut rupiah = made.clone();
        rupiah.attributes[0].values.iter_mut().for_each(|v| *v *= 16_800.0);
        let (a, b) = (made.fit().unwrap(), rupiah.fit().unwrap());
        agrees(a.log_likelihood, b.log_likelihood, 1e-12);
        agrees(a.coefficients[0], b.coefficients[0] * 16_800.0, 1e-9);
        agrees(a.importance()[0], b.importance()[0], 1e-9);
        let paid = |model: &ChoiceModel| willingness_to_pay(model, "price", Errors::ByPerson, Level::NINETY_FIVE);
        if let (Ok(a), Ok(b)) = (paid(&a), paid(&b)) {
            prop_assert!((a[0].estimate * 16_800.0 - b[0].estimate).abs() <= 1e-8 * b[0].standard_error);
            agrees(a[0].standard_error * 16_800.0, b[0].standard_error, 1e-8);
        }
    }
}

#[test]
fn every_person_twice_gives_the_same_coefficients_and_errors_smaller_by_the_root_of_two() {
    let made = survey(1);
    let rows = made.persons.len();
    let places: Vec<usize> = (0..rows).chain(0..rows).collect();
    let mut twice = made.rows(&places);
    twice.persons[rows..].iter_mut().for_each(|person| person.push_str(" again"));
    let (once, twice) = (made.fit().unwrap(), twice.fit().unwrap());
    agrees(twice.log_likelihood, 2.0 * once.log_likelihood, 1e-12);
    for errors in [Errors::Hessian, Errors::ByPerson] {
        let (a, b) = (once.standard_errors(errors).unwrap(), twice.standard_errors(errors).unwrap());
        for k in 0..3 {
            agrees(twice.coefficients[k], once.coefficients[k], 1e-10);
            agrees(a[k], b[k] * 2.0_f64.sqrt(), 1e-10);
        }
    }
}

#[test]
fn a_person_who_answers_everything_twice_is_no_surer_by_person() {
    let made = survey(2);
    let rows = made.persons.len();
    let places: Vec<usize> = (0..rows).chain(0..rows).collect();
    let mut twice = made.rows(&places);
    twice.tasks[rows..].iter_mut().for_each(|task| task.push_str(" again"));
    let (once, twice) = (made.fit().unwrap(), twice.fit().unwrap());
    let errors = |model: &ChoiceModel, errors| model.standard_errors(errors).unwrap();
    for k in 0..3 {
        agrees(errors(&twice, Errors::ByPerson)[k], errors(&once, Errors::ByPerson)[k], 1e-10);
        agrees(errors(&once, Errors::Hessian)[k], errors(&twice, Errors::Hessian)[k] * 2.0_f64.sqrt(), 1e-10);
    }
}

#[test]
fn threads_change_no_bit() {
    let made = Truth { persons: 900, tasks: 5, coefficients: [-0.8, 0.6, 0.4], spread: 0.4 }.survey(3);
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| made.fit().unwrap())
    };
    assert_eq!(run(1), run(2));
    assert_eq!(run(1), run(7));
}

#[test]
fn constants_alone_give_the_shares_that_were_chosen() {
    // 60 people choose among three; shares 30, 18, 12.
    let names = ["a", "b", "c"];
    let mut made = survey(1).rows(&[]);
    for person in 0..60 {
        let best = usize::from(person >= 30) + usize::from(person >= 48);
        for (place, name) in names.iter().enumerate() {
            made.persons.push(person.to_string());
            made.tasks.push("1".to_owned());
            made.alternatives.push((*name).to_owned());
            made.chosen.push(place == best);
        }
    }
    let words: Vec<String> = made.alternatives.clone();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    made.attributes = constants(&words, "a").unwrap();
    let model = made.fit().unwrap();
    agrees(model.coefficients[0], (18.0_f64 / 30.0).ln(), 1e-12);
    agrees(model.coefficients[1], (12.0_f64 / 30.0).ln(), 1e-12);
    // The variance of a log ratio of two counts.
    agrees(model.standard_errors(Errors::Hessian).unwrap()[0], (1.0_f64 / 18.0 + 1.0 / 30.0).sqrt(), 1e-10);
    agrees(model.standard_errors(Errors::ByPerson).unwrap()[0], (1.0_f64 / 18.0 + 1.0 / 30.0).sqrt(), 1e-10);
    let age = Attribute::new("age", (0..180).map(|row| f64::from(row / 3 % 7)).collect());
    let crossed = by_alternative(&age, &words, "a").unwrap();
    assert_eq!((crossed[0].name.as_str(), crossed[0].values[4], crossed[0].values[3]), ("age: b", 1.0, 0.0));
}
