//! Sending through the fakes on loopback. Every test has its own store, gateway and callback.
#![allow(clippy::unwrap_used)]

mod budgets;
mod by_code;
mod by_email;
mod by_whatsapp;
mod callbacks;
mod templates;
mod work_mail;
mod working_off;

use crate::{CodePolicy, Pace, WhatsAppConfig, answer_challenge, parse_reports, record_reports, verify_signature};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    Arm, Bilingual, Channel, Contact, Language, MemberId, MemberRow, OccupationGroup, Plan, PlannedMember,
    RandomisationUnit, Rupiah, SegmentId, Touch, TouchStatus,
};
use fake_providers::{FakeWhatsApp, FakeWhatsAppConfig};
use std::collections::HashMap;
use std::time::Duration;
use store::{ContactsKey, Store};
use tokio::net::TcpListener;

pub(crate) const CAMPAIGN: &str = "jkk-jkm-2026";

pub(crate) fn key() -> ContactsKey {
    ContactsKey::from_bytes(&[7; 32])
}

pub(crate) fn at(hour: i64) -> DateTime<Utc> {
    "2026-12-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(hour)
}

pub(crate) fn member(number: u32) -> MemberId {
    MemberId(format!("M{number:06}"))
}

/// A contact with a number, an address and consent to both.
pub(crate) fn contact(number: u32) -> Contact {
    Contact {
        member: member(number),
        name: "Wati".into(),
        phone: Some(format!("0812{number:08}").parse().unwrap()),
        email: Some(format!("m{number}@example.org")),
        whatsapp_consent_on: "2026-01-05".parse().ok(),
        email_consent_on: "2026-01-05".parse().ok(),
    }
}

/// A planned campaign with everybody's contacts: `treated` on the channel, all due at 00:00, then `held_out`.
pub(crate) async fn plan(store: &Store, channel: Channel, treated: u32, held_out: u32) {
    let members: Vec<PlannedMember> = (0..treated + held_out)
        .map(|n| PlannedMember {
            row: MemberRow(n),
            member: member(n),
            segment: SegmentId("fisher-seasonal".into()),
            group: OccupationGroup::ALL[0],
            area: "33.21.04.2007".parse().unwrap(),
            arm: if n < treated { Arm::Treated(channel) } else { Arm::HeldOut(RandomisationUnit::Person) },
            language: Language::Id,
            send_at: (n < treated).then(|| at(0)),
            cost: Rupiah::whole(586),
        })
        .collect();
    let touches: Vec<Touch> = members
        .iter()
        .filter(|m| m.arm.channel().is_some())
        .map(|m| Touch {
            id: format!("t-{}", m.member),
            campaign: CAMPAIGN.into(),
            member: m.member.clone(),
            channel,
            step: 1,
            area: m.area,
            language: m.language,
            body: "Iuran Anda Rp8.400\nsampai 31 Desember.".into(),
            due_at: at(0),
            cost_rupiah: 586,
        })
        .collect();
    let plan = Plan {
        campaign: CAMPAIGN.into(),
        hash: "hash-1".into(),
        as_of: "2026-11-30".parse().unwrap(),
        members,
        excluded: vec![],
        warnings: vec![],
    };
    let view = CampaignView {
        name: CAMPAIGN.into(),
        title: Bilingual::new("Diskon berakhir", "Discount ends"),
        status: CampaignStatus::Planned,
        plan_hash: plan.hash.clone(),
        as_of: plan.as_of,
        planned_by: "Sari".into(),
        approved_by: None,
        approved_at: None,
        members: u64::from(treated + held_out),
        held_out: u64::from(held_out),
        cost: plan.cost(),
        budget: Rupiah::whole(100_000_000),
        warnings: vec![],
        halted: None,
    };
    store.save_plan(&view, &plan, &touches, &[]).await.unwrap();
    let contacts: Vec<Contact> = (0..treated + held_out).map(contact).collect();
    store.save_contacts(&key(), &contacts).await.unwrap();
}

/// The same, approved.
pub(crate) async fn approved(channel: Channel, treated: u32, held_out: u32) -> Store {
    let store = Store::fresh().await.unwrap();
    plan(&store, channel, treated, held_out).await;
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    store
}

/// A callback as a service would have it; answers its address.
pub(crate) async fn callback(store: Store) -> String {
    let defaults = FakeWhatsAppConfig::default();
    let router = Router::new()
        .route(
            "/webhook",
            get(|State((_, config)): State<(Store, FakeWhatsAppConfig)>, Query(asked): Query<HashMap<String, String>>| async move {
                let word = |name: &str| asked.get(name).map(String::as_str);
                let (mode, token, challenge) = (word("hub.mode"), word("hub.verify_token"), word("hub.challenge"));
                answer_challenge(mode, token, challenge, &config.verify_token).ok_or(StatusCode::FORBIDDEN)
            })
            .post(|State((store, config)): State<(Store, FakeWhatsAppConfig)>, headers: HeaderMap, body: Bytes| async move {
                let signature = headers.get("x-hub-signature-256").and_then(|v| v.to_str().ok());
                if !verify_signature(config.app_secret.as_bytes(), &body, signature) {
                    return StatusCode::UNAUTHORIZED;
                }
                let reports = parse_reports(&body, Utc::now().max(at(24))).unwrap();
                record_reports(&CodePolicy::shipped(), &store, Some(&key()), &[reports]).await.unwrap();
                StatusCode::OK
            }),
        )
        .with_state((store, defaults));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}/webhook")
}

/// A gateway that reports to the store.
pub(crate) async fn gateway(store: &Store, config: FakeWhatsAppConfig) -> FakeWhatsApp {
    let callback_url = Some(callback(store.clone()).await);
    FakeWhatsApp::start(FakeWhatsAppConfig { callback_url, ..config }).await.unwrap()
}

/// A sender for a gateway, in a hurry.
pub(crate) fn sender(gateway: &FakeWhatsApp) -> WhatsAppConfig {
    let defaults = FakeWhatsAppConfig::default();
    WhatsAppConfig {
        pace: hurried(),
        ..WhatsAppConfig::new(gateway.base_url(), defaults.phone_number_id, defaults.access_token)
    }
}

pub(crate) fn hurried() -> Pace {
    Pace {
        per_second: None,
        claim: 40,
        patience: Duration::from_secs(5),
        first_wait: Duration::from_millis(5),
        longest_wait: Duration::from_millis(20),
        ..Pace::default()
    }
}

/// How many touches stand at each status.
pub(crate) async fn standing(store: &Store) -> HashMap<TouchStatus, u64> {
    let counts = store.touch_counts(CAMPAIGN).await.unwrap();
    counts.into_iter().map(|c| (c.status, c.touches)).collect()
}
