//! Segments: who pays alike among those who work alike, and why.

use super::{bar, group_name};
use crate::figure::{self, Figure};
use crate::numbers;
use crate::words::say;
use domain::segment::SegmentFact;
use domain::{Language, Rupiah, Segment};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::Serialize;

/// The segments page.
#[derive(Debug, Serialize)]
pub(crate) struct SegmentsPage {
    any: bool,
    total: String,
    how_many: String,
    chart: Option<Figure>,
    segments: Vec<SegmentCard>,
}

#[derive(Debug, Serialize)]
struct SegmentCard {
    id: String,
    name: String,
    why: String,
    group: String,
    size: String,
    share: String,
    bar: String,
    facts: Vec<FactLine>,
}

#[derive(Debug, Serialize)]
struct FactLine {
    label: String,
    mean: String,
    overall: String,
    /// `above`, `below` or `same`, beside the mean over everyone.
    direction: &'static str,
    direction_words: String,
}

/// Bars a reader takes in at a glance; the cards show every segment.
const MOST_BARS: usize = 15;

impl SegmentsPage {
    /// The page of all segments, in the order they are stored.
    pub(crate) fn of(language: Language, segments: &[Segment]) -> Self {
        let all: u64 = segments.iter().map(|s| s.size).sum();
        let mut largest: Vec<&Segment> = segments.iter().collect();
        largest.sort_by_key(|s| std::cmp::Reverse(s.size));
        largest.truncate(MOST_BARS);
        let sizes: Vec<(String, f64)> =
            largest.iter().map(|s| (s.name.in_language(language).to_owned(), s.size as f64)).collect();
        let title = say(language, "segments-chart", &[]);
        Self {
            any: !segments.is_empty(),
            total: numbers::count(language, all),
            how_many: numbers::count(language, segments.len() as u64),
            chart: figure::bars(language, &title, &say(language, "unit-people", &[]), &sizes),
            segments: segments.iter().map(|s| card(language, s, all)).collect(),
        }
    }
}

fn card(language: Language, segment: &Segment, all: u64) -> SegmentCard {
    SegmentCard {
        id: segment.id.to_string(),
        name: segment.name.in_language(language).to_owned(),
        why: segment.why.in_language(language).to_owned(),
        group: group_name(language, &segment.group),
        size: numbers::count(language, segment.size),
        share: numbers::percent_of(language, segment.size, all).unwrap_or_default(),
        bar: bar(segment.size, all),
        facts: segment.facts.iter().map(|fact| fact_line(language, fact)).collect(),
    }
}

fn fact_line(language: Language, fact: &SegmentFact) -> FactLine {
    let mean = with_unit(language, &fact.unit, fact.mean);
    let overall = with_unit(language, &fact.unit, fact.overall_mean);
    let direction = if mean == overall {
        "same"
    } else if fact.mean > fact.overall_mean {
        "above"
    } else {
        "below"
    };
    FactLine {
        label: fact.label.in_language(language).to_owned(),
        mean,
        overall,
        direction,
        direction_words: say(language, &format!("fact-{direction}"), &[]),
    }
}

/// A value with its unit in words; a unit no file knows is written as it is.
fn with_unit(language: Language, unit: &str, value: f64) -> String {
    match unit {
        "share" => numbers::percent(language, value),
        "rupiah" => Decimal::from_f64(value)
            .map_or_else(|| numbers::decimal(language, value, 0), |amount| numbers::rupiah(Rupiah::exact(amount))),
        "months" | "years" => {
            say(language, &format!("fact-unit-{unit}"), &[("value", &numbers::decimal(language, value, 1))])
        }
        "people" => say(language, "fact-unit-people", &[("value", &numbers::decimal(language, value, 0))]),
        "score" => numbers::decimal(language, value, 2),
        other => format!("{} {other}", numbers::decimal(language, value, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_is_shown_in_its_own_unit() {
        let id = Language::Id;
        assert_eq!(with_unit(id, "share", 0.4567), "45,7%");
        assert_eq!(with_unit(id, "rupiah", 1_234_567.4), "Rp1.234.567");
        assert_eq!(with_unit(id, "months", 2.25), "2,2 bulan");
        assert_eq!(with_unit(Language::En, "years", 41.0), "41.0 years");
        assert_eq!(with_unit(id, "people", 12_345.0), "12.345 orang");
        assert_eq!(with_unit(id, "score", 0.5), "0,50");
        assert_eq!(with_unit(id, "km", 3.0), "3,0 km");
    }
}
