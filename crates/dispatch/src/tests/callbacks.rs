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
    let events = parse_reports(BODY.as_bytes()).unwrap().events;
    let seen: Vec<_> = events.iter().map(|e| (e.provider_id.as_deref().unwrap(), e.status)).collect();
    assert_eq!(
        seen,
        [("wamid.1", TouchStatus::HandedOver), ("wamid.1", TouchStatus::Read), ("wamid.2", TouchStatus::Failed)]
    );
    assert_eq!(events[0].touch.as_deref(), Some("t-1"));
    assert_eq!(events[0].at, at(0));
    assert_eq!((events[2].error_code, events[2].detail.as_deref()), (Some(131_026), Some("not on WhatsApp")));
}

#[test]
fn a_body_that_is_not_the_envelope_is_refused() {
    for body in
        ["", "{}", "[]", r#"{"object":"page","entry":[]}"#, r#"{"object":"whatsapp_business_account","entry":3}"#]
    {
        assert!(matches!(parse_reports(body.as_bytes()), Err(DispatchError::Webhook { .. })), "{body}");
    }
    assert!(parse_reports(br#"{"object":"whatsapp_business_account"}"#).unwrap() == crate::Reports::default());
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
