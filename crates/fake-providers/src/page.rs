//! What the gateway has seen, as a page for people and as JSON.

use crate::answers::answer;
use crate::gateway::{AcceptedMessage, Gateway};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, Response};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// Messages shown, the latest first.
const SHOWN: usize = 100;

/// `GET /seen.json`.
pub(crate) async fn seen(State(gateway): State<Arc<Gateway>>) -> Response {
    answer(StatusCode::OK, &counts(&gateway))
}

fn counts(gateway: &Gateway) -> Value {
    let given_up = gateway.given_up();
    let ledger = gateway.ledger();
    let mut through: BTreeMap<&str, u64> = BTreeMap::new();
    for message in &ledger.accepted {
        *through.entry(&message.through).or_default() += 1;
    }
    let latest: Vec<Value> = ledger.accepted.iter().rev().take(SHOWN).map(|message| row(gateway, message)).collect();
    json!({
        "requests": ledger.requests, "accepted": ledger.accepted.len(), "refused_by_code": ledger.refused,
        "accepted_by_number": through, "statuses_given_up": given_up,
        "templates": ledger.templates.iter().map(|t| json!({
            "name": t.name, "language": t.language, "status": t.status, "quality": t.quality,
        })).collect::<Vec<_>>(),
        "latest": latest,
    })
}

fn row(gateway: &Gateway, message: &AcceptedMessage) -> Value {
    json!({
        "wamid": message.wamid, "through": message.through, "to": masked(&message.to), "template": message.template,
        "language": message.language, "words": message.words, "fate": format!("{:?}", gateway.config.fate(&message.to)),
        "own_id": message.biz_opaque_callback_data,
    })
}

/// A number of which only the end is shown.
fn masked(number: &str) -> String {
    let shown = number.len().saturating_sub(4);
    format!("{}{}", "•".repeat(shown), &number[shown..])
}

/// `GET /`.
pub(crate) async fn page(State(gateway): State<Arc<Gateway>>) -> Html<String> {
    let seen = counts(&gateway);
    let mut rows = String::new();
    for message in seen["latest"].as_array().into_iter().flatten() {
        rows.push_str("<tr>");
        for column in ["to", "template", "language", "words", "through", "fate"] {
            // Writing into a text cannot fail.
            let _ = write!(rows, "<td>{}</td>", escaped(message[column].as_str().unwrap_or_default()));
        }
        rows.push_str("</tr>");
    }
    let tally = |key: &str| {
        let counts = seen[key].as_object().into_iter().flatten();
        let told: Vec<String> = counts.map(|(name, n)| format!("{}: {n}", escaped(name))).collect();
        if told.is_empty() { "–".to_owned() } else { told.join(", ") }
    };
    Html(format!(
        "<!doctype html><html lang=\"id\"><meta charset=\"utf-8\"><title>Gerbang WhatsApp tiruan</title>\
         <style>body{{font:16px/1.5 system-ui;max-width:72rem;margin:2rem auto;padding:0 1rem}}\
         table{{border-collapse:collapse;width:100%}}td,th{{border-bottom:1px solid #ccc;padding:.3rem;text-align:left;\
         vertical-align:top}}</style>\
         <h1>Gerbang WhatsApp tiruan</h1><p>Tidak ada pesan yang sampai ke orang sungguhan. \
         <i lang=\"en\">A made-up WhatsApp gateway: nothing reaches anybody.</i> <a href=\"/seen.json\">JSON</a></p>\
         <p>Diterima {accepted} dari {requests} permintaan. Ditolak menurut kode: {refused}. Per nomor: {through}. \
         <i lang=\"en\">Accepted of requests; refused by code; by number.</i></p>\
         <table><tr><th>Penerima</th><th>Templat</th><th>Bahasa</th><th>Isian</th><th>Nomor</th><th>Nasib</th></tr>{rows}\
         </table></html>",
        accepted = seen["accepted"],
        requests = seen["requests"],
        refused = tally("refused_by_code"),
        through = tally("accepted_by_number"),
    ))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
