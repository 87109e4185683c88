//! One package, whole: what it is, who pays what and when, what is expected of it, and every wall.

use crate::actuarial::{Actuarial, actuarial};
use crate::cash::{CashFlow, Schedule, cash_flow, schedule, schedule_of};
use crate::catalogue::{AddOn, Catalogue, Due, LeverKey, Payer};
use crate::error::BundlingError;
use crate::keeping::{Draws, Forecast, Terms};
use crate::scenarios::{Planned, Scenario, kept_of};
use crate::segment::{Season, Segment};
use crate::walls::{self, Check};
use domain::{Bilingual, Language, Month, ProgrammeRules, ProgrammeSet, Rupiah, written};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a package is made of, by places in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Choice {
    /// Place in [`Catalogue::programmes`].
    pub programme: usize,
    /// Place in [`Catalogue::plans`].
    pub plan: usize,
    /// Place in [`Catalogue::subsidies`].
    pub subsidy: usize,
    /// Place in [`Catalogue::routes`].
    pub route: usize,
    /// Places in [`Catalogue::add_ons`], ascending.
    pub add_ons: Vec<usize>,
}

impl Choice {
    /// The ids of its parts, `basic.season-6.none.counter+catch-market-access`.
    pub fn id(&self, catalogue: &Catalogue) -> String {
        let parts = [
            &catalogue.programmes[self.programme].id,
            &catalogue.plans[self.plan].id,
            &catalogue.subsidies[self.subsidy].id,
            &catalogue.routes[self.route].id,
        ];
        let mut id = parts.map(String::as_str).join(".");
        for place in &self.add_ons {
            id.push('+');
            id.push_str(&catalogue.add_ons[*place].id);
        }
        id
    }

    /// From an id.
    pub fn parse(catalogue: &Catalogue, id: &str) -> Result<Self, BundlingError> {
        let mut parts = id.split('+');
        let base: Vec<&str> = parts.next().unwrap_or_default().split('.').collect();
        let [programme, plan, subsidy, route] = base.as_slice() else {
            return Err(BundlingError::Unknown {
                what: "package",
                id: id.to_owned(),
                known: "ids such as basic.season-6.none.counter+catch-market-access".to_owned(),
            });
        };
        let mut add_ons = parts.map(|id| catalogue.add_on(id)).collect::<Result<Vec<_>, _>>()?;
        add_ons.sort_unstable();
        add_ons.dedup();
        Ok(Self {
            programme: catalogue.programme(programme)?,
            plan: catalogue.plan(plan)?,
            subsidy: catalogue.subsidy(subsidy)?,
            route: catalogue.route(route)?,
            add_ons,
        })
    }
}

/// A package for a segment, signed up for in a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Package {
    /// Ids of its parts.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// What it is made of.
    pub choice: Choice,
    /// Month of the first payment.
    pub first_payment: Month,
    /// What the member pays in that month.
    pub at_first: Rupiah,
    /// What a month of cover costs without discount or help.
    pub full_price: Rupiah,
    /// A year, month by month.
    pub cash: CashFlow,
    /// Largest part of the income of a month in which something is due that a month of cover takes.
    pub share_of_lean_month: f64,
    /// Largest part of the income of a month that all due in it takes.
    pub share_at_once: f64,
    /// What is expected.
    pub forecast: Forecast,
    /// Members kept of a thousand contacted: the middle 95% of the draws; equal ends where there are none.
    pub kept_between: [f64; 2],
    /// Whether contributions cover the claims that are to be expected.
    pub actuarial: Actuarial,
    /// The same in harder worlds.
    pub scenarios: Vec<Scenario>,
    /// Every wall.
    pub checks: Vec<Check>,
    /// Rows a person must check before the package is relied on.
    pub unverified: BTreeSet<String>,
}

impl Package {
    /// Whether it may be offered.
    pub fn is_offerable(&self) -> bool {
        self.checks.iter().all(|check| check.passed)
    }

    /// Whether only a clearance is missing.
    pub fn is_draft(&self) -> bool {
        !self.is_offerable() && self.checks.iter().all(|check| check.passed || check.wall == "clearance")
    }
}

/// Parts of income, by whole months of cover and all at once, largest over the payments of a year. Add-ons that the member
/// pays come on top, a twelfth a month.
pub(crate) fn shares(
    schedule: &Schedule,
    segment: &Segment,
    season: &Season,
    block: u32,
    add_ons_by_member: Rupiah,
) -> (Decimal, Decimal) {
    let (block, twelve) = (Decimal::from(block), Decimal::from(12));
    let add_ons = add_ons_by_member.decimal() * block / twelve;
    let at_once = schedule.payments.iter().map(|payment| {
        let income = segment.median_income.decimal() * season.counted_on(payment.month);
        (payment.by_member().decimal() + add_ons) / income
    });
    let largest = at_once.max().unwrap_or(Decimal::ZERO);
    (largest / block, largest)
}

/// Describes a package whole. `start` is the month people sign up in; its first day is the day clearances must hold on.
pub fn describe(
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    choice: &Choice,
    start: Month,
    draws: &Draws,
) -> Result<Package, BundlingError> {
    if segment.median_income <= Rupiah::ZERO {
        return Err(BundlingError::NoIncome { segment: segment.key.clone(), median: segment.median_income });
    }
    let (season, season_rows) = catalogue.seasons.of(segment.group)?;
    let schedule = schedule(catalogue, rules, segment, season, choice, start)?;
    let cash = cash_flow(catalogue, choice, &schedule);
    let (programme, plan) = (&catalogue.programmes[choice.programme], &catalogue.plans[choice.plan]);
    let (subsidy, route) = (&catalogue.subsidies[choice.subsidy], &catalogue.routes[choice.route]);
    let add_ons: Vec<&AddOn> = choice.add_ons.iter().map(|place| &catalogue.add_ons[*place]).collect();
    let by_member: Rupiah = add_ons.iter().filter(|a| a.payer == Payer::Member).map(|a| a.cost_a_year).sum();
    let (lean, at_once) = shares(&schedule, segment, season, plan.block, by_member);

    let mut checks = Vec::new();
    for add_on in &add_ons {
        checks.push(walls::eligible(add_on, segment));
        checks.push(walls::clearance(add_on, start.first_day()));
        checks.push(walls::capacity(add_on, segment, &catalogue.walls.capacity_share));
    }
    checks.push(walls::statutory(&schedule, &cash));
    checks.push(walls::fund_neutral(&cash, &add_ons, subsidy, route));
    checks.push(walls::affordable(lean, &catalogue.walls.share_of_lean_month));
    checks.push(walls::at_once(at_once, &catalogue.walls.share_at_once));

    let terms = Terms::of(plan, route, season, &schedule);
    let forecasts: Vec<Forecast> = (0..draws.count())
        .map(|draw| terms.path(draws.levers(draw)).forecast(draws.factor(draw, &choice.add_ons)))
        .collect();
    let mut kept: Vec<f64> = forecasts.iter().skip(1).map(Forecast::kept_of_thousand).collect();
    kept.sort_unstable_by(f64::total_cmp);
    let forecast = forecasts[0];
    let at = |share: f64| {
        let place = (share * kept.len().saturating_sub(1) as f64).round() as usize;
        kept.get(place).copied().unwrap_or(forecast.kept_of_thousand())
    };

    let mut unverified = schedule.unverified.clone();
    unverified.extend(season_rows.iter().cloned());
    unverified.extend(checks.iter().flat_map(|check| check.unverified.iter().cloned()));
    unverified.extend(
        [&programme.unverified, &plan.unverified, &subsidy.unverified, &route.unverified]
            .into_iter()
            .flatten()
            .cloned(),
    );
    unverified.extend(add_ons.iter().filter_map(|a| a.unverified()));
    unverified.extend(LeverKey::ALL.iter().filter_map(|key| catalogue.levers.unverified.get(key)).cloned());

    let insured = schedule_of(ProgrammeSet::Basic, catalogue, rules, segment, season, choice, start)?;
    let actuarial = actuarial(catalogue, segment, &insured);
    unverified.extend(actuarial.unverified.iter().cloned());

    let scenarios = Planned {
        segment,
        season,
        schedule: &schedule,
        block: plan.block,
        add_ons_by_member: by_member,
        member_a_year: cash.year.member,
        actuarial: &actuarial,
        kept: &kept_of(plan, route, draws.levers(0), draws.factor(0, &choice.add_ons)),
    }
    .harder();

    let first = &schedule.payments[0];
    let joined = |words: &[&str]| words.iter().filter(|w| !w.is_empty()).copied().collect::<Vec<_>>().join(", ");
    let names = |of: fn(&Bilingual) -> &str| {
        let mut words = vec![of(&programme.name), of(&plan.name)];
        if subsidy.payer != Payer::None {
            words.push(of(&subsidy.name));
        }
        words.extend(add_ons.iter().map(|a| of(&a.name)));
        joined(&words)
    };
    Ok(Package {
        id: choice.id(catalogue),
        name: Bilingual::new(
            format!("{}: {}", segment.name.id, names(|name| &name.id)),
            format!("{}: {}", segment.name.en, names(|name| &name.en)),
        ),
        choice: choice.clone(),
        first_payment: first.month,
        at_first: cash.months[0].paid_by.member,
        full_price: Rupiah::exact(first.full.decimal() / Decimal::from(plan.block)),
        share_of_lean_month: lean.to_f64().unwrap_or(f64::INFINITY),
        share_at_once: at_once.to_f64().unwrap_or(f64::INFINITY),
        forecast,
        kept_between: [at(0.025), at(0.975)],
        actuarial,
        scenarios,
        checks,
        unverified,
        cash,
    })
}

impl Package {
    /// In words, when the first payment is due.
    pub fn first_due(&self, catalogue: &Catalogue) -> Bilingual {
        match catalogue.plans[self.choice.plan].due {
            Due::AtOnce => Bilingual::new("pada bulan mendaftar", "in the month of sign-up"),
            Due::AfterSeason => Bilingual::new(
                format!("pada {}, saat musim baik tiba", written::month(Language::Id, self.first_payment)),
                format!("in {}, when the good season comes", written::month(Language::En, self.first_payment)),
            ),
        }
    }
}
