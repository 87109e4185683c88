//! `jangkau worker`: what is due leaves by itself, until somebody says stop.

use crate::args::WorkerArgs;
use crate::clock::end_of;
use crate::ending::told_to_end;
use crate::gateway::Gateway;
use crate::say::Out;
use anyhow::Result;
use chrono::Utc;
use domain::Bilingual;
use std::time::Duration;
use workflow::Home;
use workflow::work::{Hours, work};

/// Works until interrupted.
pub async fn worker(out: &Out, args: &WorkerArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let hours =
        Hours { every: Duration::from_secs(u64::from(args.every)), now: Utc::now, until: args.until.map(end_of) };
    let gateway = Gateway::open(&home, &args.gateway).await?;
    out.line(&Bilingual::new(
        "Bekerja: mengirim yang jatuh tempo dari setiap kampanye yang disetujui (Ctrl-C untuk berhenti)",
        "At work: sending what is due of every approved campaign (Ctrl-C to stop)",
    ))?;
    let worked = work(&home, &gateway.providers()?, &hours, told_to_end(), &out.bars).await;
    gateway.close().await?;
    worked
}
