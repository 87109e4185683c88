//! Versions of plans: what was planned before, who planned and who approved it.

use crate::connection::Store;
use crate::documents::{DECISION, put_document};
use crate::error::{Doing, Result, StoreError};
use crate::fillings::put_fillings;
use crate::outbox::outgoing;
use crate::plans::{refuse_mismatch, replace};
use crate::sql::{Sql, Tx};
use crate::stored::{instant, instant_text, unreadable};
use chrono::{DateTime, Utc};
use domain::views::CampaignView;
use domain::{DecisionView, FollowUp, Plan, PlanRecord, PlanVersion, Purpose, TemplateFilling, Touch, campaign_number};

type VersionColumns = (i64, String, String, Option<String>, Option<String>, String);

/// A plan as it is kept.
#[derive(Debug, Clone, Copy)]
pub struct PlanToKeep<'p> {
    /// The campaign.
    pub view: &'p CampaignView,
    /// Who gets what, and who nothing.
    pub plan: &'p Plan,
    /// The first touches.
    pub touches: &'p [Touch],
    /// Those that are asked when they are due.
    pub follow_ups: &'p [FollowUp],
    /// How bodies are said with registered templates.
    pub fillings: &'p [TemplateFilling],
    /// What was decided for everyone at once, where the declaration asks for it.
    pub decision: Option<&'p DecisionView>,
    /// What its messages are about.
    pub purpose: Purpose,
    /// Who may approve it; empty is anybody but who planned it.
    pub approvers: &'p [String],
    /// What stays readable of it once another takes its place.
    pub record: &'p PlanRecord,
}

/// What became of a plan that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVersion {
    /// Its number.
    pub version: u32,
    /// Who had approved the plan that gave way to it; `None` where nobody had.
    pub approval_ended: Option<String>,
}

impl Store {
    /// Saves a plan, everything of it or nothing, as the campaign's next version and in place of the one that stands. The very plan
    /// that stands, planned again and not approved, stays the version it is.
    ///
    /// An approved plan of which nothing has left yet gives way to another: the campaign waits for approval again, and nothing of
    /// either leaves until then. Once sending has begun ([`Store::begin_sending`], which is asked before anything is claimed) arms and
    /// holdout stay as they were drawn, and every other plan is refused.
    ///
    /// Refuses as well when this very plan is approved or the campaign was cancelled, when view, plan and record name different
    /// campaigns or hashes, and when a touch is for somebody who is not treated on that channel.
    pub async fn save_plan_version(&self, kept: &PlanToKeep<'_>, at: DateTime<Utc>) -> Result<KeptVersion> {
        let PlanToKeep { view, plan, record, .. } = *kept;
        refuse_mismatch(view, plan)?;
        if record.hash != plan.hash {
            let reason = format!("the record is of plan {}, the plan is {}", record.hash, plan.hash);
            return Err(StoreError::PlanMismatch { campaign: view.name.clone(), reason });
        }
        let touches = outgoing(&view.name, campaign_number(&view.name), &plan.members, kept.touches)?;
        let mut tx = self.begin().await?;
        let approval_ended = replace(&mut tx, view, plan, &touches, kept.follow_ups).await?;
        put_fillings(&mut tx, &view.name, kept.fillings).await?;
        Sql::new("UPDATE campaign SET purpose = $2, approvers = $3 WHERE name = $1")
            .bind(&view.name)
            .bind(kept.purpose.key())
            .bind(kept.approvers.join("\n"))
            .execute(&mut tx)
            .await
            .doing("saving a plan")?;
        if let Some(decision) = kept.decision {
            put_document(&mut tx, &view.name, DECISION, decision).await?;
        }
        let version = keep(&mut tx, view, record, at).await?;
        tx.commit().await.doing("saving a plan")?;
        Ok(KeptVersion { version, approval_ended })
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
    let body = serde_json::to_string(record)
        .map_err(|source| StoreError::Document { name: "plan_version.body".to_owned(), source })?;
    Sql::new(
        "INSERT INTO plan_version (campaign, version, plan_hash, planned_by, planned_at, body)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (campaign, version) DO UPDATE SET planned_at = excluded.planned_at, body = excluded.body",
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
