//! Leakage: people in a campaign's holdout who were reached anyway.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::Sql;
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

    fn statement(self) -> &'static str {
        match self {
            Self::ThisCampaign => {
                "SELECT DISTINCT m.member FROM plan_member AS m
                 JOIN touch AS t ON t.campaign = m.campaign AND t.member = m.member
                 WHERE m.campaign = $1 AND m.arm = 'held_out' AND t.status IN ('handed_over', 'delivered', 'read', 'unknown')
                 ORDER BY 1"
            }
            Self::AnotherCampaign => {
                "SELECT DISTINCT m.member FROM touch AS t
                 JOIN plan_member AS m ON m.campaign = $1 AND m.member = t.member
                 WHERE t.campaign <> $1 AND m.arm = 'held_out' AND t.status IN ('handed_over', 'delivered', 'read')
                   AND t.handed_at >= (SELECT MIN(send_at) FROM plan_member WHERE campaign = $1) ORDER BY 1"
            }
            Self::SamePhone => {
                "SELECT DISTINCT m.member FROM plan_member AS m
                 JOIN contact AS c ON c.member = m.member
                 JOIN contact AS d ON d.phone_mark = c.phone_mark AND d.member <> c.member
                 JOIN touch AS t ON t.campaign = m.campaign AND t.member = d.member
                 WHERE m.campaign = $1 AND m.arm = 'held_out' AND t.channel = 'whatsapp'
                   AND t.status IN ('handed_over', 'delivered', 'read') ORDER BY 1"
            }
        }
    }
}

impl Store {
    /// Who in the holdout of a campaign was reached anyway, by how; one person may stand under several.
    pub async fn leakage(&self, campaign: &str) -> Result<BTreeMap<Leak, Vec<MemberId>>> {
        let mut found = BTreeMap::new();
        for leak in Leak::ALL {
            let rows: Vec<(String,)> = Sql::new(leak.statement())
                .bind(campaign)
                .all(self.reader())
                .await
                .doing("looking for people of the holdout who were reached")?;
            found.insert(leak, rows.into_iter().map(|(member,)| MemberId(member)).collect());
        }
        Ok(found)
    }
}
