//! The Cloud API's error codes and what to do about each, as a dated table that the sender is given.
//!
//! Logic follows the code, not the HTTP status, as Meta advises: throttling comes with 400 as well as 429.

use crate::error::{DispatchError, StopReason};
use domain::rules::read_numbered_rows;
use domain::{Bilingual, DomainError, Provenance};
use serde::Deserialize;
use std::collections::BTreeSet;

/// `models/dispatch/whatsapp_codes.csv`.
pub const CODES_FILE: &str = "models/dispatch/whatsapp_codes.csv";

/// What to do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Surely refused for now: this number waits, then tries again; others go on.
    BackOffNumber,
    /// Surely refused for now: this person waits, everyone else goes on.
    BackOffPerson,
    /// Surely refused for now: every number waits, then tries again.
    BackOffAll,
    /// Nothing more through this number until a person has seen to it.
    PauseNumber,
    /// Not now for this person, and not an opt-out: one more try, a day later at the earliest.
    WaitAndTryOnce,
    /// The person stopped marketing messages: record it, never try again.
    OptOut,
    /// This person is not reached on this channel; another channel may.
    FallBack,
    /// Nothing more of this campaign on this channel until the template is mended.
    StopTemplate,
    /// Nothing more at all until the token or a permission is mended.
    StopAccess,
    /// Nothing more at all until the account, its payment or a restriction is settled.
    StopAccount,
    /// May have been taken all the same: unknown, never sent again blindly.
    Unsure,
    /// This message will never be taken.
    Fail,
}

impl Decision {
    /// Why sending stops, where it does.
    pub fn stop_reason(self) -> Option<StopReason> {
        match self {
            Self::StopTemplate => Some(StopReason::Template),
            Self::StopAccess => Some(StopReason::Credentials),
            Self::StopAccount => Some(StopReason::AccountRestricted),
            Self::PauseNumber => Some(StopReason::NumbersPaused),
            _ => None,
        }
    }
}

/// One row of the table: a code, or all codes from `code` to `last_code`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct CodeRow {
    /// The code, or the first of several.
    pub code: i64,
    /// The last of several.
    pub last_code: Option<i64>,
    /// What to do about it.
    pub decision: Decision,
    /// Fewest hours until another try; only with [`Decision::WaitAndTryOnce`].
    pub wait_hours: Option<u32>,
    meaning_id: String,
    meaning_en: String,
    /// Where it was read, and how sure it is.
    #[serde(flatten)]
    pub provenance: Provenance,
}

impl CodeRow {
    /// What the code means.
    pub fn meaning(&self) -> Bilingual {
        Bilingual::new(&self.meaning_id, &self.meaning_en)
    }

    fn last(&self) -> i64 {
        self.last_code.unwrap_or(self.code)
    }
}

/// The table, checked: no code stands in two rows, and every wait is a day or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePolicy {
    /// By code, ascending.
    rows: Vec<CodeRow>,
}

/// Meta asks for a day at least before a message that was held back is tried again.
const SHORTEST_WAIT_HOURS: u32 = 24;

impl CodePolicy {
    /// Reads the text of [`CODES_FILE`].
    pub fn from_csv(text: &str) -> Result<Self, DispatchError> {
        let refuse = |line: usize, reason: String| {
            DispatchError::Rules(DomainError::Rules { file: CODES_FILE.to_owned(), line: Some(line), reason })
        };
        let mut rows: Vec<(usize, CodeRow)> = read_numbered_rows(CODES_FILE, text)?;
        rows.sort_by_key(|(_, row)| row.code);
        for (line, row) in &rows {
            if row.last() < row.code {
                return Err(refuse(
                    *line,
                    format!("the codes from {} end at {}, before they begin", row.code, row.last()),
                ));
            }
            let waits = row.decision == Decision::WaitAndTryOnce;
            if waits && row.wait_hours.is_none_or(|hours| hours < SHORTEST_WAIT_HOURS) {
                let reason = format!("`wait_hours` of {} is missing or below {SHORTEST_WAIT_HOURS}", row.code);
                return Err(refuse(*line, reason));
            }
            if !waits && row.wait_hours.is_some() {
                return Err(refuse(*line, format!("`wait_hours` of {} says nothing beside this decision", row.code)));
            }
        }
        for pair in rows.windows(2) {
            if let [(_, before), (line, after)] = pair
                && after.code <= before.last()
            {
                return Err(refuse(*line, format!("code {} stands in two rows", after.code)));
            }
        }
        Ok(Self { rows: rows.into_iter().map(|(_, row)| row).collect() })
    }

    /// The table this version was made with.
    pub fn shipped() -> Self {
        Self::from_csv(include_str!("../../../models/dispatch/whatsapp_codes.csv"))
            .expect("the shipped table is read by a test")
    }

    /// The row of a code; `None` where nobody has written one.
    pub fn row(&self, code: i64) -> Option<&CodeRow> {
        let place = self.rows.partition_point(|row| row.code <= code).checked_sub(1)?;
        self.rows.get(place).filter(|row| code <= row.last())
    }

    /// All rows, by code.
    pub fn rows(&self) -> &[CodeRow] {
        &self.rows
    }

    /// What to do about a refusal that came as the answer to a call. A code that has no row, and no code, are judged by the HTTP
    /// status: what the provider understood and refused has failed, and after a fault of its own nobody knows.
    pub fn on_answer(&self, code: Option<i64>, http_status: u16) -> Decision {
        if let Some(row) = code.and_then(|code| self.row(code)) {
            return row.decision;
        }
        match http_status {
            401 | 403 => Decision::StopAccess,
            429 => Decision::BackOffNumber,
            400..=499 => Decision::Fail,
            _ => Decision::Unsure,
        }
    }

    /// What to do about a status that says a message failed: it did, whatever the code, so nothing is unsure, and nothing is sent
    /// again as it was.
    pub fn on_report(&self, code: Option<i64>) -> Decision {
        match code.and_then(|code| self.row(code)).map(|row| row.decision) {
            None
            | Some(Decision::Unsure | Decision::BackOffNumber | Decision::BackOffPerson | Decision::BackOffAll) => {
                Decision::Fail
            }
            Some(decision) => decision,
        }
    }

    /// The codes after which one more try is allowed, with the fewest hours until then.
    pub fn tried_once_more(&self) -> Vec<(i64, u32)> {
        let held = self.rows.iter().filter(|row| row.decision == Decision::WaitAndTryOnce);
        let codes = held.filter_map(|row| Some((row.code..=row.last(), row.wait_hours?)));
        codes.flat_map(|(codes, hours)| codes.map(move |code| (code, hours))).collect()
    }

    /// Rows a person must check, as `file: code`.
    pub fn unverified(&self) -> BTreeSet<String> {
        let rows = self.rows.iter().filter(|row| row.provenance.confidence.needs_checking());
        rows.map(|row| format!("{CODES_FILE}: {}", row.code)).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_code_decides_and_the_http_status_only_where_there_is_none() {
        let policy = CodePolicy::shipped();
        for (code, http_status, decision) in [
            (Some(130_429), 400, Decision::BackOffNumber),
            (Some(131_056), 400, Decision::BackOffPerson),
            (Some(80_007), 400, Decision::BackOffAll),
            (Some(190), 500, Decision::StopAccess),
            (Some(237), 400, Decision::StopAccess),
            (Some(131_005), 400, Decision::StopAccess),
            (Some(133_010), 400, Decision::StopAccount),
            (Some(131_057), 400, Decision::BackOffAll),
            (Some(131_048), 400, Decision::PauseNumber),
            (Some(131_049), 400, Decision::WaitAndTryOnce),
            (Some(131_026), 400, Decision::FallBack),
            (Some(131_050), 400, Decision::OptOut),
            (Some(131_052), 400, Decision::Fail),
            (Some(131_000), 500, Decision::Unsure),
            (Some(132_015), 400, Decision::StopTemplate),
            (None, 429, Decision::BackOffNumber),
            (None, 403, Decision::StopAccess),
            (None, 502, Decision::Unsure),
            (None, 200, Decision::Unsure),
            (Some(999_999), 400, Decision::Fail),
            (Some(999_999), 503, Decision::Unsure),
        ] {
            assert_eq!(policy.on_answer(code, http_status), decision, "{code:?} {http_status}");
        }
        assert_eq!(policy.row(300), None);
        assert_eq!(policy.row(-1), None);
    }

    #[test]
    fn a_reported_failure_is_never_unsure_and_never_sent_again_as_it_was() {
        let policy = CodePolicy::shipped();
        for (code, decision) in [
            (Some(131_000), Decision::Fail),
            (Some(130_429), Decision::Fail),
            (Some(131_056), Decision::Fail),
            (Some(999_999), Decision::Fail),
            (None, Decision::Fail),
            (Some(131_048), Decision::PauseNumber),
            (Some(131_050), Decision::OptOut),
            (Some(131_042), Decision::StopAccount),
        ] {
            assert_eq!(policy.on_report(code), decision, "{code:?}");
        }
        assert_eq!(policy.tried_once_more(), [(131_049, 24)]);
        assert_eq!(policy.unverified().len(), 3, "{:?}", policy.unverified());
    }

    #[test]
    fn a_table_that_contradicts_itself_is_refused_with_its_line() {
        let table = |rows: &str| {
            let head = "code,last_code,decision,wait_hours,meaning_id,meaning_en,source,as_of,confidence";
            CodePolicy::from_csv(&format!("{head}\n{rows}\n"))
        };
        let rest = "a,b,somewhere,2026-11-22,confirmed";
        assert!(table(&format!("7,,fail,,{rest}")).is_ok());
        for (rows, words) in [
            (format!("7,9,fail,,{rest}\n8,,opt_out,,{rest}"), "code 8 stands in two rows"),
            (format!("7,6,fail,,{rest}"), "before they begin"),
            (format!("7,,wait_and_try_once,,{rest}"), "`wait_hours` of 7 is missing or below 24"),
            (format!("7,,wait_and_try_once,1,{rest}"), "`wait_hours` of 7 is missing or below 24"),
            (format!("7,,fail,24,{rest}"), "says nothing beside this decision"),
            (format!("7,,resend,,{rest}"), "unknown variant `resend`"),
        ] {
            let refusal = table(&rows).unwrap_err().to_string();
            assert!(refusal.contains(words) && refusal.contains(CODES_FILE), "{refusal}");
        }
    }
}
