//! Whether segments differ by more than chance.

use super::spread::Effects;
use crate::distribution::{chi_square_upper, normal_two_sided, student_critical};
use crate::interval::{Interval, Level};
use crate::notes::{id_number, p_in_words};
use domain::Bilingual;
use serde::{Deserialize, Serialize};

/// Whether the effects of segments differ by more than chance.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heterogeneity {
    /// Segments compared.
    pub segments: usize,
    /// Cochran's Q (1954).
    pub q: f64,
    /// Segments compared minus one.
    pub df: usize,
    /// Of Q.
    pub p_value: f64,
    /// Share of the variance between segments that is not chance, 0 to 1 (Higgins & Thompson 2002).
    pub i_squared: f64,
    /// Variance of the true effects (DerSimonian & Laird 1986), 0 where Q is not above its degrees of freedom.
    pub tau_squared: f64,
    /// The same by Paule and Mandel (1982).
    pub tau_squared_paule_mandel: f64,
    /// The one effect that fits all segments best, weighted by precision.
    pub common_effect: f64,
    /// Its standard error.
    pub common_standard_error: f64,
    /// Two-sided p-value of the common effect.
    pub common_p_value: f64,
    /// Mean of the true effects, where they vary by `tau_squared`.
    pub mean_effect: f64,
    /// Its standard error, `tau_squared` taken for known.
    pub mean_standard_error: f64,
    /// Its standard error by Hartung (1999) and Knapp, which does not.
    pub mean_hartung_knapp_error: f64,
    /// t interval of the mean with the Hartung-Knapp error.
    pub mean_interval: Interval,
    /// Noise or real, in a sentence.
    pub sentence: Bilingual,
}

/// Cochran's Q over pairs of (effect, standard error). Pairs without a positive standard error are left out; `None` below two.
pub fn heterogeneity(effects: &[(f64, f64)], level: Level) -> Option<Heterogeneity> {
    let used = Effects::of(effects)?;
    let (q, df) = (used.q(0.0), used.df());
    let p_value = chi_square_upper(q, df);
    let (common, weights) = used.mean(0.0);
    let common_standard_error = (1.0 / weights).sqrt();
    let tau_squared = used.dersimonian_laird();
    let (mean, mean_weights) = used.mean(tau_squared);
    let hartung_knapp = (used.q(tau_squared) / df / mean_weights).sqrt();
    Some(Heterogeneity {
        segments: used.effects.len(),
        q,
        df: used.effects.len() - 1,
        p_value,
        i_squared: if q > df { (q - df) / q } else { 0.0 },
        tau_squared,
        tau_squared_paule_mandel: used.paule_mandel(),
        common_effect: common,
        common_standard_error,
        common_p_value: normal_two_sided(common / common_standard_error),
        mean_effect: mean,
        mean_standard_error: (1.0 / mean_weights).sqrt(),
        mean_hartung_knapp_error: hartung_knapp,
        mean_interval: Interval::around(mean, student_critical(level.alpha(), df) * hartung_knapp),
        sentence: sentence(used.effects.len(), q, p_value),
    })
}

/// Noise or real.
fn sentence(segments: usize, q: f64, p_value: f64) -> Bilingual {
    let p = p_in_words(p_value);
    let q_id = id_number(q, 1);
    if p_value < 0.05 {
        Bilingual::new(
            format!(
                "Perbedaan antar-{segments} segmen ini nyata: dampaknya memang berbeda, jadi baca tiap segmen sendiri (Cochran \
                 Q {q_id}, p {}).",
                p.id
            ),
            format!(
                "These differences between {segments} segments are real: the effect really differs, so read them one by one \
                 (Cochran Q {q:.1}, p {}).",
                p.en
            ),
        )
    } else {
        Bilingual::new(
            format!(
                "Perbedaan antar-{segments} segmen ini masih dalam batas kebetulan: jangan memilih segmen berdasarkan angka ini, \
                 pakai dampak keseluruhan untuk semuanya (Cochran Q {q_id}, p {}).",
                p.id
            ),
            format!(
                "These differences between {segments} segments are noise, within what chance does: do not pick segments by them, \
                 use the overall effect for all (Cochran Q {q:.1}, p {}).",
                p.en
            ),
        )
    }
}
