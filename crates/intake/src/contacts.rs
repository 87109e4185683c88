//! A contacts file: names, mobile numbers and addresses of members that are known. Consent is another file.

use crate::cells;
use crate::error::IntakeError;
use crate::fields::FileKind;
use crate::identity::{IdentityKey, sha256_of};
use crate::mapping::Mapping;
use crate::people::{Stranger, Who};
use crate::quarantine::{BadRow, Quarantine, cell_of, hidden};
use crate::raw_column::RawColumn;
use crate::table::{TextColumn, read_bytes, source_from_bytes};
use domain::{Member, MemberRow, PhoneNumber};
use std::collections::HashMap;
use std::path::Path;

/// What a row says of how to reach a member; `None` where the file says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactChange {
    /// Line of the file.
    pub line: u64,
    /// Row of the members table.
    pub member: MemberRow,
    /// Name for the greeting.
    pub name: Option<String>,
    /// Mobile number.
    pub phone: Option<PhoneNumber>,
    /// E-mail address.
    pub email: Option<String>,
}

/// Contacts are never printed.
impl std::fmt::Debug for ContactChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactChange").field("member", &self.member).finish_non_exhaustive()
    }
}

/// What came out of a contacts file.
#[derive(Debug, Clone)]
pub struct ContactImport {
    /// In the file's order, one at most for each member.
    pub changes: Vec<ContactChange>,
    /// The rows that were kept out.
    pub quarantine: Quarantine,
    /// Rows in the file.
    pub rows: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// Takes a contacts file in. A row with a number or address that cannot be read is kept out whole: it would be half a change.
pub fn import_contacts(
    path: &Path,
    mapping: &Mapping,
    members: &[Member],
    key: &IdentityKey,
) -> Result<ContactImport, IntakeError> {
    mapping.must_be(FileKind::Contacts)?;
    let bytes = read_bytes(path)?;
    let source = source_from_bytes(path, &bytes, &mapping.reading())?;
    let table = &source.table;
    let who = Who::read(mapping, members, key, |name| table.column(name).map(RawColumn::Text))?;
    let column = |field: &str| mapping.column(field).map(|name| table.column(name)).transpose();
    let (names, phones, emails) = (column("name")?, column("phone")?, column("email")?);
    let mut import = ContactImport {
        changes: Vec::new(),
        quarantine: Quarantine::of_misfits(&source),
        rows: source.rows(),
        sha256: sha256_of(&bytes),
    };
    let mut first_lines: HashMap<u32, u64> = HashMap::new();
    for row in 0..table.rows() {
        let line = table.line_of(row);
        let mut bad = Vec::new();
        let mut refuse = |field: &str, value: String, expected: String| {
            let column = mapping.shown(field);
            bad.push(BadRow { file: table.file.clone(), line, column, value, expected });
        };
        let member = who.of(row).unwrap_or_else(|Stranger { field, value, expected }| {
            refuse(field, value, expected.to_owned());
            u32::MAX
        });
        let cell = |column: Option<&TextColumn>| column.and_then(|c| c.values[row].clone());
        let (name, phone, email) = (cell(names), cell(phones), cell(emails));
        let read_phone = phone.as_deref().map(str::parse::<PhoneNumber>);
        if let (Some(cell), Some(Err(_))) = (&phone, &read_phone) {
            refuse("phone", hidden(cell), cells::PHONE_EXPECTED.to_owned());
        }
        let read_email = email.as_deref().map(cells::email);
        if let (Some(cell), Some(None)) = (&email, &read_email) {
            refuse("email", hidden(cell), cells::EMAIL_EXPECTED.to_owned());
        }
        if let Some(first) = first_lines.get(&member) {
            let expected = format!("a member that no earlier row has (line {first} has this one)");
            refuse("member_id", String::new(), expected);
        }
        if bad.is_empty() {
            first_lines.insert(member, line);
            let (phone, email) = (read_phone.and_then(Result::ok), read_email.flatten());
            import.changes.push(ContactChange { line, member: MemberRow(member), name, phone, email });
        } else {
            import.quarantine.put(line, bad, cell_of(table, row));
        }
    }
    Ok(import)
}
