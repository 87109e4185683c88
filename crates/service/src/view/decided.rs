//! What was decided for everyone at once: who gets what, what binds, who must not vanish, other budgets.

use crate::figure::{self, Figure};
use crate::numbers;
use crate::words::say;
use charts::{Curve, CurveMark, PlottedLine};
use domain::decided::{BudgetScenario, DecisionView};
use domain::{Bilingual, Language, Rupiah};
use serde::Serialize;

/// Rupiah of one step of the chart's budget axis.
const MILLION: f64 = 1e6;

/// The part of a campaign's page.
#[derive(Debug, Serialize)]
pub(super) struct DecidedPart {
    verdict: String,
    counted: String,
    from: String,
    area_first: Option<String>,
    options: Vec<OptionLine>,
    not_chosen: String,
    limits: Vec<String>,
    floors: Vec<FloorLine>,
    removed: Vec<String>,
    scenarios: Vec<ScenarioLine>,
    chart: Option<Figure>,
    gains: Vec<GainLine>,
}

#[derive(Debug, Serialize)]
struct OptionLine {
    channel: String,
    treated: String,
    held_out: String,
    cost: String,
    months: String,
}

#[derive(Debug, Serialize)]
struct FloorLine {
    group: String,
    people: String,
    chosen: String,
    least: String,
    words: String,
}

#[derive(Debug, Serialize)]
struct ScenarioLine {
    budget: String,
    percent: u32,
    current: bool,
    treated: String,
    cost: String,
    months: String,
    /// Why there is no decision at this budget.
    refused: Option<String>,
}

#[derive(Debug, Serialize)]
struct GainLine {
    segment: String,
    channel: String,
    uplift: String,
    months_each: String,
    source: String,
}

impl DecidedPart {
    /// The part from what is kept beside the plan.
    pub(super) fn of(language: Language, decision: &DecisionView) -> Self {
        let text = |words: &Bilingual| words.in_language(language).to_owned();
        let count = |n| numbers::count(language, n);
        let months = |value| numbers::decimal(language, value, 1);
        Self {
            verdict: text(&decision.words()),
            counted: text(&decision.counted()),
            from: text(&decision.from),
            area_first: (decision.taken_first > Rupiah::ZERO).then(|| {
                let (taken, left) = (numbers::rupiah(decision.taken_first), numbers::rupiah(decision.budget));
                say(language, "decided-area-first", &[("taken", &taken), ("left", &left)])
            }),
            options: decision
                .options
                .iter()
                .map(|option| OptionLine {
                    channel: text(&option.name()),
                    treated: count(option.treated),
                    held_out: count(option.held_out),
                    cost: numbers::rupiah(option.cost),
                    months: months(option.months),
                })
                .collect(),
            not_chosen: say(language, "decided-nothing", &[("count", &count(decision.not_chosen))]),
            limits: decision.limits.iter().map(text).collect(),
            floors: decision
                .floors
                .iter()
                .map(|floor| FloorLine {
                    group: text(&floor.group),
                    people: count(floor.people),
                    chosen: count(floor.chosen),
                    least: count(floor.least),
                    words: text(&floor.words),
                })
                .collect(),
            removed: decision.removed.iter().map(text).collect(),
            scenarios: decision.scenarios.iter().map(|scenario| scenario_line(language, scenario)).collect(),
            chart: chart(language, decision),
            gains: decision
                .gains
                .iter()
                .map(|gain| GainLine {
                    segment: text(&gain.segment),
                    channel: text(&gain.channel.name()),
                    uplift: numbers::decimal(language, gain.uplift * 100.0, 2),
                    months_each: months(gain.months_each),
                    source: text(&gain.source),
                })
                .collect(),
        }
    }
}

fn scenario_line(language: Language, scenario: &BudgetScenario) -> ScenarioLine {
    let none = || "-".to_owned();
    let outcome = scenario.outcome.as_ref();
    ScenarioLine {
        budget: numbers::rupiah(scenario.budget),
        percent: scenario.percent,
        current: scenario.percent == 100,
        treated: outcome.map_or_else(|_| none(), |o| numbers::count(language, o.treated)),
        cost: outcome.map_or_else(|_| none(), |o| numbers::rupiah(o.cost)),
        months: outcome.map_or_else(|_| none(), |o| numbers::decimal(language, o.months, 1)),
        refused: outcome.err().map(|why| why.in_language(language).to_owned()),
    }
}

/// Kept months against the budget of the whole campaign, those budgets that have a decision.
fn chart(language: Language, decision: &DecisionView) -> Option<Figure> {
    let point = |s: &BudgetScenario| Some((s.budget.rounded() as f64 / MILLION, s.outcome.as_ref().ok()?.months));
    let points: Vec<(f64, f64)> = decision.scenarios.iter().filter_map(point).collect();
    let here = decision.scenarios.iter().filter(|s| s.percent == 100).find_map(point);
    if points.len() < 2 || points.iter().all(|(_, months)| *months == 0.0) {
        return None;
    }
    let label = say(language, "decided-months", &[]);
    let (title, across, up) = (
        say(language, "decided-chart", &[]),
        say(language, "decided-axis-budget", &[]),
        say(language, "decided-axis-months", &[]),
    );
    figure::curve(
        language,
        &Curve {
            title: &title,
            axes: (&across, &up),
            lines: &[PlottedLine { label, points }],
            wanted: None,
            mark: here.map(|(at, value)| CurveMark {
                at,
                value,
                label: say(language, "decided-here", &[("months", &numbers::decimal(language, value, 1))]),
            }),
            percent: false,
        },
    )
}
