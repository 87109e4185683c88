//! Months gained and causes of leaving as tables.

use super::{group_name, range, share, time};
use crate::reports::pen::{Pen, section, table};
use crate::retention_file::FileRetention;
use effectiveness::Interval;
use report::Section;
use survival::study::{ArmContrast, GroupCurve, Recommended};

/// Months gained by each arm, by every estimator.
pub(super) fn months(pen: Pen, answer: &FileRetention) -> Section {
    let heads = [
        pen.say("Perbandingan", "Comparison"),
        pen.say("Cara", "Estimator"),
        pen.say("Mutu", "Grade"),
        pen.say("Beda bulan", "Months more"),
        pen.say("Galat baku", "Std. error"),
        pen.say("Selang", "Interval"),
    ];
    let rows = answer.study.contrasts.iter().flat_map(|c| gained(pen, c)).collect();
    let horizon = time(pen, answer.study.horizon);
    let caption = if pen.is_id() {
        format!("Bulan bayar tambahan dalam {horizon} bulan, semua cara")
    } else {
        format!("Months paid more within {horizon} months, every estimator")
    };
    section(pen.say("Bulan bayar tambahan", "Months gained"), vec![table(&caption, 3, &heads, rows)])
}

fn gained(pen: Pen, c: &ArmContrast) -> Vec<Vec<String>> {
    let by_member = c.recommended == Recommended::ByMember;
    let row = |name: &str, best: bool, difference: f64, error: f64, interval: Option<Interval>| {
        let mark = if best { pen.say(" (dianjurkan)", " (recommended)") } else { "" };
        vec![
            format!("{} \u{2212} {}", c.arm, c.control),
            format!("{name}{mark}"),
            c.grade.to_string(),
            pen.signed(difference, 3),
            pen.number(error, 3),
            range(pen, interval, 3),
        ]
    };
    let mut rows = Vec::new();
    if let Some(area) = &c.by_area {
        let (a, m) = (area.of_areas, area.of_members);
        let name = pen.say("rata-rata wilayah, uji t", "area means, t test");
        rows.push(row(name, !by_member, a.difference, a.standard_error, a.interval));
        let name = pen.say("per anggota, galat menurut wilayah", "over members, error by area");
        rows.push(row(name, false, m.difference, m.standard_error, m.interval));
    }
    if let Some(m) = &c.by_member {
        rows.push(row(pen.say("per anggota", "over members"), by_member, m.difference, m.standard_error, m.interval));
    }
    rows
}

pub(super) fn causes(pen: Pen, groups: &[GroupCurve]) -> Option<Section> {
    let rows: Vec<Vec<String>> = groups
        .iter()
        .flat_map(|g| {
            g.causes.iter().map(|cause| {
                let left = share(pen, cause.share, cause.interval);
                vec![group_name(pen, g), cause.cause.clone(), pen.count(cause.ended), time(pen, cause.time), left]
            })
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    let heads = [
        pen.say("Kelompok", "Group"),
        pen.say("Sebab", "Cause"),
        pen.say("Keluar", "Left"),
        pen.say("Setelah bulan", "After month"),
        pen.say("Bagian yang keluar", "Share that left"),
    ];
    Some(section(pen.say("Sebab keluar", "Causes of leaving"), vec![table("", 2, &heads, rows)]))
}
