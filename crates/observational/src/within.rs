//! Unit and period effects taken out of columns, and least squares on what is left.

use crate::error::ObservationalError;
use crate::panel::Panel;
use regression::{Design, RegressionError, ols};

/// Sweeps after which columns that still move are taken as they are; a panel whose rows hang together needs a few.
const MOST_SWEEPS: usize = 10_000;

/// A coefficient with its clustered error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Effect {
    pub(crate) estimate: f64,
    /// CR1 by unit.
    pub(crate) standard_error: f64,
    /// Units minus one.
    pub(crate) df: f64,
}

/// Outcome on treatment with unit and period effects, and other columns where given. CR1 by unit: effects of units are nested in the
/// clusters and not counted among the coefficients, those of periods are.
pub(crate) fn two_way(panel: &Panel, others: &[(String, Vec<f64>)]) -> Result<Effect, ObservationalError> {
    let within = Within::new(panel);
    let treated: Vec<f64> = panel.treated.iter().map(|t| f64::from(u8::from(*t))).collect();
    let y = within.of(&panel.outcome);
    let left = within.of(&treated);
    let scale = treated.iter().map(|t| t * t).sum::<f64>();
    if left.iter().map(|x| x * x).sum::<f64>() <= 1e-10 * scale.max(1.0) {
        return Err(ObservationalError::ContactNeverChanges);
    }
    let mut design = Design::new().column("contact", left);
    for (name, values) in others {
        design = design.column(name.as_str(), within.of(values));
    }
    let fit = ols(&y, &design).map_err(|cause| refusal(cause, "the outcome with unit and period effects"))?;
    let counted = 1 + others.len() + within.periods;
    clustered(&design, &fit.residuals, fit.coefficients[0], panel, counted)
}

/// Outcome on treatment, period effects and other columns, without unit effects; CR1 by unit.
pub(crate) fn pooled(panel: &Panel, others: &[(String, Vec<f64>)]) -> Result<Effect, ObservationalError> {
    let treated: Vec<f64> = panel.treated.iter().map(|t| f64::from(u8::from(*t))).collect();
    let mut design = Design::new().column("contact", treated).intercept(panel.rows());
    for (name, values) in others {
        design = design.column(name.as_str(), values.clone());
    }
    let design = design.indicators("period", &panel.period, &panel.periods);
    let fit = ols(&panel.outcome, &design).map_err(|cause| refusal(cause, "the outcome with period effects"))?;
    clustered(&design, &fit.residuals, fit.coefficients[0], panel, design.width())
}

fn refusal(cause: RegressionError, what: &'static str) -> ObservationalError {
    match cause {
        RegressionError::Collinear { column } if column == "contact" => ObservationalError::ContactNeverChanges,
        cause => ObservationalError::Model { what, cause },
    }
}

/// CR1 of the first coefficient: what is left of its column after the others, times the residuals, added up by unit.
fn clustered(
    design: &Design,
    residuals: &[f64],
    estimate: f64,
    panel: &Panel,
    counted: usize,
) -> Result<Effect, ObservationalError> {
    let own = if design.width() == 1 {
        design.values(0).to_vec()
    } else {
        let mut others = Design::new();
        for place in 1..design.width() {
            others = others.column(design.names()[place].as_str(), design.values(place).to_vec());
        }
        ols(design.values(0), &others)
            .map_err(|cause| ObservationalError::Model { what: "the contact", cause })?
            .residuals
    };
    let mut scores = vec![0.0; panel.units.len()];
    let mut present = vec![false; panel.units.len()];
    for (row, unit) in panel.unit.iter().enumerate() {
        scores[*unit as usize] += own[row] * residuals[row];
        present[*unit as usize] = true;
    }
    let units = present.iter().filter(|p| **p).count() as f64;
    let rows = panel.rows() as f64;
    let squares: f64 = own.iter().map(|x| x * x).sum();
    let correction = units / (units - 1.0) * (rows - 1.0) / (rows - counted as f64);
    let meat: f64 = scores.iter().map(|s| s * s).sum();
    Ok(Effect { estimate, standard_error: (correction * meat).sqrt() / squares, df: units - 1.0 })
}

/// Means of units and periods taken out in turn until nothing moves.
struct Within<'a> {
    panel: &'a Panel,
    by_unit: Vec<f64>,
    by_period: Vec<f64>,
    periods: usize,
}

impl<'a> Within<'a> {
    fn new(panel: &'a Panel) -> Self {
        let rows_of = |codes: &[u32], labels: usize| {
            let mut rows = vec![0.0; labels];
            for code in codes {
                rows[*code as usize] += 1.0;
            }
            rows
        };
        let by_unit = rows_of(&panel.unit, panel.units.len());
        let by_period = rows_of(&panel.period, panel.periods.len());
        let periods = by_period.iter().filter(|rows| **rows > 0.0).count();
        Self { panel, by_unit, by_period, periods }
    }

    fn of(&self, values: &[f64]) -> Vec<f64> {
        let mut left = values.to_vec();
        let size = values.iter().fold(f64::MIN_POSITIVE, |size, x| size.max(x.abs()));
        for _ in 0..MOST_SWEEPS {
            let moved = take_means(&mut left, &self.panel.unit, &self.by_unit).max(take_means(
                &mut left,
                &self.panel.period,
                &self.by_period,
            ));
            if moved <= 1e-14 * size {
                break;
            }
        }
        left
    }
}

/// Takes the mean of each group out; the largest mean taken.
fn take_means(values: &mut [f64], codes: &[u32], rows: &[f64]) -> f64 {
    let mut means = vec![0.0; rows.len()];
    for (value, code) in values.iter().zip(codes) {
        means[*code as usize] += value;
    }
    means.iter_mut().zip(rows).for_each(|(mean, rows)| *mean /= rows.max(1.0));
    for (value, code) in values.iter_mut().zip(codes) {
        *value -= means[*code as usize];
    }
    means.iter().fold(0.0, |most, mean| most.max(mean.abs()))
}
