//! The dated policy of when people may be reached, how often, and what each channel can do: `models/schedule/`.

mod capacity;
mod moments;
mod seasons;
mod standing;
mod windows;

pub use capacity::{CapacityFigures, SendingFigures};
pub use moments::QuietMoment;
pub use seasons::Seasons;
pub use standing::{STANDING_FILE, StandingLot};
pub use windows::Window;

use crate::calendar::Calendar;
use crate::error::PlanningError;
use chrono::{NaiveDate, NaiveTime, Timelike};
use domain::rules::read_numbered_rows;
use domain::{CampaignSpec, Channel, DomainError, Provenance};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// `models/schedule/windows.csv`.
pub const WINDOWS_FILE: &str = "models/schedule/windows.csv";
/// `models/schedule/moments.csv`.
pub const MOMENTS_FILE: &str = "models/schedule/moments.csv";
/// `models/schedule/periods.csv`.
pub const PERIODS_FILE: &str = "models/schedule/periods.csv";
/// `models/schedule/limits.csv`.
pub const LIMITS_FILE: &str = "models/schedule/limits.csv";
/// `models/schedule/capacity.csv`.
pub const CAPACITY_FILE: &str = "models/schedule/capacity.csv";
/// `models/schedule/harvest_months.csv`.
pub const HARVEST_FILE: &str = "models/schedule/harvest_months.csv";
/// `models/segmentation/lean_months.csv`.
pub const LEAN_FILE: &str = "models/segmentation/lean_months.csv";

/// The texts of the policy's files.
#[derive(Debug, Clone, Copy)]
pub struct PolicyFiles<'a> {
    /// [`WINDOWS_FILE`].
    pub windows: &'a str,
    /// [`MOMENTS_FILE`].
    pub moments: &'a str,
    /// [`PERIODS_FILE`].
    pub periods: &'a str,
    /// [`LIMITS_FILE`].
    pub limits: &'a str,
    /// [`CAPACITY_FILE`].
    pub capacity: &'a str,
    /// [`HARVEST_FILE`].
    pub harvest_months: &'a str,
    /// [`STANDING_FILE`].
    pub standing_holdout: &'a str,
    /// [`LEAN_FILE`].
    pub lean_months: &'a str,
}

/// How often one person may be touched, over all campaigns and channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most touches in any seven days in a row.
    pub touches_per_week: u32,
    /// Fewest days from one touch to the next; 1 allows every day, and never two on one day.
    pub gap_days: u32,
}

impl Limits {
    /// Which limit a touch on `day` would break beside the days already taken; `None` where it breaks neither. The days are on the
    /// person's own clock, in any order.
    pub fn broken_by(self, day: NaiveDate, taken: &[NaiveDate]) -> Option<CapBroken> {
        let apart = |other: &NaiveDate| (*other - day).num_days();
        let gap = u64::from(self.gap_days.max(1));
        if taken.iter().any(|other| apart(other).unsigned_abs() < gap) {
            return Some(CapBroken::Gap);
        }
        // Every seven days in a row that hold `day` begin on one of the six days before it, or on itself.
        let full = |back: i64| {
            taken.iter().filter(|other| (-back..7 - back).contains(&apart(other))).count()
                >= self.touches_per_week as usize
        };
        (0..7).any(full).then_some(CapBroken::Week)
    }
}

/// A limit of one person's touches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CapBroken {
    /// Too near another touch.
    Gap,
    /// Too many in seven days.
    Week,
}

/// The whole policy, checked.
#[derive(Debug, Clone)]
pub struct SchedulePolicy {
    windows: BTreeMap<Channel, Window>,
    moments: Vec<QuietMoment>,
    limits: Limits,
    capacity: CapacityFigures,
    seasons: Seasons,
    standing: Vec<StandingLot>,
    unverified: BTreeSet<(Option<Channel>, String)>,
    estimated: Vec<(NaiveDate, NaiveDate, String)>,
}

#[derive(Deserialize)]
struct LimitRow {
    key: String,
    value: u32,
    #[serde(flatten)]
    provenance: Provenance,
}

impl SchedulePolicy {
    /// Reads and checks the files. Each year of the holiday file needs its Nyepi and its Ramadan: what is not on file would be
    /// sent into.
    pub fn from_csv(files: &PolicyFiles<'_>, calendar: &Calendar) -> Result<Self, PlanningError> {
        let mut unverified = BTreeSet::new();
        let windows = windows::read(files.windows, &mut unverified)?;
        let periods = moments::read_periods(files.periods, calendar, &mut unverified)?;
        let moments = moments::read(files.moments, &periods, calendar, &mut unverified)?;
        let rows: Vec<(usize, LimitRow)> = read_numbered_rows(LIMITS_FILE, files.limits)?;
        let limit = |key: &str| {
            let found = rows.iter().find(|(_, row)| row.key == key);
            match found {
                Some((_, row)) if row.value > 0 => Ok(row.value),
                Some((line, _)) => Err(refusal(LIMITS_FILE, *line, format!("`{key}` is 0, expected 1 or more"))),
                None => Err(missing(LIMITS_FILE, format!("the row `{key}` is missing"))),
            }
        };
        let limits = Limits { touches_per_week: limit("touches_per_week")?, gap_days: limit("gap_days")? };
        for (_, row) in rows.iter().filter(|(_, row)| row.provenance.confidence.needs_checking()) {
            unverified.insert((None, format!("{LIMITS_FILE}: {}", row.key)));
        }
        let standing = standing::read(files.standing_holdout, &mut unverified)?;
        let estimated =
            periods.iter().filter(|p| p.estimated).map(|p| (p.first_day, p.last_day, p.name.clone())).collect();
        Ok(Self {
            windows,
            moments,
            limits,
            capacity: CapacityFigures::from_csv(files.capacity)?,
            seasons: Seasons::from_csv(files.lean_months, files.harvest_months)?,
            standing,
            unverified,
            estimated,
        })
    }

    /// The window of a channel.
    pub fn window(&self, channel: Channel) -> Result<&Window, PlanningError> {
        self.windows
            .get(&channel)
            .ok_or_else(|| missing(WINDOWS_FILE, format!("the row `{}` is missing", channel.key())).into())
    }

    /// Caps and gaps.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// What channels can do.
    pub fn capacity(&self) -> &CapacityFigures {
        &self.capacity
    }

    /// Lean and harvest months.
    pub fn seasons(&self) -> &Seasons {
        &self.seasons
    }

    /// The standing holdout of a day; `None` before the first.
    pub fn standing_on(&self, day: NaiveDate) -> Option<&StandingLot> {
        self.standing.iter().filter(|lot| lot.valid_from <= day).max_by_key(|lot| lot.valid_from)
    }

    /// Moments in which nothing is sent.
    pub fn moments(&self) -> &[QuietMoment] {
        &self.moments
    }

    /// The moments that touch a day for a channel in a province.
    pub fn moments_on(&self, day: NaiveDate, channel: Channel, province: &str) -> impl Iterator<Item = &QuietMoment> {
        self.moments.iter().filter(move |m| m.holds_for(channel, province) && !m.spans(day).is_empty())
    }

    /// The seconds of a local day on which a campaign may reach people of a province by a channel: spans from and to, in order, the
    /// end not included. Empty is a day without an allowed moment.
    pub fn open_spans(
        &self,
        spec: &CampaignSpec,
        calendar: &Calendar,
        channel: Channel,
        day: NaiveDate,
        province: &str,
    ) -> Result<Vec<(u32, u32)>, PlanningError> {
        let window = self.window(channel)?;
        if !window.is_open_on(day, calendar, spec.schedule.skip_holidays) {
            return Ok(Vec::new());
        }
        let seconds = |time: NaiveTime| time.num_seconds_from_midnight();
        let from = seconds(window.not_before.max(spec.schedule.not_before));
        let to = seconds(window.not_after.min(spec.schedule.not_after));
        let mut spans = if from < to { vec![(from, to)] } else { Vec::new() };
        for moment in self.moments_on(day, channel, province) {
            for (begin, end) in moment.spans(day) {
                let cut = |(from, to): (u32, u32)| [(from, to.min(begin)), (from.max(end), to)];
                spans = spans.into_iter().flat_map(cut).filter(|(from, to)| from < to).collect();
            }
        }
        Ok(spans)
    }

    /// Rows a person must check that a plan on these channels leans on, each as `file: row`.
    pub fn unverified(&self, channels: &BTreeSet<Channel>) -> BTreeSet<String> {
        let used = |(channel, _): &&(Option<Channel>, String)| channel.is_none_or(|c| channels.contains(&c));
        self.unverified.iter().filter(used).map(|(_, row)| row.clone()).collect()
    }

    /// Periods between two days whose dates are only estimated, by name.
    pub fn estimated_between(
        &self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> impl Iterator<Item = (NaiveDate, NaiveDate, &str)> {
        let meets = move |(from, to, _): &&(NaiveDate, NaiveDate, String)| *from <= last && first <= *to;
        self.estimated.iter().filter(meets).map(|(from, to, name)| (*from, *to, name.as_str()))
    }
}

fn refusal(file: &str, line: usize, reason: String) -> DomainError {
    DomainError::Rules { file: file.to_owned(), line: Some(line), reason }
}

fn missing(file: &str, reason: String) -> DomainError {
    DomainError::Rules { file: file.to_owned(), line: None, reason }
}

#[cfg(test)]
mod tests;
