//! What single members have come to by the reports so far.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::outcome_campaigns::{by_member, covered_months};
use crate::outcome_reports::{of_members, of_plan};
use crate::sql::Sql;
use crate::stored::ROWS_PER_STATEMENT;
use domain::{MemberId, OutcomeStanding};
use std::collections::HashMap;

impl Store {
    /// What each planned member has come to by the reports so far and the contributions before them, in the order of member numbers.
    /// None where the outcome is not counted.
    pub async fn outcome_standings(&self, campaign: &str) -> Result<Option<Vec<(MemberId, OutcomeStanding)>>> {
        let Some(counted) = self.counted_campaign(campaign).await? else { return Ok(None) };
        let reports = of_plan(self.reader(), campaign).await?;
        let months: Vec<(String, String)> =
            Sql::new("SELECT member, coverage_month FROM outcome_covered WHERE campaign = $1")
                .bind(campaign)
                .all(self.reader())
                .await
                .doing("reading covered months")?;
        let covered = by_member(months)?;
        let planned: Vec<(String,)> = Sql::new("SELECT member FROM plan_member WHERE campaign = $1 ORDER BY member")
            .bind(campaign)
            .all(self.reader())
            .await
            .doing("reading the members of a plan")?;
        let standing = |member: &str| {
            let known = reports.get(member).map(Vec::as_slice).unwrap_or_default();
            counted.standing(covered.get(member).map(Vec::as_slice).unwrap_or_default(), known.iter())
        };
        let found = planned.into_iter().map(|(member,)| (standing(&member), MemberId(member)));
        Ok(Some(found.map(|(standing, member)| (member, standing)).collect()))
    }

    /// The same of the members of follow-ups, by the id of the follow-up: whoever has paid meanwhile needs none. Nobody where the
    /// outcome is not counted.
    pub async fn follow_up_standings(&self, campaign: &str, ids: &[&str]) -> Result<HashMap<String, OutcomeStanding>> {
        let mut found = HashMap::with_capacity(ids.len());
        let Some(counted) = self.counted_campaign(campaign).await? else { return Ok(found) };
        for chunk in ids.chunks(ROWS_PER_STATEMENT) {
            let mut statement = Sql::new("SELECT id, member FROM follow_up WHERE ");
            statement.push_in("id", chunk.iter().copied());
            let of: Vec<(String, String)> =
                statement.all(self.reader()).await.doing("reading whose follow-ups are due")?;
            if of.is_empty() {
                continue;
            }
            let members: Vec<&str> = of.iter().map(|(_, member)| member.as_str()).collect();
            let reports = of_members(self.reader(), &members).await?;
            let covered = covered_months(self.reader(), campaign, &members).await?;
            for (id, member) in &of {
                let known = reports.get(member).map(Vec::as_slice).unwrap_or_default();
                let months = covered.get(member).map(Vec::as_slice).unwrap_or_default();
                found.insert(id.clone(), counted.standing(months, known.iter()));
            }
        }
        Ok(found)
    }
}
