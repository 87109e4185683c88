//! What must not matter, and what must add up.

use crate::{read, row};
use journeys::{Attribution, Bootstrap, JourneyRow, Journeys, Rule, attribute, markov, shapley};
use proptest::prelude::*;
use rust_decimal::Decimal;

const NAMES: [&str; 5] = ["cetak", "loket", "radio", "surel", "whatsapp"];

fn some_rows() -> impl Strategy<Value = Vec<(String, u64, u64)>> {
    let path = prop::collection::vec(0..NAMES.len(), 1..7)
        .prop_map(|touches| touches.into_iter().map(|t| NAMES[t]).collect::<Vec<_>>().join(" > "));
    prop::collection::vec((path, 0_u64..6, 0_u64..20), 1..40).prop_map(|mut rows| {
        rows[0].1 += 1;
        rows
    })
}

fn rows(from: &[(String, u64, u64)]) -> Vec<JourneyRow<'_>> {
    from.iter()
        .map(|(path, paid, lost)| JourneyRow { value: Decimal::from(*paid), ..row(path, *paid, *lost) })
        .collect()
}

fn answer(rows: &[JourneyRow<'_>]) -> Option<Attribution> {
    attribute(&read(rows), 1, Bootstrap { draws: 100, seed: 3, level: 0.9 }).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_order_of_rows_changes_no_bit(made in some_rows(), turn in 0_usize..40) {
        let mut turned = made.clone();
        let by = turn % made.len();
        turned.rotate_left(by);
        prop_assert_eq!(answer(&rows(&made)), answer(&rows(&turned)));
    }

    #[test]
    fn a_row_split_in_two_changes_no_bit(made in some_rows()) {
        let split: Vec<(String, u64, u64)> = made
            .iter()
            .flat_map(|(path, paid, lost)| [(path.clone(), *paid, 0), (path.replace(" > ", ">"), 0, *lost)])
            .collect();
        prop_assert_eq!(answer(&rows(&made)), answer(&rows(&split)));
    }

    #[test]
    fn shares_add_up_to_one_by_every_rule(made in some_rows()) {
        if let Some(answer) = answer(&rows(&made)) {
            for rule in &answer.rules {
                let sum: f64 = rule.channels.iter().map(|c| c.share).sum();
                prop_assert!((sum - 1.0).abs() < 1e-11, "{:?} {}", rule.rule, sum);
                let money: Decimal = rule.channels.iter().filter_map(|c| c.value).sum();
                prop_assert_eq!(money, answer.value.unwrap());
            }
        }
    }

    #[test]
    fn ten_times_the_journeys_give_the_same_shares(made in some_rows()) {
        let more: Vec<_> = made.iter().map(|(path, paid, lost)| (path.clone(), paid * 10, lost * 10)).collect();
        let (a, b) = (markov(&read(&rows(&made)), 2).unwrap(), markov(&read(&rows(&more)), 2).unwrap());
        for (x, y) in a.shares.iter().zip(&b.shares) {
            prop_assert!((x - y).abs() < 1e-12);
        }
    }

    #[test]
    fn shapley_values_add_up_to_the_rate_of_payment(made in some_rows()) {
        let journeys = read(&rows(&made));
        let rate = journeys.converted() as f64 / (journeys.converted() + journeys.lost()) as f64;
        prop_assert!((shapley(&journeys).unwrap().values.iter().sum::<f64>() - rate).abs() < 1e-12);
    }
}

#[test]
fn names_of_channels_and_blanks_around_them_do_not_matter() {
    let a = markov(&read(&[row("a > b", 5, 9), row("b", 2, 9), row("c > a", 1, 3)]), 1).unwrap();
    let rows = [row("x|y", 5, 9), row(" y ", 2, 9), row("z | x", 1, 3)];
    assert_eq!(a, markov(&Journeys::read(&rows, "|").unwrap(), 1).unwrap());
    let rows = [row("a b", 5, 9), row("b", 2, 9), row("c a", 1, 3)];
    assert_eq!(a, markov(&Journeys::read(&rows, " ").unwrap(), 1).unwrap());
    let rows = [row("a->b", 5, 9), row("b", 2, 9), row("c -> a", 1, 3)];
    assert_eq!(a, markov(&Journeys::read(&rows, " -> ").unwrap(), 1).unwrap());
}

#[test]
fn the_same_seed_gives_the_same_intervals_whatever_the_threads() {
    let made = [row("a > b", 50, 90), row("b", 20, 90), row("c > a", 10, 30)];
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| attribute(&read(&made), 1, Bootstrap::default()).unwrap())
    };
    assert_eq!(run(1), run(3));
    assert!(run(1).rules.iter().any(|r| r.rule == Rule::Shapley));
}
