#![doc = include_str!("../README.md")]

mod carrier;
mod codes;
mod day;
mod email;
mod ending;
mod error;
mod failures;
mod hours;
mod lane;
mod limits;
mod mail;
mod news;
mod outbox;
mod pace;
mod played;
mod relay;
mod report;
mod reported;
mod rests;
mod shared;
mod signature;
mod templates;
mod unrecorded;
mod webhook;
mod whatsapp;
mod whatsapp_config;
mod wire;
mod words;
mod work;
mod worklist;

pub use codes::{CODES_FILE, CodePolicy, CodeRow, Decision};
pub use email::{EmailConfig, SmtpSecurity, send_email};
pub use ending::{Ending, EndingTeller};
pub use error::{DispatchError, StopReason};
pub use failures::{CodeCount, failures_by_code};
pub use hours::OpenHours;
pub use limits::SendingLimits;
pub use mail::{Attachment, AttachmentKind, Mail, MailOutcome, Mailer, check_size, mail_address};
pub use news::News;
pub use outbox::Ledger;
pub use pace::Pace;
pub use played::PlayedClock;
pub use report::{DispatchReport, in_words};
pub use reported::record_reports;
pub use shared::SharedPace;
pub use signature::{answer_challenge, sign, verify_signature};
pub use unrecorded::Unrecorded;
pub use webhook::{ReportedFailure, Reports, parse_reports};
pub use whatsapp::send_whatsapp;
pub use whatsapp_config::{SenderNumber, WhatsAppConfig};
pub use work::{Pause, work_off};
pub use worklist::{WorklistRow, counter_worklist_csv, reference, touch_of};

#[cfg(test)]
mod tests;
