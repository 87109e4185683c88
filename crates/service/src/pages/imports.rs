//! `GET /imports` and `GET /imports/{sha256}`.

use super::{Asked, draw};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::imports::{ImportPage, ImportsPage};
use crate::words::say;
use crate::{exports, lookup, quarantine};
use axum::extract::{Path, State};
use axum::response::Html;

/// All files that were taken in.
pub(crate) async fn list(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let files = exports::offered(state.exports.as_deref()).await;
    let page = ImportsPage::of(asked.language, &state.store.imports().await?, &files);
    draw(&state, &asked, Section::Imports, &say(asked.language, "imports-title", &[]), &page).await
}

/// One file, with the rows it left in quarantine.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(sha256): Path<String>,
) -> Result<Html<String>, ServiceError> {
    let imports = lookup::known_import(&state.store, &sha256).await?;
    let rows = quarantine::rows_of(&state.store, &sha256).await?;
    let title = imports.first().map(|import| import.file.clone()).unwrap_or_default();
    let page = ImportPage::of(asked.language, &imports, &rows);
    draw(&state, &asked, Section::Import, &title, &page).await
}
