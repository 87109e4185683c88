//! Who of a counter's list is being served by whom, and what came of it. One person is served once, whatever number of lists they stand
//! on.

use crate::connection::Store;
use crate::counters::{HANDED_TO_COUNTERS, LISTS, TO_WORK_ON, Visit, visit};
use crate::error::{Doing, Result};
use crate::events::record_in;
use crate::keys::keys_of;
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, instant_of, instant_text};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{CounterOutcome, DeliveryEvent, TouchStatus};
use std::collections::HashMap;

/// Days in which a member met through one list is not to be met through another.
pub const MET_FOR_DAYS: i64 = 14;

/// What a clerk reports of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitReport {
    /// Reference of the touch.
    pub touch: String,
    /// Who reports it.
    pub clerk: String,
    /// What came of it.
    pub outcome: CounterOutcome,
    /// The day.
    pub on: NaiveDate,
}

/// The answer to somebody who wants to serve a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reserving {
    /// Theirs until then.
    Reserved,
    /// Another clerk has them, on this list or another.
    Taken {
        /// Who.
        by: String,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// They were met already.
    Met {
        /// By whom.
        by: String,
        /// When.
        on: NaiveDate,
    },
    /// No counter has such a touch on an open list.
    NotOnAList,
}

/// What became of reports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VisitsNoted {
    /// Lines whose standing changed.
    pub noted: u64,
    /// Lines of which the same, or something later, was known.
    pub known: u64,
    /// Members who had been met through another list within [`MET_FOR_DAYS`].
    pub met_twice: u64,
    /// References that stand on no list.
    pub strangers: Vec<String>,
}

/// Send key, member, clerk, reserved until, outcome, day.
type VisitColumns = (i64, String, String, Option<String>, Option<String>, Option<String>);

impl Store {
    /// Keeps a member for one clerk until an hour, so that nobody else serves them meanwhile, on this list or another. Who has them
    /// already may ask again for longer.
    pub async fn reserve(
        &self,
        touch: &str,
        clerk: &str,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Reserving> {
        let mut tx = self.begin().await?;
        let Some((key, member)) = members_on_lists(&mut tx, &[touch], true).await?.remove(touch) else {
            return Ok(Reserving::NotOnAList);
        };
        for (own, visit) in visits_of(&mut tx, &[&member]).await?.remove(&member).unwrap_or_default() {
            if let Some((outcome, on)) = visit.outcome
                && outcome.met()
                && (own == key || on + TimeDelta::days(MET_FOR_DAYS) > now.date_naive())
            {
                return Ok(Reserving::Met { by: visit.clerk, on });
            }
            if let Some(until) = visit.reserved_until.filter(|until| *until > now)
                && (own != key || visit.clerk != clerk)
            {
                return Ok(Reserving::Taken { by: visit.clerk, until });
            }
        }
        Sql::new(
            "INSERT INTO counter_visit (send_key, member, clerk, reserved_until, noted_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (send_key) DO UPDATE SET clerk = excluded.clerk, reserved_until = excluded.reserved_until,
             noted_at = excluded.noted_at",
        )
        .bind(key)
        .bind(member)
        .bind(clerk)
        .bind(instant_text(until))
        .bind(instant_text(now))
        .execute(&mut tx)
        .await
        .doing("reserving a member")?;
        tx.commit().await.doing("reserving a member")?;
        Ok(Reserving::Reserved)
    }

    /// Gives a member back that this clerk had reserved. Answers whether they had.
    pub async fn release(&self, touch: &str, clerk: &str, now: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.begin().await?;
        let key = keys_of(&mut tx, &[touch]).await?.first().copied().flatten();
        let done = Sql::new(
            "UPDATE counter_visit SET reserved_until = NULL, noted_at = $3
             WHERE send_key = $1 AND clerk = $2 AND reserved_until > $3",
        )
        .bind(key)
        .bind(clerk)
        .bind(instant_text(now))
        .execute(&mut tx)
        .await
        .doing("releasing a member")?;
        tx.commit().await.doing("releasing a member")?;
        Ok(done > 0)
    }

    /// From when each of these touches can have been worked on: it was due, or handed out before that. Touches that were never handed out
    /// are left out.
    pub async fn handed_out(&self, touches: &[&str]) -> Result<HashMap<String, DateTime<Utc>>> {
        let mut found = HashMap::new();
        let mut tx = self.begin().await?;
        for chunk in touches.chunks(ROWS_PER_STATEMENT) {
            let keys = keys_of(&mut tx, chunk).await?;
            let by_key: HashMap<i64, &str> =
                keys.into_iter().zip(chunk).filter_map(|(key, id)| Some((key?, *id))).collect();
            if by_key.is_empty() {
                continue;
            }
            let mut statement =
                Sql::new("SELECT send_key, due_at, handed_at FROM touch WHERE handed_at IS NOT NULL AND ");
            statement.push_in("send_key", by_key.keys().copied());
            let rows: Vec<(i64, i64, i64)> =
                statement.all(&mut tx).await.doing("looking when lists were handed out")?;
            for (key, due, handed) in rows {
                if let Some(id) = by_key.get(&key) {
                    found.insert((*id).to_owned(), instant_of("touch.handed_at", due.min(handed))?);
                }
            }
        }
        Ok(found)
    }

    /// Notes what came of lines, from a page or from a file that comes back: all of it, or nothing. The same report twice changes
    /// nothing; what comes back counts also where the campaign was halted since. Of two reports the later day stands, and whoever was met stays met, in whatever order they come. The touches climb with it
    /// ([`CounterOutcome::reports`]).
    pub async fn note_visits(&self, reports: &[VisitReport], now: DateTime<Utc>) -> Result<VisitsNoted> {
        let mut noted = VisitsNoted::default();
        let mut events = Vec::new();
        let mut tx = self.begin().await?;
        for chunk in reports.chunks(ROWS_PER_STATEMENT) {
            let touches: Vec<&str> = chunk.iter().map(|report| report.touch.as_str()).collect();
            let on_lists = members_on_lists(&mut tx, &touches, false).await?;
            let members: Vec<&str> = on_lists.values().map(|(_, member)| member.as_str()).collect();
            let mut before = visits_of(&mut tx, &members).await?;
            for report in chunk {
                let Some((key, member)) = on_lists.get(report.touch.as_str()) else {
                    noted.strangers.push(report.touch.clone());
                    continue;
                };
                let visits = before.entry(member.clone()).or_default();
                let own = visits.iter().position(|(own, _)| own == key);
                let standing = own.and_then(|at| visits[at].1.outcome);
                if standing.is_some_and(|(outcome, on)| stays((outcome, on), (report.outcome, report.on))) {
                    noted.known += 1;
                    continue;
                }
                let elsewhere = |(own, visit): &(i64, Visit)| {
                    own != key
                        && visit.outcome.is_some_and(|(outcome, on)| {
                            outcome.met() && (report.on - on).num_days().abs() < MET_FOR_DAYS
                        })
                };
                noted.met_twice += u64::from(report.outcome.met() && visits.iter().any(elsewhere));
                put_visit(&mut tx, *key, member, report, now).await?;
                let visit = Visit {
                    clerk: report.clerk.clone(),
                    reserved_until: None,
                    outcome: Some((report.outcome, report.on)),
                };
                match own {
                    Some(at) => visits[at].1 = visit,
                    None => visits.push((*key, visit)),
                }
                events.extend(event(report, now));
                noted.noted += 1;
            }
        }
        record_in(&mut tx, &events).await?;
        tx.commit().await.doing("noting visits")?;
        Ok(noted)
    }
}

/// Whether what is known outlasts a report, whichever came first: whoever was met on any day stays met; of two that agree on that, the
/// later day.
fn stays(known: (CounterOutcome, NaiveDate), report: (CounterOutcome, NaiveDate)) -> bool {
    let ((known, known_on), (outcome, on)) = (known, report);
    if known.met() != outcome.met() {
        return known.met();
    }
    known_on > on || known == outcome && known_on == on
}

fn event(report: &VisitReport, now: DateTime<Utc>) -> Option<DeliveryEvent> {
    let status: TouchStatus = report.outcome.reports()?;
    let detail = Some(format!("{}, {}", report.outcome.key(), report.clerk));
    Some(DeliveryEvent {
        touch: Some(report.touch.clone()),
        provider_id: None,
        status,
        at: now,
        error_code: None,
        detail,
    })
}

async fn put_visit(tx: &mut Tx, key: i64, member: &str, report: &VisitReport, now: DateTime<Utc>) -> Result<()> {
    Sql::new(
        "INSERT INTO counter_visit (send_key, member, clerk, outcome, on_day, noted_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (send_key) DO UPDATE SET clerk = excluded.clerk, reserved_until = NULL, outcome = excluded.outcome,
         on_day = excluded.on_day, noted_at = excluded.noted_at",
    )
    .bind(key)
    .bind(member)
    .bind(report.clerk.as_str())
    .bind(report.outcome.key())
    .bind(report.on.to_string())
    .bind(instant_text(now))
    .execute(tx)
    .await
    .doing("noting visits")?;
    Ok(())
}

/// Send keys and members of those of these touches that counters were handed; where `to_work_on`, only those they still have to serve.
async fn members_on_lists<'t>(
    tx: &mut Tx,
    touches: &[&'t str],
    to_work_on: bool,
) -> Result<HashMap<&'t str, (i64, String)>> {
    let keys = keys_of(&mut *tx, touches).await?;
    let by_key: HashMap<i64, &str> = keys.into_iter().zip(touches).filter_map(|(key, id)| Some((key?, *id))).collect();
    if by_key.is_empty() {
        return Ok(HashMap::new());
    }
    let mut statement = Sql::new(format!("SELECT t.send_key, m.member FROM {LISTS} WHERE {HANDED_TO_COUNTERS} AND "));
    if to_work_on {
        statement.push(TO_WORK_ON).push(" AND ");
    }
    statement.push_in("t.send_key", by_key.keys().copied());
    let rows: Vec<(i64, String)> = statement.all(tx).await.doing("finding lines of lists")?;
    Ok(rows.into_iter().filter_map(|(key, member)| Some((*by_key.get(&key)?, (key, member)))).collect())
}

/// What was done with these members on any list, by member.
async fn visits_of(tx: &mut Tx, members: &[&str]) -> Result<HashMap<String, Vec<(i64, Visit)>>> {
    let mut found: HashMap<String, Vec<(i64, Visit)>> = HashMap::new();
    if members.is_empty() {
        return Ok(found);
    }
    let mut statement =
        Sql::new("SELECT send_key, member, clerk, reserved_until, outcome, on_day FROM counter_visit WHERE ");
    statement.push_in("member", members.iter().copied()).push(" ORDER BY send_key");
    let rows: Vec<VisitColumns> = statement.all(tx).await.doing("reading visits")?;
    for (key, member, clerk, until, outcome, on) in rows {
        found.entry(member).or_default().push((key, visit(clerk, until, outcome, on)?));
    }
    Ok(found)
}
