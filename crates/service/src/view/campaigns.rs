//! The list of campaigns.

use crate::numbers;
use crate::words::say;
use domain::views::{CampaignStatus, CampaignView};
use domain::{Language, Rupiah};
use serde::Serialize;

/// The page of all campaigns.
#[derive(Debug, Serialize)]
pub(crate) struct CampaignsPage {
    any: bool,
    campaigns: Vec<CampaignLine>,
}

#[derive(Debug, Serialize)]
struct CampaignLine {
    name: String,
    title: String,
    status: &'static str,
    status_words: String,
    as_of: String,
    members: String,
    held_out: String,
    held_out_share: String,
    cost: String,
    budget: String,
    budget_share: String,
    over_budget: bool,
    planned_by: String,
    approved_by: Option<String>,
    warnings: Option<String>,
}

impl CampaignsPage {
    /// The page, in the order the store gives.
    pub(crate) fn of(language: Language, campaigns: &[CampaignView]) -> Self {
        Self { any: !campaigns.is_empty(), campaigns: campaigns.iter().map(|c| line(language, c)).collect() }
    }
}

fn line(language: Language, campaign: &CampaignView) -> CampaignLine {
    CampaignLine {
        name: campaign.name.clone(),
        title: campaign.title.in_language(language).to_owned(),
        status: standing(campaign),
        status_words: say(language, &format!("status-{}", standing(campaign)), &[]),
        as_of: numbers::day(language, campaign.as_of),
        members: numbers::count(language, campaign.members),
        held_out: numbers::count(language, campaign.held_out),
        held_out_share: numbers::percent_of(language, campaign.held_out, campaign.members).unwrap_or_default(),
        cost: numbers::rupiah(campaign.cost),
        budget: numbers::rupiah(campaign.budget),
        budget_share: budget_share(language, campaign),
        over_budget: campaign.cost > campaign.budget,
        planned_by: campaign.planned_by.clone(),
        approved_by: campaign.approved_by.clone(),
        warnings: (!campaign.warnings.is_empty()).then(|| numbers::count(language, campaign.warnings.len() as u64)),
    }
}

/// Where a campaign stands, as the key of its words: halted where somebody stopped it on its way, else its status. Once outcomes are
/// recorded nothing is left to stop, and the flow says more.
pub(crate) fn standing(campaign: &CampaignView) -> &'static str {
    let is_over = matches!(campaign.status, CampaignStatus::Recorded | CampaignStatus::Evaluated);
    match &campaign.halted {
        Some(halted) if !is_over => halted.how.key(),
        _ => campaign.status.key(),
    }
}

/// The forecast cost as a share of the budget.
pub(crate) fn budget_share(language: Language, campaign: &CampaignView) -> String {
    numbers::percent_of(language, whole_rupiah(campaign.cost), whole_rupiah(campaign.budget)).unwrap_or_default()
}

/// Whole rupiah as a count, nothing where the amount is below zero.
pub(crate) fn whole_rupiah(amount: Rupiah) -> u64 {
    amount.rounded().max(0) as u64
}
