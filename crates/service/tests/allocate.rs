//! Where the next rupiah goes, and what a campaign page shows while outcomes come in.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{ALLOCATE_PAGE, CAMPAIGN_PAGE, app, get, in_language};
use axum::http::{StatusCode, header};
use domain::StillRunning;

#[tokio::test]
async fn the_page_answers_in_both_languages_with_verdict_sources_chart_and_learning() {
    let app = app(&invented::filled_store().await);
    let asked = format!("{ALLOCATE_PAGE}?budget=6.000.000");
    let page = get(&app, &asked).await;
    assert_eq!(page.status, StatusCode::OK);
    let words = page.words();
    for expected in [
        "Dengan Rp6.000.000: ",
        "selang 95%",
        "% di bawah rencana terbaik yang mungkin",
        "diukur diskon-berakhir-2026",
        "praduga, belum diukur",
        "1 dari",
        "Bagaimana kalau anggarannya lain",
        "Rp1.500.000",
        "Rp24.000.000",
        "Satu uji lagi",
        "Undian",
        "Nelayan musiman",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    assert!(page.body.contains("<img src=\"data:image/svg+xml") && page.body.contains("value=\"Rp6.000.000\""));
    let english = get(&app, &in_language(&asked, "en")).await.words();
    for expected in
        ["With Rp6.000.000: ", "below the best plan there can be", "prior, not measured", "One more test", "A lot of"]
    {
        assert!(english.contains(expected), "{expected} in {english}");
    }
}

#[tokio::test]
async fn without_a_budget_the_campaign_s_own_counts_and_capacities_are_kept() {
    let app = app(&invented::filled_store().await);
    let own = get(&app, &format!("/api{CAMPAIGN_PAGE}")).await.json()["budget"].clone();
    let answer = get(&app, &format!("/api{ALLOCATE_PAGE}?most_partner_counter=10&most_whatsapp=1.200")).await.json();
    assert_eq!(answer["budget"], own);
    assert!(answer["cost"].as_i64().unwrap() <= own.as_i64().unwrap());
    let people = |channel: &str| -> u64 {
        let lines = answer["lines"].as_array().unwrap();
        lines.iter().filter(|l| l["channel"] == channel).map(|l| l["people"].as_u64().unwrap()).sum()
    };
    assert!(people("whatsapp") == 1_200 && people("partner_counter") <= 10, "{answer}");
    assert_eq!(answer["what_if"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn what_is_no_budget_is_said_beside_the_form_and_refused_to_machines() {
    let app = app(&invented::filled_store().await);
    for wrong in ["banyak", "-5", "1e9"] {
        let page = get(&app, &format!("{ALLOCATE_PAGE}?budget={wrong}")).await;
        assert!(page.words().contains(&format!("\u{201c}{wrong}\u{201d} bukan anggaran")), "{}", page.words());
        let api = get(&app, &format!("/api{ALLOCATE_PAGE}?budget={wrong}")).await;
        assert_eq!(api.status, StatusCode::BAD_REQUEST);
        assert_eq!(api.header(header::CONTENT_TYPE), "application/problem+json");
    }
    let page = get(&app, &format!("{ALLOCATE_PAGE}?budget=1000&most_whatsapp=lots&lang=en")).await;
    assert!(page.words().contains("no number of people"));
    let unknown = get(&app, &format!("/api{ALLOCATE_PAGE}?most_pigeon=4")).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
    assert!(unknown.json()["detail"].as_str().unwrap().contains("`pigeon`"));
    let huge = get(&app, &format!("{ALLOCATE_PAGE}?budget=9999999999999999999999&lang=en")).await;
    assert_eq!(huge.status, StatusCode::BAD_REQUEST);
    assert!(huge.words().contains("expected at most Rp1.000.000.000.000.000"), "{}", huge.words());
}

#[tokio::test]
async fn a_campaign_that_is_not_evaluated_says_what_to_do() {
    let app = app(&invented::filled_store().await);
    let path = format!("/campaigns/{}/allocate", invented::PLANNED_ONLY);
    assert!(get(&app, &path).await.words().contains("belum dinilai"));
    let api = get(&app, &format!("/api{path}")).await;
    assert_eq!(api.status, StatusCode::NOT_FOUND);
    assert!(api.json()["detail"].as_str().unwrap().contains("jangkau evaluate"));
}

#[tokio::test]
async fn the_campaign_page_leads_there_and_shows_additional_months() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, CAMPAIGN_PAGE).await;
    assert!(page.body.contains(&format!("href=\"{ALLOCATE_PAGE}\"")));
    let words = page.words();
    assert!(words.contains("Bulan iuran tambahan") && words.contains("+0,04 seorang"), "{words}");
    assert!(get(&app, &in_language(CAMPAIGN_PAGE, "en")).await.words().contains("+0.04 each"));
}

#[tokio::test]
async fn while_outcomes_come_in_the_page_says_so_and_hides_what_is_judged_at_the_end() {
    let store = invented::filled_store().await;
    let mut rows = store.uplift(invented::CAMPAIGN).await.unwrap();
    let finished = get(&app(&store), CAMPAIGN_PAGE).await.words();
    assert!(!finished.contains("masih berjalan") && finished.contains("Uplift sebenarnya"));
    for row in &mut rows {
        row.running =
            Some(StillRunning { known: "2027-02-15".parse().unwrap(), closes: "2027-03-31".parse().unwrap() });
    }
    store.save_uplift(invented::CAMPAIGN, &rows).await.unwrap();
    let page = get(&app(&store), CAMPAIGN_PAGE).await.words();
    assert!(page.contains("Kampanye masih berjalan.") && page.contains("dinilai 31 Maret 2027"), "{page}");
    assert!(!page.contains("Uplift sebenarnya") && !page.contains("selang per segmen memuat"));
    let english = get(&app(&store), &in_language(CAMPAIGN_PAGE, "en")).await.words();
    assert!(english.contains("hold however often somebody looks"));
}
