//! What others put up or post: work orders for social media, outdoor media and meetings, one line a village, and the proof that comes
//! back.

use crate::counters::{column, day, told};
use crate::dispatch_touches::Step;
use crate::home::Home;
use crate::progress::Progress;
use crate::regencies::Regencies;
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use domain::{Channel, DeliveryEvent, RegionCode, Rupiah, TouchStatus};
use intake::ColumnValues;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use store::{ClaimedTouch, CodePlace};

/// What work orders that came back changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofSummary {
    /// Orders with a proof.
    pub orders: u64,
    /// Touches of their villages whose standing changed.
    pub touches: u64,
    /// Orders that nobody gave.
    pub strangers: Vec<String>,
}

impl Step<'_> {
    /// A workbook with one order for each village: where, when, what, for how many, at what cost; with columns for who does it, the day
    /// it was done, and where its proof lies.
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
        let place = |area: &RegionCode| CodePlace { campaign: self.view.name.clone(), channel, area: area.clone() };
        let places: Vec<CodePlace> = villages.keys().map(|area| place(area)).collect();
        let codes = self.store.codes_for(&self.home.contacts_key()?, &places).await?;
        let (regencies, address) = (Regencies::load(self.home)?, crate::address::of(self.home)?);
        let code = |area: &RegionCode| codes.get(&place(area)).context("every village has a code");
        let words = |of: &dyn Fn(&RegionCode, &[&ClaimedTouch]) -> Result<String>| -> Result<ColumnValues> {
            let cells = villages.iter().map(|(area, touches)| of(area, touches)).collect::<Result<Vec<_>>>()?;
            Ok(ColumnValues::Words(cells))
        };
        let whole = |of: &dyn Fn(&[&ClaimedTouch]) -> i64| {
            ColumnValues::Whole(villages.values().map(|touches| of(touches)).collect())
        };
        let (first, last) = (self.spec.schedule.first_day.to_string(), self.spec.schedule.last_day.to_string());
        let cost =
            |touches: &[&ClaimedTouch]| -> Rupiah { touches.iter().map(|c| Rupiah::whole(c.touch.cost_rupiah)).sum() };
        let columns = [
            ("pesanan", words(&|area, _| Ok(code(area)?.clone()))?),
            ("kanal", words(&|_, _| Ok(channel.name().id))?),
            ("desa", words(&|area, _| Ok(area.to_string()))?),
            ("tempat", words(&|area, _| Ok(regencies.place_of(area)))?),
            ("mulai", words(&|_, _| Ok(first.clone()))?),
            ("selesai", words(&|_, _| Ok(last.clone()))?),
            ("materi", words(&|_, touches| Ok(touches.first().map(|c| c.touch.body.clone()).unwrap_or_default()))?),
            ("tautan", words(&|area, _| Ok(format!("{address}/q/{}", code(area)?)))?),
            ("anggota", whole(&|touches| touches.len() as i64)),
            ("biaya", whole(&|touches| cost(touches).rounded())),
            ("penyedia", words(&|_, _| Ok(String::new()))?),
            ("tanggal", words(&|_, _| Ok(String::new()))?),
            ("bukti", words(&|_, _| Ok(String::new()))?),
        ];
        let path = self.free_path(&format!("pesanan-{}", channel.key()), "xlsx")?;
        intake::write_export(&path, &columns, &format!("pesanan {}", channel.name().id))?;
        Ok(vec![path])
    }
}

/// Takes work orders in that came back with their proof (columns pesanan, tanggal, bukti): all of them, or, with every mistake named,
/// nothing. Orders without a proof stay open.
pub async fn take_in_proof(home: &Home, path: &Path, by: &str, at: DateTime<Utc>) -> Result<ProofSummary> {
    let store = home.store().await?;
    let table = intake::read_table(path)?;
    let place = |mistake: domain::Bilingual| anyhow::anyhow!(mistake.en);
    let orders = column(&table, "pesanan", "order").map_err(place)?;
    let days = column(&table, "tanggal", "date").map_err(place)?;
    let proofs = column(&table, "bukti", "proof").map_err(place)?;
    let (mut done, mut mistakes) = (Vec::new(), Vec::new());
    for row in 0..table.rows() {
        let Some(proof) = proofs.values[row].as_deref() else { continue };
        let written = days.values[row].as_deref().unwrap_or_default();
        let order = orders.values[row].as_deref().unwrap_or_default();
        if order.is_empty() {
            mistakes.push(told(&table, row, orders, "", "nomor pesanan", "the number of the order"));
        }
        if let Some(on) = day(written).filter(|day| *day <= at.date_naive()) {
            done.push((order.to_ascii_uppercase(), on, proof.to_owned()));
        } else {
            let (id, en) = ("hari pemasangan, misalnya 2026-12-03", "the day it was done, such as 2026-12-03");
            mistakes.push(told(&table, row, days, written, id, en));
        }
    }
    if !mistakes.is_empty() {
        bail!("{}", mistakes.iter().map(|m| m.en.as_str()).collect::<Vec<_>>().join("\n"));
    }
    let orders: Vec<String> = done.iter().map(|(order, ..)| order.clone()).collect();
    let touches: HashMap<String, Vec<String>> = store.touches_of_codes(&orders).await?;
    let mut events = Vec::new();
    for (order, on, proof) in &done {
        let at = on.and_hms_opt(0, 0, 0).map_or(at, |midnight| midnight.and_utc());
        events.extend(touches.get(order).into_iter().flatten().map(|touch| DeliveryEvent {
            touch: Some(touch.clone()),
            provider_id: None,
            status: TouchStatus::Delivered,
            at,
            error_code: None,
            detail: Some(format!("{proof}, {by}")),
        }));
    }
    let changed = store.record_events(&events).await?;
    let strangers = orders.iter().filter(|order| !touches.contains_key(*order)).cloned().collect();
    Ok(ProofSummary { orders: done.len() as u64, touches: changed, strangers })
}
