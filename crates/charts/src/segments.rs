//! The charts of segment models, from what is known of them: the same on a page and in the folder of a model.

use crate::{
    CalibrationRow, ChartError, ChoicePoint, Flow, FlowMove, FlowPlace, YearLine, calibration, choice, flow, year_shape,
};
use chrono::NaiveDate;
use domain::segment_views::{CalibrationPoint, ChoiceView, DriftView, SegmentMove, SegmentProfile, StateFlow};
use domain::{Language, MembershipState, SegmentId, written};

/// Places a side of the moves between two models can show. With more, those who stayed would bury those who moved.
const MOST_PLACES: usize = 12;

/// Rows of a calibration chart, largest segments first; a table holds all.
const MOST_CALIBRATED: usize = 20;

type Words = (&'static str, &'static str);

const SHAPE_TITLE: Words =
    ("Bagian iuran jatuh tempo yang dibayar, menurut bulan", "Share of due months that was paid, by calendar month");
const SHAPE_UNIT: Words = (
    "persen; rata-rata semua segmen ditimbang menurut jumlah orangnya",
    "percent; the mean of all segments is weighted by their people",
);
const OWN: Words = ("segmen ini", "this segment");
const EVERYONE: Words = ("rata-rata semua segmen", "mean of all segments");
const STATES_TITLE: Words =
    ("Dari status setahun lalu ke status sekarang", "From the states of a year ago to those of today");
const STATES_UNIT: Words = ("orang di segmen ini", "people in this segment");
const YEAR_AGO: Words = ("Setahun lalu", "A year ago");
const NOW: Words = ("Sekarang", "Now");
const MOVES_TITLE: Words = ("Siapa pindah ke mana", "Who moved where");
const MOVES_UNIT: Words = ("orang yang ada di kedua model", "people who are in both models");
const MOVED_UNIT: Words = (
    "hanya orang yang pindah segmen; yang tetap tidak digambar",
    "only people who changed segment; those who stayed are not drawn",
);
const NO_SEGMENT: Words = ("tanpa segmen", "in no segment");
const CALIBRATION_TITLE: Words =
    ("Perkiraan setahun lalu dan yang kemudian terjadi", "The forecast of a year ago and what then happened");
const CALIBRATION_AXIS: Words = (
    "bagian peserta yang berhenti dalam setahun, selang 95%",
    "share of members who lapsed within a year, 95% interval",
);
const CHOICE_TITLE: Words = ("Berapa banyak segmen?", "How many segments?");
const CHOICE_UNIT: Words = (
    "segmen menurut cara bayar, dicoba berulang pada contoh acak",
    "segments by how people pay, tried again and again on resamples",
);

fn said(language: Language, words: Words) -> &'static str {
    if language == Language::Id { words.0 } else { words.1 }
}

/// A chart with the title it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Title.
    pub title: &'static str,
    /// SVG.
    pub svg: String,
}

impl Drawn {
    fn of(title: &'static str, svg: Result<String, ChartError>) -> Result<Option<Self>, ChartError> {
        svg.map(|svg| Some(Self { title, svg }))
    }
}

/// How a segment pays over the year beside everyone; `None` where nothing was ever due.
pub fn segment_year(
    language: Language,
    own: &[Option<f64>],
    everyone: &[Option<f64>],
) -> Result<Option<Drawn>, ChartError> {
    if own.iter().all(Option::is_none) {
        return Ok(None);
    }
    let (title, unit) = (said(language, SHAPE_TITLE), said(language, SHAPE_UNIT));
    let own = YearLine { name: said(language, OWN), shares: own };
    Drawn::of(title, year_shape(language, title, unit, own, everyone_line(language, everyone)))
}

/// The line of everyone behind a segment's; `None` where nothing was ever due to anyone.
pub fn everyone_line(language: Language, everyone: &[Option<f64>]) -> Option<YearLine<'_>> {
    let any = everyone.iter().any(Option::is_some);
    any.then_some(YearLine { name: said(language, EVERYONE), shares: everyone })
}

/// The states of a segment's people a year ago and now; `None` where nobody is known on both sides.
pub fn segment_states(language: Language, profile: &SegmentProfile) -> Result<Option<Drawn>, ChartError> {
    if profile.flow.iter().all(|step| step.people == 0) {
        return Ok(None);
    }
    let places = |key: fn(&StateFlow) -> &String| {
        let mut places: Vec<FlowPlace> = Vec::new();
        for step in &profile.flow {
            if places.iter().all(|place| place.key != *key(step)) {
                places.push(FlowPlace { key: key(step).clone(), label: state_name(language, key(step)) });
            }
        }
        places
    };
    let one = |step: &StateFlow| FlowMove { from: step.from.clone(), to: step.to.clone(), people: step.people };
    let moves: Vec<FlowMove> = profile.flow.iter().map(one).collect();
    let (left, right) = (places(|step| &step.from), places(|step| &step.to));
    let headings = (said(language, YEAR_AGO), said(language, NOW));
    let title = said(language, STATES_TITLE);
    let shown = Flow { headings, left: &left, right: &right, moves: &moves };
    Drawn::of(title, flow(language, title, said(language, STATES_UNIT), &shown))
}

/// The name of a membership state by its key; a key that is none stays as it is.
pub fn state_name(language: Language, key: &str) -> String {
    let known = MembershipState::ALL.into_iter().find(|state| state.key() == key);
    known.map_or_else(|| key.to_owned(), |state| state.name().in_language(language).to_owned())
}

/// Who moved where between two models, headed by their days; those who stayed only where there are few segments. `None` where
/// nobody is in both, or nobody moved among many.
pub fn model_moves(
    language: Language,
    drift: &DriftView,
    days: (Option<NaiveDate>, Option<NaiveDate>),
) -> Result<Option<Drawn>, ChartError> {
    // No segment is a place too; a key of two parts is never that of a segment.
    let key = |id: Option<&SegmentId>| id.map_or_else(|| "no segment".to_owned(), |id| format!("segment {id}"));
    let place = |id: Option<&SegmentId>| FlowPlace { key: key(id), label: segment_name(language, drift, id) };
    let places = |moves: &[&SegmentMove], end: fn(&SegmentMove) -> Option<&SegmentId>| {
        let mut places: Vec<FlowPlace> = Vec::new();
        for step in moves {
            if places.iter().all(|place| place.key != key(end(step))) {
                places.push(place(end(step)));
            }
        }
        places
    };
    let everyone: Vec<&SegmentMove> = drift.moves.iter().collect();
    let from: fn(&SegmentMove) -> Option<&SegmentId> = |step| step.from.as_ref();
    let to: fn(&SegmentMove) -> Option<&SegmentId> = |step| step.to.as_ref();
    let few = places(&everyone, from).len().max(places(&everyone, to).len()) <= MOST_PLACES;
    let shown: Vec<&SegmentMove> = everyone.into_iter().filter(|step| few || step.from != step.to).collect();
    if shown.iter().all(|step| step.people == 0) {
        return Ok(None);
    }
    let (left, right) = (places(&shown, from), places(&shown, to));
    let one = |step: &&SegmentMove| FlowMove {
        from: key(step.from.as_ref()),
        to: key(step.to.as_ref()),
        people: step.people,
    };
    let moves: Vec<FlowMove> = shown.iter().map(one).collect();
    let heading =
        |name: &str, day: Option<NaiveDate>| day.map_or_else(|| name.to_owned(), |day| written::day(language, day));
    let headings = (heading(&drift.from, days.0), heading(&drift.to, days.1));
    let title = said(language, MOVES_TITLE);
    let unit = said(language, if few { MOVES_UNIT } else { MOVED_UNIT });
    let shown = Flow { headings: (&headings.0, &headings.1), left: &left, right: &right, moves: &moves };
    Drawn::of(title, flow(language, title, unit, &shown))
}

/// The name of a segment of either model.
pub fn segment_name(language: Language, drift: &DriftView, id: Option<&SegmentId>) -> String {
    let Some(id) = id else { return said(language, NO_SEGMENT).to_owned() };
    let known = drift.names.iter().find(|(key, _)| key == id);
    known.map_or_else(|| id.to_string(), |(_, name)| name.in_language(language).to_owned())
}

/// Forecasts beside what then happened, of the segments with most people; `None` without any.
pub fn model_calibration(language: Language, points: &[CalibrationPoint]) -> Result<Option<Drawn>, ChartError> {
    if points.is_empty() {
        return Ok(None);
    }
    let mut largest: Vec<&CalibrationPoint> = points.iter().collect();
    // Stable: of equals the first listed.
    largest.sort_by_key(|point| std::cmp::Reverse(point.people));
    let row = |point: &CalibrationPoint| CalibrationRow {
        label: point.name.in_language(language).to_owned(),
        forecast: point.forecast.value,
        low: point.forecast.low,
        high: point.forecast.high,
        happened: point.happened,
    };
    let rows: Vec<CalibrationRow> = largest.into_iter().take(MOST_CALIBRATED).map(row).collect();
    let title = said(language, CALIBRATION_TITLE);
    Drawn::of(title, calibration(language, title, said(language, CALIBRATION_AXIS), &rows))
}

/// What was tried before a number of segments was chosen; `None` without candidates.
pub fn model_choice(language: Language, tried: &ChoiceView) -> Result<Option<Drawn>, ChartError> {
    if tried.candidates.is_empty() {
        return Ok(None);
    }
    let candidates = tried.candidates.iter();
    let points: Vec<ChoicePoint> = candidates
        .map(|c| ChoicePoint {
            segments: c.segments,
            stability: c.stability,
            separation: c.separation,
            smallest_share: c.smallest_share,
            allowed: c.allowed,
        })
        .collect();
    let (title, unit) = (said(language, CHOICE_TITLE), said(language, CHOICE_UNIT));
    Drawn::of(title, choice(language, title, unit, &points, tried.proposed, tried.used))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::Bilingual;
    use domain::segment_views::Ranged;

    fn drift(segments: usize) -> DriftView {
        let id = |n: usize| SegmentId(format!("s{n}"));
        let step = |from, to, people| SegmentMove { from: Some(id(from)), to: Some(id(to)), people };
        DriftView {
            from: "older".to_owned(),
            to: "newer".to_owned(),
            names: (0..segments)
                .map(|n| (id(n), Bilingual::new(format!("Segmen {n}"), format!("Segment {n}"))))
                .collect(),
            people: 100,
            kept_share: 0.9,
            moves: (0..segments).map(|n| step(n, n, 90)).chain([step(0, 1, 10)]).collect(),
            fates: Vec::new(),
            features: Vec::new(),
        }
    }

    #[test]
    fn nothing_to_draw_is_no_chart() {
        assert_eq!(segment_year(Language::Id, &[None; 12], &[None; 12]).unwrap(), None);
        assert_eq!(model_calibration(Language::Id, &[]).unwrap(), None);
        let none = ChoiceView { candidates: Vec::new(), proposed: None, used: 1, reasons: Vec::new() };
        assert_eq!(model_choice(Language::En, &none).unwrap(), None);
        assert_eq!(
            model_moves(Language::Id, &DriftView { moves: Vec::new(), ..drift(2) }, (None, None)).unwrap(),
            None
        );
    }

    #[test]
    fn among_many_segments_only_those_who_moved_are_drawn() {
        let day = Some("2026-11-30".parse().unwrap());
        let few = model_moves(Language::En, &drift(3), (None, day)).unwrap().unwrap();
        assert!(few.svg.contains("people who are in both models") && few.svg.contains("Segment 2"));
        assert!(few.svg.contains("older") && few.svg.contains("30 November 2026"));
        let many = model_moves(Language::Id, &drift(13), (None, day)).unwrap().unwrap();
        assert!(many.svg.contains("yang tetap tidak digambar") && !many.svg.contains("Segmen 2<"), "{}", many.svg);
    }

    #[test]
    fn a_calibration_draws_the_largest_segments() {
        let point = |n: u64| CalibrationPoint {
            segment: SegmentId(n.to_string()),
            name: Bilingual::new(format!("Segmen ke-{n}."), format!("Segment no {n}.")),
            people: n,
            forecast: Ranged { value: 0.2, low: 0.1, high: 0.3 },
            happened: 0.25,
        };
        let drawn = model_calibration(Language::Id, &(1..=25).map(point).collect::<Vec<_>>()).unwrap().unwrap();
        assert!(drawn.svg.contains("ke-25.") && drawn.svg.contains("ke-6.") && !drawn.svg.contains("ke-5."));
    }
}
