//! The bundling designer: the whole front of a large catalogue.

use crate::Measurement;
use bundling::{Catalogue, CatalogueFiles, Segment, Wanted, design};
use domain::{Bilingual, Month, OccupationGroup, ProgrammeRules, Rupiah};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256Plus;
use std::error::Error;
use std::fmt::Write;

const GROUPS: [OccupationGroup; 9] = [
    OccupationGroup::Fisher,
    OccupationGroup::Farmer,
    OccupationGroup::MarketTrader,
    OccupationGroup::StreetVendor,
    OccupationGroup::Transport,
    OccupationGroup::DomesticWorker,
    OccupationGroup::ConstructionCasual,
    OccupationGroup::HomeMaker,
    OccupationGroup::Other,
];

/// Six programme sets, twelve payment plans, five subsidies and forty add-ons, of which up to four at once, for twelve segments:
/// every front. The value is how many packages no other beats.
pub fn fronts() -> Result<Vec<Measurement>, Box<dyn Error>> {
    let rules = ProgrammeRules::from_csv(
        include_str!("../../../models/programmes/contributions.csv"),
        include_str!("../../../models/programmes/discounts.csv"),
        include_str!("../../../models/programmes/rules.csv"),
    )?;
    let catalogue = catalogue(&rules)?;
    let start: Month = "2026-12".parse()?;
    let (mut packages, mut covered, mut refused) = (0, 0, None);
    let mut measured = Measurement::of("", || {
        for (place, group) in GROUPS.iter().cycle().take(12).enumerate() {
            let segment = Segment {
                key: format!("segment-{place}"),
                name: Bilingual::new("segmen", "segment"),
                group: *group,
                median_income: Rupiah::whole(1_500_000 + 150_000 * place as i64),
                people: 10_000,
            };
            match design(&catalogue, &rules, &segment, start, &Wanted::offerable(4)) {
                Ok(found) => {
                    packages += found.offers.len();
                    covered += found.covered;
                }
                Err(error) => refused = Some(error),
            }
        }
        packages as f64
    });
    if let Some(error) = refused {
        return Err(error.into());
    }
    measured.what = format!("fronts of 12 segments, {covered} packages, 2 threads");
    Ok(vec![measured])
}

fn catalogue(rules: &ProgrammeRules) -> Result<Catalogue, Box<dyn Error>> {
    let rest = "a test,2026-11-22,unverified";
    let mut rng = Xoshiro256Plus::seed_from_u64(20_261_126);
    let lines = |text: &str, count: usize| -> String { text.lines().take(count).flat_map(|l| [l, "\n"]).collect() };
    let groups = GROUPS.map(OccupationGroup::key).join(" ");
    let mut add_ons = lines(include_str!("../../../models/catalogue/addons.csv"), 1);
    for place in 0..40 {
        let payer = ["member", "partner", "state", "agency"][rng.gen_range(0..4)];
        let (cost, factor) = (5_000 * rng.gen_range(1..25), rng.gen_range(80..=100));
        writeln!(
            add_ons,
            "a-{place},a,a,{groups},service,a,a,{payer},{cost},,{:.2},0.05,none,not_needed,,,,a,a,{rest}",
            f64::from(factor) / 100.0
        )?;
    }
    let mut sets = lines(include_str!("../../../models/catalogue/programme_sets.csv"), 5);
    write!(sets, "basic-3,a,a,basic,1200000,{rest}\nsavings-3,a,a,with_savings,1200000,{rest}\n")?;
    let mut plans = lines(include_str!("../../../models/catalogue/payment_plans.csv"), 10);
    for (block, cost) in [(1, 3_000), (3, 6_000), (6, 9_000)] {
        writeln!(plans, "tracked-{block},a,a,{block},after_season,tracker,{cost},{rest}")?;
    }
    let mut subsidies = lines(include_str!("../../../models/catalogue/subsidies.csv"), 5);
    writeln!(subsidies, "agency-third,a,a,agency,0.3,12,{rest}")?;
    let routes = lines(include_str!("../../../models/catalogue/routes.csv"), 2);
    let files = CatalogueFiles {
        programme_sets: &sets,
        payment_plans: &plans,
        subsidies: &subsidies,
        routes: &routes,
        add_ons: &add_ons,
        levers: include_str!("../../../models/catalogue/levers.csv"),
        walls: include_str!("../../../models/catalogue/walls.csv"),
        claims: include_str!("../../../models/catalogue/claims.csv"),
        lean_income: include_str!("../../../models/catalogue/lean_income.csv"),
        lean_months: include_str!("../../../models/segmentation/lean_months.csv"),
    };
    let read = Catalogue::read(&files, rules)?;
    let sizes = [read.programmes.len(), read.plans.len(), read.subsidies.len(), read.routes.len(), read.add_ons.len()];
    if sizes != [6, 12, 5, 1, 40] {
        return Err(format!("the catalogue has sizes {sizes:?} and not those asked for").into());
    }
    Ok(read)
}
