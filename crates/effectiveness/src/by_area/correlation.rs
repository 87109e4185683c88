//! How alike the members of one area are.

use crate::sums::Moments;
use serde::{Deserialize, Serialize};

/// Intra-area correlation and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IntraAreaCorrelation {
    /// ANOVA estimate; below zero where areas differ less than chance makes them.
    pub icc: f64,
    /// Typical rows an area, corrected for unequal sizes.
    pub rows_per_area: f64,
    /// Variance of a mean over what it were without areas: `1 + (rows_per_area - 1) * icc`.
    pub design_effect: f64,
    /// Mean rows an area.
    pub mean_rows: f64,
    /// Coefficient of variation of the rows an area.
    pub rows_cv: f64,
    /// The same where every row counts alike and areas are as unequal as these: [`design_effect`] of the three above.
    pub design_effect_unequal: f64,
    /// Areas with rows.
    pub areas: usize,
}

/// What areas cost a comparison of rows: `1 + ((cv^2 + 1) m - 1) icc` for areas of `mean_rows` rows whose sizes vary by `cv`
/// (Eldridge, Ashby & Kerry 2006).
pub fn design_effect(mean_rows: f64, rows_cv: f64, icc: f64) -> f64 {
    1.0 + ((rows_cv * rows_cv + 1.0) * mean_rows - 1.0) * icc
}

/// One-way analysis of variance over areas (Donner & Koval 1980), whatever the arm: an effect between areas is inside it.
/// `None` below two areas, where no area has two rows, or where the outcome does not vary.
pub fn intra_area_correlation(areas: &[Moments]) -> Option<IntraAreaCorrelation> {
    within_groups(&[areas])
}

/// The same inside the arms, so that the arm's effect is not in it: what the next lot should be planned with. Areas of the
/// treated and of the control arm; `None` where no arm allows it.
pub fn correlation_within_arms(treated: &[Moments], control: &[Moments]) -> Option<IntraAreaCorrelation> {
    within_groups(&[treated, control])
}

/// Analysis of variance over areas nested in groups.
fn within_groups(groups: &[&[Moments]]) -> Option<IntraAreaCorrelation> {
    let (mut within, mut between, mut n, mut g, mut unequal) = (0.0, 0.0, 0.0, 0.0, 0.0);
    let (mut used_groups, mut squares) = (0.0, 0.0);
    for group in groups {
        let used: Vec<Moments> = group.iter().copied().filter(|a| a.count > 0).collect();
        if used.is_empty() {
            continue;
        }
        let all = used.iter().copied().fold(Moments::default(), Moments::merged);
        let own_squares: f64 = used.iter().map(|a| (a.count as f64).powi(2)).sum();
        within += used.iter().map(|a| a.centred_squares).sum::<f64>();
        between += used.iter().map(|a| a.count as f64 * (a.mean - all.mean).powi(2)).sum::<f64>();
        n += all.count as f64;
        g += used.len() as f64;
        used_groups += 1.0;
        squares += own_squares;
        unequal += own_squares / all.count as f64;
    }
    if g <= used_groups || n <= g {
        return None;
    }
    let (mean_between, mean_within) = (between / (g - used_groups), within / (n - g));
    let rows_per_area = (n - unequal) / (g - used_groups);
    let total = mean_between + (rows_per_area - 1.0) * mean_within;
    let mean_rows = n / g;
    let rows_cv = ((squares / g - mean_rows * mean_rows).max(0.0)).sqrt() / mean_rows;
    (total > 0.0).then(|| {
        let icc = (mean_between - mean_within) / total;
        IntraAreaCorrelation {
            icc,
            rows_per_area,
            design_effect: 1.0 + (rows_per_area - 1.0) * icc,
            mean_rows,
            rows_cv,
            design_effect_unequal: design_effect(mean_rows, rows_cv, icc),
            areas: g as usize,
        }
    })
}
