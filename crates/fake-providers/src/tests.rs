//! The gateway answers as the Cloud API does.
#![allow(clippy::unwrap_used)]

use crate::webhooks::loopback_client;
use crate::{FakeWhatsApp, FakeWhatsAppConfig, GatewayError, GatewayFile, TemplateState, run_gateway};
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

/// A declaration with one of everything; the crate's front page shows it.
const DECLARED: &str = include_str!("../gateway.toml");

async fn get(url: String, token: &str) -> (u16, String) {
    let answer = loopback_client().unwrap().get(url).bearer_auth(token).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[test]
fn a_declaration_is_read_and_a_wrong_one_is_refused_by_field() {
    assert!(include_str!("../README.md").contains(DECLARED), "the front page shows the very file");
    let file = GatewayFile::from_toml(DECLARED).unwrap();
    let config = file.config();
    assert_eq!((config.more_numbers.len(), config.template_states.len(), config.faults.codes.len()), (1, 2, 2));
    assert_eq!(config.faults.hang, Duration::from_secs(30));
    assert_eq!(GatewayFile::from_toml("").unwrap(), GatewayFile::default());
    for (text, words) in [
        ("[people]\ndelivered = 1.5", "people.delivered is 1.5"),
        ("[[codes]]\ncode = 1\nshare = 2.0\nwhen = \"answer\"", "codes.share is 2"),
        ("[[codes]]\ncode = 1\nshare = 1.0\nwhen = \"never\"", "unknown variant `never`"),
        ("[[outages]]\nfrom_seconds = 5\nto_seconds = 4", "outages.to_seconds is 4"),
        ("[[outages]]\nfrom_seconds = -1\nto_seconds = 4", "outages.from_seconds is -1"),
        ("[webhooks]\nlate_seconds = -1", "webhooks.late_seconds is -1"),
        ("phone_number_ids = []", "phone_number_ids"),
        ("colour = 3", "unknown field `colour`"),
    ] {
        let refusal = GatewayFile::from_toml(text).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
}

#[tokio::test]
async fn a_gateway_alone_shows_what_it_has_seen_and_hides_whom() {
    let file = GatewayFile { port: 0, ..GatewayFile::from_toml(DECLARED).unwrap() };
    let file = GatewayFile { outages: vec![], codes: vec![], callback_url: None, ..file };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let (tell, told) = tokio::sync::oneshot::channel();
    let run = tokio::spawn(async move {
        let stopped = async { drop(stopped.await) };
        run_gateway(&file, stopped, |address| tell.send(address.to_owned()).unwrap()).await
    });
    let address = told.await.unwrap();
    let defaults = FakeWhatsAppConfig::default();
    let mut body = message();
    body["template"]["name"] = json!("pengingat");
    body["template"]["components"][0]["parameters"][0]["text"] = json!("<b>Iuran</b>");
    let url = format!("{address}/v24.0/{}/messages", defaults.phone_number_id);
    let client = loopback_client().unwrap();
    for (template, status) in [("pengingat", 200), ("pengingat_lama", 400), ("lain", 404)] {
        body["template"]["name"] = json!(template);
        let sent = client.post(&url).bearer_auth(&defaults.access_token).body(body.to_string()).send().await.unwrap();
        assert_eq!(sent.status().as_u16(), status, "{template}");
    }
    let seen: Value = serde_json::from_str(&get(format!("{address}/seen.json"), "").await.1).unwrap();
    assert_eq!((seen["requests"].as_u64(), seen["accepted"].as_u64()), (Some(3), Some(1)));
    assert_eq!(seen["refused_by_code"], json!({"132001": 1, "132015": 1}));
    let (status, page) = get(address.clone(), "").await;
    assert_eq!(status, 200);
    assert!(page.contains("&lt;b&gt;Iuran&lt;/b&gt;") && page.contains("7890") && !page.contains("6281234567890"));
    stop.send(()).unwrap();
    run.await.unwrap().unwrap();
}

#[tokio::test]
async fn an_outage_begins_and_ends_as_declared() {
    let outages = vec![crate::Outage { from_seconds: 0.2, to_seconds: 0.5 }];
    let file = GatewayFile { port: 0, outages, ..GatewayFile::default() };
    let (tell, told) = tokio::sync::oneshot::channel();
    let run = tokio::spawn(async move {
        let stop = tokio::time::sleep(Duration::from_secs(20));
        run_gateway(&file, stop, |address| tell.send(address.to_owned()).unwrap()).await
    });
    let address = told.await.unwrap();
    let client = loopback_client().unwrap();
    let mut seen = vec![client.get(&address).send().await.is_ok()];
    while seen.len() < 3 {
        let up = client.get(&address).send().await.is_ok();
        if seen.last() != Some(&up) {
            seen.push(up);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(seen, [true, false, true]);
    run.abort();
}

#[tokio::test]
async fn a_port_that_is_taken_is_told() {
    let place = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let file = GatewayFile { port: place.local_addr().unwrap().port(), ..GatewayFile::default() };
    let refusal = run_gateway(&file, async {}, |_| ()).await.unwrap_err();
    assert!(matches!(refusal, GatewayError::Start(_)), "{refusal}");
}

#[tokio::test]
async fn templates_and_numbers_are_told_as_the_cloud_api_tells_them() {
    let template = TemplateState {
        name: "pengingat".into(),
        language: "id".into(),
        status: "PAUSED".into(),
        quality: "RED".into(),
        parameters: None,
    };
    let config = FakeWhatsAppConfig { template_states: vec![template.clone()], ..Default::default() };
    let gateway = FakeWhatsApp::start(config.clone()).await.unwrap();
    let asked = |path: &str| format!("{}/v24.0/{path}", gateway.base_url());
    let token = config.access_token.as_str();
    let (_, body) = get(asked("2/message_templates?name=pengingat"), token).await;
    let row = &serde_json::from_str::<Value>(&body).unwrap()["data"][0];
    assert_eq!((row["status"].as_str(), row["quality_score"]["score"].as_str()), (Some("PAUSED"), Some("RED")));
    assert!(!gateway.change_template(&TemplateState { status: "APPROVED".into(), ..template }).await.unwrap());
    let (_, body) = get(asked("2/message_templates?name=peng"), token).await;
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["data"][0]["status"], "APPROVED");
    gateway.change_quality(&config.phone_number_id, "RED").await.unwrap();
    let (status, body) = get(asked(&config.phone_number_id), token).await;
    assert_eq!((status, &serde_json::from_str::<Value>(&body).unwrap()["quality_rating"]), (200, &json!("RED")));
    assert_eq!(get(asked("7"), token).await.0, 400);
    assert_eq!(get(asked("2/message_templates"), "expired").await.0, 401);
}
