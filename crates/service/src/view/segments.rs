//! Segments: who pays alike among those who work alike, and why.

use super::campaigns::whole_rupiah;
use super::profile::{Measured, home_group, is_by_rule, is_channel, months, risk};
use super::{CountLine, DownloadLine, address_part, bar, count_lines_of, downloads, group_name};
use crate::exports::ExportFile;
use crate::figure::{self, Figure};
use crate::lookup::Segmentation;
use crate::numbers;
use crate::words::say;
use domain::channel::RandomisationUnit;
use domain::segment_views::{SegmentProfile, everyone_shape};
use domain::views::NamedCount;
use domain::{Channel, Language};
use serde::Serialize;

/// The segments page.
#[derive(Debug, Serialize)]
pub(crate) struct SegmentsPage {
    seen: Option<Seen>,
    downloads: Vec<DownloadLine>,
}

#[derive(Debug, Serialize)]
struct Seen {
    lead: String,
    /// Whether a model stands behind the segments, and their figures are known.
    measured: bool,
    /// Set where the model shown is not the newest.
    older_model: Option<String>,
    model_address: Option<String>,
    tiles: Vec<Tile>,
    /// Largest segments, and those with most money at stake; not beside the segments of one group, which are few.
    charts: Vec<Figure>,
    filters: Vec<Filter>,
    groups: Vec<GroupOfSegments>,
    /// Segments by rule: people who never paid themselves.
    by_rule: Vec<SegmentLine>,
}

#[derive(Debug, Serialize)]
struct Tile {
    name: String,
    value: String,
    note: String,
}

/// A link that shows the segments of one occupation group.
#[derive(Debug, Serialize)]
struct Filter {
    name: String,
    address: String,
    segments: String,
    current: bool,
}

#[derive(Debug, Serialize)]
struct GroupOfSegments {
    /// Unfolded from the start: the only ones, or the first of few.
    open: bool,
    /// How many there are, in words.
    count: String,
    /// Its key as a place on the page: without blanks.
    anchor: String,
    name: String,
    people: String,
    segments: Vec<SegmentLine>,
}

#[derive(Debug, Serialize)]
struct SegmentLine {
    name: String,
    /// What the full name adds.
    detail: Option<String>,
    address: String,
    why: String,
    group: String,
    size: String,
    share: String,
    bar: String,
    shape: Option<Figure>,
    risk: Option<Measured>,
    months: Option<Measured>,
    /// The channels that reach most people one by one, with the share of the segment they reach.
    reach: Vec<CountLine>,
    at_stake: Option<String>,
}

/// Bars a reader takes in at a glance; the tables show every segment.
const MOST_BARS: usize = 10;

/// Segments up to which all groups stand open; with more, only the largest group does.
const MOST_OPEN: usize = 12;

/// Channels a line names; the page of the segment names all.
const MOST_CHANNELS: usize = 2;

/// The key under which segments of mixed occupations are looked for.
const MIXED: &str = "mixed";

impl SegmentsPage {
    /// The page of a model's segments, those of one group where `group` says so.
    pub(crate) fn of(
        language: Language,
        seen: Option<&Segmentation>,
        group: Option<&str>,
        files: &[ExportFile],
    ) -> Self {
        Self {
            seen: seen.map(|seen| shown(language, seen, group)),
            downloads: downloads(language, files, &["segments", "assignments", "states"]),
        }
    }
}

fn shown(language: Language, seen: &Segmentation, asked: Option<&str>) -> Seen {
    let everyone = everyone_shape(&seen.model.profiles);
    let asked_for: Vec<&SegmentProfile> =
        seen.model.profiles.iter().filter(|profile| asked.is_none_or(|group| key_of(profile) == group)).collect();
    let (by_rule, by_behaviour): (Vec<&SegmentProfile>, Vec<&SegmentProfile>) =
        asked_for.into_iter().partition(|profile| is_by_rule(profile));
    let line = |profile: &&SegmentProfile| segment_line(language, seen, profile, &everyone);
    let grouped = grouped(&by_behaviour);
    let all_open = by_behaviour.len() <= MOST_OPEN;
    let groups = grouped
        .into_iter()
        .enumerate()
        .map(|(place, (key, profiles))| GroupOfSegments {
            open: all_open || place == 0,
            count: say(language, "segments-count", &[("count", &profiles.len().to_string())]),
            name: name_of(language, &key),
            anchor: address_part(&key),
            people: numbers::count(language, profiles.iter().map(|p| p.segment.size).sum()),
            segments: profiles.iter().map(line).collect(),
        })
        .collect();
    Seen {
        lead: lead(language, &by_behaviour),
        measured: seen.measured,
        older_model: (!seen.newest).then(|| seen.model.name.clone()),
        model_address: seen.measured.then(|| format!("/models/{}", address_part(&seen.model.name))),
        tiles: if seen.measured { tiles(language, &by_behaviour, &by_rule) } else { Vec::new() },
        charts: if asked.is_none() { charts(language, seen, &by_behaviour) } else { Vec::new() },
        filters: filters(language, seen, asked),
        groups,
        by_rule: by_rule.iter().map(line).collect(),
    }
}

fn lead(language: Language, behaviour: &[&SegmentProfile]) -> String {
    let segments = numbers::count(language, behaviour.len() as u64);
    let people = numbers::count(language, behaviour.iter().map(|p| p.segment.size).sum());
    say(language, "segments-lead", &[("count", &segments), ("total", &people)])
}

fn tiles(language: Language, behaviour: &[&SegmentProfile], by_rule: &[&SegmentProfile]) -> Vec<Tile> {
    let profiles = || behaviour.iter().chain(by_rule);
    let tile = |key: &str, value: String, note: String| Tile { name: say(language, key, &[]), value, note };
    let people: u64 = profiles().map(|p| p.segment.size).sum();
    let paying: u64 = behaviour.iter().map(|p| p.segment.size).sum();
    let mut tiles = vec![
        tile(
            "tile-segments",
            numbers::count(language, behaviour.len() as u64),
            say(language, "tile-segments-note", &[("rule", &by_rule.len().to_string())]),
        ),
        tile(
            "tile-in-segments",
            numbers::count(language, people),
            say(language, "tile-in-segments-note", &[("paid", &numbers::count(language, paying))]),
        ),
        tile(
            "at-stake",
            numbers::rupiah_said(language, profiles().map(|p| p.at_stake).sum()),
            say(language, "tile-at-stake-note", &[]),
        ),
    ];
    let riskiest =
        behaviour.iter().filter_map(|p| Some((p, p.lapse_risk?))).max_by(|(_, a), (_, b)| a.value.total_cmp(&b.value));
    if let Some((profile, risk)) = riskiest {
        tiles.push(tile(
            "tile-riskiest",
            numbers::percent(language, risk.value),
            profile.segment.name.in_language(language).to_owned(),
        ));
    }
    tiles
}

fn charts(language: Language, seen: &Segmentation, behaviour: &[&SegmentProfile]) -> Vec<Figure> {
    let drawn = |key: &str, unit: &str, figure: &dyn Fn(&SegmentProfile) -> f64| {
        let mut bars: Vec<(String, f64)> =
            behaviour.iter().map(|p| (p.segment.name.in_language(language).to_owned(), figure(p))).collect();
        // Stable: equal figures keep the model's order.
        bars.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        bars.truncate(MOST_BARS);
        figure::bars(language, &say(language, key, &[]), &say(language, unit, &[]), &bars)
    };
    let sizes = drawn("segments-chart", "unit-people", &|p| p.segment.size as f64);
    let stakes = drawn("at-stake-chart", "unit-million-rupiah", &|p| whole_rupiah(p.at_stake) as f64 / 1e6);
    sizes.into_iter().chain(stakes.filter(|_| seen.measured)).collect()
}

/// Links to all segments and to those of each group, in the order of the groups.
fn filters(language: Language, seen: &Segmentation, asked: Option<&str>) -> Vec<Filter> {
    let all: Vec<&SegmentProfile> = seen.model.profiles.iter().collect();
    let groups = grouped(&all);
    if groups.len() < 2 {
        return Vec::new();
    }
    let model = (!seen.newest).then(|| format!("model={}", address_part(&seen.model.name)));
    let address = |group: Option<&str>| {
        let group = group.map(|key| format!("group={}", address_part(key)));
        let query: Vec<String> = model.iter().cloned().chain(group).collect();
        if query.is_empty() { "/segments".to_owned() } else { format!("/segments?{}", query.join("&")) }
    };
    let everything = Filter {
        name: say(language, "filter-all", &[]),
        address: address(None),
        segments: numbers::count(language, all.len() as u64),
        current: asked.is_none(),
    };
    // People by rule come last, however many they are.
    let (by_rule, by_behaviour): (Vec<_>, Vec<_>) =
        groups.into_iter().partition(|(_, profiles)| profiles.iter().all(|p| is_by_rule(p)));
    let each = by_behaviour.into_iter().chain(by_rule).map(|(key, profiles)| Filter {
        name: if key == MIXED && profiles.iter().all(|p| is_by_rule(p)) {
            say(language, "by-rule-title", &[])
        } else {
            name_of(language, &key)
        },
        address: address(Some(&key)),
        segments: numbers::count(language, profiles.len() as u64),
        current: asked == Some(key.as_str()),
    });
    std::iter::once(everything).chain(each).collect()
}

fn key_of(profile: &SegmentProfile) -> String {
    home_group(profile).unwrap_or_else(|| MIXED.to_owned())
}

fn name_of(language: Language, key: &str) -> String {
    if key == MIXED { say(language, "group-mixed", &[]) } else { group_name(language, key) }
}

/// Segments by the group they are looked for under: most people first, inside a group in the model's order.
fn grouped<'a>(profiles: &[&'a SegmentProfile]) -> Vec<(String, Vec<&'a SegmentProfile>)> {
    let mut groups: Vec<(String, Vec<&SegmentProfile>)> = Vec::new();
    for profile in profiles {
        let key = key_of(profile);
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, members)) => members.push(profile),
            None => groups.push((key, vec![profile])),
        }
    }
    // Stable: groups of the same size keep the model's order.
    groups.sort_by_key(|(_, members)| std::cmp::Reverse(members.iter().map(|p| p.segment.size).sum::<u64>()));
    groups
}

fn segment_line(
    language: Language,
    seen: &Segmentation,
    profile: &SegmentProfile,
    everyone: &[Option<f64>],
) -> SegmentLine {
    let segment = &profile.segment;
    let all = seen.model.profiles.iter().map(|p| p.segment.size).sum();
    let name = segment.name.in_language(language).to_owned();
    let of_model = if seen.newest { String::new() } else { format!("?model={}", address_part(&seen.model.name)) };
    SegmentLine {
        address: format!("/segments/{}{of_model}", address_part(&segment.id.0)),
        detail: segment.detail.as_ref().map(|detail| detail.in_language(language).to_owned()),
        why: segment.why.in_language(language).to_owned(),
        group: group_name(language, &segment.group),
        size: numbers::count(language, segment.size),
        share: numbers::percent_of(language, segment.size, all).unwrap_or_default(),
        bar: bar(segment.size, all),
        shape: figure::year_shape_small(language, &name, &profile.shape, everyone),
        risk: profile.lapse_risk.map(|r| risk(language, r)),
        months: profile.months_expected.map(|m| months(language, m)),
        reach: count_lines_of(language, &most_reaching(&profile.reach), segment.size),
        at_stake: seen.measured.then(|| numbers::rupiah_said(language, profile.at_stake)),
        name,
    }
}

/// The channels that reach most people one by one; those that reach whole villages, and so nearly everyone everywhere, only
/// where there is no other.
fn most_reaching(reach: &[NamedCount]) -> Vec<NamedCount> {
    let by_area = |c: &NamedCount| c.key.parse::<Channel>().is_ok_and(|c| c.unit() == RandomisationUnit::Area);
    let mut reach: Vec<NamedCount> =
        reach.iter().filter(|counted| is_channel(counted) && counted.count > 0).cloned().collect();
    reach.sort_by_key(|channel| (by_area(channel), std::cmp::Reverse(channel.count)));
    if reach.iter().any(|channel| !by_area(channel)) {
        reach.retain(|channel| !by_area(channel));
    }
    reach.truncate(MOST_CHANNELS);
    reach
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Bilingual;

    #[test]
    fn channels_that_reach_whole_villages_do_not_hide_those_that_reach_people() {
        let counted = |key: &str, count| NamedCount { key: key.into(), name: Bilingual::new(key, key), count };
        let keys = |reach: &[NamedCount]| -> Vec<String> { most_reaching(reach).into_iter().map(|c| c.key).collect() };
        let villages = [counted("print", 100), counted("partner_counter", 100)];
        assert_eq!(keys(&villages), ["print", "partner_counter"]);
        let all = [villages.to_vec(), vec![counted("email", 0), counted("whatsapp", 60), counted("phone_known", 70)]]
            .concat();
        assert_eq!(keys(&all), ["whatsapp"], "a number on record is no consent");
        assert!(keys(&[counted("email", 0)]).is_empty());
    }
}
