//! The processes that are killed: senders, and the service that takes webhooks in.

use crate::campaign::{CAMPAIGN, contacts_key};
use anyhow::{Context, Result};
use chrono::{TimeDelta, Utc};
use clap::Args;
use dispatch::{Ledger, Pace, Pause, WhatsAppConfig, work_off};
use fake_providers::FakeWhatsAppConfig;
use service::{ServiceState, WebhookSecrets};
use std::fs::File;
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use store::{Store, StoreError};
use tokio::net::TcpListener;

/// Opens a database by its address: `postgres://...` or a file.
pub async fn open(database: &str) -> Result<Store, StoreError> {
    if database.starts_with("postgres") {
        Store::connect(database).await
    } else {
        Store::open(Path::new(database)).await
    }
}

/// What a sender is told.
#[derive(Debug, Clone, Args)]
pub struct SenderOrders {
    /// Database: a file, or postgres://...
    #[arg(long)]
    pub database: String,
    /// Address of the gateway
    #[arg(long)]
    pub gateway: String,
    /// Name written beside claims
    #[arg(long)]
    pub worker: String,
    /// Messages a second
    #[arg(long)]
    pub per_second: u32,
}

/// How a sender of the test goes: leases of two seconds, so that what a killed one held comes back soon.
pub fn pace(worker: &str, per_second: u32) -> Pace {
    Pace {
        per_second: Some(per_second),
        at_once: 64,
        claim: 100,
        lease: TimeDelta::seconds(2),
        worker: worker.to_owned(),
        patience: Duration::from_millis(800),
        first_wait: Duration::from_millis(50),
        longest_wait: Duration::from_millis(150),
        ..Pace::default()
    }
}

/// Sends until nothing is left, and says on standard error what it waited for.
pub async fn send(orders: SenderOrders) -> Result<()> {
    let store = open_patiently(&orders.database).await?;
    let known = FakeWhatsAppConfig::default();
    let config = WhatsAppConfig {
        pace: pace(&orders.worker, orders.per_second),
        ..WhatsAppConfig::new(orders.gateway, known.phone_number_id, known.access_token)
    };
    let ledger = Ledger { store: &store, contacts_key: &contacts_key() };
    let heard = |pause: Pause<'_>| {
        if let Pause::Trouble { error, wait } = pause {
            eprintln!("{error}; next try in {} ms", wait.as_millis());
        }
    };
    let report = work_off(ledger, &config, CAMPAIGN, Utc::now(), Utc::now, &heard).await?;
    eprintln!("done: {report}");
    Ok(())
}

/// What the service is told.
#[derive(Debug, Clone, Args)]
pub struct WebhookOrders {
    /// Database: a file, or postgres://...
    #[arg(long)]
    pub database: String,
    /// Where to listen, on loopback
    #[arg(long)]
    pub listen: SocketAddr,
}

/// Serves, webhooks among all else, until it is ended.
pub async fn take_webhooks(orders: WebhookOrders) -> Result<()> {
    let known = FakeWhatsAppConfig::default();
    let store = open_patiently(&orders.database).await?;
    let listener = TcpListener::bind(orders.listen).await.context("listening for webhooks")?;
    let secrets = WebhookSecrets { app_secret: known.app_secret, verify_token: known.verify_token };
    let state = ServiceState::new(store, Some(secrets)).with_contacts_key(contacts_key());
    Ok(service::serve(listener, state, std::future::pending()).await?)
}

async fn open_patiently(database: &str) -> Result<Store, StoreError> {
    loop {
        match open(database).await {
            Err(error) if error.may_pass() => {
                eprintln!("{error}; next try in 500 ms");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
            opened => return opened,
        }
    }
}

/// Ends this process when whoever started it is gone: its standard input closes then.
pub fn end_with_the_parent() {
    std::thread::spawn(|| {
        let mut byte = [0];
        while matches!(std::io::stdin().read(&mut byte), Ok(n) if n > 0) {}
        std::process::exit(3);
    });
}

/// A process that may be killed, and the command that starts it again.
#[derive(Debug)]
pub struct Mortal {
    command: Command,
    child: Child,
}

impl Mortal {
    /// Starts it; what it says goes to the end of a file.
    pub fn start(mut command: Command, says: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(says).context("opening a log")?;
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(file);
        let child = command.spawn().with_context(|| format!("starting {}", command.get_program().display()))?;
        Ok(Self { command, child })
    }

    /// SIGKILL, and the same again at once. Answers false where it had already ended by itself; then it stays ended.
    pub fn kill_and_restart(&mut self) -> Result<bool> {
        if self.child.try_wait()?.is_some() {
            return Ok(false);
        }
        self.kill()?;
        self.child = self.command.spawn().context("starting a process again")?;
        Ok(true)
    }

    /// SIGKILL.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill().context("killing a process")?;
        self.child.wait().context("waiting for a killed process")?;
        Ok(())
    }

    /// How it ended, where it has.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Its process number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Mortal {
    fn drop(&mut self) {
        // Fails where it has ended, which is what is wanted.
        let _ = self.kill();
    }
}
