//! The single steps, each on a home directory.

use crate::args::{
    ApproveArgs, DiffArgs, DispatchArgs, FeaturesArgs, ImportArgs, MigrateArgs, OutcomesArgs, PlanArgs, RecordArgs,
    RenameArgs, SegmentArgs, SimulateArgs, StatesArgs,
};
use crate::clock::{end_of, today};
use crate::gateway::Gateway;
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result, bail};
use chrono::Utc;
use domain::{Bilingual, Month};
use workflow::import::{FileKind, ImportRequest};
use workflow::outcomes::take_in;
use workflow::segment::SegmentChoice;
use workflow::{Home, World};

/// `jangkau simulate`.
pub async fn simulate(out: &Out, args: &SimulateArgs) -> Result<()> {
    if let Some(campaign) = &args.play {
        let home = Home::open_existing(&args.home.home)?;
        let world = World::load(&home)?;
        let played = workflow::simulate::play(&home, &world, campaign, &out.bars).await?;
        return out.answer(&played, |_| {
            format!("{}\n{}", played.contributions_file.display(), played.counter_reports_file.display())
        });
    }
    let home = Home::open(&args.home.home)?;
    let world = World::load(&home)?;
    if args.tables {
        let made = workflow::simulate::simulate_tables(&home, &world, args.seed, args.workers, args.as_of, &out.bars)?;
        workflow::overview::refresh_overview(&home, &world, args.as_of, &out.bars).await?;
        return out
            .answer(&made, |_| format!("{}\n{}", made.members_file.display(), made.contributions_file.display()));
    }
    let made = workflow::simulate::simulate(&home, &world, args.seed, args.workers, args.as_of, &out.bars)?;
    out.answer(&made, |_| format!("{}\n{}", made.members_file.display(), made.contributions_file.display()))
}

/// `jangkau import`.
pub async fn import(out: &Out, args: &ImportArgs) -> Result<()> {
    let files = [
        (FileKind::Members, &args.members, &args.members_mapping),
        (FileKind::Contributions, &args.contributions, &args.contributions_mapping),
        (FileKind::Contacts, &args.contacts, &args.contacts_mapping),
        (FileKind::Consent, &args.consent, &args.consent_mapping),
    ];
    // Nothing is taken in where a file is missing: the others would be half of what was asked for.
    for (_, file, _) in files {
        if let Some(missing) = file.as_deref().filter(|file| !file.exists()) {
            bail!("{}: there is no such file; nothing was taken in", missing.display());
        }
    }
    let home = if args.dry_run { Home::look(&args.home.home) } else { Home::open(&args.home.home)? };
    let world = World::load(&home)?;
    let as_of = args.as_of.unwrap_or_else(today);
    let by = args.by.clone().unwrap_or_else(workflow::import::system_user);
    let mut summaries = Vec::new();
    for (kind, file, mapping) in files {
        let Some(file) = file else { continue };
        let request = ImportRequest { file, kind, mapping, by: &by, at: end_of(as_of), dry_run: args.dry_run };
        summaries.push(workflow::import::import_file(&home, &world, &request, &out.bars).await?);
    }
    if !args.dry_run {
        workflow::overview::refresh_overview(&home, &world, as_of, &out.bars).await?;
    }
    let told = |language| {
        summaries
            .iter()
            .map(|summary| summary.sentence().in_language(language).to_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    out.answer(&summaries, told)?;
    let refused: Vec<&str> = summaries.iter().filter(|s| s.is_all_aside()).map(|s| s.file.as_str()).collect();
    if refused.is_empty() {
        return Ok(());
    }
    bail!("not one row could be taken in of {}", refused.join(", "))
}

/// `jangkau segment`.
pub async fn segment(out: &Out, args: &SegmentArgs) -> Result<()> {
    if let (Some(file), Some(mapping)) = (&args.file, &args.mapping) {
        let segmented = workflow::segment_file::segment_file(file, mapping, args.params.as_deref())?;
        return out.answer(&segmented, |language| table::segments(&segmented.segments, &segmented.notes, language));
    }
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    let as_of = args.as_of.unwrap_or_else(today);
    workflow::segment::refuse_unknown_day(&home, as_of, today()).await?;
    let choice = SegmentChoice { params: args.params.as_deref(), propose: args.propose };
    let segmented = workflow::segment::segment(&home, &world, as_of, &choice, &out.bars).await?;
    let mut notes: Vec<Bilingual> = segmented.choice.iter().flat_map(|c| c.reasons.clone()).collect();
    notes.extend(segmented.drift.iter().flat_map(|d| d.fates.iter().map(|f| f.sentence.clone())));
    notes.extend(segmented.notes.iter().cloned());
    out.answer(&segmented, |language| table::segments(&segmented.segments, &notes, language))
}

/// `jangkau rename`.
pub async fn rename(out: &Out, args: &RenameArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let name = Bilingual::new(args.to.clone(), args.to_en.clone().unwrap_or_else(|| args.to.clone()));
    workflow::segment_identity::rename(&home, &args.segment, name.clone()).await?;
    out.answer(&name, |language| format!("{}: {}", args.segment, name.in_language(language)))
}

/// `jangkau features`.
pub fn features(out: &Out, args: &FeaturesArgs) -> Result<()> {
    if args.list {
        let defs = workflow::features::definitions();
        return out.answer(&defs, |language| table::feature_list(&defs, language));
    }
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    let file = args.out.clone().unwrap_or_else(|| home.export("features.parquet"));
    let rows = workflow::features::export_features(&home, &world, args.as_of.unwrap_or_else(today), &file, &out.bars)?;
    out.answer(&serde_json::json!({ "file": file, "people": rows }), |_| file.display().to_string())
}

/// `jangkau states`.
pub fn states(out: &Out, args: &StatesArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    let as_of = args.as_of.unwrap_or_else(today);
    let last = args.to.unwrap_or_else(|| Month::of(as_of));
    let months = (args.from.unwrap_or_else(|| last.plus(-11)), last);
    let file = args.out.clone().unwrap_or_else(|| home.export("states.parquet"));
    let rows = workflow::features::export_states(&home, &world, as_of, months, &file, &out.bars)?;
    out.answer(&serde_json::json!({ "file": file, "rows": rows }), |_| file.display().to_string())
}

/// `jangkau plan`.
pub async fn plan(out: &Out, args: &PlanArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    if let Some(member) = &args.explain {
        let reasons = workflow::plan::explain(&home, &world, &args.campaign, member).await?;
        return out.answer(&reasons, |language| {
            reasons.iter().map(|r| r.in_language(language)).collect::<Vec<_>>().join("\n")
        });
    }
    let by = args.by.as_deref().context("a plan needs --by")?;
    let planned = workflow::plan::plan(&home, &world, &args.campaign, by, Utc::now(), &out.bars).await?;
    out.answer(&planned, |language| table::plan(&planned, language))
}

/// `jangkau diff`.
pub async fn diff(out: &Out, args: &DiffArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let compared = workflow::versions::compare(&home, &args.campaign, args.from, args.to).await?;
    out.answer(&compared, |language| table::versions(&compared, language))
}

/// `jangkau approve`.
pub async fn approve(out: &Out, args: &ApproveArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let view = workflow::approve::approve(&home, &args.campaign, &args.hash, &args.by, Utc::now()).await?;
    out.answer(&view, |language| {
        Bilingual::new(
            format!("{}: rencana {} disetujui oleh {}", view.name, &view.plan_hash[..8], args.by),
            format!("{}: plan {} approved by {}", view.name, &view.plan_hash[..8], args.by),
        )
        .in_language(language)
        .to_owned()
    })
}

/// `jangkau dispatch`.
pub async fn dispatch(out: &Out, args: &DispatchArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let world = World::load(&home)?;
    let until = end_of(args.until.unwrap_or_else(today));
    let clock = args.until.is_none().then(Utc::now);
    let gateway = Gateway::open(&home, &args.gateway).await?;
    let (providers, bars) = (gateway.providers()?, &out.bars);
    let sent =
        workflow::dispatch_touches::dispatch(&home, &world, &args.campaign, until, clock, &providers, bars).await;
    gateway.close().await?;
    let reports = sent?;
    out.answer(&reports, |language| table::dispatched(&reports, language))
}

/// `jangkau record`.
pub async fn record(out: &Out, args: &RecordArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let at = end_of(args.on.unwrap_or_else(today));
    let recorded = workflow::record::record(
        &home,
        &args.campaign,
        &args.file,
        &args.mapping,
        args.counter_reports.as_deref(),
        at,
        &out.bars,
    )
    .await?;
    out.answer(&recorded, |language| table::recorded(&recorded, language))
}

/// `jangkau outcomes`.
pub async fn outcomes(out: &Out, args: &OutcomesArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let today = args.on.unwrap_or_else(today);
    let answer = take_in(&home, &args.file, args.source.as_deref(), today, end_of(today)).await?;
    out.answer(&answer, |language| table::outcomes(&answer, language))?;
    if answer.taken + answer.repeated == 0 && !answer.refused.is_empty() {
        bail!("not one report could be taken of {}", args.file.display());
    }
    Ok(())
}

/// `jangkau migrate`.
pub async fn migrate(out: &Out, args: &MigrateArgs) -> Result<()> {
    if !["postgres://", "postgresql://"].iter().any(|scheme| args.to.starts_with(scheme)) {
        bail!(
            "--to names no PostgreSQL database; expected an address that begins with postgres:// or postgresql://, such as \
             postgres://jangkau@127.0.0.1/jangkau"
        );
    }
    let home = Home::open_existing(&args.home.home)?;
    let carried: Vec<(&str, u64, i64)> =
        home.move_to(&args.to).await?.into_iter().map(|c| (c.table, c.rows, c.sum)).collect();
    out.answer(&carried, |language| table::carried(&carried, language))
}
