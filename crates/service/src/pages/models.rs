//! `GET /models`, `GET /models/{name}` and `GET /models/compare`.

use super::{Asked, Pairs, draw, value_of};
use crate::error::ServiceError;
use crate::state::ServiceState;
use crate::view::comparison::ComparisonPage;
use crate::view::frame::Section;
use crate::view::model::ModelPage;
use crate::view::models::ModelsPage;
use crate::words::say;
use crate::{exports, lookup};
use axum::extract::{Path, Query, State};
use axum::response::Html;

/// All models, newest first.
pub(crate) async fn list(State(state): State<ServiceState>, asked: Asked) -> Result<Html<String>, ServiceError> {
    let models = lookup::models(&state.store).await?;
    let files = exports::offered(state.exports.as_deref()).await;
    let page = ModelsPage::of(asked.language, &models, &state.store.drifts().await?, &files);
    draw(&state, &asked, Section::Models, &say(asked.language, "models-title", &[]), &page).await
}

/// One model.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
) -> Result<Html<String>, ServiceError> {
    let model = lookup::known_model(&state.store, &name).await?;
    let newest = state.store.model_names().await?.first() == Some(&model.name);
    let files = exports::offered(state.exports.as_deref()).await;
    let page = ModelPage::of(asked.language, &model, newest, &state.store.drifts().await?, &files);
    let title = say(asked.language, "model-title", &[("name", &model.name)]);
    draw(&state, &asked, Section::Model, &title, &page).await
}

/// Two models side by side: `?from=` and `?to=`, else the newest comparison.
pub(crate) async fn compare(
    State(state): State<ServiceState>,
    asked: Asked,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let (from, to) = (value_of(&query, "from"), value_of(&query, "to"));
    let seen = lookup::known_comparison(&state.store, from, to).await?;
    let page = ComparisonPage::of(asked.language, seen.as_ref());
    draw(&state, &asked, Section::Comparison, &say(asked.language, "comparison-title", &[]), &page).await
}
