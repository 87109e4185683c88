//! The status webhooks a message leads to.

use crate::chance::draw;
use crate::config::FakeWhatsAppConfig;
use crate::gateway::AcceptedMessage;
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
struct Status<'a> {
    id: &'a str,
    #[serde(rename = "status")]
    word: &'a str,
    timestamp: String,
    recipient_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    biz_opaque_callback_data: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pricing: Option<Pricing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<[StatusError; 1]>,
}

#[derive(Serialize)]
struct Pricing {
    billable: bool,
    #[serde(rename = "pricing_model")]
    model: &'static str,
    category: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct StatusError {
    code: i64,
    title: &'static str,
    message: &'static str,
    error_data: ErrorDetails,
}

#[derive(Serialize)]
struct ErrorDetails {
    details: &'static str,
}

/// The id of the business account everything belongs to.
pub(crate) const BUSINESS_ACCOUNT: &str = "200000000000001";

const UNDELIVERABLE: (i64, &str, &str) = (131_026, "Message undeliverable", "the number is not on WhatsApp");
const STOPPED: (i64, &str, &str) =
    (131_050, "Unable to deliver the message", "the recipient has stopped marketing messages from your business");

/// What the provider's last word on a message to a number will be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It arrived.
    Delivered,
    /// It arrived and was opened.
    Read,
    /// The number cannot be reached.
    Undeliverable,
    /// The person has stopped marketing messages.
    Stopped,
}

impl FakeWhatsAppConfig {
    /// What becomes of an accepted message to a number, in digits with the country's code.
    pub fn fate(&self, to: &str) -> Fate {
        let falls = |topic, share| draw(self.seed, topic, to) < share;
        if falls("stopped", self.opted_out_share) {
            Fate::Stopped
        } else if !falls("delivered", self.delivered_share) {
            Fate::Undeliverable
        } else if falls("read", self.read_share) {
            Fate::Read
        } else {
            Fate::Delivered
        }
    }
}

/// All statuses of one message as JSON, in the order they will be posted: `sent`, then `delivered` and perhaps `read`, or
/// `failed`. Some are turned round and some come twice.
///
/// Where `failure` is a code, it fails with that, whatever its fate.
pub(crate) fn statuses(config: &FakeWhatsAppConfig, message: &AcceptedMessage, failure: Option<i64>) -> Vec<String> {
    let (words, failure): (&[&str], _) = match (failure, config.fate(&message.to)) {
        (Some(code), _) => (&["failed"], (code, "Refused", "as the test asked")),
        (None, Fate::Read) => (&["sent", "delivered", "read"], UNDELIVERABLE),
        (None, Fate::Delivered) => (&["sent", "delivered"], UNDELIVERABLE),
        (None, Fate::Undeliverable) => (&["sent", "failed"], UNDELIVERABLE),
        (None, Fate::Stopped) => (&["sent", "failed"], STOPPED),
    };
    let began = config.status_clock.seconds(message.biz_opaque_callback_data.as_deref());
    let mut statuses: Vec<String> =
        words.iter().zip(began..).map(|(word, at)| status(message, word, at, failure)).collect();
    if draw(config.seed, "disorder", &message.wamid) < config.disorder_share {
        statuses.reverse();
    }
    let twice: Vec<String> = statuses
        .iter()
        .zip(words)
        .filter(|(_, word)| draw(config.seed, word, &message.wamid) < config.duplicate_share)
        .map(|(status, _)| status.clone())
        .collect();
    statuses.extend(twice);
    statuses
}

fn status(message: &AcceptedMessage, word: &str, at: i64, failure: (i64, &'static str, &'static str)) -> String {
    let (code, title, details) = failure;
    let status = Status {
        id: &message.wamid,
        word,
        timestamp: at.to_string(),
        recipient_id: &message.to,
        biz_opaque_callback_data: message.biz_opaque_callback_data.as_deref(),
        pricing: (word == "sent").then_some(Pricing {
            billable: true,
            model: "PMP",
            category: "marketing",
            kind: "regular",
        }),
        errors: (word == "failed").then_some([StatusError {
            code,
            title,
            message: title,
            error_data: ErrorDetails { details },
        }]),
    };
    serde_json::to_string(&status).expect("text and numbers always become JSON")
}

/// A status on its way to the callback, with the phone number id its message was sent through.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    pub(crate) through: String,
    pub(crate) status: String,
}

/// The envelope around a batch of statuses, as posted: one change for each number.
pub(crate) fn envelope(config: &FakeWhatsAppConfig, batch: &[Posted]) -> Vec<u8> {
    let mut numbers: Vec<(&str, Vec<&str>)> = Vec::new();
    for Posted { through, status } in batch {
        match numbers.iter_mut().find(|(number, _)| number == through) {
            Some((_, statuses)) => statuses.push(status),
            None => numbers.push((through, vec![status])),
        }
    }
    let changes: Vec<String> = numbers
        .iter()
        .map(|(number, statuses)| messages_change(number, &format!(r#""statuses":[{}]"#, statuses.join(","))))
        .collect();
    around(config, &changes.join(","))
}

/// The envelope around messages that people wrote: number in digits and words.
pub(crate) fn inbound(config: &FakeWhatsAppConfig, messages: &[(String, String)]) -> Vec<u8> {
    let at = config.status_clock.seconds(None).to_string();
    let messages: Vec<serde_json::Value> = messages
        .iter()
        .map(|(from, words)| {
            let id = format!("wamid.IN{from}");
            json!({"from": from, "id": id, "timestamp": at, "type": "text", "text": {"body": words}})
        })
        .collect();
    let field = format!(r#""messages":{}"#, serde_json::Value::from(messages));
    around(config, &messages_change(&config.phone_number_id, &field))
}

/// The envelope around what people chose about marketing messages in WhatsApp itself: number in digits, and `stop` or `resume`.
pub(crate) fn preferences(config: &FakeWhatsAppConfig, chosen: &[(String, String)]) -> Vec<u8> {
    let at = config.status_clock.seconds(None);
    let chosen: Vec<serde_json::Value> = chosen
        .iter()
        .map(|(from, choice)| {
            let detail = format!("User requested to {choice} marketing messages");
            json!({"wa_id": from, "detail": detail, "category": "marketing_messages", "value": choice, "timestamp": at})
        })
        .collect();
    let field = format!(r#""user_preferences":{}"#, serde_json::Value::from(chosen));
    around(config, &change("user_preferences", &config.phone_number_id, &field))
}

/// A change of the field `messages` that concerns one number.
fn messages_change(number: &str, field: &str) -> String {
    change("messages", number, field)
}

/// A change of a field that concerns one number.
fn change(name: &str, number: &str, field: &str) -> String {
    let id = serde_json::Value::from(number);
    format!(
        r#"{{"field":"{name}","value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"6221500000","phone_number_id":{id}}},{field}}}}}"#
    )
}

/// The envelope around changes.
pub(crate) fn around(config: &FakeWhatsAppConfig, changes: &str) -> Vec<u8> {
    let time = config.status_clock.seconds(None);
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{BUSINESS_ACCOUNT}","time":{time},"changes":[{changes}]}}]}}"#
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::StatusClock;
    use chrono::DateTime;
    use serde_json::Value;

    fn message(number: u32) -> AcceptedMessage {
        AcceptedMessage {
            wamid: format!("wamid.{number}"),
            through: "100000000000001".into(),
            to: format!("62812{number:08}"),
            biz_opaque_callback_data: Some(format!("t-{number}")),
            template: "reminder".into(),
            language: "id".into(),
            words: "Iuran".into(),
        }
    }

    #[test]
    fn a_batch_is_the_envelope_with_our_own_id_in_every_status() {
        let config = FakeWhatsAppConfig::default();
        let posted = |status| Posted { through: config.phone_number_id.clone(), status };
        let batch: Vec<Posted> = (0..50).flat_map(|n| statuses(&config, &message(n), None)).map(posted).collect();
        let body: Value = serde_json::from_slice(&envelope(&config, &batch)).unwrap();
        let value = &body["entry"][0]["changes"][0]["value"];
        assert_eq!(value["metadata"]["phone_number_id"], config.phone_number_id);
        let statuses = value["statuses"].as_array().unwrap();
        assert_eq!(statuses.len(), batch.len());
        let other = Posted { through: "7".into(), status: batch[0].status.clone() };
        let mixed: Value = serde_json::from_slice(&envelope(&config, &[other, batch[1].clone()])).unwrap();
        assert_eq!(mixed["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"], "7");
        assert_eq!(mixed["entry"][0]["changes"].as_array().unwrap().len(), 2);
        assert!(statuses.iter().all(|s| s["biz_opaque_callback_data"].as_str().unwrap().starts_with("t-")));
        assert!(statuses.iter().all(|s| s["timestamp"].as_str().unwrap().parse::<i64>().is_ok()));
        let failed = statuses.iter().find(|s| s["status"] == "failed").unwrap();
        assert_eq!(failed["errors"][0]["code"], 131_026);
    }

    #[test]
    fn a_choice_about_marketing_messages_is_told_in_its_own_field() {
        let config = FakeWhatsAppConfig::default();
        let chosen = [("6281".to_owned(), "stop".to_owned()), ("6282".to_owned(), "resume".to_owned())];
        let body: Value = serde_json::from_slice(&preferences(&config, &chosen)).unwrap();
        let change = &body["entry"][0]["changes"][0];
        assert_eq!(
            (change["field"].as_str(), &change["value"]["metadata"]["phone_number_id"]),
            (Some("user_preferences"), &Value::from(config.phone_number_id))
        );
        let first = &change["value"]["user_preferences"][0];
        assert_eq!(
            (&first["wa_id"], &first["value"], &first["category"]),
            (&json!("6281"), &json!("stop"), &json!("marketing_messages"))
        );
        assert!(first["timestamp"].is_i64());
        assert_eq!(change["value"]["user_preferences"][1]["value"], "resume");
    }

    #[test]
    fn statuses_carry_the_time_of_their_own_message() {
        let left =
            |own: Option<&str>| DateTime::from_timestamp(own.map_or(1_796_083_000, |_| 1_796_083_200), 0).unwrap();
        let status_clock = StatusClock::new(left);
        let config = FakeWhatsAppConfig { status_clock, disorder_share: 0.0, ..Default::default() };
        let times: Vec<String> = statuses(&config, &message(7), None)
            .iter()
            .map(|status| serde_json::from_str::<Value>(status).unwrap()["timestamp"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(times[..2], ["1796083200", "1796083201"]);
        let body: Value = serde_json::from_slice(&envelope(&config, &[])).unwrap();
        assert_eq!(body["entry"][0]["time"], 1_796_083_000);
    }

    #[test]
    fn a_number_has_the_same_fate_in_every_message() {
        let config = FakeWhatsAppConfig { disorder_share: 0.0, duplicate_share: 0.0, ..Default::default() };
        let fate = |wamid: &str| {
            let message = AcceptedMessage { wamid: wamid.into(), ..message(7) };
            statuses(&config, &message, None).len()
        };
        assert_eq!(fate("wamid.a"), fate("wamid.b"));
    }

    #[test]
    fn some_statuses_come_twice_and_some_in_the_wrong_order() {
        let config = FakeWhatsAppConfig::default();
        let of = |n| statuses(&config, &message(n), None);
        assert!((0..200).any(|n| of(n).first().is_some_and(|s| !s.contains(r#""status":"sent""#))));
        assert!((0..200).any(|n| {
            let all = of(n);
            all.iter().enumerate().any(|(i, s)| all[..i].contains(s))
        }));
    }
}
