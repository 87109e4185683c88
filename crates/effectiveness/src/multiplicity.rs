//! Many segments at once: what stays when each had its chance of a false alarm, and whether segments differ at all.

use crate::distribution::{chi_square_upper, normal_two_sided};
use domain::Bilingual;
use serde::{Deserialize, Serialize};

/// Holm's step-down adjustment (1979), in the order given. A p-value below the level after adjustment is one to act on.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut floor = 0.0_f64;
    for (rank, &index) in order.iter().enumerate() {
        floor = floor.max((p_values[index] * (p_values.len() - rank) as f64).min(1.0));
        adjusted[index] = floor;
    }
    adjusted
}

/// Whether the effects of segments differ by more than chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heterogeneity {
    /// Cochran's Q (1954).
    pub q: f64,
    /// Segments compared minus one.
    pub df: usize,
    /// Of Q.
    pub p_value: f64,
    /// Variance of the true effects (`DerSimonian` & Laird 1986), 0 where Q is not above its degrees of freedom.
    pub tau_squared: f64,
    /// The one effect that fits all segments best, weighted by precision.
    pub common_effect: f64,
    /// Its standard error.
    pub common_standard_error: f64,
    /// Two-sided p-value of the common effect.
    pub common_p_value: f64,
    /// Noise or real, in a sentence.
    pub sentence: Bilingual,
}

/// Cochran's Q over pairs of (effect, standard error). Pairs without a positive standard error are left out; `None` below two.
pub fn heterogeneity(effects: &[(f64, f64)]) -> Option<Heterogeneity> {
    let used: Vec<(f64, f64)> =
        effects.iter().copied().filter(|(effect, se)| effect.is_finite() && se.is_finite() && *se > 0.0).collect();
    if used.len() < 2 {
        return None;
    }
    let weight = |se: f64| 1.0 / (se * se);
    let weights: f64 = used.iter().map(|(_, se)| weight(*se)).sum();
    let squares: f64 = used.iter().map(|(_, se)| weight(*se).powi(2)).sum();
    let common = used.iter().map(|(effect, se)| effect * weight(*se)).sum::<f64>() / weights;
    let q: f64 = used.iter().map(|(effect, se)| weight(*se) * (effect - common).powi(2)).sum();
    let df = used.len() - 1;
    let p_value = chi_square_upper(q, df as f64);
    let common_standard_error = (1.0 / weights).sqrt();
    Some(Heterogeneity {
        q,
        df,
        p_value,
        tau_squared: ((q - df as f64) / (weights - squares / weights)).max(0.0),
        common_effect: common,
        common_standard_error,
        common_p_value: normal_two_sided(common / common_standard_error),
        sentence: sentence(used.len(), p_value),
    })
}

/// Noise or real.
fn sentence(segments: usize, p_value: f64) -> Bilingual {
    let shown = if p_value < 0.0001 { "< 0.0001".into() } else { format!("= {p_value:.4}") };
    let shown_id = shown.replace('.', ",");
    if p_value < 0.05 {
        Bilingual::new(
            format!(
                "Dampaknya memang berbeda antar-{segments} segmen (uji Cochran Q, p {shown_id}): baca tiap segmen sendiri."
            ),
            format!(
                "The effect really differs between the {segments} segments (Cochran Q, p {shown}): read them one by one."
            ),
        )
    } else {
        Bilingual::new(
            format!(
                "Perbedaan antar-{segments} segmen ini masih dalam batas kebetulan (uji Cochran Q, p {shown_id}): jangan \
                 memilih segmen berdasarkan angka ini."
            ),
            format!(
                "The differences between these {segments} segments are within noise (Cochran Q, p {shown}): do not pick \
                 segments by these figures."
            ),
        )
    }
}
