//! Which figures of a plan changed, and by how much.

use chrono::{DateTime, DurationRound, NaiveDate, TimeDelta, Utc};
use domain::{Bilingual, Language, PlanRecord, RandomisationUnit, Rupiah, SegmentId, written};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FigurePart {
    /// People in the plan, by arm and by segment.
    People,
    /// Rupiah, by channel and in all.
    Money,
    /// Days and hours.
    Dates,
    /// People left out, by reason.
    LeftOut,
}

/// One figure of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// People, or touches.
    Count(u64),
    /// Rupiah.
    Money(Rupiah),
    /// A day.
    Day(NaiveDate),
    /// A moment, UTC.
    Moment(DateTime<Utc>),
}

impl Figure {
    /// The figure as people read it; a moment in western Indonesian time.
    pub fn written(self, language: Language) -> String {
        match self {
            Self::Count(count) => written::count(language, count),
            Self::Money(rupiah) => rupiah.to_string(),
            Self::Day(day) => written::day(language, day),
            Self::Moment(at) => written::moment(language, at),
        }
    }
}

/// A figure that is not the same in two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// What it counts.
    pub part: FigurePart,
    /// Its stable key.
    pub key: String,
    /// What it is of.
    pub name: Bilingual,
    /// Before; `None` where it was not there.
    pub before: Option<Figure>,
    /// After; `None` where it is there no more.
    pub after: Option<Figure>,
}

impl FigureChange {
    /// How much more it is, with its sign; what is not there counts as nothing. `None` for a day that is not there on both sides.
    pub fn difference(&self, language: Language) -> Option<String> {
        let (before, after) = (self.before, self.after);
        Some(match before.or(after)? {
            Figure::Count(_) => {
                let count = |figure| if let Some(Figure::Count(n)) = figure { n } else { 0 };
                let (then, now) = (count(before), count(after));
                signed(now >= then, &written::count(language, now.abs_diff(then)))
            }
            Figure::Money(_) => {
                let money = |figure| if let Some(Figure::Money(n)) = figure { n } else { Rupiah::ZERO };
                let (then, now) = (money(before), money(after));
                let apart = if now >= then { now - then } else { then - now };
                signed(now >= then, &apart.to_string())
            }
            Figure::Day(_) => {
                let (Some(Figure::Day(then)), Some(Figure::Day(now))) = (before, after) else { return None };
                days(language, (now - then).num_days())
            }
            Figure::Moment(_) => {
                let (Some(Figure::Moment(then)), Some(Figure::Moment(now))) = (before, after) else { return None };
                let minutes = (now - then).num_minutes();
                if minutes % (24 * 60) == 0 { days(language, minutes / (24 * 60)) } else { clock(language, minutes) }
            }
        })
    }
}

fn signed(is_more: bool, amount: &str) -> String {
    format!("{}{amount}", if is_more { '+' } else { '\u{2212}' })
}

fn days(language: Language, days: i64) -> String {
    let unit = match language {
        Language::Id => "hari",
        Language::En if days.abs() == 1 => "day",
        Language::En => "days",
    };
    signed(days >= 0, &format!("{} {unit}", days.abs()))
}

/// Days, hours and minutes.
fn clock(language: Language, minutes: i64) -> String {
    let apart = minutes.abs();
    let (whole_days, hours, rest) = (apart / (24 * 60), apart / 60 % 24, apart % 60);
    let (day, hour, minute) = match language {
        Language::Id => ("hari", "jam", "menit"),
        Language::En => ("d", "h", "min"),
    };
    let parts = [(whole_days, day), (hours, hour), (rest, minute)];
    let words: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, unit)| format!("{n} {unit}")).collect();
    signed(minutes >= 0, &words.join(" "))
}

type Key = (FigurePart, u8, String);

/// Figures that changed, and how many did not.
pub(super) fn changes(
    before: Option<&PlanRecord>,
    after: &PlanRecord,
    names: &BTreeMap<SegmentId, Bilingual>,
) -> (Vec<FigureChange>, u64) {
    let then = before.map(|plan| figures(plan, names)).unwrap_or_default();
    let now = figures(after, names);
    let mut keys: Vec<&Key> = then.keys().chain(now.keys()).collect();
    keys.sort_unstable();
    keys.dedup();
    let all = keys.len();
    let changed: Vec<FigureChange> = keys
        .into_iter()
        .filter_map(|key| {
            let (was, is) = (then.get(key), now.get(key));
            let (name, _) = is.or(was)?;
            let (was, is) = (was.map(|(_, figure)| *figure), is.map(|(_, figure)| *figure));
            (was != is).then(|| FigureChange {
                part: key.0,
                key: key.2.clone(),
                name: name.clone(),
                before: was,
                after: is,
            })
        })
        .collect();
    let same = all - changed.len();
    (changed, same as u64)
}

/// All figures of a plan in reading order.
fn figures(plan: &PlanRecord, names: &BTreeMap<SegmentId, Bilingual>) -> BTreeMap<Key, (Bilingual, Figure)> {
    let mut all: BTreeMap<Key, (Bilingual, Figure)> = BTreeMap::new();
    let mut add = |part, place: u8, key: String, name: Bilingual, figure| {
        all.insert((part, place, key), (name, figure));
    };
    let people = FigurePart::People;
    let members: u64 = plan.groups.iter().map(|group| group.members).sum();
    add(people, 0, "members".into(), Bilingual::new("semua orang", "everyone"), Figure::Count(members));
    let mut arms: BTreeMap<(u8, String), (Bilingual, u64, Rupiah)> = BTreeMap::new();
    let mut segments: BTreeMap<&SegmentId, u64> = BTreeMap::new();
    for group in &plan.groups {
        let (place, key, name) = match (group.channel, group.unit) {
            (Some(channel), _) => (1, channel.key().to_owned(), channel.name()),
            (None, RandomisationUnit::Person) => (
                2,
                "held_out_person".to_owned(),
                Bilingual::new("pembanding, diundi per orang", "held out, drawn by person"),
            ),
            (None, RandomisationUnit::Area) => (
                2,
                "held_out_area".to_owned(),
                Bilingual::new("pembanding, diundi per desa", "held out, drawn by village"),
            ),
        };
        let arm = arms.entry((place, key)).or_insert((name, 0, Rupiah::ZERO));
        arm.1 += group.members;
        arm.2 += group.cost;
        *segments.entry(&group.segment).or_default() += group.members;
    }
    let mut cost = Rupiah::ZERO;
    for ((place, key), (name, members, rupiah)) in arms {
        if place == 1 {
            let of = Bilingual::new(format!("biaya {}", name.id), format!("cost of {}", name.en));
            add(FigurePart::Money, 0, format!("cost_{key}"), of, Figure::Money(rupiah));
        }
        cost += rupiah;
        add(people, place, key, name, Figure::Count(members));
    }
    for (segment, members) in segments {
        let name = names.get(segment).cloned().unwrap_or_else(|| Bilingual::same(segment.0.as_str()));
        let name = Bilingual::new(format!("segmen {}", name.id), format!("segment {}", name.en));
        add(people, 3, format!("segment_{}", segment.0), name, Figure::Count(members));
    }
    let follow_ups = Bilingual::new("susulan, bila perlu", "follow-ups, where needed");
    add(people, 4, "follow_ups".into(), follow_ups, Figure::Count(plan.follow_ups));
    for (place, key, id, en, rupiah) in [
        (1, "cost", "semua sentuhan pertama", "all first touches", cost),
        (2, "reserve", "cadangan", "kept in reserve", plan.reserve),
        (3, "budget", "anggaran", "budget", plan.budget),
    ] {
        add(FigurePart::Money, place, key.into(), Bilingual::new(id, en), Figure::Money(rupiah));
    }
    add(FigurePart::Dates, 0, "as_of".into(), Bilingual::new("data per", "figures as of"), Figure::Day(plan.as_of));
    let moments = [
        (1, "first_touch", "sentuhan pertama", "first touch", plan.first_touch),
        (2, "last_touch", "sentuhan terakhir", "last touch", plan.last_touch),
    ];
    for (place, key, id, en, at) in moments {
        if let Some(at) = at {
            // To the minute, as it is shown.
            let at = at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at);
            add(FigurePart::Dates, place, key.into(), Bilingual::new(id, en), Figure::Moment(at));
        }
    }
    for (place, reason) in (0..).zip(&plan.excluded) {
        // The place is that of the reason among all, not among those of this plan.
        let place = domain::Exclusion::ALL.iter().position(|e| e.key() == reason.key).map_or(place, |at| at as u8);
        add(FigurePart::LeftOut, place, reason.key.clone(), reason.name.clone(), Figure::Count(reason.count));
    }
    all
}
