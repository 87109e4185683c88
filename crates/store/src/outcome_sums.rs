//! Running sums of a campaign's outcome by segment, arm and village: opened once with its plan, changed by each report.

use crate::campaigns::unknown;
use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::outcome_campaigns::{ARM, Cell, CellColumns, OPEN, OpenCampaign, TermColumns, add_to_sums, arm, cell, open};
use crate::outcome_reports::of_plan;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count, count_stored, day};
use chrono::NaiveDate;
use domain::{Arm, MemberId, Month, OutcomeSum, OutcomeTerms, SegmentId};
use std::collections::{BTreeMap, HashMap};

/// Sums of one arm of a segment, of one village where villages were drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeCell {
    /// Segment on the day of planning.
    pub segment: SegmentId,
    /// The arm the lot gave.
    pub arm: Arm,
    /// The village; empty where persons were drawn.
    pub area: String,
    /// Members as assigned, and what they came to.
    pub sum: OutcomeSum,
}

/// How the outcome of a campaign stands, from what has come in so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomesSoFar {
    /// What counts.
    pub terms: OutcomeTerms,
    /// The day up to which contributions were known when counting began.
    pub contributions_on: NaiveDate,
    /// Reports that count.
    pub reports: u64,
    /// The newest day on which one of them was known.
    pub newest_known_on: Option<NaiveDate>,
    /// By segment, arm and village.
    pub cells: Vec<OutcomeCell>,
}

/// Contributions on, reports, newest known.
type ProgressColumns = (String, i64, Option<String>);
/// Reports, contributions on; kept, months and registered of everybody.
pub type OutcomesMark = (i64, String, i64, i64, i64);
/// Segment, area, arm of, people, kept, months, months squared, registered.
type SumColumns = (String, String, String, i64, i64, i64, i64, i64);

impl Store {
    /// Begins to count the outcome of a campaign, or begins anew: everyone in its plan as assigned, with the months that contributions
    /// cover already (known on `contributions_on`), and with every report that came before. From then on each report that comes
    /// changes the sums. Does nothing where the plan that stands is not the one with this hash: terms and months are of another.
    pub async fn open_outcomes(
        &self,
        campaign: &str,
        plan_hash: &str,
        terms: &OutcomeTerms,
        contributions_on: NaiveDate,
        covered: &[(MemberId, Month)],
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let hash: Option<(String,)> = Sql::new("SELECT plan_hash FROM campaign WHERE name = $1")
            .bind(campaign)
            .optional(&mut tx)
            .await
            .doing("reading a campaign")?;
        if hash.ok_or_else(|| unknown(campaign))?.0 != plan_hash {
            return Ok(());
        }
        forget_sums(&mut tx, campaign).await?;
        let counted = OpenCampaign { name: campaign.to_owned(), terms: *terms };
        put_covered(&mut tx, &counted, covered).await?;
        let reports = of_plan(&mut tx, campaign).await?;
        let mut sums: BTreeMap<Cell, OutcomeSum> = BTreeMap::new();
        let mut months: HashMap<&str, Vec<Month>> = HashMap::new();
        for (member, month) in covered.iter().filter(|(_, month)| terms.counts(*month)) {
            months.entry(member.0.as_str()).or_default().push(*month);
        }
        let planned: Vec<CellColumns> =
            Sql::new(format!("SELECT member, segment, area, {ARM} FROM plan_member WHERE campaign = $1"))
                .bind(campaign)
                .all(&mut tx)
                .await
                .doing("reading the members of a plan")?;
        for columns in planned {
            let (member, cell) = cell(columns)?;
            let known = reports.get(&member).map(Vec::as_slice).unwrap_or_default();
            let covered = months.get(member.as_str()).map(Vec::as_slice).unwrap_or_default();
            sums.entry(cell).or_default().add_member(counted.standing(covered, known.iter()));
        }
        add_to_sums(&mut tx, campaign, &sums).await?;
        let heeded: Vec<NaiveDate> =
            reports.values().flatten().filter(|known| counted.heeds(known)).map(|known| known.known_on).collect();
        Sql::new(
            "INSERT INTO outcome_terms (campaign, first_day, covered_month, known_by, contributions_on, reports, newest_known_on)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(campaign)
        .bind(terms.first_day.to_string())
        .bind(terms.covered_month.to_string())
        .bind(terms.known_by.to_string())
        .bind(contributions_on.to_string())
        .bind(count_stored(heeded.len() as u64))
        .bind(heeded.iter().max().map(NaiveDate::to_string))
        .execute(&mut tx)
        .await
        .doing("beginning to count outcomes")?;
        tx.commit().await.doing("beginning to count outcomes")
    }

    /// How the outcome of a campaign stands; `None` where it is not counted.
    pub async fn outcomes_so_far(&self, campaign: &str) -> Result<Option<OutcomesSoFar>> {
        let Some(OpenCampaign { terms, .. }) = self.counted_campaign(campaign).await? else { return Ok(None) };
        let progress: Option<ProgressColumns> =
            Sql::new("SELECT contributions_on, reports, newest_known_on FROM outcome_terms WHERE campaign = $1")
                .bind(campaign)
                .optional(self.reader())
                .await
                .doing("reading how outcomes stand")?;
        let Some((contributions_on, reports, newest)) = progress else { return Ok(None) };
        let rows: Vec<SumColumns> = Sql::new(
            "SELECT segment, area, arm_of, people, kept, months, months_squared, registered FROM outcome_sum
             WHERE campaign = $1 ORDER BY segment, area, arm_of",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading how outcomes stand")?;
        Ok(Some(OutcomesSoFar {
            terms,
            contributions_on: day("outcome_terms.contributions_on", &contributions_on)?,
            reports: count("outcome_terms.reports", reports)?,
            newest_known_on: newest.map(|on| day("outcome_terms.newest_known_on", &on)).transpose()?,
            cells: rows.into_iter().map(outcome_cell).collect::<Result<_>>()?,
        }))
    }

    /// What changes whenever the sums of a campaign do, by a report or by contributions: reports, the day of the contributions, and
    /// all that members came to. `None` where its outcome is not counted.
    pub async fn outcomes_mark(&self, campaign: &str) -> Result<Option<OutcomesMark>> {
        Sql::new(
            "SELECT t.reports, t.contributions_on, CAST(COALESCE(SUM(s.kept), 0) AS BIGINT),
                CAST(COALESCE(SUM(s.months), 0) AS BIGINT), CAST(COALESCE(SUM(s.registered), 0) AS BIGINT)
             FROM outcome_terms AS t LEFT JOIN outcome_sum AS s ON s.campaign = t.campaign
             WHERE t.campaign = $1 GROUP BY t.reports, t.contributions_on",
        )
        .bind(campaign)
        .optional(self.reader())
        .await
        .doing("reading how outcomes stand")
    }

    pub(crate) async fn counted_campaign(&self, campaign: &str) -> Result<Option<OpenCampaign>> {
        let row: Option<TermColumns> = Sql::new(format!("{OPEN} WHERE campaign = $1"))
            .bind(campaign)
            .optional(self.reader())
            .await
            .doing("reading whether outcomes are counted")?;
        row.map(open).transpose()
    }
}

/// Forgets what was counted of a campaign; reports stay.
pub(crate) async fn forget_sums(tx: &mut Tx, campaign: &str) -> Result<()> {
    for statement in [
        "DELETE FROM outcome_terms WHERE campaign = $1",
        "DELETE FROM outcome_covered WHERE campaign = $1",
        "DELETE FROM outcome_sum WHERE campaign = $1",
    ] {
        Sql::new(statement).bind(campaign).execute(&mut *tx).await.doing("beginning to count outcomes")?;
    }
    Ok(())
}

async fn put_covered(tx: &mut Tx, open: &OpenCampaign, covered: &[(MemberId, Month)]) -> Result<()> {
    let counted: Vec<&(MemberId, Month)> = covered.iter().filter(|(_, month)| open.terms.counts(*month)).collect();
    for chunk in counted.chunks(ROWS_PER_STATEMENT) {
        Sql::rows("INSERT INTO outcome_covered (campaign, member, coverage_month) ", chunk, |row, (member, month)| {
            row.push_bind(open.name.clone()).push_bind(member.0.clone()).push_bind(month.to_string());
        })
        .push(" ON CONFLICT (campaign, member, coverage_month) DO NOTHING")
        .execute(&mut *tx)
        .await
        .doing("keeping covered months")?;
    }
    Ok(())
}

fn outcome_cell(
    (segment, area, arm_of, people, kept, months, months_squared, registered): SumColumns,
) -> Result<OutcomeCell> {
    let sum = OutcomeSum { people, kept, months, months_squared, registered };
    Ok(OutcomeCell { segment: SegmentId(segment), arm: arm(&arm_of)?, area, sum })
}
