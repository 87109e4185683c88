//! Which template a message is sent with, and when none is.

use super::*;
use crate::{
    CodePolicy, DispatchError, DispatchReport, Ledger, StopReason, parse_reports, record_reports, send_whatsapp,
};
use domain::{TemplateFilling, TemplateParameter};
use fake_providers::{StatusClock, TemplateState};
use store::Held;

const BODY: &str = "Iuran Anda Rp8.400\nsampai 31 Desember.";

async fn send(store: &Store, config: &WhatsAppConfig) -> Result<DispatchReport, DispatchError> {
    send_whatsapp(Ledger { store, contacts_key: &key() }, config, CAMPAIGN, at(24), || at(1), &|_| ()).await
}

/// A sender that looks templates and numbers up first.
fn careful(gateway: &FakeWhatsApp) -> WhatsAppConfig {
    WhatsAppConfig { business_account_id: Some("200000000000001".into()), ..sender(gateway) }
}

fn version(name: &str, language: &str, status: &str, quality: &str) -> TemplateState {
    TemplateState {
        name: name.into(),
        language: language.into(),
        status: status.into(),
        quality: quality.into(),
        parameters: None,
    }
}

fn filling(named: bool) -> TemplateFilling {
    let parameter = |name: &str, text: &str| TemplateParameter { name: named.then(|| name.into()), text: text.into() };
    TemplateFilling {
        body: BODY.into(),
        template: "pengingat_jv".into(),
        language_code: "id".into(),
        parameters: vec![parameter("price_now", "Rp8.400"), parameter("deadline", "31\nDesember")],
    }
}

/// An approved campaign whose one body is said with a registered template.
async fn with_filling(named: bool) -> Store {
    let store = Store::fresh().await.unwrap();
    plan(&store, Channel::Whatsapp, 4, 1).await;
    store.save_fillings(CAMPAIGN, &[filling(named)]).await.unwrap();
    store.approve(CAMPAIGN, "hash-1", "Budi", at(0)).await.unwrap();
    store
}

#[tokio::test]
async fn a_body_is_said_with_its_registered_template_its_own_language_code_and_its_parameters() {
    for (named, words) in [(true, "price_now=Rp8.400 | deadline=31 Desember"), (false, "Rp8.400 | 31 Desember")] {
        let store = with_filling(named).await;
        let template = TemplateState { parameters: Some(2), ..version("pengingat_jv", "id", "APPROVED", "GREEN") };
        let config = FakeWhatsAppConfig { template_states: vec![template], ..Default::default() };
        let gateway = gateway(&store, config).await;
        assert_eq!(send(&store, &careful(&gateway)).await.unwrap().handed_over, 4);
        let first = &gateway.accepted()[0];
        assert_eq!((first.template.as_str(), first.language.as_str()), ("pengingat_jv", "id"));
        assert_eq!(first.words, words);
    }
}

#[tokio::test]
async fn a_template_that_is_not_approved_or_rated_red_is_not_sent_and_the_sentence_says_so() {
    let cases = [
        (vec![version("pengingat_jv", "id", "PAUSED", "RED")], "is PAUSED, not APPROVED"),
        (vec![version("pengingat_jv", "id", "PENDING", "UNKNOWN")], "is PENDING, not APPROVED"),
        (vec![version("pengingat_jv", "id", "APPROVED", "RED")], "has red quality"),
        (vec![version("pengingat_jv", "en", "APPROVED", "GREEN")], "`pengingat_jv` in `id` is not registered"),
        (vec![version("pengingat_jv_2", "id", "APPROVED", "GREEN")], "is not registered"),
    ];
    for (template_states, words) in cases {
        let store = with_filling(true).await;
        let gateway = gateway(&store, FakeWhatsAppConfig { template_states, ..Default::default() }).await;
        let refusal = send(&store, &careful(&gateway)).await.unwrap_err();
        assert!(refusal.to_string().contains(words), "{refusal}");
        assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::Template, .. }));
        assert_eq!(gateway.requests_received(), 0, "no message was tried");
        assert_eq!(standing(&store).await[&TouchStatus::Planned], 4);
    }
}

#[tokio::test]
async fn a_campaign_without_fillings_needs_its_own_template_in_the_languages_that_are_due() {
    let store = approved(Channel::Whatsapp, 3, 0).await;
    let config = FakeWhatsAppConfig {
        template_states: vec![version("jangkau_jkk_jkm_2026", "id", "APPROVED", "UNKNOWN")],
        ..Default::default()
    };
    let gateway = gateway(&store, config).await;
    assert_eq!(send(&store, &careful(&gateway)).await.unwrap().handed_over, 3);
    assert_eq!(gateway.accepted()[0].words, "Iuran Anda Rp8.400 sampai 31 Desember.");
}

#[tokio::test]
async fn a_number_rated_red_is_not_used_and_a_wrong_token_is_told_before_anything_is_sent() {
    let store = approved(Channel::Whatsapp, 12, 0).await;
    let number_quality = vec![("100000000000001".to_owned(), "RED".to_owned())];
    let config =
        FakeWhatsAppConfig { number_quality, more_numbers: vec!["100000000000002".into()], ..Default::default() };
    let gateway = gateway(&store, config).await;
    let refusal = send(&store, &careful(&gateway)).await.unwrap_err();
    assert!(refusal.to_string().contains("quality of every number red"), "{refusal}");
    let wrong = WhatsAppConfig { access_token: "expired".into(), ..careful(&gateway) };
    let refusal = send(&store, &wrong).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::Credentials, code: Some(190), .. }));
    assert_eq!(gateway.requests_received(), 0);
    let second = crate::SenderNumber { phone_number_id: "100000000000002".into(), per_second: None };
    let both = WhatsAppConfig { more_numbers: vec![second], ..careful(&gateway) };
    assert_eq!(send(&store, &both).await.unwrap().handed_over, 12);
    assert!(gateway.accepted().iter().all(|m| m.through == "100000000000002"));
}

#[tokio::test]
async fn news_of_a_paused_template_or_a_flagged_number_holds_it_until_the_provider_says_otherwise() {
    let store = with_filling(true).await;
    let approved = version("pengingat_jv", "id", "APPROVED", "GREEN");
    let config = FakeWhatsAppConfig {
        template_states: vec![approved.clone()],
        status_clock: StatusClock::standing_at(at(1)),
        ..Default::default()
    };
    let gateway = gateway(&store, config).await;
    let paused = TemplateState { status: "PAUSED".into(), ..approved.clone() };
    assert!(gateway.change_template(&paused).await.unwrap());
    // A sender that does not look anything up heeds the news all the same.
    let refusal = send(&store, &sender(&gateway)).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::Template, .. }), "{refusal}");
    assert!(refusal.to_string().contains("PAUSED"), "{refusal}");
    assert!(gateway.change_template(&approved).await.unwrap());
    assert!(store.holds(Channel::Whatsapp, at(1)).await.unwrap().is_empty());
    assert!(gateway.change_quality("100000000000001", "RED").await.unwrap());
    let holds = store.holds(Channel::Whatsapp, at(2)).await.unwrap();
    assert_eq!(holds[0].held, Held::Number("622150000001".into()));
    assert!(holds[0].detail.contains("FLAGGED"));
    let refusal = send(&store, &careful(&gateway)).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::NumbersPaused, .. }), "{refusal}");
    assert_eq!(gateway.requests_received(), 0);
    gateway.change_quality("100000000000001", "GREEN").await.unwrap();
    assert_eq!(send(&store, &careful(&gateway)).await.unwrap().handed_over, 4);
}

#[tokio::test]
async fn old_news_lifts_nothing_and_other_changes_are_passed_over() {
    let store = Store::fresh().await.unwrap();
    let told = |time: i64, field: &str, value: serde_json::Value| {
        let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [
            {"id": "2", "time": time, "changes": [{"field": field, "value": value}]}]});
        parse_reports(body.to_string().as_bytes(), at(24)).unwrap()
    };
    let template = |event: &str| {
        serde_json::json!({"event": event, "message_template_id": 7, "message_template_name": "a",
            "message_template_language": "id", "reason": null})
    };
    let field = "message_template_status_update";
    let time = at(5).timestamp();
    let reports = [told(time, field, template("PAUSED")), told(time - 60, field, template("APPROVED"))];
    record_reports(&CodePolicy::shipped(), &store, None, &reports).await.unwrap();
    record_reports(&CodePolicy::shipped(), &store, None, &reports[1..]).await.unwrap();
    assert_eq!(store.holds(Channel::Whatsapp, at(6)).await.unwrap().len(), 1);
    record_reports(&CodePolicy::shipped(), &store, None, &[told(time + 60, field, template("APPROVED"))])
        .await
        .unwrap();
    record_reports(&CodePolicy::shipped(), &store, None, &reports[..1]).await.unwrap();
    assert!(store.holds(Channel::Whatsapp, at(6)).await.unwrap().is_empty(), "the pause came twice");
    for (field, value) in [
        ("account_update", serde_json::json!({"event": 7, "reason": {"a": 1}})),
        ("phone_number_quality_update", serde_json::json!({"event": "UPGRADE", "display_phone_number": "62 21"})),
        (field, serde_json::json!({"event": "PAUSED"})),
    ] {
        assert!(told(time, field, value).news.is_empty(), "{field}");
    }
}

#[tokio::test]
async fn news_that_something_may_be_used_outlives_older_news_that_comes_after_it() {
    let store = Store::fresh().await.unwrap();
    let told = |minutes: i64, field: &str, value: serde_json::Value| {
        let time = at(5).timestamp() + 60 * minutes;
        let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [
            {"id": "2", "time": time, "changes": [{"field": field, "value": value}]}]});
        parse_reports(body.to_string().as_bytes(), at(24)).unwrap()
    };
    let template = |minutes, event: &str| {
        let value =
            serde_json::json!({"event": event, "message_template_name": "a", "message_template_language": "id"});
        told(minutes, "message_template_status_update", value)
    };
    let number = |minutes, event: &str| {
        let value = serde_json::json!({"event": event, "display_phone_number": "+62 21 5000 0001"});
        told(minutes, "phone_number_quality_update", value)
    };
    let held = async |reports: &[crate::Reports]| {
        record_reports(&CodePolicy::shipped(), &store, None, reports).await.unwrap();
        store.holds(Channel::Whatsapp, at(6)).await.unwrap().len()
    };
    assert_eq!(held(&[template(2, "APPROVED"), number(2, "UNFLAGGED")]).await, 0);
    assert_eq!(held(&[template(1, "PAUSED"), number(1, "FLAGGED")]).await, 0, "both are over by then");
    assert_eq!(held(&[template(3, "PAUSED"), number(3, "FLAGGED")]).await, 2);
    assert_eq!(held(&[template(2, "APPROVED"), number(2, "UNFLAGGED")]).await, 2, "older than the holds");
    assert_eq!(held(&[template(4, "APPROVED"), number(4, "UNFLAGGED")]).await, 0);
}

#[tokio::test]
async fn red_quality_of_a_template_holds_it_until_its_quality_is_better_whatever_its_status() {
    let store = with_filling(true).await;
    let good = version("pengingat_jv", "id", "APPROVED", "GREEN");
    let status_clock = StatusClock::standing_at(at(1));
    let config = FakeWhatsAppConfig { template_states: vec![good.clone()], status_clock, ..Default::default() };
    let gateway = gateway(&store, config).await;
    let red = TemplateState { quality: "RED".into(), ..good.clone() };
    assert!(gateway.change_template(&red).await.unwrap());
    let holds = store.holds(Channel::Whatsapp, at(1)).await.unwrap();
    assert_eq!(holds.iter().map(|h| &h.held).collect::<Vec<_>>(), [&Held::Template("pengingat_jv/id/quality".into())]);
    assert!(holds[0].detail.contains("RED") && holds[0].detail.contains("GREEN"), "{}", holds[0].detail);
    // Approved as it is, and told so once more.
    assert!(gateway.change_template(&red).await.unwrap());
    let refusal = send(&store, &sender(&gateway)).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::Template, .. }), "{refusal}");
    assert_eq!(gateway.requests_received(), 0);
    assert!(gateway.change_template(&TemplateState { quality: "YELLOW".into(), ..good }).await.unwrap());
    assert_eq!(send(&store, &sender(&gateway)).await.unwrap().handed_over, 4);
}

#[test]
fn news_of_quality_is_read_as_the_provider_writes_it() {
    let told = |field: &str, score: &str| {
        let body = serde_json::json!({"object": "whatsapp_business_account", "entry": [{"id": "2", "time": 1_796_083_200,
            "changes": [{"field": field, "value": {"previous_quality_score": "GREEN", "new_quality_score": score,
                "message_template_id": 7, "message_template_name": "a", "message_template_language": "en-US"}}]}]});
        parse_reports(body.to_string().as_bytes(), at(24)).unwrap().news
    };
    for field in ["message_template_quality_update", "message_template_status_update"] {
        for (score, stops) in [("RED", true), ("YELLOW", false), ("GREEN", false)] {
            let news = told(field, score);
            assert_eq!((news[0].stops, &news[0].about), (stops, &Held::Template("a/en_US/quality".into())));
        }
        assert!(told(field, "UNKNOWN").is_empty());
    }
}

#[tokio::test]
async fn a_flagged_number_is_held_for_a_sender_that_looks_nothing_up_and_another_number_is_not() {
    let store = approved(Channel::Whatsapp, 4, 0).await;
    let status_clock = StatusClock::standing_at(at(1));
    let config =
        FakeWhatsAppConfig { more_numbers: vec!["100000000000002".into()], status_clock, ..Default::default() };
    let gateway = gateway(&store, config).await;
    assert!(gateway.change_quality("100000000000001", "RED").await.unwrap());
    let refusal = send(&store, &sender(&gateway)).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::NumbersPaused, .. }), "{refusal}");
    assert_eq!(gateway.requests_received(), 0);
    // Nobody tells the digits: any number may be the one.
    let other = WhatsAppConfig { phone_number_id: "100000000000002".into(), ..sender(&gateway) };
    let silent = WhatsAppConfig { access_token: "expired".into(), ..other.clone() };
    let refusal = send(&store, &silent).await.unwrap_err();
    assert!(matches!(refusal, DispatchError::Stopped { reason: StopReason::NumbersPaused, .. }), "{refusal}");
    assert_eq!(send(&store, &other).await.unwrap().handed_over, 4, "its digits are asked for, and are not those");
}
