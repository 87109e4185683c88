#![doc = include_str!("../README.md")]

mod allocating;
mod api;
mod booking_desk;
mod designing;
mod error;
mod exports;
mod figure;
mod guard;
mod language;
mod lookup;
mod numbers;
mod outcomes;
mod pages;
mod presentation;
mod quarantine;
mod refusals;
mod reporting;
mod router;
mod segment_api;
mod serve;
mod state;
mod templates;
mod view;
mod webhook;
mod words;

pub use booking_desk::{BookingDays, BookingDesk, BookingReader, OrderWorkbook};
pub use error::{Known, ServiceError};
pub use guard::loopback_only;
pub use router::router;
pub use serve::serve;
pub use state::{
    Answering, CampaignParts, CampaignPress, CounterDesk, FactSheetPress, ListReader, OutcomeDesk, OutcomeReader,
    OutcomeTable, PackageDesk, PersonReasons, ReasonsBasis, ReasonsTeller, ServiceState, Telling, WebhookSecrets,
};
