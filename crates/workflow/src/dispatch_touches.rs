//! Dispatch: due touches leave through WhatsApp and e-mail, as a PDF for the print shop, and as worklists for counters.
//!
//! Every touch is claimed in the ledger before anything is made or sent, and handed over after; what happened in between is
//! never guessed.

use crate::approve::find;
use crate::home::Home;
use crate::progress::Progress;
use crate::world::World;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use dispatch::{DispatchReport, EmailConfig, Ledger, PlayedClock, WhatsAppConfig, send_email, send_whatsapp};
use domain::views::CampaignView;
use domain::{CampaignSpec, Channel, Language};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use store::{Left, Store};

/// The providers a dispatch may talk to. A campaign that needs one that is missing is refused before anything is sent.
#[derive(Debug, Clone, Default)]
pub struct Providers {
    /// The WhatsApp Cloud API.
    pub whatsapp: Option<WhatsAppConfig>,
    /// An SMTP relay.
    pub email: Option<EmailConfig>,
    /// The clock of a demo, by which everything leaves when it is due; `None` is the machine's.
    pub played: Option<PlayedClock>,
}

/// What left on one channel.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelReport {
    /// The channel.
    pub channel: Channel,
    /// Touches by what became of them, in words.
    pub outcomes: BTreeMap<String, u64>,
    /// Files made.
    pub files: Vec<PathBuf>,
}

/// Sends everything of a campaign that is due by `until`. Touches of later hours stay in the outbox. With a clock, which is given where
/// nobody named the day, what a campaign was to send by a last day that is over by then never leaves.
pub async fn dispatch(
    home: &Home,
    world: &World,
    campaign: &str,
    until: DateTime<Utc>,
    clock: Option<DateTime<Utc>>,
    providers: &Providers,
    progress: &dyn Progress,
) -> Result<Vec<ChannelReport>> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    if view.approved_by.is_none() {
        bail!("campaign `{}` is not approved; a second person approves it with `jangkau approve`", view.name);
    }
    let spec = crate::plan::kept_declaration(home, &store, &view).await?;
    let channels = channels_of(&spec);
    for channel in channels.iter().copied() {
        can_carry(channel, &view.name, providers)?;
    }
    if let Some(halted) = &view.halted {
        bail!("campaign `{}` was {} by {}; nothing is sent", view.name, halted.how.key(), halted.by);
    }
    store.expire_leases(&view.name, Utc::now()).await?;
    let released = crate::follow_up::release(&store, &view, &spec, world, until, clock).await?;
    if let Some(words) = released.what_is_over() {
        progress.say(&words);
    }
    // Noted before anything is claimed: from then on no other plan takes the place of this one.
    for channel in channels.iter().copied() {
        if store.left(&view.name, channel, until).await? != Left::default() {
            if !store.begin_sending(&view.name, &view.plan_hash).await? {
                bail!(
                    "another plan of campaign `{}` took the place of this one meanwhile; see `jangkau diff`",
                    view.name
                );
            }
            break;
        }
    }
    let is_played = providers.played.is_some();
    let step = Step { home, world, store: &store, view: &view, spec: &spec, until, is_played };
    let mut reports = Vec::new();
    for channel in channels {
        let report = match channel {
            Channel::Whatsapp => step.whatsapp(providers, progress).await?,
            Channel::Email => step.email(providers, progress).await?,
            Channel::Print
            | Channel::PartnerCounter
            | Channel::SocialMedia
            | Channel::Outdoor
            | Channel::CommunityMeeting => step.on_paper(channel, progress).await?,
        };
        reports.push(report);
    }
    Ok(reports)
}

/// Channels of a campaign in the order of the declaration, those of follow-ups after them.
pub(crate) fn channels_of(spec: &CampaignSpec) -> Vec<Channel> {
    let first = spec.channels.iter().map(|c| c.kind);
    let later = spec.channels.iter().filter_map(|c| c.follow_up.as_ref().and_then(|f| f.channel));
    let mut channels = Vec::new();
    for channel in first.chain(later) {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    channels
}

/// Refuses a channel that nothing here can carry.
fn can_carry(channel: Channel, campaign: &str, providers: &Providers) -> Result<()> {
    match channel {
        Channel::Whatsapp if providers.whatsapp.is_none() => bail!(
            "campaign `{campaign}` writes on WhatsApp and no gateway is configured: give --gateway, or --fake-gateway to try it out"
        ),
        Channel::Email if providers.email.is_none() => bail!(
            "campaign `{campaign}` writes e-mail and no relay is configured: give --smtp, or --fake-gateway to try it out"
        ),
        _ => Ok(()),
    }
}

/// One dispatch under way, or what is made as a dispatch makes it.
pub(crate) struct Step<'a> {
    pub(crate) home: &'a Home,
    pub(crate) world: &'a World,
    pub(crate) store: &'a Store,
    pub(crate) view: &'a CampaignView,
    pub(crate) spec: &'a CampaignSpec,
    pub(crate) until: DateTime<Utc>,
    /// Whether a demo plays it.
    pub(crate) is_played: bool,
}

impl Step<'_> {
    /// When what is made on paper is handed over: now, or, in a demo, when it is due.
    pub(crate) fn handed_over(&self, due_at: DateTime<Utc>) -> DateTime<Utc> {
        if self.is_played { due_at } else { Utc::now() }
    }

    async fn whatsapp(&self, providers: &Providers, progress: &dyn Progress) -> Result<ChannelReport> {
        let config = providers.whatsapp.clone().context("no WhatsApp gateway is configured")?;
        let mut config = as_declared(config, self.spec, self.world)?;
        if let Some(clock) = &providers.played {
            config.pace = config.pace.played_by(clock.clone());
        }
        let config = &config;
        progress.begin("send WhatsApp", Some(self.waiting(Channel::Whatsapp).await?));
        let at = |done| progress.at(done);
        let contacts_key = self.home.contacts_key()?;
        let ledger = Ledger { store: self.store, contacts_key: &contacts_key };
        let report = send_whatsapp(ledger, config, &self.view.name, self.until, || config.pace.now(), &at).await?;
        Ok(sent(Channel::Whatsapp, &report, progress))
    }

    async fn email(&self, providers: &Providers, progress: &dyn Progress) -> Result<ChannelReport> {
        let mut config = providers.email.clone().context("no SMTP relay is configured")?;
        config.subject = self.spec.title.in_language(Language::Id).to_owned();
        if let Some(clock) = &providers.played {
            config.pace = config.pace.played_by(clock.clone());
        }
        progress.begin("send e-mail", Some(self.waiting(Channel::Email).await?));
        let at = |done| progress.at(done);
        let contacts_key = self.home.contacts_key()?;
        let ledger = Ledger { store: self.store, contacts_key: &contacts_key };
        let report = send_email(ledger, &config, &self.view.name, self.until, || config.pace.now(), &at).await?;
        Ok(sent(Channel::Email, &report, progress))
    }

    async fn waiting(&self, channel: Channel) -> Result<u64> {
        let counts = self.store.touch_counts(&self.view.name).await?;
        Ok(counts
            .iter()
            .filter(|c| c.channel == channel && c.status == domain::TouchStatus::Planned)
            .map(|c| c.touches)
            .sum())
    }
}

/// The gateway with the codes of this home, and, where the campaign declares what its numbers can do, with the limits that follow
/// from it.
pub(crate) fn as_declared(mut config: WhatsAppConfig, spec: &CampaignSpec, world: &World) -> Result<WhatsAppConfig> {
    config.codes = Arc::clone(&world.codes);
    if let Some(declared) = &spec.capacity.whatsapp {
        let figures = world.policy.capacity().sending(declared, spec.schedule.first_day)?;
        config.limits.pair_gap = Duration::from_secs(figures.pair_seconds);
        config.limits.people_per_day = figures.people_per_day;
    }
    Ok(config)
}

fn sent(channel: Channel, report: &DispatchReport, progress: &dyn Progress) -> ChannelReport {
    progress.end(&report.to_string());
    ChannelReport { channel, outcomes: report.by_word(), files: Vec::new() }
}
