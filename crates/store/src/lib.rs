#![doc = include_str!("../README.md")]

mod campaigns;
mod claims;
mod codes;
mod connection;
mod consent;
mod contacts;
mod counters;
mod documents;
mod error;
mod events;
mod fillings;
mod follow_ups;
mod holds;
mod imports;
mod leakage;
mod moving;
mod outcome_campaigns;
mod outcome_members;
mod outcome_reports;
mod outcome_sums;
mod outcomes;
mod plans;
mod portfolio;
mod rights;
mod second_touches;
mod sql;
mod stored;
mod touches;
mod vault;
mod visits;

pub use claims::{ClaimedTouch, Expired, HandOver, HandOverOutcome};
pub use codes::{CodePlace, ScanCount};
pub use connection::Store;
pub use consent::{ConsentChange, ConsentDays, PhoneStop};
pub use contacts::Reach;
pub use counters::{CounterLine, CounterList, Visit};
pub use error::{Result, StoreError};
pub use follow_ups::OpenFollowUp;
pub use holds::{Held, Hold};
pub use imports::{ImportChanges, MOST_REASONS};
pub use leakage::Leak;
pub use moving::Carried;
pub use outcome_sums::{OutcomeCell, OutcomesSoFar};
pub use outcomes::MemberOutcome;
pub use portfolio::PortfolioDay;
pub use rights::{Receipt, Right};
pub use second_touches::{Failed, FirstFailed, TRY_STEP};
pub use touches::Left;
pub use vault::ContactsKey;
pub use visits::{MET_FOR_DAYS, Reserving, VisitReport, VisitsNoted};

#[cfg(test)]
mod tests;
