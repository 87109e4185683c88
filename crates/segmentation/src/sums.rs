//! Sizes and means of segments, counted person by person in any order and over any number of tables.

use crate::model::{Assigned, SegmentModel};
use domain::Segment;
use domain::segment::SegmentFact;
use features::FeatureDef;

/// Values are added as whole millionths, so that the order of people changes no bit.
const MILLIONTHS: f64 = 1e6;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Sum {
    millionths: i128,
    people: u64,
}

/// Counts and sums of every feature in every segment of a model.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentSums {
    defs: Vec<FeatureDef>,
    sizes: Vec<u64>,
    people: u64,
    sums: Vec<Vec<Sum>>,
}

impl SegmentSums {
    /// Nobody yet.
    pub fn new(model: &SegmentModel) -> Self {
        let segments = model.all_segments().len();
        let none = vec![Sum { millionths: 0, people: 0 }; model.features().len()];
        Self { defs: model.features().to_vec(), sizes: vec![0; segments], people: 0, sums: vec![none; segments] }
    }

    /// Counts people.
    pub fn add(&mut self, assigned: &Assigned) {
        self.people += assigned.segments.len() as u64;
        for segment in assigned.segments.iter().flatten() {
            self.sizes[usize::from(*segment)] += 1;
        }
        for feature in 0..self.defs.len() {
            let column = assigned.table.column(feature);
            for (value, segment) in column.iter().zip(&assigned.segments) {
                if let Some(segment) = segment.filter(|_| value.is_finite()) {
                    let sum = &mut self.sums[usize::from(segment)][feature];
                    sum.millionths += (value * MILLIONTHS).round() as i128;
                    sum.people += 1;
                }
            }
        }
    }

    /// People in each segment, in the order of [`SegmentModel::all_segments`].
    pub fn sizes(&self) -> &[u64] {
        &self.sizes
    }
}

impl SegmentModel {
    /// Takes sizes and facts from people counted with [`SegmentSums`].
    pub fn count(&mut self, sums: &SegmentSums) {
        let mean = |sum: &Sum| (sum.people > 0).then(|| sum.millionths as f64 / MILLIONTHS / sum.people as f64);
        let overall: Vec<Option<f64>> = (0..sums.defs.len())
            .map(|feature| {
                let whole = sums.sums.iter().map(|s| &s[feature]);
                mean(&Sum {
                    millionths: whole.clone().map(|s| s.millionths).sum(),
                    people: whole.map(|s| s.people).sum(),
                })
            })
            .collect();
        let segments = self
            .all_segments()
            .into_iter()
            .zip(&sums.sizes)
            .zip(&sums.sums)
            .filter(|((_, size), _)| **size > 0)
            .map(|((named, size), of_segment)| {
                let facts = sums.defs.iter().zip(of_segment).zip(&overall);
                Segment {
                    id: named.id,
                    name: named.name,
                    detail: named.detail,
                    why: named.why,
                    group: named.group,
                    size: *size,
                    facts: facts
                        .filter_map(|((def, sum), overall)| {
                            Some(SegmentFact {
                                feature: def.name.clone(),
                                label: def.label.clone(),
                                unit: def.unit.key().to_owned(),
                                mean: mean(sum)?,
                                overall_mean: (*overall)?,
                            })
                        })
                        .collect(),
                }
            })
            .collect();
        self.set_segments(segments, sums.people);
    }
}
