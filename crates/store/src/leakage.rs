//! Leakage: people in a campaign's holdout who were reached anyway.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::Sql;
use crate::stored::{instant, micros};
use domain::MemberId;
use std::collections::BTreeMap;

/// How somebody held out was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leak {
    /// By a touch of this very campaign. There must be none.
    ThisCampaign,
    /// By a touch of another campaign that left after this one began.
    AnotherCampaign,
    /// By a message of this campaign to somebody with the same telephone: a household, most likely.
    SamePhone,
}

impl Leak {
    /// All ways.
    pub const ALL: [Self; 3] = [Self::ThisCampaign, Self::AnotherCampaign, Self::SamePhone];

    /// `$1`: the campaign; `$2`: when its first touch was planned.
    fn statement(self) -> &'static str {
        match self {
            Self::ThisCampaign => {
                "SELECT DISTINCT m.member FROM plan_member AS m JOIN touch AS t ON t.send_key >> 8 = m.member_key
                 WHERE m.campaign = $1 AND $2 >= 0 AND m.arm = 'held_out' AND t.status IN (2, 3, 4, 5) ORDER BY 1"
            }
            Self::AnotherCampaign => {
                "SELECT DISTINCT m.member FROM touch AS t JOIN plan_member AS o ON o.member_key = t.send_key >> 8
                 JOIN plan_member AS m ON m.campaign = $1 AND m.member = o.member
                 WHERE o.campaign <> $1 AND m.arm = 'held_out' AND t.status IN (3, 4, 5) AND t.handed_at >= $2 ORDER BY 1"
            }
            Self::SamePhone => {
                "SELECT DISTINCT m.member FROM plan_member AS m
                 JOIN contact AS c ON c.member = m.member
                 JOIN contact AS d ON d.phone_mark = c.phone_mark AND d.member <> c.member
                 JOIN plan_member AS o ON o.campaign = m.campaign AND o.member = d.member
                 JOIN touch AS t ON t.send_key >> 8 = o.member_key
                 WHERE m.campaign = $1 AND $2 >= 0 AND m.arm = 'held_out' AND (t.send_key >> 4) & 15 = 0
                   AND t.status IN (3, 4, 5) ORDER BY 1"
            }
        }
    }
}

impl Store {
    /// Who in the holdout of a campaign was reached anyway, by how; one person may stand under several.
    pub async fn leakage(&self, campaign: &str) -> Result<BTreeMap<Leak, Vec<MemberId>>> {
        let first: Option<(Option<String>,)> = Sql::new("SELECT MIN(send_at) FROM plan_member WHERE campaign = $1")
            .bind(campaign)
            .optional(self.reader())
            .await
            .doing("looking for people of the holdout who were reached")?;
        let begins = first.and_then(|(at,)| at).map(|at| instant("plan_member.send_at", &at)).transpose()?;
        let begins = begins.map_or(i64::MAX, micros);
        let mut found = BTreeMap::new();
        for leak in Leak::ALL {
            let rows: Vec<(String,)> = Sql::new(leak.statement())
                .bind(campaign)
                .bind(begins)
                .all(self.reader())
                .await
                .doing("looking for people of the holdout who were reached")?;
            found.insert(leak, rows.into_iter().map(|(member,)| MemberId(member)).collect());
        }
        Ok(found)
    }
}
