//! How the outcome of a campaign stands while reports come in: counts, shares so far, and intervals that may be looked at at any time.

use super::results::{Answer, answer, rate, summary};
use crate::figure::{self, Figure};
use crate::numbers;
use crate::words::say;
use chrono::NaiveDate;
use domain::channel::RandomisationUnit;
use domain::{Arm, Channel, Language, SegmentId, UpliftRow, Verdict};
use serde::Serialize;
use store::OutcomesSoFar;

/// The part of a campaign page that changes as outcomes come in.
#[derive(Debug, Serialize)]
pub(crate) struct SoFar {
    /// How many reports came, and up to when they are known.
    came: String,
    /// That nothing is final before the day of judgement, or that the day is over.
    judged: String,
    channels: Vec<ChannelSoFar>,
}

#[derive(Debug, Serialize)]
struct ChannelSoFar {
    key: &'static str,
    name: String,
    lot: String,
    summary: Option<String>,
    registered: Option<String>,
    chart: Option<Figure>,
    rows: Vec<LineSoFar>,
}

/// A segment on a channel.
#[derive(Debug, Serialize)]
struct LineSoFar {
    segment: String,
    everyone: bool,
    contacted: Side,
    held_out: Side,
    answer: Option<Answer>,
    too_early: Option<String>,
}

/// One arm.
#[derive(Debug, Serialize)]
struct Side {
    people: String,
    areas: Option<String>,
    kept: String,
    rate: String,
}

impl SoFar {
    /// From the sums and the table they give, as known today.
    pub(crate) fn of(language: Language, so_far: &OutcomesSoFar, rows: &[UpliftRow], today: NaiveDate) -> Self {
        let day = |day| numbers::day(language, day);
        let (reports, closes) = (numbers::count(language, so_far.reports), day(so_far.terms.known_by));
        let contributions = day(so_far.contributions_on);
        let came = match so_far.newest_known_on {
            Some(newest) => say(
                language,
                "so-far-came",
                &[("reports", &reports), ("newest", &day(newest)), ("contributions", &contributions)],
            ),
            None => say(language, "so-far-nothing", &[("contributions", &contributions)]),
        };
        let is_over = today > so_far.terms.known_by;
        let judged = say(language, if is_over { "so-far-over" } else { "so-far-judged" }, &[("closes", &closes)]);
        let channels = Channel::ALL
            .into_iter()
            .filter_map(|channel| {
                let mut own: Vec<&UpliftRow> = rows.iter().filter(|row| row.channel == channel).collect();
                own.sort_by_key(|row| !row.counts_everyone());
                (!own.is_empty()).then(|| channel_so_far(language, channel, &own, so_far))
            })
            .collect();
        Self { came, judged, channels }
    }
}

fn channel_so_far(language: Language, channel: Channel, rows: &[&UpliftRow], so_far: &OutcomesSoFar) -> ChannelSoFar {
    let name = channel.name().in_language(language).to_owned();
    let by_area = channel.unit() == RandomisationUnit::Area;
    let drawn: Vec<UpliftRow> = rows.iter().map(|row| (*row).clone()).collect();
    ChannelSoFar {
        key: channel.key(),
        lot: say(language, if by_area { "lot-area" } else { "lot-person" }, &[]),
        summary: rows
            .iter()
            .find(|row| row.counts_everyone())
            .map(|row| summary(language, |tone| format!("so-far-{tone}"), &name, row)),
        registered: registered(language, channel, so_far),
        chart: figure::uplift_forest(language, &say(language, "so-far-forest", &[("channel", &name)]), &drawn),
        rows: rows.iter().map(|row| line(language, row, so_far)).collect(),
        name,
    }
}

/// Who registered since the campaign began, in both arms; `None` where nobody did.
fn registered(language: Language, channel: Channel, so_far: &OutcomesSoFar) -> Option<String> {
    let of = |arms: &[Arm]| {
        let sums = so_far.cells.iter().filter(|cell| arms.contains(&cell.arm)).map(|cell| cell.sum);
        sums.fold((0, 0), |(people, registered), sum| (people + sum.people, registered + sum.registered))
    };
    let (contacted, held_out) = (of(&[Arm::Treated(channel)]), of(&without(channel)));
    (contacted.1 + held_out.1 > 0).then(|| {
        let count = |number: i64| numbers::count(language, u64::try_from(number).unwrap_or_default());
        let places = [
            ("contacted", &*count(contacted.1)),
            ("ofcontacted", &*count(contacted.0)),
            ("heldout", &*count(held_out.1)),
            ("ofheldout", &*count(held_out.0)),
        ];
        say(language, "so-far-registered", &places)
    })
}

fn line(language: Language, row: &UpliftRow, so_far: &OutcomesSoFar) -> LineSoFar {
    let segment = (!row.counts_everyone()).then_some(&row.segment);
    let side = |arms: &[Arm], people, areas: Option<u64>, share| Side {
        people: numbers::count(language, people),
        areas: areas.map(|n| say(language, "villages", &[("count", &numbers::count(language, n))])),
        kept: say(language, "so-far-kept", &[("count", &numbers::count(language, kept(so_far, arms, segment)))]),
        rate: rate(language, share),
    };
    let (answer, too_early) = match &row.verdict {
        Verdict::Estimate { uplift, low, high, level, p_value } => {
            (Some(answer(language, row, *uplift, (*low, *high), *level, *p_value)), None)
        }
        Verdict::TooEarly { needs } => (None, Some(needs.in_language(language).to_owned())),
    };
    LineSoFar {
        segment: row.segment_name.in_language(language).to_owned(),
        everyone: row.counts_everyone(),
        contacted: side(&[Arm::Treated(row.channel)], row.treated, row.areas_treated, row.rate_treated),
        held_out: side(&without(row.channel), row.held_out, row.areas_held_out, row.rate_held_out),
        answer,
        too_early,
    }
}

/// The arms that are held out of a channel: of all that are drawn alike, and of this very one where a decision would have given it.
fn without(channel: Channel) -> [Arm; 2] {
    [Arm::HeldOut(channel.unit()), Arm::HeldOutOf(channel)]
}

/// Members of arms who are kept so far.
fn kept(so_far: &OutcomesSoFar, arms: &[Arm], segment: Option<&SegmentId>) -> u64 {
    let own = so_far
        .cells
        .iter()
        .filter(|cell| arms.contains(&cell.arm) && segment.is_none_or(|segment| cell.segment == *segment));
    u64::try_from(own.map(|cell| cell.sum.kept).sum::<i64>()).unwrap_or_default()
}
