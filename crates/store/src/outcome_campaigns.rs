//! Campaigns whose outcome is counted, and where each of their planned members is counted.

use crate::error::{Doing, Result};
use crate::outcome_reports::KnownReport;
use crate::sql::{On, Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, day, word};
use domain::{Arm, Channel, Month, OutcomeStanding, OutcomeSum, OutcomeTerms, RandomisationUnit};
use std::collections::{BTreeMap, HashMap};

/// Where a planned member is counted: segment, area (empty where persons were drawn), `arm_of`.
pub(crate) type Cell = (String, String, String);

/// A campaign whose outcome is counted.
pub(crate) struct OpenCampaign {
    pub(crate) name: String,
    pub(crate) terms: OutcomeTerms,
}

impl OpenCampaign {
    /// Whether a report says anything of this campaign's outcome.
    pub(crate) fn heeds(&self, known: &KnownReport) -> bool {
        self.terms.heeds(known.report.what, known.report.happened_on, known.known_on)
    }

    /// What a member comes to.
    pub(crate) fn standing<'r>(
        &self,
        covered: &[Month],
        reports: impl Iterator<Item = &'r KnownReport>,
    ) -> OutcomeStanding {
        let heeded = reports.filter(|known| self.heeds(known));
        self.terms
            .standing(covered.iter().copied(), heeded.map(|known| (known.report.source.as_str(), known.report.what)))
    }
}

/// Campaign, first day, covered month, known by.
pub(crate) type TermColumns = (String, String, String, String);
/// Member, segment, area, arm of.
pub(crate) type CellColumns = (String, String, String, String);

/// Campaigns whose outcome is counted.
pub(crate) const OPEN: &str = "SELECT campaign, first_day, covered_month, known_by FROM outcome_terms";

pub(crate) async fn open_campaigns(tx: &mut Tx) -> Result<Vec<OpenCampaign>> {
    let rows: Vec<TermColumns> =
        Sql::new(format!("{OPEN} ORDER BY campaign")).all(tx).await.doing("reading whose outcomes are counted")?;
    rows.into_iter().map(open).collect()
}

pub(crate) fn open((name, first_day, covered_month, known_by): TermColumns) -> Result<OpenCampaign> {
    let terms = OutcomeTerms {
        first_day: day("outcome_terms.first_day", &first_day)?,
        covered_month: word("outcome_terms.covered_month", &covered_month)?,
        known_by: day("outcome_terms.known_by", &known_by)?,
    };
    Ok(OpenCampaign { name, terms })
}

/// Where those of these members are counted that a campaign planned.
pub(crate) async fn planned_cells(tx: &mut Tx, campaign: &str, members: &[&str]) -> Result<HashMap<String, Cell>> {
    let mut statement = Sql::new(format!("SELECT member, segment, area, {ARM} FROM plan_member WHERE campaign = "));
    statement.push_bind(campaign).push(" AND ").push_in("member", members.iter().copied());
    let rows: Vec<CellColumns> = statement.all(tx).await.doing("looking members up in a plan")?;
    rows.into_iter().map(cell).collect()
}

/// The months of these members that contributions covered before.
pub(crate) async fn covered_months<'a>(
    on: impl Into<On<'a>>,
    campaign: &str,
    members: &[&str],
) -> Result<HashMap<String, Vec<Month>>> {
    let mut statement = Sql::new("SELECT member, coverage_month FROM outcome_covered WHERE campaign = ");
    statement.push_bind(campaign).push(" AND ").push_in("member", members.iter().copied());
    by_member(statement.all(on).await.doing("reading covered months")?)
}

pub(crate) fn by_member(rows: Vec<(String, String)>) -> Result<HashMap<String, Vec<Month>>> {
    let mut found: HashMap<String, Vec<Month>> = HashMap::new();
    for (member, month) in rows {
        found.entry(member).or_default().push(word("outcome_covered.coverage_month", &month)?);
    }
    Ok(found)
}

/// Adds to sums; cells that are not there yet begin with what is added.
pub(crate) async fn add_to_sums(tx: &mut Tx, campaign: &str, changes: &BTreeMap<Cell, OutcomeSum>) -> Result<()> {
    let changes: Vec<(&Cell, &OutcomeSum)> = changes.iter().collect();
    for chunk in changes.chunks(ROWS_PER_STATEMENT) {
        Sql::rows(
            "INSERT INTO outcome_sum (campaign, segment, area, arm_of, people, kept, months, months_squared, registered) ",
            chunk,
            |row, ((segment, area, arm_of), sum)| {
                row.push_bind(campaign.to_owned())
                    .push_bind(segment.clone())
                    .push_bind(area.clone())
                    .push_bind(arm_of.clone())
                    .push_bind(sum.people)
                    .push_bind(sum.kept)
                    .push_bind(sum.months)
                    .push_bind(sum.months_squared)
                    .push_bind(sum.registered);
            },
        )
        .push(
            " ON CONFLICT (campaign, segment, area, arm_of) DO UPDATE SET people = outcome_sum.people + excluded.people,
             kept = outcome_sum.kept + excluded.kept, months = outcome_sum.months + excluded.months,
             months_squared = outcome_sum.months_squared + excluded.months_squared,
             registered = outcome_sum.registered + excluded.registered",
        )
        .execute(&mut *tx)
        .await
        .doing("adding to the sums of outcomes")?;
    }
    Ok(())
}

/// The member, and where they are counted: with their village only where villages were drawn.
pub(crate) fn cell((member, segment, area, arm_of): CellColumns) -> Result<(String, Cell)> {
    let area = if arm(&arm_of)?.unit() == RandomisationUnit::Area { area } else { String::new() };
    Ok((member, (segment, area, arm_of)))
}

/// The arm of a planned member as sums keep it: a channel where they are treated, a unit where they are held out, and
/// [`WITHOUT`] a channel where they are held out of the one that was decided for them.
pub(crate) const ARM: &str =
    "CASE WHEN arm = 'held_out' AND arm_of NOT IN ('person', 'area') THEN 'without_' || arm_of ELSE arm_of END";

const WITHOUT: &str = "without_";

/// The arm that sums are of.
pub(crate) fn arm(of: &str) -> Result<Arm> {
    if let Some(channel) = of.strip_prefix(WITHOUT) {
        return Ok(Arm::HeldOutOf(word::<Channel>("outcome_sum.arm_of", channel)?));
    }
    match of {
        "person" => Ok(Arm::HeldOut(RandomisationUnit::Person)),
        "area" => Ok(Arm::HeldOut(RandomisationUnit::Area)),
        channel => Ok(Arm::Treated(word::<Channel>("plan_member.arm_of", channel)?)),
    }
}
