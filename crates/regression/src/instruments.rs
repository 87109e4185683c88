//! Two-stage least squares.

use crate::design::{Design, check_column};
use crate::error::RegressionError;
use crate::linear::{LinearFit, ols};

/// Two-stage least squares of `y` on `exogenous` and `endogenous` columns, where `instruments` move the endogenous ones and
/// reach the outcome through them alone. Coefficients stand in the order exogenous, endogenous.
///
/// The answer's residuals are those of the real columns, its bread that of the columns as the first stage foretells them, so
/// every kind of errors but the jackknife is right for it (Angrist & Imbens 1995; Cameron & Miller 2015 for clusters).
pub fn two_stage(
    y: &[f64],
    exogenous: &Design,
    endogenous: &Design,
    instruments: &Design,
) -> Result<LinearFit, RegressionError> {
    check_column("outcome", y, y.len())?;
    for design in [exogenous, endogenous, instruments] {
        design.check(y.len())?;
    }
    if instruments.width() < endogenous.width() {
        return Err(RegressionError::TooFewInstruments {
            instruments: instruments.width(),
            endogenous: endogenous.width(),
        });
    }
    let first = exogenous.beside(instruments);
    let mut foretold = Design::new();
    for place in 0..endogenous.width() {
        let stage = ols(endogenous.values(place), &first)?;
        foretold = foretold.column(endogenous.names()[place].clone(), stage.predict(&first));
    }
    let mut fit = ols(y, &exogenous.beside(&foretold))?;
    let real = exogenous.beside(endogenous).times(&fit.coefficients);
    fit.residuals = y.iter().zip(real).map(|(y, fitted)| y - fitted).collect();
    Ok(fit)
}
