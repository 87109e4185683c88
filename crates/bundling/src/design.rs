//! The search: every admissible combination is priced and tested; the most protective offerable one is chosen.

use crate::catalogue::{AddOn, Catalogue};
use crate::walls::{self, Check};
use domain::rules::Payer;
use domain::{Bilingual, DomainError, Month, OccupationGroup, ProgrammeRules, ProgrammeSet, Rupiah};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeSet;

/// Why no package could be designed.
#[derive(Debug, thiserror::Error)]
pub enum BundlingError {
    /// A rule is missing or does not cover the case.
    #[error(transparent)]
    Rule(#[from] DomainError),
    /// Nothing passes every wall.
    #[error("no package for {group} passes every wall; nearest: {nearest}")]
    NothingOfferable {
        /// The group.
        group: String,
        /// Why the cheapest candidate fails.
        nearest: String,
    },
    /// The group has no income to compare with.
    #[error("the median income of {group} is {median}; a package needs a positive one")]
    NoIncome {
        /// The group.
        group: String,
        /// What was given.
        median: Rupiah,
    },
}

/// What a group earns a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupIncome {
    /// The group.
    pub group: OccupationGroup,
    /// Median declared monthly income of its members.
    pub median: Rupiah,
}

/// When the contribution is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentPlan {
    /// Each month.
    Monthly,
    /// A block of months at once, after the season that brings the money.
    Block {
        /// Months paid ahead.
        months: u32,
    },
}

/// A package for one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Id, for example `fisher-basic-6`.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// For whom.
    pub group: OccupationGroup,
    /// Statutory programmes.
    pub programmes: ProgrammeSet,
    /// When it is paid.
    pub plan: PaymentPlan,
    /// Add-ons, by id.
    pub add_ons: Vec<AddOn>,
    /// Monthly price without discount, at the median income.
    pub monthly: Rupiah,
    /// Monthly price in the month the design was made for.
    pub monthly_now: Rupiah,
    /// Full monthly price as a share of the median income.
    pub share_of_median_income: f64,
    /// Every wall, with what was found.
    pub checks: Vec<Check>,
    /// Rows a person must check before the package is relied on.
    pub unverified: BTreeSet<String>,
}

impl Package {
    /// True when every wall is passed.
    pub fn is_offerable(&self) -> bool {
        self.checks.iter().all(|c| c.passed)
    }

    fn protection(&self) -> (usize, usize, u32) {
        let block = match self.plan {
            PaymentPlan::Monthly => 1,
            PaymentPlan::Block { months } => months,
        };
        // Longer blocks carry cover through the lean season, but a year at once is a lump few can pay: six is preferred.
        let preference = match block {
            6 => 3,
            3 => 2,
            1 => 1,
            _ => 0,
        };
        (self.programmes.programmes().len(), self.add_ons.len(), preference)
    }
}

/// A candidate that was not chosen, and the wall it met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Its id.
    pub id: String,
    /// Which rule, in words.
    pub why: Bilingual,
}

/// Designs the package of a group for a month: all programme sets, payment plans and add-on sets are tried.
///
/// Preference among those that pass every wall: more programmes, then more add-ons, then a block that bridges the lean
/// season. Ties cannot occur: ids are unique and compared last.
pub fn design_package(
    income: GroupIncome,
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    month: Month,
) -> Result<(Package, Vec<Rejected>), BundlingError> {
    let group = income.group;
    if income.median <= Rupiah::ZERO {
        return Err(BundlingError::NoIncome { group: group.key().to_owned(), median: income.median });
    }
    let add_ons: Vec<&AddOn> = catalogue.add_ons_for(group).collect();
    let mut plans = vec![PaymentPlan::Monthly];
    plans.extend(rules.prepay_months().iter().map(|&months| PaymentPlan::Block { months }));

    let mut offerable: Vec<Package> = Vec::new();
    let mut rejected: Vec<Rejected> = Vec::new();
    for programmes in [ProgrammeSet::Basic, ProgrammeSet::WithSavings] {
        for &plan in &plans {
            for subset in 0..(1_u32 << add_ons.len()) {
                let chosen: Vec<&AddOn> =
                    add_ons.iter().enumerate().filter(|(i, _)| subset >> i & 1 == 1).map(|(_, a)| *a).collect();
                let package = assemble(income, catalogue, rules, month, programmes, plan, &chosen)?;
                match package.checks.iter().find(|c| !c.passed) {
                    None => offerable.push(package),
                    // Neighbours one add-on away explain the walls; larger sets fail for the same reasons.
                    Some(wall) if chosen.len() <= 1 => {
                        rejected.push(Rejected { id: package.id.clone(), why: wall.words.clone() });
                    }
                    Some(_) => {}
                }
            }
        }
    }
    offerable.sort_by(|a, b| b.protection().cmp(&a.protection()).then_with(|| a.id.cmp(&b.id)));
    match offerable.into_iter().next() {
        Some(best) => Ok((best, rejected)),
        None => Err(BundlingError::NothingOfferable {
            group: group.key().to_owned(),
            nearest: rejected.first().map_or_else(String::new, |r| format!("{} ({})", r.id, r.why.en)),
        }),
    }
}

fn assemble(
    income: GroupIncome,
    catalogue: &Catalogue,
    rules: &ProgrammeRules,
    month: Month,
    programmes: ProgrammeSet,
    plan: PaymentPlan,
    add_ons: &[&AddOn],
) -> Result<Package, BundlingError> {
    let payer = Payer {
        programmes,
        declared_income_rupiah: income.median.rounded(),
        group: income.group,
        paid_by_state: false,
    };
    let quote = rules.quote(&payer, month)?;
    let mut checks: Vec<Check> = add_ons.iter().map(|a| walls::clearance(a)).collect();
    checks.push(walls::fund_neutral(add_ons));
    checks.push(walls::affordable(catalogue, income.group, quote.full_amount, income.median)?);
    let mut unverified = quote.unverified.clone();
    unverified.extend(checks.iter().flat_map(|c| c.unverified.iter().cloned()));
    let share = quote.full_amount.decimal().checked_div(income.median.decimal()).unwrap_or(Decimal::ZERO);
    let (plan_key, plan_id, plan_en) = match plan {
        PaymentPlan::Monthly => ("1".to_owned(), "bayar bulanan".to_owned(), "paid monthly".to_owned()),
        PaymentPlan::Block { months } => {
            (months.to_string(), format!("bayar {months} bulan di muka"), format!("{months} months paid ahead"))
        }
    };
    let programme_key = match programmes {
        ProgrammeSet::Basic => "basic",
        ProgrammeSet::WithSavings => "savings",
    };
    let mut id = format!("{}-{programme_key}-{plan_key}", income.group.key());
    for add_on in add_ons {
        id.push('+');
        id.push_str(&add_on.id);
    }
    let group = income.group.name();
    Ok(Package {
        id,
        name: Bilingual::new(
            format!("{}: {programmes}, {plan_id}", group.id),
            format!("{}: {programmes}, {plan_en}", group.en),
        ),
        group: income.group,
        programmes,
        plan,
        add_ons: add_ons.iter().map(|a| (*a).clone()).collect(),
        monthly: quote.full_amount,
        monthly_now: quote.amount,
        share_of_median_income: share.to_f64().unwrap_or(0.0),
        checks,
        unverified,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn catalogue() -> Catalogue {
        Catalogue::from_csv(
            include_str!("../../../models/catalogue/addons.csv"),
            include_str!("../../../models/catalogue/lean_income.csv"),
            include_str!("../../../models/catalogue/walls.csv"),
        )
        .unwrap()
    }

    fn rules() -> ProgrammeRules {
        ProgrammeRules::from_csv(
            include_str!("../../../models/programmes/contributions.csv"),
            include_str!("../../../models/programmes/discounts.csv"),
            include_str!("../../../models/programmes/rules.csv"),
        )
        .unwrap()
    }

    fn fishers(median: i64) -> GroupIncome {
        GroupIncome { group: OccupationGroup::Fisher, median: Rupiah::whole(median) }
    }

    #[test]
    fn the_package_of_a_group_never_holds_an_add_on_without_clearance() {
        for group in [OccupationGroup::Fisher, OccupationGroup::Farmer] {
            let income = GroupIncome { group, median: Rupiah::whole(1_700_000) };
            let (package, rejected) =
                design_package(income, &catalogue(), &rules(), Month::new(2026, 12).unwrap()).unwrap();
            assert!(package.is_offerable());
            assert!(!package.add_ons.is_empty());
            assert!(package.add_ons.iter().all(AddOn::is_cleared), "{package:?}");
            assert!(rejected.iter().any(|r| r.why.en.contains("no clearance")), "{rejected:?}");
        }
    }

    #[test]
    fn a_group_with_lean_months_is_offered_fewer_programmes_than_one_with_even_income() {
        let month = Month::new(2026, 12).unwrap();
        let traders = GroupIncome { group: OccupationGroup::MarketTrader, median: Rupiah::whole(1_000_000) };
        let (even, _) = design_package(traders, &catalogue(), &rules(), month).unwrap();
        let (lean, _) = design_package(fishers(1_000_000), &catalogue(), &rules(), month).unwrap();
        assert_eq!(even.programmes, ProgrammeSet::WithSavings);
        assert_eq!(lean.programmes, ProgrammeSet::Basic);
        assert_eq!(lean.monthly, Rupiah::whole(16_800));
        assert_eq!(lean.monthly_now, Rupiah::whole(8_400));
    }

    #[test]
    fn an_add_on_paid_by_the_fund_is_never_offered() {
        let add_ons = include_str!("../../../models/catalogue/addons.csv").replace("service,partner", "service,fund");
        let catalogue = Catalogue::from_csv(
            &add_ons,
            include_str!("../../../models/catalogue/lean_income.csv"),
            include_str!("../../../models/catalogue/walls.csv"),
        )
        .unwrap();
        let (package, rejected) =
            design_package(fishers(1_700_000), &catalogue, &rules(), Month::new(2026, 12).unwrap()).unwrap();
        assert!(package.add_ons.is_empty(), "{package:?}");
        assert!(rejected.iter().any(|r| r.why.en.contains("not allowed")), "{rejected:?}");
    }

    #[test]
    fn statutory_amounts_are_never_altered_by_a_package() {
        let month = Month::new(2027, 2).unwrap();
        let (package, _) = design_package(fishers(1_700_000), &catalogue(), &rules(), month).unwrap();
        let payer = Payer {
            programmes: package.programmes,
            declared_income_rupiah: 1_700_000,
            group: OccupationGroup::Fisher,
            paid_by_state: false,
        };
        assert_eq!(package.monthly_now, rules().quote(&payer, month).unwrap().amount);
    }

    #[test]
    fn an_income_too_low_for_every_programme_is_refused_with_the_wall_it_meets() {
        let error =
            design_package(fishers(300_000), &catalogue(), &rules(), Month::new(2026, 12).unwrap()).unwrap_err();
        assert!(error.to_string().contains("leanest month"), "{error}");
    }

    #[test]
    fn what_is_assumed_is_named_in_the_package() {
        let (package, _) =
            design_package(fishers(1_700_000), &catalogue(), &rules(), Month::new(2026, 12).unwrap()).unwrap();
        assert!(package.unverified.iter().any(|u| u.contains("lean_income.csv: fisher")));
    }
}
