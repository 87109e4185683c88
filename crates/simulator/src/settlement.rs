//! Villages: real provinces and regencies, made-up districts and villages.

use crate::draw::{Streams, between, chance, normal, pick, uniform};
use crate::error::SimulatorError;
use crate::params::SimulationParams;
use domain::{OccupationGroup, RegionCode, RegionTable};
use serde::Deserialize;
use std::collections::BTreeMap;

/// `models/regions/regencies.csv`.
pub(crate) const REGENCIES_FILE: &str = "models/regions/regencies.csv";

/// A village and what its people share.
#[derive(Debug, Clone)]
pub(crate) struct Village {
    /// Whole code.
    pub code: RegionCode,
    /// Mean income of the province, rupiah a month.
    pub mean_income: f64,
    /// Urban (kelurahan) or rural (desa).
    pub urban: bool,
    /// Weights of the occupation groups, in the order of the enum; fishers only on the coast.
    pub occupation_weights: [f64; 9],
    /// Effect on the log-odds of keeping cover.
    pub payment_effect: f64,
    /// Workers living there.
    pub size: u32,
}

#[derive(Debug, Deserialize)]
struct RegencyRow {
    code: String,
    pop_total: f64,
}

/// Enough villages for the workers; the last one takes what is left.
pub(crate) fn settle(
    params: &SimulationParams,
    seed: u64,
    workers: u32,
    regions: &RegionTable,
    regencies_csv: &str,
) -> Result<Vec<Village>, SimulatorError> {
    let rows: Vec<RegencyRow> = domain::rules::read_rows(REGENCIES_FILE, regencies_csv)?;
    let mut regencies: Vec<Vec<&RegencyRow>> = Vec::new();
    for province in &params.provinces {
        let code: RegionCode = province.code.parse()?;
        if regions.province_of(&code).is_none() {
            let reason = format!("province `{}` of the population file is not among the provinces", province.code);
            return Err(SimulatorError::Table { table: "models/regions/provinces.csv", reason });
        }
        let inside: Vec<&RegencyRow> =
            rows.iter().filter(|r| r.code.split('.').next() == Some(&province.code)).collect();
        if inside.is_empty() {
            let reason = format!("no regency of province `{}`", province.code);
            return Err(SimulatorError::Table { table: REGENCIES_FILE, reason });
        }
        regencies.push(inside);
    }
    let shares: Vec<f64> = params.provinces.iter().map(|p| p.share).collect();
    let streams = Streams::new(seed, "village");
    // Provinces in turn by the golden ratio, so that few villages already spread over all time zones.
    let start = uniform(&mut Streams::new(seed, "provinces").of(0));
    let mut used: BTreeMap<&str, u32> = BTreeMap::new();
    let mut villages = Vec::new();
    let mut left = workers;
    while left > 0 {
        let number = villages.len() as u32;
        let mut rng = streams.of(number);
        let place = (start + f64::from(number) * 0.618_033_988_749_895).fract();
        let province = at_share(&shares, place);
        let weights: Vec<f64> = regencies[province].iter().map(|r| r.pop_total).collect();
        let regency = regencies[province][pick(&mut rng, &weights)];
        let is_kota = regency.code.get(3..).and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n > 70);
        let v = &params.villages;
        let urban = chance(&mut rng, if is_kota { v.urban_share_kota } else { v.urban_share_kabupaten });
        let coastal = chance(&mut rng, v.coastal_share);
        let count = used.entry(regency.code.as_str()).or_insert(0);
        let (district, village) = (1 + *count / 8 % 99, 1 + *count % 8 + *count / (8 * 99) * 8);
        *count += 1;
        let code = format!("{}.{district:02}.{:04}", regency.code, if urban { 1000 } else { 2000 } + village % 1000);
        let typical = v.workers_per_village;
        let size = between(&mut rng, typical / 2, typical + typical / 2).max(1).min(left);
        left -= size;
        villages.push(Village {
            code: code.parse()?,
            mean_income: params.provinces[province].mean_income,
            urban,
            occupation_weights: occupation_weights(params, urban, coastal, &mut rng),
            payment_effect: v.payment_logit_sd * normal(&mut rng),
            size,
        });
    }
    Ok(villages)
}

fn at_share(shares: &[f64], place: f64) -> usize {
    let mut sum = 0.0;
    shares
        .iter()
        .position(|share| {
            sum += share;
            place < sum
        })
        .unwrap_or(shares.len() - 1)
}

fn occupation_weights(params: &SimulationParams, urban: bool, coastal: bool, rng: &mut impl rand::RngCore) -> [f64; 9] {
    let v = &params.villages;
    let mut weights = params.occupation_mix.of(urban).shares();
    for weight in &mut weights {
        *weight *= (v.mix_log_sd * normal(rng)).exp();
    }
    let total: f64 = weights.iter().sum();
    let fishers = match (coastal, urban) {
        (false, _) => 0.0,
        (true, true) => v.fishers_in_coastal_urban,
        (true, false) => v.fishers_in_coastal_rural,
    };
    for weight in &mut weights {
        *weight *= (1.0 - fishers) / total;
    }
    weights[OccupationGroup::Fisher as usize] = fishers;
    weights
}
