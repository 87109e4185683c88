//! Versions of a plan, the diff that is read before it is approved, and the answer about one person.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{CAMPAIGN_PAGE, app, get, post};
use axum::http::StatusCode;
use domain::views::{CampaignStatus, Halt};
use domain::{Bilingual, MemberId, RegionTable};
use service::{PersonReasons, ReasonsBasis, ServiceState, router};
use store::Store;

const VERSIONS: &str = "/campaigns/lebaran-2027/versions";

#[tokio::test]
async fn the_approver_reads_what_changed_since_the_last_approval_and_approves_beneath_it() {
    let store = invented::filled_store().await;
    let app = app(&store);
    let page = get(&app, &format!("{VERSIONS}?lang=en")).await;
    let words = page.words();
    for told in [
        "From version 1 to version 2",
        "Version 1 was approved by Bagus Santoso and then planned again",
        "budget Rp22.000.000 Rp25.000.000 +Rp3.000.000",
        "held out, drawn by person 1,102 1,224 +122",
        "first touch 15 February 2027 09:00 WIB 17 February 2027 09:00 WIB +2 days",
        "\u{2212} budget = 22000000",
        "+ budget = 25000000",
        "bayar tiga bulan di muka sebelum Lebaran.",
        "Unchanged: whatsapp.en.hbs.",
    ] {
        assert!(words.contains(told), "no `{told}` in {words}");
    }
    assert!(page.body.contains(invented::plan::HASH) && words.contains("Approve this plan"));
    let first = get(&app, &format!("{VERSIONS}?to=1&lang=en")).await;
    assert!(first.words().contains("Version 1: nothing stands before it") && !first.body.contains("name=\"hash\""));
    let back = get(&app, &format!("{VERSIONS}?from=2&to=1")).await;
    assert!(back.words().contains("+ budget = 22000000"), "{}", back.words());
    let done = post(&app, "/campaigns/lebaran-2027/approve", &format!("by=Tuti&hash={}", invented::plan::HASH)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.words());
    let page = get(&app, VERSIONS).await;
    assert!(page.words().contains("Tuti") && !page.body.contains("name=\"hash\""));
}

#[tokio::test]
async fn a_version_that_is_not_there_is_refused_with_those_that_are() {
    let app = app(&invented::filled_store().await);
    for (query, told) in [
        ("to=7", "its versions are 1, 2"),
        ("from=x", "seharusnya nomor versi seperti 1"),
        ("to=7", "tidak punya versi 7; versinya 1, 2"),
    ] {
        let page = get(&app, &format!("{VERSIONS}?{query}")).await;
        assert!(page.status == StatusCode::BAD_REQUEST && page.words().contains(told), "{}", page.words());
    }
    let without = get(&app, &format!("{CAMPAIGN_PAGE}/versions?lang=en")).await;
    assert!(without.words().contains("No version is kept yet"), "{}", without.words());
    assert_eq!(get(&app, "/campaigns/none/versions").await.status, StatusCode::NOT_FOUND);
    assert!(get(&app, "/campaigns/lebaran-2027").await.body.contains("/campaigns/lebaran-2027/versions"));
}

/// The store with a teller that knows one person who is left out.
fn telling(store: &Store) -> axum::Router {
    router(ServiceState::new(store.clone(), None).with_person_reasons(|_, member: MemberId| {
        Box::pin(async move {
            let told = |basis| PersonReasons { reasons: vec![Bilingual::new("Karena <b>", "Because <b>")], basis };
            Ok(match member.0.as_str() {
                "M000001" => Some(told(ReasonsBasis::WholePlan)),
                "M000070" => Some(told(ReasonsBasis::KeptRow)),
                "M000900" => Some(told(ReasonsBasis::Today)),
                _ => None,
            })
        })
    }))
}

#[tokio::test]
async fn a_fault_of_the_program_ends_one_request_and_says_so_in_both_languages() {
    let store = invented::filled_store().await;
    let app = router(ServiceState::new(store, None).with_person_reasons(|_, _| panic!("a fault")));
    let answer = post(&app, &format!("{CAMPAIGN_PAGE}/person?lang=id"), "member=M000001").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(
        answer.body.contains("kesalahan program") && answer.body.contains("fault of the program"),
        "{}",
        answer.body
    );
    assert!(answer.headers.contains_key("content-security-policy"));
    assert_eq!(get(&app, CAMPAIGN_PAGE).await.status, StatusCode::OK);
}

#[tokio::test]
async fn one_person_is_told_of_with_reasons_and_what_came_of_them() {
    let app = telling(&invented::filled_store().await);
    let person = format!("{CAMPAIGN_PAGE}/person");
    let asked = async |member: &str, language: &str| {
        post(&app, &format!("{person}?lang={language}"), &format!("member={member}")).await
    };
    let treated = asked("M000001", "en").await;
    assert_eq!(treated.status, StatusCode::OK);
    for told in [
        "M000001 is contacted by this campaign.",
        "Because &lt;b&gt;",
        "Plan approved by Bagus Santoso.",
        "1 December 2026 10:00 WIB First touch by WhatsApp",
    ] {
        assert!(treated.words().contains(told), "no `{told}` in {}", treated.words());
    }
    let held_out = asked("+M000070+", "en").await.words();
    assert!(held_out.contains("M000070 is held out") && held_out.contains("no touch in the ledger"), "{held_out}");
    assert!(held_out.contains("Members, rules or other campaigns changed"), "{held_out}");
    let left_out = asked("M000900", "id").await.words();
    assert!(left_out.contains("M000900 tidak ikut kampanye ini.") && left_out.contains("hari ini"), "{left_out}");
    let unknown = asked("X", "id").await.words();
    assert!(unknown.contains("X tidak dikenal"), "{unknown}");
    let empty = asked("", "en").await;
    assert!(empty.status == StatusCode::OK && !empty.words().contains("The reasons"));
    let other = post(&app, &person, "member=M000001&lang=en").await;
    assert!(other.words().contains("is contacted by this campaign"), "the answer turns to the other language");
}

#[tokio::test]
async fn a_number_in_the_address_is_not_answered_and_without_a_teller_what_is_kept_is_shown() {
    let store = invented::filled_store().await;
    let app = app(&store);
    let page = get(&app, &format!("{CAMPAIGN_PAGE}/person?member=M000001&lang=en")).await;
    assert!(page.status == StatusCode::OK && !page.words().contains("is contacted"), "{}", page.words());
    let kept = post(&app, &format!("{CAMPAIGN_PAGE}/person?lang=en"), "member=M000001").await.words();
    assert!(kept.contains("is contacted by this campaign") && kept.contains("What is kept"), "{kept}");
    let nobody = post(&app, &format!("{CAMPAIGN_PAGE}/person?lang=en"), "member=X").await.words();
    assert!(nobody.contains("X is not in the plan of this campaign."), "{nobody}");
    assert!(get(&app, CAMPAIGN_PAGE).await.body.contains("/person\""), "the campaign page asks");
}

#[tokio::test]
async fn what_happened_to_a_person_is_in_order_and_on_the_clock_of_where_they_live() {
    let store = invented::filled_store().await;
    let halted = invented::moment("2026-12-05T01:00:00Z");
    // Paused while it was on its way.
    store.set_status(invented::CAMPAIGN, CampaignStatus::Dispatched).await.unwrap();
    store.halt(invented::CAMPAIGN, Halt::Paused, "Rina", halted).await.unwrap();
    store.set_status(invented::CAMPAIGN, CampaignStatus::Evaluated).await.unwrap();
    let provinces = "code,name,zone,iana_tz,pop_male_2024s2,pop_female_2024s2,pop_total_2024s2\n\
                     33,Jawa Tengah,WITA,Asia/Makassar,1,1,2\n";
    let regions = RegionTable::from_csv("provinces.csv", provinces).unwrap();
    let app = router(ServiceState::new(store, None).with_regions(regions));
    for (language, touched, paused) in [
        ("id", "1 Desember 2026 11:00 WITA Sentuhan pertama", "5 Desember 2026 09:00 WITA Kampanye dijeda"),
        ("en", "1 December 2026 11:00 WITA First touch", "5 December 2026 09:00 WITA Campaign paused"),
    ] {
        let page = post(&app, &format!("{CAMPAIGN_PAGE}/person?lang={language}"), "member=M000010").await.words();
        let (touched, paused) = (page.find(touched), page.find(paused));
        assert!(touched.is_some() && touched < paused, "{page}");
        assert!(!page.contains("WIB"), "{page}");
    }
}
