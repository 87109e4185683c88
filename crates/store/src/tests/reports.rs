use super::*;
use crate::sql::Sql;
use domain::DeliveryEvent;

fn report(touch: Option<&str>, provider_id: Option<&str>, status: TouchStatus) -> DeliveryEvent {
    let failed = status == TouchStatus::Failed;
    DeliveryEvent {
        touch: touch.map(str::to_owned),
        provider_id: provider_id.map(str::to_owned),
        status,
        at: at(3),
        error_code: failed.then_some(131_026),
        detail: failed.then(|| "undeliverable".to_owned()),
    }
}

async fn handed_over(treated: u32) -> Store {
    let store = approved(treated, 0).await;
    let results: Vec<HandOver> = claim(&store, treated)
        .await
        .iter()
        .map(|c| {
            let provider_id = Some(format!("wamid.{}", c.touch.member));
            result(c, HandOverOutcome::HandedOver { provider_id })
        })
        .collect();
    store.record_results(&results).await.unwrap();
    store
}

#[tokio::test]
async fn reports_out_of_order_and_twice_only_let_a_touch_climb() {
    let store = handed_over(2).await;
    let id = "t-M000000";
    let events = [
        report(Some(id), None, TouchStatus::Read),
        report(Some(id), None, TouchStatus::HandedOver),
        report(Some(id), None, TouchStatus::Delivered),
    ];
    assert_eq!(store.record_events(&events).await.unwrap(), 1);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Read);
    assert_eq!(store.record_events(&events).await.unwrap(), 0);
    assert_eq!(store.record_events(&[report(Some(id), None, TouchStatus::Failed)]).await.unwrap(), 0);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Read);
    let kept: Option<(i64,)> = Sql::new("SELECT COUNT(*) FROM delivery_event").optional(store.reader()).await.unwrap();
    let (kept,) = kept.unwrap();
    assert_eq!(kept, 4, "one row a touch and status");
}

#[tokio::test]
async fn a_failure_is_overtaken_by_a_later_delivery() {
    let store = handed_over(1).await;
    let id = Some("t-M000000");
    assert_eq!(store.record_events(&[report(id, None, TouchStatus::Failed)]).await.unwrap(), 1);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Failed);
    let code: Option<(Option<i64>,)> = Sql::new("SELECT error_code FROM touch").optional(store.reader()).await.unwrap();
    let (code,) = code.unwrap();
    assert_eq!(code, Some(131_026));
    assert_eq!(store.record_events(&[report(id, None, TouchStatus::Delivered)]).await.unwrap(), 1);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Delivered);
}

#[tokio::test]
async fn a_report_without_our_id_is_matched_by_the_providers() {
    let store = handed_over(2).await;
    let events = [
        report(None, Some("wamid.M000001"), TouchStatus::Delivered),
        report(Some("not-ours"), Some("wamid.M000000"), TouchStatus::Read),
        report(Some("not-ours"), Some("wamid.other"), TouchStatus::Read),
        report(None, None, TouchStatus::Read),
    ];
    assert_eq!(store.record_events(&events).await.unwrap(), 2);
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Read);
    assert_eq!(status(&store, &member(1)).await, TouchStatus::Delivered);
}

#[tokio::test]
async fn a_report_faster_than_our_own_result_is_kept() {
    let store = approved(1, 0).await;
    let claimed = claim(&store, 1).await;
    let event = report(Some("t-M000000"), Some("wamid.1"), TouchStatus::Delivered);
    assert_eq!(store.record_events(&[event]).await.unwrap(), 1);
    let handed = HandOverOutcome::HandedOver { provider_id: Some("wamid.1".into()) };
    store.record_results(&[result(&claimed[0], handed)]).await.unwrap();
    assert_eq!(status(&store, &member(0)).await, TouchStatus::Delivered);
}

#[tokio::test]
async fn a_report_settles_an_unknown_touch() {
    let store = approved(1, 0).await;
    let claimed = claim(&store, 1).await;
    let unknown = HandOverOutcome::Unknown { detail: "no answer".into() };
    store.record_results(&[result(&claimed[0], unknown)]).await.unwrap();
    assert_eq!(store.unknown_touches(CAMPAIGN).await.unwrap().len(), 1);
    store.record_events(&[report(Some("t-M000000"), Some("wamid.1"), TouchStatus::HandedOver)]).await.unwrap();
    assert!(store.unknown_touches(CAMPAIGN).await.unwrap().is_empty());
    let late = report(None, Some("wamid.1"), TouchStatus::Delivered);
    assert_eq!(store.record_events(&[late]).await.unwrap(), 1);
}
