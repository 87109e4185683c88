#![doc = include_str!("../README.md")]

mod answers;
mod chance;
mod config;
mod gateway;
mod line;
mod message;
mod reports;
mod smtp;
mod webhooks;

pub use config::{FakeWhatsAppConfig, Faults};
pub use gateway::{AcceptedMessage, FakeWhatsApp};
pub use reports::Fate;
pub use smtp::{FakeSmtp, FakeSmtpConfig, ReceivedMail};

#[cfg(test)]
mod tests;
