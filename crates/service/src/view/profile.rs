//! Parts of a segment's profile that several pages show: risk and months in words, the shape of everyone, its place.

use crate::numbers;
use crate::words::say;
use domain::occupation::OccupationGroup;
use domain::segment_views::{ModelView, Ranged, SegmentProfile};
use domain::views::NamedCount;
use domain::{Channel, Language};
use serde::Serialize;

/// Ends of the keys of segments by rule: known people who never registered, registered people who never
/// paid, and those whom the state pays for.
const BY_RULE: [&str; 3] = ["prospect", "unpaid", "state-paid"];

/// Chances of lapsing from which a risk is called some, high and very high.
const RISKS: [(f64, &str); 4] = [(0.5, "very"), (0.25, "high"), (0.1, "some"), (0.0, "low")];

/// Share of a segment from which one occupation group gives it its place.
const HOME_SHARE: f64 = 0.5;

/// A figure with its interval and what it means.
#[derive(Debug, Serialize)]
pub(crate) struct Measured {
    pub(crate) value: String,
    pub(crate) interval: String,
    pub(crate) words: String,
    /// `low`, `some`, `high` or `very`; empty where nothing is judged.
    pub(crate) tone: &'static str,
}

/// A chance of lapsing: `31,0%`, `28,0% hingga 34,0%`, `tinggi: sekitar 3 dari 10`.
pub(crate) fn risk(language: Language, risk: Ranged) -> Measured {
    let tone = RISKS.iter().find(|(from, _)| risk.value >= *from).map_or("low", |(_, tone)| tone);
    let (of_ten, of_hundred) = ((risk.value * 10.0).round(), (risk.value * 100.0).round());
    let often = match (of_ten, of_hundred) {
        (1.0.., _) => ("10", numbers::decimal(language, of_ten, 0)),
        (_, 1.0..) => ("100", numbers::decimal(language, of_hundred, 0)),
        _ => ("1000", numbers::decimal(language, risk.value * 1000.0, 0)),
    };
    Measured {
        value: numbers::percent(language, risk.value),
        interval: say(
            language,
            "between",
            &[("low", &numbers::percent(language, risk.low)), ("high", &numbers::percent(language, risk.high))],
        ),
        words: say(language, &format!("risk-{tone}"), &[("part", &often.1), ("whole", often.0)]),
        tone,
    }
}

/// Months expected in the next twelve: `7,4 bulan`, `6,9 hingga 7,9`.
pub(crate) fn months(language: Language, months: Ranged) -> Measured {
    let one = |value| numbers::decimal(language, value, 1);
    Measured {
        value: say(language, "fact-unit-months", &[("value", &one(months.value))]),
        interval: say(language, "between", &[("low", &one(months.low)), ("high", &one(months.high))]),
        words: say(language, "months-of-twelve", &[]),
        tone: "",
    }
}

/// How far the rule cards of a model can be trusted, and why not further; empty where there are none.
pub(crate) fn fidelity(language: Language, model: &ModelView) -> Vec<String> {
    let Some(share) = model.rule_fidelity else { return Vec::new() };
    let mut said = vec![say(language, "fidelity", &[("share", &numbers::percent(language, share))])];
    said.push(say(language, "fidelity-unseen", &[]));
    said.extend(
        model
            .rule_ceiling
            .map(|best| say(language, "fidelity-ceiling", &[("share", &numbers::percent(language, best))])),
    );
    said
}

/// Whether a count is of those a channel reaches, and not of those of whom only a number or an address is on record.
pub(crate) fn is_channel(counted: &NamedCount) -> bool {
    counted.key.parse::<Channel>().is_ok()
}

/// Whether the segment is there by rule and not by behaviour: its people never paid themselves.
pub(crate) fn is_by_rule(profile: &SegmentProfile) -> bool {
    let id = &profile.segment.id.0;
    BY_RULE.iter().any(|end| id.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with('-')))
}

/// Key of the occupation group a segment is looked for under: its own, else that of at least half its people; `None`:
/// mixed.
pub(crate) fn home_group(profile: &SegmentProfile) -> Option<String> {
    if profile.segment.group.parse::<OccupationGroup>().is_ok() || profile.occupations.is_empty() {
        return Some(profile.segment.group.clone());
    }
    let most = profile.occupations.iter().max_by_key(|group| group.count)?;
    let all: u64 = profile.occupations.iter().map(|group| group.count).sum();
    (all > 0 && most.count as f64 >= HOME_SHARE * all as f64).then(|| most.key.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_risk_is_told_in_percent_in_words_and_in_people() {
        let told = |value| {
            let risk = risk(Language::Id, Ranged { value, low: 0.9 * value, high: 1.1 * value });
            format!("{} {}", risk.tone, risk.words)
        };
        assert_eq!(told(0.62), "very sangat tinggi, sekitar 6 dari 10");
        assert_eq!(told(0.31), "high tinggi, sekitar 3 dari 10");
        assert_eq!(told(0.12), "some sedang, sekitar 1 dari 10");
        assert_eq!(told(0.031), "low rendah, sekitar 3 dari 100");
        assert_eq!(told(0.002), "low rendah, sekitar 2 dari 1000");
        let shown = risk(Language::En, Ranged { value: 0.31, low: 0.28, high: 0.34 });
        assert_eq!((shown.value.as_str(), shown.interval.as_str()), ("31.0%", "28.0% to 34.0%"));
    }
}
