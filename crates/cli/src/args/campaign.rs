//! Arguments of a campaign: planned, approved, sent, recorded, and what to do next.

use super::{HomeArg, name};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use domain::Rupiah;
use std::path::PathBuf;

/// `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The campaign's folder.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Who plans; somebody else must approve.
    #[arg(long, value_parser = name, value_name = "NAME", required_unless_present = "explain")]
    pub by: Option<String>,
    /// Say why this member gets what they get, and keep nothing.
    #[arg(long, value_name = "MEMBER", conflicts_with = "by")]
    pub explain: Option<String>,
}

/// `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Compare with this version; by default the one approved last before the other.
    #[arg(long, value_name = "VERSION")]
    pub from: Option<u32>,
    /// Read this version; the newest by default.
    #[arg(long, value_name = "VERSION")]
    pub to: Option<u32>,
}

/// `approve`.
#[derive(Debug, Args)]
pub struct ApproveArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Hash of the plan, or its first eight digits or more.
    #[arg(long, value_name = "HASH")]
    pub hash: String,
    /// Who approves; not who planned.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub by: String,
}

/// `dispatch`.
#[derive(Debug, Args)]
pub struct DispatchArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Send what is due up to the end of this day. Today by default.
    #[arg(long, value_name = "DAY")]
    pub until: Option<NaiveDate>,
    #[command(flatten)]
    pub gateway: GatewayArgs,
}

/// `worker`.
#[derive(Debug, Args)]
pub struct WorkerArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Seconds between two looks at what is due.
    #[arg(long, default_value_t = 5, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub every: u32,
    /// Send what is due up to the end of this day already; what is due now by default.
    #[arg(long, value_name = "DAY")]
    pub until: Option<NaiveDate>,
    #[command(flatten)]
    pub gateway: GatewayArgs,
}

/// Through whom messages leave.
#[derive(Debug, Args)]
pub struct GatewayArgs {
    /// Base address of the Cloud API, for example https://graph.facebook.com.
    #[arg(long, value_name = "URL", requires = "phone_number_id", conflicts_with = "fake_gateway")]
    pub gateway: Option<String>,
    /// Sender's phone number id at the Cloud API.
    #[arg(long, value_name = "ID")]
    pub phone_number_id: Option<String>,
    /// Further sender numbers of the same account that share the work.
    #[arg(long, value_name = "IDS", value_delimiter = ',', requires = "gateway")]
    pub more_numbers: Vec<String>,
    /// The business account: its templates and numbers are looked up before anything is sent.
    #[arg(long, value_name = "ID", requires = "gateway")]
    pub business_account: Option<String>,
    /// SMTP relay; user and password come from JANGKAU_SMTP_USER and JANGKAU_SMTP_PASSWORD. TLS, or smtp://127.0.0.1:PORT for a relay
    /// of this machine.
    #[arg(long, value_name = "HOST:PORT", requires = "mail_from", conflicts_with = "fake_gateway")]
    pub smtp: Option<String>,
    /// Sender of e-mail, for example "BPJS Ketenagakerjaan <no-reply@example.org>".
    #[arg(long, value_name = "SENDER")]
    pub mail_from: Option<String>,
    /// Send to a gateway and a relay made up on this machine, which answer like the real ones.
    #[arg(long)]
    pub fake_gateway: bool,
}

/// `gateway`.
#[derive(Debug, Args)]
pub struct MadeUpGatewayArgs {
    /// What goes wrong and when; everything goes well without it. crates/fake-providers/gateway.toml shows all there is.
    #[arg(value_name = "FILE.toml")]
    pub file: Option<PathBuf>,
}

/// `record`.
#[derive(Debug, Args)]
pub struct RecordArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    /// Contributions that came after the campaign, CSV or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub home: HomeArg,
    /// Mapping of the file.
    #[arg(long, default_value = "agency-contributions", value_name = "MAPPING")]
    pub mapping: String,
    /// Whom the counters met: their lists as they came back, with the columns rujukan, hasil and tanggal.
    #[arg(long, value_name = "FILE")]
    pub counter_reports: Option<PathBuf>,
    /// The day the files were taken in. Today by default.
    #[arg(long, value_name = "DAY")]
    pub on: Option<NaiveDate>,
}

/// `outcomes`.
#[derive(Debug, Args)]
pub struct OutcomesArgs {
    /// Reports: CSV, CSV.gz, XLSX or Parquet with the columns source, report, member_id, what, coverage_month, paid_on and known_on; or
    /// JSON, an array or an object a line.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub home: HomeArg,
    /// The sender, where the reports have no column source.
    #[arg(long, value_parser = name, value_name = "NAME")]
    pub source: Option<String>,
    /// The day the file came: reports without known_on are known on it, and none may be of a later day. Today by default.
    #[arg(long, value_name = "DAY")]
    pub on: Option<NaiveDate>,
}

/// What members are wanted for.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum AimArg {
    /// New members, or those who come back.
    Acquire,
    /// Members who stay, or pay ahead.
    Retain,
}

/// `allocate`.
#[derive(Debug, Args)]
pub struct AllocateArgs {
    /// One row a segment and channel: CSV, CSV.gz, XLSX or Parquet.
    #[arg(value_name = "FILE", conflicts_with = "campaign", required_unless_present = "campaign")]
    pub file: Option<PathBuf>,
    /// An evaluated campaign of the home.
    #[arg(long, value_name = "CAMPAIGN")]
    pub campaign: Option<String>,
    #[command(flatten)]
    pub home: HomeArg,
    /// The most that may be spent: 20000000 or 20.000.000.
    #[arg(long, value_name = "RUPIAH", allow_hyphen_values = true)]
    pub budget: Rupiah,
    /// Most people of a channel: counter=4000. May be repeated.
    #[arg(long, value_name = "CHANNEL=PEOPLE", value_delimiter = ',', value_parser = people)]
    pub most: Vec<(String, u64)>,
    /// Fewest people for whom a channel is started: print=1000.
    #[arg(long, value_name = "CHANNEL=PEOPLE", value_delimiter = ',', value_parser = people)]
    pub least: Vec<(String, u64)>,
    /// Rupiah that starting a channel costs: print=500000.
    #[arg(long, value_name = "CHANNEL=RUPIAH", value_delimiter = ',', value_parser = starting)]
    pub fixed: Vec<(String, Rupiah)>,
    /// People whom WhatsApp lets you write to in a day (250, 2000, 10000 or 100000).
    #[arg(long, value_name = "PEOPLE", requires = "days", value_parser = clap::value_parser!(u64).range(1..))]
    pub tier: Option<u64>,
    /// Days of sending.
    #[arg(long, value_name = "DAYS", requires = "tier", value_parser = clap::value_parser!(u64).range(1..))]
    pub days: Option<u64>,
    /// Hours that partners' counters have for the campaign, all together.
    #[arg(long, value_name = "HOURS")]
    pub counter_hours: Option<u64>,
    /// Members that a counter meets in an hour; 12 is the assumption behind the counter's price in models/rates/channels.csv.
    #[arg(long, value_name = "MEMBERS", default_value_t = 12.0, requires = "counter_hours")]
    pub per_hour: f64,
    /// Only these segments, by key.
    #[arg(long, value_name = "SEGMENTS", value_delimiter = ',')]
    pub segment: Vec<String>,
    /// One channel for each whole segment.
    #[arg(long)]
    pub one_each: bool,
    /// Look at a quarter, half, twice and four times the budget as well.
    #[arg(long)]
    pub what_if: bool,
    /// For how many lines to price one more experiment, those first on whose uncertainty the plan hangs most.
    #[arg(long, default_value_t = 3, value_name = "LINES")]
    pub learn: usize,
    /// Which planning priors fill what a file leaves empty; a campaign declares its own objective.
    #[arg(long, value_enum, default_value = "retain", value_name = "AIM", conflicts_with = "campaign")]
    pub aim: AimArg,
}

/// `channel=people`.
fn people(text: &str) -> Result<(String, u64), String> {
    let expected = || format!("`{text}` is no number of people of a channel, expected something like counter=4000");
    let (channel, people) = text.split_once('=').ok_or_else(expected)?;
    Ok((channel.trim().to_owned(), people.trim().parse().map_err(|_| expected())?))
}

/// `channel=rupiah`.
fn starting(text: &str) -> Result<(String, Rupiah), String> {
    let expected = || format!("`{text}` is no cost of a channel, expected something like print=500000");
    let (channel, rupiah) = text.split_once('=').ok_or_else(expected)?;
    Ok((channel.trim().to_owned(), rupiah.trim().parse().map_err(|_| expected())?))
}

/// `decide`.
#[derive(Debug, Args)]
pub struct DecideArgs {
    /// One row a member: CSV, CSV.gz, XLSX or Parquet.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Options, budgets, capacities and floors.
    #[arg(long, value_name = "RULES.toml")]
    pub rules: PathBuf,
    /// Column of the member.
    #[arg(long, default_value = "member", value_name = "COLUMN")]
    pub member: String,
    /// Say why this member gets what they get.
    #[arg(long, value_name = "MEMBER")]
    pub explain: Option<String>,
    /// Other budgets beside the declared one, in per cent of it.
    #[arg(long, value_name = "PERCENT", value_delimiter = ',', value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub budget_percent: Vec<u32>,
    /// Write who gets what.
    #[arg(long, value_name = "FILE.csv")]
    pub out: Option<PathBuf>,
}
