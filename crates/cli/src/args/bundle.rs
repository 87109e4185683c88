//! `bundle`.

use super::{HomeArg, ReportArg, name};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use domain::{Month, OccupationGroup};

/// `bundle`: without a subcommand, packages are designed and kept for campaigns.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BundleArgs {
    #[command(subcommand)]
    pub what: Option<BundleWhat>,
    #[command(flatten)]
    pub keep: KeepArgs,
}

/// What to do with packages.
#[derive(Debug, Subcommand)]
pub enum BundleWhat {
    /// Search all admissible packages for a segment and explain what comes out; nothing is kept.
    #[command(
        after_help = "Examples:\n  jangkau bundle design --home h --segment fisher\n  jangkau bundle design --segment fisher --income 1450000\n  jangkau bundle design --home h --segment fisher --with gear-insurance,catch-market-access --report paket.pdf"
    )]
    Design(DesignPackageArgs),
    /// Lay packages side by side, by their ids.
    #[command(
        after_help = "Example: jangkau bundle compare basic.monthly.none.counter basic.season-6.none.counter --home h --segment fisher"
    )]
    Compare(ComparePackagesArgs),
    /// Move a kept package on: to clearance, to be offered, back to a draft, or out.
    #[command(after_help = "Example: jangkau bundle move fisher --to in-clearance --by rina --home h")]
    Move(MovePackageArgs),
}

/// `bundle move`.
#[derive(Debug, Args)]
pub struct MovePackageArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Key of the package, that of its segment or group.
    #[arg(value_name = "KEY")]
    pub package: String,
    /// What it becomes.
    #[arg(long, value_enum, value_name = "STATUS")]
    pub to: PackageStatusArg,
    /// Who decides.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub by: String,
    /// The day it is decided; today by default.
    #[arg(long, value_name = "DAY")]
    pub on: Option<NaiveDate>,
}

/// How far a package has come.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum PackageStatusArg {
    /// Made, not offered to anybody.
    Draft,
    /// With the regulators.
    InClearance,
    /// A campaign may use it.
    Offerable,
    /// No longer offered.
    Withdrawn,
}

/// `bundle` without a subcommand.
#[derive(Debug, Args)]
pub struct KeepArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Group to design for; may be repeated.
    #[arg(long = "group", value_name = "GROUP", default_values = ["fisher", "farmer"])]
    pub groups: Vec<OccupationGroup>,
    /// Who keeps them.
    #[arg(long, value_parser = name, default_value = "jangkau", value_name = "NAME")]
    pub by: String,
    #[command(flatten)]
    pub terms: TermsArgs,
}

/// What every design is about.
#[derive(Debug, Clone, Args)]
pub struct TermsArgs {
    /// Month in which people sign up; its prices and clearances count.
    #[arg(long, default_value = "2026-12", value_name = "MONTH")]
    pub month: Month,
    /// Programme set of models/catalogue/programme_sets.csv.
    #[arg(long, default_value = "basic", value_name = "ID")]
    pub programme: String,
    /// Most add-ons at once, 0 to 6.
    #[arg(long, default_value_t = 4, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(0..=6))]
    pub add_ons: u8,
    /// Draws of what is uncertain.
    #[arg(long, default_value_t = 400, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(0..=10_000))]
    pub draws: u16,
    /// Seed of the draws.
    #[arg(long, default_value_t = 1, value_name = "SEED")]
    pub seed: u64,
}

/// `bundle design`.
#[derive(Debug, Args)]
pub struct DesignPackageArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Segment key, or occupation group such as fisher.
    #[arg(long, value_name = "KEY")]
    pub segment: String,
    /// Median income a month to design for, in whole rupiah, for an occupation group without members at hand.
    #[arg(long, value_name = "RUPIAH", value_parser = clap::value_parser!(i64).range(1..=1_000_000_000))]
    pub income: Option<i64>,
    /// How many people the group has, with --income.
    #[arg(long, default_value_t = 10_000, requires = "income", value_name = "NUMBER")]
    pub people: u64,
    /// Add-ons that must be in it, by id; one without clearance makes it a draft.
    #[arg(long, value_delimiter = ',', value_name = "ID,ID")]
    pub with: Vec<String>,
    /// Use any add-on that still lacks a clearance; what comes out may be a draft.
    #[arg(long)]
    pub drafts: bool,
    #[command(flatten)]
    pub terms: TermsArgs,
    #[command(flatten)]
    pub report: ReportArg,
}

/// `bundle compare`.
#[derive(Debug, Args)]
pub struct ComparePackagesArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Ids of packages, such as basic.season-6.none.counter+catch-market-access.
    #[arg(required = true, num_args = 2.., value_name = "ID")]
    pub packages: Vec<String>,
    /// Segment key, or occupation group such as fisher.
    #[arg(long, value_name = "KEY")]
    pub segment: String,
    #[command(flatten)]
    pub terms: TermsArgs,
}
