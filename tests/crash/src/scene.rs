//! Database, gateway, service and senders of one run.

use crate::campaign::{CAMPAIGN, Campaign, digits, member, touch_id};
use crate::findings::{Accepted, Seen};
use crate::process::{Mortal, open};
use anyhow::{Context, Result, ensure};
use chrono::Utc;
use domain::TouchStatus;
use fake_providers::{FakeWhatsApp, FakeWhatsAppConfig, Faults};
use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use store::Store;
use tempfile::TempDir;

/// How long everything may take to come to rest.
const PATIENCE: Duration = Duration::from_mins(20);

/// One campaign, saved and approved, with a gateway that misbehaves and a service that takes its webhooks in.
#[derive(Debug)]
pub struct Scene {
    /// The crash-test program itself: what senders and the service are started from.
    program: PathBuf,
    folder: TempDir,
    /// Address of the database.
    pub database: String,
    /// The same database, for looking.
    pub store: Store,
    /// Who is in it.
    pub campaign: Campaign,
    /// Told to misbehave.
    pub gateway: FakeWhatsApp,
    gateway_config: FakeWhatsAppConfig,
    /// The service that takes webhooks in.
    pub service: Mortal,
    stopped: BTreeMap<String, String>,
    stopped_late: BTreeSet<String>,
}

/// Everything that a gateway can do wrong, some of it often.
pub fn faults(seed: u64) -> FakeWhatsAppConfig {
    FakeWhatsAppConfig {
        delivered_share: 0.93,
        opted_out_share: 0.01,
        duplicate_share: 0.10,
        disorder_share: 0.20,
        seed,
        faults: Faults {
            timeout_share: 0.01,
            hang: Duration::from_secs(3),
            server_error_share: 0.02,
            throttle_share: 0.02,
            refused_share: 0.02,
            ..Faults::default()
        },
        ..FakeWhatsAppConfig::default()
    }
}

impl Scene {
    /// In a SQLite file of its own, or in a new database on the PostgreSQL server at this address.
    pub async fn set(
        program: &Path,
        server: Option<&str>,
        campaign: Campaign,
        gateway: FakeWhatsAppConfig,
    ) -> Result<Self> {
        let folder = tempfile::tempdir().context("making a folder")?;
        let database = match server {
            Some(server) => Store::fresh_address(server).await?,
            None => folder.path().join("jangkau.db").display().to_string(),
        };
        Self::with(program, folder, database, campaign, gateway).await
    }

    /// In a SQLite file in a folder of somebody else's, a small disk for one.
    pub async fn set_in(program: &Path, disk: &Path, campaign: Campaign, gateway: FakeWhatsAppConfig) -> Result<Self> {
        let folder = tempfile::tempdir().context("making a folder")?;
        Self::with(program, folder, disk.join("jangkau.db").display().to_string(), campaign, gateway).await
    }

    async fn with(
        program: &Path,
        folder: TempDir,
        database: String,
        campaign: Campaign,
        gateway: FakeWhatsAppConfig,
    ) -> Result<Self> {
        let store = open(&database).await?;
        campaign.save(&store).await?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let gateway_config = FakeWhatsAppConfig {
            callback_url: Some(format!("http://127.0.0.1:{port}/webhooks/whatsapp")),
            // The service is not up yet, and is killed now and then.
            verify_callback: false,
            webhook_attempts: 10_000,
            webhook_longest_wait: Duration::from_millis(200),
            ..gateway
        };
        let gateway = FakeWhatsApp::start(gateway_config.clone()).await?;
        let mut command = Command::new(program);
        command.args(["webhook", "--database", &database, "--listen", &format!("127.0.0.1:{port}")]);
        let service = Mortal::start(command, &folder.path().join("service.log"))?;
        let (program, stopped, stopped_late) = (program.to_owned(), BTreeMap::new(), BTreeSet::new());
        Ok(Self { program, folder, database, store, campaign, gateway, gateway_config, service, stopped, stopped_late })
    }

    /// Starts a sender.
    pub fn sender(&self, name: &str, per_second: u32) -> Result<Mortal> {
        let mut command = Command::new(&self.program);
        self.orders(&mut command, name, per_second);
        Mortal::start(command, &self.log(name))
    }

    /// Adds the orders of a sender to a command.
    pub fn orders(&self, command: &mut Command, name: &str, per_second: u32) {
        command.args(["sender", "--database", &self.database, "--gateway", &self.gateway.base_url()]);
        command.args(["--worker", name, "--per-second", &per_second.to_string()]);
    }

    /// Where a sender says what it waited for.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.log"))
    }

    /// These people write "stop". Whoever's touch is still planned after the service has taken that in must never be written to.
    pub async fn write_stop(&mut self, people: &[u32]) -> Result<()> {
        let letters: Vec<(String, String)> = people
            .iter()
            .map(|n| (digits(*n), if n % 2 == 0 { "STOP".to_owned() } else { "Berhenti!".to_owned() }))
            .collect();
        ensure!(self.gateway.write_in(&letters).await?, "the service did not take a webhook in");
        let ledger = self.ledger().await?;
        for n in people {
            let touch = touch_id(&member(*n));
            if ledger.get(&touch) == Some(&TouchStatus::Planned) {
                self.stopped.insert(touch, digits(*n));
            } else {
                self.stopped_late.insert(touch);
            }
        }
        Ok(())
    }

    async fn ledger(&self) -> Result<BTreeMap<String, TouchStatus>> {
        let statuses = self.store.touch_statuses(CAMPAIGN).await?;
        Ok(statuses.into_iter().map(|(member, _, status)| (touch_id(&member), status)).collect())
    }

    /// Waits until the senders have ended, answers how many ended badly.
    pub async fn senders_end(&self, senders: Vec<Mortal>) -> Result<u64> {
        let mut ended_badly = 0;
        for mut sender in senders {
            let waited = async {
                loop {
                    if let Some(status) = sender.ended()? {
                        return anyhow::Ok(status.success());
                    }
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            let well = tokio::time::timeout(PATIENCE, waited).await.context("a sender came to no end")??;
            ended_badly += u64::from(!well);
        }
        Ok(ended_badly)
    }

    /// Ends what leases are left, waits for all reports, and looks at everything.
    pub async fn look(&self) -> Result<Seen> {
        self.store.expire_leases(CAMPAIGN, Utc::now()).await?;
        tokio::time::timeout(PATIENCE, self.gateway.settle()).await.context("the reports came to no end")?;
        let touch_of = |n: u32| touch_id(&member(n));
        let Campaign { treated, held_out } = self.campaign;
        let listed = self.store.unknown_touches(CAMPAIGN).await?;
        Ok(Seen {
            planned: (0..treated).map(touch_of).collect(),
            ledger: self.ledger().await?,
            listed_unknown: listed.into_iter().map(|(touch, _)| touch).collect(),
            calls: self.gateway.calls(),
            numbers: self.gateway.numbers().into_keys().collect(),
            accepted: self
                .gateway
                .accepted()
                .into_iter()
                .map(|m| Accepted {
                    touch: m.biz_opaque_callback_data.unwrap_or_default(),
                    fate: self.gateway_config.fate(&m.to),
                    to: m.to,
                })
                .collect(),
            held_out: (treated..treated + held_out).map(digits).collect(),
            without_consent: self.campaign.without_consent().map(|n| (touch_of(n), digits(n))).collect(),
            stopped: self.stopped.clone(),
            stopped_late: self.stopped_late.clone(),
            given_up: self.gateway.given_up(),
            ..Seen::default()
        })
    }

    /// What the processes said, by sentence, the number of tries left out.
    pub fn said(&self) -> Result<BTreeMap<String, u64>> {
        let mut said = BTreeMap::new();
        for file in std::fs::read_dir(self.folder.path())? {
            let path = file?.path();
            if path.extension().is_some_and(|e| e == "log") {
                for line in std::fs::read_to_string(&path)?.lines().filter(|line| !line.starts_with("done: ")) {
                    let sentence = line.split("; next try").next().unwrap_or(line);
                    *said.entry(sentence.to_owned()).or_default() += 1;
                }
            }
        }
        Ok(said)
    }
}

/// How long something is away: so many seconds, or, where `JANGKAU_OUTAGE_SECONDS` is set, that many; a minute by the long command of
/// the README.
pub fn outage(seconds: u64) -> Duration {
    let longer = std::env::var("JANGKAU_OUTAGE_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(longer.unwrap_or(seconds))
}
