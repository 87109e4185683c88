#![doc = include_str!("../README.md")]

mod answers;
mod chance;
mod config;
mod declared;
mod gateway;
mod line;
mod mail_parts;
mod message;
mod page;
mod reports;
mod rules;
mod smtp;
mod standalone;
mod states;
mod steer;
mod take;
mod webhooks;

pub use config::{Allowed, CodeFault, CodeWhen, FakeWhatsAppConfig, Faults, StatusClock, TemplateState};
pub use declared::{AllowedFile, FaultsFile, GatewayFile, Outage, People, Webhooks};
pub use gateway::{AcceptedMessage, FakeWhatsApp};
pub use reports::Fate;
pub use smtp::{FakeSmtp, FakeSmtpConfig, ReceivedMail};
pub use standalone::{GatewayError, run_gateway};

#[cfg(test)]
mod tests;
