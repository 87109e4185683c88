//! Taking touches out of the outbox, and what came of handing them over.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::{channel_in_words, channel_stored, id_of, key_of, keys_of, lock};
use crate::leases::{Lease, hold, leases_over};
use crate::results::record;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, TOUCHES_PER_STATEMENT, instant_of, micros, unreadable, word};
use chrono::{DateTime, Utc};
use domain::{Channel, Language, MemberId, Touch, TouchStatus};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A touch that a worker holds until its lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedTouch {
    /// What to send, to whom.
    pub touch: Touch,
    /// The number of this claim; the result must carry it.
    pub fence: i64,
}

/// Which touches are to be claimed.
#[derive(Debug, Clone, Copy)]
pub struct Due<'a> {
    /// Of which campaign.
    pub campaign: &'a str,
    /// On which channel.
    pub channel: Channel,
    /// Due by then.
    pub until: DateTime<Utc>,
    /// Two-digit codes of provinces whose people may not be reached now.
    pub closed: &'a [String],
}

/// What came of handing a claimed touch over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// Id of the touch.
    pub touch: String,
    /// The number of the claim.
    pub fence: i64,
    /// What came of it.
    pub outcome: HandOverOutcome,
    /// When.
    pub at: DateTime<Utc>,
}

/// The word for what came of handing a touch over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HandOverOutcome {
    /// The provider, printer or partner took it.
    HandedOver {
        /// The provider's id for it, which its reports carry.
        provider_id: Option<String>,
    },
    /// Nobody knows whether it left: a time-out, a broken connection. It is never sent again blindly.
    Unknown {
        /// What happened.
        detail: String,
    },
    /// It was certainly not taken.
    Failed {
        /// The provider's error code.
        code: Option<i64>,
        /// The provider's words, or ours.
        detail: String,
    },
    /// The worker did not send it and says so: it goes back to the outbox, due as before. Only a worker that still holds
    /// the touch can give it back, and only when nothing left: never after a time-out.
    Returned,
}

impl HandOverOutcome {
    /// The touch status this outcome reports; for a touch given back, that of one never claimed.
    pub fn status(&self) -> TouchStatus {
        match self {
            Self::HandedOver { .. } => TouchStatus::HandedOver,
            Self::Unknown { .. } => TouchStatus::Unknown,
            Self::Failed { .. } => TouchStatus::Failed,
            Self::Returned => TouchStatus::Planned,
        }
    }
}

/// Which touches may be claimed. The member must be treated, with a first touch on this very channel, the campaign's stored plan must be
/// the approved one, nobody may have halted it, and the member may not have asked to be left alone (which is looked up only where anybody has); a touch row alone sends nothing to
/// anybody. `{open}` narrows it to provinces that are open now; `{skip}` is empty where one connection writes; elsewhere rows that
/// another worker is claiming are passed over.
pub(crate) const DUE: &str =
    "SELECT t.send_key, t.message, t.due_at, t.cost, t.fence, COALESCE(t.area, m.area), m.member, n.id
        FROM campaign AS c
        JOIN touch AS t ON ((t.send_key >> 40) << 4) | ((t.send_key >> 4) & 15) = (c.number << 4) | $2
        JOIN plan_member AS m ON m.member_key = t.send_key >> 8
        LEFT JOIN touch_name AS n ON n.send_key = t.send_key
        WHERE c.name = $1 AND t.status = 0 AND t.due_at <= $3
          AND m.arm = 'treated' AND (m.arm_of = $4 OR t.send_key & 15 > 1)
          AND c.approved_by IS NOT NULL AND c.approved_hash = c.plan_hash AND c.halted IS NULL
          AND (NOT EXISTS (SELECT 1 FROM person_right) OR NOT EXISTS (SELECT 1 FROM person_right AS r WHERE r.member = m.member)){open}
        ORDER BY t.due_at, t.send_key LIMIT $5{skip}";

/// Key, message, due, cost, fence, area, member, own id.
type DueColumns = (i64, i64, i64, i64, i64, String, String, Option<String>);

impl Store {
    /// Takes up to `limit` touches that are due by `until`, earliest first, and marks them claimed before anything is
    /// sent. A touch is given to one worker only; once claimed it never becomes due again.
    ///
    /// Held-out members, members treated on another channel, and campaigns whose stored plan is not the approved one
    /// yield nothing, whatever rows the outbox holds.
    pub async fn claim_due(
        &self,
        campaign: &str,
        channel: Channel,
        until: DateTime<Utc>,
        limit: u32,
        worker: &str,
        lease_until: DateTime<Utc>,
    ) -> Result<Vec<ClaimedTouch>> {
        self.claim(Due { campaign, channel, until, closed: &[] }, limit, worker, lease_until).await
    }

    /// The same where some provinces are closed now: their touches wait.
    pub async fn claim(
        &self,
        due: Due<'_>,
        limit: u32,
        worker: &str,
        lease_until: DateTime<Utc>,
    ) -> Result<Vec<ClaimedTouch>> {
        let Due { campaign, channel, until, closed } = due;
        let mut tx = self.begin_shared().await?;
        let rows: Vec<DueColumns> = Sql::new(DUE.replace("{open}", &open(closed)).replace("{skip}", tx.skipping()))
            .bind(campaign)
            .bind(channel_stored(channel))
            .bind(micros(until))
            .bind(channel.key())
            .bind(i64::from(limit))
            .all(&mut tx)
            .await
            .doing("looking for touches that are due")?;
        let claims: Vec<(i64, i64)> = rows.iter().map(|row| (row.0, row.4 + 1)).collect();
        for chunk in claims.chunks(TOUCHES_PER_STATEMENT) {
            let mut statement = Sql::new("UPDATE touch SET status = 1, fence = fence + 1, called_at = NULL WHERE ");
            statement.push_in("send_key", chunk.iter().map(|(key, _)| *key));
            statement.execute(&mut tx).await.doing("claiming touches")?;
        }
        hold(&mut tx, &claims, worker, lease_until).await?;
        let words = messages(&mut tx, rows.iter().map(|row| row.1).collect()).await?;
        tx.commit().await.doing("claiming touches")?;
        rows.into_iter().map(|columns| claimed_touch(campaign, &words, columns)).collect()
    }

    /// Records what came of handing touches over. A result whose fence is not that of the latest claim changes nothing.
    /// Where a report from the provider was faster, its word stays and the provider's id is added.
    pub async fn record_results(&self, results: &[HandOver]) -> Result<()> {
        let mut tx = self.begin_shared().await?;
        for chunk in results.chunks(TOUCHES_PER_STATEMENT) {
            record(&mut tx, chunk).await?;
        }
        tx.commit().await.doing("recording results")
    }

    /// Notes that the calls for these claims are about to be made; answers which of them may be. A claim may be called where it is
    /// still the latest, its lease has not ended, and its member, campaign and approval still stand as they must for a claim.
    /// The others are not called: somebody else holds them, or the campaign was halted. The answer is of claims, not of touches: whoever
    /// holds an earlier and the latest claim of one touch may call for the latest alone.
    pub async fn call(&self, claims: &[(&str, i64)], now: DateTime<Utc>) -> Result<HashSet<(String, i64)>> {
        let mut tx = self.begin_shared().await?;
        let mut called = HashSet::with_capacity(claims.len());
        let ids: Vec<&str> = claims.iter().map(|(id, _)| *id).collect();
        let keys = keys_of(&mut tx, &ids).await?;
        lock(&mut tx, keys.iter().copied().flatten()).await?;
        let campaigns: BTreeSet<i64> = keys.iter().flatten().map(|key| key >> 40).collect();
        let over = leases_over(&mut tx, campaigns, now).await?;
        let over: HashSet<(i64, i64)> = over.iter().flat_map(Lease::claims).collect();
        let mut by_fence: BTreeMap<i64, Vec<(i64, &str)>> = BTreeMap::new();
        for ((id, fence), key) in claims.iter().zip(keys) {
            let key = key.filter(|key| !over.contains(&(*key, *fence)));
            by_fence.entry(*fence).or_default().extend(key.map(|key| (key, *id)));
        }
        let chunks =
            by_fence.iter().flat_map(|(fence, list)| list.chunks(ROWS_PER_STATEMENT).map(move |c| (*fence, c)));
        for (fence, chunk) in chunks {
            let at = micros(now);
            let mut statement = Sql::new("UPDATE touch SET called_at = ");
            statement.push_bind(at).push(" WHERE status = 1 AND called_at IS NULL AND fence = ");
            statement.push_bind(fence).push(
                " AND EXISTS (SELECT 1 FROM plan_member AS m JOIN campaign AS c ON c.name = m.campaign
                    WHERE m.member_key = touch.send_key >> 8 AND m.arm = 'treated'
                      AND (touch.send_key & 15 > 1 OR m.arm_of = ",
            );
            statement
                .push(&channel_in_words("touch.send_key"))
                .push(") AND c.approved_by IS NOT NULL AND c.approved_hash = c.plan_hash AND c.halted IS NULL")
                .push(" AND (NOT EXISTS (SELECT 1 FROM person_right)")
                .push(" OR NOT EXISTS (SELECT 1 FROM person_right AS r WHERE r.member = m.member))) AND ");
            statement.push_in("send_key", chunk.iter().map(|(key, _)| *key)).push(" RETURNING send_key");
            let rows: Vec<(i64,)> = statement.all(&mut tx).await.doing("noting calls")?;
            if rows.len() == chunk.len() {
                called.extend(chunk.iter().map(|(_, id)| ((*id).to_owned(), fence)));
                continue;
            }
            let ids: HashMap<i64, &str> = chunk.iter().copied().collect();
            called.extend(rows.iter().filter_map(|(key,)| ids.get(key)).map(|id| ((*id).to_owned(), fence)));
        }
        tx.commit().await.doing("noting calls")?;
        Ok(called)
    }
}

/// What narrows [`DUE`] to provinces that are not closed. Codes are digits, so they stand in the statement as they are.
fn open(closed: &[String]) -> String {
    let codes = closed.iter().filter(|code| !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit()));
    let codes: Vec<String> = codes.map(|code| format!("'{code}'")).collect();
    if codes.is_empty() {
        return String::new();
    }
    format!("\n          AND SUBSTR(COALESCE(t.area, m.area), 1, 2) NOT IN ({})", codes.join(", "))
}

/// What touches say, by number.
async fn messages(tx: &mut Tx, mut numbers: Vec<i64>) -> Result<HashMap<i64, (Language, String)>> {
    numbers.sort_unstable();
    numbers.dedup();
    let mut words = HashMap::with_capacity(numbers.len());
    for chunk in numbers.chunks(ROWS_PER_STATEMENT) {
        let mut statement = Sql::new("SELECT number, language, body FROM message WHERE ");
        statement.push_in("number", chunk.iter().copied());
        let rows: Vec<(i64, String, String)> = statement.all(&mut *tx).await.doing("reading what touches say")?;
        words.extend(rows.into_iter().map(|(number, language, body)| (number, (Language::from_code(&language), body))));
    }
    Ok(words)
}

fn claimed_touch(
    campaign: &str,
    words: &HashMap<i64, (Language, String)>,
    columns: DueColumns,
) -> Result<ClaimedTouch> {
    let (key, message, due_at, cost_rupiah, fence, area, member, own) = columns;
    let key = key_of(key)?;
    let (language, body) = words
        .get(&message)
        .cloned()
        .ok_or_else(|| unreadable("touch.message", &message.to_string(), "the number of a message"))?;
    let touch = Touch {
        id: id_of(key, own),
        campaign: campaign.to_owned(),
        member: MemberId(member),
        channel: key.channel(),
        step: key.step(),
        area: word("touch.area", &area)?,
        language,
        body,
        due_at: instant_of("touch.due_at", due_at)?,
        cost_rupiah,
    };
    Ok(ClaimedTouch { touch, fence: fence + 1 })
}
