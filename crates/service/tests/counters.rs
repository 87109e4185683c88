//! Counters' lists by page, lists that come back, and codes on paper.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{ask, get, post};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use domain::{Bilingual, Channel, Contact, LandingView, Rupiah};
use service::{CounterDesk, ServiceState, router};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{CodePlace, ContactsKey, HandOver, HandOverOutcome, Store, VisitReport};

const LIST: &str = "/counters/diskon-berakhir-2026/33.21";

/// A list reader for the tests: one reference a line.
fn read(file: &str, bytes: &[u8], by: &str, today: chrono::NaiveDate) -> Result<Vec<VisitReport>, Vec<Bilingual>> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    if text.contains('?') {
        return Err(vec![Bilingual::new(format!("{file}, baris 2: ?"), format!("{file}, line 2: ?"))]);
    }
    let outcome = domain::CounterOutcome::Paid;
    Ok(text
        .lines()
        .map(|touch| VisitReport { touch: touch.to_owned(), clerk: by.to_owned(), outcome, on: today })
        .collect())
}

async fn with_lists() -> (Router, Store, String) {
    let store = invented::filled_store().await;
    let now = "2026-12-01T04:00:00Z".parse().unwrap();
    let campaign = "diskon-berakhir-2026";
    let claimed = store.claim_due(campaign, Channel::PartnerCounter, now, 100, "paper", now).await.unwrap();
    let outcome = HandOverOutcome::HandedOver { provider_id: None };
    let handed: Vec<HandOver> = claimed
        .iter()
        .map(|c| HandOver { touch: c.touch.id.clone(), fence: c.fence, outcome: outcome.clone(), at: now })
        .collect();
    store.record_results(&handed).await.unwrap();
    let first = claimed[0].touch.clone();
    let key = ContactsKey::from_bytes(&[7; 32]);
    let contact = Contact {
        member: first.member.clone(),
        name: "Wati <b>".into(),
        phone: Some("081234567890".parse().unwrap()),
        email: None,
        whatsapp_consent_on: None,
        email_consent_on: None,
    };
    store.save_contacts(&key, &[contact]).await.unwrap();
    let desk = CounterDesk {
        regencies: BTreeMap::from([("33.21".to_owned(), "Demak".to_owned())]),
        read: Arc::new(read),
        today: || "2026-12-02".parse().unwrap(),
    };
    let state = ServiceState::new(store.clone(), None).with_contacts_key(key).with_counters(desk);
    (router(state), store, first.id)
}

#[tokio::test]
async fn a_clerk_serves_a_line_and_another_cannot_meanwhile() {
    let (app, store, touch) = with_lists().await;
    let lists = get(&app, "/counters").await;
    assert_eq!(lists.status, StatusCode::OK);
    assert!(lists.words().contains("Demak") && lists.body.contains(LIST), "{}", lists.words());
    let nobody = get(&app, LIST).await;
    assert!(nobody.words().contains("Tulis nama petugas") && !nobody.body.contains("name=\"what\""));
    assert!(nobody.body.contains("Wati &lt;b&gt;") && !nobody.body.contains("81234567890"), "a name, never a number");
    let named = get(&app, &format!("{LIST}?by=Ani&lang=en")).await;
    assert!(named.words().contains("Serve") && !named.body.contains('\u{27e6}'), "{}", named.words());
    let act = |what: &str, by: &str| format!("touch={touch}&by={by}&what={what}");
    let mine = post(&app, LIST, &act("reserve", "Ani")).await;
    assert!(mine.words().contains("dilayani Ani sampai") && mine.words().contains("Lepaskan"), "{}", mine.words());
    let taken = post(&app, LIST, &act("paid", "Budi")).await;
    assert!(taken.words().contains("Sedang dilayani Ani sampai"), "{}", taken.words());
    let done = post(&app, LIST, &act("promised", "Ani")).await;
    assert!(done.words().contains("janji bayar, 2 Desember 2026, Ani"), "{}", done.words());
    let again = post(&app, LIST, &act("reserve", "Budi")).await;
    assert!(again.words().contains("Sudah ditemui Ani pada 2 Desember 2026"), "{}", again.words());
    let list = &store.counter_lists().await.unwrap()[0];
    assert_eq!((list.members, list.open()), (20, 19));
    let unnamed = post(&app, LIST, &format!("touch={touch}&by=+&what=reserve")).await;
    assert!(unnamed.words().contains("Tulis dulu nama petugas"), "{}", unnamed.words());
    for wrong in [act("perhaps", "Ani"), "touch=none&by=Ani&what=reserve".to_owned()] {
        assert_eq!(post(&app, LIST, &wrong).await.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    let closed = get(&app, "/counters/none/33.21").await;
    assert!(closed.status == StatusCode::BAD_REQUEST && closed.words().contains("tidak ada loket di 33.21"));
}

async fn send(app: &Router, by: &str, file: &str) -> asking::Answer {
    let body = format!(
        "--x\r\nContent-Disposition: form-data; name=\"by\"\r\n\r\n{by}\r\n--x\r\nContent-Disposition: form-data; \
         name=\"file\"; filename=\"daftar.csv\"\r\n\r\n{file}\r\n--x--\r\n"
    );
    let request = Request::post("/counters")
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, "http://localhost")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from(body))
        .unwrap();
    ask(app, request).await
}

#[tokio::test]
async fn what_is_known_already_is_said_and_the_line_is_free_again() {
    let (app, store, touch) = with_lists().await;
    let known = VisitReport {
        touch: touch.clone(),
        clerk: "Budi".into(),
        outcome: domain::CounterOutcome::NotMet,
        on: "2026-12-05".parse().unwrap(),
    };
    store.note_visits(&[known], "2026-12-05T04:00:00Z".parse().unwrap()).await.unwrap();
    let act = format!("touch={touch}&by=Ani&village=33.21.04.2007&what=not_found");
    let page = post(&app, LIST, &act).await;
    let told = "Tidak dicatat: yang tercatat, belum bertemu pada 5 Desember 2026, tetap berlaku.";
    assert!(page.words().contains(told), "{}", page.words());
    assert!(!page.words().contains("dilayani Ani sampai"), "{}", page.words());
    let english = post(&app, &format!("{LIST}?lang=en"), &act).await.words();
    assert!(english.contains("Not noted: what is known, not met on 5 December 2026, stands."), "{english}");
}

#[tokio::test]
async fn the_language_of_an_answer_changes_without_losing_clerk_and_village() {
    let (app, _, touch) = with_lists().await;
    let page = post(&app, LIST, &format!("touch={touch}&by=Ani+W&village=33.21.04.2007&what=reserve")).await;
    let link = format!("{LIST}?by&#x3D;Ani%20W&amp;village&#x3D;33.21.04.2007&amp;lang&#x3D;en");
    assert!(page.body.contains(&link), "{}", page.body);
    let long = post(&app, LIST, &format!("touch={touch}&by={}&what=reserve", "x".repeat(81))).await;
    assert!(long.words().contains("Nama paling banyak 80 huruf"), "{}", long.words());
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_refused_with_the_limit() {
    let (app, ..) = with_lists().await;
    assert_eq!(send(&app, "Loket A", &"x".repeat(3 * 1024 * 1024)).await.status, StatusCode::OK);
    let large = send(&app, "Loket A", &"x".repeat(17 * 1024 * 1024)).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let words = large.words();
    assert!(words.contains("lebih besar dari 16 MB") && words.contains("larger than 16 MB"), "{words}");
}

#[tokio::test]
async fn a_list_goes_out_as_csv_and_comes_back_whole_or_not_at_all() {
    let (app, store, touch) = with_lists().await;
    let csv = get(&app, &format!("{LIST}/list.csv")).await;
    assert!(csv.header(header::CONTENT_TYPE).starts_with("text/csv"));
    assert_eq!(csv.body.lines().count(), 21);
    assert!(csv.body.contains(&format!("T{touch};")) && csv.body.contains("Wati <b>"));
    let refused = send(&app, "Loket A", "?").await;
    assert!(refused.words().contains("daftar.csv tidak dicatat daftar.csv, baris 2"), "{}", refused.words());
    let noted = send(&app, "Loket A", &format!("{touch}\nno-such-line")).await;
    let words = noted.words();
    assert!(words.contains("2 baris dengan hasil") && words.contains("1 baris baru dicatat"), "{words}");
    assert!(words.contains("1 rujukan tidak ada di daftar mana pun: no-such-line"), "{words}");
    assert!(send(&app, "Loket A", &touch).await.words().contains("1 baris sudah diketahui"));
    assert_eq!(store.counter_lists().await.unwrap()[0].open(), 19);
    assert!(get(&app, &format!("{LIST}/list.csv")).await.body.lines().count() == 20, "who was met is on it no more");
    for (by, file) in [("", "x"), ("Loket A", "")] {
        assert!(send(&app, by, file).await.words().contains("tidak dicatat"));
    }
}

#[tokio::test]
async fn a_code_leads_to_the_words_of_its_paper_and_counts_for_its_village() {
    let (app, store, _) = with_lists().await;
    let place = CodePlace {
        campaign: "diskon-berakhir-2026".into(),
        channel: Channel::Print,
        area: "33.21.04.2007".parse().unwrap(),
    };
    let codes = store.codes_for(&ContactsKey::from_bytes(&[7; 32]), std::slice::from_ref(&place)).await.unwrap();
    let code = &codes[&place];
    let landing = LandingView {
        title: Bilingual::new("Tarif naik", "The price rises"),
        now: Rupiah::whole(8_400),
        last_day: "2026-12-31".parse().unwrap(),
        later: Rupiah::whole(16_800),
        from: "2027-01".parse().unwrap(),
        price_note: Bilingual::new("sebulan", "a month"),
        conditions: Bilingual::new("Syarat berlaku", "Conditions apply"),
        agency: Bilingual::same("BPJS Ketenagakerjaan"),
    };
    assert_eq!(get(&app, &format!("/q/{code}")).await.status, StatusCode::NOT_FOUND, "nothing is printed yet");
    store.save_landing(&place.campaign, &landing).await.unwrap();
    let page = get(&app, &format!("/q/{}", code.to_lowercase())).await;
    assert_eq!(page.status, StatusCode::OK);
    let words = page.words();
    assert!(words.contains("Rp8.400") && words.contains("31 Desember 2026") && words.contains("Syarat"), "{words}");
    assert!(
        !page.body.contains('\u{27e6}') && page.header(header::SET_COOKIE).is_empty(),
        "nothing is kept of who reads"
    );
    assert_eq!(get(&app, "/q/AAAAAAAAAA").await.status, StatusCode::NOT_FOUND);
    assert!(page.body.contains("href=\"?lang=en\""), "{}", page.body);
    let english = get(&app, &format!("/q/{code}?lang=en")).await;
    assert!(english.words().contains("The price rises") && english.body.contains("href=\"?lang=id\""));
    assert!(english.header(header::SET_COOKIE).is_empty(), "nothing is kept of who reads");
    let head = Request::head(format!("/q/{code}")).header(header::HOST, "localhost").body(Body::empty()).unwrap();
    assert_eq!(ask(&app, head).await.status, StatusCode::OK);
    assert_eq!(store.scans(&place.campaign).await.unwrap()[0].scans, 2, "a look and another language are no scans");
    let campaign = get(&app, asking::CAMPAIGN_PAGE).await.words();
    assert!(campaign.contains("Pindaian kode QR: 2") && campaign.contains("33.21.04.2007 2"), "{campaign}");
}
