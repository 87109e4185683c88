//! Reading the ledger.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::Sql;
use crate::stored::{ROWS_PER_STATEMENT, count, instant_text, word};
use chrono::{DateTime, Utc};
use domain::views::TouchCount;
use domain::{Channel, MemberId, Rupiah, TouchStatus};

/// Touches of a campaign that a sender is not done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Left {
    /// In the outbox.
    pub planned: u64,
    /// Claimed; they come back or become unknown when their lease ends.
    pub claimed: u64,
}

impl Store {
    /// What is left to send on a channel of what is due by `until`.
    pub async fn left(&self, campaign: &str, channel: Channel, until: DateTime<Utc>) -> Result<Left> {
        let (planned, claimed): (i64, i64) = Sql::new(
            "SELECT (SELECT COUNT(*) FROM touch WHERE status = 'planned' AND campaign = $1 AND channel = $2 AND due_at <= $3),
                    (SELECT COUNT(*) FROM touch WHERE status = 'claimed' AND campaign = $1 AND channel = $2
                     AND due_at <= $3)",
        )
        .bind(campaign)
        .bind(channel.key())
        .bind(instant_text(until))
        .optional(self.reader())
        .await
        .doing("counting what is left")?
        .unwrap_or_default();
        Ok(Left { planned: count("touch", planned)?, claimed: count("touch", claimed)? })
    }

    /// Touches of a campaign by channel and status, with their forecast cost, in the order of [`Channel`] and
    /// [`TouchStatus`].
    pub async fn touch_counts(&self, campaign: &str) -> Result<Vec<TouchCount>> {
        let rows: Vec<(String, String, i64, i64)> = Sql::new(
            "SELECT channel, status, COUNT(*), CAST(SUM(cost) AS BIGINT) FROM touch WHERE campaign = $1
             GROUP BY channel, status",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("counting touches")?;
        let mut counts = rows
            .into_iter()
            .map(|(channel, status, touches, cost)| {
                Ok(TouchCount {
                    channel: word("touch.channel", &channel)?,
                    status: word("touch.status", &status)?,
                    touches: count("touch", touches)?,
                    cost: Rupiah::whole(cost),
                })
            })
            .collect::<Result<Vec<_>>>()?;
        counts.sort_by_key(|c| (c.channel, c.status));
        Ok(counts)
    }

    /// Every touch of a campaign: whom, how, and where it stands; by member, channel and step.
    pub async fn touch_statuses(&self, campaign: &str) -> Result<Vec<(MemberId, Channel, TouchStatus)>> {
        let rows: Vec<(String, String, String)> =
            Sql::new("SELECT member, channel, status FROM touch WHERE campaign = $1 ORDER BY member, channel, step")
                .bind(campaign)
                .all(self.reader())
                .await
                .doing("reading the ledger")?;
        rows.into_iter()
            .map(|(member, channel, status)| {
                Ok((MemberId(member), word("touch.channel", &channel)?, word("touch.status", &status)?))
            })
            .collect()
    }

    /// Ids and members of touches whose outcome nobody knows: a person or a later report must settle them.
    pub async fn unknown_touches(&self, campaign: &str) -> Result<Vec<(String, MemberId)>> {
        let rows: Vec<(String, String)> = Sql::new(
            "SELECT id, member FROM touch WHERE campaign = $1 AND status = 'unknown' ORDER BY member, channel, step",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("listing unknown touches")?;
        Ok(rows.into_iter().map(|(id, member)| (id, MemberId(member))).collect())
    }

    /// Settles unknown touches as a person found out: they left, or they surely did not. Neither is sent again. Touches that are not
    /// unknown stay as they are; answers how many were.
    pub async fn settle_unknown(&self, touches: &[String], left: bool, by: &str, at: DateTime<Utc>) -> Result<u64> {
        let mut tx = self.begin_shared().await?;
        let mut settled = 0;
        for chunk in touches.chunks(ROWS_PER_STATEMENT) {
            let (status, found) =
                if left { (TouchStatus::HandedOver, "left") } else { (TouchStatus::Failed, "did not leave") };
            let mut statement = Sql::new("UPDATE touch SET status = ");
            statement.push_bind(status.key()).push(", handed_at = ").push_bind(instant_text(at)).push(", detail = ");
            statement.push_bind(format!("{by} found that it {found}")).push(" WHERE status = 'unknown' AND ");
            statement.push_in("id", chunk.iter().map(String::as_str));
            settled += statement.execute(&mut tx).await.doing("settling unknown touches")?;
        }
        tx.commit().await.doing("settling unknown touches")?;
        Ok(settled)
    }
}
