use super::*;
use crate::{DispatchError, Ledger, parse_reports, send_whatsapp, sign};

const BODY: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{
  "messaging_product":"whatsapp","statuses":[
    {"id":"wamid.1","status":"sent","timestamp":"1796083200","recipient_id":"6281","biz_opaque_callback_data":"t-1"},
    {"id":"wamid.1","status":"read","timestamp":1796083260,"recipient_id":"6281"},
    {"id":"wamid.2","status":"failed","timestamp":"1796083200","errors":[{"code":131026,"title":"Message undeliverable",
      "error_data":{"details":"not on WhatsApp"}}]},
    {"id":"wamid.3","status":"deleted","timestamp":"1796083200"},
    {"status":"sent","timestamp":"1796083200"},
    {"id":"wamid.4","status":"sent","timestamp":"soon"}]}},
  {"field":"messages","value":{"messages":[{"from":"6281","id":"wamid.in","type":"text"}]}}]}]}"#;

#[test]
fn statuses_become_reports_in_the_order_they_stand() {
    let events = parse_reports(BODY.as_bytes(), at(24)).unwrap().events;
    let seen: Vec<_> = events.iter().map(|e| (e.provider_id.as_deref().unwrap(), e.status)).collect();
    assert_eq!(
        seen,
        [
            ("wamid.1", TouchStatus::HandedOver),
            ("wamid.1", TouchStatus::Read),
            ("wamid.2", TouchStatus::Failed),
            ("wamid.4", TouchStatus::HandedOver)
        ]
    );
    assert_eq!(events[0].touch.as_deref(), Some("t-1"));
    assert_eq!(events[0].at, at(0));
    assert_eq!((events[2].error_code, events[2].detail.as_deref()), (Some(131_026), Some("not on WhatsApp")));
    assert_eq!(events[3].at, at(24), "a time that cannot be read is that of receipt");
}

/// A signed body around statuses and messages of one number.
fn around(statuses: &str, messages: &str) -> Vec<u8> {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{
            "statuses":[{statuses}],"messages":[{messages}]}}}}]}}]}}"#
    )
    .into_bytes()
}

#[test]
fn an_odd_status_takes_no_other_with_it() {
    let odd = [
        (r#"{"id":"wamid.9","status":"sent","timestamp":"1796083200","errors":null}"#, true),
        (r#"{"id":"wamid.9","status":"failed","timestamp":"1796083200","errors":[{"code":"131026"}]}"#, true),
        (r#"{"id":123,"status":"sent","timestamp":"1796083200"}"#, true),
        (r#"{"id":"wamid.9","status":"sent","timestamp":1796083200.5}"#, true),
        (r#"{"id":"wamid.9","status":"failed","timestamp":null,"errors":"none"}"#, true),
        (r#"{"id":["wamid.9"],"status":"sent"}"#, false),
        (r#"{"id":"wamid.9","status":7}"#, false),
        ("null", false),
        ("[]", false),
    ];
    let good = r#"{"id":"wamid.1","status":"read","timestamp":"1796083200"}"#;
    let wish = r#"{"from":"6281","timestamp":"1796083200","text":{"body":"STOP"}}"#;
    for (odd, is_read) in odd {
        let reports = parse_reports(&around(&format!("{odd},{good}"), &format!("7,{wish}")), at(1)).unwrap();
        assert_eq!(reports.events.len(), 1 + usize::from(is_read), "{odd}");
        assert_eq!(reports.events.last().unwrap().status, TouchStatus::Read);
        assert_eq!((reports.stops.len(), reports.unreadable), (1, 1 + u64::from(!is_read)), "{odd}");
        if odd.contains("131026") {
            assert_eq!(reports.failures[0].code, 131_026);
        }
    }
    let body = r#"{"object":"whatsapp_business_account","entry":[null,{"changes":7},{"changes":[{"value":{
        "statuses":{},"messages":[WISH]}}]}]}"#;
    let reports = parse_reports(body.replace("WISH", wish).as_bytes(), at(1)).unwrap();
    assert_eq!((reports.stops.len(), reports.unreadable), (1, 3));
}

#[test]
fn a_time_that_cannot_be_is_that_of_receipt() {
    let received = at(1);
    let latest = (received + chrono::TimeDelta::days(1)).timestamp();
    let unknown = received.timestamp();
    for (said, taken) in [
        ("1796083200".to_owned(), 1_796_083_200),
        ("\"1230768000\"".to_owned(), 1_230_768_000),
        ("1230767999".to_owned(), unknown),
        (latest.to_string(), latest),
        ((latest + 1).to_string(), unknown),
        ("1796083200000".to_owned(), unknown),
        ("8210266876799".to_owned(), unknown),
        ("-8334601228800".to_owned(), unknown),
        (i64::MIN.to_string(), unknown),
        (u64::MAX.to_string(), unknown),
        ("1e300".to_owned(), unknown),
        ("\"NaN\"".to_owned(), unknown),
        ("{}".to_owned(), unknown),
    ] {
        let status = format!(r#"{{"id":"wamid.1","status":"sent","timestamp":{said}}}"#);
        let message = format!(r#"{{"from":"6281","timestamp":{said},"text":{{"body":"stop"}}}}"#);
        let reports = parse_reports(&around(&status, &message), received).unwrap();
        assert_eq!(reports.events[0].at.timestamp(), taken, "{said}");
        let local = DateTime::from_timestamp(taken + 7 * 3600, 0).unwrap();
        assert_eq!(reports.stops[0].on, local.date_naive(), "{said}");
    }
    let message = r#"{"from":"6281","text":{"body":"stop"}}"#;
    for ever in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert_eq!(parse_reports(&around("", message), ever).unwrap().stops.len(), 1);
    }
}

#[test]
fn a_body_that_is_not_the_envelope_is_refused() {
    for body in
        ["", "{}", "[]", r#"{"object":"page","entry":[]}"#, r#"{"object":"whatsapp_business_account","entry":3}"#]
    {
        assert!(matches!(parse_reports(body.as_bytes(), at(0)), Err(DispatchError::Webhook { .. })), "{body}");
    }
    for nothing in
        ["", r#","entry":null"#, r#","entry":[{"changes":null}]"#, r#","entry":[{"changes":[{"value":null}]}]"#]
    {
        let body = format!(r#"{{"object":"whatsapp_business_account"{nothing}}}"#);
        assert_eq!(parse_reports(body.as_bytes(), at(0)).unwrap(), crate::Reports::default(), "{body}");
    }
}

#[test]
fn only_the_signature_of_these_very_bytes_counts() {
    let (secret, body) = (b"app-secret".as_slice(), BODY.as_bytes());
    let good = sign(secret, body);
    assert!(verify_signature(secret, body, Some(&good)));
    assert!(!verify_signature(secret, &body[1..], Some(&good)));
    assert!(!verify_signature(b"another", body, Some(&good)));
    assert!(!verify_signature(secret, body, None));
    assert!(!verify_signature(secret, body, Some("sha256=")));
    assert!(!verify_signature(secret, body, Some(good.trim_start_matches("sha256="))));
    assert!(!verify_signature(secret, body, Some(&good[..good.len() - 2])));
    assert!(!verify_signature(b"", body, Some(&sign(b"", body))), "an unset secret is no secret");
}

#[test]
fn the_signature_is_that_of_rfc_4231() {
    let expected = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(sign(b"Jefe", b"what do ya want for nothing?"), expected);
}

#[test]
fn a_challenge_is_answered_only_to_those_who_know_the_token() {
    let answer = |mode, token| answer_challenge(Some(mode), token, Some("1158"), "verify");
    assert_eq!(answer("subscribe", Some("verify")).as_deref(), Some("1158"));
    assert_eq!(answer("subscribe", Some("guess")), None);
    assert_eq!(answer("subscribe", None), None);
    assert_eq!(answer("unsubscribe", Some("verify")), None);
    assert_eq!(answer_challenge(Some("subscribe"), Some(""), Some("1158"), ""), None);
}

#[tokio::test]
async fn a_gateway_with_another_secret_changes_nothing() {
    let store = approved(Channel::Whatsapp, 3, 0).await;
    let url = callback(store.clone()).await;
    let forged = sign(b"guess", BODY.as_bytes());
    let client = {
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap()
    };
    let body = BODY.replace("t-1", "t-M000000");
    let answer = client.post(&url).header("x-hub-signature-256", forged).body(body.clone()).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 401);
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 3);
    let signed = sign(FakeWhatsAppConfig::default().app_secret.as_bytes(), body.as_bytes());
    let answer = client.post(&url).header("x-hub-signature-256", signed).body(body).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 2, "reported by the provider, so it has left the outbox");
}

#[tokio::test]
async fn a_gateway_does_not_start_towards_a_callback_that_fails_the_challenge() {
    let store = approved(Channel::Whatsapp, 1, 0).await;
    let callback_url = Some(callback(store).await);
    let config = FakeWhatsAppConfig { callback_url, verify_token: "another".into(), ..Default::default() };
    let refusal = FakeWhatsApp::start(config).await.unwrap_err();
    assert!(refusal.to_string().contains("403"), "{refusal}");
}

#[tokio::test]
async fn who_stopped_marketing_messages_is_not_written_to_again() {
    let store = approved(Channel::Whatsapp, 30, 0).await;
    let gateway = gateway(&store, FakeWhatsAppConfig { opted_out_share: 0.3, ..Default::default() }).await;
    send_whatsapp(
        Ledger { store: &store, contacts_key: &key() },
        &sender(&gateway),
        CAMPAIGN,
        at(24),
        || at(1),
        &|_| (),
    )
    .await
    .unwrap();
    gateway.settle().await;
    let members: Vec<MemberId> = (0..30).map(member).collect();
    let contacts = store.contacts_of(&key(), &members).await.unwrap();
    let withdrawn = contacts.values().filter(|c| c.whatsapp_consent_on.is_none()).count() as u64;
    let failed = standing(&store).await[&TouchStatus::Failed];
    assert!((3..=failed).contains(&withdrawn), "{withdrawn} of {failed}");
}

#[test]
fn a_choice_in_whatsapp_is_a_wish_and_an_odd_one_takes_no_other_with_it() {
    let chosen = [
        (r#"{"wa_id":"6281","category":"marketing_messages","value":"stop","timestamp":1796083200}"#, 1, 0),
        (r#"{"wa_id":6281,"value":"stop","timestamp":"1796083200"}"#, 1, 0),
        (r#"{"wa_id":"6281","category":"marketing_messages","value":"resume","timestamp":1796083200}"#, 0, 0),
        (r#"{"wa_id":"6281","category":"calls","value":"stop"}"#, 0, 0),
        (r#"{"category":"marketing_messages","value":"stop"}"#, 0, 1),
        ("7", 0, 1),
    ];
    for (chosen, wishes, unreadable) in chosen {
        let good = r#"{"wa_id":"6282","category":"marketing_messages","value":"stop","timestamp":1796083200}"#;
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"user_preferences",
                "value":{{"user_preferences":[{chosen},{good}]}}}}]}}]}}"#
        );
        let reports = parse_reports(body.as_bytes(), at(24)).unwrap();
        assert_eq!((reports.stops.len(), reports.unreadable), (wishes + 1, unreadable), "{chosen}");
        let last = reports.stops.last().unwrap();
        assert_eq!((last.digits.as_str(), last.on), ("6282", "2026-12-01".parse().unwrap()));
    }
}

#[tokio::test]
async fn a_body_with_nul_in_its_words_is_written_with_all_others() {
    let store = approved(Channel::Whatsapp, 2, 0).await;
    let status = r#"{"id":"wamid.\u00009","status":"failed","timestamp":"1796083200","biz_opaque_callback_data":"t-M0000\u000000",
        "errors":[{"code":131026,"error_data":{"details":"not \u0000on WhatsApp"}}]}"#;
    let good = r#"{"id":"wamid.1","status":"sent","timestamp":"1796083200","biz_opaque_callback_data":"t-M000001"}"#;
    let reports = parse_reports(&around(&format!("{status},{good}"), ""), at(24)).unwrap();
    let first = &reports.events[0];
    assert_eq!((first.touch.as_deref(), first.provider_id.as_deref()), (Some("t-M000000"), Some("wamid.9")));
    assert_eq!(first.detail.as_deref(), Some("not on WhatsApp"));
    let changed = record_reports(&CodePolicy::shipped(), &store, None, &[reports]).await.unwrap();
    assert_eq!(changed, 2);
    let refused = r#"{"error":{"code":100,"message":"a\u0000b","error_data":{"details":"c\u0000d"}}}"#;
    let refused: crate::wire::Refused = serde_json::from_str(refused).unwrap();
    assert_eq!(refused.error.words(), "ab: cd");
}
