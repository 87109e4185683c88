//! Work: what is due of every approved campaign leaves by itself, and follow-ups are asked, until somebody says stop. Several
//! workers may share a home in PostgreSQL; none takes what another holds.

use crate::dispatch_touches::{Providers, channels_of, ledger_of};
use crate::follow_up::release;
use crate::home::Home;
use crate::plan::declaration_of;
use crate::progress::Progress;
use anyhow::{Context, Result};
use chrono::Utc;
use dispatch::{send_email, send_whatsapp};
use domain::views::{CampaignStatus, CampaignView};
use domain::{Channel, Language};
use std::time::Duration;

/// Works until `stop` is done; looks for what is due again after `every`. What fails is told and tried again the next time.
/// Paper and counters are left to `dispatch`, which makes files.
pub async fn work(
    home: &Home,
    providers: &Providers,
    every: Duration,
    stop: impl Future<Output = ()>,
    progress: &dyn Progress,
) -> Result<()> {
    let rounds = async {
        loop {
            if let Err(error) = round(home, providers, progress).await {
                progress.end(&format!("a round of work broke off and is tried again: {error:#}"));
            }
            tokio::time::sleep(every).await;
        }
    };
    tokio::select! {
        () = rounds => {}
        () = stop => {}
    }
    Ok(())
}

/// One look at every campaign that is approved, not halted and not measured yet.
async fn round(home: &Home, providers: &Providers, progress: &dyn Progress) -> Result<()> {
    let store = home.store().await?;
    for campaign in store.campaigns().await? {
        let on_its_way = matches!(campaign.status, CampaignStatus::Approved | CampaignStatus::Dispatched);
        if on_its_way
            && campaign.approved_by.is_some()
            && campaign.halted.is_none()
            && let Err(error) = one(home, &store, &campaign, providers, progress).await
        {
            progress.end(&format!("{}: tried again the next time: {error:#}", campaign.name));
        }
    }
    Ok(())
}

async fn one(
    home: &Home,
    store: &store::Store,
    campaign: &CampaignView,
    providers: &Providers,
    progress: &dyn Progress,
) -> Result<()> {
    let spec = declaration_of(home, &campaign.name)?;
    let (now, key) = (Utc::now(), home.contacts_key()?);
    store.expire_leases(&campaign.name, now).await?;
    release(store, campaign, now).await?;
    for channel in channels_of(&spec) {
        let told = |done| progress.at(done);
        let report = match channel {
            Channel::Whatsapp => {
                let config = providers.whatsapp.as_ref().context("no WhatsApp gateway is configured")?;
                send_whatsapp(ledger_of(store, &key), config, &campaign.name, now, Utc::now, &told).await?
            }
            Channel::Email => {
                let mut config = providers.email.clone().context("no SMTP relay is configured")?;
                config.subject = spec.title.in_language(Language::Id).to_owned();
                send_email(ledger_of(store, &key), &config, &campaign.name, now, Utc::now, &told).await?
            }
            _ => continue,
        };
        if report.settled() > 0 {
            progress.end(&format!("{}: {report}", campaign.name));
        }
    }
    Ok(())
}
