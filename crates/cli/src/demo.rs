//! `jangkau demo`: every step on simulated people, then the table, then the dashboard.

use crate::args::DemoArgs;
use crate::clock::end_of;
use crate::gateway::FakeGateway;
use crate::say::Out;
use crate::serve::dashboard;
use crate::table;
use anyhow::{Context, Result, bail};
use chrono::{Days, NaiveDate};
use dispatch::PlayedClock;
use domain::Month;
use std::fs;
use std::path::Path;
use workflow::segment::SegmentChoice;
use workflow::{Home, World};

/// The campaign the demo runs.
pub const CAMPAIGN: &str = "tarif-januari-2027";

/// Runs the whole flow and serves the dashboard.
pub async fn demo(out: &Out, args: &DemoArgs) -> Result<()> {
    make_room(&args.home)?;
    let home = Home::open(&args.home)?;
    fs::write(home.root().join(MARKER), "This home is made anew by every `jangkau demo`.\n")?;
    let world = World::load(&home)?;
    let as_of = NaiveDate::from_ymd_opt(2026, 11, 30).context("the as-of day of the demo")?;

    let made = workflow::simulate::simulate(&home, &world, args.seed, args.workers, as_of, &out.bars)?;
    let at = end_of(as_of);
    workflow::import::import_members(&home, &world, &made.members_file, "agency-members", at, &out.bars).await?;
    workflow::import::import_contributions(&home, &made.contributions_file, "agency-contributions", at, &out.bars)
        .await?;
    workflow::overview::refresh_overview(&home, &world, as_of, &out.bars).await?;
    workflow::segment::segment(
        &home,
        &world,
        as_of,
        &SegmentChoice { propose: true, ..SegmentChoice::default() },
        &out.bars,
    )
    .await?;
    let packages = workflow::bundle::Asked {
        whom: ["fisher", "farmer"].map(str::to_owned).to_vec(),
        assumed: None,
        month: Month::of(as_of).plus(1),
        programme: "basic".to_owned(),
        most_add_ons: 4,
        with: Vec::new(),
        drafts: false,
        draws: 400,
        seed: args.seed,
    };
    let hand = bundling::Hand { by: "perencana demo".to_owned(), on: as_of };
    let designed = workflow::bundle::bundle(&home, &world, &packages, &hand).await?;
    let planned = workflow::plan::plan(&home, &world, CAMPAIGN, "perencana demo", at, &out.bars).await?;
    workflow::approve::approve(&home, CAMPAIGN, &planned.campaign.plan_hash, "pemeriksa demo", at).await?;

    let until = planned.last_touch.context("the demo's campaign has touches")?;
    let gateway = FakeGateway::start(&home, Some(PlayedClock::starting_at(at))).await?;
    let providers = gateway.providers();
    let sent = workflow::dispatch_touches::dispatch(&home, &world, CAMPAIGN, until, None, &providers, &out.bars).await;
    gateway.settle_and_stop().await?;
    let sent = sent?;

    let played = workflow::simulate::play(&home, &world, CAMPAIGN, &out.bars).await?;
    let store = home.store().await?;
    let view = workflow::approve::find(&store, CAMPAIGN).await?;
    let spec = workflow::plan::kept_declaration(&home, &store, &view).await?;
    let known = end_of(spec.outcome.known_by + Days::new(1));
    workflow::record::record(
        &home,
        CAMPAIGN,
        &played.contributions_file,
        "agency-contributions",
        Some(&played.counter_reports_file),
        known,
        &out.bars,
    )
    .await?;
    let rows = workflow::evaluate::evaluate(&home, CAMPAIGN, &out.bars).await?;

    out.text(|language| {
        [table::packages(&designed, language), table::plan(&planned, language), table::dispatched(&sent, language)]
            .join("\n")
    })?;
    out.answer(&rows, |language| table::uplift(&rows, language))?;
    if args.no_serve {
        return Ok(());
    }
    dashboard(out, &args.home, &args.address).await
}

const MARKER: &str = "demo-home.txt";

/// Removes an earlier demo; refuses to touch any other folder that holds something.
fn make_room(home: &Path) -> Result<()> {
    if !home.exists() {
        return Ok(());
    }
    let is_demo = home.join(MARKER).is_file();
    let is_empty = fs::read_dir(home).with_context(|| format!("{} is no folder", home.display()))?.next().is_none();
    if !is_demo && !is_empty {
        bail!("{} holds something that is not an earlier demo; choose another folder with --home", home.display());
    }
    fs::remove_dir_all(home).with_context(|| format!("the earlier demo in {} cannot be removed", home.display()))
}
