//! Arguments of experiments: what an arm caused, who gains most, and how often the answers are wrong.

use super::{DesignArg, HomeArg, ReportArg, share};
use bundling::catalogue::LeverKey;
use clap::{Args, ValueEnum};
use domain::Rupiah;
use std::path::PathBuf;

/// `evaluate`.
#[derive(Debug, Args)]
pub struct EvaluateArgs {
    /// Any experiment: CSV, CSV.gz or Parquet.
    #[arg(value_name = "FILE", conflicts_with = "campaign", required_unless_present = "campaign", requires_all = ["arm", "control", "outcome"])]
    pub file: Option<PathBuf>,
    /// A recorded campaign of the home.
    #[arg(long, value_name = "CAMPAIGN")]
    pub campaign: Option<String>,
    #[command(flatten)]
    pub home: HomeArg,
    /// Column of the arm, as assigned.
    #[arg(long, value_name = "COLUMN")]
    pub arm: Option<String>,
    /// Value of the arm that is the control.
    #[arg(long, value_name = "VALUE")]
    pub control: Option<String>,
    /// Column of the outcome.
    #[arg(long, value_name = "COLUMN")]
    pub outcome: Option<String>,
    /// Column of the person or household; must not repeat.
    #[arg(long, value_name = "COLUMN")]
    pub unit: Option<String>,
    /// Column of the area that was randomised.
    #[arg(long, value_name = "COLUMN")]
    pub cluster: Option<String>,
    /// Column of the strata of the lot.
    #[arg(long, value_name = "COLUMN")]
    pub strata: Option<String>,
    /// Column of the segments to answer one by one.
    #[arg(long, value_name = "COLUMN")]
    pub segment: Option<String>,
    /// Columns of numbers known before the lot was drawn, separated by commas.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub covariate: Vec<String>,
    /// What was drawn by lot; areas where --cluster is given, else persons. With `area` and no --cluster each row is an area. With
    /// `observational` nobody drew lots: the arms are compared after adjusting for --covariate, grade C.
    #[arg(long, value_enum, value_name = "DESIGN")]
    pub design: Option<EvaluatedDesign>,
    /// Value of the arm that is compared, with `--design observational` and more than two arms.
    #[arg(long, value_name = "VALUE")]
    pub treated: Option<String>,
    /// Column of how many people each row stands for, for rows that are counts.
    #[arg(long, value_name = "COLUMN")]
    pub count: Option<String>,
    /// Column that the outcome's sum is divided by: rupiah paid over months due, for example.
    #[arg(long, value_name = "COLUMN")]
    pub per: Option<String>,
    /// Column that is 1 where the treatment reached the person: adds the effect on those reached.
    #[arg(long, value_name = "COLUMN")]
    pub reached: Option<String>,
    /// Planned share of each arm: holdout=1,wa=9. Equal shares are presumed where the sizes are alike.
    #[arg(long, value_name = "ARM=SHARE", value_delimiter = ',', value_parser = share)]
    pub shares: Vec<(String, f64)>,
    /// Why the arms' sizes are off the plan; printed with every answer, which is graded B.
    #[arg(long, value_name = "REASON")]
    pub ratio_reason: Option<String>,
    /// Lever of models/catalogue/levers.csv in which an arm differs from the control: what is found takes the place of the prior in
    /// the home, and packages are designed with it.
    #[arg(long, value_name = "LEVER[=ARM]", requires = "file", value_parser = lever)]
    pub lever: Option<(LeverKey, Option<String>)>,
    /// Column of the day of the lot.
    #[arg(long, value_name = "COLUMN")]
    pub assigned_on: Option<String>,
    /// Column of the day of the outcome; one before the lot is refused.
    #[arg(long, value_name = "COLUMN", requires = "assigned_on")]
    pub outcome_on: Option<String>,
    /// Smallest effect worth acting on, in the outcome's unit (0.02 is two points of a rate). A tenth of the control's by default.
    #[arg(long, value_name = "EFFECT")]
    pub worthwhile: Option<f64>,
    /// Column of what was spent on each row, in rupiah.
    #[arg(long, value_name = "COLUMN", conflicts_with = "cost_each")]
    pub cost: Option<String>,
    /// Rupiah spent on each person assigned to a treated arm.
    #[arg(long, value_name = "RUPIAH")]
    pub cost_each: Option<Rupiah>,
    /// Rupiah that one unit of the outcome is worth, such as the contribution of a paid month.
    #[arg(long, value_name = "RUPIAH")]
    pub worth: Option<Rupiah>,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
    #[command(flatten)]
    pub report: ReportArg,
}

/// `retention`.
#[derive(Debug, Args)]
pub struct RetentionArgs {
    /// One row a member: CSV, CSV.gz, XLSX or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Column of the months paid, or of any duration.
    #[arg(long, value_name = "COLUMN")]
    pub duration: String,
    /// Column that says whether the member stopped: 1 or 0, yes or no, ya or tidak.
    #[arg(long, value_name = "COLUMN")]
    pub event: String,
    /// Value of it that says stopped; every other value is still paying.
    #[arg(long, value_name = "VALUE")]
    pub event_value: Option<String>,
    /// Column of the groups or arms.
    #[arg(long, value_name = "COLUMN")]
    pub group: Option<String>,
    /// Value of the group that the others are compared with.
    #[arg(long, value_name = "VALUE", requires = "group")]
    pub control: Option<String>,
    /// Column of the areas.
    #[arg(long, value_name = "COLUMN")]
    pub cluster: Option<String>,
    /// What was drawn by lot. Without it groups are compared as they are, and nothing is called an effect.
    #[arg(long, value_enum, value_name = "UNIT", requires_all = ["group", "control"])]
    pub design: Option<DesignArg>,
    /// Column that says why a member stopped.
    #[arg(long, value_name = "COLUMN")]
    pub cause: Option<String>,
    /// Months within which months paid are counted. 12 by default, or as far as every group was followed.
    #[arg(long, value_name = "MONTHS")]
    pub horizon: Option<f64>,
    /// Columns known before, for the chance to stop in a month; numbers or words.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub covariate: Vec<String>,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
    /// Draw the curves into this SVG file.
    #[arg(long, value_name = "FILE")]
    pub chart: Option<PathBuf>,
    #[command(flatten)]
    pub report: ReportArg,
}

/// What was drawn by lot, or that nothing was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EvaluatedDesign {
    /// Persons.
    Person,
    /// Areas.
    Area,
    /// Nothing: people were chosen.
    Observational,
}

/// `calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateArgs {
    /// Only estimators whose name begins so.
    #[arg(long, value_name = "NAME")]
    pub only: Option<String>,
    /// Experiments of each kind.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub runs: u32,
    /// Print the table in Markdown, as it stands in the crate's README.
    #[arg(long)]
    pub markdown: bool,
}

/// `uplift`.
#[derive(Debug, Args)]
pub struct UpliftArgs {
    /// Any experiment drawn by lot: CSV, CSV.gz or Parquet, one row a person.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Column of the arm, as assigned.
    #[arg(long, value_name = "COLUMN")]
    pub arm: String,
    /// Value of the arm that is the control.
    #[arg(long, value_name = "VALUE")]
    pub control: String,
    /// Column of the outcome; more is better.
    #[arg(long, value_name = "COLUMN")]
    pub outcome: String,
    /// Columns known before the campaign; every other column where left out.
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    pub features: Vec<String>,
    /// Judge the score of this column instead of learning one.
    #[arg(long, value_name = "COLUMN", conflicts_with_all = ["features", "cost", "value", "people"])]
    pub score: Option<String>,
    /// Column of the person; must not repeat.
    #[arg(long, value_name = "COLUMN")]
    pub unit: Option<String>,
    /// Column of the area that was randomised.
    #[arg(long, value_name = "COLUMN")]
    pub cluster: Option<String>,
    /// Why the arms' sizes are off the plan; printed with the answer.
    #[arg(long, value_name = "REASON")]
    pub ratio_reason: Option<String>,
    /// What an arm costs a person, in rupiah.
    #[arg(long, value_name = "ARM=RUPIAH,...", value_delimiter = ',', requires = "value")]
    pub cost: Vec<String>,
    /// What one unit of the outcome is worth, in rupiah.
    #[arg(long, value_name = "RUPIAH")]
    pub value: Option<Rupiah>,
    /// How the gain is learned.
    #[arg(long, value_enum, default_value = "dr")]
    pub learner: LearnerName,
    /// What the learner stands on.
    #[arg(long, value_enum, default_value = "logistic")]
    pub base: BaseName,
    /// Seed of folds, trees and replicates.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Replicates behind each interval of a ranking.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(80..=100_000))]
    pub replicates: u32,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
    /// Draw the Qini curve into this file, one file an arm where there are several.
    #[arg(long, value_name = "FILE.svg")]
    pub chart: Option<PathBuf>,
    /// Write the people with the arm that the policy gives them.
    #[arg(long, value_name = "FILE.csv")]
    pub people: Option<PathBuf>,
    #[command(flatten)]
    pub report: ReportArg,
}

/// Learners of the gain.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum LearnerName {
    /// A model an arm.
    T,
    /// Each arm's people against the other arm's model; for arms of unlike size.
    X,
    /// Doubly robust.
    Dr,
}

/// Bases of the learners.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum BaseName {
    /// Logistic regression; least squares of amounts.
    Logistic,
    /// A forest of honest trees.
    Trees,
}

fn lever(text: &str) -> Result<(LeverKey, Option<String>), String> {
    match text.split_once('=') {
        None => Ok((text.parse()?, None)),
        Some((lever, arm)) => Ok((lever.parse()?, Some(arm.to_owned()))),
    }
}
