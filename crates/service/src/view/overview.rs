//! Who is known, how regularly they pay, and how fresh that knowledge is.

use super::imports::{ImportLine, import_line};
use super::{CountLine, count_lines};
use crate::error::ServiceError;
use crate::figure::{self, Figure};
use crate::numbers;
use crate::words::say;
use domain::views::{NamedCount, OverviewView};
use domain::{Language, MembershipState};
use serde::Serialize;
use store::Store;

/// States in which a member is covered on the as-of day.
const COVERED: [MembershipState; 3] =
    [MembershipState::Active, MembershipState::Reactivated, MembershipState::PaidByState];

/// The overview as stored, with the files taken in since.
pub(crate) async fn read(store: &Store) -> Result<Option<OverviewView>, ServiceError> {
    let imports = store.imports().await?;
    Ok(store.overview().await?.map(|mut overview| {
        if !imports.is_empty() {
            overview.imports = imports;
        }
        overview
    }))
}

/// The overview page.
#[derive(Debug, Serialize)]
pub(crate) struct OverviewPage {
    seen: Option<Seen>,
}

#[derive(Debug, Serialize)]
struct Seen {
    as_of: Option<String>,
    newest_import: Option<String>,
    tiles: Vec<Tile>,
    states: Vec<CountLine>,
    groups: Vec<CountLine>,
    months: Vec<MonthLine>,
    months_chart: Option<Figure>,
    imports: Vec<ImportLine>,
}

/// A headline number.
#[derive(Debug, Serialize)]
struct Tile {
    name: String,
    value: String,
    note: String,
}

#[derive(Debug, Serialize)]
struct MonthLine {
    month: String,
    paid: String,
}

impl OverviewPage {
    /// The page; without an overview it says what to do next.
    pub(crate) fn of(language: Language, overview: Option<&OverviewView>) -> Self {
        Self { seen: overview.map(|o| seen(language, o)) }
    }
}

fn seen(language: Language, overview: &OverviewView) -> Seen {
    let points: Vec<(String, f64)> =
        overview.paid_by_month.iter().map(|(m, paid)| (numbers::short_month(language, *m), *paid as f64)).collect();
    let people = say(language, "unit-people", &[]);
    Seen {
        as_of: overview.as_of.map(|day| numbers::day(language, day)),
        newest_import: overview.imports.iter().map(|i| i.at).max().map(|at| numbers::moment(language, at)),
        tiles: tiles(language, overview),
        states: count_lines(language, &overview.states),
        groups: count_lines(language, &overview.groups),
        months: overview
            .paid_by_month
            .iter()
            .rev()
            .map(|(m, paid)| MonthLine { month: numbers::month(language, *m), paid: numbers::count(language, *paid) })
            .collect(),
        months_chart: figure::monthly_line(language, &say(language, "months-title", &[]), &people, &points),
        imports: overview.imports.iter().map(|i| import_line(language, i)).collect(),
    }
}

fn tiles(language: Language, overview: &OverviewView) -> Vec<Tile> {
    let count = |value| numbers::count(language, value);
    let tile = |key: &str, value: String, note: String| Tile { name: say(language, key, &[]), value, note };
    let registered = overview.members.saturating_sub(count_of(&overview.states, MembershipState::Prospect));
    let covered: u64 = COVERED.iter().map(|state| count_of(&overview.states, *state)).sum();
    let mut tiles = vec![
        tile(
            "tile-people",
            count(overview.members),
            say(language, "tile-people-note", &[("registered", &count(registered))]),
        ),
        tile(
            "tile-covered",
            count(covered),
            numbers::percent_of(language, covered, registered)
                .map_or_else(String::new, |share| say(language, "tile-covered-note", &[("share", &share)])),
        ),
        tile("tile-contributions", count(overview.contributions), known_up_to(language, overview)),
    ];
    if let Some((month, paid)) = overview.paid_by_month.last() {
        let month = numbers::month(language, *month);
        let note = match numbers::percent_of(language, *paid, registered) {
            Some(share) => say(language, "tile-paid-note", &[("month", &month), ("share", &share)]),
            None => month,
        };
        tiles.push(tile("tile-paid", count(*paid), note));
    }
    tiles
}

/// Up to when contributions are counted: the list of files beside the tile may hold later ones.
fn known_up_to(language: Language, overview: &OverviewView) -> String {
    match overview.as_of {
        Some(day) => say(language, "tile-contributions-known", &[("day", &numbers::day(language, day))]),
        None => say(language, "tile-contributions-note", &[]),
    }
}

fn count_of(states: &[NamedCount], state: MembershipState) -> u64 {
    states.iter().filter(|s| s.key == state.key()).map(|s| s.count).sum()
}
