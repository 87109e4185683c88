//! What the segments of a model are called: by themselves, by the model before, by planners.

use super::{EVERYBODY, NamedSegment, SegmentModel};
use crate::error::SegmentationError;
use crate::naming::detail;
use crate::params::RULE_SEGMENTS;
use crate::profile::ProfileSums;
use domain::{Bilingual, SegmentId};
use std::collections::BTreeMap;

impl SegmentModel {
    /// Every segment people may be assigned to, those by rule last.
    pub fn all_segments(&self) -> Vec<NamedSegment> {
        let mut all: Vec<NamedSegment> = self
            .parts
            .iter()
            .flat_map(|part| {
                part.clusters.iter().map(|cluster| NamedSegment {
                    id: cluster.id.clone(),
                    name: cluster.name.clone(),
                    detail: cluster.detail.clone(),
                    why: cluster.why.clone(),
                    group: part.group.key.clone(),
                    by_rule: false,
                })
            })
            .collect();
        let words = [
            ("Calon peserta", "Prospects", "Dikenal dan belum terdaftar", "Known and not registered"),
            (
                "Terdaftar, belum membayar",
                "Registered, unpaid",
                "Terdaftar dan belum pernah membayar",
                "Registered and never paid",
            ),
            (
                "Dibayar pemerintah",
                "Paid by the state",
                "Iuran dibayar dari anggaran pemerintah",
                "Contributions paid from a state budget",
            ),
        ];
        all.extend(RULE_SEGMENTS.iter().zip(words).map(|(key, (name_id, name_en, why_id, why_en))| {
            let id = SegmentId((*key).to_owned());
            NamedSegment {
                name: self.rule_names.get(&id).cloned().unwrap_or_else(|| Bilingual::new(name_id, name_en)),
                id,
                detail: None,
                why: Bilingual::new(why_id, why_en),
                group: EVERYBODY.to_owned(),
                by_rule: true,
            }
        }));
        all
    }

    /// Gives clusters the keys and names that are to be kept, in the order of [`Self::all_segments`]; `None` leaves one as it is.
    pub fn keep_names(&mut self, names: &[Option<(SegmentId, Bilingual)>]) {
        let clusters = self.parts.iter_mut().flat_map(|p| p.clusters.iter_mut());
        for (cluster, kept) in clusters.zip(names) {
            if let Some((id, name)) = kept {
                cluster.id = id.clone();
                cluster.name = name.clone();
            }
        }
    }

    /// Completes the names from what was counted of everybody: how the segments pay over the year and where. To be called
    /// after [`Self::count`]; the sums are in the order of [`Self::all_segments`].
    pub fn describe(&mut self, profiles: &ProfileSums) -> Result<(), SegmentationError> {
        let all = self.all_segments();
        let details: Vec<Option<Bilingual>> = all
            .iter()
            .enumerate()
            .map(|(place, named)| {
                let counted = self.segments.iter().find(|s| s.id == named.id)?;
                detail(counted, &profiles.paying(place)?, &self.params.seasons)
            })
            .collect();
        if profiles.segments() != all.len() {
            return Err(SegmentationError::Length {
                what: "segments",
                found: profiles.segments(),
                expected: all.len(),
            });
        }
        let clusters = self.parts.iter_mut().flat_map(|p| p.clusters.iter_mut());
        for (cluster, detail) in clusters.zip(details) {
            cluster.detail = detail;
        }
        Ok(())
    }

    /// Gives segments that continue one of an earlier model the rest of that one's name too. `continues` holds, for each of
    /// [`Self::all_segments`], the place in the earlier model's list.
    pub fn keep_details(&mut self, before: &Self, continues: &[Option<usize>]) {
        let was = before.all_segments();
        let clusters = self.parts.iter_mut().flat_map(|p| p.clusters.iter_mut());
        for (cluster, from) in clusters.zip(continues) {
            if let Some(detail) = from.and_then(|from| was.get(from)).and_then(|s| s.detail.clone()) {
                cluster.detail = Some(detail);
            }
        }
    }

    /// Gives segments the names that planners gave them, by key: the whole name, nothing is added to it.
    pub fn give_names(&mut self, names: &BTreeMap<SegmentId, Bilingual>) {
        for cluster in self.parts.iter_mut().flat_map(|p| p.clusters.iter_mut()) {
            if let Some(name) = names.get(&cluster.id) {
                (cluster.name, cluster.detail) = (name.clone(), None);
            }
        }
        let by_rule = names.iter().filter(|(id, _)| RULE_SEGMENTS.contains(&id.0.as_str()));
        self.rule_names = by_rule.map(|(id, name)| (id.clone(), name.clone())).collect();
    }
}
