//! Who pays what in which month, to the rupiah.
//!
//! Rounding, named: a statutory amount is rounded to whole rupiah a month of cover, half away from zero; the part that
//! somebody else carries is rounded likewise and the member pays the rest; a cost of a year is spread over its twelve months so
//! that the first `m` months hold the whole rupiah of `m / 12` of it.

use crate::catalogue::{AddOn, Catalogue, Due, Payer};
use crate::error::BundlingError;
use crate::package::Choice;
use crate::segment::{Season, Segment};
use domain::rules::Payer as Insured;
use domain::{Month, ProgrammeRules, ProgrammeSet, Rupiah};
use rust_decimal::Decimal;
use serde::Serialize;
use std::collections::BTreeSet;

/// Months of cover that a package is judged by.
pub(crate) const YEAR: u32 = 12;

/// What each payer carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Payers {
    /// The member.
    pub member: Rupiah,
    /// The partner.
    pub partner: Rupiah,
    /// State budgets.
    pub state: Rupiah,
    /// The agency's operating budget.
    pub agency: Rupiah,
    /// The social security fund: must stay at nothing.
    pub fund: Rupiah,
}

impl Payers {
    /// Adds an amount to what a payer carries.
    pub(crate) fn add(&mut self, payer: Payer, amount: Rupiah) {
        match payer {
            Payer::Member => self.member += amount,
            Payer::Partner => self.partner += amount,
            Payer::State => self.state += amount,
            Payer::Agency => self.agency += amount,
            Payer::Fund => self.fund += amount,
            // A cost that nobody carries was refused when the catalogue was read.
            Payer::None => {}
        }
    }

    /// Everybody together.
    pub fn sum(&self) -> Rupiah {
        self.member + self.partner + self.state + self.agency + self.fund
    }
}

/// One month of a member who pays whatever is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashMonth {
    /// The month in which it is paid.
    pub month: Month,
    /// Who pays.
    pub paid_by: Payers,
    /// What the fund receives: the statutory contributions, nothing less.
    pub to_fund: Rupiah,
    /// What providers of add-ons receive.
    pub to_providers: Rupiah,
    /// What reminders and sign-up cost.
    pub to_service: Rupiah,
}

/// A year of a member who pays whatever is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashFlow {
    /// Twelve months from the first payment on.
    pub months: Vec<CashMonth>,
    /// All of them.
    pub year: Payers,
}

/// A payment of a block of cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Payment {
    pub(crate) month: Month,
    /// What is due to the fund for the whole block, and would be without discounts.
    pub(crate) statutory: Rupiah,
    pub(crate) full: Rupiah,
    /// Carried by the subsidy's payer.
    pub(crate) carried: Rupiah,
}

impl Payment {
    pub(crate) fn by_member(&self) -> Rupiah {
        self.statutory - self.carried
    }
}

/// All payments of a year of cover, and the one after it, with the rows a person must check.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    pub(crate) payments: Vec<Payment>,
    pub(crate) renewal: Payment,
    pub(crate) unverified: BTreeSet<String>,
}

/// When a package's first payment is due.
pub(crate) fn first_month(due: Due, season: &Season, start: Month) -> Month {
    match due {
        Due::AtOnce => start,
        Due::AfterSeason => season.good_from(start),
    }
}

/// Payments without add-ons, for somebody who signs up in a month.
pub(crate) fn schedule(
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    season: &Season,
    choice: &Choice,
    start: Month,
) -> Result<Schedule, BundlingError> {
    let programmes = catalogue.programmes[choice.programme].programmes;
    schedule_of(programmes, catalogue, rules, segment, season, choice, start)
}

/// The same for some of the programmes, at the income, in the months and with the help of the choice.
pub(crate) fn schedule_of(
    programmes: ProgrammeSet,
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    segment: &Segment,
    season: &Season,
    choice: &Choice,
    start: Month,
) -> Result<Schedule, BundlingError> {
    let (programme, plan) = (&catalogue.programmes[choice.programme], &catalogue.plans[choice.plan]);
    let subsidy = &catalogue.subsidies[choice.subsidy];
    let first = first_month(plan.due, season, start);
    let mut unverified = BTreeSet::new();
    let mut payments = Vec::new();
    for begins in (0..=YEAR).step_by(plan.block as usize) {
        let month = first.plus(begins as i32);
        let mut payment = Payment { month, statutory: Rupiah::ZERO, full: Rupiah::ZERO, carried: Rupiah::ZERO };
        for ahead in begins..begins + plan.block {
            let is_carried = ahead < subsidy.months && subsidy.payer != Payer::None;
            let insured = Insured {
                programmes,
                declared_income_rupiah: programme.declared_income.rounded(),
                group: segment.group,
                // Whoever is paid for from a state budget has no discount (PP 50/2025).
                paid_by_state: is_carried && subsidy.payer == Payer::State,
            };
            let quote = rules.quote_block(&insured, first.plus(ahead as i32), 1, month.first_day())?;
            let statutory = Rupiah::whole(quote.amount.rounded());
            payment.statutory += statutory;
            payment.full += quote.full_amount;
            if is_carried {
                payment.carried += Rupiah::whole(statutory.scaled(subsidy.share).rounded());
            }
            unverified.extend(quote.unverified);
        }
        payments.push(payment);
    }
    // There are at least two payments: the first block and the one after twelve months.
    let nothing = Payment { month: first, statutory: Rupiah::ZERO, full: Rupiah::ZERO, carried: Rupiah::ZERO };
    let renewal = payments.pop().unwrap_or(nothing);
    Ok(Schedule { payments, renewal, unverified })
}

/// The part of a cost of a year that falls on months `from` to before `to`, of twelve.
pub(crate) fn part_of_year(cost: Rupiah, from: u32, to: u32) -> Rupiah {
    let until = |month: u32| (cost.decimal() * Decimal::from(month) / Decimal::from(YEAR)).floor();
    Rupiah::exact(until(to) - until(from))
}

/// The cash flow of a package.
pub(crate) fn cash_flow(catalogue: &Catalogue, choice: &Choice, schedule: &Schedule) -> CashFlow {
    let (plan, subsidy) = (&catalogue.plans[choice.plan], &catalogue.subsidies[choice.subsidy]);
    let route = &catalogue.routes[choice.route];
    let add_ons: Vec<&AddOn> = choice.add_ons.iter().map(|place| &catalogue.add_ons[*place]).collect();
    let first = schedule.payments.first().map_or(schedule.renewal.month, |p| p.month);
    let (mut months, mut year) = (Vec::new(), Payers::default());
    for ahead in 0..YEAR {
        let month = first.plus(ahead as i32);
        let mut paid_by = Payers::default();
        let (mut to_fund, mut to_providers, mut to_service) = (Rupiah::ZERO, Rupiah::ZERO, Rupiah::ZERO);
        if let Some(payment) = schedule.payments.iter().find(|p| p.month == month) {
            paid_by.member += payment.by_member();
            paid_by.add(subsidy.payer, payment.carried);
            to_fund += payment.statutory;
        }
        for add_on in &add_ons {
            // The member pays his add-ons with the contribution, everybody else month by month.
            let (from, to) = match add_on.payer {
                Payer::Member if ahead % plan.block == 0 => (ahead, ahead + plan.block),
                Payer::Member => (ahead, ahead),
                _ => (ahead, ahead + 1),
            };
            let part = part_of_year(add_on.cost_a_year, from, to);
            paid_by.add(add_on.payer, part);
            to_providers += part;
        }
        let service = part_of_year(plan.agency_cost_a_year, ahead, ahead + 1);
        paid_by.add(Payer::Agency, service);
        to_service += service;
        if ahead == 0 {
            paid_by.add(route.payer, route.cost);
            to_service += route.cost;
        }
        year.member += paid_by.member;
        year.partner += paid_by.partner;
        year.state += paid_by.state;
        year.agency += paid_by.agency;
        year.fund += paid_by.fund;
        months.push(CashMonth { month, paid_by, to_fund, to_providers, to_service });
    }
    CashFlow { months, year }
}
