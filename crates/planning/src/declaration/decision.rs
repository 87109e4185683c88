//! `[decision]`: what it may decide among, whose money it may name, whom its floors may ask for.

use super::nearest::nearest;
use super::shape::Reading;
use assignment::MOST_OPTIONS;
use chrono::NaiveDate;
use domain::campaign::FloorBy;
use domain::decided::ScheduleWeek;
use domain::{Channel, OccupationGroup, RandomisationUnit, RegionTable};
use std::collections::{BTreeMap, BTreeSet};

/// Notes every mistake in the section.
pub fn check(r: &mut Reading<'_>) {
    if !r.has("decision") {
        return;
    }
    let declared: Vec<Channel> =
        r.entries("channel").iter().filter_map(|entry| r.value(&format!("{entry}.kind"))).collect();
    let by_person: Vec<&str> =
        declared.iter().filter(|kind| kind.unit() == RandomisationUnit::Person).map(|kind| kind.key()).collect();
    if r.has("channel") && by_person.is_empty() {
        r.refuse(
            "decision",
            "[decision] tidak punya pilihan: tidak ada [[channel]] whatsapp atau email; kanal lain diundi bersama desanya",
            "[decision] has nothing to decide among: no [[channel]] is whatsapp or email; the others are drawn with their village",
            None,
        );
    }
    let (name, from) = (r.text("name").map(str::to_owned), r.text("decision.from").map(str::to_owned));
    if from.is_some() && from == name {
        r.refuse(
            "decision.from",
            "`decision.from` menyebut kampanye ini sendiri, yang belum dinilai; sebut kampanye lain, atau hapus untuk memakai praduga",
            "`decision.from` names this very campaign, which is not evaluated; name another, or leave it out for the planning priors",
            None,
        );
    }
    weeks(r, by_person.len());
    channel_budgets(r, &declared, &by_person);
    floors(r);
}

/// What a week of waiting takes, and that channels and weeks are no more options than a decision knows.
fn weeks(r: &mut Reading<'_>, channels: usize) {
    let field = "decision.lost_each_week";
    let Some(lost) = r.value::<f64>(field) else { return };
    if lost >= 1.0 {
        r.refuse(
            field,
            "`lost_each_week` 1 berarti sesudah minggu pertama tidak ada lagi yang tersisa; tulis di bawah 1",
            "a `lost_each_week` of 1 leaves nothing after the first week; give less than 1",
            None,
        );
    }
    let days = ["schedule.first_day", "schedule.last_day"].map(|field| r.value::<NaiveDate>(field));
    let [Some(first), Some(last)] = days else { return };
    let weeks = ScheduleWeek::all(first, last).take(MOST_OPTIONS + 1).count();
    if channels * weeks > MOST_OPTIONS {
        r.refuse(
            field,
            format!(
                "{channels} kanal dalam lebih dari {} minggu adalah lebih dari {MOST_OPTIONS} pilihan; perpendek jadwal, atau hapus \
                 isian ini agar hanya kanal yang diputuskan",
                MOST_OPTIONS / channels.max(1)
            ),
            format!(
                "{channels} channels in more than {} weeks are more than {MOST_OPTIONS} options; shorten the schedule, or leave this out \
                 so that channels alone are decided",
                MOST_OPTIONS / channels.max(1)
            ),
            None,
        );
    }
}

fn channel_budgets(r: &mut Reading<'_>, declared: &[Channel], by_person: &[&str]) {
    let mut seen = BTreeMap::new();
    for entry in r.entries("decision.channel_budget") {
        let field = format!("{entry}.channel");
        let Some(channel) = r.value::<Channel>(&field) else { continue };
        let key = channel.key();
        if channel.unit() == RandomisationUnit::Area {
            r.refuse(
                &field,
                format!("{key} diundi bersama desanya dan mengambil orang serta uangnya lebih dahulu; keputusan hanya memilih di antara whatsapp dan email"),
                format!("{key} is drawn by village and takes its people and its money first; the decision is among whatsapp and email only"),
                by_person.first().map(|key| format!("\"{key}\"")),
            );
        } else if !declared.is_empty() && !declared.contains(&channel) {
            r.refuse(
                &field,
                format!("anggaran untuk {key}, padahal tidak ada [[channel]] {key}"),
                format!("a budget for {key}, and no [[channel]] is {key}"),
                by_person.first().map(|key| format!("\"{key}\"")),
            );
        }
        again(r, &mut seen, key.to_owned(), &field);
    }
}

fn floors(r: &mut Reading<'_>) {
    let without: Vec<String> =
        r.entries("audience.without_groups").iter().filter_map(|f| r.text(f)).map(str::to_owned).collect();
    let mut seen = BTreeMap::new();
    for entry in r.entries("decision.floor") {
        let field = |name: &str| format!("{entry}.{name}");
        let of = r.text(&field("of")).map(str::to_owned);
        match (r.has(&field("share")), r.has(&field("people"))) {
            (true, true) => r.refuse(
                &field("people"),
                "batas bawah berisi `share` dan `people`; tulis salah satu",
                "the floor has both `share` and `people`; give one of them",
                None,
            ),
            (false, false) => r.refuse(
                &entry,
                "batas bawah tidak meminta apa pun: tulis `share` (bagian dari kelompok) atau `people` (jumlah orang)",
                "the floor asks for nothing: give `share` (of the group) or `people` (a number)",
                None,
            ),
            _ => {}
        }
        if r.value::<f64>(&field("share")).is_some_and(|share| share <= 0.0) {
            r.refuse(
                &field("share"),
                "`share` nol tidak menjaga siapa pun; tulis di atas 0",
                "a `share` of 0 keeps nobody; give more than 0",
                None,
            );
        }
        if r.has(&field("people")) && of.is_none() {
            r.refuse(
                &field("people"),
                "`people` memerlukan `of`: jumlah orang berlaku untuk satu kelompok; pakai `share` untuk semuanya",
                "`people` needs `of`: a number of people is of one group; use `share` for each of them",
                None,
            );
        }
        let Some(by) = r.text(&field("by")).and_then(|by| FloorBy::ALL.into_iter().find(|b| b.key() == by)) else {
            continue;
        };
        if let (FloorBy::Occupation, Some(of)) = (by, &of) {
            occupation(r, &field("of"), of, &without);
        }
        let place = if of.is_some() { field("of") } else { field("by") };
        again(r, &mut seen, format!("{} {}", by.key(), of.as_deref().unwrap_or("*")), &place);
    }
}

fn occupation(r: &mut Reading<'_>, field: &str, of: &str, without: &[String]) {
    let groups = OccupationGroup::ALL;
    if without.iter().any(|group| group == of) {
        r.refuse(
            field,
            format!("batas bawah untuk `{of}`, padahal `audience.without_groups` mengeluarkannya dari sasaran"),
            format!("a floor for `{of}`, whom `audience.without_groups` leaves out"),
            None,
        );
    }
    if groups.iter().any(|group| group.key() == of) {
        return;
    }
    let named = groups.iter().find(|group| {
        let name = group.name();
        [name.id, name.en].iter().any(|name| name.to_lowercase() == of.trim().to_lowercase())
    });
    let keys: Vec<&str> = groups.iter().map(|group| group.key()).collect();
    let meant = named.map(|group| group.key()).or_else(|| nearest(of, keys.iter().copied()));
    r.refuse(
        field,
        format!("`{of}` bukan kelompok pekerjaan; yang dikenal: {}", keys.join(", ")),
        format!("`{of}` is not an occupation group; known are {}", keys.join(", ")),
        meant.map(|key| format!("\"{key}\"")),
    );
}

/// The second of two equal entries.
fn again(r: &mut Reading<'_>, seen: &mut BTreeMap<String, usize>, what: String, field: &str) {
    let line = r.line(field);
    if let Some(first) = seen.get(&what) {
        r.refuse(
            field,
            format!("ditulis dua kali; yang pertama di baris {first}"),
            format!("declared twice; the first stands in line {first}"),
            None,
        );
    }
    seen.entry(what).or_insert(line);
}

/// Notes a campaign that nobody has evaluated in this home.
pub fn from(r: &mut Reading<'_>, evaluated: &BTreeSet<String>) {
    let Some(from) = r.text("decision.from").filter(|from| !evaluated.contains(*from)).map(str::to_owned) else {
        return;
    };
    let known: Vec<&str> = evaluated.iter().map(String::as_str).collect();
    let listed = |none: &str| if known.is_empty() { none.to_owned() } else { known.join(", ") };
    r.refuse(
        "decision.from",
        format!(
            "kampanye `{from}` belum dinilai di sini; yang sudah: {}. Hapus isian ini untuk memakai praduga",
            listed("tidak satu pun")
        ),
        format!(
            "campaign `{from}` is not evaluated in this home; those that are: {}. Leave it out for the planning priors",
            listed("none")
        ),
        nearest(&from, known.iter().copied()).map(|name| format!("\"{name}\"")),
    );
}

/// Notes provinces that are not there; a name leads to its code.
pub fn provinces(r: &mut Reading<'_>, regions: &RegionTable) {
    for entry in r.entries("decision.floor") {
        let field = format!("{entry}.of");
        if r.text(&format!("{entry}.by")) != Some(FloorBy::Region.key()) {
            continue;
        }
        let Some(of) = r.text(&field).map(str::to_owned) else { continue };
        if regions.provinces().any(|province| province.code == of) {
            continue;
        }
        let named = nearest(&of, regions.provinces().map(|province| province.name.as_str()));
        let code = regions.provinces().find(|province| Some(province.name.as_str()) == named);
        r.refuse(
            &field,
            format!("`{of}` bukan kode provinsi dua angka seperti \"33\""),
            format!("`{of}` is not a two-digit code of a province such as \"33\""),
            code.map(|province| format!("\"{}\"", province.code)),
        );
    }
}
