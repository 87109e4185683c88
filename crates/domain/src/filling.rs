//! The words of a message as a provider's registered template takes them: its name, its language code and its parameters.

use serde::{Deserialize, Serialize};

/// How one body is said with a registered template, fixed when the plan was made.
///
/// The language code is the provider's and may differ from the language the words are in: WhatsApp has no code for Javanese, so a
/// Javanese text is registered as a template of its own name under the code `id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateFilling {
    /// The body of the touches it is for.
    pub body: String,
    /// Name of the template at the provider.
    pub template: String,
    /// The provider's language code.
    pub language_code: String,
    /// What fills it, in order.
    pub parameters: Vec<TemplateParameter>,
}

/// One parameter of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateParameter {
    /// Its name; `None` where parameters go by place.
    pub name: Option<String>,
    /// What stands there.
    pub text: String,
}
