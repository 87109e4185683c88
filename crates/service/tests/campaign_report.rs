//! The report of a campaign, asked through the router; the press is a stand-in that says what it was given.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{CAMPAIGN_PAGE, get, in_language};
use axum::Router;
use axum::http::{StatusCode, header};
use service::{CampaignParts, ServiceState, router};

#[expect(clippy::unnecessary_wraps, reason = "setting a page can fail, this one cannot")]
fn set(parts: &CampaignParts, language: domain::Language) -> Result<Vec<u8>, String> {
    Ok(format!("{} {} {}", parts.campaign.name, language.code(), parts.uplift.len()).into_bytes())
}

async fn app() -> Router {
    router(ServiceState::new(invented::filled_store().await, None).with_campaign_reports(set))
}

#[tokio::test]
async fn the_page_of_an_evaluated_campaign_links_to_its_report_in_its_language() {
    let app = app().await;
    for (language, words) in [("id", "Laporan (PDF)"), ("en", "Report (PDF)")] {
        let page = get(&app, &in_language(CAMPAIGN_PAGE, language)).await;
        let address = format!("{CAMPAIGN_PAGE}/report.pdf?lang={language}");
        let escaped = address.replace('=', "&#x3D;");
        assert!(page.body.contains(&format!("href=\"{escaped}\"")), "{}", page.body);
        assert!(page.words().contains(words));
        let report = get(&app, &address).await;
        assert_eq!(report.status, StatusCode::OK);
        assert_eq!(report.header(header::CONTENT_TYPE), "application/pdf");
        let name = format!("attachment; filename=\"diskon-berakhir-2026.{language}.pdf\"");
        assert_eq!(report.header(header::CONTENT_DISPOSITION), name);
        assert!(report.body.starts_with(&format!("diskon-berakhir-2026 {language} ")), "{}", report.body);
        assert!(!report.body.ends_with(" 0"), "its results are given to the press: {}", report.body);
    }
}

#[tokio::test]
async fn there_is_no_link_and_no_report_where_nobody_sets_one() {
    let app = router(ServiceState::new(invented::filled_store().await, None));
    assert!(!get(&app, CAMPAIGN_PAGE).await.body.contains("report.pdf"));
    let missing = get(&app, &format!("{CAMPAIGN_PAGE}/report.pdf")).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&app, "/campaigns/none/report.pdf").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_report_that_fails_is_an_error_and_not_an_empty_file() {
    let state = ServiceState::new(invented::filled_store().await, None);
    let app = router(state.with_campaign_reports(|_, _| Err("no ink".to_owned())));
    let failed = get(&app, &format!("{CAMPAIGN_PAGE}/report.pdf")).await;
    assert_eq!(failed.status, StatusCode::INTERNAL_SERVER_ERROR);
}
