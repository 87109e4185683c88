//! A consent file: who said yes to being written to, who took it back, on which channel and when.

use crate::error::IntakeError;
use crate::fields::FileKind;
use crate::identity::{IdentityKey, sha256_of};
use crate::mapping::Mapping;
use crate::people::{Stranger, Who};
use crate::quarantine::{BadRow, Quarantine, cell_of, masked};
use crate::raw_column::RawColumn;
use crate::table::{TextColumn, read_bytes, source_from_bytes};
use chrono::NaiveDate;
use domain::{Channel, Member, MemberRow, Purpose};
use std::path::Path;

/// The longest word for a version or for what shows a consent, in characters.
const MOST_WORDS: usize = 80;

/// One row: consent given, withdrawn, or given and later withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentChange {
    /// Line of the file.
    pub line: u64,
    /// Row of the members table.
    pub member: MemberRow,
    /// WhatsApp or e-mail.
    pub channel: Channel,
    /// The day it was given.
    pub given_on: Option<NaiveDate>,
    /// The day it was withdrawn.
    pub withdrawn_on: Option<NaiveDate>,
    /// What it is for; `None` is everything the channel is used for.
    pub purpose: Option<Purpose>,
    /// Which version of the words they agreed to.
    pub text_version: Option<String>,
    /// What shows it: a form's number, a place in a recording.
    pub evidence: Option<String>,
}

/// What came out of a consent file.
#[derive(Debug, Clone)]
pub struct ConsentImport {
    /// In the file's order; a member may stand in several rows, the latest day counts.
    pub changes: Vec<ConsentChange>,
    /// The rows that were kept out.
    pub quarantine: Quarantine,
    /// Rows in the file.
    pub rows: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// Takes a consent file in. `today` is the last day a date in it may have. A row without any day says nothing and is kept out.
pub fn import_consent(
    path: &Path,
    mapping: &Mapping,
    members: &[Member],
    key: &IdentityKey,
    today: NaiveDate,
) -> Result<ConsentImport, IntakeError> {
    mapping.must_be(FileKind::Consent)?;
    let bytes = read_bytes(path)?;
    let source = source_from_bytes(path, &bytes, &mapping.reading())?;
    let table = &source.table;
    let who = Who::read(mapping, members, key, |name| table.column(name).map(RawColumn::Text))?;
    let column = |field: &str| mapping.column(field).map(|name| table.column(name)).transpose();
    let (channels, given, withdrawn) = (column("channel")?, column("given_on")?, column("withdrawn_on")?);
    let (purposes, versions, proofs) = (column("purpose")?, column("text_version")?, column("evidence")?);
    let formats = mapping.days(source.is_typed);
    let mut import = ConsentImport {
        changes: Vec::new(),
        quarantine: Quarantine::of_misfits(&source),
        rows: source.rows(),
        sha256: sha256_of(&bytes),
    };
    for row in 0..table.rows() {
        let line = table.line_of(row);
        let mut bad = Vec::new();
        let mut refuse = |field: &str, value: String, expected: &str| {
            let (column, expected) = (mapping.shown(field), expected.to_owned());
            bad.push(BadRow { file: table.file.clone(), line, column, value, expected });
        };
        let member = who.of(row).unwrap_or_else(|Stranger { field, value, expected }| {
            refuse(field, value, expected);
            u32::MAX
        });
        let word = channels.map_or(mapping.constant("channel"), |c| c.values[row].as_deref()).unwrap_or_default();
        let meant = mapping.meaning("channel", word);
        let channel = [Channel::Whatsapp, Channel::Email].into_iter().find(|c| c.key() == meant.to_lowercase());
        if channel.is_none() {
            refuse("channel", masked(word), "whatsapp or email");
        }
        let said = |field: &str, column: Option<&TextColumn>| -> Option<String> {
            column.map_or(mapping.constant(field), |c| c.values[row].as_deref()).map(str::to_owned)
        };
        let purpose =
            said("purpose", purposes).map(|word| (mapping.meaning("purpose", &word).parse::<Purpose>(), word));
        if let Some((Err(_), word)) = &purpose {
            refuse("purpose", masked(word), "contributions or offers");
        }
        let mut short = |field: &str, text: Option<String>| {
            let text = text?;
            let fits = text.chars().count() <= MOST_WORDS;
            if !fits {
                refuse(field, masked(&text), &format!("at most {MOST_WORDS} characters"));
            }
            fits.then_some(text)
        };
        let text_version = short("text_version", said("text_version", versions));
        let evidence = short("evidence", said("evidence", proofs));
        let mut day = |field: &str, column: Option<&TextColumn>| {
            let cell = column.and_then(|c| c.values[row].as_deref())?;
            let day = formats.day(cell).filter(|day| *day <= today);
            if day.is_none() {
                refuse(field, masked(cell), &format!("a day written as {formats}, up to {today}"));
            }
            day
        };
        let (given_on, withdrawn_on) = (day("given_on", given), day("withdrawn_on", withdrawn));
        if given_on.is_none() && withdrawn_on.is_none() && bad.is_empty() {
            let expected = "the day consent was given or withdrawn".to_owned();
            let column = mapping.shown(if given.is_some() { "given_on" } else { "withdrawn_on" });
            bad.push(BadRow { file: table.file.clone(), line, column, value: String::new(), expected });
        }
        match channel.filter(|_| bad.is_empty()) {
            Some(channel) => {
                let purpose = purpose.and_then(|(read, _)| read.ok());
                let member = MemberRow(member);
                import.changes.push(ConsentChange {
                    line,
                    member,
                    channel,
                    given_on,
                    withdrawn_on,
                    purpose,
                    text_version,
                    evidence,
                });
            }
            None => import.quarantine.put(line, bad, cell_of(table, row)),
        }
    }
    Ok(import)
}
