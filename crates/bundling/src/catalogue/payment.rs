//! Programmes, payment plans, help with contributions and ways to sign up.

use super::add_on::payer;
use super::{Payer, sourced, unverified};
use crate::reading::{Place, not_empty, rows_by_id};
use domain::{Bilingual, DomainError, ProgrammeSet, Provenance, Rupiah};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

const PROGRAMMES: &str = "models/catalogue/programme_sets.csv";
const PLANS: &str = "models/catalogue/payment_plans.csv";
const SUBSIDIES: &str = "models/catalogue/subsidies.csv";
const ROUTES: &str = "models/catalogue/routes.csv";

/// Statutory programmes at a declared income. Amounts follow from the programme rules and are never altered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProgrammeChoice {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// Which programmes.
    pub programmes: ProgrammeSet,
    /// Income declared a month, which decides contribution and benefits.
    pub declared_income: Rupiah,
    pub(crate) unverified: Option<String>,
}

/// When a contribution is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// From the month of sign-up on.
    AtOnce,
    /// First in the month in which the group's good season begins.
    AfterSeason,
}

/// What helps to remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Help {
    /// Nothing.
    None,
    /// A message before the due day.
    Reminder,
    /// A card at home that shows what is paid.
    Tracker,
}

/// How contributions are paid.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PaymentPlan {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// Months paid at once; 1 is monthly.
    pub block: u32,
    /// When the first of them is due.
    pub due: Due,
    /// What helps to remember.
    pub help: Help,
    /// What that costs the agency a member a year.
    pub agency_cost_a_year: Rupiah,
    pub(crate) unverified: Option<String>,
}

/// Who carries part of the member's contribution, and for how long. The fund receives the same in any case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Subsidy {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// Who.
    pub payer: Payer,
    /// Part of each contribution, 0 to 1.
    pub share: Decimal,
    /// First months of cover it holds for.
    pub months: u32,
    pub(crate) unverified: Option<String>,
}

/// How people sign up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Route {
    /// Id: `self`, `counter` or `agent`.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// Who carries the cost.
    pub payer: Payer,
    /// Cost of one sign-up.
    pub cost: Rupiah,
    /// Where people sign up or learn how, for the code on fact sheets; `None` where there is none.
    pub address: Option<String>,
    pub(crate) help: Helped,
    pub(crate) unverified: Option<String>,
}

/// Who helps with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Helped {
    Nobody,
    AtCounter,
    OnTheSpot,
}

#[derive(Deserialize)]
struct ProgrammeRow {
    id: String,
    name_id: String,
    name_en: String,
    programmes: String,
    declared_income_rupiah: String,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn programmes(text: &str) -> Result<Vec<ProgrammeChoice>, DomainError> {
    let read = |(place, row): (Place, ProgrammeRow)| {
        sourced(place, &row.provenance)?;
        let programmes = match row.programmes.as_str() {
            "basic" => ProgrammeSet::Basic,
            "with_savings" => ProgrammeSet::WithSavings,
            other => return Err(place.unexpected("programmes", other, "basic (JKK, JKM) or with_savings (and JHT)")),
        };
        Ok(ProgrammeChoice {
            unverified: unverified(place, &row.id, &row.provenance),
            declared_income: place.rupiah("declared_income_rupiah", &row.declared_income_rupiah)?,
            name: Bilingual::new(place.words("name_id", row.name_id)?, place.words("name_en", row.name_en)?),
            id: row.id,
            programmes,
        })
    };
    let rows = rows_by_id(PROGRAMMES, text, |row: &ProgrammeRow| &row.id)?;
    not_empty(PROGRAMMES, rows)?.into_iter().map(read).collect()
}

#[derive(Deserialize)]
struct PlanRow {
    id: String,
    name_id: String,
    name_en: String,
    block_months: u32,
    due: String,
    help: String,
    agency_cost_rupiah_a_year: String,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn plans(text: &str, blocks: &[u32]) -> Result<Vec<PaymentPlan>, DomainError> {
    let read = |(place, row): (Place, PlanRow)| {
        sourced(place, &row.provenance)?;
        if row.block_months != 1 && !(blocks.contains(&row.block_months) && 12 % row.block_months == 0) {
            let known: Vec<String> = blocks.iter().map(ToString::to_string).collect();
            let expected = format!("1, or a block that the programme rules allow ({})", known.join(", "));
            return Err(place.unexpected("block_months", row.block_months, &expected));
        }
        let due = match row.due.as_str() {
            "at_once" => Due::AtOnce,
            "after_season" => Due::AfterSeason,
            other => return Err(place.unexpected("due", other, "at_once or after_season")),
        };
        let help = match row.help.as_str() {
            "none" => Help::None,
            "reminder" => Help::Reminder,
            "tracker" => Help::Tracker,
            other => return Err(place.unexpected("help", other, "none, reminder or tracker")),
        };
        Ok(PaymentPlan {
            unverified: unverified(place, &row.id, &row.provenance),
            agency_cost_a_year: place.rupiah("agency_cost_rupiah_a_year", &row.agency_cost_rupiah_a_year)?,
            name: Bilingual::new(place.words("name_id", row.name_id)?, place.words("name_en", row.name_en)?),
            id: row.id,
            block: row.block_months,
            due,
            help,
        })
    };
    let rows = rows_by_id(PLANS, text, |row: &PlanRow| &row.id)?;
    not_empty(PLANS, rows)?.into_iter().map(read).collect()
}

#[derive(Deserialize)]
struct SubsidyRow {
    id: String,
    name_id: String,
    name_en: String,
    payer: String,
    share_of_contribution: Decimal,
    months: u32,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn subsidies(text: &str) -> Result<Vec<Subsidy>, DomainError> {
    let read = |(place, row): (Place, SubsidyRow)| {
        sourced(place, &row.provenance)?;
        let payer = payer(place, &row.payer)?;
        let share = place.decimal("share_of_contribution", row.share_of_contribution, 0, 1)?;
        if row.months > 12 {
            return Err(place.unexpected("months", row.months, "0 to 12 months of cover"));
        }
        let nothing = share.is_zero() || row.months == 0;
        if (payer == Payer::None) != nothing || payer == Payer::Member {
            return Err(place.refuse(format!(
                "`payer` is {}, `share_of_contribution` {share} and `months` {}: a subsidy is paid by somebody other than the \
                 member, or by none and is 0",
                row.payer, row.months
            )));
        }
        Ok(Subsidy {
            unverified: unverified(place, &row.id, &row.provenance),
            name: Bilingual::new(place.words("name_id", row.name_id)?, place.words("name_en", row.name_en)?),
            id: row.id,
            payer,
            share,
            months: row.months,
        })
    };
    let rows = rows_by_id(SUBSIDIES, text, |row: &SubsidyRow| &row.id)?;
    not_empty(SUBSIDIES, rows)?.into_iter().map(read).collect()
}

#[derive(Deserialize)]
struct RouteRow {
    id: String,
    name_id: String,
    name_en: String,
    payer: String,
    cost_rupiah: String,
    #[serde(default)]
    address: Option<String>,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn routes(text: &str) -> Result<Vec<Route>, DomainError> {
    let read = |(place, row): (Place, RouteRow)| {
        sourced(place, &row.provenance)?;
        let help = match row.id.as_str() {
            "self" => Helped::Nobody,
            "counter" => Helped::AtCounter,
            "agent" => Helped::OnTheSpot,
            other => return Err(place.unexpected("id", other, "self, counter or agent")),
        };
        let payer = payer(place, &row.payer)?;
        let cost = place.rupiah("cost_rupiah", &row.cost_rupiah)?;
        if payer == Payer::None && cost > Rupiah::ZERO {
            return Err(place.refuse(format!("`payer` is none, but a sign-up costs {cost}: somebody must carry it")));
        }
        let address = row.address.filter(|address| !address.trim().is_empty());
        if let Some(address) = address.as_ref().filter(|a| !a.starts_with("https://") || a.len() > 200) {
            return Err(place.unexpected(
                "address",
                address,
                "an address that starts with https://, of at most 200 bytes",
            ));
        }
        Ok(Route {
            address,
            unverified: unverified(place, &row.id, &row.provenance),
            name: Bilingual::new(place.words("name_id", row.name_id)?, place.words("name_en", row.name_en)?),
            id: row.id,
            payer,
            cost,
            help,
        })
    };
    let rows = rows_by_id(ROUTES, text, |row: &RouteRow| &row.id)?;
    not_empty(ROUTES, rows)?.into_iter().map(read).collect()
}
