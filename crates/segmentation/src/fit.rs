//! Parameters and people become a model: habits first where they are asked for, then clusters, then names.

use crate::coordinates::{Frame, Seen, behaviour_values, habit_defs};
use crate::error::SegmentationError;
use crate::methods::{Found, joint, mixture, within_group};
use crate::model::{Cluster, EVERYBODY, Part, SegmentModel};
use crate::naming::{ClusterName, means, name_by_words, name_clusters, where_mostly, why};
use crate::params::{Method, Segmentation};
use crate::people::{People, Place};
use crate::scaling::Scaling;
use crate::sums::SegmentSums;
use domain::segment_views::ChoiceView;
use domain::{Bilingual, SegmentId};
use features::{FeatureTable, Group};
use habits::{HabitModel, HabitParams, PaymentRecord};
use std::collections::BTreeMap;

/// People that a cluster needs on average; a group with fewer becomes one segment.
pub(crate) const PEOPLE_PER_CLUSTER: usize = 10;

/// The group that small groups are merged into.
const OTHER: &str = "other";

impl Segmentation {
    /// Fits segments to people, with the number of the parameters, or else the number proposed (one where nothing is). The same
    /// people in another order give the same segments.
    pub fn fit<'a>(&self, people: impl Into<People<'a>>) -> Result<SegmentModel, SegmentationError> {
        let people = people.into();
        let used = match self.segments {
            Some(segments) => segments,
            None => self.propose(people, &mut |_| {})?.used as usize,
        };
        self.fit_with(people, used)
    }

    /// Fits a stated number of segments: inside each group with `occupation_first`, altogether otherwise.
    pub fn fit_with(&self, people: People<'_>, used: usize) -> Result<SegmentModel, SegmentationError> {
        let places = people.places();
        let known = self.usable(people, &places, used)?;
        let habits = self.find_habits(people, &known, used)?;
        let features = self.features.iter().map(|f| f.name.clone()).collect();
        let frame = Frame { habits, features };
        let seen = frame.see(self, people)?;
        for term in self.words.iter().flat_map(|w| &w.terms) {
            seen.table.index_of(&term.feature)?;
        }
        for shown in self.words.iter().filter_map(|w| w.shown_by.as_ref()) {
            seen.table.index_of(&shown.feature)?;
        }
        let (parts, merged) = match self.method {
            Method::OccupationFirst => self.parts(&frame, &seen, &known, used)?,
            Method::Joint | Method::Mixture => (vec![self.whole(&seen, known, used)?], BTreeMap::new()),
        };
        let mut model = SegmentModel::new(self.clone(), &seen.table, frame, parts, merged, used);
        let segments = model.place(&seen, &places);
        let mut sums = SegmentSums::new(&model);
        sums.add(&crate::model::Assigned { table: seen.table, segments });
        model.count(&sums);
        Ok(model)
    }

    /// Rows that can be clustered, or the reason why these people cannot.
    pub(crate) fn usable(
        &self,
        people: People<'_>,
        places: &[Place],
        segments: usize,
    ) -> Result<Vec<usize>, SegmentationError> {
        self.check("segmentation parameters")?;
        people.check()?;
        let chosen: Vec<usize> =
            self.features.iter().map(|f| people.table.index_of(&f.name)).collect::<Result<_, _>>()?;
        let known: Vec<usize> = (0..places.len()).filter(|row| places[*row] == Place::Clustered).collect();
        let needed = segments.max(2) * PEOPLE_PER_CLUSTER;
        if known.len() < needed {
            return Err(SegmentationError::TooFewRows { rows: known.len(), needed });
        }
        self.refuse_bad_columns(people.table, &chosen, &known)?;
        Ok(known)
    }

    fn refuse_bad_columns(
        &self,
        table: &FeatureTable,
        chosen: &[usize],
        known: &[usize],
    ) -> Result<(), SegmentationError> {
        let mut constant = self.habits.is_none();
        for feature in chosen {
            let column = table.column(*feature);
            if let Some(row) = known.iter().copied().find(|row| !column[*row].is_finite()) {
                let feature = table.defs()[*feature].name.clone();
                return Err(SegmentationError::NotFinite { feature, row, value: column[row] });
            }
            constant &= Scaling::of(column, known, 1.0).factor == 0.0;
        }
        if constant {
            let features = self.features.iter().map(|f| f.name.clone()).collect();
            return Err(SegmentationError::ConstantFeatures { features });
        }
        Ok(())
    }

    fn find_habits(
        &self,
        people: People<'_>,
        known: &[usize],
        used: usize,
    ) -> Result<Option<HabitModel>, SegmentationError> {
        if self.habits.is_none() {
            return Ok(None);
        }
        let (records, traits) = known_records(people, known)?;
        let params = HabitParams { habits: used, seed: self.seed, starts: self.runs * 2, ..HabitParams::default() };
        Ok(Some(params.fit(&records, traits)?))
    }

    /// A part for each group, in the table's order, and where the small groups went.
    fn parts(
        &self,
        frame: &Frame,
        seen: &Seen,
        known: &[usize],
        used: usize,
    ) -> Result<(Vec<Part>, BTreeMap<String, String>), SegmentationError> {
        let (groups, merged) = self.groups(&seen.table, known);
        let least = (self.min_segment_share * known.len() as f64).ceil() as usize;
        let home = |row: usize| {
            let key = &seen.table.group_of(row).key;
            merged.get(key).unwrap_or(key).clone()
        };
        // A habit is called the same in every group.
        let habit_names = frame.habits.as_ref().map(|h| self.name_habits(seen, h)).transpose()?;
        let mut parts = Vec::with_capacity(groups.len());
        for group in groups {
            let mut rows: Vec<usize> = known.iter().copied().filter(|row| home(*row) == group.key).collect();
            sort_by_values(&seen.table, &mut rows);
            let scalings = self.scalings(seen, &rows);
            let found = within_group(self, seen, &scalings, &rows, used, least, seed_of(self.seed, &group.key))?;
            parts.push(self.named_part(seen, group, scalings, &rows, found, habit_names.as_deref())?);
        }
        Ok((parts, merged))
    }

    /// One part for everybody.
    fn whole(&self, seen: &Seen, mut known: Vec<usize>, used: usize) -> Result<Part, SegmentationError> {
        let least = (self.min_segment_share * known.len() as f64).ceil() as usize;
        sort_by_values(&seen.table, &mut known);
        let scalings = self.scalings(seen, &known);
        let found = if self.method == Method::Joint {
            joint(self, seen, &scalings, &known, used, least)?
        } else {
            mixture(self, seen, &scalings, &known, used)?
        };
        let group = Group { key: EVERYBODY.to_owned(), name: Bilingual::new("Semua kelompok", "All groups") };
        self.named_part(seen, group, scalings, &known, found, None)
    }

    fn scalings(&self, seen: &Seen, rows: &[usize]) -> Vec<Scaling> {
        let chosen = seen.chosen.iter().zip(&self.features);
        chosen.map(|(f, w)| Scaling::of(seen.table.column(*f), rows, w.weight)).collect()
    }

    fn name_habits(&self, seen: &Seen, habits: &HabitModel) -> Result<Vec<ClusterName>, SegmentationError> {
        let own: Vec<Vec<f64>> = habits
            .habits
            .iter()
            .map(|habit| {
                let mut means = vec![f64::NAN; seen.table.defs().len()];
                for (def, value) in habit_defs().iter().zip(behaviour_values(&habit.behaviour())) {
                    means[seen.table.index_of(&def.name)?] = value;
                }
                Ok(means)
            })
            .collect::<Result<_, SegmentationError>>()?;
        name_by_words(&seen.table, &self.words, &own)
    }

    fn named_part(
        &self,
        seen: &Seen,
        group: Group,
        scalings: Vec<Scaling>,
        rows: &[usize],
        found: Vec<Found>,
        habit_names: Option<&[ClusterName]>,
    ) -> Result<Part, SegmentationError> {
        let table = &seen.table;
        let cluster_means: Vec<Vec<f64>> = found.iter().map(|f| means(table, &f.rows)).collect();
        let (group_mean, group_spread) = (means(table, rows), spreads(table, rows));
        let mut stands_out = seen.chosen.clone();
        if seen.habits > 0 {
            stands_out.extend(habit_defs().iter().filter_map(|def| table.index_of(&def.name).ok()));
        }
        let names: Vec<ClusterName> = match habit_names {
            Some(names) => found.iter().filter_map(|f| names.get(f.habit?).cloned()).collect(),
            None => name_clusters(table, &self.words, &stands_out, &cluster_means, &group_mean, &group_spread)?,
        };
        let mut clusters: Vec<(usize, Cluster)> = found
            .into_iter()
            .zip(names)
            .zip(&cluster_means)
            .map(|((found, name), mean)| {
                let why = why(table.defs(), &stands_out, mean, &group_mean, &group_spread);
                let (id, titled) = if self.method == Method::OccupationFirst {
                    (format!("{}-{}", group.key, name.key), name.in_group(&group, table, mean))
                } else {
                    (name.key, where_mostly(table, &found.rows, rows, &name.name))
                };
                let Found { centroid, modes, normal, .. } = found;
                (name.order, Cluster { id: SegmentId(id), name: titled, detail: None, why, centroid, modes, normal })
            })
            .collect();
        clusters.sort_by_key(|(order, _)| *order);
        Ok(Part { group, scalings, clusters: clusters.into_iter().map(|(_, cluster)| cluster).collect() })
    }

    /// The groups that are clustered, in the table's order, and where the small ones went.
    fn groups(&self, table: &FeatureTable, known: &[usize]) -> (Vec<Group>, BTreeMap<String, String>) {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for row in known {
            *sizes.entry(&table.group_of(*row).key).or_default() += 1;
        }
        let least = (self.min_group_share * known.len() as f64).max(1.0);
        let small =
            |group: &Group| (sizes.get(group.key.as_str()).copied().unwrap_or(0) as f64) < least && group.key != OTHER;
        let merged: BTreeMap<String, String> =
            table.groups().iter().filter(|g| small(g)).map(|g| (g.key.clone(), OTHER.to_owned())).collect();
        let mut kept: Vec<Group> = table.groups().iter().filter(|g| !small(g)).cloned().collect();
        if !merged.is_empty() && !kept.iter().any(|g| g.key == OTHER) {
            kept.push(Group { key: OTHER.to_owned(), name: Bilingual::new("Kelompok lain", "Other groups") });
        }
        (kept, merged)
    }

    /// What is proposed for the number of segments, and what the parameters use.
    pub fn propose<'a>(
        &self,
        people: impl Into<People<'a>>,
        tried: &mut dyn FnMut(usize),
    ) -> Result<ChoiceView, SegmentationError> {
        crate::number::propose(self, people.into(), tried)
    }
}

/// Records of some rows, and what months are like.
pub(crate) fn known_records<'a>(
    people: People<'a>,
    known: &[usize],
) -> Result<(Vec<PaymentRecord>, &'a [habits::MonthTraits]), SegmentationError> {
    let payments = people.payments.ok_or_else(|| SegmentationError::Payments {
        reason: "the parameters ask for [habits], and no payments are given".to_owned(),
    })?;
    Ok((known.iter().map(|row| payments.records[*row]).collect(), payments.traits))
}

/// Rows in an order that depends on their values alone, so that the order of the table does not matter.
pub(crate) fn sort_by_values(table: &FeatureTable, rows: &mut [usize]) {
    let width = table.defs().len();
    rows.sort_by(|a, b| {
        (0..width)
            .map(|f| table.column(f)[*a].total_cmp(&table.column(f)[*b]))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| table.group_index(*a).cmp(&table.group_index(*b)))
    });
}

fn spreads(table: &FeatureTable, rows: &[usize]) -> Vec<f64> {
    (0..table.defs().len())
        .map(|f| {
            let scaling = Scaling::of(table.column(f), rows, 1.0);
            if scaling.factor > 0.0 { 1.0 / scaling.factor } else { 0.0 }
        })
        .collect()
}

/// A seed of its own for each group, so that adding a group changes no other. FNV-1a, then the finaliser of `SplitMix64`.
fn seed_of(seed: u64, group: &str) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
    let hashed = group.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (hashed ^ (hashed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
