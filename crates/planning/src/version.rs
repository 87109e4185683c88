//! Versions of a plan: what is kept of each, and how two of them differ in words and in figures.

mod figures;
mod lines;
mod pair;

pub use figures::{Figure, FigureChange, FigurePart};
pub use lines::{LineChange, Standing, TextChange, TextLine};
pub use pair::{Pair, pair};

use crate::plan::PlannedCampaign;
use domain::views::NamedCount;
use domain::{Bilingual, CampaignSpec, Exclusion, PlanRecord, PlannedGroup, RandomisationUnit, Rupiah, SegmentId};
use serde::Serialize;
use std::collections::BTreeMap;

/// The name under which the declaration stands among the texts of a version.
pub const DECLARATION: &str = "campaign.toml";

/// What is kept of a plan: the texts it was made from, as they were written, and its figures.
pub fn record_of(
    spec: &CampaignSpec,
    planned: &PlannedCampaign,
    declaration: &str,
    templates: &BTreeMap<String, String>,
) -> PlanRecord {
    let mut groups: BTreeMap<_, (u64, Rupiah)> = BTreeMap::new();
    for member in &planned.plan.members {
        let by_area = member.arm.unit() == RandomisationUnit::Area;
        let group = groups.entry((&member.segment, by_area, member.arm.channel())).or_default();
        group.0 += 1;
        group.1 += member.cost;
    }
    let left_out = |reason: Exclusion| planned.plan.excluded.iter().filter(|(_, why)| *why == reason).count() as u64;
    PlanRecord {
        hash: planned.plan.hash.clone(),
        as_of: planned.plan.as_of,
        declaration: declaration.to_owned(),
        templates: templates.clone(),
        groups: groups
            .into_iter()
            .map(|((segment, by_area, channel), (members, cost))| PlannedGroup {
                segment: segment.clone(),
                channel,
                unit: if by_area { RandomisationUnit::Area } else { RandomisationUnit::Person },
                members,
                cost,
            })
            .collect(),
        excluded: Exclusion::ALL
            .into_iter()
            .map(|reason| NamedCount { key: reason.key().to_owned(), name: reason.words(), count: left_out(reason) })
            .filter(|reason| reason.count > 0)
            .collect(),
        warnings: planned.plan.warnings.clone(),
        first_touch: planned.touches.iter().map(|t| t.due_at).min(),
        last_touch: planned.touches.iter().map(|t| t.due_at).max(),
        follow_ups: planned.follow_ups.len() as u64,
        reserve: planned.money.reserve(),
        budget: spec.budget,
    }
}

/// How a version differs from an earlier one, or what it is where there is none.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// Nothing stands before it: every line is new.
    pub is_first: bool,
    /// The declaration, then the templates by file name; those that did not change hold no lines.
    pub texts: Vec<TextChange>,
    /// Figures that changed, in the order in which people read them.
    pub figures: Vec<FigureChange>,
    /// Figures that are the same in both.
    pub same_figures: u64,
    /// Warnings that were not there before.
    pub new_warnings: Vec<Bilingual>,
    /// Warnings that are there no more.
    pub gone_warnings: Vec<Bilingual>,
}

impl Difference {
    /// Nothing changed, neither a word nor a figure.
    pub fn is_nothing(&self) -> bool {
        self.figures.is_empty()
            && self.new_warnings.is_empty()
            && self.gone_warnings.is_empty()
            && self.texts.iter().all(|text| text.standing == Standing::Same)
    }
}

/// How `after` differs from `before`. Lines are compared without their ends, so that a file saved on another system is the same.
/// Segments are called by their `names`, those that have none by their keys.
pub fn difference(
    before: Option<&PlanRecord>,
    after: &PlanRecord,
    names: &BTreeMap<SegmentId, Bilingual>,
) -> Difference {
    let (figures, same_figures) = figures::changes(before, after, names);
    let beyond = |one: &PlanRecord, other: &PlanRecord| -> Vec<Bilingual> {
        one.warnings.iter().filter(|warning| !other.warnings.contains(warning)).cloned().collect()
    };
    let mut texts = vec![lines::change(DECLARATION, before.map(|b| b.declaration.as_str()), Some(&after.declaration))];
    let mut templates: Vec<&String> =
        before.into_iter().flat_map(|b| b.templates.keys()).chain(after.templates.keys()).collect();
    templates.sort_unstable();
    templates.dedup();
    texts.extend(templates.into_iter().map(|name| {
        let then = before.and_then(|b| b.templates.get(name)).map(String::as_str);
        lines::change(name, then, after.templates.get(name).map(String::as_str))
    }));
    Difference {
        is_first: before.is_none(),
        texts,
        figures,
        same_figures,
        new_warnings: before.map_or_else(|| after.warnings.clone(), |b| beyond(after, b)),
        gone_warnings: before.map(|b| beyond(b, after)).unwrap_or_default(),
    }
}
