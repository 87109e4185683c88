//! What the Cloud API posts to us. All of it is untrusted until the signature over the raw bytes has been checked.

use crate::codes::STOPPED_MARKETING;
use crate::error::DispatchError;
use chrono::{DateTime, Utc};
use domain::{DeliveryEvent, TouchStatus};
use hmac::{Hmac, Mac};
use serde::Deserialize;
use sha2::Sha256;
use store::Store;
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

/// The reports in a webhook body, in the order they stand there. Inbound messages and statuses this toolkit has no word
/// for are passed over; a body that is not the envelope is refused.
pub fn parse_statuses(raw_body: &[u8]) -> Result<Vec<DeliveryEvent>, DispatchError> {
    let envelope: Envelope =
        serde_json::from_slice(raw_body).map_err(|e| DispatchError::Webhook { reason: e.to_string() })?;
    if envelope.object != "whatsapp_business_account" {
        return Err(DispatchError::Webhook { reason: format!("object is `{}`", envelope.object) });
    }
    let statuses = envelope.entry.into_iter().flat_map(|e| e.changes).flat_map(|c| c.value.statuses);
    Ok(statuses.filter_map(Status::event).collect())
}

/// Records the reports of a webhook body whose signature was verified, and withdraws the consent of those who stopped
/// marketing messages. Answers how many touches changed their status; posting the same body again changes nothing.
pub async fn record_reports(store: &Store, raw_body: &[u8]) -> Result<u64, DispatchError> {
    let events = parse_statuses(raw_body)?;
    let changed = store.record_events(&events).await?;
    let stopped: Vec<String> = events
        .into_iter()
        .filter(|e| e.error_code == Some(STOPPED_MARKETING))
        .filter_map(|e| e.touch.or(e.provider_id))
        .collect();
    if !stopped.is_empty() {
        store.withdraw_whatsapp_consent(&stopped).await?;
    }
    Ok(changed)
}

#[derive(Deserialize)]
struct Envelope {
    object: String,
    #[serde(default)]
    entry: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    #[serde(default)]
    value: Value,
}

#[derive(Deserialize, Default)]
struct Value {
    #[serde(default)]
    statuses: Vec<Status>,
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
enum Timestamp {
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
    fn at(&self) -> Option<DateTime<Utc>> {
        let seconds = match self {
            Self::Text(text) => text.parse().ok()?,
            Self::Number(seconds) => *seconds,
        };
        DateTime::from_timestamp(seconds, 0)
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
