use super::*;
use crate::carrier::Carried;
use crate::relay::Relay;
use crate::{DispatchError, DispatchReport, EmailConfig, Ledger, SmtpSecurity, StopReason, send_email};
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
        DispatchError::Relay { reason, .. } => assert_eq!(reason, StopReason::Unreachable),
        other => panic!("{other}"),
    }
    assert_eq!(standing(&store).await[&TouchStatus::Planned], 3);
    // Where nothing is due nobody asks the relay.
    let ledger = Ledger { store: &store, contacts_key: &key() };
    let nothing = send_email(ledger, &config, CAMPAIGN, at(-1), || at(-1), &|_| ()).await.unwrap();
    assert_eq!(nothing, DispatchReport::default());
}

#[tokio::test]
async fn whatever_fails_before_the_relay_lets_us_in_leaves_nothing_unknown() {
    let mute = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mute = EmailConfig::loopback(mute.local_addr().unwrap().port(), "no-reply@example.org", "Iuran Anda");
    let distant = |host: &str| EmailConfig { host: host.into(), security: SmtpSecurity::StartTls, ..mute.clone() };
    // Nobody greets; a name that does not resolve; an address that leads nowhere.
    for mut config in [mute.clone(), distant("mail.invalid"), distant("192.0.2.1")] {
        config.pace.patience = Duration::from_millis(500);
        let relay = Relay::open(&config).unwrap();
        let message = relay.addressed("t-1", "m1@example.org".parse().unwrap(), "Iuran").body("Iuran".to_owned());
        match relay.send(message.unwrap(), Duration::from_millis(500)).await {
            Carried::Stop(stop) => assert_eq!(stop.reason, StopReason::Unreachable, "{}", stop.detail),
            _ => panic!("{} is not away", config.host),
        }
        let store = approved(Channel::Email, 3, 0).await;
        let ledger = Ledger { store: &store, contacts_key: &key() };
        let refusal = send_email(ledger, &config, CAMPAIGN, at(24), || at(1), &|_| ()).await.unwrap_err();
        assert!(matches!(refusal, DispatchError::Relay { reason: StopReason::Unreachable, .. }), "{refusal}");
        assert_eq!(standing(&store).await[&TouchStatus::Planned], 3);
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
