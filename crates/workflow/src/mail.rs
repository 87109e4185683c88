//! Mail about the work: lists for counters, plans that wait for a second person, reports. It goes to colleagues and partners, at
//! addresses that somebody types; members are written to by dispatch alone.
//!
//! Each mail is written down as unknown before it leaves, and again when the relay has answered; nothing is sent twice by itself.

mod approval;
mod report;
#[cfg(test)]
mod tests;
mod worklist;

pub use approval::approval;
pub use report::report;
pub use worklist::{AskedList, worklist};

use crate::approve::find;
use crate::home::Home;
use anyhow::Result;
use chrono::{DateTime, Utc};
use dispatch::{Attachment, EmailConfig, Mail, MailOutcome, Mailer, check_size, mail_address};
use domain::{MailPurpose, MailRecord, MailStanding};
use serde::Serialize;

/// A mail before it has an address.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What it is for.
    pub purpose: MailPurpose,
    /// Campaign key.
    pub campaign: String,
    /// Whose list: code of the regency.
    pub regency: Option<String>,
    /// Subject.
    pub subject: String,
    /// Words.
    pub text: String,
    /// Files.
    pub attachments: Vec<Attachment>,
}

/// What came of a letter, address by address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Posted {
    /// Mails that were tried.
    pub mails: Vec<MailRecord>,
    /// Addresses that were not tried any more: nothing went to them.
    pub not_tried: Vec<String>,
    /// Why what became of the last mail, which is told here, could not be written down.
    pub not_kept: Option<String>,
}

impl Posted {
    /// What a person must know and do where not all of it was sent; `None` where all was.
    pub fn trouble(&self) -> Option<String> {
        let mut told: Vec<String> = Vec::new();
        for mail in &self.mails {
            let (to, detail) = (&mail.to, mail.detail.as_deref().unwrap_or_default());
            match mail.standing {
                MailStanding::Sent => {}
                MailStanding::Refused => {
                    told.push(format!("the mail to {to} was not taken and did not leave: {detail}"));
                }
                MailStanding::Unknown => told.push(format!(
                    "nobody knows whether the mail to {to} left: {detail}; ask them before you send it again"
                )),
            }
        }
        if let (Some(why), Some(mail)) = (&self.not_kept, self.mails.last()) {
            told.push(format!("what became of the mail to {} is not on record: {why}", mail.to));
        }
        if !self.not_tried.is_empty() {
            told.push(format!("nothing was sent to {}", self.not_tried.join(", ")));
        }
        (!told.is_empty()).then(|| told.join("; "))
    }
}

/// Addresses as they were typed, each once; refused where one is none.
pub fn addresses(typed: &[String]) -> Result<Vec<String>> {
    let mut addresses: Vec<String> = Vec::new();
    for text in typed {
        let address = mail_address(text)?;
        if !addresses.iter().any(|known| known.eq_ignore_ascii_case(&address)) {
            addresses.push(address);
        }
    }
    Ok(addresses)
}

/// Sends a letter to each address by itself, so that none is held up by another. After a mail of which nobody knows whether it left,
/// and where the relay refuses all or nothing can be written down any more, the others are not tried.
pub async fn post(
    home: &Home,
    letter: &Letter,
    to: &[String],
    relay: &EmailConfig,
    now: impl Fn() -> DateTime<Utc>,
) -> Result<Posted> {
    check_size(&letter.attachments)?;
    let mailer = Mailer::open(relay).await?;
    let store = home.store().await?;
    let mut posted = Posted { mails: Vec::new(), not_tried: Vec::new(), not_kept: None };
    let mut goes_on = true;
    for (place, address) in to.iter().enumerate() {
        if !goes_on {
            posted.not_tried.push(address.clone());
            continue;
        }
        let at = now();
        let mut record = MailRecord {
            id: id_of(letter, at, place),
            campaign: letter.campaign.clone(),
            purpose: letter.purpose,
            regency: letter.regency.clone(),
            to: address.clone(),
            at,
            standing: MailStanding::Unknown,
            detail: Some("the sender ended before the relay had answered".into()),
        };
        if let Err(error) = store.keep_mail(&record).await {
            // Nothing of this one has left; what is known of those before it must not be lost.
            if posted.mails.is_empty() {
                return Err(error.into());
            }
            posted.not_tried.push(address.clone());
            goes_on = false;
            continue;
        }
        let mail = Mail {
            id: record.id.clone(),
            to: address.clone(),
            subject: letter.subject.clone(),
            text: letter.text.clone(),
            attachments: letter.attachments.clone(),
        };
        (record.standing, record.detail, goes_on) = match mailer.send(&mail).await {
            Ok(MailOutcome::Sent) => (MailStanding::Sent, None, true),
            Ok(MailOutcome::Refused { detail, for_all }) => (MailStanding::Refused, Some(detail), !for_all),
            Ok(MailOutcome::Unknown { detail }) => (MailStanding::Unknown, Some(detail), false),
            // It could not be put together.
            Err(error) => (MailStanding::Refused, Some(error.to_string()), false),
        };
        if let Err(error) = store.keep_mail(&record).await {
            posted.not_kept = Some(error.to_string());
            goes_on = false;
        }
        posted.mails.push(record);
    }
    Ok(posted)
}

/// The mails of a campaign, in the order in which they left.
pub async fn sent(home: &Home, campaign: &str) -> Result<Vec<MailRecord>> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    Ok(store.mails(Some(&view.name)).await?)
}

/// An id that can be read in the log of a relay, and that no other mail has.
fn id_of(letter: &Letter, at: DateTime<Utc>, place: usize) -> String {
    let plain: String = letter.campaign.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    format!("{}.{plain}.{}.{place}", letter.purpose.key(), at.timestamp_micros())
}
