//! Writers of the agency's incoming files, for the simulator: what the importers read back.

use crate::error::{IntakeError, shown_name};
use crate::members::MEMBER_FIELDS;
use crate::parquet_file::{epoch_days, write_frame};
use domain::{Contact, Contribution, Member, MemberRow, Sex};
use polars::prelude::{Column, IntoColumn, IntoSeries, NamedFrom, Series};
use std::path::Path;

/// Writes the agency's members file as CSV: each member with their identity number and contact, in the order given.
pub fn write_agency_members<'a>(
    path: &Path,
    people: impl IntoIterator<Item = (&'a Member, &'a str, &'a Contact)>,
) -> Result<(), IntakeError> {
    let fail = |e: csv::Error| IntakeError::io(path, "written", e.into());
    let mut writer = csv::Writer::from_path(path).map_err(fail)?;
    writer.write_record(MEMBER_FIELDS).map_err(fail)?;
    let day = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    for (member, nik, contact) in people {
        let row: [String; 17] = [
            member.id.0.clone(),
            nik.to_owned(),
            contact.name.clone(),
            contact.phone.as_ref().map(|p| p.digits().to_owned()).unwrap_or_default(),
            contact.email.clone().unwrap_or_default(),
            member.occupation.to_string(),
            member.region.to_string(),
            member.urban.to_string(),
            member.birth_year.to_string(),
            sex_word(member.sex).to_owned(),
            member.declared_income_rupiah.to_string(),
            member.programmes.to_string(),
            day(member.registered_on),
            member.paid_by_state.to_string(),
            day(contact.whatsapp_consent_on),
            day(contact.email_consent_on),
            day(member.ended_on),
        ];
        writer.write_record(&row).map_err(fail)?;
    }
    writer.flush().map_err(|e| IntakeError::io(path, "written", e))
}

pub(crate) fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

/// Writes the agency's contributions file as Parquet with typed columns; sorted by member it is read fastest.
pub fn write_agency_contributions(
    path: &Path,
    contributions: &[Contribution],
    members: &[Member],
) -> Result<(), IntakeError> {
    let unknown = |member: MemberRow| IntakeError::UnknownMember {
        file: shown_name(path),
        row: member.0,
        members: members.len(),
    };
    let mut rows: Vec<(&str, &Contribution)> = Vec::with_capacity(contributions.len());
    for contribution in contributions {
        let member = members.get(contribution.member.index()).ok_or_else(|| unknown(contribution.member))?;
        rows.push((&member.id.0, contribution));
    }
    let ids: Vec<&str> = rows.iter().map(|(id, _)| *id).collect();
    let places: Vec<&str> = rows.iter().map(|(_, c)| c.paid_at.key()).collect();
    let columns = vec![
        Series::new("member_id".into(), ids).into_column(),
        dates("coverage_month", rows.iter().map(|(_, c)| Some(c.coverage_month.first_day()))),
        dates("paid_on", rows.iter().map(|(_, c)| Some(c.paid_on))),
        dates("known_on", rows.iter().map(|(_, c)| Some(c.known_on))),
        Series::new("amount".into(), rows.iter().map(|(_, c)| c.amount_rupiah).collect::<Vec<i64>>()).into_column(),
        Series::new("paid_at".into(), places).into_column(),
    ];
    write_frame(path, columns)
}

/// A column of days; `None` is missing.
pub(crate) fn dates(name: &str, days: impl Iterator<Item = Option<chrono::NaiveDate>>) -> Column {
    let days: Vec<Option<i32>> = days.map(|d| d.map(epoch_days)).collect();
    let counts = polars::prelude::Int32Chunked::new(name.into(), days);
    counts.into_date().into_series().into_column()
}
