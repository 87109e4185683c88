//! `jangkau holds` and `jangkau gateway`: what keeps messages from leaving, and a made-up gateway to try things with.

use crate::args::{HoldsArgs, MadeUpGatewayArgs};
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result, bail};
use chrono::Utc;
use domain::{Bilingual, Channel};
use fake_providers::{GatewayFile, run_gateway};
use workflow::Home;
use workflow::halt::{HoldSummary, holds as standing_holds, lift};

/// Lists what is held, after lifting what was asked for.
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

/// Runs a made-up gateway until interrupted.
pub async fn gateway(out: &Out, args: &MadeUpGatewayArgs) -> Result<()> {
    let file = match &args.file {
        None => GatewayFile::default(),
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
            GatewayFile::from_toml(&text).with_context(|| path.display().to_string())?
        }
    };
    let stop = async {
        // Without a signal handler the gateway simply runs until it is killed.
        let _ = tokio::signal::ctrl_c().await;
    };
    let number = file.phone_number_ids.first().cloned().unwrap_or_default();
    let heard = |address: &str| {
        // Whoever closed the terminal does not read it.
        let _ = out.line(&Bilingual::new(
            format!(
                "Gerbang tiruan: {address}  (Ctrl-C untuk berhenti)\nKirim lewatnya: JANGKAU_WHATSAPP_TOKEN={} jangkau dispatch KAMPANYE --gateway {address} --phone-number-id {number}",
                file.access_token
            ),
            format!(
                "Made-up gateway: {address}  (Ctrl-C to stop)\nSend through it: JANGKAU_WHATSAPP_TOKEN={} jangkau dispatch CAMPAIGN --gateway {address} --phone-number-id {number}",
                file.access_token
            ),
        ));
    };
    run_gateway(&file, stop, heard).await.map_err(Into::into)
}
