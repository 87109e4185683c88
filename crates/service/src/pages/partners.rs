//! `GET /partners`.

use super::{Asked, draw};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::partners::PartnersPage;
use crate::words::say;
use axum::extract::State;
use axum::response::Html;

/// All partners.
pub(crate) async fn show(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let page = PartnersPage::of(asked.language, &state.store.partners().await?);
    draw(&state, &asked, Section::Partners, &say(asked.language, "partners-title", &[]), &page).await
}
