//! Posting status webhooks until they are taken.

use crate::config::FakeWhatsAppConfig;
use crate::reports::{Posted, envelope};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// How long the poster waits for more statuses before it posts what it has.
const LINGER: Duration = Duration::from_millis(40);
/// How long it waits before it posts again what was not taken.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// A client for loopback: no proxy, no certificates.
pub(crate) fn loopback_client() -> io::Result<reqwest::Client> {
    // Fails when somebody has chosen a provider before; theirs is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .timeout(Duration::from_secs(30))
        .build()
        .map_err(io::Error::other)
}

/// Asks the callback to prove that it knows the verify token, as Meta does before it posts anything.
pub(crate) async fn verify(client: &reqwest::Client, config: &FakeWhatsAppConfig, callback: &str) -> io::Result<()> {
    let challenge = "1158201444";
    let mut url = reqwest::Url::parse(callback).map_err(io::Error::other)?;
    url.query_pairs_mut()
        .append_pair("hub.mode", "subscribe")
        .append_pair("hub.verify_token", &config.verify_token)
        .append_pair("hub.challenge", challenge);
    let answer = client.get(url).send().await.map_err(io::Error::other)?;
    let status = answer.status();
    let body = answer.text().await.map_err(io::Error::other)?;
    if status.is_success() && body == challenge {
        return Ok(());
    }
    Err(io::Error::other(format!("the callback answered the verification challenge with {status} and `{body}`")))
}

/// `sha256=` and the keyed hash of the very bytes that are posted.
pub(crate) fn signature(app_secret: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(app_secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

/// Takes statuses from the queue and posts them in batches until the queue is closed; counts down `pending`, and counts those
/// that nobody took in `given_up`.
pub(crate) async fn post_statuses(
    client: reqwest::Client,
    config: Arc<FakeWhatsAppConfig>,
    mut queue: mpsc::UnboundedReceiver<Posted>,
    pending: watch::Sender<u64>,
    given_up: Arc<AtomicU64>,
) {
    let most = config.batch.max(1);
    let mut batch = Vec::with_capacity(most);
    while let Some(first) = queue.recv().await {
        batch.push(first);
        let until = tokio::time::Instant::now() + LINGER;
        while batch.len() < most {
            match tokio::time::timeout_at(until, queue.recv()).await {
                Ok(Some(status)) => batch.push(status),
                Ok(None) | Err(_) => break,
            }
        }
        if let Some(callback) = &config.callback_url
            && !deliver(&client, &config, callback, envelope(&config, &batch)).await
        {
            given_up.fetch_add(batch.len() as u64, Ordering::Relaxed);
        }
        pending.send_modify(|n| *n = n.saturating_sub(batch.len() as u64));
        batch.clear();
    }
}

/// Posts a body until the callback takes it; answers whether it did.
pub(crate) async fn deliver(
    client: &reqwest::Client,
    config: &FakeWhatsAppConfig,
    callback: &str,
    body: Vec<u8>,
) -> bool {
    let signature = signature(&config.app_secret, &body);
    let mut pause = FIRST_WAIT.min(config.webhook_longest_wait);
    for attempt in 1..=config.webhook_attempts {
        let request = client
            .post(callback)
            .header("content-type", "application/json")
            .header("x-hub-signature-256", &signature)
            .body(body.clone());
        match request.send().await {
            Ok(answer) if answer.status().is_success() => return true,
            Ok(answer) => tracing::debug!(attempt, status = %answer.status(), "the callback refused a webhook"),
            Err(error) => tracing::debug!(attempt, %error, "the callback could not be reached"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(config.webhook_longest_wait);
    }
    tracing::warn!(callback, "gave a webhook up");
    false
}
