//! The mixture: known truth, soft membership, columns that say nothing.

use crate::fixtures::{around, cloud};
use clustering::{Mixture, MixtureParams, Points, adjusted_rand, mixture};
use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use ndarray::{Array1, Array2};

const CENTRES: [&[f64]; 3] = [&[0.0, 100.0], &[6.0, 160.0], &[12.0, 100.0]];

#[test]
fn components_that_are_there_are_found_and_memberships_sum_to_one() {
    let (points, truth) = around(&CENTRES, 300, 2.0, 5);
    let found = mixture(&points, &MixtureParams::new(3).seed(4)).unwrap();
    assert!(adjusted_rand(&truth, &found.labels).unwrap() > 0.999);
    assert!((found.shares.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    for shares in found.memberships.chunks(3) {
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12 && shares.iter().all(|s| (0.0..=1.0).contains(s)));
    }
    let mut means = found.means.clone();
    means.sort_by(|a, b| a[0].total_cmp(&b[0]));
    for (mean, centre) in means.iter().zip(CENTRES) {
        assert!((mean[0] - centre[0]).abs() < 0.3 && (mean[1] - centre[1]).abs() < 0.3, "{mean:?}");
    }
    // Uniform within 2 of the centre: variance 4/3 each, no covariance.
    for covariance in &found.covariances {
        assert!((covariance[0] - 4.0 / 3.0).abs() < 0.2 && covariance[1].abs() < 0.2, "{covariance:?}");
    }
}

#[test]
fn one_component_is_the_normal_distribution_of_all_points() {
    let points = cloud(500, 2, 7);
    let found = mixture(&points, &MixtureParams::new(1).regularisation(1e-12)).unwrap();
    let n = points.len() as f64;
    let mean = [0, 1].map(|c| points.rows().map(|p| p[c]).sum::<f64>() / n);
    let product = |a: usize, b: usize| points.rows().map(|p| (p[a] - mean[a]) * (p[b] - mean[b])).sum::<f64>() / n;
    let determinant = product(0, 0) * product(1, 1) - product(0, 1) * product(0, 1);
    // At the maximum the quadratic form averages to the number of columns.
    let expected = -0.5 * determinant.ln() - std::f64::consts::TAU.ln() - 1.0;
    assert!((found.log_likelihood - expected).abs() < 1e-9, "{} is not {expected}", found.log_likelihood);
    assert!((found.covariances[0][1] - product(0, 1)).abs() < 1e-9);
}

#[test]
fn a_point_between_two_components_belongs_to_both() {
    let (points, _) = around(&[&[0.0], &[4.0]], 400, 3.0, 6);
    let dataset = DatasetBase::from(Array2::from_shape_vec((800, 1), points.values).unwrap());
    let model = Mixture::params(2).max_iterations(2_000).fit(&dataset).unwrap();
    let (shares, _) = model.membership(&[2.0]);
    assert!(shares.iter().all(|s| *s > 0.2), "{shares:?}");
    // Far from all, where a plain exponential is zero, memberships are still shares.
    let (shares, density) = model.membership(&[1e6]);
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12 && density.is_finite());
    let predicted: Array1<usize> = model.predict(&dataset);
    assert_eq!(predicted.len(), 800);
}

#[test]
fn a_constant_column_is_left_out_and_said_so() {
    let (points, _) = around(&CENTRES, 100, 2.0, 5);
    let with_constant: Vec<f64> = points.rows().flat_map(|p| [p[0], 7.1, p[1]]).collect();
    let found = mixture(&Points::new(with_constant, 3).unwrap(), &MixtureParams::new(3)).unwrap();
    let without = mixture(&points, &MixtureParams::new(3)).unwrap();
    assert_eq!(found.constant_columns, [1]);
    assert_eq!(found.labels, without.labels);
    assert!(found.means.iter().all(|mean| mean[1].to_bits() == 7.1_f64.to_bits()));
    assert!((found.log_likelihood - without.log_likelihood).abs() < 1e-12);
    let refused = mixture(&Points::new(vec![1.0; 20], 2).unwrap(), &MixtureParams::new(2)).unwrap_err();
    assert_eq!(refused.to_string(), "all 2 columns are constant");
}

#[test]
fn the_same_seed_gives_the_same_mixture() {
    let points = cloud(300, 3, 2);
    let params = MixtureParams::new(3).max_iterations(2_000).seed(8);
    assert_eq!(mixture(&points, &params).unwrap(), mixture(&points, &params).unwrap());
}

#[test]
fn what_cannot_be_fitted_is_refused() {
    let points = cloud(300, 3, 2);
    let refusal = |points: &Points, params: MixtureParams| mixture(points, &params).unwrap_err().to_string();
    assert_eq!(refusal(&points, MixtureParams::new(0)), "components is 0, expected at least 1");
    let unsettled = refusal(&points, MixtureParams::new(4).max_iterations(2).tolerance(1e-12));
    assert!(unsettled.starts_with("the mixture of 4 components could not be fitted: "), "{unsettled}");
    let few = refusal(&Points::new(vec![1.0, 2.0], 1).unwrap(), MixtureParams::new(3));
    assert_eq!(few, "2 points cannot make 3 clusters");
    let gap = refusal(&Points::new(vec![1.0, f64::NAN, 3.0], 1).unwrap(), MixtureParams::new(1));
    assert_eq!(gap, "point 1 has NaN in column 0, expected a finite number");
}
