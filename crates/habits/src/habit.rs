//! A habit: the chances by which people who share it pay, skip, stop and come back.

use serde::{Deserialize, Serialize};

/// One way to pay. All are chances a month, 0 to 1, unless said otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Habit {
    /// To stop, after the first, the second, and every later paid month.
    pub stop: [f64; 3],
    /// To skip a month without stopping: ordinary month at full price, ordinary with a discount, lean at full price, lean with
    /// a discount.
    pub skip: [f64; 4],
    /// Part of the stops that are final.
    pub gone: f64,
    /// To come back from a stop, at full price and with a discount.
    pub back: [f64; 2],
    /// Part of the skipped months that are paid later.
    pub late: f64,
    /// Part of the payments that buy a block of months.
    pub block: f64,
    /// Share of payments on each day of the month, 31 numbers.
    pub days: Vec<f64>,
}

/// What a person is expected to do, from the habits they may have and how likely each is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Behaviour {
    /// Chance to skip an ordinary month in which a discount holds.
    pub skip: f64,
    /// How much higher the chance to skip is in lean months, averaged over price.
    pub skip_lean: f64,
    /// How much higher it is at full price, averaged over season.
    pub skip_full_price: f64,
    /// Chance a month to stop, after the first months.
    pub stop: f64,
    /// Chance that a payment buys a block.
    pub block: f64,
    /// Mean day of the month on which they pay.
    pub day: f64,
}

impl Habit {
    /// The cell of `skip` for a month.
    pub(crate) fn cell(lean: bool, discounted: bool) -> usize {
        usize::from(lean) * 2 + usize::from(discounted)
    }

    /// What somebody with this habit is expected to do.
    pub fn behaviour(&self) -> Behaviour {
        let [full, cheap, lean_full, lean_cheap] = self.skip;
        Behaviour {
            skip: cheap,
            skip_lean: f64::midpoint(lean_full - full, lean_cheap - cheap),
            skip_full_price: f64::midpoint(full - cheap, lean_full - lean_cheap),
            stop: self.stop[2],
            block: self.block,
            day: self.days.iter().enumerate().map(|(day, share)| share * (day as f64 + 1.0)).sum(),
        }
    }
}

impl Behaviour {
    /// The mean of behaviours, weighted by how likely each is.
    pub(crate) fn mixed(all: &[Self], weights: &[f64]) -> Self {
        let mean = |of: fn(&Self) -> f64| all.iter().zip(weights).map(|(b, w)| of(b) * w).sum();
        Self {
            skip: mean(|b| b.skip),
            skip_lean: mean(|b| b.skip_lean),
            skip_full_price: mean(|b| b.skip_full_price),
            stop: mean(|b| b.stop),
            block: mean(|b| b.block),
            day: mean(|b| b.day),
        }
    }
}
