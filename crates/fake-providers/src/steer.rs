//! Changing templates and numbers while the gateway runs, as Meta does, with the webhook that tells of it.

use crate::answers::answer;
use crate::config::TemplateState;
use crate::gateway::{FakeWhatsApp, Gateway};
use crate::reports::{around, preferences};
use crate::states::display;
use crate::webhooks::{deliver, loopback_client};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;

impl FakeWhatsApp {
    /// A template changes: it is listed where it was not, and the callback is told with `message_template_status_update` and, where its
    /// quality is another than before, with `message_template_quality_update`. Answers whether the callback took it.
    pub async fn change_template(&self, template: &TemplateState) -> io::Result<bool> {
        self.gateway().change_template(template).await
    }

    /// A number's quality changes (`GREEN`, `YELLOW`, `RED`), and the callback is told with `phone_number_quality_update`. Answers
    /// whether the callback took it.
    pub async fn change_quality(&self, phone_number_id: &str, quality: &str) -> io::Result<bool> {
        self.gateway().change_quality(phone_number_id, quality).await
    }
}

impl Gateway {
    async fn change_template(&self, template: &TemplateState) -> io::Result<bool> {
        let before = {
            let mut ledger = self.ledger();
            let same = |t: &mut TemplateState| t.name == template.name && t.language == template.language;
            let before = ledger.templates.extract_if(.., same).last();
            ledger.templates.push(template.clone());
            before
        };
        let about = |field: &str, news: Value| {
            let mut value = json!({"message_template_id": 300_000_000_000_000_u64,
                "message_template_name": template.name, "message_template_language": template.language.replace('_', "-")});
            if let (Value::Object(value), Value::Object(news)) = (&mut value, news) {
                value.extend(news);
            }
            json!({"field": field, "value": value})
        };
        let status = json!({"event": template.status, "reason": "NONE"});
        let taken = self.tell(&about("message_template_status_update", status)).await?;
        let Some(before) = before.filter(|before| before.quality != template.quality) else { return Ok(taken) };
        let quality = json!({"previous_quality_score": before.quality, "new_quality_score": template.quality});
        Ok(self.tell(&about("message_template_quality_update", quality)).await? && taken)
    }

    pub(crate) async fn choose(&self, chosen: &[(String, String)]) -> io::Result<bool> {
        let Some(callback) = &self.config.callback_url else { return Ok(false) };
        Ok(deliver(&loopback_client()?, &self.config, callback, preferences(&self.config, chosen)).await)
    }

    async fn change_quality(&self, phone_number_id: &str, quality: &str) -> io::Result<bool> {
        self.ledger().quality.insert(phone_number_id.to_owned(), quality.to_owned());
        let event = if quality == "RED" { "FLAGGED" } else { "UNFLAGGED" };
        self.tell(&json!({"field": "phone_number_quality_update", "value": {
            "display_phone_number": display(phone_number_id), "event": event, "current_limit": "TIER_10K",
        }}))
        .await
    }

    async fn tell(&self, change: &Value) -> io::Result<bool> {
        let Some(callback) = &self.config.callback_url else { return Ok(false) };
        Ok(deliver(&loopback_client()?, &self.config, callback, around(&self.config, &change.to_string())).await)
    }
}

/// `POST /templates?name=...&language=id&status=PAUSED&quality=RED`.
pub(crate) async fn template(State(gateway): State<Arc<Gateway>>, Query(template): Query<TemplateState>) -> Response {
    told(gateway.change_template(&template).await)
}

#[derive(Deserialize)]
pub(crate) struct Number {
    id: String,
    quality: String,
}

/// `POST /numbers?id=...&quality=RED`.
pub(crate) async fn number(State(gateway): State<Arc<Gateway>>, Query(number): Query<Number>) -> Response {
    told(gateway.change_quality(&number.id, &number.quality).await)
}

#[derive(Deserialize)]
pub(crate) struct Preference {
    wa_id: String,
    value: String,
}

/// `POST /preferences?wa_id=6281234567890&value=stop`.
pub(crate) async fn preference(
    State(gateway): State<Arc<Gateway>>,
    Query(Preference { wa_id, value }): Query<Preference>,
) -> Response {
    told(gateway.choose(&[(wa_id, value)]).await)
}

fn told(taken: io::Result<bool>) -> Response {
    answer(StatusCode::OK, &json!({"callback_took_it": taken.unwrap_or(false)}))
}
