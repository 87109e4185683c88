//! Packages side by side: what they are, what is expected, what each payer carries, which walls they pass.

use super::design::address;
use crate::numbers;
use crate::words::say;
use bundling::{Catalogue, Compared, Package, Segment, walls_of};
use domain::{Language, Month, written};
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct SideBySidePage {
    whom: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    walls: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Head {
    id: String,
    parts: Vec<String>,
    status: String,
    offerable: bool,
    /// Where it is edited.
    address: String,
}

#[derive(Debug, Serialize)]
struct Row {
    name: String,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    text: String,
    failed: bool,
}

impl SideBySidePage {
    /// The page of packages for a segment that signs up in a month.
    pub(crate) fn of(
        language: Language,
        catalogue: &Catalogue,
        segment: &Segment,
        month: Month,
        packages: &[Package],
    ) -> Self {
        let people = numbers::count(language, segment.people);
        let income = numbers::rupiah(segment.median_income);
        let month_words = written::month(language, month);
        let name = segment.name.in_language(language);
        let places = [("name", name), ("people", &people), ("income", &income), ("month", &month_words)];
        let plain = |text: String| Cell { text, failed: false };
        let rows = Compared::ALL.into_iter().map(|compared| Row {
            name: compared.name().in_language(language).to_owned(),
            cells: packages.iter().map(|package| plain(compared.of(package, language))).collect(),
        });
        let walls = walls_of(&packages.iter().collect::<Vec<_>>()).into_iter().map(|wall| Row {
            name: wall.name.in_language(language).to_owned(),
            cells: wall
                .passed
                .into_iter()
                .map(|passed| match passed {
                    None => plain("\u{2013}".to_owned()),
                    Some(Ok(())) => plain(say(language, "wall-passed", &[])),
                    Some(Err(check)) => Cell { text: check.words.in_language(language).to_owned(), failed: true },
                })
                .collect(),
        });
        let head = |package: &Package| Head {
            id: package.id.clone(),
            parts: super::design::parts(language, catalogue, &package.choice),
            status: super::design::status(language, package),
            offerable: package.is_offerable(),
            address: address("/packages/design", catalogue, segment, month, Some(&package.choice)),
        };
        Self {
            whom: say(language, "side-whom", &places),
            heads: packages.iter().map(head).collect(),
            rows: rows.collect(),
            walls: walls.collect(),
        }
    }
}
