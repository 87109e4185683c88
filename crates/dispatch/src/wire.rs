//! The Cloud API's JSON: the message we post and the answers we read.

use crate::words::storable;
use domain::{PhoneNumber, TemplateFilling, Touch};
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
        storable(match self.error_data.and_then(|d| d.details) {
            Some(details) => format!("{}: {details}", self.message),
            None => self.message,
        })
    }
}

/// The language versions of templates.
#[derive(Deserialize)]
pub(crate) struct Versions {
    pub(crate) data: Vec<Version>,
}

/// One language version of a template.
#[derive(Deserialize)]
pub(crate) struct Version {
    pub(crate) name: String,
    pub(crate) language: String,
    pub(crate) status: String,
    pub(crate) quality_score: Option<Quality>,
}

#[derive(Deserialize)]
pub(crate) struct Quality {
    pub(crate) score: Option<String>,
}

/// A sender number.
#[derive(Deserialize)]
pub(crate) struct Number {
    pub(crate) display_phone_number: Option<String>,
    pub(crate) quality_rating: Option<String>,
}

/// A template message.
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
    language: TemplateLanguage<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    components: Vec<Component<'a>>,
}

#[derive(Serialize)]
struct TemplateLanguage<'a> {
    code: &'a str,
    policy: &'static str,
}

#[derive(Serialize)]
struct Component<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    parameters: Vec<Parameter<'a>>,
}

#[derive(Serialize)]
struct Parameter<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "parameter_name", skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    text: String,
}

impl<'a> Parameter<'a> {
    fn of(name: Option<&'a str>, text: &str) -> Self {
        // A parameter may hold no line break, tab or run of blanks.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self { kind: "text", name, text }
    }
}

impl<'a> Message<'a> {
    /// The message of a touch: as its body is said with a registered template, or, where nothing says how, as the one parameter of
    /// the campaign's own template in the language of the words.
    pub(crate) fn of(
        touch: &'a Touch,
        to: &'a PhoneNumber,
        own_template: &'a str,
        filling: Option<&'a TemplateFilling>,
    ) -> Self {
        let (name, code, parameters) = match filling {
            Some(filling) => {
                let parameters = filling.parameters.iter().map(|p| Parameter::of(p.name.as_deref(), &p.text)).collect();
                (filling.template.as_str(), filling.language_code.as_str(), parameters)
            }
            None => (own_template, touch.language.code(), vec![Parameter::of(None, &touch.body)]),
        };
        let components = if parameters.is_empty() { Vec::new() } else { vec![Component { kind: "body", parameters }] };
        Self {
            messaging_product: "whatsapp",
            recipient_type: "individual",
            to: to.digits(),
            kind: "template",
            biz_opaque_callback_data: &touch.id,
            template: Template { name, language: TemplateLanguage { code, policy: "deterministic" }, components },
        }
    }
}
