//! A declaration beside the files it leans on.

use super::decision;
use super::nearest::nearest;
use super::shape::Reading;
use crate::calendar::{Calendar, HOLIDAYS_FILE};
use crate::policy::{MOMENTS_FILE, SchedulePolicy, WINDOWS_FILE, Window};
use chrono::{Datelike, NaiveDate, NaiveTime};
use domain::{Channel, RegionTable};
use std::collections::{BTreeMap, BTreeSet};

/// What a declaration is checked against; what is `None` is not checked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// Names of the template files in the campaign's folder.
    pub templates: Option<&'a BTreeSet<String>>,
    /// The packages that are designed: by id the key of the occupation group each is for.
    pub packages: Option<&'a BTreeMap<String, String>>,
    /// Keys of the segments of this home.
    pub segments: Option<&'a BTreeSet<String>>,
    /// Holidays.
    pub calendar: Option<&'a Calendar>,
    /// When people may be reached at all.
    pub policy: Option<&'a SchedulePolicy>,
    /// Campaigns of this home that are evaluated.
    pub evaluated: Option<&'a BTreeSet<String>>,
    /// Provinces.
    pub regions: Option<&'a RegionTable>,
}

/// Notes what the surroundings do not hold.
pub fn check(r: &mut Reading<'_>, around: &Surroundings<'_>) {
    if let Some(files) = around.templates {
        templates(r, files);
    }
    if let Some(designed) = around.packages {
        packages(r, designed);
    }
    if let Some(known) = around.segments {
        segments(r, known);
    }
    if let Some(evaluated) = around.evaluated {
        decision::from(r, evaluated);
    }
    if let Some(regions) = around.regions {
        decision::provinces(r, regions);
    }
    if let Some(calendar) = around.calendar {
        days(r, calendar);
    }
    if let Some(policy) = around.policy {
        hours(r, policy);
        rests(r, policy);
    }
}

fn packages(r: &mut Reading<'_>, designed: &BTreeMap<String, String>) {
    for entry in r.entries("packages") {
        let field = format!("{entry}.package");
        let Some(id) = r.text(&field).map(str::to_owned) else { continue };
        let Some(whom) = designed.get(&id) else {
            let meant = nearest(&id, designed.keys().map(String::as_str)).map(str::to_owned);
            r.refuse(
                &field,
                format!("paket `{id}` belum dirancang; jalankan `jangkau bundle`"),
                format!("no package `{id}` is designed; run `jangkau bundle`"),
                meant,
            );
            continue;
        };
        if let Some(group) = r.text(&format!("{entry}.group")).filter(|group| *group != whom).map(str::to_owned) {
            let meant = designed.iter().find(|(_, whom)| **whom == group).map(|(id, _)| id.clone());
            r.refuse(
                &field,
                format!("paket `{id}` dirancang untuk `{whom}`, bukan untuk `{group}`"),
                format!("package `{id}` is designed for `{whom}`, not for `{group}`"),
                meant,
            );
        }
    }
}

fn segments(r: &mut Reading<'_>, known: &BTreeSet<String>) {
    for field in r.entries("audience.segments") {
        let Some(key) = r.text(&field).filter(|key| !known.contains(*key)).map(str::to_owned) else { continue };
        let listed = known.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let meant = nearest(&key, known.iter().map(String::as_str)).map(str::to_owned);
        r.refuse(
            &field,
            format!("tidak ada segmen `{key}`; yang ada: {listed}"),
            format!("there is no segment `{key}`; there are {listed}"),
            meant,
        );
    }
}

fn templates(r: &mut Reading<'_>, files: &BTreeSet<String>) {
    for entry in r.entries("channel") {
        for field in ["template.id", "template.en", "follow_up.template.id", "follow_up.template.en"] {
            let field = format!("{entry}.{field}");
            let Some(file) = r.text(&field).filter(|file| !files.contains(*file)).map(str::to_owned) else { continue };
            let known: Vec<&str> = files.iter().map(String::as_str).collect();
            let listed = |none: &str| if known.is_empty() { none.to_owned() } else { known.join(", ") };
            r.refuse(
                &field,
                format!("tidak ada berkas templat `{file}`; yang ada: {}", listed("tidak satu pun")),
                format!("there is no template file `{file}`; there are {}", listed("none")),
                nearest(&file, known.iter().copied()).map(str::to_owned),
            );
        }
    }
}

fn days(r: &mut Reading<'_>, calendar: &Calendar) {
    let untils: Vec<String> = r.entries("channel").iter().map(|entry| format!("{entry}.follow_up.until")).collect();
    let (first_year, last_year) = calendar.years();
    for field in ["schedule.first_day", "schedule.last_day"].into_iter().chain(untils.iter().map(String::as_str)) {
        let Some(day) = r.value::<NaiveDate>(field).filter(|d| !(first_year..=last_year).contains(&d.year())) else {
            continue;
        };
        r.refuse(
            field,
            format!("`{field}` {day} di luar hari libur yang tercatat ({first_year} sampai {last_year}); lengkapi {HOLIDAYS_FILE} dahulu"),
            format!("`{field}` {day} lies beyond the holidays on file ({first_year} to {last_year}); complete {HOLIDAYS_FILE} first"),
            None,
        );
    }
}

/// The channels a declaration names, with the field that names each, and their windows.
fn windows<'p>(r: &Reading<'_>, policy: &'p SchedulePolicy) -> Vec<(String, Channel, &'p Window)> {
    let entries = r.entries("channel");
    let fields = entries.iter().flat_map(|entry| [format!("{entry}.kind"), format!("{entry}.follow_up.channel")]);
    let named = fields.filter_map(|field| r.value::<Channel>(&field).map(|channel| (field, channel)));
    named.filter_map(|(field, channel)| policy.window(channel).ok().map(|window| (field, channel, window))).collect()
}

fn hours(r: &mut Reading<'_>, policy: &SchedulePolicy) {
    let windows = windows(r, policy);
    let clock = |r: &Reading<'_>, field: &str| r.value::<NaiveTime>(field);
    let earliest = windows.iter().map(|(.., window)| window.not_before).min();
    let latest = windows.iter().map(|(.., window)| window.not_after).max();
    let (from, to) = (clock(r, "schedule.not_before"), clock(r, "schedule.not_after"));
    if let (Some(from), Some(earliest)) = (from, earliest)
        && from < earliest
    {
        r.refuse(
            "schedule.not_before",
            format!("`schedule.not_before` {from} lebih awal daripada {earliest} yang diizinkan {WINDOWS_FILE}; jadwal boleh mempersempit, tidak boleh memperlebar"),
            format!("`schedule.not_before` {from} is earlier than the {earliest} that {WINDOWS_FILE} allows; a schedule may narrow the policy, never widen it"),
            Some(earliest.to_string()),
        );
    }
    if let (Some(to), Some(latest)) = (to, latest)
        && to > latest
    {
        r.refuse(
            "schedule.not_after",
            format!("`schedule.not_after` {to} lebih lambat daripada {latest} yang diizinkan {WINDOWS_FILE}; jadwal boleh mempersempit, tidak boleh memperlebar"),
            format!("`schedule.not_after` {to} is later than the {latest} that {WINDOWS_FILE} allows; a schedule may narrow the policy, never widen it"),
            Some(latest.to_string()),
        );
    }
    let (Some(from), Some(to)) = (from, to) else { return };
    for (field, channel, window) in
        windows.iter().filter(|(.., w)| from < to && (w.not_after <= from || to <= w.not_before))
    {
        let (key, opens, closes) = (channel.key(), window.not_before, window.not_after);
        r.refuse(
            field,
            format!("jadwal {from} sampai {to} tidak menyisakan waktu bagi {key}, yang buka {opens} sampai {closes} menurut {WINDOWS_FILE}"),
            format!("the schedule from {from} to {to} leaves no time for {key}, which is open from {opens} to {closes} by {WINDOWS_FILE}"),
            None,
        );
    }
}

fn rests(r: &mut Reading<'_>, policy: &SchedulePolicy) {
    let closed = windows(r, policy).into_iter().find(|(.., window)| window.closed_on_holidays);
    if let (Some("false"), Some((_, channel, _))) = (r.text("schedule.skip_holidays"), closed) {
        r.refuse(
            "schedule.skip_holidays",
            format!(
                "`skip_holidays = false` memperlebar kebijakan: menurut {WINDOWS_FILE} {} tutup pada hari libur",
                channel.key()
            ),
            format!("`skip_holidays = false` widens the policy: by {WINDOWS_FILE} {} rests on holidays", channel.key()),
            Some("true".to_owned()),
        );
    }
    let weekly = policy.moments().iter().find(|moment| moment.is_weekly());
    if let (Some("false"), Some(moment)) = (r.text("schedule.skip_friday_prayers"), weekly) {
        r.refuse(
            "schedule.skip_friday_prayers",
            format!(
                "`skip_friday_prayers = false` memperlebar kebijakan: {MOMENTS_FILE} menutup waktu {}",
                moment.name.id
            ),
            format!(
                "`skip_friday_prayers = false` widens the policy: {MOMENTS_FILE} closes the time of {}",
                moment.name.en
            ),
            Some("true".to_owned()),
        );
    }
    let first = r.value::<NaiveDate>("schedule.first_day");
    let tier = r.text("capacity.whatsapp.portfolio_tier").filter(|tier| *tier != "unlimited");
    if let (Some(tier), Some(first)) = (tier, first)
        && let Err(lacking) = policy.capacity().on(Channel::Whatsapp, &format!("portfolio_tier_{tier}"), first)
    {
        r.refuse("capacity.whatsapp.portfolio_tier", lacking.to_string(), lacking.to_string(), None);
    }
}
