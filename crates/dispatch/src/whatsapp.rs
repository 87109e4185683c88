//! WhatsApp template messages through the Cloud API.

use crate::carrier::{Carried, Carrier, Stop, Waits};
use crate::codes::{CodePolicy, Decision};
use crate::error::{DispatchError, StopReason};
use crate::lane::Lane;
use crate::limits::SendingLimits;
use crate::outbox::{Ledger, empty_outbox};
use crate::pace::Pace;
use crate::report::DispatchReport;
use crate::templates::template_version;
use crate::wire::{Accepted, Message, Refused};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, Contact, PhoneNumber, TemplateFilling, Touch};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, Url};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use store::{HandOverOutcome, Held};

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
            .field("more_numbers", &self.more_numbers)
            .field("business_account_id", &self.business_account_id)
            .field("limits", &self.limits)
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
    let fillings = ledger.store.fillings(campaign).await?;
    let mut carrier = CloudApi::connect(config, campaign, fillings)?;
    if let Some(account) = &config.business_account_id {
        let needed = carrier.needed(&ledger.store.languages_due(campaign, Channel::Whatsapp, until).await?);
        if !needed.is_empty() {
            carrier.check_templates(config, account, &needed).await?;
            carrier.look_at_numbers(config).await?;
        }
    }
    empty_outbox(ledger, carrier, &config.pace, &config.limits, campaign, until, now, progress).await
}

pub(crate) struct CloudApi {
    client: Client,
    pub(crate) numbers: Vec<Number>,
    authorization: String,
    pub(crate) template: String,
    pub(crate) codes: Arc<CodePolicy>,
    /// By body.
    pub(crate) fillings: HashMap<String, TemplateFilling>,
}

/// A sender number and what is known of it.
pub(crate) struct Number {
    pub(crate) sender: SenderNumber,
    messages: Url,
    /// The digits people see, where the provider was asked.
    pub(crate) digits: Option<String>,
    /// Its quality is red.
    pub(crate) is_red: bool,
}

impl CloudApi {
    fn connect(config: &WhatsAppConfig, campaign: &str, fillings: Vec<TemplateFilling>) -> Result<Self, DispatchError> {
        let refuse = || DispatchError::Setting {
            setting: "base_url",
            value: config.base_url.clone(),
            expected: "an https address such as https://graph.facebook.com, or http on 127.0.0.1",
        };
        let base = Url::parse(&config.base_url).map_err(|_| refuse())?;
        let loopback = on_loopback(&base);
        // Fails when somebody has chosen a provider before; theirs is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .timeout(config.pace.patience)
            .connect_timeout(config.pace.patience.min(Duration::from_secs(10)))
            .pool_max_idle_per_host(config.pace.at_once)
            // A message that was redirected would be a second message.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never());
        let builder = match (base.scheme(), loopback) {
            ("https", _) => builder,
            ("http", true) => builder.no_proxy().tls_certs_only([]),
            _ => return Err(refuse()),
        };
        let own = SenderNumber { phone_number_id: config.phone_number_id.clone(), per_second: config.pace.per_second };
        let numbers = std::iter::once(own).chain(config.more_numbers.iter().cloned()).map(|number| {
            if number.per_second == Some(0) {
                return Err(DispatchError::Setting {
                    setting: "per_second",
                    value: format!("0 for number {}", number.phone_number_id),
                    expected: "1 or more",
                });
            }
            let url = config.address(&format!("{}/messages", number.phone_number_id)).ok_or_else(refuse)?;
            Ok(Number { sender: number, messages: url, digits: None, is_red: false })
        });
        Ok(Self {
            numbers: numbers.collect::<Result<_, _>>()?,
            client: builder.build().map_err(|e| DispatchError::Client(e.to_string()))?,
            authorization: format!("Bearer {}", config.access_token),
            template: config.template_name(campaign),
            codes: Arc::clone(&config.codes),
            fillings: fillings.into_iter().map(|filling| (filling.body.clone(), filling)).collect(),
        })
    }

    /// Asks the provider something.
    pub(crate) async fn ask(&self, url: Url) -> Result<Response, reqwest::Error> {
        self.client.get(url).header("authorization", &self.authorization).send().await
    }
}

impl Carrier for CloudApi {
    const CHANNEL: Channel = Channel::Whatsapp;
    type Address = PhoneNumber;

    fn lanes(&self) -> Vec<Lane> {
        let lane = |number: &Number| {
            let lane = Lane::new(&number.sender.phone_number_id, number.sender.per_second);
            if number.is_red {
                lane.close();
            }
            lane
        };
        self.numbers.iter().map(lane).collect()
    }

    fn person(to: &PhoneNumber) -> Option<&str> {
        Some(to.digits())
    }

    fn is_opt_out(&self, code: i64) -> bool {
        self.codes.row(code).is_some_and(|row| row.decision == Decision::OptOut)
    }

    fn holds_lane(&self, held: &Held, lane: usize) -> bool {
        let number = &self.numbers[lane];
        matches!(held, Held::Number(id) if *id == number.sender.phone_number_id || Some(id) == number.digits.as_ref())
    }

    fn holds_template(&self, held: &Held) -> bool {
        let Held::Template(held) = held else { return false };
        if self.fillings.is_empty() {
            return held.split_once('/').is_some_and(|(name, _)| name == self.template);
        }
        self.fillings.values().any(|f| *held == template_version(&f.template, &f.language_code))
    }

    fn address(&self, contact: &Contact, day: NaiveDate) -> Result<PhoneNumber, String> {
        let consent = contact.whatsapp_consent_on.ok_or("no consent to WhatsApp on record")?;
        if consent > day {
            return Err(format!("consent to WhatsApp starts on {consent}"));
        }
        contact.phone.clone().ok_or_else(|| "no mobile number on record".to_owned())
    }

    async fn carry(&self, touch: &Touch, to: &PhoneNumber, lane: usize) -> Carried {
        let body = match serde_json::to_vec(&Message::of(touch, to, &self.template, self.fillings.get(&touch.body))) {
            Ok(body) => body,
            Err(error) => return failed(None, error.to_string()),
        };
        let request = self
            .client
            .post(self.numbers[lane].messages.clone())
            .header("authorization", &self.authorization)
            .header("content-type", "application/json")
            .body(body);
        match request.send().await {
            Ok(answer) => read_answer(answer, &self.codes).await,
            // The connection was never made, so nothing left.
            Err(error) if error.is_connect() || error.is_builder() => {
                stop(StopReason::Unreachable, None, in_full(&error))
            }
            Err(error) => unknown(format!("no answer: {}", in_full(&error))),
        }
    }
}

async fn read_answer(answer: Response, codes: &CodePolicy) -> Carried {
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
    if let Some(code) = code.filter(|code| codes.row(*code).is_none()) {
        tracing::warn!(code, %status, "the provider refused with a code that has no row");
    }
    let decision = codes.on_answer(code, status.as_u16());
    let not_now = |who, detail| Carried::NotNow { wait: wait.map(Duration::from_secs), code, detail, who };
    match decision {
        Decision::BackOffPerson => not_now(Waits::Person, detail),
        Decision::BackOffNumber => not_now(Waits::Lane, detail),
        Decision::BackOffAll => not_now(Waits::Everyone, detail),
        Decision::Unsure => unknown(match code {
            Some(code) => format!("code {code}: {detail}"),
            None => detail,
        }),
        Decision::PauseNumber => Carried::CloseLane(Stop { reason: StopReason::NumbersPaused, code, detail }),
        Decision::StopTemplate => stop(StopReason::Template, code, detail),
        Decision::StopAccess => stop(StopReason::Credentials, code, detail),
        Decision::StopAccount => stop(StopReason::AccountRestricted, code, detail),
        Decision::WaitAndTryOnce => failed(code, format!("not before another day: {detail}")),
        Decision::OptOut => failed(code, format!("the person stopped marketing messages: {detail}")),
        Decision::FallBack | Decision::Fail => failed(code, detail),
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
pub(crate) fn in_full(error: &reqwest::Error) -> String {
    let mut words = if error.is_timeout() { "timed out".to_owned() } else { "connection error".to_owned() };
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        words.push_str(": ");
        words.push_str(&inner.to_string());
        cause = inner.source();
    }
    words
}
