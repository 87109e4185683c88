//! Work: what is due of every approved campaign leaves by itself, and follow-ups are asked, until somebody says stop. Several
//! workers may share a home in PostgreSQL; none takes what another holds.

use crate::dispatch_touches::{Providers, as_declared, channels_of};
use crate::follow_up::release;
use crate::home::Home;
use crate::plan::kept_declaration;
use crate::progress::Progress;
use crate::world::World;
use anyhow::Result;
use chrono::{DateTime, Utc};
use dispatch::{DispatchError, DispatchReport, Ending, Ledger, OpenHours, Pause, StopReason, send_email, work_off};
use domain::views::{CampaignStatus, CampaignView};
use domain::{CampaignSpec, Channel, Language};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use planning::schedule::closed_provinces;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use store::{ContactsKey, Left, Store, StoreError};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// How a worker goes about it.
#[derive(Debug, Clone)]
pub struct Hours {
    /// How long between two looks at what is due.
    pub every: Duration,
    /// The clock.
    pub now: fn() -> DateTime<Utc>,
    /// Send what is due by then although the clock says less; `None`: what is due now.
    pub until: Option<DateTime<Utc>>,
}

/// Works until `stop` is done. Campaigns are worked off beside each other, each through troubles that may pass
/// ([`dispatch::work_off`]); what a person has to mend is told and tried again at the next look. Paper and counters are left to
/// `dispatch`, which makes files. Once told to stop, nothing new is called: messages on their way are waited for, and whatever was
/// claimed and not called goes back to the outbox, so that nothing is left unknown that need not be.
pub async fn work(
    home: &Home,
    providers: &Providers,
    hours: &Hours,
    stop: impl Future<Output = ()>,
    progress: &dyn Progress,
) -> Result<()> {
    let (store, key, world) = (home.store().await?, home.contacts_key()?, Arc::new(World::load(home)?));
    let (end, ending) = Ending::pair();
    let mut providers = providers.clone();
    if let Some(whatsapp) = &mut providers.whatsapp {
        whatsapp.pace.ending = ending.clone();
    }
    if let Some(email) = &mut providers.email {
        email.pace.ending = ending.clone();
    }
    let (tell, mut told) = unbounded_channel();
    let mut busy: HashSet<String> = HashSet::new();
    let mut at_work = FuturesUnordered::new();
    let mut looks = tokio::time::interval(hours.every);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            Some(words) = told.recv() => {
                let words: String = words;
                progress.say(&words);
            }
            Some(done) = at_work.next() => {
                let name: String = done;
                busy.remove(&name);
            }
            _ = looks.tick() => match due(&store).await {
                Err(error) => progress.say(&format!("tried again at the next look: {error:#}")),
                Ok(campaigns) => {
                    for campaign in campaigns {
                        if busy.contains(&campaign.name) {
                            continue;
                        }
                        let spec = match kept_declaration(home, &store, &campaign).await {
                            Ok(spec) => spec,
                            Err(error) => {
                                progress.say(&format!("{}: tried again at the next look: {error:#}", campaign.name));
                                continue;
                            }
                        };
                        busy.insert(campaign.name.clone());
                        let worker = Worker {
                            store: store.clone(),
                            key: key.clone(),
                            world: Arc::clone(&world),
                            providers: providers.clone(),
                            now: hours.now,
                            until: hours.until.unwrap_or_else(hours.now),
                            by_the_clock: hours.until.is_none(),
                            tell: tell.clone(),
                            ending: ending.clone(),
                        };
                        at_work.push(async move {
                            worker.campaign(&campaign, &spec).await;
                            campaign.name
                        });
                    }
                }
            }
        }
    }
    end.tell();
    while at_work.next().await.is_some() {}
    while let Ok(words) = told.try_recv() {
        progress.say(&words);
    }
    Ok(())
}

/// Campaigns that are approved, not halted and not measured yet.
async fn due(store: &Store) -> Result<Vec<CampaignView>> {
    let on_its_way = |campaign: &CampaignView| {
        matches!(campaign.status, CampaignStatus::Approved | CampaignStatus::Dispatched)
            && campaign.approved_by.is_some()
            && campaign.halted.is_none()
    };
    Ok(store.campaigns().await?.into_iter().filter(on_its_way).collect())
}

/// What works one campaign off.
struct Worker {
    store: Store,
    key: ContactsKey,
    world: Arc<World>,
    providers: Providers,
    now: fn() -> DateTime<Utc>,
    until: DateTime<Utc>,
    /// That nobody asked for what is due later: what is late waits until people may be written to.
    by_the_clock: bool,
    tell: UnboundedSender<String>,
    ending: Ending,
}

impl Worker {
    /// Asks follow-ups, then sends on each channel that sends by itself.
    async fn campaign(&self, campaign: &CampaignView, spec: &CampaignSpec) {
        match release(&self.store, campaign, spec, &self.world, self.until, self.clock()).await {
            Ok(released) => {
                if let Some(words) = released.what_is_over() {
                    self.tell(campaign, &words);
                }
            }
            Err(error) => self.tell(campaign, &format!("tried again at the next look: {error:#}")),
        }
        for channel in channels_of(spec) {
            if self.ending.is_told() {
                return;
            }
            match self.on_its_way(campaign, channel).await {
                Ok(true) => {}
                Ok(false) => continue,
                Err(error) => {
                    self.tell(campaign, &format!("tried again at the next look: {error}"));
                    continue;
                }
            }
            match self.channel(campaign, spec, channel).await {
                Ok(report) if report.settled() > 0 => self.tell(campaign, &report.to_string()),
                Err(DispatchError::Stopped { reason: StopReason::Told, report, .. }) if report.settled() > 0 => {
                    self.tell(campaign, &report.to_string());
                }
                Ok(_) | Err(DispatchError::Halted { .. } | DispatchError::Stopped { reason: StopReason::Told, .. }) => {
                }
                Err(error) => self.tell(campaign, &format!("tried again at the next look: {error}")),
            }
        }
    }

    fn clock(&self) -> Option<DateTime<Utc>> {
        self.by_the_clock.then(self.now)
    }

    /// When a campaign's people may be written to. Where the policy does not say, nobody may.
    fn hours(&self, spec: &CampaignSpec, channel: Channel) -> OpenHours {
        if !self.by_the_clock {
            return OpenHours::default();
        }
        let (world, spec) = (Arc::clone(&self.world), spec.clone());
        OpenHours::new(move |at| {
            let World { policy, calendar, regions, .. } = &*world;
            closed_provinces(&spec, policy, calendar, regions, channel, at).unwrap_or_else(|error| {
                tracing::warn!(campaign = spec.name, %error, "nothing leaves while nobody knows whether it may");
                regions.provinces().map(|province| province.code.clone()).collect()
            })
        })
    }

    /// Whether something of a campaign may leave on a channel. One of which something is about to leave is on its way, which is noted
    /// before anything is claimed: from then on no other plan takes the place of this one.
    async fn on_its_way(&self, campaign: &CampaignView, channel: Channel) -> Result<bool, StoreError> {
        if !matches!(channel, Channel::Whatsapp | Channel::Email) {
            return Ok(false);
        }
        if campaign.status != CampaignStatus::Approved {
            return Ok(true);
        }
        if self.store.left(&campaign.name, channel, self.until).await? == Left::default() {
            return Ok(false);
        }
        // Not where the plan has given way to another since it was looked at.
        self.store.begin_sending(&campaign.name, &campaign.plan_hash).await
    }

    async fn channel(
        &self,
        campaign: &CampaignView,
        spec: &CampaignSpec,
        channel: Channel,
    ) -> Result<DispatchReport, DispatchError> {
        let ledger = Ledger { store: &self.store, contacts_key: &self.key };
        let missing = |setting| DispatchError::Setting {
            setting,
            value: String::new(),
            expected: "an address; the campaign has this channel",
        };
        match channel {
            Channel::Whatsapp => {
                let config = self.providers.whatsapp.clone().ok_or_else(|| missing("gateway"))?;
                let mut config = as_declared(config, spec, &self.world).map_err(|error| DispatchError::Setting {
                    setting: "capacity",
                    value: error.to_string(),
                    expected: "limits of the numbers as declared",
                })?;
                config.pace.hours = self.hours(spec, channel);
                let heard = |pause: Pause<'_>| {
                    if let Pause::Trouble { error, .. } = pause {
                        self.tell(campaign, &format!("waits: {error}"));
                    }
                };
                work_off(ledger, &config, &campaign.name, self.until, self.now, &heard).await
            }
            Channel::Email => {
                let mut config = self.providers.email.clone().ok_or_else(|| missing("smtp"))?;
                spec.title.in_language(Language::Id).clone_into(&mut config.subject);
                config.pace.hours = self.hours(spec, channel);
                send_email(ledger, &config, &campaign.name, self.until, self.now, &|_| ()).await
            }
            _ => Ok(DispatchReport::default()),
        }
    }

    fn tell(&self, campaign: &CampaignView, words: &str) {
        // Nobody listens any more only while stopping.
        let _ = self.tell.send(format!("{}: {words}", campaign.name));
    }
}
