#![doc = include_str!("../README.md")]

mod campaigns;
mod claims;
mod connection;
mod contacts;
mod documents;
mod error;
mod events;
mod imports;
mod outcomes;
mod plans;
mod stored;
mod touches;

pub use claims::{ClaimedTouch, HandOver, HandOverOutcome};
pub use connection::Store;
pub use error::{Result, StoreError};
pub use outcomes::MemberOutcome;

#[cfg(test)]
mod tests;
