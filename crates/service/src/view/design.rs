//! A package being edited: the form; what follows from it stands in [`answer`].

mod answer;

use crate::designing::Draft;
use crate::numbers;
use crate::refusals;
use crate::state::PackageDesk;
use crate::words::say;
use answer::{Answered, answered};
use bundling::catalogue::Clearance;
use bundling::{BundlingError, Catalogue, Choice, Designed, Package, Segment};
use domain::{Bilingual, Language, Month, OccupationGroup};
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

/// A field of the form with its value.
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
            misread.push(refusals::of_bundling(error).in_language(language).to_owned());
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
            let regulator = add_on.regulator.in_language(language);
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
