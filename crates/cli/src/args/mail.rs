//! Arguments of mail about the work.

use super::HomeArg;
use clap::{Args, Subcommand};

/// `mail`.
#[derive(Debug, Args)]
pub struct MailArgs {
    /// What to send.
    #[command(subcommand)]
    pub what: MailWhat,
}

/// What a mail is about.
#[derive(Debug, Subcommand)]
pub enum MailWhat {
    /// The list of one counter, as CSV and PDF: the members still to be met.
    #[command(
        after_help = "Example: jangkau mail worklist tarif-januari-2027 --regency 33.21 --home h --to loket@example.org --smtp mail.example.org:587 --mail-from kantor@example.org"
    )]
    Worklist(MailWorklistArgs),
    /// Ask for approval of a plan: what it holds, what changed, and where to approve it. The mail itself approves nothing.
    #[command(
        after_help = "Example: jangkau mail approval tarif-januari-2027 --home h --to budi@example.org --smtp mail.example.org:587 --mail-from kantor@example.org"
    )]
    Approval(MailOutArgs),
    /// The report of an evaluated campaign as PDF, its first page in words.
    #[command(
        after_help = "Example: jangkau mail report tarif-januari-2027 --home h --to dewi@example.org --smtp mail.example.org:587 --mail-from kantor@example.org"
    )]
    Report(MailOutArgs),
    /// List what was mailed about a campaign, to whom and when.
    #[command(after_help = "Example: jangkau mail sent tarif-januari-2027 --home h")]
    Sent(MailSentArgs),
}

/// `mail approval`, `mail report`.
#[derive(Debug, Args)]
pub struct MailOutArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// To whom; each gets a mail of their own. May be repeated.
    #[arg(long, value_name = "ADDRESS", required = true)]
    pub to: Vec<String>,
    /// SMTP relay; user and password come from JANGKAU_SMTP_USER and JANGKAU_SMTP_PASSWORD. TLS, or smtp://127.0.0.1:PORT for a relay
    /// of this machine.
    #[arg(long, value_name = "HOST:PORT")]
    pub smtp: String,
    /// Sender, for example "BPJS Ketenagakerjaan Demak <demak@example.org>".
    #[arg(long, value_name = "SENDER")]
    pub mail_from: String,
}

/// `mail worklist`.
#[derive(Debug, Args)]
pub struct MailWorklistArgs {
    #[command(flatten)]
    pub out: MailOutArgs,
    /// Whose list: code or name of the counter's regency, as `jangkau counters` shows them.
    #[arg(long, value_name = "REGENCY")]
    pub regency: String,
    /// The same people work the counters of several regencies: send it although they have another one's list.
    #[arg(long)]
    pub several: bool,
}

/// `mail sent`.
#[derive(Debug, Args)]
pub struct MailSentArgs {
    /// The campaign's name.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
}
