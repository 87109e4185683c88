//! Identity over time: which segment of a refit is which of last month's, and what became of the others.
//!
//! A segment is its people. Two segments are the same when enough of the members in both models are common to them; the same
//! segment keeps its key and its name, whatever the refit would have called it.

mod crossings;
mod fates;

pub use crossings::Crossings;

use crate::error::SegmentationError;
use clustering::optimal_matching;
use domain::segment_views::{FateView, SegmentMove};
use domain::{Bilingual, SegmentId};
use std::collections::BTreeSet;

/// The segments of two models.
#[derive(Debug, Clone, Copy)]
pub struct Refit<'a> {
    /// Key and name of each segment of the earlier model.
    pub before: &'a [(SegmentId, Bilingual)],
    /// Key and name that the later model gives its segments by itself.
    pub after: &'a [(SegmentId, Bilingual)],
    /// Keys of segments by rule (prospects, unpaid): what they are is fixed by the rule, so they are matched by key alone,
    /// also when everybody in them has moved on.
    pub by_rule: &'a BTreeSet<SegmentId>,
    /// Every key that any model has used before, so that a key never names two segments.
    pub used: &'a BTreeSet<SegmentId>,
}

/// Which segment is which.
#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    /// Key and name that each segment of the later model shall have, in its order.
    pub named: Vec<(SegmentId, Bilingual)>,
    /// For each segment of the later model the place of the earlier one that it continues; `None`: it is new.
    pub continues: Vec<Option<usize>>,
    /// Births, ends, merges and splits. A segment that was split may have been kept as well.
    pub fates: Vec<FateView>,
    /// Who was where and is where, those who stayed too, most people first. Without those in no segment both times.
    pub moves: Vec<SegmentMove>,
    /// People who were in a segment of both models.
    pub people: u64,
    /// Those of them who are in the same one.
    pub stayed: u64,
}

impl Identity {
    /// The share of people in both who are in the same segment, 0 to 1; `None` where nobody is in both.
    pub fn kept_share(&self) -> Option<f64> {
        (self.people > 0).then(|| self.stayed as f64 / self.people as f64)
    }
}

/// Matches the segments of a refit to those of the model before it.
///
/// A pair may keep its key when the people common to both are at least half of the mean size of the two, counted over members
/// in both models (Dice's coefficient of 1/2, Jaccard's of 1/3). With fewer, most of those who carry the name would be new
/// to it or most of those who had it would have lost it; asking for more would rename both parts of a segment that falls into
/// halves. Among all pairs that may, those are matched that leave the most people under their name.
pub fn match_segments(refit: &Refit<'_>, crossings: &Crossings) -> Result<Identity, SegmentationError> {
    for (what, found, expected) in [
        ("segments before", refit.before.len(), crossings.before()),
        ("segments after", refit.after.len(), crossings.after()),
    ] {
        if found != expected {
            return Err(SegmentationError::Length { what, found, expected });
        }
    }
    let mut continues: Vec<Option<usize>> =
        refit.after.iter().map(|(id, _)| by_rule(refit, refit.before, id)).collect();
    let free = |list: &[(SegmentId, Bilingual)]| -> Vec<usize> {
        (0..list.len()).filter(|place| !refit.by_rule.contains(&list[*place].0)).collect()
    };
    let (before, after) = (free(refit.before), free(refit.after));
    let benefit: Vec<Vec<f64>> = before
        .iter()
        .map(|from| after.iter().map(|to| crossings.common_if_same(*from, *to) as f64).collect())
        .collect();
    let matching = optimal_matching(&benefit)
        .map_err(|e| SegmentationError::Engine { step: "matching the segments", reason: e.to_string() })?;
    for (row, column) in matching.into_iter().enumerate() {
        if let Some(column) = column.filter(|column| benefit[row][*column] > 0.0) {
            continues[after[column]] = Some(before[row]);
        }
    }
    let named = names(refit, &continues);
    let stayed =
        continues.iter().enumerate().filter_map(|(to, from)| from.map(|from| crossings.people(from, to))).sum();
    Ok(Identity {
        fates: fates::fates(refit, crossings, &continues, &named),
        moves: crossings.moves(refit, &named),
        people: crossings.in_both(),
        stayed,
        named,
        continues,
    })
}

fn by_rule(refit: &Refit<'_>, list: &[(SegmentId, Bilingual)], id: &SegmentId) -> Option<usize> {
    if refit.by_rule.contains(id) { list.iter().position(|(known, _)| known == id) } else { None }
}

/// Kept keys and names; for the others the model's own where nobody has had them, else with the first free number.
fn names(refit: &Refit<'_>, continues: &[Option<usize>]) -> Vec<(SegmentId, Bilingual)> {
    let mut keys: BTreeSet<SegmentId> =
        refit.used.iter().chain(refit.before.iter().map(|(id, _)| id)).cloned().collect();
    let kept = continues.iter().flatten().map(|from| &refit.before[*from].1);
    let mut words: BTreeSet<(String, String)> = kept.map(|name| (name.id.clone(), name.en.clone())).collect();
    let mut named = Vec::with_capacity(continues.len());
    for ((own_id, own_name), from) in refit.after.iter().zip(continues) {
        if let Some(from) = from {
            named.push(refit.before[*from].clone());
            continue;
        }
        let fixed = refit.by_rule.contains(own_id);
        let (mut id, mut name) = (own_id.clone(), own_name.clone());
        let mut number = 1;
        while !fixed && (keys.contains(&id) || words.contains(&(name.id.clone(), name.en.clone()))) {
            number += 1;
            id = SegmentId(format!("{own_id}-{number}"));
            name = Bilingual::new(format!("{} ({number})", own_name.id), format!("{} ({number})", own_name.en));
        }
        keys.insert(id.clone());
        words.insert((name.id.clone(), name.en.clone()));
        named.push((id, name));
    }
    named
}
