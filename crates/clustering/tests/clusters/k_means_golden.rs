//! K-means beside scikit-learn 1.9.1 on CDNOW's sample (2,357 customers).
//!
//! ```python
//! Z = (X - X.mean(0)) / X.std(0); s = Z[[0, 600, 1200, 1800]]
//! KMeans(4, init=s, n_init=1, algorithm='lloyd', tol=..., max_iter=...).fit(Z, sample_weight=...)
//! ```

use crate::fixtures::cdnow;
use clustering::{KMeansParams, KMeansStart, Points, kmeans, kmeans_weighted, silhouette};

fn from_rows(points: &Points) -> KMeansParams {
    let start = [0, 600, 1200, 1800].map(|row| points.row(row).to_vec()).to_vec();
    KMeansParams::new(4).start(KMeansStart::Given(start)).tolerance(0.0)
}

fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-10 * expected.abs(), "{found} is not {expected}");
}

#[test]
fn lloyd_from_given_rows_ends_where_scikit_learn_ends() {
    let Some(points) = cdnow() else { return };
    // tol=0
    let found = kmeans(&points, &from_rows(&points)).unwrap();
    assert_close(found.inertia, 2_865.047_570_512_311);
    assert_eq!(found.sizes, [302, 331, 41, 1683]);
    assert_eq!(found.iterations, 18);
    assert_close(silhouette(&points, &found.labels).unwrap(), 0.434_245_164_571_702);
}

#[test]
fn the_tolerance_means_what_it_means_in_scikit_learn() {
    let Some(points) = cdnow() else { return };
    // tol=.01
    let found = kmeans(&points, &from_rows(&points).tolerance(0.01)).unwrap();
    assert_close(found.inertia, 2_890.755_703_596_326_4);
    assert_eq!((found.sizes, found.iterations), (vec![277, 330, 73, 1677], 7));
    // the default, 1e-4
    let found = kmeans(&points, &from_rows(&points).tolerance(1e-4)).unwrap();
    assert_eq!((found.sizes, found.iterations), (vec![302, 331, 41, 1683], 17));
}

#[test]
fn a_run_cut_short_reports_labels_and_inertia_of_its_final_centroids() {
    let Some(points) = cdnow() else { return };
    // tol=0, max_iter=2
    let found = kmeans(&points, &from_rows(&points).max_iterations(2)).unwrap();
    assert_close(found.inertia, 3_157.398_351_018_053_7);
    assert_eq!((found.sizes, found.iterations), (vec![159, 405, 111, 1682], 2));
}

#[test]
fn weights_count_as_in_scikit_learn() {
    let Some(points) = cdnow() else { return };
    // sample_weight=1.0 + np.arange(len(Z)) % 3
    let weights: Vec<f64> = (0..points.len()).map(|row| 1.0 + (row % 3) as f64).collect();
    let found = kmeans_weighted(&points, &weights, &from_rows(&points)).unwrap();
    assert_close(found.inertia, 5_591.262_243_327_404);
    assert_eq!((found.sizes, found.iterations), (vec![270, 328, 84, 1675], 9));
}

#[test]
fn empty_clusters_start_again_at_the_farthest_points_as_in_scikit_learn() {
    let Some(points) = cdnow() else { return };
    // init=np.vstack([s[:2], [[100, 100, 100]], [[-90, 50, 70]]])
    let far = [vec![100.0, 100.0, 100.0], vec![-90.0, 50.0, 70.0]];
    let start = [0, 600].map(|row| points.row(row).to_vec()).into_iter().chain(far).collect();
    let found = kmeans(&points, &from_rows(&points).start(KMeansStart::Given(start))).unwrap();
    assert_close(found.inertia, 3_077.379_113_926_842_4);
    let mut sizes = found.sizes;
    sizes.sort_unstable();
    // [497, 1725, 8, 127]: which of the two empty clusters gets the farthest point is not fixed there.
    assert_eq!(sizes, [8, 127, 497, 1725]);
}
