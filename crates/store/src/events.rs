//! Reports from providers and partners.

use crate::connection::Store;
use crate::error::{Doing, Result};
use crate::keys::keys_of;
use crate::sql::{Sql, Tx, Value};
use crate::stored::{ROWS_PER_STATEMENT, micros, status_of, status_stored};
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
    /// ([`TouchStatus::after`]). A report belongs to the touch it names, unless that was handed over under
    /// another provider's id, else to the touch with its provider's id; one that belongs to no touch here is dropped, since other
    /// systems may share the sender's number. Answers how many
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
    let ids: Vec<&str> = events.iter().filter_map(|e| e.touch.as_deref()).collect();
    let mut named = keys_of(&mut *tx, &ids).await?.into_iter();
    let named: Vec<Option<i64>> =
        events.iter().map(|e| e.touch.as_ref().and_then(|_| named.next().flatten())).collect();
    let mut known = touches(tx, "send_key", named.iter().flatten().copied()).await?;
    let nameless = |(event, key): &(&DeliveryEvent, &Option<i64>)| {
        event.provider_id.is_some() && key.is_none_or(|key| !known.contains_key(&key))
    };
    let by_provider: Vec<&str> =
        events.iter().zip(&named).filter(nameless).filter_map(|(e, _)| e.provider_id.as_deref()).collect();
    let by_provider = touches(tx, "provider_id", by_provider).await?;
    let of_provider: HashMap<String, i64> =
        by_provider.iter().filter_map(|(key, known)| Some((known.provider_id.clone()?, *key))).collect();
    let owned: Vec<(i64, &DeliveryEvent)> = events
        .iter()
        .zip(named)
        .filter_map(|(event, key)| {
            // Of another installation whose ids are the same: the message is not the one that was handed over here.
            let is_ours = |known: &Known| match (&known.provider_id, &event.provider_id) {
                (Some(ours), Some(theirs)) => ours == theirs,
                _ => true,
            };
            let key = key.filter(|key| known.get(key).is_some_and(is_ours));
            let key = key.or_else(|| event.provider_id.as_ref().and_then(|p| of_provider.get(p).copied()))?;
            Some((key, event))
        })
        .collect();
    if owned.is_empty() {
        return Ok(0);
    }
    known.extend(by_provider);
    insert_events(tx, &owned).await?;
    let mut climbs: BTreeMap<i64, Climb<'_>> = BTreeMap::new();
    for (key, event) in owned {
        let before = known.get(&key).map_or(event.status, |k| k.status);
        let climb = climbs.entry(key).or_insert(Climb { status: before, provider_id: None, failure: None });
        climb.status = climb.status.after(event.status);
        climb.provider_id = climb.provider_id.or(event.provider_id.as_deref());
        if event.status == TouchStatus::Failed {
            climb.failure = Some(event);
        }
    }
    climbs.retain(|key, climb| known.get(key).is_some_and(|known| known.status != climb.status));
    // Most reports say nothing but the status, and those of one status are written at once.
    let mut plain: BTreeMap<TouchStatus, Vec<i64>> = BTreeMap::new();
    let mut telling: Vec<(i64, &Climb<'_>)> = Vec::new();
    for (key, climb) in &climbs {
        let new_id = climb.provider_id.is_some() && known.get(key).is_some_and(|k| k.provider_id.is_none());
        if new_id || climb.status == TouchStatus::Failed {
            telling.push((*key, climb));
        } else {
            plain.entry(climb.status).or_default().push(*key);
        }
    }
    for (status, keys) in plain {
        let mut statement = Sql::new("UPDATE touch SET status = ");
        statement.push_bind(status_stored(status)).push(" WHERE ").push_in("send_key", keys);
        statement.execute(&mut *tx).await.doing("letting touches climb")?;
    }
    update_telling(tx, &telling).await?;
    Ok(climbs.len() as u64)
}

async fn touches<V: Into<Value>>(
    tx: &mut Tx,
    column: &str,
    values: impl IntoIterator<Item = V>,
) -> Result<HashMap<i64, Known>> {
    let mut values = values.into_iter().peekable();
    if values.peek().is_none() {
        return Ok(HashMap::new());
    }
    let mut statement = Sql::new("SELECT send_key, status, provider_id FROM touch WHERE ");
    statement.push_in(column, values).push(tx.locking());
    let rows: Vec<(i64, i64, Option<String>)> = statement.all(tx).await.doing("finding the touches of reports")?;
    rows.into_iter()
        .map(|(key, status, provider_id)| Ok((key, Known { status: status_of(status)?, provider_id })))
        .collect()
}

async fn insert_events(tx: &mut Tx, events: &[(i64, &DeliveryEvent)]) -> Result<()> {
    Sql::rows(
        "INSERT INTO delivery_event (send_key, status, happened_at, error_code, detail) ",
        events,
        |row, (key, event)| {
            row.push_bind(*key)
                .push_bind(status_stored(event.status))
                .push_bind(micros(event.at))
                .push_bind(event.error_code)
                .push_bind(event.detail.as_deref());
        },
    )
    .push(" ON CONFLICT (send_key, status) DO NOTHING")
    .execute(tx)
    .await
    .doing("recording reports")?;
    Ok(())
}

async fn update_telling(tx: &mut Tx, climbs: &[(i64, &Climb<'_>)]) -> Result<()> {
    if climbs.is_empty() {
        return Ok(());
    }
    let mut statement = Sql::new(
        "UPDATE touch SET status = v.column2, provider_id = COALESCE(touch.provider_id, v.column3),
         error_code = COALESCE(v.column4, touch.error_code), detail = COALESCE(v.column5, touch.detail) FROM (",
    );
    statement.push_values(climbs, |row, (key, climb)| {
        let failure = climb.failure.filter(|_| climb.status == TouchStatus::Failed);
        row.push_bind(*key)
            .push_bind(status_stored(climb.status))
            .push_bind(climb.provider_id)
            .push_bind(failure.and_then(|f| f.error_code))
            .push_bind(failure.and_then(|f| f.detail.as_deref()));
    });
    statement.push(") AS v WHERE touch.send_key = v.column1");
    statement.execute(tx).await.doing("letting touches climb")?;
    Ok(())
}
