//! Who joins and who is still paying after a year, from levers that are believed with an uncertainty.
//!
//! Of a thousand people contacted a share joins. Of those, after each month in which something is due again a share stops: the
//! operator's figures by month since the start, times what lowers or raises it (reminder, card, add-ons, a lean month, a jump
//! of the price). Inside a block paid ahead nobody stops. Kept after a year is who pays for the thirteenth month.

use crate::cash::{Schedule, YEAR};
use crate::catalogue::{Due, Lever};
use crate::catalogue::{Help, LeverKey, PaymentPlan, Route};
use crate::segment::Season;
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};
use std::collections::BTreeMap;

/// A price that rose by half or more is a jump.
const JUMP: f64 = 1.5;

/// What is expected of a package, of a thousand people contacted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Forecast {
    /// Share of the contacted who join.
    pub take_up: f64,
    /// Share of those who joined who pay for the thirteenth month.
    pub kept: f64,
}

impl Forecast {
    /// Members kept after twelve months, of a thousand contacted.
    pub fn kept_of_thousand(&self) -> f64 {
        1000.0 * self.take_up * self.kept
    }
}

/// What joining and staying depend on, apart from the add-ons.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Terms {
    after_season: bool,
    doublings: f64,
    help: Help,
    route: crate::catalogue::Helped,
    /// Part of the first payment, without discounts, that the member does not pay.
    carried: f64,
    /// After each month of cover: what is due next, or nothing inside a block.
    next: [Option<Next>; YEAR as usize],
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Next {
    /// Income of that month to the mean month.
    income: f64,
    jump: Jump,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Jump {
    None,
    Now,
    Before,
}

/// Chances to stop after each month, before add-ons, with the share who join.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Path {
    take_up: f64,
    /// Kept at most.
    most: f64,
    stop: [f64; YEAR as usize],
}

impl Terms {
    pub(crate) fn of(plan: &PaymentPlan, route: &Route, season: &Season, schedule: &Schedule) -> Self {
        let mut payments = schedule.payments.iter().chain(std::iter::once(&schedule.renewal));
        let mut next = [None; YEAR as usize];
        let (mut before, mut jumped) = (None, false);
        let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
        let carried = payments
            .clone()
            .next()
            .map_or(0.0, |first| 1.0 - share(number(first.by_member()), number(first.full)).min(1.0));
        let mut cover = 0;
        for payment in payments.by_ref() {
            let price = number(payment.by_member());
            let now = before.is_some_and(|before: f64| price > before && price >= JUMP * before);
            if cover > 0 {
                let jump = match (now, jumped) {
                    (true, _) => Jump::Now,
                    (false, true) => Jump::Before,
                    (false, false) => Jump::None,
                };
                next[cover - 1] = Some(Next { income: season.factor_f64(payment.month), jump });
            }
            jumped |= now;
            before = Some(price);
            cover += plan.block as usize;
        }
        Self {
            after_season: plan.due == Due::AfterSeason && season.has_lean_months(),
            doublings: f64::from(plan.block).log2(),
            help: plan.help,
            route: route.help,
            carried,
            next,
        }
    }

    /// With levers as one draw has them.
    pub(crate) fn path(&self, levers: &BTreeMap<LeverKey, f64>) -> Path {
        use LeverKey as K;
        let lever = |key: K| levers.get(&key).copied().unwrap_or(0.0);
        let helped = match self.route {
            crate::catalogue::Helped::Nobody => 0.0,
            crate::catalogue::Helped::AtCounter => lever(K::HelpAtCounter),
            crate::catalogue::Helped::OnTheSpot => lever(K::HelpOnTheSpot),
        };
        // Between no help with the price, half of it and all of it: along straight lines.
        let (half, full) = (lever(K::HalfPrice), lever(K::FullPrice));
        let cheaper = if self.carried <= 0.5 {
            half * self.carried / 0.5
        } else {
            half + (full - half).max(0.0) * (self.carried - 0.5) / 0.5
        };
        let mut take_up = lever(K::TakeUp) + helped + cheaper;
        if self.after_season {
            take_up *= lever(K::DueAfterSeason);
        }
        take_up *= lever(K::Lump).powf(self.doublings);
        let help = match self.help {
            Help::None => 1.0,
            Help::Reminder => lever(K::Reminder),
            Help::Tracker => lever(K::Tracker),
        };
        let mut stop = [0.0; YEAR as usize];
        for (month, (stop, next)) in stop.iter_mut().zip(&self.next).enumerate() {
            let Some(next) = next else { continue };
            let usual = match month {
                0 => lever(K::LapseAfterFirst),
                1 => lever(K::LapseAfterSecond),
                _ => lever(K::LapseLater),
            };
            let price = match next.jump {
                Jump::None => 1.0,
                Jump::Now => lever(K::PriceJump),
                Jump::Before => lever(K::AfterPriceJump),
            };
            *stop = usual * help * price * next.income.recip().powf(lever(K::LeanMonth));
        }
        // Who began for nothing mostly ends when it is no longer for nothing.
        let most = if self.carried >= 1.0 { lever(K::KeptAfterFull) } else { 1.0 };
        Path { take_up: take_up.min(1.0), most, stop }
    }
}

impl Path {
    /// With add-ons that make `factor` times as many stop.
    #[inline]
    pub(crate) fn forecast(&self, factor: f64) -> Forecast {
        let kept: f64 = self.stop.iter().map(|stop| 1.0 - (stop * factor).min(1.0)).product();
        Forecast { take_up: self.take_up, kept: kept.min(self.most) }
    }
}

/// Levers and add-ons as they may be: the means first, then seeded draws, each cut to what it can be.
#[derive(Debug, Clone)]
pub struct Draws {
    levers: Vec<BTreeMap<LeverKey, f64>>,
    /// For each draw, one factor an add-on of the catalogue.
    add_ons: Vec<Vec<f64>>,
}

impl Draws {
    /// Means and `count` draws.
    pub fn of(catalogue: &crate::Catalogue, count: usize, seed: u64) -> Self {
        let mut random = Xoshiro256Plus::seed_from_u64(seed);
        let mut draws = Self { levers: Vec::new(), add_ons: Vec::new() };
        for draw in 0..=count {
            let mut one = |mean: f64, deviation: f64, most: f64| {
                if draw == 0 { mean } else { normal(&mut random, mean, deviation).clamp(0.0, most) }
            };
            let most = |key: LeverKey| if key.is_share() { 1.0 } else { 20.0 };
            let levers = catalogue.levers.by_key.iter();
            draws.levers.push(
                levers.map(|(key, Lever { mean, deviation })| (*key, one(*mean, *deviation, most(*key)))).collect(),
            );
            let add_ons = catalogue.add_ons.iter().map(|a| one(a.lapse_factor, a.lapse_deviation, 3.0));
            draws.add_ons.push(add_ons.collect());
        }
        draws
    }

    /// How many, the means included.
    pub fn count(&self) -> usize {
        self.levers.len()
    }

    pub(crate) fn levers(&self, draw: usize) -> &BTreeMap<LeverKey, f64> {
        &self.levers[draw]
    }

    /// Times as many stop with these add-ons.
    pub(crate) fn factor(&self, draw: usize, add_ons: &[usize]) -> f64 {
        add_ons.iter().map(|place| self.add_ons[draw][*place]).product()
    }
}

fn normal(random: &mut Xoshiro256Plus, mean: f64, deviation: f64) -> f64 {
    use rand::Rng;
    let share: f64 = random.gen_range(1e-12..1.0 - 1e-12);
    // A standard deviation of one is one.
    Normal::standard().inverse_cdf(share) * deviation + mean
}

fn number(amount: domain::Rupiah) -> f64 {
    amount.decimal().to_f64().unwrap_or(0.0)
}
