//! Panels: contacts that come and go, and programmes that begin and stay.

use crate::comparison::{Comparison, naive};
use crate::contacts::finite;
use crate::error::ObservationalError;
use crate::estimate::{Estimate, Level};
use crate::panel::{Panel, Start};
use crate::placebo::{Placebo, ranked};
use crate::within::{Effect, pooled, two_way};
use crate::words;
use domain::{Bilingual, Grade};

/// Fewest units whose changes can be told from chance.
const FEWEST_UNITS: usize = 3;
/// Below this many treated units clustered errors are too small.
const FEW_TREATED: usize = 10;

/// Contacts that come and go: everybody is compared with themselves at other times, with an effect of each period (recommended).
/// Beside it the regression on period effects and covariates, which still holds who is contacted, and unit and period effects with
/// covariates. `covariates` are known before the contact of the period, one value a row.
pub fn panel_effects(
    panel: &Panel,
    covariates: &[(String, Vec<f64>)],
    level: Level,
) -> Result<Comparison, ObservationalError> {
    panel.check(FEWEST_UNITS)?;
    for (column, values) in covariates {
        if values.len() != panel.rows() {
            let (column, rows, expected) = (column.clone(), values.len(), panel.rows());
            return Err(ObservationalError::UnequalRows { column, rows, expected });
        }
        finite(column, values)?;
    }
    let estimate = |method, name, effect: Effect| {
        Estimate::with_error(method, name, effect.estimate, effect.standard_error, Some(effect.df), level)
    };
    let mut estimates =
        vec![estimate("unit_and_period_effects", words::two_way(false), two_way(panel, &[])?).recommended()];
    estimates.push(estimate("period_effects", words::pooled(!covariates.is_empty()), pooled(panel, covariates)?));
    if !covariates.is_empty() {
        let effect = two_way(panel, covariates)?;
        estimates.push(estimate("unit_and_period_effects_covariates", words::two_way(true), effect));
    }
    let mut notes = vec![words::unit_effects()];
    if !covariates.is_empty() {
        notes.push(words::last_outcome());
    }
    let treated = units_treated(panel);
    if treated == 1 {
        for estimate in &mut estimates {
            estimate.invalid = Some(words::one_treated_unit());
        }
    } else if treated < FEW_TREATED {
        notes.push(words::few_treated(treated));
    }
    Ok(answer(panel, estimates, None, notes, level))
}

/// A programme that begins somewhere and stays: difference in differences with unit and period effects. With one treated unit its error
/// is invalid and the placebo over the other units decides; otherwise the error is clustered by unit.
pub fn did_panel(panel: &Panel, level: Level) -> Result<Comparison, ObservationalError> {
    panel.check(FEWEST_UNITS)?;
    let starts = panel.starts()?;
    let Some(first) = starts.first().copied() else { return Err(ObservationalError::ContactNeverChanges) };
    let effect = two_way(panel, &[])?;
    let mut did = Estimate::with_error(
        "did_unit_and_period_effects",
        words::two_way(false),
        effect.estimate,
        effect.standard_error,
        Some(effect.df),
        level,
    )
    .recommended();
    let mut notes = vec![words::parallel()];
    let mut placebo = None;
    if starts.len() == 1 {
        did.invalid = Some(words::one_treated_unit());
        placebo = Some(over_units(panel, first, effect.estimate)?);
    } else {
        if starts.len() < FEW_TREATED {
            notes.push(words::few_treated(starts.len()));
        }
        if starts.iter().any(|s| s.period != first.period) {
            notes.push(words::staggered());
        }
        notes.extend(before(panel, &starts, level));
    }
    Ok(answer(panel, vec![did], placebo, notes, level))
}

/// The difference in differences of each unit as if it had begun when the treated one did; the treated unit itself is left out of their
/// comparison.
fn over_units(panel: &Panel, start: Start, own: f64) -> Result<Placebo, ObservationalError> {
    let figures = (0..panel.units.len() as u32)
        .map(|unit| {
            if unit == start.unit {
                return Ok(own);
            }
            let mut others = panel.only(|row| panel.unit[row] != start.unit);
            others.treated =
                others.unit.iter().zip(&others.period).map(|(u, p)| *u == unit && *p >= start.period).collect();
            two_way(&others, &[]).map(|effect| effect.estimate)
        })
        .collect::<Result<Vec<f64>, _>>()?;
    Ok(ranked(&panel.units, &figures, start.unit as usize))
}

/// A note where treated units moved apart from the others already before any of them began: the second half of the time before against
/// the first, at the given level.
fn before(panel: &Panel, starts: &[Start], level: Level) -> Option<Bilingual> {
    let earliest = starts.iter().map(|s| s.period).min()?;
    let mut early = panel.only(|row| panel.period[row] < earliest);
    early.treated = (0..early.rows())
        .map(|row| early.period[row] >= earliest / 2 && starts.iter().any(|s| s.unit == early.unit[row]))
        .collect();
    let effect = two_way(&early, &[]).ok()?;
    let lead = Estimate::with_error(
        "before",
        words::two_way(false),
        effect.estimate,
        effect.standard_error,
        Some(effect.df),
        level,
    );
    let apart = lead.interval.is_some_and(|i| i.low > 0.0 || i.high < 0.0);
    apart.then(|| words::moved_before(&lead, is_rate(&panel.outcome)))
}

fn units_treated(panel: &Panel) -> usize {
    let mut treated = vec![false; panel.units.len()];
    for row in (0..panel.rows()).filter(|row| panel.treated[*row]) {
        treated[panel.unit[row] as usize] = true;
    }
    treated.iter().filter(|t| **t).count()
}

fn is_rate(outcome: &[f64]) -> bool {
    outcome.iter().all(|y| (0.0..=1.0).contains(y))
}

/// The answer of a panel; the first estimate is the one to read.
pub(crate) fn answer(
    panel: &Panel,
    estimates: Vec<Estimate>,
    placebo: Option<Placebo>,
    notes: Vec<Bilingual>,
    level: Level,
) -> Comparison {
    let is_rate = is_rate(&panel.outcome);
    let naive = naive(&panel.outcome, &panel.treated, level);
    let read = &estimates[0];
    let treated = panel.treated.iter().filter(|t| **t).count();
    Comparison {
        grade: Grade::C,
        verdict: match &placebo {
            Some(placebo) => words::verdict_by_placebo(read, placebo, is_rate),
            None => words::verdict(read, is_rate),
        },
        selection: words::selection(&naive, read, is_rate),
        is_rate,
        treated,
        untreated: panel.rows() - treated,
        naive,
        estimates,
        overlap: None,
        balance: Vec::new(),
        e_value: None,
        placebo,
        synthetic: None,
        notes,
    }
}
