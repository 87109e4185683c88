//! What people would pay for a unit of an attribute.

use crate::error::ChoiceError;
use crate::model::{ChoiceModel, Errors};
use effectiveness::Level;
use effectiveness::money::{FiellerSet, Uncertain, fieller};
use serde::Serialize;

/// The price at which a unit more of an attribute leaves people as likely to choose, in the unit of the price.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WillingnessToPay {
    /// The attribute.
    pub attribute: String,
    /// Minus its coefficient over that of the price; below zero, what people want to be paid for it.
    pub estimate: f64,
    /// Standard error by the delta method; too small where the price is uncertain.
    pub standard_error: f64,
    /// All amounts that the choices do not contradict (Fieller 1954); without ends where the coefficient of the price may be zero.
    pub interval: FiellerSet,
}

/// What people would pay for each attribute but the price.
pub fn willingness_to_pay(
    model: &ChoiceModel,
    price: &str,
    errors: Errors,
    level: Level,
) -> Result<Vec<WillingnessToPay>, ChoiceError> {
    let p = model.place_of(price)?;
    let width = model.attributes.len();
    if width == 1 {
        return Err(ChoiceError::PriceAlone { price: price.to_owned() });
    }
    let at_price = model.coefficients[p];
    if at_price >= 0.0 {
        return Err(ChoiceError::PriceNotNegative { price: price.to_owned(), coefficient: at_price });
    }
    let covariance = model.covariance(errors)?;
    let of = |k: usize| {
        let own = model.coefficients[k];
        let (variance, together, of_price) =
            (covariance[k * width + k], covariance[k * width + p], covariance[p * width + p]);
        let estimate = -own / at_price;
        let delta = (variance + 2.0 * estimate * together + estimate * estimate * of_price) / (at_price * at_price);
        let numerator = Uncertain { estimate: -own, variance };
        let denominator = Uncertain { estimate: at_price, variance: of_price };
        WillingnessToPay {
            attribute: model.attributes[k].clone(),
            estimate,
            standard_error: delta.max(0.0).sqrt(),
            interval: fieller(numerator, denominator, -together, level),
        }
    };
    Ok((0..width).filter(|k| *k != p).map(of).collect())
}
