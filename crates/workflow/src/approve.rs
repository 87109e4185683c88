//! Approve: a second person agrees to this very plan, by its hash.

use crate::home::Home;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use domain::views::CampaignView;

/// Records the approval of a plan. `hash` is the plan's hash or at least its first eight digits, as `jangkau plan` printed it.
pub async fn approve(home: &Home, campaign: &str, hash: &str, by: &str, at: DateTime<Utc>) -> Result<CampaignView> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    if hash.len() < 8 {
        bail!("the hash `{hash}` is too short: give at least the first eight digits that `jangkau plan` printed");
    }
    let whole = if view.plan_hash.starts_with(hash) { view.plan_hash.as_str() } else { hash };
    store.approve(campaign, whole, by, at).await.context("the plan is not approved")?;
    find(&store, campaign).await
}

/// A planned campaign by name, or a sentence saying how to plan it.
pub async fn find(store: &store::Store, campaign: &str) -> Result<CampaignView> {
    let name = campaign.trim_end_matches('/').rsplit('/').next().unwrap_or(campaign);
    if let Some(found) = store.campaign(name).await? {
        return Ok(found);
    }
    let planned: Vec<String> = store.campaigns().await?.into_iter().map(|campaign| campaign.name).collect();
    if planned.is_empty() {
        bail!("no campaign `{name}` is planned in this home; plan it with `jangkau plan campaigns/{name}`")
    }
    bail!("no campaign `{name}` is planned in this home; planned are {}", planned.join(", "))
}
