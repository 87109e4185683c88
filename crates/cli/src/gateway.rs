//! The WhatsApp gateway a dispatch talks to: the real one by address, or a fake one on loopback whose reports come back
//! through the service's own webhook.

use anyhow::{Context, Result};
use dispatch::WhatsAppConfig;
use fake_providers::{FakeWhatsApp, FakeWhatsAppConfig};
use service::{ServiceState, WebhookSecrets};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use workflow::Home;

/// The environment variable that holds the access token of the real gateway.
const TOKEN_VARIABLE: &str = "JANGKAU_WHATSAPP_TOKEN";

/// The real gateway.
pub fn real_gateway(base_url: &str, phone_number_id: &str) -> Result<WhatsAppConfig> {
    let token = std::env::var(TOKEN_VARIABLE)
        .with_context(|| format!("the access token is missing: set the environment variable {TOKEN_VARIABLE}"))?;
    Ok(WhatsAppConfig::new(base_url, phone_number_id, token))
}

/// A fake Cloud API and, to take its signed reports, the service's webhook; both on loopback.
pub struct FakeGateway {
    whatsapp: FakeWhatsApp,
    config: FakeWhatsAppConfig,
    stop: oneshot::Sender<()>,
    webhook: JoinHandle<Result<(), service::ServiceError>>,
}

impl FakeGateway {
    /// Starts both for a home.
    pub async fn start(home: &Home) -> Result<Self> {
        let mut config = FakeWhatsAppConfig::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no loopback port for the webhook")?;
        config.callback_url = Some(format!("http://{}/webhooks/whatsapp", listener.local_addr()?));
        let state = ServiceState {
            store: home.store().await?,
            whatsapp: Some(WebhookSecrets {
                app_secret: config.app_secret.clone(),
                verify_token: config.verify_token.clone(),
            }),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let webhook = tokio::spawn(service::serve(listener, state, async {
            // A dropped sender stops the webhook too.
            let _ = stopped.await;
        }));
        let whatsapp = FakeWhatsApp::start(config.clone()).await.context("the fake WhatsApp gateway does not start")?;
        Ok(Self { whatsapp, config, stop, webhook })
    }

    /// How dispatch reaches it.
    pub fn config(&self) -> WhatsAppConfig {
        WhatsAppConfig::new(self.whatsapp.base_url(), &self.config.phone_number_id, self.config.access_token.clone())
    }

    /// Waits until every report was taken in, then stops both.
    pub async fn settle_and_stop(self) -> Result<()> {
        self.whatsapp.settle().await;
        self.whatsapp.stop().await;
        // The webhook may have ended by itself; then there is nobody to tell.
        let _ = self.stop.send(());
        self.webhook.await.context("the webhook ended abruptly")??;
        Ok(())
    }
}
