//! Who was in which segment of the earlier model and is in which of the later one, in counts.

use super::Refit;
use crate::error::SegmentationError;
use domain::segment_views::SegmentMove;
use domain::{Bilingual, SegmentId};

/// Members of both models by earlier and later segment. Adds up over parts of a population, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossings {
    before: usize,
    after: usize,
    /// By earlier segment, then by later one; the last of each is: in no segment.
    people: Vec<u64>,
}

impl Crossings {
    /// Nobody yet, for so many segments before and after.
    pub fn new(before: usize, after: usize) -> Self {
        Self { before, after, people: vec![0; (before + 1) * (after + 1)] }
    }

    /// Adds a member known to both models, with the places of both segments; `None` is in no segment.
    pub fn add(&mut self, from: Option<usize>, to: Option<usize>) -> Result<(), SegmentationError> {
        self.add_people(from, to, 1)
    }

    /// Adds people who made the same move.
    pub fn add_people(&mut self, from: Option<usize>, to: Option<usize>, people: u64) -> Result<(), SegmentationError> {
        for (what, place, count) in [("segment before", from, self.before), ("segment after", to, self.after)] {
            if let Some(index) = place.filter(|place| *place >= count) {
                return Err(SegmentationError::Outside { what, index, count });
            }
        }
        let cell = self.cell(from.unwrap_or(self.before), to.unwrap_or(self.after));
        self.people[cell] += people;
        Ok(())
    }

    /// Adds other people, counted for the same two models.
    pub fn merge(&mut self, other: &Self) -> Result<(), SegmentationError> {
        for (what, found, expected) in
            [("segments before", other.before, self.before), ("segments after", other.after, self.after)]
        {
            if found != expected {
                return Err(SegmentationError::Length { what, found, expected });
            }
        }
        self.people.iter_mut().zip(&other.people).for_each(|(mine, theirs)| *mine += theirs);
        Ok(())
    }

    /// Segments of the earlier model.
    pub fn before(&self) -> usize {
        self.before
    }

    /// Segments of the later model.
    pub fn after(&self) -> usize {
        self.after
    }

    fn cell(&self, from: usize, to: usize) -> usize {
        from * (self.after + 1) + to
    }

    pub(super) fn people(&self, from: usize, to: usize) -> u64 {
        self.people[self.cell(from, to)]
    }

    /// Members of an earlier segment, wherever they are now.
    pub(super) fn size_before(&self, from: usize) -> u64 {
        (0..=self.after).map(|to| self.people(from, to)).sum()
    }

    /// Members of a later segment, wherever they were.
    pub(super) fn size_after(&self, to: usize) -> u64 {
        (0..=self.before).map(|from| self.people(from, to)).sum()
    }

    pub(super) fn in_both(&self) -> u64 {
        (0..self.before).flat_map(|from| (0..self.after).map(move |to| self.people(from, to))).sum()
    }

    /// The people common to two segments where they are enough for the two to be the same, else 0.
    pub(super) fn common_if_same(&self, from: usize, to: usize) -> u64 {
        let common = self.people(from, to);
        if 4 * common >= self.size_before(from) + self.size_after(to) { common } else { 0 }
    }

    pub(super) fn moves(&self, refit: &Refit<'_>, named: &[(SegmentId, Bilingual)]) -> Vec<SegmentMove> {
        let mut moves: Vec<SegmentMove> = (0..=self.before)
            .flat_map(|from| (0..=self.after).map(move |to| (from, to)))
            .filter(|(from, to)| self.people(*from, *to) > 0 && (*from, *to) != (self.before, self.after))
            .map(|(from, to)| SegmentMove {
                from: refit.before.get(from).map(|(id, _)| id.clone()),
                to: named.get(to).map(|(id, _)| id.clone()),
                people: self.people(from, to),
            })
            .collect();
        moves.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| (&a.from, &a.to).cmp(&(&b.from, &b.to))));
        moves
    }
}
