//! What can be typed, with an example for each command.

mod bundle;
mod campaign;
mod choice;
mod counters;
mod experiments;
mod halting;
mod home;
mod lots;
mod mail;
mod rights;
mod without_lot;

pub use bundle::{
    BundleArgs, BundleWhat, ComparePackagesArgs, DesignPackageArgs, KeepArgs, MovePackageArgs, PackageStatusArg,
    TermsArgs,
};
pub use campaign::{
    AimArg, AllocateArgs, ApproveArgs, DecideArgs, DiffArgs, DispatchArgs, GatewayArgs, MadeUpGatewayArgs,
    OutcomesArgs, PlanArgs, RecordArgs, WorkerArgs,
};
pub use choice::{ChoiceArgs, ChoiceStep};
pub use counters::{BookingsArgs, CountersArgs};
pub use experiments::{BaseName, CalibrateArgs, EvaluateArgs, EvaluatedDesign, LearnerName, RetentionArgs, UpliftArgs};
pub use halting::{HaltArgs, HoldsArgs, ResumeArgs, UnknownArgs};
pub use home::{
    DemoArgs, FeaturesArgs, ImportArgs, MigrateArgs, RenameArgs, SchemesArgs, SegmentArgs, ServeArgs, SimulateArgs,
    StatesArgs,
};
pub use lots::{LotUnitArg, PowerArgs, RandomiseArgs, SpendingArg, SpillOverArgs};
pub use mail::{MailArgs, MailOutArgs, MailWhat};
pub use rights::{LeakageArgs, PersonArgs};
pub use without_lot::{AttributionArgs, CompareArgs, CompareMethod};

use clap::{Args, Parser, Subcommand, ValueEnum};
use domain::Language;
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
    #[command(
        after_help = "Examples:\n  jangkau bundle --home h --group fisher --group farmer --month 2026-12\n  jangkau bundle design --home h --segment fisher"
    )]
    Bundle(BundleArgs),
    /// Compare the programmes with schemes abroad, print what a leaflet may say, or check what a text promises.
    #[command(
        after_help = "Examples:\n  jangkau schemes --lang en\n  jangkau schemes --leaflet JKK+JKM\n  jangkau schemes --check leaflet.txt\n\nThe files are those of models/schemes in the home directory, where it has any, else those of the program. A text that names\nthe death grant or the scholarship without its condition ends with exit code 1."
    )]
    Schemes(SchemesArgs),
    /// Plan a campaign: audience, holdout, channels, hours and cost; or explain one member.
    #[command(
        after_help = "Examples:\n  jangkau plan campaigns/tarif-januari-2027 --home h --by rina\n  jangkau plan campaigns/tarif-januari-2027 --home h --explain 80000000001"
    )]
    Plan(PlanArgs),
    /// What changed between two versions of a plan: lines of its declaration and templates, and figures.
    #[command(after_help = "Example: jangkau diff tarif-januari-2027 --home data/rumah --from 1 --to 2")]
    Diff(DiffArgs),
    /// Approve a plan by its hash, as a second person.
    #[command(after_help = "Example: jangkau approve tarif-januari-2027 --home h --hash 3fa4c2d1 --by budi")]
    Approve(ApproveArgs),
    /// Send what is due: WhatsApp, leaflets as PDF, worklists for counters. Once the campaign's last day is over nothing more leaves,
    /// unless --until names the day it was due.
    #[command(
        after_help = "Example: jangkau dispatch tarif-januari-2027 --home h --until 2026-12-19 --fake-gateway\n\nWith --gateway the access token is read from JANGKAU_WHATSAPP_TOKEN."
    )]
    Dispatch(DispatchArgs),
    /// Work: send what is due of every approved campaign and ask follow-ups, until stopped. What is left when a campaign's last day is
    /// over expires. Several workers may share a home in PostgreSQL.
    #[command(
        after_help = "Example: jangkau worker --home h --fake-gateway\n\nWith --gateway the access token is read from JANGKAU_WHATSAPP_TOKEN."
    )]
    Worker(WorkerArgs),
    /// Stop a campaign for now: within a second nothing more of it leaves.
    #[command(after_help = "Example: jangkau pause tarif-januari-2027 --home h --by budi")]
    Pause(HaltArgs),
    /// Let a paused campaign go on.
    #[command(after_help = "Example: jangkau resume tarif-januari-2027 --home h --by budi")]
    Resume(ResumeArgs),
    /// Stop a campaign for good: what has not left never will.
    #[command(after_help = "Example: jangkau cancel tarif-januari-2027 --home h --by budi")]
    Cancel(HaltArgs),
    /// List touches of which nobody knows whether they left, and settle those that somebody found out about.
    #[command(
        after_help = "Examples:\n  jangkau unknown tarif-januari-2027 --home h\n  jangkau unknown tarif-januari-2027 --home h --left 3f2a --by budi"
    )]
    Unknown(UnknownArgs),
    /// Take in work orders for social media, outdoor media and meetings that came back with the day and the proof.
    #[command(after_help = "Example: jangkau bookings --home h --take-in pesanan-outdoor.xlsx --by \"CV Spanduk\"")]
    Bookings(BookingsArgs),
    /// People who asked not to be processed or to be forgotten: do it and give the receipt, or list the receipts.
    #[command(
        after_help = "Examples:\n  jangkau person --home h\n  jangkau person --home h --erase BPU00017564 --by rina"
    )]
    Person(PersonArgs),
    /// Who in a campaign's holdout was reached anyway: by another campaign, or by a message to somebody with the same telephone.
    #[command(after_help = "Example: jangkau leakage tarif-januari-2027 --home h")]
    Leakage(LeakageArgs),
    /// What keeps messages from leaving: a number paused for spam, a template refused, an account without payment; or lift one.
    #[command(
        after_help = "Examples:\n  jangkau holds --home h\n  jangkau holds --home h --lift number:100000000000001 --by budi"
    )]
    Holds(HoldsArgs),
    /// A made-up WhatsApp gateway on this machine that speaks the real protocol, with faults on demand.
    #[command(after_help = "Example: jangkau gateway crates/fake-providers/gateway.toml")]
    Gateway(MadeUpGatewayArgs),
    /// The counters' lists: how far each is; or take one in that came back filled in.
    #[command(
        after_help = "Examples:\n  jangkau counters --home h\n  jangkau counters --home h --take-in daftar-kerja.csv --by \"Loket Demak\""
    )]
    Counters(CountersArgs),
    /// Mail a counter's list, a request for approval or a report to colleagues and partners, or list what was mailed.
    #[command(after_help = "Example: jangkau mail sent tarif-januari-2027 --home h")]
    Mail(MailArgs),
    /// Carry the home's database over into PostgreSQL, verify counts and sums, and use it from then on.
    #[command(after_help = "Example: jangkau migrate --home h --to postgres://jangkau@127.0.0.1/jangkau")]
    Migrate(MigrateArgs),
    /// Take reports of payments, registrations and reversals in as they come, each once; the campaign's page changes with them.
    #[command(
        after_help = "Example: jangkau outcomes laporan-bank.csv --home h --on 2027-02-15\n\nThe same reports may come by the service, POST /api/outcomes, too: source and report number together count once."
    )]
    Outcomes(OutcomesArgs),
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
    /// Say what people choose among offers, and what they would pay for it, from a survey or from choices that were seen.
    #[command(
        subcommand,
        after_help = "Example: jangkau choice fit electricity.csv.gz --id id --task chid --alt alt --chosen choice --attributes pf,cl,loc,wk,tod,seas --price pf --folds 5 --seed 7"
    )]
    Choice(ChoiceStep),
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
    /// Decide for everyone at once who gets which option (package, channel, week), under budgets, capacities and floors.
    #[command(
        after_help = "Example: jangkau decide members.csv --rules rules.toml --member member --budget-percent 80,120 --explain 80000000001 --out who.csv\n\nThe file has a row for each member of the treated pool and a column for each option with the kept months expected of it;\nan empty cell bars the option. rules.toml holds budget, [[option]] (column, name, channel, cost, uses), [channel_budget],\n[[capacity]] (key, name, unit, of, by, amount, amounts), [[floor]] (by, share, shares) and [smallest_cell] (by, members)."
    )]
    Decide(DecideArgs),
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
    /// Write a report for people too, in the language of --lang: first page in words, pictures, method. A .pdf, .html or .md
    /// file.
    #[arg(long, value_name = "FILE.pdf|html|md")]
    pub report: Option<PathBuf>,
}

/// What was drawn by lot.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum DesignArg {
    /// Persons.
    Person,
    /// Areas.
    Area,
}

/// `arm=share`.
fn share(text: &str) -> Result<(String, f64), String> {
    let expected = || format!("`{text}` is no share of an arm, expected something like holdout=1");
    let (arm, share) = text.rsplit_once('=').ok_or_else(expected)?;
    let share: f64 = share.trim().parse().map_err(|_| expected())?;
    if share > 0.0 && share.is_finite() { Ok((arm.trim().to_owned(), share)) } else { Err(expected()) }
}

/// A name of somebody, without the space around it: it must show something.
fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    let shows = |c: char| !c.is_whitespace() && !c.is_control() && !is_invisible(c);
    if name.chars().any(shows) {
        Ok(name.to_owned())
    } else {
        Err("the name is blank, expected somebody's name such as rina".to_owned())
    }
}

/// Letters that format a text and show nothing by themselves.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_name_shows_something_and_is_trimmed() {
        for blank in ["", " ", "\t\n", "\u{a0}", "\u{200b}", " \u{feff} \u{2066}", "\u{0}\u{7}"] {
            assert!(name(blank).is_err(), "{blank:?}");
        }
        assert_eq!(name("  Bu Rina \n").as_deref(), Ok("Bu Rina"));
        assert_eq!(name("李").as_deref(), Ok("李"));
    }
}
