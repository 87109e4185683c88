#![doc = include_str!("../README.md")]

mod carrier;
mod codes;
mod email;
mod error;
mod outbox;
mod pace;
mod report;
mod webhook;
mod whatsapp;
mod wire;
mod work;
mod worklist;

pub use codes::{CodeAction, action_for};
pub use email::{EmailConfig, SmtpSecurity, send_email};
pub use error::{DispatchError, StopReason};
pub use outbox::Ledger;
pub use pace::Pace;
pub use report::DispatchReport;
pub use webhook::{Reports, answer_challenge, parse_reports, record_reports, sign, verify_signature};
pub use whatsapp::{WhatsAppConfig, send_whatsapp};
pub use work::{Pause, work_off};
pub use worklist::{WorklistRow, counter_worklist_csv, reference, touch_of};

#[cfg(test)]
mod tests;
