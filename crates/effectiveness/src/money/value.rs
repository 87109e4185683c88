//! Contributions gained against what was spent.

use super::{exact, whole};
use crate::interval::Interval;
use domain::{Bilingual, Rupiah};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// What a treatment brought in contributions, and what is left after its cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueGained {
    /// Contributions gained over everybody treated, at the estimated effect. Below zero they were lost.
    pub gained: Rupiah,
    /// At the lower end of the effect's interval.
    pub low: Option<Rupiah>,
    /// At its upper end.
    pub high: Option<Rupiah>,
    /// What was spent.
    pub spent: Rupiah,
    /// `gained` less `spent`.
    pub net: Rupiah,
    /// `low` less `spent`.
    pub net_low: Option<Rupiah>,
    /// `high` less `spent`.
    pub net_high: Option<Rupiah>,
    /// In words.
    pub sentence: Bilingual,
}

/// Value of an effect a person over `people` treated, one unit of the outcome being worth `worth` (the contribution of one
/// paid month, for example), against `spent` in all. `None` where the effect is no finite number.
pub fn value_gained(
    worth: Rupiah,
    people: u64,
    effect: f64,
    interval: Option<Interval>,
    spent: Rupiah,
) -> Option<ValueGained> {
    let of = |effect: f64| -> Option<Rupiah> {
        let units = exact(effect)?.checked_mul(Decimal::from(people))?;
        units.checked_mul(worth.decimal()).map(whole)
    };
    let gained = of(effect)?;
    let (low, high) = (interval.and_then(|i| of(i.low)), interval.and_then(|i| of(i.high)));
    let net = gained - spent;
    let (net_low, net_high) = (low.map(|v| v - spent), high.map(|v| v - spent));
    let sentence = sentence(gained, spent, net, net_low, net_high);
    Some(ValueGained { gained, low, high, spent, net, net_low, net_high, sentence })
}

fn sentence(
    gained: Rupiah,
    spent: Rupiah,
    net: Rupiah,
    net_low: Option<Rupiah>,
    net_high: Option<Rupiah>,
) -> Bilingual {
    let range = net_low.zip(net_high);
    let (id, en) = match range {
        Some((low, _)) if low > Rupiah::ZERO => ("biayanya kembali", "it pays for itself"),
        Some((_, high)) if high < Rupiah::ZERO => ("biayanya tidak kembali", "it does not pay for itself"),
        _ => ("belum pasti apakah biayanya kembali", "whether it pays for itself is not certain"),
    };
    let between =
        |word: &str, and: &str| range.map_or_else(String::new, |(low, high)| format!(" ({word} {low} {and} {high})"));
    Bilingual::new(
        format!("Iuran tambahan {gained} dengan biaya {spent}: selisih {net}{}; {id}.", between("antara", "dan")),
        format!("Contributions gained {gained} for {spent} spent: net {net}{}; {en}.", between("between", "and")),
    )
}
