//! What the ledger makes of reports: touches climb, consent is withdrawn, and what the provider bars is held.

use crate::codes::{CodePolicy, Decision};
use crate::error::DispatchError;
use crate::news::heed_news;
use crate::webhook::{ReportedFailure, Reports};
use domain::{Channel, DeliveryEvent};
use store::{ContactsKey, Held, Hold, PhoneStop, Store};

/// Records the reports of webhook bodies whose signatures were verified, all in one go, and does about each failure what the table of
/// codes says: consent of those who stopped marketing messages is withdrawn, a restricted number, a broken template's campaign or,
/// where the account is at fault, everything is held until a person lifts the hold. Consent of people who wrote that they want no
/// more is withdrawn too; they are found by their number, which takes the contacts key. Answers how many touches changed their
/// status; the same again changes nothing.
pub async fn record_reports(
    codes: &CodePolicy,
    store: &Store,
    contacts_key: Option<&ContactsKey>,
    reports: &[Reports],
) -> Result<u64, DispatchError> {
    let events: Vec<DeliveryEvent> = reports.iter().flat_map(|r| r.events.iter().cloned()).collect();
    let changed = if events.is_empty() { 0 } else { store.record_events(&events).await? };
    let failures: Vec<&ReportedFailure> = reports.iter().flat_map(|r| &r.failures).collect();
    let decided = |failure: &ReportedFailure| codes.on_report(Some(failure.code));
    let stopped: Vec<String> =
        failures.iter().filter(|f| decided(f) == Decision::OptOut).map(|f| f.touch.clone()).collect();
    if !stopped.is_empty() {
        store.withdraw_whatsapp_consent(&stopped).await?;
    }
    store.hold(&holds(codes, store, &failures).await?).await?;
    heed_news(store, reports.iter().flat_map(|r| &r.news)).await?;
    let stops: Vec<PhoneStop> = reports.iter().flat_map(|r| r.stops.iter().cloned()).collect();
    if !stops.is_empty() {
        let key = contacts_key.ok_or(DispatchError::NoContactsKey { people: stops.len() })?;
        store.withdraw_by_phone(key, &stops).await?;
    }
    Ok(changed)
}

/// The holds that failures lead to. A failure of a touch that is not ours leads to none of a campaign: other systems may share the
/// sender's number.
async fn holds(codes: &CodePolicy, store: &Store, failures: &[&ReportedFailure]) -> Result<Vec<Hold>, DispatchError> {
    let grave: Vec<(&ReportedFailure, Decision)> = failures
        .iter()
        .map(|failure| (*failure, codes.on_report(Some(failure.code))))
        .filter(|(_, decision)| decision.stop_reason().is_some())
        .collect();
    if grave.is_empty() {
        return Ok(Vec::new());
    }
    let touches: Vec<&str> = grave.iter().map(|(failure, _)| failure.touch.as_str()).collect();
    let campaigns = store.campaigns_of(&touches).await?;
    let hold = |(failure, decision): &(&ReportedFailure, Decision)| {
        let held = match decision {
            Decision::PauseNumber => Held::Number(failure.phone_number_id.clone()?),
            Decision::StopTemplate => Held::Campaign(campaigns.get(&failure.touch)?.clone()),
            _ => Held::Everything,
        };
        Some(Hold {
            channel: Channel::Whatsapp,
            held,
            code: Some(failure.code),
            detail: failure.detail.clone(),
            since: failure.at,
            ends_at: None,
        })
    };
    Ok(grave.iter().filter_map(hold).collect())
}
