//! Holds: what keeps messages from leaving although they are due.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::Sql;
use crate::stored::{instant, instant_text, unreadable, word};
use chrono::{DateTime, Utc};
use domain::Channel;

/// What is held.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Held {
    /// The whole channel.
    Everything,
    /// The channel of one campaign.
    Campaign(String),
    /// One sender number, by its id or its digits.
    Number(String),
    /// One template, by its name at the provider.
    Template(String),
}

impl Held {
    fn columns(&self) -> (&'static str, &str) {
        match self {
            Self::Everything => ("everything", ""),
            Self::Campaign(name) => ("campaign", name),
            Self::Number(name) => ("number", name),
            Self::Template(name) => ("template", name),
        }
    }

    fn read(scope: &str, name: String) -> Result<Self> {
        Ok(match scope {
            "everything" => Self::Everything,
            "campaign" => Self::Campaign(name),
            "number" => Self::Number(name),
            "template" => Self::Template(name),
            _ => return Err(unreadable("sending_hold.scope", scope, "everything, campaign, number or template")),
        })
    }
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// The channel it holds.
    pub channel: Channel,
    /// What.
    pub held: Held,
    /// The provider's code, where one led to it.
    pub code: Option<i64>,
    /// Why, in the provider's words or ours.
    pub detail: String,
    /// When what led to it happened.
    pub since: DateTime<Utc>,
    /// When it ends by itself; `None` where a person lifts it.
    pub ends_at: Option<DateTime<Utc>>,
}

type HoldColumns = (String, String, String, Option<i64>, String, String, Option<String>);

impl Store {
    /// Puts holds. One that stands already stays as it is, and news from before somebody lifted it does not bring it back: reports
    /// arrive late and twice. Answers how many are new.
    pub async fn hold(&self, holds: &[Hold]) -> Result<u64> {
        if holds.is_empty() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        let mut new = 0;
        for hold in holds {
            let (scope, name) = hold.held.columns();
            new += Sql::new(
                "INSERT INTO sending_hold (channel, scope, name, code, detail, since, ends_at)
                 SELECT $1, $2, $3, CAST($4 AS BIGINT), $5, $6, $7
                 WHERE NOT EXISTS (SELECT 1 FROM sending_hold WHERE channel = $1 AND scope = $2 AND name = $3
                    AND (CASE WHEN lifted_at IS NOT NULL THEN lifted_at WHEN ends_at IS NOT NULL THEN ends_at
                         ELSE '9999' END) >= $6)
                 ON CONFLICT DO NOTHING",
            )
            .bind(hold.channel.key())
            .bind(scope)
            .bind(name)
            .bind(hold.code)
            .bind(hold.detail.as_str())
            .bind(instant_text(hold.since))
            .bind(hold.ends_at.map(instant_text))
            .execute(&mut tx)
            .await
            .doing("putting a hold")?;
        }
        tx.commit().await.doing("putting a hold")?;
        Ok(new)
    }

    /// The holds on a channel that stand at a moment, oldest first.
    pub async fn holds(&self, channel: Channel, now: DateTime<Utc>) -> Result<Vec<Hold>> {
        let rows: Vec<HoldColumns> = Sql::new(
            "SELECT channel, scope, name, code, detail, since, ends_at FROM sending_hold
             WHERE lifted_at IS NULL AND channel = $1 AND (ends_at IS NULL OR ends_at > $2) ORDER BY since, scope, name",
        )
        .bind(channel.key())
        .bind(instant_text(now))
        .all(self.reader())
        .await
        .doing("reading holds")?;
        let read = |(channel, scope, name, code, detail, since, ends_at): HoldColumns| {
            Ok(Hold {
                channel: word("sending_hold.channel", &channel)?,
                held: Held::read(&scope, name)?,
                code,
                detail,
                since: instant("sending_hold.since", &since)?,
                ends_at: ends_at.map(|at| instant("sending_hold.ends_at", &at)).transpose()?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// The provider says that something may be used again, from a moment on: lifts the hold that stood then. Where none did, the word
    /// is kept as a hold that was lifted as it began, so that older news which comes later puts none. Answers whether one was lifted.
    pub async fn release_hold(
        &self,
        channel: Channel,
        held: &Held,
        detail: &str,
        by: &str,
        at: DateTime<Utc>,
    ) -> Result<bool> {
        let (scope, name) = held.columns();
        let mut tx = self.begin().await?;
        let lifted = Sql::new(
            "UPDATE sending_hold SET lifted_at = $4, lifted_by = $5
             WHERE lifted_at IS NULL AND channel = $1 AND scope = $2 AND name = $3 AND since <= $4",
        )
        .bind(channel.key())
        .bind(scope)
        .bind(name)
        .bind(instant_text(at))
        .bind(by)
        .execute(&mut tx)
        .await
        .doing("lifting a hold")?;
        if lifted == 0 {
            Sql::new(
                "INSERT INTO sending_hold (channel, scope, name, detail, since, lifted_at, lifted_by)
                 SELECT $1, $2, $3, $6, $4, $4, $5
                 WHERE NOT EXISTS (SELECT 1 FROM sending_hold
                    WHERE channel = $1 AND scope = $2 AND name = $3 AND lifted_at >= $4)
                 ON CONFLICT DO NOTHING",
            )
            .bind(channel.key())
            .bind(scope)
            .bind(name)
            .bind(instant_text(at))
            .bind(by)
            .bind(detail)
            .execute(&mut tx)
            .await
            .doing("lifting a hold")?;
        }
        tx.commit().await.doing("lifting a hold")?;
        Ok(lifted > 0)
    }

    /// Lifts the hold on something: a person has seen to it, or the provider says that it is over. Answers whether there was one.
    pub async fn lift_hold(&self, channel: Channel, held: &Held, by: &str, at: DateTime<Utc>) -> Result<bool> {
        let (scope, name) = held.columns();
        let mut tx = self.begin().await?;
        let lifted = Sql::new(
            "UPDATE sending_hold SET lifted_at = $4, lifted_by = $5
             WHERE lifted_at IS NULL AND channel = $1 AND scope = $2 AND name = $3",
        )
        .bind(channel.key())
        .bind(scope)
        .bind(name)
        .bind(instant_text(at))
        .bind(by)
        .execute(&mut tx)
        .await
        .doing("lifting a hold")?;
        tx.commit().await.doing("lifting a hold")?;
        Ok(lifted > 0)
    }
}
