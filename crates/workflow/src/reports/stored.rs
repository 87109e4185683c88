//! What the store keeps of an evaluated campaign.

use crate::approve::find;
use crate::home::Home;
use anyhow::Result;
use domain::views::{CampaignView, NamedCount};

/// The campaign, and whom its plan left out by reason, for [`super::campaign_report`].
pub async fn load_campaign(home: &Home, campaign: &str) -> Result<(CampaignView, Vec<NamedCount>)> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let exclusions = store.exclusions(&view.name).await?;
    Ok((view, exclusions))
}
