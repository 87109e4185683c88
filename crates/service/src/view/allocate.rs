//! Where the next rupiah of a campaign goes: the form, the verdict, who gets which channel, other budgets, what to learn.

use crate::allocating::{MOST, Misread, Wanted};
use crate::figure::{self, Figure};
use crate::numbers;
use crate::pages::{Pairs, value_of};
use crate::words::say;
use allocation::{Advice, AdviceLine, Basis, Source, WhatIf};
use charts::{Curve, CurveMark, PlottedLine};
use domain::provenance::row_in_words;
use domain::views::CampaignView;
use domain::{Bilingual, Language, Rupiah};
use serde::Serialize;

/// Rupiah of one step of the chart's budget axis.
const MILLION: f64 = 1e6;

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct AllocatePage {
    name: String,
    campaign: String,
    /// Whether there are results to allocate by.
    known: bool,
    budget: String,
    one_each: bool,
    capacities: Vec<Capacity>,
    /// What is wrong with a field.
    misread: Option<String>,
    answer: Option<Answered>,
}

/// The field for the capacity of a channel.
#[derive(Debug, Serialize)]
struct Capacity {
    field: String,
    channel: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Answered {
    verdict: String,
    standing: Vec<String>,
    people: String,
    cost: String,
    budget: String,
    members: String,
    members_between: String,
    months: String,
    gap: String,
    next: String,
    lines: Vec<Line>,
    what_if: Vec<OtherBudget>,
    chart: Option<Figure>,
    learning: Vec<Lesson>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Line {
    segment: String,
    channel: String,
    people: String,
    cost: String,
    members: String,
    between: String,
    months: String,
    source: String,
    source_detail: String,
    /// `measured` or `prior`, for the colour beside the words.
    tone: &'static str,
}

#[derive(Debug, Serialize)]
struct OtherBudget {
    budget: String,
    address: String,
    current: bool,
    people: String,
    members: String,
    between: String,
    months: String,
    gap: String,
}

#[derive(Debug, Serialize)]
struct Lesson {
    sentence: String,
    worthwhile: bool,
}

impl AllocatePage {
    /// The page from what was asked and what was answered.
    pub(crate) fn of(
        language: Language,
        campaign: &CampaignView,
        query: &Pairs,
        basis: Option<&Basis>,
        wanted: Result<Wanted, Misread>,
        advice: Option<&Advice>,
    ) -> Self {
        let typed = |field: &str| value_of(query, field).unwrap_or_default().to_owned();
        let capacities = basis.map(Basis::channels).unwrap_or_default().into_iter().map(|(key, name)| {
            let field = format!("{MOST}{key}");
            Capacity { value: typed(&field), channel: name.in_language(language).to_owned(), field }
        });
        let budget = match &wanted {
            Ok(wanted) => numbers::rupiah(wanted.budget),
            Err(_) => typed("budget"),
        };
        Self {
            name: campaign.name.clone(),
            campaign: campaign.title.in_language(language).to_owned(),
            known: basis.is_some(),
            budget,
            one_each: value_of(query, "one_each").is_some(),
            capacities: capacities.collect(),
            misread: wanted.err().map(|misread| {
                let key = if misread.field == "budget" { "allocate-bad-budget" } else { "allocate-bad-people" };
                say(language, key, &[("value", &misread.value)])
            }),
            answer: advice.map(|advice| answered(language, campaign, query, advice)),
        }
    }
}

fn answered(language: Language, campaign: &CampaignView, query: &Pairs, advice: &Advice) -> Answered {
    let all = |sentences: &[Bilingual]| sentences.iter().map(|s| s.in_language(language).to_owned()).collect();
    Answered {
        verdict: advice.verdict.in_language(language).to_owned(),
        standing: all(&advice.standing),
        people: numbers::count(language, advice.people),
        cost: numbers::rupiah(advice.cost),
        budget: numbers::rupiah(advice.budget),
        members: amount(language, advice.members),
        members_between: between(language, advice.low, advice.high),
        months: amount(language, advice.months),
        gap: gap(language, advice.gap),
        next: advice.next_words.in_language(language).to_owned(),
        lines: advice.lines.iter().map(|l| line(language, l)).collect(),
        what_if: advice.what_if.iter().map(|w| other_budget(language, campaign, query, advice, w)).collect(),
        chart: chart(language, advice),
        learning: advice
            .learning
            .iter()
            .map(|l| Lesson { sentence: l.sentence.in_language(language).to_owned(), worthwhile: l.worthwhile })
            .collect(),
        notes: all(&advice.notes),
    }
}

fn line(language: Language, line: &AdviceLine) -> Line {
    let (kind, tone) = match &line.source {
        Source::Holdout { .. } => ("measured", "measured"),
        Source::File { .. } => ("file", "measured"),
        Source::Prior { .. } => ("prior", "prior"),
    };
    Line {
        segment: line.segment_name.in_language(language).to_owned(),
        channel: line.channel_name.in_language(language).to_owned(),
        people: numbers::count(language, line.people),
        cost: numbers::rupiah(line.cost),
        members: amount(language, line.members),
        between: between(language, line.low, line.high),
        months: amount(language, line.months),
        source: say(language, &format!("allocate-source-{kind}"), &[]),
        source_detail: match &line.source {
            Source::Holdout { experiment } => experiment.clone(),
            Source::File { file, .. } => file.clone(),
            Source::Prior { row } => row_in_words(row).in_language(language).to_owned(),
        },
        tone,
    }
}

fn other_budget(
    language: Language,
    campaign: &CampaignView,
    query: &Pairs,
    advice: &Advice,
    what_if: &WhatIf,
) -> OtherBudget {
    let kept: Vec<String> = query
        .iter()
        .filter(|(field, text)| field.starts_with(MOST) && text.bytes().all(|b| b.is_ascii_digit()) && !text.is_empty())
        .filter(|(field, _)| field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))
        .map(|(field, text)| format!("&{field}={text}"))
        .collect();
    let kept = kept.concat();
    let one_each = if advice.one_each { "&one_each=1" } else { "" };
    OtherBudget {
        budget: numbers::rupiah(what_if.budget),
        address: format!("/campaigns/{}/allocate?budget={}{kept}{one_each}", campaign.name, what_if.budget.rounded()),
        current: what_if.budget == advice.budget,
        people: numbers::count(language, what_if.people),
        members: amount(language, what_if.members),
        between: between(language, what_if.low, what_if.high),
        months: amount(language, what_if.months),
        gap: gap(language, what_if.gap),
    }
}

/// Members by budget with both ends of their interval, and the budget asked about.
fn chart(language: Language, advice: &Advice) -> Option<Figure> {
    let millions = |rupiah: Rupiah| rupiah.rounded() as f64 / MILLION;
    let line = |key: &str, of: fn(&WhatIf) -> f64| PlottedLine {
        label: say(language, key, &[]),
        points: [(0.0, 0.0)].into_iter().chain(advice.what_if.iter().map(|w| (millions(w.budget), of(w)))).collect(),
    };
    if advice.what_if.iter().all(|w| w.people == 0) {
        return None;
    }
    let lines =
        [line("allocate-expected", |w| w.members), line("allocate-low", |w| w.low), line("allocate-high", |w| w.high)];
    let title = say(language, "allocate-chart", &[]);
    let (across, up) = (say(language, "allocate-axis-budget", &[]), say(language, "allocate-axis-members", &[]));
    figure::curve(
        language,
        &Curve {
            title: &title,
            axes: (&across, &up),
            lines: &lines,
            wanted: None,
            mark: Some(CurveMark {
                at: millions(advice.budget),
                value: advice.members,
                label: say(language, "allocate-here", &[("members", &amount(language, advice.members))]),
            }),
            percent: false,
        },
    )
}

fn between(language: Language, low: f64, high: f64) -> String {
    say(language, "interval", &[("low", &amount(language, low)), ("high", &amount(language, high))])
}

fn gap(language: Language, gap: f64) -> String {
    say(language, "allocate-gap", &[("gap", &numbers::decimal(language, ((gap * 1000.0).ceil() / 10.0).max(0.1), 1))])
}

/// Whole from ten up, with one decimal below.
fn amount(language: Language, value: f64) -> String {
    numbers::decimal(language, value, usize::from(value.abs() < 9.95))
}
