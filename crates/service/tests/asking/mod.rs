//! Asks the router as a browser or a provider would.
#![allow(clippy::unwrap_used, dead_code)]

use crate::invented;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use service::{ServiceState, WebhookSecrets, router};
use store::Store;
use tower::ServiceExt;

pub const PAGES: [&str; 18] = [
    "/",
    "/segments",
    "/packages",
    "/campaigns",
    CAMPAIGN_PAGE,
    ALLOCATE_PAGE,
    "/campaigns/lebaran-2027/versions",
    "/campaigns/diskon-berakhir-2026/versions",
    "/campaigns/diskon-berakhir-2026/person",
    "/partners",
    "/segments?group=fisher",
    "/segments/fisher-seasonal",
    "/segments/farmer-prospect?model=2026-10-31-default",
    "/models",
    "/models/2026-11-30-default",
    "/models/compare?from=2026-10-31-default&to=2026-11-30-default",
    "/imports",
    "/imports/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

pub const CAMPAIGN_PAGE: &str = "/campaigns/diskon-berakhir-2026";
pub const ALLOCATE_PAGE: &str = "/campaigns/diskon-berakhir-2026/allocate";

/// A page in a language.
pub fn in_language(path: &str, language: &str) -> String {
    let mark = if path.contains('?') { '&' } else { '?' };
    format!("{path}{mark}lang={language}")
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// The words of a page without its tags.
    pub fn words(&self) -> String {
        let mut words = String::new();
        let mut inside = false;
        for c in self.body.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    words.push(' ');
                }
                _ if !inside => words.push(c),
                _ => {}
            }
        }
        let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        for (escaped, plain) in [("&#x60;", "`"), ("&#x27;", "'"), ("&#x3D;", "="), ("&quot;", "\"")] {
            words = words.replace(escaped, plain);
        }
        words
    }
}

pub fn app(store: &Store) -> Router {
    let whatsapp = Some(WebhookSecrets {
        app_secret: invented::APP_SECRET.to_owned(),
        verify_token: invented::VERIFY_TOKEN.to_owned(),
    });
    router(ServiceState::new(store.clone(), whatsapp))
}

pub async fn ask(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

pub async fn get(app: &Router, path: &str) -> Answer {
    ask(app, Request::get(path).header(header::HOST, "localhost:8080").body(Body::empty()).unwrap()).await
}

pub async fn get_from(app: &Router, host: &str, path: &str) -> Answer {
    ask(app, Request::get(path).header(header::HOST, host).body(Body::empty()).unwrap()).await
}

/// A form sent by one of our own pages.
pub async fn post(app: &Router, path: &str, fields: &str) -> Answer {
    post_from(app, path, fields, "http://localhost").await
}

/// A form sent by a page of some origin.
pub async fn post_from(app: &Router, path: &str, fields: &str, origin: &str) -> Answer {
    let request = Request::post(path)
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, origin)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(fields.to_owned()))
        .unwrap();
    ask(app, request).await
}
