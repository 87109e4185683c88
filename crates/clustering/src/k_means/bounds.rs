//! Which labels cannot have changed: those of points that were nearer to their centroid, against any other, than the centroids
//! have moved since (Hamerly 2010), kept for the sixteen points of a group together.
//!
//! With s the score of [`super::packed`], the squared distance of a point x to a centroid is 2 s + |x|^2. So the nearest centroid
//! is nearer than the second, and than any other, by at least d2 - d1 = 2 (s2 - s1) / (d1 + d2) >= (s2 - s1) / d2: the gap that
//! the kernel gives. When centroids move, a distance changes by no more than its centroid's shift, so the gap shrinks by no
//! more than the two largest shifts of each round. A group is looked at again when these come to its smallest gap.

use super::kernel::BATCH;
use super::packed::{Frame, LANES};

/// How far centroids have moved, in the frame's unit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Travel {
    /// Centroids of the last round; none before the first.
    pub(crate) last: Vec<f64>,
    /// Sum over rounds of the two largest shifts: no point has come nearer to another centroid, against its own, by more.
    total: f64,
    /// What the last round added.
    pub(crate) latest: f64,
}

impl Travel {
    /// Moves on to these centroids.
    pub(crate) fn to(&mut self, centroids: &[f64], frame: &Frame) {
        let width = frame.origin.len();
        let (mut first, mut second) = (0.0_f64, 0.0_f64);
        for (from, to) in self.last.chunks_exact(width).zip(centroids.chunks_exact(width)) {
            let in_frame = from.iter().zip(to).map(|(from, to)| (to - from) * frame.scale);
            let shift = in_frame.map(|x| x * x).sum::<f64>().sqrt();
            second = second.max(shift.min(first));
            first = first.max(shift);
        }
        centroids.clone_into(&mut self.last);
        self.latest = first + second;
        self.total += self.latest;
    }

    /// A bit for each of up to [`BATCH`] groups whose labels may have changed; `safe` says how far in total centroids may
    /// travel before they can.
    #[inline]
    pub(crate) fn active(&self, safe: &[f64]) -> u64 {
        // A billionth is more than the rounding of a sum over as many rounds as anybody waits for.
        let total = self.total * (1.0 + 1e-9);
        // What is not a number is not greater, so its group is active.
        let left_out = safe.iter().take(BATCH).map(|safe| *safe > total);
        left_out.enumerate().fold(0, |bits, (place, left_out)| bits | u64::from(!left_out) << place)
    }

    /// How far in total centroids may travel until a label of points with these gaps can change.
    #[inline]
    pub(crate) fn until(&self, gaps: &[f32; LANES]) -> f64 {
        // By halves, which is done side by side.
        let mut least = *gaps;
        for half in [8, 4, 2, 1] {
            for lane in 0..half {
                let other = least[lane + half];
                least[lane] = if other < least[lane] { other } else { least[lane] };
            }
        }
        self.total + f64::from(least[0])
    }

    /// The gap that is left, at least, of what was safe until there.
    pub(crate) fn left(&self, safe: f64) -> f32 {
        // A millionth is more than what rounding to single precision may add.
        ((safe - self.total) * (1.0 - 1e-6)).max(0.0) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame { origin: vec![0.0; 2], scale: 0.5 }
    }

    #[test]
    fn travel_is_the_sum_of_the_two_largest_shifts_of_each_round() {
        let mut travel = Travel::default();
        travel.to(&[0.0; 6], &frame());
        assert_eq!((travel.total, travel.latest), (0.0, 0.0));
        travel.to(&[6.0, 8.0, 1.0, 0.0, 0.0, 2.0], &frame());
        assert_eq!((travel.total, travel.latest), (6.0, 6.0));
        travel.to(&[6.0, 8.0, 1.0, 0.0, 2.0, 2.0], &frame());
        assert_eq!((travel.total, travel.latest), (7.0, 1.0));
    }

    #[test]
    fn a_group_is_left_out_until_its_smallest_gap_is_used_up() {
        let mut gaps = [5.0; LANES];
        gaps[11] = 1.5;
        let mut travel = Travel::default();
        travel.to(&[0.0; 4], &frame());
        let safe = [travel.until(&gaps), f64::NEG_INFINITY, f64::NAN, 1.0];
        assert_eq!(travel.active(&safe), 0b0110);
        travel.to(&[2.0, 0.0, 0.0, 0.0], &frame());
        assert_eq!(travel.active(&safe), 0b1110);
        assert!(travel.left(safe[0]) <= 0.5 && travel.left(safe[0]) > 0.499_99);
        travel.to(&[2.0, 0.0, 1.0, 0.0], &frame());
        assert_eq!(travel.active(&safe), 0b1111);
    }

    #[test]
    fn no_gap_is_never_left_out() {
        let mut travel = Travel::default();
        travel.to(&[1.0; 4], &frame());
        assert_eq!(travel.active(&[travel.until(&[0.0; LANES])]), 1);
    }
}
