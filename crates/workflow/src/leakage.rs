//! Leakage: people of a holdout who were reached anyway.

use crate::approve::find;
use crate::home::Home;
use anyhow::Result;
use domain::MemberId;
use serde::Serialize;
use store::Leak;

/// People of a holdout who were reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeakageSummary {
    /// Campaign key.
    pub campaign: String,
    /// People held out.
    pub held_out: u64,
    /// Reached by this very campaign; there must be none.
    pub this_campaign: Vec<MemberId>,
    /// Reached by another campaign after this one began.
    pub another_campaign: Vec<MemberId>,
    /// With the telephone of somebody this campaign wrote to.
    pub same_phone: Vec<MemberId>,
}

/// Who in the holdout of a campaign was reached anyway.
pub async fn leakage(home: &Home, campaign: &str) -> Result<LeakageSummary> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let mut found = store.leakage(&view.name).await?;
    let mut of = |leak| found.remove(&leak).unwrap_or_default();
    Ok(LeakageSummary {
        this_campaign: of(Leak::ThisCampaign),
        another_campaign: of(Leak::AnotherCampaign),
        same_phone: of(Leak::SamePhone),
        held_out: view.held_out,
        campaign: view.name,
    })
}
