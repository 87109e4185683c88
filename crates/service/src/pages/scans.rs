//! `GET /q/{code}`: what a code on paper leads to.

use crate::error::ServiceError;
use crate::language::Choice;
use crate::state::ServiceState;
use crate::templates;
use crate::view::landing::LandingPage;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Html;
use chrono::Utc;

/// The page of a campaign's paper. The scan is counted for its village and day; nothing of whoever scans is kept, and nothing else
/// changes. Whoever turns to the other language has scanned already, and a program that looks at the address scans nothing.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    Path(code): Path<String>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Html<String>, ServiceError> {
    let (choice, printed) = (Choice::of(&uri, &headers), code.to_ascii_uppercase());
    let place = if method == Method::GET && !choice.asked {
        state.store.scanned(&printed, Utc::now().date_naive()).await?
    } else {
        state.store.place_of_code(&printed).await?
    };
    let unknown = || ServiceError::NoSuchPage { path: format!("/q/{code}") };
    let landing = state.store.landing(&place.ok_or_else(unknown)?.campaign).await?.ok_or_else(unknown)?;
    Ok(Html(templates::render("landing", &LandingPage::of(choice.language, &landing))?))
}
