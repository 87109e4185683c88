//! Names of estimators as Indonesian readers see them.

use domain::{Language, estimator_name};
use effectiveness::Level;
use effectiveness::experiment::{Column, Contrast, Experiment, Grouping, evaluate};

/// English words that no Indonesian name may hold.
const ENGLISH: [&str; 16] = [
    "difference",
    "ratio",
    " of ",
    "interval",
    "test",
    "mean",
    "standard",
    "error",
    "degrees",
    "with",
    "weights",
    "score",
    "least",
    "areas",
    "method",
    "pooled",
];

fn names(c: &Contrast) -> Vec<String> {
    c.beside.iter().chain([&c.primary]).map(|e| e.estimator.clone()).collect()
}

fn experiment(rate: bool) -> Experiment {
    let rows = 0..240_usize;
    let value = |row: usize| (row * 7919 % 101) as f64;
    let outcome = |row: usize| if rate { f64::from(u8::from(value(row) > 60.0)) } else { value(row) };
    Experiment {
        outcome: Column { column: "y".into(), values: rows.clone().map(outcome).collect() },
        arm: Grouping::from_labels("arm", &rows.clone().map(|row| (row / 10 % 2).to_string()).collect::<Vec<_>>()),
        control: "0".into(),
        covariates: vec![Column { column: "x".into(), values: rows.map(|row| (row * 31 % 17) as f64).collect() }],
        ..Experiment::default()
    }
}

#[test]
fn every_name_that_an_evaluation_gives_is_indonesian_throughout() {
    let labels = |of: &dyn Fn(usize) -> usize| -> Vec<String> { (0..240).map(|row| of(row).to_string()).collect() };
    let strata = Grouping::from_labels("s", &labels(&|row| row % 3));
    let area_strata = Grouping::from_labels("s", &labels(&|row| row / 40 % 2));
    let pairs = Grouping::from_labels("s", &labels(&|row| row / 20));
    let cluster = Grouping::from_labels("v", &labels(&|row| row / 10));
    let mixed = Grouping::from_labels("v", &labels(&|row| row / 15));
    let one = Grouping::from_labels("arm", &labels(&|row| usize::from(row < 10)));
    let due = Column { column: "due".into(), values: vec![3.0; 240] };
    let few = |mut e: Experiment| {
        e.outcome.values.iter_mut().enumerate().for_each(|(row, y)| *y = f64::from(u8::from(row % 40 == 3)));
        e
    };
    let mut seen = Vec::new();
    for rate in [true, false] {
        let plain = experiment(rate);
        for case in [
            plain.clone(),
            Experiment { strata: Some(strata.clone()), ..plain.clone() },
            Experiment { denominator: Some(due.clone()), ..plain.clone() },
            Experiment { cluster: Some(cluster.clone()), ..plain.clone() },
            Experiment { cluster: Some(cluster.clone()), strata: Some(area_strata.clone()), ..plain.clone() },
            Experiment { cluster: Some(cluster.clone()), strata: Some(pairs.clone()), ..plain.clone() },
            Experiment { cluster: Some(mixed.clone()), ..plain.clone() },
            Experiment { cluster: Some(cluster.clone()), arm: one.clone(), ..plain.clone() },
            few(plain.clone()),
        ] {
            let answer = evaluate(&case, Level::NINETY_FIVE).unwrap();
            seen.extend(answer.answers.iter().flat_map(|arm| names(&arm.overall)));
        }
    }
    seen.sort();
    seen.dedup();
    assert!(seen.len() >= 20, "{seen:#?}");
    for name in seen {
        let id = estimator_name(&name, Language::Id);
        assert!(ENGLISH.iter().all(|word| !id.contains(word)), "{name}: {id}");
    }
}
