//! What is asked: who there is, what each channel does to them, and what there is to spend.

use crate::error::AllocationError;
use crate::response::Response;
use domain::provenance::row_in_words;
use domain::{Bilingual, Rupiah};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Where an effect is known from. Plans that rest on both say so, line by line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// Measured against a holdout.
    Holdout {
        /// The campaign or file.
        experiment: String,
    },
    /// As a file says, whoever found it out.
    File {
        /// The file.
        file: String,
        /// The line in it.
        line: u64,
        /// The row of the priors file that its deviation was taken from, where the file has none.
        deviation_from: Option<String>,
    },
    /// A planning prior, to be replaced by a holdout.
    Prior {
        /// The row of the priors file.
        row: String,
    },
}

impl Source {
    /// In a few words.
    pub fn in_words(&self) -> Bilingual {
        match self {
            Self::Holdout { experiment } => {
                Bilingual::new(format!("diukur: {experiment}"), format!("measured: {experiment}"))
            }
            Self::File { file, line, deviation_from: None } => {
                Bilingual::new(format!("dari {file}, baris {line}"), format!("from {file}, line {line}"))
            }
            Self::File { file, line, deviation_from: Some(row) } => {
                let row = row_in_words(row);
                Bilingual::new(
                    format!("dari {file}, baris {line}; simpangannya praduga: {}", row.id),
                    format!("from {file}, line {line}; its deviation is a prior: {}", row.en),
                )
            }
            Self::Prior { row } => {
                let row = row_in_words(row);
                Bilingual::new(format!("praduga, belum diukur: {}", row.id), format!("prior, not measured: {}", row.en))
            }
        }
    }

    /// In a word or two, for a table; [`Source::in_words`] says the rest.
    pub fn in_short(&self) -> Bilingual {
        match self {
            Self::Holdout { .. } => Bilingual::new("diukur", "measured"),
            Self::File { line, deviation_from: None, .. } => {
                Bilingual::new(format!("berkas, baris {line}"), format!("file, line {line}"))
            }
            Self::File { line, .. } => Bilingual::new(
                format!("berkas, baris {line}; simpangan praduga"),
                format!("file, line {line}; deviation a prior"),
            ),
            Self::Prior { .. } => Bilingual::new("praduga, belum diukur", "prior, not measured"),
        }
    }

    /// Whether the uplift itself is a prior.
    pub fn is_prior(&self) -> bool {
        matches!(self, Self::Prior { .. })
    }
}

/// A segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SegmentPeople {
    /// Its key.
    pub segment: String,
    /// People who may be reached, each by one channel at most.
    pub people: u64,
    /// Months that one additional kept member goes on paying: what makes members of two segments comparable. 1 counts members.
    pub months_each: f64,
}

/// One channel for one segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// The segment.
    pub segment: String,
    /// The channel.
    pub channel: String,
    /// People of the segment whom the channel can reach.
    pub reach: u64,
    /// What reaching one person costs.
    pub cost_each: Rupiah,
    /// What it does to them.
    pub response: Response,
    /// Where that is known from.
    pub source: Source,
}

/// What a channel can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelLimit {
    /// The channel.
    pub channel: String,
    /// People it can reach in the campaign's time (counter hours, the daily tier of WhatsApp times days); `None` is no limit.
    pub most: Option<u64>,
    /// Fewest people for whom it is started at all (a print run).
    pub least: u64,
    /// What starting it costs, whoever is reached.
    pub fixed_cost: Rupiah,
}

/// The whole question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// Everybody who may be reached.
    pub segments: Vec<SegmentPeople>,
    /// What could be done, one line a segment and channel.
    pub offers: Vec<Offer>,
    /// Limits of channels; a channel that is not here has none.
    pub limits: Vec<ChannelLimit>,
    /// The most that may be spent.
    pub budget: Rupiah,
}

/// Channels with a smallest run or a fixed cost whose combinations are all looked at.
pub(crate) const MOST_RUNS: usize = 8;

impl Ask {
    /// Refuses what cannot be answered.
    pub(crate) fn check(&self) -> Result<(), AllocationError> {
        let people: BTreeMap<&str, u64> = self.segments.iter().map(|s| (s.segment.as_str(), s.people)).collect();
        if self.offers.is_empty() {
            return Err(AllocationError::NothingToOffer);
        }
        not_negative("the budget", self.budget)?;
        for segment in &self.segments {
            if !(segment.months_each > 0.0 && segment.months_each.is_finite()) {
                return Err(AllocationError::BadNumber {
                    segment: segment.segment.clone(),
                    channel: "-".into(),
                    what: "months an additional member stays",
                    value: segment.months_each,
                    expected: "a number above 0",
                });
            }
        }
        let mut seen = BTreeSet::new();
        for offer in &self.offers {
            let (segment, channel) = (offer.segment.clone(), offer.channel.clone());
            let Some(&people) = people.get(segment.as_str()) else {
                return Err(AllocationError::UnknownSegment { segment, channel });
            };
            if !seen.insert((&offer.segment, &offer.channel)) {
                return Err(AllocationError::Twice { segment, channel });
            }
            if offer.reach > people {
                return Err(AllocationError::MoreThanThereAre { segment, channel, reached: offer.reach, people });
            }
            not_negative(&format!("the cost of channel `{channel}` in segment `{segment}`"), offer.cost_each)?;
            offer.response.check(&segment, &channel)?;
        }
        for limit in &self.limits {
            let channel = limit.channel.clone();
            if !self.offers.iter().any(|o| o.channel == channel) {
                return Err(AllocationError::LimitOnNothing { channel });
            }
            not_negative(&format!("the fixed cost of channel `{channel}`"), limit.fixed_cost)?;
            if let Some(most) = limit.most.filter(|most| *most < limit.least) {
                return Err(AllocationError::RunAboveCapacity { channel, least: limit.least, most });
            }
        }
        let channels = self.limits.iter().filter(|l| l.has_run()).count();
        if channels > MOST_RUNS {
            return Err(AllocationError::TooManyRuns { channels, most: MOST_RUNS });
        }
        Ok(())
    }

    /// The limit of a channel.
    pub(crate) fn limit(&self, channel: &str) -> Option<&ChannelLimit> {
        self.limits.iter().find(|l| l.channel == channel)
    }

    /// The place of a segment.
    pub(crate) fn segment_place(&self, segment: &str) -> usize {
        self.segments.iter().position(|s| s.segment == segment).unwrap_or_default()
    }
}

impl ChannelLimit {
    /// Whether starting the channel is a choice of its own.
    pub(crate) fn has_run(&self) -> bool {
        self.least > 1 || self.fixed_cost > Rupiah::ZERO
    }
}

/// More than any agency has; below it no sum of money can pass what a decimal holds.
const MOST_RUPIAH: i64 = 1_000_000_000_000_000;

fn not_negative(what: &str, rupiah: Rupiah) -> Result<(), AllocationError> {
    if rupiah < Rupiah::ZERO {
        return Err(AllocationError::NegativeMoney { what: what.into(), rupiah: rupiah.to_string() });
    }
    let most = Rupiah::whole(MOST_RUPIAH);
    if rupiah > most {
        let (rupiah, most) = (rupiah.to_string(), most.to_string());
        return Err(AllocationError::TooMuchMoney { what: what.into(), rupiah, most });
    }
    Ok(())
}
