//! The JSON twins of the segment and model pages.

use crate::api::Answer;
use crate::lookup::{self, Segmentation};
use crate::pages::{Pairs, value_of};
use crate::state::ServiceState;
use crate::view::comparison::{SizeChange, size_changes};
use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::NaiveDate;
use domain::segment_views::{
    CalibrationPoint, DriftView, ModelView, Ranged, RuleView, SegmentProfile, StateFlow, everyone_shape,
};
use domain::views::NamedCount;
use domain::{Rupiah, Segment};
use serde::Serialize;

/// A segment with what its model knows of it.
#[derive(Debug, Serialize)]
pub(crate) struct SegmentAnswer {
    #[serde(flatten)]
    segment: Segment,
    #[serde(flatten)]
    profile: Option<ProfileAnswer>,
}

/// What a model knows of a segment; the fields are those of [`SegmentProfile`].
#[derive(Debug, Serialize)]
struct ProfileAnswer {
    model: String,
    occupations: Vec<NamedCount>,
    provinces: Vec<NamedCount>,
    shape: Vec<Option<f64>>,
    states: Vec<NamedCount>,
    flow: Vec<StateFlow>,
    months_expected: Option<Ranged>,
    lapse_risk: Option<Ranged>,
    reach: Vec<NamedCount>,
    at_stake: Rupiah,
    rules: Vec<RuleView>,
    rules_find: Option<f64>,
}

/// One segment, with what the whole model adds to it.
#[derive(Debug, Serialize)]
pub(crate) struct SegmentDetail {
    #[serde(flatten)]
    answer: SegmentAnswer,
    /// Mean of the shapes of all segments, weighted by their people.
    everyone_shape: Vec<Option<f64>>,
    /// The forecast of a year ago beside what then happened.
    calibration: Option<CalibrationPoint>,
    /// Share of people whom the rule card puts in their segment, over the whole model.
    rule_fidelity: Option<f64>,
}

/// A model in a list.
#[derive(Debug, Serialize)]
pub(crate) struct ModelSummary {
    name: String,
    as_of: Option<NaiveDate>,
    method: String,
    seed: u64,
    people: u64,
    fitted_on: u64,
    segments: usize,
    rule_fidelity: Option<f64>,
}

/// Two models side by side.
#[derive(Debug, Serialize)]
pub(crate) struct ComparisonAnswer {
    #[serde(flatten)]
    drift: DriftView,
    /// People in each segment of either model.
    sizes: Vec<SizeChange>,
}

fn answer(measured: bool, model: &str, profile: SegmentProfile) -> SegmentAnswer {
    let profile_answer = ProfileAnswer {
        model: model.to_owned(),
        occupations: profile.occupations,
        provinces: profile.provinces,
        shape: profile.shape,
        states: profile.states,
        flow: profile.flow,
        months_expected: profile.months_expected,
        lapse_risk: profile.lapse_risk,
        reach: profile.reach,
        at_stake: profile.at_stake,
        rules: profile.rules,
        rules_find: profile.rules_find,
    };
    SegmentAnswer { segment: profile.segment, profile: measured.then_some(profile_answer) }
}

/// `GET /api/segments`, of the newest model or, with `?model=`, of that one.
pub(crate) async fn segments(
    State(state): State<ServiceState>,
    Query(query): Query<Pairs>,
) -> Answer<Vec<SegmentAnswer>> {
    let seen = lookup::segmentation(&state.store, value_of(&query, "model")).await?;
    Ok(Json(seen.map_or_else(Vec::new, |Segmentation { model, measured, .. }| {
        model.profiles.into_iter().map(|profile| answer(measured, &model.name, profile)).collect()
    })))
}

/// `GET /api/segments/{id}`.
pub(crate) async fn segment(
    State(state): State<ServiceState>,
    Path(id): Path<String>,
    Query(query): Query<Pairs>,
) -> Answer<SegmentDetail> {
    let (seen, profile) = lookup::known_segment(&state.store, &id, value_of(&query, "model")).await?;
    Ok(Json(SegmentDetail {
        everyone_shape: everyone_shape(&seen.model.profiles),
        calibration: seen.model.calibration.iter().find(|point| point.segment == profile.segment.id).cloned(),
        rule_fidelity: seen.model.rule_fidelity,
        answer: answer(seen.measured, &seen.model.name, profile),
    }))
}

/// `GET /api/models`, newest first.
pub(crate) async fn models(State(state): State<ServiceState>) -> Answer<Vec<ModelSummary>> {
    let models = lookup::models(&state.store).await?;
    Ok(Json(models.into_iter().map(summary).collect()))
}

fn summary(model: ModelView) -> ModelSummary {
    ModelSummary {
        name: model.name,
        as_of: model.as_of,
        method: model.method,
        seed: model.seed,
        people: model.people,
        fitted_on: model.fitted_on,
        segments: model.profiles.len(),
        rule_fidelity: model.rule_fidelity,
    }
}

/// `GET /api/models/{name}`.
pub(crate) async fn model(State(state): State<ServiceState>, Path(name): Path<String>) -> Answer<ModelView> {
    Ok(Json(lookup::known_model(&state.store, &name).await?))
}

/// `GET /api/models/compare?from=..&to=..`; without names the newest comparison, `null` before the first.
pub(crate) async fn comparison(
    State(state): State<ServiceState>,
    Query(query): Query<Pairs>,
) -> Answer<Option<ComparisonAnswer>> {
    let (from, to) = (value_of(&query, "from"), value_of(&query, "to"));
    let seen = lookup::known_comparison(&state.store, from, to).await?;
    Ok(Json(seen.map(|seen| ComparisonAnswer { sizes: size_changes(&seen), drift: seen.drift })))
}
