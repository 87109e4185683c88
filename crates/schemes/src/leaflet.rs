//! What a leaflet may say of a programme: every amount in one sentence with its condition.

use crate::benefit::{Benefit, Per};
use crate::error::SchemeError;
use crate::money::{Currency, Money};
use crate::schemes::{BENEFITS_FILE, SCHEMES_FILE, Schemes};
use domain::{Bilingual, Language, ProgrammeSet};
use serde::Serialize;
use std::collections::BTreeSet;

/// One benefit as it may be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeafletLine {
    /// Key of the benefit.
    pub benefit: String,
    /// The sentence, its condition inside.
    pub words: Bilingual,
    /// Rows that a person must check before it is printed.
    pub unverified: BTreeSet<String>,
}

impl Schemes {
    /// The sentences a leaflet may say of a set of programmes, in the order of the file.
    pub fn leaflet_lines(&self, programmes: ProgrammeSet) -> Result<Vec<LeafletLine>, SchemeError> {
        let plan = self
            .plans
            .iter()
            .find(|plan| plan.programmes == Some(programmes))
            .ok_or(SchemeError::NoPlanFor { file: SCHEMES_FILE, programmes })?;
        let mut lines: Vec<LeafletLine> = Vec::new();
        for benefit in self.benefits_of(&plan.id) {
            if lines.iter().all(|line| line.benefit != benefit.key) {
                let parts: Vec<&Benefit> = self.parts(&plan.id, &benefit.key).collect();
                lines.push(line(&parts, plan.currency));
            }
        }
        Ok(lines)
    }
}

fn line(parts: &[&Benefit], currency: Currency) -> LeafletLine {
    let first = parts[0];
    let sentence = |language| sentence(parts, currency, language);
    let unverified = parts
        .iter()
        .flat_map(|part| part.certainty.unverified(BENEFITS_FILE, &format!("{}, {}", part.plans.join(" "), part.key)))
        .collect();
    LeafletLine {
        benefit: first.key.clone(),
        words: Bilingual::new(sentence(Language::Id), sentence(Language::En)),
        unverified,
    }
}

/// `name: amount (parts; cap), condition.`
fn sentence(parts: &[&Benefit], currency: Currency, language: Language) -> String {
    let first = parts[0];
    let written = |amount| Money::of(currency, amount).written(language);
    let (head, mut inside) = if let [only] = parts {
        let formula = only.formula.as_ref().map(|words| words.in_language(language).to_owned());
        match only.amount {
            Some((amount, per)) => {
                (format!("{}{}", written(amount), per.words().in_language(language)), formula.into_iter().collect())
            }
            None => (formula.unwrap_or_default(), Vec::new()),
        }
    } else {
        let total = parts.iter().map(|part| part.most()).sum::<Option<_>>().map(written);
        let is_fixed = parts.iter().all(|part| matches!(part.amount, Some((_, Per::Once))) && part.persons == 1);
        let most = match (is_fixed, language) {
            (true, _) => "",
            (false, Language::Id) => "paling banyak ",
            (false, Language::En) => "at most ",
        };
        let each: Vec<String> = parts.iter().map(|part| part_words(part, currency, language)).collect();
        match total {
            Some(total) => (format!("{most}{total}"), vec![each.join(", ")]),
            None => (each.join(", "), Vec::new()),
        }
    };
    inside.extend(first.cap.as_ref().map(|words| words.in_language(language).to_owned()));
    let inside = if inside.is_empty() { String::new() } else { format!(" ({})", inside.join("; ")) };
    let mut conditions: Vec<&str> = Vec::new();
    for words in parts.iter().filter_map(|part| part.condition.as_ref()) {
        if !conditions.contains(&words.in_language(language)) {
            conditions.push(words.in_language(language));
        }
    }
    let condition = if conditions.is_empty() { String::new() } else { format!(", {}", conditions.join("; ")) };
    format!("{}: {head}{inside}{condition}.", first.name.in_language(language))
}

/// `SD 6 x Rp1.500.000 setahun`.
fn part_words(part: &Benefit, currency: Currency, language: Language) -> String {
    let formula = part.formula.as_ref().map_or("", |words| words.in_language(language));
    let Some((amount, per)) = part.amount else { return formula.to_owned() };
    let times = part.times.map_or_else(String::new, |times| format!("{times} x "));
    let amount = Money::of(currency, amount).written(language);
    format!("{formula} {times}{amount}{}", per.words().in_language(language)).trim().to_owned()
}
