//! All lists of counters: how far each is, and what came of a list that was sent back.

use super::bar;
use crate::numbers;
use domain::{Bilingual, CounterOutcome, Language};
use serde::Serialize;
use std::collections::BTreeMap;
use store::{CounterList, VisitsNoted};

/// What came of a list that was sent back.
pub(crate) enum Returned {
    /// It was noted.
    Noted {
        /// The file.
        file: String,
        /// Lines with an outcome.
        reported: u64,
        /// What became of them.
        noted: VisitsNoted,
    },
    /// Nothing was noted.
    Mistakes {
        /// The file.
        file: String,
        /// Every mistake.
        mistakes: Vec<Bilingual>,
    },
}

/// The page of all lists.
#[derive(Debug, Serialize)]
pub(crate) struct CountersPage {
    /// Work orders of campaigns: address and name.
    bookings: Vec<(String, String)>,
    lists: Vec<ListLine>,
    outcomes: Vec<String>,
    /// What became of the list sent back, in sentences.
    noted: Vec<String>,
    mistakes: Vec<String>,
    returned: Option<String>,
}

#[derive(Debug, Serialize)]
struct ListLine {
    address: String,
    campaign: String,
    counter: String,
    members: String,
    open: String,
    done_bar: String,
    outcomes: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    name: String,
    count: String,
    none: bool,
}

impl CountersPage {
    /// The page of these lists.
    pub(crate) fn of(
        language: Language,
        regencies: &BTreeMap<String, String>,
        lists: &[CounterList],
        returned: Option<Returned>,
    ) -> Self {
        let mut page = Self {
            bookings: Vec::new(),
            lists: lists.iter().map(|list| line(language, regencies, list)).collect(),
            outcomes: CounterOutcome::ALL.map(|o| o.words().in_language(language).to_owned()).to_vec(),
            noted: Vec::new(),
            mistakes: Vec::new(),
            returned: None,
        };
        match returned {
            None => {}
            Some(Returned::Mistakes { file, mistakes }) => {
                page.returned = Some(file);
                page.mistakes = mistakes.iter().map(|words| words.in_language(language).to_owned()).collect();
            }
            Some(Returned::Noted { file, reported, noted }) => {
                page.returned = Some(file);
                page.noted = told(language, reported, &noted);
            }
        }
        page
    }
}

impl CountersPage {
    /// The same with links to the work orders of these campaigns.
    pub(crate) fn with_bookings(mut self, campaigns: &[String]) -> Self {
        let link = |name: &String| (format!("/campaigns/{name}/bookings"), name.clone());
        self.bookings = campaigns.iter().map(link).collect();
        self
    }
}

fn told(language: Language, reported: u64, noted: &VisitsNoted) -> Vec<String> {
    let say = |key: &str, count: u64| {
        crate::words::say(language, key, &[("count", numbers::count(language, count).as_str())])
    };
    let mut told = vec![say("counters-reported", reported), say("counters-noted", noted.noted)];
    if noted.known > 0 {
        told.push(say("counters-known", noted.known));
    }
    if noted.met_twice > 0 {
        told.push(say("counters-met-twice", noted.met_twice));
    }
    if !noted.strangers.is_empty() {
        let some: Vec<&str> = noted.strangers.iter().take(10).map(String::as_str).collect();
        told.push(format!("{} {}", say("counters-strangers", noted.strangers.len() as u64), some.join(", ")));
    }
    told
}

fn line(language: Language, regencies: &BTreeMap<String, String>, list: &CounterList) -> ListLine {
    let outcomes = CounterOutcome::ALL
        .map(|outcome| {
            let count = list.outcomes.get(&outcome).copied().unwrap_or(0);
            let name = outcome.words().in_language(language).to_owned();
            Cell { name, count: numbers::count(language, count), none: count == 0 }
        })
        .into_iter()
        .collect();
    ListLine {
        address: format!("/counters/{}/{}", list.campaign, list.regency),
        campaign: list.title.in_language(language).to_owned(),
        counter: regencies.get(&list.regency).unwrap_or(&list.regency).clone(),
        members: numbers::count(language, list.members),
        open: numbers::count(language, list.open()),
        done_bar: bar(list.members - list.open(), list.members),
        outcomes,
    }
}
