//! Campaigns: where they stand, and the second person who approves them.

use crate::connection::Store;
use crate::documents::note_halt;
use crate::error::{Doing, Result, StoreError};
use crate::keys::OF_CAMPAIGN;
use crate::sql::{Sql, Tx};
use crate::stored::{count, day, instant, instant_text, unreadable};
use crate::versions::note_approval;
use chrono::{DateTime, TimeDelta, Utc};
use domain::signed::{is_same_person, signed};
use domain::views::{CampaignStatus, CampaignView, Halt, HaltStep, Halted};
use domain::{Bilingual, Rupiah};
use serde::de::DeserializeOwned;
use sqlx::FromRow;

#[derive(FromRow)]
struct CampaignRow {
    name: String,
    title: String,
    status: String,
    plan_hash: String,
    as_of: String,
    planned_by: String,
    approved_by: Option<String>,
    approved_at: Option<String>,
    members: i64,
    held_out: i64,
    cost: i64,
    budget: i64,
    warnings: String,
    halted: Option<String>,
    halted_by: Option<String>,
    halted_at: Option<String>,
}

impl Store {
    /// All campaigns by name.
    pub async fn campaigns(&self) -> Result<Vec<CampaignView>> {
        let rows: Vec<CampaignRow> = Sql::new(
            "SELECT name, title, status, plan_hash, as_of, planned_by, approved_by, approved_at, members, held_out,
                    cost, budget, warnings, halted, halted_by, halted_at FROM campaign ORDER BY name",
        )
        .all(self.reader())
        .await
        .doing("reading the campaigns")?;
        rows.into_iter().map(CampaignRow::view).collect()
    }

    /// One campaign.
    pub async fn campaign(&self, name: &str) -> Result<Option<CampaignView>> {
        let row: Option<CampaignRow> = Sql::new(
            "SELECT name, title, status, plan_hash, as_of, planned_by, approved_by, approved_at, members, held_out,
                    cost, budget, warnings, halted, halted_by, halted_at FROM campaign WHERE name = $1",
        )
        .bind(name)
        .optional(self.reader())
        .await
        .doing("reading a campaign")?;
        row.map(CampaignRow::view).transpose()
    }

    /// Approves the plan with this hash, by a second person. From then on its touches can be claimed, and it stays until another version
    /// takes its place, which it may until sending begins.
    pub async fn approve(&self, campaign: &str, plan_hash: &str, by: &str, at: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        let standing = Standing::read(&mut tx, campaign).await?.ok_or_else(|| unknown(campaign))?;
        standing.refuse_approved(campaign)?;
        if standing.plan_hash != plan_hash {
            return Err(StoreError::OtherPlan {
                campaign: campaign.to_owned(),
                given: plan_hash.to_owned(),
                stored: standing.plan_hash,
            });
        }
        let by = &signed(by);
        if by.is_empty() {
            return Err(StoreError::NobodyApproves { campaign: campaign.to_owned() });
        }
        if is_same_person(&standing.planned_by, by) {
            return Err(StoreError::SamePerson { campaign: campaign.to_owned(), by: standing.planned_by });
        }
        standing.refuse_outsider(campaign, by)?;
        refuse_outdated(&mut tx, campaign).await?;
        Sql::new(
            "UPDATE campaign SET approved_by = $2, approved_at = $3, approved_hash = $4, status = $5 WHERE name = $1",
        )
        .bind(campaign)
        .bind(by.as_str())
        .bind(instant_text(at))
        .bind(plan_hash)
        .bind(CampaignStatus::Approved.key())
        .execute(&mut tx)
        .await
        .doing("approving a campaign")?;
        note_approval(&mut tx, campaign, plan_hash, by, at).await?;
        tx.commit().await.doing("approving a campaign")
    }

    /// Stops a campaign on its way. From this moment nothing of it is claimed or called; what was called already is not taken
    /// back. Cancelled touches never leave; a cancelled campaign cannot be halted again or resumed. Answers how many touches were
    /// cancelled.
    pub async fn halt(&self, campaign: &str, how: Halt, by: &str, at: DateTime<Utc>) -> Result<u64> {
        let by = signed(by);
        if by.is_empty() {
            return Err(StoreError::NobodyHalts { campaign: campaign.to_owned() });
        }
        let mut tx = self.begin().await?;
        let standing = Standing::read(&mut tx, campaign).await?.ok_or_else(|| unknown(campaign))?;
        standing.refuse_cancelled(campaign)?;
        standing.refuse_evaluated(campaign)?;
        Sql::new("UPDATE campaign SET halted = $2, halted_by = $3, halted_at = $4 WHERE name = $1")
            .bind(campaign)
            .bind(how.key())
            .bind(by.as_str())
            .bind(instant_text(at))
            .execute(&mut tx)
            .await
            .doing("halting a campaign")?;
        let cancelled = if how == Halt::Cancelled {
            Sql::new(format!(
                "UPDATE touch SET status = 7
                 WHERE {OF_CAMPAIGN} AND (status = 0 OR (status = 1 AND called_at IS NULL))"
            ))
            .bind(campaign)
            .execute(&mut tx)
            .await
            .doing("cancelling touches")?
        } else {
            0
        };
        note_halt(&mut tx, campaign, HaltStep { how: Some(how), by, at }).await?;
        tx.commit().await.doing("halting a campaign")?;
        Ok(cancelled)
    }

    /// Lets a paused campaign go on; one that is not paused goes on as it did.
    pub async fn resume(&self, campaign: &str, by: &str, at: DateTime<Utc>) -> Result<()> {
        let by = signed(by);
        if by.is_empty() {
            return Err(StoreError::NobodyHalts { campaign: campaign.to_owned() });
        }
        let mut tx = self.begin().await?;
        let standing = Standing::read(&mut tx, campaign).await?.ok_or_else(|| unknown(campaign))?;
        standing.refuse_cancelled(campaign)?;
        if standing.halted.is_none() {
            return Ok(());
        }
        Sql::new("UPDATE campaign SET halted = NULL, halted_by = NULL, halted_at = NULL WHERE name = $1")
            .bind(campaign)
            .execute(&mut tx)
            .await
            .doing("resuming a campaign")?;
        note_halt(&mut tx, campaign, HaltStep { how: None, by, at }).await?;
        tx.commit().await.doing("resuming a campaign")
    }

    /// Notes, before anything is claimed, that the plan with this hash is on its way: from then on no other takes its place. Answers
    /// whether it may be: not where another plan took its place, or nobody has approved it.
    pub async fn begin_sending(&self, campaign: &str, plan_hash: &str) -> Result<bool> {
        let mut tx = self.begin().await?;
        let begun = Sql::new(
            "UPDATE campaign SET status = CASE WHEN status = $3 THEN $4 ELSE status END
             WHERE name = $1 AND plan_hash = $2 AND approved_hash = $2 AND approved_by IS NOT NULL",
        )
        .bind(campaign)
        .bind(plan_hash)
        .bind(CampaignStatus::Approved.key())
        .bind(CampaignStatus::Dispatched.key())
        .execute(&mut tx)
        .await
        .doing("noting that sending begins")?;
        tx.commit().await.doing("noting that sending begins")?;
        Ok(begun > 0)
    }

    /// Moves a campaign along its flow. Only [`Store::approve`] takes it out of `planned`, and only another
    /// version of its plan puts it back.
    pub async fn set_status(&self, campaign: &str, status: CampaignStatus) -> Result<()> {
        let mut tx = self.begin().await?;
        let standing = Standing::read(&mut tx, campaign).await?.ok_or_else(|| unknown(campaign))?;
        if status == CampaignStatus::Planned {
            standing.refuse_approved(campaign)?;
        } else if standing.approved_by.is_none() {
            return Err(StoreError::NotApproved { campaign: campaign.to_owned(), wanted: status.key() });
        }
        Sql::new("UPDATE campaign SET status = $2 WHERE name = $1")
            .bind(campaign)
            .bind(status.key())
            .execute(&mut tx)
            .await
            .doing("moving a campaign along")?;
        tx.commit().await.doing("moving a campaign along")
    }
}

fn halted(how: Option<&str>, by: Option<String>, at: Option<&str>) -> Result<Option<Halted>> {
    let (Some(how), Some(by), Some(at)) = (how, by, at) else { return Ok(None) };
    let found = [Halt::Paused, Halt::Cancelled].into_iter().find(|halt| halt.key() == how);
    let how = found.ok_or_else(|| unreadable("campaign.halted", how, "paused or cancelled"))?;
    Ok(Some(Halted { how, by, at: instant("campaign.halted_at", at)? }))
}

/// The error for a campaign nobody planned.
pub(crate) fn unknown(campaign: &str) -> StoreError {
    StoreError::UnknownCampaign { campaign: campaign.to_owned() }
}

/// Refuses a plan that another campaign has overtaken: approved after this one was planned, and touching some of the same people within
/// a week. Caps and gaps hold over all campaigns, and this plan does not know of those touches.
async fn refuse_outdated(tx: &mut Tx, campaign: &str) -> Result<()> {
    let overtaken: Option<(String, i64)> = Sql::new(
        "SELECT c.name, COUNT(DISTINCT a.member) FROM campaign AS c
         JOIN plan_member AS b ON b.campaign = c.name
         JOIN plan_member AS a ON a.campaign = $1 AND a.member = b.member
         JOIN touch AS t ON t.send_key BETWEEN a.member_key << 8 AND (a.member_key << 8) | 255
         JOIN touch AS o ON o.send_key BETWEEN b.member_key << 8 AND (b.member_key << 8) | 255
         WHERE c.name <> $1 AND (c.halted IS NULL OR c.halted <> 'cancelled')
           AND c.approved_at > (SELECT planned_at FROM plan_version WHERE campaign = $1 ORDER BY version DESC LIMIT 1)
           AND o.status NOT IN (6, 7, 8) AND ABS(t.due_at - o.due_at) < $2
         GROUP BY c.name ORDER BY 2 DESC, 1 LIMIT 1",
    )
    .bind(campaign)
    .bind(TimeDelta::weeks(1).num_microseconds())
    .optional(tx)
    .await
    .doing("looking for campaigns approved meanwhile")?;
    match overtaken {
        None => Ok(()),
        Some((other, people)) => Err(StoreError::Overtaken {
            campaign: campaign.to_owned(),
            other,
            people: crate::stored::count("plan_member", people)?,
        }),
    }
}

/// What decides whether a plan may be approved or replaced.
#[derive(FromRow)]
pub(crate) struct Standing {
    status: String,
    pub(crate) plan_hash: String,
    pub(crate) planned_by: String,
    pub(crate) approved_by: Option<String>,
    approvers: String,
    halted: Option<String>,
    halted_by: Option<String>,
    halted_at: Option<String>,
}

impl Standing {
    pub(crate) async fn read(connection: &mut Tx, campaign: &str) -> Result<Option<Self>> {
        Sql::new(
            "SELECT status, plan_hash, planned_by, approved_by, approvers, halted, halted_by, halted_at FROM campaign
             WHERE name = $1",
        )
        .bind(campaign)
        .optional(connection)
        .await
        .doing("reading where a campaign stands")
    }

    /// Refuses to put another plan in the place of one that is cancelled, of which something may have been claimed, or that is
    /// approved and the same. Status `dispatched` is noted before anything is claimed, under the same lock as this is read, so whoever
    /// waits to claim finds either the plan that was approved or none.
    pub(crate) fn refuse_replacing(&self, by: &CampaignView) -> Result<()> {
        self.refuse_cancelled(&by.name)?;
        if ![CampaignStatus::Planned, CampaignStatus::Approved].iter().any(|status| status.key() == self.status) {
            return Err(StoreError::SendingBegan { campaign: by.name.clone() });
        }
        if self.plan_hash == by.plan_hash { self.refuse_approved(&by.name) } else { Ok(()) }
    }

    /// Halts the plan that took this one's place as this one was.
    pub(crate) async fn stay_halted(&self, tx: &mut Tx, campaign: &str) -> Result<()> {
        Sql::new("UPDATE campaign SET halted = $2, halted_by = $3, halted_at = $4 WHERE name = $1")
            .bind(campaign)
            .bind(self.halted.clone())
            .bind(self.halted_by.clone())
            .bind(self.halted_at.clone())
            .execute(tx)
            .await
            .doing("keeping a campaign halted")?;
        Ok(())
    }

    /// Refuses whoever is not among those that the declaration names, where it names somebody.
    fn refuse_outsider(&self, campaign: &str, by: &str) -> Result<()> {
        let named: Vec<&str> = self.approvers.lines().map(str::trim).collect();
        if named.is_empty() || named.iter().any(|name| is_same_person(name, by)) {
            return Ok(());
        }
        let approvers = named.join(", ");
        Err(StoreError::NotAnApprover { campaign: campaign.to_owned(), by: by.to_owned(), approvers })
    }

    fn refuse_cancelled(&self, campaign: &str) -> Result<()> {
        if self.halted.as_deref() == Some(Halt::Cancelled.key()) {
            return Err(StoreError::Cancelled { campaign: campaign.to_owned() });
        }
        Ok(())
    }

    fn refuse_evaluated(&self, campaign: &str) -> Result<()> {
        if self.status == CampaignStatus::Evaluated.key() {
            return Err(StoreError::Evaluated { campaign: campaign.to_owned() });
        }
        Ok(())
    }

    pub(crate) fn refuse_approved(&self, campaign: &str) -> Result<()> {
        match &self.approved_by {
            None => Ok(()),
            Some(by) => Err(StoreError::AlreadyApproved { campaign: campaign.to_owned(), by: by.clone() }),
        }
    }
}

impl CampaignRow {
    fn view(self) -> Result<CampaignView> {
        let status = CampaignStatus::ALL
            .into_iter()
            .find(|s| s.key() == self.status)
            .ok_or_else(|| unreadable("campaign.status", &self.status, "a campaign status"))?;
        Ok(CampaignView {
            title: json::<Bilingual>("campaign.title", &self.title)?,
            status,
            as_of: day("campaign.as_of", &self.as_of)?,
            approved_at: self.approved_at.map(|at| instant("campaign.approved_at", &at)).transpose()?,
            members: count("campaign.members", self.members)?,
            held_out: count("campaign.held_out", self.held_out)?,
            cost: Rupiah::whole(self.cost),
            budget: Rupiah::whole(self.budget),
            warnings: json("campaign.warnings", &self.warnings)?,
            halted: halted(self.halted.as_deref(), self.halted_by, self.halted_at.as_deref())?,
            name: self.name,
            plan_hash: self.plan_hash,
            planned_by: self.planned_by,
            approved_by: self.approved_by,
        })
    }
}

fn json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|source| StoreError::Document { name: column.to_owned(), source })
}
