//! The gateway answers as the Cloud API does.
#![allow(clippy::unwrap_used)]

use crate::webhooks::loopback_client;
use crate::{FakeWhatsApp, FakeWhatsAppConfig};
use axum::Router;
use axum::routing::post as answer_post;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpListener;

fn message() -> Value {
    json!({
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "6281234567890", "type": "template",
        "biz_opaque_callback_data": "t-1",
        "template": {
            "name": "reminder", "language": {"code": "id", "policy": "deterministic"},
            "components": [{"type": "body", "parameters": [{"type": "text", "text": "Iuran"}]}],
        },
    })
}

async fn post(gateway: &FakeWhatsApp, number: &str, token: &str, body: String) -> (u16, Value) {
    let url = format!("{}/v24.0/{number}/messages", gateway.base_url());
    let request = loopback_client().unwrap().post(url).bearer_auth(token).body(body);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

#[tokio::test]
async fn a_template_message_is_accepted_with_an_id() {
    let config = FakeWhatsAppConfig::default();
    let gateway = FakeWhatsApp::start(config.clone()).await.unwrap();
    let (status, answer) = post(&gateway, &config.phone_number_id, &config.access_token, message().to_string()).await;
    assert_eq!(status, 200);
    assert_eq!(answer["contacts"][0]["wa_id"], "6281234567890");
    assert!(answer["messages"][0]["id"].as_str().unwrap().starts_with("wamid."));
    let kept = &gateway.accepted()[0];
    assert_eq!((kept.biz_opaque_callback_data.as_deref(), kept.words.as_str()), (Some("t-1"), "Iuran"));
    gateway.settle().await;
    gateway.stop().await;
}

#[tokio::test]
async fn a_wrong_token_number_or_body_is_refused_by_code() {
    let config = FakeWhatsAppConfig { templates: vec!["reminder".into()], ..Default::default() };
    let gateway = FakeWhatsApp::start(config.clone()).await.unwrap();
    let (number, token) = (config.phone_number_id.as_str(), config.access_token.as_str());
    let mut free_text = message();
    free_text["type"] = json!("text");
    let mut unregistered = message();
    unregistered["template"]["name"] = json!("another");
    for (number, token, body, status, code) in [
        (number, "expired", message().to_string(), 401, 190),
        ("7", token, message().to_string(), 400, 33),
        (number, token, "{".to_owned(), 400, 100),
        (number, token, free_text.to_string(), 400, 100),
        (number, token, unregistered.to_string(), 404, 132_001),
    ] {
        let (seen, answer) = post(&gateway, number, token, body).await;
        assert_eq!((seen, answer["error"]["code"].as_i64()), (status, Some(code)), "{answer}");
    }
    assert_eq!((gateway.messages_received(), gateway.requests_received()), (0, 5));
}

#[tokio::test]
async fn a_webhook_waits_for_a_callback_that_is_down_and_is_given_up_only_after_all_its_attempts() {
    for (webhook_attempts, taken) in [(400, true), (2, false)] {
        let place = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = place.local_addr().unwrap();
        drop(place);
        let config = FakeWhatsAppConfig {
            callback_url: Some(format!("http://{address}/webhook")),
            verify_callback: false,
            webhook_attempts,
            webhook_longest_wait: Duration::from_millis(20),
            ..Default::default()
        };
        let gateway = FakeWhatsApp::start(config.clone()).await.unwrap();
        post(&gateway, &config.phone_number_id, &config.access_token, message().to_string()).await;
        if taken {
            // The callback comes up after a few attempts have failed.
            tokio::time::sleep(Duration::from_millis(300)).await;
            let listener = TcpListener::bind(address).await.unwrap();
            let router = Router::new().route("/webhook", answer_post(async || "taken"));
            tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        }
        gateway.settle().await;
        assert_eq!(gateway.given_up() == 0, taken);
    }
}

#[tokio::test]
async fn after_an_outage_the_gateway_is_at_the_same_address_and_remembers() {
    let config = FakeWhatsAppConfig::default();
    let mut gateway = FakeWhatsApp::start(config.clone()).await.unwrap();
    let client = loopback_client().unwrap();
    let send = || {
        let url = format!("{}/v24.0/{}/messages", gateway.base_url(), config.phone_number_id);
        client.post(url).bearer_auth(&config.access_token).body(message().to_string()).send()
    };
    let (first, second) = (send(), send());
    let third = send();
    assert!(first.await.unwrap().status().is_success());
    gateway.outage().await;
    assert!(second.await.is_err(), "neither the old connection nor a new one");
    gateway.recover().await.unwrap();
    assert!(third.await.unwrap().status().is_success());
    assert_eq!((gateway.messages_received(), gateway.calls()["t-1"]), (2, 2));
}
