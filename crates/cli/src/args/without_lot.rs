//! Arguments of contacts nobody drew by lot, and of journeys.

use super::ReportArg;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How `compare` compares.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum CompareMethod {
    /// People as they are, with covariates (doubly robust).
    Aipw,
    /// The same people over periods, contacts that come and go.
    Panel,
    /// Difference in differences: a programme that begins and stays.
    Did,
    /// Synthetic control: one treated area, many others.
    Synthetic,
}

/// `compare`.
#[derive(Debug, Args)]
pub struct CompareArgs {
    /// Contacts: CSV, CSV.gz or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Column that says who was contacted: 1 or 0, yes or no, or any values with --treated-value.
    #[arg(long, value_name = "COLUMN", required_unless_present = "treated_unit")]
    pub treated: Option<String>,
    /// Value of it that means contacted.
    #[arg(long, value_name = "VALUE", requires = "treated")]
    pub treated_value: Option<String>,
    /// Value of it that means not contacted; rows with a third value are left out.
    #[arg(long, value_name = "VALUE", requires = "treated_value")]
    pub control_value: Option<String>,
    /// Column of the outcome.
    #[arg(long, value_name = "COLUMN")]
    pub outcome: String,
    /// Columns known of everybody before the contact.
    #[arg(long = "covariate", value_name = "COLUMNS", value_delimiter = ',')]
    pub covariates: Vec<String>,
    /// Column of the person or area that is followed.
    #[arg(long, value_name = "COLUMN")]
    pub unit: Option<String>,
    /// Column of the period.
    #[arg(long, value_name = "COLUMN")]
    pub period: Option<String>,
    /// Column that says which rows are from after the start, where nobody is followed.
    #[arg(long, value_name = "COLUMN")]
    pub after: Option<String>,
    /// The one treated unit, in place of --treated.
    #[arg(long, value_name = "UNIT", conflicts_with = "treated", requires = "since")]
    pub treated_unit: Option<String>,
    /// Its first period with the programme.
    #[arg(long, value_name = "PERIOD", requires = "treated_unit")]
    pub since: Option<String>,
    /// How to compare; found from the columns where it is left out.
    #[arg(long, value_enum)]
    pub method: Option<CompareMethod>,
    /// Folds of cross-fitting, beside the ordinary AIPW.
    #[arg(long)]
    pub folds: Option<usize>,
    /// Seed of the folds.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
    /// Draw the balance of the covariates, or the unit beside its synthetic double, into this SVG file.
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    #[command(flatten)]
    pub report: ReportArg,
}

/// `attribution`.
#[derive(Debug, Args)]
pub struct AttributionArgs {
    /// Journeys: CSV, CSV.gz or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Column of the touches in their order.
    #[arg(long, value_name = "COLUMN")]
    pub path: String,
    /// Column of the journeys that ended in a payment.
    #[arg(long, value_name = "COLUMN")]
    pub conversions: String,
    /// Column of the journeys that did not.
    #[arg(long, value_name = "COLUMN")]
    pub nulls: String,
    /// Column of what the payments were worth together.
    #[arg(long, value_name = "COLUMN")]
    pub value: Option<String>,
    /// What stands between two touches.
    #[arg(long, default_value = " > ", value_name = "TEXT")]
    pub separator: String,
    /// Touches that the Markov chain remembers, 1 to 3.
    #[arg(long, default_value_t = 1)]
    pub order: usize,
    /// Redraws of the journeys for the intervals; 0 for none.
    #[arg(long, default_value_t = 1000)]
    pub draws: usize,
    /// Seed of the redraws.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
    /// Draw the Markov credit into this SVG file.
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    #[command(flatten)]
    pub report: ReportArg,
}
