//! `jangkau pause`, `resume`, `cancel`, `unknown`, `worker` and `migrate`: campaigns on their way.

use crate::args::{HaltArgs, MigrateArgs, ResumeArgs, UnknownArgs, WorkerArgs};
use crate::clock::end_of;
use crate::gateway::{FakeGateway, real_gateway, real_relay};
use crate::say::Out;
use crate::table;
use anyhow::Result;
use chrono::Utc;
use domain::views::Halt;
use domain::{Bilingual, Language, written};
use std::time::Duration;
use workflow::Home;
use workflow::dispatch_touches::Providers;
use workflow::halt::{HaltSummary, halt, resume as resume_campaign, settle, unknown as unknown_touches};
use workflow::work::{Hours, work};

/// `jangkau pause` and `jangkau cancel`.
pub async fn stop(out: &Out, args: &HaltArgs, how: Halt) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let done = halt(&home, &args.campaign, how, &args.by, Utc::now()).await?;
    out.answer(&done, |language| told(&done, language))
}

/// `jangkau resume`.
pub async fn resume(out: &Out, args: &ResumeArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let done = resume_campaign(&home, &args.campaign).await?;
    out.answer(&done, |language| told(&done, language))
}

fn told(done: &HaltSummary, language: Language) -> String {
    let name = &done.campaign.name;
    let cancelled = written::count(language, done.cancelled);
    let words = match &done.campaign.halted {
        None => Bilingual::new(format!("{name}: berjalan lagi"), format!("{name}: goes on")),
        Some(halted) if halted.how == Halt::Cancelled => Bilingual::new(
            format!("{name}: dibatalkan oleh {}; {cancelled} sentuhan tidak akan dikirim", halted.by),
            format!("{name}: cancelled by {}; {cancelled} touches will never leave", halted.by),
        ),
        Some(halted) => Bilingual::new(
            format!("{name}: dijeda oleh {}; tidak ada yang dikirim sampai `jangkau resume {name}`", halted.by),
            format!("{name}: paused by {}; nothing leaves until `jangkau resume {name}`", halted.by),
        ),
    };
    words.in_language(language).to_owned()
}

/// `jangkau unknown`.
pub async fn unknown(out: &Out, args: &UnknownArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    if let Some(by) = &args.by {
        let at = Utc::now();
        let settled =
            settle(&home, &args.left, true, by, at).await? + settle(&home, &args.not_left, false, by, at).await?;
        out.line(&Bilingual::new(format!("{settled} sentuhan diselesaikan"), format!("{settled} touches settled")))?;
    }
    let touches = unknown_touches(&home, &args.campaign).await?;
    out.answer(&touches, |language| table::unknown(&touches, language))
}

/// `jangkau worker`.
pub async fn worker(out: &Out, args: &WorkerArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let hours =
        Hours { every: Duration::from_secs(u64::from(args.every)), now: Utc::now, until: args.until.map(end_of) };
    out.line(&Bilingual::new(
        "Bekerja: mengirim yang jatuh tempo dari setiap kampanye yang disetujui (Ctrl-C untuk berhenti)",
        "At work: sending what is due of every approved campaign (Ctrl-C to stop)",
    ))?;
    let stop = async {
        // Without a signal handler the worker simply runs until it is killed, which loses nothing.
        let _ = tokio::signal::ctrl_c().await;
    };
    if args.fake_gateway {
        let gateway = FakeGateway::start(&home).await?;
        work(&home, &gateway.providers(), &hours, stop, &out.bars).await?;
        return gateway.settle_and_stop().await;
    }
    let whatsapp = args.gateway.as_deref().zip(args.phone_number_id.as_deref());
    let email = args.smtp.as_deref().zip(args.mail_from.as_deref());
    let providers = Providers {
        whatsapp: whatsapp.map(|(url, id)| real_gateway(url, id)).transpose()?,
        email: email.map(|(address, from)| real_relay(address, from)).transpose()?,
    };
    work(&home, &providers, &hours, stop, &out.bars).await
}

/// `jangkau migrate`.
pub async fn migrate(out: &Out, args: &MigrateArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let carried: Vec<(&str, u64, i64)> =
        home.move_to(&args.to).await?.into_iter().map(|c| (c.table, c.rows, c.sum)).collect();
    out.answer(&carried, |language| table::carried(&carried, language))
}
