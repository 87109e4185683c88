//! Whether what streamed in, on top of the contributions known before, says the same as those a campaign is judged by.

use anyhow::Result;
use chrono::NaiveDate;
use domain::MemberId;
use serde::Serialize;
use std::collections::HashMap;
use store::{MemberOutcome, Store};

/// Members of a plan by whether reports and contributions agree about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Agreement {
    /// Reports that counted for the campaign.
    pub reports: u64,
    /// They counted on top of the contributions known up to this day.
    pub contributions_on: NaiveDate,
    /// Members of whom both say the same: kept or not, and how many months.
    pub agree: u64,
    /// Members whom contributions call kept, and reports did not.
    pub only_recorded: u64,
    /// Members whom reports called kept, and contributions do not.
    pub only_streamed: u64,
    /// Members of whom both say kept, or both not, with other numbers of months.
    pub other_months: u64,
    /// Of those who differ, people who asked not to be processed: no report about them is taken.
    pub not_processed: u64,
}

impl Agreement {
    /// Members of whom reports and contributions say different things.
    pub fn differ(&self) -> u64 {
        self.only_recorded + self.only_streamed + self.other_months
    }
}

/// Compares the outcomes that contributions give with what streamed in; `None` where no report counted.
pub async fn agreement(store: &Store, campaign: &str, outcomes: &[MemberOutcome]) -> Result<Option<Agreement>> {
    let Some(so_far) = store.outcomes_so_far(campaign).await? else { return Ok(None) };
    let (reports, contributions_on) = (so_far.reports, so_far.contributions_on);
    let Some(standings) = store.outcome_standings(campaign).await?.filter(|_| reports > 0) else { return Ok(None) };
    let recorded: HashMap<&MemberId, &MemberOutcome> =
        outcomes.iter().map(|outcome| (&outcome.member, outcome)).collect();
    let restricted = store.restricted().await?;
    let mut found = Agreement {
        reports,
        contributions_on,
        agree: 0,
        only_recorded: 0,
        only_streamed: 0,
        other_months: 0,
        not_processed: 0,
    };
    for (member, streamed) in &standings {
        let Some(recorded) = recorded.get(member) else { continue };
        match (recorded.kept, streamed.kept) {
            (true, false) => found.only_recorded += 1,
            (false, true) => found.only_streamed += 1,
            _ if recorded.months_paid != streamed.months_paid => found.other_months += 1,
            _ => {
                found.agree += 1;
                continue;
            }
        }
        found.not_processed += u64::from(restricted.contains(member));
    }
    Ok(Some(found))
}
