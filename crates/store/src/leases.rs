//! Leases: how long a claim holds its touches, and what becomes of those whose worker did not come back.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::lock;
use crate::sql::{Sql, Tx};
use crate::stored::{TOUCHES_PER_STATEMENT, micros, unreadable};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Claims whose lease ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expired {
    /// Called, and nobody knows what came of it.
    pub unknown: u64,
    /// Not called yet; back in the outbox.
    pub returned: u64,
}

/// The touches of one claim.
pub(crate) struct Lease {
    first_key: i64,
    fence: i64,
    send_keys: Vec<i64>,
}

impl Lease {
    /// Each touch with its fence.
    pub(crate) fn claims(&self) -> impl Iterator<Item = (i64, i64)> {
        self.send_keys.iter().map(|key| (*key, self.fence))
    }
}

impl Store {
    /// Ends claims whose worker did not come back in time. Those that were not called yet go back to the outbox: nothing was sent
    /// for them, and the worker that held them may not call any more. Those that were called become unknown, are listed by
    /// [`Store::unknown_touches`], and are not sent again.
    pub async fn expire_leases(&self, campaign: &str, now: DateTime<Utc>) -> Result<Expired> {
        let mut tx = self.begin_shared().await?;
        let mut expired = Expired::default();
        for lease in leases_over(&mut tx, Some(campaign), now).await? {
            lock(&mut tx, lease.send_keys.iter().copied()).await?;
            for chunk in lease.send_keys.chunks(TOUCHES_PER_STATEMENT) {
                let mut statement = Sql::new(
                    "UPDATE touch SET status = 2, detail = 'the worker that held it did not come back in time' WHERE ",
                );
                expired.unknown += end(&mut tx, statement.push("called_at IS NOT NULL"), lease.fence, chunk).await?;
                let mut statement = Sql::new("UPDATE touch SET status = 0 WHERE ");
                expired.returned += end(&mut tx, statement.push("called_at IS NULL"), lease.fence, chunk).await?;
            }
            Sql::new("DELETE FROM claim WHERE first_key = $1 AND fence = $2")
                .bind(lease.first_key)
                .bind(lease.fence)
                .execute(&mut tx)
                .await
                .doing("ending leases")?;
        }
        tx.commit().await.doing("ending leases")?;
        Ok(expired)
    }
}

/// Changes those touches that this claim still holds; answers how many.
async fn end(tx: &mut Tx, statement: &mut Sql, fence: i64, keys: &[i64]) -> Result<u64> {
    statement.push(" AND status = 1 AND fence = ").push_bind(fence).push(" AND ");
    statement.push_in("send_key", keys.iter().copied()).execute(tx).await.doing("ending leases")
}

/// Keeps who holds touches, each given with its fence, and until when.
pub(crate) async fn hold(tx: &mut Tx, claims: &[(i64, i64)], worker: &str, until: DateTime<Utc>) -> Result<()> {
    let mut by_fence: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (key, fence) in claims {
        by_fence.entry(*fence).or_default().push(*key);
    }
    for (fence, keys) in by_fence {
        let words: Vec<String> = keys.iter().map(i64::to_string).collect();
        Sql::new("INSERT INTO claim (first_key, fence, lease_until, worker, send_keys) VALUES ($1, $2, $3, $4, $5)")
            .bind(keys.first().copied())
            .bind(fence)
            .bind(micros(until))
            .bind(worker)
            .bind(words.join(","))
            .execute(&mut *tx)
            .await
            .doing("claiming touches")?;
    }
    Ok(())
}

/// Claims whose lease is over, of a campaign or of all, in the order of their keys.
pub(crate) async fn leases_over(tx: &mut Tx, campaign: Option<&str>, now: DateTime<Utc>) -> Result<Vec<Lease>> {
    let rows: Vec<(i64, i64, String)> = Sql::new(
        "SELECT first_key, fence, send_keys FROM claim
         WHERE lease_until <= $1 AND ($2 = 1 OR first_key >> 40 = (SELECT number FROM campaign WHERE name = $3))
         ORDER BY first_key, fence",
    )
    .bind(micros(now))
    .bind(i64::from(campaign.is_none()))
    .bind(campaign.unwrap_or_default())
    .all(tx)
    .await
    .doing("looking for leases that are over")?;
    let lease = |(first_key, fence, words): (i64, i64, String)| {
        let send_keys = words.split(',').map(str::parse).collect::<std::result::Result<_, _>>();
        let send_keys =
            send_keys.map_err(|_| unreadable("claim.send_keys", &words, "send keys with commas between"))?;
        Ok(Lease { first_key, fence, send_keys })
    };
    rows.into_iter().map(lease).collect()
}
