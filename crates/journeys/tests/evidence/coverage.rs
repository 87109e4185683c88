//! Journeys from a chain whose removal effects are known: estimates are right and intervals hold the truth as often as they say.

use crate::{agrees, read, row};
use journeys::{Bootstrap, Rule, attribute, markov};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Chances from the start, from each channel to each, and of a payment; the rest ends without.
const START: [f64; 3] = [0.5, 0.3, 0.2];
const MOVES: [[f64; 3]; 3] = [[0.1, 0.3, 0.1], [0.2, 0.0, 0.2], [0.1, 0.1, 0.3]];
const PAYS: [f64; 3] = [0.05, 0.30, 0.15];
const NAMES: [&str; 3] = ["a", "b", "c"];

/// Chance of a payment without one channel, by walking 400 steps.
fn chance(without: Option<usize>) -> f64 {
    let mut at = START;
    let mut paid = 0.0;
    for _ in 0..400 {
        if let Some(gone) = without {
            at[gone] = 0.0;
        }
        paid += (0..3).map(|s| at[s] * PAYS[s]).sum::<f64>();
        let mut next = [0.0; 3];
        for from in 0..3 {
            for to in 0..3 {
                next[to] += at[from] * MOVES[from][to];
            }
        }
        at = next;
    }
    paid
}

fn true_shares() -> Vec<f64> {
    let effects: Vec<f64> = (0..3).map(|c| 1.0 - chance(Some(c)) / chance(None)).collect();
    let sum: f64 = effects.iter().sum();
    effects.iter().map(|e| e / sum).collect()
}

fn pick(rng: &mut impl Rng, chances: &[f64]) -> usize {
    let mut at: f64 = rng.r#gen();
    chances
        .iter()
        .position(|c| {
            at -= c;
            at < 0.0
        })
        .unwrap_or(chances.len())
}

fn walk(rng: &mut impl Rng) -> (String, bool) {
    let mut at = pick(rng, &START);
    let mut path = NAMES[at].to_owned();
    loop {
        let [x, y, z] = MOVES[at];
        match pick(rng, &[x, y, z, PAYS[at]]) {
            next @ 0..=2 => {
                at = next;
                path.push_str(" > ");
                path.push_str(NAMES[at]);
            }
            3 => return (path, true),
            _ => return (path, false),
        }
    }
}

fn sample(seed: u64, people: usize) -> Vec<(String, bool)> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    (0..people).map(|_| walk(&mut rng)).collect()
}

#[test]
fn many_journeys_find_the_true_removal_effects() {
    let made = sample(1, 200_000);
    let rows: Vec<_> = made.iter().map(|(path, paid)| row(path, u64::from(*paid), u64::from(!paid))).collect();
    let m = markov(&read(&rows), 1).unwrap();
    agrees(m.conversion_probability, chance(None), 0.02);
    for (ours, truth) in m.shares.iter().zip(true_shares()) {
        agrees(*ours, truth, 0.01);
    }
    // A chain that remembers more is right too where more does not matter.
    for (ours, truth) in markov(&read(&rows), 3).unwrap().shares.iter().zip(true_shares()) {
        agrees(*ours, truth, 0.02);
    }
}

#[test]
fn ninety_percent_intervals_hold_the_true_share_nine_times_in_ten() {
    let truth = true_shares();
    let (runs, mut held) = (250, 0);
    for seed in 0..runs {
        let made = sample(1_000 + seed, 400);
        let rows: Vec<_> = made.iter().map(|(path, paid)| row(path, u64::from(*paid), u64::from(!paid))).collect();
        let answer = attribute(&read(&rows), 1, Bootstrap { draws: 200, seed, level: 0.9 }).unwrap();
        let markov = answer.rules.iter().find(|r| r.rule == Rule::Markov(1)).unwrap();
        held += markov
            .channels
            .iter()
            .zip(&truth)
            .filter(|(c, truth)| c.interval.is_some_and(|i| i.low <= **truth && **truth <= i.high))
            .count();
    }
    // 750 intervals, three of a run depend on each other: within 0.86 to 0.94.
    let rate = held as f64 / (3 * runs) as f64;
    assert!((0.86..=0.94).contains(&rate), "{rate}");
}
