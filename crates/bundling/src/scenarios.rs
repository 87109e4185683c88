//! What becomes of a package when the world is harder than planned.

use crate::actuarial::Actuarial;
use crate::cash::{Payment, Schedule};
use crate::keeping::Terms;
use crate::package::shares;
use crate::segment::{Season, Segment};
use domain::{Bilingual, Language, Rupiah, written};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;

/// A harder world.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Harder {
    /// Payments from the seventh month on cost the member twice what the first one did, as when a discount or help of one half
    /// ends.
    PriceDoubles,
    /// Half as many more stop after each month.
    MoreStop,
    /// Half as many more claims, or claims half as dear again.
    MoreClaims,
    /// Lean months bring half of what they are planned to bring.
    WorseSeason,
}

impl Harder {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 4] = [Self::PriceDoubles, Self::MoreStop, Self::MoreClaims, Self::WorseSeason];

    /// In words.
    pub fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::PriceDoubles => {
                ("Iuran peserta naik dua kali sejak bulan ketujuh", "The member's price doubles from the seventh month")
            }
            Self::MoreStop => ("Yang berhenti setengah kali lebih banyak", "Half as many more stop"),
            Self::MoreClaims => ("Klaim setengah kali lebih banyak", "Half as many more claims"),
            Self::WorseSeason => ("Penghasilan bulan sulit tinggal separuh", "Lean months bring half as much"),
        };
        Bilingual::new(id, en)
    }
}

/// What a package comes to in a harder world.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scenario {
    /// Which.
    pub harder: Harder,
    /// Members kept after a year, of a thousand contacted, by the means of the levers.
    pub kept: f64,
    /// Largest part of the income of a month in which something is due that a month of cover takes.
    pub share_of_lean_month: f64,
    /// What a year costs the member who pays all.
    pub member_a_year: Rupiah,
    /// Expected claims over JKK and JKM contributions.
    pub claims_ratio: f64,
}

impl Scenario {
    /// What the harder world changes, in words.
    pub fn words(&self) -> Bilingual {
        let say = |language, words: [&str; 4]| {
            let number = |value: f64| written::number(language, value, 1);
            let percent = |share: f64| format!("{}%", number(share * 100.0));
            let kept = format!("{} {}", words[0], number(self.kept));
            match self.harder {
                Harder::PriceDoubles => format!("{kept}; {} {}", words[1], self.member_a_year),
                Harder::MoreStop => kept,
                Harder::MoreClaims => format!("{} {}", words[2], percent(self.claims_ratio)),
                Harder::WorseSeason => format!("{kept}; {} {}", words[3], percent(self.share_of_lean_month)),
            }
        };
        Bilingual::new(
            say(Language::Id, ["bertahan", "setahun peserta", "klaim dari iuran", "dari bulan tersulit"]),
            say(Language::En, ["kept", "a year costs the member", "claims over contributions", "of the leanest month"]),
        )
    }
}

/// What a package is judged by, as planned.
pub(crate) struct Planned<'a> {
    pub(crate) segment: &'a Segment,
    pub(crate) season: &'a Season,
    pub(crate) schedule: &'a Schedule,
    pub(crate) block: u32,
    pub(crate) add_ons_by_member: Rupiah,
    pub(crate) member_a_year: Rupiah,
    pub(crate) actuarial: &'a Actuarial,
    /// Kept of a thousand with terms and times as many who stop.
    pub(crate) kept: &'a dyn Fn(&Schedule, &Season, f64) -> f64,
}

/// The month of cover from which the price doubles.
const DOUBLES_FROM: usize = 6;

impl Planned<'_> {
    pub(crate) fn harder(&self) -> Vec<Scenario> {
        Harder::ALL.into_iter().map(|harder| self.in_world(harder)).collect()
    }

    fn in_world(&self, harder: Harder) -> Scenario {
        let (mut times_stop, mut times_claims) = (1.0, 1.0);
        let (mut schedule, mut season, mut added) = (None, None, Rupiah::ZERO);
        match harder {
            Harder::PriceDoubles => {
                let dearer = doubled(self.schedule, self.block);
                let year = |schedule: &Schedule| schedule.payments.iter().map(Payment::by_member).sum::<Rupiah>();
                added = year(&dearer) - year(self.schedule);
                schedule = Some(dearer);
            }
            Harder::MoreStop => times_stop = 1.5,
            Harder::MoreClaims => times_claims = 1.5,
            Harder::WorseSeason => season = Some(self.season.worse()),
        }
        let (schedule, season) = (schedule.as_ref().unwrap_or(self.schedule), season.as_ref().unwrap_or(self.season));
        let (share, _) = shares(schedule, self.segment, season, self.block, self.add_ons_by_member);
        Scenario {
            harder,
            kept: (self.kept)(schedule, season, times_stop),
            share_of_lean_month: share.to_f64().unwrap_or(f64::INFINITY),
            member_a_year: self.member_a_year + added,
            claims_ratio: self.actuarial.ratio * times_claims,
        }
    }
}

/// The same payments, those from the seventh month on at no less than twice the first.
fn doubled(schedule: &Schedule, block: u32) -> Schedule {
    let mut dearer = schedule.clone();
    let twice = schedule.payments[0].by_member().scaled(Decimal::TWO);
    let first = DOUBLES_FROM.div_ceil(block as usize).max(1);
    for payment in dearer.payments.iter_mut().skip(first).chain(std::iter::once(&mut dearer.renewal)) {
        if payment.by_member() < twice {
            // Whoever carried a part carries it no longer; the rest is what the fund asks.
            payment.statutory = twice;
            payment.full = payment.full.max(twice);
            payment.carried = Rupiah::ZERO;
        }
    }
    dearer
}

/// Chances that somebody is kept, for a package's terms.
pub(crate) fn kept_of(
    plan: &crate::catalogue::PaymentPlan,
    route: &crate::catalogue::Route,
    levers: &std::collections::BTreeMap<crate::catalogue::LeverKey, f64>,
    factor: f64,
) -> impl Fn(&Schedule, &Season, f64) -> f64 {
    move |schedule, season, times| {
        Terms::of(plan, route, season, schedule).path(levers).forecast(factor * times).kept_of_thousand()
    }
}
