//! `GET /exports/{file}`.

use crate::error::ServiceError;
use crate::exports;
use crate::state::ServiceState;
use axum::extract::{Path, State};
use axum::response::Response;

/// A file to take away.
pub(crate) async fn download(
    State(state): State<ServiceState>,
    Path(file): Path<String>,
) -> Result<Response, ServiceError> {
    exports::download(state.exports.as_deref(), &file).await
}
