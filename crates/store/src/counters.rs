//! Lists of partner counters: who stands on them, and how far they are.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::{id_of, key_of};
use crate::sql::Sql;
use crate::stored::{count, day, instant, unreadable, word};
use chrono::{DateTime, NaiveDate, Utc};
use domain::{Bilingual, CounterOutcome, MemberId, RegionCode};
use std::collections::BTreeMap;

/// A list: the members of one campaign that the counters of one regency are to meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterList {
    /// Campaign key.
    pub campaign: String,
    /// Its title.
    pub title: Bilingual,
    /// Code of the regency.
    pub regency: String,
    /// Members on it.
    pub members: u64,
    /// How many of them have which outcome, those not met yet included; members without any are left out.
    pub outcomes: BTreeMap<CounterOutcome, u64>,
}

impl CounterList {
    /// Members still to be met.
    pub fn open(&self) -> u64 {
        let settled: u64 =
            self.outcomes.iter().filter(|(outcome, _)| outcome.reports().is_some()).map(|(_, n)| n).sum();
        self.members.saturating_sub(settled)
    }
}

/// A member on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CounterLine {
    /// Reference of the touch.
    pub touch: String,
    /// Whom.
    pub member: MemberId,
    /// Village.
    pub area: RegionCode,
    /// What to say.
    pub body: String,
    /// What was done with them here.
    pub visit: Option<Visit>,
}

impl CounterLine {
    /// Whether it is still to be worked.
    pub fn is_open(&self) -> bool {
        self.visit.as_ref().and_then(|visit| visit.outcome).is_none_or(|(outcome, _)| outcome.reports().is_none())
    }
}

/// What a clerk did with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Who.
    pub clerk: String,
    /// Until when they keep it for themselves.
    pub reserved_until: Option<DateTime<Utc>>,
    /// What came of it, and the day.
    pub outcome: Option<(CounterOutcome, NaiveDate)>,
}

/// Which touches counters were handed: of members who are treated, whether or not the campaign was halted since.
pub(crate) const HANDED_TO_COUNTERS: &str = "(t.send_key >> 4) & 15 = 5 AND t.status IN (3, 4, 5, 6)
    AND m.arm = 'treated' AND c.approved_hash = c.plan_hash
    AND NOT EXISTS (SELECT 1 FROM person_right AS r WHERE r.member = m.member)";

/// Which of them counters are to work on: those of campaigns that nobody halted.
pub(crate) const TO_WORK_ON: &str = "c.halted IS NULL";

/// The tables [`HANDED_TO_COUNTERS`] and [`TO_WORK_ON`] speak of.
pub(crate) const LISTS: &str = "touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
    JOIN campaign AS c ON c.name = m.campaign";

/// Send key and own id of the touch, member, village, words; clerk, reserved until, outcome, day.
type LineColumns =
    (i64, Option<String>, String, String, String, Option<String>, Option<String>, Option<String>, Option<String>);

impl Store {
    /// Every list that counters have, by campaign and regency.
    pub async fn counter_lists(&self) -> Result<Vec<CounterList>> {
        let rows: Vec<(String, String, String, Option<String>, i64)> = Sql::new(format!(
            "SELECT c.name, c.title, SUBSTR(COALESCE(t.area, m.area), 1, 5), v.outcome, COUNT(*) FROM {LISTS}
             LEFT JOIN counter_visit AS v ON v.send_key = t.send_key WHERE {HANDED_TO_COUNTERS} AND {TO_WORK_ON} GROUP BY 1, 2, 3, 4 ORDER BY 1, 3"
        ))
        .all(self.reader())
        .await
        .doing("reading the counters' lists")?;
        let mut lists: BTreeMap<(String, String), CounterList> = BTreeMap::new();
        for (campaign, title, regency, outcome, members) in rows {
            let members = count("touch", members)?;
            let title = serde_json::from_str(&title).map_err(|_| unreadable("campaign.title", &title, "a title"))?;
            let list = lists.entry((campaign.clone(), regency.clone())).or_insert(CounterList {
                campaign,
                title,
                regency,
                members: 0,
                outcomes: BTreeMap::new(),
            });
            list.members += members;
            if let Some(outcome) = outcome {
                list.outcomes.insert(word("counter_visit.outcome", &outcome)?, members);
            }
        }
        Ok(lists.into_values().collect())
    }

    /// The lines of one list, by village and member.
    pub async fn counter_list(&self, campaign: &str, regency: &str) -> Result<Vec<CounterLine>> {
        let rows: Vec<LineColumns> = Sql::new(format!(
            "SELECT t.send_key, n.id, m.member, COALESCE(t.area, m.area), w.body, v.clerk, v.reserved_until, v.outcome, v.on_day
             FROM {LISTS} JOIN message AS w ON w.number = t.message
             LEFT JOIN touch_name AS n ON n.send_key = t.send_key LEFT JOIN counter_visit AS v ON v.send_key = t.send_key
             WHERE {HANDED_TO_COUNTERS} AND {TO_WORK_ON} AND m.campaign = $1 AND SUBSTR(COALESCE(t.area, m.area), 1, 5) = $2 ORDER BY 4, 3"
        ))
        .bind(campaign)
        .bind(regency)
        .all(self.reader())
        .await
        .doing("reading a counter's list")?;
        rows.into_iter()
            .map(|(key, own, member, area, body, clerk, until, outcome, on)| {
                let touch = id_of(key_of(key)?, own);
                let visit = clerk.map(|clerk| visit(clerk, until, outcome, on)).transpose()?;
                Ok(CounterLine { touch, member: MemberId(member), area: word("touch.area", &area)?, body, visit })
            })
            .collect()
    }
}

/// A visit as it is stored.
pub(crate) fn visit(
    clerk: String,
    until: Option<String>,
    outcome: Option<String>,
    on: Option<String>,
) -> Result<Visit> {
    let outcome = match (outcome, on) {
        (Some(outcome), Some(on)) => {
            Some((word("counter_visit.outcome", &outcome)?, day("counter_visit.on_day", &on)?))
        }
        _ => None,
    };
    let until = until.map(|at| instant("counter_visit.reserved_until", &at)).transpose()?;
    Ok(Visit { clerk, reserved_until: until, outcome })
}
