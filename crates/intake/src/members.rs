//! A members file becomes members, contacts kept apart from them, and a quarantine.

use crate::cells;
use crate::error::IntakeError;
use crate::fields::FileKind;
use crate::identity::{IdentityKey, sha256_of};
use crate::mapping::Mapping;
use crate::people::own_id;
use crate::quarantine::{BadRow, Quarantine, cell_of, hidden, masked};
use crate::table::{Source, TextColumn, read_bytes, source_from_bytes};
use chrono::{Datelike, NaiveDate};
use domain::{Contact, Member, MemberId, OccupationCode, OccupationTable, PhoneNumber, RegionCode, RegionTable};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Letters of an identity token that stand in the number of a person who has no other.
const TOKEN_IN_NUMBER: usize = 16;

/// What came out of a members file.
#[derive(Debug, Clone)]
pub struct MemberImport {
    /// Members and prospects in the file's order.
    pub members: Vec<Member>,
    /// How to reach them, one for each member, in the same order.
    pub contacts: Vec<Contact>,
    /// Their lines in the file, in the same order.
    pub lines: Vec<u64>,
    /// The rows that were kept out.
    pub quarantine: Quarantine,
    /// Phones and e-mail addresses that could not be read; the member stays, without them.
    pub blanked: Vec<BadRow>,
    /// Rows in the file: members and rows kept out.
    pub rows: u64,
    /// SHA-256 of the file, hex.
    pub sha256: String,
}

/// Takes a members file in. `today` is the last day a date in it may have. A person without the agency's number gets one of
/// the mapping's partner: its key and the partner's own number, or the beginning of the identity token.
pub fn import_members(
    path: &Path,
    mapping: &Mapping,
    key: &IdentityKey,
    occupations: &OccupationTable,
    regions: &RegionTable,
    today: NaiveDate,
) -> Result<MemberImport, IntakeError> {
    mapping.must_be(FileKind::Members)?;
    let bytes = read_bytes(path)?;
    let source = source_from_bytes(path, &bytes, &mapping.reading())?;
    let columns = Columns::of(&source, mapping)?;
    let table = &source.table;
    let mut import = MemberImport {
        members: Vec::with_capacity(table.rows()),
        contacts: Vec::with_capacity(table.rows()),
        lines: Vec::with_capacity(table.rows()),
        quarantine: Quarantine::of_misfits(&source),
        blanked: Vec::new(),
        rows: source.rows(),
        sha256: sha256_of(&bytes),
    };
    let mut first_lines: HashMap<String, u64> = HashMap::new();
    for row in 0..table.rows() {
        let mut reader = RowReader { columns: &columns, row, bad: Vec::new(), blanked: Vec::new(), today };
        let read = reader.read(key, occupations, regions, &mut first_lines);
        let RowReader { bad, mut blanked, .. } = reader;
        if let Some((member, contact)) = read.filter(|_| bad.is_empty()) {
            if !blanked.is_empty() {
                import.quarantine.note(table.line_of(row), &blanked, cell_of(table, row));
                import.blanked.append(&mut blanked);
            }
            import.members.push(member);
            import.contacts.push(contact);
            import.lines.push(table.line_of(row));
        } else {
            import.quarantine.put(table.line_of(row), bad, cell_of(table, row));
        }
    }
    Ok(import)
}

/// The columns a mapping names, found once.
struct Columns<'a> {
    source: &'a Source,
    mapping: &'a Mapping,
    by_field: BTreeMap<&'static str, &'a TextColumn>,
}

/// What a members file may say of a person, by the names mappings use; jangkau's own files have these columns.
pub(crate) const MEMBER_FIELDS: [&str; 17] = [
    "member_id",
    "nik",
    "name",
    "phone",
    "email",
    "occupation",
    "region",
    "urban",
    "birth_year",
    "sex",
    "declared_income",
    "programmes",
    "registered_on",
    "paid_by_state",
    "whatsapp_consent_on",
    "email_consent_on",
    "ended_on",
];

impl<'a> Columns<'a> {
    fn of(source: &'a Source, mapping: &'a Mapping) -> Result<Self, IntakeError> {
        let mut by_field = BTreeMap::new();
        for field in MEMBER_FIELDS.into_iter().chain(["own_number"]) {
            if let Some(name) = mapping.column(field) {
                by_field.insert(field, source.table.column(name)?);
            }
        }
        Ok(Self { source, mapping, by_field })
    }

    /// The cell as the file has it, or what the mapping says of all rows.
    fn raw(&self, field: &str, row: usize) -> Option<&'a str> {
        match self.by_field.get(field) {
            Some(column) => column.values[row].as_deref(),
            None => self.mapping.constant(field),
        }
    }
}

/// One row being read: collects everything that is wrong with it.
struct RowReader<'a> {
    columns: &'a Columns<'a>,
    row: usize,
    bad: Vec<BadRow>,
    blanked: Vec<BadRow>,
    today: NaiveDate,
}

impl<'a> RowReader<'a> {
    fn read(
        &mut self,
        key: &IdentityKey,
        occupations: &OccupationTable,
        regions: &RegionTable,
        first_lines: &mut HashMap<String, u64>,
    ) -> Option<(Member, Contact)> {
        let identity_token = self.identity(key);
        let id = self.id(identity_token.as_deref(), first_lines);
        let occupation: Option<OccupationCode> =
            self.needed("occupation", "a four-digit ISCO-08/KBJI 2014 code such as 6222", |t| t.parse().ok());
        let region: Option<RegionCode> =
            self.needed("region", "a Kemendagri code such as 33, 33.21 or 33.21.04.2007", |t| t.parse().ok());
        let region = region.filter(|code| {
            let known = regions.province_of(code).is_some();
            if !known {
                self.refuse("region", "a region whose first two digits are a province in models/regions/provinces.csv");
            }
            known
        });
        let this_year = self.today.year();
        let days = self.days();
        let birth_year = self.needed("birth_year", "a year (or day) of birth from 1900 to this year", |t| {
            let year = t.parse::<i32>().ok().or_else(|| days.day(t).map(|day| day.year()));
            year.filter(|year| (1900..=this_year).contains(year))
        });
        let sex = self.needed("sex", "male or female (L or P)", |t| t.parse().ok());
        let income = self.needed("declared_income", "a monthly income in whole rupiah from 0 to 1.000.000.000", |t| {
            cells::rupiah(t).filter(|amount| (0..=cells::MOST_RUPIAH).contains(amount))
        });
        let programmes = self.needed("programmes", "a programme set: JKK+JKM or JKK+JKM+JHT", |t| t.parse().ok());
        let urban = self.flag("urban");
        let paid_by_state = self.flag("paid_by_state");
        let registered_on = self.day("registered_on");
        let ended_on = self.day("ended_on");
        if let (Some(start), Some(end)) = (registered_on, ended_on)
            && end < start
        {
            self.refuse("ended_on", "a day on or after the day of registration");
        }
        let whatsapp_consent_on = self.day("whatsapp_consent_on");
        let email_consent_on = self.day("email_consent_on");
        let phone: Option<PhoneNumber> = self.contact("phone", cells::PHONE_EXPECTED, |t| t.parse().ok());
        let email = self.contact("email", cells::EMAIL_EXPECTED, cells::email);
        let id = MemberId(id?);
        let contact = Contact {
            member: id.clone(),
            name: self.columns.raw("name", self.row).unwrap_or_default().to_owned(),
            email,
            whatsapp_consent_on,
            email_consent_on,
            phone,
        };
        let occupation = occupation?;
        let member = Member {
            id,
            identity_token: identity_token?,
            occupation,
            group: occupations.group_of(occupation),
            region: region?,
            urban,
            birth_year: birth_year?,
            sex: sex?,
            declared_income_rupiah: income?,
            programmes: programmes?,
            registered_on,
            paid_by_state,
            whatsapp_reachable: contact.phone.is_some() && whatsapp_consent_on.is_some(),
            email_reachable: contact.email.is_some() && contact.email_consent_on.is_some(),
            phone_known: contact.phone.is_some(),
            email_known: contact.email.is_some(),
            ended_on,
        };
        Some((member, contact))
    }

    /// The agency's number, else one of the partner's. Tells persons apart who have none by their identity tokens.
    fn id(&mut self, token: Option<&str>, first_lines: &mut HashMap<String, u64>) -> Option<String> {
        let (columns, row) = (self.columns, self.row);
        let agency = columns.raw("member_id", row).map(|id| ("member_id", id.to_owned()));
        let partners = || {
            let partner = columns.mapping.partner.as_deref()?;
            let own = columns.raw("own_number", row).map(|number| ("own_number", own_id(partner, number)));
            let token = token.and_then(|token| token.get(..TOKEN_IN_NUMBER));
            own.or_else(|| token.map(|start| ("nik", own_id(partner, start))))
        };
        let Some((field, id)) = agency.or_else(partners) else {
            let expected =
                "a member number (or, where the mapping names a partner, its own number or an identity number)";
            // An identity number that cannot be one is reported by itself.
            if self.bad.is_empty() {
                self.refuse("member_id", expected);
            }
            return None;
        };
        if id.contains(char::is_control) || id.len() > 64 {
            self.refuse(field, "a member number of at most 64 characters");
            return None;
        }
        let line = columns.source.table.line_of(row);
        if let Some(first) = first_lines.get(&id) {
            let expected = format!("a member number that no earlier row has (line {first} has it)");
            self.refuse(field, &expected);
            return None;
        }
        first_lines.insert(id.clone(), line);
        Some(id)
    }

    fn days(&self) -> cells::DayFormats<'a> {
        self.columns.mapping.days(self.columns.source.is_typed)
    }

    /// Empty where the file has no number for this person; the number itself goes no further than this function.
    fn identity(&mut self, key: &IdentityKey) -> Option<String> {
        let Some(nik) = self.columns.raw("nik", self.row) else { return Some(String::new()) };
        match key.token(nik) {
            Ok(token) => Some(token),
            Err(error) => {
                let bad = self.bad_cell(
                    "nik",
                    hidden(nik),
                    &error.to_string().replace("the identity number cannot be one: expected ", ""),
                );
                self.bad.push(bad);
                None
            }
        }
    }

    fn needed<T>(&mut self, field: &str, expected: &str, read: impl Fn(&'a str) -> Option<T>) -> Option<T> {
        let columns = self.columns;
        let value = columns.raw(field, self.row).and_then(|cell| read(columns.mapping.meaning(field, cell)));
        if value.is_none() {
            self.refuse(field, expected);
        }
        value
    }

    fn flag(&mut self, field: &str) -> bool {
        let columns = self.columns;
        let Some(cell) = columns.raw(field, self.row) else { return false };
        let value = cells::flag(columns.mapping.meaning(field, cell));
        if value.is_none() {
            self.refuse(field, "true or false (1 or 0, ya or tidak)");
        }
        value.unwrap_or(false)
    }

    fn day(&mut self, field: &str) -> Option<NaiveDate> {
        let columns = self.columns;
        let cell = columns.raw(field, self.row)?;
        let days = self.days();
        let Some(day) = days.day(cell) else {
            self.refuse(field, &format!("a day written as {days}"));
            return None;
        };
        if day > self.today {
            let expected = format!("a day up to {}", self.today);
            self.refuse(field, &expected);
            return None;
        }
        Some(day)
    }

    /// A phone or address that cannot be read is left out and reported; the member stays.
    fn contact<T>(&mut self, field: &str, expected: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = self.columns.raw(field, self.row)?;
        let value = read(cell);
        if value.is_none() {
            let blanked = self.bad_cell(field, hidden(cell), expected);
            self.blanked.push(blanked);
        }
        value
    }

    fn refuse(&mut self, field: &str, expected: &str) {
        let cell = self.columns.raw(field, self.row).unwrap_or_default();
        let value = if field == "nik" { hidden(cell) } else { masked(cell) };
        let bad = self.bad_cell(field, value, expected);
        self.bad.push(bad);
    }

    fn bad_cell(&self, field: &str, value: String, expected: &str) -> BadRow {
        BadRow {
            file: self.columns.source.table.file.clone(),
            line: self.columns.source.table.line_of(self.row),
            column: self.columns.mapping.shown(field),
            value,
            expected: expected.to_owned(),
        }
    }
}
