//! The pages: each handler reads the store, asks [`crate::view`] for the words and numbers, and draws a template.

pub(crate) mod bookings;
pub(crate) mod campaign_report;
pub(crate) mod campaigns;
pub(crate) mod counters;
pub(crate) mod design;
pub(crate) mod exports;
pub(crate) mod imports;
pub(crate) mod models;
pub(crate) mod names;
pub(crate) mod overview;
pub(crate) mod packages;
pub(crate) mod partners;
pub(crate) mod person;
pub(crate) mod returned_file;
pub(crate) mod scans;
pub(crate) mod segments;
pub(crate) mod steering;
pub(crate) mod versions;

use crate::error::ServiceError;
use crate::language::Choice;
use crate::state::ServiceState;
use crate::templates;
use crate::view::address_part;
use crate::view::frame::{Section, WholePage};
use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse};
use domain::Language;
use serde::Serialize;
use std::convert::Infallible;

/// The language and address of a page that was asked for.
pub(crate) struct Asked {
    pub(crate) language: Language,
    /// Path and query without the language, for the links that change it.
    address: String,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let choice = Choice::of(&parts.uri, &parts.headers);
        let path = parts.uri.path();
        let kept = parts.uri.query().unwrap_or_default().split('&').filter(|pair| !is_language(pair));
        let kept = kept.collect::<Vec<_>>().join("&");
        let address = if kept.is_empty() { path.to_owned() } else { format!("{path}?{kept}") };
        Ok(Self { language: choice.language, address })
    }
}

fn is_language(pair: &str) -> bool {
    pair.is_empty() || pair == "lang" || pair.starts_with("lang=")
}

/// The names and values of a query, decoded.
pub(crate) type Pairs = Vec<(String, String)>;

/// The first value under a name; an empty one is as good as none.
pub(crate) fn value_of<'a>(pairs: &'a Pairs, name: &str) -> Option<&'a str> {
    pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
}

/// The named fields that are kept, as the query of an address: what a form is answered with can be asked for again.
fn as_query(pairs: &Pairs, is_kept: impl Fn(&str) -> bool) -> String {
    let kept = pairs.iter().filter(|(name, value)| is_kept(name) && !value.is_empty());
    let kept: Vec<String> =
        kept.map(|(name, value)| format!("{}={}", address_part(name), address_part(value))).collect();
    if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) }
}

/// Draws a page: the frame that all pages share around its own body.
async fn draw<T: Serialize>(
    state: &ServiceState,
    asked: &Asked,
    section: Section,
    title: &str,
    body: &T,
) -> Result<Html<String>, ServiceError> {
    let overview = state.store.overview().await?;
    let frame = WholePage::around(asked.language, &asked.address, section, title, overview.as_ref(), body);
    Ok(Html(templates::render(section.template(), &frame)?))
}

/// `GET /assets/jangkau.js`.
pub(crate) async fn script() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, include_str!("../../assets/jangkau.js"))
}

/// `GET /assets/jangkau.css`.
pub(crate) async fn stylesheet() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, include_str!("../../assets/jangkau.css"))
}
