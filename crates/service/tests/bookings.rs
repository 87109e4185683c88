//! Work orders by page: what is listed, noted, refused, taken away and brought back.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{Answer, ask, get, post, post_from};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use invented::orders::{BANNERS, HELD_OUT, desk, give_out};
use service::{CounterDesk, ServiceState, router};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Store;

const PAGE: &str = "/campaigns/spanduk-januari-2027/bookings";
const NEAR: &str = "33.21.04.2007";
const FAR: &str = "33.21.04.2008";

async fn with_orders() -> (Router, Store, BTreeMap<String, String>) {
    let store = invented::filled_store().await;
    let orders = give_out(&store).await;
    let app = router(ServiceState::new(store.clone(), None).with_bookings(desk(&store)));
    (app, store, orders)
}

fn placed(order: &str, day: &str, proof: &str, by: &str) -> String {
    format!("order={order}&day={day}&proof={proof}&by={by}&what=placed")
}

fn not_placed(order: &str, reason: &str, by: &str) -> String {
    format!("order={order}&reason={reason}&by={by}&what=not-placed")
}

async fn send(app: &Router, by: &str, file: &str) -> Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"by\"\r\n\r\n{by}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"pesanan-outdoor.xlsx\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    let request = Request::post(format!("{PAGE}/returned"))
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, "http://localhost")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    ask(app, request).await
}

#[tokio::test]
async fn the_page_lists_orders_beside_the_budget_in_both_languages_and_no_held_out_village() {
    let (app, _, orders) = with_orders().await;
    let page = get(&app, PAGE).await;
    assert_eq!(page.status, StatusCode::OK);
    let words = page.words();
    for expected in [
        "Rp825.000 41,2% dari Rp2.000.000",
        "Menunggu bukti Rp825.000 4 pesanan",
        "Senilai Rp100.000 lagi di kanal ini belum dipesan",
        "Media luar ruang Desa 33.21.04.2007, Demak",
        "1 Desember 2026 \u{2013} 19 Desember 2026",
        "Bayar sekarang Rp8.400",
        "12 Rp300.000",
        "XLSX Pertemuan warga",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    assert!(page.body.contains(&orders[NEAR]) && !page.body.contains(HELD_OUT), "{words}");
    let english = get(&app, &format!("{PAGE}?lang=en")).await;
    let words = english.words();
    for expected in [
        "Booked, of the campaign's budget",
        "Awaiting proof Rp825.000 Orders: 4",
        "Outdoor Village 33.21.04.2007, Demak",
    ] {
        assert!(words.contains(expected), "{expected} in {words}");
    }
    for page in [&page, &english] {
        assert!(!page.body.contains('\u{27e6}') && !page.body.contains("{ $") && !page.body.contains("{{"));
        assert!(!page.body.contains("<script") && !page.body.contains("style="));
    }
    let some = get(&app, &format!("{PAGE}?channel=social_media&standing=open")).await;
    assert!(some.body.contains("33.21.04.2010") && !some.body.contains(NEAR) && some.words().contains("Rp825.000"));
    assert!(get(&app, &format!("{PAGE}?standing=placed")).await.words().contains("Tidak ada pesanan dengan"));
}

#[tokio::test]
async fn pages_beside_it_lead_to_it_and_others_have_none() {
    let (app, store, _) = with_orders().await;
    assert!(get(&app, &format!("/campaigns/{BANNERS}")).await.body.contains(PAGE));
    let counters = CounterDesk {
        regencies: BTreeMap::new(),
        read: Arc::new(|_, _, _, _| Ok(Vec::new())),
        today: || "2026-12-05".parse().unwrap(),
    };
    let both = ServiceState::new(store.clone(), None).with_bookings(desk(&store)).with_counters(counters);
    assert!(get(&router(both), "/counters").await.body.contains(PAGE));
    assert!(!get(&app, asking::CAMPAIGN_PAGE).await.body.contains("/bookings"), "no such channel is in its plan");
    let none = get(&app, &format!("{}/bookings", asking::CAMPAIGN_PAGE)).await;
    assert!(none.status == StatusCode::OK && none.words().contains("Belum ada pesanan"), "{}", none.words());
    assert_eq!(get(&app, "/campaigns/none/bookings").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&asking::app(&store), PAGE).await.status, StatusCode::NOT_FOUND, "without a desk");
}

#[tokio::test]
async fn a_planner_notes_what_was_placed_and_what_was_not() {
    let (app, store, orders) = with_orders().await;
    let (near, far) = (&orders[NEAR], &orders[FAR]);
    let done = post(&app, PAGE, &placed(near, "2026-12-03", "foto+12,+papan+Jl.+Pemuda", "Rina")).await;
    let words = done.words();
    assert!(words.contains(&format!("Pesanan {near}: dicatat")), "{words}");
    assert!(words.contains("Terlaksana foto 12, papan Jl. Pemuda 3 Desember 2026, Rina"), "{words}");
    assert!(words.contains("Terlaksana Rp300.000 1 pesanan"), "{words}");
    let not = post(&app, &format!("{PAGE}?channel=outdoor&lang=en"), &not_placed(far, "izin+desa", "Rina")).await;
    let words = not.words();
    assert!(
        words.contains("Not placed izin desa 5 December 2026, Rina")
            && words.contains("Not placed Rp175.000 Orders: 1"),
        "{words}"
    );
    assert!(
        not.body.contains("?channel&#x3D;outdoor&amp;lang&#x3D;id") && !not.body.contains("33.21.04.2010"),
        "what was shown stays"
    );
    for again in [placed(near, "2026-12-04", "foto+99", "Budi"), not_placed(near, "roboh", "Budi")] {
        let same = post(&app, PAGE, &again).await.words();
        assert!(
            same.contains(&format!("Pesanan {near}: tidak ada yang berubah")) && !same.contains("foto 99"),
            "{same}"
        );
    }
    let late = post(&app, PAGE, &placed(far, "2026-12-05", "https://foto.example/13.jpg", "Rina")).await;
    assert!(
        late.body.contains("href=\"https://foto.example/13.jpg\" rel=\"noopener noreferrer nofollow\""),
        "{}",
        late.body
    );
    let standings: Vec<_> = store.work_orders(BANNERS).await.unwrap().iter().map(|o| o.standing.key()).collect();
    assert_eq!(standings, ["open", "placed", "placed", "open"]);
}

#[tokio::test]
async fn bad_values_are_refused_in_a_sentence_and_what_was_typed_stays() {
    let (app, store, orders) = with_orders().await;
    let near = &orders[NEAR];
    let future = post(&app, PAGE, &placed(near, "2026-12-06", "foto+12", "Rina")).await;
    let words = future.words();
    let expected = "tanggal: `2026-12-06`; seharusnya hari pemasangan seperti 2026-12-05 atau 05/12/2026, paling lambat 2026-12-05";
    assert!(words.contains(&format!("Pesanan {near}: tidak dicatat {expected}")), "{words}");
    assert!(future.body.contains("<details class=\"booking\" open>") && future.body.contains("value=\"foto 12\""));
    let english = post(&app, &format!("{PAGE}?lang=en"), &placed(near, "", "foto", "Rina")).await.words();
    assert!(english.contains("date: ``; expected the day it was done"), "{english}");
    let nobody = post(&app, PAGE, &placed(near, "2026-12-03", "foto", "+")).await.words();
    assert!(nobody.contains("Tulis dulu nama Anda."), "{nobody}");
    let long = post(&app, PAGE, &placed(near, "2026-12-03", "foto", &"x".repeat(81))).await.words();
    assert!(long.contains("Nama paling banyak 80 huruf"), "{long}");
    let empty = post(&app, PAGE, &not_placed(near, "", "Rina")).await.words();
    assert!(empty.contains("Tulis bukti dan harinya, atau alasan"), "{empty}");
    let hostile = post(&app, PAGE, &placed(near, "x", "%22%3E%3Cscript%3E", "Rina")).await;
    assert!(!hostile.body.contains("<script"), "{}", hostile.body);
    for wrong in [placed("AAAAAAAAAA", "2026-12-03", "f", "Rina"), format!("order={near}&by=Rina&what=perhaps")] {
        assert_eq!(post(&app, PAGE, &wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let foreign = post_from(&app, PAGE, &placed(near, "2026-12-03", "f", "Rina"), "http://elsewhere.example").await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    assert!(store.work_orders(BANNERS).await.unwrap().iter().all(|order| order.told.is_none()), "nothing was noted");
}

#[tokio::test]
async fn a_workbook_goes_out_by_channel_and_comes_back_whole_or_not_at_all() {
    let (app, store, orders) = with_orders().await;
    let (near, far) = (&orders[NEAR], &orders[FAR]);
    let file = get(&app, &format!("{PAGE}/pesanan-outdoor.xlsx")).await;
    assert_eq!(file.body, format!("{near}\n{far}"));
    assert!(file.header(header::CONTENT_TYPE).contains("spreadsheetml"));
    assert!(file.header(header::CONTENT_DISPOSITION).contains("\"pesanan-outdoor.xlsx\""));
    for none in ["pesanan-print.xlsx", "pesanan-outdoor.csv", "returned.xlsx"] {
        assert_eq!(get(&app, &format!("{PAGE}/{none}")).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    let refused = send(&app, "CV Spanduk", &format!("{near}|2026-12-03|foto\n{far}|besok|foto")).await.words();
    assert!(
        refused.contains("pesanan-outdoor.xlsx: tidak dicatat pesanan-outdoor.xlsx, baris 3, tanggal: `besok`"),
        "{refused}"
    );
    assert!(store.work_orders(BANNERS).await.unwrap().iter().all(|order| order.told.is_none()));
    let lines = format!("{near}|2026-12-03|foto 12\n{far}|||izin desa\nAAAAAAAAAA|2026-12-03|foto");
    let noted = send(&app, "CV Spanduk", &lines).await.words();
    for expected in [
        "3 pesanan dengan bukti atau alasan",
        "1 pesanan baru dicatat terlaksana",
        "1 nomor bukan pesanan siapa pun: AAAAAAAAAA",
    ] {
        assert!(noted.contains(expected), "{expected} in {noted}");
    }
    let by_file = store.work_orders(BANNERS).await.unwrap();
    let again = send(&app, "CV Spanduk", &lines).await.words();
    assert!(again.contains("tidak ada yang berubah") && again.contains("2 pesanan sudah tercatat"), "{again}");
    assert_eq!(store.work_orders(BANNERS).await.unwrap(), by_file, "the same file changes nothing");
    for (by, file) in [("", "x"), ("CV Spanduk", "")] {
        assert!(send(&app, by, file).await.words().contains("tidak dicatat"));
    }
}

#[tokio::test]
async fn the_form_records_what_the_file_records() {
    let (by_page, page_store, orders) = with_orders().await;
    let (by_file, file_store, _) = with_orders().await;
    let (near, far) = (&orders[NEAR], &orders[FAR]);
    post(&by_page, PAGE, &placed(near, "2026-12-03", "foto+12", "CV+Spanduk")).await;
    post(&by_page, PAGE, &not_placed(far, "izin+desa", "CV+Spanduk")).await;
    send(&by_file, "CV Spanduk", &format!("{near}|2026-12-03|foto 12\n{far}|||izin desa")).await;
    assert_eq!(page_store.work_orders(BANNERS).await.unwrap(), file_store.work_orders(BANNERS).await.unwrap());
    let counts = |store: Store| async move { store.touch_counts(BANNERS).await.unwrap() };
    assert_eq!(counts(page_store).await, counts(file_store).await);
}
