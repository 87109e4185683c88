//! The JSON API: the same numbers as the pages.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{CAMPAIGN_PAGE, app, ask, get};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use service::{ServiceError, ServiceState, serve};
use store::Store;

#[tokio::test]
async fn pages_and_api_show_the_same_numbers() {
    let store = invented::filled_store().await;
    let app = app(&store);
    let overview = get(&app, "/api/overview").await.json();
    assert_eq!(overview["members"], 40_000);
    assert_eq!(overview["imports"].as_array().unwrap().len(), 3);
    assert_eq!(overview["imports"][0]["file"], "iuran_2027-03-31.csv");
    let page = get(&app, "/?lang=en").await.words();
    for state in overview["states"].as_array().unwrap() {
        let count = state["count"].as_u64().unwrap();
        let shown = if count < 1000 { count.to_string() } else { format!("{},{:03}", count / 1000, count % 1000) };
        assert!(page.contains(&shown), "{state}");
    }
    let rows = get(&app, &format!("/api{CAMPAIGN_PAGE}/uplift")).await.json();
    assert_eq!(rows.as_array().unwrap().len(), 8);
    let page = get(&app, &format!("{CAMPAIGN_PAGE}?lang=en")).await.words();
    let verdicts: Vec<&serde_json::Value> = rows.as_array().unwrap().iter().map(|row| &row["verdict"]).collect();
    let estimates: Vec<_> = verdicts.iter().filter(|verdict| verdict["kind"] == "estimate").collect();
    assert_eq!(estimates.len(), 7);
    for verdict in estimates {
        let uplift = verdict["uplift"].as_f64().unwrap() * 100.0;
        let shown = format!("{}{:.1} points", if uplift < 0.0 { "\u{2212}" } else { "+" }, uplift.abs());
        assert!(page.contains(&shown), "{shown}");
    }
    let early = verdicts.iter().find(|verdict| verdict["kind"] == "too_early").unwrap();
    assert!(early["uplift"].is_null(), "too early is never a zero");
}

#[tokio::test]
async fn every_list_answers_and_holds_what_the_store_holds() {
    let store = invented::filled_store().await;
    let app = app(&store);
    assert_eq!(get(&app, "/api/segments").await.json().as_array().unwrap().len(), 45);
    assert_eq!(get(&app, "/api/packages").await.json()[0]["monthly_discounted"], 8_400);
    assert_eq!(get(&app, "/api/partners").await.json()[0]["members"], 14_310);
    assert_eq!(get(&app, "/api/campaigns").await.json().as_array().unwrap().len(), 2);
    assert_eq!(get(&app, "/health").await.json()["status"], "ok");
    let campaign = get(&app, &format!("/api{CAMPAIGN_PAGE}")).await.json();
    assert_eq!(campaign["status"], "evaluated");
    assert_eq!(campaign["approved_by"], "Bagus Santoso");
    let excluded: u64 = campaign["exclusions"].as_array().unwrap().iter().map(|e| e["count"].as_u64().unwrap()).sum();
    assert_eq!(excluded, 69);
    let touches: u64 = campaign["touches"].as_array().unwrap().iter().map(|t| t["touches"].as_u64().unwrap()).sum();
    assert_eq!(touches, 110);
}

#[tokio::test]
async fn problems_are_told_to_machines_as_problem_json() {
    let app = app(&Store::in_memory().await.unwrap());
    for path in ["/api/overview", "/api/campaigns/tidak-ada", "/api/campaigns/tidak-ada/uplift", "/api/nothing"] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/problem+json");
        assert_eq!(answer.json()["status"], 404);
    }
    assert!(get(&app, "/api/overview").await.json()["detail"].as_str().unwrap().contains("jangkau demo"));
    assert_eq!(get(&app, "/api/segments").await.json(), serde_json::json!([]));
}

#[tokio::test]
async fn addresses_that_are_only_read_refuse_to_be_written() {
    let app = app(&Store::in_memory().await.unwrap());
    for path in ["/", "/api/segments"] {
        let request = Request::post(path).header(header::HOST, "localhost").body(Body::empty()).unwrap();
        assert_eq!(ask(&app, request).await.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[tokio::test]
async fn a_listener_that_other_machines_reach_is_refused() {
    let state = ServiceState::new(Store::in_memory().await.unwrap(), None);
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.unwrap();
    let refusal = serve(listener, state, std::future::ready(())).await.unwrap_err();
    assert!(matches!(refusal, ServiceError::NotLoopback { .. }), "{refusal}");
}
