//! `jangkau counters` and `jangkau bookings`: how far the counters' lists are, and lists and work orders that came back.

use crate::args::{BookingsArgs, CountersArgs};
use crate::say::Out;
use crate::table;
use anyhow::{Result, bail};
use chrono::Utc;
use workflow::Home;
use workflow::counters::{lists, take_in};
use workflow::paper::take_in_proof;

/// Shows the lists, after taking one in where a file is given.
pub async fn counters(out: &Out, args: &CountersArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    if let (Some(file), Some(by)) = (&args.take_in, &args.by) {
        let taken = take_in(&home, file, by, Utc::now()).await?;
        out.answer(&taken, |language| table::visits(&taken, language))?;
        if taken.is_of_no_list() {
            bail!("{}: none of its references stands on a counter's list, so nothing was noted", file.display());
        }
        return Ok(());
    }
    let lists = lists(&home).await?;
    out.answer(&lists, |language| table::counter_lists(&lists, language))
}

/// Takes in work orders that came back with their proof.
pub async fn bookings(out: &Out, args: &BookingsArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let taken = take_in_proof(&home, &args.take_in, &args.by, Utc::now()).await?;
    out.answer(&taken, |language| table::proofs(&taken, language))
}
