//! Leases: how long a claim holds its touches, and what becomes of those whose worker did not come back.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::lock;
use crate::sql::{On, Sql, Tx};
use crate::stored::{TOUCHES_PER_STATEMENT, micros, unreadable};
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashSet};

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

    async fn forget(&self, tx: &mut Tx) -> Result<()> {
        Sql::new("DELETE FROM claim WHERE first_key = $1 AND fence = $2")
            .bind(self.first_key)
            .bind(self.fence)
            .execute(tx)
            .await
            .doing("forgetting a claim")?;
        Ok(())
    }
}

impl Store {
    /// Ends claims whose worker did not come back in time. Those that were not called yet go back to the outbox: nothing was sent
    /// for them, and the worker that held them may not call any more. Those that were called become unknown, are listed by
    /// [`Store::unknown_touches`], and are not sent again.
    pub async fn expire_leases(&self, campaign: &str, now: DateTime<Utc>) -> Result<Expired> {
        let mut tx = self.begin_shared().await?;
        let mut expired = Expired::default();
        let number = number_of(&mut tx, campaign).await?;
        let over = leases_over(&mut tx, number, now).await?;
        lock(&mut tx, over.iter().flat_map(Lease::claims).map(|(key, _)| key)).await?;
        for lease in over {
            for chunk in lease.send_keys.chunks(TOUCHES_PER_STATEMENT) {
                let mut statement = Sql::new(
                    "UPDATE touch SET status = 2, detail = 'the worker that held it did not come back in time' WHERE ",
                );
                statement.push("called_at IS NOT NULL AND ").push(HELD);
                expired.unknown += held(&mut statement, lease.fence, chunk).execute(&mut tx).await.doing(ENDING)?;
                let mut statement = Sql::new("UPDATE touch SET status = 0 WHERE called_at IS NULL AND ");
                statement.push(HELD);
                expired.returned += held(&mut statement, lease.fence, chunk).execute(&mut tx).await.doing(ENDING)?;
            }
            lease.forget(&mut tx).await?;
        }
        tx.commit().await.doing(ENDING)?;
        Ok(expired)
    }

    /// Forgets the claims of a campaign that hold nothing any more: each of their touches is settled, given back or claimed anew. No touch
    /// comes back to an earlier claim, so nothing is lost whoever else is at work.
    pub async fn forget_empty_claims(&self, campaign: &str) -> Result<()> {
        let number = number_of(self.reader(), campaign).await?;
        let mut empty = leases_over(self.reader(), number, DateTime::<Utc>::MAX_UTC).await?;
        let mut holding = HashSet::new();
        for lease in &empty {
            for chunk in lease.send_keys.chunks(TOUCHES_PER_STATEMENT) {
                let mut statement = Sql::new("SELECT send_key FROM touch WHERE ");
                let one: Option<(i64,)> = held(statement.push(HELD), lease.fence, chunk)
                    .push(" LIMIT 1")
                    .optional(self.reader())
                    .await
                    .doing("looking for what claims hold")?;
                holding.extend(one.map(|_| (lease.first_key, lease.fence)));
            }
        }
        empty.retain(|lease| !holding.contains(&(lease.first_key, lease.fence)));
        let mut tx = self.begin_shared().await?;
        for lease in empty {
            lease.forget(&mut tx).await?;
        }
        tx.commit().await.doing("forgetting empty claims")
    }
}

const ENDING: &str = "ending leases";

/// The touches that a claim still holds are claimed, with its fence, and among its own.
const HELD: &str = "status = 1 AND fence = ";

fn held<'s>(statement: &'s mut Sql, fence: i64, keys: &[i64]) -> &'s mut Sql {
    statement.push_bind(fence).push(" AND ").push_in("send_key", keys.iter().copied())
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

async fn number_of<'a>(on: impl Into<On<'a>>, campaign: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> = Sql::new("SELECT number FROM campaign WHERE name = $1")
        .bind(campaign)
        .optional(on)
        .await
        .doing("looking for a campaign")?;
    Ok(row.map(|(number,)| number))
}

/// Claims of campaigns, given by their numbers, whose lease is over by then, in the order of their keys.
pub(crate) async fn leases_over<'a>(
    on: impl Into<On<'a>>,
    campaigns: impl IntoIterator<Item = i64>,
    then: DateTime<Utc>,
) -> Result<Vec<Lease>> {
    let mut statement = Sql::new("SELECT first_key, fence, send_keys FROM claim WHERE lease_until <= ");
    statement.push_bind(micros(then)).push(" AND ");
    // No campaign has the number -1.
    statement.push_in("first_key >> 40", campaigns.into_iter().chain([-1])).push(" ORDER BY first_key, fence");
    let rows: Vec<(i64, i64, String)> = statement.all(on).await.doing("looking for leases that are over")?;
    let lease = |(first_key, fence, words): (i64, i64, String)| {
        let send_keys = words.split(',').map(str::parse).collect::<std::result::Result<_, _>>();
        let send_keys =
            send_keys.map_err(|_| unreadable("claim.send_keys", &words, "send keys with commas between"))?;
        Ok(Lease { first_key, fence, send_keys })
    };
    rows.into_iter().map(lease).collect()
}
