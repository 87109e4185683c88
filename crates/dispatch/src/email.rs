//! E-mail through an SMTP relay.

use crate::carrier::{Carried, Carrier};
use crate::error::DispatchError;
use crate::lane::Lane;
use crate::limits::SendingLimits;
use crate::outbox::{Ledger, empty_outbox};
use crate::pace::{Metronome, Pace};
use crate::relay::Relay;
use crate::report::DispatchReport;
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Channel, Contact, Touch};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, Message};
use std::fmt;
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
/// [`crate::send_whatsapp`]. The relay's word is the last that is heard: there are no delivery reports. Where something is due, a relay
/// that cannot be reached or lets nobody in is refused before anything is claimed.
pub async fn send_email(
    ledger: Ledger<'_>,
    config: &EmailConfig,
    campaign: &str,
    until: DateTime<Utc>,
    now: impl Fn() -> DateTime<Utc>,
    progress: &dyn Fn(u64),
) -> Result<DispatchReport, DispatchError> {
    let courier =
        Courier { relay: Relay::open(config)?, subject: config.subject.clone(), per_second: config.pace.per_second };
    if ledger.store.left(campaign, Channel::Email, until).await?.planned > 0 {
        courier.relay.reach().await?;
    }
    empty_outbox(ledger, courier, &config.pace, &SendingLimits::default(), campaign, until, now, progress).await
}

/// The relay with what every message of a campaign says alike.
struct Courier {
    relay: Relay,
    subject: String,
    per_second: Option<u32>,
}

impl Courier {
    fn message(&self, touch: &Touch, to: &Address) -> Result<Message, lettre::error::Error> {
        // Ours, so that a mail log can be matched with the ledger.
        self.relay
            .addressed(&touch.id, Mailbox::new(None, to.clone()), &self.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(touch.body.clone())
    }
}

impl Carrier for Courier {
    const CHANNEL: Channel = Channel::Email;
    type Address = Address;

    fn lanes(&self) -> Vec<Lane> {
        vec![Lane::new("relay", Metronome::new(self.per_second))]
    }

    fn person(_: &Address) -> Option<&str> {
        None
    }

    fn is_opt_out(&self, _: i64) -> bool {
        false
    }

    fn may_concern_all(&self, _: Option<i64>) -> bool {
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
        self.relay.send(message, self.relay.patience).await
    }
}
