//! Arguments of campaigns on their way.

use super::HomeArg;
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
    #[arg(long, value_name = "NAME")]
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
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
}

/// `counters`.
#[derive(Debug, Args)]
pub struct CountersArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Take in a list that came back filled in: columns rujukan, hasil and tanggal; CSV, CSV.gz or XLSX.
    #[arg(long, value_name = "FILE", requires = "by")]
    pub take_in: Option<std::path::PathBuf>,
    /// The clerk or counter that reports it.
    #[arg(long, value_name = "NAME", requires = "take_in")]
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
    #[arg(long, value_name = "NAME", requires = "lift")]
    pub by: Option<String>,
}

/// `gateway`.
#[derive(Debug, Args)]
pub struct MadeUpGatewayArgs {
    /// What goes wrong and when; everything goes well without it. crates/fake-providers/gateway.toml shows all there is.
    #[arg(value_name = "FILE.toml")]
    pub file: Option<std::path::PathBuf>,
}

/// `bookings`.
#[derive(Debug, Args)]
pub struct BookingsArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Work orders that came back: columns pesanan, tanggal and bukti; XLSX, CSV or CSV.gz.
    #[arg(long, value_name = "FILE")]
    pub take_in: std::path::PathBuf,
    /// Who brings the proof.
    #[arg(long, value_name = "NAME")]
    pub by: String,
}

/// `person`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("right").args(["restrict", "erase"]))]
pub struct PersonArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Process this member no more: no campaign plans, sends or lists them.
    #[arg(long, value_name = "MEMBER", requires = "by")]
    pub restrict: Option<String>,
    /// Forget this member: as --restrict, and name, number, address, consent and the words written to them are gone.
    #[arg(long, value_name = "MEMBER", requires = "by")]
    pub erase: Option<String>,
    /// Who does it.
    #[arg(long, value_name = "NAME", requires = "right")]
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
