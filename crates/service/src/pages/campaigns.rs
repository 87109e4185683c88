//! `GET /campaigns`, `GET /campaigns/{name}` and `GET /campaigns/{name}/allocate`.

use super::{Asked, Pairs, draw};
use crate::allocating::{self, Wanted};
use crate::api::known;
use crate::error::ServiceError;
use crate::outcomes;
use crate::state::ServiceState;
use crate::view::allocate::AllocatePage;
use crate::view::campaign::{CampaignPage, CampaignStanding, has_left};
use crate::view::campaigns::CampaignsPage;
use crate::view::frame::Section;
use crate::view::so_far::SoFar;
use crate::words::say;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use dispatch::failures_by_code;
use domain::Rupiah;

/// All campaigns.
pub(crate) async fn list(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let page = CampaignsPage::of(asked.language, &state.store.campaigns().await?);
    draw(&state, &asked, Section::Campaigns, &say(asked.language, "campaigns-title", &[]), &page).await
}

/// One campaign: where it stands, who is in it, what left, what it caused. Something of it has left and nothing is evaluated yet: then
/// it shows how outcomes stand.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
) -> Result<Html<String>, ServiceError> {
    let campaign = known(&state, &name).await?;
    let exclusions = state.store.exclusions(&name).await?;
    let touches = state.store.touch_counts(&name).await?;
    let uplift = state.store.uplift(&name).await?;
    let follow_ups = state.store.follow_up_counts(&name).await?;
    let scans = state.store.scans(&name).await?;
    let failures = failures_by_code(&state.store, &state.codes, &name).await?;
    let decision = state.store.decision(&name).await?;
    let sets_reports = state.campaign_reports.is_some();
    let version = state.store.plan_version(&name, &campaign.plan_hash).await?;
    let reserve = version.map_or(Rupiah::ZERO, |version| version.plan.reserve);
    let is_under_way = campaign.approved_by.is_some() && uplift.is_empty() && has_left(&touches);
    let so_far = if is_under_way { outcomes::standing(&state, &name).await? } else { None };
    let so_far = so_far.map(|(sums, rows, today)| SoFar::of(asked.language, &sums, &rows, today));
    let halts = state.store.halts(&name).await?;
    let parts = CampaignStanding { exclusions, touches, follow_ups, scans, failures, uplift, decision, reserve, halts };
    let page = CampaignPage::of(asked.language, &campaign, &parts, so_far, sets_reports);
    draw(&state, &asked, Section::Campaign, campaign.title.in_language(asked.language), &page).await
}

/// Where the next rupiah of a campaign goes, with the budget and the capacities of the form.
pub(crate) async fn allocate(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let campaign = known(&state, &name).await?;
    let basis = allocating::basis(&state, &name).await?;
    let wanted = Wanted::of(&query, &campaign);
    let advice = match (basis.clone(), wanted.clone()) {
        (Some(basis), Ok(wanted)) => Some(allocating::answer(basis, wanted).await?),
        _ => None,
    };
    let page = AllocatePage::of(asked.language, &campaign, &query, basis.as_ref(), wanted, advice.as_ref());
    draw(&state, &asked, Section::Allocation, &say(asked.language, "allocate-title", &[]), &page).await
}
