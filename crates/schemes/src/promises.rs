//! Promises in a text that stand without their condition: the death grant and the scholarship.
//!
//! A sentence that names such an amount, in digits or words, must itself hold the condition. The check would rather ask once too
//! often: a heading without a full stop is a sentence, and so is every line.

use crate::benefit::{Benefit, Cause, Risk};
use crate::schemes::Schemes;
use crate::spelling::{amounts, plain, sentences, spelled, words};
use domain::Bilingual;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// A promise without its condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// Key of the benefit that is promised.
    pub benefit: String,
    /// The sentence.
    pub sentence: String,
    /// What in it promises.
    pub found: String,
    /// What the sentence must also say.
    pub missing: Vec<Bilingual>,
}

impl Broken {
    /// The finding as a sentence.
    pub fn words(&self) -> Bilingual {
        let join = |pick: fn(&Bilingual) -> &str| self.missing.iter().map(pick).collect::<Vec<_>>().join("; ");
        Bilingual::new(
            format!("`{}` dijanjikan tanpa syaratnya ({}): {}", self.found, join(|m| &m.id), self.sentence),
            format!("`{}` is promised without its condition ({}): {}", self.found, join(|m| &m.en), self.sentence),
        )
    }
}

/// A benefit that must not be named bare.
struct Guarded {
    key: String,
    risk: Risk,
    total: Option<Decimal>,
    waiting_months: Option<u32>,
}

/// Words that name the scholarship.
const SCHOLARSHIP: [&str; 4] = ["beasiswa", "beasiswanya", "scholarship", "scholarships"];
/// Words that make a number of months a wait, not a payment.
const AFTER: [&str; 17] = [
    "lewat",
    "melewati",
    "setelah",
    "sesudah",
    "lebih",
    "pertama",
    "tunggu",
    "sedikitnya",
    "minimal",
    "paling",
    "after",
    "first",
    "over",
    "more",
    "waiting",
    "least",
    "beyond",
];
/// Words that take a condition back.
const WITHOUT: [&str; 4] = ["tanpa", "without", "no", "bebas"];
/// Phrases that tie a benefit to contributions being paid.
const PAID: [&str; 22] = [
    "selama iuran",
    "bila iuran",
    "jika iuran",
    "kalau iuran",
    "asal iuran",
    "apabila iuran",
    "iuran dibayar",
    "iuran tetap dibayar",
    "iuran lancar",
    "iuran rutin",
    "rutin membayar iuran",
    "peserta aktif",
    "kepesertaan aktif",
    "masih aktif",
    "contributions are paid",
    "contribution is paid",
    "as long as contributions",
    "while contributions",
    "if contributions",
    "active member",
    "membership is active",
    "paid up",
];

impl Schemes {
    /// Finds every sentence of a text that names the death grant (by its amount) or the scholarship (by name or amount) and
    /// does not say the condition. Amounts and months are those of the files, not of this code.
    pub fn promises(&self, text: &str) -> Vec<Broken> {
        let guarded = self.guarded();
        let mut broken = Vec::new();
        for sentence in sentences(text) {
            let plain = plain(sentence);
            let words = words(&plain);
            for guard in &guarded {
                let Some(found) = guard.named_in(&plain, &words) else { continue };
                let missing = guard.missing_in(&plain, &words);
                if !missing.is_empty() {
                    broken.push(Broken { benefit: guard.key.clone(), sentence: sentence.to_owned(), found, missing });
                }
            }
        }
        broken
    }

    /// Ours: death of any cause, and the scholarship; each key once.
    fn guarded(&self) -> Vec<Guarded> {
        let mut guarded: Vec<Guarded> = Vec::new();
        for plan in self.plans.iter().filter(|plan| plan.programmes.is_some()) {
            let is_guarded =
                |b: &&Benefit| b.risk == Risk::Scholarship || (b.risk == Risk::Death && b.cause == Cause::Any);
            for benefit in self.benefits_of(&plan.id).filter(is_guarded) {
                if guarded.iter().all(|guard| guard.key != benefit.key) {
                    guarded.push(Guarded {
                        key: benefit.key.clone(),
                        risk: benefit.risk,
                        total: self.most(&plan.id, &benefit.key),
                        waiting_months: self.parts(&plan.id, &benefit.key).filter_map(|part| part.waiting_months).max(),
                    });
                }
            }
        }
        guarded
    }
}

impl Guarded {
    /// What in the sentence promises this benefit.
    fn named_in(&self, plain: &str, words: &[&str]) -> Option<String> {
        if self.risk == Risk::Scholarship
            && let Some(word) = words.iter().find(|word| SCHOLARSHIP.contains(word))
        {
            return Some((*word).to_owned());
        }
        if self.risk == Risk::Scholarship && words.windows(2).any(|pair| pair == ["bea", "siswa"]) {
            return Some("bea siswa".to_owned());
        }
        let total = self.total?;
        if let Some((_, found)) = amounts(plain).into_iter().find(|(amount, _)| *amount == total) {
            return Some(found);
        }
        let millions = (total / Decimal::from(1_000_000)).normalize();
        let spelling = (millions.scale() == 0).then(|| millions.to_u32().and_then(spelled)).flatten()?;
        let text = words.join(" ");
        spelling
            .into_iter()
            .zip(["juta", "million"])
            .map(|(number, unit)| format!("{number} {unit}"))
            .find(|phrase| format!(" {text} ").contains(&format!(" {phrase} ")))
    }

    /// What the sentence must also say.
    fn missing_in(&self, plain: &str, words: &[&str]) -> Vec<Bilingual> {
        let mut missing = Vec::new();
        let is_death = self.risk == Risk::Death;
        if is_death && !PAID.iter().any(|phrase| plain.contains(phrase)) {
            missing.push(Bilingual::new("selama iuran dibayar", "as long as contributions are paid"));
        }
        if let Some(months) = self.waiting_months
            && !says_wait(words, months, is_death)
        {
            missing.push(if is_death {
                Bilingual::new(
                    format!("sesudah {months} bulan kepesertaan"),
                    format!("after {months} months of membership"),
                )
            } else if months.is_multiple_of(12) {
                let years = months / 12;
                Bilingual::new(
                    format!("sesudah iuran sedikitnya {years} tahun"),
                    format!("after at least {years} years of contributions"),
                )
            } else {
                Bilingual::new(
                    format!("sesudah iuran sedikitnya {months} bulan"),
                    format!("after at least {months} months of contributions"),
                )
            });
        }
        missing
    }
}

/// `3 bulan`, `tiga bulan`, `36 months`, `three years`: as a wait where a word near it says so, and not taken back.
fn says_wait(words: &[&str], months: u32, needs_word: bool) -> bool {
    const MONTHS: [&str; 4] = ["bulan", "bln", "month", "months"];
    const YEARS: [&str; 5] = ["tahun", "thn", "th", "year", "years"];
    let lengths = [(months, &MONTHS[..]), (if months.is_multiple_of(12) { months / 12 } else { 0 }, &YEARS[..])];
    (1..words.len()).any(|at| {
        let is_length =
            lengths.iter().any(|(n, units)| *n > 0 && units.contains(&words[at]) && is_number(words[at - 1], *n));
        let around = &words[at.saturating_sub(6)..words.len().min(at + 4)];
        let before = &words[at.saturating_sub(5)..at];
        is_length
            && (!needs_word || around.iter().any(|word| AFTER.contains(word)))
            && !before.iter().any(|word| WITHOUT.contains(word))
    })
}

fn is_number(word: &str, n: u32) -> bool {
    word.parse() == Ok(n) || spelled(n).is_some_and(|spelled| spelled.iter().any(|own| own == word))
}
