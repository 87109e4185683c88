#![doc = include_str!("../README.md")]

mod answers;
mod chance;
mod config;
mod gateway;
mod line;
mod message;
mod reports;
mod rules;
mod smtp;
mod webhooks;

pub use config::{Allowed, CodeFault, CodeWhen, FakeWhatsAppConfig, Faults};
pub use gateway::{AcceptedMessage, FakeWhatsApp};
pub use reports::Fate;
pub use smtp::{FakeSmtp, FakeSmtpConfig, ReceivedMail};

#[cfg(test)]
mod tests;
