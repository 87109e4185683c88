//! `GET /`.

use super::{Asked, draw};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::overview::{self, OverviewPage};
use crate::words::say;
use axum::extract::State;
use axum::response::Html;

/// The overview.
pub(crate) async fn show(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let seen = overview::read(&state.store).await?;
    let page = OverviewPage::of(asked.language, seen.as_ref());
    draw(&state, &asked, Section::Overview, &say(asked.language, "overview-title", &[]), &page).await
}
