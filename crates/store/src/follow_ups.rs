//! Follow-ups: planned and approved with the first touches, asked when they are due.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::{OF_CAMPAIGN, key_of};
use crate::outbox::{Outgoing, put_touches};
use crate::second_touches::TRY_STEP;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, instant, instant_of, instant_text, status_of, unreadable, word};
use chrono::{DateTime, Utc};
use domain::{
    Channel, FollowUp, FollowUpStanding, FollowUpWhen, Language, MemberId, MemberRow, RegionCode, Rupiah, SendKey,
    TouchStatus,
};
use std::collections::{BTreeMap, HashMap};

/// A follow-up that is due and not decided, with what the ledger knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenFollowUp {
    /// Id of the touch it would be.
    pub id: String,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// What must not have happened.
    pub when: FollowUpWhen,
    /// Where the first touch stands; `None` where there is none.
    pub first_touch: Option<TouchStatus>,
    /// The channel of the first touch, and when it was handed over, where it was.
    pub first_left: Option<(Channel, DateTime<Utc>)>,
    /// Where they live.
    pub area: RegionCode,
    /// Months paid since, as far as outcomes are recorded.
    pub months_paid: i64,
    /// The outcome of the campaign is reached, as far as outcomes are recorded.
    pub kept: bool,
    /// Forecast cost, whole rupiah.
    pub cost_rupiah: i64,
    /// Which touch of the person it would be: 2 for a follow-up, and [`TRY_STEP`] more than what is tried once more.
    pub step: u8,
}

impl OpenFollowUp {
    /// Whether it is the one more try of a first touch.
    pub fn tries_a_first_touch(&self) -> bool {
        self.step == TRY_STEP | 1
    }
}

/// What became of follow-ups that were needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DecidedFollowUps {
    /// In the outbox now.
    pub sent: u64,
    /// Dropped: the money does not reach.
    pub beyond_budget: u64,
}

/// Id, due, condition; status, send key and hand-over of the first touch; months paid, kept; cost, area, step.
type OpenColumns =
    (String, String, String, Option<i64>, Option<i64>, Option<i64>, Option<i64>, Option<i64>, i64, String, i64);
/// Id, campaign's number, member's row, channel, step, area, language, body, due, cost; and the member's area.
type FollowUpColumns = (String, i64, i64, String, i64, String, String, String, String, i64, String);

impl Store {
    /// Follow-ups of a campaign that are due by `until` and not decided yet, earliest first, at most `limit`; those after `after`
    /// where it is given, so that some that wait do not hide the others.
    pub async fn open_follow_ups(
        &self,
        campaign: &str,
        until: DateTime<Utc>,
        after: Option<&OpenFollowUp>,
        limit: u32,
    ) -> Result<Vec<OpenFollowUp>> {
        let rows: Vec<OpenColumns> = Sql::new(
            "SELECT f.id, f.due_at, f.only_where, t.status, f.after_key, t.handed_at, o.months_paid, o.kept, f.cost, f.area, f.step
             FROM follow_up AS f
             LEFT JOIN touch AS t ON t.send_key = f.after_key
             LEFT JOIN member_outcome AS o ON o.campaign = f.campaign AND o.member = f.member
             WHERE f.decided IS NULL AND f.campaign = $1 AND f.due_at <= $2 AND (f.due_at > $3 OR f.due_at = $3 AND f.id > $4)
             ORDER BY f.due_at, f.id LIMIT $5",
        )
        .bind(campaign)
        .bind(instant_text(until))
        .bind(after.map(|last| instant_text(last.due_at)).unwrap_or_default())
        .bind(after.map(|last| last.id.clone()).unwrap_or_default())
        .bind(i64::from(limit))
        .all(self.reader())
        .await
        .doing("reading follow-ups")?;
        let open =
            |(id, due_at, only_where, status, first, handed_at, months_paid, kept, cost_rupiah, area, step): OpenColumns| {
                let first_left = match (first, handed_at) {
                    (Some(key), Some(at)) => Some((key_of(key)?.channel(), instant_of("touch.handed_at", at)?)),
                    _ => None,
                };
                let when = FollowUpWhen::ALL.into_iter().find(|when| when.key() == only_where);
                Ok(OpenFollowUp {
                    when: when.ok_or_else(|| unreadable("follow_up.only_where", &only_where, "a condition"))?,
                    due_at: instant("follow_up.due_at", &due_at)?,
                    first_touch: status.map(status_of).transpose()?,
                    first_left,
                    area: word("follow_up.area", &area)?,
                    months_paid: months_paid.unwrap_or(0),
                    kept: kept == Some(1),
                    id,
                    step: small("follow_up.step", step)?,
                    cost_rupiah,
                })
            };
        rows.into_iter().map(open).collect()
    }

    /// Puts follow-ups into the outbox, in their order and as far as the money of all touches that left or may leave stays within `most`,
    /// and drops others with the reason. One that was decided before stays as it is, and so do all while the campaign is halted. What was
    /// spent is added up while nobody else decides, so that two who do keep to the budget together.
    pub async fn decide_follow_ups(
        &self,
        campaign: &str,
        most: Rupiah,
        send: &[&OpenFollowUp],
        drop: &[(&str, FollowUpStanding)],
    ) -> Result<DecidedFollowUps> {
        let mut tx = self.begin().await?;
        let mut decided = DecidedFollowUps::default();
        let halted: Option<(i64,)> = Sql::new("SELECT number FROM campaign WHERE name = $1 AND halted IS NOT NULL")
            .bind(campaign)
            .optional(&mut tx)
            .await
            .doing("deciding follow-ups")?;
        if halted.is_some() {
            return Ok(decided);
        }
        let spent: Option<(i64,)> = Sql::new(format!(
            "SELECT CAST(COALESCE(SUM(cost), 0) AS BIGINT) FROM touch WHERE {OF_CAMPAIGN} AND status NOT IN (6, 7, 8)"
        ))
        .bind(campaign)
        .optional(&mut tx)
        .await
        .doing("adding up what was spent")?;
        let mut spent = Rupiah::whole(spent.map_or(0, |(spent,)| spent));
        let (mut within, mut beyond) = (Vec::with_capacity(send.len()), Vec::new());
        for follow_up in send {
            let with_it = spent + Rupiah::whole(follow_up.cost_rupiah);
            if with_it <= most {
                spent = with_it;
                within.push(follow_up.id.as_str());
            } else {
                beyond.push((follow_up.id.as_str(), FollowUpStanding::BeyondBudget));
            }
        }
        decided.beyond_budget = beyond.len() as u64;
        for chunk in within.chunks(ROWS_PER_STATEMENT) {
            decided.sent += send_follow_ups(&mut tx, chunk).await?;
            let mut decide = Sql::new("UPDATE follow_up SET decided = 'sent' WHERE decided IS NULL AND ");
            decide.push_in("id", chunk.iter().copied()).execute(&mut tx).await.doing("deciding follow-ups")?;
        }
        for (id, why) in drop.iter().chain(&beyond) {
            Sql::new("UPDATE follow_up SET decided = $2 WHERE decided IS NULL AND id = $1")
                .bind(*id)
                .bind(why.key())
                .execute(&mut tx)
                .await
                .doing("deciding follow-ups")?;
        }
        tx.commit().await.doing("deciding follow-ups")?;
        Ok(decided)
    }

    /// How many follow-ups of a campaign stand where.
    pub async fn follow_up_counts(&self, campaign: &str) -> Result<Vec<(FollowUpStanding, u64)>> {
        let rows: Vec<(String, i64)> = Sql::new(
            "SELECT COALESCE(decided, 'waiting'), COUNT(*) FROM follow_up WHERE campaign = $1
             GROUP BY COALESCE(decided, 'waiting') ORDER BY 1",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("counting follow-ups")?;
        rows.into_iter()
            .map(|(key, n)| Ok((word("follow_up.decided", &key)?, crate::stored::count("follow_up", n)?)))
            .collect()
    }

    /// What people have from other approved campaigns that nobody cancelled: touches sent or still due, and follow-ups that may
    /// still go out. Whom, how, when.
    pub async fn prior_touches(&self, campaign: &str) -> Result<Vec<(MemberId, Channel, DateTime<Utc>)>> {
        let mut prior = Vec::new();
        let touches: Vec<(String, i64, i64)> = Sql::new(
            "SELECT m.member, t.send_key, t.due_at FROM touch AS t
             JOIN plan_member AS m ON m.member_key = t.send_key >> 8 JOIN campaign AS c ON c.name = m.campaign
             WHERE c.name <> $1 AND c.approved_by IS NOT NULL AND t.status NOT IN (6, 7, 8)
               AND (t.status > 0 OR c.halted IS NULL OR c.halted <> 'cancelled')",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading touches of other campaigns")?;
        for (member, key, at) in touches {
            prior.push((MemberId(member), key_of(key)?.channel(), instant_of("touch.due_at", at)?));
        }
        let waiting: Vec<(String, String, String)> = Sql::new(
            "SELECT f.member, f.channel, f.due_at FROM follow_up AS f JOIN campaign AS c ON c.name = f.campaign
             WHERE c.name <> $1 AND c.approved_by IS NOT NULL AND f.decided IS NULL
               AND (c.halted IS NULL OR c.halted <> 'cancelled')",
        )
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading follow-ups of other campaigns")?;
        for (member, channel, at) in waiting {
            let at = instant("follow_up.due_at", &at)?;
            prior.push((MemberId(member), word("follow_up.channel", &channel)?, at));
        }
        prior.sort_unstable_by(|(a, on, at), (b, other, then)| (a, at, on.key()).cmp(&(b, then, other.key())));
        Ok(prior)
    }
}

/// Puts follow-ups that are not decided yet into the outbox; answers how many.
async fn send_follow_ups(tx: &mut Tx, ids: &[&str]) -> Result<u64> {
    let mut statement = Sql::new(
        "SELECT f.id, c.number, m.member_row, f.channel, f.step, f.area, f.language, f.body, f.due_at, f.cost, m.area
         FROM follow_up AS f JOIN campaign AS c ON c.name = f.campaign
         JOIN plan_member AS m ON m.campaign = f.campaign AND m.member = f.member WHERE f.decided IS NULL AND ",
    );
    statement.push_in("f.id", ids.iter().copied());
    let rows: Vec<FollowUpColumns> = statement.all(&mut *tx).await.doing("reading follow-ups")?;
    let mut campaigns: BTreeMap<u32, Vec<Outgoing<'_>>> = BTreeMap::new();
    for (id, number, row, channel, step, area, language, body, due_at, cost, home) in &rows {
        let (number, row) = (small("campaign.number", *number)?, MemberRow(small("plan_member.member_row", *row)?));
        let step: u8 = small("follow_up.step", *step)?;
        let key = SendKey::new(number, row, word("follow_up.channel", channel)?, step);
        campaigns.entry(number).or_default().push(Outgoing {
            key: key.ok_or_else(|| unreadable("follow_up.step", &step.to_string(), "a step from 1 to 15"))?,
            id,
            language: Language::from_code(language),
            body,
            due_at: instant("follow_up.due_at", due_at)?,
            cost: *cost,
            area: (area != home).then_some(area),
        });
    }
    let mut sent = 0;
    for (number, touches) in &mut campaigns {
        touches.sort_by_key(|touch| touch.key);
        let first = i64::from(*number) << 32;
        let taken: Option<(Option<i64>,)> =
            Sql::new("SELECT MAX(number) & 4294967295 FROM message WHERE number BETWEEN $1 AND $2")
                .bind(first)
                .bind(first | 0xffff_ffff)
                .optional(&mut *tx)
                .await
                .doing("numbering messages")?;
        let taken = taken.and_then(|(taken,)| taken).unwrap_or(0);
        sent += put_touches(tx, *number, touches, taken, true).await?;
    }
    Ok(sent)
}

fn small<T: TryFrom<i64>>(column: &'static str, number: i64) -> Result<T> {
    T::try_from(number).map_err(|_| unreadable(column, &number.to_string(), "a smaller number"))
}

/// Keeps the follow-ups of a plan, whose first touches are these.
pub(crate) async fn put_follow_ups(tx: &mut Tx, firsts: &[Outgoing<'_>], follow_ups: &[FollowUp]) -> Result<()> {
    if follow_ups.is_empty() {
        return Ok(());
    }
    let firsts: HashMap<&str, i64> = firsts.iter().map(|touch| (touch.id, touch.key.number())).collect();
    for chunk in follow_ups.chunks(ROWS_PER_STATEMENT) {
        Sql::rows(
            "INSERT INTO follow_up (id, campaign, member, channel, step, area, language, body, due_at, cost, after_key,
             only_where) ",
            chunk,
            |row, FollowUp { touch: t, after, when }| {
                row.push_bind(t.id.as_str())
                    .push_bind(t.campaign.as_str())
                    .push_bind(t.member.0.as_str())
                    .push_bind(t.channel.key())
                    .push_bind(i64::from(t.step))
                    .push_bind(t.area.as_str())
                    .push_bind(t.language.code())
                    .push_bind(t.body.as_str())
                    .push_bind(instant_text(t.due_at))
                    .push_bind(t.cost_rupiah)
                    .push_bind(firsts.get(after.as_str()).copied())
                    .push_bind(when.key());
            },
        )
        .execute(&mut *tx)
        .await
        .doing("saving the follow-ups of a plan")?;
    }
    Ok(())
}
