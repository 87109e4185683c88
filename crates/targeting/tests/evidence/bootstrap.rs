//! Drawing counts at once is drawing people one by one.

use crate::{agrees, uniform};
use targeting::bootstrap::{Drawing, SegmentArms, average_effects};
use targeting::{Ranking, Resampling, judge};

fn arm(seed: u64, people: usize, value: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut next = uniform(seed);
    (0..people).map(|_| value(next())).collect()
}

#[test]
fn counts_and_people_give_the_same_distribution() {
    let rates = (arm(1, 1200, |u| f64::from(u < 0.3)), arm(2, 900, |u| f64::from(u < 0.2)));
    let months = (arm(3, 2000, |u| (u * 6.0).floor()), arm(4, 1500, |u| (u * u * 6.0).floor()));
    let amounts = (arm(5, 800, f64::exp), arm(6, 700, |u| u));
    for (treated, control) in [&rates, &months, &amounts] {
        let segment = [SegmentArms { treated, control }];
        let resampling = Resampling { replicates: 20_000, ..Resampling::seeded(9) };
        let fast = average_effects(&segment, &resampling, Drawing::Fastest).unwrap()[0];
        let slow = average_effects(&segment, &Resampling { seed: 10, ..resampling }, Drawing::People).unwrap()[0];
        let variance = |v: &[f64]| {
            let mean = v.iter().sum::<f64>() / v.len() as f64;
            v.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (v.len() as f64).powi(2)
        };
        // What a bootstrap tends to as replicates grow; 20,000 of them know it to 0.5%.
        let exact = (variance(treated) + variance(control)).sqrt();
        agrees(fast.standard_error, exact, 0.02);
        agrees(slow.standard_error, exact, 0.02);
        assert_eq!(fast.estimate.to_bits(), slow.estimate.to_bits());
        for (a, b) in [(fast.interval.low, slow.interval.low), (fast.interval.high, slow.interval.high)] {
            assert!((a - b).abs() < 0.08 * exact, "{a} {b}");
        }
    }
}

#[test]
fn the_answer_does_not_depend_on_the_number_of_threads_or_on_other_segments() {
    let arms: Vec<_> = (0..4).map(|s| (arm(s, 500, |u| f64::from(u < 0.4)), arm(s + 9, 300, |u| u))).collect();
    let segments: Vec<_> = arms.iter().map(|(treated, control)| SegmentArms { treated, control }).collect();
    let run = |threads| {
        let pool = rayon_pool(threads);
        pool.install(|| average_effects(&segments, &Resampling::seeded(5), Drawing::Fastest).unwrap())
    };
    assert_eq!(run(1), run(3));
    let first = average_effects(&segments[..1], &Resampling::seeded(5), Drawing::Fastest).unwrap();
    assert_eq!(first[0], run(2)[0]);
}

fn rayon_pool(threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap()
}

#[test]
fn rankings_with_ties_and_without_have_the_same_intervals_where_scores_hardly_differ() {
    let mut next = uniform(21);
    let n = 6000;
    let group: Vec<f64> = (0..n).map(|_| (next() * 4.0).floor()).collect();
    let treated: Vec<bool> = (0..n).map(|_| next() < 0.5).collect();
    let outcome: Vec<f64> =
        (0..n).map(|i| f64::from(next() < 0.2 + if treated[i] { 0.05 * group[i] } else { 0.0 })).collect();
    let by_counts = judge(&Ranking::new(&group, &outcome, &treated).unwrap(), &[0.25], &Resampling::seeded(1)).unwrap();
    // A hair of noise makes every score distinct, so that people are drawn.
    let noisy: Vec<f64> = group.iter().map(|g| g + 1e-6 * next()).collect();
    let by_people = judge(&Ranking::new(&noisy, &outcome, &treated).unwrap(), &[0.25], &Resampling::seeded(2)).unwrap();
    assert_eq!(by_counts.distinct_scores, 4);
    for (a, b) in by_counts.deciles.iter().zip(&by_people.deciles) {
        assert!((a.from - b.from).abs() < 1e-12);
    }
    let (a, b) = (by_counts.qini.over_random_interval.unwrap(), by_people.qini.over_random_interval.unwrap());
    let wide = a.high - a.low;
    assert!((a.low - b.low).abs() < 0.12 * wide && (a.high - b.high).abs() < 0.12 * wide, "{a:?} {b:?}");
}
