//! The answer for a file of spells.

use super::{count, decimal, grid, percent};
use domain::{Bilingual, Language};
use effectiveness::Interval;
use survival::study::{ArmContrast, GroupCurve, Recommended};
use workflow::retention_file::FileRetention;

/// Verdicts, curves at round months, months gained, causes, chances to stop, notes.
pub fn retention(answer: &FileRetention, language: Language) -> String {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let study = &answer.study;
    let mut text = String::new();
    let mut lines = |sentences: &[Bilingual]| {
        for sentence in sentences {
            text.push_str(&format!("{}\n", sentence.in_language(language)));
        }
    };
    lines(&study.answer);
    text.push_str(&format!(
        "\n{}: {} {}, {} {}\n",
        answer.file,
        count(study.people, language),
        say("anggota", "members"),
        count(study.ended, language),
        say("berhenti", "stopped")
    ));
    text.push_str(&marks(&study.groups, language));
    text.push_str(&grid(
        &[
            say("Kelompok", "Group"),
            say("Anggota", "Members"),
            say("Berhenti", "Stopped"),
            say("Bulan sampai separuh berhenti", "Months until half stopped"),
            say("Selang", "Interval"),
            say("Bulan bayar", "Months paid"),
            say("Selang", "Interval"),
        ],
        1,
        study.groups.iter().map(|group| whole(group, language)).collect(),
    ));
    text.push_str(&format!(
        "\n  {} {} {}\n",
        say("Bulan bayar: rata-rata per anggota dalam", "Months paid: mean per member within"),
        plain(study.horizon, language),
        say("bulan.", "months.")
    ));
    if !study.contrasts.is_empty() {
        let header = [
            say("Beda bulan bayar", "Difference in months"),
            say("Cara", "Estimator"),
            say("Beda", "Difference"),
            say("Galat baku", "Std. error"),
            say("Selang", "Interval"),
            say("Mutu bukti", "Grade"),
        ];
        text.push_str(&grid(&header, 2, study.contrasts.iter().flat_map(|c| gained(c, language)).collect()));
        text.push('\n');
        for contrast in &study.contrasts {
            text.push_str(&format!(
                "  {} - {}: {} {}\n",
                contrast.arm,
                contrast.control,
                say("mutu bukti", "grade of evidence"),
                contrast.grade_in_words.in_language(language)
            ));
        }
    }
    if let Some(difference) = &study.difference {
        text.push_str(&format!("  {}\n", difference.sentence.in_language(language)));
    }
    if study.groups.iter().any(|group| !group.causes.is_empty()) {
        text.push_str(&causes(&study.groups, language));
        text.push('\n');
    }
    if let Some(model) = &study.model {
        for sentence in &model.sentences {
            text.push_str(&format!("  {}\n", sentence.in_language(language)));
        }
        if let Some(grade) = &model.grade_in_words {
            text.push_str(&format!(
                "  {}: {}\n",
                say("Peluang berhenti per bulan, mutu bukti", "Chance to stop in a month, grade of evidence"),
                grade.in_language(language)
            ));
        }
    }
    for note in answer.file_notes.iter().chain(&study.notes) {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    text
}

/// Share still paying after each round month, a column a group.
fn marks(groups: &[GroupCurve], language: Language) -> String {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let Some(longest) = groups.iter().max_by_key(|group| group.marks.len()) else { return String::new() };
    let mut header = vec![say("Setelah bulan", "After month").to_owned()];
    for group in groups {
        header.push(match (group.group.as_str(), groups.len()) {
            ("all", 1) => say("Masih membayar", "Still paying").to_owned(),
            (name, _) => name.to_owned(),
        });
        header.push(say("Diamati", "At risk").to_owned());
    }
    let row = |time: f64| {
        let mut row = vec![plain(time, language)];
        for group in groups {
            match group.marks.iter().find(|mark| (mark.time - time).abs() < 1e-9) {
                None => row.extend(["-".to_owned(), "0".to_owned()]),
                Some(mark) => {
                    let interval = mark.interval.map_or_else(String::new, |i| {
                        format!(
                            " ({} .. {})",
                            decimal(i.low * 100.0, 1, language),
                            decimal(i.high * 100.0, 1, language)
                        )
                    });
                    row.push(format!("{}{interval}", percent(Some(mark.share), language)));
                    row.push(count(mark.at_risk, language));
                }
            }
        }
        row
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let table = grid(&header, 0, longest.marks.iter().map(|mark| row(mark.time)).collect());
    format!("{table}\n")
}

fn whole(group: &GroupCurve, language: Language) -> Vec<String> {
    let or_dash = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), |t| plain(t, language));
    let name = if group.group == "all" && language == Language::Id { "semua" } else { &group.group };
    vec![
        name.to_owned(),
        count(group.people, language),
        count(group.ended, language),
        or_dash(group.median.time),
        format!("{} .. {}", or_dash(group.median.low), or_dash(group.median.high)),
        decimal(group.months.months, 2, language),
        interval(group.months.interval, language),
    ]
}

fn gained(contrast: &ArmContrast, language: Language) -> Vec<Vec<String>> {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let mut rows = Vec::new();
    let name = format!("{} - {}", contrast.arm, contrast.control);
    let mut row = |estimator: &str, is_best: bool, difference: f64, error: f64, range: Option<Interval>| {
        let best = if is_best { say(" (dianjurkan)", " (recommended)") } else { "" };
        rows.push(vec![
            name.clone(),
            format!("{estimator}{best}"),
            decimal(difference, 3, language),
            decimal(error, 3, language),
            interval(range, language),
            contrast.grade.to_string(),
        ]);
    };
    let is_by_member = contrast.recommended == Recommended::ByMember;
    if let Some(by_area) = &contrast.by_area {
        let (areas, members) = (by_area.of_areas, by_area.of_members);
        row(
            say("rata-rata wilayah, uji t", "area means, t test"),
            !is_by_member,
            areas.difference,
            areas.standard_error,
            areas.interval,
        );
        row(
            say("per anggota, galat menurut wilayah", "over members, error by area"),
            false,
            members.difference,
            members.standard_error,
            members.interval,
        );
    }
    if let Some(by_member) = &contrast.by_member {
        row(
            say("per anggota", "over members"),
            is_by_member,
            by_member.difference,
            by_member.standard_error,
            by_member.interval,
        );
    }
    rows
}

fn causes(groups: &[GroupCurve], language: Language) -> String {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let header = [
        say("Kelompok", "Group"),
        say("Sebab keluar", "Cause"),
        say("Keluar seluruhnya", "Left in all"),
        say("Bagian yang keluar", "Share that left"),
        say("Selang", "Interval"),
    ];
    let rows = groups.iter().flat_map(|group| {
        group.causes.iter().map(|cause| {
            vec![
                group.group.clone(),
                cause.cause.clone(),
                count(cause.ended, language),
                format!(
                    "{} {} {} {}",
                    percent(Some(cause.share), language),
                    say("setelah", "after"),
                    plain(cause.time, language),
                    say("bulan", "months")
                ),
                cause.interval.map_or_else(
                    || "-".to_owned(),
                    |i| format!("{} .. {}", decimal(i.low * 100.0, 1, language), decimal(i.high * 100.0, 1, language)),
                ),
            ]
        })
    });
    grid(&header, 2, rows.collect())
}

fn interval(range: Option<Interval>, language: Language) -> String {
    range.map_or_else(
        || "-".to_owned(),
        |i| format!("{} .. {}", decimal(i.low, 2, language), decimal(i.high, 2, language)),
    )
}

/// A time without decimals where it is whole.
fn plain(time: f64, language: Language) -> String {
    decimal(time, usize::from((time - time.round()).abs() >= 1e-9), language)
}
