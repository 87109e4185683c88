//! The verdict in words.

use super::conclusion::ConclusionTerms;
use super::contrast::Contrast;
use super::evaluate::OutcomeKind;
use crate::campaign::{FEWEST_OF_EITHER_OUTCOME, FEWEST_PEOPLE};
use crate::interval::{Interval, Level};
use domain::{Bilingual, Language, written};
use serde::{Deserialize, Serialize};

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Finding {
    /// The interval lies above zero, and so does the test's verdict.
    Works,
    /// The interval lies below zero.
    DoesHarm,
    /// The interval holds zero and is narrow enough to see an effect worth acting on: there is no such evidence.
    NoEvidence,
    /// The interval is too wide to tell.
    TooEarly {
        /// What is needed until it is narrow enough.
        needs: More,
    },
}

/// What is needed until the interval is as narrow as the smallest effect worth acting on, at today's rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct More {
    /// More people, both arms together; `None` where areas are what is counted or nothing can be said.
    pub people: Option<u64>,
    /// More areas.
    pub areas: Option<u64>,
    /// More weeks, where it is known how many people come in a week.
    pub weeks: Option<u64>,
}

/// What a finding is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Judged {
    pub(crate) interval: Option<Interval>,
    pub(crate) p_value: Option<f64>,
    pub(crate) alpha: f64,
    pub(crate) mean_control: f64,
    pub(crate) people: u64,
    pub(crate) areas: Option<usize>,
    /// People with the rarer outcome, where the outcome is a rate.
    pub(crate) fewest_of_either: Option<u64>,
    /// People of the treated and of the control, where persons were drawn and amounts are compared.
    pub(crate) arms_of_amounts: Option<(u64, u64)>,
}

/// Share of the control's rate or mean that is worth acting on, where nothing else is named.
const WORTHWHILE_SHARE: f64 = 0.1;

impl Judged {
    /// The verdict. Test and interval must agree on an effect; a rate also needs five people of either outcome, and amounts
    /// twenty people in each arm, because t does not hold for a few skewed ones.
    pub(crate) fn finding(&self, terms: &ConclusionTerms) -> Finding {
        let margin = terms.worthwhile.unwrap_or(WORTHWHILE_SHARE * self.mean_control.abs());
        // A half-width shrinks with the square root of what is counted.
        let half = self.interval.map(|i| 0.5 * (i.high - i.low));
        let for_width = half.filter(|_| margin > 0.0).map(|half| (half / margin).powi(2));
        let few_of_either = self.fewest_of_either.filter(|few| *few < FEWEST_OF_EITHER_OUTCOME);
        let few_of_an_arm = self.arms_of_amounts.map(|(one, zero)| one.min(zero)).filter(|few| *few < FEWEST_PEOPLE);
        for (few, needed) in [(few_of_either, FEWEST_OF_EITHER_OUTCOME), (few_of_an_arm, FEWEST_PEOPLE)] {
            if let Some(few) = few {
                let times = (few > 0).then(|| (needed as f64 / few as f64).max(for_width.unwrap_or(1.0)));
                return Finding::TooEarly { needs: self.more(times, terms) };
            }
        }
        let Some(interval) = self.interval else {
            return Finding::TooEarly { needs: More::default() };
        };
        let tested = self.p_value.is_some_and(|p| p < self.alpha);
        if tested && interval.low > 0.0 {
            return Finding::Works;
        }
        if tested && interval.high < 0.0 {
            return Finding::DoesHarm;
        }
        if half.is_some_and(|half| half <= margin) {
            Finding::NoEvidence
        } else {
            Finding::TooEarly { needs: self.more(for_width, terms) }
        }
    }

    /// What is missing where `times` as much is needed.
    fn more(&self, times: Option<f64>, terms: &ConclusionTerms) -> More {
        let missing = |have: f64| times.map(|t| (have * (t - 1.0) - 1e-6).ceil().max(1.0));
        let people = missing(self.people as f64);
        let weeks =
            terms.people_a_week.filter(|pace| *pace > 0.0).zip(people).map(|(pace, p)| (p / pace).ceil() as u64);
        match self.areas {
            Some(areas) => More { people: None, areas: missing(areas as f64).map(|a| a as u64), weeks: None },
            None => More { people: people.map(|p| p as u64), areas: None, weeks },
        }
    }
}

impl Finding {
    /// One or two words: the first thing to read.
    pub fn in_words(&self) -> Bilingual {
        match self {
            Self::Works => Bilingual::new("berhasil", "works"),
            Self::DoesHarm => Bilingual::new("merugikan", "does harm"),
            Self::NoEvidence => Bilingual::new("tidak ada bukti", "no evidence"),
            Self::TooEarly { needs } => {
                let needs = needs.in_words();
                Bilingual::new(format!("terlalu dini ({})", needs.id), format!("too early ({})", needs.en))
            }
        }
    }

    /// The finding with its figures.
    pub(super) fn sentence(&self, contrast: &Contrast, kind: OutcomeKind, level: Level) -> Bilingual {
        let [id, en] = [Language::Id, Language::En].map(|language| self.told(contrast, kind, level, language));
        Bilingual::new(id, en)
    }

    fn told(&self, c: &Contrast, kind: OutcomeKind, level: Level, language: Language) -> String {
        let is_id = language == Language::Id;
        let words = self.in_words();
        let mut verdict = words.in_language(language).to_owned();
        if let Some(first) = verdict.get(..1) {
            verdict = format!("{}{}", first.to_uppercase(), &verdict[1..]);
        }
        let places = places(kind, c);
        let scaled = |value: f64| if kind == OutcomeKind::Rate { 100.0 * value } else { value };
        let number = |value: f64| written::number(language, scaled(value), places);
        let (unit, percent) = match (kind, is_id) {
            (OutcomeKind::Rate, true) => (" poin persen", "%"),
            (OutcomeKind::Rate, false) => (" percentage points", "%"),
            _ => ("", ""),
        };
        let (from, to) = (number(c.mean_control), number(c.mean_treated));
        let range = c.primary.interval.map_or_else(String::new, |i| {
            let level = written::number(language, 100.0 * level.get(), 0);
            let (low, high) = (number(i.low), number(i.high));
            if is_id {
                format!("; selang {level}%: {low} sampai {high}")
            } else {
                format!("; {level}% interval {low} to {high}")
            }
        });
        let change = number(c.primary.estimate);
        let signed = if c.primary.estimate > 0.0 { format!("+{change}") } else { change };
        if is_id {
            format!("{verdict}: dari {from}{percent} menjadi {to}{percent} ({signed}{unit}{range}).")
        } else {
            format!("{verdict}: from {from}{percent} to {to}{percent} ({signed}{unit}{range}).")
        }
    }
}

/// Decimal places that show three digits of the effect's interval.
fn places(kind: OutcomeKind, c: &Contrast) -> usize {
    let scale = if kind == OutcomeKind::Rate { 100.0 } else { 1.0 };
    let width = c.primary.interval.map_or(c.primary.estimate.abs(), |i| i.high - i.low) * scale;
    if !(width.is_finite() && width > 0.0) {
        return 1;
    }
    let fewest = if kind == OutcomeKind::Rate { 1.0 } else { 0.0 };
    (1.0 - width.log10().floor()).clamp(fewest, 6.0) as usize
}

impl More {
    fn in_words(self) -> Bilingual {
        let count = written::count;
        let mut id = Vec::new();
        let mut en = Vec::new();
        if let Some(weeks) = self.weeks {
            id.push(format!("{} minggu", count(Language::Id, weeks)));
            en.push(format!("{} more weeks", count(Language::En, weeks)));
        }
        if let Some(people) = self.people {
            id.push(format!("{} orang", count(Language::Id, people)));
            en.push(format!("{} more people", count(Language::En, people)));
        }
        if let Some(areas) = self.areas {
            id.push(format!("{} wilayah", count(Language::Id, areas)));
            en.push(format!("{} more areas", count(Language::En, areas)));
        }
        if id.is_empty() {
            return Bilingual::new("perlu lebih banyak hasil", "needs more outcomes");
        }
        Bilingual::new(format!("perlu sekitar {} lagi", id.join(" atau ")), format!("needs about {}", en.join(" or ")))
    }
}
