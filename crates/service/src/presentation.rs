//! Errors as their reader needs them: problem+json for machines, a page in both languages for people.

use crate::error::{ServiceError, Unpresented};
use crate::language::Choice;
use crate::templates;
use crate::view::failure::FailurePage;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use std::error::Error;
use std::sync::Arc;

/// A problem as RFC 9457 describes it.
#[derive(Serialize)]
struct Problem<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: String,
}

/// The most of a refusal's own words that is read.
const REFUSAL_BYTES: usize = 4096;

/// Turns a [`ServiceError`] on its way out into the answer its reader needs; logs causes of 500 once. What cannot be read before any
/// handler sees it, an address, a form or its parts, is refused in bare words: it is told in the same way.
pub(crate) async fn present_errors(request: Request, next: Next) -> Response {
    let choice = Choice::of(request.uri(), request.headers());
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let error = match response.extensions_mut().remove::<Unpresented>() {
        Some(Unpresented(error)) => error,
        None if is_bare_refusal(&response) => Arc::new(read_refusal(response).await),
        None => {
            // The page behind a code on paper keeps nothing of who reads it.
            if !path.starts_with("/q/") {
                choice.keep(&mut response);
            }
            return response;
        }
    };
    if error.status() == StatusCode::INTERNAL_SERVER_ERROR {
        log_causes(&path, &error);
    }
    if is_for_machines(&path) { problem(&error) } else { page(choice, &error) }
}

fn is_bare_refusal(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    response.status().is_client_error() && kind.is_some_and(|kind| kind.starts_with("text/plain"))
}

async fn read_refusal(response: Response) -> ServiceError {
    let status = response.status();
    let words = to_bytes(response.into_body(), REFUSAL_BYTES).await.unwrap_or_default();
    ServiceError::Unreadable { status, detail: String::from_utf8_lossy(&words).into_owned() }
}

fn is_for_machines(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/webhooks/") || path == "/api" || path == "/health"
}

fn log_causes(path: &str, error: &ServiceError) {
    let mut causes = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        causes = format!("{causes}: {inner}");
        cause = inner.source();
    }
    tracing::error!(path, %causes, "a request failed");
}

fn problem(error: &ServiceError) -> Response {
    let status = error.status();
    let body = Problem {
        r#type: format!("urn:jangkau:problem:{}", error.key()),
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail: error.to_string(),
    };
    let mut response = (status, axum::Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

fn page(choice: Choice, error: &ServiceError) -> Response {
    let mut response = match templates::render("failure", &FailurePage::of(choice.language, error)) {
        Ok(html) => (error.status(), Html(html)).into_response(),
        Err(_) => (error.status(), error.to_string()).into_response(),
    };
    choice.keep(&mut response);
    response
}
