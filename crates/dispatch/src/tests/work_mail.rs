use super::hurried;
use crate::{
    Attachment, AttachmentKind, DispatchError, EmailConfig, Mail, MailOutcome, Mailer, Pace, StopReason, check_size,
    mail_address,
};
use fake_providers::{FakeSmtp, FakeSmtpConfig};
use std::time::Duration;

fn mail(to: &str) -> Mail {
    Mail {
        id: "3fa4c0de".into(),
        to: to.into(),
        subject: "Daftar kerja Kabupaten Demak: tetap terlindungi – “Januari”, é\nBcc: x@example.org".into(),
        text: "Terlampir daftar kerja.\n\nHarga naik menjadi Rp16.800 – é.\n".into(),
        attachments: vec![],
    }
}

/// Bytes that a mail would spoil if it took them for lines of text.
fn files() -> Vec<Attachment> {
    let table = b"\xEF\xBB\xBFrujukan;nama\r\n.;Wati\r\n..\nT1;=3D\r\n\r\n".to_vec();
    let pdf: Vec<u8> = b"%PDF-1.7\r\n".iter().copied().chain((0..=255).cycle().take(70_000)).collect();
    vec![
        Attachment { name: "daftar-kerja.csv".into(), kind: AttachmentKind::Csv, bytes: table },
        Attachment {
            name: "daftar-kerja-loket-mitra-kabupaten-penukal-abab-lematang-ilir-2027.pdf".into(),
            kind: AttachmentKind::Pdf,
            bytes: pdf,
        },
    ]
}

fn config(port: u16) -> EmailConfig {
    let pace = Pace { patience: Duration::from_millis(500), ..hurried() };
    EmailConfig { pace, ..EmailConfig::loopback(port, "Kantor Cabang <kantor@example.org>", "") }
}

#[tokio::test]
async fn files_arrive_byte_for_byte_with_a_subject_in_any_letters() {
    let relay = FakeSmtp::start(FakeSmtpConfig::default()).await.unwrap();
    let mailer = Mailer::open(&config(relay.port())).await.unwrap();
    let sent = Mail { attachments: files(), ..mail("Dewi <dewi@example.org>") };
    assert_eq!(mailer.send(&sent).await.unwrap(), MailOutcome::Sent);
    let received = relay.mails();
    assert_eq!(received.len(), 1, "seeing whether the relay answers sends nothing");
    let got = &received[0];
    assert_eq!(
        (got.from.as_str(), got.to.as_slice()),
        ("kantor@example.org", ["dewi@example.org".to_owned()].as_slice())
    );
    let subject = "Daftar kerja Kabupaten Demak: tetap terlindungi – “Januari”, é Bcc: x@example.org";
    assert_eq!(got.header("Subject"), subject);
    assert_eq!(got.header("Bcc"), "", "a line break in a title makes no header");
    assert_eq!(got.header("Message-ID"), "<3fa4c0de@example.org>");
    assert!(got.header("From").contains("kantor@example.org") && got.header("To").contains("Dewi"));
    assert!(got.content.is_ascii(), "no relay on the way can spoil it");
    assert_eq!(got.text().trim_end(), sent.text.trim_end());
    let expected: Vec<(String, Vec<u8>)> = files().into_iter().map(|file| (file.name, file.bytes)).collect();
    assert_eq!(got.attachments(), expected);
    assert!(got.content.contains("application/pdf") && got.content.contains("text/csv"));
}

#[tokio::test]
async fn each_end_of_a_mail_has_its_word() {
    let relay = FakeSmtp::start(FakeSmtpConfig {
        refuse: vec!["gone@example.org".into()],
        defer: vec!["later@example.org".into()],
        swallow: vec!["silent@example.org".into()],
    })
    .await
    .unwrap();
    let mailer = Mailer::open(&config(relay.port())).await.unwrap();
    for (to, code) in [("gone@example.org", "550"), ("later@example.org", "451")] {
        match mailer.send(&mail(to)).await.unwrap() {
            MailOutcome::Refused { detail, for_all: false } => assert!(detail.contains(code), "{detail}"),
            other => panic!("{other:?}"),
        }
    }
    let silent = mailer.send(&mail("silent@example.org")).await.unwrap();
    assert_eq!(silent, MailOutcome::Unknown { detail: "no answer from the relay in time".into() });
    assert_eq!(relay.messages_received(), 1, "what nobody answered for is not sent again");
    relay.stop().await;
    match mailer.send(&mail("dewi@example.org")).await.unwrap() {
        MailOutcome::Refused { for_all: true, detail } => assert!(detail.contains("nothing left"), "{detail}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_relay_that_is_away_or_never_says_a_word_is_told_before_anything_can_have_left() {
    let mute = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let gone = FakeSmtp::start(FakeSmtpConfig::default()).await.unwrap();
    let (mute_port, gone_port) = (mute.local_addr().unwrap().port(), gone.port());
    gone.stop().await;
    for (port, words) in [(mute_port, "no answer in time"), (gone_port, "refused")] {
        let Err(error) = Mailer::open(&config(port)).await else { panic!("{port} answers") };
        assert!(matches!(error, DispatchError::Relay { reason: StopReason::Unreachable, .. }), "{error}");
        let told = error.to_string();
        assert!(told.contains("nothing left") && told.contains(words), "{told}");
    }
}

#[tokio::test]
async fn a_mail_to_a_distant_relay_never_goes_in_clear() {
    let distant = EmailConfig { host: "relay.example.org".into(), ..config(25) };
    let Err(error) = Mailer::open(&distant).await else { panic!("in clear") };
    assert!(matches!(error, DispatchError::Setting { setting: "security", .. }), "{error}");
}

#[test]
fn what_is_no_address_or_too_large_is_refused() {
    assert_eq!(mail_address(" Dewi Lestari <dewi@example.org> ").unwrap(), "dewi@example.org");
    for wrong in ["", "dewi", "dewi@", "a@example.org, b@example.org", "dewi@example.org\r\nBcc: x@example.org"] {
        let told = mail_address(wrong).unwrap_err().to_string();
        assert!(told.contains("expected one e-mail address such as dewi@example.org"), "{told}");
    }
    let large = Attachment { name: "x.pdf".into(), kind: AttachmentKind::Pdf, bytes: vec![0; 18 * 1024 * 1024 + 1] };
    assert!(matches!(check_size(&[large]), Err(DispatchError::TooLarge { .. })));
    assert!(check_size(&files()).is_ok());
}
