//! How many different people a portfolio of sender numbers has written to in the last 24 hours.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count, instant, instant_of, instant_text, micros};
use chrono::{DateTime, TimeDelta, Utc};
use domain::MemberId;
use std::collections::HashSet;

/// The provider's moving day.
const DAY: TimeDelta = TimeDelta::hours(24);

/// What was asked of a portfolio's moving day, and what was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PortfolioDay {
    /// Those who may be written to: they have a place now.
    pub granted: HashSet<MemberId>,
    /// Different people with a place in the last 24 hours, the granted among them.
    pub used: u64,
    /// When the next place comes free; `None` where nobody has one.
    pub free_at: Option<DateTime<Utc>>,
}

impl Store {
    /// Takes places for members in the last 24 hours of a portfolio, in the order in which they stand, as long as no more than `limit`
    /// different people have one. Whoever has one already needs no other. Safe among several senders.
    ///
    /// People are counted by member number: two members with one phone count twice, so never too few are counted.
    pub async fn take_places(
        &self,
        portfolio: &str,
        limit: u64,
        members: &[&MemberId],
        now: DateTime<Utc>,
    ) -> Result<PortfolioDay> {
        let since = now - DAY;
        let mut tx = self.begin().await?;
        Sql::new("DELETE FROM portfolio_person WHERE portfolio = $1 AND taken_at <= $2")
            .bind(portfolio)
            .bind(instant_text(since))
            .execute(&mut tx)
            .await
            .doing("counting a portfolio's day")?;
        let known = with_a_place(&mut tx, portfolio, members).await?;
        let mut used = used(&mut tx, portfolio).await?;
        let mut granted = HashSet::with_capacity(members.len());
        for member in members {
            if granted.contains(*member) {
                continue;
            }
            if known.contains(member.0.as_str()) {
                granted.insert((*member).clone());
            } else if used < limit {
                used += 1;
                granted.insert((*member).clone());
            }
        }
        let places: Vec<&MemberId> = granted.iter().collect();
        for chunk in places.chunks(ROWS_PER_STATEMENT) {
            Sql::rows("INSERT INTO portfolio_person (portfolio, member, taken_at) ", chunk, |row, member| {
                row.push_bind(portfolio).push_bind(member.0.as_str()).push_bind(instant_text(now));
            })
            .push(" ON CONFLICT DO NOTHING")
            .execute(&mut tx)
            .await
            .doing("taking places of a portfolio's day")?;
        }
        let free: Option<(Option<String>,)> = Sql::new(
            "SELECT MIN(last) FROM (SELECT MAX(taken_at) AS last FROM portfolio_person WHERE portfolio = $1
             GROUP BY member) AS people",
        )
        .bind(portfolio)
        .optional(&mut tx)
        .await
        .doing("counting a portfolio's day")?;
        tx.commit().await.doing("taking places of a portfolio's day")?;
        let free_at = free.and_then(|(at,)| at).map(|at| instant("portfolio_person.taken_at", &at)).transpose()?;
        Ok(PortfolioDay { granted, used, free_at: free_at.map(|at| at + DAY) })
    }

    /// Gives places back that were taken at a moment and not used: nobody called.
    pub async fn give_places_back(&self, portfolio: &str, places: &[(MemberId, DateTime<Utc>)]) -> Result<()> {
        if places.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for chunk in places.chunks(ROWS_PER_STATEMENT) {
            let mut statement = Sql::new("DELETE FROM portfolio_person WHERE portfolio = ");
            statement.push_bind(portfolio).push(" AND (member, taken_at) IN (");
            statement.push_values(chunk, |row, (member, at)| {
                row.push_bind(member.0.as_str()).push_bind(instant_text(*at));
            });
            statement.push(")");
            statement.execute(&mut tx).await.doing("giving places of a portfolio's day back")?;
        }
        tx.commit().await.doing("giving places of a portfolio's day back")
    }

    /// Gives a place to everybody whom the ledger says a WhatsApp message was handed over to in the last 24 hours, by whatever
    /// campaign: what was sent before the limit was known counts too.
    pub async fn count_ledger_in(&self, portfolio: &str, now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        let sent: Vec<(String, i64)> = Sql::new(
            "SELECT m.member, MAX(t.handed_at) FROM touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
             WHERE (t.send_key >> 4) & 15 = 0 AND t.handed_at > $1 AND t.status NOT IN (0, 1, 7, 8)
               AND NOT (t.status = 6 AND t.error_code IS NULL)
             GROUP BY m.member ORDER BY 1",
        )
        .bind(micros(now - DAY))
        .all(&mut tx)
        .await
        .doing("counting a portfolio's day")?;
        for chunk in sent.chunks(ROWS_PER_STATEMENT) {
            let mut places = Vec::with_capacity(chunk.len());
            for (member, at) in chunk {
                places.push((member, instant_text(instant_of("touch.handed_at", *at)?)));
            }
            Sql::rows("INSERT INTO portfolio_person (portfolio, member, taken_at) ", &places, |row, (member, at)| {
                row.push_bind(portfolio).push_bind(member.as_str()).push_bind(at.as_str());
            })
            .push(" ON CONFLICT DO NOTHING")
            .execute(&mut tx)
            .await
            .doing("counting a portfolio's day")?;
        }
        tx.commit().await.doing("counting a portfolio's day")
    }
}

async fn with_a_place(tx: &mut Tx, portfolio: &str, members: &[&MemberId]) -> Result<HashSet<String>> {
    let mut known = HashSet::new();
    for chunk in members.chunks(ROWS_PER_STATEMENT) {
        let mut statement = Sql::new("SELECT DISTINCT member FROM portfolio_person WHERE portfolio = ");
        statement.push_bind(portfolio).push(" AND ").push_in("member", chunk.iter().map(|m| m.0.as_str()));
        let rows: Vec<(String,)> = statement.all(&mut *tx).await.doing("counting a portfolio's day")?;
        known.extend(rows.into_iter().map(|(member,)| member));
    }
    Ok(known)
}

async fn used(tx: &mut Tx, portfolio: &str) -> Result<u64> {
    let row: Option<(i64,)> = Sql::new("SELECT COUNT(DISTINCT member) FROM portfolio_person WHERE portfolio = $1")
        .bind(portfolio)
        .optional(tx)
        .await
        .doing("counting a portfolio's day")?;
    count("portfolio_person", row.map_or(0, |(n,)| n))
}
