//! Follow-ups that could never be sent, or never be decided.

use super::shape::Reading;
use chrono::NaiveDate;
use domain::{Channel, FollowUpWhen, RandomisationUnit};
use std::collections::BTreeMap;

/// Notes every mistake in the follow-ups.
pub fn check(r: &mut Reading<'_>) {
    let entries = r.entries("channel");
    let mut per_day: BTreeMap<Channel, (u32, usize)> = BTreeMap::new();
    let declared: Vec<Channel> = entries.iter().filter_map(|entry| r.value(&format!("{entry}.kind"))).collect();
    for entry in entries {
        let follow_up = format!("{entry}.follow_up");
        let Some(first) = r.value::<Channel>(&format!("{entry}.kind")).filter(|_| r.has(&follow_up)) else { continue };
        let channel = r.value::<Channel>(&format!("{follow_up}.channel")).unwrap_or(first);
        dates(r, &follow_up);
        condition(r, &follow_up, first);
        reach(r, &follow_up, first, channel);
        if !declared.contains(&channel) {
            same_per_day(r, &follow_up, channel, &mut per_day);
            for lacking in ["template", "per_day"] {
                let field = format!("{follow_up}.{lacking}");
                if !r.has(&field) {
                    r.refuse(
                        &field,
                        format!("tindak lanjut lewat {} memerlukan `{lacking}` sendiri: kanal itu tidak ada dalam [[channel]]", channel.key()),
                        format!("a follow-up by {} needs its own `{lacking}`: no [[channel]] declares that channel", channel.key()),
                        None,
                    );
                }
            }
            if matches!(channel, Channel::Print | Channel::PartnerCounter) && !r.has("paper") {
                r.refuse(
                    &format!("{follow_up}.channel"),
                    format!("tindak lanjut lewat {} memerlukan tabel [paper]", channel.key()),
                    format!("a follow-up by {} needs a [paper] table", channel.key()),
                    None,
                );
            }
        } else if r.has(&format!("{follow_up}.per_day")) {
            r.refuse(
                &format!("{follow_up}.per_day"),
                format!("`per_day` {} sudah ada dalam [[channel]]-nya dan berlaku untuk semua langkah", channel.key()),
                format!("`per_day` of {} stands in its own [[channel]] and holds for all steps", channel.key()),
                None,
            );
        }
    }
}

/// Refuses another daily limit than that of an earlier follow-up by the same channel: the channel has one.
fn same_per_day(r: &mut Reading<'_>, follow_up: &str, channel: Channel, known: &mut BTreeMap<Channel, (u32, usize)>) {
    let field = format!("{follow_up}.per_day");
    let Some(own) = r.value::<u32>(&field) else { return };
    let (first, line) = *known.entry(channel).or_insert((own, r.line(&field)));
    if own != first {
        let key = channel.key();
        r.refuse(
            &field,
            format!("`per_day` {own} untuk tindak lanjut lewat {key}, padahal di baris {line} {first}; kanal itu punya satu batas harian"),
            format!("`per_day` {own} of a follow-up by {key}, and {first} in line {line}; the channel has one daily limit"),
            Some(first.to_string()),
        );
    }
}

fn dates(r: &mut Reading<'_>, follow_up: &str) {
    let field = |name: &str| format!("{follow_up}.{name}");
    let day = |r: &Reading<'_>, field: &str| r.value::<NaiveDate>(field);
    if !r.has(&field("on")) && !r.has(&field("after_days")) {
        r.refuse(
            follow_up,
            "tindak lanjut tidak punya hari: tulis `after_days`, `on` atau keduanya",
            "the follow-up has no day: give `after_days`, `on` or both",
            None,
        );
    }
    let first = day(r, "schedule.first_day");
    let own_until = day(r, &field("until"));
    let until = own_until.or_else(|| day(r, "schedule.last_day"));
    if let (Some(on), Some(first)) = (day(r, &field("on")), first)
        && on <= first
    {
        r.refuse(
            &field("on"),
            format!("tindak lanjut pada {on} tidak sesudah hari pertama kampanye {first}"),
            format!("the follow-up on {on} is not after the first day of the campaign {first}"),
            None,
        );
    }
    if let (Some(on), Some(until)) = (day(r, &field("on")), until)
        && on > until
    {
        r.refuse(
            &field("on"),
            format!("tindak lanjut pada {on} sesudah hari terakhir {until}; perpanjang `until`"),
            format!("the follow-up on {on} is after its last day {until}; set a later `until`"),
            None,
        );
    }
    if let (Some(first), Some(until), Some(days)) = (first, until, r.value::<u32>(&field("after_days")))
        && first.checked_add_days(chrono::Days::new(u64::from(days))).is_none_or(|earliest| earliest > until)
    {
        r.refuse(
            &field("after_days"),
            format!("{days} hari sesudah hari pertama {first} sudah lewat hari terakhir {until}; perpanjang `until`"),
            format!("{days} days after the first day {first} is past the last day {until}; set a later `until`"),
            None,
        );
    }
    if let (Some(until), Some(known_by)) = (own_until, day(r, "outcome.known_by"))
        && known_by <= until
    {
        r.refuse(
            &field("until"),
            format!("tindak lanjut sampai {until}, padahal hasil dihitung per {known_by}"),
            format!("the follow-up runs until {until}, and the outcome is taken on {known_by}"),
            None,
        );
    }
}

fn condition(r: &mut Reading<'_>, follow_up: &str, first: Channel) {
    let field = format!("{follow_up}.when");
    let reported = |when: FollowUpWhen| match when {
        FollowUpWhen::NotRead => matches!(first, Channel::Whatsapp),
        FollowUpWhen::NotDelivered => matches!(first, Channel::Whatsapp | Channel::Email | Channel::PartnerCounter),
        FollowUpWhen::NotPaid | FollowUpWhen::NoOutcome => true,
    };
    let when = r.text(&field).and_then(|text| FollowUpWhen::ALL.into_iter().find(|w| w.key() == text));
    if let Some(when) = when.filter(|when| !reported(*when)) {
        r.refuse(
            &field,
            format!("`{}` tidak dapat diketahui untuk {}: kanal itu tidak melaporkannya", when.key(), first.key()),
            format!("`{}` cannot be known of {}: that channel does not report it", when.key(), first.key()),
            Some("not_paid".to_owned()),
        );
    }
}

fn reach(r: &mut Reading<'_>, follow_up: &str, first: Channel, channel: Channel) {
    let field = format!("{follow_up}.channel");
    if first.unit() == RandomisationUnit::Area && channel.unit() == RandomisationUnit::Person {
        r.refuse(
            &field,
            format!("yang diundi bersama desanya untuk {} tidak terjangkau lewat {}", first.key(), channel.key()),
            format!("people drawn with their village for {} are not reachable by {}", first.key(), channel.key()),
            None,
        );
    }
    if channel.is_booked() {
        r.refuse(
            &field,
            format!(
                "{} menjangkau seluruh daerah, bukan orang tertentu; tidak bisa menjadi tindak lanjut",
                channel.key()
            ),
            format!("{} reaches whole areas and not the one person; it cannot be a follow-up", channel.key()),
            None,
        );
    }
    if r.value::<f64>(&format!("{follow_up}.expected_share")).is_some_and(|share| share <= 0.0) {
        r.refuse(
            &format!("{follow_up}.expected_share"),
            "`expected_share` nol berarti tidak ada uang untuk tindak lanjut; tulis di atas 0, atau hapus isian ini untuk semua",
            "`expected_share` 0 keeps no money for the follow-up; give more than 0, or leave it out for all",
            None,
        );
    }
}
