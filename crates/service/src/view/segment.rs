//! One segment: who, why, how it pays, what is to be expected of it, how it is reached and how a clerk knows it.

use super::fact::{FactLine, fact_line, is_code};
use super::profile::{self, Measured};
use super::{CountLine, DownloadLine, address_part, bar, count_lines, count_lines_of, downloads, group_name};
use crate::exports::ExportFile;
use crate::figure::{self, Figure};
use crate::lookup::Segmentation;
use crate::numbers;
use crate::words::say;
use domain::Language;
use domain::segment_views::{CalibrationPoint, RuleView, SegmentProfile, StateFlow, everyone_shape};
use domain::views::NamedCount;
use serde::Serialize;

/// Provinces that are listed; the rest are summed.
const MOST_PROVINCES: usize = 10;

/// The page of one segment.
#[derive(Debug, Serialize)]
pub(crate) struct SegmentPage {
    id: String,
    why: String,
    group: String,
    /// Back to the list of the same model.
    list_address: String,
    model: Option<ModelLink>,
    measured: bool,
    by_rule: bool,
    size: String,
    share: String,
    share_bar: String,
    risk: Option<Measured>,
    months: Option<Measured>,
    at_stake: Option<String>,
    /// To the rupiah.
    at_stake_exact: String,
    shape_chart: Option<Figure>,
    shape: Vec<MonthLine>,
    states: Vec<CountLine>,
    flow_chart: Option<Figure>,
    flow: Vec<FlowLine>,
    held: Option<Held>,
    /// By each channel.
    reach: Vec<CountLine>,
    /// Numbers and addresses on record, with or without consent.
    known: Vec<CountLine>,
    rules: Vec<RuleCard>,
    /// How many of the segment's people the cards find.
    found: Option<String>,
    fidelity: Vec<String>,
    occupations: Vec<CountLine>,
    provinces: Vec<CountLine>,
    facts: Vec<FactLine>,
    downloads: Vec<DownloadLine>,
}

/// The model a segment belongs to.
#[derive(Debug, Serialize)]
struct ModelLink {
    name: String,
    address: String,
    newest: bool,
}

#[derive(Debug, Serialize)]
struct MonthLine {
    month: String,
    own: Option<String>,
    everyone: Option<String>,
}

#[derive(Debug, Serialize)]
struct FlowLine {
    from: String,
    to: String,
    stayed: bool,
    people: String,
    share: String,
}

/// How well the forecast of a year ago held.
#[derive(Debug, Serialize)]
pub(crate) struct Held {
    pub(crate) sentence: String,
    /// `inside`, `above` or `below`.
    pub(crate) standing: &'static str,
    pub(crate) words: String,
}

/// One way to know a member of the segment.
#[derive(Debug, Serialize)]
struct RuleCard {
    conditions: Vec<String>,
    sentence: String,
}

impl SegmentPage {
    /// The page of a profile inside its model.
    pub(crate) fn of(language: Language, seen: &Segmentation, own: &SegmentProfile, files: &[ExportFile]) -> Self {
        let model = &seen.model;
        let segment = &own.segment;
        let everyone = everyone_shape(&model.profiles);
        let of_model = if seen.newest { String::new() } else { format!("?model={}", address_part(&model.name)) };
        let everybody = model.profiles.iter().map(|p| p.segment.size).sum();
        let (channels, known): (Vec<NamedCount>, Vec<NamedCount>) =
            own.reach.iter().cloned().partition(profile::is_channel);
        let held = model.calibration.iter().find(|point| point.segment == segment.id);
        Self {
            id: segment.id.to_string(),
            why: segment.why.in_language(language).to_owned(),
            group: group_name(language, &segment.group),
            list_address: format!("/segments{of_model}"),
            model: seen.measured.then(|| ModelLink {
                name: model.name.clone(),
                address: format!("/models/{}", address_part(&model.name)),
                newest: seen.newest,
            }),
            measured: seen.measured,
            by_rule: profile::is_by_rule(own),
            size: numbers::count(language, segment.size),
            share: numbers::percent_of(language, segment.size, everybody).unwrap_or_default(),
            share_bar: bar(segment.size, everybody),
            risk: own.lapse_risk.map(|risk| profile::risk(language, risk)),
            months: own.months_expected.map(|months| profile::months(language, months)),
            at_stake: seen.measured.then(|| numbers::rupiah_said(language, own.at_stake)),
            at_stake_exact: numbers::rupiah(own.at_stake),
            shape_chart: figure::of_model(language, charts::segment_year(language, &own.shape, &everyone)),
            shape: month_lines(language, &own.shape, &everyone),
            states: count_lines(language, &own.states),
            flow_chart: figure::of_model(language, charts::segment_states(language, own)),
            flow: flow_lines(language, own),
            held: held.map(|point| how_it_held(language, point)),
            reach: count_lines_of(language, &channels, segment.size),
            known: count_lines_of(language, &known, segment.size),
            rules: own.rules.iter().map(|rule| rule_card(language, rule)).collect(),
            fidelity: profile::fidelity(language, model),
            found: own
                .rules_find
                .map(|share| say(language, "rules-find", &[("share", &numbers::percent(language, share))])),
            occupations: count_lines(language, &own.occupations),
            provinces: count_lines(language, &largest(&own.provinces)),
            facts: segment.facts.iter().filter(|fact| !is_code(fact)).map(|fact| fact_line(language, fact)).collect(),
            downloads: downloads(language, files, &["segments", "assignments"]),
        }
    }
}

fn month_lines(language: Language, own: &[Option<f64>], everyone: &[Option<f64>]) -> Vec<MonthLine> {
    let shown = |share: Option<f64>| share.map(|share| numbers::percent(language, share));
    let at = |shares: &[Option<f64>], i: usize| shares.get(i).copied().flatten();
    (0..own.len().min(12))
        .map(|i| MonthLine {
            month: numbers::month_name_short(language, i),
            own: shown(at(own, i)),
            everyone: shown(at(everyone, i)),
        })
        .collect()
}

fn flow_lines(language: Language, profile: &SegmentProfile) -> Vec<FlowLine> {
    let all: u64 = profile.flow.iter().map(|step| step.people).sum();
    let mut steps: Vec<&StateFlow> = profile.flow.iter().filter(|step| step.people > 0).collect();
    steps.sort_by_key(|step| std::cmp::Reverse(step.people));
    steps
        .into_iter()
        .map(|step| FlowLine {
            from: charts::state_name(language, &step.from),
            to: charts::state_name(language, &step.to),
            stayed: step.from == step.to,
            people: numbers::count(language, step.people),
            share: numbers::percent_of(language, step.people, all).unwrap_or_default(),
        })
        .collect()
}

/// A forecast of a year ago beside what then happened, as a sentence.
pub(crate) fn how_it_held(language: Language, point: &CalibrationPoint) -> Held {
    let standing = if point.happened > point.forecast.high {
        "above"
    } else if point.happened < point.forecast.low {
        "below"
    } else {
        "inside"
    };
    let percent = |share| numbers::percent(language, share);
    Held {
        sentence: say(
            language,
            "held-sentence",
            &[
                ("forecast", &percent(point.forecast.value)),
                ("low", &percent(point.forecast.low)),
                ("high", &percent(point.forecast.high)),
                ("happened", &percent(point.happened)),
            ],
        ),
        standing,
        words: say(language, &format!("held-{standing}"), &[]),
    }
}

fn rule_card(language: Language, rule: &RuleView) -> RuleCard {
    RuleCard {
        conditions: rule.conditions.iter().map(|c| c.in_language(language).to_owned()).collect(),
        sentence: say(
            language,
            "rule-precision",
            &[
                ("share", &numbers::percent(language, rule.precision)),
                ("people", &numbers::count(language, rule.people)),
            ],
        ),
    }
}

/// The first of the list, largest first as stored, and the sum of the others.
fn largest(provinces: &[NamedCount]) -> Vec<NamedCount> {
    if provinces.len() <= MOST_PROVINCES + 1 {
        return provinces.to_vec();
    }
    let (first, rest) = provinces.split_at(MOST_PROVINCES);
    let name = domain::Bilingual::new(
        say(Language::Id, "other-provinces", &[("count", &rest.len().to_string())]),
        say(Language::En, "other-provinces", &[("count", &rest.len().to_string())]),
    );
    let others = NamedCount { key: String::new(), name, count: rest.iter().map(|p| p.count).sum() };
    first.iter().cloned().chain([others]).collect()
}
