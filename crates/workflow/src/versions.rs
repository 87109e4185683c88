//! Versions of a plan, and how two of them differ.

use crate::approve::find;
use crate::home::Home;
use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::PlanVersion;
use planning::version::{Pair, pair};
use planning::{Difference, difference};
use serde::Serialize;

/// A version without its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VersionLine {
    /// Its number.
    pub version: u32,
    /// Hash of the plan.
    pub plan_hash: String,
    /// Who planned it.
    pub planned_by: String,
    /// When.
    pub planned_at: DateTime<Utc>,
    /// Who approved it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<DateTime<Utc>>,
}

impl VersionLine {
    fn of(version: &PlanVersion) -> Self {
        Self {
            version: version.version,
            plan_hash: version.plan.hash.clone(),
            planned_by: version.planned_by.clone(),
            planned_at: version.planned_at,
            approved_by: version.approved_by.clone(),
            approved_at: version.approved_at,
        }
    }
}

/// Two versions side by side.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The campaign.
    pub campaign: String,
    /// All versions, the first first.
    pub versions: Vec<VersionLine>,
    /// The one compared with; `None` where nothing stands before the other.
    pub from: Option<u32>,
    /// The one that is read.
    pub to: u32,
    /// How they differ.
    pub difference: Difference,
}

/// How two versions of a campaign's plan differ; without numbers the newest from what was approved last before it.
pub async fn compare(home: &Home, campaign: &str, from: Option<u32>, to: Option<u32>) -> Result<Compared> {
    let store = home.store().await?;
    let campaign = find(&store, campaign).await?.name;
    let versions = store.plan_versions(&campaign).await?;
    let Pair { from, to } = pair(&versions, from, to)?;
    let names = store.segments().await?.into_iter().map(|segment| (segment.id, segment.name)).collect();
    Ok(Compared {
        versions: versions.iter().map(VersionLine::of).collect(),
        from: from.map(|version| version.version),
        to: to.version,
        difference: difference(from.map(|version| &version.plan), &to.plan, &names),
        campaign,
    })
}
