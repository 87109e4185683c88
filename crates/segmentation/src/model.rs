//! A fitted model: who belongs to which segment, this month and next.

use crate::error::{SegmentationError, read_toml};
use crate::matrix;
use crate::params::Segmentation;
use crate::scaling::{Scaling, point};
use chrono::NaiveDate;
use domain::{Bilingual, Segment, SegmentId};
use features::{FeatureDef, FeatureTable, Group, History};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One cluster of a group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cluster {
    /// The end of the segment's key.
    pub key: String,
    /// Centre, in the group's scaled coordinates.
    pub centroid: Vec<f64>,
    /// What it is called.
    pub name: Bilingual,
    /// What sets it apart.
    pub why: Bilingual,
}

/// The clusters of one group and how its features are scaled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupModel {
    /// The group.
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
    params: Segmentation,
    merged: BTreeMap<String, String>,
    defs: Vec<FeatureDef>,
    groups: Vec<GroupModel>,
    segments: Vec<Segment>,
}

/// The version of the model file.
const FORMAT: u32 = 1;

/// A segment before its people are counted.
pub(crate) struct NamedSegment {
    pub id: SegmentId,
    pub name: Bilingual,
    pub why: Bilingual,
    pub group: String,
}

impl SegmentModel {
    pub(crate) fn new(
        params: Segmentation,
        table: &FeatureTable,
        groups: Vec<GroupModel>,
        merged: BTreeMap<String, String>,
    ) -> Self {
        Self {
            format: FORMAT,
            as_of: table.as_of(),
            people: table.rows() as u64,
            params,
            merged,
            defs: table.defs().to_vec(),
            groups,
            segments: Vec::new(),
        }
    }

    pub(crate) fn set_segments(&mut self, segments: Vec<Segment>) {
        self.segments = segments;
    }

    /// The segments with at least one person when the model was fitted: by group, inside it by the order of the words.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The day whose knowledge it was fitted on; `None` for tables without dates.
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// People in the table it was fitted on, whether or not they are in a segment.
    pub fn people(&self) -> u64 {
        self.people
    }

    /// What it was fitted with.
    pub fn params(&self) -> &Segmentation {
        &self.params
    }

    /// Groups that were too small and lie in `other`.
    pub fn merged_groups(&self) -> impl Iterator<Item = &str> {
        self.merged.keys().map(String::as_str)
    }

    /// What every feature of the model is.
    pub fn features(&self) -> &[FeatureDef] {
        &self.defs
    }

    /// The segment of each person, by row. `None`: the membership has ended, a needed value is missing or is no finite
    /// number, or nobody of the group had paid when the model was fitted. A table without a chosen feature puts nobody anywhere.
    pub fn assign(&self, table: &FeatureTable) -> Vec<Option<SegmentId>> {
        self.assign_unchecked(table)
    }

    pub(crate) fn assign_unchecked(&self, table: &FeatureTable) -> Vec<Option<SegmentId>> {
        let chosen: Option<Vec<usize>> = self.params.features.iter().map(|f| table.index_of(&f.name).ok()).collect();
        let Some(chosen) = chosen else { return vec![None; table.rows()] };
        let ids: Vec<Vec<SegmentId>> = self
            .groups
            .iter()
            .map(|g| g.clusters.iter().map(|c| SegmentId(format!("{}-{}", g.group.key, c.key))).collect())
            .collect();
        let homes: Vec<Option<usize>> = table.groups().iter().map(|group| self.home_of(&group.key)).collect();
        (0..table.rows())
            .map(|row| {
                let home = homes[table.group_index(row)]?;
                let model = &self.groups[home];
                match table.history()[row] {
                    History::Ended | History::Incomplete => None,
                    History::Prospect => Some(SegmentId(format!("{}-prospect", model.group.key))),
                    History::Unpaid => Some(SegmentId(format!("{}-unpaid", model.group.key))),
                    History::Known if model.clusters.is_empty() => None,
                    History::Known => {
                        let place = point(table, &chosen, &model.scalings, row);
                        place.iter().all(|value| value.is_finite()).then(|| {
                            let centroids = model.clusters.iter().map(|c| c.centroid.as_slice());
                            ids[home][matrix::nearest(&place, centroids)].clone()
                        })
                    }
                }
            })
            .collect()
    }

    fn home_of(&self, group: &str) -> Option<usize> {
        let key = self.merged.get(group).map_or(group, String::as_str);
        let find = |key: &str| self.groups.iter().position(|g| g.group.key == key);
        find(key).or_else(|| find("other"))
    }

    /// Every segment the model can name, clusters and rules, in display order.
    pub(crate) fn named_segments(&self) -> Vec<NamedSegment> {
        let mut named = Vec::new();
        for GroupModel { group, clusters, .. } in &self.groups {
            let titled = |id: &str, en: &str| {
                Bilingual::new(format!("{} – {id}", group.name.id), format!("{} – {en}", group.name.en))
            };
            for cluster in clusters {
                named.push(NamedSegment {
                    id: SegmentId(format!("{}-{}", group.key, cluster.key)),
                    name: titled(&cluster.name.id, &cluster.name.en),
                    why: cluster.why.clone(),
                    group: group.key.clone(),
                });
            }
            named.push(NamedSegment {
                id: SegmentId(format!("{}-unpaid", group.key)),
                name: titled("Terdaftar, belum membayar", "Registered, unpaid"),
                why: Bilingual::new("Terdaftar dan belum pernah membayar", "Registered and never paid"),
                group: group.key.clone(),
            });
            named.push(NamedSegment {
                id: SegmentId(format!("{}-prospect", group.key)),
                name: titled("Calon peserta", "Prospects"),
                why: Bilingual::new("Dikenal dan belum terdaftar", "Known and not registered"),
                group: group.key.clone(),
            });
        }
        named
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
        let width = model.params.features.len();
        for group in &model.groups {
            if group.clusters.is_empty() {
                continue;
            }
            if group.scalings.len() != width || group.clusters.iter().any(|c| c.centroid.len() != width) {
                return fail(format!(
                    "the group `{}` does not have {width} numbers for {width} features",
                    group.group.key
                ));
            }
        }
        Ok(model)
    }
}
