//! People by rule and segment, and how far a card agrees with the model.

use crate::error::SegmentationError;
use serde::{Deserialize, Serialize};

/// People by rule and segment. Adds up over parts of a population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleCounts {
    pub(super) segments: usize,
    people: Vec<u64>,
}

impl RuleCounts {
    pub(super) fn new(rules: usize, segments: usize) -> Self {
        Self { segments, people: vec![0; rules * segments] }
    }

    /// Adds people of a segment to whom a rule applies.
    pub fn add(&mut self, rule: usize, segment: usize, people: u64) -> Result<(), SegmentationError> {
        if segment >= self.segments {
            return Err(SegmentationError::Outside { what: "segment", index: segment, count: self.segments });
        }
        let count = self.people.len() / self.segments;
        let cell = self.people.get_mut(rule * self.segments + segment);
        *cell.ok_or(SegmentationError::Outside { what: "rule", index: rule, count })? += people;
        Ok(())
    }

    /// Adds the counts of other people, made with the same card.
    pub fn merge(&mut self, other: &Self) -> Result<(), SegmentationError> {
        self.fits(other)?;
        self.people.iter_mut().zip(&other.people).for_each(|(mine, theirs)| *mine += theirs);
        Ok(())
    }

    pub(super) fn fits(&self, other: &Self) -> Result<(), SegmentationError> {
        let counts = [
            ("segments of the rule counts", other.segments, self.segments),
            ("counts of rules by segments", other.people.len(), self.people.len()),
        ];
        match counts.into_iter().find(|(_, found, expected)| found != expected) {
            Some((what, found, expected)) => Err(SegmentationError::Length { what, found, expected }),
            None => Ok(()),
        }
    }

    pub(super) fn of_rule(&self, rule: usize) -> &[u64] {
        &self.people[rule * self.segments..(rule + 1) * self.segments]
    }
}

/// How far a card agrees with the model, over people it was not grown on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fidelity {
    /// People it was measured on.
    pub people: u64,
    /// Those whom the card puts in their segment.
    pub right: u64,
    /// The same for the people of each segment, by its place: people, and those put right.
    pub by_segment: Vec<(u64, u64)>,
}

impl Fidelity {
    /// The share put in their segment, 0 to 1; `None` where nobody was measured.
    pub fn share(&self) -> Option<f64> {
        (self.people > 0).then(|| self.right as f64 / self.people as f64)
    }

    /// The share in percent.
    pub fn percent(&self) -> Option<f64> {
        self.share().map(|share| share * 100.0)
    }

    /// The share of a segment's people put in it; `None` where nobody of it was measured.
    pub fn share_of(&self, segment: usize) -> Option<f64> {
        let (people, right) = *self.by_segment.get(segment)?;
        (people > 0).then(|| right as f64 / people as f64)
    }
}
