//! Segments and packages.

use super::{count, decimal, grid};
use domain::{Bilingual, Language, Segment};

/// Who is in each segment and why.
pub fn segments(segments: &[Segment], notes: &[Bilingual], language: Language) -> String {
    let total: u64 = segments.iter().map(|s| s.size).sum();
    let header = match language {
        Language::Id => ["Segmen", "Kunci", "Mengapa", "Orang", "Bagian"],
        Language::En => ["Segment", "Key", "Why", "People", "Share"],
    };
    let rows = segments
        .iter()
        .map(|s| {
            vec![
                wrapped(s.full_name().in_language(language), 40),
                s.id.to_string(),
                wrapped(s.why.in_language(language), 70),
                count(s.size, language),
                format!("{}%", decimal(100.0 * s.size as f64 / total.max(1) as f64, 1, language)),
            ]
        })
        .collect();
    let mut text = grid(&header, 3, rows);
    for note in notes {
        text.push_str(&format!("\n{}", note.in_language(language)));
    }
    text
}

/// What every feature is.
pub fn feature_list(defs: &[features::FeatureDef], language: Language) -> String {
    let header = match language {
        Language::Id => ["Nama", "Sebutan", "Satuan", "Arti", "Rumus"],
        Language::En => ["Name", "Label", "Unit", "Meaning", "Formula"],
    };
    let rows = defs
        .iter()
        .map(|d| {
            vec![
                d.name.clone(),
                d.label.in_language(language).to_owned(),
                d.unit.key().to_owned(),
                wrapped(d.meaning.in_language(language), 44),
                wrapped(&d.formula, 60),
            ]
        })
        .collect();
    grid(&header, 5, rows)
}

/// Breaks a sentence into lines of at most `width` letters.
pub(super) fn wrapped(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last().map_or(0, |l| l.chars().count());
        if last > 0 && last + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}
