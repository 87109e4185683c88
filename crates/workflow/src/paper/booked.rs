//! What others put up or post: work orders for social media, outdoor media and meetings, one line a village, as dispatch writes them and
//! as the page gives them again; and, in `returned`, what comes back.

mod returned;

pub use returned::{ProofSummary, bookings_of_file, take_in_proof};

use crate::approve::find;
use crate::dispatch_touches::Step;
use crate::home::Home;
use crate::plan::kept_declaration;
use crate::progress::Progress;
use crate::regencies::Regencies;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::{BookingStanding, CampaignSpec, Channel, RegionCode, Rupiah, WorkOrder};
use intake::ColumnValues;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::{ClaimedTouch, CodePlace};

impl Step<'_> {
    /// A workbook with one order for each village: where, when, what, for how many, at what cost; with columns for who does it, the day
    /// it was done, and where its proof lies, or why it was not done.
    pub(super) async fn booked(
        &self,
        channel: Channel,
        claimed: &[ClaimedTouch],
        progress: &dyn Progress,
    ) -> Result<Vec<PathBuf>> {
        progress.begin("write work orders", None);
        let mut villages: BTreeMap<&RegionCode, Vec<&ClaimedTouch>> = BTreeMap::new();
        for c in claimed {
            villages.entry(&c.touch.area).or_default().push(c);
        }
        let place = |area: &RegionCode| CodePlace { campaign: self.view.name.clone(), channel, area: *area };
        let places: Vec<CodePlace> = villages.keys().map(|area| place(area)).collect();
        let codes = self.store.codes_for(&self.home.contacts_key()?, &places).await?;
        let orders = villages.into_iter().map(|(area, touches)| {
            let order = codes.get(&place(area)).context("every village has a code")?.clone();
            Ok(order_for(order, channel, area, &touches))
        });
        let orders = orders.collect::<Result<Vec<WorkOrder>>>()?;
        let columns = columns(self.home, self.spec, &orders)?;
        let path = self.free_path(&file_stem(channel), "xlsx")?;
        intake::write_export(&path, &columns, &sheet_title(channel))?;
        Ok(vec![path])
    }
}

/// The workbook of a campaign's orders on a channel, as dispatch writes it, with what has been said of them since; `None` where no
/// order was given out.
pub async fn work_order_file(home: &Home, campaign: &str, channel: Channel) -> Result<Option<Vec<u8>>> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let mut orders = store.work_orders(&view.name).await?;
    orders.retain(|order| order.channel == channel);
    if orders.is_empty() {
        return Ok(None);
    }
    let spec = kept_declaration(home, &store, &view).await?;
    let columns = columns(home, &spec, &orders)?;
    let name = format!("{}.xlsx", file_stem(channel));
    Ok(Some(intake::workbook_bytes(Path::new(&name), &columns, &sheet_title(channel))?))
}

/// The first and the last day for which a campaign's orders are.
pub async fn booking_days(home: &Home, campaign: &str) -> Result<(NaiveDate, NaiveDate)> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let schedule = kept_declaration(home, &store, &view).await?.schedule;
    Ok((schedule.first_day, schedule.last_day))
}

/// Name of a channel's workbook, without its ending.
fn file_stem(channel: Channel) -> String {
    format!("pesanan-{}", channel.key())
}

fn sheet_title(channel: Channel) -> String {
    format!("pesanan {}", channel.name().id)
}

/// An order that is about to be given out. Where its people are told different words, those of who is due first count.
fn order_for(order: String, channel: Channel, area: &RegionCode, touches: &[&ClaimedTouch]) -> WorkOrder {
    let first = touches.iter().map(|c| &c.touch).min_by_key(|touch| (touch.due_at, &touch.body));
    WorkOrder {
        order,
        channel,
        area: *area,
        creative: first.map(|touch| touch.body.clone()).unwrap_or_default(),
        members: touches.len() as u64,
        cost: touches.iter().map(|c| Rupiah::whole(c.touch.cost_rupiah)).sum(),
        placed: Rupiah::whole(0),
        not_placed: Rupiah::whole(0),
        standing: BookingStanding::Open,
        told: None,
    }
}

/// The columns of a workbook of orders.
fn columns(home: &Home, spec: &CampaignSpec, orders: &[WorkOrder]) -> Result<[(&'static str, ColumnValues); 14]> {
    let (regencies, address) = (Regencies::load(home)?, crate::address::of(home)?);
    let words = |of: &dyn Fn(&WorkOrder) -> String| ColumnValues::Words(orders.iter().map(of).collect());
    let whole = |of: &dyn Fn(&WorkOrder) -> i64| ColumnValues::Whole(orders.iter().map(of).collect());
    let (first, last) = (spec.schedule.first_day.to_string(), spec.schedule.last_day.to_string());
    // An order that was extended is open again, and what was said of it before answers nothing of the rest.
    let told = |order: &WorkOrder| order.told.clone().filter(|_| order.standing != BookingStanding::Open);
    let said = |order: &WorkOrder, placed| {
        told(order).filter(|told| told.placed == placed).map(|told| told.words).unwrap_or_default()
    };
    Ok([
        ("pesanan", words(&|order| order.order.clone())),
        ("kanal", words(&|order| order.channel.name().id)),
        ("desa", words(&|order| order.area.to_string())),
        ("tempat", words(&|order| regencies.place_of(&order.area))),
        ("mulai", words(&|_| first.clone())),
        ("selesai", words(&|_| last.clone())),
        ("materi", words(&|order| order.creative.clone())),
        ("tautan", words(&|order| format!("{address}/q/{}", order.order))),
        ("anggota", whole(&|order| order.members as i64)),
        ("biaya", whole(&|order| order.cost.rounded())),
        ("penyedia", words(&|order| told(order).map(|told| told.by).unwrap_or_default())),
        ("tanggal", words(&|order| told(order).map(|told| told.on.to_string()).unwrap_or_default())),
        ("bukti", words(&|order| said(order, true))),
        ("alasan", words(&|order| said(order, false))),
    ])
}
