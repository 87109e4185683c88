//! The Cloud API's error codes and what to do about each.
//!
//! Logic follows the code, not the HTTP status, as Meta advises: throttling comes with 400 as well as 429. The table was
//! read from Meta's error page of 15 May 2026 and public copies of it.

use crate::error::StopReason;

/// What to do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeAction {
    /// Surely refused for now: wait, then try again.
    Retry,
    /// May have been taken all the same: unknown, never sent again blindly.
    Unsure,
    /// Not now for this person, and not an opt-out: a later campaign may try.
    Wait,
    /// The person stopped marketing messages: record it, never try again.
    Suppress,
    /// This message will never be taken.
    Fail,
    /// No message will be taken until a person has mended something.
    Stop(StopReason),
}

/// The code by which the Cloud API says that the person stopped marketing messages from this sender.
pub(crate) const STOPPED_MARKETING: i64 = 131_050;

/// The action for an error code of the Cloud API, or, where the answer had none, for its HTTP status.
pub fn action_for(code: Option<i64>, http_status: u16) -> CodeAction {
    match code {
        Some(4 | 80_007 | 130_429 | 131_056) => CodeAction::Retry,
        Some(1 | 2 | 131_000 | 131_016 | 133_004) => CodeAction::Unsure,
        Some(131_049) => CodeAction::Wait,
        Some(STOPPED_MARKETING) => CodeAction::Suppress,
        Some(0 | 3 | 10 | 190 | 200..=299) => CodeAction::Stop(StopReason::Credentials),
        Some(33 | 368 | 130_497 | 131_031 | 131_042 | 131_045 | 131_048) => {
            CodeAction::Stop(StopReason::AccountRestricted)
        }
        Some(132_000 | 132_001 | 132_005 | 132_007 | 132_012 | 132_015 | 132_016) => {
            CodeAction::Stop(StopReason::Template)
        }
        _ => match http_status {
            401 | 403 => CodeAction::Stop(StopReason::Credentials),
            429 => CodeAction::Retry,
            400..=499 => CodeAction::Fail,
            _ => CodeAction::Unsure,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_decides_and_the_http_status_only_where_there_is_none() {
        assert_eq!(action_for(Some(130_429), 400), CodeAction::Retry);
        assert_eq!(action_for(Some(190), 500), CodeAction::Stop(StopReason::Credentials));
        assert_eq!(action_for(Some(131_026), 400), CodeAction::Fail);
        assert_eq!(action_for(Some(131_050), 400), CodeAction::Suppress);
        assert_eq!(action_for(Some(131_000), 500), CodeAction::Unsure);
        assert_eq!(action_for(Some(132_015), 400), CodeAction::Stop(StopReason::Template));
        assert_eq!(action_for(None, 429), CodeAction::Retry);
        assert_eq!(action_for(None, 502), CodeAction::Unsure);
        assert_eq!(action_for(None, 200), CodeAction::Unsure);
        assert_eq!(action_for(Some(999_999), 503), CodeAction::Unsure, "a code nobody knows is no reason to resend");
    }
}
