#![doc = include_str!("../README.md")]

mod campaigns;
mod claims;
mod connection;
mod consent;
mod contacts;
mod documents;
mod error;
mod events;
mod follow_ups;
mod imports;
mod keys;
mod moving;
mod outbox;
mod outcomes;
mod plans;
mod results;
mod sql;
mod stored;
mod touches;
mod vault;

pub use claims::{ClaimedTouch, Expired, HandOver, HandOverOutcome};
pub use connection::Store;
pub use consent::{ConsentChange, ConsentDays, PhoneStop};
pub use contacts::Reach;
pub use error::{Result, StoreError};
pub use follow_ups::OpenFollowUp;
pub use imports::{ImportChanges, MOST_REASONS};
pub use moving::Carried;
pub use outcomes::MemberOutcome;
pub use touches::Left;
pub use vault::ContactsKey;

#[cfg(test)]
mod tests;
