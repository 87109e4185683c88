//! What is told and kept of letters that a relay takes, refuses, or never answers for.
#![allow(clippy::unwrap_used)]

use super::{Letter, Posted, addresses, post};
use crate::home::Home;
use chrono::{DateTime, Utc};
use dispatch::{EmailConfig, Pace};
use domain::{MailPurpose, MailStanding};
use fake_providers::{FakeSmtp, FakeSmtpConfig};
use std::time::Duration;

fn letter() -> Letter {
    Letter {
        purpose: MailPurpose::Report,
        campaign: "tarif-januari-2027".into(),
        regency: None,
        subject: "Laporan".into(),
        text: "Terlampir.".into(),
        attachments: vec![],
    }
}

fn noon() -> DateTime<Utc> {
    "2026-12-01T05:00:00Z".parse().unwrap()
}

async fn posted(home: &Home, relay: &FakeSmtp, to: &[&str]) -> Posted {
    let pace = Pace { patience: Duration::from_millis(500), ..Pace::default() };
    let config = EmailConfig { pace, ..EmailConfig::loopback(relay.port(), "kantor@example.org", "") };
    let to: Vec<String> = to.iter().map(|address| (*address).to_owned()).collect();
    post(home, &letter(), &addresses(&to).unwrap(), &config, noon).await.unwrap()
}

#[tokio::test]
async fn after_a_mail_that_nobody_answered_for_nothing_more_leaves_and_nothing_is_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path()).unwrap();
    let config = FakeSmtpConfig {
        refuse: vec!["gone@example.org".into()],
        swallow: vec!["silent@example.org".into()],
        ..FakeSmtpConfig::default()
    };
    let relay = FakeSmtp::start(config).await.unwrap();
    let to = ["gone@example.org", "dewi@example.org", "Dewi@Example.org", "silent@example.org", "budi@example.org"];
    let told = posted(&home, &relay, &to).await;
    let standings: Vec<(&str, MailStanding)> =
        told.mails.iter().map(|mail| (mail.to.as_str(), mail.standing)).collect();
    let expected = [
        ("gone@example.org", MailStanding::Refused),
        ("dewi@example.org", MailStanding::Sent),
        ("silent@example.org", MailStanding::Unknown),
    ];
    assert_eq!(standings, expected);
    assert_eq!(told.not_tried, ["budi@example.org"]);
    assert_eq!(relay.messages_received(), 2, "each address once");
    let trouble = told.trouble().unwrap();
    for words in [
        "the mail to gone@example.org was not taken and did not leave",
        "nobody knows whether the mail to silent@example.org left: no answer from the relay in time; ask them before you send it again",
        "nothing was sent to budi@example.org",
    ] {
        assert!(trouble.contains(words), "no `{words}` in {trouble}");
    }
    let store = home.store().await.unwrap();
    assert_eq!(store.mails(Some("tarif-januari-2027")).await.unwrap(), told.mails, "what is told is what is kept");
    assert!(store.mails(Some("another")).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_sent_to_everybody_is_no_trouble() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::open(folder.path()).unwrap();
    let relay = FakeSmtp::start(FakeSmtpConfig::default()).await.unwrap();
    let told = posted(&home, &relay, &["dewi@example.org", "budi@example.org"]).await;
    assert_eq!((told.mails.len(), told.trouble()), (2, None));
    let mails = relay.mails();
    assert!(mails.iter().all(|mail| mail.to.len() == 1), "nobody sees who else got it");
    assert_ne!(mails[0].header("Message-ID"), mails[1].header("Message-ID"));
}
