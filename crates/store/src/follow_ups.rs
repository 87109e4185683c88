//! Follow-ups: planned and approved with the first touches, asked when they are due.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, instant, instant_text, unreadable, word};
use chrono::{DateTime, Utc};
use domain::{Channel, FollowUp, FollowUpWhen, MemberId, TouchStatus};

/// A follow-up that is due and not decided, with what the ledger knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFollowUp {
    /// Id of the touch it would be.
    pub id: String,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// What must not have happened.
    pub when: FollowUpWhen,
    /// Where the first touch stands; `None` where there is none.
    pub first_touch: Option<TouchStatus>,
    /// Months paid since, as far as outcomes are recorded.
    pub months_paid: i64,
    /// The outcome of the campaign is reached, as far as outcomes are recorded.
    pub kept: bool,
    /// Forecast cost, whole rupiah.
    pub cost_rupiah: i64,
}

type OpenColumns = (String, String, String, Option<String>, Option<i64>, Option<i64>, i64);

impl Store {
    /// Follow-ups of a campaign that are due by `until` and not decided yet, earliest first, at most `limit`; those after `after`
    /// where it is given, so that some that wait do not hide the others.
    pub async fn open_follow_ups(
        &self,
        campaign: &str,
        until: DateTime<Utc>,
        after: Option<&OpenFollowUp>,
        limit: u32,
    ) -> Result<Vec<OpenFollowUp>> {
        let rows: Vec<OpenColumns> = Sql::new(
            "SELECT f.id, f.due_at, f.only_where, t.status, o.months_paid, o.kept, f.cost FROM follow_up AS f
             LEFT JOIN touch AS t ON t.id = f.after_touch
             LEFT JOIN member_outcome AS o ON o.campaign = f.campaign AND o.member = f.member
             WHERE f.decided IS NULL AND f.campaign = $1 AND f.due_at <= $2 AND (f.due_at > $3 OR f.due_at = $3 AND f.id > $4)
             ORDER BY f.due_at, f.id LIMIT $5",
        )
        .bind(campaign)
        .bind(instant_text(until))
        .bind(after.map(|last| instant_text(last.due_at)).unwrap_or_default())
        .bind(after.map(|last| last.id.clone()).unwrap_or_default())
        .bind(i64::from(limit))
        .all(self.reader())
        .await
        .doing("reading follow-ups")?;
        let open = |(id, due_at, only_where, status, months_paid, kept, cost_rupiah): OpenColumns| {
            let when = FollowUpWhen::ALL.into_iter().find(|when| when.key() == only_where);
            Ok(OpenFollowUp {
                when: when.ok_or_else(|| unreadable("follow_up.only_where", &only_where, "a condition"))?,
                due_at: instant("follow_up.due_at", &due_at)?,
                first_touch: status.map(|status| word("touch.status", &status)).transpose()?,
                months_paid: months_paid.unwrap_or(0),
                kept: kept == Some(1),
                id,
                cost_rupiah,
            })
        };
        rows.into_iter().map(open).collect()
    }

    /// Puts follow-ups into the outbox, and drops others with the reason. One that was decided before stays as it is. Answers how
    /// many went into the outbox.
    pub async fn decide_follow_ups(&self, send: &[&str], drop: &[(&str, &str)]) -> Result<u64> {
        let mut tx = self.begin().await?;
        let mut sent = 0;
        for chunk in send.chunks(ROWS_PER_STATEMENT) {
            let mut insert = Sql::new(
                "INSERT INTO touch (id, campaign, member, channel, step, area, language, body, due_at, cost, status, fence)
                 SELECT id, campaign, member, channel, step, area, language, body, due_at, cost, 'planned', 0
                 FROM follow_up WHERE decided IS NULL AND ",
            );
            insert.push_in("id", chunk.iter().copied()).push(" ON CONFLICT DO NOTHING");
            sent += insert.execute(&mut tx).await.doing("sending follow-ups")?;
            let mut decide = Sql::new("UPDATE follow_up SET decided = 'sent' WHERE decided IS NULL AND ");
            decide.push_in("id", chunk.iter().copied()).execute(&mut tx).await.doing("deciding follow-ups")?;
        }
        for (id, why) in drop {
            Sql::new("UPDATE follow_up SET decided = $2 WHERE decided IS NULL AND id = $1")
                .bind(*id)
                .bind(*why)
                .execute(&mut tx)
                .await
                .doing("deciding follow-ups")?;
        }
        tx.commit().await.doing("deciding follow-ups")?;
        Ok(sent)
    }

    /// How many follow-ups of a campaign stand where: `waiting`, `sent`, or the reason for which they were dropped.
    pub async fn follow_up_counts(&self, campaign: &str) -> Result<Vec<(String, u64)>> {
        let rows: Vec<(String, i64)> = Sql::new(
            "SELECT COALESCE(decided, 'waiting'), COUNT(*) FROM follow_up WHERE campaign = $1
             GROUP BY COALESCE(decided, 'waiting') ORDER BY 1",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("counting follow-ups")?;
        rows.into_iter().map(|(word, n)| Ok((word, crate::stored::count("follow_up", n)?))).collect()
    }

    /// What people have from other approved campaigns that nobody cancelled: touches sent or still due, and follow-ups that may
    /// still go out. Whom, how, when.
    pub async fn prior_touches(&self, campaign: &str) -> Result<Vec<(MemberId, Channel, DateTime<Utc>)>> {
        let rows: Vec<(String, String, String)> = Sql::new(
            "SELECT t.member, t.channel, t.due_at FROM touch AS t JOIN campaign AS c ON c.name = t.campaign
             WHERE c.name <> $1 AND c.approved_by IS NOT NULL AND t.status NOT IN ('cancelled', 'failed')
             UNION ALL
             SELECT f.member, f.channel, f.due_at FROM follow_up AS f JOIN campaign AS c ON c.name = f.campaign
             WHERE c.name <> $1 AND c.approved_by IS NOT NULL AND f.decided IS NULL
               AND (c.halted IS NULL OR c.halted <> 'cancelled')
             ORDER BY 1, 3, 2",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading touches of other campaigns")?;
        rows.into_iter()
            .map(|(member, channel, at)| {
                Ok((MemberId(member), word("touch.channel", &channel)?, instant("touch.due_at", &at)?))
            })
            .collect()
    }
}

/// Keeps the follow-ups of a plan.
pub(crate) async fn put_follow_ups(tx: &mut Tx, follow_ups: &[FollowUp]) -> Result<()> {
    for chunk in follow_ups.chunks(ROWS_PER_STATEMENT) {
        Sql::rows(
            "INSERT INTO follow_up (id, campaign, member, channel, step, area, language, body, due_at, cost, after_touch,
             only_where) ",
            chunk,
            |row, FollowUp { touch: t, after, when }| {
                row.push_bind(t.id.as_str())
                    .push_bind(t.campaign.as_str())
                    .push_bind(t.member.0.as_str())
                    .push_bind(t.channel.key())
                    .push_bind(i64::from(t.step))
                    .push_bind(t.area.as_str())
                    .push_bind(t.language.code())
                    .push_bind(t.body.as_str())
                    .push_bind(instant_text(t.due_at))
                    .push_bind(t.cost_rupiah)
                    .push_bind(after.as_str())
                    .push_bind(when.key());
            },
        )
        .execute(&mut *tx)
        .await
        .doing("saving the follow-ups of a plan")?;
    }
    Ok(())
}
