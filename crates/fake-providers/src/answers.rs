//! The answers of the Cloud API, as JSON.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// 200: the message is accepted, neither sent nor delivered.
pub(crate) fn accepted(to: &str, wamid: &str) -> Response {
    let body = json!({
        "messaging_product": "whatsapp",
        "contacts": [{"input": to, "wa_id": to}],
        "messages": [{"id": wamid, "message_status": "accepted"}],
    });
    answer(StatusCode::OK, &body)
}

/// The code of a refusal, beside the answer that says it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefusedWith(pub(crate) i64);

/// An error in Meta's shape.
pub(crate) fn refused(status: StatusCode, code: i64, title: &str, details: &str) -> Response {
    let body = json!({"error": {
        "message": format!("(#{code}) {title}"),
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details},
        "fbtrace_id": "fake",
    }});
    let mut response = answer(status, &body);
    response.extensions_mut().insert(RefusedWith(code));
    response
}

/// 130429 with `Retry-After`.
pub(crate) fn throttled(retry_after_seconds: u64) -> Response {
    let mut response = refused(
        StatusCode::TOO_MANY_REQUESTS,
        130_429,
        "Rate limit hit",
        "the throughput of this phone number is used up",
    );
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_seconds));
    response
}

pub(crate) fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}
