//! Choices that tell nothing, each with its sentence.

use crate::{Survey, Truth};
use choice::{
    Attribute, ChoiceError, ChoiceRows, Choices, Errors, Folds, by_alternative, constants, out_of_sample,
    willingness_to_pay,
};
use effectiveness::Level;
use effectiveness::money::FiellerSet;

fn survey() -> Survey {
    Truth { persons: 30, tasks: 4, coefficients: [-0.8, 0.6, 0.4], spread: 0.4 }.survey(7)
}

/// Tasks of two alternatives: who, task, whether chosen, one value.
fn small(rows: &[(&str, &str, bool, f64)]) -> Survey {
    Survey {
        persons: rows.iter().map(|r| r.0.to_owned()).collect(),
        tasks: rows.iter().map(|r| r.1.to_owned()).collect(),
        alternatives: (0..rows.len()).map(|row| row.to_string()).collect(),
        chosen: rows.iter().map(|r| r.2).collect(),
        attributes: vec![Attribute::new("price", rows.iter().map(|r| r.3).collect())],
    }
}

#[track_caller]
fn refused(survey: &Survey) -> String {
    survey.fit().unwrap_err().to_string()
}

#[test]
fn tasks_without_exactly_one_answer_are_named() {
    let none = small(&[
        ("ani", "1", true, 1.0),
        ("ani", "1", false, 2.0),
        ("budi", "4", false, 1.0),
        ("budi", "4", false, 2.0),
    ]);
    assert_eq!(refused(&none), "row 3: no alternative of task 4 of person budi is chosen, expected exactly one");
    let two = small(&[("ani", "1", true, 1.0), ("ani", "1", false, 2.0), ("ani", "1", true, 1.0)]);
    assert_eq!(
        refused(&two),
        "row 3: a second alternative of task 1 of person ani is chosen, the first in row 1; expected exactly one"
    );
    let alone = small(&[("ani", "1", true, 1.0), ("ani", "1", false, 2.0), ("ani", "2", true, 1.0)]);
    assert_eq!(refused(&alone), "row 3: task 2 of person ani has one alternative, expected at least two");
    assert_eq!(alone.fit().unwrap_err().row(), Some(3));
}

#[test]
fn an_alternative_offered_twice_is_named() {
    let mut made = survey();
    made.alternatives[1] = made.alternatives[0].clone();
    assert_eq!(refused(&made), "row 2: task 0 of person person 0 has alternative a twice, expected once");
}

#[test]
fn rows_and_columns_that_do_not_fit_are_named() {
    assert_eq!(refused(&small(&[])), "there are no rows, expected one for each alternative of each task");
    let mut made = survey();
    let rows = made.persons.len();
    made.attributes[1].values.pop();
    assert_eq!(refused(&made), format!("column home has {} values for {rows} rows, expected one a row", rows - 1));
    made.attributes.truncate(1);
    made.attributes.push(made.attributes[0].clone());
    assert_eq!(refused(&made), "attribute price is named twice, expected different names");
    made.attributes.clear();
    assert_eq!(made.fit().unwrap_err(), ChoiceError::NoAttributes);
    let short = ChoiceRows {
        persons: &["a", "a"],
        tasks: &["1"],
        alternatives: None,
        chosen: &[true, false],
        attributes: &[Attribute::new("x", vec![0.0, 1.0])],
    };
    assert!(Choices::read(&short).unwrap_err().to_string().starts_with("column of tasks has 1 values for 2 rows"));
}

#[test]
fn values_that_are_no_numbers_or_beyond_reason_are_named() {
    for (value, word) in [(f64::NAN, "NaN"), (f64::INFINITY, "inf")] {
        let mut made = survey();
        made.attributes[2].values[5] = value;
        assert_eq!(refused(&made), format!("row 6, attribute cover: {word}, expected a finite number"));
    }
    let mut made = survey();
    made.attributes[0].values[3] = 1e200;
    assert!(
        refused(&made).starts_with("attribute price differs between alternatives by up to 1e200"),
        "{}",
        refused(&made)
    );
    made.attributes[0].values[3] = f64::MAX;
    made.attributes[0].values[2] = f64::MIN;
    assert!(matches!(made.fit().unwrap_err(), ChoiceError::OutOfScale { .. }));
}

#[test]
fn an_attribute_that_never_differs_inside_a_task_is_named() {
    let mut made = survey();
    made.attributes[1].values = made.persons.iter().map(|p| p.len() as f64 + 0.1).collect();
    assert_eq!(
        refused(&made),
        "attribute home never differs between the alternatives of a task, so its coefficient cannot be told; leave it out, or \
         cross it with the alternatives"
    );
}

#[test]
fn attributes_that_add_up_to_another_are_named() {
    let mut made = survey();
    let sum = (0..made.persons.len()).map(|r| 2.0 * made.attributes[0].values[r] - made.attributes[2].values[r] + 7.0);
    made.attributes.push(Attribute::new("total", sum.collect()));
    assert_eq!(
        refused(&made),
        "attribute total is a sum of multiples of price, cover, so their coefficients cannot be told apart; leave one out"
    );
    made.attributes.pop();
    let words: Vec<String> = made.alternatives.clone();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut all = constants(&words, "a").unwrap();
    let base = words.iter().map(|w| f64::from(u8::from(*w == "a"))).collect();
    all.push(Attribute::new("a", base));
    made.attributes = all;
    assert!(
        matches!(made.fit().unwrap_err(), ChoiceError::Collinear { attribute, others } if attribute == "a" && others == ["b", "c", "d"])
    );
}

#[test]
fn a_rule_without_exceptions_is_refused_by_name() {
    // Everybody takes the cheapest.
    let mut made = survey();
    for row in 0..made.persons.len() {
        let own = |r: &usize| made.persons[*r] == made.persons[row] && made.tasks[*r] == made.tasks[row];
        let best = (0..made.persons.len()).filter(own).min_by(|a, b| {
            let price = |r: usize| made.attributes[0].values[r];
            price(*a).total_cmp(&price(*b)).then(a.cmp(b))
        });
        made.chosen[row] = best == Some(row);
    }
    let named = |error: ChoiceError| match error {
        ChoiceError::PerfectPrediction { attribute } => attribute,
        other => panic!("{other:?}"),
    };
    assert_eq!(named(made.fit().unwrap_err()), "price");
    // Nobody ever takes what has a fourth feature; the others are chosen as people like.
    let mut made = survey();
    let never = made.chosen.iter().enumerate().map(|(row, chosen)| f64::from(u8::from(!chosen && row % 5 == 0)));
    made.attributes.push(Attribute::new("debt", never.collect()));
    assert_eq!(named(made.fit().unwrap_err()), "debt");
    // And whatever has it is always taken; a large unit changes nothing.
    let always = made.chosen.iter().enumerate().map(|(row, chosen)| if *chosen && row % 3 == 0 { 5e6 } else { 0.0 });
    made.attributes[3] = Attribute::new("gift", always.collect());
    assert_eq!(named(made.fit().unwrap_err()), "gift");
}

#[test]
fn an_outlier_does_not_hide_a_rule() {
    let mut made = survey();
    let chosen = made.chosen.iter().position(|c| *c).unwrap();
    let never = made.chosen.iter().enumerate().map(|(row, chosen)| f64::from(u8::from(!chosen && row % 5 == 0)));
    made.attributes.push(Attribute::new("debt", never.collect()));
    made.attributes[2].values[chosen] = -1e3;
    assert!(matches!(made.fit().unwrap_err(), ChoiceError::PerfectPrediction { attribute } if attribute == "debt"));
}

#[test]
fn an_outlier_is_no_rule() {
    let mut made = survey();
    let chosen = made.chosen.iter().position(|c| *c).unwrap();
    made.attributes[2].values[chosen] = -1e6;
    let model = made.fit().unwrap();
    assert!(model.coefficients[2].abs() < 1e-4, "{:?}", model.coefficients);
}

#[test]
fn too_few_persons_for_errors_by_person_are_counted() {
    let made = survey();
    let of_three: Vec<usize> = (0..made.persons.len())
        .filter(|r| ["person 0", "person 1", "person 2"].contains(&made.persons[*r].as_str()))
        .collect();
    let three = made.rows(&of_three).fit();
    let sentence = "3 persons, and errors by person take at least 4: one more than there are attributes";
    match three {
        Ok(model) => {
            assert_eq!(model.table(Errors::ByPerson, Level::NINETY_FIVE).unwrap_err().to_string(), sentence);
            assert!(model.table(Errors::Hessian, Level::NINETY_FIVE).is_ok());
            assert_eq!(model.draws(100, 1, Errors::ByPerson).unwrap_err().to_string(), sentence);
        }
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_price_that_puts_nobody_off_says_nothing_in_money() {
    let model = survey().fit().unwrap();
    let paid = |price: &str| willingness_to_pay(&model, price, Errors::Hessian, Level::NINETY_FIVE).unwrap_err();
    assert!(paid("home").to_string().starts_with("the coefficient of home is 0."), "{}", paid("home"));
    assert_eq!(paid("harga").to_string(), "there is no attribute harga; attributes are price, home, cover");
    let mut alone = survey();
    alone.attributes.truncate(1);
    let model = alone.fit().unwrap();
    let error = willingness_to_pay(&model, "price", Errors::Hessian, Level::NINETY_FIVE).unwrap_err();
    assert_eq!(error.to_string(), "price is the only attribute, so there is nothing to be willing to pay for");
}

#[test]
fn an_unclear_price_gives_amounts_without_ends() {
    let mut seen = 0;
    for seed in 0..20 {
        let made = Truth { persons: 12, tasks: 3, coefficients: [-0.05, 0.6, 0.4], spread: 0.0 }.survey(seed);
        let Ok(model) = made.fit() else { continue };
        if let Ok(paid) = willingness_to_pay(&model, "price", Errors::Hessian, Level::NINETY_FIVE) {
            seen += paid.iter().filter(|p| !matches!(p.interval, FiellerSet::Bounded(_))).count();
        }
    }
    assert!(seen >= 5, "{seen}");
}

#[test]
fn folds_that_cannot_be_made_or_fitted_are_named() {
    let choices = survey().read().unwrap();
    for folds in [0, 1, 31] {
        let error = out_of_sample(&choices, Folds { folds, seed: 1 }, Level::NINETY_FIVE).unwrap_err();
        assert_eq!(error, ChoiceError::BadFolds { folds, persons: 30 });
    }
    // Only one person was ever offered the feature.
    let mut made = survey();
    let only = made.persons.iter().enumerate().map(|(row, p)| if p == "person 4" { (row % 3) as f64 } else { 0.0 });
    made.attributes.push(Attribute::new("rare", only.collect()));
    let choices = made.read().unwrap();
    let error = out_of_sample(&choices, Folds::default(), Level::NINETY_FIVE).unwrap_err().to_string();
    assert!(error.starts_with("without fold ") && error.contains("attribute rare"), "{error}");
}

#[test]
fn offers_and_draws_that_do_not_fit_are_named() {
    let model = survey().fit().unwrap();
    let shares = |offers: &[Vec<f64>]| model.shares(offers).unwrap_err().to_string();
    assert_eq!(shares(&[]), "there are no alternatives to share out, expected at least one");
    assert_eq!(shares(&[vec![1.0, 0.0, 0.0], vec![1.0]]), "alternative 2 has 1 values, expected 3, one an attribute");
    let bad = vec![1.0, f64::NAN, 0.0];
    assert_eq!(shares(&[bad]), "alternative 1, attribute home: NaN, expected a finite number");
    let draws = |count| model.draws(count, 1, Errors::Hessian).unwrap_err().to_string();
    assert_eq!(draws(5), "5 draws, expected 100 to 100000");
    let few = model.draws(100, 1, Errors::Hessian).unwrap();
    assert!(model.share_intervals(&[vec![1.0, 0.0, 0.0]], &few[..3], Level::NINETY_FIVE).is_err());
}

#[test]
fn a_base_that_nobody_was_offered_is_named() {
    assert_eq!(
        constants(&["bus", "car"], "train").unwrap_err().to_string(),
        "alternative train is to be the base and does not occur; alternatives are bus, car"
    );
    let income = Attribute::new("income", vec![1.0]);
    assert!(matches!(by_alternative(&income, &["bus", "car"], "bus"), Err(ChoiceError::UnequalColumns { .. })));
}
