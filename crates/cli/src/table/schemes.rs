//! Plans side by side, leaflet lines, promises.

use super::grid;
use domain::Language;
use schemes::money::percent_words;
use schemes::{ComparedPlan, LeafletLine};
use std::collections::BTreeSet;
use workflow::schemes::{CheckedText, SchemesCompared};

/// How ours stand, then the plans, then partners and what must be checked.
pub fn schemes(compared: &SchemesCompared, language: Language) -> String {
    let comparison = &compared.comparison;
    let mut text = String::new();
    for sentence in comparison.standing.iter().chain(&compared.disagreements) {
        text.push_str(&format!("{}\n", sentence.in_language(language)));
    }
    let header = match language {
        Language::Id => [
            "Rencana",
            "Sebulan",
            "Kini",
            "Dalam rupiah",
            "Dari penghasilan",
            "Negara",
            "Risiko",
            "Janji (bulan)",
            "Boleh terlewat",
        ],
        Language::En => [
            "Plan",
            "A month",
            "Now",
            "In rupiah",
            "Of income",
            "State",
            "Risks",
            "Commitment (months)",
            "May be missed",
        ],
    };
    let rows = comparison.plans.iter().map(|plan| row(plan, language)).collect();
    text.push_str(&format!("\n{}\n\n", grid(&header, 1, rows)));
    for plan in &comparison.plans {
        let risks: Vec<String> =
            plan.all_risks().iter().map(|risk| risk.name().in_language(language).to_owned()).collect();
        text.push_str(&format!("{}: {}\n", plan.name.in_language(language), risks.join(", ")));
        text.push_str(&format!("  {}\n", plan.partner.in_language(language)));
    }
    text.push_str(&must_be_checked(&comparison.unverified, language));
    text
}

fn row(plan: &ComparedPlan, language: Language) -> Vec<String> {
    let known = |months: Option<u32>| months.map_or_else(|| "?".to_owned(), |months| months.to_string());
    let income = percent_words(plan.share_of_income, language);
    vec![
        format!("{} {}", plan.country.code(), plan.name.in_language(language)),
        plan.worker_a_month.written(language),
        plan.worker_now.written(language),
        plan.worker_a_month_rupiah.to_string(),
        format!("{income} ({})", plan.income_basis.name().in_language(language)),
        percent_words(plan.state_share, language),
        match (plan.risks_at_work.len(), language) {
            (0, _) => plan.risk_count.to_string(),
            (at_work, Language::Id) => format!("{} ({at_work} bila kerja)", plan.risk_count),
            (at_work, Language::En) => format!("{} ({at_work} at work)", plan.risk_count),
        },
        known(plan.commitment_months),
        known(plan.tolerated_months),
    ]
}

/// The sentences that may be printed, each with what must be checked first.
pub fn leaflet(lines: &[LeafletLine], language: Language) -> String {
    let sentences: String = lines.iter().map(|line| format!("- {}\n", line.words.in_language(language))).collect();
    let unverified = lines.iter().flat_map(|line| line.unverified.iter().cloned()).collect();
    format!("{sentences}{}", must_be_checked(&unverified, language))
}

/// What a text promises without its condition.
pub fn promises(checked: &CheckedText, language: Language) -> String {
    if checked.broken.is_empty() {
        return match language {
            Language::Id => {
                format!("{}: tidak ditemukan santunan kematian atau beasiswa tanpa syaratnya.", checked.file)
            }
            Language::En => format!("{}: no death grant or scholarship without its condition found.", checked.file),
        };
    }
    checked.broken.iter().map(|broken| format!("- {}\n", broken.words().in_language(language))).collect()
}

fn must_be_checked(unverified: &BTreeSet<String>, language: Language) -> String {
    if unverified.is_empty() {
        return String::new();
    }
    let title = match language {
        Language::Id => "Belum diverifikasi; periksa sebelum dikutip:",
        Language::En => "Not verified; check before quoting:",
    };
    let rows: String = unverified.iter().map(|row| format!("  - {row}\n")).collect();
    format!("\n{title}\n{rows}")
}
