//! The add-ons that may stand beside the statutory programmes, and the limits a package must keep.

use domain::rules::read_rows;
use domain::{Bilingual, DomainError, OccupationGroup, Provenance, Rupiah};
use rust_decimal::Decimal;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Who carries the cost of an add-on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddOnPayer {
    /// The member.
    Member,
    /// The partner that provides it.
    Partner,
    /// A ministry's own programme.
    Ministry,
    /// A state subsidy.
    State,
    /// The social security fund: a package that asks it to pay is never offerable.
    Fund,
}

#[derive(Debug, Clone, Deserialize)]
struct AddOnRow {
    id: String,
    name_id: String,
    name_en: String,
    groups: String,
    payer: AddOnPayer,
    unit_cost_rupiah_a_year: i64,
    needs_clearance: bool,
    regulator: String,
    clearance: String,
    legal_basis: String,
    #[serde(flatten)]
    provenance: Provenance,
}

/// Something offered beside the statutory programmes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOn {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// For whom.
    pub groups: Vec<OccupationGroup>,
    /// Who carries the cost.
    pub payer: AddOnPayer,
    /// Cost of one member a year.
    pub cost_a_year: Rupiah,
    /// Must be cleared with a regulator before it may be offered.
    pub needs_clearance: bool,
    /// Which regulator.
    pub regulator: String,
    /// The clearance on record, or `none on record`.
    pub clearance: String,
    /// Why it may or may not be offered.
    pub legal_basis: String,
    /// Source, date, confidence.
    pub provenance: Provenance,
}

impl AddOn {
    /// True when it may be offered today.
    pub fn is_cleared(&self) -> bool {
        !self.needs_clearance || self.clearance != "none on record"
    }
}

#[derive(Deserialize)]
struct LeanRow {
    group: OccupationGroup,
    lean_month_factor: Decimal,
    #[serde(flatten)]
    provenance: Provenance,
}

#[derive(Deserialize)]
struct WallRow {
    key: String,
    value: Decimal,
    #[serde(flatten)]
    provenance: Provenance,
}

/// Everything a design may draw on.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub(crate) add_ons: Vec<AddOn>,
    lean_factors: BTreeMap<OccupationGroup, (Decimal, Provenance)>,
    walls: BTreeMap<String, (Decimal, Provenance)>,
}

/// `models/catalogue/addons.csv`.
pub const ADDONS_FILE: &str = "models/catalogue/addons.csv";
/// `models/catalogue/lean_income.csv`.
pub const LEAN_INCOME_FILE: &str = "models/catalogue/lean_income.csv";
/// `models/catalogue/walls.csv`.
pub const WALLS_FILE: &str = "models/catalogue/walls.csv";

impl Catalogue {
    /// Reads the three files, given as text.
    pub fn from_csv(add_ons: &str, lean_income: &str, walls: &str) -> Result<Self, DomainError> {
        let add_ons = read_rows::<AddOnRow>(ADDONS_FILE, add_ons)?
            .into_iter()
            .enumerate()
            .map(|(i, row)| {
                let groups =
                    row.groups.split_whitespace().map(str::parse).collect::<Result<_, DomainError>>().map_err(|e| {
                        DomainError::Rules { file: ADDONS_FILE.to_owned(), line: Some(i + 2), reason: e.to_string() }
                    })?;
                Ok(AddOn {
                    id: row.id,
                    name: Bilingual::new(row.name_id, row.name_en),
                    groups,
                    payer: row.payer,
                    cost_a_year: Rupiah::whole(row.unit_cost_rupiah_a_year),
                    needs_clearance: row.needs_clearance,
                    regulator: row.regulator,
                    clearance: row.clearance,
                    legal_basis: row.legal_basis,
                    provenance: row.provenance,
                })
            })
            .collect::<Result<_, DomainError>>()?;
        let lean_factors = read_rows::<LeanRow>(LEAN_INCOME_FILE, lean_income)?
            .into_iter()
            .map(|r| (r.group, (r.lean_month_factor, r.provenance)))
            .collect();
        let walls =
            read_rows::<WallRow>(WALLS_FILE, walls)?.into_iter().map(|r| (r.key, (r.value, r.provenance))).collect();
        Ok(Self { add_ons, lean_factors, walls })
    }

    /// Add-ons meant for a group.
    pub fn add_ons_for(&self, group: OccupationGroup) -> impl Iterator<Item = &AddOn> {
        self.add_ons.iter().filter(move |a| a.groups.contains(&group))
    }

    /// Income of the group's leanest month as a part of its mean month.
    pub fn lean_factor(&self, group: OccupationGroup) -> Result<&(Decimal, Provenance), DomainError> {
        self.lean_factors.get(&group).ok_or_else(|| DomainError::NotCovered {
            what: format!("the leanest month of {}", group.key()),
            file: LEAN_INCOME_FILE.to_owned(),
        })
    }

    /// A limit by its key.
    pub fn wall(&self, key: &str) -> Result<&(Decimal, Provenance), DomainError> {
        self.walls
            .get(key)
            .ok_or_else(|| DomainError::NotCovered { what: format!("the limit `{key}`"), file: WALLS_FILE.to_owned() })
    }
}
