//! The JSON API: the same numbers as the pages, for machines. Money in whole rupiah, rates and uplifts between -1 and 1.

use crate::allocating::{self, Wanted};
use crate::error::ServiceError;
use crate::pages::Pairs;
use crate::state::ServiceState;
use crate::{exports, lookup, quarantine, view};
use allocation::Advice;
use axum::Json;
use axum::extract::{Path, Query, State};
use domain::views::{
    CampaignView, ImportView, NamedCount, OverviewView, PackageView, PartnerView, QuarantineView, TouchCount,
};
use domain::{DecisionView, UpliftRow};
use serde::Serialize;

pub(crate) type Answer<T> = Result<Json<T>, ServiceError>;

/// A campaign with what is counted about it.
#[derive(Debug, Serialize)]
pub(crate) struct CampaignDetail {
    #[serde(flatten)]
    campaign: CampaignView,
    /// People left out of the plan, by reason.
    exclusions: Vec<NamedCount>,
    /// Touches by channel and status.
    touches: Vec<TouchCount>,
    /// What was decided for everyone at once; left out where channels were left to the lot.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<DecisionView>,
}

/// Whether the service and its store answer.
#[derive(Debug, Serialize)]
pub(crate) struct Health {
    status: &'static str,
    campaigns: usize,
}

/// `GET /health`.
pub(crate) async fn health(State(state): State<ServiceState>) -> Answer<Health> {
    let campaigns = state.store.campaigns().await?.len();
    Ok(Json(Health { status: "ok", campaigns }))
}

/// `GET /api/overview`.
pub(crate) async fn overview(State(state): State<ServiceState>) -> Answer<OverviewView> {
    view::overview::read(&state.store).await?.map(Json).ok_or(ServiceError::NothingImported)
}

/// `GET /api/campaigns`.
pub(crate) async fn campaigns(State(state): State<ServiceState>) -> Answer<Vec<CampaignView>> {
    Ok(Json(state.store.campaigns().await?))
}

/// `GET /api/campaigns/{name}`.
pub(crate) async fn campaign(State(state): State<ServiceState>, Path(name): Path<String>) -> Answer<CampaignDetail> {
    let campaign = known(&state, &name).await?;
    let exclusions = state.store.exclusions(&name).await?;
    let touches = state.store.touch_counts(&name).await?;
    let decision = state.store.decision(&name).await?;
    Ok(Json(CampaignDetail { campaign, exclusions, touches, decision }))
}

/// `GET /api/campaigns/{name}/uplift`.
pub(crate) async fn uplift(State(state): State<ServiceState>, Path(name): Path<String>) -> Answer<Vec<UpliftRow>> {
    known(&state, &name).await?;
    Ok(Json(state.store.uplift(&name).await?))
}

/// `GET /api/campaigns/{name}/allocate`, with `?budget=` and `?most_<channel>=`.
pub(crate) async fn allocate(
    State(state): State<ServiceState>,
    Path(name): Path<String>,
    Query(query): Query<Pairs>,
) -> Answer<Advice> {
    let campaign = known(&state, &name).await?;
    let wanted = Wanted::of(&query, &campaign).map_err(|misread| {
        ServiceError::unanswerable(
            format!("{} berisi `{}`, seharusnya bilangan bulat sedikitnya 0", misread.field, misread.value),
            format!("{} is `{}`, expected a whole number of at least 0", misread.field, misread.value),
        )
    })?;
    let basis = allocating::basis(&state, &name).await?.ok_or(ServiceError::NothingToAllocateBy { name })?;
    Ok(Json(allocating::answer(basis, wanted).await?))
}

/// `GET /api/packages`.
pub(crate) async fn packages(State(state): State<ServiceState>) -> Answer<Vec<PackageView>> {
    Ok(Json(state.store.packages().await?))
}

/// `GET /api/partners`.
pub(crate) async fn partners(State(state): State<ServiceState>) -> Answer<Vec<PartnerView>> {
    Ok(Json(state.store.partners().await?))
}

/// A file that was taken in with the rows it left behind.
#[derive(Debug, Serialize)]
pub(crate) struct ImportDetail {
    /// Its notes: one a kind of content it was read as.
    imports: Vec<ImportView>,
    /// The first values that kept rows out, masked where they identify a person.
    quarantine: Vec<QuarantineView>,
}

/// `GET /api/imports`.
pub(crate) async fn imports(State(state): State<ServiceState>) -> Answer<Vec<ImportView>> {
    Ok(Json(state.store.imports().await?))
}

/// `GET /api/imports/{sha256}`.
pub(crate) async fn import(State(state): State<ServiceState>, Path(sha256): Path<String>) -> Answer<ImportDetail> {
    let imports = lookup::known_import(&state.store, &sha256).await?;
    Ok(Json(ImportDetail { imports, quarantine: quarantine::rows_of(&state.store, &sha256).await? }))
}

/// `GET /api/exports`.
pub(crate) async fn exports(State(state): State<ServiceState>) -> Answer<Vec<exports::ExportFile>> {
    Ok(Json(exports::offered(state.exports.as_deref()).await))
}

/// The campaign of that name.
pub(crate) async fn known(state: &ServiceState, name: &str) -> Result<CampaignView, ServiceError> {
    state.store.campaign(name).await?.ok_or_else(|| ServiceError::UnknownCampaign { name: name.to_owned() })
}
