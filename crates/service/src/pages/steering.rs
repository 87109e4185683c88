//! Approving, pausing, resuming and cancelling a campaign by its page, and what moves on it while one looks.

use super::names::{a_name, your_name_first};
use super::{Pairs, value_of};
use crate::api::known;
use crate::error::ServiceError;
use crate::refusals::of_steering;
use crate::serve::heard;
use crate::state::ServiceState;
use axum::extract::{Form, Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Redirect};
use chrono::Utc;
use domain::views::Halt;
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::time::Duration;
use store::{Store, StoreError};

/// How often the ledger is looked at for an open page.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// `POST /campaigns/{name}/approve`: `hash` of the plan that was read, and `by`.
pub(crate) async fn approve(
    State(state): State<ServiceState>,
    Path(name): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<Redirect, ServiceError> {
    known(&state, &name).await?;
    let hash = value_of(&form, "hash").unwrap_or_default();
    let by = name_of(&form)?;
    state.store.approve(&name, hash, &by, Utc::now()).await.map_err(of_steering)?;
    Ok(back_to(&name))
}

/// `POST /campaigns/{name}/{pause|cancel}`: `by`.
pub(crate) async fn pause(
    State(state): State<ServiceState>,
    Path(name): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<Redirect, ServiceError> {
    halt(&state, &name, &form, Halt::Paused).await
}

/// The same for good.
pub(crate) async fn cancel(
    State(state): State<ServiceState>,
    Path(name): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<Redirect, ServiceError> {
    halt(&state, &name, &form, Halt::Cancelled).await
}

async fn halt(state: &ServiceState, name: &str, form: &Pairs, how: Halt) -> Result<Redirect, ServiceError> {
    known(state, name).await?;
    let by = name_of(form)?;
    state.store.halt(name, how, &by, Utc::now()).await.map_err(of_steering)?;
    Ok(back_to(name))
}

/// `POST /campaigns/{name}/resume`: `by`.
pub(crate) async fn resume(
    State(state): State<ServiceState>,
    Path(name): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<Redirect, ServiceError> {
    known(&state, &name).await?;
    let by = name_of(&form)?;
    state.store.resume(&name, &by, Utc::now()).await.map_err(of_steering)?;
    Ok(back_to(&name))
}

/// Who steers.
fn name_of(form: &Pairs) -> Result<String, ServiceError> {
    a_name(value_of(form, "by").unwrap_or_default(), your_name_first())
        .map_err(|detail| ServiceError::Unanswerable { detail })
}

fn back_to(name: &str) -> Redirect {
    Redirect::to(&format!("/campaigns/{name}"))
}

/// `GET /campaigns/{name}/live`: one server-sent event each time something of the campaign has changed; the page then asks for
/// itself again. An event holds no figures, so that there is one place where they are made.
pub(crate) async fn live(
    State(state): State<ServiceState>,
    Path(name): Path<String>,
) -> Result<impl IntoResponse, ServiceError> {
    known(&state, &name).await?;
    let first = standing(&state.store, &name).await.unwrap_or_default();
    let stopping = state.stopping.clone();
    let events = unfold((state.store.clone(), name, first), move |(store, name, before)| {
        let told = heard(stopping.clone());
        async move {
            tokio::pin!(told);
            loop {
                tokio::select! {
                    () = &mut told => return None,
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                }
                // A ledger that is busy is asked again the next time.
                let Ok(now) = standing(&store, &name).await else { continue };
                if now != before {
                    let event = Ok::<_, Infallible>(Event::default().event("changed").data("1"));
                    return Some((event, (store, name, now)));
                }
            }
        }
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}

/// Whatever the page shows that may change while one looks.
async fn standing(store: &Store, name: &str) -> Result<String, StoreError> {
    let (campaign, touches) = (store.campaign(name).await?, store.touch_counts(name).await?);
    let (uplift, scans) = (store.uplift(name).await?, store.scans(name).await?);
    let outcomes = store.outcomes_mark(name).await?;
    let campaign = campaign.map(|c| (c.plan_hash, c.status, c.halted, c.approved_by));
    Ok(format!("{campaign:?} {touches:?} {scans:?} {outcomes:?} {}", uplift.len()))
}
