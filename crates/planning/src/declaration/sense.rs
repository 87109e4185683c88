//! Fields that read and contradict one another.

use super::shape::Reading;
use chrono::{NaiveDate, NaiveTime};
use domain::{Channel, Month, RandomisationUnit};
use std::collections::BTreeMap;

/// Notes every contradiction among the fields that could be read.
pub fn check(reading: &mut Reading<'_>) {
    names(reading);
    audience(reading);
    channels(reading);
    holdout(reading);
    dates(reading);
    capacity(reading);
}

fn names(r: &mut Reading<'_>) {
    let plain = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if let Some(name) = r.text("name").filter(|name| !plain(name)).map(str::to_owned) {
        let better: String =
            name.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        r.refuse(
            "name",
            format!("`name` `{name}` hanya boleh berisi huruf kecil, angka dan tanda hubung"),
            format!("name `{name}` may hold only small letters, digits and hyphens"),
            Some(better),
        );
    }
    let owner = r.text("owner").unwrap_or_default().trim().to_lowercase();
    for field in r.entries("approvers") {
        if r.text(&field).is_some_and(|name| name.trim().to_lowercase() == owner) {
            r.refuse(
                &field,
                "pemilik kampanye ada di antara `approvers`; yang menyetujui harus orang lain",
                "the owner is among the approvers; somebody else has to approve",
                None,
            );
        }
    }
    twice(r, "approvers", "");
}

fn audience(r: &mut Reading<'_>) {
    if r.has("audience.states") && r.entries("audience.states").is_empty() {
        r.refuse(
            "audience.states",
            "`audience.states` kosong, jadi tidak ada sasaran; tulis paling sedikit satu status",
            "`audience.states` is empty, so nobody is in the audience; name at least one state",
            None,
        );
    }
    for list in ["audience.states", "audience.without_groups", "audience.segments"] {
        twice(r, list, "");
    }
    twice(r, "packages", ".group");
    let without: Vec<String> =
        r.entries("audience.without_groups").iter().filter_map(|f| r.text(f)).map(str::to_owned).collect();
    for entry in r.entries("packages") {
        let field = format!("{entry}.group");
        if let Some(group) = r.text(&field).filter(|g| without.iter().any(|w| w == g)).map(str::to_owned) {
            r.refuse(
                &field,
                format!("paket untuk `{group}`, padahal `audience.without_groups` mengeluarkannya dari sasaran"),
                format!("a package for `{group}`, whom `audience.without_groups` leaves out"),
                None,
            );
        }
    }
}

/// Refuses the second of two equal entries.
fn twice(r: &mut Reading<'_>, list: &str, inner: &str) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in r.entries(list) {
        let field = format!("{entry}{inner}");
        let Some(text) = r.text(&field).map(|t| t.trim().to_owned()) else { continue };
        let line = r.line(&field);
        if let Some(first) = seen.get(&text).copied() {
            r.refuse(
                &field,
                format!("`{text}` ditulis dua kali; yang pertama di baris {first}"),
                format!("`{text}` is declared twice; the first stands in line {first}"),
                None,
            );
        }
        seen.entry(text).or_insert(line);
    }
}

fn channels(r: &mut Reading<'_>) {
    twice(r, "channel", ".kind");
    let kinds: Vec<(String, Channel)> = r
        .entries("channel")
        .into_iter()
        .map(|entry| format!("{entry}.kind"))
        .filter_map(|field| r.value(&field).map(|kind| (field, kind)))
        .collect();
    let by_person: Vec<&(String, Channel)> =
        kinds.iter().filter(|(_, kind)| kind.unit() == RandomisationUnit::Person).collect();
    if let [(_, first), (field, second), ..] = by_person.as_slice()
        && first != second
        && !r.has("decision")
    {
        r.refuse(
            field,
            "hanya satu dari whatsapp dan email yang boleh ada dalam kampanye: keduanya akan berbagi satu pembanding yang tidak \
             sama-sama terjangkau; keduanya boleh ada bila tabel [decision] memutuskan siapa mendapat yang mana",
            "only one of whatsapp and email can be in a campaign: they would share one holdout of people that not both reach; both may \
             be there where a [decision] table decides who gets which",
            None,
        );
    }
    let on_paper = |kind: Channel| matches!(kind, Channel::Print | Channel::PartnerCounter);
    if !r.has("paper")
        && let Some((field, kind)) = kinds.iter().find(|(_, kind)| on_paper(*kind))
    {
        r.refuse(
            field,
            format!(
                "kanal {} memerlukan tabel [paper] dengan agency, price_note, conditions dan counter_task",
                kind.key()
            ),
            format!(
                "channel {} needs a [paper] table with agency, price_note, conditions and counter_task",
                kind.key()
            ),
            None,
        );
    }
}

fn holdout(r: &mut Reading<'_>) {
    for field in ["holdout.person_share", "holdout.area_share"] {
        if let Some(share) = r.value::<f64>(field).filter(|share| !(0.01..=0.9).contains(share)) {
            r.refuse(
                field,
                format!("`{field}` adalah {share}; harus antara 0.01 dan 0.9, atau tidak ada yang dapat dibandingkan"),
                format!("`{field}` is {share}; between 0.01 and 0.9 is needed, or nothing can be compared"),
                None,
            );
        }
    }
}

fn dates(r: &mut Reading<'_>) {
    let day = |r: &Reading<'_>, field: &str| r.value::<NaiveDate>(field);
    let (first, last) = (day(r, "schedule.first_day"), day(r, "schedule.last_day"));
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        r.refuse(
            "schedule.last_day",
            format!("`schedule.last_day` {last} mendahului `first_day` {first}"),
            format!("`schedule.last_day` {last} is before first_day {first}"),
            None,
        );
    }
    let clock = |field: &str| r.value::<NaiveTime>(field);
    if let (Some(from), Some(to)) = (clock("schedule.not_before"), clock("schedule.not_after"))
        && to <= from
    {
        r.refuse(
            "schedule.not_after",
            format!("jendela kirim tidak punya panjang: `not_after` {to} tidak sesudah `not_before` {from}"),
            format!("the window has no length: `schedule.not_after` {to} is not after not_before {from}"),
            None,
        );
    }
    if let (Some(first), Some(as_of)) = (first, day(r, "audience.as_of"))
        && first <= as_of
    {
        r.refuse(
            "schedule.first_day",
            format!("`schedule.first_day` {first} harus sesudah `audience.as_of` {as_of}"),
            format!("`schedule.first_day` {first} must be after the audience's as_of {as_of}"),
            None,
        );
    }
    let known_by = day(r, "outcome.known_by");
    if let (Some(known_by), Some(last)) = (known_by, last)
        && known_by <= last
    {
        r.refuse(
            "outcome.known_by",
            format!("`outcome.known_by` {known_by} harus sesudah hari terakhir jadwal {last}"),
            format!("`outcome.known_by` {known_by} must be after the last day of the schedule {last}"),
            None,
        );
    }
    let Some(covered) = r.value::<Month>("outcome.covered_month") else { return };
    if let Some(known_by) = known_by.filter(|day| covered.first_day() > *day) {
        r.refuse(
            "outcome.covered_month",
            format!("`outcome.covered_month` {covered} baru mulai sesudah `known_by` {known_by}"),
            format!("`outcome.covered_month` {covered} begins after known_by {known_by}"),
            None,
        );
    }
    if let Some(last) = last.filter(|day| covered < Month::of(*day)) {
        r.refuse(
            "outcome.covered_month",
            format!("`outcome.covered_month` {covered} lewat sebelum kampanye selesai pada {last}"),
            format!("`outcome.covered_month` {covered} is over before the campaign ends on {last}"),
            None,
        );
    }
}

fn capacity(r: &mut Reading<'_>) {
    let declared: Vec<Channel> =
        r.entries("channel").iter().filter_map(|entry| r.value(&format!("{entry}.kind"))).collect();
    let follow_ups: Vec<Channel> =
        r.entries("channel").iter().filter_map(|entry| r.value(&format!("{entry}.follow_up.channel"))).collect();
    for channel in [Channel::Whatsapp, Channel::PartnerCounter, Channel::Print] {
        let field = format!("capacity.{}", channel.key());
        if r.has(&field) && !declared.contains(&channel) && !follow_ups.contains(&channel) {
            r.refuse(
                &field,
                format!("[{field}] ada, tetapi kampanye ini tidak memakai kanal {}", channel.key()),
                format!("[{field}] is given, and the campaign does not use the channel {}", channel.key()),
                None,
            );
        }
    }
    if let (Some(ordered), Some(first)) =
        (r.value::<NaiveDate>("capacity.print.ordered_on"), r.value::<NaiveDate>("schedule.first_day"))
        && ordered > first
    {
        r.refuse(
            "capacity.print.ordered_on",
            format!("cetakan dipesan {ordered}, sesudah hari pertama {first}"),
            format!("print is ordered on {ordered}, after the first day {first}"),
            None,
        );
    }
}
