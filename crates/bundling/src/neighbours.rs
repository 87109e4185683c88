//! Packages one change away from another, and why they were not chosen.

use crate::catalogue::Catalogue;
use crate::error::BundlingError;
use crate::front::Point;
use crate::keeping::Draws;
use crate::package::{Choice, Package, describe};
use crate::search::Design;
use crate::segment::Segment;
use crate::walls::Check;
use domain::{Bilingual, Month, ProgrammeRules};
use serde::Serialize;

/// A package one change away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Neighbour {
    /// Its id.
    pub id: String,
    /// What is other.
    pub change: Bilingual,
    /// Why it was not chosen.
    pub verdict: Verdict,
}

/// Why a neighbour was not chosen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It fails a wall.
    Wall(Check),
    /// Another package is no worse in anything and better in something.
    Beaten {
        /// Which.
        by: String,
    },
    /// Better in something and worse in something else: a matter of judgement. Differences to the package at hand.
    OtherBalance {
        /// Members kept of a thousand contacted.
        kept: f64,
        /// Rupiah a member a year: member, partner, state, agency.
        costs: [i64; 4],
    },
}

/// Every package one change away: another programme set, plan, subsidy or route, one add-on more or less.
pub fn neighbours(
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    package: &Package,
    start: Month,
    design: &Design,
) -> Result<Vec<Neighbour>, BundlingError> {
    let means = Draws::of(catalogue, 0, 0);
    let mine = point(package);
    let mut found = Vec::new();
    for (choice, change) in changes(catalogue, segment, &package.choice) {
        let other = describe(catalogue, rules, segment, &choice, start, &means)?;
        let theirs = point(&other);
        // What the package at hand fails itself is no reason against a neighbour.
        let fails = |check: &&Check| !check.passed && !package.checks.contains(check);
        let verdict = if let Some(check) = other.checks.iter().find(fails) {
            Verdict::Wall(check.clone())
        } else if let Some(better) =
            design.offers.iter().find(|o| o.choice.programme == choice.programme && o.point.beats(&theirs))
        {
            Verdict::Beaten { by: better.choice.id(catalogue) }
        } else {
            Verdict::OtherBalance {
                kept: theirs.kept - mine.kept,
                costs: std::array::from_fn(|payer| theirs.costs[payer] - mine.costs[payer]),
            }
        };
        found.push(Neighbour { id: other.id, change, verdict });
    }
    Ok(found)
}

/// What a package is compared by.
pub(crate) fn point(package: &Package) -> Point {
    let year = &package.cash.year;
    Point {
        kept: package.forecast.kept_of_thousand(),
        share: package.share_of_lean_month,
        costs: [year.member, year.partner, year.state, year.agency].map(domain::Rupiah::rounded),
    }
}

fn changes(catalogue: &Catalogue, segment: &Segment, choice: &Choice) -> Vec<(Choice, Bilingual)> {
    let mut changed = Vec::new();
    let mut note = |choice: Choice, name: &Bilingual| changed.push((choice, name.clone()));
    for (programme, it) in catalogue.programmes.iter().enumerate().filter(|(at, _)| *at != choice.programme) {
        note(Choice { programme, ..choice.clone() }, &it.name);
    }
    for (plan, it) in catalogue.plans.iter().enumerate().filter(|(at, _)| *at != choice.plan) {
        note(Choice { plan, ..choice.clone() }, &it.name);
    }
    for (subsidy, it) in catalogue.subsidies.iter().enumerate().filter(|(at, _)| *at != choice.subsidy) {
        note(Choice { subsidy, ..choice.clone() }, &it.name);
    }
    for (route, it) in catalogue.routes.iter().enumerate().filter(|(at, _)| *at != choice.route) {
        note(Choice { route, ..choice.clone() }, &it.name);
    }
    for place in catalogue.add_ons_for(segment.group) {
        let name = &catalogue.add_ons[place].name;
        let mut other = choice.clone();
        if let Some(at) = other.add_ons.iter().position(|one| *one == place) {
            other.add_ons.remove(at);
            note(other, &Bilingual::new(format!("Tanpa {}", name.id), format!("Without {}", name.en)));
        } else {
            other.add_ons.push(place);
            other.add_ons.sort_unstable();
            note(other, &Bilingual::new(format!("Dengan {}", name.id), format!("With {}", name.en)));
        }
    }
    changed
}
