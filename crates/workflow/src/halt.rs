//! Pause, resume and cancel: they act within seconds, on what is queued too. And touches of which nobody knows: listed, and settled
//! by a person.

use crate::approve::find;
use crate::home::Home;
use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::views::{CampaignView, Halt};
use serde::Serialize;

/// A campaign after it was halted or resumed.
#[derive(Debug, Clone, Serialize)]
pub struct HaltSummary {
    /// As it stands.
    pub campaign: CampaignView,
    /// Touches that will never leave.
    pub cancelled: u64,
}

/// Pauses or cancels a campaign.
pub async fn halt(home: &Home, campaign: &str, how: Halt, by: &str, at: DateTime<Utc>) -> Result<HaltSummary> {
    let store = home.store().await?;
    let name = find(&store, campaign).await?.name;
    let cancelled = store.halt(&name, how, by, at).await?;
    Ok(HaltSummary { campaign: find(&store, &name).await?, cancelled })
}

/// Lets a paused campaign go on.
pub async fn resume(home: &Home, campaign: &str, by: &str, at: DateTime<Utc>) -> Result<HaltSummary> {
    let store = home.store().await?;
    let name = find(&store, campaign).await?.name;
    store.resume(&name, by, at).await?;
    Ok(HaltSummary { campaign: find(&store, &name).await?, cancelled: 0 })
}

/// A touch of which nobody knows whether it left.
#[derive(Debug, Clone, Serialize)]
pub struct UnknownTouch {
    /// Its id, as the provider knows it.
    pub touch: String,
    /// For whom.
    pub member: String,
}

/// Every touch of a campaign of which nobody knows whether it left. None of them is sent again; the provider's report settles
/// them, or a person.
pub async fn unknown(home: &Home, campaign: &str) -> Result<Vec<UnknownTouch>> {
    let store = home.store().await?;
    let name = find(&store, campaign).await?.name;
    let touches = store.unknown_touches(&name).await?;
    Ok(touches.into_iter().map(|(touch, member)| UnknownTouch { touch, member: member.0 }).collect())
}

/// Settles unknown touches as a person found them to be; answers how many were unknown until now.
pub async fn settle(home: &Home, touches: &[String], left: bool, by: &str, at: DateTime<Utc>) -> Result<u64> {
    Ok(home.store().await?.settle_unknown(touches, left, by, at).await?)
}
