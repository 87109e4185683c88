//! What a package may be made of, and the limits it must keep: dated files, each row with source, date and confidence.

mod add_on;
mod figures;
mod payment;

pub use add_on::{AddOn, Clearance};
pub use figures::{Lever, LeverKey, Wall};
pub(crate) use payment::Helped;
pub use payment::{Due, Help, PaymentPlan, ProgrammeChoice, Route, Subsidy};

use crate::error::BundlingError;
use crate::reading::Place;
use domain::{Confidence, DomainError, OccupationGroup, ProgrammeRules, Provenance};
use serde::{Deserialize, Serialize};

/// Who carries a cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// Nobody: there is no cost.
    None,
    /// The member.
    Member,
    /// The partner that provides or distributes.
    Partner,
    /// A ministry, province or district, from its own budget.
    State,
    /// The agency, from its operating budget.
    Agency,
    /// The social security fund: a package that asks it to pay is never offerable.
    Fund,
}

/// The texts of the files under `models/catalogue/`.
#[derive(Debug, Clone, Copy)]
pub struct CatalogueFiles<'a> {
    /// `programme_sets.csv`.
    pub programme_sets: &'a str,
    /// `payment_plans.csv`.
    pub payment_plans: &'a str,
    /// `subsidies.csv`.
    pub subsidies: &'a str,
    /// `routes.csv`.
    pub routes: &'a str,
    /// `addons.csv`.
    pub add_ons: &'a str,
    /// `levers.csv`.
    pub levers: &'a str,
    /// `walls.csv`.
    pub walls: &'a str,
    /// `claims.csv`.
    pub claims: &'a str,
    /// `lean_income.csv`.
    pub lean_income: &'a str,
    /// `models/segmentation/lean_months.csv`.
    pub lean_months: &'a str,
}

/// Everything a design may draw on, checked.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Statutory programmes at a declared income.
    pub programmes: Vec<ProgrammeChoice>,
    /// How contributions are paid.
    pub plans: Vec<PaymentPlan>,
    /// Who helps with contributions.
    pub subsidies: Vec<Subsidy>,
    /// How people sign up.
    pub routes: Vec<Route>,
    /// What may stand beside the programmes.
    pub add_ons: Vec<AddOn>,
    pub(crate) levers: figures::Levers,
    pub(crate) walls: figures::Walls,
    pub(crate) seasons: figures::Seasons,
    pub(crate) claims: Vec<crate::actuarial::ClaimsRow>,
}

impl Catalogue {
    /// Reads and checks the files; what contradicts the programme rules is refused too.
    pub fn read(files: &CatalogueFiles<'_>, rules: &ProgrammeRules) -> Result<Self, BundlingError> {
        Ok(Self {
            programmes: payment::programmes(files.programme_sets)?,
            plans: payment::plans(files.payment_plans, rules.prepay_months())?,
            subsidies: payment::subsidies(files.subsidies)?,
            routes: payment::routes(files.routes)?,
            add_ons: add_on::add_ons(files.add_ons)?,
            levers: figures::levers(files.levers)?,
            walls: figures::walls(files.walls)?,
            seasons: figures::seasons(files.lean_income, files.lean_months)?,
            claims: crate::actuarial::claims(files.claims)?,
        })
    }

    /// Add-ons meant for a group, by their places in [`Catalogue::add_ons`].
    pub fn add_ons_for(&self, group: OccupationGroup) -> Vec<usize> {
        (0..self.add_ons.len()).filter(|place| self.add_ons[*place].groups.contains(&group)).collect()
    }

    /// A lever as it is believed.
    pub fn lever(&self, key: LeverKey) -> Lever {
        self.levers.by_key.get(&key).copied().unwrap_or(Lever { mean: 0.0, deviation: 0.0 })
    }

    /// Months of the year, 1 to 12, that bring a group little.
    pub fn lean_months(&self, group: OccupationGroup) -> std::collections::BTreeSet<u32> {
        self.seasons.of(group).map(|(season, _)| season.lean_months().clone()).unwrap_or_default()
    }

    /// The place of an add-on by its id.
    pub fn add_on(&self, id: &str) -> Result<usize, BundlingError> {
        place_of("add-on", id, self.add_ons.iter().map(|a| a.id.as_str()))
    }

    /// The place of a payment plan by its id.
    pub fn plan(&self, id: &str) -> Result<usize, BundlingError> {
        place_of("payment plan", id, self.plans.iter().map(|a| a.id.as_str()))
    }

    /// The place of a programme set by its id.
    pub fn programme(&self, id: &str) -> Result<usize, BundlingError> {
        place_of("programme set", id, self.programmes.iter().map(|a| a.id.as_str()))
    }

    /// The place of a subsidy by its id.
    pub fn subsidy(&self, id: &str) -> Result<usize, BundlingError> {
        place_of("subsidy", id, self.subsidies.iter().map(|a| a.id.as_str()))
    }

    /// The place of a route by its id.
    pub fn route(&self, id: &str) -> Result<usize, BundlingError> {
        place_of("route", id, self.routes.iter().map(|a| a.id.as_str()))
    }
}

fn place_of<'a>(
    what: &'static str,
    id: &str,
    mut ids: impl Iterator<Item = &'a str> + Clone,
) -> Result<usize, BundlingError> {
    let known = ids.clone();
    ids.position(|known| known == id).ok_or_else(|| BundlingError::Unknown {
        what,
        id: id.to_owned(),
        known: known.collect::<Vec<_>>().join(", "),
    })
}

/// A row's name where a person must check it.
pub(crate) fn unverified(place: Place, key: &str, provenance: &Provenance) -> Option<String> {
    (provenance.confidence == Confidence::Unverified).then(|| format!("{}: {key}", place.file))
}

/// Refuses a row without a source.
pub(crate) fn sourced(place: Place, provenance: &Provenance) -> Result<(), DomainError> {
    place.words("source", provenance.source.clone()).map(|_| ())
}
