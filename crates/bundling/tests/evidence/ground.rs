//! The catalogue of the repository, and small ones by change.

use bundling::{Catalogue, CatalogueFiles, Segment};
use domain::{Bilingual, Month, OccupationGroup, ProgrammeRules, Rupiah};

pub const CONTRIBUTIONS: &str = include_str!("../../../../models/programmes/contributions.csv");
pub const DISCOUNTS: &str = include_str!("../../../../models/programmes/discounts.csv");
pub const RULES: &str = include_str!("../../../../models/programmes/rules.csv");
pub const ADD_ONS: &str = include_str!("../../../../models/catalogue/addons.csv");
pub const PLANS: &str = include_str!("../../../../models/catalogue/payment_plans.csv");
pub const SUBSIDIES: &str = include_str!("../../../../models/catalogue/subsidies.csv");
pub const WALLS: &str = include_str!("../../../../models/catalogue/walls.csv");
pub const CLAIMS: &str = include_str!("../../../../models/catalogue/claims.csv");
pub const LEVERS: &str = include_str!("../../../../models/catalogue/levers.csv");
pub const ROUTES: &str = include_str!("../../../../models/catalogue/routes.csv");
pub const SETS: &str = include_str!("../../../../models/catalogue/programme_sets.csv");

pub fn rules() -> ProgrammeRules {
    ProgrammeRules::from_csv(CONTRIBUTIONS, DISCOUNTS, RULES).unwrap()
}

pub fn files() -> CatalogueFiles<'static> {
    CatalogueFiles {
        programme_sets: SETS,
        payment_plans: PLANS,
        subsidies: SUBSIDIES,
        routes: ROUTES,
        add_ons: ADD_ONS,
        levers: LEVERS,
        walls: WALLS,
        claims: CLAIMS,
        lean_income: include_str!("../../../../models/catalogue/lean_income.csv"),
        lean_months: include_str!("../../../../models/segmentation/lean_months.csv"),
    }
}

pub fn catalogue() -> Catalogue {
    Catalogue::read(&files(), &rules()).unwrap()
}

pub fn segment(group: OccupationGroup, income: i64) -> Segment {
    Segment {
        key: group.key().to_owned(),
        name: Bilingual::new(group.name().id, group.name().en),
        group,
        median_income: Rupiah::whole(income),
        people: 10_000,
    }
}

pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}
