//! `GET /campaigns/{name}/versions`: the versions of a plan, how two of them differ, and the form of the person who approves.

use super::{Asked, Pairs, draw, value_of};
use crate::api::known;
use crate::error::ServiceError;
use crate::refusals;
use crate::state::ServiceState;
use crate::view::frame::Section;
use crate::view::versions::{Shown, VersionsPage};
use crate::words::say;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use planning::difference;
use planning::version::pair;

/// The newest version beside the one approved last before it, or those of `from` and `to`.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
    Query(query): Query<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let campaign = known(&state, &name).await?;
    let versions = state.store.plan_versions(&name).await?;
    let shown = if versions.is_empty() {
        None
    } else {
        let (from, to) = (number(&query, "from")?, number(&query, "to")?);
        let pair = pair(&versions, from, to)
            .map_err(|error| ServiceError::Unanswerable { detail: refusals::of_versions(&error) })?;
        let names = state.store.segments().await?.into_iter().map(|segment| (segment.id, segment.name)).collect();
        let difference = difference(pair.from.map(|version| &version.plan), &pair.to.plan, &names);
        Some(Shown { pair, difference })
    };
    let page = VersionsPage::of(asked.language, &campaign, &versions, shown.as_ref());
    draw(&state, &asked, Section::Versions, &say(asked.language, "versions-title", &[]), &page).await
}

fn number(query: &Pairs, field: &str) -> Result<Option<u32>, ServiceError> {
    let Some(text) = value_of(query, field) else { return Ok(None) };
    let misread = |_| {
        ServiceError::unanswerable(
            format!("`{field}` berisi `{text}`, seharusnya nomor versi seperti 1"),
            format!("`{field}` is `{text}`, expected the number of a version such as 1"),
        )
    };
    text.trim().parse().map(Some).map_err(misread)
}
