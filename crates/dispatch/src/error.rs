//! What can go wrong while sending.

use crate::report::DispatchReport;
use std::fmt;

/// A refusal or failure of dispatch.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// The plan waits for a second person.
    #[error("campaign `{campaign}` is not approved; nothing was sent")]
    NotApproved {
        /// Campaign key.
        campaign: String,
    },
    /// Somebody stopped the campaign.
    #[error("campaign `{campaign}` was {how} by {by}; nothing is sent")]
    Halted {
        /// Campaign key.
        campaign: String,
        /// `paused` or `cancelled`.
        how: &'static str,
        /// By whom.
        by: String,
    },
    /// A setting cannot be used.
    #[error("setting {setting} is `{value}`; expected {expected}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The client could not be made.
    #[error("cannot prepare the connection to the provider: {0}")]
    Client(String),
    /// The sender stopped before the outbox was empty. What was claimed and not sent went back to the outbox.
    #[error("sending stopped after {} touches: {reason}{}: {detail}", report.settled(), code.map(|c| format!(" (code {c})")).unwrap_or_default())]
    Stopped {
        /// Why.
        reason: StopReason,
        /// The provider's code, where it gave one.
        code: Option<i64>,
        /// The provider's words, or ours.
        detail: String,
        /// What was done until then.
        report: Box<DispatchReport>,
    },
    /// People wrote that they want no more messages, and without the contacts key nobody can tell who they are.
    #[error("{people} people wrote that they want no more messages; the contacts key is needed to find them")]
    NoContactsKey {
        /// How many.
        people: usize,
    },
    /// A webhook body is not what the provider sends.
    #[error("the webhook body cannot be read: {reason}; expected the envelope of a whatsapp_business_account")]
    Webhook {
        /// What is wrong.
        reason: String,
    },
    /// A worklist could not be written.
    #[error("the worklist cannot be written: {0}")]
    Worklist(#[from] csv::Error),
}

/// Why a sender stopped although touches were due. Each asks for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The access token or password is wrong, expired, or lacks a permission.
    Credentials,
    /// The provider restricted, locked or stopped billing the account or number.
    AccountRestricted,
    /// The template does not exist, is paused, or takes other parameters.
    Template,
    /// The provider kept refusing for want of throughput.
    Throttled,
    /// No connection could be made; nothing left.
    Unreachable,
    /// Somebody paused or cancelled the campaign.
    Halted,
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Credentials => "the provider refused the access token or password; renew it and send again",
            Self::AccountRestricted => "the provider restricted the account or number; settle it there before sending",
            Self::Template => "the provider refused the template; register or repair it and send again",
            Self::Throttled => "the provider kept refusing for want of throughput; lower the rate or send later",
            Self::Halted => "the campaign was halted; what was not called yet went back",
            Self::Unreachable => "the provider cannot be reached; nothing left, send again later",
        })
    }
}
