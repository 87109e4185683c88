//! Partner counters: lists, who of a list is being served by whom, and what came of it. One person is served once, whatever number of
//! lists they stand on.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count, day, instant, instant_text, unreadable, word};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{Bilingual, CounterOutcome, DeliveryEvent, MemberId, RegionCode, TouchStatus};
use std::collections::{BTreeMap, HashMap};

/// Days in which a member met through one list is not to be met through another.
pub const MET_FOR_DAYS: i64 = 14;

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

/// Touch, member, clerk, reserved until, outcome, day.
type VisitColumns = (String, String, String, Option<String>, Option<String>, Option<String>);

/// Which touches stand on counters' lists: handed to them, of campaigns that nobody halted, of members who are treated.
const ON_A_LIST: &str = "t.channel = 'partner_counter' AND t.status IN ('handed_over', 'delivered', 'read', 'failed')
    AND m.arm = 'treated' AND c.approved_hash = c.plan_hash AND c.halted IS NULL
    AND NOT EXISTS (SELECT 1 FROM person_right AS r WHERE r.member = t.member)";

/// The tables [`ON_A_LIST`] speaks of.
const LISTS: &str = "touch AS t JOIN plan_member AS m ON m.campaign = t.campaign AND m.member = t.member
    JOIN campaign AS c ON c.name = t.campaign";

impl Store {
    /// Every list that counters have, by campaign and regency.
    pub async fn counter_lists(&self) -> Result<Vec<CounterList>> {
        let rows: Vec<(String, String, String, Option<String>, i64)> = Sql::new(format!(
            "SELECT c.name, c.title, SUBSTR(t.area, 1, 5), v.outcome, COUNT(*) FROM {LISTS}
             LEFT JOIN counter_visit AS v ON v.touch = t.id WHERE {ON_A_LIST}
             GROUP BY c.name, c.title, SUBSTR(t.area, 1, 5), v.outcome ORDER BY 1, 3"
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
        type Columns = (String, String, String, String, Option<String>, Option<String>, Option<String>, Option<String>);
        let rows: Vec<Columns> = Sql::new(format!(
            "SELECT t.id, t.member, t.area, t.body, v.clerk, v.reserved_until, v.outcome, v.on_day FROM {LISTS}
             LEFT JOIN counter_visit AS v ON v.touch = t.id
             WHERE {ON_A_LIST} AND t.campaign = $1 AND SUBSTR(t.area, 1, 5) = $2 ORDER BY t.area, t.member"
        ))
        .bind(campaign)
        .bind(regency)
        .all(self.reader())
        .await
        .doing("reading a counter's list")?;
        rows.into_iter()
            .map(|(touch, member, area, body, clerk, until, outcome, on)| {
                let visit = clerk.map(|clerk| visit(clerk, until, outcome, on)).transpose()?;
                Ok(CounterLine { touch, member: MemberId(member), area: word("touch.area", &area)?, body, visit })
            })
            .collect()
    }

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
        let Some(member) = members_on_lists(&mut tx, &[touch]).await?.remove(touch) else {
            return Ok(Reserving::NotOnAList);
        };
        for (own, visit) in visits_of(&mut tx, &[&member]).await?.remove(&member).unwrap_or_default() {
            if let Some((outcome, on)) = visit.outcome
                && outcome.met()
                && (own == touch || on + TimeDelta::days(MET_FOR_DAYS) > now.date_naive())
            {
                return Ok(Reserving::Met { by: visit.clerk, on });
            }
            if let Some(until) = visit.reserved_until.filter(|until| *until > now)
                && (own != touch || visit.clerk != clerk)
            {
                return Ok(Reserving::Taken { by: visit.clerk, until });
            }
        }
        Sql::new(
            "INSERT INTO counter_visit (touch, member, clerk, reserved_until, noted_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (touch) DO UPDATE SET clerk = excluded.clerk, reserved_until = excluded.reserved_until,
             noted_at = excluded.noted_at",
        )
        .bind(touch)
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
        let done = Sql::new(
            "UPDATE counter_visit SET reserved_until = NULL, noted_at = $3
             WHERE touch = $1 AND clerk = $2 AND reserved_until > $3",
        )
        .bind(touch)
        .bind(clerk)
        .bind(instant_text(now))
        .execute(&mut tx)
        .await
        .doing("releasing a member")?;
        tx.commit().await.doing("releasing a member")?;
        Ok(done > 0)
    }

    /// Notes what came of lines, from a page or from a file that comes back: all of it, or nothing. The same report twice changes
    /// nothing; of two reports the later day stands, and whoever was met stays met. The touches climb with it
    /// ([`CounterOutcome::reports`]).
    pub async fn note_visits(&self, reports: &[VisitReport], now: DateTime<Utc>) -> Result<VisitsNoted> {
        let mut noted = VisitsNoted::default();
        let mut events = Vec::new();
        let mut tx = self.begin().await?;
        for chunk in reports.chunks(ROWS_PER_STATEMENT) {
            let touches: Vec<&str> = chunk.iter().map(|report| report.touch.as_str()).collect();
            let on_lists = members_on_lists(&mut tx, &touches).await?;
            let members: Vec<&str> = on_lists.values().map(String::as_str).collect();
            let mut before = visits_of(&mut tx, &members).await?;
            for report in chunk {
                let Some(member) = on_lists.get(&report.touch) else {
                    noted.strangers.push(report.touch.clone());
                    continue;
                };
                let visits = before.entry(member.clone()).or_default();
                let own = visits.iter().position(|(touch, _)| *touch == report.touch);
                let standing = own.and_then(|at| visits[at].1.outcome);
                if standing.is_some_and(|(outcome, on)| stays((outcome, on), (report.outcome, report.on))) {
                    noted.known += 1;
                    continue;
                }
                let elsewhere = |(touch, visit): &(String, Visit)| {
                    *touch != report.touch
                        && visit.outcome.is_some_and(|(outcome, on)| {
                            outcome.met() && (report.on - on).num_days().abs() < MET_FOR_DAYS
                        })
                };
                noted.met_twice += u64::from(report.outcome.met() && visits.iter().any(elsewhere));
                put_visit(&mut tx, member, report, now).await?;
                let visit = Visit {
                    clerk: report.clerk.clone(),
                    reserved_until: None,
                    outcome: Some((report.outcome, report.on)),
                };
                match own {
                    Some(at) => visits[at].1 = visit,
                    None => visits.push((report.touch.clone(), visit)),
                }
                events.extend(event(report, now));
                noted.noted += 1;
            }
        }
        tx.commit().await.doing("noting visits")?;
        // A visit is safe by now; should the process end here, the same file brings the touches up to it.
        self.record_events(&events).await?;
        Ok(noted)
    }
}

/// Whether what is known outlasts a report: it is the same, of a later day, or they were met and the report says less.
fn stays(known: (CounterOutcome, NaiveDate), report: (CounterOutcome, NaiveDate)) -> bool {
    let ((known, known_on), (outcome, on)) = (known, report);
    known == outcome && known_on == on || known_on > on || known.met() && !outcome.met()
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

async fn put_visit(tx: &mut Tx, member: &str, report: &VisitReport, now: DateTime<Utc>) -> Result<()> {
    Sql::new(
        "INSERT INTO counter_visit (touch, member, clerk, outcome, on_day, noted_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (touch) DO UPDATE SET clerk = excluded.clerk, reserved_until = NULL, outcome = excluded.outcome,
         on_day = excluded.on_day, noted_at = excluded.noted_at",
    )
    .bind(report.touch.as_str())
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

/// The members of those of these touches that stand on lists.
async fn members_on_lists(tx: &mut Tx, touches: &[&str]) -> Result<HashMap<String, String>> {
    let mut statement = Sql::new(format!("SELECT t.id, t.member FROM {LISTS} WHERE {ON_A_LIST} AND "));
    statement.push_in("t.id", touches.iter().copied());
    let rows: Vec<(String, String)> = statement.all(tx).await.doing("finding lines of lists")?;
    Ok(rows.into_iter().collect())
}

/// What was done with these members on any list, by member.
async fn visits_of(tx: &mut Tx, members: &[&str]) -> Result<HashMap<String, Vec<(String, Visit)>>> {
    let mut found: HashMap<String, Vec<(String, Visit)>> = HashMap::new();
    if members.is_empty() {
        return Ok(found);
    }
    let mut statement =
        Sql::new("SELECT touch, member, clerk, reserved_until, outcome, on_day FROM counter_visit WHERE ");
    statement.push_in("member", members.iter().copied()).push(" ORDER BY touch");
    let rows: Vec<VisitColumns> = statement.all(tx).await.doing("reading visits")?;
    for (touch, member, clerk, until, outcome, on) in rows {
        found.entry(member).or_default().push((touch, visit(clerk, until, outcome, on)?));
    }
    Ok(found)
}

fn visit(clerk: String, until: Option<String>, outcome: Option<String>, on: Option<String>) -> Result<Visit> {
    let outcome = match (outcome, on) {
        (Some(outcome), Some(on)) => {
            Some((word("counter_visit.outcome", &outcome)?, day("counter_visit.on_day", &on)?))
        }
        _ => None,
    };
    let until = until.map(|at| instant("counter_visit.reserved_until", &at)).transpose()?;
    Ok(Visit { clerk, reserved_until: until, outcome })
}
