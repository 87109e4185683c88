//! A whole population: workers, their contributions known on the as-of day, and the truth about them.

use crate::draw::Streams;
use crate::error::SimulatorError;
use crate::history::{PaidMonth, Setting, pay_through};
use crate::params::SimulationParams;
use crate::person::{Person, PersonStreams, codes_by_group, make_person};
use crate::price::{PriceBook, PriceCalendar};
use crate::settlement::{Village, settle};
use crate::truth::{TruthRow, truth_of};
use chrono::{Datelike, NaiveDate};
use domain::rules::Payer;
use domain::{
    Contact, Contribution, Member, MemberRow, Month, OccupationCode, OccupationTable, ProgrammeRules, RegionTable,
};
use std::ops::Range;

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
/// Contributions paid by then and known later are left out, as they would be in the agency's file of that day. Holds everyone
/// in memory; for millions take [`Villages`] a few at a time.
pub fn simulate(
    params: &SimulationParams,
    seed: u64,
    workers: u32,
    as_of: NaiveDate,
    tables: &Tables<'_>,
) -> Result<Population, SimulatorError> {
    let villages = Villages::settle(params, seed, workers, as_of, tables)?;
    villages.people(0..villages.len())
}

/// A population that is settled but not made yet: its people are made village by village, in any order, by several threads if
/// need be, and are the same as those of [`simulate`].
#[derive(Debug)]
pub struct Villages<'a> {
    params: &'a SimulationParams,
    rules: &'a ProgrammeRules,
    as_of: NaiveDate,
    first: Month,
    all: Vec<Village>,
    /// The row of the first worker of each village.
    first_rows: Vec<u32>,
    codes: Vec<Vec<OccupationCode>>,
    prices: PriceCalendar,
    streams: PersonStreams,
    payments: Streams,
}

impl<'a> Villages<'a> {
    /// Draws the villages of `workers` people.
    pub fn settle(
        params: &'a SimulationParams,
        seed: u64,
        workers: u32,
        as_of: NaiveDate,
        tables: &Tables<'a>,
    ) -> Result<Self, SimulatorError> {
        let months = params.population.months;
        if !(1950..=2190).contains(&as_of.year()) {
            return Err(SimulatorError::AsOf { as_of, months });
        }
        let last = Month::of(as_of);
        let first = last.plus(1 - months as i32);
        let villages = settle(params, seed, workers, tables.regions, tables.regencies_csv)?;
        let mut row = 0;
        let first_rows = villages
            .iter()
            .map(|village| {
                let first_row = row;
                row += village.size;
                first_row
            })
            .collect();
        let calendar_end = last.plus(params.outcomes.months_ahead as i32);
        Ok(Self {
            params,
            rules: tables.rules,
            as_of,
            first,
            all: villages,
            first_rows,
            codes: codes_by_group(tables.occupations)?,
            // A year before the first month, so that a discount that ended then is seen.
            prices: PriceCalendar::new(tables.rules, &params.lapse, first.plus(-12), calendar_end)?,
            streams: PersonStreams::new(seed),
            payments: Streams::new(seed, "payments"),
        })
    }

    /// Villages.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// True without anyone.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The row of the first worker of a village.
    pub fn first_row(&self, village: usize) -> u32 {
        self.first_rows[village]
    }

    /// Villages in order, cut into ranges of about `people` workers each, at least one village in each.
    pub fn chunks(&self, people: u32) -> Vec<Range<usize>> {
        let mut chunks = Vec::new();
        let (mut start, mut inside) = (0, 0);
        for (number, village) in self.all.iter().enumerate() {
            inside += village.size;
            if inside >= people {
                chunks.push(start..number + 1);
                (start, inside) = (number + 1, 0);
            }
        }
        if start < self.all.len() {
            chunks.push(start..self.all.len());
        }
        chunks
    }

    /// Everyone in some villages; rows, numbers and truth are those of the whole population.
    pub fn people(&self, villages: Range<usize>) -> Result<Population, SimulatorError> {
        let (params, as_of, last) = (self.params, self.as_of, Month::of(self.as_of));
        let mut book = PriceBook::new(self.rules, self.first, last.plus(12));
        let workers: usize = self.all[villages.clone()].iter().map(|v| v.size as usize).sum();
        let mut population = Population {
            workers: Vec::with_capacity(workers),
            contributions: Vec::with_capacity(workers * 10),
            truth: Vec::with_capacity(workers),
        };
        let mut paid: Vec<PaidMonth> = Vec::new();
        for number in villages {
            let (village, mut row) = (&self.all[number], self.first_rows[number]);
            let past_effect = params.villages.payment_history_weight * village.payment_effect;
            let village_factor = (-past_effect).exp();
            let past = Setting { params, prices: &self.prices, first: self.first, as_of, village_factor };
            // The village effect on what follows is laid on the log-odds instead.
            let coming = Setting { village_factor: 1.0, ..past };
            for _ in 0..village.size {
                let mut person = make_person(params, &self.streams, &self.codes, village, row, as_of)?;
                paid.clear();
                let end = pay_through(&past, &person, &mut self.payments.of(row), &mut paid);
                person.member.ended_on = end.ended_on;
                paid.retain(|p| p.known_on <= as_of && end.ended_on.is_none_or(|day| p.paid_on <= day));
                let covered_to = paid.iter().map(|p| p.covered).max().filter(|to| *to > last);
                record(&mut population.contributions, &mut book, &person, row, &paid)?;
                let truth = truth_of(&coming, &person, row, end.standing, covered_to, village.payment_effect);
                population.truth.push(truth);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::params::POPULATION_FILE;

    #[test]
    fn villages_in_any_order_hold_the_people_of_the_whole() {
        let text = include_str!("../../../models/simulation/population.toml");
        let params = SimulationParams::from_toml(POPULATION_FILE, text).unwrap();
        let rules = ProgrammeRules::from_csv(
            include_str!("../../../models/programmes/contributions.csv"),
            include_str!("../../../models/programmes/discounts.csv"),
            include_str!("../../../models/programmes/rules.csv"),
        )
        .unwrap();
        let regions = RegionTable::from_csv("p", include_str!("../../../models/regions/provinces.csv")).unwrap();
        let occupations = OccupationTable::from_csv("o", include_str!("../../../models/occupations.csv")).unwrap();
        let regencies_csv = include_str!("../../../models/regions/regencies.csv");
        let tables = Tables { rules: &rules, regions: &regions, regencies_csv, occupations: &occupations };
        let as_of = "2026-11-30".parse().unwrap();
        let whole = simulate(&params, 11, 2_500, as_of, &tables).unwrap();
        let villages = Villages::settle(&params, 11, 2_500, as_of, &tables).unwrap();
        for people in [1, 700, 5_000] {
            let chunks = villages.chunks(people);
            let mut parts: Vec<(u32, Population)> = chunks
                .iter()
                .rev()
                .map(|c| (villages.first_row(c.start), villages.people(c.clone()).unwrap()))
                .collect();
            parts.sort_by_key(|(row, _)| *row);
            let mut joined = Population { workers: Vec::new(), contributions: Vec::new(), truth: Vec::new() };
            for (row, part) in parts {
                assert_eq!(row as usize, joined.workers.len());
                joined.workers.extend(part.workers);
                joined.contributions.extend(part.contributions);
                joined.truth.extend(part.truth);
            }
            assert!(joined == whole, "about {people} people at a time");
        }
        assert!(villages.chunks(1).len() == villages.len() && villages.len() > 3);
    }
}
