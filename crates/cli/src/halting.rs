//! `jangkau pause`, `resume`, `cancel`, `unknown` and `holds`: campaigns on their way, and what keeps them from going on.

use crate::args::{HaltArgs, HoldsArgs, ResumeArgs, UnknownArgs};
use crate::say::Out;
use crate::table;
use anyhow::{Result, bail};
use chrono::Utc;
use domain::views::Halt;
use domain::{Bilingual, Channel, Language, written};
use workflow::Home;
use workflow::halt::{HaltSummary, halt, resume as resume_campaign, settle, unknown as unknown_touches};
use workflow::holds::{HoldSummary, holds as standing_holds, lift};

/// `jangkau pause` and `jangkau cancel`.
pub async fn stop(out: &Out, args: &HaltArgs, how: Halt) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let done = halt(&home, &args.campaign, how, &args.by, Utc::now()).await?;
    out.answer(&done, |language| told(&done, language))
}

/// `jangkau resume`.
pub async fn resume(out: &Out, args: &ResumeArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let done = resume_campaign(&home, &args.campaign, &args.by, Utc::now()).await?;
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

/// `jangkau holds`: lists what is held, after lifting what was asked for.
pub async fn holds(out: &Out, args: &HoldsArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    if let (Some(wanted), Some(by)) = (&args.lift, &args.by) {
        if !lift(&home, Channel::Whatsapp, wanted, by, Utc::now()).await? {
            bail!("nothing is held as `{wanted}`; `jangkau holds` lists what is");
        }
        out.line(&Bilingual::new(format!("{wanted}: dilepas oleh {by}"), format!("{wanted}: lifted by {by}")))?;
    }
    let holds: Vec<HoldSummary> = standing_holds(&home, Channel::Whatsapp, Utc::now()).await?;
    out.answer(&holds, |language| table::holds(&holds, language))
}
