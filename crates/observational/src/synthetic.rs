//! Synthetic control: a weighted mean of other units that moved like the treated one before, and how the two part since.

use crate::comparison::Comparison;
use crate::effects::answer;
use crate::error::ObservationalError;
use crate::estimate::{Estimate, Level};
use crate::panel::Panel;
use crate::placebo::{PlaceboUnit, ranked};
use crate::simplex::nearest;
use crate::words;
use serde::Serialize;

/// Fewest periods before the start.
const FEWEST_BEFORE: usize = 3;
/// Fewest units.
const FEWEST_UNITS: usize = 3;
/// A miss before the start above this part of the treated unit's own spread is no fit.
const POOR_FIT: f64 = 0.5;

/// A period of the treated unit and its synthetic one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SyntheticPeriod {
    /// The period.
    pub period: String,
    /// The treated unit.
    pub observed: f64,
    /// The weighted mean of the donors.
    pub synthetic: f64,
    /// Observed minus synthetic.
    pub gap: f64,
    /// Whether the treatment had begun.
    pub since: bool,
}

/// The made-up unit and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Synthetic {
    /// The treated unit.
    pub unit: String,
    /// Donors with a weight, from the largest.
    pub weights: Vec<PlaceboUnit>,
    /// Every period.
    pub periods: Vec<SyntheticPeriod>,
    /// Root of the mean squared gap before the start.
    pub rmspe_before: f64,
    /// The same since.
    pub rmspe_since: f64,
    /// Since over before; what units are ranked by.
    pub ratio: f64,
    /// Mean gap since the start.
    pub mean_gap: f64,
    /// Gap of the last period.
    pub last_gap: f64,
}

/// One unit's fit.
struct Fit {
    weights: Vec<(usize, f64)>,
    synthetic: Vec<f64>,
    before: f64,
    since: f64,
}

impl Fit {
    fn ratio(&self) -> f64 {
        if self.before > 0.0 { self.since / self.before } else { f64::INFINITY }
    }
}

/// Weights fitted on the outcomes before the start (Abadie, Diamond & Hainmueller 2010, without covariates), not below zero and adding up
/// to one. Every donor is treated in turn as if it had been the one, without the treated unit among its donors, and units are ranked
/// by the ratio of the gaps since to those before.
pub fn synthetic_control(panel: &Panel, level: Level) -> Result<Comparison, ObservationalError> {
    panel.check(FEWEST_UNITS)?;
    let starts = panel.starts()?;
    let [start] = starts.as_slice() else {
        return Err(ObservationalError::NotOneTreatedUnit { treated: starts.len() });
    };
    let (treated, start) = (start.unit as usize, start.period as usize);
    let (before, after) = (start, panel.periods.len() - start);
    if before < FEWEST_BEFORE {
        return Err(ObservationalError::TooFewPeriods { before, after, fewest_before: FEWEST_BEFORE });
    }
    let outcomes = panel.outcomes_by_unit()?;
    let fit = |unit: usize| {
        let donors: Vec<usize> = (0..outcomes.len()).filter(|d| *d != unit && *d != treated).collect();
        fitted(&outcomes, unit, &donors, start)
            .ok_or_else(|| ObservationalError::WeightsNotSettled { unit: panel.units[unit].clone() })
    };
    let fits = (0..outcomes.len()).map(fit).collect::<Result<Vec<Fit>, _>>()?;
    let ratios: Vec<f64> = fits.iter().map(Fit::ratio).collect();
    let found = described(panel, &outcomes[treated], &fits[treated], treated, start);
    let mut notes = vec![words::parallel()];
    let own_spread = spread(&outcomes[treated][..start]);
    if found.rmspe_before > POOR_FIT * own_spread {
        notes.push(words::poor_fit(found.rmspe_before / own_spread.max(f64::MIN_POSITIVE)));
    }
    let read = Estimate::bare("synthetic_control", words::synthetic(), found.mean_gap).recommended();
    let placebo = ranked(&panel.units, &ratios, treated);
    let mut comparison = answer(panel, vec![read], Some(placebo), notes, level);
    comparison.synthetic = Some(found);
    Ok(comparison)
}

fn fitted(outcomes: &[Vec<f64>], unit: usize, donors: &[usize], start: usize) -> Option<Fit> {
    let columns: Vec<&[f64]> = donors.iter().map(|d| &outcomes[*d][..start]).collect();
    let weights = nearest(&outcomes[unit][..start], &columns)?;
    let weights: Vec<(usize, f64)> = donors.iter().copied().zip(weights).filter(|(_, w)| *w > 0.0).collect();
    let at = |period: usize| weights.iter().map(|(donor, w)| w * outcomes[*donor][period]).sum();
    let synthetic: Vec<f64> = (0..outcomes[unit].len()).map(at).collect();
    let miss = |periods: std::ops::Range<usize>| {
        let length = periods.len() as f64;
        (periods.map(|p| (outcomes[unit][p] - synthetic[p]).powi(2)).sum::<f64>() / length).sqrt()
    };
    let (before, since) = (miss(0..start), miss(start..synthetic.len()));
    Some(Fit { weights, synthetic, before, since })
}

fn described(panel: &Panel, observed: &[f64], fit: &Fit, treated: usize, start: usize) -> Synthetic {
    let mut weights: Vec<PlaceboUnit> = fit
        .weights
        .iter()
        .map(|(donor, weight)| PlaceboUnit { unit: panel.units[*donor].clone(), figure: *weight })
        .collect();
    weights.sort_by(|a, b| b.figure.total_cmp(&a.figure).then_with(|| a.unit.cmp(&b.unit)));
    let periods: Vec<SyntheticPeriod> = (0..observed.len())
        .map(|p| SyntheticPeriod {
            period: panel.periods[p].clone(),
            observed: observed[p],
            synthetic: fit.synthetic[p],
            gap: observed[p] - fit.synthetic[p],
            since: p >= start,
        })
        .collect();
    let since = &periods[start..];
    Synthetic {
        unit: panel.units[treated].clone(),
        mean_gap: since.iter().map(|p| p.gap).sum::<f64>() / since.len() as f64,
        last_gap: since.last().map_or(0.0, |p| p.gap),
        rmspe_before: fit.before,
        rmspe_since: fit.since,
        ratio: fit.ratio(),
        weights,
        periods,
    }
}

fn spread(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (values.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt()
}
