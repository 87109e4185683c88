//! The one way to open an SMTP relay and to hand it a message.

use crate::carrier::{Carried, Stop, Waits};
use crate::email::{EmailConfig, SmtpSecurity};
use crate::error::{DispatchError, StopReason};
use crate::words::storable;
use lettre::Message;
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use std::time::Duration;
use store::HandOverOutcome;

/// A relay as it was described; connected to for each message.
pub(crate) struct Relay {
    host: String,
    port: u16,
    line: Line,
    credentials: Option<Credentials>,
    from: Mailbox,
    /// How long a connection may take, and after it a message.
    pub(crate) patience: Duration,
}

/// How the relay is spoken to.
enum Line {
    Tls(TlsParameters),
    StartTls(TlsParameters),
    Plain,
}

impl Relay {
    /// Refuses a sender that is none, and a relay in clear that is not on this machine; connects to nothing yet.
    pub(crate) fn open(config: &EmailConfig) -> Result<Self, DispatchError> {
        let from = config.from.parse::<Mailbox>().map_err(|_| DispatchError::Setting {
            setting: "from",
            value: config.from.clone(),
            expected: "a sender such as BPJS Ketenagakerjaan <no-reply@example.org>",
        })?;
        let parameters =
            || TlsParameters::new(config.host.clone()).map_err(|e: Error| DispatchError::Client(e.to_string()));
        let line = match config.security {
            SmtpSecurity::Tls => Line::Tls(parameters()?),
            SmtpSecurity::StartTls => Line::StartTls(parameters()?),
            SmtpSecurity::Plain if matches!(config.host.as_str(), "127.0.0.1" | "localhost") => Line::Plain,
            SmtpSecurity::Plain => {
                return Err(DispatchError::Setting {
                    setting: "security",
                    value: format!("plain towards {}", config.host),
                    expected: "TLS or STARTTLS for every relay but 127.0.0.1",
                });
            }
        };
        let credentials = config.credentials.clone().map(|(user, password)| Credentials::new(user, password));
        let (host, port, patience) = (config.host.clone(), config.port, config.pace.patience);
        Ok(Self { host, port, line, credentials, from, patience })
    }

    /// Connects once, so that a relay that is away, silent or refuses the password is told before anything can have left.
    pub(crate) async fn reach(&self) -> Result<(), DispatchError> {
        let (reason, detail) = match self.connect().await {
            Ok(mut connection) => {
                leave(&mut connection).await;
                return Ok(());
            }
            Err(Carried::Stop(stop)) => (stop.reason, stop.detail),
            Err(Carried::NotNow { detail, .. }) => (StopReason::Unreachable, detail),
            Err(_) => (StopReason::Unreachable, "it does not answer as a relay does".to_owned()),
        };
        Err(DispatchError::Relay { host: self.host.clone(), reason, detail })
    }

    /// The head of a message with an id of ours.
    pub(crate) fn addressed(&self, id: &str, to: Mailbox, subject: &str) -> MessageBuilder {
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(subject)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
    }

    /// Hands a message over, once. `patience` is how long it may take once the relay has let us in.
    pub(crate) async fn send(&self, message: Message, patience: Duration) -> Carried {
        let mut connection = match self.connect().await {
            Ok(connection) => connection,
            Err(refused) => return refused,
        };
        let bytes = message.formatted();
        let carried = match tokio::time::timeout(patience, connection.send(message.envelope(), &bytes)).await {
            Ok(Ok(_)) => Carried::Settled(HandOverOutcome::HandedOver { provider_id: None }),
            Ok(Err(error)) => refusal(&error),
            Err(_) => {
                return Carried::Settled(HandOverOutcome::Unknown {
                    detail: "no answer from the relay in time".into(),
                });
            }
        };
        leave(&mut connection).await;
        carried
    }

    /// A connection that is let in. Whatever fails until then is before any message: nothing has left.
    async fn connect(&self) -> Result<AsyncSmtpConnection, Carried> {
        match tokio::time::timeout(self.patience, self.let_in()).await {
            Ok(Ok(connection)) => Ok(connection),
            Ok(Err(error)) => Err(not_let_in(&error)),
            Err(_) => Err(unreachable(None, "no answer in time".to_owned())),
        }
    }

    async fn let_in(&self) -> Result<AsyncSmtpConnection, Error> {
        let (place, hello) = ((self.host.as_str(), self.port), ClientId::default());
        let wrapped = match &self.line {
            Line::Tls(parameters) => Some(parameters.clone()),
            Line::StartTls(_) | Line::Plain => None,
        };
        // A host with several addresses has time for more than the first.
        let each = Some(self.patience / 2);
        let mut connection = AsyncSmtpConnection::connect_tokio1(place, each, &hello, wrapped, None).await?;
        if let Line::StartTls(parameters) = &self.line {
            connection.starttls(parameters.clone(), &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }
}

/// How long a relay may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(2);

/// Ends a connection; what was said on it stands whether the relay says goodbye or not.
async fn leave(connection: &mut AsyncSmtpConnection) {
    let _ = tokio::time::timeout(GOODBYE, connection.abort()).await;
}

fn unreachable(code: Option<i64>, detail: String) -> Carried {
    Carried::Stop(Stop { reason: StopReason::Unreachable, code, detail })
}

fn code_of(error: &Error) -> Option<i64> {
    error.status().map(|code| i64::from(u16::from(code)))
}

/// A refusal of the user or password, or the wish for one.
fn wants_credentials(code: Option<i64>) -> bool {
    matches!(code, Some(530 | 534 | 535 | 538))
}

/// What a relay that did not let us in means for every message.
fn not_let_in(error: &Error) -> Carried {
    let (code, detail) = (code_of(error), words(error));
    if wants_credentials(code) {
        return Carried::Stop(Stop { reason: StopReason::Credentials, code, detail });
    }
    if error.is_transient() {
        return Carried::NotNow { wait: None, code, detail, who: Waits::Everyone };
    }
    unreachable(code, detail)
}

/// What an answer to a message means for it. Without an answer nobody knows.
fn refusal(error: &Error) -> Carried {
    let (code, detail) = (code_of(error), words(error));
    if wants_credentials(code) {
        return Carried::Stop(Stop { reason: StopReason::Credentials, code, detail });
    }
    if error.is_transient() {
        return Carried::NotNow { wait: None, code, detail, who: Waits::Person };
    }
    if error.is_permanent() || error.is_client() {
        return Carried::Settled(HandOverOutcome::Failed { code, detail });
    }
    Carried::Settled(HandOverOutcome::Unknown { detail })
}

fn words(error: &Error) -> String {
    storable(error.to_string())
}
