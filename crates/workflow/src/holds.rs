//! What keeps messages from leaving although they are due: a number, a template, a campaign or the whole account, until a person lifts it.

use crate::home::Home;
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use domain::Channel;
use serde::Serialize;
use store::Held;

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
