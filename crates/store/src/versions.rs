//! Versions of plans: what was planned before, who planned and who approved it.

use crate::connection::Store;
use crate::error::{Doing, Result, StoreError};
use crate::outbox::outgoing;
use crate::plans::{refuse_mismatch, replace};
use crate::sql::{Sql, Tx};
use crate::stored::{instant, instant_text, unreadable};
use chrono::{DateTime, Utc};
use domain::views::{CampaignView, Halt};
use domain::{FollowUp, Plan, PlanRecord, PlanVersion, Touch, TouchStatus, campaign_number};

type VersionColumns = (i64, String, String, Option<String>, Option<String>, String);

impl Store {
    /// Saves a plan as [`Store::save_plan`] does, and what is kept of it as the campaign's next version, both or neither. Answers its
    /// number. The very plan that stands, planned again and not approved, stays the version it is.
    ///
    /// An approved plan of which nothing has left yet gives way to another: the campaign waits for approval again, and nothing of
    /// either leaves until then. Once sending has begun ([`domain::views::CampaignStatus::Dispatched`], which is noted before anything
    /// is claimed) arms and holdout stay as they were drawn, and every other plan is refused.
    pub async fn save_plan_version(
        &self,
        view: &CampaignView,
        plan: &Plan,
        touches: &[Touch],
        follow_ups: &[FollowUp],
        record: &PlanRecord,
        at: DateTime<Utc>,
    ) -> Result<u32> {
        refuse_mismatch(view, plan)?;
        let touches = outgoing(&view.name, campaign_number(&view.name), &plan.members, touches)?;
        if record.hash != plan.hash {
            let reason = format!("the record is of plan {}, the plan is {}", record.hash, plan.hash);
            return Err(StoreError::PlanMismatch { campaign: view.name.clone(), reason });
        }
        self.refuse_begun(&view.name).await?;
        let mut tx = self.begin().await?;
        replace(&mut tx, view, plan, &touches, follow_ups).await?;
        let version = keep(&mut tx, view, record, at).await?;
        tx.commit().await.doing("saving a plan")?;
        Ok(version)
    }

    /// All versions of a campaign's plan, the first first; none of a plan that was made before versions were kept.
    pub async fn plan_versions(&self, campaign: &str) -> Result<Vec<PlanVersion>> {
        let rows: Vec<VersionColumns> = Sql::new(
            "SELECT version, planned_by, planned_at, approved_by, approved_at, body FROM plan_version
             WHERE campaign = $1 ORDER BY version",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading the versions of a plan")?;
        rows.into_iter().map(read).collect()
    }

    /// The newest version of a campaign's plan with this hash; `None` for a plan that was made before versions were kept.
    pub async fn plan_version(&self, campaign: &str, plan_hash: &str) -> Result<Option<PlanVersion>> {
        let row: Option<VersionColumns> = Sql::new(
            "SELECT version, planned_by, planned_at, approved_by, approved_at, body FROM plan_version
             WHERE campaign = $1 AND plan_hash = $2 ORDER BY version DESC LIMIT 1",
        )
        .bind(campaign)
        .bind(plan_hash)
        .optional(self.reader())
        .await
        .doing("reading a version of a plan")?;
        row.map(read).transpose()
    }

    /// Refuses to replace a plan of which a touch has left the outbox, whoever took it out.
    async fn refuse_begun(&self, campaign: &str) -> Result<()> {
        let halted = self.campaign(campaign).await?.and_then(|view| view.halted);
        if halted.is_some_and(|halted| halted.how == Halt::Cancelled) {
            return Err(StoreError::Cancelled { campaign: campaign.to_owned() });
        }
        let waiting = |status| matches!(status, TouchStatus::Planned | TouchStatus::Cancelled);
        let begun = self.touch_counts(campaign).await?.iter().any(|c| c.touches > 0 && !waiting(c.status));
        if begun { Err(StoreError::SendingBegan { campaign: campaign.to_owned() }) } else { Ok(()) }
    }
}

/// Keeps the version of a plan that takes its place; answers its number.
async fn keep(tx: &mut Tx, view: &CampaignView, record: &PlanRecord, at: DateTime<Utc>) -> Result<u32> {
    let last: Option<(i64, String, Option<String>)> = Sql::new(
        "SELECT version, plan_hash, approved_by FROM plan_version WHERE campaign = $1 ORDER BY version DESC LIMIT 1",
    )
    .bind(&view.name)
    .optional(&mut *tx)
    .await
    .doing("reading the versions of a plan")?;
    let stays = last.as_ref().is_some_and(|(_, hash, approved)| *hash == record.hash && approved.is_none());
    let before = last.map_or(0, |(version, ..)| version);
    let version = if stays { before } else { before + 1 };
    if stays {
        Sql::new("DELETE FROM plan_version WHERE campaign = $1 AND version = $2")
            .bind(&view.name)
            .bind(version)
            .execute(&mut *tx)
            .await
            .doing("keeping the version of a plan")?;
    }
    let body = serde_json::to_string(record)
        .map_err(|source| StoreError::Document { name: "plan_version.body".to_owned(), source })?;
    Sql::new(
        "INSERT INTO plan_version (campaign, version, plan_hash, planned_by, planned_at, body)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&view.name)
    .bind(version)
    .bind(&record.hash)
    .bind(&view.planned_by)
    .bind(instant_text(at))
    .bind(body)
    .execute(tx)
    .await
    .doing("keeping the version of a plan")?;
    number(version)
}

/// Notes beside the version that stands who approved it.
pub(crate) async fn note_approval(
    tx: &mut Tx,
    campaign: &str,
    plan_hash: &str,
    by: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    Sql::new(
        "UPDATE plan_version SET approved_by = $2, approved_at = $3 WHERE campaign = $1 AND plan_hash = $4
         AND version = (SELECT MAX(version) FROM plan_version WHERE campaign = $1)",
    )
    .bind(campaign)
    .bind(by)
    .bind(instant_text(at))
    .bind(plan_hash)
    .execute(tx)
    .await
    .doing("noting who approved a version")?;
    Ok(())
}

fn read((version, planned_by, planned_at, approved_by, approved_at, body): VersionColumns) -> Result<PlanVersion> {
    Ok(PlanVersion {
        version: number(version)?,
        planned_by,
        planned_at: instant("plan_version.planned_at", &planned_at)?,
        approved_by,
        approved_at: approved_at.map(|at| instant("plan_version.approved_at", &at)).transpose()?,
        plan: serde_json::from_str(&body)
            .map_err(|source| StoreError::Document { name: "plan_version.body".to_owned(), source })?,
    })
}

fn number(version: i64) -> Result<u32> {
    u32::try_from(version)
        .map_err(|_| unreadable("plan_version.version", &version.to_string(), "a number of a version from 1"))
}
