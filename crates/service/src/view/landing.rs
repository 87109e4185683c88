//! What a code on paper leads to: the paper's own words, for a telephone.

use crate::numbers;
use domain::{LandingView, Language};
use serde::Serialize;

/// The page behind a code.
#[derive(Debug, Serialize)]
pub(crate) struct LandingPage {
    lang: &'static str,
    title: String,
    now: String,
    last_day: String,
    later: String,
    from: String,
    price_note: String,
    conditions: String,
    agency: String,
    other_language: OtherLanguage,
}

/// The language it can be read in instead.
#[derive(Debug, Serialize)]
struct OtherLanguage {
    code: &'static str,
    name: &'static str,
}

impl LandingPage {
    /// The page of a campaign's paper.
    pub(crate) fn of(language: Language, landing: &LandingView) -> Self {
        let text = |words: &domain::Bilingual| words.in_language(language).to_owned();
        Self {
            lang: language.code(),
            title: text(&landing.title),
            now: numbers::rupiah(landing.now),
            last_day: numbers::day(language, landing.last_day),
            later: numbers::rupiah(landing.later),
            from: numbers::month(language, landing.from),
            price_note: text(&landing.price_note),
            conditions: text(&landing.conditions),
            agency: text(&landing.agency),
            other_language: match language {
                Language::Id => OtherLanguage { code: Language::En.code(), name: "English" },
                Language::En => OtherLanguage { code: Language::Id.code(), name: "Bahasa Indonesia" },
            },
        }
    }
}
