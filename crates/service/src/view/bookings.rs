//! A campaign's work orders: what they cost, where each stands, and what came of a form or file that was sent.

use super::bar;
use super::booking::{Line, Typed, place_words};
use super::campaigns::whole_rupiah;
use crate::numbers;
use crate::pages::bookings::workbook_name;
use crate::words::say;
use chrono::NaiveDate;
use domain::views::{CampaignView, TouchCount};
use domain::{Bilingual, BookingStanding, Channel, Language, Rupiah, TouchStatus, WorkOrder};
use serde::Serialize;
use std::collections::BTreeMap;
use store::BookingsNoted;

/// Orders shown at once; a channel or a standing at a time shows fewer.
const MOST_ORDERS: usize = 100;
/// Orders that nobody gave, named at most.
const MOST_STRANGERS: usize = 10;

/// Which orders are shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filters {
    channel: Option<Channel>,
    standing: Option<BookingStanding>,
}

impl Filters {
    /// Those named; what is none shows all.
    pub(crate) fn of(channel: Option<&str>, standing: Option<&str>) -> Self {
        let channel = channel.and_then(|key| key.parse().ok());
        Self { channel, standing: BookingStanding::ALL.into_iter().find(|s| Some(s.key()) == standing) }
    }

    /// As the query of an address.
    pub(crate) fn query(self) -> String {
        let parts =
            [("channel", self.channel.map(Channel::key)), ("standing", self.standing.map(BookingStanding::key))];
        let parts = parts.into_iter().filter_map(|(name, key)| Some(format!("{name}={}", key?)));
        let query = parts.collect::<Vec<_>>().join("&");
        if query.is_empty() { query } else { format!("?{query}") }
    }

    fn let_through(self, order: &WorkOrder) -> bool {
        self.channel.is_none_or(|channel| channel == order.channel)
            && self.standing.is_none_or(|standing| standing == order.standing)
    }
}

/// What came of a form or a file.
pub(crate) enum Said {
    /// Nothing was sent.
    Nothing,
    /// It was noted.
    Noted {
        /// The file or the order, in words.
        what: String,
        /// Lines that said something.
        lines: u64,
        /// What became of them.
        noted: BookingsNoted,
    },
    /// Nothing was noted.
    Mistakes {
        /// The file or the order, in words.
        what: String,
        /// What the form of an order held.
        typed: Option<Typed>,
        /// Every mistake.
        mistakes: Vec<Bilingual>,
    },
}

/// The page of a campaign's orders.
#[derive(Debug, Serialize)]
pub(crate) struct BookingsPage {
    address: String,
    /// What is shown of it, as the query of its address.
    query: String,
    campaign: String,
    title: String,
    budget: String,
    booked: String,
    booked_share: String,
    booked_bar: String,
    over_budget: bool,
    placed: Sum,
    not_placed: Sum,
    open: Sum,
    /// What on these channels is not ordered yet.
    waiting: Option<String>,
    any: bool,
    files: Vec<FileLink>,
    channels: Vec<Choice>,
    standings: Vec<Choice>,
    orders: Vec<Line>,
    /// Orders that do not fit.
    more: Option<String>,
    today: String,
    heading: Option<String>,
    noted: Vec<String>,
    mistakes: Vec<String>,
}

/// Orders in one standing.
#[derive(Debug, Serialize)]
struct Sum {
    cost: String,
    orders: String,
}

#[derive(Debug, Serialize)]
struct FileLink {
    address: String,
    name: String,
}

#[derive(Debug, Serialize)]
struct Choice {
    key: &'static str,
    name: String,
    chosen: bool,
}

impl BookingsPage {
    /// The page of a campaign, its orders, and all its touches by status; for the days given, with names of regencies, today.
    pub(crate) fn of(
        language: Language,
        (campaign, orders, touches): (&CampaignView, &[WorkOrder], &[TouchCount]),
        days: Option<(NaiveDate, NaiveDate)>,
        (regencies, today): (&BTreeMap<String, String>, NaiveDate),
        filters: Filters,
        said: &Said,
    ) -> Self {
        let sum = |of: &dyn Fn(&WorkOrder) -> Rupiah| orders.iter().map(of).sum::<Rupiah>();
        let standing = |wanted, cost: Rupiah| Sum {
            cost: numbers::rupiah(cost),
            orders: say(
                language,
                "bookings-count",
                &[("count", &numbers::count(language, count(orders, |order| order.standing == wanted)))],
            ),
        };
        let booked = sum(&|order| order.cost);
        let (spent, budget) = (whole_rupiah(booked), whole_rupiah(campaign.budget));
        let address = format!("/campaigns/{}/bookings", campaign.name);
        let channels: Vec<Channel> =
            Channel::ALL.into_iter().filter(|channel| orders.iter().any(|order| order.channel == *channel)).collect();
        let mut shown: Vec<&WorkOrder> = orders.iter().filter(|order| filters.let_through(order)).collect();
        // Whoever typed something wrong finds the form again, however long the list.
        let typed = match said {
            Said::Mistakes { typed: Some(typed), .. } => Some(typed),
            _ => None,
        };
        let is_typed = |order: &str| typed.is_some_and(|typed| typed.order == order);
        shown.sort_by_key(|order| (!is_typed(&order.order), order.standing));
        let more = shown.len().saturating_sub(MOST_ORDERS);
        shown.truncate(MOST_ORDERS);
        let line = |order: &WorkOrder| {
            let mut line = Line::of(language, order, &place_words(language, &order.area, regencies), days);
            if let Some(typed) = typed.filter(|typed| line.is_of(&typed.order)) {
                line.with_typed(typed.clone());
            }
            line
        };
        let mut page = Self {
            campaign: campaign.name.clone(),
            title: campaign.title.in_language(language).to_owned(),
            budget: numbers::rupiah(campaign.budget),
            booked: numbers::rupiah(booked),
            booked_share: numbers::percent_of(language, spent, budget).unwrap_or_default(),
            booked_bar: bar(spent, budget),
            over_budget: spent > budget,
            placed: standing(BookingStanding::Placed, sum(&|order| order.placed)),
            not_placed: standing(BookingStanding::NotPlaced, sum(&|order| order.not_placed)),
            open: standing(BookingStanding::Open, sum(&WorkOrder::open)),
            waiting: waiting(language, touches),
            any: !orders.is_empty(),
            files: channels
                .iter()
                .map(|channel| FileLink {
                    address: format!("{address}/{}", workbook_name(*channel)),
                    name: channel.name().in_language(language).to_owned(),
                })
                .collect(),
            channels: channels
                .iter()
                .map(|channel| Choice {
                    key: channel.key(),
                    name: channel.name().in_language(language).to_owned(),
                    chosen: filters.channel == Some(*channel),
                })
                .collect(),
            standings: BookingStanding::ALL
                .map(|standing| Choice {
                    key: standing.key(),
                    name: say(language, &format!("booking-{}", standing.key()), &[]),
                    chosen: filters.standing == Some(standing),
                })
                .into_iter()
                .collect(),
            orders: shown.into_iter().map(line).collect(),
            more: (more > 0).then(|| numbers::count(language, more as u64)),
            today: today.to_string(),
            query: filters.query(),
            address,
            heading: None,
            noted: Vec::new(),
            mistakes: Vec::new(),
        };
        page.tell(language, said);
        page
    }

    /// What came of a form or a file.
    fn tell(&mut self, language: Language, said: &Said) {
        let heading = |key: &str, what: &str| Some(say(language, key, &[("file", what)]));
        match said {
            Said::Nothing => {}
            Said::Noted { what, lines, noted } => {
                let key = if noted.placed + noted.not_placed > 0 { "bookings-taken" } else { "bookings-unchanged" };
                self.heading = heading(key, what);
                self.noted = told(language, *lines, noted);
            }
            Said::Mistakes { what, mistakes, .. } => {
                self.heading = heading("bookings-refused", what);
                self.mistakes = mistakes.iter().map(|words| words.in_language(language).to_owned()).collect();
            }
        }
    }
}

fn count(orders: &[WorkOrder], of: impl Fn(&WorkOrder) -> bool) -> u64 {
    orders.iter().filter(|order| of(order)).count() as u64
}

/// What is planned on booked channels and has not been ordered, in a sentence.
fn waiting(language: Language, touches: &[TouchCount]) -> Option<String> {
    let left = |t: &&TouchCount| {
        t.channel.is_booked() && matches!(t.status, TouchStatus::Planned | TouchStatus::Claimed) && t.touches > 0
    };
    let mut left = touches.iter().filter(left).peekable();
    left.peek()?;
    let cost = numbers::rupiah(left.map(|t| t.cost).sum());
    Some(say(language, "bookings-waiting", &[("cost", &cost)]))
}

fn told(language: Language, lines: u64, noted: &BookingsNoted) -> Vec<String> {
    let say = |key: &str, count: u64| say(language, key, &[("count", numbers::count(language, count).as_str())]);
    let mut told = vec![say("bookings-lines", lines)];
    let counts =
        [("bookings-placed", noted.placed), ("bookings-not-placed", noted.not_placed), ("bookings-known", noted.known)];
    told.extend(counts.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| say(key, count)));
    if !noted.strangers.is_empty() {
        let some: Vec<&str> = noted.strangers.iter().take(MOST_STRANGERS).map(String::as_str).collect();
        told.push(format!("{} {}", say("bookings-strangers", noted.strangers.len() as u64), some.join(", ")));
    }
    told
}
