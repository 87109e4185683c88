//! One counter's list: only what the clerk needs to meet a member and say what came of it.

use crate::numbers;
use crate::words::say;
use chrono::{DateTime, Utc};
use domain::{Contact, CounterOutcome, Language, MemberId};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};
use store::CounterLine;

/// Lines shown at once; a village at a time shows fewer.
const MOST_LINES: usize = 100;

/// The page of one list.
#[derive(Debug, Serialize)]
pub(crate) struct CounterPage {
    pub(crate) heading: String,
    /// Why what was asked for was not done.
    pub(crate) told: Option<String>,
    address: String,
    campaign: String,
    clerk: Option<String>,
    villages: Vec<Village>,
    village: Option<String>,
    members: String,
    open: String,
    met: String,
    /// Lines that do not fit.
    more: Option<String>,
    lines: Vec<Line>,
    outcomes: Vec<Outcome>,
}

#[derive(Debug, Serialize)]
struct Village {
    code: String,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct Outcome {
    key: &'static str,
    words: String,
}

#[derive(Debug, Serialize)]
struct Line {
    touch: String,
    #[serde(skip)]
    id: MemberId,
    member: String,
    name: String,
    village: String,
    words: String,
    standing: String,
    /// `waiting`, `mine`, `taken` or `done`.
    state: &'static str,
    mine: bool,
    open: bool,
}

impl CounterPage {
    /// The list of a campaign (key and title) in a regency (code and name), as a clerk sees it, one village or all.
    pub(crate) fn of(
        language: Language,
        (campaign, title): (&str, &str),
        (regency, place): (&str, &str),
        lines: &[CounterLine],
        (clerk, village): (Option<&str>, Option<&str>),
        now: DateTime<Utc>,
    ) -> Self {
        let codes: BTreeSet<String> = lines.iter().map(|line| line.area.to_string()).collect();
        let village = village.filter(|wanted| codes.contains(*wanted));
        let open = lines.iter().filter(|line| line.is_open()).count();
        let met = lines.iter().filter(|line| {
            line.visit.as_ref().and_then(|visit| visit.outcome).is_some_and(|(outcome, _)| outcome.met())
        });
        let met = met.count();
        let count = |n: usize| numbers::count(language, n as u64);
        let mut shown: Vec<Line> = lines
            .iter()
            .filter(|line| village.is_none_or(|village| line.area.as_str() == village))
            .map(|line| shown(language, line, clerk, now))
            .collect();
        shown.sort_by_key(|line| ["mine", "waiting", "taken", "done"].iter().position(|state| *state == line.state));
        let more = shown.len().saturating_sub(MOST_LINES);
        shown.truncate(MOST_LINES);
        Self {
            heading: say(language, "counter-title", &[("place", place)]),
            told: None,
            address: format!("/counters/{campaign}/{regency}"),
            campaign: title.to_owned(),
            clerk: clerk.map(str::to_owned),
            villages: codes.into_iter().map(|code| Village { chosen: Some(code.as_str()) == village, code }).collect(),
            village: village.map(str::to_owned),
            members: count(lines.len()),
            open: count(open),
            met: count(met),
            more: (more > 0).then(|| count(more)),
            lines: shown,
            outcomes: CounterOutcome::ALL
                .map(|o| Outcome { key: o.key(), words: o.words().in_language(language).to_owned() })
                .into_iter()
                .collect(),
        }
    }

    /// The members it shows.
    pub(crate) fn members(&self) -> Vec<MemberId> {
        self.lines.iter().map(|line| line.id.clone()).collect()
    }

    /// Puts names to them.
    pub(crate) fn name(&mut self, contacts: &HashMap<MemberId, Contact>) {
        for line in &mut self.lines {
            line.name = contacts.get(&line.id).map(|contact| contact.name.clone()).unwrap_or_default();
        }
    }
}

fn shown(language: Language, line: &CounterLine, clerk: Option<&str>, now: DateTime<Utc>) -> Line {
    let reserved =
        line.visit.as_ref().and_then(|visit| Some((visit, visit.reserved_until.filter(|until| *until > now)?)));
    let outcome = line.visit.as_ref().and_then(|visit| Some((visit, visit.outcome?)));
    let (state, standing) = match (reserved, outcome) {
        (Some((visit, until)), _) => {
            let mine = clerk == Some(visit.clerk.as_str());
            let until = numbers::moment(language, until);
            let places = [("by", visit.clerk.as_str()), ("until", until.as_str())];
            (if mine { "mine" } else { "taken" }, say(language, "counter-reserved", &places))
        }
        (None, Some((visit, (outcome, on)))) => {
            let (words, on) = (outcome.words(), numbers::day(language, on));
            let text = format!("{}, {on}, {}", words.in_language(language), visit.clerk);
            (if outcome.reports().is_some() { "done" } else { "waiting" }, text)
        }
        (None, None) => ("waiting", say(language, "counter-open", &[])),
    };
    Line {
        touch: line.touch.clone(),
        member: line.member.to_string(),
        id: line.member.clone(),
        name: String::new(),
        village: line.area.to_string(),
        words: line.body.clone(),
        standing,
        state,
        mine: state == "mine",
        open: state == "waiting",
    }
}
