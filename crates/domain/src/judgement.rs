//! What may be concluded from a line of the result table.

use crate::grade::Grade;
use crate::text::Bilingual;
use serde::{Deserialize, Serialize};

/// The verdict, as a key for colours and filters; people read [`Judgement::words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concluded {
    /// The effect is above zero beyond chance.
    Works,
    /// The effect is below zero beyond chance.
    DoesHarm,
    /// Measured well enough to have seen an effect worth acting on, and none was seen.
    NoEvidence,
    /// Not measured well enough.
    TooEarly,
}

impl Concluded {
    /// The stable key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Works => "works",
            Self::DoesHarm => "does_harm",
            Self::NoEvidence => "no_evidence",
            Self::TooEarly => "too_early",
        }
    }
}

/// An effect to expect, between what was found and the mean of all segments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ExpectedUplift {
    /// Uplift, -1 to 1.
    pub uplift: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
    /// Its standard deviation.
    pub deviation: f64,
}

/// What may be concluded from a line, in words, with its grade.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// The verdict.
    pub conclusion: Concluded,
    /// The verdict in words, with what is still needed where it is too early.
    pub words: Bilingual,
    /// How good the evidence is.
    pub grade: Grade,
    /// Faults behind a grade below A.
    pub faults: Vec<Bilingual>,
    /// Two-sided p-value after Holm over the segments of the channel; `None` for everyone together and where nothing was tested.
    pub p_holm: Option<f64>,
    /// What to expect of the segment once the others are taken into account: for plans, because the best of many looks better
    /// than it is.
    pub expected: Option<ExpectedUplift>,
}
