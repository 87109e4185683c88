//! A campaign approved, paused, resumed and cancelled by its page.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{CAMPAIGN_PAGE, app, get, post, post_from};
use axum::Router;
use axum::http::{StatusCode, header};
use domain::views::{CampaignStatus, Halt};
use store::Store;

async fn on_its_way() -> (Router, Store, String) {
    let store = invented::filled_store().await;
    let name = CAMPAIGN_PAGE.rsplit('/').next().unwrap().to_owned();
    store.set_status(&name, CampaignStatus::Dispatched).await.unwrap();
    (app(&store), store, name)
}

#[tokio::test]
async fn a_campaign_on_its_way_is_paused_resumed_and_cancelled_with_a_name() {
    let (app, store, name) = on_its_way().await;
    let page = get(&app, CAMPAIGN_PAGE).await;
    assert!(page.words().contains("Jeda atau batalkan") && page.body.contains("/live"), "{}", page.words());
    let unnamed = post(&app, &format!("{CAMPAIGN_PAGE}/pause"), "by=+").await;
    assert_eq!(unnamed.status, StatusCode::BAD_REQUEST);
    assert!(unnamed.words().contains("names nobody"), "{}", unnamed.words());
    let paused = post(&app, &format!("{CAMPAIGN_PAGE}/pause"), "by=Rina").await;
    assert_eq!((paused.status, paused.header(header::LOCATION)), (StatusCode::SEE_OTHER, CAMPAIGN_PAGE));
    let page = get(&app, CAMPAIGN_PAGE).await;
    assert!(page.words().contains("dijeda oleh Rina") && page.words().contains("Lanjutkan"), "{}", page.words());
    assert_eq!(post(&app, &format!("{CAMPAIGN_PAGE}/resume"), "").await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&app, &format!("{CAMPAIGN_PAGE}/cancel"), "by=Rina").await.status, StatusCode::SEE_OTHER);
    assert_eq!(store.campaign(&name).await.unwrap().unwrap().halted.unwrap().how, Halt::Cancelled);
    let gone = post(&app, &format!("{CAMPAIGN_PAGE}/resume"), "").await;
    assert!(gone.status == StatusCode::BAD_REQUEST && gone.words().contains("was cancelled"), "{}", gone.words());
}

#[tokio::test]
async fn a_foreign_page_and_the_planner_cannot_approve() {
    let (app, _, _) = on_its_way().await;
    let foreign = post_from(&app, &format!("{CAMPAIGN_PAGE}/cancel"), "by=Rina", "http://elsewhere.example").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let again = post(&app, &format!("{CAMPAIGN_PAGE}/approve"), "by=Budi&hash=x").await;
    assert!(again.status == StatusCode::BAD_REQUEST && again.words().contains("was approved by"), "{}", again.words());
    assert_eq!(post(&app, "/campaigns/none/pause", "by=Rina").await.status, StatusCode::NOT_FOUND);
}
