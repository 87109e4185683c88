//! `GET /segments` and `GET /segments/{id}`.

use super::{Asked, Pairs, draw, value_of};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::segment::SegmentPage;
use crate::view::segments::SegmentsPage;
use crate::words::say;
use crate::{exports, lookup};
use axum::extract::{Path, Query, State};
use axum::response::Html;

/// The segments of the newest model or of `?model=`, of all groups or of `?group=`.
pub(crate) async fn list(
    State(state): State<ServiceState>,
    asked: Asked,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let seen = lookup::segmentation(&state.store, value_of(&query, "model")).await?;
    let files = exports::offered(state.exports.as_deref()).await;
    let page = SegmentsPage::of(asked.language, seen.as_ref(), value_of(&query, "group"), &files);
    draw(&state, &asked, Section::Segments, &say(asked.language, "segments-title", &[]), &page).await
}

/// One segment.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let (seen, profile) = lookup::known_segment(&state.store, &id, value_of(&query, "model")).await?;
    let files = exports::offered(state.exports.as_deref()).await;
    let page = SegmentPage::of(asked.language, &seen, &profile, &files);
    draw(&state, &asked, Section::Segment, profile.segment.full_name().in_language(asked.language), &page).await
}
