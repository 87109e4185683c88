//! `/campaigns/{name}/person`: what a campaign has for one member, and why; or why not.
//!
//! The number of a member is asked for in the body of a form only, so that it stands in no address, log or history.

use super::{Asked, Pairs, draw, value_of};
use crate::api::known;
use crate::error::ServiceError;
use crate::state::{PersonReasons, ServiceState};
use crate::view::frame::Section;
use crate::view::person::{PersonPage, PersonStanding};
use crate::words::say;
use axum::extract::{Form, Path, State};
use axum::response::Html;
use domain::views::CampaignView;
use domain::{Language, MemberId, TimeZoneCode};
use std::sync::Arc;

/// Letters of a member's number that are looked at.
const NUMBER_LETTERS: usize = 80;

/// The form alone.
pub(crate) async fn ask(
    State(state): State<ServiceState>,
    asked: Asked,
    Path(name): Path<String>,
) -> Result<Html<String>, ServiceError> {
    let campaign = known(&state, &name).await?;
    answer(&state, &asked, &campaign, None).await
}

/// `member`, and `lang` where the answer is wanted in another language.
pub(crate) async fn show(
    State(state): State<ServiceState>,
    mut asked: Asked,
    Path(name): Path<String>,
    Form(form): Form<Pairs>,
) -> Result<Html<String>, ServiceError> {
    let campaign = known(&state, &name).await?;
    if let Some(code) = value_of(&form, "lang") {
        asked.language = Language::from_code(code);
    }
    let number: Option<String> =
        value_of(&form, "member").map(|number| number.trim().chars().take(NUMBER_LETTERS).collect());
    let standing = match number.filter(|number| !number.is_empty()) {
        None => None,
        Some(number) => Some(standing(&state, &campaign, MemberId(number)).await?),
    };
    answer(&state, &asked, &campaign, standing.as_ref()).await
}

async fn answer(
    state: &ServiceState,
    asked: &Asked,
    campaign: &CampaignView,
    standing: Option<&PersonStanding>,
) -> Result<Html<String>, ServiceError> {
    let page = PersonPage::of(asked.language, campaign, standing, state.person_reasons.is_some());
    draw(state, asked, Section::Person, &say(asked.language, "person-title", &[]), &page).await
}

/// Everything that is kept of a member, and the reasons where they can be computed.
async fn standing(
    state: &ServiceState,
    campaign: &CampaignView,
    member: MemberId,
) -> Result<PersonStanding, ServiceError> {
    let (store, name) = (&state.store, &campaign.name);
    let planned = store.planned_member(name, &member).await?;
    let mut touches = Vec::new();
    let (mut outcome, mut version, mut segment) = (None, None, None);
    if let Some(planned) = &planned {
        segment = store.segments().await?.into_iter().find(|s| s.id == planned.segment).map(|s| s.name);
        touches = store.member_touches(name, &member).await?;
        outcome = store.outcome_of(name, &member).await?;
        version = store.plan_version(name, &campaign.plan_hash).await?;
    }
    let reasons = reasons(state, campaign, &member).await?;
    let province = planned.as_ref().and_then(|planned| state.regions.province_of(&planned.area));
    let zone = province.map_or(TimeZoneCode::Wib, |province| province.zone);
    Ok(PersonStanding { member, planned, segment, touches, outcome, version, reasons, zone })
}

/// One plan is computed at a time: it takes seconds and memory where there are many members. It goes on, and keeps its turn, where
/// whoever asked has left.
async fn reasons(
    state: &ServiceState,
    campaign: &CampaignView,
    member: &MemberId,
) -> Result<Option<PersonReasons>, ServiceError> {
    let Some(tell) = &state.person_reasons else { return Ok(None) };
    let turn = Arc::clone(&state.one_at_a_time).lock_owned().await;
    let telling = tell(campaign.name.clone(), member.clone());
    let told = tokio::spawn(async move {
        let told = telling.await;
        drop(turn);
        told
    });
    let told = told.await.unwrap_or_else(|error| Err(error.to_string()));
    told.map_err(|detail| ServiceError::PersonReasons { detail })
}
