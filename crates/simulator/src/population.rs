//! A whole population: workers, their contributions known on the as-of day, and the truth about them.

use crate::draw::Streams;
use crate::error::SimulatorError;
use crate::history::{PaidMonth, Setting, pay_through};
use crate::params::SimulationParams;
use crate::person::{Person, PersonStreams, codes_by_group, make_person};
use crate::price::{PriceBook, PriceCalendar};
use crate::settlement::settle;
use crate::truth::{TruthRow, truth_of};
use chrono::{Datelike, NaiveDate};
use domain::rules::Payer;
use domain::{Contact, Contribution, Member, MemberRow, Month, OccupationTable, ProgrammeRules, RegionTable};

/// The tables of the world that a population lives in.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// Prices, discounts and grace.
    pub rules: &'a ProgrammeRules,
    /// Provinces with their clocks.
    pub regions: &'a RegionTable,
    /// Text of `models/regions/regencies.csv`.
    pub regencies_csv: &'a str,
    /// Codes of each occupation group.
    pub occupations: &'a OccupationTable,
}

/// A simulated worker as a source file would carry them: profile, identity number, contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimulatedWorker {
    /// Profile; the identity token is empty, intake makes it.
    pub member: Member,
    /// Made-up identity number, 16 digits, structurally valid.
    pub nik: String,
    /// Made-up contact.
    pub contact: Contact,
}

/// Workers by row, their contributions by member and covered month, and the truth by row.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// Everyone, members and prospects; the index is the member row.
    pub workers: Vec<SimulatedWorker>,
    /// Contributions known on the as-of day, sorted by member, then month.
    pub contributions: Vec<Contribution>,
    /// One row a worker.
    pub truth: Vec<TruthRow>,
}

/// Simulates `workers` people as they are known on `as_of`. The same arguments give the same population, byte for byte.
///
/// Contributions paid by then and known later are left out, as they would be in the agency's file of that day.
pub fn simulate(
    params: &SimulationParams,
    seed: u64,
    workers: u32,
    as_of: NaiveDate,
    tables: &Tables<'_>,
) -> Result<Population, SimulatorError> {
    let months = params.population.months;
    if !(1950..=2190).contains(&as_of.year()) {
        return Err(SimulatorError::AsOf { as_of, months });
    }
    let last = Month::of(as_of);
    let first = last.plus(1 - months as i32);
    let villages = settle(params, seed, workers, tables.regions, tables.regencies_csv)?;
    let codes = codes_by_group(tables.occupations)?;
    let calendar_end = last.plus(params.outcomes.months_ahead as i32);
    // A year before the first month, so that a discount that ended then is seen.
    let prices = PriceCalendar::new(tables.rules, &params.lapse, first.plus(-12), calendar_end)?;
    let mut book = PriceBook::new(tables.rules, first, last.plus(12));
    let streams = PersonStreams::new(seed);
    let payments = Streams::new(seed, "payments");

    let mut population = Population {
        workers: Vec::with_capacity(workers as usize),
        contributions: Vec::with_capacity(workers as usize * 10),
        truth: Vec::with_capacity(workers as usize),
    };
    let mut paid: Vec<PaidMonth> = Vec::new();
    let mut row = 0;
    for village in &villages {
        let past_effect = params.villages.payment_history_weight * village.payment_effect;
        let past = Setting { params, prices: &prices, first, as_of, village_factor: (-past_effect).exp() };
        // The village effect on what follows is laid on the log-odds instead.
        let coming = Setting { village_factor: 1.0, ..past };
        for _ in 0..village.size {
            let mut person = make_person(params, &streams, &codes, village, row, as_of)?;
            paid.clear();
            let end = pay_through(&past, &person, &mut payments.of(row), &mut paid);
            person.member.ended_on = end.ended_on;
            paid.retain(|p| p.known_on <= as_of && end.ended_on.is_none_or(|day| p.paid_on <= day));
            let covered_to = paid.iter().map(|p| p.covered).max().filter(|to| *to > last);
            record(&mut population.contributions, &mut book, &person, row, &paid)?;
            population.truth.push(truth_of(&coming, &person, row, end.standing, covered_to, village.payment_effect));
            population.workers.push(SimulatedWorker {
                member: person.member,
                nik: person.nik,
                contact: person.contact,
            });
            row += 1;
        }
    }
    Ok(population)
}

fn record(
    contributions: &mut Vec<Contribution>,
    book: &mut PriceBook<'_>,
    person: &Person,
    row: u32,
    paid: &[PaidMonth],
) -> Result<(), SimulatorError> {
    let payer = payer_of(&person.member);
    for p in paid {
        contributions.push(Contribution {
            member: MemberRow(row),
            coverage_month: p.covered,
            paid_on: p.paid_on,
            known_on: p.known_on,
            amount_rupiah: book.price(&payer, p.covered, p.paid_on)?,
            paid_at: p.place,
        });
    }
    Ok(())
}

/// The member as the rules see them.
pub(crate) fn payer_of(member: &Member) -> Payer {
    Payer {
        programmes: member.programmes,
        declared_income_rupiah: member.declared_income_rupiah,
        group: member.group,
        paid_by_state: member.paid_by_state,
    }
}
