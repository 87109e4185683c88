//! Prints what a simulated population looks like: `cargo run -p simulator --example describe -- 1 100000`.

use domain::member::{MembershipState, membership_state};
use domain::{Month, OccupationGroup, OccupationTable, ProgrammeRules, RegionTable};
use simulator::{HiddenType, POPULATION_FILE, SimulationParams, Tables, simulate};
use std::collections::BTreeMap;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let seed: u64 = arguments.next().map_or(Ok(1), |a| a.parse())?;
    let workers: u32 = arguments.next().map_or(Ok(100_000), |a| a.parse())?;
    let params =
        SimulationParams::from_toml(POPULATION_FILE, include_str!("../../../models/simulation/population.toml"))?;
    let rules = ProgrammeRules::from_csv(
        include_str!("../../../models/programmes/contributions.csv"),
        include_str!("../../../models/programmes/discounts.csv"),
        include_str!("../../../models/programmes/rules.csv"),
    )?;
    let regions = RegionTable::from_csv("provinces.csv", include_str!("../../../models/regions/provinces.csv"))?;
    let occupations = OccupationTable::from_csv("occupations.csv", include_str!("../../../models/occupations.csv"))?;
    let tables = Tables {
        rules: &rules,
        regions: &regions,
        regencies_csv: include_str!("../../../models/regions/regencies.csv"),
        occupations: &occupations,
    };
    let as_of = "2026-11-30".parse()?;
    let started = std::time::Instant::now();
    let population = simulate(&params, seed, workers, as_of, &tables)?;
    println!(
        "seed {seed}, {workers} workers, {} contributions, {:?}",
        population.contributions.len(),
        started.elapsed()
    );

    let mut paid: Vec<Vec<Month>> = vec![Vec::new(); population.workers.len()];
    for c in &population.contributions {
        paid[c.member.index()].push(c.coverage_month);
    }
    let month = Month::of(as_of);
    let states: Vec<MembershipState> = population
        .workers
        .iter()
        .zip(&paid)
        .map(|(w, months)| membership_state(&w.member, months, month, &rules))
        .collect();
    for state in MembershipState::ALL {
        println!("{:>22} {:>7}", state.key(), states.iter().filter(|s| **s == state).count());
    }
    let villages: std::collections::BTreeSet<&str> =
        population.workers.iter().map(|w| w.member.region.as_str()).collect();
    println!("{:>22} {:>7}", "villages", villages.len());
    let mut by_group: BTreeMap<OccupationGroup, [usize; 3]> = BTreeMap::new();
    for (worker, state) in population.workers.iter().zip(&states) {
        let counts = by_group.entry(worker.member.group).or_default();
        counts[0] += 1;
        counts[1] += usize::from(*state != MembershipState::Prospect);
        counts[2] += usize::from(worker.member.whatsapp_reachable);
    }
    println!("{:>22} {:>7} {:>7} {:>9}", "group", "workers", "members", "whatsapp");
    for (group, [all, members, reached]) in by_group {
        println!("{:>22} {all:>7} {members:>7} {reached:>9}", group.key());
    }
    println!(
        "{:>22} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8}",
        "audience, type", "people", "p", "wa", "wa deliv", "print", "counter", "12m paid", "prepaid"
    );
    for kind in HiddenType::ALL.into_iter().map(Some).chain([None]) {
        let rows: Vec<usize> = (0..states.len())
            .filter(|i| {
                matches!(states[*i], MembershipState::Active | MembershipState::InGrace | MembershipState::Reactivated)
            })
            .filter(|i| !population.workers[*i].member.paid_by_state)
            .filter(|i| kind.is_none_or(|k| population.truth[*i].hidden_type == k))
            .collect();
        let mean = |f: &dyn Fn(usize) -> f64| rows.iter().map(|i| f(*i)).sum::<f64>() / rows.len() as f64;
        let t = &population.truth;
        let reached: Vec<usize> =
            rows.iter().copied().filter(|i| population.workers[*i].member.whatsapp_reachable).collect();
        println!(
            "{:>22} {:>7} {:>7.3} {:>7.4} {:>7.4} {:>7.4} {:>7.4} {:>8.2} {:>8.3}",
            kind.map_or("all", HiddenType::key),
            rows.len(),
            mean(&|i| t[i].p_kept_held_out),
            reached.iter().map(|i| t[*i].effect_whatsapp).sum::<f64>() / reached.len() as f64,
            mean(&|i| t[i].effect_whatsapp_if_delivered),
            mean(&|i| t[i].effect_print),
            mean(&|i| t[i].effect_counter),
            mean(&|i| paid[i].iter().filter(|m| **m <= month && **m > month.plus(-12)).count() as f64),
            mean(&|i| f64::from(u8::from(t[i].p_kept_held_out >= 1.0))),
        );
    }
    let audience: Vec<usize> = (0..states.len())
        .filter(|i| {
            matches!(states[*i], MembershipState::Active | MembershipState::InGrace | MembershipState::Reactivated)
        })
        .filter(|i| !population.workers[*i].member.paid_by_state)
        .collect();
    let mut by_village: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for i in &audience {
        by_village
            .entry(population.workers[*i].member.region.as_str())
            .or_default()
            .push(population.truth[*i].p_kept_held_out);
    }
    let (between, within, mean) = variance_parts(&by_village.into_values().collect::<Vec<_>>());
    println!(
        "village ICC among {} : of p {:.3}, of the outcome {:.3} (mean p {mean:.3})",
        audience.len(),
        between / (between + within),
        between / (mean * (1.0 - mean))
    );
    Ok(())
}

/// Between and within variance by one-way analysis of variance, and the mean.
fn variance_parts(groups: &[Vec<f64>]) -> (f64, f64, f64) {
    let n: f64 = groups.iter().map(|g| g.len() as f64).sum();
    let k = groups.len() as f64;
    let mean = groups.iter().flatten().sum::<f64>() / n;
    let (mut between, mut within) = (0.0, 0.0);
    for group in groups {
        let m = group.iter().sum::<f64>() / group.len() as f64;
        between += group.len() as f64 * (m - mean).powi(2);
        within += group.iter().map(|x| (x - m).powi(2)).sum::<f64>();
    }
    let size = (n - groups.iter().map(|g| (g.len() as f64).powi(2)).sum::<f64>() / n) / (k - 1.0);
    let within = within / (n - k);
    (((between / (k - 1.0)) - within) / size, within, mean)
}
