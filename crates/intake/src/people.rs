//! Finding the member a row is about: by the agency's number, the partner's own, or the identity number made a token.

use crate::error::IntakeError;
use crate::fields::WHO;
use crate::identity::IdentityKey;
use crate::mapping::Mapping;
use crate::quarantine::{hidden, masked};
use crate::raw_column::RawColumn;
use domain::Member;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The cell is empty.
const EMPTY: u32 = u32::MAX;
/// Nobody in the members table.
const UNKNOWN: u32 = u32::MAX - 1;
/// Several members of the table.
const SEVERAL: u32 = u32::MAX - 2;
/// No identity number.
const NO_IDENTITY: u32 = u32::MAX - 3;

/// Who each row of a file is about, by row of the members table.
pub(crate) struct Who<'a> {
    columns: Vec<(&'static str, RawColumn<'a>, Vec<u32>)>,
}

/// A cell that names nobody.
pub(crate) struct Stranger {
    pub(crate) field: &'static str,
    /// Masked.
    pub(crate) value: String,
    pub(crate) expected: &'static str,
}

impl<'a> Who<'a> {
    /// Reads the columns that the mapping names. Identity numbers become tokens here and go no further.
    pub(crate) fn read(
        mapping: &Mapping,
        members: &[Member],
        key: &IdentityKey,
        column: impl Fn(&str) -> Result<RawColumn<'a>, IntakeError>,
    ) -> Result<Self, IntakeError> {
        let by_id: HashMap<&str, u32> =
            members.iter().enumerate().map(|(row, m)| (m.id.0.as_str(), row as u32)).collect();
        let mut columns = Vec::new();
        for field in WHO {
            let Some(name) = mapping.column(field) else { continue };
            let cells = column(name)?;
            let rows = match field {
                "nik" => {
                    let by_token = by_token(members);
                    cells.read_text(EMPTY, |nik| match key.token(nik) {
                        Ok(token) => by_token.get(token.as_str()).copied().unwrap_or(UNKNOWN),
                        Err(_) => NO_IDENTITY,
                    })
                }
                "own_number" => cells.read_text(EMPTY, |own| {
                    let id = own_id(mapping.partner.as_deref().unwrap_or_default(), own);
                    by_id.get(id.as_str()).copied().unwrap_or(UNKNOWN)
                }),
                _ => cells.read_text(EMPTY, |id| by_id.get(id).copied().unwrap_or(UNKNOWN)),
            };
            columns.push((field, cells, rows));
        }
        Ok(Self { columns })
    }

    /// The member of a row: the first column that is filled decides.
    pub(crate) fn of(&self, row: usize) -> Result<u32, Stranger> {
        let filled = self.columns.iter().find(|(_, _, rows)| rows[row] != EMPTY);
        let Some((field, cells, rows)) = filled.or(self.columns.first()) else {
            return Err(Stranger { field: WHO[0], value: String::new(), expected: "a member number" });
        };
        let is_identity = *field == "nik";
        let expected = match (rows[row], is_identity) {
            (NO_IDENTITY, _) => "an identity number of 16 digits",
            (SEVERAL, _) => "an identity number of one member; several members have this one",
            (EMPTY | UNKNOWN, true) => "the identity number of a member in the members table",
            (EMPTY | UNKNOWN, false) => "a member number of the members file",
            (member, _) => return Ok(member),
        };
        let cell = cells.text(row).unwrap_or_default();
        let value = match (cell.is_empty(), is_identity) {
            (true, _) => String::new(),
            (false, true) => hidden(&cell),
            (false, false) => masked(&cell),
        };
        Err(Stranger { field, value, expected })
    }
}

/// The number of a person whom only a partner has numbered.
pub(crate) fn own_id(partner: &str, number: &str) -> String {
    format!("{partner}-{number}")
}

fn by_token(members: &[Member]) -> HashMap<&str, u32> {
    let mut by_token = HashMap::with_capacity(members.len());
    for (row, member) in members.iter().enumerate().filter(|(_, m)| !m.identity_token.is_empty()) {
        match by_token.entry(member.identity_token.as_str()) {
            Entry::Vacant(free) => {
                free.insert(row as u32);
            }
            Entry::Occupied(mut taken) => {
                taken.insert(SEVERAL);
            }
        }
    }
    by_token
}
