//! `jangkau power`, `jangkau randomise`, `jangkau spill-over`: before a lot is drawn, drawing it, and lots in two stages.

use crate::args::{LotUnitArg, PowerArgs, RandomiseArgs, SpendingArg, SpillOverArgs};
use crate::say::Out;
use crate::table;
use anyhow::{Context, Result, bail};
use domain::Rupiah;
use effectiveness::looks::Spending;
use effectiveness::power::{Approximation, AreaPlan, Capacity, Comparisons, PlannedLooks, PowerDesign, Target};
use workflow::power::{Past, PastColumns, PowerQuestion, PowerUnit, outcome, past, power};
use workflow::randomise_file::{LotQuestion, LotUnit, randomise_file};
use workflow::spill_over_file::{TwoStageColumns, spill_over_file};

/// Sizes of an experiment.
pub fn power_of(out: &Out, args: &PowerArgs) -> Result<()> {
    let past = args.past.as_ref().map(|file| past(file, &past_columns(args)?)).transpose()?;
    let answer = power(&question(args, past)?, out.language)?;
    out.answer(&answer, |language| table::power(&answer, language))
}

fn past_columns(args: &PowerArgs) -> Result<PastColumns> {
    Ok(PastColumns {
        outcome: args.outcome.clone().context("--outcome is needed with --past")?,
        cluster: args.cluster.clone(),
        arm: args.arm.clone().zip(args.control.clone()),
    })
}

fn question(args: &PowerArgs, past: Option<Past>) -> Result<PowerQuestion> {
    let design = PowerDesign {
        target: Target { alpha: args.alpha, power: args.power },
        treated_per_control: args.ratio,
        treated_arms: args.arms,
        comparisons: if args.dunnett { Comparisons::Dunnett } else { Comparisons::Bonferroni },
        looks: PlannedLooks {
            looks: args.looks,
            spending: match args.spending {
                SpendingArg::ObrienFleming => Spending::ObrienFleming,
                SpendingArg::Pocock => Spending::Pocock,
            },
        },
        reached: args.reached,
        lost: args.lost,
        ..PowerDesign::new(outcome(args.rate, args.deviation, past.as_ref())?)
    };
    let unit = match args.unit {
        LotUnitArg::Person if args.unpooled => PowerUnit::Person(Approximation::Unpooled),
        LotUnitArg::Person => PowerUnit::Person(Approximation::Arcsine),
        LotUnitArg::Area => PowerUnit::Area(area_plan(args, past.as_ref())?),
    };
    Ok(PowerQuestion {
        unit,
        design,
        uplift: args.uplift,
        size: args.size,
        capacity: Capacity {
            per_week: args.per_week,
            wait_weeks: args.wait_weeks,
            cost_per_touch: args.cost_each.map(Rupiah::whole),
            touches: args.touches,
        },
        past,
        chart: args.chart.clone(),
    })
}

/// Areas as typed, else as the past file has them.
fn area_plan(args: &PowerArgs, past: Option<&Past>) -> Result<AreaPlan> {
    let known = |typed: Option<f64>, from: fn(&Past) -> Option<f64>| typed.or_else(|| past.and_then(from));
    let Some(icc) = known(args.icc, |p| p.icc.map(|icc| icc.max(0.0))) else {
        bail!("--icc is missing: type the intra-area correlation, or name a --past file with its --cluster column");
    };
    let Some(people_per_area) = known(args.people_per_area, |p| p.people_per_area) else {
        bail!("--people-per-area is missing: how many people of an area are counted on average?");
    };
    let people_cv = known(args.cv, |p| p.people_cv).unwrap_or(0.0);
    Ok(AreaPlan { people_per_area, people_cv, icc, strata: args.strata })
}

/// Draws the lot of a file.
pub fn randomise(out: &Out, args: &RandomiseArgs) -> Result<()> {
    let question = LotQuestion {
        unit: match args.unit {
            LotUnitArg::Person => LotUnit::Person,
            LotUnitArg::Area => LotUnit::Area,
        },
        key: args.key.clone(),
        strata: args.strata.clone(),
        matched_on: args.matched_on.clone(),
        arms: args.arm.clone(),
        seed: args.seed.clone(),
        balance: args.balance.clone(),
        out: args.out.clone(),
    };
    let lot = randomise_file(&args.file, &question)?;
    out.answer(&lot, |language| table::drawn_lot(&lot, language))
}

/// Direct effects and spill-over.
pub fn spill_over(out: &Out, args: &SpillOverArgs) -> Result<()> {
    let columns = TwoStageColumns {
        cluster: args.cluster.clone(),
        saturation: (args.saturation.clone(), args.high.clone()),
        offered: (args.offered.clone(), args.yes.clone()),
        outcome: args.outcome.clone(),
    };
    let answer = spill_over_file(&args.file, &columns, args.level)?;
    out.answer(&answer, |language| table::spill_over(&answer, language))
}
