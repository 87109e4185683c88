//! Arguments of choices.

use super::HomeArg;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `choice`.
#[derive(Debug, Subcommand)]
pub enum ChoiceStep {
    /// Fit a conditional logit: what each attribute counts for, and what people would pay for it.
    Fit(ChoiceArgs),
}

/// `choice fit`.
#[derive(Debug, Args)]
pub struct ChoiceArgs {
    /// One row for each alternative of each task: CSV, CSV.gz, XLSX or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Column of the person.
    #[arg(long, value_name = "COLUMN")]
    pub id: String,
    /// Column of the task; two persons may use the same words for theirs.
    #[arg(long, value_name = "COLUMN")]
    pub task: String,
    /// Column of the alternative, to refuse one that a task offers twice.
    #[arg(long, value_name = "COLUMN")]
    pub alt: Option<String>,
    /// Column that says whether the alternative was chosen: 1 or 0, yes or no, ya or tidak.
    #[arg(long, value_name = "COLUMN")]
    pub chosen: String,
    /// Columns of what the alternatives are like; numbers or words.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',', required = true)]
    pub attributes: Vec<String>,
    /// Attribute that is a price, for what people would pay.
    #[arg(long, value_name = "COLUMN")]
    pub price: Option<String>,
    /// Try the model on persons left out, in so many folds.
    #[arg(long, value_name = "FOLDS")]
    pub folds: Option<usize>,
    /// Seed of the folds.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Levers of models/catalogue/levers.csv and the attribute that is 1 where each is on: due_after_season=after_harvest. What is
    /// found takes the place of the prior in the home.
    #[arg(long, value_name = "LEVER=ATTRIBUTE", value_delimiter = ',', value_parser = lever)]
    pub lever: Vec<(bundling::catalogue::LeverKey, String)>,
    #[command(flatten)]
    pub home: HomeArg,
    /// Confidence level of the intervals.
    #[arg(long, default_value_t = 0.95)]
    pub level: f64,
}

fn lever(text: &str) -> Result<(bundling::catalogue::LeverKey, String), String> {
    let (lever, attribute) = text.split_once('=').ok_or("expected LEVER=ATTRIBUTE")?;
    Ok((lever.parse()?, attribute.to_owned()))
}
