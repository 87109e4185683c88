//! Where banks, the agency and other senders report outcomes as they happen, and how a campaign stands by them.

use crate::error::ServiceError;
use crate::state::{OutcomeDesk, ServiceState};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use chrono::{NaiveDate, Utc};
use domain::UpliftRow;
use serde::Serialize;
use std::sync::Arc;
use store::OutcomesSoFar;

/// The most a body of reports may weigh: about 30,000 of them. More come in several bodies, or as a file.
pub(crate) const OUTCOMES_LIMIT_BYTES: usize = 4 * 1024 * 1024;

/// The header that carries `sha256=` and the HMAC of the body, in hex.
const SIGNATURE: &str = "x-jangkau-signature-256";

/// `POST /api/outcomes`: checks the signature over the raw bytes, then reads them, then takes the good lines in. Answers 200 where
/// every line was good, and 422 where some were not: the others are kept, and each refused line is told. The same body again changes
/// nothing.
pub(crate) async fn receive(
    State(state): State<ServiceState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, ServiceError> {
    let desk = desk_of(&state)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ServiceError::OutcomesTooLarge { limit_bytes: OUTCOMES_LIMIT_BYTES },
        _ => ServiceError::UnreadableOutcomes { detail: rejection.body_text() },
    })?;
    let signature = headers.get(SIGNATURE).and_then(|value| value.to_str().ok());
    if !dispatch::verify_signature(desk.secret.as_bytes(), &body, signature) {
        return Err(ServiceError::ForgedOutcomes);
    }
    let today = (desk.today)();
    let reader = Arc::clone(&desk.read);
    let read = tokio::task::spawn_blocking(move || reader(&body, today)).await;
    let read = read.unwrap_or_else(|error| Err(error.to_string()));
    let read = read.map_err(|detail| ServiceError::UnreadableOutcomes { detail })?;
    let answer = state.store.take_outcomes(read, today, Utc::now()).await?;
    let status = if answer.refused.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Json(answer)))
}

/// How a campaign stands.
#[derive(Debug, Serialize)]
pub(crate) struct SoFar {
    reports: u64,
    /// The newest day on which a report was known; `None` before the first.
    newest_known_on: Option<NaiveDate>,
    /// The day of judgement: before it nothing here is final.
    judged_on: NaiveDate,
    rows: Vec<UpliftRow>,
}

/// `GET /api/campaigns/{name}/outcomes`: reports that count so far, and the table they give, with intervals valid at every look.
pub(crate) async fn so_far(
    State(state): State<ServiceState>,
    Path(name): Path<String>,
) -> Result<Json<SoFar>, ServiceError> {
    crate::api::known(&state, &name).await?;
    let (so_far, rows, _) = standing(&state, &name).await?.ok_or(ServiceError::OutcomesNotCounted { name })?;
    Ok(Json(SoFar {
        reports: so_far.reports,
        newest_known_on: so_far.newest_known_on,
        judged_on: so_far.terms.known_by,
        rows,
    }))
}

/// The sums of a campaign, the table they give, and today; `None` where nobody counts its outcome.
pub(crate) async fn standing(
    state: &ServiceState,
    campaign: &str,
) -> Result<Option<(OutcomesSoFar, Vec<UpliftRow>, NaiveDate)>, ServiceError> {
    let Ok(desk) = desk_of(state) else { return Ok(None) };
    let Some(so_far) = state.store.outcomes_so_far(campaign).await? else { return Ok(None) };
    let segments = state.store.segments().await?;
    let rows = (desk.table)(campaign, &so_far, &segments).map_err(|detail| ServiceError::OutcomeTable { detail })?;
    Ok(Some((so_far, rows, (desk.today)())))
}

fn desk_of(state: &ServiceState) -> Result<&OutcomeDesk, ServiceError> {
    state.outcomes.as_deref().ok_or(ServiceError::OutcomesNotSetUp)
}
