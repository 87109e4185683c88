//! `GET /campaigns/{name}/report.pdf`.

use super::Asked;
use crate::api::known;
use crate::error::ServiceError;
use crate::state::{CampaignParts, ServiceState};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;

/// The report of an evaluated campaign as an attachment, in the reader's language.
pub(crate) async fn download(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
) -> Result<Response, ServiceError> {
    let campaign = known(&state, &name).await?;
    let uplift = state.store.uplift(&name).await?;
    let Some(press) = state.campaign_reports.clone().filter(|_| !uplift.is_empty()) else {
        return Err(ServiceError::NoCampaignReport { name });
    };
    let parts = CampaignParts { campaign, exclusions: state.store.exclusions(&name).await?, uplift };
    // Setting takes a moment of computing, so it happens where waiting holds nobody up.
    let set = tokio::task::spawn_blocking(move || press(&parts, asked.language)).await;
    let pdf = match set {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(detail)) => return Err(ServiceError::CampaignReport { name, detail }),
        Err(stopped) => return Err(ServiceError::CampaignReport { name, detail: stopped.to_string() }),
    };
    let mut response = Response::new(Body::from(pdf));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let file = if plain { name.as_str() } else { "report" };
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{file}.{}.pdf\"", asked.language.code()))
    {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
