//! `GET /segments`.

use super::{Asked, draw};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::segments::SegmentsPage;
use crate::words::say;
use axum::extract::State;
use axum::response::Html;

/// All segments.
pub(crate) async fn show(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let page = SegmentsPage::of(asked.language, &state.store.segments().await?);
    draw(&state, &asked, Section::Segments, &say(asked.language, "segments-title", &[]), &page).await
}
