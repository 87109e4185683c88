//! Pause, resume and cancel: they act within seconds, on what is queued too. And touches of which nobody knows: listed, and settled
//! by a person.

use crate::approve::find;
use crate::home::Home;
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use domain::Channel;
use domain::views::{CampaignView, Halt};
use serde::Serialize;
use store::Held;

/// A campaign after it was halted or resumed.
#[derive(Debug, Clone, Serialize)]
pub struct HaltSummary {
    /// As it stands.
    pub campaign: CampaignView,
    /// Touches that will never leave.
    pub cancelled: u64,
}

/// Pauses or cancels a campaign.
pub async fn halt(home: &Home, campaign: &str, how: Halt, by: &str, at: DateTime<Utc>) -> Result<HaltSummary> {
    let store = home.store().await?;
    let name = find(&store, campaign).await?.name;
    let cancelled = store.halt(&name, how, by, at).await?;
    Ok(HaltSummary { campaign: find(&store, &name).await?, cancelled })
}

/// Lets a paused campaign go on.
pub async fn resume(home: &Home, campaign: &str) -> Result<HaltSummary> {
    let store = home.store().await?;
    let name = find(&store, campaign).await?.name;
    store.resume(&name).await?;
    Ok(HaltSummary { campaign: find(&store, &name).await?, cancelled: 0 })
}

/// A touch of which nobody knows whether it left.
#[derive(Debug, Clone, Serialize)]
pub struct UnknownTouch {
    /// Its id, as the provider knows it.
    pub touch: String,
    /// For whom.
    pub member: String,
}

/// Every touch of a campaign of which nobody knows whether it left. None of them is sent again; the provider's report settles
/// them, or a person.
pub async fn unknown(home: &Home, campaign: &str) -> Result<Vec<UnknownTouch>> {
    let store = home.store().await?;
    let name = find(&store, campaign).await?.name;
    let touches = store.unknown_touches(&name).await?;
    Ok(touches.into_iter().map(|(touch, member)| UnknownTouch { touch, member: member.0 }).collect())
}

/// Settles unknown touches as a person found them to be; answers how many were unknown until now.
pub async fn settle(home: &Home, touches: &[String], left: bool, by: &str, at: DateTime<Utc>) -> Result<u64> {
    Ok(home.store().await?.settle_unknown(touches, left, by, at).await?)
}

/// Something that keeps messages from leaving.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HoldSummary {
    /// What is held, as it is named to lift it: `everything`, `campaign:NAME`, `number:ID` or `template:NAME`.
    pub held: String,
    /// The provider's code.
    pub code: Option<i64>,
    /// Why.
    pub detail: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it ends by itself; `None` where a person lifts it.
    pub ends_at: Option<DateTime<Utc>>,
}

/// What is held on a channel.
pub async fn holds(home: &Home, channel: Channel, now: DateTime<Utc>) -> Result<Vec<HoldSummary>> {
    let holds = home.store().await?.holds(channel, now).await?;
    Ok(holds
        .into_iter()
        .map(|hold| HoldSummary {
            held: match hold.held {
                Held::Everything => "everything".to_owned(),
                Held::Campaign(name) => format!("campaign:{name}"),
                Held::Number(name) => format!("number:{name}"),
                Held::Template(name) => format!("template:{name}"),
            },
            code: hold.code,
            detail: hold.detail,
            since: hold.since,
            ends_at: hold.ends_at,
        })
        .collect())
}

/// Lifts a hold, named as [`holds`] names it. Answers whether there was one.
pub async fn lift(home: &Home, channel: Channel, held: &str, by: &str, at: DateTime<Utc>) -> Result<bool> {
    let held = match held.split_once(':') {
        None if held == "everything" => Held::Everything,
        Some(("campaign", name)) => Held::Campaign(name.to_owned()),
        Some(("number", name)) => Held::Number(name.to_owned()),
        Some(("template", name)) => Held::Template(name.to_owned()),
        _ => bail!("`{held}` names no hold; expected everything, campaign:NAME, number:ID or template:NAME"),
    };
    Ok(home.store().await?.lift_hold(channel, &held, by, at).await?)
}
