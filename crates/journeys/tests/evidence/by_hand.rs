//! Answers that fit on a sheet of paper.

use crate::{agrees, read, row};
use journeys::{Bootstrap, PlaceRule, Rule, attribute, markov, shapley};

fn credit(rows: &[journeys::JourneyRow<'_>], rule: Rule) -> Vec<f64> {
    let order = if let Rule::Markov(order) = rule { order } else { 1 };
    let answer = attribute(&read(rows), order, Bootstrap { draws: 0, ..Bootstrap::default() }).unwrap();
    answer.rules.iter().find(|r| r.rule == rule).unwrap().channels.iter().map(|c| c.conversions).collect()
}

fn close(ours: &[f64], expected: &[f64]) {
    for (a, b) in ours.iter().zip(expected) {
        assert!((a - b).abs() < 1e-12, "{ours:?} is not {expected:?}");
    }
}

#[test]
fn rules_of_place_share_a_journey_of_four_touches_as_they_say() {
    let rows = [row("a > b > c > d", 8, 1)];
    close(&credit(&rows, Rule::Place(PlaceRule::First)), &[8.0, 0.0, 0.0, 0.0]);
    close(&credit(&rows, Rule::Place(PlaceRule::Last)), &[0.0, 0.0, 0.0, 8.0]);
    close(&credit(&rows, Rule::Place(PlaceRule::Linear)), &[2.0, 2.0, 2.0, 2.0]);
    close(&credit(&rows, Rule::Place(PlaceRule::Position)), &[3.2, 0.8, 0.8, 3.2]);
    let decay = [8.0 / 15.0, 16.0 / 15.0, 32.0 / 15.0, 64.0 / 15.0];
    close(&credit(&rows, Rule::Place(PlaceRule::Decay)), &decay);
}

#[test]
fn short_journeys_have_their_own_positions() {
    close(&credit(&[row("a > b", 8, 0)], Rule::Place(PlaceRule::Position)), &[4.0, 4.0]);
    close(&credit(&[row("a", 8, 0)], Rule::Place(PlaceRule::Position)), &[8.0]);
    close(&credit(&[row("a", 8, 0)], Rule::Place(PlaceRule::Decay)), &[8.0]);
}

#[test]
fn removal_effects_of_three_paths_are_those_solved_by_hand() {
    // Paths: a > b paid, a lost, b lost. From a: to b 1/2, lost 1/2. From b: paid 1/2, lost 1/2.
    // P = 2/3 * 1/2 * 1/2 + 1/3 * 1/2 = 1/3. Without a: 1/6. Without b: 0. Effects 1/2 and 1.
    let m = markov(&read(&[row("a > b", 1, 0), row("a", 0, 1), row("b", 0, 1)]), 1).unwrap();
    agrees(m.conversion_probability, 1.0 / 3.0, 1e-15);
    close(&m.removal_effects, &[0.5, 1.0]);
    close(&m.shares, &[1.0 / 3.0, 2.0 / 3.0]);
}

#[test]
fn a_second_order_remembers_what_the_first_forgets() {
    // After c, journeys that came through a pay and those through b do not: order 1 mixes them, order 2 does not.
    let journeys = read(&[row("a > c", 10, 0), row("b > c", 0, 10)]);
    let first = markov(&journeys, 1).unwrap();
    close(&first.removal_effects, &[0.5, 0.5, 1.0]);
    let second = markov(&journeys, 2).unwrap();
    close(&second.removal_effects, &[1.0, 0.0, 1.0]);
    assert_eq!((first.states, second.states), (4, 5));
}

#[test]
fn a_channel_that_follows_itself_changes_nothing_at_order_one() {
    let once = markov(&read(&[row("a > b", 3, 4), row("b > a", 1, 9), row("b", 2, 2)]), 1).unwrap();
    let again = markov(&read(&[row("a > a > a > b", 3, 4), row("b > b > a", 1, 9), row("b > b", 2, 2)]), 1).unwrap();
    for (a, b) in once.removal_effects.iter().zip(&again.removal_effects) {
        agrees(*a, *b, 1e-13);
    }
}

#[test]
fn shapley_values_of_two_channels_are_those_by_hand() {
    // Payments left to {}: 0, {a}: 1, {b}: 3, {a, b}: 12, of 31 journeys.
    let s = shapley(&read(&[row("a", 1, 9), row("b", 3, 7), row("a > b", 5, 3), row("b > a > b", 3, 0)])).unwrap();
    close(&s.values, &[f64::midpoint(1.0, 12.0 - 3.0) / 31.0, f64::midpoint(3.0, 12.0 - 1.0) / 31.0]);
    agrees(s.values.iter().sum::<f64>(), 12.0 / 31.0, 1e-14);
}

#[test]
fn shapley_values_are_means_over_every_order_of_channels() {
    let rows = [row("a > b", 4, 1), row("c", 2, 8), row("d > a > c", 6, 2), row("b > d", 1, 30), row("a", 3, 3)];
    let found = shapley(&read(&rows)).unwrap();
    let sets: [(&[usize], f64); 5] = [(&[0, 1], 4.0), (&[2], 2.0), (&[0, 2, 3], 6.0), (&[1, 3], 1.0), (&[0], 3.0)];
    let worth = |there: &[usize]| -> f64 {
        sets.iter().filter(|(set, _)| set.iter().all(|c| there.contains(c))).map(|(_, paid)| paid).sum()
    };
    let mut values = [0.0; 4];
    for code in 0..256_usize {
        let order = [code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6];
        if (0..4).all(|channel| order.contains(&channel)) {
            for place in 0..4 {
                values[order[place]] += (worth(&order[..=place]) - worth(&order[..place])) / 24.0 / 60.0;
            }
        }
    }
    close(&found.values, &values);
}

#[test]
fn a_rare_channel_gets_no_more_shapley_credit_than_it_has_payments() {
    let s = shapley(&read(&[row("a", 9_000, 80_000), row("a > mi", 4, 11), row("b", 900, 9_000)])).unwrap();
    assert!(s.shares[2] * 9_904.0 <= 4.0);
}
