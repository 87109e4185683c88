use super::*;
use crate::{DispatchError, DispatchReport, EmailConfig, Ledger, StopReason, send_email};
use fake_providers::{FakeSmtp, FakeSmtpConfig};

async fn send(store: &Store, relay: &FakeSmtp) -> Result<DispatchReport, DispatchError> {
    let mut config = EmailConfig::loopback(relay.port(), "Jangkau <no-reply@example.org>", "Iuran Anda");
    config.pace = Pace { patience: Duration::from_millis(500), ..hurried() };
    send_email(Ledger { store, contacts_key: &key() }, &config, CAMPAIGN, at(24), || at(1), &|_| ()).await
}

#[tokio::test]
async fn an_e_mail_leaves_once_with_our_id_and_words() {
    let store = approved(Channel::Email, 10, 3).await;
    let relay = FakeSmtp::start(FakeSmtpConfig::default()).await.unwrap();
    assert_eq!(send(&store, &relay).await.unwrap(), DispatchReport { handed_over: 10, ..Default::default() });
    assert_eq!(send(&store, &relay).await.unwrap(), DispatchReport::default());
    let mails = relay.mails();
    assert_eq!(mails.len(), 10);
    let first = mails.iter().find(|m| m.to == ["m0@example.org"]).unwrap();
    assert_eq!(first.from, "no-reply@example.org");
    assert!(first.content.contains("Message-ID: <t-M000000@example.org>"), "{}", first.content);
    assert!(first.content.contains("Iuran Anda Rp8.400"), "{}", first.content);
}

#[tokio::test]
async fn refusals_silence_and_missing_consent_each_have_their_word() {
    let store = approved(Channel::Email, 5, 0).await;
    let withdrawn = Contact { email_consent_on: None, ..contact(3) };
    let unreadable = Contact { email: Some("not an address".into()), ..contact(4) };
    store.save_contacts(&key(), &[withdrawn, unreadable]).await.unwrap();
    let config = FakeSmtpConfig {
        refuse: vec!["m0@example.org".into()],
        defer: vec!["m1@example.org".into()],
        swallow: vec!["m2@example.org".into()],
    };
    let relay = FakeSmtp::start(config).await.unwrap();
    let report = send(&store, &relay).await.unwrap();
    assert_eq!(report, DispatchReport { failed: 4, unknown: 1, ..Default::default() });
    assert_eq!(store.unknown_touches(CAMPAIGN).await.unwrap(), [("t-M000002".to_owned(), member(2))]);
    send(&store, &relay).await.unwrap();
    assert_eq!(relay.messages_received(), 1, "the message nobody answered for is not sent again");
}

#[tokio::test]
async fn a_relay_that_is_down_costs_no_touch() {
    let store = approved(Channel::Email, 3, 0).await;
    let relay = FakeSmtp::start(FakeSmtpConfig::default()).await.unwrap();
    let config = EmailConfig::loopback(relay.port(), "no-reply@example.org", "Iuran Anda");
    relay.stop().await;
    match send_email(Ledger { store: &store, contacts_key: &key() }, &config, CAMPAIGN, at(24), || at(1), &|_| ())
        .await
        .unwrap_err()
    {
        DispatchError::Stopped { reason, report, .. } => {
            assert_eq!((reason, report.returned), (StopReason::Unreachable, 3));
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn mail_to_a_distant_relay_never_goes_in_clear() {
    let store = approved(Channel::Email, 1, 0).await;
    let config = EmailConfig { host: "relay.example.org".into(), ..EmailConfig::loopback(25, "a@example.org", "x") };
    let refusal =
        send_email(Ledger { store: &store, contacts_key: &key() }, &config, CAMPAIGN, at(24), || at(1), &|_| ())
            .await
            .unwrap_err();
    assert!(matches!(refusal, DispatchError::Setting { setting: "security", .. }), "{refusal}");
}
