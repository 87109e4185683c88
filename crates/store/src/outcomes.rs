//! What became of members, and what the channels caused.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::Sql;
use crate::stored::ROWS_PER_STATEMENT;
use domain::PaidMonths;
use domain::{
    Bilingual, Channel, CostPerAdditional, Judgement, MemberId, RandomisationUnit, Rupiah, SegmentId, StillRunning,
    UpliftRow, Verdict,
};
use serde::{Deserialize, Serialize};

/// What became of a planned member in the campaign's outcome month, treated or held out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberOutcome {
    /// Whose.
    pub member: MemberId,
    /// Covered in the outcome month.
    pub kept: bool,
    /// Coverage months paid within the outcome window.
    pub months_paid: i64,
}

impl Store {
    /// Records outcomes of planned members; a later record of the same member replaces the earlier one. Refuses members
    /// that are not in the plan.
    pub async fn record_outcomes(&self, campaign: &str, outcomes: &[MemberOutcome]) -> Result<()> {
        let mut tx = self.begin().await?;
        for chunk in outcomes.chunks(ROWS_PER_STATEMENT) {
            Sql::rows(
                "INSERT INTO member_outcome (campaign, member, kept, months_paid) ",
                chunk,
                |row, outcome: &MemberOutcome| {
                    row.push_bind(campaign.to_owned())
                        .push_bind(outcome.member.0.clone())
                        .push_bind(i64::from(outcome.kept))
                        .push_bind(outcome.months_paid);
                },
            )
            .push(
                " ON CONFLICT (campaign, member) DO UPDATE SET kept = excluded.kept,
                 months_paid = excluded.months_paid",
            )
            .execute(&mut tx)
            .await
            .doing("recording outcomes of planned members")?;
        }
        tx.commit().await.doing("recording outcomes of planned members")
    }

    /// The outcomes recorded for a campaign, by member.
    pub async fn outcomes(&self, campaign: &str) -> Result<Vec<MemberOutcome>> {
        let rows: Vec<(String, i64, i64)> =
            Sql::new("SELECT member, kept, months_paid FROM member_outcome WHERE campaign = $1 ORDER BY member")
                .bind(campaign)
                .all(self.reader())
                .await
                .doing("reading outcomes")?;
        Ok(rows
            .into_iter()
            .map(|(member, kept, months_paid)| MemberOutcome { member: MemberId(member), kept: kept != 0, months_paid })
            .collect())
    }

    /// Saves the result table of a campaign, in place of the one before.
    pub async fn save_uplift(&self, campaign: &str, rows: &[UpliftRow]) -> Result<()> {
        let rows: Vec<StoredUplift> = rows.iter().cloned().map(StoredUplift::from).collect();
        self.save_document(campaign, "uplift", &rows).await
    }

    /// The result table of a campaign; empty before it is evaluated.
    pub async fn uplift(&self, campaign: &str) -> Result<Vec<UpliftRow>> {
        let rows: Option<Vec<StoredUplift>> = self.document(campaign, "uplift").await?;
        Ok(rows.unwrap_or_default().into_iter().map(UpliftRow::from).collect())
    }
}

/// An uplift row as stored. [`UpliftRow`] writes its verdict and its price flat into one JSON object, where the `low` and
/// `high` of the two collide and cannot be read back; here each keeps its own object.
#[derive(Serialize, Deserialize)]
struct StoredUplift {
    campaign: String,
    segment: SegmentId,
    segment_name: Bilingual,
    channel: Channel,
    unit: RandomisationUnit,
    treated: u64,
    delivered: Option<u64>,
    held_out: u64,
    areas_treated: Option<u64>,
    areas_held_out: Option<u64>,
    rate_treated: Option<f64>,
    rate_held_out: Option<f64>,
    verdict: Verdict,
    estimator: String,
    cost: Rupiah,
    cost_per_additional: CostPerAdditional,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    paid_months: Option<PaidMonths>,
    true_uplift: Option<f64>,
    notes: Vec<Bilingual>,
    #[serde(default)]
    judgement: Option<Judgement>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    running: Option<StillRunning>,
}

macro_rules! same_fields {
    ($from:ty => $to:ident) => {
        impl From<$from> for $to {
            fn from(row: $from) -> Self {
                Self {
                    campaign: row.campaign,
                    segment: row.segment,
                    segment_name: row.segment_name,
                    channel: row.channel,
                    unit: row.unit,
                    treated: row.treated,
                    delivered: row.delivered,
                    held_out: row.held_out,
                    areas_treated: row.areas_treated,
                    areas_held_out: row.areas_held_out,
                    rate_treated: row.rate_treated,
                    rate_held_out: row.rate_held_out,
                    verdict: row.verdict,
                    estimator: row.estimator,
                    cost: row.cost,
                    cost_per_additional: row.cost_per_additional,
                    paid_months: row.paid_months,
                    true_uplift: row.true_uplift,
                    notes: row.notes,
                    judgement: row.judgement,
                    running: row.running,
                }
            }
        }
    };
}
same_fields!(UpliftRow => StoredUplift);
same_fields!(StoredUplift => UpliftRow);
