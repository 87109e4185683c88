//! Segments and packages.

use super::{count, decimal, grid};
use domain::{Bilingual, Language, Segment};
use workflow::bundle::Designed;

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

/// Packages with price, share of income, checks and what was rejected.
pub fn packages(designed: &[Designed], language: Language) -> String {
    let mut text = String::new();
    for d in designed {
        let p = &d.package;
        let share = decimal(p.share_of_median_income * 100.0, 1, language);
        let contents: Vec<&str> = p.contents.iter().map(|c| c.in_language(language)).collect();
        text.push_str(&match language {
            Language::Id => format!(
                "Paket {} ({}): {}\n  iuran {} sebulan, kini {}; {share}% dari penghasilan median {}\n",
                p.name.id,
                p.status,
                contents.join("; "),
                p.monthly,
                p.monthly_discounted,
                d.median_income
            ),
            Language::En => format!(
                "Package {} ({}): {}\n  {} a month, now {}; {share}% of the median income {}\n",
                p.name.en,
                p.status,
                contents.join("; "),
                p.monthly,
                p.monthly_discounted,
                d.median_income
            ),
        });
        for check in &p.checks {
            text.push_str(&format!("  - {}\n", check.in_language(language)));
        }
        if !p.unverified.is_empty() {
            let word = if language == Language::En { "not verified" } else { "belum diverifikasi" };
            text.push_str(&format!("  ! {word}: {}\n", p.unverified.join("; ")));
        }
    }
    text
}

/// Breaks a sentence into lines of at most `width` letters.
fn wrapped(text: &str, width: usize) -> String {
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
