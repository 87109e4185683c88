//! A package drafted, edited, compared, kept and moved on by pages alone.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{get, in_language, post, post_from};
use axum::Router;
use axum::http::{StatusCode, header};
use bundling::{Catalogue, CatalogueFiles, Segment};
use chrono::NaiveDate;
use domain::views::PackageStatus;
use domain::{Bilingual, Month, OccupationGroup, ProgrammeRules, ProgrammeSet, Rupiah};
use service::{PackageDesk, ServiceState, router};
use std::sync::Arc;
use store::Store;

macro_rules! model {
    ($name:literal) => {
        include_str!(concat!("../../../models/", $name))
    };
}

fn desk() -> PackageDesk {
    let rules = ProgrammeRules::from_csv(
        model!("programmes/contributions.csv"),
        model!("programmes/discounts.csv"),
        model!("programmes/rules.csv"),
    )
    .unwrap();
    let files = CatalogueFiles {
        programme_sets: model!("catalogue/programme_sets.csv"),
        payment_plans: model!("catalogue/payment_plans.csv"),
        subsidies: model!("catalogue/subsidies.csv"),
        routes: model!("catalogue/routes.csv"),
        add_ons: model!("catalogue/addons.csv"),
        levers: model!("catalogue/levers.csv"),
        walls: model!("catalogue/walls.csv"),
        claims: model!("catalogue/claims.csv"),
        lean_income: model!("catalogue/lean_income.csv"),
        lean_months: model!("segmentation/lean_months.csv"),
    };
    let fisher = OccupationGroup::ALL.into_iter().find(|group| group.key() == "fisher").unwrap();
    PackageDesk {
        catalogue: Catalogue::read(&files, &rules).unwrap(),
        rules,
        segments: vec![Segment {
            key: "fisher".into(),
            name: fisher.name(),
            group: fisher,
            median_income: Rupiah::whole(1_450_000),
            people: 4_000,
        }],
        leaflet: vec![(ProgrammeSet::Basic, vec![Bilingual::new("JKM dengan syarat", "JKM, with its condition")])],
        month: "2026-12".parse::<Month>().unwrap(),
        today: || NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
        press: Arc::new(|_, designed, _| Ok(designed.picks[0].package.id.clone().into_bytes())),
    }
}

async fn with_desk() -> (Router, Store) {
    let store = Store::in_memory().await.unwrap();
    store.save_overview(&invented::overview()).await.unwrap();
    (router(ServiceState::new(store.clone(), None).with_package_desk(desk())), store)
}

const CHOSEN: &str = "whom=fisher&month=2026-12&programme=basic&plan=season-6&subsidy=none&route=counter&with=gear-insurance&with=catch-market-access";

#[tokio::test]
async fn with_nothing_chosen_the_page_answers_with_the_best_package_in_both_languages() {
    let (app, _) = with_desk().await;
    for (language, expected) in [
        ("id", ["boleh ditawarkan", "bulan sulit", "Satu perubahan"]),
        ("en", ["may be offered", "Walls", "One change away"]),
    ] {
        let page = get(&app, &in_language("/packages/design", language)).await;
        assert_eq!(page.status, StatusCode::OK);
        for words in expected {
            assert!(page.body.contains(words), "{words} in {}", page.words());
        }
        assert!(!page.body.contains('\u{27e6}') && !page.body.contains("{ $"), "{}", page.words());
    }
}

#[tokio::test]
async fn the_paper_s_package_for_fishers_is_a_draft_that_names_its_missing_clearance() {
    let (app, _) = with_desk().await;
    let page = get(&app, &format!("/packages/design?{CHOSEN}&lang=en")).await;
    let words = page.words();
    assert!(words.contains("draft: a clearance is missing") && words.contains("FAILED"), "{words}");
    assert!(words.contains("models/catalogue/addons.csv, line"), "{words}");
    assert!(page.body.contains("value=\"gear-insurance\" checked"), "what was ticked stays ticked");
    assert!(words.contains("The member's price doubles from the seventh month"), "{words}");
}

#[tokio::test]
async fn another_segment_brings_its_own_income_and_one_without_members_asks_for_it() {
    let (app, _) = with_desk().await;
    let kept = get(&app, "/packages/design?whom=fisher&was=fisher&income=2.000.000&lang=en").await;
    assert!(kept.body.contains("value=\"Rp2.000.000\""));
    let own = get(&app, "/packages/design?whom=fisher&was=farmer&income=2.000.000&lang=en").await;
    assert!(own.body.contains("value=\"Rp1.450.000\""));
    let nobody = get(&app, "/packages/design?whom=farmer&was=fisher&income=1.450.000&lang=en").await;
    assert!(nobody.words().contains("are registered yet: give their median income"), "{}", nobody.words());
    let given = get(&app, "/packages/design?whom=farmer&was=farmer&income=1.100.000&lang=en").await;
    assert!(given.words().contains("may be offered"), "{}", given.words());
}

#[tokio::test]
async fn what_cannot_be_read_is_said_on_the_page() {
    let (app, _) = with_desk().await;
    for (query, expected) in [
        ("income=-5", "`-5` is no whole rupiah above 0"),
        ("income=abc", "`abc` is no whole rupiah"),
        ("people=0", "`0` is no number above 0"),
        ("month=13", "`13` is no month"),
        ("plan=weekly", "there is no payment plan `weekly`"),
        ("plan=weekly&lang=id", "tidak ada cara bayar `weekly` di katalog"),
        ("with=boat", "there is no add-on `boat`"),
        ("whom=astronaut", "no segment and no group `astronaut`"),
    ] {
        let language = if query.contains("lang=") { "" } else { "&lang=en" };
        let page = get(&app, &format!("/packages/design?{query}{language}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(page.words().contains(expected), "{query}: {}", page.words());
        let sheet = get(&app, &format!("/packages/design.pdf?{query}&lang=en")).await;
        assert_eq!(sheet.status, StatusCode::BAD_REQUEST, "{query}");
    }
}

#[tokio::test]
async fn what_was_designed_is_kept_once_and_only_walls_let_it_be_offered() {
    let (app, store) = with_desk().await;
    let unnamed = post(&app, "/packages/keep", CHOSEN).await;
    assert!(unnamed.words().contains("Tulis nama siapa"), "{}", unnamed.words());
    let link =
        "/packages/design?whom&#x3D;fisher&amp;month&#x3D;2026-12&amp;programme&#x3D;basic&amp;plan&#x3D;season-6";
    assert!(unnamed.body.contains(&format!("href=\"{link}")), "the other language shows the same design");
    let long = post(&app, "/packages/keep", &format!("{CHOSEN}&by={}", "x".repeat(81))).await;
    assert!(long.words().contains("Nama paling banyak 80 huruf"), "{}", long.words());
    assert!(!long.words().contains("Tulis nama siapa"), "{}", long.words());
    let foreign = post_from(&app, "/packages/keep", &format!("{CHOSEN}&by=rina"), "http://elsewhere.example").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(store.packages().await.unwrap().is_empty());

    for _ in 0..2 {
        let kept = post(&app, "/packages/keep", &format!("{CHOSEN}&by=rina")).await;
        assert_eq!((kept.status, kept.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/packages#fisher"));
    }
    let packages = store.packages().await.unwrap();
    assert_eq!((packages.len(), packages[0].steps.len(), packages[0].status), (1, 1, PackageStatus::Draft));
    assert_eq!(packages[0].steps[0].by, "rina");
    let card = get(&app, "/packages").await;
    assert!(
        card.body.contains("with&#x3D;gear-insurance") && card.words().contains("Catat langkah"),
        "{}",
        card.words()
    );

    let refused = post(&app, "/packages/move", "package=fisher&to=offerable&by=budi").await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.words().contains("may not be offered in 2026-12"), "{}", refused.words());
    assert!(refused.words().contains("belum boleh ditawarkan pada Desember 2026"), "{}", refused.words());
    let moved = post(&app, "/packages/move", "package=fisher&to=in_clearance&by=budi").await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER);
    let packages = store.packages().await.unwrap();
    assert_eq!((packages[0].steps.len(), packages[0].status), (2, PackageStatus::InClearance));

    let other = CHOSEN.replace("&with=gear-insurance", "");
    assert_eq!(post(&app, "/packages/keep", &format!("{other}&by=rina")).await.status, StatusCode::SEE_OTHER);
    let packages = store.packages().await.unwrap();
    assert_eq!(packages[0].steps.last().unwrap().version, 2);
}

#[tokio::test]
async fn packages_stand_side_by_side_and_a_fact_sheet_is_set_of_what_is_seen() {
    let (app, _) = with_desk().await;
    let ids = "id=basic.monthly.none.counter&id=basic.season-6.none.counter%2Bgear-insurance";
    let page = get(&app, &format!("/packages/compare?whom=fisher&{ids}&lang=en")).await;
    let words = page.words();
    for expected in ["Fishers", "Kept after a year", "Rp", "Clearance", "passed", "draft: a clearance is missing"] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    assert_eq!(get(&app, "/packages/compare?whom=fisher").await.status, StatusCode::BAD_REQUEST);
    let sheet = get(&app, &format!("/packages/design.pdf?{CHOSEN}")).await;
    assert_eq!(sheet.header(header::CONTENT_TYPE), "application/pdf");
    assert_eq!(sheet.body, "basic.season-6.none.counter+gear-insurance+catch-market-access");
}

#[tokio::test]
async fn packages_kept_and_moved_on_at_once_are_all_there() {
    let groups = OccupationGroup::ALL;
    let segments = groups.map(|group| Segment {
        key: group.key().into(),
        name: group.name(),
        group,
        median_income: Rupiah::whole(1_450_000),
        people: 4_000,
    });
    let store = Store::in_memory().await.unwrap();
    let state = ServiceState::new(store.clone(), None);
    let app = router(state.with_package_desk(PackageDesk { segments: segments.to_vec(), ..desk() }));
    let all = async |path: &'static str, form: fn(&str) -> String| {
        let mut posts = tokio::task::JoinSet::new();
        for group in groups {
            let app = app.clone();
            posts.spawn(async move { post(&app, path, &form(group.key())).await });
        }
        for answer in posts.join_all().await {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.words());
        }
    };
    all("/packages/keep", |key| format!("whom={key}&programme=basic&plan=monthly&route=counter&by=rina")).await;
    let keys = |packages: &[domain::views::PackageView]| packages.iter().map(|p| p.id.clone()).collect::<Vec<_>>();
    let kept = store.packages().await.unwrap();
    assert_eq!(kept.len(), groups.len(), "{:?}", keys(&kept));
    all("/packages/move", |key| format!("package={key}&to=withdrawn&by=budi")).await;
    let moved = store.packages().await.unwrap();
    let left: Vec<_> = moved.into_iter().filter(|package| package.status != PackageStatus::Withdrawn).collect();
    assert!(left.is_empty(), "{:?}", keys(&left));
}

#[tokio::test]
async fn the_links_of_the_languages_follow_what_is_chosen() {
    let (app, _) = with_desk().await;
    let page = get(&app, &format!("/packages/design?{CHOSEN}")).await.body;
    assert!(
        page.contains("data-recompute=\"languages add-ons answer\"") && page.contains("id=\"languages\""),
        "{page}"
    );
}
