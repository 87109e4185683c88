//! What the fake gateway is told.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Settings of [`crate::FakeWhatsApp`]. Start from the default and change what the test is about.
#[derive(Debug, Clone, PartialEq)]
pub struct FakeWhatsAppConfig {
    /// The sender's phone number id; part of the path.
    pub phone_number_id: String,
    /// Phone number ids of further senders of the same business account.
    pub more_numbers: Vec<String>,
    /// The bearer token that is accepted.
    pub access_token: String,
    /// Signs the status webhooks.
    pub app_secret: String,
    /// Said in the verification challenge.
    pub verify_token: String,
    /// Where status webhooks are posted; `None` posts none.
    pub callback_url: Option<String>,
    /// Whether the callback must answer the verification challenge before the gateway starts.
    pub verify_callback: bool,
    /// Share of numbers that can be reached, 0 to 1; the others fail with 131026. Reachable or not is fixed by seed and
    /// number.
    pub delivered_share: f64,
    /// Share of reached numbers whose owner opens messages and shows it, 0 to 1; fixed by seed and number.
    pub read_share: f64,
    /// Share of numbers whose owner has stopped marketing messages, 0 to 1; they fail with 131050.
    pub opted_out_share: f64,
    /// Share of statuses that are posted twice, 0 to 1.
    pub duplicate_share: f64,
    /// Share of messages whose statuses are posted in reverse order, 0 to 1.
    pub disorder_share: f64,
    /// Share of messages whose statuses come late, 0 to 1; fixed by seed and number.
    pub late_share: f64,
    /// How late those come.
    pub late_by: Duration,
    /// Most statuses in one webhook.
    pub batch: usize,
    /// How often a webhook that is not taken is posted before it is given up. Meta goes on for days; most tests need not.
    pub webhook_attempts: u32,
    /// The longest wait between two of those attempts; the first is 20 ms, and each doubles.
    pub webhook_longest_wait: Duration,
    /// Decides every fate together with the recipient's number.
    pub seed: u64,
    /// The clock of statuses, the machine's by default. A demo that plays in December says so here.
    pub status_clock: StatusClock,
    /// Template names that are approved; empty approves all. Others are refused with 132001.
    pub templates: Vec<String>,
    /// Versions of templates and where they stand. Where there is one, only those that are listed and `APPROVED` are taken.
    pub template_states: Vec<TemplateState>,
    /// The quality of numbers, `GREEN`, `YELLOW` or `RED`, by phone number id; those that are not listed are `GREEN`.
    pub number_quality: Vec<(String, String)>,
    /// What senders may do; the rest is refused by code.
    pub allowed: Allowed,
    /// What goes wrong.
    pub faults: Faults,
}

/// Tells when the message with an id left, or, without an id, the time it is.
type Tell = dyn Fn(Option<&str>) -> DateTime<Utc> + Send + Sync;

/// When a message left, by the sender's own id for it; without one, the time it is.
#[derive(Clone)]
pub struct StatusClock(Arc<Tell>);

impl StatusClock {
    /// As this answers.
    pub fn new(tell: impl Fn(Option<&str>) -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    /// Stands still.
    pub fn standing_at(instant: DateTime<Utc>) -> Self {
        Self::new(move |_| instant)
    }

    /// In Unix seconds.
    pub(crate) fn seconds(&self, own_id: Option<&str>) -> i64 {
        (self.0)(own_id).timestamp()
    }
}

impl Default for StatusClock {
    fn default() -> Self {
        Self::new(|_| Utc::now())
    }
}

impl fmt::Debug for StatusClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StatusClock")
    }
}

impl PartialEq for StatusClock {
    /// The same clock.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// One language version of a template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemplateState {
    /// Its name.
    pub name: String,
    /// Its language code.
    #[serde(default = "indonesian")]
    pub language: String,
    /// `APPROVED`, `PENDING`, `REJECTED`, `PAUSED` or `DISABLED`.
    #[serde(default = "approved")]
    pub status: String,
    /// `GREEN`, `YELLOW`, `RED` or `UNKNOWN`.
    #[serde(default = "unknown")]
    pub quality: String,
    /// How many parameters its body has; left out is any number.
    #[serde(default)]
    pub parameters: Option<usize>,
}

fn indonesian() -> String {
    "id".into()
}

fn approved() -> String {
    "APPROVED".into()
}

fn unknown() -> String {
    "UNKNOWN".into()
}

/// What the gateway allows senders. The default allows everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Allowed {
    /// Messages in any second through one number; more are refused with 130429.
    pub per_second: Option<u32>,
    /// Least time between two messages of one number to one person; sooner is refused with 131056.
    pub pair_gap: Option<Duration>,
    /// Different people in 24 hours over all numbers; more are refused with 131048. Meta has no code of its own for it: this one is
    /// made up, so that a sender that goes on is seen.
    pub people_per_day: Option<usize>,
}

/// Messages that are refused, or fail later, with a code.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeFault {
    /// The code.
    pub code: i64,
    /// For which share of people, 0 to 1, fixed by seed, code and number.
    pub share: f64,
    /// In the answer to the call, or in a status after it was accepted.
    pub when: CodeWhen,
    /// Only through this phone number id; `None` through all.
    #[serde(default)]
    pub through: Option<String>,
    /// For how many requests of each such person, the first ones; `None` for all.
    #[serde(default)]
    pub first: Option<u32>,
}

/// Where a code is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodeWhen {
    /// In the answer to the call.
    Answer,
    /// In a status `failed` after the message was accepted.
    Status,
}

/// What goes wrong, each for a share of the numbers (0 to 1, fixed by seed and number).
#[derive(Debug, Clone, PartialEq)]
pub struct Faults {
    /// The message is accepted, its statuses arrive, but the answer does not come until `hang` has passed.
    pub timeout_share: f64,
    /// How long an answer that does not come takes.
    pub hang: Duration,
    /// The answer is HTTP 500 with code 131000; every other such message was accepted all the same.
    pub server_error_share: f64,
    /// The first attempt is refused with 130429 and `Retry-After`.
    pub throttle_share: f64,
    /// What `Retry-After` says, in seconds.
    pub retry_after_seconds: u64,
    /// Refused with HTTP 400 and `refused_code`.
    pub refused_share: f64,
    /// The code of those refusals.
    pub refused_code: i64,
    /// After this many accepted messages every token is expired.
    pub token_expires_after: Option<u64>,
    /// Refusals and failures by code.
    pub codes: Vec<CodeFault>,
}

impl Default for FakeWhatsAppConfig {
    fn default() -> Self {
        Self {
            phone_number_id: "100000000000001".into(),
            more_numbers: Vec::new(),
            access_token: "fake-access-token".into(),
            app_secret: "fake-app-secret".into(),
            verify_token: "fake-verify-token".into(),
            callback_url: None,
            verify_callback: true,
            delivered_share: 0.90,
            read_share: 0.60,
            opted_out_share: 0.0,
            duplicate_share: 0.05,
            disorder_share: 0.10,
            late_share: 0.0,
            late_by: Duration::from_secs(5),
            batch: 200,
            webhook_attempts: 12,
            webhook_longest_wait: Duration::from_secs(2),
            seed: 1,
            status_clock: StatusClock::default(),
            templates: Vec::new(),
            template_states: Vec::new(),
            number_quality: Vec::new(),
            allowed: Allowed::default(),
            faults: Faults::default(),
        }
    }
}

impl Default for Faults {
    fn default() -> Self {
        Self {
            timeout_share: 0.0,
            hang: Duration::from_mins(1),
            server_error_share: 0.0,
            throttle_share: 0.0,
            retry_after_seconds: 1,
            refused_share: 0.0,
            refused_code: 131_026,
            token_expires_after: None,
            codes: Vec::new(),
        }
    }
}
