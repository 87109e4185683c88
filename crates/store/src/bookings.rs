//! Work orders for what others put up, post or hold: which were given out, and what came of them.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::events::record_in;
use crate::keys::{OF_CAMPAIGN, channel_in_words, channel_stored, id_of, key_of};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, count, instant_of, status_of, word};
use domain::{BookingReport, BookingStanding, BookingTold, Channel, DeliveryEvent, Rupiah, TouchStatus, WorkOrder};
use std::collections::{BTreeMap, HashMap};

/// Touches that stand on an order: on a channel that is booked, given out, of members who are treated.
const ORDERED: &str = "(t.send_key >> 4) & 15 IN (2, 4, 6) AND t.status IN (2, 3, 4, 5, 6) AND m.arm = 'treated'";

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
/// Order, status, when, and what was said.
type ToldColumns = (String, i64, i64, Option<String>);
/// Send key, own id, area, status.
type OrderedColumns = (i64, Option<String>, String, i64);

/// An order as its rows are read.
struct Reading {
    order: WorkOrder,
    /// When the first of those that say the creative was due.
    due: i64,
    open: bool,
}

impl Store {
    /// The orders of a campaign that were given out, by channel and village.
    pub async fn work_orders(&self, campaign: &str) -> Result<Vec<WorkOrder>> {
        let joined = format!(
            "FROM touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
             JOIN short_code AS k ON k.campaign = m.campaign AND k.channel = {}
                AND k.area = COALESCE(t.area, m.area)",
            channel_in_words("t.send_key")
        );
        let rows: Vec<OrderColumns> = Sql::new(format!(
            "SELECT k.code, k.channel, k.area, w.body, t.status, COUNT(*), CAST(SUM(t.cost) AS BIGINT), MIN(t.due_at)
             {joined} JOIN message AS w ON w.number = t.message WHERE t.{OF_CAMPAIGN} AND {ORDERED} GROUP BY 1, 2, 3, 4, 5"
        ))
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading work orders")?;
        let told: Vec<ToldColumns> = Sql::new(format!(
            "SELECT k.code, e.status, e.happened_at, e.detail {joined}
             JOIN delivery_event AS e ON e.send_key = t.send_key WHERE t.{OF_CAMPAIGN} AND {ORDERED} AND e.status IN (4, 6)
             GROUP BY 1, 2, 3, 4 ORDER BY 1, 2 DESC, 3, 4"
        ))
        .bind(campaign)
        .all(self.reader())
        .await
        .doing("reading what came of work orders")?;
        let mut orders = orders_of(rows)?;
        for (code, status, at, words) in told {
            let placed = status_of(status)? == TouchStatus::Delivered;
            let on = instant_of("delivery_event.happened_at", at)?.date_naive();
            if let Some(reading) = orders.get_mut(&code) {
                let told = BookingTold::of_kept(&words.unwrap_or_default(), on, placed);
                // A proof outlasts a reason; of two proofs the first stands.
                if reading.order.told.as_ref().is_none_or(|before| told.placed && !before.placed) {
                    reading.order.told = Some(told);
                }
            }
        }
        let mut orders: Vec<WorkOrder> = orders.into_values().map(|reading| reading.order).collect();
        orders.sort_by(|a, b| (a.channel, &a.area).cmp(&(b.channel, &b.area)));
        Ok(orders)
    }

    /// Campaigns that gave orders out, by name.
    pub async fn campaigns_with_orders(&self) -> Result<Vec<String>> {
        let mut statement = Sql::new("SELECT DISTINCT campaign FROM short_code WHERE ");
        statement.push_in("channel", booked()).push(" ORDER BY 1");
        let rows: Vec<(String,)> = statement.all(self.reader()).await.doing("reading campaigns with work orders")?;
        Ok(rows.into_iter().map(|(campaign,)| campaign).collect())
    }

    /// Notes what came of orders, from a page or from a file that comes back: all of it, or nothing. The same report twice changes
    /// nothing, and what was placed stays placed.
    pub async fn note_bookings(&self, reports: &[BookingReport]) -> Result<BookingsNoted> {
        let mut noted = BookingsNoted::default();
        let mut tx = self.begin().await?;
        for chunk in reports.chunks(ROWS_PER_STATEMENT) {
            let mut orders = touches_of_orders(&mut tx, chunk).await?;
            let mut events = Vec::new();
            for report in chunk {
                let Some(touches) = orders.get_mut(&report.order) else {
                    noted.strangers.push(report.order.clone());
                    continue;
                };
                let before = events.len();
                for (touch, status) in touches.iter_mut() {
                    let after = status.after(report.status());
                    if after != *status {
                        *status = after;
                        events.push(event(touch, report));
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

/// Keys of the channels that are booked.
fn booked() -> impl Iterator<Item = &'static str> {
    Channel::ALL.into_iter().filter(|channel| channel.is_booked()).map(Channel::key)
}

fn event(touch: &str, report: &BookingReport) -> DeliveryEvent {
    DeliveryEvent {
        touch: Some(touch.to_owned()),
        provider_id: None,
        status: report.status(),
        at: report.told.on.and_time(chrono::NaiveTime::MIN).and_utc(),
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
            standing: BookingStanding::NotPlaced,
            told: None,
        };
        let reading = orders.entry(code).or_insert(Reading { order, due, open: false });
        let (order, cost) = (&mut reading.order, Rupiah::whole(cost));
        if (due, &body) < (reading.due, &order.creative) {
            (reading.due, order.creative) = (due, body);
        }
        order.members += count("touch", members)?;
        order.cost += cost;
        match status_of(status)? {
            TouchStatus::Delivered | TouchStatus::Read => {
                order.placed += cost;
                order.standing = order.standing.max(BookingStanding::Placed);
            }
            TouchStatus::Failed => order.not_placed += cost,
            _ => reading.open = true,
        }
        if reading.open {
            order.standing = BookingStanding::Open;
        }
    }
    Ok(orders)
}

/// The touches of the orders that reports speak of, with where each stands; orders that nobody gave are left out.
async fn touches_of_orders(
    tx: &mut Tx,
    reports: &[BookingReport],
) -> Result<HashMap<String, Vec<(String, TouchStatus)>>> {
    let mut statement = Sql::new("SELECT code, campaign, channel, area FROM short_code WHERE ");
    statement.push_in("code", reports.iter().map(|report| report.order.as_str())).push(" AND ");
    statement.push_in("channel", booked());
    let places: Vec<(String, String, String, String)> = statement.all(&mut *tx).await.doing("finding work orders")?;
    let mut lanes: BTreeMap<(String, String), HashMap<String, String>> = BTreeMap::new();
    for (code, campaign, channel, area) in places {
        lanes.entry((campaign, channel)).or_default().insert(area, code);
    }
    let mut orders: HashMap<String, Vec<(String, TouchStatus)>> = HashMap::new();
    for ((campaign, channel), areas) in lanes {
        let channel = channel_stored(word("short_code.channel", &channel)?);
        let mut statement = Sql::new(
            "SELECT t.send_key, n.id, COALESCE(t.area, m.area), t.status
             FROM touch AS t JOIN plan_member AS m ON m.member_key = t.send_key >> 8
             LEFT JOIN touch_name AS n ON n.send_key = t.send_key
             WHERE t.send_key BETWEEN (SELECT number << 40 FROM campaign WHERE name = ",
        );
        statement.push_bind(&campaign).push(") AND (SELECT (number << 40) | 1099511627775 FROM campaign WHERE name = ");
        statement.push_bind(&campaign).push(") AND (t.send_key >> 4) & 15 = ").push_bind(channel);
        statement.push(&format!(" AND {ORDERED} AND "));
        statement.push_in("COALESCE(t.area, m.area)", areas.keys()).push(" ORDER BY 1");
        let rows: Vec<OrderedColumns> = statement.all(&mut *tx).await.doing("finding touches of work orders")?;
        for (key, own, area, status) in rows {
            if let Some(code) = areas.get(&area) {
                let touch = (id_of(key_of(key)?, own), status_of(status)?);
                orders.entry(code.clone()).or_default().push(touch);
            }
        }
    }
    Ok(orders)
}
