//! Sizes of experiments, drawn lots and lots in two stages.

use super::{count, decimal, grid, percent};
use domain::Language;
use effectiveness::by_area::TwoStageContrast;
use workflow::power::{PowerAnswer, Size};
use workflow::randomise_file::{DrawnLot, LotUnit};
use workflow::spill_over_file::SpillOver;

/// The size in words, then in figures.
pub fn power(answer: &PowerAnswer, language: Language) -> String {
    let id = language == Language::Id;
    let mut text = answer.past.as_ref().map_or_else(String::new, |past| super::warned(&past.warnings, language));
    for sentence in &answer.sentences {
        text.push_str(sentence.in_language(language));
        text.push('\n');
    }
    if let Some(size) = &answer.size {
        let header = if id {
            ["", "Pembanding", "Disapa per kelompok", "Seluruhnya"]
        } else {
            ["", "Held out", "Treated in each arm", "All"]
        };
        let (control, treated, all, unit) = match size.size {
            Size::Person(need) => (need.control, need.treated_each, need.people, if id { "Orang" } else { "People" }),
            Size::Area(need) => (need.control, need.treated_each, need.areas, if id { "Wilayah" } else { "Areas" }),
        };
        let row = vec![unit.to_owned(), count(control, language), count(treated, language), count(all, language)];
        text.push_str(&grid(&header, 1, vec![row]));
        text.push('\n');
    }
    for note in &answer.notes {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    if let Some(chart) = &answer.chart {
        text.push_str(&format!("  {} {chart}\n", if id { "Kurva:" } else { "Curve:" }));
    }
    text
}

/// Counts of the arms and how alike they are.
pub fn drawn_lot(lot: &DrawnLot, language: Language) -> String {
    let id = language == Language::Id;
    let units = match (lot.unit, id) {
        (LotUnit::Person, true) => "orang",
        (LotUnit::Person, false) => "people",
        (LotUnit::Area, true) => "wilayah",
        (LotUnit::Area, false) => "areas",
    };
    let mut text = format!("{}\n", lot.sentence.in_language(language));
    let counts: Vec<Vec<String>> = lot
        .arms
        .iter()
        .map(|a| {
            vec![a.arm.clone(), percent(Some(a.share), language), count(a.units, language), count(a.rows, language)]
        })
        .collect();
    let header = if id { ["Kelompok", "Porsi", units, "Baris"] } else { ["Arm", "Share", units, "Rows"] };
    text.push_str(&grid(&header, 1, counts));
    text.push('\n');
    let mut header = vec![if id { "Kolom" } else { "Column" }.to_owned()];
    header.extend(lot.arms.iter().map(|a| a.arm.clone()));
    header.push(if id { "Beda terbesar (simpangan)" } else { "Largest difference (deviations)" }.to_owned());
    header.push(String::new());
    let rows: Vec<Vec<String>> = lot
        .balance
        .iter()
        .map(|b| {
            let mut row = vec![b.column.clone()];
            row.extend(b.arms.iter().map(|a| decimal(a.mean, 3, language)));
            row.push(b.largest().map_or_else(|| "-".to_owned(), |d| decimal(d, 3, language)));
            let alike = if id { "seimbang" } else { "alike" };
            let differs = if id { "berbeda" } else { "differs" };
            row.push(if b.is_alike() { alike } else { differs }.to_owned());
            row
        })
        .collect();
    if !rows.is_empty() {
        let header: Vec<&str> = header.iter().map(String::as_str).collect();
        text.push_str(&grid(&header, 1, rows));
        text.push('\n');
    }
    let strata = count(lot.strata, language);
    let matched = lot.matched_groups.map(|n| count(n, language));
    text.push_str(&match (id, matched) {
        (true, Some(n)) => format!("  {n} kelompok serupa, {strata} strata, benih `{}`: {}\n", lot.seed, lot.out),
        (false, Some(n)) => format!("  {n} matched groups, {strata} strata, seed `{}`: {}\n", lot.seed, lot.out),
        (true, None) => format!("  {strata} strata, benih `{}`: {}\n", lot.seed, lot.out),
        (false, None) => format!("  {strata} strata, seed `{}`: {}\n", lot.seed, lot.out),
    });
    text
}

/// Direct effects and what spills over.
pub fn spill_over(answer: &SpillOver, language: Language) -> String {
    let id = language == Language::Id;
    let e = &answer.effects;
    let lines: [(&str, &str, &TwoStageContrast); 6] = [
        ("Ditawari - tidak, wilayah sedikit tawaran", "Offered - not, few offers", &e.direct_low),
        ("Ditawari - tidak, wilayah banyak tawaran", "Offered - not, many offers", &e.direct_high),
        ("Limpahan pada yang tidak ditawari", "Spill-over on the not offered", &e.spill_over_not_offered),
        ("Limpahan pada yang ditawari", "Spill-over on the offered", &e.spill_over_offered),
        ("Seluruhnya: ditawari, banyak - tidak, sedikit", "Total: offered, many - not, few", &e.total),
        ("Semua orang: banyak - sedikit", "Everybody: many - few", &e.overall),
    ];
    let header = if id {
        ["Perbandingan", "Selisih", "Galat baku", "Selang", "Per wilayah"]
    } else {
        ["Contrast", "Difference", "Std. error", "Interval", "By area"]
    };
    let rows: Vec<Vec<String>> = lines
        .into_iter()
        .map(|(in_id, in_en, c)| {
            vec![
                if id { in_id } else { in_en }.to_owned(),
                decimal(c.by_row.difference, 6, language),
                decimal(c.by_row.standard_error, 6, language),
                c.by_row.interval.map_or_else(
                    || "-".to_owned(),
                    |i| format!("{} .. {}", decimal(i.low, 6, language), decimal(i.high, 6, language)),
                ),
                c.by_area.map_or_else(|| "-".to_owned(), |a| decimal(a.difference, 6, language)),
            ]
        })
        .collect();
    let (high, low) = answer.areas;
    let about = if id {
        format!(
            "{}: {} baris, {high} wilayah banyak tawaran dan {low} sedikit; galat baku per wilayah (CR1), {} baris tanpa hasil",
            answer.file,
            count(answer.rows, language),
            count(answer.left_out, language)
        )
    } else {
        format!(
            "{}: {} rows, {high} areas with many offers and {low} with few; standard errors by area (CR1), {} rows without outcome",
            answer.file,
            count(answer.rows, language),
            count(answer.left_out, language)
        )
    };
    format!("{}\n{}\n  {about}\n", answer.sentence.in_language(language), grid(&header, 1, rows))
}
