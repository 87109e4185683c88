//! What the provider tells of templates and numbers by itself.

use crate::error::DispatchError;
use crate::templates::{QUALITY, digits, template_version};
use crate::webhook::text;
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

impl News {
    /// What a change says, where it says whether something may be used: `message_template_status_update`,
    /// `message_template_quality_update` and `phone_number_quality_update`. `at` is when the provider posted it.
    pub(crate) fn read(field: &str, value: &Value, at: DateTime<Utc>) -> Option<Self> {
        let (about, stops, detail) = match field {
            // The provider's own sample of news of quality stands under this field.
            "message_template_status_update" | "message_template_quality_update" => {
                if value.get("new_quality_score").is_some() { quality(value) } else { template_status(value) }
            }
            "phone_number_quality_update" => number_quality(value),
            _ => None,
        }?;
        Some(Self { about, stops, detail, at })
    }
}

/// What news is about, whether it may not be used, and the provider's words.
type Told = (Held, bool, String);

/// The version of a template that news is about. News has a hyphen where the API has an underscore.
fn version(value: &Value) -> Option<String> {
    let language = text(value, "message_template_language")?.replace('-', "_");
    Some(template_version(&text(value, "message_template_name")?, &language))
}

fn told(event: String, more: Option<String>) -> String {
    match more {
        Some(more) => format!("{event}: {more}"),
        None => event,
    }
}

fn template_status(value: &Value) -> Option<Told> {
    let event = text(value, "event")?;
    let stops = match event.as_str() {
        "APPROVED" | "REINSTATED" => false,
        "PAUSED" | "DISABLED" | "REJECTED" | "PENDING_DELETION" | "DELETED" | "LOCKED" => true,
        _ => return None,
    };
    let reason = text(value, "reason").filter(|reason| reason != "NONE");
    Some((Held::Template(version(value)?), stops, told(event, reason)))
}

fn quality(value: &Value) -> Option<Told> {
    let score = text(value, "new_quality_score")?;
    let stops = match score.as_str() {
        "GREEN" | "YELLOW" => false,
        "RED" => true,
        _ => return None,
    };
    let before = text(value, "previous_quality_score").map(|before| format!("it was {before}"));
    Some((Held::Template(format!("{}{QUALITY}", version(value)?)), stops, told(format!("quality {score}"), before)))
}

fn number_quality(value: &Value) -> Option<Told> {
    let event = text(value, "event")?;
    let stops = match event.as_str() {
        "FLAGGED" => true,
        "UNFLAGGED" => false,
        _ => return None,
    };
    let number = digits(&text(value, "display_phone_number")?);
    Some((Held::Number(number), stops, told(event, text(value, "current_limit"))))
}

/// Puts and lifts holds as the news says, in the order in which it happened. What is older than a hold does not lift it, and what is
/// older than the word that something may be used puts none, in whichever order they come.
pub(crate) async fn heed_news(store: &Store, news: impl Iterator<Item = &News>) -> Result<(), DispatchError> {
    let mut news: Vec<&News> = news.collect();
    news.sort_by_key(|news| news.at);
    for News { about, stops, detail, at } in news {
        let channel = Channel::Whatsapp;
        if *stops {
            let (held, detail) = (about.clone(), detail.clone());
            store.hold(&[Hold { channel, held, code: None, detail, since: *at, ends_at: None }]).await?;
        } else {
            store.release_hold(channel, about, detail, "the provider", *at).await?;
        }
    }
    Ok(())
}
