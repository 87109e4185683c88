//! `jangkau`: plan, send and measure campaigns for voluntary social protection.
//!
//! Exit codes: 0 done, 1 a refusal or failed check with its reason, 2 wrong usage.

mod allocate;
mod args;
mod bars;
mod bundle;
mod choice;
mod clock;
mod counters;
mod deciding;
mod demo;
mod ending;
mod experiment;
mod gateway;
mod halting;
mod lots;
mod mail;
mod observed;
mod reporting;
mod retention;
mod rights;
mod say;
mod schemes;
mod serve;
mod steps;
mod table;
mod uplift;
mod without_lot;
mod worker;

use args::{Cli, Command};
use clap::Parser;
use domain::Language;
use domain::views::Halt;
use std::process::ExitCode;
use workflow::Refused;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("JANGKAU_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refusal(cli.lang.into(), &error.into()),
    };
    match runtime.block_on(run(&cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refusal(cli.lang.into(), &error),
    }
}

async fn run(cli: &Cli) -> anyhow::Result<()> {
    let out = say::Out::new(cli);
    match &cli.command {
        Command::Demo(args) => demo::demo(&out, args).await,
        Command::Simulate(args) => steps::simulate(&out, args).await,
        Command::Import(args) => steps::import(&out, args).await,
        Command::Segment(args) => steps::segment(&out, args).await,
        Command::Rename(args) => steps::rename(&out, args).await,
        Command::Features(args) => steps::features(&out, args),
        Command::States(args) => steps::states(&out, args),
        Command::Bundle(args) => bundle::bundle(&out, args).await,
        Command::Schemes(args) => schemes::schemes(&out, args),
        Command::Plan(args) => steps::plan(&out, args).await,
        Command::Diff(args) => steps::diff(&out, args).await,
        Command::Approve(args) => steps::approve(&out, args).await,
        Command::Dispatch(args) => steps::dispatch(&out, args).await,
        Command::Worker(args) => worker::worker(&out, args).await,
        Command::Pause(args) => halting::stop(&out, args, Halt::Paused).await,
        Command::Resume(args) => halting::resume(&out, args).await,
        Command::Cancel(args) => halting::stop(&out, args, Halt::Cancelled).await,
        Command::Unknown(args) => halting::unknown(&out, args).await,
        Command::Bookings(args) => counters::bookings(&out, args).await,
        Command::Person(args) => rights::person(&out, args).await,
        Command::Leakage(args) => rights::leakage(&out, args).await,
        Command::Holds(args) => halting::holds(&out, args).await,
        Command::Gateway(args) => gateway::run_alone(&out, args).await,
        Command::Counters(args) => counters::counters(&out, args).await,
        Command::Mail(args) => mail::mail(&out, args).await,
        Command::Migrate(args) => steps::migrate(&out, args).await,
        Command::Outcomes(args) => steps::outcomes(&out, args).await,
        Command::Record(args) => steps::record(&out, args).await,
        Command::Evaluate(args) => experiment::evaluate(&out, args).await,
        Command::Retention(args) => retention::retention(&out, args),
        Command::Choice(step) => choice::choice(&out, step),
        Command::Compare(args) => without_lot::compare(&out, args),
        Command::Attribution(args) => without_lot::attribution(&out, args),
        Command::Uplift(args) => uplift::uplift(&out, args),
        Command::Allocate(args) => allocate::allocate(&out, args).await,
        Command::Decide(args) => deciding::decide(&out, args),
        Command::Calibrate(args) => experiment::calibrate(&out, args),
        Command::Power(args) => lots::power_of(&out, args),
        Command::Randomise(args) => lots::randomise(&out, args),
        Command::SpillOver(args) => lots::spill_over(&out, args),
        Command::Serve(args) => serve::serve(&out, args).await,
    }
}

/// The reason of a refusal as one sentence on standard error.
fn refusal(language: Language, error: &anyhow::Error) -> ExitCode {
    let mut parts: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = match cause.downcast_ref::<Refused>() {
            Some(Refused(words)) => words.in_language(language).to_owned(),
            None => cause.to_string(),
        };
        // A cause that its wrapper already quotes is said once.
        if !parts.iter().any(|p| p.contains(&text)) {
            parts.push(text);
        }
    }
    let parts: Vec<String> = parts.iter().map(|part| say::spoken(language, part)).collect();
    eprintln!("jangkau: {}", parts.join(": "));
    ExitCode::from(1)
}
