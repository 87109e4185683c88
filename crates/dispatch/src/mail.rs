//! E-mail about the work, to colleagues and partners: a few words and files, to one address at a time.

use crate::carrier::{Carried, Waits};
use crate::email::EmailConfig;
use crate::error::DispatchError;
use crate::relay::Relay;
use lettre::message::header::{ContentTransferEncoding, ContentType};
use lettre::message::{Attachment as Part, Body, Mailbox, MultiPart, SinglePart};
use std::time::Duration;
use store::HandOverOutcome;

/// Bytes of all files of a mail together; encoded they grow by a third, and many relays take 25 MB.
const MOST_BYTES: usize = 18 * 1024 * 1024;
/// The slowest line to a relay that is waited for.
const BYTES_A_SECOND: usize = 32 * 1024;

/// What an attached file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A document to print.
    Pdf,
    /// A table.
    Csv,
}

/// A file that goes with a mail, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, ASCII.
    pub name: String,
    /// What it is.
    pub kind: AttachmentKind,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A mail to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Our id, the part of the `Message-ID` before the sender's domain.
    pub id: String,
    /// To whom: `dewi@example.org` or `Dewi <dewi@example.org>`.
    pub to: String,
    /// Subject, one line.
    pub subject: String,
    /// Words, plain text.
    pub text: String,
    /// Files.
    pub attachments: Vec<Attachment>,
}

/// What came of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailOutcome {
    /// The relay took it.
    Sent,
    /// The relay surely did not take it, with its words.
    Refused {
        /// Its words, or ours.
        detail: String,
        /// So it will be with every other mail.
        for_all: bool,
    },
    /// No answer came: nobody knows whether it left. Never sent again by itself.
    Unknown {
        /// What happened.
        detail: String,
    },
}

/// A relay that answered, ready to take mails.
pub struct Mailer(Relay);

impl Mailer {
    /// Opens the relay of a configuration, and sees that it answers, before anything can have left.
    pub async fn open(config: &EmailConfig) -> Result<Self, DispatchError> {
        let relay = Relay::open(config)?;
        relay.reach().await?;
        Ok(Self(relay))
    }

    /// Sends a mail, once.
    pub async fn send(&self, mail: &Mail) -> Result<MailOutcome, DispatchError> {
        let to = mailbox(&mail.to)?;
        check_size(&mail.attachments)?;
        let mut parts = MultiPart::mixed().singlepart(SinglePart::plain(mail.text.clone()));
        for attachment in &mail.attachments {
            parts = parts.singlepart(part(attachment)?);
        }
        let subject = mail.subject.split_whitespace().collect::<Vec<_>>().join(" ");
        let message = self.0.addressed(&mail.id, to, &subject).multipart(parts).map_err(|error| unsendable(&error))?;
        let bytes: usize = mail.attachments.iter().map(|attachment| attachment.bytes.len()).sum();
        let patience = self.0.patience + Duration::from_secs((bytes / BYTES_A_SECOND) as u64);
        Ok(match self.0.send(message, patience).await {
            Carried::Settled(HandOverOutcome::HandedOver { .. }) => MailOutcome::Sent,
            Carried::Settled(HandOverOutcome::Failed { detail, .. }) => MailOutcome::Refused { detail, for_all: false },
            Carried::NotNow { detail, who, .. } => MailOutcome::Refused { detail, for_all: who == Waits::Everyone },
            Carried::Settled(HandOverOutcome::Unknown { detail }) => MailOutcome::Unknown { detail },
            Carried::Settled(HandOverOutcome::Returned) => {
                MailOutcome::Refused { detail: "it did not leave".into(), for_all: false }
            }
            Carried::Stop(stop) | Carried::CloseLane(stop) => {
                MailOutcome::Refused { detail: format!("{}: {}", stop.reason, stop.detail), for_all: true }
            }
        })
    }
}

/// Refuses what is no address, before anything is made or sent; answers the address alone, without the name.
pub fn mail_address(text: &str) -> Result<String, DispatchError> {
    Ok(mailbox(text)?.email.to_string())
}

/// Refuses files that no relay would take.
pub fn check_size(attachments: &[Attachment]) -> Result<(), DispatchError> {
    let bytes: usize = attachments.iter().map(|attachment| attachment.bytes.len()).sum();
    if bytes <= MOST_BYTES { Ok(()) } else { Err(DispatchError::TooLarge { bytes, most: MOST_BYTES }) }
}

fn mailbox(text: &str) -> Result<Mailbox, DispatchError> {
    text.trim().parse().map_err(|_| DispatchError::Setting {
        setting: "to",
        value: text.to_owned(),
        expected: "one e-mail address such as dewi@example.org",
    })
}

/// Base64 whatever it is: a table whose lines end in CR LF must arrive as it was.
fn part(attachment: &Attachment) -> Result<SinglePart, DispatchError> {
    let kind = match attachment.kind {
        AttachmentKind::Pdf => "application/pdf",
        AttachmentKind::Csv => "text/csv; charset=utf-8",
    };
    let kind = ContentType::parse(kind).map_err(|error| unsendable(&error))?;
    let body = Body::new_with_encoding(attachment.bytes.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| unsendable(&"a file that cannot be encoded"))?;
    Ok(Part::new(attachment.name.clone()).body(body, kind))
}

fn unsendable(error: &impl ToString) -> DispatchError {
    DispatchError::Client(error.to_string())
}
