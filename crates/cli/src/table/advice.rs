//! The answer of `allocate`: verdict, lines, next rupiah, other budgets, what could be learnt.

use super::{count, decimal, grid};
use allocation::{Advice, AdviceLine, Source, WhatIf};
use domain::Language;
use domain::provenance::row_in_words;
use std::collections::BTreeSet;

/// Letters of the longest bar.
const BAR: f64 = 32.0;

/// Verdict in words first, then figures.
pub fn advice(answer: &Advice, language: Language) -> String {
    let id = language == Language::Id;
    let mut text = format!("{}\n", answer.verdict.in_language(language));
    for sentence in &answer.standing {
        text.push_str(&format!("{}\n", sentence.in_language(language)));
    }
    if !answer.lines.is_empty() {
        text.push_str(&format!("\n{}\n", lines(answer, language)));
        // What a prior is stands below the table once, not on every line.
        let behind: BTreeSet<&str> = answer.lines.iter().filter_map(|l| row_behind(&l.source)).collect();
        for row in behind {
            let label = if id { "praduga, belum diukur" } else { "prior, not measured" };
            text.push_str(&format!("  {label}: {}\n", row_in_words(row).in_language(language)));
        }
    }
    let left = answer.budget - answer.cost;
    text.push_str(&if id {
        format!("Biaya {} dari anggaran {}; tidak terpakai {left}.\n", answer.cost, answer.budget)
    } else {
        format!("Cost {} of a budget of {}; {left} is not spent.\n", answer.cost, answer.budget)
    });
    text.push_str(&format!("{}\n", answer.next_words.in_language(language)));
    if !answer.what_if.is_empty() {
        text.push_str(&what_if(&answer.what_if, language));
    }
    if !answer.learning.is_empty() {
        text.push_str(if id {
            "\nSatu uji lagi (nilainya untuk satu kampanye sebesar ini):\n"
        } else {
            "\nOne more experiment (its worth for one campaign of this size):\n"
        });
        for lesson in &answer.learning {
            text.push_str(&format!("  - {}\n", lesson.sentence.in_language(language)));
        }
    }
    for note in &answer.notes {
        text.push_str(&format!("  {}\n", note.in_language(language)));
    }
    text
}

/// The row of the priors that a line leans on.
fn row_behind(source: &Source) -> Option<&str> {
    match source {
        Source::Prior { row } | Source::File { deviation_from: Some(row), .. } => Some(row),
        Source::Holdout { .. } | Source::File { .. } => None,
    }
}

fn lines(answer: &Advice, language: Language) -> String {
    let header = if language == Language::Id {
        ["Segmen", "Kanal", "Uplift dari", "Orang", "Biaya", "Anggota tambahan [95%]", "Bulan iuran"]
    } else {
        ["Segment", "Channel", "Uplift from", "People", "Cost", "Additional members [95%]", "Months paid"]
    };
    let row = |line: &AdviceLine| {
        vec![
            line.segment_name.in_language(language).to_owned(),
            line.channel_name.in_language(language).to_owned(),
            line.source.in_short().in_language(language).to_owned(),
            count(line.people, language),
            line.cost.to_string(),
            gained(line.members, (line.low, line.high), language),
            amount(line.months, language),
        ]
    };
    grid(&header, 3, answer.lines.iter().map(row).collect())
}

/// Other budgets, with a bar for the members each brings.
fn what_if(rows: &[WhatIf], language: Language) -> String {
    let id = language == Language::Id;
    let header = if id {
        ["Anggaran", "Orang", "Anggota tambahan [95%]", "Bulan iuran", "Di bawah terbaik", "Bulan iuran, gambar"]
    } else {
        ["Budget", "People", "Additional members [95%]", "Months paid", "Below the best", "Months paid, drawn"]
    };
    let most = rows.iter().map(|r| r.months).fold(0.0, f64::max);
    let row = |r: &WhatIf| {
        let bar = if most > 0.0 { (BAR * r.months.max(0.0) / most).round() as usize } else { 0 };
        vec![
            r.budget.to_string(),
            count(r.people, language),
            gained(r.members, (r.low, r.high), language),
            amount(r.months, language),
            format!("\u{2264} {}%", decimal((r.gap * 1000.0).ceil() / 10.0, 1, language)),
            format!("{:<32}", "\u{2588}".repeat(bar)),
        ]
    };
    let title = if id { "Bagaimana kalau anggarannya lain" } else { "What if the budget were another" };
    format!("\n{title}:\n{}\n", grid(&header, 0, rows.iter().map(row).collect()))
}

fn gained(members: f64, (low, high): (f64, f64), language: Language) -> String {
    format!("{} [{}; {}]", amount(members, language), amount(low, language), amount(high, language))
}

/// Whole from ten up, with one decimal below.
fn amount(value: f64, language: Language) -> String {
    decimal(value, usize::from(value.abs() < 9.95), language)
}
