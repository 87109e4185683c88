//! Plans: who gets what, who is held out, how many were left out and why.

use crate::campaigns::{Standing, unknown};
use crate::connection::Store;
use crate::error::{Doing, Result, StoreError};
use crate::follow_ups::put_follow_ups;
use crate::keys::OF_CAMPAIGN;
use crate::outbox::{Outgoing, outgoing, put_touches};
use crate::outcome_sums::forget_sums;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count, count_stored, day, instant, instant_text, unreadable, word};
use chrono::NaiveDate;
use domain::views::{CampaignStatus, CampaignView, NamedCount};
use domain::{
    Arm, Channel, Exclusion, FollowUp, Language, MemberId, MemberRow, Plan, PlannedMember, RandomisationUnit, Rupiah,
    SegmentId, Touch, campaign_number,
};
use std::collections::HashMap;

const TREATED: &str = "treated";
const HELD_OUT: &str = "held_out";

/// Whom an approved campaign holds out, so that those it touches can be compared with them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldOutElsewhere {
    /// The campaign.
    pub campaign: String,
    /// The day on which its outcome is taken.
    pub known_by: NaiveDate,
    /// By id.
    pub members: Vec<MemberId>,
}

type MemberColumns = (i64, String, String, String, String, String, String, String, Option<String>, i64);

impl Store {
    /// [`Store::save_plan_version`] without a record of it, for tests and measurements.
    #[doc(hidden)]
    pub async fn save_plan(
        &self,
        view: &CampaignView,
        plan: &Plan,
        touches: &[Touch],
        follow_ups: &[FollowUp],
    ) -> Result<()> {
        refuse_mismatch(view, plan)?;
        let touches = outgoing(&view.name, campaign_number(&view.name), &plan.members, touches)?;
        let mut tx = self.begin().await?;
        replace(&mut tx, view, plan, &touches, follow_ups).await?;
        tx.commit().await.doing("saving a plan")
    }

    /// Puts touches into the outbox of a plan that was saved without them; for measuring how long that takes by itself.
    #[doc(hidden)]
    pub async fn save_touches(&self, plan: &Plan, touches: &[Touch]) -> Result<()> {
        let number = campaign_number(&plan.campaign);
        let touches = outgoing(&plan.campaign, number, &plan.members, touches)?;
        let mut tx = self.begin().await?;
        let standing = Standing::read(&mut tx, &plan.campaign).await?.ok_or_else(|| unknown(&plan.campaign))?;
        standing.refuse_approved(&plan.campaign)?;
        put_touches(&mut tx, number, &touches, 0, false).await?;
        tx.commit().await.doing("saving touches")
    }

    /// Everyone in the plan of a campaign, treated and held out, by row.
    pub async fn plan_members(&self, campaign: &str) -> Result<Vec<PlannedMember>> {
        let rows: Vec<MemberColumns> = Sql::new(
            "SELECT member_row, member, segment, occupation_group, area, arm, arm_of, language, send_at, cost
             FROM plan_member WHERE campaign = $1 ORDER BY member_row",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading the members of a plan")?;
        rows.into_iter().map(planned_member).collect()
    }

    /// One member of a plan; `None` for those left out of it.
    pub async fn planned_member(&self, campaign: &str, member: &MemberId) -> Result<Option<PlannedMember>> {
        let row: Option<MemberColumns> = Sql::new(
            "SELECT member_row, member, segment, occupation_group, area, arm, arm_of, language, send_at, cost
             FROM plan_member WHERE campaign = $1 AND member = $2",
        )
        .bind(campaign)
        .bind(&member.0)
        .optional(self.reader())
        .await
        .doing("reading a member of a plan")?;
        row.map(planned_member).transpose()
    }

    /// Whom other approved campaigns hold out whose outcome is taken on a day or later, by campaign; those of cancelled ones are free.
    pub async fn held_out_elsewhere(&self, campaign: &str, on: NaiveDate) -> Result<Vec<HeldOutElsewhere>> {
        let campaigns: Vec<(String, String)> = Sql::new(
            "SELECT c.name, o.known_by FROM campaign AS c JOIN outcome_terms AS o ON o.campaign = c.name
             WHERE c.name <> $1 AND c.approved_by IS NOT NULL AND (c.halted IS NULL OR c.halted <> 'cancelled')
             ORDER BY c.name",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading which campaigns hold people out")?;
        let mut held_out = Vec::new();
        for (name, known_by) in campaigns {
            let known_by = day("outcome_terms.known_by", &known_by)?;
            if known_by < on {
                continue;
            }
            let members: Vec<(String,)> =
                Sql::new("SELECT member FROM plan_member WHERE campaign = $1 AND arm = $2 ORDER BY member")
                    .bind(&name)
                    .bind(HELD_OUT)
                    .all(self.reader())
                    .await
                    .doing("reading whom a campaign holds out")?;
            let members = members.into_iter().map(|(member,)| MemberId(member)).collect();
            held_out.push(HeldOutElsewhere { campaign: name, known_by, members });
        }
        Ok(held_out)
    }

    /// How many people were left out of the plan, by the first reason met, in the order reasons are checked. Reasons that
    /// left nobody out are not listed. The key is the reason in snake case.
    pub async fn exclusions(&self, campaign: &str) -> Result<Vec<NamedCount>> {
        let rows: Vec<(String, i64)> = Sql::new("SELECT reason, members FROM plan_exclusion WHERE campaign = $1")
            .bind(campaign)
            .all(self.reader())
            .await
            .doing("reading the exclusions of a plan")?;
        let counts: HashMap<String, i64> = rows.into_iter().collect();
        Exclusion::ALL
            .into_iter()
            .filter_map(|reason| counts.get(reason.key()).map(|members| (reason, *members)))
            .map(|(reason, members)| {
                Ok(NamedCount {
                    key: reason.key().to_owned(),
                    name: reason.words(),
                    count: count("plan_exclusion.members", members)?,
                })
            })
            .collect()
    }
}

/// Puts a plan in the place of the one that stands, where that may be replaced; answers who had approved that one. A pause outlasts it.
pub(crate) async fn replace(
    tx: &mut Tx,
    view: &CampaignView,
    plan: &Plan,
    touches: &[Outgoing<'_>],
    follow_ups: &[FollowUp],
) -> Result<Option<String>> {
    let number = campaign_number(&view.name);
    let standing = Standing::read(tx, &view.name).await?;
    if let Some(standing) = &standing {
        standing.refuse_replacing(view)?;
        refuse_begun(tx, &view.name).await?;
    }
    forget(tx, &view.name).await?;
    // Whoever plans the very same again does not take it over: the one who planned it first may not approve it either way.
    let same = standing.as_ref().filter(|standing| standing.plan_hash == view.plan_hash);
    let planned_by = same.map_or(view.planned_by.as_str(), |standing| standing.planned_by.as_str());
    insert_campaign(tx, view, planned_by, number).await?;
    if let Some(standing) = &standing {
        standing.stay_halted(tx, &view.name).await?;
    }
    insert_members(tx, &view.name, number, &plan.members).await?;
    insert_exclusions(tx, plan).await?;
    put_touches(tx, number, touches, 0, false).await?;
    put_follow_ups(tx, touches, follow_ups).await?;
    Ok(standing.and_then(|standing| standing.approved_by))
}

/// Refuses to replace a plan of which a touch has left the outbox, whoever took it out.
async fn refuse_begun(tx: &mut Tx, campaign: &str) -> Result<()> {
    let begun: Option<(i64,)> =
        Sql::new(format!("SELECT send_key FROM touch WHERE {OF_CAMPAIGN} AND status NOT IN (0, 7, 8) LIMIT 1"))
            .bind(campaign)
            .optional(tx)
            .await
            .doing("looking whether sending has begun")?;
    if begun.is_some() { Err(StoreError::SendingBegan { campaign: campaign.to_owned() }) } else { Ok(()) }
}

pub(crate) fn refuse_mismatch(view: &CampaignView, plan: &Plan) -> Result<()> {
    let refuse = |reason: String| Err(StoreError::PlanMismatch { campaign: view.name.clone(), reason });
    if plan.campaign != view.name {
        return refuse(format!("the plan is of campaign `{}`", plan.campaign));
    }
    if plan.hash != view.plan_hash {
        return refuse(format!("the view names plan {}, the plan is {}", view.plan_hash, plan.hash));
    }
    Ok(())
}

/// Removes a plan that may be replaced.
async fn forget(tx: &mut Tx, campaign: &str) -> Result<()> {
    forget_sums(tx, campaign).await?;
    for table in ["counter_visit", "delivery_event", "touch_name", "touch"] {
        Sql::new(format!("DELETE FROM {table} WHERE {OF_CAMPAIGN}"))
            .bind(campaign)
            .execute(&mut *tx)
            .await
            .doing("removing an earlier plan")?;
    }
    for statement in [
        "DELETE FROM claim WHERE first_key >> 40 = (SELECT number FROM campaign WHERE name = $1)",
        "DELETE FROM message WHERE number BETWEEN (SELECT number << 32 FROM campaign WHERE name = $1)
            AND (SELECT (number << 32) | 4294967295 FROM campaign WHERE name = $1)",
        "DELETE FROM scan WHERE code IN (SELECT code FROM short_code WHERE campaign = $1)",
        "DELETE FROM short_code WHERE campaign = $1",
        "DELETE FROM follow_up WHERE campaign = $1",
        "DELETE FROM template_filling WHERE campaign = $1",
        "DELETE FROM member_outcome WHERE campaign = $1",
        "DELETE FROM plan_member WHERE campaign = $1",
        "DELETE FROM plan_exclusion WHERE campaign = $1",
        "DELETE FROM document WHERE scope = $1",
        "DELETE FROM campaign WHERE name = $1",
    ] {
        Sql::new(statement).bind(campaign).execute(&mut *tx).await.doing("removing an earlier plan")?;
    }
    Ok(())
}

async fn insert_campaign(tx: &mut Tx, view: &CampaignView, planned_by: &str, number: u32) -> Result<()> {
    let other: Option<(String,)> = Sql::new("SELECT name FROM campaign WHERE number = $1")
        .bind(i64::from(number))
        .optional(&mut *tx)
        .await
        .doing("looking for the number of a campaign")?;
    if let Some((other,)) = other {
        let reason = format!("its name makes the same number as that of campaign `{other}`; give it another name");
        return Err(StoreError::PlanMismatch { campaign: view.name.clone(), reason });
    }
    let json = |name: &str, text: serde_json::Result<String>| {
        text.map_err(|source| StoreError::Document { name: name.to_owned(), source })
    };
    Sql::new(
        "INSERT INTO campaign (name, title, status, plan_hash, as_of, planned_by, members, held_out, cost, budget,
         warnings, number) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(&view.name)
    .bind(json("campaign.title", serde_json::to_string(&view.title))?)
    .bind(CampaignStatus::Planned.key())
    .bind(&view.plan_hash)
    .bind(view.as_of.to_string())
    .bind(planned_by)
    .bind(count_stored(view.members))
    .bind(count_stored(view.held_out))
    .bind(view.cost.rounded())
    .bind(view.budget.rounded())
    .bind(json("campaign.warnings", serde_json::to_string(&view.warnings))?)
    .bind(i64::from(number))
    .execute(tx)
    .await
    .doing("saving a campaign")?;
    Ok(())
}

async fn insert_members(tx: &mut Tx, campaign: &str, number: u32, members: &[PlannedMember]) -> Result<()> {
    for chunk in members.chunks(ROWS_PER_STATEMENT) {
        Sql::rows(
            "INSERT INTO plan_member (member_key, campaign, member_row, member, segment, occupation_group, area, arm, arm_of,
             language, send_at, cost) ",
            chunk,
            |row, m: &PlannedMember| {
                let (arm, of) = match m.arm {
                    Arm::Treated(channel) => (TREATED, channel.key()),
                    Arm::HeldOut(unit) => (HELD_OUT, unit_key(unit)),
                    Arm::HeldOutOf(channel) => (HELD_OUT, channel.key()),
                };
                row.push_bind((i64::from(number) << 32) | i64::from(m.row.0))
                    .push_bind(campaign)
                    .push_bind(i64::from(m.row.0))
                    .push_bind(m.member.0.clone())
                    .push_bind(m.segment.0.clone())
                    .push_bind(m.group.key())
                    .push_bind(m.area.as_str().to_owned())
                    .push_bind(arm)
                    .push_bind(of)
                    .push_bind(m.language.code())
                    .push_bind(m.send_at.map(instant_text))
                    .push_bind(m.cost.rounded());
            },
        )
        .execute(&mut *tx)
        .await
        .doing("saving the members of a plan")?;
    }
    Ok(())
}

async fn insert_exclusions(tx: &mut Tx, plan: &Plan) -> Result<()> {
    for reason in Exclusion::ALL {
        let members = plan.excluded.iter().filter(|(_, r)| *r == reason).count();
        if members > 0 {
            Sql::new("INSERT INTO plan_exclusion (campaign, reason, members) VALUES ($1, $2, $3)")
                .bind(&plan.campaign)
                .bind(reason.key())
                .bind(count_stored(members as u64))
                .execute(&mut *tx)
                .await
                .doing("saving the exclusions of a plan")?;
        }
    }
    Ok(())
}

fn unit_key(unit: RandomisationUnit) -> &'static str {
    match unit {
        RandomisationUnit::Person => "person",
        RandomisationUnit::Area => "area",
    }
}

fn planned_member(columns: MemberColumns) -> Result<PlannedMember> {
    let (row, member, segment, group, area, arm, of, language, send_at, cost) = columns;
    let arm = match (arm.as_str(), of.as_str()) {
        (TREATED, channel) => Arm::Treated(word::<Channel>("plan_member.arm_of", channel)?),
        (HELD_OUT, "person") => Arm::HeldOut(RandomisationUnit::Person),
        (HELD_OUT, "area") => Arm::HeldOut(RandomisationUnit::Area),
        (HELD_OUT, channel) => Arm::HeldOutOf(word::<Channel>("plan_member.arm_of", channel)?),
        _ => return Err(unreadable("plan_member.arm", &format!("{arm} {of}"), "an arm such as `held_out person`")),
    };
    let row = u32::try_from(row)
        .map_err(|_| unreadable("plan_member.member_row", &row.to_string(), "a row of the members table"))?;
    Ok(PlannedMember {
        row: MemberRow(row),
        member: MemberId(member),
        segment: SegmentId(segment),
        group: word("plan_member.occupation_group", &group)?,
        area: word("plan_member.area", &area)?,
        arm,
        language: Language::from_code(&language),
        send_at: send_at.map(|at| instant("plan_member.send_at", &at)).transpose()?,
        cost: Rupiah::whole(cost),
    })
}
