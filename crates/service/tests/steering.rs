//! A campaign approved, paused, resumed and cancelled by its page.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{CAMPAIGN_PAGE, app, get, in_language, post, post_from};
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
    assert!(unnamed.words().contains("Tulis dulu nama Anda."), "{}", unnamed.words());
    let paused = post(&app, &format!("{CAMPAIGN_PAGE}/pause"), "by=Rina").await;
    assert_eq!((paused.status, paused.header(header::LOCATION)), (StatusCode::SEE_OTHER, CAMPAIGN_PAGE));
    let page = get(&app, CAMPAIGN_PAGE).await;
    assert!(page.words().contains("dijeda oleh Rina") && page.words().contains("Lanjutkan"), "{}", page.words());
    let first =
        page.body.split("action=\"/campaigns/diskon-berakhir-2026/pause\"").nth(1).unwrap().split("<button").nth(1);
    assert!(first.unwrap().starts_with(" type=\"submit\" disabled hidden>"), "the Enter key does not cancel");
    assert!(page.body.contains("id=\"resumer\" name=\"by\" required"), "who resumes says who they are");
    let unnamed = post(&app, &format!("{CAMPAIGN_PAGE}/resume"), "by=").await;
    assert_eq!(unnamed.status, StatusCode::BAD_REQUEST);
    assert!(store.campaign(&name).await.unwrap().unwrap().halted.is_some(), "nobody resumed it");
    assert_eq!(post(&app, &format!("{CAMPAIGN_PAGE}/resume"), "by=Rina").await.status, StatusCode::SEE_OTHER);
    assert_eq!(post(&app, &format!("{CAMPAIGN_PAGE}/cancel"), "by=Rina").await.status, StatusCode::SEE_OTHER);
    assert_eq!(store.campaign(&name).await.unwrap().unwrap().halted.unwrap().how, Halt::Cancelled);
    let steps = get(&app, CAMPAIGN_PAGE).await;
    assert!(steps.words().contains("dilanjutkan oleh Rina"), "{}", steps.words());
    let gone = post(&app, &format!("{CAMPAIGN_PAGE}/resume"), "by=Rina").await;
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

#[tokio::test]
async fn a_halted_campaign_says_so_in_place_of_what_would_come_next() {
    let (app, store, name) = on_its_way().await;
    store.set_status(&name, CampaignStatus::Approved).await.unwrap();
    let halted = [
        (Halt::Paused, "Dijeda: tidak ada kontak", "Paused: no"),
        (Halt::Cancelled, "Dibatalkan selamanya", "Cancelled for good"),
    ];
    for (how, id, en) in halted {
        store.halt(&name, how, "Rina", invented::moment("2026-12-02T01:00:00Z")).await.unwrap();
        for (language, told, before) in [("id", id, "Kontak siap dikirim"), ("en", en, "Touches are ready")] {
            let page = get(&app, &in_language(CAMPAIGN_PAGE, language)).await;
            assert!(page.words().contains(told) && !page.words().contains(before), "{}", page.words());
            assert!(page.body.contains(&format!("<span class=\"chip {}\">", how.key())));
            let list = get(&app, &in_language("/campaigns", language)).await.body;
            assert!(list.contains(&format!("<span class=\"chip {}\">", how.key())), "{list}");
        }
        let page = get(&app, CAMPAIGN_PAGE).await.words();
        assert!(page.contains("Disetujui berhenti di sini"), "the flow says where it stopped: {page}");
    }
    store.set_status(&name, CampaignStatus::Evaluated).await.unwrap();
    assert!(get(&app, CAMPAIGN_PAGE).await.words().contains("Selesai dinilai."), "what was measured stays measured");
}

#[tokio::test]
async fn whoever_may_not_approve_reads_why_in_both_languages() {
    let (app, store, _) = on_its_way().await;
    let (approve, hash) = ("/campaigns/lebaran-2027/approve", invented::plan::HASH);
    let refused = [
        (
            format!("by=Ratna+Dewi&hash={hash}"),
            "direncanakan oleh Ratna Dewi; orang kedua",
            "was planned by Ratna Dewi",
        ),
        ("by=Tuti&hash=abc".to_owned(), "bukan abc; baca lagi rencananya", "not abc; read the plan again"),
        (format!("by=+&hash={hash}"), "Tulis dulu nama Anda.", "Write your name first."),
        (format!("by={}&hash={hash}", "x".repeat(81)), "Nama paling banyak 80 huruf", "at most 80 letters"),
    ];
    for (form, id, en) in refused {
        let page = post(&app, approve, &form).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(page.words().contains(id) && page.words().contains(en), "{id} in {}", page.words());
    }
    for step in ["pause", "resume", "cancel"] {
        let page = post(&app, &format!("{CAMPAIGN_PAGE}/{step}"), &format!("by={}", "x".repeat(81))).await;
        assert!(page.status == StatusCode::BAD_REQUEST && page.words().contains("81 huruf"), "{}", page.words());
    }
    let campaigns = store.campaigns().await.unwrap();
    assert!(campaigns.iter().all(|campaign| campaign.halted.is_none()), "nothing was done");
}

#[tokio::test]
async fn what_moves_while_one_looks_stands_in_the_parts_that_the_script_renews() {
    let (app, ..) = on_its_way().await;
    let (script, page) = (get(&app, "/assets/jangkau.js").await.body, get(&app, CAMPAIGN_PAGE).await.body);
    assert!(script.contains(r#"["standing", "steering", "approval", "outcomes", "ledger"]"#), "{script}");
    let starts = ["standing", "steering", "approval", "outcomes", "ledger"]
        .map(|id| page.find(&format!(" id=\"{id}\"")).unwrap());
    assert!(starts.is_sorted());
    let (standing, steering) = (&page[starts[0]..starts[1]], &page[starts[1]..starts[2]]);
    for part in ["class=\"chip dispatched\"", "class=\"steps\"", "class=\"lead\""] {
        assert!(standing.contains(part), "{part} in {standing}");
    }
    assert!(steering.contains(&format!("{CAMPAIGN_PAGE}/pause")) && steering.contains("id=\"halter\""), "{steering}");
    assert!(steering.contains(&format!("data-plan=\"{}\"", invented::plan::HASH)), "another plan is read anew");
    let waiting = get(&app, "/campaigns/lebaran-2027").await.body;
    assert!(waiting.contains("/campaigns/lebaran-2027/live") && waiting.contains("id=\"approver\""));
}
