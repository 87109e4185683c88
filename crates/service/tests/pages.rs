//! The pages, asked through the router.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{CAMPAIGN_PAGE, PAGES, app, ask, get, get_from, in_language};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{Bilingual, Segment, SegmentId};
use store::Store;

#[tokio::test]
async fn every_page_answers_in_both_languages_with_numbers_of_the_store() {
    let app = app(&invented::filled_store().await);
    let shown = [
        ("/", "40.000", "40,000"),
        ("/segments", "2.384", "2,384"),
        ("/segments/fisher-seasonal", "62,0%", "62.0%"),
        ("/models", "71.384", "71,384"),
        ("/models/2026-11-30-default", "88,7%", "88.7%"),
        ("/models/compare", "94,7%", "94.7%"),
        ("/imports", "312.518", "312,518"),
        ("/packages", "Rp16.800", "Rp16.800"),
        ("/campaigns", "18.347", "18,347"),
        ("/campaigns/diskon-berakhir-2026", "+4,2 poin", "+4.2 points"),
        ("/campaigns/diskon-berakhir-2026/allocate", "Anggota tambahan", "Additional members"),
        ("/partners", "121.402", "121,402"),
    ];
    for (path, indonesian, english) in shown {
        let page = get(&app, path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains("<html lang=\"id\">") && page.words().contains(indonesian), "{path}");
        let page = get(&app, &format!("{path}?lang=en")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.body.contains("<html lang=\"en\">") && page.words().contains(english), "{path}");
        assert!(page.header(header::SET_COOKIE).starts_with("jangkau_lang=en;"));
    }
}

#[tokio::test]
async fn the_language_chosen_once_is_kept_by_the_cookie() {
    let app = app(&invented::filled_store().await);
    let request = Request::get("/segments")
        .header(header::HOST, "localhost")
        .header(header::COOKIE, "jangkau_lang=en")
        .body(Body::empty())
        .unwrap();
    assert!(ask(&app, request).await.body.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn no_page_lacks_words_or_leaves_a_place_unfilled() {
    let one_model = invented::store_without_models().await;
    one_model.save_model(&invented::models::newer()).await.unwrap();
    let without = invented::store_without_models().await;
    for store in [invented::filled_store().await, one_model, without, Store::in_memory().await.unwrap()] {
        let app = app(&store);
        let others = ["/campaigns/lebaran-2027", "/no-such-page", "/models/compare", "/exports/none.csv"];
        for path in PAGES.into_iter().chain(others) {
            for language in ["id", "en"] {
                let page = get(&app, &in_language(path, language)).await;
                assert!(!page.body.contains('\u{27e6}'), "{path} in {language} names words that no file holds");
                assert!(!page.body.contains("{ $") && !page.body.contains("{{"), "{path} in {language}");
            }
        }
    }
}

#[tokio::test]
async fn simulated_people_are_announced_on_every_page() {
    let store = invented::filled_store().await;
    for path in PAGES {
        assert!(get(&app(&store), path).await.body.contains("Data simulasi."), "{path}");
    }
    let mut real = invented::overview();
    real.simulated = false;
    store.save_overview(&real).await.unwrap();
    for path in PAGES {
        assert!(!get(&app(&store), path).await.body.contains("Data simulasi."), "{path}");
    }
}

#[tokio::test]
async fn an_empty_store_says_what_to_do_next() {
    let app = app(&Store::in_memory().await.unwrap());
    let lists = ["/", "/segments", "/packages", "/campaigns", "/partners", "/models", "/models/compare", "/imports"];
    for path in lists {
        for language in ["id", "en"] {
            let page = get(&app, &in_language(path, language)).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.body.contains("jangkau demo"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_home_with_people_is_told_its_next_command_and_not_the_demo() {
    let store = Store::in_memory().await.unwrap();
    let mut real = invented::overview();
    real.simulated = false;
    store.save_overview(&real).await.unwrap();
    let app = app(&store);
    for (path, command) in [("/campaigns", "jangkau plan campaigns/"), ("/packages", "jangkau bundle --home")] {
        for language in ["id", "en"] {
            let page = get(&app, &in_language(path, language)).await;
            assert!(page.words().contains(command) && !page.body.contains("jangkau demo"), "{}", page.words());
        }
    }
    for path in ["/segments", "/partners", "/models", "/models/compare", "/imports"] {
        assert!(!get(&app, path).await.body.contains("jangkau demo"), "{path}");
    }
}

#[tokio::test]
async fn figures_say_up_to_when_they_are_known_and_what_is_kept_beside_them() {
    let app = app(&invented::filled_store().await);
    let overview = get(&app, "/").await.words();
    assert!(overview.contains("tiap pembayaran, diketahui sampai 30 November 2026"), "{overview}");
    let waiting = get(&app, "/campaigns/lebaran-2027").await.words();
    assert!(waiting.contains("+ Rp310.000 disisihkan untuk susulan"), "{waiting}");
    let without = get(&app, CAMPAIGN_PAGE).await.words();
    assert!(!without.contains("disisihkan"), "its plan keeps nothing for follow-ups");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_on_a_page_and_to_machines_as_a_problem() {
    let app = app(&invented::filled_store().await);
    let form = "application/x-www-form-urlencoded";
    let posted = async |path: &str, kind: Option<&str>, body: String| {
        let mut request = Request::post(path).header(header::HOST, "localhost");
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        ask(&app, request.body(Body::from(body)).unwrap()).await
    };
    let person = format!("{CAMPAIGN_PAGE}/person");
    let refused = [
        (get(&app, "/campaigns/%ff").await, StatusCode::BAD_REQUEST, "Permintaan tidak dapat dibaca"),
        (posted(&person, None, "member=x".into()).await, StatusCode::UNSUPPORTED_MEDIA_TYPE, "Permintaan tidak dapat"),
        (posted("/counters", Some("multipart/form-data"), String::new()).await, StatusCode::BAD_REQUEST, "Permintaan"),
        (posted(&person, Some(form), "x".repeat(2_200_000)).await, StatusCode::PAYLOAD_TOO_LARGE, "batas 2 MB"),
    ];
    for (page, status, told) in refused {
        assert_eq!(page.status, status, "{}", page.body);
        assert!(
            page.header(header::CONTENT_TYPE).starts_with("text/html") && page.words().contains(told),
            "{}",
            page.body
        );
    }
    let english = get(&app, "/campaigns/%ff?lang=en").await.body;
    assert!(english.find("The request cannot be read").unwrap() < english.find("Permintaan tidak").unwrap());
    let api = get(&app, "/api/campaigns/%ff").await;
    assert_eq!((api.status, api.header(header::CONTENT_TYPE)), (StatusCode::BAD_REQUEST, "application/problem+json"));
    assert_eq!(api.json()["type"], "urn:jangkau:problem:unreadable");
}

#[tokio::test]
async fn a_title_that_cannot_be_broken_breaks_anyway() {
    let css = get(&app(&invented::filled_store().await), "/assets/jangkau.css").await.body;
    for rule in ["h1 { font-size: 1.75rem; overflow-wrap: anywhere; }", ".tags a { overflow-wrap: anywhere;"] {
        assert!(css.contains(rule), "{rule}");
    }
}

#[tokio::test]
async fn the_result_table_speaks_in_words_where_there_is_no_number() {
    let app = app(&invented::filled_store().await);
    let indonesian = get(&app, CAMPAIGN_PAGE).await.words();
    for words in [
        "Belum dapat disimpulkan sedikitnya 10 desa di tiap kelompok; baru ada 3 dan 2",
        "tidak ada batas atas",
        "berhasil",
        "merugikan",
        "tidak ada bukti",
        "terlalu dini B perlu sekitar 15 wilayah lagi",
        "selang 95% +2,0 hingga +6,5",
        "2 dari 4 selang per segmen memuat uplift sebenarnya",
        "122 desa",
        "Rp13.820",
    ] {
        assert!(indonesian.contains(words), "{words}");
    }
    let english = get(&app, &format!("{CAMPAIGN_PAGE}?lang=en")).await.words();
    for words in [
        "Too early to say at least 10 villages",
        "no upper limit",
        "2 of 4 segment intervals hold the true uplift",
        "122 villages",
    ] {
        assert!(english.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_campaign_page_shows_who_approved_which_plan_and_what_left() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, CAMPAIGN_PAGE).await.words();
    for words in ["Ratna Dewi", "Bagus Santoso 30 November 2026, 15.41 WIB", "3f1c9a0d7be24c58", "Rp12.408.500"] {
        assert!(page.contains(words), "{words}");
    }
    for words in ["Gagal", "Belum diketahui", "status kepesertaan di luar sasaran 41", "84 pembanding"] {
        assert!(page.contains(words), "{words}");
    }
    let waiting = get(&app, "/campaigns/lebaran-2027").await.words();
    assert!(waiting.contains("belum disetujui") && waiting.contains("melebihi anggaran"));
    assert!(waiting.contains("Belum dinilai"));
}

#[tokio::test]
async fn names_from_outside_cannot_write_into_the_page() {
    let hostile = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>";
    let store = invented::filled_store().await;
    store
        .save_segments(&[Segment {
            id: SegmentId(hostile.into()),
            name: Bilingual::new(hostile, hostile),
            detail: Some(Bilingual::new(hostile, hostile)),
            why: Bilingual::new(hostile, hostile),
            group: hostile.into(),
            size: 7,
            facts: Vec::new(),
        }])
        .await
        .unwrap();
    let mut model = invented::models::newer();
    let words = Bilingual::new(hostile, hostile);
    for profile in &mut model.profiles {
        profile.segment.name = words.clone();
        profile.segment.why = words.clone();
        profile.segment.group = hostile.into();
        for named in profile.provinces.iter_mut().chain(&mut profile.reach).chain(&mut profile.occupations) {
            named.name = words.clone();
        }
        for rule in &mut profile.rules {
            rule.conditions = vec![words.clone()];
        }
        for step in &mut profile.flow {
            step.from = hostile.into();
        }
    }
    model.profiles[0].segment.id = SegmentId(hostile.into());
    model.method = hostile.into();
    model.method_words = words.clone();
    model.weaknesses = vec![words.clone()];
    model.files = vec![hostile.into()];
    for point in &mut model.calibration {
        point.name = words.clone();
    }
    store.save_model(&model).await.unwrap();
    let mut drift = invented::models::drift();
    for (_, name) in &mut drift.names {
        *name = words.clone();
    }
    drift.fates[0].sentence = words.clone();
    drift.features[0].label = words.clone();
    drift.features[0].verdict = words;
    store.save_drift(&drift).await.unwrap();
    let mut import = invented::imports().remove(0);
    (import.sha256, import.file, import.kind) = ("d".repeat(64), hostile.into(), hostile.into());
    store.record_import(&import).await.unwrap();
    let mut rows = store.uplift(invented::CAMPAIGN).await.unwrap();
    for row in &mut rows {
        row.segment_name = Bilingual::new(hostile, hostile);
        row.notes = vec![Bilingual::new(hostile, hostile)];
        if let domain::Verdict::TooEarly { needs } = &mut row.verdict {
            *needs = Bilingual::new(hostile, hostile);
        }
    }
    store.save_uplift(invented::CAMPAIGN, &rows).await.unwrap();
    let app = app(&store);
    let own_page = format!("/segments/{}", encoded(hostile));
    let import_page = format!("/imports/{}", "d".repeat(64));
    assert_eq!(get(&app, &own_page).await.status, StatusCode::OK);
    assert!(get(&app, "/segments").await.body.contains(&own_page), "the link leads to the page");
    for path in [
        "/segments",
        "/segments?group=%3Cscript%3E&model=2026-11-30-default",
        &own_page,
        "/segments/fisher-regular",
        "/segments/%3Cscript%3Ealert(1)",
        "/models",
        "/models/2026-11-30-default",
        "/models/%3Cscript%3Ealert(1)",
        "/models/compare",
        "/models/compare?from=%3Cscript%3E&to=%22onload",
        "/imports",
        &import_page,
        "/imports/%3Cscript%3Ealert(1)",
        "/exports/%3Cscript%3Ealert(1)",
        CAMPAIGN_PAGE,
        "/no/%3Cscript%3Ealert(1)",
        "/campaigns/%3Cscript%3Ealert(1)",
    ] {
        let page = get(&app, path).await;
        assert!(!page.body.contains("<script") && !page.body.contains("<img src=x"), "{path}");
    }
    assert!(get(&app, "/segments").await.body.contains("&lt;script&gt;alert(1)"));
}

fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[tokio::test]
async fn an_unknown_page_or_campaign_is_told_in_both_languages() {
    let app = app(&invented::filled_store().await);
    let page = get(&app, "/campaigns/tidak-ada").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("Kampanye tidak ditemukan") && page.body.contains("Campaign not found"));
    assert!(page.body.contains("tidak-ada"));
    let page = get(&app, "/nowhere?lang=en").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.find("Page not found").unwrap() < page.body.find("Halaman tidak ditemukan").unwrap());
}

#[tokio::test]
async fn a_request_for_another_host_is_refused() {
    let app = app(&invented::filled_store().await);
    for host in ["evil.example", "localhost.evil.example", "192.168.1.4:8080", ""] {
        for path in ["/", "/api/overview", "/assets/jangkau.css"] {
            let answer = get_from(&app, host, path).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{host} {path}");
            assert!(!answer.body.contains("40000") && !answer.body.contains("40.000"));
        }
    }
    for host in ["127.0.0.1:9999", "[::1]:80", "localhost"] {
        assert_eq!(get_from(&app, host, "/").await.status, StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = app(&invented::filled_store().await);
    for (host, path) in
        [("localhost", "/"), ("localhost", "/none"), ("localhost", "/api/segments"), ("evil.example", "/")]
    {
        let answer = get_from(&app, host, path).await;
        assert!(answer.header(header::CONTENT_SECURITY_POLICY).starts_with("default-src 'self'"));
        assert!(!answer.header(header::CONTENT_SECURITY_POLICY).contains("unsafe"));
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(answer.header(header::X_FRAME_OPTIONS), "DENY");
        assert_eq!(answer.header(header::REFERRER_POLICY), "no-referrer");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    }
}

#[tokio::test]
async fn pages_keep_to_their_own_stylesheet_and_run_no_script() {
    let app = app(&invented::filled_store().await);
    let css = get(&app, "/assets/jangkau.css").await;
    assert_eq!(css.header(header::CONTENT_TYPE), "text/css; charset=utf-8");
    assert!(!css.body.contains("http") && !css.body.contains("@import"));
    for path in PAGES {
        let page = get(&app, path).await.body;
        assert!(!page.contains("<script") && !page.contains("style=") && !page.contains("<style"), "{path}");
        assert!(page.contains("/assets/jangkau.css"), "{path}");
        assert_eq!(
            page.matches("<table").count(),
            page.matches("<caption").count() + page.matches(" aria-labelledby=").count()
                - page.matches("<section class=\"results\" aria").count()
                - page.matches("<section class=\"warnings\" aria").count(),
            "every table of {path} has a name"
        );
    }
}
