//! `GET /packages`.

use super::{Asked, draw};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::packages::PackagesPage;
use crate::words::say;
use axum::extract::State;
use axum::response::Html;

/// All packages.
pub(crate) async fn show(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let page = PackagesPage::of(asked.language, &state.store.packages().await?, state.packages.is_some());
    draw(&state, &asked, Section::Packages, &say(asked.language, "packages-title", &[]), &page).await
}
