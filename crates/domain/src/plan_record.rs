//! What is kept of every version of a plan, so that it can be read after another has taken its place.

use crate::channel::{Channel, RandomisationUnit};
use crate::money::Rupiah;
use crate::segment::SegmentId;
use crate::text::Bilingual;
use crate::views::NamedCount;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A plan without its people: the texts it was made from, and its figures. Small whatever the audience: nothing in it is of one
/// member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRecord {
    /// Hash of the plan.
    pub hash: String,
    /// As-of day of the audience.
    pub as_of: NaiveDate,
    /// The declaration, as it was written.
    pub declaration: String,
    /// The texts beside it, by file name.
    pub templates: BTreeMap<String, String>,
    /// People and forecast cost by segment and arm.
    pub groups: Vec<PlannedGroup>,
    /// People left out, by the first reason met.
    pub excluded: Vec<NamedCount>,
    /// Sentences the planner was told.
    pub warnings: Vec<Bilingual>,
    /// The first touch, UTC.
    pub first_touch: Option<DateTime<Utc>>,
    /// The last touch, UTC, follow-ups left out.
    pub last_touch: Option<DateTime<Utc>>,
    /// Second touches that are asked when they are due.
    pub follow_ups: u64,
    /// What is kept of the budget for them and for smallest print runs.
    pub reserve: Rupiah,
    /// The most the campaign may cost.
    pub budget: Rupiah,
}

/// The members of one segment in one arm of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedGroup {
    /// The segment.
    pub segment: SegmentId,
    /// The channel, or `None` for a holdout.
    pub channel: Option<Channel>,
    /// What was drawn by lot.
    pub unit: RandomisationUnit,
    /// Members.
    pub members: u64,
    /// Forecast cost of their first touches.
    pub cost: Rupiah,
}

/// One version of a campaign's plan. Once approved it never changes; whatever changes is the next version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanVersion {
    /// 1 for the first.
    pub version: u32,
    /// Who planned it.
    pub planned_by: String,
    /// When.
    pub planned_at: DateTime<Utc>,
    /// Who approved it; `None` where nobody did.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<DateTime<Utc>>,
    /// What was planned.
    pub plan: PlanRecord,
}
