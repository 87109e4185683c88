//! Points as Lloyd's rounds see them: cut into pieces, each with its labels and sums.

use super::bounds::Travel;
use super::kernel::Instructions;
use super::packed::{Frame, LANES, Prepared};
use super::pages::Pages;
use super::piece::{Piece, Round};
use super::records::Records;
use super::survey::Survey;
use super::totals::Totals;
use crate::distance::{squared_observed, wide};
use crate::error::ClusterError;
use crate::threads::{ROWS_A_PIECE, Sweep, for_each_piece};
use linfa::Float;

/// Points with their labels.
pub(crate) struct Table<'a, F> {
    pub(crate) records: Records<'a, F>,
    pub(crate) threads: usize,
    pub(crate) survey: Survey,
    clusters: usize,
    frame: Frame,
    pieces: Vec<Piece>,
    /// The packed points of all pieces.
    coordinates: Pages,
    instructions: Instructions,
    totals: Totals,
    sweep: Sweep,
    travel: Travel,
    /// Whether the first round has been made already, on the way.
    ahead: bool,
}

impl<'a, F: Float> Table<'a, F> {
    /// Looks the points over and packs them; and makes the first round on the way where its centroids, `start`, are known.
    pub(crate) fn new(
        records: Records<'a, F>,
        clusters: usize,
        threads: usize,
        start: Option<&[f64]>,
        instructions: Instructions,
    ) -> Result<Self, ClusterError> {
        let (rows, width) = (records.rows(), records.width);
        let frame = Frame::of(records.points(0..rows), width);
        let mut travel = Travel::default();
        let round = start.map(|centroids| {
            travel.to(centroids, &frame);
            Round { records, centroids, prepared: Prepared::new(centroids, &frame), travel: &travel, instructions }
        });
        let mut coordinates = Pages::new(rows.next_multiple_of(LANES) * width);
        let parts = coordinates.numbers().chunks_mut(ROWS_A_PIECE * width).zip((0..rows).step_by(ROWS_A_PIECE));
        let mut parts: Vec<_> = parts.map(|(part, first)| (part, first, None)).collect();
        for_each_piece(&mut parts, threads, Sweep::Forth, |(part, first, opened)| {
            let rows = *first..rows.min(*first + ROWS_A_PIECE);
            *opened = Some(Piece::open(rows, &records, part, clusters, &frame, instructions, round.as_ref()));
        });
        let opened: Result<Vec<_>, _> = parts.into_iter().filter_map(|(_, _, opened)| opened).collect();
        let (mut pieces, looks): (Vec<Piece>, Vec<_>) = opened?.into_iter().unzip();
        let survey = Survey::of(&looks, &frame)?;
        let ahead = start.is_some() && !survey.gaps;
        if survey.gaps {
            for piece in &mut pieces {
                piece.forget(clusters, width, true);
            }
        }
        let (totals, sweep) = (Totals::nothing(clusters, width, survey.gaps), Sweep::Forth);
        Ok(Self {
            records,
            threads,
            survey,
            clusters,
            frame,
            pieces,
            coordinates,
            instructions,
            totals,
            sweep,
            travel,
            ahead,
        })
    }

    /// How many points.
    pub(crate) fn rows(&self) -> usize {
        self.records.rows()
    }

    /// Coordinates of a point.
    #[inline]
    pub(crate) fn row(&self, row: usize) -> &'a [F] {
        self.records.points(row..row + 1)
    }

    /// A point with its missing coordinates at the column's mean.
    pub(crate) fn filled(&self, row: usize) -> Vec<f64> {
        let means = &self.survey.means;
        self.row(row).iter().zip(means).map(|(x, mean)| if x.is_nan() { *mean } else { wide(*x) }).collect()
    }

    /// What a point counts.
    #[inline]
    pub(crate) fn weight(&self, row: usize) -> f64 {
        self.records.weight(row)
    }

    /// Forgets all labels, before another run.
    pub(crate) fn forget(&mut self) {
        self.travel = Travel::default();
        self.ahead = false;
        let (clusters, width, gaps) = (self.clusters, self.records.width, self.survey.gaps);
        for piece in &mut self.pieces {
            piece.forget(clusters, width, gaps);
        }
    }

    /// Gives each point to its nearest centroid (rows of `centroids`) and brings the sums up to date.
    pub(crate) fn assign(&mut self, centroids: &[f64]) -> &Totals {
        let made = std::mem::take(&mut self.ahead) && self.travel.last == centroids;
        self.sweep = self.sweep.turned();
        let records = self.records;
        if self.survey.gaps {
            for_each_piece(&mut self.pieces, self.threads, self.sweep, |piece| {
                piece.assign_with_gaps(&records, centroids);
            });
        } else if !made {
            self.travel.to(centroids, &self.frame);
            let prepared = Prepared::new(centroids, &self.frame);
            let (travel, instructions) = (&self.travel, self.instructions);
            let round = Round { records, centroids, prepared, travel, instructions };
            let parts = self.coordinates.numbers().chunks_mut(ROWS_A_PIECE * records.width);
            let mut parts: Vec<_> = self.pieces.iter_mut().zip(parts).collect();
            for_each_piece(&mut parts, self.threads, self.sweep, |(piece, part)| piece.assign(part, &round));
        }
        self.totals = Totals::nothing(self.clusters, records.width, self.survey.gaps);
        for piece in &self.pieces {
            self.totals.add(&piece.sums);
        }
        &self.totals
    }

    /// Sum over points of weight times squared distance to the centroid of their label.
    pub(crate) fn inertia(&mut self, centroids: &[f64]) -> f64 {
        self.inertia_by_sums(centroids).unwrap_or_else(|| self.inertia_by_points(centroids))
    }

    pub(crate) fn inertia_by_points(&mut self, centroids: &[f64]) -> f64 {
        let records = self.records;
        for_each_piece(&mut self.pieces, self.threads, self.sweep, |piece| piece.measure(&records, centroids));
        self.pieces.iter().map(|piece| piece.inertia).sum()
    }

    /// The same without another look at the points: the sum of |x - c|^2 is that of |x - o|^2, o the origin, less
    /// (c - o).(2 sum (x - o) - n (c - o)) for each cluster. Nothing where that would lose more than three of sixteen digits.
    pub(crate) fn inertia_by_sums(&self, centroids: &[f64]) -> Option<f64> {
        let (width, origin) = (self.records.width, &self.frame.origin);
        if self.survey.gaps {
            return None;
        }
        let (mut inertia, mut magnitude) = (self.survey.squares, self.survey.squares);
        let clusters = centroids.chunks_exact(width).zip(self.totals.sums.chunks_exact(width)).zip(&self.totals.masses);
        for ((centroid, sums), mass) in clusters {
            for ((c, o), sum) in centroid.iter().zip(origin).zip(sums) {
                let away = c - o;
                inertia -= away * (2.0 * (sum - mass * o) - mass * away);
                magnitude += away.abs() * (2.0 * sum.abs() + 2.0 * mass * o.abs() + mass * away.abs());
            }
        }
        (magnitude <= 1e3 * inertia).then_some(inertia)
    }

    /// Squared distance of a point to a centroid.
    pub(crate) fn distance(&self, row: usize, centroid: &[f64]) -> f64 {
        let point: Vec<f64> = self.row(row).iter().map(|x| wide(*x)).collect();
        squared_observed(&point, centroid)
    }

    /// The label of each point.
    pub(crate) fn labels(&self) -> Vec<u32> {
        let mut labels = vec![0; self.rows()];
        let mut parts: Vec<_> = self.pieces.iter().zip(labels.chunks_mut(ROWS_A_PIECE)).collect();
        for_each_piece(&mut parts, self.threads, self.sweep, |(piece, labels)| piece.write_labels(labels));
        labels
    }

    /// How many groups would be looked at for these centroids.
    #[cfg(test)]
    pub(crate) fn active_groups(&self, centroids: &[f64]) -> u32 {
        let mut travel = self.travel.clone();
        travel.to(centroids, &self.frame);
        self.pieces.iter().map(|piece| piece.active_groups(&travel)).sum()
    }

    /// Whether any points stand in another order than the records.
    #[cfg(test)]
    pub(crate) fn is_sorted(&self) -> bool {
        self.pieces.iter().any(Piece::is_sorted)
    }
}
