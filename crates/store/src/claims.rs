//! Taking touches out of the outbox, and what came of handing them over.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::stored::{ROWS_PER_STATEMENT, instant, instant_text, push_in, unreadable, word};
use chrono::{DateTime, Utc};
use domain::{Channel, Language, MemberId, Touch, TouchStatus};
use sqlx::QueryBuilder;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use std::collections::HashMap;

/// A touch that a worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedTouch {
    /// What to send, to whom.
    pub touch: Touch,
    /// The number of this claim; the result must carry it.
    pub fence: i64,
}

/// What came of handing a claimed touch over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Id of the touch.
    pub touch: String,
    /// The number of the claim.
    pub fence: i64,
    /// What came of it.
    pub outcome: HandOverOutcome,
    /// When.
    pub at: DateTime<Utc>,
}

/// The word for what came of handing a touch over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandOverOutcome {
    /// The provider, printer or partner took it.
    HandedOver {
        /// The provider's id for it, which its reports carry.
        provider_id: Option<String>,
    },
    /// Nobody knows whether it left: a time-out, a broken connection. It is never sent again blindly.
    Unknown {
        /// What happened.
        detail: String,
    },
    /// It was certainly not taken.
    Failed {
        /// The provider's error code.
        code: Option<i64>,
        /// The provider's words, or ours.
        detail: String,
    },
    /// The worker did not send it and says so: it goes back to the outbox, due as before. Only a worker that still holds
    /// the touch can give it back, and only when nothing left: never after a time-out.
    Returned,
}

impl HandOverOutcome {
    /// The touch status this outcome reports; for a touch given back, that of one never claimed.
    pub fn status(&self) -> TouchStatus {
        match self {
            Self::HandedOver { .. } => TouchStatus::HandedOver,
            Self::Unknown { .. } => TouchStatus::Unknown,
            Self::Failed { .. } => TouchStatus::Failed,
            Self::Returned => TouchStatus::Planned,
        }
    }
}

/// Which touches may be claimed, and how. The member must be treated on this very channel and the campaign's stored plan
/// must be the approved one; a touch row alone sends nothing to anybody.
pub(crate) const CLAIM: &str = "UPDATE touch SET status = 'claimed', fence = fence + 1, worker = $5, lease_until = $6
    WHERE id IN (
        SELECT t.id FROM touch AS t
        JOIN plan_member AS m ON m.campaign = t.campaign AND m.member = t.member
        JOIN campaign AS c ON c.name = t.campaign
        WHERE t.status = 'planned' AND t.campaign = $1 AND t.channel = $2 AND t.due_at <= $3
          AND m.arm = 'treated' AND m.arm_of = t.channel
          AND c.approved_by IS NOT NULL AND c.approved_hash = c.plan_hash
        ORDER BY t.due_at, t.id LIMIT $4)
    AND status = 'planned'
    RETURNING id, campaign, member, channel, step, area, language, body, due_at, cost, fence";

type TouchColumns = (String, String, String, String, i64, String, String, String, String, i64, i64);

impl Store {
    /// Takes up to `limit` touches that are due by `until`, earliest first, and marks them claimed before anything is
    /// sent. A touch is given to one worker only; once claimed it never becomes due again.
    ///
    /// Held-out members, members treated on another channel, and campaigns whose stored plan is not the approved one
    /// yield nothing, whatever rows the outbox holds.
    pub async fn claim_due(
        &self,
        campaign: &str,
        channel: Channel,
        until: DateTime<Utc>,
        limit: u32,
        worker: &str,
        lease_until: DateTime<Utc>,
    ) -> Result<Vec<ClaimedTouch>> {
        let mut tx = self.begin().await?;
        let rows: Vec<TouchColumns> = sqlx::query_as(CLAIM)
            .bind(campaign)
            .bind(channel.key())
            .bind(instant_text(until))
            .bind(i64::from(limit))
            .bind(worker)
            .bind(instant_text(lease_until))
            .fetch_all(&mut *tx)
            .await
            .doing("claiming touches")?;
        tx.commit().await.doing("claiming touches")?;
        let mut claimed = rows.into_iter().map(claimed_touch).collect::<Result<Vec<_>>>()?;
        claimed.sort_by(|a, b| (a.touch.due_at, &a.touch.id).cmp(&(b.touch.due_at, &b.touch.id)));
        Ok(claimed)
    }

    /// Records what came of handing touches over. A result whose fence is not that of the latest claim changes nothing.
    /// Where a report from the provider was faster, its word stays and the provider's id is added.
    pub async fn record_results(&self, results: &[HandOver]) -> Result<()> {
        let mut tx = self.begin().await?;
        for chunk in results.chunks(ROWS_PER_STATEMENT) {
            let before = standing(&mut tx, chunk.iter().map(|r| r.touch.as_str()).collect()).await?;
            let changes: Vec<Change<'_>> = chunk
                .iter()
                .filter_map(|r| {
                    let (status, fence) = *before.get(&r.touch)?;
                    (fence == r.fence && fence > 0).then(|| Change::of(r, status))
                })
                .collect();
            apply(&mut tx, &changes).await?;
        }
        tx.commit().await.doing("recording results")
    }

    /// Turns touches whose worker did not come back in time into unknown ones; answers how many. They are listed by
    /// [`Store::unknown_touches`] and are not sent again.
    pub async fn expire_leases(&self, campaign: &str, now: DateTime<Utc>) -> Result<u64> {
        let mut tx = self.begin().await?;
        let expired = sqlx::query(
            "UPDATE touch SET status = 'unknown', detail = $3
             WHERE status = 'claimed' AND campaign = $1 AND lease_until <= $2",
        )
        .bind(campaign)
        .bind(instant_text(now))
        .bind("the worker that held it did not come back in time")
        .execute(&mut *tx)
        .await
        .doing("ending leases")?;
        tx.commit().await.doing("ending leases")?;
        Ok(expired.rows_affected())
    }
}

/// One touch after a result.
struct Change<'a> {
    touch: &'a str,
    status: TouchStatus,
    provider_id: Option<&'a str>,
    code: Option<i64>,
    detail: Option<&'a str>,
    at: DateTime<Utc>,
}

impl<'a> Change<'a> {
    fn of(result: &'a HandOver, before: TouchStatus) -> Self {
        let (provider_id, code, detail) = match &result.outcome {
            HandOverOutcome::HandedOver { provider_id } => (provider_id.as_deref(), None, None),
            HandOverOutcome::Unknown { detail } => (None, None, Some(detail.as_str())),
            HandOverOutcome::Failed { code, detail } => (None, *code, Some(detail.as_str())),
            HandOverOutcome::Returned => (None, None, None),
        };
        let status = match (&result.outcome, before) {
            (HandOverOutcome::Returned, TouchStatus::Claimed) => TouchStatus::Planned,
            _ => before.after(result.outcome.status()),
        };
        Self { touch: &result.touch, status, provider_id, code, detail, at: result.at }
    }
}

/// Status and fence of touches.
async fn standing(tx: &mut SqliteConnection, touches: Vec<&str>) -> Result<HashMap<String, (TouchStatus, i64)>> {
    let mut statement: QueryBuilder<Sqlite> = QueryBuilder::new("SELECT id, status, fence FROM touch WHERE ");
    push_in(&mut statement, "id", touches);
    let rows: Vec<(String, String, i64)> =
        statement.build_query_as().fetch_all(tx).await.doing("reading claimed touches")?;
    rows.into_iter().map(|(id, status, fence)| Ok((id, (word("touch.status", &status)?, fence)))).collect()
}

async fn apply(tx: &mut SqliteConnection, changes: &[Change<'_>]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    // The names column1, column2 ... are what both engines call the columns of VALUES.
    let mut statement: QueryBuilder<Sqlite> = QueryBuilder::new(
        "UPDATE touch SET status = v.column2, provider_id = COALESCE(v.column3, touch.provider_id),
         error_code = COALESCE(v.column4, touch.error_code), detail = COALESCE(v.column5, touch.detail),
         handed_at = v.column6, worker = NULL, lease_until = NULL FROM (",
    );
    statement.push_values(changes, |mut row, change| {
        row.push_bind(change.touch.to_owned())
            .push_bind(change.status.key())
            .push_bind(change.provider_id.map(str::to_owned))
            .push_bind(change.code)
            .push_bind(change.detail.map(str::to_owned))
            .push_bind(instant_text(change.at));
    });
    statement.push(") AS v WHERE touch.id = v.column1");
    statement.build().execute(tx).await.doing("recording results")?;
    Ok(())
}

fn claimed_touch(columns: TouchColumns) -> Result<ClaimedTouch> {
    let (id, campaign, member, channel, step, area, language, body, due_at, cost, fence) = columns;
    let step = u8::try_from(step).map_err(|_| unreadable("touch.step", &step.to_string(), "a step from 1 to 255"))?;
    Ok(ClaimedTouch {
        touch: Touch {
            id,
            campaign,
            member: MemberId(member),
            channel: word("touch.channel", &channel)?,
            step,
            area: word("touch.area", &area)?,
            language: Language::from_code(&language),
            body,
            due_at: instant("touch.due_at", &due_at)?,
            cost_rupiah: cost,
        },
        fence,
    })
}
