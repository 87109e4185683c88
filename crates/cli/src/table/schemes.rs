//! Plans side by side, leaflet lines, promises.

use super::grid;
use domain::{Bilingual, Language};
use schemes::money::percent_words;
use schemes::{Broken, ComparedPlan, LeafletLine};
use std::collections::BTreeSet;
use workflow::schemes::{CheckedText, SchemesCompared};

/// How ours stand, then the plans, then partners and what must be checked.
pub fn schemes(compared: &SchemesCompared, language: Language) -> String {
    let comparison = &compared.comparison;
    let mut text = String::new();
    for sentence in comparison.standing.iter().chain(&compared.disagreements) {
        text.push_str(&format!("{}\n", sentence.in_language(language)));
    }
    let now = match language {
        Language::Id => format!("Pada {}", comparison.month),
        Language::En => format!("In {}", comparison.month),
    };
    let header = match language {
        Language::Id => [
            "Rencana",
            "Sebulan",
            &now,
            "Dalam rupiah",
            "Dari penghasilan",
            "Dari negara",
            "Risiko",
            "Komitmen (bulan)",
            "Boleh terlewat (bulan)",
        ],
        Language::En => [
            "Plan",
            "A month",
            &now,
            "In rupiah",
            "Of income",
            "From the state",
            "Risks",
            "Commitment (months)",
            "May be missed (months)",
        ],
    };
    let rows = comparison.plans.iter().map(|plan| row(plan, language)).collect();
    text.push_str(&format!("\n{}\n\n", grid(&header, 1, rows)));
    for (words, plans) in in_words(&comparison.plans, language) {
        text.push_str(&format!("{}\n{words}", plans.join(", ")));
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

/// Risks, partners, missed months, discounts and help in words, once for all plans that share them.
fn in_words(plans: &[ComparedPlan], language: Language) -> Vec<(String, Vec<&str>)> {
    let titles = match language {
        Language::Id => ["risiko", "mitra", "bulan terlewat", "potongan dan bantuan"],
        Language::En => ["risks", "partners", "missed months", "discounts and help"],
    };
    let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
    for plan in plans {
        let risks: Vec<String> =
            plan.all_risks().iter().map(|risk| risk.name().in_language(language).to_owned()).collect();
        let facts = [
            Some(risks.join(", ")),
            Some(plan.partner.in_language(language).to_owned()),
            Some(plan.tolerance.in_language(language).to_owned()),
            plan.subsidy.as_ref().map(|words| words.in_language(language).to_owned()),
        ];
        let lines = titles.iter().zip(facts).filter_map(|(title, fact)| Some(format!("  {title}: {}\n", fact?)));
        let words: String = lines.collect();
        let name = plan.name.in_language(language);
        match groups.iter_mut().find(|(own, _)| *own == words) {
            Some((_, names)) => names.push(name),
            None => groups.push((words, vec![name])),
        }
    }
    groups
}

/// The sentences that may be printed, each with what must be checked first.
pub fn leaflet(lines: &[LeafletLine], language: Language) -> String {
    let sentences: String = lines.iter().flat_map(|line| ["- ", line.words.in_language(language), "\n"]).collect();
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
    let words: Vec<Bilingual> = checked.broken.iter().map(Broken::words).collect();
    words.iter().flat_map(|words| ["- ", words.in_language(language), "\n"]).collect()
}

fn must_be_checked(unverified: &BTreeSet<String>, language: Language) -> String {
    if unverified.is_empty() {
        return String::new();
    }
    let title = match language {
        Language::Id => "Belum diverifikasi; periksa sebelum dikutip:",
        Language::En => "Not verified; check before quoting:",
    };
    let rows: String = unverified.iter().flat_map(|row| ["  - ", row, "\n"]).collect();
    format!("\n{title}\n{rows}")
}
