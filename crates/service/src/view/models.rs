//! The list of segment models, newest first.

use super::{DownloadLine, address_part, downloads};
use crate::exports::ExportFile;
use crate::numbers;
use domain::Language;
use domain::segment_views::ModelView;
use serde::Serialize;

/// The page of all models.
#[derive(Debug, Serialize)]
pub(crate) struct ModelsPage {
    any: bool,
    models: Vec<ModelLine>,
    downloads: Vec<DownloadLine>,
}

#[derive(Debug, Serialize)]
struct ModelLine {
    name: String,
    address: String,
    newest: bool,
    as_of: Option<String>,
    method: String,
    segments: String,
    people: String,
    fidelity: Option<String>,
    /// Comparisons in which it is the later model.
    comparisons: Vec<PairLink>,
}

/// A link to two models side by side.
#[derive(Debug, Serialize)]
pub(crate) struct PairLink {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) address: String,
    pub(crate) current: bool,
}

/// The link of a pair; `current` where the page shows it already.
pub(crate) fn pair_link(from: &str, to: &str, current: bool) -> PairLink {
    PairLink {
        from: from.to_owned(),
        to: to.to_owned(),
        address: format!("/models/compare?from={}&to={}", address_part(from), address_part(to)),
        current,
    }
}

impl ModelsPage {
    /// The page, in the order the store gives.
    pub(crate) fn of(
        language: Language,
        models: &[ModelView],
        pairs: &[(String, String)],
        files: &[ExportFile],
    ) -> Self {
        let line = |(i, model): (usize, &ModelView)| ModelLine {
            name: model.name.clone(),
            address: format!("/models/{}", address_part(&model.name)),
            newest: i == 0,
            as_of: model.as_of.map(|day| numbers::day(language, day)),
            method: model.method_words.in_language(language).to_owned(),
            segments: numbers::count(language, model.profiles.len() as u64),
            people: numbers::count(language, model.people),
            fidelity: model.rule_fidelity.map(|share| numbers::percent(language, share)),
            comparisons: pairs
                .iter()
                .filter(|(_, to)| *to == model.name)
                .map(|(from, to)| pair_link(from, to, false))
                .collect(),
        };
        Self {
            any: !models.is_empty(),
            models: models.iter().enumerate().map(line).collect(),
            downloads: downloads(language, files, &["segments", "assignments", "states"]),
        }
    }
}
