//! Where the provider of `WhatsApp` reports what became of each message.

use crate::error::ServiceError;
use crate::state::{ServiceState, WebhookSecrets};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

/// The most a delivery report may weigh; the provider's batches stay below 3 MB.
pub(crate) const REPORT_LIMIT_BYTES: usize = 3 * 1024 * 1024;

/// What the provider sends to prove that a subscription was made by us.
#[derive(Debug, Deserialize)]
pub(crate) struct Subscription {
    #[serde(rename = "hub.mode")]
    mode: Option<String>,
    #[serde(rename = "hub.verify_token")]
    verify_token: Option<String>,
    #[serde(rename = "hub.challenge")]
    challenge: Option<String>,
}

/// What a report did.
#[derive(Debug, Serialize)]
struct Received {
    /// Touches whose status they changed.
    touches_changed: u64,
}

/// `GET`: answers the challenge when the token is ours.
pub(crate) async fn subscribe(
    State(state): State<ServiceState>,
    Query(asked): Query<Subscription>,
) -> Result<String, ServiceError> {
    let secrets = secrets_of(&state)?;
    dispatch::answer_challenge(
        asked.mode.as_deref(),
        asked.verify_token.as_deref(),
        asked.challenge.as_deref(),
        &secrets.verify_token,
    )
    .ok_or(ServiceError::WrongVerifyToken)
}

/// `POST`: checks the signature over the raw bytes, then reads them, then writes the ledger. Reports may come late, twice
/// and out of order; the ledger only climbs.
pub(crate) async fn receive(
    State(state): State<ServiceState>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<impl IntoResponse, ServiceError> {
    let secrets = secrets_of(&state)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ServiceError::ReportTooLarge { limit_bytes: REPORT_LIMIT_BYTES },
        _ => ServiceError::UnreadableReport { detail: rejection.body_text() },
    })?;
    let signature = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    if !dispatch::verify_signature(secrets.app_secret.as_bytes(), &body, signature) {
        return Err(ServiceError::ForgedSignature);
    }
    let reports = dispatch::parse_reports(&body, (state.clock)())
        .map_err(|e| ServiceError::UnreadableReport { detail: e.to_string() })?;
    let written = state.reports.record(&state.store, &state.codes, state.contacts_key.as_ref(), reports).await;
    let touches_changed = written.map_err(|error| ServiceError::Reports { detail: error.to_string() })?;
    Ok(Json(Received { touches_changed }))
}

fn secrets_of(state: &ServiceState) -> Result<&WebhookSecrets, ServiceError> {
    state.whatsapp.as_ref().ok_or(ServiceError::WebhookNotSetUp)
}
