//! Rows without an outcome.

use domain::Bilingual;
use std::collections::BTreeMap;

/// Rows without an outcome, by arm.
pub(super) fn left_out_by_arm(arms: &[&str], outcome: &[Option<f64>]) -> BTreeMap<String, u64> {
    let mut left_out = BTreeMap::new();
    for (arm, _) in arms.iter().zip(outcome).filter(|(_, value)| value.is_none()) {
        *left_out.entry((*arm).to_owned()).or_default() += 1;
    }
    left_out
}

/// What their absence may do, in a sentence; none where nobody is left out.
pub(super) fn left_out_in_words(left_out: &BTreeMap<String, u64>) -> Vec<Bilingual> {
    if left_out.is_empty() {
        return Vec::new();
    }
    let list = left_out.iter().map(|(arm, n)| format!("{arm}: {n}")).collect::<Vec<_>>().join(", ");
    vec![Bilingual::new(
        format!(
            "Baris tanpa hasil tidak dipelajari ({list}); bila jumlahnya berbeda antar kelompok, hasilnya dapat menyesatkan."
        ),
        format!(
            "Rows without an outcome are not learned from ({list}); where their numbers differ between arms, this may mislead."
        ),
    )]
}
