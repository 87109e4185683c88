//! Agreement, separation, matching, stability.

use crate::fixtures::{around, cloud};
use clustering::{
    KMeansParams, Points, adjusted_rand, kmeans, optimal_matching, reference_separation, silhouette,
    simplified_silhouette, stability,
};
use proptest::prelude::*;

/// A label for each place.
type Rule = fn(u32) -> u32;

#[test]
fn the_adjusted_rand_index_is_scikit_learns() {
    let labels = |rule: Rule| (0..200).map(rule).collect::<Vec<u32>>();
    // i = np.arange(200); adjusted_rand_score(a, b), scikit-learn 1.9.1
    let cases: [(Rule, Rule, f64); 6] = [
        (|i| i * i % 5, |i| i * i * i % 7, -0.007_456_164_323_514_625),
        (|i| i / 50, |i| (i + 3) / 50, 0.865_078_629_086_270_4),
        (|i| i % 2, |i| i % 2 + 1, 1.0),
        (|_| 0, |i| i % 3, 0.0),
        (|i| i % 4, |i| i / 2 % 4, 0.323_129_251_700_680_1),
        (|_| 0, |_| 0, 1.0),
    ];
    for (a, b, expected) in cases {
        let found = adjusted_rand(&labels(a), &labels(b)).unwrap();
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }
    let refused = adjusted_rand(&[1, 2], &[1]).unwrap_err();
    assert_eq!(refused.to_string(), "the second clustering has length 1, expected 2");
}

#[test]
fn silhouettes_are_those_counted_by_hand() {
    let points = Points::new(vec![0.0, 2.0, 9.0, 11.0], 1).unwrap();
    let labels = [0, 0, 1, 1];
    // Centroids 1 and 10: own distance 1, other 10 for the outer points and 8 for the inner ones.
    let simplified = simplified_silhouette(&points, &[vec![1.0], vec![10.0]], &labels).unwrap();
    assert!((simplified - f64::midpoint(0.9, 0.875)).abs() < 1e-12);
    // Pairs: own 2; others 10 for the outer points, 8 for the inner ones.
    let full = silhouette(&points, &labels).unwrap();
    assert!((full - f64::midpoint(0.8, 0.75)).abs() < 1e-12);
    let refused = simplified_silhouette(&points, &[vec![1.0]], &[0; 4]).unwrap_err();
    assert_eq!(refused.to_string(), "clusters is 1, expected at least 2 to be apart");
    let refused = simplified_silhouette(&points, &[vec![1.0], vec![2.0]], &[0, 0, 0, 5]).unwrap_err();
    assert_eq!(refused.to_string(), "a label is 5, expected less than the number of centroids");
}

#[test]
fn clusters_that_are_there_are_stable_and_those_cut_from_a_cloud_are_not() {
    let centres: [&[f64]; 3] = [&[0.0, 0.0], &[8.0, 0.0], &[0.0, 8.0]];
    let (clear, _) = around(&centres, 150, 2.0, 3);
    let params = KMeansParams::new(3).runs(2);
    assert!(stability(&clear, &params, 8, 1).unwrap() > 0.999);
    let cloud = cloud(450, 6, 3);
    let unstable = stability(&cloud, &params, 8, 1).unwrap();
    assert!(unstable < 0.7, "{unstable}");
    assert_eq!(unstable.to_bits(), stability(&cloud, &params, 8, 1).unwrap().to_bits());
    let refused = stability(&cloud, &params, 1, 1).unwrap_err();
    assert_eq!(refused.to_string(), "resamples is 1, expected at least 2, to have a pair");
}

#[test]
fn clusters_stand_farther_apart_than_their_reference_only_where_there_are_any() {
    let params = KMeansParams::new(3).runs(2);
    let separation = |points: &Points| {
        let found = kmeans(points, &params).unwrap();
        simplified_silhouette(points, &found.centroids, &found.labels).unwrap()
    };
    let centres: [&[f64]; 3] = [&[0.0, 0.0], &[4.0, 4.0], &[8.0, 0.0]];
    let (clear, _) = around(&centres, 300, 2.0, 9);
    let reference = reference_separation(&clear, &params, 5).unwrap();
    assert!(separation(&clear) > reference + 0.1, "{} {reference}", separation(&clear));
    let cloud = cloud(900, 4, 9);
    let reference = reference_separation(&cloud, &params, 5).unwrap();
    assert!((separation(&cloud) - reference).abs() < 0.03, "{} {reference}", separation(&cloud));
}

#[test]
fn rows_left_over_are_matched_with_nothing() {
    let benefit = vec![vec![1.0, 5.0], vec![9.0, 8.0], vec![2.0, 7.0]];
    assert_eq!(optimal_matching(&benefit).unwrap(), [None, Some(0), Some(1)]);
    assert_eq!(optimal_matching(&[]).unwrap(), Vec::<Option<usize>>::new());
    let refused = optimal_matching(&[vec![1.0], vec![f64::NAN]]).unwrap_err();
    assert_eq!(refused.to_string(), "a benefit is NaN, expected a finite number");
    let refused = optimal_matching(&[vec![1.0], vec![1.0, 2.0]]).unwrap_err();
    assert_eq!(refused.to_string(), "a row of benefits has length 2, expected 1");
}

/// The best sum over all ways to pair as many as can be paired.
fn best_by_trying_all(benefit: &[Vec<f64>], row: usize, taken: u32, pairs_left: usize) -> f64 {
    if pairs_left == 0 {
        return 0.0;
    }
    let rows_left = benefit.len() - row;
    let mut best = if rows_left > pairs_left {
        best_by_trying_all(benefit, row + 1, taken, pairs_left)
    } else {
        f64::NEG_INFINITY
    };
    for (column, value) in benefit[row].iter().enumerate().filter(|(column, _)| taken >> column & 1 == 0) {
        best = best.max(value + best_by_trying_all(benefit, row + 1, taken | 1 << column, pairs_left - 1));
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_matching_is_better_than_the_optimal_one(
        rows in 1_usize..=6,
        columns in 1_usize..=6,
        values in proptest::collection::vec(prop_oneof![-9.0..9.0_f64, Just(0.0), Just(1.0)], 36),
    ) {
        let benefit: Vec<Vec<f64>> = values.chunks(6).take(rows).map(|row| row[..columns].to_vec()).collect();
        let matching = optimal_matching(&benefit).unwrap();
        let mut used: Vec<usize> = matching.iter().flatten().copied().collect();
        prop_assert_eq!(used.len(), rows.min(columns));
        used.sort_unstable();
        used.dedup();
        prop_assert_eq!(used.len(), rows.min(columns));
        let sum: f64 = matching.iter().enumerate().filter_map(|(row, c)| c.map(|c| benefit[row][c])).sum();
        let best = best_by_trying_all(&benefit, 0, 0, rows.min(columns));
        prop_assert!((sum - best).abs() < 1e-9, "{} is not {}", sum, best);
    }
}
