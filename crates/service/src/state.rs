//! What every handler needs.

use std::fmt;
use std::path::PathBuf;
use store::Store;

/// What the service reads and writes. Cloning shares the store.
#[derive(Clone)]
pub struct ServiceState {
    /// Where plans, touches and results are kept.
    pub store: Store,
    /// The secrets of the `WhatsApp` webhook; without them it answers 503.
    pub whatsapp: Option<WebhookSecrets>,
    /// The folder whose files are offered for download; `None`: there are no downloads.
    pub exports: Option<PathBuf>,
}

impl ServiceState {
    /// Pages and API over a store; the webhook where its secrets are known; no downloads.
    pub fn new(store: Store, whatsapp: Option<WebhookSecrets>) -> Self {
        Self { store, whatsapp, exports: None }
    }

    /// The same with the files of a folder for download: `exports/` of the home directory, which need not exist yet.
    #[must_use]
    pub fn with_exports(mut self, folder: impl Into<PathBuf>) -> Self {
        self.exports = Some(folder.into());
        self
    }
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
