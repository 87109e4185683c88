//! What pages and API look up alike: the thing asked for, or the refusal that lists what there is.

use crate::error::{Known, ServiceError};
use domain::Segment;
use domain::segment_views::{DriftView, ModelView, SegmentProfile};
use domain::views::ImportView;
use store::Store;

/// The segments in use, or those of a model asked for by name.
#[derive(Debug)]
pub(crate) struct Segmentation {
    /// The model; where segments were saved without one, its profiles know names and sizes only.
    pub(crate) model: ModelView,
    /// Whether the model stands in the store, and its profiles are more than names and sizes.
    pub(crate) measured: bool,
    /// Whether no later model is there.
    pub(crate) newest: bool,
}

/// The segments of the model asked for, else of the newest; `None` before the first segmentation.
pub(crate) async fn segmentation(store: &Store, asked: Option<&str>) -> Result<Option<Segmentation>, ServiceError> {
    let names = store.model_names().await?;
    if let Some(name) = asked.or(names.first().map(String::as_str)) {
        let model = known_model(store, name).await?;
        let newest = names.first() == Some(&model.name);
        return Ok(Some(Segmentation { model, measured: true, newest }));
    }
    let segments = store.segments().await?;
    if segments.is_empty() {
        return Ok(None);
    }
    Ok(Some(Segmentation { model: bare(segments), measured: false, newest: true }))
}

/// The model of that name.
pub(crate) async fn known_model(store: &Store, name: &str) -> Result<ModelView, ServiceError> {
    match store.model(name).await? {
        Some(model) => Ok(model),
        None => Err(ServiceError::UnknownModel { name: name.to_owned(), known: Known::of(store.model_names().await?) }),
    }
}

/// All models, newest first.
pub(crate) async fn models(store: &Store) -> Result<Vec<ModelView>, ServiceError> {
    let mut models = Vec::new();
    for name in store.model_names().await? {
        models.extend(store.model(&name).await?);
    }
    Ok(models)
}

/// The segment of that key with the model it belongs to.
pub(crate) async fn known_segment(
    store: &Store,
    id: &str,
    model: Option<&str>,
) -> Result<(Segmentation, SegmentProfile), ServiceError> {
    let unknown = |known| ServiceError::UnknownSegment { id: id.to_owned(), known };
    let Some(seen) = segmentation(store, model).await? else { return Err(unknown(Known::of([""; 0]))) };
    match seen.model.profiles.iter().find(|profile| profile.segment.id.0 == id).cloned() {
        Some(profile) => Ok((seen, profile)),
        None => Err(unknown(Known::of(seen.model.profiles.iter().map(|profile| &profile.segment.id)))),
    }
}

/// How two models differ, with both models; without names the newest comparison, `None` where there is none at all.
pub(crate) async fn known_comparison(
    store: &Store,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<Option<Comparison>, ServiceError> {
    let pairs = store.drifts().await?;
    let (from, to) = match (from, to, pairs.first()) {
        (Some(from), Some(to), _) => (from.to_owned(), to.to_owned()),
        // One name is enough where it stands in a comparison.
        (one, other, Some(_)) => {
            let fits = |(a, b): &&(String, String)| one.is_none_or(|n| n == a) && other.is_none_or(|n| n == b);
            match pairs.iter().find(fits) {
                Some(pair) => pair.clone(),
                None => (one.unwrap_or_default().to_owned(), other.unwrap_or_default().to_owned()),
            }
        }
        (None, None, None) => return Ok(None),
        (one, other, None) => (one.unwrap_or_default().to_owned(), other.unwrap_or_default().to_owned()),
    };
    let Some(drift) = store.drift(&from, &to).await? else {
        let known = Known::of(pairs.iter().map(|(a, b)| format!("{a} \u{2192} {b}")));
        return Err(ServiceError::UnknownComparison { from, to, known });
    };
    let (earlier, later) = (store.model(&from).await?, store.model(&to).await?);
    Ok(Some(Comparison { drift, earlier, later, pairs }))
}

/// Two models side by side.
#[derive(Debug)]
pub(crate) struct Comparison {
    /// How they differ.
    pub(crate) drift: DriftView,
    /// The earlier model, where it is still kept.
    pub(crate) earlier: Option<ModelView>,
    /// The later model, where it is still kept.
    pub(crate) later: Option<ModelView>,
    /// All pairs that were compared, newest first.
    pub(crate) pairs: Vec<(String, String)>,
}

/// The notes of the file with that content, one a kind it was read as.
pub(crate) async fn known_import(store: &Store, sha256: &str) -> Result<Vec<ImportView>, ServiceError> {
    let all = store.imports().await?;
    let (own, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|import| import.sha256 == sha256);
    if own.is_empty() {
        let known = Known::of(others.iter().map(|import| format!("{} ({})", import.file, import.sha256)));
        return Err(ServiceError::UnknownImport { sha256: sha256.to_owned(), known });
    }
    Ok(own)
}

/// A model that knows no more than what was saved of its segments.
fn bare(segments: Vec<Segment>) -> ModelView {
    let people = segments.iter().map(|segment| segment.size).sum();
    let profiles = segments
        .into_iter()
        .map(|segment| SegmentProfile {
            segment,
            occupations: Vec::new(),
            provinces: Vec::new(),
            shape: Vec::new(),
            states: Vec::new(),
            flow: Vec::new(),
            months_expected: None,
            lapse_risk: None,
            reach: Vec::new(),
            at_stake: domain::Rupiah::ZERO,
            rules: Vec::new(),
            rules_find: None,
        })
        .collect();
    ModelView {
        name: String::new(),
        as_of: None,
        period: None,
        method: String::new(),
        method_words: domain::Bilingual::default(),
        seed: 0,
        people,
        fitted_on: people,
        profiles,
        choice: None,
        rule_fidelity: None,
        rule_ceiling: None,
        calibration: Vec::new(),
        weaknesses: Vec::new(),
        files: Vec::new(),
    }
}
