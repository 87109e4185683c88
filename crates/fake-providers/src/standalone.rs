//! The gateway by itself, as a file declares it, for a person to try.

use crate::config::{Allowed, FakeWhatsAppConfig, Faults};
use crate::declared::GatewayFile;
use crate::gateway::FakeWhatsApp;
use std::future::Future;
use std::io;
use std::time::Duration;

/// A declaration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The text is not what is expected.
    #[error("the gateway's declaration cannot be read: {0}")]
    Unreadable(#[from] toml::de::Error),
    /// A value is outside its range.
    #[error("{field} is {value}; expected {expected}")]
    Range {
        /// Which.
        field: String,
        /// Its value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The port is taken, or the callback does not answer.
    #[error("the gateway does not start: {0}")]
    Start(#[from] io::Error),
}

impl GatewayFile {
    /// Reads a declaration, TOML.
    pub fn from_toml(text: &str) -> Result<Self, GatewayError> {
        let file: Self = toml::from_str(text)?;
        let shares = [
            ("people.delivered", file.people.delivered),
            ("people.read", file.people.read),
            ("people.opted_out", file.people.opted_out),
            ("webhooks.twice", file.webhooks.twice),
            ("webhooks.disorder", file.webhooks.disorder),
            ("webhooks.late", file.webhooks.late),
            ("faults.timeout_after_accepting", file.faults.timeout_after_accepting),
            ("faults.server_error", file.faults.server_error),
            ("faults.throttle", file.faults.throttle),
        ];
        let codes = file.codes.iter().map(|fault| ("codes.share", fault.share));
        let range =
            |field: &str, value: String, expected| GatewayError::Range { field: field.to_owned(), value, expected };
        if let Some((field, share)) = shares.into_iter().chain(codes).find(|(_, share)| !(0.0..=1.0).contains(share)) {
            return Err(range(field, share.to_string(), "a share from 0 to 1"));
        }
        if file.phone_number_ids.is_empty() {
            return Err(range("phone_number_ids", "[]".into(), "one or more"));
        }
        let seconds = [
            ("webhooks.late_seconds", file.webhooks.late_seconds),
            ("faults.hang_seconds", file.faults.hang_seconds),
            ("allowed.pair_seconds", file.allowed.pair_seconds.unwrap_or(0.0)),
        ];
        let outages = file.outages.iter().map(|outage| ("outages.from_seconds", outage.from_seconds));
        if let Some((field, value)) =
            seconds.into_iter().chain(outages).find(|(_, value)| Duration::try_from_secs_f64(*value).is_err())
        {
            return Err(range(field, value.to_string(), "seconds, 0 or more"));
        }
        if let Some(outage) = file.outages.iter().find(|outage| {
            outage.to_seconds <= outage.from_seconds || Duration::try_from_secs_f64(outage.to_seconds).is_err()
        }) {
            return Err(range("outages.to_seconds", outage.to_seconds.to_string(), "more than from_seconds"));
        }
        if let Some(pair) = file.outages.windows(2).find(|pair| pair[1].from_seconds < pair[0].to_seconds) {
            let value = pair[1].from_seconds.to_string();
            return Err(range("outages.from_seconds", value, "outages in order, one after the other"));
        }
        Ok(file)
    }

    /// The same as the gateway's settings.
    pub fn config(&self) -> FakeWhatsAppConfig {
        let seconds = Duration::from_secs_f64;
        FakeWhatsAppConfig {
            phone_number_id: self.phone_number_ids.first().cloned().unwrap_or_default(),
            more_numbers: self.phone_number_ids.iter().skip(1).cloned().collect(),
            access_token: self.access_token.clone(),
            app_secret: self.app_secret.clone(),
            verify_token: self.verify_token.clone(),
            callback_url: self.callback_url.clone(),
            verify_callback: self.verify_callback,
            delivered_share: self.people.delivered,
            read_share: self.people.read,
            opted_out_share: self.people.opted_out,
            duplicate_share: self.webhooks.twice,
            disorder_share: self.webhooks.disorder,
            late_share: self.webhooks.late,
            late_by: seconds(self.webhooks.late_seconds),
            batch: self.webhooks.batch,
            // A service that is started later than the gateway still hears of everything.
            webhook_attempts: 10_000,
            seed: self.seed,
            template_states: self.templates.clone(),
            allowed: Allowed {
                per_second: self.allowed.per_second,
                pair_gap: self.allowed.pair_seconds.map(seconds),
                people_per_day: self.allowed.people_per_day,
            },
            faults: Faults {
                timeout_share: self.faults.timeout_after_accepting,
                hang: seconds(self.faults.hang_seconds),
                server_error_share: self.faults.server_error,
                throttle_share: self.faults.throttle,
                retry_after_seconds: self.faults.retry_after_seconds,
                token_expires_after: self.faults.token_expires_after,
                codes: self.codes.clone(),
                ..Faults::default()
            },
            ..FakeWhatsAppConfig::default()
        }
    }
}

/// Runs a gateway until `stop` is done. `listening` hears its address once, when it listens.
pub async fn run_gateway(
    file: &GatewayFile,
    stop: impl Future<Output = ()>,
    listening: impl FnOnce(&str),
) -> Result<(), GatewayError> {
    let began = tokio::time::Instant::now();
    let mut gateway = FakeWhatsApp::start_on(file.config(), file.port).await?;
    listening(&gateway.base_url());
    tokio::pin!(stop);
    for outage in &file.outages {
        let moment = |seconds: f64| tokio::time::sleep_until(began + Duration::from_secs_f64(seconds));
        tokio::select! {
            () = &mut stop => return end(gateway).await,
            () = moment(outage.from_seconds) => gateway.outage().await,
        }
        tokio::select! {
            () = &mut stop => return end(gateway).await,
            () = moment(outage.to_seconds) => gateway.recover().await?,
        }
    }
    stop.await;
    end(gateway).await
}

async fn end(gateway: FakeWhatsApp) -> Result<(), GatewayError> {
    gateway.stop().await;
    Ok(())
}
