//! Journeys that get no credit, each with its sentence.

use crate::{read, row};
use journeys::{Bootstrap, JourneyRow, Journeys, JourneysError, attribute, markov};
use rust_decimal::Decimal;

fn refusal(rows: &[JourneyRow<'_>]) -> String {
    Journeys::read(rows, " > ").unwrap_err().to_string()
}

#[test]
fn nothing_to_share_is_refused() {
    assert_eq!(refusal(&[]), "there are no journeys, expected at least one row");
    assert_eq!(
        refusal(&[row("a", 0, 7), row("b > a", 0, 2)]),
        "none of 9 journeys ended in a payment, so there is no credit to give; expected at least one"
    );
}

#[test]
fn empty_paths_and_touches_are_named_by_row() {
    assert_eq!(refusal(&[row("a", 1, 0), row("  ", 1, 0)]), "row 2: the path is empty, expected at least one channel");
    let gap = refusal(&[row("a > > b", 1, 0)]);
    assert_eq!(gap, "row 1: touch 2 of path `a > > b` is empty, expected a channel between every two separators");
    assert!(refusal(&[row("a > ", 1, 0)]).starts_with("row 1: touch 2"));
    assert_eq!(Journeys::read(&[row("a", 1, 0)], ""), Err(JourneysError::EmptySeparator));
}

#[test]
fn money_below_zero_or_without_a_payment_is_refused() {
    let with = |conversions, value| JourneyRow { value, ..row("a", conversions, 1) };
    assert_eq!(refusal(&[with(1, Decimal::from(-5))]), "row 1: the value is -5, expected zero or more");
    assert!(refusal(&[with(0, Decimal::from(5))]).contains("no journey of the row ended in a payment"));
    assert!(matches!(
        Journeys::read(&[with(1, Decimal::MAX), with(1, Decimal::MAX)], ">"),
        Err(JourneysError::TooLarge { row: 2 })
    ));
}

#[test]
fn counts_beyond_reason_are_refused_and_do_not_run_over() {
    assert!(matches!(Journeys::read(&[row("a", u64::MAX, u64::MAX)], ">"), Err(JourneysError::TooLarge { row: 1 })));
}

#[test]
fn free_text_in_place_of_channels_is_refused() {
    let names: Vec<String> = (0..5_000).map(|i| format!("orang {i}")).collect();
    let rows: Vec<_> = names.iter().map(|n| row(n, 1, 0)).collect();
    assert!(refusal(&rows).starts_with("the paths name more than 4096 channels"));
}

#[test]
fn orders_levels_and_draws_that_are_not_offered_are_refused() {
    let journeys = read(&[row("a > b", 2, 2)]);
    for order in [0, 4] {
        assert_eq!(markov(&journeys, order), Err(JourneysError::BadOrder { order }));
    }
    let how = |draws, level| attribute(&journeys, 1, Bootstrap { draws, seed: 1, level }).map(|_| ());
    assert_eq!(how(200, 0.95), Ok(()));
    assert!(how(200, 95.0).unwrap_err().to_string().contains("the confidence level is 95"));
    assert!(how(7, 0.95).unwrap_err().to_string().contains("expected 0 (no intervals) or 100 to 100000"));
}

#[test]
fn a_journey_of_a_hundred_thousand_touches_is_credited() {
    let long = vec!["a"; 50_000].join(" > ") + " > b > " + &vec!["a"; 50_000].join(" > ");
    let m = markov(&read(&[row(&long, 1, 1)]), 1).unwrap();
    assert!((m.conversion_probability - 0.5).abs() < 1e-9, "{}", m.conversion_probability);
}
