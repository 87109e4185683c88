//! What a file declares of a gateway.

use crate::config::{CodeFault, FakeWhatsAppConfig, Faults, TemplateState};
use serde::Deserialize;

/// What a file declares of a gateway. Everything has a default; an unknown field is refused. The crate's front page has an example.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewayFile {
    /// Port on 127.0.0.1; 0 is any that is free.
    pub port: u16,
    /// Where webhooks are posted; left out posts none.
    pub callback_url: Option<String>,
    /// Whether the callback must answer the verification challenge before the gateway starts.
    pub verify_callback: bool,
    /// The bearer token that is accepted.
    pub access_token: String,
    /// Signs webhooks.
    pub app_secret: String,
    /// Said in the verification challenge.
    pub verify_token: String,
    /// The sender numbers, by phone number id.
    pub phone_number_ids: Vec<String>,
    /// Decides every fate together with the recipient's number.
    pub seed: u64,
    /// Shares of people, 0 to 1.
    pub people: People,
    /// How webhooks come.
    pub webhooks: Webhooks,
    /// What senders may do.
    pub allowed: AllowedFile,
    /// What goes wrong, for shares of people, 0 to 1.
    pub faults: FaultsFile,
    /// Refusals and failures by code.
    pub codes: Vec<CodeFault>,
    /// When nobody listens.
    pub outages: Vec<Outage>,
    /// Templates; none approves all.
    pub templates: Vec<TemplateState>,
}

/// Shares of people, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct People {
    /// Can be reached; the others fail with 131026.
    pub delivered: f64,
    /// Of those, open messages and show it.
    pub read: f64,
    /// Have stopped marketing messages: 131050.
    pub opted_out: f64,
}

/// How webhooks come; shares 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Webhooks {
    /// Come twice.
    pub twice: f64,
    /// Come in reverse order.
    pub disorder: f64,
    /// Come late.
    pub late: f64,
    /// How late, in seconds.
    pub late_seconds: f64,
    /// Most statuses in one.
    pub batch: usize,
}

/// What senders may do; left out allows everything.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AllowedFile {
    /// Messages a second through one number (130429).
    pub per_second: Option<u32>,
    /// Least seconds between two messages of one number to one person (131056).
    pub pair_seconds: Option<f64>,
    /// Different people in 24 hours (131048).
    pub people_per_day: Option<usize>,
}

/// What goes wrong, for shares of people, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultsFile {
    /// The message is accepted, but no answer comes for `hang_seconds`.
    pub timeout_after_accepting: f64,
    /// How long an answer that does not come takes.
    pub hang_seconds: f64,
    /// HTTP 500; every other such message was accepted all the same.
    pub server_error: f64,
    /// The first attempt is refused with 130429 and `Retry-After`.
    pub throttle: f64,
    /// What `Retry-After` says.
    pub retry_after_seconds: u64,
    /// After so many accepted messages the token is expired.
    pub token_expires_after: Option<u64>,
}

/// A time in which nobody listens, in seconds after the start.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outage {
    /// Begins.
    pub from_seconds: f64,
    /// Ends.
    pub to_seconds: f64,
}

impl Default for GatewayFile {
    fn default() -> Self {
        let usual = FakeWhatsAppConfig::default();
        Self {
            port: 8_098,
            callback_url: None,
            verify_callback: false,
            access_token: usual.access_token,
            app_secret: usual.app_secret,
            verify_token: usual.verify_token,
            phone_number_ids: vec![usual.phone_number_id],
            seed: usual.seed,
            people: People::default(),
            webhooks: Webhooks::default(),
            allowed: AllowedFile::default(),
            faults: FaultsFile::default(),
            codes: Vec::new(),
            outages: Vec::new(),
            templates: Vec::new(),
        }
    }
}

impl Default for People {
    fn default() -> Self {
        let usual = FakeWhatsAppConfig::default();
        Self { delivered: usual.delivered_share, read: usual.read_share, opted_out: usual.opted_out_share }
    }
}

impl Default for Webhooks {
    fn default() -> Self {
        let usual = FakeWhatsAppConfig::default();
        Self {
            twice: usual.duplicate_share,
            disorder: usual.disorder_share,
            late: usual.late_share,
            late_seconds: usual.late_by.as_secs_f64(),
            batch: usual.batch,
        }
    }
}

impl Default for FaultsFile {
    fn default() -> Self {
        let usual = Faults::default();
        Self {
            timeout_after_accepting: 0.0,
            hang_seconds: usual.hang.as_secs_f64(),
            server_error: 0.0,
            throttle: 0.0,
            retry_after_seconds: usual.retry_after_seconds,
            token_expires_after: None,
        }
    }
}
