//! What may stand beside the statutory programmes.

use super::{Payer, sourced, unverified};
use crate::reading::{Place, rows_by_id};
use chrono::NaiveDate;
use domain::{Bilingual, DomainError, OccupationGroup, Provenance, Rupiah};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

const FILE: &str = "models/catalogue/addons.csv";

/// Whether a regulator must clear an add-on before it may be offered, and whether it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Clearance {
    /// It lies inside what the provider may do anyhow.
    NotNeeded,
    /// Needed, and nothing has been asked for.
    Missing,
    /// Asked for, not yet given.
    InProgress,
    /// Given.
    Cleared {
        /// Number of the letter or decision.
        reference: String,
        /// The day it was given.
        on: NaiveDate,
        /// The last day it holds; open where empty.
        ends: Option<NaiveDate>,
    },
}

/// Something offered beside the statutory programmes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AddOn {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// For whom.
    pub groups: Vec<OccupationGroup>,
    /// `insurance`, `service`, `subsidy` or `credit`.
    pub kind: String,
    /// Who provides it.
    pub provider: Bilingual,
    /// Who carries the cost.
    pub payer: Payer,
    /// Cost of one member a year.
    pub cost_a_year: Rupiah,
    /// How many members the provider can serve in a year; open where empty.
    pub capacity: Option<u64>,
    /// Times as many stop paying, after each month: mean of what is believed.
    pub lapse_factor: f64,
    /// Its standard deviation.
    pub lapse_deviation: f64,
    /// Which regulator clears it.
    pub regulator: Bilingual,
    /// Whether it has.
    pub clearance: Clearance,
    /// Why it may or may not be offered.
    pub legal_basis: Bilingual,
    /// Source, date, confidence.
    pub provenance: Provenance,
    /// Line in the file.
    pub line: usize,
}

impl AddOn {
    /// The row as people find it: file and line.
    pub fn row(&self) -> Bilingual {
        Bilingual::new(format!("{FILE}, baris {}", self.line), format!("{FILE}, line {}", self.line))
    }

    pub(crate) fn unverified(&self) -> Option<String> {
        unverified(Place { file: FILE, line: self.line }, &self.id, &self.provenance)
    }
}

#[derive(Deserialize)]
struct Row {
    id: String,
    name_id: String,
    name_en: String,
    groups: String,
    kind: String,
    provider_id: String,
    provider_en: String,
    payer: String,
    unit_cost_rupiah_a_year: String,
    capacity_members: Option<u64>,
    lapse_factor: Decimal,
    lapse_deviation: Decimal,
    regulator: String,
    /// What it is called in Indonesian; left out where that is the same.
    #[serde(default)]
    regulator_id: Option<String>,
    clearance: String,
    clearance_reference: String,
    cleared_on: Option<NaiveDate>,
    clearance_ends: Option<NaiveDate>,
    legal_basis_id: String,
    legal_basis_en: String,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn add_ons(text: &str) -> Result<Vec<AddOn>, DomainError> {
    rows_by_id(FILE, text, |row: &Row| &row.id)?.into_iter().map(|(place, row)| add_on(place, row)).collect()
}

fn add_on(place: Place, row: Row) -> Result<AddOn, DomainError> {
    sourced(place, &row.provenance)?;
    let groups: Vec<OccupationGroup> = row
        .groups
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, DomainError>>()
        .map_err(|e| place.refuse(e.to_string()))?;
    if groups.is_empty() {
        return Err(place.unexpected("groups", "", "at least one occupation group, such as fisher"));
    }
    let payer = payer(place, &row.payer)?;
    let cost_a_year = place.rupiah("unit_cost_rupiah_a_year", &row.unit_cost_rupiah_a_year)?;
    if payer == Payer::None && cost_a_year > Rupiah::ZERO {
        return Err(place.refuse(format!("`payer` is none, but it costs {cost_a_year} a year: somebody must carry it")));
    }
    Ok(AddOn {
        provider: Bilingual::new(
            place.words("provider_id", row.provider_id.clone())?,
            place.words("provider_en", row.provider_en.clone())?,
        ),
        legal_basis: Bilingual::new(
            place.words("legal_basis_id", row.legal_basis_id.clone())?,
            place.words("legal_basis_en", row.legal_basis_en.clone())?,
        ),
        lapse_factor: place.decimal("lapse_factor", row.lapse_factor, 0, 3)?.to_f64().unwrap_or(1.0),
        lapse_deviation: place.decimal("lapse_deviation", row.lapse_deviation, 0, 1)?.to_f64().unwrap_or(0.0),
        clearance: clearance(place, &row)?,
        name: Bilingual::new(place.words("name_id", row.name_id)?, place.words("name_en", row.name_en)?),
        id: row.id,
        groups,
        kind: row.kind,
        payer,
        cost_a_year,
        capacity: row.capacity_members,
        regulator: Bilingual::new(row.regulator_id.unwrap_or_else(|| row.regulator.clone()), row.regulator),
        provenance: row.provenance,
        line: place.line,
    })
}

pub(super) fn payer(place: Place, text: &str) -> Result<Payer, DomainError> {
    Ok(match text {
        "none" => Payer::None,
        "member" => Payer::Member,
        "partner" => Payer::Partner,
        "state" => Payer::State,
        "agency" => Payer::Agency,
        "fund" => Payer::Fund,
        other => return Err(place.unexpected("payer", other, "none, member, partner, state, agency or fund")),
    })
}

fn clearance(place: Place, row: &Row) -> Result<Clearance, DomainError> {
    let nobody = row.regulator.is_empty() || row.regulator == "none";
    let reference = row.clearance_reference.trim();
    let on_record = !reference.is_empty() || row.cleared_on.is_some() || row.clearance_ends.is_some();
    match row.clearance.as_str() {
        "cleared" => {
            let Some(on) = row.cleared_on.filter(|_| !reference.is_empty() && !nobody) else {
                let reason = "`clearance` is cleared, so regulator, clearance_reference and cleared_on must say by whom, how and when";
                return Err(place.refuse(reason.to_owned()));
            };
            if let Some(ends) = row.clearance_ends.filter(|ends| *ends < on) {
                return Err(place.refuse(format!("the clearance ends on {ends}, before it was given on {on}")));
            }
            Ok(Clearance::Cleared { reference: reference.to_owned(), on, ends: row.clearance_ends })
        }
        other if on_record => {
            Err(place
                .refuse(format!("`clearance` is {other}, but a reference or date of a clearance stands in the row")))
        }
        "not_needed" if nobody => Ok(Clearance::NotNeeded),
        "not_needed" => Err(place.refuse(format!(
            "`clearance` is not_needed, but `regulator` names {}: one of the two is wrong",
            row.regulator
        ))),
        "none" | "in_progress" if nobody => {
            Err(place.refuse(format!("`clearance` is {}, so `regulator` must name who clears it", row.clearance)))
        }
        "none" => Ok(Clearance::Missing),
        "in_progress" => Ok(Clearance::InProgress),
        other => Err(place.unexpected("clearance", other, "not_needed, none, in_progress or cleared")),
    }
}
