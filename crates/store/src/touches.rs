//! Reading the ledger.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::{LANE, OF_CAMPAIGN, WAITING_OF_CAMPAIGN, channel_stored, id_of, key_of, keys_of, lock};
use crate::sql::Sql;
use crate::stored::{ROWS_PER_STATEMENT, count, micros, status_of, status_stored};
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
    /// Ends what is still to leave of a campaign whose last day is over: its first touches and their tries, or whatever waits where nothing of it may leave
    /// any more. What a worker holds just now is not touched. Answers how many.
    pub async fn expire_touches(&self, campaign: &str, of_any_step: bool) -> Result<u64> {
        let waits: Option<(i64,)> = Sql::new(format!("SELECT send_key FROM touch WHERE {WAITING_OF_CAMPAIGN} LIMIT 1"))
            .bind(campaign)
            .optional(self.reader())
            .await
            .doing("ending what is over")?;
        if waits.is_none() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        let expired = Sql::new(format!(
            "UPDATE touch SET status = 8 WHERE {WAITING_OF_CAMPAIGN} AND ($2 = 1 OR send_key & 7 = 1)"
        ))
        .bind(campaign)
        .bind(i64::from(of_any_step))
        .execute(&mut tx)
        .await
        .doing("ending what is over")?;
        tx.commit().await.doing("ending what is over")?;
        Ok(expired)
    }

    /// What is left to send on a channel of what is due by `until`.
    pub async fn left(&self, campaign: &str, channel: Channel, until: DateTime<Utc>) -> Result<Left> {
        let (planned, claimed): (i64, i64) = Sql::new(format!(
            "SELECT (SELECT COUNT(*) FROM touch AS t WHERE status = 0 AND {LANE} AND due_at <= $3),
                    (SELECT COUNT(*) FROM touch AS t WHERE status = 1 AND {LANE} AND due_at <= $3)"
        ))
        .bind(campaign)
        .bind(channel_stored(channel))
        .bind(micros(until))
        .optional(self.reader())
        .await
        .doing("counting what is left")?
        .unwrap_or_default();
        Ok(Left { planned: count("touch", planned)?, claimed: count("touch", claimed)? })
    }

    /// Touches of a campaign by channel and status, with their forecast cost, in the order of [`Channel`] and
    /// [`TouchStatus`].
    pub async fn touch_counts(&self, campaign: &str) -> Result<Vec<TouchCount>> {
        let rows: Vec<(i64, i64, i64, i64)> = Sql::new(format!(
            "SELECT (send_key >> 4) & 15, status, COUNT(*), CAST(SUM(cost) AS BIGINT) FROM touch WHERE {OF_CAMPAIGN}
             GROUP BY 1, 2"
        ))
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("counting touches")?;
        let mut counts = rows
            .into_iter()
            .map(|(channel, status, touches, cost)| {
                Ok(TouchCount {
                    channel: key_of(channel << 4)?.channel(),
                    status: status_of(status)?,
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
        let rows: Vec<(i64, String, i64)> = Sql::new(format!(
            "SELECT t.send_key, m.member, t.status FROM touch AS t
             JOIN plan_member AS m ON m.member_key = t.send_key >> 8 WHERE {OF_CAMPAIGN}"
        ))
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading the ledger")?;
        let mut touches = rows
            .into_iter()
            .map(|(key, member, status)| Ok((MemberId(member), key_of(key)?, status_of(status)?)))
            .collect::<Result<Vec<_>>>()?;
        touches.sort_unstable_by(|(a, to, _), (b, other, _)| (a, to).cmp(&(b, other)));
        Ok(touches.into_iter().map(|(member, key, status)| (member, key.channel(), status)).collect())
    }

    /// Ids and members of touches whose outcome nobody knows: a person or a later report must settle them.
    pub async fn unknown_touches(&self, campaign: &str) -> Result<Vec<(String, MemberId)>> {
        let rows: Vec<(i64, Option<String>, String)> = Sql::new(format!(
            "SELECT send_key, own_id, member FROM touch_in_words WHERE {OF_CAMPAIGN} AND status = 'unknown'
             ORDER BY member, send_key"
        ))
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("listing unknown touches")?;
        rows.into_iter().map(|(key, own, member)| Ok((id_of(key_of(key)?, own), MemberId(member)))).collect()
    }

    /// Settles unknown touches as a person found out: they left, or they surely did not. Neither is sent again. Touches that are not
    /// unknown stay as they are; answers how many were.
    pub async fn settle_unknown(&self, touches: &[String], left: bool, by: &str, at: DateTime<Utc>) -> Result<u64> {
        let mut tx = self.begin_shared().await?;
        let mut settled = 0;
        let ids: Vec<&str> = touches.iter().map(String::as_str).collect();
        let keys: Vec<i64> = keys_of(&mut tx, &ids).await?.into_iter().flatten().collect();
        lock(&mut tx, keys.iter().copied()).await?;
        for chunk in keys.chunks(ROWS_PER_STATEMENT) {
            let (status, found) =
                if left { (TouchStatus::HandedOver, "left") } else { (TouchStatus::Failed, "did not leave") };
            let mut statement = Sql::new("UPDATE touch SET status = ");
            statement.push_bind(status_stored(status)).push(", handed_at = ").push_bind(micros(at)).push(", detail = ");
            statement.push_bind(format!("{by} found that it {found}")).push(" WHERE status = 2 AND ");
            statement.push_in("send_key", chunk.iter().copied());
            settled += statement.execute(&mut tx).await.doing("settling unknown touches")?;
        }
        tx.commit().await.doing("settling unknown touches")?;
        Ok(settled)
    }
}
