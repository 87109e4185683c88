//! `GET /q/{code}`: what a code on paper leads to.

use crate::error::ServiceError;
use crate::language::Choice;
use crate::state::ServiceState;
use crate::templates;
use crate::view::landing::LandingPage;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Html;
use chrono::Utc;

/// The page of a campaign's paper. The scan is counted for its village and day; nothing of whoever scans is kept, and nothing else
/// changes.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    Path(code): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Html<String>, ServiceError> {
    let place = state.store.scanned(&code.to_ascii_uppercase(), Utc::now().date_naive()).await?;
    let unknown = || ServiceError::NoSuchPage { path: format!("/q/{code}") };
    let landing = state.store.landing(&place.ok_or_else(unknown)?.campaign).await?.ok_or_else(unknown)?;
    let language = Choice::of(&uri, &headers).language;
    Ok(Html(templates::render("landing", &LandingPage::of(language, &landing))?))
}
