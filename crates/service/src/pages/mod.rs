//! The pages: each handler reads the store, asks [`crate::view`] for the words and numbers, and draws a template.

pub(crate) mod campaigns;
pub(crate) mod overview;
pub(crate) mod packages;
pub(crate) mod partners;
pub(crate) mod segments;

use crate::error::ServiceError;
use crate::language::Choice;
use crate::state::ServiceState;
use crate::templates;
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
    path: String,
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let choice = Choice::of(&parts.uri, &parts.headers);
        Ok(Self { language: choice.language, path: parts.uri.path().to_owned() })
    }
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
    let frame = WholePage::around(asked.language, &asked.path, section, title, overview.as_ref(), body);
    Ok(Html(templates::render(section.template(), &frame)?))
}

/// `GET /assets/jangkau.css`.
pub(crate) async fn stylesheet() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, include_str!("../../assets/jangkau.css"))
}
