//! WhatsApp template messages through the Cloud API.

use crate::carrier::{Carried, Carrier, Stop, Waits};
use crate::codes::{CodePolicy, Decision};
use crate::error::{DispatchError, StopReason};
use crate::lane::{Lane, Pairs};
use crate::outbox::{Ledger, empty_outbox};
use crate::pace::Metronome;
use crate::report::DispatchReport;
use crate::shared::SharedPace;
use crate::templates::{QUALITY, template_version};
use crate::whatsapp_config::{SenderNumber, WhatsAppConfig, on_loopback};
use crate::wire::{Accepted, Message, Refused};
use crate::words::storable;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, Contact, PhoneNumber, TemplateFilling, Touch};
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, Url};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use store::{HandOverOutcome, Held, Hold};

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
    if carrier.cannot_place(&ledger.store.holds(Channel::Whatsapp, now()).await?) {
        carrier.learn_digits(config).await;
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
    shared: SharedPace,
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

impl Number {
    /// Whether a hold names it, by its id or by its digits.
    fn is(&self, name: &String) -> bool {
        *name == self.sender.phone_number_id || Some(name) == self.digits.as_ref()
    }
}

impl CloudApi {
    /// Whether a hold is on a number that may be one of these, since nobody knows their digits.
    fn cannot_place(&self, holds: &[Hold]) -> bool {
        let strange =
            |hold: &Hold| matches!(&hold.held, Held::Number(name) if !self.numbers.iter().any(|n| n.is(name)));
        self.numbers.iter().any(|number| number.digits.is_none()) && holds.iter().any(strange)
    }

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
            shared: config.shared.clone(),
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
            let SenderNumber { phone_number_id, per_second } = &number.sender;
            let lane = Lane::new(phone_number_id, Metronome::sharing(self.shared.moment(phone_number_id), *per_second));
            if number.is_red {
                lane.close();
            }
            lane
        };
        self.numbers.iter().map(lane).collect()
    }

    fn pairs(&self) -> Arc<Pairs> {
        self.shared.pairs()
    }

    fn person(to: &PhoneNumber) -> Option<&str> {
        Some(to.digits())
    }

    fn is_opt_out(&self, code: i64) -> bool {
        self.codes.row(code).is_some_and(|row| row.decision == Decision::OptOut)
    }

    fn may_concern_all(&self, code: Option<i64>) -> bool {
        let row = code.and_then(|code| self.codes.row(code));
        row.is_none_or(|row| row.decision == Decision::Fail)
    }

    fn holds_lane(&self, held: &Held, lane: usize) -> bool {
        let Held::Number(name) = held else { return false };
        let number = &self.numbers[lane];
        if self.numbers.iter().any(|number| number.is(name)) {
            return number.is(name);
        }
        // News names a number by its digits, and this one's nobody knows.
        number.digits.is_none()
    }

    fn holds_template(&self, held: &Held) -> bool {
        let Held::Template(held) = held else { return false };
        if self.fillings.is_empty() {
            return held.split_once('/').is_some_and(|(name, _)| name == self.template);
        }
        let version = held.strip_suffix(QUALITY).unwrap_or(held);
        self.fillings.values().any(|f| *version == template_version(&f.template, &f.language_code))
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
                let provider_id = messages.into_iter().next().map(|m| storable(m.id));
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
