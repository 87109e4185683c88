//! The shipped files, read once, and a population shared by the tests.

use chrono::NaiveDate;
use domain::{OccupationTable, ProgrammeRules, RegionTable};
use simulator::{POPULATION_FILE, Population, SimulationParams, Tables, simulate};
use std::sync::LazyLock;

pub const POPULATION_TOML: &str = include_str!("../../../../models/simulation/population.toml");

pub struct World {
    pub params: SimulationParams,
    pub rules: ProgrammeRules,
    pub regions: RegionTable,
    pub occupations: OccupationTable,
}

pub static WORLD: LazyLock<World> = LazyLock::new(|| World {
    params: SimulationParams::from_toml(POPULATION_FILE, POPULATION_TOML).unwrap(),
    rules: ProgrammeRules::from_csv(
        include_str!("../../../../models/programmes/contributions.csv"),
        include_str!("../../../../models/programmes/discounts.csv"),
        include_str!("../../../../models/programmes/rules.csv"),
    )
    .unwrap(),
    regions: RegionTable::from_csv("provinces.csv", include_str!("../../../../models/regions/provinces.csv")).unwrap(),
    occupations: OccupationTable::from_csv("occupations.csv", include_str!("../../../../models/occupations.csv"))
        .unwrap(),
});

/// 30,000 workers of seed 1.
pub static POPULATION: LazyLock<Population> = LazyLock::new(|| of_seed(1, 30_000));

pub fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 30).unwrap()
}

pub fn tables() -> Tables<'static> {
    Tables {
        rules: &WORLD.rules,
        regions: &WORLD.regions,
        regencies_csv: include_str!("../../../../models/regions/regencies.csv"),
        occupations: &WORLD.occupations,
    }
}

pub fn of_seed(seed: u64, workers: u32) -> Population {
    simulate(&WORLD.params, seed, workers, as_of(), &tables()).unwrap()
}
