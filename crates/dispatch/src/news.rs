//! What the provider tells of templates and numbers by itself.

use crate::error::DispatchError;
use crate::templates::{digits, template_version};
use chrono::{DateTime, Utc};
use domain::Channel;
use serde_json::Value;
use store::{Held, Hold, Store};

/// A template or a number may no longer be used, or may be again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What it is about.
    pub about: Held,
    /// Whether it may not be used from now on; else it may be again.
    pub stops: bool,
    /// The provider's word and reason.
    pub detail: String,
    /// When.
    pub at: DateTime<Utc>,
}

fn text<'a>(value: &'a Value, field: &str) -> Option<&'a str> {
    value.get(field).and_then(Value::as_str)
}

impl News {
    /// What a change says, where it says whether something may be used: `message_template_status_update` and
    /// `phone_number_quality_update`. `at` is when the provider posted it.
    pub(crate) fn read(field: &str, value: &Value, at: DateTime<Utc>) -> Option<Self> {
        let event = text(value, "event")?;
        let (about, stops, more) = match field {
            "message_template_status_update" => {
                let name = text(value, "message_template_name")?;
                let language = text(value, "message_template_language")?;
                let stops = match event {
                    "APPROVED" | "REINSTATED" => false,
                    "PAUSED" | "DISABLED" | "REJECTED" | "PENDING_DELETION" | "DELETED" | "LOCKED" => true,
                    _ => return None,
                };
                let reason = text(value, "reason").filter(|reason| *reason != "NONE");
                (Held::Template(template_version(name, language)), stops, reason)
            }
            "phone_number_quality_update" => {
                let stops = match event {
                    "FLAGGED" => true,
                    "UNFLAGGED" => false,
                    _ => return None,
                };
                let number = digits(text(value, "display_phone_number")?);
                (Held::Number(number), stops, text(value, "current_limit"))
            }
            _ => return None,
        };
        let detail = more.map_or_else(|| event.to_owned(), |more| format!("{event}: {more}"));
        Some(Self { about, stops, detail, at })
    }
}

/// Puts and lifts holds as the news says, in the order in which it happened. What is older than a hold does not lift it.
pub(crate) async fn heed_news(store: &Store, news: impl Iterator<Item = &News>) -> Result<(), DispatchError> {
    let mut news: Vec<&News> = news.collect();
    news.sort_by_key(|news| news.at);
    for News { about, stops, detail, at } in news {
        let channel = Channel::Whatsapp;
        if *stops {
            let (held, detail) = (about.clone(), detail.clone());
            store.hold(&[Hold { channel, held, code: None, detail, since: *at, ends_at: None }]).await?;
            continue;
        }
        let standing = store.holds(channel, *at).await?;
        if standing.iter().any(|hold| hold.held == *about && hold.since <= *at) {
            store.lift_hold(channel, about, "the provider", *at).await?;
        }
    }
    Ok(())
}
