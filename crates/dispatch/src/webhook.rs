//! What the Cloud API posts to us. All of it is untrusted until the signature over the raw bytes has been checked.

use crate::codes::{CodePolicy, Decision, SHIPPED};
use crate::error::DispatchError;
use crate::news::{News, NewsValue, heed_news};
use chrono::{DateTime, Utc};
use domain::{Channel, DeliveryEvent, TouchStatus};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::Sha256;
use store::{ContactsKey, Held, Hold, PhoneStop, Store};
use subtle::ConstantTimeEq;

/// Whether `X-Hub-Signature-256` (`sha256=` and 64 hex digits) is that of these very bytes. Compares in constant time.
/// Check the body as it came, before it is parsed: written again, its escapes differ. An empty secret verifies nothing.
pub fn verify_signature(app_secret: &[u8], raw_body: &[u8], header: Option<&str>) -> bool {
    let Some(given) = header.and_then(|h| h.trim().strip_prefix("sha256=")).and_then(|h| hex::decode(h).ok()) else {
        return false;
    };
    !app_secret.is_empty() && mac(app_secret, raw_body).verify_slice(&given).is_ok()
}

/// The value of `X-Hub-Signature-256` for a body.
pub fn sign(app_secret: &[u8], raw_body: &[u8]) -> String {
    format!("sha256={}", hex::encode(mac(app_secret, raw_body).finalize().into_bytes()))
}

fn mac(app_secret: &[u8], raw_body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret).expect("HMAC takes keys of any length");
    mac.update(raw_body);
    mac
}

/// The answer to a verification challenge (`hub.mode`, `hub.verify_token`, `hub.challenge`): the challenge, to be sent
/// back as it is with 200; `None` means 403. Compares the token in constant time. An empty expected token answers nobody.
pub fn answer_challenge(
    mode: Option<&str>,
    verify_token: Option<&str>,
    challenge: Option<&str>,
    expected_token: &str,
) -> Option<String> {
    let known = bool::from(verify_token.unwrap_or_default().as_bytes().ct_eq(expected_token.as_bytes()));
    let asked = mode == Some("subscribe") && !expected_token.is_empty();
    challenge.filter(|_| known && asked).map(str::to_owned)
}

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

/// Records the reports of webhook bodies whose signatures were verified, all in one go, as [`record_reports_by`] does with the table
/// of codes this version was made with.
pub async fn record_reports(
    store: &Store,
    contacts_key: Option<&ContactsKey>,
    reports: &[Reports],
) -> Result<u64, DispatchError> {
    record_reports_by(&SHIPPED, store, contacts_key, reports).await
}

/// Records the reports of webhook bodies whose signatures were verified, all in one go, and does about each failure what the table of
/// codes says: consent of those who stopped marketing messages is withdrawn, a restricted number, a broken template's campaign or,
/// where the account is at fault, everything is held until a person lifts the hold. Consent of people who wrote that they want no
/// more is withdrawn too; they are found by their number, which takes the contacts key. Answers how many touches changed their
/// status; the same again changes nothing.
pub async fn record_reports_by(
    codes: &CodePolicy,
    store: &Store,
    contacts_key: Option<&ContactsKey>,
    reports: &[Reports],
) -> Result<u64, DispatchError> {
    let events: Vec<DeliveryEvent> = reports.iter().flat_map(|r| r.events.iter().cloned()).collect();
    let changed = if events.is_empty() { 0 } else { store.record_events(&events).await? };
    let failures: Vec<&ReportedFailure> = reports.iter().flat_map(|r| &r.failures).collect();
    let decided = |failure: &ReportedFailure| codes.on_report(Some(failure.code));
    let stopped: Vec<String> =
        failures.iter().filter(|f| decided(f) == Decision::OptOut).map(|f| f.touch.clone()).collect();
    if !stopped.is_empty() {
        store.withdraw_whatsapp_consent(&stopped).await?;
    }
    store.hold(&holds(codes, store, &failures).await?).await?;
    heed_news(store, reports.iter().flat_map(|r| &r.news)).await?;
    let stops: Vec<PhoneStop> = reports.iter().flat_map(|r| r.stops.iter().cloned()).collect();
    if !stops.is_empty() {
        let key = contacts_key.ok_or(DispatchError::NoContactsKey { people: stops.len() })?;
        store.withdraw_by_phone(key, &stops).await?;
    }
    Ok(changed)
}

/// The holds that failures lead to. A failure of a touch that is not ours leads to none of a campaign: other systems may share the
/// sender's number.
async fn holds(codes: &CodePolicy, store: &Store, failures: &[&ReportedFailure]) -> Result<Vec<Hold>, DispatchError> {
    let grave: Vec<(&ReportedFailure, Decision)> = failures
        .iter()
        .map(|failure| (*failure, codes.on_report(Some(failure.code))))
        .filter(|(_, decision)| decision.stop_reason().is_some())
        .collect();
    if grave.is_empty() {
        return Ok(Vec::new());
    }
    let touches: Vec<&str> = grave.iter().map(|(failure, _)| failure.touch.as_str()).collect();
    let campaigns = store.campaigns_of(&touches).await?;
    let hold = |(failure, decision): &(&ReportedFailure, Decision)| {
        let held = match decision {
            Decision::PauseNumber => Held::Number(failure.phone_number_id.clone()?),
            Decision::StopTemplate => Held::Campaign(campaigns.get(&failure.touch)?.clone()),
            _ => Held::Everything,
        };
        Some(Hold {
            channel: Channel::Whatsapp,
            held,
            code: Some(failure.code),
            detail: failure.detail.clone(),
            since: failure.at,
            ends_at: None,
        })
    };
    Ok(grave.iter().filter_map(hold).collect())
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
