//! Arguments of lots: how large, drawn how, and whether offers spill over.

use super::share;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// A pace, a rate: anything above zero.
fn above_zero(text: &str) -> Result<f64, String> {
    let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| format!("`{text}` is no number above 0"))
}

/// What is drawn by lot.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LotUnitArg {
    /// People, one by one.
    Person,
    /// Whole areas.
    Area,
}

/// How false alarms are spent over looks.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SpendingArg {
    /// Little at early looks.
    ObrienFleming,
    /// Evenly.
    Pocock,
}

/// `power`.
#[derive(Debug, Args)]
pub struct PowerArgs {
    /// What will be drawn by lot.
    #[arg(long, value_enum)]
    pub unit: LotUnitArg,
    /// Uplift among those reached that should be found: 0.05 is five points of a rate.
    #[arg(long, allow_hyphen_values = true)]
    pub uplift: Option<f64>,
    /// People, or areas, of the control: what uplift is found with so many?
    #[arg(long, value_name = "NUMBER")]
    pub size: Option<u64>,
    /// Rate without treatment, of a yes-or-no outcome.
    #[arg(long)]
    pub rate: Option<f64>,
    /// Standard deviation over people, of an amount.
    #[arg(long)]
    pub deviation: Option<f64>,
    /// A past file from which rate, deviation, correlation and sizes of areas are taken.
    #[arg(long, value_name = "FILE")]
    pub past: Option<PathBuf>,
    /// Column of the outcome in the past file.
    #[arg(long, value_name = "COLUMN", requires = "past")]
    pub outcome: Option<String>,
    /// Column of the area in the past file.
    #[arg(long, value_name = "COLUMN", requires = "past")]
    pub cluster: Option<String>,
    /// Column of the arm in the past file.
    #[arg(long, value_name = "COLUMN", requires_all = ["past", "control"])]
    pub arm: Option<String>,
    /// Value of the arm that was the control.
    #[arg(long, value_name = "VALUE", requires = "arm")]
    pub control: Option<String>,
    /// Intra-area correlation.
    #[arg(long)]
    pub icc: Option<f64>,
    /// People of an area, on average.
    #[arg(long, value_name = "NUMBER")]
    pub people_per_area: Option<f64>,
    /// Coefficient of variation of the people of an area; 0 where all are alike.
    #[arg(long)]
    pub cv: Option<f64>,
    /// Strata inside which areas are drawn.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub strata: u32,
    /// False alarms allowed, both sides together.
    #[arg(long, default_value_t = 0.05)]
    pub alpha: f64,
    /// Probability of finding the uplift.
    #[arg(long, default_value_t = 0.8)]
    pub power: f64,
    /// Treated people (or areas) of an arm for each one of the control.
    #[arg(long, default_value_t = 1.0)]
    pub ratio: f64,
    /// Treated arms.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub arms: u32,
    /// Hold down false alarms of several arms by Dunnett's bound instead of Bonferroni's.
    #[arg(long)]
    pub dunnett: bool,
    /// Planned looks, the last included.
    #[arg(long, default_value_t = 1, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..=100))]
    pub looks: u32,
    /// How false alarms are spent over the looks.
    #[arg(long, value_enum, default_value = "obrien-fleming")]
    pub spending: SpendingArg,
    /// Share of the treated who are really reached.
    #[arg(long, default_value_t = 1.0, value_name = "SHARE")]
    pub reached: f64,
    /// Share whose outcome will be missing.
    #[arg(long, default_value_t = 0.0, value_name = "SHARE")]
    pub lost: f64,
    /// Unpooled normal instead of arcsine, for rates by person.
    #[arg(long)]
    pub unpooled: bool,
    /// People, or areas, that can be treated in a week.
    #[arg(long, value_name = "NUMBER", value_parser = above_zero)]
    pub per_week: Option<f64>,
    /// Weeks from the last touch to the outcome.
    #[arg(long, default_value_t = 0, value_name = "WEEKS")]
    pub wait_weeks: u32,
    /// Rupiah of one touch.
    #[arg(long, value_name = "RUPIAH", value_parser = clap::value_parser!(i64).range(0..))]
    pub cost_each: Option<i64>,
    /// Touches of a treated person.
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    pub touches: u32,
    /// Draw power over the size into this SVG file.
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
}

/// `randomise`.
#[derive(Debug, Args)]
pub struct RandomiseArgs {
    /// People or areas: CSV, CSV.gz, XLSX or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What is drawn by lot.
    #[arg(long, value_enum)]
    pub unit: LotUnitArg,
    /// Column of the person or area.
    #[arg(long, value_name = "COLUMN")]
    pub key: String,
    /// Columns of strata.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub strata: Vec<String>,
    /// Columns of numbers on which areas are matched, one of each group for every arm.
    #[arg(long = "match", value_name = "COLUMNS", value_delimiter = ',')]
    pub matched_on: Vec<String>,
    /// An arm and its share; the first is the control.
    #[arg(long, value_name = "ARM=SHARE", required = true, value_parser = share)]
    pub arm: Vec<(String, f64)>,
    /// Seed: the same seed and keys give the same arms.
    #[arg(long, value_name = "TEXT")]
    pub seed: String,
    /// Columns of the balance table; every comparable one by default.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub balance: Vec<String>,
    /// File with the arms: CSV, XLSX or Parquet.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

/// `spill-over`.
#[derive(Debug, Args)]
pub struct SpillOverArgs {
    /// People of a lot in two stages: CSV, CSV.gz or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Column of the area.
    #[arg(long, value_name = "COLUMN")]
    pub cluster: String,
    /// Column of the saturation that the area drew.
    #[arg(long, value_name = "COLUMN")]
    pub saturation: String,
    /// Its value for areas with many offers.
    #[arg(long, value_name = "VALUE", default_value = "1")]
    pub high: String,
    /// Column of the offer that the person drew.
    #[arg(long, value_name = "COLUMN")]
    pub offered: String,
    /// Its value for yes.
    #[arg(long, value_name = "VALUE", default_value = "1")]
    pub yes: String,
    /// Column of the outcome.
    #[arg(long, value_name = "COLUMN")]
    pub outcome: String,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
}
