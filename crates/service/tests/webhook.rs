//! Delivery reports: only signed ones reach the ledger.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{Answer, app, ask, get};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{Channel, TouchStatus};
use hmac::{Hmac, Mac};
use service::{ServiceState, router};
use sha2::Sha256;
use store::Store;

const ADDRESS: &str = "/webhooks/whatsapp";

fn signed(body: &[u8], secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

async fn post(app: &Router, body: Vec<u8>, signature: Option<String>) -> Answer {
    let mut request = Request::post(ADDRESS).header(header::HOST, "localhost:8080");
    if let Some(signature) = signature {
        request = request.header("X-Hub-Signature-256", signature);
    }
    ask(app, request.body(Body::from(body)).unwrap()).await
}

/// A report that a handed-over touch was delivered, as the provider writes it.
fn report(touch: &str, status: &str) -> Vec<u8> {
    serde_json::to_vec(&serde_json::json!({
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"field": "messages", "value": {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "620000000000", "phone_number_id": "1"},
            "statuses": [{
                "id": format!("wamid.{touch}"), "status": status, "timestamp": "1796094000",
                "recipient_id": "6281200000000", "biz_opaque_callback_data": touch
            }]
        }}]}]
    }))
    .unwrap()
}

async fn delivered(store: &Store) -> u64 {
    let counts = store.touch_counts(invented::CAMPAIGN).await.unwrap();
    counts
        .iter()
        .filter(|c| c.channel == Channel::Whatsapp && c.status == TouchStatus::Delivered)
        .map(|c| c.touches)
        .sum()
}

/// A touch that was handed over and not yet reported on.
async fn handed_over(store: &Store) -> String {
    let statuses = store.touch_statuses(invented::CAMPAIGN).await.unwrap();
    let (member, ..) = statuses
        .into_iter()
        .find(|(_, channel, status)| *channel == Channel::Whatsapp && *status == TouchStatus::HandedOver)
        .unwrap();
    format!("t-{member}")
}

#[tokio::test]
async fn a_signed_report_changes_the_ledger_and_the_page_once() {
    let store = invented::filled_store().await;
    let app = app(&store);
    let body = report(&handed_over(&store).await, "delivered");
    assert_eq!(delivered(&store).await, 0);
    for changed in [1, 0] {
        let answer = post(&app, body.clone(), Some(signed(&body, invented::APP_SECRET))).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.json()["touches_changed"], changed, "a report that comes twice counts once");
        assert_eq!(delivered(&store).await, 1);
    }
    assert!(get(&app, "/campaigns/diskon-berakhir-2026").await.words().contains("Tersampaikan"));
}

#[tokio::test]
async fn a_forged_report_is_refused_before_it_is_read() {
    let store = invented::filled_store().await;
    let app = app(&store);
    let body = report(&handed_over(&store).await, "delivered");
    let mut other = body.clone();
    other.push(b' ');
    let forged = [
        None,
        Some(String::new()),
        Some("sha256=00".to_owned()),
        Some(signed(&body, "another secret")),
        Some(signed(&other, invented::APP_SECRET)),
    ];
    for signature in forged {
        assert_eq!(post(&app, body.clone(), signature.clone()).await.status, StatusCode::UNAUTHORIZED, "{signature:?}");
        assert_eq!(post(&app, b"not json".to_vec(), signature).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(delivered(&store).await, 0);
}

#[tokio::test]
async fn a_signed_report_that_cannot_be_read_is_a_bad_request() {
    let app = app(&invented::filled_store().await);
    let answer = post(&app, b"{not json".to_vec(), Some(signed(b"{not json", invented::APP_SECRET))).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
}

#[tokio::test]
async fn a_report_beyond_the_limit_is_not_taken_in() {
    let app = app(&Store::in_memory().await.unwrap());
    let body = vec![b' '; 3 * 1024 * 1024 + 1];
    let signature = signed(&body, invented::APP_SECRET);
    assert_eq!(post(&app, body, Some(signature)).await.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_subscription_is_confirmed_only_with_our_token() {
    let app = app(&Store::in_memory().await.unwrap());
    let asked = |token: &str| format!("{ADDRESS}?hub.mode=subscribe&hub.verify_token={token}&hub.challenge=12345");
    let confirmed = get(&app, &asked(invented::VERIFY_TOKEN)).await;
    assert_eq!((confirmed.status, confirmed.body.as_str()), (StatusCode::OK, "12345"));
    for path in [asked("guess"), asked(""), ADDRESS.to_owned()] {
        let refused = get(&app, &path).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!refused.body.contains("12345"));
    }
}

#[tokio::test]
async fn without_secrets_the_webhook_is_not_there_to_be_fooled() {
    let store = Store::in_memory().await.unwrap();
    let app = router(ServiceState::new(store, None));
    assert_eq!(post(&app, b"{}".to_vec(), Some(signed(b"{}", ""))).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get(&app, ADDRESS).await.status, StatusCode::SERVICE_UNAVAILABLE);
}
