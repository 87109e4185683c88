//! What a sender on WhatsApp is told: where the Cloud API is, through which numbers, how fast, and what its codes mean.

use crate::codes::CodePolicy;
use crate::limits::SendingLimits;
use crate::pace::Pace;
use crate::shared::SharedPace;
use reqwest::Url;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How to reach the Cloud API.
#[derive(Clone, PartialEq, Eq)]
pub struct WhatsAppConfig {
    /// What stands before the version: `https://graph.facebook.com`. Plain `http` is taken for loopback only.
    pub base_url: String,
    /// API version, `v24.0`.
    pub version: String,
    /// The sender's phone number id.
    pub phone_number_id: String,
    /// Bearer token; from the environment in real use, never from a file in a repository.
    pub access_token: String,
    /// Stands before the campaign's name in the name of its template: `jangkau_` and `jkk-2026` make `jangkau_jkk_2026`.
    /// The template has one body parameter, the words of the touch, and is registered in every language of the plan. Where the
    /// plan says how bodies are said with other templates ([`domain::TemplateFilling`]), those are sent instead.
    pub template_prefix: String,
    /// How fast.
    pub pace: Pace,
    /// Further sender numbers of the same business account that share the work. Each has its own pace and pause.
    pub more_numbers: Vec<SenderNumber>,
    /// The WhatsApp business account the templates are registered with. Where it is given, templates and numbers are looked up before
    /// anything is sent: a template that is not approved, or whose quality is red, is not sent, nor is anything through a number
    /// whose quality is red.
    pub business_account_id: Option<String>,
    /// What to do about each error code.
    pub codes: Arc<CodePolicy>,
    /// How soon the same person may be written to again, and how many people in a day.
    pub limits: SendingLimits,
    /// The moments of numbers and people, shared with every clone.
    pub shared: SharedPace,
}

/// A sender number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SenderNumber {
    /// Its phone number id.
    pub phone_number_id: String,
    /// Most messages a second through it; `None` does not limit.
    pub per_second: Option<u32>,
}

/// Meta's pair rate: one message in six seconds to the same person.
const USUAL_PAIR_GAP: Duration = Duration::from_secs(6);

impl WhatsAppConfig {
    /// The usual settings for a sender: 80 messages a second, and as many as go for a gateway on loopback, which is a fake.
    pub fn new(
        base_url: impl Into<String>,
        phone_number_id: impl Into<String>,
        access_token: impl Into<String>,
    ) -> Self {
        let base_url = base_url.into();
        let fake = Url::parse(&base_url).is_ok_and(|url| on_loopback(&url));
        let usual = Pace::default();
        let per_second = usual.per_second.filter(|_| !fake);
        Self {
            base_url,
            version: "v24.0".into(),
            phone_number_id: phone_number_id.into(),
            access_token: access_token.into(),
            template_prefix: "jangkau_".into(),
            pace: Pace { per_second, ..usual },
            more_numbers: Vec::new(),
            business_account_id: None,
            codes: Arc::new(CodePolicy::shipped()),
            limits: SendingLimits {
                pair_gap: if fake { Duration::ZERO } else { USUAL_PAIR_GAP },
                ..SendingLimits::default()
            },
            shared: SharedPace::default(),
        }
    }

    /// An address of the API.
    pub(crate) fn address(&self, path: &str) -> Option<Url> {
        Url::parse(&format!("{}/{}/{path}", self.base_url.trim_end_matches('/'), self.version)).ok()
    }

    /// The name of the template of a campaign: lower case, digits and underscores.
    pub fn template_name(&self, campaign: &str) -> String {
        format!("{}{campaign}", self.template_prefix)
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
            .collect()
    }
}

/// Whether an address stays on this machine.
pub(crate) fn on_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

impl fmt::Debug for WhatsAppConfig {
    /// Without the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WhatsAppConfig")
            .field("base_url", &self.base_url)
            .field("version", &self.version)
            .field("phone_number_id", &self.phone_number_id)
            .field("template_prefix", &self.template_prefix)
            .field("pace", &self.pace)
            .field("more_numbers", &self.more_numbers)
            .field("business_account_id", &self.business_account_id)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
