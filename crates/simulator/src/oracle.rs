//! What a classifier reaches that knows the true model: each member's chances to be of a hidden type, given their
//! payments.
//!
//! No segmentation of the same file can recognise more hidden types, on average, than the most probable type does, so
//! this is the yardstick that one is measured against. The types overlap as people do: its accuracy is far below 1.
//!
//! # The likelihood
//!
//! It is that of the payment process itself, summed over all that nobody sees: whether a month without payment was
//! skipped, was the first after stopping, or was paid and is not yet known. One forward recursion over the months
//! (Rabiner 1989, section III A) for each type and each usual place of payment, over the standings *paying after 0, 1,
//! 2, 3 or more paid months*, *stopped*, *gone* and *covered by a block not yet known*. What counts as evidence: months
//! bought and when, blocks, months paid late, silence, the day of a savings claim and its absence. The village factor
//! is made again from the seed. The prior is the mix of types of the occupation group.
//!
//! Day of payment counts within the days of the type, with the clamp at the day of registration. The place of payment
//! and the days until a payment is known say nothing about the type by themselves, but the usual place decides how
//! likely a payment of the last days is to be still unknown, so it is summed over as well. Amounts follow from the
//! rules alone.
//!
//! # What is left out
//!
//! Nothing is approximated for a file of [`simulate`](crate::simulate) read on its own as-of day with all payments in
//! it. A file of another day, one that a campaign has played on, or one that lost rows at import is judged as if it
//! were such a file.

mod evidence;
mod forward;

use crate::error::SimulatorError;
use crate::habit::HiddenType;
use crate::history::Setting;
use crate::params::SimulationParams;
use crate::population::Tables;
use crate::price::PriceCalendar;
use crate::settlement::settle;
use chrono::{Datelike, NaiveDate};
use domain::{Contribution, Member, MemberRow, Month};
use evidence::Evidence;
use std::collections::BTreeMap;

/// What can be known of one member's hidden type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// Row in the members table.
    pub row: MemberRow,
    /// Probability of each type, in the order of [`HiddenType::ALL`]; they add up to 1.
    pub posterior: [f64; 5],
    /// The most probable type, the first in stored order when two are level.
    pub best: HiddenType,
}

/// The guess for each member, in the order of `members`, whose index is the member row.
///
/// `seed`, `as_of` and the tables are those the population was simulated with; `contributions` are sorted by member,
/// and rows known after `as_of` are passed over. `members` may leave out prospects or whole villages.
///
/// `None` for whoever never registered, is paid for by the state or has no payment known by the day, and for payments
/// that the model cannot have made (a month paid twice, a block of five months), as they come about when rows of a file
/// are lost.
pub fn guess_types(
    params: &SimulationParams,
    seed: u64,
    members: &[Member],
    contributions: &[Contribution],
    as_of: NaiveDate,
    tables: &Tables<'_>,
) -> Result<Vec<Option<Guess>>, SimulatorError> {
    let months = params.population.months;
    if !(1950..=2190).contains(&as_of.year()) {
        return Err(SimulatorError::AsOf { as_of, months });
    }
    let last = Month::of(as_of);
    let first = last.plus(1 - months as i32);
    let prices = PriceCalendar::new(tables.rules, &params.lapse, first.plus(-12), last)?;
    let villages = village_factors(params, seed, members, tables)?;

    let mut guesses = Vec::with_capacity(members.len());
    let mut rest = contributions;
    for (row, member) in members.iter().enumerate() {
        let own = rest.partition_point(|c| c.member.index() == row);
        let (mine, others) = rest.split_at(own);
        rest = others;
        let factor = villages.get(member.region.as_str()).copied().ok_or_else(|| SimulatorError::Table {
            table: "members",
            reason: format!("village {} of row {row} is none that seed {seed} makes", member.region),
        })?;
        let setting = Setting { params, prices: &prices, first, as_of, village_factor: factor };
        let posterior =
            Evidence::of(&setting, member, mine).and_then(|evidence| posterior(&setting, member, &evidence));
        guesses.push(posterior.map(|posterior| Guess {
            row: MemberRow(row as u32),
            posterior,
            best: most_probable(&posterior),
        }));
    }
    match rest.first() {
        None => Ok(guesses),
        Some(c) => Err(SimulatorError::Table {
            table: "contributions",
            reason: format!(
                "row {} is out of order or none of the {} members; expected contributions sorted by member",
                c.member.0,
                members.len()
            ),
        }),
    }
}

/// Factor of each village on hazards and skips of the past, by its code.
fn village_factors(
    params: &SimulationParams,
    seed: u64,
    members: &[Member],
    tables: &Tables<'_>,
) -> Result<BTreeMap<String, f64>, SimulatorError> {
    let count = members.len() as u32;
    // More workers only add villages. A file without its prospects needs more than it has rows for.
    let mut factors = BTreeMap::new();
    for workers in [count, count.saturating_mul(4).saturating_add(1_000)] {
        factors = settle(params, seed, workers, tables.regions, tables.regencies_csv)?
            .into_iter()
            .map(|v| {
                let effect = params.villages.payment_history_weight * v.payment_effect;
                (v.code.as_str().to_owned(), (-effect).exp())
            })
            .collect();
        if members.iter().all(|m| factors.contains_key(m.region.as_str())) {
            break;
        }
    }
    Ok(factors)
}

fn posterior(setting: &Setting<'_>, member: &Member, evidence: &Evidence) -> Option<[f64; 5]> {
    let prior = setting.params.group(member.group).types.shares();
    let places = evidence.usual_places(setting, member);
    let mut joint = [[f64::NEG_INFINITY; 5]; 5];
    for (t, kind) in HiddenType::ALL.into_iter().enumerate().filter(|(t, _)| prior[*t] > 0.0) {
        let chances = forward::Chances::of(setting, member, evidence, &places, kind);
        for (u, place) in places.iter().enumerate().filter(|(_, place)| place.log_weight > f64::NEG_INFINITY) {
            joint[t][u] = prior[t].ln() + place.log_weight + forward::log_likelihood(&chances, evidence, u);
        }
    }
    let highest = joint.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    if highest == f64::NEG_INFINITY {
        return None;
    }
    let weights = joint.map(|of_type| of_type.iter().map(|l| (l - highest).exp()).sum::<f64>());
    let total: f64 = weights.iter().sum();
    Some(weights.map(|w| w / total))
}

fn most_probable(posterior: &[f64; 5]) -> HiddenType {
    let mut best = 0;
    for (t, p) in posterior.iter().enumerate() {
        if *p > posterior[best] {
            best = t;
        }
    }
    HiddenType::ALL[best]
}
