//! What is kept of one member of a campaign.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::key_of;
use crate::outcomes::MemberOutcome;
use crate::sql::Sql;
use crate::stored::{instant_of, status_of};
use chrono::{DateTime, Utc};
use domain::{Channel, MemberId, TouchStatus};

/// A touch of a member, and what is known of it so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberTouch {
    /// How.
    pub channel: Channel,
    /// 1 for the first contact, more for what follows.
    pub step: u8,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// Where it stands.
    pub status: TouchStatus,
    /// What happened to it and when, in order: what came of handing it over, and what was reported since.
    pub happened: Vec<(TouchStatus, DateTime<Utc>)>,
}

/// The touches of the member `$2` of the campaign `$1`, or their reports.
const OF_PERSON: &str =
    "BETWEEN m.member_key << 8 AND (m.member_key << 8) | 255 WHERE m.campaign = $1 AND m.member = $2";

impl Store {
    /// The touches of one member, the earliest due first.
    pub async fn member_touches(&self, campaign: &str, member: &MemberId) -> Result<Vec<MemberTouch>> {
        let rows: Vec<(i64, i64, i64, Option<i64>)> = Sql::new(format!(
            "SELECT t.send_key, t.due_at, t.status, t.handed_at FROM plan_member AS m
             JOIN touch AS t ON t.send_key {OF_PERSON} ORDER BY t.due_at, t.send_key"
        ))
        .bind(campaign)
        .bind(&member.0)
        .all(self.reader())
        .await
        .doing("reading the touches of a member")?;
        let reports: Vec<(i64, i64, i64)> = Sql::new(format!(
            "SELECT e.send_key, e.status, e.happened_at FROM plan_member AS m
             JOIN delivery_event AS e ON e.send_key {OF_PERSON} ORDER BY e.happened_at, e.status"
        ))
        .bind(campaign)
        .bind(&member.0)
        .all(self.reader())
        .await
        .doing("reading what was reported of a member's touches")?;
        let touch = |(number, due_at, status, handed_at): (i64, i64, i64, Option<i64>)| {
            let (key, status) = (key_of(number)?, status_of(status)?);
            let mut happened = Vec::new();
            for (_, status, at) in reports.iter().filter(|(of, ..)| *of == number) {
                happened.push((status_of(*status)?, instant_of("delivery_event.happened_at", *at)?));
            }
            if let (Some(at), Some(came)) = (handed_at, came_of_it(status))
                && happened.iter().all(|(reported, _)| *reported != came)
            {
                happened.push((came, instant_of("touch.handed_at", at)?));
            }
            happened.sort_by_key(|(status, at)| (*at, *status));
            let due_at = instant_of("touch.due_at", due_at)?;
            Ok(MemberTouch { channel: key.channel(), step: key.step(), due_at, status, happened })
        };
        rows.into_iter().map(touch).collect()
    }

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

/// What came of handing a touch over that stands there now; `None` where it is still to be.
fn came_of_it(status: TouchStatus) -> Option<TouchStatus> {
    match status {
        TouchStatus::Planned | TouchStatus::Claimed | TouchStatus::Cancelled | TouchStatus::Expired => None,
        TouchStatus::Unknown | TouchStatus::Failed => Some(status),
        TouchStatus::HandedOver | TouchStatus::Delivered | TouchStatus::Read => Some(TouchStatus::HandedOver),
    }
}
