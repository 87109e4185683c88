//! The message request as the Cloud API reads it.

use serde::Deserialize;

/// Body of `POST /{version}/{phone_number_id}/messages`; what the gateway checks of it.
#[derive(Debug, Deserialize)]
pub(crate) struct MessageRequest {
    pub(crate) messaging_product: String,
    pub(crate) to: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) template: Template,
    pub(crate) biz_opaque_callback_data: Option<String>,
}

/// The approved template and what fills it.
#[derive(Debug, Deserialize)]
pub(crate) struct Template {
    pub(crate) name: String,
    pub(crate) language: TemplateLanguage,
    #[serde(default)]
    pub(crate) components: Vec<Component>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct TemplateLanguage {
    pub(crate) code: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Component {
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) text: Option<String>,
    pub(crate) parameter_name: Option<String>,
}

impl MessageRequest {
    /// Reads a body; the error is what `error_data.details` says.
    pub(crate) fn read(body: &[u8]) -> Result<Self, String> {
        let request: Self =
            serde_json::from_slice(body).map_err(|e| format!("the body is not a template message: {e}"))?;
        if request.messaging_product != "whatsapp" {
            return Err("messaging_product must be whatsapp".into());
        }
        if request.kind != "template" {
            return Err("type must be template outside the customer service window".into());
        }
        if request.to.len() < 8 || !request.to.bytes().all(|b| b.is_ascii_digit()) {
            return Err("to must be a phone number in digits with country code".into());
        }
        if !matches!(request.template.language.code.as_str(), "id" | "en" | "en_US" | "ms") {
            return Err(format!("template language {} is not supported", request.template.language.code));
        }
        if request.biz_opaque_callback_data.as_ref().is_some_and(|own| own.len() > 512) {
            return Err("biz_opaque_callback_data is longer than 512 characters".into());
        }
        Ok(request)
    }

    /// How many parameters it has.
    pub(crate) fn parameters(&self) -> usize {
        self.template.components.iter().map(|c| c.parameters.len()).sum()
    }

    /// The words of its parameters, one after the other, named ones with their names.
    pub(crate) fn words(&self) -> String {
        let told = |p: &Parameter| {
            let text = p.text.as_ref()?;
            Some(p.parameter_name.as_ref().map_or_else(|| text.clone(), |name| format!("{name}={text}")))
        };
        let words: Vec<String> = self.template.components.iter().flat_map(|c| &c.parameters).filter_map(told).collect();
        words.join(" | ")
    }
}
