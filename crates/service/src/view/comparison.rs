//! Two models side by side: who moved where, what became of each segment, what has shifted.

use super::models::{PairLink, pair_link};
use super::{address_part, bar};
use crate::figure::{self, Figure};
use crate::lookup::Comparison;
use crate::numbers;
use crate::words::say;
use domain::segment_views::{DriftView, FateView, FeatureDrift, ModelView, SegmentFate};
use domain::{Bilingual, Language, SegmentId};
use serde::Serialize;

/// Moves that the table lists; the rest are summed in its last line.
const MOST_MOVES: usize = 25;

/// PSI at which a bar is full: twice what is called shifted.
const FULL_PSI: f64 = 0.5;

/// PSI from which a feature counts as shifted, if only a little.
const SHIFTED: f64 = 0.1;

/// Segments up to which the table of their sizes stands open.
const MOST_OPEN: usize = 15;

/// Shares kept from which the words change.
const KEPT: [(f64, &str); 4] = [(0.95, "nearly-all"), (0.8, "most"), (0.5, "half"), (0.0, "few")];

/// The page of two models; without any comparison it says how to make one.
#[derive(Debug, Serialize)]
pub(crate) struct ComparisonPage {
    seen: Option<Seen>,
}

#[derive(Debug, Serialize)]
struct Seen {
    from: Side,
    to: Side,
    kept_words: String,
    kept_share: String,
    sentence: String,
    chart: Option<Figure>,
    moves: Vec<MoveLine>,
    other_moves: Option<String>,
    /// Births, ends, merges and splits.
    fates: Vec<FateLine>,
    kept_fates: Vec<FateLine>,
    /// Features that have shifted, or all where nobody could say.
    features: Vec<FeatureLine>,
    /// Those that are stable, folded.
    stable: Vec<FeatureLine>,
    stable_words: String,
    any_features: bool,
    /// Few enough segments for their sizes to stand open.
    few: bool,
    sizes: Vec<SizeLine>,
    pairs: Vec<PairLink>,
}

/// A model in the comparison.
#[derive(Debug, Serialize)]
struct Side {
    name: String,
    address: String,
    as_of: Option<String>,
}

#[derive(Debug, Serialize)]
struct MoveLine {
    from: String,
    to: String,
    stayed: bool,
    people: String,
    share: String,
}

#[derive(Debug, Serialize)]
struct FateLine {
    fate: &'static str,
    words: String,
    sentence: String,
}

#[derive(Debug, Serialize)]
struct FeatureLine {
    label: String,
    feature: String,
    psi: String,
    bar: String,
    verdict: String,
}

#[derive(Debug, Serialize)]
struct SizeLine {
    name: String,
    from: Option<String>,
    to: Option<String>,
    change: Option<String>,
    change_share: Option<String>,
}

/// People in a segment of either model; `None`: the model has no such segment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SizeChange {
    segment: SegmentId,
    name: Bilingual,
    from: Option<u64>,
    to: Option<u64>,
}

impl ComparisonPage {
    /// The page of a comparison.
    pub(crate) fn of(language: Language, seen: Option<&Comparison>) -> Self {
        Self { seen: seen.map(|seen| shown(language, seen)) }
    }
}

fn shown(language: Language, seen: &Comparison) -> Seen {
    let drift = &seen.drift;
    let kept_share = numbers::percent(language, drift.kept_share);
    let kept = KEPT.iter().find(|(from, _)| drift.kept_share >= *from).map_or("few", |(_, words)| words);
    let (kept_fates, fates): (Vec<&FateView>, Vec<&FateView>) =
        drift.fates.iter().partition(|fate| fate.fate == SegmentFate::Kept);
    let (moves, other_moves) = moves(language, drift);
    let sizes = size_changes(seen);
    let (shifted, stable): (Vec<&FeatureDrift>, Vec<&FeatureDrift>) =
        drift.features.iter().partition(|feature| feature.psi >= SHIFTED);
    let day = |model: Option<&ModelView>| model.and_then(|model| model.as_of);
    let days = (day(seen.earlier.as_ref()), day(seen.later.as_ref()));
    Seen {
        from: side(language, &drift.from, seen.earlier.as_ref()),
        to: side(language, &drift.to, seen.later.as_ref()),
        kept_words: say(language, &format!("kept-{kept}"), &[]),
        sentence: say(
            language,
            "kept-sentence",
            &[("share", &kept_share), ("people", &numbers::count(language, drift.people))],
        ),
        kept_share,
        chart: figure::of_model(language, charts::model_moves(language, drift, days)),
        moves,
        other_moves,
        fates: fates.into_iter().map(|fate| fate_line(language, fate)).collect(),
        kept_fates: kept_fates.into_iter().map(|fate| fate_line(language, fate)).collect(),
        any_features: !drift.features.is_empty(),
        stable_words: say(language, "drift-stable", &[("count", &numbers::count(language, stable.len() as u64))]),
        features: shifted.into_iter().map(|feature| feature_line(language, feature)).collect(),
        stable: stable.into_iter().map(|feature| feature_line(language, feature)).collect(),
        few: sizes.len() <= MOST_OPEN,
        sizes: sizes.iter().map(|change| size_line(language, change)).collect(),
        pairs: seen
            .pairs
            .iter()
            .map(|(from, to)| pair_link(from, to, *from == drift.from && *to == drift.to))
            .collect(),
    }
}

fn feature_line(language: Language, feature: &FeatureDrift) -> FeatureLine {
    FeatureLine {
        label: feature.label.in_language(language).to_owned(),
        feature: feature.feature.clone(),
        psi: numbers::decimal(language, feature.psi, 3),
        bar: bar((feature.psi.clamp(0.0, FULL_PSI) * 1000.0) as u64, (FULL_PSI * 1000.0) as u64),
        verdict: feature.verdict.in_language(language).to_owned(),
    }
}

fn side(language: Language, name: &str, model: Option<&ModelView>) -> Side {
    Side {
        name: name.to_owned(),
        address: format!("/models/{}", address_part(name)),
        as_of: model.and_then(|model| model.as_of).map(|day| numbers::day(language, day)),
    }
}

/// The largest moves, and the people of all others in a sentence.
fn moves(language: Language, drift: &DriftView) -> (Vec<MoveLine>, Option<String>) {
    let all: u64 = drift.moves.iter().map(|step| step.people).sum();
    let mut steps: Vec<_> = drift.moves.iter().collect();
    steps.sort_by_key(|step| std::cmp::Reverse(step.people));
    let others: u64 = steps.iter().skip(MOST_MOVES).map(|step| step.people).sum();
    let lines = steps
        .into_iter()
        .take(MOST_MOVES)
        .map(|step| MoveLine {
            from: charts::segment_name(language, drift, step.from.as_ref()),
            to: charts::segment_name(language, drift, step.to.as_ref()),
            stayed: step.from == step.to,
            people: numbers::count(language, step.people),
            share: numbers::percent_of(language, step.people, all).unwrap_or_default(),
        })
        .collect();
    let others = (others > 0).then(|| say(language, "other-moves", &[("people", &numbers::count(language, others))]));
    (lines, others)
}

fn fate_line(language: Language, fate: &FateView) -> FateLine {
    let key = match fate.fate {
        SegmentFate::Kept => "kept",
        SegmentFate::Born => "born",
        SegmentFate::Ended => "ended",
        SegmentFate::Merged => "merged",
        SegmentFate::Split => "split",
    };
    FateLine {
        fate: key,
        words: say(language, &format!("fate-{key}"), &[]),
        sentence: fate.sentence.in_language(language).to_owned(),
    }
}

/// Segments of both models with their sizes: those of the later model in its order, then those that are gone.
pub(crate) fn size_changes(seen: &Comparison) -> Vec<SizeChange> {
    let sizes = |model: Option<&ModelView>| -> Vec<(SegmentId, Bilingual, u64)> {
        model.map_or_else(Vec::new, |model| {
            let segments = model.profiles.iter().map(|p| &p.segment);
            segments.map(|s| (s.id.clone(), s.name.clone(), s.size)).collect()
        })
    };
    let (earlier, later) = (sizes(seen.earlier.as_ref()), sizes(seen.later.as_ref()));
    let size_in =
        |sizes: &[(SegmentId, Bilingual, u64)], id: &SegmentId| sizes.iter().find(|(i, ..)| i == id).map(|s| s.2);
    let gone = earlier.iter().filter(|(id, ..)| later.iter().all(|(i, ..)| i != id));
    later
        .iter()
        .chain(gone)
        .map(|(id, name, _)| SizeChange {
            segment: id.clone(),
            name: name.clone(),
            from: size_in(&earlier, id),
            to: size_in(&later, id),
        })
        .collect()
}

fn size_line(language: Language, change: &SizeChange) -> SizeLine {
    let difference = change.from.zip(change.to).map(|(from, to)| to as f64 - from as f64);
    let signed = |text: String, value: f64| if value > 0.0 { format!("+{text}") } else { text };
    SizeLine {
        name: change.name.in_language(language).to_owned(),
        from: change.from.map(|people| numbers::count(language, people)),
        to: change.to.map(|people| numbers::count(language, people)),
        change: difference.map(|d| signed(numbers::decimal(language, d, 0), d)),
        change_share: difference
            .zip(change.from.filter(|from| *from > 0))
            .map(|(d, from)| signed(numbers::percent(language, d / from as f64), d)),
    }
}
