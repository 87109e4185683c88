//! Follow-ups that are due: asked what happened since, and sent or dropped.

use anyhow::Result;
use chrono::{DateTime, Utc};
use domain::views::CampaignView;
use domain::{Rupiah, TouchStatus};
use planning::follow_up::Facts;
use planning::{is_due, within_budget};
use store::Store;

/// Follow-ups looked at together.
const AT_A_TIME: u32 = 2_000;

/// What became of the follow-ups that were due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Released {
    /// In the outbox now.
    pub sent: u64,
    /// Not needed: what was hoped for has happened, or the first touch never left.
    pub not_needed: u64,
    /// Needed, but the budget is spent.
    pub beyond_budget: u64,
}

/// Decides every follow-up of a campaign that is due by `until`. The money of all touches that left or may leave stays within the
/// budget: what would go beyond it is dropped and counted.
pub async fn release(store: &Store, campaign: &CampaignView, until: DateTime<Utc>) -> Result<Released> {
    let mut released = Released::default();
    let counts = store.touch_counts(&campaign.name).await?;
    let spent = counts.iter().filter(|c| !matches!(c.status, TouchStatus::Cancelled | TouchStatus::Failed));
    let mut spent: Rupiah = spent.map(|c| c.cost).sum();
    loop {
        let open = store.open_follow_ups(&campaign.name, until, AT_A_TIME).await?;
        if open.is_empty() {
            return Ok(released);
        }
        let (mut send, mut drop) = (Vec::new(), Vec::new());
        for follow_up in &open {
            if matches!(follow_up.first_touch, Some(TouchStatus::Planned | TouchStatus::Claimed)) {
                // The first touch has not left yet, so nothing can have come of it: the follow-up waits too.
                continue;
            }
            let facts =
                Facts { first_touch: follow_up.first_touch, paid: follow_up.months_paid > 0, outcome: follow_up.kept };
            let cost = Rupiah::whole(follow_up.cost_rupiah);
            if !is_due(follow_up.when, &facts) {
                released.not_needed += 1;
                drop.push((follow_up.id.as_str(), "not_needed"));
            } else if within_budget(campaign.budget, spent, cost) {
                spent += cost;
                send.push(follow_up.id.as_str());
            } else {
                released.beyond_budget += 1;
                drop.push((follow_up.id.as_str(), "beyond_budget"));
            }
        }
        if send.is_empty() && drop.is_empty() {
            return Ok(released);
        }
        released.sent += store.decide_follow_ups(&send, &drop).await?;
    }
}
