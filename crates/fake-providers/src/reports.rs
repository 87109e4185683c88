//! The status webhooks a message leads to.

use crate::chance::draw;
use crate::config::FakeWhatsAppConfig;
use crate::gateway::AcceptedMessage;
use chrono::Utc;
use serde_json::{Value, json};

/// All statuses of one message, in the order they will be posted: `sent`, then `delivered` and perhaps `read`, or
/// `failed`. Some are turned round and some come twice.
pub(crate) fn statuses(config: &FakeWhatsAppConfig, message: &AcceptedMessage) -> Vec<Value> {
    let reached = draw(config.seed, "delivered", &message.to) < config.delivered_share;
    let read = reached && draw(config.seed, "read", &message.to) < config.read_share;
    let words: &[&str] = match (reached, read) {
        (true, true) => &["sent", "delivered", "read"],
        (true, false) => &["sent", "delivered"],
        (false, _) => &["sent", "failed"],
    };
    let began = config.status_time.unwrap_or_else(Utc::now).timestamp();
    let mut statuses: Vec<Value> = words.iter().zip(began..).map(|(word, at)| status(message, word, at)).collect();
    if draw(config.seed, "disorder", &message.wamid) < config.disorder_share {
        statuses.reverse();
    }
    let twice: Vec<Value> = statuses
        .iter()
        .zip(words)
        .filter(|(_, word)| draw(config.seed, word, &message.wamid) < config.duplicate_share)
        .map(|(status, _)| status.clone())
        .collect();
    statuses.extend(twice);
    statuses
}

fn status(message: &AcceptedMessage, word: &str, at: i64) -> Value {
    let mut status = json!({
        "id": message.wamid,
        "status": word,
        "timestamp": at.to_string(),
        "recipient_id": message.to,
    });
    if let Some(own) = &message.biz_opaque_callback_data {
        status["biz_opaque_callback_data"] = json!(own);
    }
    match word {
        "failed" => {
            status["errors"] = json!([{
                "code": 131_026,
                "title": "Message undeliverable",
                "message": "Message undeliverable",
                "error_data": {"details": "the number is not on WhatsApp"},
            }]);
        }
        "sent" => {
            status["pricing"] =
                json!({"billable": true, "pricing_model": "PMP", "category": "marketing", "type": "regular"});
        }
        _ => {}
    }
    status
}

/// The envelope around a batch of statuses, as posted.
pub(crate) fn envelope(config: &FakeWhatsAppConfig, statuses: &[Value]) -> Vec<u8> {
    json!({
        "object": "whatsapp_business_account",
        "entry": [{
            "id": "200000000000001",
            "changes": [{
                "field": "messages",
                "value": {
                    "messaging_product": "whatsapp",
                    "metadata": {
                        "display_phone_number": "6221500000",
                        "phone_number_id": config.phone_number_id,
                    },
                    "statuses": statuses,
                },
            }],
        }],
    })
    .to_string()
    .into_bytes()
}
