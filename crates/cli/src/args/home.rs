//! Arguments of what fills a home, makes segments and packages of it, and shows it.

use super::{HomeArg, name};
use chrono::NaiveDate;
use clap::Args;
use domain::{Month, ProgrammeSet};
use std::path::PathBuf;

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Home directory of the demo; one that holds an earlier demo is made anew.
    #[arg(long, default_value = "jangkau-demo", value_name = "DIR")]
    pub home: PathBuf,
    /// People to simulate.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=2_000_000))]
    pub workers: u32,
    /// Seed of the population.
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// End after the table.
    #[arg(long)]
    pub no_serve: bool,
    /// Address of the dashboard; loopback only.
    #[arg(long, default_value = "127.0.0.1:8087", value_name = "HOST:PORT")]
    pub address: String,
}

/// `simulate`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// People to simulate.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=30_000_000))]
    pub workers: u32,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The last day that is known.
    #[arg(long, default_value = "2026-11-30", value_name = "DAY")]
    pub as_of: NaiveDate,
    /// Write checked tables instead of the agency's files: for millions of people, whom nobody can be written to.
    #[arg(long)]
    pub tables: bool,
    /// Play the months after this campaign for everyone in its plan, instead of making people.
    #[arg(long, value_name = "CAMPAIGN", conflicts_with_all = ["workers", "seed", "as_of"])]
    pub play: Option<String>,
}

/// `import`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true).args(["members", "contributions", "contacts", "consent"]))]
pub struct ImportArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Members and prospects, CSV, XLSX or Parquet.
    #[arg(long, value_name = "FILE")]
    pub members: Option<PathBuf>,
    /// Mapping of the members file: a file, or a name under models/mappings.
    #[arg(long, default_value = "agency-members", value_name = "MAPPING")]
    pub members_mapping: String,
    /// Contributions, CSV, XLSX or Parquet.
    #[arg(long, value_name = "FILE")]
    pub contributions: Option<PathBuf>,
    /// Mapping of the contributions file.
    #[arg(long, default_value = "agency-contributions", value_name = "MAPPING")]
    pub contributions_mapping: String,
    /// Names, phones and addresses of known members; sealed in the store, read by dispatch only.
    #[arg(long, value_name = "FILE")]
    pub contacts: Option<PathBuf>,
    /// Mapping of the contacts file.
    #[arg(long, default_value = "agency-contacts", value_name = "MAPPING")]
    pub contacts_mapping: String,
    /// Consent given or withdrawn, by member and channel; the latest day counts.
    #[arg(long, value_name = "FILE")]
    pub consent: Option<PathBuf>,
    /// Mapping of the consent file.
    #[arg(long, default_value = "agency-consent", value_name = "MAPPING")]
    pub consent_mapping: String,
    /// The day the files describe; later days in them are put aside. Today by default.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// Who takes the files in. The user of this system by default.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub by: Option<String>,
    /// Say what would happen and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `segment`.
#[derive(Debug, Args)]
pub struct SegmentArgs {
    /// Any table to segment instead of the home's members.
    #[arg(value_name = "FILE", requires = "mapping")]
    pub file: Option<PathBuf>,
    /// Mapping of that table: a file, or a name under models/mappings.
    #[arg(long, value_name = "MAPPING", requires = "file")]
    pub mapping: Option<String>,
    #[command(flatten)]
    pub home: HomeArg,
    /// The day whose knowledge counts.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// Parameters of the method: a file, or a name under models/segmentation (default, joint).
    #[arg(long, value_name = "PARAMS")]
    pub params: Option<String>,
    /// Try every number of segments and say which one is proposed; the number in the parameters wins.
    #[arg(long, conflicts_with = "file")]
    pub propose: bool,
}

/// `rename`.
#[derive(Debug, Args)]
pub struct RenameArgs {
    /// Key of the segment.
    #[arg(value_name = "SEGMENT")]
    pub segment: String,
    /// Its name in Indonesian.
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// Its name in English; the Indonesian one where it is left out.
    #[arg(long, value_name = "NAME")]
    pub to_en: Option<String>,
    #[command(flatten)]
    pub home: HomeArg,
}

/// `features`.
#[derive(Debug, Args)]
pub struct FeaturesArgs {
    /// List what features there are.
    #[arg(long)]
    pub list: bool,
    #[command(flatten)]
    pub home: HomeArg,
    /// The day whose knowledge counts. Today by default.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// File to write; exports/features.parquet of the home by default.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `states`.
#[derive(Debug, Args)]
pub struct StatesArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// The day whose knowledge counts. Today by default.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// First month; eleven before the last by default.
    #[arg(long, value_name = "MONTH")]
    pub from: Option<Month>,
    /// Last month; that of the day by default.
    #[arg(long, value_name = "MONTH")]
    pub to: Option<Month>,
    /// File to write; exports/states.parquet of the home by default.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `schemes`.
#[derive(Debug, Args)]
pub struct SchemesArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Month whose discounts and subsidies count.
    #[arg(long, default_value = "2026-12", value_name = "MONTH")]
    pub month: Month,
    /// Print what a leaflet may say of JKK+JKM or JKK+JKM+JHT, every amount with its condition.
    #[arg(long, value_name = "PROGRAMMES", conflicts_with = "check")]
    pub leaflet: Option<ProgrammeSet>,
    /// Look through a text file for promises without their condition.
    #[arg(long, value_name = "FILE")]
    pub check: Option<PathBuf>,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Address; loopback only, because there are no logins yet.
    #[arg(long, default_value = "127.0.0.1:8087", value_name = "HOST:PORT")]
    pub address: String,
}

/// `migrate`.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// An empty PostgreSQL database: postgres://user:password@host/name. It is kept in the home's file database.url, which only its
    /// owner reads; the environment variable JANGKAU_DATABASE takes its place.
    #[arg(long, value_name = "URL")]
    pub to: String,
}
