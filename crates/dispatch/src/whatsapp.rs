//! WhatsApp template messages through the Cloud API.

use crate::carrier::{Carried, Carrier, Stop};
use crate::codes::{CodeAction, action_for};
use crate::error::{DispatchError, StopReason};
use crate::outbox::{Ledger, empty_outbox};
use crate::pace::Pace;
use crate::report::DispatchReport;
use crate::wire::{Accepted, Message, Refused};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, Contact, PhoneNumber, Touch};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, Url};
use std::fmt;
use std::time::Duration;
use store::HandOverOutcome;

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
    /// The template has one body parameter, the words of the touch, and is registered in every language of the plan.
    pub template_prefix: String,
    /// How fast.
    pub pace: Pace,
}

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
        }
    }

    /// The name of the template of a campaign: lower case, digits and underscores.
    pub fn template_name(&self, campaign: &str) -> String {
        format!("{}{campaign}", self.template_prefix)
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
            .collect()
    }
}

fn on_loopback(url: &Url) -> bool {
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
            .finish_non_exhaustive()
    }
}

/// Sends every WhatsApp touch of an approved campaign that is due by `until`, each at most once.
///
/// A touch is marked claimed before its message leaves. Members without a number or without consent on the day are
/// recorded as failed and are not written to. An answer that does not come leaves the touch unknown; it is never sent
/// again, and the provider's report settles it. `progress` hears how many touches are done so far.
pub async fn send_whatsapp(
    ledger: Ledger<'_>,
    config: &WhatsAppConfig,
    campaign: &str,
    until: DateTime<Utc>,
    now: impl Fn() -> DateTime<Utc>,
    progress: &dyn Fn(u64),
) -> Result<DispatchReport, DispatchError> {
    let carrier = CloudApi::connect(config, campaign)?;
    empty_outbox(ledger, carrier, &config.pace, campaign, until, now, progress).await
}

struct CloudApi {
    client: Client,
    url: Url,
    authorization: String,
    template: String,
}

impl CloudApi {
    fn connect(config: &WhatsAppConfig, campaign: &str) -> Result<Self, DispatchError> {
        let url =
            format!("{}/{}/{}/messages", config.base_url.trim_end_matches('/'), config.version, config.phone_number_id);
        let refuse = || DispatchError::Setting {
            setting: "base_url",
            value: config.base_url.clone(),
            expected: "an https address such as https://graph.facebook.com, or http on 127.0.0.1",
        };
        let url = Url::parse(&url).map_err(|_| refuse())?;
        let loopback = on_loopback(&url);
        // Fails when somebody has chosen a provider before; theirs is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .timeout(config.pace.patience)
            .connect_timeout(config.pace.patience.min(Duration::from_secs(10)))
            .pool_max_idle_per_host(config.pace.at_once)
            // A message that was redirected would be a second message.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never());
        let builder = match (url.scheme(), loopback) {
            ("https", _) => builder,
            ("http", true) => builder.no_proxy().tls_certs_only([]),
            _ => return Err(refuse()),
        };
        Ok(Self {
            client: builder.build().map_err(|e| DispatchError::Client(e.to_string()))?,
            url,
            authorization: format!("Bearer {}", config.access_token),
            template: config.template_name(campaign),
        })
    }
}

impl Carrier for CloudApi {
    const CHANNEL: Channel = Channel::Whatsapp;
    type Address = PhoneNumber;

    fn address(&self, contact: &Contact, day: NaiveDate) -> Result<PhoneNumber, String> {
        let consent = contact.whatsapp_consent_on.ok_or("no consent to WhatsApp on record")?;
        if consent > day {
            return Err(format!("consent to WhatsApp starts on {consent}"));
        }
        contact.phone.clone().ok_or_else(|| "no mobile number on record".to_owned())
    }

    async fn carry(&self, touch: &Touch, to: &PhoneNumber) -> Carried {
        let body = match serde_json::to_vec(&Message::of(touch, to, &self.template)) {
            Ok(body) => body,
            Err(error) => return failed(None, error.to_string()),
        };
        let request = self
            .client
            .post(self.url.clone())
            .header("authorization", &self.authorization)
            .header("content-type", "application/json")
            .body(body);
        match request.send().await {
            Ok(answer) => read_answer(answer).await,
            // The connection was never made, so nothing left.
            Err(error) if error.is_connect() || error.is_builder() => {
                stop(StopReason::Unreachable, None, in_full(&error))
            }
            Err(error) => unknown(format!("no answer: {}", in_full(&error))),
        }
    }
}

async fn read_answer(answer: Response) -> Carried {
    let status = answer.status();
    let wait = answer.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok()).and_then(|v| v.trim().parse().ok());
    let body = match answer.bytes().await {
        Ok(body) => body,
        Err(error) => return unknown(format!("the answer {status} broke off: {}", in_full(&error))),
    };
    if status.is_success() {
        return match serde_json::from_slice::<Accepted>(&body) {
            Ok(Accepted { messages }) if !messages.is_empty() => {
                let provider_id = messages.into_iter().next().map(|m| m.id);
                Carried::Settled(HandOverOutcome::HandedOver { provider_id })
            }
            _ => unknown(format!("the answer {status} names no message")),
        };
    }
    let (code, detail) = match serde_json::from_slice::<Refused>(&body) {
        Ok(Refused { error }) => (Some(error.code), error.words()),
        Err(_) => (None, format!("the answer {status} carries no error code")),
    };
    match action_for(code, status.as_u16()) {
        CodeAction::Retry => Carried::NotNow {
            wait: wait.map(Duration::from_secs),
            code,
            detail,
            // The pair rate concerns one recipient; the others go on.
            everyone: code != Some(131_056),
        },
        CodeAction::Unsure => unknown(match code {
            Some(code) => format!("code {code}: {detail}"),
            None => detail,
        }),
        CodeAction::Stop(reason) => stop(reason, code, detail),
        CodeAction::Wait => failed(code, format!("not before another day: {detail}")),
        CodeAction::Suppress => failed(code, format!("the person stopped marketing messages: {detail}")),
        CodeAction::Fail => failed(code, detail),
    }
}

fn unknown(detail: String) -> Carried {
    Carried::Settled(HandOverOutcome::Unknown { detail })
}

fn failed(code: Option<i64>, detail: String) -> Carried {
    Carried::Settled(HandOverOutcome::Failed { code, detail })
}

fn stop(reason: StopReason, code: Option<i64>, detail: String) -> Carried {
    Carried::Stop(Stop { reason, code, detail })
}

/// An error with its causes, without the address: it names the sender's number.
fn in_full(error: &reqwest::Error) -> String {
    let mut words = if error.is_timeout() { "timed out".to_owned() } else { "connection error".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        words.push_str(": ");
        words.push_str(&inner.to_string());
        cause = inner.source();
    }
    words
}
