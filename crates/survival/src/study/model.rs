//! Hazards of a study: arms and covariates, on both links.

use super::{Lot, Study, grade, words};
use crate::bands::BAND_STARTS;
use crate::hazard::{Hazard, HazardLink, hazard};
use crate::person_months::MonthRows;
use domain::{Bilingual, Grade};
use effectiveness::Level;
use serde::{Deserialize, Serialize};

/// Hazards on months at risk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelAnswer {
    /// On the complementary log-log scale: ratios of chances to stop. The recommended one.
    pub hazard_ratio: Hazard,
    /// On the scale of odds.
    pub odds_ratio: Hazard,
    /// How good the evidence is on groups.
    pub grade: Option<Grade>,
    /// The grade with what it means here.
    pub grade_in_words: Option<Bilingual>,
    /// Each covariate in words, from `hazard_ratio`.
    pub sentences: Vec<Bilingual>,
}

/// The model, or why there is none. Nothing is fitted without a group or a covariate.
pub(super) fn fit(study: &Study, level: Level) -> (Option<ModelAnswer>, Vec<Bilingual>) {
    let covariates = columns(study);
    if covariates.is_empty() {
        return (None, Vec::new());
    }
    let is_whole = study.durations.iter().all(|d| *d == f64::from(*d as u16));
    if !is_whole {
        return (None, vec![words::no_whole_months()]);
    }
    let months: Vec<u16> = study.durations.iter().map(|d| *d as u16).collect();
    let ended: Vec<bool> = study.exits.iter().map(|exit| *exit > 0).collect();
    let areas = study.area.as_ref().filter(|_| study.lot != Some(Lot::Person));
    let rows = MonthRows {
        months: &months,
        ended: &ended,
        covariates: &covariates,
        areas: areas.map(|area| area.codes.as_slice()),
    };
    let of = |link| hazard(&rows, &BAND_STARTS, link, level);
    match (of(HazardLink::ComplementaryLogLog), of(HazardLink::Logit)) {
        (Ok(hazard_ratio), Ok(odds_ratio)) => {
            let reference = reference(study);
            let arms = study.group.as_ref().map_or(0, |group| group.labels.len() - 1);
            let terms = hazard_ratio.terms.iter().enumerate();
            let sentences = terms
                .map(|(place, term)| words::term(term, reference.as_deref().filter(|_| place < arms), level))
                .collect();
            let grade = study.group.is_some().then(|| grade(study, false, !study.covariates.is_empty()));
            let mut notes = Vec::new();
            if hazard_ratio.spells_without_a_month > 0 {
                notes.push(words::without_a_month(hazard_ratio.spells_without_a_month));
            }
            (
                Some(ModelAnswer {
                    hazard_ratio,
                    odds_ratio,
                    grade,
                    grade_in_words: grade.map(words::grade),
                    sentences,
                }),
                notes,
            )
        }
        (Err(why), _) | (_, Err(why)) => (None, vec![words::no_model(&why)]),
    }
}

/// The group that the others are compared with: the control, or the first.
fn reference(study: &Study) -> Option<String> {
    study.control.clone().or_else(|| study.group.as_ref()?.labels.first().cloned())
}

/// A column of 0 and 1 for each group but the control (or the first), then the covariates.
fn columns(study: &Study) -> Vec<(String, Vec<f64>)> {
    let mut columns = Vec::new();
    if let Some(group) = &study.group {
        let reference = reference(study);
        for (code, label) in group.labels.iter().enumerate().filter(|(_, label)| Some(*label) != reference.as_ref()) {
            let of = |own: &u32| f64::from(u8::from(*own as usize == code));
            columns.push((format!("{}={label}", group.column), group.codes.iter().map(of).collect()));
        }
    }
    columns.extend(study.covariates.iter().cloned());
    columns
}
