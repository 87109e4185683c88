//! Levers on who joins and who stays, limits, and the seasons of each group.

use super::{sourced, unverified};
use crate::error::BundlingError;
use crate::reading::{Place, rows_by_id};
use crate::segment::Season;
use domain::rules::read_numbered_rows;
use domain::{Bilingual, DomainError, OccupationGroup, Provenance};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

const LEVERS: &str = "models/catalogue/levers.csv";
const WALLS: &str = "models/catalogue/walls.csv";
const LEAN_INCOME: &str = "models/catalogue/lean_income.csv";
const LEAN_MONTHS: &str = "models/segmentation/lean_months.csv";

/// What moves people to join and to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeverKey {
    /// Share of contacted workers who join without any lever.
    TakeUp,
    /// Added by help at a counter.
    HelpAtCounter,
    /// Added by an agent who comes.
    HelpOnTheSpot,
    /// Added where half is carried by others.
    HalfPrice,
    /// Added where all is carried by others.
    FullPrice,
    /// Times as many where payment is due when the season brings money.
    DueAfterSeason,
    /// Times as many with each doubling of what is paid at once.
    Lump,
    /// Share who stop after the first month.
    LapseAfterFirst,
    /// Share who stop after the second month.
    LapseAfterSecond,
    /// Share who stop after each later month.
    LapseLater,
    /// Times as many stop where they are reminded.
    Reminder,
    /// Times as many stop where a card shows what is paid.
    Tracker,
    /// Times as many stop in the month of a price jump.
    PriceJump,
    /// Times as many stop in each month after it.
    AfterPriceJump,
    /// Share kept after a year, at most, of those whose whole contribution was carried at first.
    KeptAfterFull,
    /// Power of the lack of income.
    LeanMonth,
}

impl LeverKey {
    /// All, in order.
    pub const ALL: [Self; 16] = [
        Self::TakeUp,
        Self::HelpAtCounter,
        Self::HelpOnTheSpot,
        Self::HalfPrice,
        Self::FullPrice,
        Self::DueAfterSeason,
        Self::Lump,
        Self::LapseAfterFirst,
        Self::LapseAfterSecond,
        Self::LapseLater,
        Self::Reminder,
        Self::Tracker,
        Self::PriceJump,
        Self::AfterPriceJump,
        Self::KeptAfterFull,
        Self::LeanMonth,
    ];

    /// The key as it stands in the file.
    pub fn key(self) -> String {
        let mut name = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_uppercase() && !name.is_empty() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// Whether it is a share of people, and so at most 1.
    pub(crate) fn is_share(self) -> bool {
        use LeverKey as K;
        matches!(
            self,
            K::TakeUp
                | K::HelpAtCounter
                | K::HelpOnTheSpot
                | K::HalfPrice
                | K::FullPrice
                | K::LapseAfterFirst
                | K::LapseAfterSecond
                | K::LapseLater
                | K::KeptAfterFull
        )
    }
}

impl FromStr for LeverKey {
    type Err = String;

    /// From the key in the file, `due_after_season`.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|key| key.key() == text).ok_or_else(|| {
            let known: Vec<String> = Self::ALL.into_iter().map(Self::key).collect();
            format!("there is no lever `{text}`; there are {}", known.join(", "))
        })
    }
}

/// A lever as it is believed: a mean with its deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lever {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
}

#[derive(Debug, Clone)]
pub(crate) struct Levers {
    pub(crate) by_key: BTreeMap<LeverKey, Lever>,
    pub(crate) unverified: BTreeMap<LeverKey, String>,
}

#[derive(Deserialize)]
struct LeverRow {
    key: String,
    mean: Decimal,
    deviation: Decimal,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn levers(text: &str) -> Result<Levers, DomainError> {
    let mut levers = Levers { by_key: BTreeMap::new(), unverified: BTreeMap::new() };
    let names: Vec<(LeverKey, String)> = LeverKey::ALL.into_iter().map(|key| (key, key.key())).collect();
    for (place, row) in rows_by_id(LEVERS, text, |row: &LeverRow| &row.key)? {
        sourced(place, &row.provenance)?;
        let Some((key, _)) = names.iter().find(|(_, name)| *name == row.key) else {
            let known: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
            return Err(place.unexpected("key", &row.key, &format!("one of {}", known.join(", "))));
        };
        let mean = place.decimal("mean", row.mean, 0, if key.is_share() { 1 } else { 20 })?;
        let deviation = place.decimal("deviation", row.deviation, 0, 10)?;
        let lever = Lever { mean: mean.to_f64().unwrap_or(0.0), deviation: deviation.to_f64().unwrap_or(0.0) };
        levers.by_key.insert(*key, lever);
        if let Some(name) = unverified(place, &row.key, &row.provenance) {
            levers.unverified.insert(*key, name);
        }
    }
    if let Some((_, name)) = names.iter().find(|(key, _)| !levers.by_key.contains_key(key)) {
        let reason = format!("the row `{name}` is missing");
        return Err(DomainError::Rules { file: LEVERS.to_owned(), line: None, reason });
    }
    Ok(levers)
}

/// A limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Wall {
    /// The limit.
    pub value: Decimal,
    /// Where it comes from.
    pub source: Bilingual,
    pub(crate) unverified: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Walls {
    pub(crate) share_of_lean_month: Wall,
    pub(crate) share_at_once: Wall,
    pub(crate) capacity_share: Wall,
}

#[derive(Deserialize)]
struct WallRow {
    key: String,
    value: Decimal,
    /// The source in Indonesian; left out where it is the same.
    #[serde(default)]
    source_id: Option<String>,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn walls(text: &str) -> Result<Walls, DomainError> {
    let mut found: BTreeMap<String, Wall> = BTreeMap::new();
    let known = ["affordable_share_of_lean_month", "affordable_share_at_once", "capacity_share_of_segment"];
    for (place, row) in rows_by_id(WALLS, text, |row: &WallRow| &row.key)? {
        sourced(place, &row.provenance)?;
        if !known.contains(&row.key.as_str()) {
            return Err(place.unexpected("key", &row.key, &format!("one of {}", known.join(", "))));
        }
        let wall = Wall {
            value: place.decimal("value", row.value, 0, 1)?,
            unverified: unverified(place, &row.key, &row.provenance),
            source: Bilingual::new(
                row.source_id.unwrap_or_else(|| row.provenance.source.clone()),
                row.provenance.source,
            ),
        };
        found.insert(row.key, wall);
    }
    let mut take = |key: &str| {
        found.remove(key).ok_or_else(|| DomainError::Rules {
            file: WALLS.to_owned(),
            line: None,
            reason: format!("the row `{key}` is missing"),
        })
    };
    Ok(Walls { share_of_lean_month: take(known[0])?, share_at_once: take(known[1])?, capacity_share: take(known[2])? })
}

#[derive(Debug, Clone)]
pub(crate) struct Seasons {
    by_group: BTreeMap<OccupationGroup, (Season, BTreeSet<String>)>,
}

#[derive(Deserialize)]
struct LeanIncomeRow {
    group: OccupationGroup,
    lean_month_factor: Decimal,
    #[serde(flatten)]
    provenance: Provenance,
}

#[derive(Deserialize)]
struct LeanMonthRow {
    group: OccupationGroup,
    month: u32,
    #[serde(flatten)]
    provenance: Provenance,
}

pub(super) fn seasons(lean_income: &str, lean_months: &str) -> Result<Seasons, DomainError> {
    let mut months: BTreeMap<OccupationGroup, (BTreeSet<u32>, BTreeSet<String>)> = BTreeMap::new();
    for (line, row) in read_numbered_rows::<LeanMonthRow>(LEAN_MONTHS, lean_months)? {
        let place = Place { file: LEAN_MONTHS, line };
        if !(1..=12).contains(&row.month) {
            return Err(place.unexpected("month", row.month, "1 to 12"));
        }
        let entry = months.entry(row.group).or_default();
        entry.0.insert(row.month);
        entry.1.extend(unverified(place, row.group.key(), &row.provenance));
    }
    let mut by_group = BTreeMap::new();
    for (line, row) in read_numbered_rows::<LeanIncomeRow>(LEAN_INCOME, lean_income)? {
        let place = Place { file: LEAN_INCOME, line };
        let factor = place.decimal("lean_month_factor", row.lean_month_factor, 0, 1)?;
        if factor.is_zero() {
            return Err(place.unexpected("lean_month_factor", factor, "above 0: some income in the leanest month"));
        }
        let (lean, mut rows) = months.remove(&row.group).unwrap_or_default();
        rows.extend(unverified(place, row.group.key(), &row.provenance));
        let Some(season) = Season::new(&lean, factor) else {
            return Err(place.refuse(format!("all twelve months of {} are lean in {LEAN_MONTHS}", row.group.key())));
        };
        if by_group.insert(row.group, (season, rows)).is_some() {
            return Err(place.refuse(format!("{} stands here twice", row.group.key())));
        }
    }
    Ok(Seasons { by_group })
}

impl Seasons {
    /// The year of a group, with the rows a person must check.
    pub(crate) fn of(&self, group: OccupationGroup) -> Result<&(Season, BTreeSet<String>), BundlingError> {
        self.by_group.get(&group).ok_or_else(|| {
            let what = format!("the leanest month of {}", group.key());
            BundlingError::Rule(DomainError::NotCovered { what, file: LEAN_INCOME.to_owned() })
        })
    }
}
