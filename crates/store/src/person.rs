//! What is kept of one member of a campaign.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::outcomes::MemberOutcome;
use crate::sql::Sql;
use domain::MemberId;

impl Store {
    /// What became of one member; `None` before it is recorded.
    pub async fn outcome_of(&self, campaign: &str, member: &MemberId) -> Result<Option<MemberOutcome>> {
        let row: Option<(i64, i64)> =
            Sql::new("SELECT kept, months_paid FROM member_outcome WHERE campaign = $1 AND member = $2")
                .bind(campaign)
                .bind(&member.0)
                .optional(self.reader())
                .await
                .doing("reading an outcome")?;
        Ok(row.map(|(kept, months_paid)| MemberOutcome { member: member.clone(), kept: kept != 0, months_paid }))
    }
}
