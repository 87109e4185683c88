//! Where the provider of `WhatsApp` reports what became of each message.

use crate::error::ServiceError;
use crate::state::{ServiceState, WebhookSecrets};
use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use domain::DeliveryEvent;
use serde::{Deserialize, Serialize};
use store::Store;
use subtle::ConstantTimeEq;
use tokio::runtime::Handle;
use tokio::task::spawn_blocking;

/// The most a delivery report may weigh; the provider's batches stay below 3 MB.
pub(crate) const REPORT_LIMIT_BYTES: usize = 3 * 1024 * 1024;

/// What the provider sends to prove that a subscription was made by us.
#[derive(Debug, Deserialize)]
pub(crate) struct Challenge {
    #[serde(rename = "hub.mode", default)]
    mode: String,
    #[serde(rename = "hub.verify_token", default)]
    verify_token: String,
    #[serde(rename = "hub.challenge", default)]
    challenge: String,
}

/// What a report did.
#[derive(Debug, Serialize)]
struct Received {
    /// Reports in the body.
    reports: usize,
    /// Touches whose status they changed.
    touches_changed: u64,
}

/// `GET`: answers the challenge when the token is ours.
pub(crate) async fn subscribe(
    State(state): State<ServiceState>,
    Query(asked): Query<Challenge>,
) -> Result<String, ServiceError> {
    let secrets = secrets_of(&state)?;
    let own: bool = asked.verify_token.as_bytes().ct_eq(secrets.verify_token.as_bytes()).into();
    if own && asked.mode == "subscribe" { Ok(asked.challenge) } else { Err(ServiceError::WrongVerifyToken) }
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
    let reports = dispatch::parse_statuses(&body)
        .map_err(|error| ServiceError::UnreadableReport { detail: error.to_string() })?;
    let count = reports.len();
    let touches_changed = record(state.store.clone(), reports).await?;
    Ok(Json(Received { reports: count, touches_changed }))
}

/// Writes the ledger on a thread of its own. The store's future borrows from the reports through closures, which the
/// compiler cannot prove sendable between threads inside a handler.
async fn record(store: Store, reports: Vec<DeliveryEvent>) -> Result<u64, ServiceError> {
    let runtime = Handle::current();
    let written = spawn_blocking(move || runtime.block_on(store.record_events(&reports)));
    Ok(written.await.map_err(ServiceError::Interrupted)??)
}

fn secrets_of(state: &ServiceState) -> Result<&WebhookSecrets, ServiceError> {
    state.whatsapp.as_ref().ok_or(ServiceError::WebhookNotSetUp)
}
