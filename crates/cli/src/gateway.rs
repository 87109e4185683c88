//! The WhatsApp gateway a dispatch talks to: the real one by address, or a fake one on loopback whose reports come back
//! through the service's own webhook.

use crate::args::{GatewayArgs, MadeUpGatewayArgs};
use crate::say::Out;
use anyhow::{Context, Result};
use dispatch::{EmailConfig, Pace, PlayedClock, SenderNumber, SmtpSecurity, WhatsAppConfig};
use domain::Bilingual;
use fake_providers::{
    FakeSmtp, FakeSmtpConfig, FakeWhatsApp, FakeWhatsAppConfig, GatewayFile, StatusClock, run_gateway,
};
use service::{ServiceState, WebhookSecrets};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use workflow::dispatch_touches::Providers;
use workflow::{Home, World};

/// The environment variable that holds the access token of the real gateway.
const TOKEN_VARIABLE: &str = "JANGKAU_WHATSAPP_TOKEN";

/// Through whom messages leave: the real ones as they were named, or made-up ones.
pub enum Gateway<'a> {
    /// As named.
    Real(&'a GatewayArgs),
    /// Made up on this machine.
    Fake(Box<FakeGateway>),
}

impl<'a> Gateway<'a> {
    /// Starts the made-up ones where they were asked for.
    pub async fn open(home: &Home, args: &'a GatewayArgs) -> Result<Self> {
        if args.fake_gateway {
            Ok(Self::Fake(Box::new(FakeGateway::start(home, None).await?)))
        } else {
            Ok(Self::Real(args))
        }
    }

    /// How dispatch reaches them.
    pub fn providers(&self) -> Result<Providers> {
        let args = match self {
            Self::Fake(fake) => return Ok(fake.providers()),
            Self::Real(args) => args,
        };
        let whatsapp = args.gateway.as_deref().zip(args.phone_number_id.as_deref());
        let email = args.smtp.as_deref().zip(args.mail_from.as_deref());
        Ok(Providers {
            whatsapp: whatsapp.map(|(url, id)| real_gateway(url, id, args)).transpose()?,
            email: email.map(|(address, from)| real_relay(address, from)).transpose()?,
            played: None,
        })
    }

    /// Waits until the made-up ones have reported everything.
    pub async fn close(self) -> Result<()> {
        match self {
            Self::Fake(fake) => fake.settle_and_stop().await,
            Self::Real(_) => Ok(()),
        }
    }
}

/// The real gateway.
fn real_gateway(base_url: &str, phone_number_id: &str, args: &GatewayArgs) -> Result<WhatsAppConfig> {
    let token = std::env::var(TOKEN_VARIABLE)
        .with_context(|| format!("the access token is missing: set the environment variable {TOKEN_VARIABLE}"))?;
    let mut config = WhatsAppConfig::new(base_url, phone_number_id, token);
    let per_second = config.pace.per_second;
    let number = |id: &String| SenderNumber { phone_number_id: id.clone(), per_second };
    config.more_numbers = args.more_numbers.iter().map(number).collect();
    config.business_account_id.clone_from(&args.business_account);
    Ok(config)
}

/// The variables that hold the user and password of the SMTP relay, where it asks for them.
const SMTP_VARIABLES: [&str; 2] = ["JANGKAU_SMTP_USER", "JANGKAU_SMTP_PASSWORD"];

/// The real relay, `host:port`; port 465 speaks TLS from the first byte, others STARTTLS. `smtp://host:port` is in clear, which dispatch
/// takes for this machine only.
pub fn real_relay(address: &str, from: &str) -> Result<EmailConfig> {
    let in_clear = address.strip_prefix("smtp://");
    let (host, port) = in_clear
        .unwrap_or(address)
        .rsplit_once(':')
        .and_then(|(host, port)| Some((host.to_owned(), port.parse::<u16>().ok()?)))
        .with_context(|| format!("`{address}` is not a relay; expected host and port such as mail.example.org:587"))?;
    let [user, password] = SMTP_VARIABLES.map(|name| std::env::var(name).ok());
    let security = match port {
        _ if in_clear.is_some() => SmtpSecurity::Plain,
        465 => SmtpSecurity::Tls,
        _ => SmtpSecurity::StartTls,
    };
    Ok(EmailConfig {
        host,
        port,
        security,
        credentials: user.zip(password),
        from: from.to_owned(),
        subject: String::new(),
        pace: Pace::default(),
    })
}

/// A fake Cloud API, a fake SMTP relay and, to take signed reports, the service's webhook; all on loopback.
pub struct FakeGateway {
    whatsapp: FakeWhatsApp,
    smtp: FakeSmtp,
    config: FakeWhatsAppConfig,
    played: Option<PlayedClock>,
    stop: oneshot::Sender<()>,
    webhook: JoinHandle<Result<(), service::ServiceError>>,
}

impl FakeGateway {
    /// Starts them for a home, by the clock of a demo or the machine's.
    pub async fn start(home: &Home, played: Option<PlayedClock>) -> Result<Self> {
        let mut config = FakeWhatsAppConfig::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no loopback port for the webhook")?;
        config.callback_url = Some(format!("http://{}/webhooks/whatsapp", listener.local_addr()?));
        let secrets =
            WebhookSecrets { app_secret: config.app_secret.clone(), verify_token: config.verify_token.clone() };
        let mut state = ServiceState::new(home.store().await?, Some(secrets))
            .with_contacts_key(home.contacts_key()?)
            .with_codes(World::load(home)?.codes);
        if let Some(clock) = played.clone() {
            let of_statuses = clock.clone();
            config.status_clock =
                StatusClock::new(move |touch| touch.map_or_else(|| of_statuses.now(), |touch| of_statuses.due(touch)));
            state = state.with_clock(move || clock.now());
        }
        let (stop, stopped) = oneshot::channel::<()>();
        let webhook = tokio::spawn(service::serve(listener, state, async {
            // A dropped sender stops the webhook too.
            let _ = stopped.await;
        }));
        let whatsapp = FakeWhatsApp::start(config.clone()).await.context("the fake WhatsApp gateway does not start")?;
        let smtp = FakeSmtp::start(FakeSmtpConfig::default()).await.context("the fake SMTP relay does not start")?;
        Ok(Self { whatsapp, smtp, config, played, stop, webhook })
    }

    /// How dispatch reaches them.
    pub fn providers(&self) -> Providers {
        let token = self.config.access_token.clone();
        Providers {
            whatsapp: Some(WhatsAppConfig::new(self.whatsapp.base_url(), &self.config.phone_number_id, token)),
            email: Some(EmailConfig::loopback(self.smtp.port(), "jangkau <no-reply@example.org>", "jangkau")),
            played: self.played.clone(),
        }
    }

    /// Waits until every report was taken in, then stops them.
    pub async fn settle_and_stop(self) -> Result<()> {
        self.whatsapp.settle().await;
        self.whatsapp.stop().await;
        self.smtp.stop().await;
        // The webhook may have ended by itself; then there is nobody to tell.
        let _ = self.stop.send(());
        self.webhook.await.context("the webhook ended abruptly")??;
        Ok(())
    }
}

/// `jangkau gateway`: a made-up gateway by itself, until interrupted.
pub async fn run_alone(out: &Out, args: &MadeUpGatewayArgs) -> Result<()> {
    let file = match &args.file {
        None => GatewayFile::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
            GatewayFile::from_toml(&text).with_context(|| path.display().to_string())?
        }
    };
    let stop = async {
        // Without a signal handler the gateway simply runs until it is killed.
        let _ = tokio::signal::ctrl_c().await;
    };
    let number = file.phone_number_ids.first().cloned().unwrap_or_default();
    let heard = |address: &str| {
        // Whoever closed the terminal does not read it.
        let _ = out.line(&Bilingual::new(
            format!(
                "Gerbang tiruan: {address}  (Ctrl-C untuk berhenti)\nKirim lewatnya: JANGKAU_WHATSAPP_TOKEN={} jangkau dispatch KAMPANYE --gateway {address} --phone-number-id {number}",
                file.access_token
            ),
            format!(
                "Made-up gateway: {address}  (Ctrl-C to stop)\nSend through it: JANGKAU_WHATSAPP_TOKEN={} jangkau dispatch CAMPAIGN --gateway {address} --phone-number-id {number}",
                file.access_token
            ),
        ));
    };
    run_gateway(&file, stop, heard).await.map_err(Into::into)
}
