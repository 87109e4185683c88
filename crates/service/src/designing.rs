//! The question of a package as the form asks it: for whom, what it is made of, and the answer of the bundling designer.

use crate::error::ServiceError;
use crate::pages::{Pairs, value_of};
use crate::refusals;
use crate::state::{PackageDesk, ServiceState};
use bundling::{Allowed, BundlingError, Catalogue, Choice, Designed, Draws, Segment, Task, Wanted};
use domain::{Bilingual, Month, OccupationGroup, Rupiah};
use std::sync::Arc;

/// Draws of what is uncertain behind an answer on a page, and their seed, as the command has them.
pub(crate) const DRAWS: usize = 400;
pub(crate) const SEED: u64 = 1;

/// Most add-ons at once in what is suggested, as the command has them.
const MOST_ADD_ONS: usize = 4;

/// People taken for a group without members, where the form says nothing.
const PEOPLE: u64 = 10_000;

/// What was asked, as far as it could be read.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// For whom; `None` where nobody is known and no income was given.
    pub(crate) segment: Option<Segment>,
    /// Month people sign up in.
    pub(crate) month: Month,
    /// Place of the programme set.
    pub(crate) programme: usize,
    /// The package chosen by hand; `None` asks for the best one.
    pub(crate) choice: Option<Choice>,
    /// Add-ons without clearance may be suggested.
    pub(crate) drafts: bool,
    /// What could not be read, a sentence each.
    pub(crate) misread: Vec<Bilingual>,
}

impl Draft {
    /// Reads `whom`, `income`, `people` (not where `was` names somebody else than `whom`), `month`, `programme`, `plan`, `subsidy`, `route`, `with` (as often as add-ons are in it)
    /// and `drafts`.
    pub(crate) fn of(desk: &PackageDesk, query: &Pairs) -> Self {
        let catalogue = &desk.catalogue;
        let mut misread = Vec::new();
        let month = match value_of(query, "month").map(|text| (text, text.parse())) {
            None => desk.month,
            Some((_, Ok(month))) => month,
            Some((text, Err(_))) => {
                misread.push(Bilingual::new(
                    format!("Bulan `{text}` bukan bulan; tulis seperti 2026-12."),
                    format!("Month `{text}` is no month; write it as 2026-12."),
                ));
                desk.month
            }
        };
        let mut place = |field: &str, found: &dyn Fn(&str) -> Result<usize, BundlingError>| -> Option<usize> {
            let id = value_of(query, field)?;
            found(id).map_err(|error| misread.push(refusals::of_bundling(&error))).ok()
        };
        let programme = place("programme", &|id| catalogue.programme(id));
        let plan = place("plan", &|id| catalogue.plan(id));
        let subsidy = place("subsidy", &|id| catalogue.subsidy(id));
        let route = place("route", &|id| catalogue.route(id));
        let mut add_ons = Vec::new();
        for (_, id) in query.iter().filter(|(field, _)| field == "with") {
            match catalogue.add_on(id) {
                Ok(place) => add_ons.push(place),
                Err(error) => misread.push(refusals::of_bundling(&error)),
            }
        }
        add_ons.sort_unstable();
        add_ons.dedup();
        let choice = match (plan, subsidy, route) {
            (None, None, None) if add_ons.is_empty() => None,
            _ => Some(Choice {
                programme: programme.unwrap_or(0),
                plan: plan.unwrap_or(0),
                subsidy: subsidy.unwrap_or(0),
                route: route.unwrap_or(0),
                add_ons,
            }),
        };
        let segment = segment(desk, query, &mut misread);
        let drafts = value_of(query, "drafts").is_some();
        Self { segment, month, programme: programme.unwrap_or(0), choice, drafts, misread }
    }
}

/// The segment named, with the income and the number of people of the form where it gives them.
fn segment(desk: &PackageDesk, query: &Pairs, misread: &mut Vec<Bilingual>) -> Option<Segment> {
    let key = value_of(query, "whom");
    let mut found = match key {
        None => desk.segments.first().cloned(),
        Some(key) => desk.segments.iter().find(|segment| segment.key == key).cloned().or_else(|| {
            let group: OccupationGroup = key.parse().ok()?;
            let (key, name) = (key.to_owned(), group.name());
            Some(Segment { key, name, group, median_income: Rupiah::ZERO, people: PEOPLE })
        }),
    };
    if let (Some(key), None) = (key, &found) {
        misread.push(Bilingual::new(
            format!("Tidak ada segmen atau kelompok `{key}`."),
            format!("There is no segment and no group `{key}`."),
        ));
    }
    // The form still shows the figures of whoever was chosen before.
    if value_of(query, "was").is_some_and(|was| key.is_some_and(|key| key != was)) {
        return checked(found, misread);
    }
    let digits = |text: &str| text.chars().filter(|c| !matches!(c, '.' | ',' | ' ')).collect::<String>();
    if let (Some(segment), Some(text)) = (&mut found, value_of(query, "income")) {
        match text.parse::<Rupiah>().ok().filter(|r| *r > Rupiah::ZERO && *r <= Rupiah::whole(1_000_000_000)) {
            Some(income) => segment.median_income = income,
            None => misread.push(Bilingual::new(
                format!("Penghasilan `{text}` bukan rupiah bulat di atas 0, seperti 1.450.000."),
                format!("Income `{text}` is no whole rupiah above 0, such as 1.450.000."),
            )),
        }
    }
    if let (Some(segment), Some(text)) = (&mut found, value_of(query, "people")) {
        match digits(text).parse::<u64>().ok().filter(|n| *n > 0 && *n <= 1_000_000_000) {
            Some(people) => segment.people = people,
            None => misread.push(Bilingual::new(
                format!("Jumlah orang `{text}` bukan bilangan di atas 0."),
                format!("Number of people `{text}` is no number above 0."),
            )),
        }
    }
    checked(found, misread)
}

/// A segment with an income, or the sentence that asks for it.
fn checked(found: Option<Segment>, misread: &mut Vec<Bilingual>) -> Option<Segment> {
    found.filter(|segment| {
        let known = segment.median_income > Rupiah::ZERO;
        if !known && misread.is_empty() {
            misread.push(Bilingual::new(
                format!("Belum ada peserta {} yang terdaftar: isi penghasilan mediannya.", segment.name.id),
                format!("No {} are registered yet: give their median income.", segment.name.en),
            ));
        }
        known
    })
}

/// The desk of this service, or why there is none.
pub(crate) fn desk(state: &ServiceState) -> Result<Arc<PackageDesk>, ServiceError> {
    state.packages.clone().ok_or_else(|| {
        ServiceError::unanswerable(
            "paket disusun oleh `jangkau serve`, yang membaca models/catalogue; layanan ini dijalankan tanpa itu",
            "packages are designed by `jangkau serve`, which reads models/catalogue; this service was started without it",
        )
    })
}

/// The answer: the package chosen by hand, else the best one, with all around it. `None` where the question cannot be read.
pub(crate) async fn answer(
    desk: Arc<PackageDesk>,
    draft: Draft,
) -> Result<Option<Result<Designed, BundlingError>>, ServiceError> {
    let Some(segment) = draft.segment.clone() else { return Ok(None) };
    let computed = tokio::task::spawn_blocking(move || {
        let allowed = if draft.drafts { Allowed::Drafts } else { Allowed::Offerable };
        let catalogue = &desk.catalogue;
        let wanted = Wanted { allowed, most_add_ons: MOST_ADD_ONS, with: Vec::new() };
        let draws = Draws::of(catalogue, DRAWS, SEED);
        let (rules, month) = (&desk.rules, draft.month);
        let task = Task { catalogue, rules, segment: &segment, month, wanted: &wanted, draws: &draws };
        let mut designed = match &draft.choice {
            Some(choice) => task.around(choice)?,
            None => task.best(draft.programme)?,
        };
        designed.leaflet = leaflet(&desk, catalogue, &designed);
        Ok(designed)
    });
    computed.await.map(Some).map_err(refusals::broken_off)
}

fn leaflet(desk: &PackageDesk, catalogue: &Catalogue, designed: &Designed) -> Vec<Bilingual> {
    let programmes = designed.picks.first().map(|pick| catalogue.programmes[pick.package.choice.programme].programmes);
    let lines = desk.leaflet.iter().find(|(set, _)| Some(*set) == programmes);
    lines.map(|(_, lines)| lines.clone()).unwrap_or_default()
}
