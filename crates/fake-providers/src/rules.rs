//! What the gateway holds against a request before it accepts the message.

use crate::answers::refused;
use crate::chance::draw;
use crate::config::{Allowed, CodeFault, CodeWhen, FakeWhatsAppConfig};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// What was sent lately, as far as limits need it.
#[derive(Debug, Default)]
pub(crate) struct Lately {
    /// Moments of the last second, by phone number id.
    second: HashMap<String, VecDeque<Instant>>,
    /// The last message, by phone number id and person.
    pairs: HashMap<(String, String), Instant>,
    /// The last message, by person.
    people: HashMap<String, Instant>,
}

const DAY: Duration = Duration::from_hours(24);

impl Lately {
    /// Counts a message in; a refusal where it is one too many.
    pub(crate) fn take(&mut self, allowed: &Allowed, number: &str, to: &str, now: Instant) -> Option<Response> {
        if let Some(limit) = allowed.per_second {
            let second = self.second.entry(number.to_owned()).or_default();
            while second.front().is_some_and(|at| now.duration_since(*at) >= Duration::from_secs(1)) {
                second.pop_front();
            }
            if second.len() >= limit as usize {
                let details = "the throughput of this phone number is used up";
                return Some(refused(StatusCode::TOO_MANY_REQUESTS, 130_429, "Rate limit hit", details));
            }
            second.push_back(now);
        }
        if let Some(gap) = allowed.pair_gap {
            let pair = (number.to_owned(), to.to_owned());
            if self.pairs.get(&pair).is_some_and(|at| now.duration_since(*at) < gap) {
                let details = "too many messages to this person in a short time";
                return Some(refused(StatusCode::TOO_MANY_REQUESTS, 131_056, "Pair rate limit hit", details));
            }
            self.pairs.insert(pair, now);
        }
        if let Some(limit) = allowed.people_per_day {
            self.people.retain(|_, at| now.duration_since(*at) < DAY);
            if self.people.len() >= limit && !self.people.contains_key(to) {
                let details = "the messaging limit of this portfolio is used up";
                return Some(refused(StatusCode::BAD_REQUEST, 131_048, "Spam rate limit hit", details));
            }
            self.people.insert(to.to_owned(), now);
        }
        None
    }
}

impl FakeWhatsAppConfig {
    /// The first fault by code that concerns a message: whether it is said in the answer or in a status, through which number, to whom,
    /// and in the how-manieth request to that person.
    pub(crate) fn code_fault(&self, when: CodeWhen, number: &str, to: &str, attempt: u32) -> Option<i64> {
        let concerns = |fault: &&CodeFault| {
            fault.when == when
                && fault.through.as_deref().is_none_or(|through| through == number)
                && fault.first.is_none_or(|first| attempt <= first)
                && draw(self.seed, &format!("code {}", fault.code), to) < fault.share
        };
        self.faults.codes.iter().find(concerns).map(|fault| fault.code)
    }

    /// Whether this is one of the sender's phone number ids.
    pub(crate) fn knows(&self, number: &str) -> bool {
        self.phone_number_id == number || self.more_numbers.iter().any(|more| more == number)
    }
}
