//! `jangkau retention`: how long the members of a file keep paying.

use crate::args::{DesignArg, RetentionArgs};
use crate::say::Out;
use crate::{reporting, table};
use anyhow::{Context, Result};
use survival::study::Lot;
use workflow::reports::retention_report;
use workflow::retention_file::{SpellColumns, retention_file, retention_picture};

/// Answers for a file, and draws its curves where a picture is asked for.
pub fn retention(out: &Out, args: &RetentionArgs) -> Result<()> {
    let report = reporting::asked_for(&args.report)?;
    let columns = SpellColumns {
        duration: args.duration.clone(),
        event: args.event.clone(),
        event_value: args.event_value.clone(),
        group: args.group.clone(),
        control: args.control.clone(),
        cluster: args.cluster.clone(),
        cause: args.cause.clone(),
        covariates: args.covariate.clone(),
    };
    let lot = args.design.map(|design| match design {
        DesignArg::Person => Lot::Person,
        DesignArg::Area => Lot::Area,
    });
    let answer = retention_file(&args.file, &columns, lot, args.horizon, args.level)?;
    if let Some(path) = &args.chart {
        let picture = retention_picture(&answer, out.language)?;
        std::fs::write(path, picture).with_context(|| format!("the picture {}", path.display()))?;
    }
    out.answer(&answer, |language| table::retention(&answer, language))?;
    let Some(report) = report else { return Ok(()) };
    let made = retention_report(&answer, &columns, &reporting::origin(&args.file)?, out.language)?;
    reporting::write(out, &report, &made)
}
