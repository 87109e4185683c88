//! Taking touches out of the outbox, and what came of handing them over.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, instant, instant_text, unreadable, word};
use chrono::{DateTime, Utc};
use domain::{Channel, Language, MemberId, Touch, TouchStatus};
use std::collections::{HashMap, HashSet};

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

/// Which touches may be claimed, and how. The member must be treated, with a first touch on this very channel, the campaign's stored plan must be
/// the approved one, and nobody may have halted it; a touch row alone sends nothing to anybody. `{skip}` is empty where one
/// connection writes; elsewhere rows that another worker is claiming are passed over.
pub(crate) const CLAIM: &str = "WITH due AS MATERIALIZED (
        SELECT t.id AS due_id FROM touch AS t
        JOIN plan_member AS m ON m.campaign = t.campaign AND m.member = t.member
        JOIN campaign AS c ON c.name = t.campaign
        WHERE t.status = 'planned' AND t.campaign = $1 AND t.channel = $2 AND t.due_at <= $3
          AND m.arm = 'treated' AND (m.arm_of = t.channel OR t.step > 1)
          AND c.approved_by IS NOT NULL AND c.approved_hash = c.plan_hash AND c.halted IS NULL
        ORDER BY t.due_at, t.id LIMIT $4{skip})
    UPDATE touch SET status = 'claimed', fence = fence + 1, worker = $5, lease_until = $6, called_at = NULL
    WHERE id IN (SELECT due_id FROM due) AND status = 'planned'
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
        let mut tx = self.begin_shared().await?;
        let rows: Vec<TouchColumns> = Sql::new(CLAIM.replace("{skip}", tx.skipping()))
            .bind(campaign)
            .bind(channel.key())
            .bind(instant_text(until))
            .bind(i64::from(limit))
            .bind(worker)
            .bind(instant_text(lease_until))
            .all(&mut tx)
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
        let mut tx = self.begin_shared().await?;
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

    /// Notes that the calls for these claims are about to be made; answers which of them may be. A claim may be called where it is
    /// still the latest, its lease has not ended, and its member, campaign and approval still stand as they must for a claim.
    /// The others are not called: somebody else holds them, or the campaign was halted.
    pub async fn call(&self, claims: &[(&str, i64)], now: DateTime<Utc>) -> Result<HashSet<String>> {
        let mut tx = self.begin_shared().await?;
        let mut called = HashSet::with_capacity(claims.len());
        for chunk in claims.chunks(ROWS_PER_STATEMENT) {
            let at = instant_text(now);
            let mut statement = Sql::new("UPDATE touch SET called_at = ");
            statement.push_bind(at.as_str()).push(" WHERE status = 'claimed' AND called_at IS NULL AND lease_until > ");
            statement.push_bind(at.as_str()).push(
                " AND EXISTS (SELECT 1 FROM plan_member AS m JOIN campaign AS c ON c.name = m.campaign
                    WHERE m.campaign = touch.campaign AND m.member = touch.member AND m.arm = 'treated'
                      AND (m.arm_of = touch.channel OR touch.step > 1) AND c.approved_by IS NOT NULL AND c.approved_hash = c.plan_hash
                      AND c.halted IS NULL) AND (id, fence) IN (",
            );
            statement.push_values(chunk, |row, (id, fence)| {
                row.push_bind(*id).push_bind(*fence);
            });
            statement.push(") RETURNING id");
            let rows: Vec<(String,)> = statement.all(&mut tx).await.doing("noting calls")?;
            called.extend(rows.into_iter().map(|(id,)| id));
        }
        tx.commit().await.doing("noting calls")?;
        Ok(called)
    }

    /// Ends claims whose worker did not come back in time. Those that were not called yet go back to the outbox: nothing was sent
    /// for them, and the worker that held them may not call any more. Those that were called become unknown, are listed by
    /// [`Store::unknown_touches`], and are not sent again.
    pub async fn expire_leases(&self, campaign: &str, now: DateTime<Utc>) -> Result<Expired> {
        let mut tx = self.begin_shared().await?;
        let unknown = Sql::new(
            "UPDATE touch SET status = 'unknown', detail = $3
             WHERE status = 'claimed' AND campaign = $1 AND lease_until <= $2 AND called_at IS NOT NULL",
        )
        .bind(campaign)
        .bind(instant_text(now))
        .bind("the worker that held it did not come back in time")
        .execute(&mut tx)
        .await
        .doing("ending leases")?;
        let returned = Sql::new(
            "UPDATE touch SET status = 'planned', worker = NULL, lease_until = NULL
             WHERE status = 'claimed' AND campaign = $1 AND lease_until <= $2 AND called_at IS NULL",
        )
        .bind(campaign)
        .bind(instant_text(now))
        .execute(&mut tx)
        .await
        .doing("ending leases")?;
        tx.commit().await.doing("ending leases")?;
        Ok(Expired { unknown, returned })
    }
}

/// Claims whose lease ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expired {
    /// Called, and nobody knows what came of it.
    pub unknown: u64,
    /// Not called yet; back in the outbox.
    pub returned: u64,
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
async fn standing(tx: &mut Tx, touches: Vec<&str>) -> Result<HashMap<String, (TouchStatus, i64)>> {
    let mut statement = Sql::new("SELECT id, status, fence FROM touch WHERE ");
    statement.push_in("id", touches).push(tx.locking());
    let rows: Vec<(String, String, i64)> = statement.all(tx).await.doing("reading claimed touches")?;
    rows.into_iter().map(|(id, status, fence)| Ok((id, (word("touch.status", &status)?, fence)))).collect()
}

async fn apply(tx: &mut Tx, changes: &[Change<'_>]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    // The names column1, column2 ... are what both engines call the columns of VALUES.
    let mut statement = Sql::new(
        "UPDATE touch SET status = v.column2, provider_id = COALESCE(v.column3, touch.provider_id),
         error_code = COALESCE(v.column4, touch.error_code), detail = COALESCE(v.column5, touch.detail),
         handed_at = v.column6, worker = NULL, lease_until = NULL FROM (",
    );
    statement.push_values(changes, |row, change| {
        row.push_bind(change.touch.to_owned())
            .push_bind(change.status.key())
            .push_bind(change.provider_id.map(str::to_owned))
            .push_bind(change.code)
            .push_bind(change.detail.map(str::to_owned))
            .push_bind(instant_text(change.at));
    });
    statement.push(") AS v WHERE touch.id = v.column1");
    statement.execute(tx).await.doing("recording results")?;
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
