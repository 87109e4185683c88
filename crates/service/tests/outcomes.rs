//! Outcomes reported while a campaign is under way: only signed ones are taken, each once, and the page moves with them.
#![allow(clippy::unwrap_used)]

mod asking;
mod invented;

use asking::{Answer, CAMPAIGN_PAGE, ask, get, in_language};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::NaiveDate;
use domain::{
    Arm, Bilingual, Channel, MemberId, OutcomeReport, OutcomeTerms, OutcomesRead, RandomisationUnit, RefusedReport,
    Reported, SegmentId, StillRunning, UpliftRow, Verdict,
};
use futures_util::StreamExt;
use hmac::{Hmac, Mac};
use service::{OutcomeDesk, ServiceState, router};
use sha2::Sha256;
use std::sync::Arc;
use store::{OutcomesSoFar, Store};
use tower::ServiceExt;

const ADDRESS: &str = "/api/outcomes";
const SECRET: &str = "invented-outcomes-secret";

fn today() -> NaiveDate {
    "2027-01-20".parse().unwrap()
}

fn desk() -> OutcomeDesk {
    OutcomeDesk {
        secret: SECRET.into(),
        read: Arc::new(|bytes: &[u8], day| Ok(read(bytes, day))),
        table: Arc::new(|name: &str, so_far: &OutcomesSoFar, _: &[domain::Segment]| Ok(table(name, so_far))),
        today,
    }
}

/// One report a line: number, member, paid month.
fn read(bytes: &[u8], day: NaiveDate) -> OutcomesRead {
    let mut read = OutcomesRead::default();
    for (line, text) in (1..).zip(std::str::from_utf8(bytes).unwrap().lines()) {
        let fields: Vec<&str> = text.split(',').collect();
        match fields[..] {
            [report, member, month] if month.parse::<domain::Month>().is_ok() => {
                let report = OutcomeReport {
                    source: "bank".into(),
                    report: report.into(),
                    member: MemberId(member.into()),
                    what: Reported::Paid(month.parse().unwrap()),
                    happened_on: day,
                    known_on: None,
                };
                read.reports.push((line, report));
            }
            _ => read.refused.push(RefusedReport {
                line,
                field: "coverage_month".into(),
                value: text.rsplit(',').next().unwrap().into(),
                expected: Bilingual::new("bulan", "a month"),
            }),
        }
    }
    read
}

/// A table of one line, whose interval is the difference and two points on either side.
fn table(campaign: &str, so_far: &OutcomesSoFar) -> Vec<UpliftRow> {
    let of = |arm: Arm| {
        let sums = so_far.cells.iter().filter(|cell| cell.arm == arm).map(|cell| cell.sum);
        sums.fold((0, 0), |(people, kept), sum| (people + sum.people as u64, kept + sum.kept))
    };
    let (one, zero) = (of(Arm::Treated(Channel::Whatsapp)), of(Arm::HeldOut(RandomisationUnit::Person)));
    let rate = |(people, kept): (u64, i64)| Some(kept as f64 / people as f64);
    let uplift = rate(one).unwrap() - rate(zero).unwrap();
    vec![UpliftRow {
        campaign: campaign.into(),
        segment: SegmentId("fisher-seasonal".into()),
        segment_name: Bilingual::new("Nelayan musiman", "Seasonal fishers"),
        channel: Channel::Whatsapp,
        unit: RandomisationUnit::Person,
        treated: one.0,
        delivered: None,
        held_out: zero.0,
        areas_treated: None,
        areas_held_out: None,
        rate_treated: rate(one),
        rate_held_out: rate(zero),
        verdict: Verdict::Estimate { uplift, low: uplift - 0.02, high: uplift + 0.02, level: 0.95, p_value: 0.2 },
        paid_months: None,
        estimator: "invented".into(),
        cost: domain::Rupiah::ZERO,
        cost_per_additional: domain::CostPerAdditional::NoAnswer,
        true_uplift: None,
        notes: Vec::new(),
        judgement: None,
        running: Some(StillRunning { known: today(), closes: so_far.terms.known_by }),
    }]
}

async fn under_way() -> (Router, Store, Vec<MemberId>) {
    let store = invented::filled_store().await;
    store.save_uplift(invented::CAMPAIGN, &[]).await.unwrap();
    store.set_status(invented::CAMPAIGN, domain::views::CampaignStatus::Dispatched).await.unwrap();
    let terms = OutcomeTerms {
        first_day: "2026-12-01".parse().unwrap(),
        covered_month: "2027-01".parse().unwrap(),
        known_by: "2027-03-31".parse().unwrap(),
    };
    let hash = store.campaign(invented::CAMPAIGN).await.unwrap().unwrap().plan_hash;
    store.open_outcomes(invented::CAMPAIGN, &hash, &terms, "2026-11-30".parse().unwrap(), &[]).await.unwrap();
    let planned = store.plan_members(invented::CAMPAIGN).await.unwrap();
    let treated = planned.into_iter().filter(|p| p.arm == Arm::Treated(Channel::Whatsapp)).map(|p| p.member).collect();
    (router(ServiceState::new(store.clone(), None).with_outcomes(desk())), store, treated)
}

fn signed(body: &[u8], secret: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(body);
    format!("sha256={}", hex::encode(mac.finalize().into_bytes()))
}

async fn send(app: &Router, body: &str, signature: Option<String>) -> Answer {
    let mut request = Request::post(ADDRESS).header(header::HOST, "localhost:8080");
    if let Some(signature) = signature {
        request = request.header("X-Jangkau-Signature-256", signature);
    }
    ask(app, request.body(Body::from(body.to_owned())).unwrap()).await
}

async fn send_signed(app: &Router, body: &str) -> Answer {
    send(app, body, Some(signed(body.as_bytes(), SECRET))).await
}

#[tokio::test]
async fn a_report_moves_the_page_that_is_open_by_an_event() {
    let (app, _, treated) = under_way().await;
    let page = get(&app, &in_language(CAMPAIGN_PAGE, "en")).await;
    let words = page.words();
    assert!(words.contains("Not final. The outcome is judged on 31 March 2027"), "{words}");
    assert!(words.contains("No report has come in yet") && words.contains("Results so far"), "{words}");
    assert!(page.body.contains("data-live=") && page.body.contains("id=\"so-far\""));
    assert!(!words.contains("What each channel caused"));
    // The page is open: its stream waits for something to change.
    let live =
        Request::get(format!("{CAMPAIGN_PAGE}/live")).header(header::HOST, "localhost").body(Body::empty()).unwrap();
    let stream = app.clone().oneshot(live).await.unwrap();
    assert_eq!(stream.status(), StatusCode::OK);
    let mut events = stream.into_body().into_data_stream();
    let body = format!("1,{},2027-01\n2,{},2027-01\n", treated[0], treated[1]);
    let answer = send_signed(&app, &body).await;
    assert_eq!((answer.status, answer.json()["taken"].as_u64()), (StatusCode::OK, Some(2)), "{}", answer.body);
    let event = events.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&event).contains("event: changed"), "{event:?}");
    let after = get(&app, &in_language(CAMPAIGN_PAGE, "en")).await.words();
    assert!(after.contains("2 reports count, the newest known on 20 January 2027"), "{after}");
    assert!(after.contains("2 people") && after != words);
    let told = get(&app, &format!("/api{CAMPAIGN_PAGE}/outcomes")).await.json();
    let rate = told["rows"][0]["rate_treated"].as_f64().unwrap();
    assert!((rate - 2.0 / treated.len() as f64).abs() < 1e-12 && told["judged_on"] == "2027-03-31", "{told}");
    let indonesian = get(&app, &in_language(CAMPAIGN_PAGE, "id")).await.words();
    assert!(indonesian.contains("Belum final.") && indonesian.contains("2 laporan dihitung"), "{indonesian}");
}

#[tokio::test]
async fn good_lines_are_kept_bad_ones_told_and_the_same_again_changes_nothing() {
    let (app, store, treated) = under_way().await;
    let body = format!("1,{},2027-01\n2,{},Januari\n3,nobody,2027-01\n", treated[0], treated[1]);
    let first = send_signed(&app, &body).await;
    assert_eq!(first.status, StatusCode::UNPROCESSABLE_ENTITY);
    let told = first.json();
    assert_eq!((&told["taken"], &told["in_no_plan"], &told["repeated"]), (&2.into(), &1.into(), &0.into()));
    let refused = &told["refused"][0];
    assert_eq!(
        (&refused["line"], &refused["field"], &refused["value"]),
        (&2.into(), &"coverage_month".into(), &"Januari".into())
    );
    assert_eq!(refused["expected"]["en"], "a month");
    let before = store.outcomes_so_far(invented::CAMPAIGN).await.unwrap();
    let again = send_signed(&app, &body).await.json();
    assert_eq!((&again["taken"], &again["repeated"]), (&0.into(), &2.into()));
    let other = send_signed(&app, &format!("1,{},2026-12\n", treated[0])).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.body.contains("the earlier report of bank with this number says"), "{}", other.body);
    assert_eq!(store.outcomes_so_far(invented::CAMPAIGN).await.unwrap(), before);
}

#[tokio::test]
async fn what_is_not_signed_with_the_secret_is_refused_before_it_is_read() {
    let (app, store, treated) = under_way().await;
    let body = format!("1,{},2027-01\n", treated[0]);
    for signature in [None, Some(String::new()), Some("sha256=00".to_owned()), Some(signed(body.as_bytes(), "another"))]
    {
        let refused = send(&app, &body, signature).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
        assert!(refused.body.contains("X-Jangkau-Signature-256"), "{}", refused.body);
    }
    let (changed, signature) = (format!("{body} "), signed(body.as_bytes(), SECRET));
    assert_eq!(send(&app, &changed, Some(signature)).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(store.outcomes_so_far(invented::CAMPAIGN).await.unwrap().unwrap().reports, 0);
    let large = "x".repeat(4 * 1024 * 1024 + 1);
    assert_eq!(send_signed(&app, &large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let without = asking::app(&store);
    assert_eq!(send_signed(&without, &body).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn the_table_of_the_evaluation_takes_over() {
    let (app, store, _) = under_way().await;
    assert!(get(&app, CAMPAIGN_PAGE).await.body.contains("id=\"so-far\""));
    let so_far = store.outcomes_so_far(invented::CAMPAIGN).await.unwrap().unwrap();
    let rows = table(invented::CAMPAIGN, &so_far);
    store.save_uplift(invented::CAMPAIGN, &rows).await.unwrap();
    let page = get(&app, CAMPAIGN_PAGE).await;
    assert!(!page.body.contains("id=\"so-far\"") && page.words().contains("Pengaruh tiap kanal"));
    assert_eq!(get(&app, "/api/campaigns/lebaran-2027/outcomes").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nothing_is_compared_before_anything_was_sent() {
    let (app, store, _) = under_way().await;
    let waiting = invented::PLANNED_ONLY;
    store.approve(waiting, invented::plan::HASH, "Tuti", invented::moment("2026-12-01T03:00:00Z")).await.unwrap();
    let terms = OutcomeTerms {
        first_day: "2027-02-15".parse().unwrap(),
        covered_month: "2027-03".parse().unwrap(),
        known_by: "2027-05-31".parse().unwrap(),
    };
    let as_of = "2026-11-30".parse().unwrap();
    store.open_outcomes(waiting, invented::plan::HASH, &terms, as_of, &[]).await.unwrap();
    for (language, told) in [("id", "Belum ada yang dikirim."), ("en", "Nothing has been sent yet.")] {
        let page = get(&app, &in_language("/campaigns/lebaran-2027", language)).await;
        assert!(page.words().contains(told) && !page.body.contains("id=\"so-far\""), "{}", page.words());
        assert!(!get(&app, &in_language(CAMPAIGN_PAGE, language)).await.words().contains(told));
    }
}
