//! Cost of one more member, or of one more paid month.

use super::fieller::{FiellerSet, Uncertain, fieller};
use super::{exact, whole};
use crate::by_person::difference_with_covariance;
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use crate::sums::JointMoments;
use domain::{Bilingual, Rupiah};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What is bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Additional {
    /// The outcome is a rate of members with it.
    Member,
    /// The outcome counts paid months a person.
    PaidMonth,
    /// The outcome is another amount a person.
    Unit,
}

impl Additional {
    fn in_words(self) -> Bilingual {
        match self {
            Self::Member => Bilingual::new("satu peserta tambahan", "one additional member"),
            Self::PaidMonth => Bilingual::new("satu bulan iuran tambahan", "one additional paid month"),
            Self::Unit => Bilingual::new("satu satuan hasil tambahan", "one additional unit of the outcome"),
        }
    }
}

/// A price with what may be said of its ends. An end that is missing does not exist: the sentence says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// What one more costs at the estimated effect; `None` where nothing was gained.
    pub estimate: Option<Rupiah>,
    /// The cheapest it may be.
    pub low: Option<Rupiah>,
    /// The dearest it may be; `None` where the effect may be nothing, so that no price is too high.
    pub high: Option<Rupiah>,
    /// In words.
    pub sentence: Bilingual,
}

/// Price of a treatment that costs `each` a person assigned, reached or not, where the control costs nothing.
///
/// The cost is known, so the ends are those of the effect's own interval turned round (for a Wald interval this is Fieller's).
pub fn price_of_effect(each: Rupiah, effect: f64, interval: Option<Interval>, what: Additional) -> Price {
    let at = |effect: f64| -> Option<Rupiah> {
        let effect = exact(effect).filter(|e| *e > Decimal::ZERO)?;
        each.decimal().checked_div(effect).map(whole)
    };
    said(at(effect), interval.and_then(|i| at(i.high)), interval.and_then(|i| at(i.low)), what)
}

/// Price where each person's cost is on file, the outcome in `outcome` and rupiah in `covariate`: difference of costs over
/// difference of outcomes, with Fieller's interval (1954), because both are estimates and move together.
pub fn price_by_fieller(
    treated: JointMoments,
    control: JointMoments,
    level: Level,
    what: Additional,
) -> Result<Price, EffectivenessError> {
    let d = difference_with_covariance(treated, control)?;
    let cost = Uncertain { estimate: d.covariate, variance: d.covariate_variance };
    let effect = Uncertain { estimate: d.outcome, variance: d.outcome_variance };
    let amount = |rupiah: f64| exact(rupiah).filter(|r| *r > Decimal::ZERO).map(whole);
    let estimate = (d.outcome > 0.0).then(|| amount(d.covariate / d.outcome)).flatten();
    let (low, high) = match fieller(cost, effect, d.covariance, level) {
        FiellerSet::Bounded(i) if d.outcome > 0.0 => (amount(i.low).or(Some(Rupiah::ZERO)), amount(i.high)),
        // Ratios above come from small gains, ratios below zero from losses: no price is too high.
        FiellerSet::Outside { above, .. } if d.covariate > 0.0 => (amount(above), None),
        _ => (None, None),
    };
    Ok(said(estimate, low, high, what))
}

/// Puts the ends into words.
fn said(estimate: Option<Rupiah>, low: Option<Rupiah>, high: Option<Rupiah>, what: Additional) -> Price {
    let what = what.in_words();
    let sentence = match (estimate, low, high) {
        (Some(estimate), Some(low), Some(high)) => Bilingual::new(
            format!("Biaya {}: {estimate}, antara {low} dan {high}.", what.id),
            format!("Cost of {}: {estimate}, between {low} and {high}.", what.en),
        ),
        (Some(estimate), Some(low), None) => Bilingual::new(
            format!(
                "Biaya {}: sekitar {estimate}, paling murah {low}; tidak ada batas atas, karena dampaknya mungkin nol.",
                what.id
            ),
            format!(
                "Cost of {}: about {estimate}, at the cheapest {low}; there is no upper end, because the effect may be nothing.",
                what.en
            ),
        ),
        (Some(estimate), None, _) => Bilingual::new(
            format!("Biaya {}: sekitar {estimate}; batasnya tidak dapat dikatakan.", what.id),
            format!("Cost of {}: about {estimate}; nothing can be said of its ends.", what.en),
        ),
        (None, Some(low), _) => Bilingual::new(
            format!(
                "Tidak ada tambahan yang ditemukan, jadi tidak ada biaya untuk {}; paling murah {low}, tanpa batas atas.",
                what.id
            ),
            format!(
                "Nothing was gained, so there is no cost of {}; at the cheapest {low}, with no upper end.",
                what.en
            ),
        ),
        (None, None, _) => Bilingual::new(
            format!("Tidak ada tambahan yang ditemukan, jadi tidak ada biaya untuk {}.", what.id),
            format!("Nothing was gained, so there is no cost of {}.", what.en),
        ),
    };
    Price { estimate, low, high, sentence }
}
