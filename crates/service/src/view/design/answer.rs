//! What follows from the package at hand: price, walls, cash flow, harder worlds, others beside it.

use super::{Field, address, fields, status};
use crate::designing::Draft;
use crate::figure::{self, Figure};
use crate::numbers;
use crate::state::PackageDesk;
use crate::words::say;
use bundling::{Catalogue, Choice, Designed, Package, Segment, Verdict};
use domain::provenance::rows_by_file;
use domain::{Bilingual, Language, Month, Rupiah, written};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::fmt::Write as _;

/// The answer beside the form.
#[derive(Debug, Serialize)]
pub(super) struct Answered {
    id: String,
    status: String,
    offerable: bool,
    expected: String,
    first: String,
    due: String,
    price: String,
    lean: String,
    member: String,
    others: String,
    checks: Vec<Checked>,
    failed: usize,
    chart: Option<Figure>,
    claims: String,
    harder: Vec<Row>,
    picks: Vec<PickRow>,
    neighbours: Vec<NeighbourRow>,
    left_out: Vec<String>,
    leaflet: Vec<String>,
    unverified: Vec<String>,
    sheet: String,
    beside: Option<String>,
    /// The fields of the form, for keeping what is seen.
    fields: Vec<Field>,
}

#[derive(Debug, Serialize)]
struct Checked {
    words: String,
    passed: bool,
    source: String,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    words: String,
}

#[derive(Debug, Serialize)]
struct PickRow {
    reason: String,
    id: String,
    kept: String,
    member: String,
    address: String,
    current: bool,
}

#[derive(Debug, Serialize)]
struct NeighbourRow {
    change: String,
    verdict: String,
    wall: bool,
    address: Option<String>,
}

/// What follows from the package at hand; `None` where there is none.
pub(super) fn answered(language: Language, desk: &PackageDesk, draft: &Draft, designed: &Designed) -> Option<Answered> {
    let catalogue = &desk.catalogue;
    let package = &designed.picks.first()?.package;
    let segment = &designed.segment;
    let of = |words: &Bilingual| words.in_language(language).to_owned();
    let year = &package.cash.year;
    let places =
        [("partner", year.partner.to_string()), ("state", year.state.to_string()), ("agency", year.agency.to_string())];
    let places: Vec<(&'static str, &str)> = places.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let here = |choice: Option<&Choice>| address("/packages/design", catalogue, segment, draft.month, choice);
    let picks: Vec<PickRow> = designed
        .picks
        .iter()
        .map(|pick| PickRow {
            reason: of(&pick.reason),
            id: pick.package.id.clone(),
            kept: written::number(language, pick.package.forecast.kept_of_thousand(), 1),
            member: pick.package.cash.year.member.to_string(),
            address: here(Some(&pick.package.choice)),
            current: pick.package.id == package.id,
        })
        .collect();
    let others: Vec<&str> = picks.iter().filter(|pick| !pick.current).map(|pick| pick.id.as_str()).collect();
    Some(Answered {
        status: status(language, package),
        offerable: package.is_offerable(),
        expected: designed.package.expected.as_ref().map(of).unwrap_or_default(),
        first: package.at_first.to_string(),
        due: of(&package.first_due(catalogue)),
        price: package.full_price.to_string(),
        lean: numbers::percent(language, package.share_of_lean_month),
        member: year.member.to_string(),
        others: say(language, "design-others", &places),
        checks: checks(language, package),
        failed: package.checks.iter().filter(|check| !check.passed).count(),
        chart: cash_chart(language, catalogue, segment, package),
        claims: of(&package.actuarial.words()),
        harder: package.scenarios.iter().map(|s| Row { name: of(&s.harder.words()), words: of(&s.words()) }).collect(),
        beside: beside(segment, draft.month, &package.id, &others),
        picks,
        neighbours: designed.neighbours.iter().map(|n| neighbour(language, desk, draft, segment, n)).collect(),
        left_out: designed.left_out.iter().map(of).collect(),
        leaflet: designed.leaflet.iter().map(of).collect(),
        unverified: rows_by_file(package.unverified.iter().map(String::as_str)).iter().map(of).collect(),
        sheet: address("/packages/design.pdf", catalogue, segment, draft.month, Some(&package.choice)),
        fields: fields(catalogue, segment, draft.month, &package.choice),
        id: package.id.clone(),
    })
}

fn checks(language: Language, package: &Package) -> Vec<Checked> {
    // That an add-on is for the group, and that no capacity is in the way, goes without saying.
    let told = package.checks.iter().filter(|c| !c.passed || !matches!(c.wall, "eligible" | "capacity"));
    let checked = |check: &bundling::Check| Checked {
        words: check.words.in_language(language).to_owned(),
        passed: check.passed,
        source: check.source.in_language(language).to_owned(),
    };
    told.map(checked).collect()
}

/// What the member pays in each month of a year; months that bring little are marked.
fn cash_chart(language: Language, catalogue: &Catalogue, segment: &Segment, package: &Package) -> Option<Figure> {
    let lean = catalogue.lean_months(segment.group);
    let bars: Vec<(String, f64)> = package
        .cash
        .months
        .iter()
        .map(|month| {
            let name = written::month(language, month.month);
            let is_lean = lean.contains(&month.month.month());
            let name = if is_lean { say(language, "design-lean-month", &[("month", &name)]) } else { name };
            (name, month.paid_by.member.decimal().to_f64().unwrap_or(0.0))
        })
        .collect();
    figure::bars(language, &say(language, "design-chart", &[]), "Rp", &bars)
}

fn neighbour(
    language: Language,
    desk: &PackageDesk,
    draft: &Draft,
    segment: &Segment,
    neighbour: &bundling::Neighbour,
) -> NeighbourRow {
    let of = |words: &Bilingual| words.in_language(language).to_owned();
    let (verdict, wall) = match &neighbour.verdict {
        Verdict::Wall(check) => (of(&check.words), true),
        Verdict::Beaten { by } => (say(language, "neighbour-beaten", &[("by", by)]), false),
        Verdict::OtherBalance { kept, costs } => {
            let kept = signed(*kept, |value| written::number(language, value, 1));
            let cost: i64 = costs.iter().sum();
            let cost = signed(cost as f64, |_| Rupiah::whole(cost.abs()).to_string());
            (say(language, "neighbour-balance", &[("kept", &kept), ("cost", &cost)]), false)
        }
    };
    let choice = Choice::parse(&desk.catalogue, &neighbour.id).ok();
    let link = |choice| address("/packages/design", &desk.catalogue, segment, draft.month, Some(&choice));
    NeighbourRow { change: of(&neighbour.change), verdict, wall, address: choice.map(link) }
}

fn signed(value: f64, written: impl Fn(f64) -> String) -> String {
    let sign = if value < 0.0 { "\u{2212}" } else { "+" };
    format!("{sign}{}", written(value.abs()))
}

/// The package at hand beside up to three others.
fn beside(segment: &Segment, month: Month, id: &str, others: &[&str]) -> Option<String> {
    others.first()?;
    let mut address = format!(
        "/packages/compare?whom={}&income={}&people={}&month={month}&id={}",
        segment.key,
        segment.median_income.rounded(),
        segment.people,
        id.replace('+', "%2B")
    );
    for other in others.iter().take(3) {
        let _ = write!(address, "&id={}", other.replace('+', "%2B"));
    }
    Some(address)
}
