//! K-means: known truth, properties, refusals, linfa's traits.

use crate::fixtures::{around, cloud};
use clustering::{
    ClusterError, Clusters, KMeans, KMeansParams, KMeansStart, Points, adjusted_rand, kmeans, kmeans_weighted, nearest,
};
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};
use proptest::prelude::*;

const CORNERS: [&[f64]; 4] = [&[0.0, 0.0, 0.0], &[9.0, 0.0, 1.0], &[0.0, 9.0, 2.0], &[9.0, 9.0, -3.0]];

fn inertia_of(points: &Points, found: &Clusters) -> f64 {
    let distance = |(point, label): (&[f64], &u32)| -> f64 {
        point.iter().zip(&found.centroids[*label as usize]).map(|(x, c)| (x - c).powi(2)).sum()
    };
    points.rows().zip(&found.labels).map(distance).sum()
}

#[test]
fn clusters_that_are_there_are_found() {
    let (points, truth) = around(&CORNERS, 500, 2.0, 1);
    let found = kmeans(&points, &KMeansParams::new(4).seed(3)).unwrap();
    assert!((adjusted_rand(&truth, &found.labels).unwrap() - 1.0).abs() < 1e-12);
    assert_eq!(found.sizes, [500; 4]);
    for (group, corner) in CORNERS.iter().enumerate() {
        let centroid = &found.centroids[found.labels[group * 500] as usize];
        let squared: f64 = centroid.iter().zip(*corner).map(|(a, b)| (a - b).powi(2)).sum();
        assert!(squared < 0.1, "{centroid:?} is not near {corner:?}");
    }
}

#[test]
fn inertia_sizes_and_labels_are_those_of_the_final_centroids() {
    let points = cloud(5_000, 7, 11);
    let found = kmeans(&points, &KMeansParams::new(9).max_iterations(3).seed(5)).unwrap();
    let direct = inertia_of(&points, &found);
    assert!((found.inertia - direct).abs() <= 1e-12 * direct);
    for (point, label) in points.rows().zip(&found.labels) {
        assert_eq!(nearest(point, &found.centroids), *label as usize);
    }
    let counted: Vec<u64> = (0..9).map(|k| found.labels.iter().filter(|l| **l == k).count() as u64).collect();
    assert_eq!(found.sizes, counted);
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let points = cloud(50_000, 5, 2);
    for (clusters, rounds) in [(8, 15), (20, 40)] {
        let params = KMeansParams::new(clusters).runs(2).max_iterations(rounds);
        let one = kmeans(&points, &params).unwrap();
        let two = kmeans(&points, &params.clone().threads(2)).unwrap();
        let three = kmeans(&points, &params.threads(3)).unwrap();
        assert_eq!(one.inertia.to_bits(), two.inertia.to_bits());
        assert!(one == two && one == three);
    }
}

#[test]
fn the_same_seed_gives_the_same_clusters_and_more_runs_no_worse_ones() {
    let points = cloud(2_000, 4, 8);
    let params = KMeansParams::new(12).seed(9).max_iterations(50);
    assert_eq!(kmeans(&points, &params).unwrap(), kmeans(&points, &params).unwrap());
    let one = kmeans(&points, &params.clone().runs(1)).unwrap();
    let ten = kmeans(&points, &params.runs(10)).unwrap();
    assert!(ten.inertia <= one.inertia);
}

#[test]
fn points_far_from_zero_are_told_apart_as_well() {
    // Single precision alone would see all of these at one place.
    let (mut points, truth) = around(&CORNERS, 200, 2.0, 4);
    points.values.iter_mut().for_each(|x| *x = *x * 1e-3 + 1e7);
    let found = kmeans(&points, &KMeansParams::new(4)).unwrap();
    assert!((adjusted_rand(&truth, &found.labels).unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn numbers_of_any_size_are_clustered() {
    for scale in [1e-200, 1e-30, 1e30, 1e140] {
        let (mut points, truth) = around(&CORNERS, 100, 2.0, 4);
        points.values.iter_mut().for_each(|x| *x *= scale);
        let found = kmeans(&points, &KMeansParams::new(4).tolerance(0.0));
        // Squares of 1e-200 are zero in double precision too: then there is nothing to tell apart, and it is said so.
        match found {
            Ok(found) => assert!((adjusted_rand(&truth, &found.labels).unwrap() - 1.0).abs() < 1e-12, "{scale}"),
            Err(error) => assert!(scale < 1e-100 && matches!(error, ClusterError::TooFewPlaces { .. }), "{error}"),
        }
    }
}

#[test]
fn a_point_far_beyond_all_others_changes_nothing_for_them() {
    // It is none of the rows that the packed numbers take their measure from.
    let (mut points, truth) = around(&CORNERS, 1000, 2.0, 4);
    points.values[3 * 17] = 1e30;
    let corners = CORNERS[..3].iter().map(|corner| corner.to_vec()).chain([vec![1e30, 0.0, 0.0]]).collect();
    let found = kmeans(&points, &KMeansParams::new(4).start(KMeansStart::Given(corners))).unwrap();
    assert_eq!((found.sizes[3], found.labels[17]), (1, 3));
    for (point, label) in points.rows().zip(&found.labels) {
        assert_eq!(nearest(point, &found.centroids), *label as usize);
    }
    assert_eq!(found.labels[..17], truth[..17]);
}

#[test]
fn a_tie_goes_to_the_first_cluster() {
    let points = Points::new(vec![-1.0, 0.0, 1.0], 1).unwrap();
    let start = KMeansStart::Given(vec![vec![-1.0], vec![1.0]]);
    let found = kmeans(&points, &KMeansParams::new(2).start(start).max_iterations(1).tolerance(1e6)).unwrap();
    assert_eq!(found.labels, [0, 0, 1]);
}

#[test]
fn missing_coordinates_are_left_out_of_distances_and_means() {
    let gap = f64::NAN;
    let points = Points::new(vec![0.0, 1.0, gap, 3.0, 2.0, gap, 10.0, 10.0, gap, 14.0], 2).unwrap();
    let start = KMeansStart::Given(vec![vec![0.0, 0.0], vec![11.0, 11.0]]);
    let found = kmeans(&points, &KMeansParams::new(2).start(start)).unwrap();
    assert_eq!(found.labels, [0, 0, 0, 1, 1]);
    assert_eq!(found.centroids, [[1.0, 2.0], [10.0, 12.0]]);
    // (0-1)^2 + (1-2)^2, then one of two observed counts twice: (3-2)^2 * 2, (2-1)^2 * 2, 0 + (10-12)^2, (14-12)^2 * 2.
    assert!((found.inertia - (2.0 + 2.0 + 2.0 + 4.0 + 8.0)).abs() < 1e-12);
}

#[test]
fn one_gap_among_many_points_is_left_out_wherever_it_is() {
    let points = cloud(40_000, 3, 5);
    let start = KMeansStart::Given((0..4).map(|row| points.row(row).to_vec()).collect());
    let params = KMeansParams::new(4).start(start).max_iterations(5).threads(2);
    let complete = kmeans(&points, &params).unwrap();
    for row in [7, 39_000] {
        let mut gap = points.clone();
        gap.values[row * 3 + 1] = f64::NAN;
        let found = kmeans(&gap, &params).unwrap();
        assert!(adjusted_rand(&found.labels, &complete.labels).unwrap() > 0.99);
        assert!((found.inertia - complete.inertia).abs() < 1e-3 * complete.inertia);
    }
}

#[test]
fn clusters_are_found_where_a_fifth_is_missing() {
    let (mut points, truth) = around(&CORNERS, 300, 1.5, 21);
    for row in 0..points.len() {
        if row % 5 < 3 {
            points.values[row * 3 + row % 3] = f64::NAN;
        }
    }
    let found = kmeans(&points, &KMeansParams::new(4).seed(1)).unwrap();
    let agreement = adjusted_rand(&truth, &found.labels).unwrap();
    // Without its first or second coordinate a point may fit two corners; the third tells them apart only in part.
    assert!(agreement > 0.75, "{agreement}");
}

#[test]
fn what_cannot_be_clustered_is_refused_with_its_place() {
    let refusal = |values: &[f64], width: usize, clusters: usize| {
        let points = Points { values: values.to_vec(), width };
        kmeans(&points, &KMeansParams::new(clusters)).unwrap_err().to_string()
    };
    assert_eq!(refusal(&[1.0, 2.0], 1, 3), "2 points cannot make 3 clusters");
    assert_eq!(
        refusal(&[1.0, 1.0, 2.0, 2.0], 1, 3),
        "the points lie on fewer than 3 distinct places, so 3 clusters cannot all have members"
    );
    let gap = f64::NAN;
    assert_eq!(refusal(&[1.0, 1.0, gap, gap], 2, 1), "nothing is observed of point 1: every coordinate is missing");
    assert_eq!(refusal(&[1.0, gap, 2.0, gap], 2, 1), "nothing is observed in column 1: every coordinate is missing");
    let infinite = refusal(&[1.0, 1.0, 2.0, f64::INFINITY], 2, 1);
    assert_eq!(infinite, "point 1 has inf in column 1, expected a finite number or NaN for missing");
    assert_eq!(refusal(&[1.0, 1.0, 2.0], 2, 1), "the last point has length 1, expected 0");
    assert_eq!(refusal(&[], 0, 1), "width is 0, expected at least one coordinate");
}

#[test]
fn parameters_outside_their_range_are_refused() {
    let points = cloud(10, 2, 1);
    let refusal = |params: KMeansParams| kmeans(&points, &params).unwrap_err().to_string();
    assert_eq!(refusal(KMeansParams::new(0)), "clusters is 0, expected at least 1");
    assert_eq!(refusal(KMeansParams::new(2).runs(0)), "runs is 0, expected at least 1");
    assert_eq!(refusal(KMeansParams::new(2).max_iterations(0)), "max_iterations is 0, expected at least 1");
    assert_eq!(refusal(KMeansParams::new(2).threads(0)), "threads is 0, expected at least 1");
    let tolerance = refusal(KMeansParams::new(2).tolerance(f64::NAN));
    assert_eq!(tolerance, "tolerance is NaN, expected a finite number of at least 0");
    let start = |rows: &[&[f64]]| KMeansStart::Given(rows.iter().map(|row| row.to_vec()).collect());
    let few = refusal(KMeansParams::new(2).start(start(&[&[1.0, 2.0]])));
    assert_eq!(few, "the list of start centroids has length 1, expected 2");
    let narrow = refusal(KMeansParams::new(2).start(start(&[&[1.0], &[2.0]])));
    assert_eq!(narrow, "a start centroid has length 1, expected 2");
    let refused = kmeans_weighted(&points, &[1.0; 9], &KMeansParams::new(2)).unwrap_err();
    assert_eq!(refused.to_string(), "weights has length 9, expected 10");
    let mut weights = [1.0; 10];
    weights[4] = -1.0;
    let refused = kmeans_weighted(&points, &weights, &KMeansParams::new(2)).unwrap_err();
    assert_eq!(refused.to_string(), "the weight of point 4 is -1, expected a finite number of at least 0");
}

/// Any k-means behind linfa's traits, whoever wrote it.
fn labels_through_linfa<P, M, E>(params: &P, records: &Array2<f64>) -> Vec<u32>
where
    P: Fit<Array2<f64>, Array1<()>, E, Object = M>,
    M: for<'a> Predict<&'a Array2<f64>, Array1<usize>>,
    E: std::error::Error + From<linfa::error::Error>,
{
    let dataset = DatasetBase::new(records.clone(), Array1::from_elem(records.nrows(), ()));
    params.fit(&dataset).unwrap().predict(records).iter().map(|label| *label as u32).collect()
}

#[test]
fn linfas_k_means_and_ours_stand_behind_the_same_traits() {
    let (points, truth) = around(&CORNERS, 200, 2.0, 6);
    let records = Array2::from_shape_vec((800, 3), points.values).unwrap();
    let ours = labels_through_linfa(&KMeans::params(4), &records);
    let theirs = labels_through_linfa(&linfa_clustering::KMeans::params(4), &records);
    assert!((adjusted_rand(&truth, &ours).unwrap() - 1.0).abs() < 1e-12);
    assert!((adjusted_rand(&truth, &theirs).unwrap() - 1.0).abs() < 1e-12);
}

#[test]
fn records_in_single_precision_and_weights_of_a_dataset_are_taken() {
    let (points, _) = around(&CORNERS, 100, 2.0, 6);
    let narrow: Vec<f32> = points.values.iter().map(|x| *x as f32).collect();
    let widened = Points::new(narrow.iter().map(|x| f64::from(*x)).collect(), 3).unwrap();
    let weights: Vec<f32> = (0..400).map(|row| (row % 4) as f32).collect();
    let records = Array2::from_shape_vec((400, 3), narrow).unwrap();
    let dataset = DatasetBase::from(records).with_weights(Array1::from(weights.clone()));
    let model = KMeans::params(4).fit(&dataset).unwrap();
    let weights: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
    let expected = kmeans_weighted(&widened, &weights, &KMeansParams::new(4)).unwrap();
    assert_eq!(model.labels(), expected.labels);
    assert_eq!(model.inertia().to_bits(), expected.inertia.to_bits());
    let predicted: Array1<usize> = model.predict(&dataset);
    assert!(predicted.iter().zip(&expected.labels).all(|(a, b)| *a == *b as usize));
}

fn few_points() -> impl Strategy<Value = Vec<Vec<f64>>> {
    proptest::collection::vec(proptest::collection::vec(-50.0..50.0_f64, 3), 12..60)
}

fn flat(rows: &[Vec<f64>]) -> Points {
    Points::new(rows.concat(), 3).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn permuting_rows_permutes_labels(rows in few_points(), turn in 1_usize..11) {
        let params = KMeansParams::new(3).start(KMeansStart::Given(rows[..3].to_vec()));
        let found = kmeans(&flat(&rows), &params).unwrap();
        let mut turned = rows.clone();
        turned.rotate_left(turn);
        let mut expected = found.labels.clone();
        expected.rotate_left(turn);
        let again = kmeans(&flat(&turned), &params).unwrap();
        prop_assert_eq!(again.labels, expected);
        prop_assert!((again.inertia - found.inertia).abs() <= 1e-9 * found.inertia.max(1.0));
    }

    #[test]
    fn doubling_all_rows_keeps_the_centroids(rows in few_points()) {
        let params = KMeansParams::new(3).start(KMeansStart::Given(rows[..3].to_vec()));
        let once = kmeans(&flat(&rows), &params).unwrap();
        let twice = kmeans(&flat(&[rows.clone(), rows.clone()].concat()), &params).unwrap();
        for (a, b) in once.centroids.iter().flatten().zip(twice.centroids.iter().flatten()) {
            prop_assert!((a - b).abs() < 1e-9);
        }
        prop_assert!((2.0 * once.inertia - twice.inertia).abs() <= 1e-9 * twice.inertia.max(1.0));
    }

    #[test]
    fn a_weight_is_a_repetition(rows in few_points(), times in proptest::collection::vec(1_usize..4, 60)) {
        let params = KMeansParams::new(3).start(KMeansStart::Given(rows[..3].to_vec()));
        let weights: Vec<f64> = times[..rows.len()].iter().map(|t| *t as f64).collect();
        let repeated: Vec<Vec<f64>> =
            rows.iter().zip(&times).flat_map(|(row, t)| std::iter::repeat_n(row.clone(), *t)).collect();
        // Tolerance is relative to the variance, which weighting and repeating change alike.
        let weighted = kmeans_weighted(&flat(&rows), &weights, &params).unwrap();
        let counted = kmeans(&flat(&repeated), &params).unwrap();
        for (a, b) in weighted.centroids.iter().flatten().zip(counted.centroids.iter().flatten()) {
            prop_assert!((a - b).abs() < 1e-9);
        }
        prop_assert!((weighted.inertia - counted.inertia).abs() <= 1e-9 * counted.inertia.max(1.0));
    }

    #[test]
    fn without_gaps_both_ways_of_measuring_agree(rows in few_points()) {
        // A point with a gap in a column of its own that nobody else has sends all points down the slow way.
        let params = KMeansParams::new(3).start(KMeansStart::Given(rows[..3].to_vec())).tolerance(0.0);
        let fast = kmeans(&flat(&rows), &params).unwrap();
        let weights: Vec<f64> = rows.iter().map(|_| 1.0).chain([0.0]).collect();
        let mut gap = rows.clone();
        gap.push(vec![0.0, f64::NAN, 0.0]);
        let slow = kmeans_weighted(&flat(&gap), &weights, &params).unwrap();
        prop_assert_eq!(&fast.labels, &slow.labels[..rows.len()]);
        prop_assert!((fast.inertia - slow.inertia).abs() <= 1e-9 * fast.inertia.max(1.0));
    }
}
