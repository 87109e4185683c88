//! Reports from providers and partners.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::sql::{Sql, Tx};
use crate::stored::{ROWS_PER_STATEMENT, instant_text, word};
use domain::{DeliveryEvent, TouchStatus};
use std::collections::{BTreeMap, HashMap};

/// What is known of a touch when reports arrive.
struct Known {
    status: TouchStatus,
    provider_id: Option<String>,
}

/// A touch and what the reports of one statement made of it.
struct Climb<'e> {
    status: TouchStatus,
    provider_id: Option<&'e str>,
    failure: Option<&'e DeliveryEvent>,
}

impl Store {
    /// Records reports, in whatever order and however often they arrive, and lets each touch climb
    /// ([`TouchStatus::after`]). A report belongs to the touch it names, else to the touch with its provider's id; one
    /// that belongs to no touch here is dropped, since other systems may share the sender's number. Answers how many
    /// touches changed their status.
    pub async fn record_events(&self, events: &[DeliveryEvent]) -> Result<u64> {
        let mut tx = self.begin_shared().await?;
        let changed = record_in(&mut tx, events).await?;
        tx.commit().await.doing("recording reports")?;
        Ok(changed)
    }
}

/// Records reports inside a transaction.
pub(crate) async fn record_in(tx: &mut Tx, events: &[DeliveryEvent]) -> Result<u64> {
    let mut changed = 0;
    for chunk in events.chunks(ROWS_PER_STATEMENT) {
        changed += record_chunk(tx, chunk).await?;
    }
    Ok(changed)
}

async fn record_chunk(tx: &mut Tx, events: &[DeliveryEvent]) -> Result<u64> {
    let by_id = touches(tx, "id", events.iter().filter_map(|e| e.touch.as_deref()).collect()).await?;
    let by_provider =
        touches(tx, "provider_id", events.iter().filter_map(|e| e.provider_id.as_deref()).collect()).await?;
    let touch_of_provider: HashMap<&str, &str> = by_provider
        .iter()
        .filter_map(|(id, known)| known.provider_id.as_deref().map(|provider| (provider, id.as_str())))
        .collect();
    let owned: Vec<(&str, &DeliveryEvent)> = events
        .iter()
        .filter_map(|event| {
            let named = event.touch.as_deref().and_then(|t| by_id.get_key_value(t)).map(|(id, _)| id.as_str());
            let touch =
                named.or_else(|| event.provider_id.as_deref().and_then(|p| touch_of_provider.get(p).copied()))?;
            Some((touch, event))
        })
        .collect();
    if owned.is_empty() {
        return Ok(0);
    }
    insert_events(tx, &owned).await?;
    let mut climbs: BTreeMap<&str, Climb<'_>> = BTreeMap::new();
    for (touch, event) in owned {
        let before = by_id.get(touch).or_else(|| by_provider.get(touch)).map_or(event.status, |k| k.status);
        let climb = climbs.entry(touch).or_insert(Climb { status: before, provider_id: None, failure: None });
        climb.status = climb.status.after(event.status);
        climb.provider_id = climb.provider_id.or(event.provider_id.as_deref());
        if event.status == TouchStatus::Failed {
            climb.failure = Some(event);
        }
    }
    climbs.retain(|touch, climb| {
        by_id.get(*touch).or_else(|| by_provider.get(*touch)).is_some_and(|known| known.status != climb.status)
    });
    update_touches(tx, &climbs).await?;
    Ok(climbs.len() as u64)
}

async fn touches(tx: &mut Tx, column: &str, values: Vec<&str>) -> Result<HashMap<String, Known>> {
    if values.is_empty() {
        return Ok(HashMap::new());
    }
    let mut statement = Sql::new("SELECT id, status, provider_id FROM touch WHERE ");
    statement.push_in(column, values).push(tx.locking());
    let rows: Vec<(String, String, Option<String>)> =
        statement.all(tx).await.doing("finding the touches of reports")?;
    rows.into_iter()
        .map(|(id, status, provider_id)| Ok((id, Known { status: word("touch.status", &status)?, provider_id })))
        .collect()
}

async fn insert_events(tx: &mut Tx, events: &[(&str, &DeliveryEvent)]) -> Result<()> {
    Sql::rows(
        "INSERT INTO delivery_event (touch, status, happened_at, error_code, detail) ",
        events,
        |row, (touch, event)| {
            row.push_bind((*touch).to_owned())
                .push_bind(event.status.key())
                .push_bind(instant_text(event.at))
                .push_bind(event.error_code)
                .push_bind(event.detail.clone());
        },
    )
    .push(" ON CONFLICT (touch, status) DO NOTHING")
    .execute(tx)
    .await
    .doing("recording reports")?;
    Ok(())
}

async fn update_touches(tx: &mut Tx, climbs: &BTreeMap<&str, Climb<'_>>) -> Result<()> {
    if climbs.is_empty() {
        return Ok(());
    }
    let mut statement = Sql::new(
        "UPDATE touch SET status = v.column2, provider_id = COALESCE(touch.provider_id, v.column3),
         error_code = COALESCE(v.column4, touch.error_code), detail = COALESCE(v.column5, touch.detail) FROM (",
    );
    statement.push_values(climbs, |row, (touch, climb)| {
        let failure = climb.failure.filter(|_| climb.status == TouchStatus::Failed);
        row.push_bind((*touch).to_owned())
            .push_bind(climb.status.key())
            .push_bind(climb.provider_id.map(str::to_owned))
            .push_bind(failure.and_then(|f| f.error_code))
            .push_bind(failure.and_then(|f| f.detail.clone()));
    });
    statement.push(") AS v WHERE touch.id = v.column1");
    statement.execute(tx).await.doing("letting touches climb")?;
    Ok(())
}
