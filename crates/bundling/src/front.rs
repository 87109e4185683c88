//! The packages of which none is beaten in everything: exact, by bits.
//!
//! In the order of members kept, nothing that comes later can beat what came before, so each package is asked once whether one
//! of those found so far is no worse in all other things. That is asked of sixty-four of them at once: for each measure and each
//! of sixty-four steps of it, bits say who is at most there; who has a bit in all five is looked at closer.

use serde::Serialize;
use std::cmp::Ordering;

/// What packages are compared by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Point {
    /// Members kept after a year, of a thousand contacted: more is better.
    pub kept: f64,
    /// Largest part of a month's income that a month of cover takes: less is better.
    pub share: f64,
    /// Whole rupiah a member a year, by member, partner, state and agency: less is better.
    pub costs: [i64; 4],
}

impl Point {
    /// No worse in anything, and so at least as good for everybody.
    pub fn is_no_worse(&self, other: &Self) -> bool {
        self.kept >= other.kept
            && self.share <= other.share
            && self.costs.iter().zip(&other.costs).all(|(mine, theirs)| mine <= theirs)
    }

    /// No worse in anything and better in something.
    pub fn beats(&self, other: &Self) -> bool {
        self.is_no_worse(other) && self != other
    }

    /// From best to worst by members kept, then by what follows; nothing later beats anything earlier.
    fn order(&self, other: &Self) -> Ordering {
        let by_kept = other.kept.total_cmp(&self.kept);
        by_kept.then(self.share.total_cmp(&other.share)).then(self.costs.cmp(&other.costs))
    }
}

/// Steps of a measure.
const STEPS: usize = 64;
/// Measures besides members kept.
const MEASURES: usize = 5;

/// The places of points that none beats, in the order of members kept. Of equal points the first stands for all.
pub fn front(points: &[Point]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_unstable_by(|a, b| points[*a].order(&points[*b]).then(a.cmp(b)));
    let scales = Scales::of(points);
    let mut found = Found { points: Vec::new(), places: Vec::new(), bits: vec![Vec::new(); MEASURES * STEPS] };
    for place in order {
        let steps = scales.steps(&points[place]);
        if !found.has_no_worse(&points[place], steps) {
            found.add(place, points[place], steps);
        }
    }
    found.places
}

/// Where the steps of each measure end.
struct Scales([Vec<f64>; MEASURES]);

fn measures(point: &Point) -> [f64; MEASURES] {
    // Rupiah of a year are far below 2^53, so that they are exact here.
    [point.share, point.costs[0] as f64, point.costs[1] as f64, point.costs[2] as f64, point.costs[3] as f64]
}

impl Scales {
    /// Steps with about as many of the points in each.
    fn of(points: &[Point]) -> Self {
        let sampled = points.iter().step_by((points.len() / 4096).max(1));
        let columns: Vec<[f64; MEASURES]> = sampled.map(measures).collect();
        Self(std::array::from_fn(|measure| {
            let mut values: Vec<f64> = columns.iter().map(|column| column[measure]).collect();
            values.sort_unstable_by(f64::total_cmp);
            values.dedup();
            if values.len() < STEPS {
                return values;
            }
            (1..STEPS).map(|step| values[step * values.len() / STEPS]).collect()
        }))
    }

    /// The step of each measure: how many ends lie below it. Larger values never have a lower step.
    fn steps(&self, point: &Point) -> [usize; MEASURES] {
        let values = measures(point);
        std::array::from_fn(|measure| self.0[measure].partition_point(|end| *end < values[measure]).min(STEPS - 1))
    }
}

/// Points of which none is beaten by those before it.
struct Found {
    points: Vec<Point>,
    places: Vec<usize>,
    /// For each measure and step, a bit for each point at most there.
    bits: Vec<Vec<u64>>,
}

impl Found {
    fn add(&mut self, place: usize, point: Point, steps: [usize; MEASURES]) {
        let (word, bit) = (self.points.len() / 64, self.points.len() % 64);
        if bit == 0 {
            self.bits.iter_mut().for_each(|bits| bits.push(0));
        }
        for (measure, step) in steps.into_iter().enumerate() {
            for bits in &mut self.bits[measure * STEPS + step..(measure + 1) * STEPS] {
                bits[word] |= 1 << bit;
            }
        }
        self.points.push(point);
        self.places.push(place);
    }

    fn has_no_worse(&self, point: &Point, steps: [usize; MEASURES]) -> bool {
        let [a, b, c, d, e] = std::array::from_fn(|measure| self.bits[measure * STEPS + steps[measure]].as_slice());
        for (word, ((((a, b), c), d), e)) in a.iter().zip(b).zip(c).zip(d).zip(e).enumerate() {
            let mut maybe = a & b & c & d & e;
            while maybe != 0 {
                let other = &self.points[word * 64 + maybe.trailing_zeros() as usize];
                if other.is_no_worse(point) {
                    return true;
                }
                maybe &= maybe - 1;
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn by_brute_force(points: &[Point]) -> Vec<Point> {
        let mut kept: Vec<Point> = Vec::new();
        for point in points {
            if !points.iter().any(|other| other.beats(point)) && !kept.contains(point) {
                kept.push(*point);
            }
        }
        kept.sort_unstable_by(Point::order);
        kept
    }

    fn few_values() -> impl Strategy<Value = Point> {
        (0..6_u8, 0..4_u8, prop::array::uniform4(0..4_i64)).prop_map(|(kept, share, costs)| Point {
            kept: f64::from(kept),
            share: f64::from(share),
            costs,
        })
    }

    fn many_values() -> impl Strategy<Value = Point> {
        (0.0..9.0_f64, 0.0..0.2_f64, prop::array::uniform4(0..200_000_i64)).prop_map(|(kept, share, costs)| Point {
            kept,
            share,
            costs,
        })
    }

    proptest! {
        #[test]
        fn the_front_is_that_of_brute_force(
            points in prop_oneof![prop::collection::vec(few_values(), 0..120), prop::collection::vec(many_values(), 0..300)],
        ) {
            let found: Vec<Point> = front(&points).into_iter().map(|place| points[place]).collect();
            prop_assert_eq!(found, by_brute_force(&points));
        }
    }
}
