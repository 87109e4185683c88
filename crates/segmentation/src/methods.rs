//! The clusterings behind the methods, over people as [`Seen`].

use crate::coordinates::Seen;
use crate::error::SegmentationError;
use crate::fit::PEOPLE_PER_CLUSTER;
use crate::model::squared;
use crate::normal::Normal;
use crate::params::Segmentation;
use crate::scaling::Scaling;
use clustering::{
    KMeansParams, KMeansStart, KPrototypesParams, KPrototypesStart, MixedPoints, MixtureParams, Moves, Points, kmeans,
    kprototypes,
};

/// A cluster before it has a name.
pub(crate) struct Found {
    /// Its centre.
    pub centroid: Vec<f64>,
    /// Its categories.
    pub modes: Vec<u32>,
    /// Its distribution.
    pub normal: Option<Normal>,
    /// Its people.
    pub rows: Vec<usize>,
    /// The habit it began from.
    pub habit: Option<usize>,
}

fn points(seen: &Seen, scalings: &[Scaling], rows: &[usize]) -> Points {
    Points { values: rows.iter().flat_map(|row| seen.point(scalings, *row)).collect(), width: seen.width() }
}

/// K-means inside a group: from the likeliest habits where there are habits, else from seeded starts.
pub(crate) fn within_group(
    params: &Segmentation,
    seen: &Seen,
    scalings: &[Scaling],
    rows: &[usize],
    segments: usize,
    least: usize,
    seed: u64,
) -> Result<Vec<Found>, SegmentationError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let points = points(seen, scalings, rows);
    let varied = seen.habits > 0 || scalings.iter().any(|s| s.factor > 0.0);
    let k = if varied { segments.min(rows.len() / PEOPLE_PER_CLUSTER).max(1) } else { 1 };
    let (fitting, habits) = if seen.habits > 0 {
        let (starts, habits) = habit_starts(seen, rows, &points, k);
        (KMeansParams::new(starts.len()).start(KMeansStart::Given(starts)), Some(habits))
    } else {
        (KMeansParams::new(k).runs(params.runs as u32), None)
    };
    let clusters = kmeans(&points, &fitting.seed(seed).max_iterations(200).tolerance(1e-4))?;
    let mut found = gathered(clusters.centroids, Vec::new(), &clusters.labels, rows);
    if let Some(habits) = habits {
        found.iter_mut().zip(habits).for_each(|(found, habit)| found.habit = Some(habit));
    }
    Ok(without_small(found, least, seen, scalings, &[]))
}

/// Centres of the people who share a likeliest habit; of more habits than clusters the largest.
fn habit_starts(seen: &Seen, rows: &[usize], points: &Points, most: usize) -> (Vec<Vec<f64>>, Vec<usize>) {
    let mut sums = vec![(0_u64, vec![0.0; points.width]); seen.habits];
    for (row, point) in rows.iter().zip(points.rows()) {
        let (count, sum) = &mut sums[seen.likeliest(*row)];
        *count += 1;
        sum.iter_mut().zip(point).for_each(|(s, p)| *s += p);
    }
    let mut order: Vec<usize> = (0..seen.habits).filter(|h| sums[*h].0 > 0).collect();
    order.sort_by_key(|h| (std::cmp::Reverse(sums[*h].0), *h));
    order.truncate(most);
    order.sort_unstable();
    let centres = order.iter().map(|h| sums[*h].1.iter().map(|s| s / sums[*h].0 as f64).collect()).collect();
    (centres, order)
}

/// K-prototypes over everybody.
pub(crate) fn joint(
    params: &Segmentation,
    seen: &Seen,
    scalings: &[Scaling],
    rows: &[usize],
    segments: usize,
    least: usize,
) -> Result<Vec<Found>, SegmentationError> {
    let width = params.categories.len();
    let mixed = MixedPoints {
        numeric: points(seen, scalings, rows),
        categories: rows.iter().flat_map(|row| seen.categories_of(*row, width)).copied().collect(),
        categorical_width: width,
    };
    let start = if seen.habits == segments {
        // One sure example of each habit.
        let surest = |habit: usize| {
            let chance = |place: usize| seen.chances[rows[place] * seen.habits + habit];
            (0..rows.len()).fold(0, |best, place| if chance(place) > chance(best) { place } else { best })
        };
        KPrototypesStart::Rows((0..segments).map(surest).collect())
    } else {
        KPrototypesStart::Greedy
    };
    let weights: Vec<f64> = params.categories.iter().map(|c| c.weight).collect();
    let fitting = KPrototypesParams::new(segments)
        .gamma(1.0)
        .feature_weights(vec![1.0; mixed.numeric.width], weights.clone())
        .start(start)
        .moves(Moves::Batch)
        .runs(params.runs as u32)
        .seed(params.seed);
    let clusters = kprototypes(&mixed, &fitting)?;
    let found = gathered(clusters.centroids, clusters.modes, &clusters.labels, rows);
    Ok(without_small(found, least, seen, scalings, &weights))
}

/// A mixture of normal distributions over everybody.
pub(crate) fn mixture(
    params: &Segmentation,
    seen: &Seen,
    scalings: &[Scaling],
    rows: &[usize],
    segments: usize,
) -> Result<Vec<Found>, SegmentationError> {
    let points = points(seen, scalings, rows);
    let soft = clustering::mixture(&points, &MixtureParams::new(segments).runs(params.runs as u32).seed(params.seed))?;
    let mut found = gathered(soft.means, Vec::new(), &soft.labels, rows);
    for ((found, share), covariance) in found.iter_mut().zip(&soft.shares).zip(&soft.covariances) {
        found.normal = Some(Normal::of(*share, covariance, points.width).ok_or_else(|| SegmentationError::Engine {
            step: "clustering",
            reason: "a component of the mixture has no spread; ask for fewer segments".to_owned(),
        })?);
    }
    found.retain(|f| !f.rows.is_empty());
    Ok(found)
}

fn gathered(centroids: Vec<Vec<f64>>, modes: Vec<Vec<u32>>, labels: &[u32], rows: &[usize]) -> Vec<Found> {
    let mut modes = modes.into_iter();
    let mut found: Vec<Found> = centroids
        .into_iter()
        .map(|centroid| {
            let modes = modes.next().unwrap_or_default();
            Found { centroid, modes, normal: None, rows: Vec::new(), habit: None }
        })
        .collect();
    for (row, label) in rows.iter().zip(labels) {
        found[*label as usize].rows.push(*row);
    }
    found
}

/// Gives up the smallest cluster until all have `least` people; its people go to the nearest that stays.
fn without_small(
    mut found: Vec<Found>,
    least: usize,
    seen: &Seen,
    scalings: &[Scaling],
    weights: &[f64],
) -> Vec<Found> {
    loop {
        let smallest = (0..found.len()).min_by_key(|i| found[*i].rows.len());
        let Some(smallest) = smallest.filter(|i| found.len() > 1 && found[*i].rows.len() < least.max(1)) else {
            return found;
        };
        let given_up = found.remove(smallest);
        for row in given_up.rows {
            let point = seen.point(scalings, row);
            let categories = seen.categories_of(row, weights.len());
            let away = |f: &Found| {
                let differing = categories.iter().zip(&f.modes).zip(weights).filter(|((a, b), _)| a != b);
                squared(&point, &f.centroid) + differing.map(|(_, w)| w).sum::<f64>()
            };
            let mut best = (0, f64::INFINITY);
            for (i, f) in found.iter().enumerate() {
                let distance = away(f);
                if distance < best.1 {
                    best = (i, distance);
                }
            }
            found[best.0].rows.push(row);
        }
    }
}
