//! Facts of a segment beside the mean of everyone, each in its own unit.

use crate::numbers;
use crate::words::say;
use domain::segment::SegmentFact;
use domain::{Language, Rupiah};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde::Serialize;

/// A measured fact beside everyone.
#[derive(Debug, Serialize)]
pub(crate) struct FactLine {
    label: String,
    mean: String,
    overall: String,
    /// `above`, `below` or `same`, beside the mean over everyone.
    direction: &'static str,
    direction_words: String,
}

/// Whether the feature's values are codes of kinds, whose mean says nothing; pages show the kinds themselves.
pub(crate) fn is_code(fact: &SegmentFact) -> bool {
    ["occupation_group", "age_band"].contains(&fact.feature.as_str())
}

/// The line of a fact.
pub(crate) fn fact_line(language: Language, fact: &SegmentFact) -> FactLine {
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
        "day_of_month" => numbers::decimal(language, value, 0),
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
