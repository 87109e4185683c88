//! Arguments of what concerns people: their rights, and holdouts they were reached in.

use super::{HomeArg, name};
use clap::Args;

/// `person`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("right").args(["restrict", "erase"]))]
#[command(group = clap::ArgGroup::new("asked").args(["restrict", "erase", "consents"]))]
pub struct PersonArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Process this member no more: no campaign plans, sends or lists them.
    #[arg(long, value_name = "MEMBER", requires = "by")]
    pub restrict: Option<String>,
    /// Forget this member: as --restrict, and name, number, address, consent and the words written to them are gone.
    #[arg(long, value_name = "MEMBER", requires = "by")]
    pub erase: Option<String>,
    /// List every consent this member gave or withdrew: day, channel, purpose, version of the words, and what shows it.
    #[arg(long, value_name = "MEMBER")]
    pub consents: Option<String>,
    /// Who does it.
    #[arg(long, value_parser = name, value_name = "NAME", requires = "right")]
    pub by: Option<String>,
}

/// `leakage`.
#[derive(Debug, Args)]
pub struct LeakageArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
}
