//! The report of contacts that nobody drew by lot: always grade C.

mod tables;

use super::origin::Origin;
use super::pen::{Pen, chart, facts, forests, notes_section, paragraph, places_for, section};
use super::quotes::set_for_print;
use super::sources;
use crate::evaluate_observational::{ComparisonColumns, FileComparison, comparison_picture};
use anyhow::Result;
use charts::{ForestRow, ParticipantGroup, Stop, participants};
use domain::Language;
use observational::{Comparison, Estimate};
use report::{Answer, Block, Report, Section};

/// The report of an adjusted comparison.
pub fn comparison_report(
    answer: &FileComparison,
    columns: &ComparisonColumns,
    origin: &Origin,
    language: Language,
) -> Result<Report> {
    let pen = Pen(language);
    let c = &answer.comparison;
    let mut sections = vec![design(pen, answer, columns), counts(pen, answer)?, methods(pen, c)?];
    if let Some(picture) = comparison_picture(answer, language)? {
        let mut blocks = vec![chart(picture)];
        blocks.extend(tables::balance(pen, c));
        blocks.extend(tables::overlap(pen, c));
        blocks.extend(tables::synthetic(pen, c));
        let heading = if c.synthetic.is_some() {
            pen.say("Wilayah dan kembarannya", "The area and its double")
        } else {
            pen.say("Apakah kedua pihak sebanding?", "Are the two sides alike?")
        };
        sections.push(section(heading, blocks));
    }
    sections.extend(tables::placebo(pen, c));
    sections.push(section(
        pen.say("Biaya", "Costs"),
        vec![paragraph(pen.say(
            "Tanpa undian, biaya satu tambahan tidak dihitung: tambahannya sendiri belum terbukti sebagai akibat.",
            "Without a lot no cost of one more is reckoned: what was gained is not shown to be an effect.",
        ))],
    ));
    let notes = answer.warnings.iter().chain(&answer.file_notes).chain(&c.notes).map(|n| pen.of(n));
    let invalid = c.estimates.iter().filter_map(|e| e.invalid.as_ref()).map(|why| pen.of(why));
    sections.extend(notes_section(pen, notes.chain(invalid).collect()));
    let method = pen.say(
        "Kokoh ganda (AIPW) memakai model peluang dihubungi dan model hasil; cukup satu yang benar. Panel membandingkan setiap unit dengan \
         dirinya sendiri pada waktu lain. Untuk satu wilayah, hanya peringkat di antara wilayah tanpa program yang menjadi bukti.",
        "Doubly robust (AIPW) uses a model of who is contacted and a model of the outcome; one of them being right is enough. A panel compares \
         each unit with itself at other times. For one area only its rank among areas without the programme is evidence.",
    );
    sections.push(origin.section(pen, Some(answer.rows), method.to_owned(), sources::of_comparison(pen)));
    Ok(set_for_print(Report {
        language,
        title: pen
            .say("Apakah yang dihubungi berbeda dari yang tidak?", "Do the contacted differ from the others?")
            .to_owned(),
        subtitle: origin.subtitle(pen, (answer.rows, pen.say("baris", "rows")), &answer.outcome),
        answer: first_page(pen, answer),
        sections,
    }))
}

fn read(c: &Comparison) -> Option<&Estimate> {
    c.estimates.iter().find(|e| e.recommended)
}

fn first_page(pen: Pen, answer: &FileComparison) -> Answer {
    let c = &answer.comparison;
    let verdict = if let Some(placebo) = &c.placebo {
        match (placebo.p_value <= 0.05, placebo.units.len() < 20) {
            (true, _) => pen.say("Menonjol di antara wilayah lain", "Stands out among other areas"),
            (false, true) => pen.say("Terlalu dini", "Too early"),
            (false, false) => pen.say("Tidak ada bukti", "No evidence"),
        }
    } else {
        match read(c).and_then(|e| e.interval) {
            Some(i) if i.low > 0.0 => pen.say(
                "Lebih tinggi setelah penyesuaian, bukan bukti akibat",
                "Higher after adjustment, no proof of an effect",
            ),
            Some(i) if i.high < 0.0 => pen.say(
                "Lebih rendah setelah penyesuaian, bukan bukti akibat",
                "Lower after adjustment, no proof of an effect",
            ),
            _ => pen.say("Tidak ada bukti beda", "No evidence of a difference"),
        }
    };
    let (treated, others) = (pen.count(c.treated as u64), pen.count(c.untreated as u64));
    let mut sentences = vec![pen.of(&c.verdict), pen.of(&c.selection)];
    sentences.push(if pen.is_id() {
        format!("Yang dibandingkan: {treated} baris dengan kontak dan {others} tanpa kontak.")
    } else {
        format!("Compared were {treated} rows with contact and {others} without.")
    });
    if let Some(e) = &c.e_value {
        let times = pen.number(e.interval, 1);
        sentences.push(if e.interval <= 1.0 {
            pen.say(
                "Sebab lain yang kecil saja sudah cukup untuk menjelaskan angka ini.",
                "A small unseen cause would be enough to explain this figure.",
            )
            .to_owned()
        } else if pen.is_id() {
            format!("Sebab lain yang tak tercatat perlu melipatkan {times} kali peluang dihubungi dan peluang hasil untuk menghapusnya.")
        } else {
            format!("An unseen cause would have to make contact and outcome each {times} times as likely to explain it away.")
        });
    }
    sentences.push(
        pen.say(
            "Yang perlu dilakukan sekarang: pakai angka ini untuk memilih apa yang diuji, lalu undi siapa yang dihubungi.",
            "What to do now: use this figure to choose what to test, then draw by lot whom to contact.",
        )
        .to_owned(),
    );
    sentences.push(
        pen.say(
            "Laporan ini tidak berkata bahwa kontak menyebabkan beda itu, dan tidak menghitung biaya satu tambahan.",
            "This does not say that the contact caused the difference, and it reckons no cost of one more.",
        )
        .to_owned(),
    );
    Answer { verdict: verdict.to_owned(), sentences, grade: pen.grade(c.grade, &[]) }
}

fn design(pen: Pen, answer: &FileComparison, c: &ComparisonColumns) -> Section {
    let mut named =
        vec![(pen.say("Yang diundi", "Drawn by lot").to_owned(), pen.say("tidak ada", "nothing").to_owned())];
    let mut add = |id: &str, en: &str, what: Option<String>| {
        named.extend(what.map(|what| (pen.say(id, en).to_owned(), what)));
    };
    let value = |value: &Option<String>| value.as_ref().map_or_else(String::new, |v| format!(" = {v}"));
    add("Dihubungi", "Contacted", c.treated.as_ref().map(|t| format!("`{t}`{}", value(&c.treated_value))));
    add("Tidak dihubungi", "Not contacted", c.control_value.clone());
    add("Wilayah dengan program", "The area treated", c.treated_unit.clone());
    add("Sejak", "Since", c.since.clone());
    add("Hasil", "Outcome", Some(format!("`{}`", answer.outcome)));
    let adjusted = if c.covariates.is_empty() { None } else { Some(c.covariates.join(", ")) };
    add("Disesuaikan menurut", "Adjusted for", adjusted);
    add("Unit yang diikuti", "Unit followed", c.unit.as_ref().map(|u| format!("`{u}`")));
    add("Periode", "Period", c.period.as_ref().map(|p| format!("`{p}`")));
    add("Sesudah mulai", "After the start", c.after.as_ref().map(|a| format!("`{a}`")));
    section(pen.say("Rancangan", "Design"), vec![facts(named)])
}

fn counts(pen: Pen, answer: &FileComparison) -> Result<Section> {
    let c = &answer.comparison;
    let rows = |n: u64| Stop { figure: format!("{} {}", pen.count(n), pen.say("baris", "rows")), ..Stop::default() };
    let group = |name: &str, n: usize| ParticipantGroup { name: name.to_owned(), stops: vec![rows(n as u64)] };
    let start = Stop { under: pen.say("dibandingkan", "compared").to_owned(), ..rows(answer.rows) };
    let picture = participants(
        pen.say("Siapa yang dibandingkan", "Who was compared"),
        pen.say("Tidak ada undian: kedua pihak terbentuk sendiri", "No lot: the two sides came about by themselves"),
        &start,
        &[pen.say("Pihak", "Side").to_owned()],
        &[
            group(pen.say("dengan kontak", "with contact"), c.treated),
            group(pen.say("tanpa kontak", "without contact"), c.untreated),
        ],
    )?;
    Ok(section(pen.say("Dari berkas sampai hitungan", "From the file to what was counted"), vec![chart(picture)]))
}

/// The naive number and every method, drawn and listed.
fn methods(pen: Pen, c: &Comparison) -> Result<Section> {
    let scale = if c.is_rate { 100.0 } else { 1.0 };
    let drawn: Vec<ForestRow> = std::iter::once(&c.naive)
        .chain(&c.estimates)
        .filter(|e| e.invalid.is_none())
        .filter_map(|e| {
            let i = e.interval?;
            let mark = if e.recommended { pen.say(" (dibaca)", " (to read)") } else { "" };
            Some(ForestRow {
                label: format!("{}{mark}", pen.of(&e.name)),
                estimate: e.estimate * scale,
                low: i.low * scale,
                high: i.high * scale,
                truth: None,
            })
        })
        .collect();
    let unit = if c.is_rate {
        pen.say("poin persen, dihubungi dikurangi tidak", "percentage points, contacted minus others")
    } else {
        pen.say("satuan hasil, dihubungi dikurangi tidak", "unit of the outcome, contacted minus others")
    };
    let mut blocks: Vec<Block> = Vec::new();
    if !drawn.is_empty() {
        let title = pen.say("Selisih menurut setiap cara", "The difference by every method");
        blocks.extend(forests(pen, title, unit, &drawn)?);
    }
    let places = read(c).and_then(|e| e.interval).map_or(3, |i| places_for((i.high - i.low) * scale));
    blocks.push(tables::methods(pen, c, unit, scale, places));
    Ok(section(pen.say("Semua cara hitung", "Every method"), blocks))
}
