//! Reports of outcomes as they come in: each counts once, and the sums of the campaigns under way change with it, in one transaction.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::outcome_campaigns::{Cell, OpenCampaign, add_to_sums, covered_months, open_campaigns, planned_cells};
use crate::rights::restricted;
use crate::sql::{On, Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count_stored, day, instant_text, unreadable, word};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    Bilingual, MemberId, Month, OutcomeReport, OutcomeSum, OutcomesAnswer, OutcomesRead, RefusedReport, ReportKind,
    Reported,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Source, report, member, kind, month, happened, known, whether known was given.
type ReportColumns = (String, String, String, String, Option<String>, String, String, i64);

const COLUMNS: &str =
    "r.source, r.report, r.member, r.what, r.coverage_month, r.happened_on, r.known_on, r.known_given";

/// A report with the day it counts as known.
#[derive(Debug, Clone)]
pub(crate) struct KnownReport {
    pub(crate) report: OutcomeReport,
    pub(crate) known_on: NaiveDate,
}

impl Store {
    /// Takes reports in, all good ones or none. One that is known already changes nothing; one that says otherwise than an earlier
    /// one of the same source and number is refused with a sentence, and so are those that could not be read. People who asked not
    /// to be processed are passed over. `today` is the day a report counts as known where it names none.
    pub async fn take_outcomes(
        &self,
        read: OutcomesRead,
        today: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<OutcomesAnswer> {
        let mut answer = OutcomesAnswer { refused: read.refused, ..OutcomesAnswer::default() };
        let mut tx = self.begin().await?;
        let restricted = restricted(&mut tx).await?;
        let campaigns = open_campaigns(&mut tx).await?;
        for chunk in read.reports.chunks(ROWS_PER_STATEMENT) {
            let mut known = with_keys(&mut tx, chunk).await?;
            let mut fresh: Vec<KnownReport> = Vec::new();
            for (line, report) in chunk {
                if restricted.contains(&report.member) {
                    answer.not_processed += 1;
                    continue;
                }
                let key = (report.source.clone(), report.report.clone());
                match known.get(&key) {
                    Some(earlier) if report.says_what(earlier) => answer.repeated += 1,
                    Some(earlier) => answer.refused.push(contradiction(*line, report, earlier)),
                    None => {
                        known.insert(key, report.clone());
                        fresh.push(KnownReport { known_on: report.known_on.unwrap_or(today), report: report.clone() });
                    }
                }
            }
            if !fresh.is_empty() {
                answer.taken += fresh.len() as u64;
                count(&mut tx, &campaigns, &fresh, &mut answer).await?;
                insert(&mut tx, &fresh, at).await?;
            }
        }
        tx.commit().await.doing("taking outcomes in")?;
        answer.refused.sort_by_key(|refused| refused.line);
        Ok(answer)
    }
}

/// Adds to the sums of every campaign what fresh reports change for its planned members.
async fn count(
    tx: &mut Tx,
    campaigns: &[OpenCampaign],
    fresh: &[KnownReport],
    answer: &mut OutcomesAnswer,
) -> Result<()> {
    let mut fresh_of: BTreeMap<&str, Vec<&KnownReport>> = BTreeMap::new();
    for report in fresh {
        fresh_of.entry(report.report.member.0.as_str()).or_default().push(report);
    }
    let members: Vec<&str> = fresh_of.keys().copied().collect();
    let earlier_of = of_members(&mut *tx, &members).await?;
    let mut planned: HashSet<&str> = HashSet::new();
    for campaign in campaigns {
        let cells = planned_cells(tx, &campaign.name, &members).await?;
        let covered = covered_months(&mut *tx, &campaign.name, &members).await?;
        let mut changes: BTreeMap<Cell, OutcomeSum> = BTreeMap::new();
        let (mut heeded, mut newest): (u64, Option<NaiveDate>) = (0, None);
        for (member, fresh) in &fresh_of {
            let Some(cell) = cells.get(*member) else { continue };
            planned.insert(*member);
            let earlier = earlier_of.get(*member).map(Vec::as_slice).unwrap_or_default();
            let covered: Vec<Month> = covered.get(*member).cloned().unwrap_or_default();
            let before = campaign.standing(&covered, earlier.iter());
            let after = campaign.standing(&covered, earlier.iter().chain(fresh.iter().copied()));
            for known in fresh.iter().filter(|known| campaign.heeds(known)) {
                heeded += 1;
                newest = newest.max(Some(known.known_on));
            }
            changes.entry(cell.clone()).or_default().change(before, after);
        }
        if heeded > 0 {
            changes.retain(|_, change| !change.is_zero());
            add_to_sums(tx, &campaign.name, &changes).await?;
            note_reports(tx, &campaign.name, heeded, newest).await?;
            *answer.campaigns.entry(campaign.name.clone()).or_default() += heeded;
        }
    }
    answer.in_no_plan += fresh.iter().filter(|known| !planned.contains(known.report.member.0.as_str())).count() as u64;
    Ok(())
}

async fn note_reports(tx: &mut Tx, campaign: &str, heeded: u64, newest: Option<NaiveDate>) -> Result<()> {
    Sql::new(
        "UPDATE outcome_terms SET reports = reports + $2,
         newest_known_on = CASE WHEN newest_known_on IS NULL OR newest_known_on < $3 THEN $3 ELSE newest_known_on END
         WHERE campaign = $1",
    )
    .bind(campaign)
    .bind(count_stored(heeded))
    .bind(newest.map(|day| day.to_string()))
    .execute(tx)
    .await
    .doing("noting that outcomes came in")?;
    Ok(())
}

async fn insert(tx: &mut Tx, fresh: &[KnownReport], at: DateTime<Utc>) -> Result<()> {
    Sql::rows(
        "INSERT INTO outcome_report (source, report, member, what, coverage_month, happened_on, known_on, known_given,
         taken_at) ",
        fresh,
        |row, known: &KnownReport| {
            let report = &known.report;
            row.push_bind(report.source.clone())
                .push_bind(report.report.clone())
                .push_bind(report.member.0.clone())
                .push_bind(report.what.kind().key())
                .push_bind(report.what.coverage_month().map(|month| month.to_string()))
                .push_bind(report.happened_on.to_string())
                .push_bind(known.known_on.to_string())
                .push_bind(i64::from(report.known_on.is_some()))
                .push_bind(instant_text(at));
        },
    )
    .execute(tx)
    .await
    .doing("taking outcomes in")?;
    Ok(())
}

/// Reports that are known under the keys of these, by source and number.
async fn with_keys(tx: &mut Tx, reports: &[(u64, OutcomeReport)]) -> Result<HashMap<(String, String), OutcomeReport>> {
    let mut by_source: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, report) in reports {
        by_source.entry(report.source.as_str()).or_default().push(report.report.as_str());
    }
    let mut known = HashMap::new();
    for (source, numbers) in by_source {
        let mut statement = Sql::new(format!("SELECT {COLUMNS} FROM outcome_report r WHERE r.source = "));
        statement.push_bind(source).push(" AND ").push_in("r.report", numbers);
        let rows: Vec<ReportColumns> = statement.all(&mut *tx).await.doing("looking for known outcomes")?;
        for row in rows {
            let KnownReport { report, .. } = read(row)?;
            known.insert((report.source.clone(), report.report.clone()), report);
        }
    }
    Ok(known)
}

/// Everything reported of these members, by member.
pub(crate) async fn of_members<'a>(
    on: impl Into<On<'a>>,
    members: &[&str],
) -> Result<HashMap<String, Vec<KnownReport>>> {
    let mut statement = Sql::new(format!("SELECT {COLUMNS} FROM outcome_report r WHERE "));
    statement.push_in("r.member", members.iter().copied());
    by_member(statement.all(on).await.doing("reading outcomes of members")?)
}

/// Everything reported of the members of a plan, by member.
pub(crate) async fn of_plan<'a>(on: impl Into<On<'a>>, campaign: &str) -> Result<HashMap<String, Vec<KnownReport>>> {
    let statement = format!(
        "SELECT {COLUMNS} FROM outcome_report r JOIN plan_member p ON p.member = r.member WHERE p.campaign = $1"
    );
    by_member(Sql::new(statement).bind(campaign).all(on).await.doing("reading outcomes of a plan")?)
}

fn by_member(rows: Vec<ReportColumns>) -> Result<HashMap<String, Vec<KnownReport>>> {
    let mut found: HashMap<String, Vec<KnownReport>> = HashMap::new();
    for row in rows {
        let known = read(row)?;
        found.entry(known.report.member.0.clone()).or_default().push(known);
    }
    Ok(found)
}

fn read((source, report, member, what, month, happened, known, given): ReportColumns) -> Result<KnownReport> {
    let month = month.map(|month| word::<Month>("outcome_report.coverage_month", &month)).transpose()?;
    let what: Reported = word::<ReportKind>("outcome_report.what", &what)?
        .of(month)
        .ok_or_else(|| unreadable("outcome_report.what", &what, "a word that goes with its month"))?;
    let happened_on = day("outcome_report.happened_on", &happened)?;
    let known_on = day("outcome_report.known_on", &known)?;
    let given = (given != 0).then_some(known_on);
    Ok(KnownReport {
        report: OutcomeReport { source, report, member: MemberId(member), what, happened_on, known_on: given },
        known_on,
    })
}

/// The refusal of a report that says otherwise than an earlier one.
fn contradiction(line: u64, report: &OutcomeReport, earlier: &OutcomeReport) -> RefusedReport {
    let month =
        |report: &OutcomeReport| report.what.coverage_month().map_or(String::new(), |month| format!(" {month}"));
    let said = |report: &OutcomeReport, word: &str| {
        format!("{} {word}{} {}", report.member, month(report), report.happened_on)
    };
    let expected = Bilingual::new(
        format!(
            "yang sama dengan laporan sebelumnya dari {} bernomor ini ({}); untuk mengubahnya, kirim pembatalan dan laporan baru",
            report.source,
            said(earlier, earlier.what.kind().indonesian())
        ),
        format!(
            "what the earlier report of {} with this number says ({}); to change it send a reversal and a new report",
            report.source,
            said(earlier, earlier.what.kind().key())
        ),
    );
    RefusedReport { line, field: "report".to_owned(), value: report.report.clone(), expected }
}
