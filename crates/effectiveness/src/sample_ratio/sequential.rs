//! The arms' sizes while people still come in.

use crate::error::EffectivenessError;
use statrs::function::gamma::ln_gamma;

/// Weight of the belief that the shares are as planned, in people. The larger, the better small deviations are found late,
/// and the later large ones.
const CONCENTRATION: f64 = 10_000.0;

/// Sequential test of the arms' sizes (Lindon & Malek 2022): for each day the p-value that may be looked at on every day, from
/// the rows that came in on it, an entry for each arm. The planned shares are any positive weights.
///
/// It never rises again; below 0.001 on any day rows are lost or added in one arm. Dirichlet prior of concentration 10,000
/// around the planned shares.
pub fn sequential_sample_ratio(
    rows_by_day: &[Vec<u64>],
    planned_shares: &[f64],
) -> Result<Vec<f64>, EffectivenessError> {
    let weight: f64 = planned_shares.iter().sum();
    let arms = planned_shares.len();
    let fit = arms >= 2 && weight.is_finite() && planned_shares.iter().all(|s| *s > 0.0);
    if !fit || rows_by_day.iter().any(|rows| rows.len() != arms) {
        return Err(EffectivenessError::BadShares { shares: format!("{planned_shares:?}"), arms });
    }
    let shares: Vec<f64> = planned_shares.iter().map(|s| s / weight).collect();
    let mut sums = vec![0.0; arms];
    let mut smallest = 1.0_f64;
    let mut p_values = Vec::with_capacity(rows_by_day.len());
    for rows in rows_by_day {
        for (sum, row) in sums.iter_mut().zip(rows) {
            *sum += *row as f64;
        }
        smallest = smallest.min((-log_bayes_factor(&sums, &shares)).exp());
        p_values.push(smallest);
    }
    Ok(p_values)
}

/// Logarithm of how much better the sizes fit a Dirichlet around the plan than the plan itself.
fn log_bayes_factor(sums: &[f64], shares: &[f64]) -> f64 {
    let total: f64 = sums.iter().sum();
    let arms = sums.iter().zip(shares).map(|(sum, share)| {
        let prior = CONCENTRATION * share;
        ln_gamma(prior + sum) - ln_gamma(prior) - sum * share.ln()
    });
    ln_gamma(CONCENTRATION) - ln_gamma(CONCENTRATION + total) + arms.sum::<f64>()
}
