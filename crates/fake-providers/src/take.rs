//! Taking a message, or saying why not.

use crate::answers::{RefusedWith, accepted, refused, throttled};
use crate::chance::draw;
use crate::config::CodeWhen;
use crate::gateway::Gateway;
use crate::message::MessageRequest;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::sync::Arc;
use std::time::Instant;

/// `POST /{version}/{phone_number_id}/messages`.
pub(crate) async fn take_message(
    State(gateway): State<Arc<Gateway>>,
    Path((_version, phone_number_id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    gateway.ledger().requests += 1;
    let response = judge(&gateway, phone_number_id, &headers, &body).await;
    if let Some(RefusedWith(code)) = response.extensions().get() {
        *gateway.ledger().refused.entry(*code).or_insert(0) += 1;
    }
    response
}

/// Takes a message, or says why not.
async fn judge(gateway: &Gateway, phone_number_id: String, headers: &HeaderMap, body: &Bytes) -> Response {
    if let Some(refusal) = gateway.token_refusal(headers) {
        return refusal;
    }
    if !gateway.config.knows(&phone_number_id) {
        let details = format!("there is no phone number id {phone_number_id}");
        return refused(StatusCode::BAD_REQUEST, 33, "Unsupported post request", &details);
    }
    let request = match MessageRequest::read(body) {
        Ok(request) => request,
        Err(details) => return refused(StatusCode::BAD_REQUEST, 100, "Invalid parameter", &details),
    };
    if let Some(refusal) = gateway.template_refusal(&request) {
        return refusal;
    }
    let faults = &gateway.config.faults;
    let attempt = {
        let mut ledger = gateway.ledger();
        let attempts = ledger.attempts.entry(request.to.clone()).or_insert(0);
        *attempts += 1;
        *attempts
    };
    if attempt == 1 && gateway.falls("throttle", &request.to, faults.throttle_share) {
        return throttled(faults.retry_after_seconds);
    }
    let taken = gateway.ledger().lately.take(&gateway.config.allowed, &phone_number_id, &request.to, Instant::now());
    if let Some(refusal) = taken {
        return refusal;
    }
    if let Some(own) = &request.biz_opaque_callback_data {
        *gateway.ledger().calls.entry(own.clone()).or_insert(0) += 1;
    }
    if gateway.falls("refused", &request.to, faults.refused_share) {
        return refused(StatusCode::BAD_REQUEST, faults.refused_code, "Refused", "as the test asked");
    }
    if let Some(code) = gateway.config.code_fault(CodeWhen::Answer, &phone_number_id, &request.to, attempt) {
        return refused(StatusCode::BAD_REQUEST, code, "Refused", "as the test asked");
    }
    if gateway.falls("server error", &request.to, faults.server_error_share) {
        if draw(gateway.config.seed, "accepted all the same", &request.to) < 0.5 {
            gateway.accept(request, &phone_number_id, attempt);
        }
        return refused(StatusCode::INTERNAL_SERVER_ERROR, 131_000, "Something went wrong", "an unknown error");
    }
    let hangs = gateway.falls("timeout", &request.to, faults.timeout_share);
    let to = request.to.clone();
    let wamid = gateway.accept(request, &phone_number_id, attempt);
    if hangs {
        tokio::time::sleep(faults.hang).await;
    }
    accepted(&to, &wamid)
}
