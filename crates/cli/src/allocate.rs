//! `jangkau allocate`: where the next rupiah goes, for a campaign of the home or a plain file.

use crate::args::{AimArg, AllocateArgs};
use crate::say::Out;
use crate::table;
use allocation::{Capacities, PriorAim};
use anyhow::{Context, Result, bail};
use workflow::Home;
use workflow::allocate::{Question, allocate_campaign, allocate_file};

/// Answers for a file, or for a campaign.
pub async fn allocate(out: &Out, args: &AllocateArgs) -> Result<()> {
    if !(args.per_hour > 0.0 && args.per_hour.is_finite()) {
        bail!("--per-hour is {}, expected members of more than 0", args.per_hour);
    }
    let question = Question {
        budget: args.budget,
        capacities: Capacities {
            most: args.most.clone(),
            least: args.least.clone(),
            fixed: args.fixed.clone(),
            tier_and_days: args.tier.zip(args.days),
            counter_hours: args.counter_hours.map(|hours| (hours, args.per_hour)),
        },
        segments: args.segment.clone(),
        one_each: args.one_each,
        what_if: args.what_if,
        lessons: args.learn,
    };
    let advice = if let Some(file) = &args.file {
        let aim = match args.aim {
            AimArg::Acquire => PriorAim::Acquire,
            AimArg::Retain => PriorAim::Retain,
        };
        allocate_file(file, aim, &question)?
    } else {
        let campaign = args.campaign.as_deref().context("a file or --campaign is needed")?;
        allocate_campaign(&Home::open_existing(&args.home.home)?, campaign, &question).await?
    };
    out.answer(&advice, |language| table::advice(&advice, language))
}
