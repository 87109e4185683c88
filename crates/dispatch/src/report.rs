//! What a sender did.

use domain::Bilingual;
use std::collections::BTreeMap;
use std::fmt;
use store::HandOverOutcome;

/// Touches by what became of them in one run of a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DispatchReport {
    /// Taken by the provider; neither sent nor delivered yet.
    pub handed_over: u64,
    /// Nobody knows whether they left. A later report or a person settles them; they are not sent again.
    pub unknown: u64,
    /// Certainly not taken: refused, no consent, no address.
    pub failed: u64,
    /// Claimed, not sent, and given back because the sender stopped.
    pub returned: u64,
    /// Called under a lease that ended before anything was heard of them. They are unknown until something is; where this run hears of
    /// its own, they are counted as that too.
    pub expired: u64,
}

impl DispatchReport {
    /// Touches this run is done with.
    pub fn settled(&self) -> u64 {
        self.handed_over + self.unknown + self.failed
    }

    /// The same by stable key (`handed_over`, `unknown`, `failed`, `returned`, `expired`); words that fit nothing are left
    /// out.
    pub fn by_word(&self) -> BTreeMap<String, u64> {
        self.words().filter(|(_, n)| *n > 0).map(|(word, n)| (word.to_owned(), n)).collect()
    }

    fn words(&self) -> impl Iterator<Item = (&'static str, u64)> {
        [
            ("handed_over", self.handed_over),
            ("unknown", self.unknown),
            ("failed", self.failed),
            ("returned", self.returned),
            ("expired", self.expired),
        ]
        .into_iter()
    }

    /// What this run and another did together.
    pub(crate) fn add(&mut self, other: &Self) {
        self.handed_over += other.handed_over;
        self.unknown += other.unknown;
        self.failed += other.failed;
        self.returned += other.returned;
        self.expired += other.expired;
    }

    pub(crate) fn count(&mut self, outcome: &HandOverOutcome) {
        match outcome {
            HandOverOutcome::HandedOver { .. } => self.handed_over += 1,
            HandOverOutcome::Unknown { .. } => self.unknown += 1,
            HandOverOutcome::Failed { .. } => self.failed += 1,
            HandOverOutcome::Returned => self.returned += 1,
        }
    }
}

/// A key of [`DispatchReport::by_word`] in words.
pub fn in_words(key: &str) -> Bilingual {
    match key {
        "handed_over" => Bilingual::new("diserahkan", "handed over"),
        "unknown" => Bilingual::new("tidak diketahui apakah terkirim", "of which nobody knows whether they left"),
        "failed" => Bilingual::new("gagal", "failed"),
        "returned" => Bilingual::new("dikembalikan ke antrean", "given back to the queue"),
        "expired" => Bilingual::new("tanpa kabar sampai batas waktunya", "unheard of until their time was over"),
        other => Bilingual::same(other.replace('_', " ")),
    }
}

impl fmt::Display for DispatchReport {
    /// `98 handed over, 2 failed`, or `nothing was due`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> =
            self.words().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{n} {}", word.replace('_', " "))).collect();
        if words.is_empty() { f.write_str("nothing was due") } else { f.write_str(&words.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_speaks_only_of_what_happened() {
        let report = DispatchReport { handed_over: 98, failed: 2, ..Default::default() };
        assert_eq!(report.to_string(), "98 handed over, 2 failed");
        assert_eq!(
            report.by_word().into_iter().collect::<Vec<_>>(),
            [("failed".into(), 2), ("handed_over".into(), 98)]
        );
        assert_eq!(DispatchReport::default().to_string(), "nothing was due");
    }

    #[test]
    fn every_key_of_a_report_has_words_of_its_own() {
        let report = DispatchReport { handed_over: 1, unknown: 1, failed: 1, returned: 1, expired: 1 };
        for key in report.by_word().into_keys() {
            let words = in_words(&key);
            assert!(words.id != words.en && !words.en.contains('_') && words.id != key, "{key}: {words:?}");
        }
    }
}
