//! What the gateway says of templates and numbers when it is asked, and what it holds against a template.

use crate::answers::{answer, refused};
use crate::config::TemplateState;
use crate::gateway::Gateway;
use crate::message::MessageRequest;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

impl Gateway {
    /// The refusal of a message whose template cannot be sent.
    pub(crate) fn template_refusal(&self, request: &MessageRequest) -> Option<Response> {
        let (name, language) = (&request.template.name, &request.template.language.code);
        let missing = || {
            let details = format!("template {name} does not exist in {language}");
            refused(StatusCode::NOT_FOUND, 132_001, "Template name does not exist in the translation", &details)
        };
        let names = &self.config.templates;
        let ledger = self.ledger();
        if ledger.templates.is_empty() {
            return (!names.is_empty() && !names.contains(name)).then(missing);
        }
        let Some(template) = ledger.templates.iter().find(|t| t.name == *name && t.language == *language) else {
            return Some(missing());
        };
        let bad = |code, title: &str, details: String| Some(refused(StatusCode::BAD_REQUEST, code, title, &details));
        match template.status.as_str() {
            "APPROVED" => {}
            "PAUSED" => {
                return bad(132_015, "Template is Paused", format!("template {name} is paused for its quality"));
            }
            "DISABLED" => return bad(132_016, "Template is Disabled", format!("template {name} is disabled")),
            _ => return Some(missing()),
        }
        let (wanted, given) = (template.parameters.unwrap_or(request.parameters()), request.parameters());
        if wanted == given {
            return None;
        }
        let details = format!("body: number of parameters ({given}) does not match the expected number ({wanted})");
        bad(132_000, "Number of parameters does not match the expected number of params", details)
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    name: Option<String>,
}

/// `GET /{version}/{account}/message_templates?name=...`. Where the gateway was told of no templates it approves whatever is asked
/// for, in Indonesian and English.
pub(crate) async fn templates(
    State(gateway): State<Arc<Gateway>>,
    Path((_version, _account)): Path<(String, String)>,
    Query(Asked { name }): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = gateway.token_refusal(&headers) {
        return refusal;
    }
    let known = gateway.ledger().templates.clone();
    let version = |name: &str, language: &str| TemplateState {
        name: name.to_owned(),
        language: language.to_owned(),
        status: "APPROVED".into(),
        quality: "UNKNOWN".into(),
        parameters: None,
    };
    let all = if known.is_empty() {
        let approved = &gateway.config.templates;
        let names = if approved.is_empty() { name.iter().cloned().collect() } else { approved.clone() };
        names.iter().flat_map(|name| [version(name, "id"), version(name, "en")]).collect()
    } else {
        known
    };
    // As the real one does, it answers names that contain what was asked for.
    let asked = |t: &&TemplateState| name.as_deref().is_none_or(|name| t.name.contains(name));
    let rows: Vec<Value> = all
        .iter()
        .filter(asked)
        .enumerate()
        .map(|(place, t)| {
            json!({
                "id": format!("{}", 300_000_000_000_000_u64 + place as u64), "name": t.name, "language": t.language,
                "status": t.status, "category": "MARKETING", "quality_score": {"score": t.quality},
            })
        })
        .collect();
    answer(StatusCode::OK, &json!({"data": rows, "paging": {"cursors": {"before": "MA", "after": "MA"}}}))
}

/// `GET /{version}/{phone_number_id}`.
pub(crate) async fn number(
    State(gateway): State<Arc<Gateway>>,
    Path((_version, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = gateway.token_refusal(&headers) {
        return refusal;
    }
    if !gateway.config.knows(&id) {
        let details = format!("there is no phone number id {id}");
        return refused(StatusCode::BAD_REQUEST, 33, "Unsupported get request", &details);
    }
    let quality = gateway.ledger().quality.get(&id).cloned().unwrap_or_else(|| "GREEN".into());
    let body = json!({
        "id": id, "display_phone_number": display(&id), "verified_name": "jangkau", "quality_rating": quality,
        "status": "CONNECTED",
    });
    answer(StatusCode::OK, &body)
}

/// The number people see: made up from its id.
pub(crate) fn display(id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    let tail = &digits[digits.len().saturating_sub(4)..];
    format!("+62 21 5000 {tail}")
}
