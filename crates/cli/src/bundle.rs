//! `jangkau bundle`: packages for segments.

use crate::args::{
    BundleArgs, BundleWhat, ComparePackagesArgs, DesignPackageArgs, KeepArgs, MovePackageArgs, PackageStatusArg,
    TermsArgs,
};
use crate::clock::today;
use crate::say::Out;
use crate::{reporting, table};
use anyhow::Result;
use bundling::Hand;
use domain::Rupiah;
use domain::views::PackageStatus;
use workflow::bundle::{Asked, bundle as keep_packages, described, design_packages, move_package};
use workflow::reports::{Origin, package_report};
use workflow::{Home, World};

/// `jangkau bundle`.
pub async fn bundle(out: &Out, args: &BundleArgs) -> Result<()> {
    match &args.what {
        None => keep(out, &args.keep).await,
        Some(BundleWhat::Design(args)) => design(out, args).await,
        Some(BundleWhat::Compare(args)) => compare(out, args).await,
        Some(BundleWhat::Move(args)) => move_on(out, args).await,
    }
}

fn asked(whom: Vec<String>, terms: &TermsArgs, with: &[String], drafts: bool) -> Asked {
    Asked {
        whom,
        assumed: None,
        month: terms.month,
        programme: terms.programme.clone(),
        most_add_ons: usize::from(terms.add_ons),
        with: with.to_vec(),
        drafts,
        draws: usize::from(terms.draws),
        seed: terms.seed,
    }
}

async fn keep(out: &Out, args: &KeepArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    let groups = args.groups.iter().map(|group| group.key().to_owned()).collect();
    let hand = Hand { by: args.by.clone(), on: today() };
    let designed = keep_packages(&home, &world, &asked(groups, &args.terms, &[], false), &hand).await?;
    out.answer(&designed, |language| table::packages(&designed, language))
}

async fn move_on(out: &Out, args: &MovePackageArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    let to = match args.to {
        PackageStatusArg::Draft => PackageStatus::Draft,
        PackageStatusArg::InClearance => PackageStatus::InClearance,
        PackageStatusArg::Offerable => PackageStatus::Offerable,
        PackageStatusArg::Withdrawn => PackageStatus::Withdrawn,
    };
    let hand = Hand { by: args.by.clone(), on: args.on.unwrap_or_else(today) };
    let package = move_package(&home, &world, &args.package, to, &hand).await?;
    out.answer(&package, |language| table::moved_package(&package, language))
}

async fn design(out: &Out, args: &DesignPackageArgs) -> Result<()> {
    let report = reporting::asked_for(&args.report)?;
    let home = match args.income {
        None => Home::open_existing(&args.home.home)?,
        Some(_) => Home::look(&args.home.home),
    };
    let world = World::load(&home)?;
    let assumed = args.income.map(|income| (Rupiah::whole(income), args.people));
    let asked = Asked { assumed, ..asked(vec![args.segment.clone()], &args.terms, &args.with, args.drafts) };
    let designed = design_packages(&home, &world, &asked).await?;
    out.answer(&designed, |language| {
        designed.iter().map(|one| table::design(&world.catalogue, one, language)).collect::<Vec<_>>().join("\n")
    })?;
    let (Some(report), Some(designed)) = (report, designed.first()) else { return Ok(()) };
    let origin = Origin { file: "models/catalogue".to_owned(), sha256: None, command: reporting::as_typed() };
    reporting::write(out, &report, &package_report(&world.catalogue, designed, &origin, out.language)?)
}

async fn compare(out: &Out, args: &ComparePackagesArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    let asked = asked(vec![args.segment.clone()], &args.terms, &[], true);
    let packages = described(&home, &world, &asked, &args.packages).await?;
    out.answer(&packages, |language| table::side_by_side(&packages, language))
}
