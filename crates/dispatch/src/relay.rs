//! The one way to open an SMTP relay and to hand it a message.

use crate::carrier::{Carried, Stop, Waits};
use crate::email::{EmailConfig, SmtpSecurity};
use crate::error::{DispatchError, StopReason};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use std::error::Error as _;
use std::time::Duration;
use store::HandOverOutcome;

/// A relay as it was described; connected to for each message.
pub(crate) struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    host: String,
    /// How long a message may take.
    pub(crate) patience: Duration,
}

impl Relay {
    /// Refuses a sender that is none, and a relay in clear that is not on this machine; connects to nothing yet.
    pub(crate) fn open(config: &EmailConfig) -> Result<Self, DispatchError> {
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
        Ok(Self { transport: builder.build(), from, host: config.host.clone(), patience: config.pace.patience })
    }

    /// Connects once, so that a relay that is away, silent or refuses the password is told before anything can have left.
    pub(crate) async fn reach(&self) -> Result<(), DispatchError> {
        let silent = || (StopReason::Unreachable, "no answer in time".to_owned());
        let (reason, detail) = match tokio::time::timeout(self.patience, self.transport.test_connection()).await {
            Ok(Ok(true)) => return Ok(()),
            Ok(Ok(false)) => (StopReason::Unreachable, "it does not answer as a relay does".to_owned()),
            Ok(Err(error)) if error.is_timeout() => silent(),
            Ok(Err(error)) => match refusal(&error) {
                Carried::Stop(stop) => (stop.reason, stop.detail),
                _ => (StopReason::Unreachable, error.to_string()),
            },
            Err(_) => silent(),
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

    /// Hands a message over, once.
    pub(crate) async fn send(&self, message: Message, patience: Duration) -> Carried {
        // lettre's own time-out covers the connection only.
        match tokio::time::timeout(patience, self.transport.send(message)).await {
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
