//! The report of a file of spells: how long members keep paying.

mod tables;

use super::origin::Origin;
use super::pen::{Pen, capital, chart, facts, notes_section, paragraph, section, table};
use super::quotes::set_for_print;
use super::sources;
use crate::retention_file::{FileRetention, SpellColumns, retention_picture};
use anyhow::Result;
use charts::{MOST_CURVES, ParticipantGroup, Stop, participants};
use domain::{Bilingual, Grade, Language};
use effectiveness::Interval;
use report::{Answer, Block, Report, Section};
use survival::study::{ArmContrast, Finding, GroupCurve, Lot};

/// Sentences of the study that stand on the first page; all stand in the section of the curves.
const MOST_TOLD: usize = 4;

/// The report of a judged file of spells.
pub fn retention_report(
    answer: &FileRetention,
    columns: &SpellColumns,
    origin: &Origin,
    language: Language,
) -> Result<Report> {
    let pen = Pen(language);
    let study = &answer.study;
    let mut sections = vec![design(pen, answer, columns), counts(pen, answer)?, curves(pen, answer)?];
    if !study.contrasts.is_empty() {
        sections.push(tables::months(pen, answer));
    }
    sections.extend(tables::causes(pen, &study.groups));
    if let Some(model) = &study.model {
        let mut blocks: Vec<Block> = model.sentences.iter().map(|s| paragraph(pen.of(s))).collect();
        blocks.extend(
            model
                .grade_in_words
                .iter()
                .map(|grade| paragraph(format!("{} {}", pen.say("Mutu bukti", "Grade of evidence"), pen.of(grade)))),
        );
        sections.push(section(pen.say("Peluang berhenti dalam sebulan", "Chance to stop in a month"), blocks));
    }
    let notes = answer.file_notes.iter().chain(&study.notes).map(|n| pen.of(n)).collect();
    sections.extend(notes_section(pen, notes));
    let method = pen.say(
        "Anggota yang belum berhenti saat terakhir dilihat tetap ikut dihitung sampai saat itu. Bulan bayar adalah luas di bawah kurva sampai \
         batas bulan; cara yang dianjurkan mengikuti unit undian.",
        "Members who had not stopped when last seen count up to that moment. Months paid are the area under the curve up to the limit; the \
         recommended estimator follows the unit of the lot.",
    );
    sections.push(origin.section(pen, Some(answer.rows), method.to_owned(), sources::of_retention(pen)));
    Ok(set_for_print(Report {
        language,
        title: pen.say("Berapa lama anggota terus membayar?", "How long do members keep paying?").to_owned(),
        subtitle: format!("{}; {} {}", origin.file, pen.count(study.people), pen.say("anggota", "members")),
        answer: first_page(pen, answer),
        sections,
    }))
}

fn first_page(pen: Pen, answer: &FileRetention) -> Answer {
    let study = &answer.study;
    let name = |c: &ArmContrast| format!("{}: {}", c.arm, found(pen, c.finding));
    let verdict = match (study.contrasts.as_slice(), study.groups.as_slice()) {
        ([only], _) => capital(found(pen, only.finding)),
        ([], [all]) => {
            let (share, horizon) = (pen.number(all.at_horizon.share * 100.0, 0), time(pen, study.horizon));
            if pen.is_id() {
                format!("{share} dari 100 anggota masih membayar setelah {horizon} bulan")
            } else {
                format!("{share} of 100 members still pay after {horizon} months")
            }
        }
        ([], _) => pen.say("Kurva menurut kelompok, tanpa pembanding", "Curves by group, without a control").to_owned(),
        (several, _) => several.iter().map(name).collect::<Vec<_>>().join("; "),
    };
    let mut sentences: Vec<String> = study.answer.iter().take(MOST_TOLD).map(|s| pen.of(s)).collect();
    let (people, ended) = (pen.count(study.people), pen.count(study.ended));
    sentences.push(if pen.is_id() {
        format!("Yang dihitung: {people} anggota, {ended} di antaranya berhenti; sisanya masih membayar saat terakhir dilihat.")
    } else {
        format!("Counted were {people} members, of whom {ended} stopped; the others still paid when last seen.")
    });
    sentences.push(to_do(pen, answer));
    let graded: Vec<(String, Grade, &[Bilingual])> =
        study.contrasts.iter().map(|c| (c.arm.clone(), c.grade, &[] as &[Bilingual])).collect();
    let grade = if graded.is_empty() {
        pen.say(
            "tidak berlaku: tidak ada yang dibandingkan, jadi tidak ada dampak yang dikatakan.",
            "none: nothing is compared, so no effect is spoken of.",
        )
        .to_owned()
    } else {
        pen.grades(&graded)
    };
    Answer { verdict, sentences, grade }
}

fn found(pen: Pen, finding: Finding) -> &'static str {
    match finding {
        Finding::Works => pen.say("berhasil", "works"),
        Finding::Harms => pen.say("merugikan", "does harm"),
        Finding::Longer => pen.say("lebih lama, tetapi tidak diundi", "longer, but not drawn by lot"),
        Finding::Shorter => pen.say("lebih singkat, tetapi tidak diundi", "shorter, but not drawn by lot"),
        Finding::NoEvidence => pen.say("belum ada bukti", "no evidence"),
        Finding::TooEarly => pen.say("terlalu dini", "too early"),
    }
}

fn to_do(pen: Pen, answer: &FileRetention) -> String {
    let does = |wanted: Finding| answer.study.contrasts.iter().any(|c| c.finding == wanted);
    let mut told = Vec::new();
    for (finding, id, en) in [
        (
            Finding::Works,
            "lanjutkan yang berhasil dan tetap sisakan pembanding",
            "go on with what works and keep holding some out",
        ),
        (Finding::Harms, "hentikan yang merugikan", "stop what does harm"),
        (
            Finding::TooEarly,
            "jangan memutuskan dulu yang terlalu dini; amati lebih lama",
            "decide nothing yet where it is too early; watch for longer",
        ),
        (
            Finding::NoEvidence,
            "jangan menambah belanja untuk yang belum ada buktinya",
            "do not spend more on what has no evidence",
        ),
    ] {
        if does(finding) {
            told.push(pen.say(id, en));
        }
    }
    if told.is_empty() {
        told.push(pen.say(
            "sapa anggota sebelum bulan ketika kurva paling curam, dan undi siapa yang disapa supaya dampaknya dapat diukur",
            "reach members before the month where the curve is steepest, and draw lots for whom, so that the effect can be measured",
        ));
    }
    let what = told.join("; ");
    let not = pen.say(
        "Laporan ini tidak berkata mengapa anggota berhenti dan tidak menghitung biaya.",
        "This does not say why members stop, and it counts no costs.",
    );
    format!("{}: {what}. {not}", pen.say("Yang perlu dilakukan sekarang", "What to do now"))
}

fn design(pen: Pen, answer: &FileRetention, c: &SpellColumns) -> Section {
    let drawn = match answer.lot {
        Some(Lot::Person) => pen.say("orang, satu per satu", "people, one by one"),
        Some(Lot::Area) => pen.say("wilayah seutuhnya", "whole areas"),
        None => pen.say("tidak ada; kelompok dibandingkan apa adanya", "nothing; groups are compared as they are"),
    };
    let or_none = |name: &Option<String>| {
        name.as_ref().map_or_else(|| pen.say("tidak ada", "none").to_owned(), |name| format!("`{name}`"))
    };
    let groups = match (&c.group, &c.control) {
        (Some(group), Some(control)) => format!("`{group}`; {} {control}", pen.say("pembanding", "control")),
        (group, _) => or_none(group),
    };
    section(
        pen.say("Rancangan", "Design"),
        vec![facts(vec![
            (pen.say("Yang diundi", "Drawn by lot").to_owned(), drawn.to_owned()),
            (pen.say("Lama bayar", "Months paid").to_owned(), format!("`{}`", c.duration)),
            (pen.say("Berhenti", "Stopped").to_owned(), format!("`{}`", c.event)),
            (pen.say("Kelompok", "Groups").to_owned(), groups),
            (pen.say("Wilayah", "Areas").to_owned(), or_none(&c.cluster)),
            (pen.say("Sebab keluar", "Causes").to_owned(), or_none(&c.cause)),
            (
                pen.say("Batas bulan", "Months counted").to_owned(),
                format!("{} {}", time(pen, answer.study.horizon), pen.say("bulan", "months")),
            ),
        ])],
    )
}

fn counts(pen: Pen, answer: &FileRetention) -> Result<Section> {
    let people = |n: u64| format!("{} {}", pen.count(n), pen.say("anggota", "members"));
    let group = |group: &GroupCurve, left: u64| ParticipantGroup {
        name: group_name(pen, group),
        stops: vec![
            Stop { figure: people(group.people + left), ..Stop::default() },
            Stop {
                figure: people(group.people),
                under: format!("{} {}", pen.count(group.ended), pen.say("berhenti", "stopped")),
                left: if left == 0 {
                    String::new()
                } else {
                    format!("{} {}", pen.count(left), pen.say("tanpa lama atau akhir", "no duration or end"))
                },
            },
        ],
    };
    let left = |i: usize| answer.left_out.get(i).copied().unwrap_or(0);
    let groups: Vec<ParticipantGroup> =
        answer.study.groups.iter().enumerate().map(|(i, g)| group(g, left(i))).collect();
    let start = Stop {
        figure: people(answer.study.people + answer.left_out.iter().sum::<u64>()),
        under: pen.say("dalam berkas", "in the file").to_owned(),
        ..Stop::default()
    };
    let headings = [pen.say("Kelompok", "Group"), pen.say("Dihitung", "Analysed")].map(str::to_owned);
    let title = pen.say("Siapa yang dihitung", "Who was analysed");
    let picture =
        participants(title, pen.say("Satu baris satu anggota", "One row a member"), &start, &headings, &groups)?;
    Ok(section(pen.say("Dari berkas sampai hitungan", "From the file to what was counted"), vec![chart(picture)]))
}

fn curves(pen: Pen, answer: &FileRetention) -> Result<Section> {
    let study = &answer.study;
    let mut blocks = if study.groups.len() > MOST_CURVES {
        vec![paragraph(pen.say(
            "Kelompoknya terlalu banyak untuk satu gambar; angkanya berdiri di tabel.",
            "There are too many groups for one picture; their figures stand in the table.",
        ))]
    } else {
        vec![chart(retention_picture(answer, pen.0)?)]
    };
    blocks.extend(study.answer.iter().skip(MOST_TOLD).map(|s| paragraph(pen.of(s))));
    blocks.extend(study.difference.iter().map(|d| paragraph(pen.of(&d.sentence))));
    let or_dash = |t: Option<f64>| t.map_or_else(|| "\u{2013}".to_owned(), |t| time(pen, t));
    let median = |g: &GroupCurve| {
        let m = &g.median;
        if m.time.or(m.low).or(m.high).is_none() {
            return pen.say("belum tercapai", "not reached").to_owned();
        }
        format!("{} ({} {} {})", or_dash(m.time), or_dash(m.low), pen.say("s.d.", "to"), or_dash(m.high))
    };
    let row = |g: &GroupCurve| {
        vec![
            group_name(pen, g),
            pen.count(g.people),
            pen.count(g.ended),
            median(g),
            share(pen, g.at_horizon.share, g.at_horizon.interval),
            match g.months.interval {
                None => pen.number(g.months.months, 2),
                interval => format!("{} ({})", pen.number(g.months.months, 2), range(pen, interval, 2)),
            },
        ]
    };
    let horizon = time(pen, study.horizon);
    let after = if pen.is_id() {
        format!("Membayar setelah {horizon} bulan")
    } else {
        format!("Paying after {horizon} months")
    };
    let heads = [
        pen.say("Kelompok", "Group"),
        pen.say("Anggota", "Members"),
        pen.say("Berhenti", "Stopped"),
        pen.say("Bulan sampai separuh berhenti", "Months until half stopped"),
        &after,
        pen.say("Bulan bayar", "Months paid"),
    ];
    let caption = pen.say("Setiap kelompok, selang dalam kurung", "Each group, intervals in brackets");
    blocks.push(table(caption, 1, &heads, study.groups.iter().map(row).collect()));
    Ok(section(pen.say("Bagian yang masih membayar", "The share that still pays"), blocks))
}

fn group_name(pen: Pen, group: &GroupCurve) -> String {
    if group.group == "all" { pen.say("semua", "all").to_owned() } else { group.group.clone() }
}

/// A share of a hundred with its interval.
fn share(pen: Pen, share: f64, interval: Option<Interval>) -> String {
    let ends = interval.map(|i| format!(" ({})", pen.range((i.low * 100.0, i.high * 100.0), 1)));
    format!("{}{}", pen.percent(share, 1), ends.unwrap_or_default())
}

fn range(pen: Pen, interval: Option<Interval>, places: usize) -> String {
    interval.map_or_else(|| "\u{2013}".to_owned(), |i| pen.range((i.low, i.high), places))
}

/// A time without decimals where it is whole.
fn time(pen: Pen, value: f64) -> String {
    pen.number(value, usize::from((value - value.round()).abs() >= 1e-9))
}
