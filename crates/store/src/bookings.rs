//! Work orders for what others put up, post or hold: which were given out, and what came of them.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::events::record_in;
use crate::keys::{OF_CAMPAIGN, channel_in_words, channel_stored, id_of, key_of};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count, instant_of, micros, status_of, status_stored, word};
use chrono::{DateTime, NaiveTime, Utc};
use domain::{BookingReport, BookingStanding, BookingTold, Channel, DeliveryEvent, Rupiah, TouchStatus, WorkOrder};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Whether `t` and `m` are a touch that stands on an order: on a channel that is booked, given out, of a member who is treated.
fn ordered() -> String {
    let channels: Vec<String> = booked().map(|channel| channel_stored(channel).to_string()).collect();
    let channels = channels.join(", ");
    format!("(t.send_key >> 4) & 15 IN ({channels}) AND t.status IN (2, 3, 4, 5, 6) AND m.arm = 'treated'")
}

/// What became of reports.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BookingsNoted {
    /// Orders newly placed.
    pub placed: u64,
    /// Orders newly known not to be placed.
    pub not_placed: u64,
    /// Orders of which the same, or something that outlasts it, was known.
    pub known: u64,
    /// Touches whose standing changed.
    pub touches: u64,
    /// Orders that nobody gave.
    pub strangers: Vec<String>,
}

/// Order, channel, area, message, status; touches, cost, due first.
type OrderColumns = (String, String, String, String, i64, i64, i64, i64);
/// Order, status of its touches, the status reported, when, and what was said.
type ToldColumns = (String, i64, i64, i64, Option<String>);
/// Send key, own id, area, status.
type OrderedColumns = (i64, Option<String>, String, i64);

/// An order as its rows are read.
struct Reading {
    order: WorkOrder,
    /// When the first of those that say the creative was due.
    due: i64,
    /// Whether nobody has said what came of some of it, and whether some is known not to be placed.
    is_open: bool,
    has_failed: bool,
    /// The first proof.
    proof: Option<BookingTold>,
    /// The first reason of what is still known not to be placed.
    reason: Option<BookingTold>,
}

impl Reading {
    /// The order with where it stands, and with what was said of that.
    fn order(self) -> WorkOrder {
        let Self { mut order, is_open, has_failed, proof, reason, .. } = self;
        order.standing = match (is_open, has_failed) {
            (true, _) => BookingStanding::Open,
            (false, true) => BookingStanding::NotPlaced,
            (false, false) => BookingStanding::Placed,
        };
        order.told = if order.standing == BookingStanding::NotPlaced { reason } else { proof.or(reason) };
        order
    }
}

impl Store {
    /// The orders of a campaign that were given out, by channel and village.
    pub async fn work_orders(&self, campaign: &str) -> Result<Vec<WorkOrder>> {
        let ordered = ordered();
        let joined = format!(
            "FROM touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
             JOIN short_code AS k ON k.campaign = m.campaign AND k.channel = {}
                AND k.area = COALESCE(t.area, m.area)",
            channel_in_words("t.send_key")
        );
        let rows: Vec<OrderColumns> = Sql::new(format!(
            "SELECT k.code, k.channel, k.area, w.body, t.status, COUNT(*), CAST(SUM(t.cost) AS BIGINT), MIN(t.due_at)
             {joined} JOIN message AS w ON w.number = t.message WHERE t.{OF_CAMPAIGN} AND {ordered} GROUP BY 1, 2, 3, 4, 5"
        ))
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading work orders")?;
        let told: Vec<ToldColumns> = Sql::new(format!(
            "SELECT k.code, t.status, e.status, e.happened_at, e.detail {joined}
             JOIN delivery_event AS e ON e.send_key = t.send_key WHERE t.{OF_CAMPAIGN} AND {ordered} AND e.status IN (4, 6)
             GROUP BY 1, 2, 3, 4, 5 ORDER BY 4, 5, 1, 2, 3"
        ))
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading what came of work orders")?;
        let mut orders = orders_of(rows)?;
        for (code, stands, reported, at, words) in told {
            let Some(reading) = orders.get_mut(&code) else { continue };
            let (stands, reported) = (status_of(stands)?, status_of(reported)?);
            let on = instant_of("delivery_event.happened_at", at)?.date_naive();
            let told = |placed| BookingTold::of_kept(&words.unwrap_or_default(), on, placed);
            match (reported, stands) {
                (TouchStatus::Delivered, _) => drop(reading.proof.get_or_insert_with(|| told(true))),
                (_, TouchStatus::Failed) => drop(reading.reason.get_or_insert_with(|| told(false))),
                _ => {}
            }
        }
        let mut orders: Vec<WorkOrder> = orders.into_values().map(Reading::order).collect();
        orders.sort_by(|a, b| (a.channel, &a.area).cmp(&(b.channel, &b.area)));
        Ok(orders)
    }

    /// Campaigns that gave orders out, by name.
    pub async fn campaigns_with_orders(&self) -> Result<Vec<String>> {
        let mut statement = Sql::new("SELECT DISTINCT campaign FROM short_code WHERE ");
        statement.push_in("channel", booked().map(Channel::key)).push(" ORDER BY 1");
        let rows: Vec<(String,)> = statement.all(self.reader()).await.doing("reading campaigns with work orders")?;
        Ok(rows.into_iter().map(|(campaign,)| campaign).collect())
    }

    /// Notes what came of orders, of one campaign or of whichever they are, from a page or from a file that comes back: all of it, or
    /// nothing. The same report twice changes nothing, even where the order was extended meanwhile, and what was placed stays placed.
    pub async fn note_bookings(&self, campaign: Option<&str>, reports: &[BookingReport]) -> Result<BookingsNoted> {
        let mut noted = BookingsNoted::default();
        let mut tx = self.begin().await?;
        for chunk in reports.chunks(ROWS_PER_STATEMENT) {
            let mut orders = touches_of_orders(&mut tx, campaign, chunk).await?;
            let mut events = Vec::new();
            for report in chunk {
                let Some(order) = orders.get_mut(&report.order) else {
                    noted.strangers.push(report.order.clone());
                    continue;
                };
                let before = events.len();
                // What was said before answers nothing of what was ordered since.
                if order.said.insert(said(report)) {
                    for (touch, status) in &mut order.touches {
                        let after = status.after(report.status());
                        if after != *status {
                            *status = after;
                            events.push(event(touch, report));
                        }
                    }
                }
                match (events.len() > before, report.told.placed) {
                    (false, _) => noted.known += 1,
                    (true, true) => noted.placed += 1,
                    (true, false) => noted.not_placed += 1,
                }
            }
            noted.touches += record_in(&mut tx, &events).await?;
        }
        tx.commit().await.doing("noting work orders")?;
        Ok(noted)
    }
}

/// The channels that are booked.
fn booked() -> impl Iterator<Item = Channel> {
    Channel::ALL.into_iter().filter(|channel| channel.is_booked())
}

/// An order that reports speak of.
#[derive(Default)]
struct Ordered {
    /// Its touches, with where each stands.
    touches: Vec<(String, TouchStatus)>,
    /// What was said of it: status, day, words.
    said: HashSet<(i64, i64, String)>,
}

fn said(report: &BookingReport) -> (i64, i64, String) {
    (status_stored(report.status()), micros(at(report)), report.told.kept())
}

/// A report is of a day.
fn at(report: &BookingReport) -> DateTime<Utc> {
    report.told.on.and_time(NaiveTime::MIN).and_utc()
}

fn event(touch: &str, report: &BookingReport) -> DeliveryEvent {
    DeliveryEvent {
        touch: Some(touch.to_owned()),
        provider_id: None,
        status: report.status(),
        at: at(report),
        error_code: None,
        detail: Some(report.told.kept()),
    }
}

/// Orders from rows of one wording and one status each.
fn orders_of(rows: Vec<OrderColumns>) -> Result<BTreeMap<String, Reading>> {
    let mut orders: BTreeMap<String, Reading> = BTreeMap::new();
    for (code, channel, area, body, status, members, cost, due) in rows {
        let none = Rupiah::whole(0);
        let order = WorkOrder {
            order: code.clone(),
            channel: word("short_code.channel", &channel)?,
            area: word("short_code.area", &area)?,
            creative: body.clone(),
            members: 0,
            cost: none,
            placed: none,
            not_placed: none,
            standing: BookingStanding::Open,
            told: None,
        };
        let reading = orders.entry(code).or_insert(Reading {
            order,
            due,
            is_open: false,
            has_failed: false,
            proof: None,
            reason: None,
        });
        let (order, cost) = (&mut reading.order, Rupiah::whole(cost));
        // Of somebody who is forgotten the words are gone; what is put up says what the others are told.
        let is_first = order.creative.is_empty() || (due, &body) < (reading.due, &order.creative);
        if !body.is_empty() && is_first {
            (reading.due, order.creative) = (due, body);
        }
        order.members += count("touch", members)?;
        order.cost += cost;
        match status_of(status)? {
            TouchStatus::Delivered | TouchStatus::Read => order.placed += cost,
            TouchStatus::Failed => {
                order.not_placed += cost;
                reading.has_failed = true;
            }
            _ => reading.is_open = true,
        }
    }
    Ok(orders)
}

/// The orders that reports speak of; those that nobody gave, or not for that campaign, are left out.
async fn touches_of_orders(
    tx: &mut Tx,
    campaign: Option<&str>,
    reports: &[BookingReport],
) -> Result<HashMap<String, Ordered>> {
    let mut statement = Sql::new("SELECT code, campaign, channel, area FROM short_code WHERE ");
    statement.push_in("code", reports.iter().map(|report| report.order.as_str())).push(" AND ");
    statement.push_in("channel", booked().map(Channel::key));
    if let Some(campaign) = campaign {
        statement.push(" AND campaign = ").push_bind(campaign);
    }
    let places: Vec<(String, String, String, String)> = statement.all(&mut *tx).await.doing("finding work orders")?;
    let mut lanes: BTreeMap<(String, String), HashMap<String, String>> = BTreeMap::new();
    for (code, campaign, channel, area) in places {
        lanes.entry((campaign, channel)).or_default().insert(area, code);
    }
    let mut orders: HashMap<String, Ordered> = HashMap::new();
    for ((campaign, channel), areas) in lanes {
        let channel = channel_stored(word("short_code.channel", &channel)?);
        let of_lane = |select: &str| {
            let mut statement = Sql::new(select);
            statement.push(" WHERE t.send_key BETWEEN (SELECT number << 40 FROM campaign WHERE name = ");
            statement
                .push_bind(&campaign)
                .push(") AND (SELECT (number << 40) | 1099511627775 FROM campaign WHERE name = ");
            statement.push_bind(&campaign).push(") AND (t.send_key >> 4) & 15 = ").push_bind(channel);
            statement.push(&format!(" AND {} AND ", ordered()));
            statement.push_in("COALESCE(t.area, m.area)", areas.keys()).push(" ORDER BY 1");
            statement
        };
        let mut statement = of_lane(
            "SELECT t.send_key, n.id, COALESCE(t.area, m.area), t.status
             FROM touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
             LEFT JOIN touch_name AS n ON n.send_key = t.send_key",
        );
        let rows: Vec<OrderedColumns> = statement.all(&mut *tx).await.doing("finding touches of work orders")?;
        for (key, own, area, status) in rows {
            if let Some(code) = areas.get(&area) {
                let touch = (id_of(key_of(key)?, own), status_of(status)?);
                orders.entry(code.clone()).or_default().touches.push(touch);
            }
        }
        let mut statement = of_lane(
            "SELECT DISTINCT COALESCE(t.area, m.area), e.status, e.happened_at, e.detail
             FROM touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
             JOIN delivery_event AS e ON e.send_key = t.send_key",
        );
        let rows: Vec<(String, i64, i64, Option<String>)> =
            statement.all(&mut *tx).await.doing("finding what was said of work orders")?;
        for (area, status, at, words) in rows {
            if let Some(order) = areas.get(&area).and_then(|code| orders.get_mut(code)) {
                order.said.insert((status, at, words.unwrap_or_default()));
            }
        }
    }
    Ok(orders)
}
