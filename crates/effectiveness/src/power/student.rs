//! Power of a t-test.

use super::comparisons::simpson;
use crate::distribution::{normal_upper, student_critical};
use statrs::function::gamma::ln_gamma;

/// Probability that a two-sided t-test at `alpha` with `df` degrees of freedom finds an effect of `shift` standard errors, on
/// its own side: the noncentral t, integrated over the estimated standard error.
pub(super) fn power_of_t(shift: f64, df: f64, alpha: f64) -> f64 {
    let critical = student_critical(alpha, df);
    let shift = shift.abs();
    if df > 5000.0 {
        return normal_upper(critical - shift);
    }
    // The estimated over the true standard error, squared times df, is chi-square.
    let log_constant = std::f64::consts::LN_2 + 0.5 * df * (0.5 * df).ln() - ln_gamma(0.5 * df);
    let density = |s: f64| {
        if s <= 0.0 { 0.0 } else { (log_constant + (df - 1.0) * s.ln() - 0.5 * df * s * s).exp() }
    };
    let wide = 9.0 / (2.0 * df).sqrt();
    let (from, to) = ((1.0 - wide).max(1e-9), 1.0 + wide);
    simpson(from, to, 800, |s| density(s) * normal_upper(critical * s - shift)).min(1.0)
}
