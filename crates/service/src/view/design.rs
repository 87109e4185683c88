//! A package being edited: the form, and what follows from it.

use crate::designing::Draft;
use crate::figure::{self, Figure};
use crate::numbers;
use crate::state::PackageDesk;
use crate::words::say;
use bundling::catalogue::Clearance;
use bundling::{BundlingError, Catalogue, Choice, Designed, Package, Segment, Verdict};
use domain::provenance::rows_by_file;
use domain::{Bilingual, Language, Month, OccupationGroup, Rupiah, written};
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::fmt::Write as _;

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct DesignPage {
    whom: Vec<Entry>,
    /// Whose income and number the form shows.
    was: String,
    income: String,
    people: String,
    month: String,
    programmes: Vec<Entry>,
    plans: Vec<Entry>,
    subsidies: Vec<Entry>,
    routes: Vec<Entry>,
    add_ons: Vec<AddOnEntry>,
    drafts: bool,
    misread: Vec<String>,
    answer: Option<Answered>,
}

/// Something to choose.
#[derive(Debug, Serialize)]
struct Entry {
    id: String,
    name: String,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct AddOnEntry {
    id: String,
    name: String,
    chosen: bool,
    /// What stands in the way, or that nothing does.
    clearance: String,
    cleared: bool,
}

#[derive(Debug, Serialize)]
struct Answered {
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

#[derive(Debug, Serialize)]
struct Field {
    name: &'static str,
    value: String,
}

impl DesignPage {
    /// The page of a question and its answer.
    pub(crate) fn of(
        language: Language,
        desk: &PackageDesk,
        draft: &Draft,
        answer: Option<&Result<Designed, BundlingError>>,
    ) -> Self {
        let catalogue = &desk.catalogue;
        let designed = answer.and_then(|answer| answer.as_ref().ok());
        let at_hand = designed.and_then(|d| d.picks.first()).map(|pick| &pick.package.choice);
        let choice = draft.choice.as_ref().or(at_hand);
        let entry = |id: &str, name: &Bilingual, chosen: bool| Entry {
            id: id.to_owned(),
            name: name.in_language(language).to_owned(),
            chosen,
        };
        let mut misread: Vec<String> = draft.misread.iter().map(|w| w.in_language(language).to_owned()).collect();
        if let Some(Err(error)) = answer {
            misread.push(error.to_string());
        }
        let programme = choice.map_or(draft.programme, |choice| choice.programme);
        let listed = catalogue.programmes.iter().enumerate();
        let programmes = listed.map(|(at, it)| entry(&it.id, &it.name, at == programme)).collect();
        let chosen = |of: fn(&Choice) -> usize, at: usize| choice.is_some_and(|choice| of(choice) == at);
        let plans = catalogue.plans.iter().enumerate();
        let subsidies = catalogue.subsidies.iter().enumerate();
        let routes = catalogue.routes.iter().enumerate();
        let segment = draft.segment.as_ref();
        Self {
            whom: whom(language, desk, segment),
            was: segment.map_or_else(String::new, |s| s.key.clone()),
            income: segment.map_or_else(String::new, |s| numbers::rupiah(s.median_income)),
            people: segment.map_or_else(String::new, |s| numbers::count(language, s.people)),
            month: draft.month.to_string(),
            programmes,
            plans: plans.map(|(at, it)| entry(&it.id, &it.name, chosen(|c| c.plan, at))).collect(),
            subsidies: subsidies.map(|(at, it)| entry(&it.id, &it.name, chosen(|c| c.subsidy, at))).collect(),
            routes: routes.map(|(at, it)| entry(&it.id, &it.name, chosen(|c| c.route, at))).collect(),
            add_ons: add_ons(language, catalogue, segment, choice),
            drafts: draft.drafts,
            misread,
            answer: designed.and_then(|designed| answered(language, desk, draft, designed)),
        }
    }
}

/// Known segments first, then the groups nobody is registered in.
fn whom(language: Language, desk: &PackageDesk, chosen: Option<&Segment>) -> Vec<Entry> {
    let known = desk.segments.iter().map(|segment| Entry {
        id: segment.key.clone(),
        name: format!("{} ({})", segment.name.in_language(language), numbers::count(language, segment.people)),
        chosen: chosen.is_some_and(|c| c.key == segment.key),
    });
    let is_known = |group: &OccupationGroup| desk.segments.iter().any(|segment| segment.key == group.key());
    let others = OccupationGroup::ALL.into_iter().filter(|group| !is_known(group)).map(|group| Entry {
        id: group.key().to_owned(),
        name: group.name().in_language(language).to_owned(),
        chosen: chosen.is_some_and(|c| c.key == group.key()),
    });
    known.chain(others).collect()
}

/// Add-ons meant for the group, and those chosen though they are not.
fn add_ons(
    language: Language,
    catalogue: &Catalogue,
    segment: Option<&Segment>,
    choice: Option<&Choice>,
) -> Vec<AddOnEntry> {
    let chosen: &[usize] = choice.map_or(&[], |choice| &choice.add_ons);
    let meant = segment.map(|segment| catalogue.add_ons_for(segment.group)).unwrap_or_default();
    let shown = (0..catalogue.add_ons.len()).filter(|at| meant.contains(at) || chosen.contains(at));
    shown
        .map(|at| {
            let add_on = &catalogue.add_ons[at];
            let regulator = add_on.regulator.as_str();
            let (key, cleared) = match &add_on.clearance {
                Clearance::NotNeeded => ("clearance-not-needed", true),
                Clearance::Missing => ("clearance-missing", false),
                Clearance::InProgress => ("clearance-in-progress", false),
                Clearance::Cleared { .. } => ("clearance-given", true),
            };
            AddOnEntry {
                id: add_on.id.clone(),
                name: add_on.name.in_language(language).to_owned(),
                chosen: chosen.contains(&at),
                clearance: say(language, key, &[("regulator", regulator)]),
                cleared,
            }
        })
        .collect()
}

fn answered(language: Language, desk: &PackageDesk, draft: &Draft, designed: &Designed) -> Option<Answered> {
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
        source: check.source.clone(),
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

/// How far a package may go.
pub(super) fn status(language: Language, package: &Package) -> String {
    let key = match (package.is_offerable(), package.is_draft()) {
        (true, _) => "design-offerable",
        (false, true) => "design-draft",
        (false, false) => "design-fails",
    };
    say(language, key, &[])
}

/// The names of a package's parts.
pub(super) fn parts(language: Language, catalogue: &Catalogue, choice: &Choice) -> Vec<String> {
    let mut names = vec![
        &catalogue.programmes[choice.programme].name,
        &catalogue.plans[choice.plan].name,
        &catalogue.subsidies[choice.subsidy].name,
        &catalogue.routes[choice.route].name,
    ];
    names.extend(choice.add_ons.iter().map(|at| &catalogue.add_ons[*at].name));
    names.into_iter().map(|name| name.in_language(language).to_owned()).collect()
}

fn fields(catalogue: &Catalogue, segment: &Segment, month: Month, choice: &Choice) -> Vec<Field> {
    let field = |name: &'static str, value: &str| Field { name, value: value.to_owned() };
    let mut fields = vec![
        field("whom", &segment.key),
        field("income", &segment.median_income.rounded().to_string()),
        field("people", &segment.people.to_string()),
        field("month", &month.to_string()),
        field("programme", &catalogue.programmes[choice.programme].id),
        field("plan", &catalogue.plans[choice.plan].id),
        field("subsidy", &catalogue.subsidies[choice.subsidy].id),
        field("route", &catalogue.routes[choice.route].id),
    ];
    fields.extend(choice.add_ons.iter().map(|at| field("with", &catalogue.add_ons[*at].id)));
    fields
}

/// The address of a page about a package.
pub(super) fn address(
    path: &str,
    catalogue: &Catalogue,
    segment: &Segment,
    month: Month,
    choice: Option<&Choice>,
) -> String {
    let mut address = format!("{path}?");
    let fields = choice.map(|choice| fields(catalogue, segment, month, choice)).unwrap_or_default();
    for (at, Field { name, value }) in fields.iter().enumerate() {
        let mark = if at == 0 { "" } else { "&" };
        // Ids, months and numbers: nothing in them has a meaning in an address.
        let _ = write!(address, "{mark}{name}={value}");
    }
    address
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
