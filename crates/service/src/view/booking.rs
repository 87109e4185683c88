//! One work order of a campaign's page.

use crate::numbers;
use crate::words::say;
use chrono::NaiveDate;
use domain::{BookingStanding, BookingTold, Language, RegionCode, WorkOrder};
use serde::Serialize;
use std::collections::BTreeMap;

/// Letters of a creative that are shown before one asks for the rest.
const CREATIVE_LETTERS: usize = 70;

/// What a form held that could not be noted, so that nobody types it again.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Typed {
    pub(crate) order: String,
    pub(crate) day: String,
    pub(crate) proof: String,
    pub(crate) reason: String,
    pub(crate) by: String,
}

/// An order.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    order: String,
    channel: String,
    place: String,
    days: String,
    creative: String,
    /// The beginning of a creative that is too long to be shown whole.
    creative_begins: Option<String>,
    members: String,
    cost: String,
    /// `open`, `not-placed` or `placed`.
    state: &'static str,
    standing: String,
    told: Option<Told>,
    /// Whether a proof may still come.
    may_place: bool,
    /// Whether it may still be said that nothing was placed.
    may_not: bool,
    /// What a form of it held that could not be noted.
    typed: Typed,
    opened: bool,
}

/// What was said of it.
#[derive(Debug, Serialize)]
struct Told {
    words: String,
    /// Where the proof lies, if its words are an address.
    address: Option<String>,
    /// When, and by whom.
    whence: String,
}

impl Line {
    /// An order at a place, for the days given.
    pub(crate) fn of(language: Language, order: &WorkOrder, place: &str, days: Option<(NaiveDate, NaiveDate)>) -> Self {
        let days =
            days.map(|(first, last)| [numbers::day(language, first), numbers::day(language, last)].join(" \u{2013} "));
        let is_long = order.creative.chars().count() > CREATIVE_LETTERS;
        let begins =
            || format!("{}\u{2026}", order.creative.chars().take(CREATIVE_LETTERS).collect::<String>().trim_end());
        Self {
            order: order.order.clone(),
            channel: order.channel.name().in_language(language).to_owned(),
            place: place.to_owned(),
            days: days.unwrap_or_default(),
            creative_begins: is_long.then(begins),
            creative: order.creative.clone(),
            members: numbers::count(language, order.members),
            cost: numbers::rupiah(order.cost),
            state: order.standing.key(),
            standing: say(language, &format!("booking-{}", order.standing.key()), &[]),
            told: order.told.as_ref().map(|told| said(language, told)),
            may_place: order.standing != BookingStanding::Placed,
            may_not: order.standing == BookingStanding::Open,
            typed: Typed::default(),
            opened: false,
        }
    }

    /// Whether it is this order's line.
    pub(crate) fn is_of(&self, order: &str) -> bool {
        self.order == order
    }

    /// The same with a form open that holds what somebody typed.
    pub(crate) fn with_typed(&mut self, typed: Typed) {
        (self.typed, self.opened) = (typed, true);
    }
}

fn said(language: Language, told: &BookingTold) -> Told {
    let is_address = ["https://", "http://"].iter().any(|scheme| told.words.starts_with(scheme));
    let day = numbers::day(language, told.on);
    Told {
        address: (is_address && !told.words.contains(' ')).then(|| told.words.clone()),
        words: told.words.clone(),
        whence: if told.by.is_empty() { day } else { format!("{day}, {}", told.by) },
    }
}

/// A village in its regency.
pub(crate) fn place_words(language: Language, area: &RegionCode, regencies: &BTreeMap<String, String>) -> String {
    let village = format!("{} {area}", say(language, "village", &[]));
    match area.regency().and_then(|code| regencies.get(code)) {
        Some(regency) => format!("{village}, {regency}"),
        None => village,
    }
}
