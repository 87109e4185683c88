//! A fitted model: who belongs to which segment, this month and next.

mod names;

use crate::coordinates::{Frame, Seen};
use crate::error::{SegmentationError, read_toml};
use crate::normal::Normal;
use crate::params::{Method, Segmentation};
use crate::people::{People, Place};
use crate::scaling::Scaling;
use chrono::NaiveDate;
use domain::{Bilingual, Segment, SegmentId};
use features::{FeatureDef, FeatureTable, Group};
use habits::HabitModel;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One cluster.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cluster {
    /// Key of its segment.
    pub id: SegmentId,
    /// Centre, in the coordinates of its part.
    pub centroid: Vec<f64>,
    /// Most frequent categories, with the method `joint`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<u32>,
    /// Share and covariance, with the method `mixture`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub normal: Option<Normal>,
    /// What it is called.
    pub name: Bilingual,
    /// What its full name adds, once it has been described.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Bilingual>,
    /// What sets it apart.
    pub why: Bilingual,
}

/// The clusters of one group, or of everybody, and how features are scaled there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// The group; `all` where everybody is clustered at once.
    pub group: Group,
    /// One for each chosen feature.
    pub scalings: Vec<Scaling>,
    /// In the order of their names.
    pub clusters: Vec<Cluster>,
}

/// A fitted segmentation. Written to and read from TOML; the same people and parameters write the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SegmentModel {
    format: u32,
    as_of: Option<NaiveDate>,
    people: u64,
    fitted_on: u64,
    used: usize,
    params: Segmentation,
    merged: BTreeMap<String, String>,
    defs: Vec<FeatureDef>,
    frame: Frame,
    /// Names that planners gave to segments by rule.
    #[serde(default)]
    rule_names: BTreeMap<SegmentId, Bilingual>,
    parts: Vec<Part>,
    segments: Vec<Segment>,
}

/// The version of the model file.
const FORMAT: u32 = 2;

/// People with their segments.
#[derive(Debug, Clone, PartialEq)]
pub struct Assigned {
    /// The features, with those that the habits add.
    pub table: FeatureTable,
    /// For each person the place of their segment in [`SegmentModel::all_segments`]. `None`: the membership has ended, a needed
    /// value is missing, or nobody of the group had paid when the model was fitted.
    pub segments: Vec<Option<u16>>,
}

/// A segment that people may be assigned to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSegment {
    /// Key.
    pub id: SegmentId,
    /// Short name.
    pub name: Bilingual,
    /// What the full name adds.
    pub detail: Option<Bilingual>,
    /// What sets it apart.
    pub why: Bilingual,
    /// The group it lies in; `all` for segments across groups.
    pub group: String,
    /// By rule: prospects, registered and unpaid, paid by the state.
    pub by_rule: bool,
}

impl SegmentModel {
    pub(crate) fn new(
        params: Segmentation,
        table: &FeatureTable,
        frame: Frame,
        parts: Vec<Part>,
        merged: BTreeMap<String, String>,
        used: usize,
    ) -> Self {
        let rows = table.rows() as u64;
        Self {
            format: FORMAT,
            as_of: table.as_of(),
            people: rows,
            fitted_on: rows,
            used,
            params,
            merged,
            defs: table.defs().to_vec(),
            frame,
            rule_names: BTreeMap::new(),
            parts,
            segments: Vec::new(),
        }
    }

    /// The segments with at least one person, as last counted: by group, inside it by the order of the words.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    pub(crate) fn set_segments(&mut self, segments: Vec<Segment>, people: u64) {
        self.segments = segments;
        self.people = people;
    }

    /// The day whose knowledge it was fitted on; `None` for tables without dates.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// People in the table it was last counted on, whether or not they are in a segment.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// People it was fitted on.
    pub fn fitted_on(&self) -> u64 {
        self.fitted_on
    }

    /// Clusters asked for or proposed: in each group with `occupation_first`, altogether otherwise.
    pub fn used(&self) -> usize {
        self.used
    }

    /// What it was fitted with.
    pub fn params(&self) -> &Segmentation {
        &self.params
    }

    /// Habits of paying, where it looks at them.
    pub fn habits(&self) -> Option<&HabitModel> {
        self.frame.habits.as_ref()
    }

    /// Groups that were too small and lie in `other`.
    pub fn merged_groups(&self) -> impl Iterator<Item = &str> {
        self.merged.keys().map(String::as_str)
    }

    /// What every feature of the model is.
    pub fn features(&self) -> &[FeatureDef] {
        &self.defs
    }

    /// The segment of each person, and the features it was found from.
    pub fn assign<'a>(&self, people: impl Into<People<'a>>) -> Result<Assigned, SegmentationError> {
        let people: People<'_> = people.into();
        let seen = self.frame.see(&self.params, people)?;
        let segments = self.place(&seen, &people.places());
        Ok(Assigned { table: seen.table, segments })
    }

    pub(crate) fn place(&self, seen: &Seen, places: &[Place]) -> Vec<Option<u16>> {
        let firsts: Vec<u16> = self
            .parts
            .iter()
            .scan(0, |first, part| {
                let here = *first;
                *first += part.clusters.len() as u16;
                Some(here)
            })
            .collect();
        let by_rule: u16 = self.parts.iter().map(|p| p.clusters.len() as u16).sum();
        let homes: Vec<Option<usize>> = seen.table.groups().iter().map(|group| self.home_of(&group.key)).collect();
        places
            .iter()
            .enumerate()
            .map(|(row, place)| match place {
                Place::None => None,
                Place::ByRule(rule) => Some(by_rule + *rule as u16),
                Place::Clustered => {
                    let home = homes[seen.table.group_index(row)]?;
                    let part = &self.parts[home];
                    let point = seen.point(&part.scalings, row);
                    let placed = !part.clusters.is_empty() && point.iter().all(|value| value.is_finite());
                    let categories = seen.categories_of(row, self.params.categories.len());
                    placed.then(|| firsts[home] + self.nearest(part, &point, categories) as u16)
                }
            })
            .collect()
    }

    /// The cluster a point belongs to; the first of equally near ones.
    fn nearest(&self, part: &Part, point: &[f64], categories: &[u32]) -> usize {
        let mut best = (0, f64::INFINITY);
        for (place, cluster) in part.clusters.iter().enumerate() {
            let away = if let Some(normal) = &cluster.normal {
                -normal.log_density(point, &cluster.centroid)
            } else {
                let differing = categories.iter().zip(&cluster.modes).zip(&self.params.categories);
                squared(point, &cluster.centroid)
                    + differing.filter(|((a, b), _)| a != b).map(|(_, c)| c.weight).sum::<f64>()
            };
            if away < best.1 {
                best = (place, away);
            }
        }
        best.0
    }

    fn home_of(&self, group: &str) -> Option<usize> {
        if self.params.method != Method::OccupationFirst {
            return Some(0);
        }
        let key = self.merged.get(group).map_or(group, String::as_str);
        let find = |key: &str| self.parts.iter().position(|p| p.group.key == key);
        find(key).or_else(|| find("other"))
    }

    /// The model as TOML.
    pub fn to_toml(&self) -> Result<String, SegmentationError> {
        toml::to_string(self)
            .map_err(|e| SegmentationError::Engine { step: "writing the model", reason: e.to_string() })
    }

    /// Reads a model back; `file` is only named in errors.
    pub fn from_toml(file: &str, text: &str) -> Result<Self, SegmentationError> {
        let model: Self = read_toml(file, text)?;
        let fail = |reason: String| Err(SegmentationError::File { file: file.to_owned(), line: None, reason });
        if model.format != FORMAT {
            return fail(format!("the model has format {}, this program reads {FORMAT}", model.format));
        }
        model.params.check(file)?;
        let features = model.params.features.len();
        let width = features + model.frame.habits.as_ref().map_or(0, |h| h.habits.len());
        for part in model.parts.iter().filter(|p| !p.clusters.is_empty()) {
            let wrong = part.clusters.iter().any(|c| {
                c.centroid.len() != width
                    || c.normal.as_ref().is_some_and(|n| !n.fits(width))
                    || c.modes.len() != model.params.categories.len()
            });
            if part.scalings.len() != features || wrong {
                return fail(format!(
                    "the part `{}` does not have {width} numbers for {width} coordinates",
                    part.group.key
                ));
            }
        }
        Ok(model)
    }
}

/// The group of segments that lie across groups.
pub(crate) const EVERYBODY: &str = "all";

pub(crate) fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
