//! Lloyd's rounds: assign, average, until nothing moves.

use super::kernel::Instructions;
use super::records::Records;
use super::start::greedy_plus_plus;
use super::table::Table;
use super::totals::Totals;
use super::{KMeansStart, KMeansValidParams};
use crate::error::{ClusterError, same_length};
use linfa::Float;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

/// The best of several runs.
pub(crate) struct Fitted {
    /// Rows of coordinates.
    pub(crate) centroids: Vec<f64>,
    pub(crate) labels: Vec<u32>,
    pub(crate) inertia: f64,
    pub(crate) iterations: u32,
}

/// Fits rows of points that may have gaps.
pub(crate) fn fit<F: Float>(
    params: &KMeansValidParams,
    values: &[F],
    width: usize,
    weights: Option<&[f64]>,
) -> Result<Fitted, ClusterError> {
    let records = Records::new(values, width, weights, params.clusters)?;
    let given = match &params.start {
        KMeansStart::Given(centroids) => {
            same_length("a start centroid", centroids[0].len(), width)?;
            Some(centroids.concat())
        }
        KMeansStart::GreedyPlusPlus => None,
    };
    let mut table = Table::new(records, params.clusters, params.threads, given.as_deref(), Instructions::best())?;
    if let Some(start) = given {
        return one_run(params, &mut table, start);
    }
    let mut rng = Xoshiro256Plus::seed_from_u64(params.seed);
    let mut best: Option<Fitted> = None;
    for _ in 0..params.runs {
        let start = greedy_plus_plus(&table, params.clusters, &mut rng)?;
        table.forget();
        let fitted = one_run(params, &mut table, start)?;
        if best.as_ref().is_none_or(|best| fitted.inertia < best.inertia) {
            best = Some(fitted);
        }
    }
    best.ok_or_else(|| crate::error::parameter("runs", 0, "at least 1"))
}

/// One run. It ends as scikit-learn's does: when no point changes its cluster, when the centroids moved less than the
/// tolerance, or after the last round; in the latter two the points are assigned once more, to the final centroids.
pub(crate) fn one_run<F: Float>(
    params: &KMeansValidParams,
    table: &mut Table<'_, F>,
    start: Vec<f64>,
) -> Result<Fitted, ClusterError> {
    let least_shift = if params.tolerance > 0.0 { params.tolerance * table.survey.mean_variance } else { 0.0 };
    let mut centroids = start;
    let mut iterations = 0;
    let mut settled = false;
    while iterations < params.max_iterations {
        iterations += 1;
        let totals = table.assign(&centroids).clone();
        settled = totals.changed == 0;
        let moved = average(table, totals, &centroids)?;
        let shift = crate::distance::squared(&moved, &centroids);
        centroids = moved;
        if settled || shift <= least_shift {
            break;
        }
    }
    if !settled {
        table.assign(&centroids);
    }
    let inertia = table.inertia(&centroids);
    Ok(Fitted { centroids, labels: table.labels(), inertia, iterations })
}

/// Centroids as means of their points. A cluster that lost all of them starts again at the point that is farthest from its
/// own centroid, which leaves its cluster for that; as in scikit-learn.
fn average<F: Float>(table: &Table<'_, F>, mut totals: Totals, before: &[f64]) -> Result<Vec<f64>, ClusterError> {
    let (width, gaps) = (table.records.width, table.survey.gaps);
    let clusters = before.len() / width;
    let a_cluster = if gaps { width } else { 1 };
    let is_empty = |masses: &[f64], cluster: usize| {
        masses[cluster * a_cluster..(cluster + 1) * a_cluster].iter().all(|mass| *mass <= 0.0)
    };
    let empty: Vec<usize> = (0..clusters).filter(|cluster| is_empty(&totals.masses, *cluster)).collect();
    if !empty.is_empty() {
        relocate(table, &mut totals, before, &empty)?;
    }
    let mut centroids = before.to_vec();
    for (place, centroid) in centroids.iter_mut().enumerate() {
        // A coordinate that nobody of the cluster has observed stays where it was.
        let mass = totals.masses[if gaps { place } else { place / width }];
        if mass > 0.0 {
            *centroid = totals.sums[place] / mass;
        }
    }
    Ok(centroids)
}

fn relocate<F: Float>(
    table: &Table<'_, F>,
    totals: &mut Totals,
    before: &[f64],
    empty: &[usize],
) -> Result<(), ClusterError> {
    let (width, gaps) = (table.records.width, table.survey.gaps);
    let labels = table.labels();
    let mut members = vec![0_u64; before.len() / width];
    for (row, label) in labels.iter().enumerate() {
        members[*label as usize] += u64::from(table.weight(row) > 0.0);
    }
    let distance = |row: usize| {
        let label = labels[row] as usize;
        table.distance(row, &before[label * width..(label + 1) * width])
    };
    let mut far: Vec<(f64, usize)> = (0..table.rows()).map(|row| (distance(row), row)).collect();
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut far = far.into_iter().filter(|(distance, row)| *distance > 0.0 && table.weight(*row) > 0.0);
    for cluster in empty {
        let Some((_, row)) = far.find(|(_, row)| members[labels[*row] as usize] > 1) else {
            return Err(ClusterError::TooFewPlaces { clusters: before.len() / width });
        };
        let old = labels[row] as usize;
        members[old] -= 1;
        totals.add_point(table.row(row), old, -table.weight(row), gaps);
        totals.add_point(table.row(row), *cluster, table.weight(row), gaps);
    }
    Ok(())
}
