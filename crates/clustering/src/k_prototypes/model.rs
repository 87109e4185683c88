//! The fitted model and linfa's traits.

use super::state::{MixedTable, Prototypes, mixed_distance};
use super::{KPrototypesParams, KPrototypesStart, KPrototypesValidParams, Mixed, moves, start};
use crate::error::{ClusterError, parameter};
use crate::k_means::weights_of;
use crate::points::{MixedClusters, sizes_of};
use linfa::DatasetBase;
use linfa::dataset::Records;
use linfa::traits::{Fit, PredictInplace};
use ndarray::Array1;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// Prototypes fitted to points, with what became of the points.
#[derive(Debug, Clone, PartialEq)]
pub struct KPrototypes {
    clusters: MixedClusters,
    numeric_weights: Vec<f64>,
    mismatch: Vec<f64>,
}

impl KPrototypes {
    /// Parameters for `clusters` clusters, with the defaults of [`KPrototypesParams::new`].
    pub fn params(clusters: usize) -> KPrototypesParams {
        KPrototypesParams::new(clusters)
    }

    /// Prototypes, labels, sizes and cost.
    pub fn clusters(&self) -> &MixedClusters {
        &self.clusters
    }

    pub(crate) fn into_clusters(self) -> MixedClusters {
        self.clusters
    }

    /// The nearest prototype of a point; of equally near ones the first.
    pub fn nearest(&self, numbers: &[f64], codes: &[u32]) -> usize {
        let mut best = (0, f64::INFINITY);
        for (cluster, (mean, mode)) in self.clusters.centroids.iter().zip(&self.clusters.modes).enumerate() {
            let away = mixed_distance(numbers, codes, mean, mode, &self.numeric_weights, &self.mismatch);
            if away < best.1 {
                best = (cluster, away);
            }
        }
        best.0
    }
}

/// Fits rows of numbers and codes: the way in for callers that have slices.
pub(crate) fn fit_rows(
    params: &KPrototypesValidParams,
    numeric: (&[f64], usize),
    categorical: (&[u32], usize),
    rows: usize,
    weights: Option<&[f64]>,
) -> Result<KPrototypes, ClusterError> {
    let table = MixedTable::new(params, numeric, categorical, rows, weights)?;
    let mut rng = Xoshiro256Plus::seed_from_u64(params.seed);
    let runs = if matches!(params.start, KPrototypesStart::Rows(_)) { 1 } else { params.runs };
    let mut best: Option<moves::Finished> = None;
    for _ in 0..runs {
        let prototypes = match &params.start {
            KPrototypesStart::Greedy => start::greedy(&table, params.clusters, &mut rng)?,
            KPrototypesStart::Rows(chosen) => {
                let mut prototypes = Prototypes::zero(&table, params.clusters);
                for (cluster, row) in chosen.iter().enumerate() {
                    if *row >= rows {
                        return Err(parameter("a start row", row, "a row of the points"));
                    }
                    prototypes.put_on(&table, cluster, *row);
                }
                prototypes
            }
        };
        let finished = moves::run(params, &table, prototypes)?;
        if best.as_ref().is_none_or(|best| finished.cost < best.cost) {
            best = Some(finished);
        }
    }
    let best = best.ok_or_else(|| parameter("runs", 0, "at least 1"))?;
    let (centroids, modes) = best.prototypes.by_cluster(&table);
    let clusters = MixedClusters {
        centroids,
        modes,
        sizes: sizes_of(&best.labels, params.clusters),
        labels: best.labels,
        cost: best.cost,
        gamma: table.gamma,
        iterations: best.iterations,
    };
    Ok(KPrototypes { clusters, numeric_weights: table.numeric_weights, mismatch: table.mismatch })
}

impl<T> Fit<Mixed, T, ClusterError> for KPrototypesValidParams {
    type Object = KPrototypes;

    /// Fits the records. Weights of the dataset count points.
    fn fit(&self, dataset: &DatasetBase<Mixed, T>) -> Result<KPrototypes, ClusterError> {
        let records = &dataset.records;
        records.check()?;
        let weights = weights_of(dataset)?;
        let (numeric, categorical) = (records.numeric.as_standard_layout(), records.categorical.as_standard_layout());
        fit_rows(
            self,
            (numeric.as_slice().unwrap_or_default(), numeric.ncols()),
            (categorical.as_slice().unwrap_or_default(), categorical.ncols()),
            records.nsamples(),
            weights.as_deref(),
        )
    }
}

impl PredictInplace<Mixed, Array1<usize>> for KPrototypes {
    fn predict_inplace<'a>(&'a self, x: &'a Mixed, y: &mut Array1<usize>) {
        assert_eq!(x.nsamples(), y.len(), "there is one target for each point");
        for ((target, numbers), codes) in y.iter_mut().zip(x.numeric.rows()).zip(x.categorical.rows()) {
            *target = self.nearest(&numbers.to_vec(), &codes.to_vec());
        }
    }

    fn default_target(&self, x: &Mixed) -> Array1<usize> {
        Array1::zeros(x.nsamples())
    }
}
