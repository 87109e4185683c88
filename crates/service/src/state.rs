//! What every handler needs.

use std::fmt;
use store::Store;

/// What the service reads and writes. Cloning shares the store.
#[derive(Clone)]
pub struct ServiceState {
    /// Where plans, touches and results are kept.
    pub store: Store,
    /// The secrets of the `WhatsApp` webhook; without them it answers 503.
    pub whatsapp: Option<WebhookSecrets>,
}

/// What proves that a delivery report comes from the provider.
#[derive(Clone)]
pub struct WebhookSecrets {
    /// Signs the body of every report.
    pub app_secret: String,
    /// Sent back to us when the webhook is subscribed.
    pub verify_token: String,
}

impl fmt::Debug for WebhookSecrets {
    /// Never shows a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecrets { .. }")
    }
}
