//! Arguments of campaigns on their way.

use super::HomeArg;
use chrono::NaiveDate;
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
    /// Base address of the Cloud API, for example https://graph.facebook.com.
    #[arg(long, value_name = "URL", requires = "phone_number_id", conflicts_with = "fake_gateway")]
    pub gateway: Option<String>,
    /// Sender's phone number id at the Cloud API.
    #[arg(long, value_name = "ID")]
    pub phone_number_id: Option<String>,
    /// SMTP relay; user and password come from JANGKAU_SMTP_USER and JANGKAU_SMTP_PASSWORD.
    #[arg(long, value_name = "HOST:PORT", requires = "mail_from", conflicts_with = "fake_gateway")]
    pub smtp: Option<String>,
    /// Sender of e-mail, for example "BPJS Ketenagakerjaan <no-reply@example.org>".
    #[arg(long, value_name = "SENDER")]
    pub mail_from: Option<String>,
    /// Send to a gateway and a relay made up on this machine, which answer like the real ones.
    #[arg(long)]
    pub fake_gateway: bool,
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
