//! E-mail through an SMTP relay.

use crate::carrier::{Carried, Carrier, Stop, Waits};
use crate::error::{DispatchError, StopReason};
use crate::lane::Lane;
use crate::limits::SendingLimits;
use crate::outbox::{Ledger, empty_outbox};
use crate::pace::Pace;
use crate::report::DispatchReport;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, Contact, Touch};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::error::Error as _;
use std::fmt;
use std::time::Duration;
use store::{HandOverOutcome, Held};

/// How the relay is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte, port 465.
    Tls,
    /// STARTTLS, port 587.
    StartTls,
    /// In clear; taken for 127.0.0.1 and localhost only.
    Plain,
}

/// How to reach the relay.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailConfig {
    /// Host name.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How it is spoken to.
    pub security: SmtpSecurity,
    /// User and password, where the relay asks for them; from the environment in real use.
    pub credentials: Option<(String, String)>,
    /// Sender, `BPJS Ketenagakerjaan <no-reply@example.org>`.
    pub from: String,
    /// Subject of every message of the campaign.
    pub subject: String,
    /// How fast.
    pub pace: Pace,
}

impl EmailConfig {
    /// A relay in clear on loopback, for tests and the demo.
    pub fn loopback(port: u16, from: impl Into<String>, subject: impl Into<String>) -> Self {
        Self {
            host: "127.0.0.1".into(),
            port,
            security: SmtpSecurity::Plain,
            credentials: None,
            from: from.into(),
            subject: subject.into(),
            pace: Pace { per_second: None, at_once: 8, ..Pace::default() },
        }
    }
}

impl fmt::Debug for EmailConfig {
    /// Without user and password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmailConfig")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("security", &self.security)
            .field("from", &self.from)
            .field("subject", &self.subject)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}

/// Sends every e-mail touch of an approved campaign that is due by `until`, each at most once; the same promises as
/// [`crate::send_whatsapp`]. The relay's word is the last that is heard: there are no delivery reports.
pub async fn send_email(
    ledger: Ledger<'_>,
    config: &EmailConfig,
    campaign: &str,
    until: DateTime<Utc>,
    now: impl Fn() -> DateTime<Utc>,
    progress: &dyn Fn(u64),
) -> Result<DispatchReport, DispatchError> {
    let relay = Relay::connect(config)?;
    empty_outbox(ledger, relay, &config.pace, &SendingLimits::default(), campaign, until, now, progress).await
}

struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    subject: String,
    patience: Duration,
    per_second: Option<u32>,
}

impl Relay {
    fn connect(config: &EmailConfig) -> Result<Self, DispatchError> {
        let from = config.from.parse::<Mailbox>().map_err(|_| DispatchError::Setting {
            setting: "from",
            value: config.from.clone(),
            expected: "a sender such as BPJS Ketenagakerjaan <no-reply@example.org>",
        })?;
        let broken = |e: lettre::transport::smtp::Error| DispatchError::Client(e.to_string());
        let builder = match config.security {
            SmtpSecurity::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&config.host).map_err(broken)?,
            SmtpSecurity::StartTls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&config.host).map_err(broken)?
            }
            SmtpSecurity::Plain if matches!(config.host.as_str(), "127.0.0.1" | "localhost") => {
                AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            }
            SmtpSecurity::Plain => {
                return Err(DispatchError::Setting {
                    setting: "security",
                    value: format!("plain towards {}", config.host),
                    expected: "TLS or STARTTLS for every relay but 127.0.0.1",
                });
            }
        };
        let builder = builder.port(config.port).timeout(Some(config.pace.patience));
        let builder = match &config.credentials {
            Some((user, password)) => builder.credentials(Credentials::new(user.clone(), password.clone())),
            None => builder,
        };
        Ok(Self {
            transport: builder.build(),
            from,
            subject: config.subject.clone(),
            patience: config.pace.patience,
            per_second: config.pace.per_second,
        })
    }

    fn message(&self, touch: &Touch, to: &Address) -> Result<Message, lettre::error::Error> {
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(self.subject.clone())
            // Ours, so that a mail log can be matched with the ledger.
            .message_id(Some(format!("<{}@{}>", touch.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(touch.body.clone())
    }
}

impl Carrier for Relay {
    const CHANNEL: Channel = Channel::Email;
    type Address = Address;

    fn lanes(&self) -> Vec<Lane> {
        vec![Lane::new("relay", self.per_second)]
    }

    fn person(_: &Address) -> Option<&str> {
        None
    }

    fn is_opt_out(&self, _: i64) -> bool {
        false
    }

    fn holds_lane(&self, _: &Held, _: usize) -> bool {
        false
    }

    fn holds_template(&self, _: &Held) -> bool {
        false
    }

    fn address(&self, contact: &Contact, day: NaiveDate) -> Result<Address, String> {
        let consent = contact.email_consent_on.ok_or("no consent to e-mail on record")?;
        if consent > day {
            return Err(format!("consent to e-mail starts on {consent}"));
        }
        let address = contact.email.as_deref().ok_or("no e-mail address on record")?;
        address.parse().map_err(|_| "the e-mail address on record cannot be read".to_owned())
    }

    async fn carry(&self, touch: &Touch, to: &Address, _: usize) -> Carried {
        let message = match self.message(touch, to) {
            Ok(message) => message,
            Err(error) => {
                return Carried::Settled(HandOverOutcome::Failed { code: None, detail: error.to_string() });
            }
        };
        // lettre's own time-out covers the connection only.
        match tokio::time::timeout(self.patience, self.transport.send(message)).await {
            Ok(Ok(_)) => Carried::Settled(HandOverOutcome::HandedOver { provider_id: None }),
            Ok(Err(error)) => refusal(&error),
            Err(_) => Carried::Settled(HandOverOutcome::Unknown { detail: "no answer from the relay in time".into() }),
        }
    }
}

fn refusal(error: &lettre::transport::smtp::Error) -> Carried {
    let code = error.status().map(|code| i64::from(u16::from(code)));
    let detail = error.to_string();
    if matches!(code, Some(530 | 534 | 535 | 538)) {
        return Carried::Stop(Stop { reason: StopReason::Credentials, code, detail });
    }
    if error.is_tls() || refused_connection(error) {
        return Carried::Stop(Stop { reason: StopReason::Unreachable, code, detail });
    }
    if error.is_transient() {
        return Carried::NotNow { wait: None, code, detail, who: Waits::Person };
    }
    if error.is_permanent() || error.is_client() {
        return Carried::Settled(HandOverOutcome::Failed { code, detail });
    }
    Carried::Settled(HandOverOutcome::Unknown { detail })
}

fn refused_connection(error: &lettre::transport::smtp::Error) -> bool {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return io.kind() == std::io::ErrorKind::ConnectionRefused;
        }
        cause = inner.source();
    }
    false
}
