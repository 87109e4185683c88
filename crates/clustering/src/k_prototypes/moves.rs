//! Rounds of k-prototypes.

use super::state::{MixedTable, Prototypes};
use super::{KPrototypesValidParams, Moves};
use crate::error::ClusterError;
use crate::points::sizes_of;
use crate::threads::by_piece;

/// One finished run.
pub(crate) struct Finished {
    pub(crate) prototypes: Prototypes,
    pub(crate) labels: Vec<u32>,
    pub(crate) cost: f64,
    pub(crate) iterations: u32,
}

/// Sums and counts of the clusters: from them means and modes.
struct Members {
    sums: Vec<f64>,
    masses: Vec<f64>,
    /// Points, whatever their weight: a cluster is empty when this says so, not when rounding does.
    points: Vec<u64>,
    /// Weight of each code in each column: cluster, column, code.
    counts: Vec<Vec<f64>>,
}

impl Members {
    fn of(table: &MixedTable<'_>, clusters: usize, labels: &[u32]) -> Self {
        let mut members = Self {
            sums: vec![0.0; clusters * table.numeric_width],
            masses: vec![0.0; clusters],
            points: vec![0; clusters],
            counts: (0..clusters).flat_map(|_| table.levels.iter().map(|levels| vec![0.0; *levels])).collect(),
        };
        for (row, label) in labels.iter().enumerate() {
            members.add(table, row, *label as usize, table.weight(row));
            members.points[*label as usize] += 1;
        }
        members
    }

    fn add(&mut self, table: &MixedTable<'_>, row: usize, cluster: usize, times: f64) {
        self.masses[cluster] += times;
        let sums = &mut self.sums[cluster * table.numeric_width..(cluster + 1) * table.numeric_width];
        sums.iter_mut().zip(table.numbers(row)).for_each(|(sum, x)| *sum += times * x);
        let counts = &mut self.counts[cluster * table.categorical_width..(cluster + 1) * table.categorical_width];
        counts.iter_mut().zip(table.codes(row)).for_each(|(counts, code)| counts[*code as usize] += times);
    }

    fn update_means(&self, table: &MixedTable<'_>, prototypes: &mut Prototypes, cluster: usize) {
        if self.points[cluster] > 0 && self.masses[cluster] > 0.0 {
            for column in 0..table.numeric_width {
                *prototypes.mean_mut(table, cluster, column) =
                    self.sums[cluster * table.numeric_width + column] / self.masses[cluster];
            }
        }
    }

    /// Means and modes of one cluster; of equally frequent codes the lowest. An empty cluster stays where it was.
    fn update(&self, table: &MixedTable<'_>, prototypes: &mut Prototypes, cluster: usize) {
        self.update_means(table, prototypes, cluster);
        if self.points[cluster] > 0 {
            for column in 0..table.categorical_width {
                prototypes.set_mode(table, cluster, column, self.most_frequent(table, cluster, column));
            }
        }
    }

    fn most_frequent(&self, table: &MixedTable<'_>, cluster: usize, column: usize) -> u32 {
        let counts = &self.counts[cluster * table.categorical_width + column];
        let mut best = 0;
        for (code, count) in counts.iter().enumerate() {
            if *count > counts[best] {
                best = code;
            }
        }
        best as u32
    }
}

/// Runs from a start until nothing moves, the cost does not fall, or the last round is over.
pub(crate) fn run(
    params: &KPrototypesValidParams,
    table: &MixedTable<'_>,
    mut prototypes: Prototypes,
) -> Result<Finished, ClusterError> {
    let clusters = params.clusters;
    let (mut labels, _) = assign(table, &prototypes, params.threads);
    fill_empty(table, &prototypes, &mut labels, clusters)?;
    let mut members = Members::of(table, clusters, &labels);
    (0..clusters).for_each(|cluster| members.update(table, &mut prototypes, cluster));
    let (mut nearest, mut cost) = assign(table, &prototypes, params.threads);
    let mut iterations = 0;
    while iterations < params.max_iterations {
        iterations += 1;
        let moves = match params.moves {
            Moves::Online => online_round(table, &mut prototypes, &mut members, &mut labels),
            Moves::Batch => {
                let moves = labels.iter().zip(&nearest).filter(|(old, new)| old != new).count();
                labels.clone_from(&nearest);
                fill_empty(table, &prototypes, &mut labels, clusters)?;
                members = Members::of(table, clusters, &labels);
                (0..clusters).for_each(|cluster| members.update(table, &mut prototypes, cluster));
                moves
            }
        };
        let (now_nearest, now_cost) = assign(table, &prototypes, params.threads);
        let settled = moves == 0 || now_cost >= cost;
        (nearest, cost) = (now_nearest, now_cost);
        if settled {
            break;
        }
    }
    Ok(Finished { prototypes, labels: nearest, cost, iterations })
}

/// Looks at each point once; a point that is nearer to another prototype moves, and both prototypes follow at once.
/// The last point of a cluster stays.
fn online_round(
    table: &MixedTable<'_>,
    prototypes: &mut Prototypes,
    members: &mut Members,
    labels: &mut [u32],
) -> usize {
    let mut moves = 0;
    for (row, label) in labels.iter_mut().enumerate() {
        let (to, _) = prototypes.nearest(table, row);
        let from = *label as usize;
        if to == from || members.points[from] == 1 {
            continue;
        }
        moves += 1;
        *label = to as u32;
        members.add(table, row, from, -table.weight(row));
        members.add(table, row, to, table.weight(row));
        members.points[from] -= 1;
        members.points[to] += 1;
        members.update_means(table, prototypes, from);
        members.update_means(table, prototypes, to);
        for (column, code) in table.codes(row).iter().enumerate() {
            let counts = &members.counts[to * table.categorical_width + column];
            // Only the code that has just gained can have overtaken the mode, and only where the mode has just lost can
            // another have overtaken it.
            if counts[*code as usize] > counts[prototypes.mode(table, to, column) as usize] {
                prototypes.set_mode(table, to, column, *code);
            }
            if prototypes.mode(table, from, column) == *code {
                prototypes.set_mode(table, from, column, members.most_frequent(table, from, column));
            }
        }
    }
    moves
}

/// The nearest prototype of each point, and the cost: the weighted sum of distances.
fn assign(table: &MixedTable<'_>, prototypes: &Prototypes, threads: usize) -> (Vec<u32>, f64) {
    let pieces = by_piece(table.rows, threads, |range| {
        let mut cost = 0.0;
        let label = |row: usize| {
            let (cluster, distance) = prototypes.nearest(table, row);
            cost += table.weight(row) * distance;
            cluster as u32
        };
        let labels: Vec<u32> = range.map(label).collect();
        (labels, cost)
    });
    let cost = pieces.iter().map(|(_, cost)| cost).sum();
    (pieces.into_iter().flat_map(|(labels, _)| labels).collect(), cost)
}

/// Gives each empty cluster the point that is farthest from its own prototype.
fn fill_empty(
    table: &MixedTable<'_>,
    prototypes: &Prototypes,
    labels: &mut [u32],
    clusters: usize,
) -> Result<(), ClusterError> {
    let mut sizes = sizes_of(labels, clusters);
    if !sizes.contains(&0) {
        return Ok(());
    }
    let mut far: Vec<(f64, usize)> =
        (0..table.rows).map(|row| (prototypes.nearest(table, row).1, row)).filter(|(away, _)| *away > 0.0).collect();
    far.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut far = far.into_iter().filter(|(_, row)| table.weight(*row) > 0.0);
    for cluster in 0..clusters {
        if sizes[cluster] == 0 {
            let Some((_, row)) = far.find(|(_, row)| sizes[labels[*row] as usize] > 1) else {
                return Err(ClusterError::TooFewPlaces { clusters });
            };
            sizes[labels[row] as usize] -= 1;
            labels[row] = cluster as u32;
            sizes[cluster] = 1;
        }
    }
    Ok(())
}
