//! Parameters and features become a model: groups first, k-means inside each, names from the means.

use crate::error::SegmentationError;
use crate::matrix;
use crate::model::{Cluster, GroupModel, SegmentModel};
use crate::naming::{means, name_clusters, why};
use crate::params::Segmentation;
use crate::scaling::{Scaling, point};
use domain::segment::SegmentFact;
use domain::{Bilingual, Segment, SegmentId};
use features::{FeatureTable, Group, History};
use std::collections::{BTreeMap, BTreeSet};

/// People that a cluster needs on average; a group with fewer becomes one segment.
const PEOPLE_PER_CLUSTER: usize = 10;

/// The group that small groups are merged into.
const OTHER: &str = "other";

impl Segmentation {
    /// Fits segments to the people of a table. The same people in another order give the same segments.
    pub fn fit(&self, table: &FeatureTable) -> Result<SegmentModel, SegmentationError> {
        self.check("segmentation parameters")?;
        let chosen: Vec<usize> = self.features.iter().map(|f| table.index_of(&f.name)).collect::<Result<_, _>>()?;
        for term in self.words.iter().flat_map(|w| &w.terms) {
            table.index_of(&term.feature)?;
        }
        let known: Vec<usize> = (0..table.rows()).filter(|row| table.history()[*row] == History::Known).collect();
        let needed = self.segments_per_group * PEOPLE_PER_CLUSTER;
        if known.len() < needed {
            return Err(SegmentationError::TooFewRows { rows: known.len(), needed });
        }
        self.refuse_bad_columns(table, &chosen, &known)?;

        let (names, merged) = self.groups(table, &known);
        let home = |row: usize| merged.get(&table.group_of(row).key).unwrap_or(&table.group_of(row).key).clone();
        let mut groups = Vec::with_capacity(names.len());
        for group in names {
            let mut rows: Vec<usize> = known.iter().copied().filter(|row| home(*row) == group.key).collect();
            sort_by_values(table, &mut rows);
            groups.push(self.fit_group(table, &chosen, group, &rows)?);
        }
        let mut model = SegmentModel::new(self.clone(), table, groups, merged);
        let segments = segments_of(&model, table);
        model.set_segments(segments);
        Ok(model)
    }

    fn refuse_bad_columns(
        &self,
        table: &FeatureTable,
        chosen: &[usize],
        known: &[usize],
    ) -> Result<(), SegmentationError> {
        let mut constant = true;
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

    fn fit_group(
        &self,
        table: &FeatureTable,
        chosen: &[usize],
        group: Group,
        rows: &[usize],
    ) -> Result<GroupModel, SegmentationError> {
        if rows.is_empty() {
            // Prospects and unpaid members still belong to it.
            return Ok(GroupModel { group, scalings: Vec::new(), clusters: Vec::new() });
        }
        let scalings: Vec<Scaling> =
            chosen.iter().zip(&self.features).map(|(f, w)| Scaling::of(table.column(*f), rows, w.weight)).collect();
        let varied = scalings.iter().any(|s| s.factor > 0.0);
        let k = if varied { self.segments_per_group.min(rows.len() / PEOPLE_PER_CLUSTER).max(1) } else { 1 };
        let points: Vec<Vec<f64>> = rows.iter().map(|row| point(table, chosen, &scalings, *row)).collect();
        let centroids = if k == 1 {
            vec![vec![0.0; chosen.len()]]
        } else {
            matrix::centroids(points.concat(), chosen.len(), k, self.runs, seed_of(self.seed, &group.key))?
        };
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); centroids.len()];
        for (row, point) in rows.iter().zip(&points) {
            members[matrix::nearest(point, centroids.iter().map(Vec::as_slice))].push(*row);
        }
        let lived: Vec<(Vec<f64>, Vec<usize>)> =
            centroids.into_iter().zip(members).filter(|(_, rows)| !rows.is_empty()).collect();
        let cluster_means: Vec<Vec<f64>> = lived.iter().map(|(_, rows)| means(table, rows)).collect();
        let (group_mean, group_spread) = (means(table, rows), spreads(table, rows));
        let names = name_clusters(table, &self.words, chosen, &cluster_means, &group_mean, &group_spread)?;
        let mut clusters: Vec<(usize, Cluster)> = lived
            .into_iter()
            .zip(names)
            .zip(&cluster_means)
            .map(|(((centroid, _), name), mean)| {
                let why = why(table.defs(), chosen, mean, &group_mean, &group_spread);
                (name.order, Cluster { key: name.key, name: name.name, why, centroid })
            })
            .collect();
        clusters.sort_by_key(|(order, _)| *order);
        Ok(GroupModel { group, scalings, clusters: clusters.into_iter().map(|(_, cluster)| cluster).collect() })
    }
}

/// Rows in an order that depends on their values alone, so that the order of the table does not matter.
fn sort_by_values(table: &FeatureTable, rows: &mut [usize]) {
    let width = table.defs().len();
    rows.sort_by(|a, b| {
        (0..width)
            .map(|f| table.column(f)[*a].total_cmp(&table.column(f)[*b]))
            .find(|order| order.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
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

/// Sizes and facts of every segment, counted from the assignment of the people themselves.
fn segments_of(model: &SegmentModel, table: &FeatureTable) -> Vec<Segment> {
    let mut rows_of: BTreeMap<SegmentId, Vec<usize>> = BTreeMap::new();
    for (row, segment) in model.assign_unchecked(table).into_iter().enumerate() {
        if let Some(segment) = segment {
            rows_of.entry(segment).or_default().push(row);
        }
    }
    let everyone: Vec<usize> = rows_of.values().flatten().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let overall = means_sorted(table, everyone);
    model
        .named_segments()
        .into_iter()
        .filter_map(|named| {
            let rows = rows_of.remove(&named.id)?;
            let size = rows.len() as u64;
            let facts = table
                .defs()
                .iter()
                .zip(means_sorted(table, rows))
                .zip(&overall)
                .filter(|((_, mean), overall)| mean.is_finite() && overall.is_finite())
                .map(|((def, mean), overall)| SegmentFact {
                    feature: def.name.clone(),
                    label: def.label.clone(),
                    unit: def.unit.key().to_owned(),
                    mean,
                    overall_mean: *overall,
                })
                .collect();
            Some(Segment { id: named.id, name: named.name, why: named.why, group: named.group, size, facts })
        })
        .collect()
}

/// Means whose last digits do not depend on the order of the table.
fn means_sorted(table: &FeatureTable, mut rows: Vec<usize>) -> Vec<f64> {
    sort_by_values(table, &mut rows);
    means(table, &rows)
}
