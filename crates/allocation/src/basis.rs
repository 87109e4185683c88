//! What the money may be spent on, before anybody names a budget: the same for the command line and for the page.

use crate::ask::{Ask, ChannelLimit, Offer, SegmentPeople};
use crate::error::AllocationError;
use domain::{Bilingual, Rupiah};
use serde::{Deserialize, Serialize};

/// Where the months that an additional member pays are known from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MonthsFrom {
    /// Forecast for the segment by its model.
    Forecast {
        /// The model.
        model: String,
    },
    /// As the file says.
    File,
    /// A planning prior.
    Prior {
        /// The row of the priors file.
        row: String,
    },
    /// Nothing is known: each member counts as one month.
    Nothing,
}

/// A segment with its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BasisSegment {
    /// Key.
    pub segment: String,
    /// Name.
    pub name: Bilingual,
    /// People who may be reached, each by one channel at most.
    pub people: u64,
    /// Months that one additional member pays.
    pub months_each: f64,
    /// Where these months are known from.
    pub months_from: MonthsFrom,
}

/// An offer with what an experiment on it would meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BasisOffer {
    /// The offer.
    #[serde(flatten)]
    pub offer: Offer,
    /// Name of the channel.
    pub channel_name: Bilingual,
    /// Share who stay without it, 0 to 1; `None` where nobody knows.
    pub base_rate: Option<f64>,
    /// Variance inflation of an experiment on it: 1 where persons are drawn.
    pub design_effect: f64,
}

/// Everything but the budget and the capacities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// The campaign or file.
    pub origin: String,
    /// Segments.
    pub segments: Vec<BasisSegment>,
    /// What could be done, one a segment and channel.
    pub offers: Vec<BasisOffer>,
    /// What a reader must know of these figures.
    pub notes: Vec<Bilingual>,
}

impl Basis {
    /// The question with a budget and limits.
    pub fn ask(&self, budget: Rupiah, limits: &[ChannelLimit]) -> Ask {
        Ask {
            segments: self
                .segments
                .iter()
                .map(|s| SegmentPeople { segment: s.segment.clone(), people: s.people, months_each: s.months_each })
                .collect(),
            offers: self.offers.iter().map(|o| o.offer.clone()).collect(),
            limits: limits.to_vec(),
            budget,
        }
    }

    /// The channels that are offered, in the order of the offers, each once with its name.
    pub fn channels(&self) -> Vec<(&str, &Bilingual)> {
        let mut channels: Vec<(&str, &Bilingual)> = Vec::new();
        for offer in &self.offers {
            if !channels.iter().any(|(key, _)| *key == offer.offer.channel) {
                channels.push((&offer.offer.channel, &offer.channel_name));
            }
        }
        channels
    }

    /// The same for some segments only; a segment that is not there is refused.
    pub fn only(mut self, segments: &[String]) -> Result<Self, AllocationError> {
        if segments.is_empty() {
            return Ok(self);
        }
        if let Some(unknown) = segments.iter().find(|s| !self.segments.iter().any(|known| known.segment == **s)) {
            let known: Vec<&str> = self.segments.iter().map(|s| s.segment.as_str()).collect();
            return Err(AllocationError::NoSuchSegment { segment: unknown.clone(), known: known.join(", ") });
        }
        self.segments.retain(|s| segments.contains(&s.segment));
        self.offers.retain(|o| segments.contains(&o.offer.segment));
        Ok(self)
    }

    /// A segment's name; its key where it has none.
    pub(crate) fn segment_name(&self, segment: &str) -> Bilingual {
        let found = self.segments.iter().find(|s| s.segment == segment);
        found.map_or_else(|| Bilingual::new(segment, segment), |s| s.name.clone())
    }

    /// A channel's name; its key where it has none.
    pub(crate) fn channel_name(&self, channel: &str) -> Bilingual {
        let found = self.offers.iter().find(|o| o.offer.channel == channel);
        found.map_or_else(|| Bilingual::new(channel, channel), |o| o.channel_name.clone())
    }
}
