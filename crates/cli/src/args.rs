//! What can be typed, with an example for each command.

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::{Language, Month, OccupationGroup, Rupiah};
use std::path::PathBuf;

/// Plan, send and measure campaigns for voluntary social protection.
#[derive(Debug, Parser)]
#[command(name = "jangkau", version, about, max_term_width = 110)]
#[command(after_help = "Start with `jangkau demo`. Exit codes: 0 done, 1 refusal or failed check, 2 wrong usage.")]
pub struct Cli {
    /// Print JSON for machines instead of text for people.
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of what is printed for people.
    #[arg(long, global = true, value_enum, default_value = "id", value_name = "LANGUAGE")]
    pub lang: Lang,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Language of the output.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Lang {
    /// Indonesian.
    Id,
    /// English.
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Id => Self::Id,
            Lang::En => Self::En,
        }
    }
}

/// The steps, in the order of the flow.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show the whole product on simulated people, from files to uplift, and open the dashboard.
    #[command(after_help = "Example: jangkau demo --no-serve")]
    Demo(DemoArgs),
    /// Make a population with a known truth, or play what it does after a campaign.
    #[command(
        after_help = "Examples:\n  jangkau simulate --home h --workers 20000 --seed 7 --as-of 2026-11-30\n  jangkau simulate --home h --play tarif-januari-2027"
    )]
    Simulate(SimulateArgs),
    /// Take in members, contributions, contacts and consent from CSV, XLSX or Parquet; bad rows are put aside with a reason.
    #[command(
        after_help = "Examples:\n  jangkau import --home h --members members.csv --contributions contributions.parquet --as-of 2026-11-30\n  jangkau import --home h --contributions setoran.xlsx --contributions-mapping post-office --by rina --dry-run"
    )]
    Import(ImportArgs),
    /// Segment the members of a home, or the rows of any file through a mapping.
    #[command(
        after_help = "Examples:\n  jangkau segment --home h --as-of 2026-11-30\n  jangkau segment households.csv.gz --mapping alatas"
    )]
    Segment(SegmentArgs),
    /// Give a segment a name that later models keep.
    #[command(
        after_help = "Example: jangkau rename fisher-seasonal --to \"Nelayan musim barat\" --to-en \"West monsoon fishers\" --home h"
    )]
    Rename(RenameArgs),
    /// List the payment features with unit, meaning and formula, or write them for everybody.
    #[command(after_help = "Examples:\n  jangkau features --list\n  jangkau features --home h --as-of 2026-11-30")]
    Features(FeaturesArgs),
    /// Write the membership state of everybody after each month.
    #[command(after_help = "Example: jangkau states --home h --as-of 2026-11-30 --from 2025-12 --to 2026-11")]
    States(StatesArgs),
    /// Design a lawful, affordable, fund-neutral package for groups.
    #[command(after_help = "Example: jangkau bundle --home h --group fisher --group farmer --month 2026-12")]
    Bundle(BundleArgs),
    /// Plan a campaign: audience, holdout, channels, hours and cost; or explain one member.
    #[command(
        after_help = "Examples:\n  jangkau plan campaigns/tarif-januari-2027 --home h --by rina\n  jangkau plan campaigns/tarif-januari-2027 --home h --explain 80000000001"
    )]
    Plan(PlanArgs),
    /// Approve a plan by its hash, as a second person.
    #[command(after_help = "Example: jangkau approve tarif-januari-2027 --home h --hash 3fa4c2d1 --by budi")]
    Approve(ApproveArgs),
    /// Send what is due: WhatsApp, leaflets as PDF, worklists for counters.
    #[command(
        after_help = "Example: jangkau dispatch tarif-januari-2027 --home h --until 2026-12-19 --fake-gateway\n\nWith --gateway the access token is read from JANGKAU_WHATSAPP_TOKEN."
    )]
    Dispatch(DispatchArgs),
    /// Take later contributions in and derive the outcome of everyone in a plan.
    #[command(after_help = "Example: jangkau record tarif-januari-2027 outcomes.parquet --home h --on 2027-04-01")]
    Record(RecordArgs),
    /// Say what each channel caused, in a campaign or in any experiment file.
    #[command(
        after_help = "Examples:\n  jangkau evaluate --home h --campaign tarif-januari-2027\n  jangkau evaluate trial.csv --arm default --control 0 --outcome takeup --cluster village\n  jangkau evaluate trial.csv --arm arm --control holdout --outcome kept --segment occupation --covariate age,months_paid --reached delivered --shares holdout=1,wa=9\n  jangkau evaluate table.csv --arm arm --control holdout --outcome kept --count people --cost-each 450 --worth 16800\n  jangkau evaluate trial.csv --arm default --control 0 --outcome takeup --cluster village --report takeup.pdf\n  jangkau evaluate bank.csv.gz --design observational --arm contact --control telephone --treated cellular --outcome y --covariate age,job --report bank.html"
    )]
    Evaluate(Box<EvaluateArgs>),
    /// Say how long the members of a file keep paying, and what an arm added to the months they pay.
    #[command(
        after_help = "Examples:\n  jangkau retention members.csv --duration months --event lapsed\n  jangkau retention trial.csv --duration months --event lapsed --group arm --control holdout --design area --cluster village --chart curve.svg --report retention.pdf"
    )]
    Retention(RetentionArgs),
    /// Compare contacts that nobody drew by lot, adjusted and with their doubts: grade C, never evidence as a lot is.
    #[command(
        after_help = "Examples:\n  jangkau compare bank.csv.gz --treated contact --treated-value cellular --control-value telephone --outcome y --covariate age,job,month\n  jangkau compare coupons.csv.gz --treated coupons_Any --outcome dailyspending --unit customer_id --period period\n  jangkau compare states.csv --treated-unit California --since 1989 --outcome cigsale --unit state --period year --method synthetic --report double.html\n\nA covariate must have been known before the contact: the length of a call, say, must not be used."
    )]
    Compare(CompareArgs),
    /// Share out credit for payments over the touches before them: by rule, grade D, never evidence.
    #[command(
        after_help = "Example: jangkau attribution journeys.csv --path path --conversions total_conversions --nulls total_null --chart credit.svg --report credit.pdf"
    )]
    Attribution(AttributionArgs),
    /// Say who gains most from which channel, and whether choosing people beats treating all alike.
    #[command(
        after_help = "Examples:\n  jangkau uplift trial.csv --arm channel --control none --outcome kept --cost whatsapp=400,print=2500 --value 16800\n  jangkau uplift trial.csv --arm channel --control none --outcome kept --score risk --chart qini.svg --report risk.pdf"
    )]
    Uplift(UpliftArgs),
    /// Say where the next rupiah goes: who gets which channel inside a budget, and what one more experiment is worth.
    #[command(
        after_help = "Examples:\n  jangkau allocate --home h --campaign tarif-januari-2027 --budget 20000000 --what-if\n  jangkau allocate channels.csv --budget 6000000 --most counter=4000 --least print=1000 --fixed print=500000\n  jangkau allocate channels.csv --budget 6000000 --tier 2000 --days 5 --counter-hours 80 --one-each\n\nThe file has one row a segment and channel with the columns segment, channel, people, cost (rupiah a person) and uplift\n(0.03 is three points), and where known reach, deviation, months, rate and parts (0.06|0.03|0.01). Where uplift, deviation\nor months are empty the planning priors of models/priors take their place, and the line says so."
    )]
    Allocate(AllocateArgs),
    /// Re-run simulations with a known truth: how often each estimator raises a false alarm, and how often its interval holds.
    #[command(after_help = "Example: jangkau calibrate --only newcombe --runs 2000")]
    Calibrate(CalibrateArgs),
    /// Say how many people or villages an experiment needs, or the smallest uplift it can see; in weeks and rupiah too.
    #[command(
        after_help = "Examples:\n  jangkau power --unit person --rate 0.30 --uplift 0.05 --reached 0.8 --per-week 2000 --cost-each 450\n  jangkau power --unit area --uplift 0.05 --past trial.csv --outcome takeup --cluster village --arm default --control 0 --chart power.svg\n  jangkau power --unit area --rate 0.30 --icc 0.05 --people-per-area 40 --size 30"
    )]
    Power(PowerArgs),
    /// Give every person or area of a file an arm, by a lot that can be drawn again, with a table of how alike the arms are.
    #[command(
        after_help = "Examples:\n  jangkau randomise people.csv --unit person --key member --strata district --arm holdout=1 --arm wa=4 --seed mei-2027 --out arms.csv\n  jangkau randomise villages.csv --unit area --key village --match members,rate --arm holdout=1 --arm print=1 --seed mei-2027 --out arms.csv"
    )]
    Randomise(RandomiseArgs),
    /// Say what an offer does to those who get it and to their neighbours, where areas drew how many are offered.
    #[command(
        after_help = "Example: jangkau spill-over rsby.csv.gz --cluster village_id --saturation a_high_saturation --high 1 --offered z_offered --outcome d_enrolled"
    )]
    SpillOver(SpillOverArgs),
    /// Show the dashboard of a home on this machine.
    #[command(after_help = "Example: jangkau serve --home h --address 127.0.0.1:8087")]
    Serve(ServeArgs),
}

/// Where everything is kept.
#[derive(Debug, Clone, Args)]
pub struct HomeArg {
    /// Home directory: database, tables, quarantine, campaign files.
    #[arg(long, default_value = "jangkau-home", value_name = "DIR")]
    pub home: PathBuf,
}

/// Where a report is written.
#[derive(Debug, Clone, Args)]
pub struct ReportArg {
    /// Write a report for people too, in the language of --lang: first page in words, pictures, method. A .pdf or .html file.
    #[arg(long, value_name = "FILE.pdf|html")]
    pub report: Option<PathBuf>,
}

/// `demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Home directory of the demo; one that holds an earlier demo is made anew.
    #[arg(long, default_value = "jangkau-demo", value_name = "DIR")]
    pub home: PathBuf,
    /// People to simulate.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1_000..=2_000_000))]
    pub workers: u32,
    /// Seed of the population.
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// End after the table.
    #[arg(long)]
    pub no_serve: bool,
    /// Address of the dashboard; loopback only.
    #[arg(long, default_value = "127.0.0.1:8087", value_name = "HOST:PORT")]
    pub address: String,
}

/// `simulate`.
#[derive(Debug, Args)]
pub struct SimulateArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// People to simulate.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=30_000_000))]
    pub workers: u32,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The last day that is known.
    #[arg(long, default_value = "2026-11-30", value_name = "DAY")]
    pub as_of: NaiveDate,
    /// Write checked tables instead of the agency's files: for millions of people, whom nobody can be written to.
    #[arg(long)]
    pub tables: bool,
    /// Play the months after this campaign for everyone in its plan, instead of making people.
    #[arg(long, value_name = "CAMPAIGN", conflicts_with_all = ["workers", "seed", "as_of"])]
    pub play: Option<String>,
}

/// `import`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("what").required(true).multiple(true).args(["members", "contributions", "contacts", "consent"]))]
pub struct ImportArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Members and prospects, CSV, XLSX or Parquet.
    #[arg(long, value_name = "FILE")]
    pub members: Option<PathBuf>,
    /// Mapping of the members file: a file, or a name under models/mappings.
    #[arg(long, default_value = "agency-members", value_name = "MAPPING")]
    pub members_mapping: String,
    /// Contributions, CSV, XLSX or Parquet.
    #[arg(long, value_name = "FILE")]
    pub contributions: Option<PathBuf>,
    /// Mapping of the contributions file.
    #[arg(long, default_value = "agency-contributions", value_name = "MAPPING")]
    pub contributions_mapping: String,
    /// Names, phones and addresses of known members; sealed in the store, read by dispatch only.
    #[arg(long, value_name = "FILE")]
    pub contacts: Option<PathBuf>,
    /// Mapping of the contacts file.
    #[arg(long, default_value = "agency-contacts", value_name = "MAPPING")]
    pub contacts_mapping: String,
    /// Consent given or withdrawn, by member and channel; the latest day counts.
    #[arg(long, value_name = "FILE")]
    pub consent: Option<PathBuf>,
    /// Mapping of the consent file.
    #[arg(long, default_value = "agency-consent", value_name = "MAPPING")]
    pub consent_mapping: String,
    /// The day the files describe; later days in them are put aside. Today by default.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// Who takes the files in. The user of this system by default.
    #[arg(long, value_name = "NAME")]
    pub by: Option<String>,
    /// Say what would happen and change nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `segment`.
#[derive(Debug, Args)]
pub struct SegmentArgs {
    /// Any table to segment instead of the home's members.
    #[arg(value_name = "FILE", requires = "mapping")]
    pub file: Option<PathBuf>,
    /// Mapping of that table: a file, or a name under models/mappings.
    #[arg(long, value_name = "MAPPING", requires = "file")]
    pub mapping: Option<String>,
    #[command(flatten)]
    pub home: HomeArg,
    /// The day whose knowledge counts.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// Parameters of the method: a file, or a name under models/segmentation (default, joint).
    #[arg(long, value_name = "PARAMS")]
    pub params: Option<String>,
    /// Try every number of segments and say which one is proposed; the number in the parameters wins.
    #[arg(long, conflicts_with = "file")]
    pub propose: bool,
}

/// `rename`.
#[derive(Debug, Args)]
pub struct RenameArgs {
    /// Key of the segment.
    #[arg(value_name = "SEGMENT")]
    pub segment: String,
    /// Its name in Indonesian.
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// Its name in English; the Indonesian one where it is left out.
    #[arg(long, value_name = "NAME")]
    pub to_en: Option<String>,
    #[command(flatten)]
    pub home: HomeArg,
}

/// `features`.
#[derive(Debug, Args)]
pub struct FeaturesArgs {
    /// List what features there are.
    #[arg(long)]
    pub list: bool,
    #[command(flatten)]
    pub home: HomeArg,
    /// The day whose knowledge counts. Today by default.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// File to write; exports/features.parquet of the home by default.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `states`.
#[derive(Debug, Args)]
pub struct StatesArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// The day whose knowledge counts. Today by default.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    /// First month; eleven before the last by default.
    #[arg(long, value_name = "MONTH")]
    pub from: Option<Month>,
    /// Last month; that of the day by default.
    #[arg(long, value_name = "MONTH")]
    pub to: Option<Month>,
    /// File to write; exports/states.parquet of the home by default.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `bundle`.
#[derive(Debug, Args)]
pub struct BundleArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Group to design for; may be repeated.
    #[arg(long = "group", value_name = "GROUP", default_values = ["fisher", "farmer"])]
    pub groups: Vec<OccupationGroup>,
    /// Month whose prices count.
    #[arg(long, default_value = "2026-12", value_name = "MONTH")]
    pub month: Month,
}

/// `plan`.
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The campaign's folder.
    #[arg(value_name = "CAMPAIGN")]
    pub campaign: String,
    #[command(flatten)]
    pub home: HomeArg,
    /// Who plans; somebody else must approve.
    #[arg(long, value_name = "NAME", required_unless_present = "explain")]
    pub by: Option<String>,
    /// Say why this member gets what they get, and keep nothing.
    #[arg(long, value_name = "MEMBER", conflicts_with = "by")]
    pub explain: Option<String>,
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
    #[arg(long, value_name = "NAME")]
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
    /// Whom the counters met: CSV with the columns touch and met.
    #[arg(long, value_name = "FILE")]
    pub counter_reports: Option<PathBuf>,
    /// The day the files were taken in. Today by default.
    #[arg(long, value_name = "DAY")]
    pub on: Option<NaiveDate>,
}

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

/// What was drawn by lot.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DesignArg {
    /// Persons.
    Person,
    /// Areas.
    Area,
}

/// A pace, a rate: anything above zero.
fn above_zero(text: &str) -> Result<f64, String> {
    let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0);
    number.ok_or_else(|| format!("`{text}` is no number above 0"))
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

/// `arm=share`.
fn share(text: &str) -> Result<(String, f64), String> {
    let expected = || format!("`{text}` is no share of an arm, expected something like holdout=1");
    let (arm, share) = text.rsplit_once('=').ok_or_else(expected)?;
    let share: f64 = share.trim().parse().map_err(|_| expected())?;
    if share > 0.0 && share.is_finite() { Ok((arm.trim().to_owned(), share)) } else { Err(expected()) }
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

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub home: HomeArg,
    /// Address; loopback only, because there are no logins yet.
    #[arg(long, default_value = "127.0.0.1:8087", value_name = "HOST:PORT")]
    pub address: String,
}
