//! Difference in differences of two groups before and after, from rows that are not followed.

use crate::comparison::{Comparison, naive};
use crate::contacts::{finite, varies, yes_or_no};
use crate::error::ObservationalError;
use crate::estimate::{Estimate, Level};
use crate::words;
use domain::Grade;
use regression::{Covariance, Design, Errors, RegressionError, ols};

/// Rows of two groups, before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoByTwo {
    /// The outcome.
    pub outcome: Vec<f64>,
    /// Whether the row belongs to the group the programme was for.
    pub group: Vec<bool>,
    /// Whether the row is from after the start.
    pub after: Vec<bool>,
    /// Unit of each row, where rows of a unit belong together.
    pub clusters: Option<Vec<u32>>,
}

/// The change of the group minus the change of the others. Recommended: CR1 where units are named, else HC2; the classical error beside.
pub fn did_two_by_two(rows: &TwoByTwo, level: Level) -> Result<Comparison, ObservationalError> {
    let n = rows.outcome.len();
    for (column, found) in
        [("group", rows.group.len()), ("after", rows.after.len()), ("unit", rows.clusters.as_ref().map_or(n, Vec::len))]
    {
        if found != n {
            return Err(ObservationalError::UnequalRows { column: column.into(), rows: found, expected: n });
        }
    }
    finite("outcome", &rows.outcome)?;
    varies(&rows.outcome)?;
    for (what, group, after) in [
        ("the group before", true, false),
        ("the group after", true, true),
        ("the others before", false, false),
        ("the others after", false, true),
    ] {
        let cell = (0..n).filter(|row| rows.group[*row] == group && rows.after[*row] == after).count();
        if cell < 2 {
            return Err(ObservationalError::EmptyCell { what, rows: cell });
        }
    }
    let number = |b: bool| f64::from(u8::from(b));
    let both: Vec<bool> = rows.group.iter().zip(&rows.after).map(|(g, a)| *g && *a).collect();
    let column = |values: &[bool]| values.iter().map(|b| number(*b)).collect::<Vec<f64>>();
    let design = Design::new()
        .column("group after", column(&both))
        .intercept(n)
        .column("group", column(&rows.group))
        .column("after", column(&rows.after));
    let model = |cause: RegressionError| ObservationalError::Model { what: "the outcome", cause };
    let fit = ols(&rows.outcome, &design).map_err(model)?;
    let estimate = |method, name, covariance: &Covariance, df| {
        Estimate::with_error(method, name, fit.coefficients[0], covariance.standard_error(0), Some(df), level)
    };
    let left = n as f64 - 4.0;
    let hc2 = fit.covariance(Errors::Hc2).map_err(model)?;
    let classical = fit.covariance(Errors::Classical).map_err(model)?;
    let mut estimates = vec![
        estimate("did_hc2", words::difference_in_differences(), &hc2, left),
        estimate("did_classical", words::difference_in_differences_classical(), &classical, left),
    ];
    let mut notes = vec![words::parallel()];
    if let Some(clusters) = &rows.clusters {
        let mut units: Vec<u32> = clusters.clone();
        units.sort_unstable();
        units.dedup();
        let cr1 = fit.covariance(Errors::Clustered(clusters)).map_err(model)?;
        let name = words::difference_in_differences_clustered();
        let mut clustered = estimate("did_clustered", name, &cr1, units.len() as f64 - 1.0);
        let mut treated: Vec<u32> = clusters.iter().zip(&rows.group).filter(|(_, g)| **g).map(|(u, _)| *u).collect();
        treated.sort_unstable();
        treated.dedup();
        if treated.len() == 1 {
            clustered.invalid = Some(words::one_treated_unit());
        } else if treated.len() < 10 {
            notes.push(words::few_treated(treated.len()));
        }
        estimates.insert(0, clustered);
    }
    estimates[0].recommended = true;
    let is_rate = yes_or_no(&rows.outcome);
    let naive = naive(&rows.outcome, &both, level);
    let treated = both.iter().filter(|b| **b).count();
    Ok(Comparison {
        grade: Grade::C,
        verdict: words::verdict(&estimates[0], is_rate),
        selection: words::selection(&naive, &estimates[0], is_rate),
        is_rate,
        treated,
        untreated: n - treated,
        naive,
        estimates,
        overlap: None,
        balance: Vec::new(),
        e_value: None,
        placebo: None,
        synthetic: None,
        notes,
    })
}
