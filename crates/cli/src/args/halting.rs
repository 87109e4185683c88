//! Arguments of campaigns on their way.

use super::{HomeArg, name};
use clap::Args;

/// `pause` and `cancel`.
#[derive(Debug, Args)]
pub struct HaltArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Who stops it.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub by: String,
}

/// `resume`.
#[derive(Debug, Args)]
pub struct ResumeArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Who lets it go on.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub by: String,
}

/// `unknown`.
#[derive(Debug, Args)]
pub struct UnknownArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Touches that somebody found to have left.
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "by")]
    pub left: Vec<String>,
    /// Touches that somebody found not to have left; they are not sent again.
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "by")]
    pub not_left: Vec<String>,
    /// Who found it.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub by: Option<String>,
}

/// `holds`.
#[derive(Debug, Args)]
pub struct HoldsArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Lift this hold: everything, campaign:NAME, number:ID or template:NAME.
    #[arg(long, value_name = "HOLD", requires = "by")]
    pub lift: Option<String>,
    /// Who lifts it.
    #[arg(long, value_parser = name, value_name = "NAME", requires = "lift")]
    pub by: Option<String>,
}
