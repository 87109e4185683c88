//! Clustering: the same points, the same start, the same rounds as the Python side.

use crate::Measurement;
use crate::points::{CATEGORICAL, NUMERIC, POINTS, ROWS, WIDTH, codes, floats};
use clustering::{KMeans, KMeansStart, KPrototypesParams, KPrototypesStart, MixedPoints, Points, kprototypes};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::KMeansInit;
use ndarray::{Array2, ArrayView2};
use std::error::Error;
use std::path::Path;

type Measured = Result<Vec<Measurement>, Box<dyn Error>>;

/// Rounds of k-means.
const ROUNDS: u32 = 20;

fn points(folder: &Path) -> Result<Vec<f64>, Box<dyn Error>> {
    Ok(floats(&folder.join("kmeans.f64"), POINTS * WIDTH)?)
}

/// Points evenly through the file.
fn start_rows(points: usize, clusters: usize) -> Vec<usize> {
    (0..clusters).map(|cluster| cluster * (points / clusters)).collect()
}

/// Our k-means on one and two threads. Timed is the whole fit: looking over, packing, rounds, last labels, inertia.
pub fn k_means(folder: &Path, clusters: usize) -> Measured {
    let values = points(folder)?;
    let rows = start_rows(POINTS, clusters).into_iter();
    let start: Vec<Vec<f64>> = rows.map(|row| values[row * WIDTH..(row + 1) * WIDTH].to_vec()).collect();
    let dataset = DatasetBase::from(ArrayView2::from_shape((POINTS, WIDTH), &values)?);
    let mut measured = Vec::new();
    for threads in [1, 2] {
        let params = KMeans::params(clusters).start(KMeansStart::Given(start.clone())).threads(threads);
        let params = params.max_iterations(ROUNDS).tolerance(0.0);
        let mut refused = None;
        let what = format!("k-means k={clusters}, jangkau, {threads} thread{}", if threads == 1 { "" } else { "s" });
        measured.push(Measurement::of(what, || match params.fit(&dataset) {
            Ok(model) => model.inertia(),
            Err(error) => {
                refused = Some(error);
                f64::NAN
            }
        }));
        if let Some(error) = refused {
            return Err(error.into());
        }
    }
    Ok(measured)
}

/// linfa's k-means, which uses all threads. Its own inertia is of the round before and a mean, so the value is measured
/// from its centroids.
pub fn linfa_k_means(folder: &Path) -> Measured {
    let values = points(folder)?;
    let rows = start_rows(POINTS, 8).into_iter();
    let start: Vec<f64> = rows.flat_map(|row| values[row * WIDTH..(row + 1) * WIDTH].to_vec()).collect();
    let start = Array2::from_shape_vec((8, WIDTH), start)?;
    let dataset = DatasetBase::from(ArrayView2::from_shape((POINTS, WIDTH), &values)?);
    let params = linfa_clustering::KMeans::params(8).init_method(KMeansInit::Precomputed(start)).n_runs(1);
    let params = params.max_n_iterations(u64::from(ROUNDS)).tolerance(f64::MIN_POSITIVE);
    let mut fitted = None;
    let mut measured = Measurement::of("k-means k=8, linfa, 2 threads", || {
        fitted = params.fit(&dataset).ok();
        f64::NAN
    });
    let Some(model) = fitted else { return Err("linfa gave no model".into()) };
    let centroids: Vec<Vec<f64>> = model.centroids().rows().into_iter().map(|row| row.to_vec()).collect();
    let nearest = |point: &[f64]| -> f64 {
        let centroid = &centroids[clustering::nearest(point, &centroids)];
        point.iter().zip(centroid).map(|(x, c)| (x - c) * (x - c)).sum()
    };
    measured.value = values.chunks_exact(WIDTH).map(nearest).sum();
    Ok(vec![measured])
}

/// Our k-prototypes with moves one by one, for 1 and for 5 rounds: their difference is four rounds without the start.
pub fn k_prototypes(folder: &Path) -> Measured {
    let numeric = Points::new(floats(&folder.join("numeric.f64"), ROWS * NUMERIC)?, NUMERIC)?;
    let categories = codes(&folder.join("codes.u32"), ROWS * CATEGORICAL)?;
    let points = MixedPoints { numeric, categories, categorical_width: CATEGORICAL };
    let mut measured = Vec::new();
    for rounds in [1, 3, 5] {
        let params = KPrototypesParams::new(8).gamma(0.5).max_iterations(rounds);
        let params = params.start(KPrototypesStart::Rows(start_rows(ROWS, 8)));
        let mut refused = None;
        let what = format!("k-prototypes, jangkau, {rounds} round{}", if rounds == 1 { "" } else { "s" });
        measured.push(Measurement::of(what, || match kprototypes(&points, &params) {
            Ok(found) => found.cost,
            Err(error) => {
                refused = Some(error);
                f64::NAN
            }
        }));
        if let Some(error) = refused {
            return Err(error.into());
        }
    }
    Ok(measured)
}
