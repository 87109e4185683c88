#![doc = include_str!("../README.md")]

mod api;
mod error;
mod figure;
mod guard;
mod language;
mod numbers;
mod pages;
mod presentation;
mod router;
mod serve;
mod state;
mod templates;
mod view;
mod webhook;
mod words;

pub use error::ServiceError;
pub use guard::loopback_only;
pub use router::router;
pub use serve::serve;
pub use state::{ServiceState, WebhookSecrets};
