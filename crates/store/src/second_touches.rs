//! Second touches that a failure leads to, and failures by code.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::Sql;
use crate::stored::{ROWS_PER_STATEMENT, count, instant, instant_text, word};
use chrono::{DateTime, Utc};
use domain::{Channel, FollowUpWhen, MemberId, RegionCode, TouchStatus};
use std::collections::HashMap;

/// What is added to the step of a touch for its one more try: the send key holds each of them at most once, and a step above it has had
/// its try.
pub const TRY_STEP: u8 = 100;

/// A failed touch that may be tried once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Its id.
    pub touch: String,
    /// For whom.
    pub member: MemberId,
    /// On which channel.
    pub channel: Channel,
    /// Where they live.
    pub area: RegionCode,
    /// The provider's code.
    pub code: i64,
    /// When it failed.
    pub at: DateTime<Utc>,
    /// When other touches of the person are due or went out, over all campaigns; failed and cancelled ones left out.
    pub others: Vec<DateTime<Utc>>,
}

/// How the first touch of a follow-up failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstFailed {
    /// Channel of the first touch.
    pub first: Channel,
    /// Channel of the follow-up.
    pub follow_up: Channel,
    /// The provider's code, where it gave one.
    pub code: Option<i64>,
    /// When it failed.
    pub at: DateTime<Utc>,
}

type FailedColumns = (String, String, String, String, i64, String);
type FirstColumns = (String, String, String, Option<i64>, String);

impl Store {
    /// Failed touches of a campaign with one of these codes that have not had their one more try, and after which nothing else is
    /// planned for the person on the same channel; earliest failure first, at most `limit`.
    pub async fn failed_without_try(&self, campaign: &str, codes: &[i64], limit: u32) -> Result<Vec<Failed>> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = Sql::new(
            "SELECT t.id, t.member, t.channel, t.area, t.error_code, COALESCE(e.happened_at, t.handed_at, t.due_at)
             FROM touch AS t LEFT JOIN delivery_event AS e ON e.touch = t.id AND e.status = 'failed'
             WHERE t.campaign = ",
        );
        statement.push_bind(campaign).push(" AND t.status = 'failed' AND t.step < ").push_bind(i64::from(TRY_STEP));
        statement.push(" AND t.error_code IN (");
        statement.push_values(codes, |row, code| {
            row.push_bind(*code);
        });
        statement.push(
            ") AND NOT EXISTS (SELECT 1 FROM follow_up AS f WHERE f.after_touch = t.id AND f.campaign = t.campaign
                 AND f.channel = t.channel)
               AND NOT EXISTS (SELECT 1 FROM touch AS o WHERE o.campaign = t.campaign AND o.member = t.member
                 AND o.channel = t.channel AND o.step > t.step)
             ORDER BY 6, 1 LIMIT ",
        );
        statement.push_bind(i64::from(limit));
        let rows: Vec<FailedColumns> = statement.all(self.reader()).await.doing("reading failed touches")?;
        let mut others = self.touches_of(rows.iter().map(|row| row.1.as_str()).collect()).await?;
        rows.into_iter()
            .map(|(touch, member, channel, area, code, at)| {
                Ok(Failed {
                    touch,
                    channel: word("touch.channel", &channel)?,
                    area: word("touch.area", &area)?,
                    code,
                    at: instant("touch.handed_at", &at)?,
                    others: others.remove(&member).unwrap_or_default(),
                    member: MemberId(member),
                })
            })
            .collect()
    }

    /// Plans the one more try of failed touches at the moments given: the same words on the same channel, asked once more when it is
    /// due, as any follow-up is. Each touch has at most one, and a try has none. Answers how many are new.
    pub async fn plan_tries(&self, tries: &[(String, DateTime<Utc>)]) -> Result<u64> {
        let mut tx = self.begin().await?;
        let mut planned = 0;
        for (touch, due_at) in tries {
            planned += Sql::new(
                "INSERT INTO follow_up (id, campaign, member, channel, step, area, language, body, due_at, cost, after_touch,
                    only_where)
                 SELECT t.id || '-again', t.campaign, t.member, t.channel, t.step + $2, t.area, t.language, t.body, $3, t.cost,
                    t.id, $4
                 FROM touch AS t JOIN plan_member AS m ON m.campaign = t.campaign AND m.member = t.member
                 WHERE t.id = $1 AND t.status = 'failed' AND t.step < $2 AND m.arm = 'treated' ON CONFLICT DO NOTHING",
            )
            .bind(touch.as_str())
            .bind(i64::from(TRY_STEP))
            .bind(instant_text(*due_at))
            .bind(FollowUpWhen::NotDelivered.key())
            .execute(&mut tx)
            .await
            .doing("planning one more try")?;
        }
        tx.commit().await.doing("planning one more try")?;
        Ok(planned)
    }

    /// How the first touches of follow-ups failed, by id of the follow-up; those whose first touch has not failed are left out.
    pub async fn first_failures(&self, follow_ups: &[&str]) -> Result<HashMap<String, FirstFailed>> {
        let mut found = HashMap::new();
        for chunk in follow_ups.chunks(ROWS_PER_STATEMENT) {
            let mut statement = Sql::new(
                "SELECT f.id, t.channel, f.channel, t.error_code, COALESCE(e.happened_at, t.handed_at, t.due_at)
                 FROM follow_up AS f JOIN touch AS t ON t.id = f.after_touch
                 LEFT JOIN delivery_event AS e ON e.touch = t.id AND e.status = 'failed'
                 WHERE t.status = 'failed' AND ",
            );
            statement.push_in("f.id", chunk.iter().copied());
            let rows: Vec<FirstColumns> =
                statement.all(self.reader()).await.doing("reading how first touches failed")?;
            for (id, first, follow_up, code, at) in rows {
                let failed = FirstFailed {
                    first: word("touch.channel", &first)?,
                    follow_up: word("follow_up.channel", &follow_up)?,
                    code,
                    at: instant("touch.handed_at", &at)?,
                };
                found.insert(id, failed);
            }
        }
        Ok(found)
    }

    /// Touches of a campaign on a channel that ended with a provider's code, by code and status, and how many; the most frequent first.
    pub async fn touches_by_code(&self, campaign: &str, channel: Channel) -> Result<Vec<(i64, TouchStatus, u64)>> {
        let rows: Vec<(i64, String, i64)> = Sql::new(
            "SELECT error_code, status, COUNT(*) FROM touch
             WHERE campaign = $1 AND channel = $2 AND error_code IS NOT NULL GROUP BY error_code, status ORDER BY 3 DESC, 1, 2",
        )
        .bind(campaign)
        .bind(channel.key())
        .all(self.reader())
        .await
        .doing("counting touches by code")?;
        rows.into_iter()
            .map(|(code, status, n)| Ok((code, word("touch.status", &status)?, count("touch", n)?)))
            .collect()
    }

    /// Campaigns that touches belong to; touches are named by our id or the provider's.
    pub async fn campaigns_of(&self, touches: &[&str]) -> Result<HashMap<String, String>> {
        let mut found = HashMap::new();
        for chunk in touches.chunks(ROWS_PER_STATEMENT) {
            for column in ["id", "provider_id"] {
                let mut statement = Sql::new(format!("SELECT {column}, campaign FROM touch WHERE "));
                statement.push_in(column, chunk.iter().copied());
                let rows: Vec<(String, String)> =
                    statement.all(self.reader()).await.doing("finding the campaigns of touches")?;
                found.extend(rows);
            }
        }
        Ok(found)
    }

    /// When touches of people are due or went out, over all campaigns, with follow-ups that may still go out.
    async fn touches_of(&self, members: Vec<&str>) -> Result<HashMap<String, Vec<DateTime<Utc>>>> {
        let mut found: HashMap<String, Vec<DateTime<Utc>>> = HashMap::new();
        for chunk in members.chunks(ROWS_PER_STATEMENT) {
            for (select, column) in [
                ("SELECT member, due_at FROM touch WHERE status NOT IN ('cancelled', 'failed') AND ", "member"),
                (
                    "SELECT f.member, f.due_at FROM follow_up AS f JOIN campaign AS c ON c.name = f.campaign
                     WHERE f.decided IS NULL AND c.approved_by IS NOT NULL
                       AND (c.halted IS NULL OR c.halted <> 'cancelled') AND ",
                    "f.member",
                ),
            ] {
                let mut statement = Sql::new(select);
                statement.push_in(column, chunk.iter().copied());
                let rows: Vec<(String, String)> =
                    statement.all(self.reader()).await.doing("reading touches of people")?;
                for (member, at) in rows {
                    found.entry(member).or_default().push(instant("touch.due_at", &at)?);
                }
            }
        }
        Ok(found)
    }
}
