//! What the Cloud API posts to us, read. All of it is untrusted until [`crate::verify_signature`] has checked the raw bytes.

use crate::error::DispatchError;
use crate::news::{News, NewsValue};
use chrono::{DateTime, Utc};
use domain::{DeliveryEvent, TouchStatus};
use serde::Deserialize;
use store::PhoneStop;

/// What a webhook body says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reports {
    /// What became of touches, in the order in which it stands there.
    pub events: Vec<DeliveryEvent>,
    /// People who wrote that they want no more messages.
    pub stops: Vec<PhoneStop>,
    /// Failures with a code, each with the number it was sent through.
    pub failures: Vec<ReportedFailure>,
    /// What became of templates and numbers.
    pub news: Vec<News>,
}

/// A failure that a status reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFailure {
    /// The touch: our id where the status carries it, else the provider's.
    pub touch: String,
    /// The phone number id of the sender.
    pub phone_number_id: Option<String>,
    /// The provider's code.
    pub code: i64,
    /// The provider's words.
    pub detail: String,
    /// When it failed.
    pub at: DateTime<Utc>,
}

/// What counts as a wish for no more messages, as a whole message, whatever its case and the marks around it.
const STOP_WORDS: [&str; 8] =
    ["stop", "stop promosi", "berhenti", "henti", "setop", "unsubscribe", "unsub", "jangan kirim lagi"];

/// The reports and wishes in a webhook body. Other inbound messages and statuses this toolkit has no word for are passed over; a
/// body that is not the envelope is refused.
pub fn parse_reports(raw_body: &[u8]) -> Result<Reports, DispatchError> {
    let envelope: Envelope =
        serde_json::from_slice(raw_body).map_err(|e| DispatchError::Webhook { reason: e.to_string() })?;
    if envelope.object != "whatsapp_business_account" {
        return Err(DispatchError::Webhook { reason: format!("object is `{}`", envelope.object) });
    }
    let mut reports = Reports::default();
    let changes = envelope.entry.into_iter().flat_map(|entry| {
        let at = entry.time.as_ref().and_then(Timestamp::at);
        entry.changes.into_iter().map(move |change| (at, change))
    });
    for (at, Change { field, value }) in changes {
        reports.news.extend(News::read(&field, &value.news, at));
        let number = value.metadata.and_then(|m| m.phone_number_id);
        for event in value.statuses.into_iter().filter_map(Status::event) {
            reports.failures.extend(ReportedFailure::of(&event, number.as_deref()));
            reports.events.push(event);
        }
        reports.stops.extend(value.messages.into_iter().filter_map(Inbound::stop));
    }
    Ok(reports)
}

#[derive(Deserialize)]
struct Envelope {
    object: String,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    time: Option<Timestamp>,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize, Default)]
struct Value {
    metadata: Option<Metadata>,
    #[serde(flatten)]
    news: NewsValue,
    #[serde(default)]
    statuses: Vec<Status>,
    #[serde(default)]
    messages: Vec<Inbound>,
}

/// Which sender it is about.
#[derive(Deserialize)]
struct Metadata {
    phone_number_id: Option<String>,
}

/// A message somebody wrote to us.
#[derive(Deserialize)]
struct Inbound {
    from: Option<String>,
    timestamp: Option<Timestamp>,
    text: Option<InboundText>,
    button: Option<InboundButton>,
}

#[derive(Deserialize)]
struct InboundText {
    body: String,
}

#[derive(Deserialize)]
struct InboundButton {
    text: String,
}

impl Inbound {
    /// The wish for no more messages, where it is one.
    fn stop(self) -> Option<PhoneStop> {
        let words = self.text.map(|t| t.body).or_else(|| self.button.map(|b| b.text))?;
        let plain = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        if !STOP_WORDS.contains(&plain.as_str()) {
            return None;
        }
        let digits: String = self.from?.chars().filter(char::is_ascii_digit).collect();
        let at = self.timestamp.as_ref().and_then(Timestamp::at)?;
        // The day it was written, on a clock of Indonesia.
        let on = (at + chrono::TimeDelta::hours(7)).date_naive();
        Some(PhoneStop { digits, on, words: plain })
    }
}

#[derive(Deserialize)]
struct Status {
    id: Option<String>,
    #[serde(rename = "status")]
    word: String,
    timestamp: Option<Timestamp>,
    biz_opaque_callback_data: Option<String>,
    #[serde(default)]
    errors: Vec<StatusError>,
}

/// Unix seconds; a string in all published samples.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Timestamp {
    Text(String),
    Number(i64),
}

#[derive(Deserialize)]
struct StatusError {
    code: Option<i64>,
    title: Option<String>,
    message: Option<String>,
    error_data: Option<ErrorDetails>,
}

#[derive(Deserialize)]
struct ErrorDetails {
    details: Option<String>,
}

impl Timestamp {
    pub(crate) fn at(&self) -> Option<DateTime<Utc>> {
        let seconds = match self {
            Self::Text(text) => text.parse().ok()?,
            Self::Number(seconds) => *seconds,
        };
        DateTime::from_timestamp(seconds, 0)
    }
}

impl ReportedFailure {
    fn of(event: &DeliveryEvent, number: Option<&str>) -> Option<Self> {
        Some(Self {
            touch: event.touch.clone().or_else(|| event.provider_id.clone())?,
            phone_number_id: number.map(str::to_owned),
            code: event.error_code.filter(|_| event.status == TouchStatus::Failed)?,
            detail: event.detail.clone().unwrap_or_default(),
            at: event.at,
        })
    }
}

impl Status {
    fn event(self) -> Option<DeliveryEvent> {
        let status = match self.word.as_str() {
            "sent" => TouchStatus::HandedOver,
            "delivered" => TouchStatus::Delivered,
            "read" | "played" => TouchStatus::Read,
            "failed" => TouchStatus::Failed,
            other => {
                tracing::debug!(status = other, "passed over a status without a word");
                return None;
            }
        };
        let Some(at) = self.timestamp.as_ref().and_then(Timestamp::at) else {
            tracing::warn!(?status, "passed over a status without a readable timestamp");
            return None;
        };
        if self.biz_opaque_callback_data.is_none() && self.id.is_none() {
            tracing::warn!(?status, "passed over a status of no message");
            return None;
        }
        let error = self.errors.into_iter().next();
        let error_code = error.as_ref().and_then(|e| e.code);
        let detail = error.and_then(|e| e.error_data.and_then(|d| d.details).or(e.message).or(e.title));
        Some(DeliveryEvent {
            touch: self.biz_opaque_callback_data,
            provider_id: self.id,
            status,
            at,
            error_code,
            detail,
        })
    }
}
