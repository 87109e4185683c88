//! What each page shows, made from what the store holds: plain functions from domain types to words and numbers.
//!
//! Nothing here computes a statistic; sums of counts and of rupiah are the most it does.

pub(crate) mod campaign;
pub(crate) mod campaigns;
pub(crate) mod failure;
pub(crate) mod frame;
pub(crate) mod overview;
pub(crate) mod packages;
pub(crate) mod partners;
pub(crate) mod results;
pub(crate) mod segments;

use crate::numbers;
use domain::Language;
use domain::occupation::OccupationGroup;
use domain::views::NamedCount;
use serde::Serialize;

/// Width of the small bars beside counts, in SVG units.
const BAR_UNITS: f64 = 100.0;

/// A counted thing: a state, a group, a reason.
#[derive(Debug, Serialize)]
pub(crate) struct CountLine {
    pub(crate) name: String,
    pub(crate) count: String,
    /// Share of all lines together.
    pub(crate) share: String,
    /// Width of the bar, 0 to 100.
    pub(crate) bar: String,
}

/// Lines with the share of each in their sum.
pub(crate) fn count_lines(language: Language, counts: &[NamedCount]) -> Vec<CountLine> {
    let all: u64 = counts.iter().map(|c| c.count).sum();
    counts
        .iter()
        .map(|c| CountLine {
            name: c.name.in_language(language).to_owned(),
            count: numbers::count(language, c.count),
            share: numbers::percent_of(language, c.count, all).unwrap_or_default(),
            bar: bar(c.count, all),
        })
        .collect()
}

/// Width of a bar for `part` of `whole`.
pub(crate) fn bar(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 0.0 } else { (part as f64 / whole as f64).min(1.0) };
    format!("{:.1}", share * BAR_UNITS)
}

/// The name of an occupation group by its key; a group of another kind keeps its own word.
pub(crate) fn group_name(language: Language, key: &str) -> String {
    key.parse::<OccupationGroup>()
        .map_or_else(|_| key.to_owned(), |group| group.name().in_language(language).to_owned())
}
