//! What a channel caused in a segment, as it is stored, shown and handed to machines.

use crate::channel::{Channel, RandomisationUnit};
use crate::judgement::Judgement;
use crate::money::Rupiah;
use crate::month::Month;
use crate::segment::SegmentId;
use crate::text::Bilingual;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// An answer, or a named reason why there is none. Never zeros and never p = 1 in place of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Verdict {
    /// An estimate with its interval.
    Estimate {
        /// Rate of the treated minus rate of the held out, -1 to 1.
        uplift: f64,
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// Confidence level of the interval, 0.95.
        level: f64,
        /// Two-sided p-value of no effect.
        p_value: f64,
    },
    /// No answer yet; says what is missing.
    TooEarly {
        /// What is needed.
        needs: Bilingual,
    },
}

/// What one more kept member cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CostPerAdditional {
    /// The interval of the uplift lies above zero: a price with both ends.
    Price {
        /// At the estimated uplift.
        estimate: Rupiah,
        /// At the upper end of the uplift: the cheapest it may be.
        low: Rupiah,
        /// At the lower end of the uplift: the dearest it may be.
        high: Rupiah,
    },
    /// The interval touches zero: it may be as cheap as `low`, and there is no upper end.
    Unbounded {
        /// At the estimated uplift, where that is above zero.
        estimate: Option<Rupiah>,
        /// At the upper end of the uplift, where that is above zero.
        low: Option<Rupiah>,
    },
    /// No uplift was estimated.
    NoAnswer,
}

/// Months paid per member within the window of a campaign: what a member kept is worth, beside whether one month was kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaidMonths {
    /// First coverage month counted.
    pub first: Month,
    /// Last coverage month counted.
    pub last: Month,
    /// Mean months paid among the treated; for area lots the mean of area means.
    pub treated: Option<f64>,
    /// Mean months paid among the held out; for area lots the mean of area means.
    pub held_out: Option<f64>,
    /// The uplift in months per member, or why there is none.
    pub verdict: Verdict,
    /// What one more month paid cost.
    pub cost_per_additional_month: CostPerAdditional,
}

/// The outcomes of a campaign are not all in yet: whoever looks today may look again tomorrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StillRunning {
    /// The newest day whose contributions are known.
    pub known: NaiveDate,
    /// The day on which the outcome is judged.
    pub closes: NaiveDate,
}

/// One line of the result table: a segment on a channel, against its holdout.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpliftRow {
    /// Campaign key.
    pub campaign: String,
    /// Segment; `all` is everyone in the lot.
    pub segment: SegmentId,
    /// Its name.
    pub segment_name: Bilingual,
    /// Channel.
    pub channel: Channel,
    /// What was drawn by lot.
    pub unit: RandomisationUnit,
    /// Members assigned to the channel, whether or not it reached them (intention to treat).
    pub treated: u64,
    /// Members assigned to the channel whose touch is known to have been delivered; `None` where nobody reports it (print).
    pub delivered: Option<u64>,
    /// Members held out.
    pub held_out: u64,
    /// Areas assigned, for area lots.
    pub areas_treated: Option<u64>,
    /// Areas held out, for area lots.
    pub areas_held_out: Option<u64>,
    /// Rate kept among the treated; for area lots the mean of area means.
    pub rate_treated: Option<f64>,
    /// Rate kept among the held out; for area lots the mean of area means.
    pub rate_held_out: Option<f64>,
    /// The uplift or why there is none.
    pub verdict: Verdict,
    /// Name of the estimator and interval, for the analyst.
    pub estimator: String,
    /// What the touches cost.
    pub cost: Rupiah,
    /// What one more kept member cost.
    pub cost_per_additional: CostPerAdditional,
    /// Months paid within the window; `None` in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid_months: Option<PaidMonths>,
    /// The true uplift, where the data come from the simulator.
    pub true_uplift: Option<f64>,
    /// Sentences the analyst must read.
    pub notes: Vec<Bilingual>,
    /// What may be concluded; `None` in tables that were made before conclusions were drawn.
    #[serde(default)]
    pub judgement: Option<Judgement>,
    /// While outcomes still come in: then every interval and p-value of the line stays right however often somebody looks, and
    /// is wider than those of the end. `None` once the outcome is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<StillRunning>,
}

impl UpliftRow {
    /// True for the line over all segments.
    pub fn counts_everyone(&self) -> bool {
        self.segment.0 == EVERYONE
    }

    /// Whether the interval holds the truth, where both are known.
    pub fn covers_truth(&self) -> Option<bool> {
        match (&self.verdict, self.true_uplift) {
            (Verdict::Estimate { low, high, .. }, Some(truth)) => Some((*low..=*high).contains(&truth)),
            _ => None,
        }
    }
}

/// The segment key of the line that counts everyone in a lot.
pub const EVERYONE: &str = "all";

/// Intervals that hold the truth, of those judged: lines of single segments with an estimate and a known truth. The lines
/// over all segments are left out, because they hold the same people again.
pub fn coverage(rows: &[UpliftRow]) -> (usize, usize) {
    let judged: Vec<bool> = rows.iter().filter(|r| !r.counts_everyone()).filter_map(UpliftRow::covers_truth).collect();
    (judged.iter().filter(|holds| **holds).count(), judged.len())
}
