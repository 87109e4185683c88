//! The Cloud API's JSON: the message we post and the answers we read.

use domain::{PhoneNumber, Touch};
use serde::{Deserialize, Serialize};

/// 200: accepted, neither sent nor delivered.
#[derive(Deserialize)]
pub(crate) struct Accepted {
    pub(crate) messages: Vec<AcceptedMessage>,
}

#[derive(Deserialize)]
pub(crate) struct AcceptedMessage {
    pub(crate) id: String,
}

/// Any other answer of the API.
#[derive(Deserialize)]
pub(crate) struct Refused {
    pub(crate) error: RefusedError,
}

#[derive(Deserialize)]
pub(crate) struct RefusedError {
    pub(crate) code: i64,
    #[serde(default)]
    message: String,
    error_data: Option<ErrorDetails>,
}

#[derive(Deserialize)]
struct ErrorDetails {
    details: Option<String>,
}

impl RefusedError {
    /// What the provider says is wrong, in its words.
    pub(crate) fn words(self) -> String {
        match self.error_data.and_then(|d| d.details) {
            Some(details) => format!("{}: {details}", self.message),
            None => self.message,
        }
    }
}

/// A template message with one body parameter.
#[derive(Serialize)]
pub(crate) struct Message<'a> {
    messaging_product: &'static str,
    recipient_type: &'static str,
    to: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    biz_opaque_callback_data: &'a str,
    template: Template<'a>,
}

#[derive(Serialize)]
struct Template<'a> {
    name: &'a str,
    language: TemplateLanguage,
    components: [Component; 1],
}

#[derive(Serialize)]
struct TemplateLanguage {
    code: &'static str,
    policy: &'static str,
}

#[derive(Serialize)]
struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    parameters: [Parameter; 1],
}

#[derive(Serialize)]
struct Parameter {
    #[serde(rename = "type")]
    kind: &'static str,
    text: String,
}

impl<'a> Message<'a> {
    /// The message of a touch.
    pub(crate) fn of(touch: &'a Touch, to: &'a PhoneNumber, template: &'a str) -> Self {
        // A parameter may hold no line break, tab or run of blanks.
        let text = touch.body.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            messaging_product: "whatsapp",
            recipient_type: "individual",
            to: to.digits(),
            kind: "template",
            biz_opaque_callback_data: &touch.id,
            template: Template {
                name: template,
                language: TemplateLanguage { code: touch.language.code(), policy: "deterministic" },
                components: [Component { kind: "body", parameters: [Parameter { kind: "text", text }] }],
            },
        }
    }
}
