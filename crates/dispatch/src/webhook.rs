//! What the Cloud API posts to us, read. All of it is untrusted until [`crate::verify_signature`] has checked the raw bytes.

use crate::error::DispatchError;
use crate::news::News;
use crate::templates::digits;
use crate::words::storable;
use chrono::{DateTime, TimeDelta, Utc};
use domain::{DeliveryEvent, TouchStatus};
use serde_json::Value;
use store::PhoneStop;

/// What a webhook body says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reports {
    /// What became of touches, in the order in which it stands there.
    pub events: Vec<DeliveryEvent>,
    /// People who wrote, or chose in WhatsApp, that they want no more messages.
    pub stops: Vec<PhoneStop>,
    /// Failures with a code, each with the number it was sent through.
    pub failures: Vec<ReportedFailure>,
    /// What became of templates and numbers.
    pub news: Vec<News>,
    /// Statuses, messages and what is around them that are not as the provider writes them. They are passed over, the others count.
    pub unreadable: u64,
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

/// 2009-01-01, when WhatsApp began: no report is older.
const EARLIEST: i64 = 1_230_768_000;

/// How far ahead of ours the provider's clock may be, in seconds: a day.
const AHEAD: i64 = 86_400;

/// The reports and wishes in a webhook body that came at `received`. Each status and message is read by itself: one that is not as the
/// provider writes it is counted and passed over, and takes no other with it. Other inbound messages and statuses this toolkit has no
/// word for are passed over; a body that is not the envelope is refused. A time before 2009 or more than a day after `received`, or
/// none that can be read, is unknown, and `received` stands for it.
pub fn parse_reports(raw_body: &[u8], received: DateTime<Utc>) -> Result<Reports, DispatchError> {
    let refuse = |reason: String| DispatchError::Webhook { reason };
    let envelope: Value = serde_json::from_slice(raw_body).map_err(|e| refuse(e.to_string()))?;
    match envelope.get("object").and_then(Value::as_str) {
        Some("whatsapp_business_account") => {}
        Some(other) => return Err(refuse(format!("object is `{other}`"))),
        None => return Err(refuse("it names no object".to_owned())),
    }
    let entries = list(&envelope, "entry").ok_or_else(|| refuse("entry is no list".to_owned()))?;
    let mut reports = Reports::default();
    let mut unreadable: Vec<&'static str> = Vec::new();
    for entry in entries {
        let at = instant(entry.get("time"), received);
        for change in list_or_note(entry, "changes", &mut unreadable) {
            let Some(value) = change.get("value").filter(|value| !value.is_null()) else { continue };
            let field = change.get("field").and_then(Value::as_str).unwrap_or_default();
            reports.news.extend(News::read(field, value, at));
            let number = value.get("metadata").and_then(|metadata| text(metadata, "phone_number_id"));
            for status in list_or_note(value, "statuses", &mut unreadable) {
                match event(status, received) {
                    Ok(Some(event)) => {
                        reports.failures.extend(ReportedFailure::of(&event, number.as_deref()));
                        reports.events.push(event);
                    }
                    Ok(None) => {}
                    Err(why) => unreadable.push(why),
                }
            }
            let wrote = list_or_note(value, "messages", &mut unreadable).iter().map(|message| stop(message, received));
            let chose = list_or_note(value, "user_preferences", &mut unreadable);
            let chose = chose.iter().map(|preference| preferred(preference, received));
            for wish in wrote.chain(chose) {
                match wish {
                    Ok(wish) => reports.stops.extend(wish),
                    Err(why) => unreadable.push(why),
                }
            }
        }
    }
    if let Some(first) = unreadable.first() {
        tracing::warn!(
            passed_over = unreadable.len(),
            first,
            "part of a webhook body is not as the provider writes it"
        );
    }
    reports.unreadable = unreadable.len() as u64;
    Ok(reports)
}

/// The list in a field, empty where the field is missing or null; `None` where it is something else.
fn list<'a>(value: &'a Value, field: &str) -> Option<&'a [Value]> {
    match value.get(field) {
        None | Some(Value::Null) => Some(&[]),
        Some(list) => list.as_array().map(Vec::as_slice),
    }
}

/// The same where something else is noted and passed over.
fn list_or_note<'a>(value: &'a Value, field: &str, unreadable: &mut Vec<&'static str>) -> &'a [Value] {
    let found = if value.is_object() { list(value, field) } else { None };
    found.unwrap_or_else(|| {
        unreadable.push("no list where one should be");
        &[]
    })
}

/// The words in a field, or its number in digits; empty words are none.
pub(crate) fn text(value: &Value, field: &str) -> Option<String> {
    match value.get(field)? {
        Value::String(words) => Some(storable(words.clone())).filter(|words| !words.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, be it written as a number or as text, with a fraction or without.
fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::String(words) => {
            let words = words.trim();
            words.parse().ok().or_else(|| words.parse().ok().and_then(floored))
        }
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(floored)),
        _ => None,
    }
}

fn floored(number: f64) -> Option<i64> {
    number.is_finite().then_some(number.floor() as i64)
}

/// The instant that Unix seconds name, a text in all published samples; `received` where it is unknown.
fn instant(seconds: Option<&Value>, received: DateTime<Utc>) -> DateTime<Utc> {
    let latest = received.timestamp().saturating_add(AHEAD);
    seconds
        .and_then(whole)
        .filter(|seconds| (EARLIEST..=latest).contains(seconds))
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or(received)
}

/// The wish for no more messages, where a message somebody wrote to us is one.
fn stop(message: &Value, received: DateTime<Utc>) -> Result<Option<PhoneStop>, &'static str> {
    if !message.is_object() {
        return Err("a message that is none");
    }
    let said = |part: &str, field| message.get(part).and_then(|part| text(part, field));
    let Some(words) = said("text", "body").or_else(|| said("button", "text")) else { return Ok(None) };
    let plain = words.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    if !STOP_WORDS.contains(&plain.as_str()) {
        return Ok(None);
    }
    let from = text(message, "from").ok_or("a wish for no more messages from nobody")?;
    Ok(Some(phone_stop(&from, message, plain, received)))
}

/// The wish for no more messages, where somebody chose it in WhatsApp itself. Whoever resumes gives no consent.
fn preferred(preference: &Value, received: DateTime<Utc>) -> Result<Option<PhoneStop>, &'static str> {
    if !preference.is_object() {
        return Err("a preference that is none");
    }
    let marketing = text(preference, "category").is_none_or(|category| category == "marketing_messages");
    if !marketing || text(preference, "value").as_deref() != Some("stop") {
        return Ok(None);
    }
    let from = text(preference, "wa_id").ok_or("a wish for no more messages from nobody")?;
    Ok(Some(phone_stop(&from, preference, "stop marketing messages".to_owned(), received)))
}

fn phone_stop(from: &str, said: &Value, words: String, received: DateTime<Utc>) -> PhoneStop {
    let at = instant(said.get("timestamp"), received);
    // The day it was said, on a clock of Indonesia.
    let on = at.checked_add_signed(TimeDelta::hours(7)).unwrap_or(at).date_naive();
    PhoneStop { digits: digits(from), on, words }
}

/// What a status reports, where this toolkit has a word for it.
fn event(status: &Value, received: DateTime<Utc>) -> Result<Option<DeliveryEvent>, &'static str> {
    let word = status.get("status").and_then(Value::as_str).ok_or("a status without a word")?;
    let reported = match word {
        "sent" => TouchStatus::HandedOver,
        "delivered" => TouchStatus::Delivered,
        "read" | "played" => TouchStatus::Read,
        "failed" => TouchStatus::Failed,
        other => {
            tracing::debug!(status = other, "passed over a status without a word");
            return Ok(None);
        }
    };
    let (touch, provider_id) = (text(status, "biz_opaque_callback_data"), text(status, "id"));
    if touch.is_none() && provider_id.is_none() {
        return Err("a status of no message");
    }
    let error = status.get("errors").and_then(|errors| errors.get(0));
    let detail = error.and_then(|error| {
        let details = error.get("error_data").and_then(|data| text(data, "details"));
        details.or_else(|| text(error, "message")).or_else(|| text(error, "title"))
    });
    Ok(Some(DeliveryEvent {
        touch,
        provider_id,
        status: reported,
        at: instant(status.get("timestamp"), received),
        error_code: error.and_then(|error| error.get("code")).and_then(whole),
        detail,
    }))
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
