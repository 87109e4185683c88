//! Bundle: a lawful, affordable, fund-neutral package for each group asked for.

use crate::home::Home;
use crate::import::load_members;
use crate::world::World;
use anyhow::{Context, Result, bail};
use bundling::{GroupIncome, Package, PaymentPlan, Rejected, design_package};
use domain::views::PackageView;
use domain::{Bilingual, Member, Month, OccupationGroup, Rupiah};
use serde::Serialize;

/// A package and what was rejected on the way.
#[derive(Debug, Clone, Serialize)]
pub struct Designed {
    /// As pages show it.
    pub package: PackageView,
    /// Median declared income it was designed for.
    pub median_income: Rupiah,
    /// Neighbours that met a wall: id and reason.
    pub rejected: Vec<(String, Bilingual)>,
}

/// Designs and keeps one package for each group, at the prices of a month.
pub async fn bundle(home: &Home, world: &World, groups: &[OccupationGroup], month: Month) -> Result<Vec<Designed>> {
    let members = load_members(home)?;
    let mut designed = Vec::new();
    for &group in groups {
        let median = median_declared_income(&members, group).with_context(|| {
            format!("no registered member works as {}, so there is no income to design for", group.key())
        })?;
        let (package, rejected) = design_package(GroupIncome { group, median }, &world.catalogue, &world.rules, month)?;
        designed.push(to_designed(&package, &rejected, median));
    }
    if designed.is_empty() {
        bail!("no group was named");
    }
    let store = home.store().await?;
    let mut packages: Vec<PackageView> = store.packages().await?;
    packages.retain(|p| designed.iter().all(|d| d.package.id != p.id));
    packages.extend(designed.iter().map(|d| d.package.clone()));
    packages.sort_by(|a, b| a.id.cmp(&b.id));
    store.save_packages(&packages).await?;
    Ok(designed)
}

/// Median declared income of the registered members of a group; the lower of the middle two when they are even.
fn median_declared_income(members: &[Member], group: OccupationGroup) -> Option<Rupiah> {
    let mut incomes: Vec<i64> = members
        .iter()
        .filter(|m| m.group == group && m.registered_on.is_some())
        .map(|m| m.declared_income_rupiah)
        .collect();
    incomes.sort_unstable();
    incomes.get(incomes.len().checked_sub(1)? / 2).map(|r| Rupiah::whole(*r))
}

fn to_designed(package: &Package, rejected: &[Rejected], median: Rupiah) -> Designed {
    let plan = match package.plan {
        PaymentPlan::Monthly => Bilingual::new("Bayar tiap bulan", "Paid each month"),
        PaymentPlan::Block { months } => Bilingual::new(
            format!("Bayar {months} bulan sekaligus sesudah musim ramai"),
            format!("{months} months paid at once after the good season"),
        ),
    };
    let mut contents = vec![Bilingual::new(package.programmes.to_string(), package.programmes.to_string()), plan];
    contents.extend(package.add_ons.iter().map(|a| a.name.clone()));
    Designed {
        package: PackageView {
            id: package.group.key().to_owned(),
            name: package.name.clone(),
            group: package.group.key().to_owned(),
            status: if package.is_offerable() { "offerable" } else { "draft" }.to_owned(),
            monthly: package.monthly,
            monthly_discounted: package.monthly_now,
            share_of_median_income: package.share_of_median_income,
            contents,
            checks: package.checks.iter().map(|c| c.words.clone()).collect(),
            unverified: package.unverified.iter().cloned().collect(),
        },
        median_income: median,
        rejected: rejected.iter().map(|r| (r.id.clone(), r.why.clone())).collect(),
    }
}
