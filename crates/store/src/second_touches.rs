//! Second touches that a failure leads to, and failures by code.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::{OF_CAMPAIGN, channel_in_words, channel_stored, id_of, key_of, keys_of};
use crate::sql::Sql;
use crate::stored::{ROWS_PER_STATEMENT, count, instant, instant_of, instant_text, status_of, word};
use chrono::{DateTime, Utc};
use domain::{Channel, FollowUpWhen, MemberId, RegionCode, TouchStatus};
use std::collections::HashMap;

/// What is added to the step of a touch for its one more try, the highest bit a send key has for steps: the ledger holds each of them at
/// most once, and a step that has it has had its try.
pub const TRY_STEP: u8 = 8;

/// A failed touch that may be tried once more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Its id.
    pub touch: String,
    /// For whom.
    pub member: MemberId,
    /// On which channel.
    pub channel: Channel,
    /// Which touch of the person it was: 1 for the first, 2 for a follow-up.
    pub step: u8,
    /// Where they live.
    pub area: RegionCode,
    /// The provider's code.
    pub code: i64,
    /// When it failed.
    pub at: DateTime<Utc>,
    /// When other touches of the person are due or went out, over all campaigns; failed ones and those that never left left out.
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

type FailedColumns = (i64, Option<String>, String, String, i64, i64);
type FirstColumns = (String, i64, String, Option<i64>, i64);

impl Store {
    /// Failed touches of a campaign with one of these codes that have not had their one more try, and after which nothing else is
    /// planned for the person on the same channel; earliest failure first, at most `limit`.
    pub async fn failed_without_try(&self, campaign: &str, codes: &[i64], limit: u32) -> Result<Vec<Failed>> {
        if codes.is_empty() {
            return Ok(Vec::new());
        }
        let mut statement = Sql::new(
            "SELECT t.send_key, n.id, m.member, COALESCE(t.area, m.area), t.error_code,
                COALESCE(e.happened_at, t.handed_at, t.due_at)
             FROM touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
             LEFT JOIN touch_name AS n ON n.send_key = t.send_key
             LEFT JOIN delivery_event AS e ON e.send_key = t.send_key AND e.status = 6
             WHERE t.send_key >> 40 = (SELECT number FROM campaign WHERE name = ",
        );
        statement.push_bind(campaign).push(") AND t.status = 6 AND t.send_key & 15 < ").push_bind(i64::from(TRY_STEP));
        statement.push(" AND t.error_code IN (");
        statement.push_values(codes, |row, code| {
            row.push_bind(*code);
        });
        statement
            .push(") AND NOT EXISTS (SELECT 1 FROM follow_up AS f WHERE f.after_key = t.send_key AND f.channel = ");
        statement.push(&channel_in_words("t.send_key")).push(
            ") AND NOT EXISTS (SELECT 1 FROM touch AS o WHERE o.send_key > t.send_key AND o.send_key <= t.send_key | 15)
             ORDER BY 6, 1 LIMIT ",
        );
        statement.push_bind(i64::from(limit));
        let rows: Vec<FailedColumns> = statement.all(self.reader()).await.doing("reading failed touches")?;
        let mut others = self.touches_of(rows.iter().map(|row| row.2.as_str()).collect()).await?;
        rows.into_iter()
            .map(|(key, own, member, area, code, at)| {
                let key = key_of(key)?;
                Ok(Failed {
                    touch: id_of(key, own),
                    channel: key.channel(),
                    step: key.step(),
                    area: word("touch.area", &area)?,
                    code,
                    at: instant_of("touch.handed_at", at)?,
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
        let ids: Vec<&str> = tries.iter().map(|(touch, _)| touch.as_str()).collect();
        let keys = keys_of(&mut tx, &ids).await?;
        for ((_, due_at), key) in tries.iter().zip(keys) {
            let Some(key) = key else { continue };
            planned += Sql::new(
                "INSERT INTO follow_up (id, campaign, member, channel, step, area, language, body, due_at, cost, after_key,
                    only_where)
                 SELECT $2, t.campaign, t.member, t.channel, t.step + $3, t.area, t.language, t.body, $4, t.cost, t.send_key, $5
                 FROM touch_in_words AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
                 WHERE t.send_key = $1 AND t.status = 'failed' AND t.step < $3 AND m.arm = 'treated' ON CONFLICT DO NOTHING",
            )
            .bind(key)
            .bind(key_of(key | i64::from(TRY_STEP))?.id())
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
                "SELECT f.id, t.send_key, f.channel, t.error_code, COALESCE(e.happened_at, t.handed_at, t.due_at)
                 FROM follow_up AS f JOIN touch AS t ON t.send_key = f.after_key
                 LEFT JOIN delivery_event AS e ON e.send_key = t.send_key AND e.status = 6
                 WHERE t.status = 6 AND ",
            );
            statement.push_in("f.id", chunk.iter().copied());
            let rows: Vec<FirstColumns> =
                statement.all(self.reader()).await.doing("reading how first touches failed")?;
            for (id, first, follow_up, code, at) in rows {
                let failed = FirstFailed {
                    first: key_of(first)?.channel(),
                    follow_up: word("follow_up.channel", &follow_up)?,
                    code,
                    at: instant_of("touch.handed_at", at)?,
                };
                found.insert(id, failed);
            }
        }
        Ok(found)
    }

    /// Touches of a campaign on a channel that ended with a provider's code, by code and status, and how many; the most frequent first.
    pub async fn touches_by_code(&self, campaign: &str, channel: Channel) -> Result<Vec<(i64, TouchStatus, u64)>> {
        let mut rows: Vec<(i64, i64, i64)> = Sql::new(format!(
            "SELECT error_code, status, COUNT(*) FROM touch
             WHERE {OF_CAMPAIGN} AND (send_key >> 4) & 15 = $2 AND error_code IS NOT NULL GROUP BY error_code, status"
        ))
        .bind(campaign)
        .bind(channel_stored(channel))
        .all(self.reader())
        .await
        .doing("counting touches by code")?;
        rows.sort_unstable_by_key(|(code, status, n)| (-n, *code, *status));
        rows.into_iter().map(|(code, status, n)| Ok((code, status_of(status)?, count("touch", n)?))).collect()
    }

    /// Campaigns that touches belong to; touches are named by our id or the provider's.
    pub async fn campaigns_of(&self, touches: &[&str]) -> Result<HashMap<String, String>> {
        let numbers: Vec<(i64, String)> = Sql::new("SELECT number, name FROM campaign")
            .all(self.reader())
            .await
            .doing("finding the campaigns of touches")?;
        let numbers: HashMap<i64, String> = numbers.into_iter().collect();
        let mut found = HashMap::new();
        for chunk in touches.chunks(ROWS_PER_STATEMENT) {
            let of_provider: Vec<(String, i64)> = Sql::new("SELECT provider_id, send_key FROM touch WHERE ")
                .push_in("provider_id", chunk.iter().copied())
                .all(self.reader())
                .await
                .doing("finding the campaigns of touches")?;
            let keys = keys_of(self.reader(), chunk).await?;
            let own = chunk.iter().zip(keys).filter_map(|(id, key)| Some(((*id).to_owned(), key?)));
            for (touch, key) in own.chain(of_provider) {
                if let Some(campaign) = numbers.get(&(key >> 40)) {
                    found.insert(touch, campaign.clone());
                }
            }
        }
        Ok(found)
    }

    /// When touches of people are due or went out, over all campaigns, with follow-ups that may still go out.
    async fn touches_of(&self, members: Vec<&str>) -> Result<HashMap<String, Vec<DateTime<Utc>>>> {
        let mut found: HashMap<String, Vec<DateTime<Utc>>> = HashMap::new();
        for chunk in members.chunks(ROWS_PER_STATEMENT) {
            // Campaign by campaign, for which there is an index.
            let mut statement = Sql::new(
                "SELECT m.member, t.due_at FROM campaign AS c CROSS JOIN plan_member AS m CROSS JOIN touch AS t
                 WHERE m.campaign = c.name AND t.send_key BETWEEN m.member_key << 8 AND (m.member_key << 8) | 255
                   AND t.status NOT IN (6, 7, 8) AND ",
            );
            statement.push_in("m.member", chunk.iter().copied());
            let rows: Vec<(String, i64)> = statement.all(self.reader()).await.doing("reading touches of people")?;
            for (member, at) in rows {
                found.entry(member).or_default().push(instant_of("touch.due_at", at)?);
            }
            let mut statement = Sql::new(
                "SELECT f.member, f.due_at FROM follow_up AS f JOIN campaign AS c ON c.name = f.campaign
                 WHERE f.decided IS NULL AND c.approved_by IS NOT NULL
                   AND (c.halted IS NULL OR c.halted <> 'cancelled') AND ",
            );
            statement.push_in("f.member", chunk.iter().copied());
            let rows: Vec<(String, String)> = statement.all(self.reader()).await.doing("reading touches of people")?;
            for (member, at) in rows {
                found.entry(member).or_default().push(instant("follow_up.due_at", &at)?);
            }
        }
        Ok(found)
    }
}
