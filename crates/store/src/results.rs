//! What a result makes of a claimed touch.

use crate::claims::{HandOver, HandOverOutcome};
use crate::error::{Doing, Result};
use crate::keys::{keys_of, lock};
use crate::sql::{Sql, Tx};
use crate::stored::{micros, status_of, status_stored};
use chrono::{DateTime, Utc};
use domain::TouchStatus;
use std::collections::{BTreeMap, HashMap};

/// What results that are written at once have in common: status, fence, when, code and detail, and whether a provider's id came.
type Alike<'a> = (TouchStatus, i64, DateTime<Utc>, Option<i64>, Option<&'a str>, bool);

/// Records results. Those of touches that are still claimed as they were, nearly all, are written many at once; the others one looks at
/// first.
pub(crate) async fn record(tx: &mut Tx, results: &[HandOver]) -> Result<()> {
    let ids: Vec<&str> = results.iter().map(|r| r.touch.as_str()).collect();
    let keys = keys_of(&mut *tx, &ids).await?;
    lock(tx, keys.iter().copied().flatten()).await?;
    let mut groups: BTreeMap<Alike<'_>, Vec<(i64, &HandOver)>> = BTreeMap::new();
    for (result, key) in results.iter().zip(keys) {
        let (provider_id, code, detail) = words(result);
        let alike = (result.outcome.status(), result.fence, result.at, code, detail, provider_id.is_some());
        groups.entry(alike).or_default().extend(key.map(|key| (key, result)));
    }
    for (alike, group) in groups.iter().filter(|((_, fence, ..), group)| *fence > 0 && !group.is_empty()) {
        let written = record_claimed(tx, *alike, group).await?;
        if written < group.len() as u64 {
            record_looking(tx, group).await?;
        }
    }
    let is_returned = |(alike, _): &(&Alike<'_>, &Vec<_>)| alike.0 == TouchStatus::Planned;
    let returned: Vec<i64> =
        groups.iter().filter(is_returned).flat_map(|(_, group)| group.iter().map(|(key, _)| *key)).collect();
    stay_cancelled(tx, &returned).await
}

/// What is given back after its campaign was cancelled, or after its member asked to be left alone, never leaves.
async fn stay_cancelled(tx: &mut Tx, returned: &[i64]) -> Result<()> {
    if returned.is_empty() {
        return Ok(());
    }
    let mut statement = Sql::new(
        "UPDATE touch SET status = 7 WHERE status = 0
         AND (EXISTS (SELECT 1 FROM campaign AS c WHERE c.number = touch.send_key >> 40 AND c.halted = 'cancelled')
            OR EXISTS (SELECT 1 FROM plan_member AS m JOIN person_right AS r ON r.member = m.member
                WHERE m.member_key = touch.send_key >> 8)) AND ",
    );
    statement.push_in("send_key", returned.iter().copied()).execute(tx).await.doing("recording results")?;
    Ok(())
}

/// Provider's id, code and detail of a result.
fn words(result: &HandOver) -> (Option<&str>, Option<i64>, Option<&str>) {
    match &result.outcome {
        HandOverOutcome::HandedOver { provider_id } => (provider_id.as_deref(), None, None),
        HandOverOutcome::Unknown { detail } => (None, None, Some(detail)),
        HandOverOutcome::Failed { code, detail } => (None, *code, Some(detail)),
        HandOverOutcome::Returned => (None, None, None),
    }
}

/// Writes results of touches that are claimed, with the fence of their claim; answers how many.
async fn record_claimed(tx: &mut Tx, alike: Alike<'_>, group: &[(i64, &HandOver)]) -> Result<u64> {
    let (status, fence, at, code, detail, has_provider_id) = alike;
    let mut statement = Sql::new("UPDATE touch SET status = ");
    statement.push_bind(status_stored(status)).push(", handed_at = ").push_bind(micros(at));
    if let Some(code) = code {
        statement.push(", error_code = ").push_bind(code);
    }
    if let Some(detail) = detail {
        statement.push(", detail = ").push_bind(detail);
    }
    if has_provider_id {
        // The names column1, column2 ... are what both engines call the columns of VALUES.
        statement.push(", provider_id = v.column2 FROM (").push_values(group, |row, (key, result)| {
            row.push_bind(*key).push_bind(words(result).0);
        });
        statement.push(") AS v WHERE touch.send_key = v.column1");
    } else {
        statement.push(" WHERE ").push_in("send_key", group.iter().map(|(key, _)| *key));
    }
    statement.push(" AND status = 1 AND fence = ").push_bind(fence);
    statement.execute(tx).await.doing("recording results")
}

/// Writes results of touches that may have moved on since: a report was faster, or the claim is over.
async fn record_looking(tx: &mut Tx, group: &[(i64, &HandOver)]) -> Result<()> {
    let mut statement = Sql::new("SELECT send_key, status, fence FROM touch WHERE ");
    statement.push_in("send_key", group.iter().map(|(key, _)| *key)).push(tx.locking());
    let rows: Vec<(i64, i64, i64)> = statement.all(&mut *tx).await.doing("reading claimed touches")?;
    let before: HashMap<i64, (i64, i64)> =
        rows.into_iter().map(|(key, status, fence)| (key, (status, fence))).collect();
    let mut changes = Vec::with_capacity(group.len());
    for (key, result) in group {
        let Some((status, _)) = before.get(key).filter(|(_, fence)| *fence == result.fence) else { continue };
        let before = status_of(*status)?;
        let status = match (&result.outcome, before) {
            (HandOverOutcome::Returned, TouchStatus::Claimed) => TouchStatus::Planned,
            _ => before.after(result.outcome.status()),
        };
        changes.push((*key, status, *result));
    }
    if changes.is_empty() {
        return Ok(());
    }
    let mut statement = Sql::new(
        "UPDATE touch SET status = v.column2, provider_id = COALESCE(v.column3, touch.provider_id),
         error_code = COALESCE(v.column4, touch.error_code), detail = COALESCE(v.column5, touch.detail),
         handed_at = v.column6 FROM (",
    );
    statement.push_values(&changes, |row, (key, status, result)| {
        let (provider_id, code, detail) = words(result);
        row.push_bind(*key)
            .push_bind(status_stored(*status))
            .push_bind(provider_id)
            .push_bind(code)
            .push_bind(detail)
            .push_bind(micros(result.at));
    });
    statement.push(") AS v WHERE touch.send_key = v.column1");
    statement.execute(tx).await.doing("recording results")?;
    Ok(())
}
