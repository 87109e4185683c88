//! `jangkau uplift`: who gains most from which channel, and whether choosing people is worth it.

use crate::args::{BaseName, LearnerName, UpliftArgs};
use crate::say::Out;
use crate::{reporting, table};
use anyhow::{Context, Result};
use domain::Rupiah;
use effectiveness::Level;
use std::path::{Path, PathBuf};
use targeting::{Base, Learner, Targeting};
use workflow::reports::uplift_report;
use workflow::uplift_file::{UpliftColumns, qini_chart, uplift_file, write_choices};

/// Answers for a file, and draws the curve where asked to.
pub fn uplift(out: &Out, args: &UpliftArgs) -> Result<()> {
    let report = reporting::asked_for(&args.report)?;
    let columns = UpliftColumns {
        arm: args.arm.clone(),
        control: args.control.clone(),
        outcome: args.outcome.clone(),
        features: args.features.clone(),
        score: args.score.clone(),
        unit: args.unit.clone(),
        cluster: args.cluster.clone(),
        ratio_reason: args.ratio_reason.clone(),
        costs: args.cost.iter().map(|text| cost(text)).collect::<Result<_>>()?,
        value: args.value,
    };
    let how = Targeting {
        learner: match args.learner {
            LearnerName::T => Learner::T,
            LearnerName::X => Learner::X,
            LearnerName::Dr => Learner::Dr,
        },
        replicates: args.replicates as usize,
        level: Level::new(args.level)?,
        ..Targeting::seeded(
            match args.base {
                BaseName::Logistic => Base::Logistic,
                BaseName::Trees => Base::Trees,
            },
            args.seed,
        )
    };
    let answer = uplift_file(&args.file, &columns, &how)?;
    if let Some(path) = &args.chart {
        let rankings = answer.judged.rankings();
        for ranked in rankings {
            let svg = qini_chart(ranked, &answer.outcome, out.language)?;
            let path = if rankings.len() == 1 { path.clone() } else { of_arm(path, &ranked.arm) };
            std::fs::write(&path, svg).with_context(|| format!("{} cannot be written", path.display()))?;
        }
    }
    if let Some(path) = &args.people {
        write_choices(path, &answer)?;
    }
    out.answer(&answer, |language| table::uplift_by_person(&answer, language))?;
    let Some(report) = report else { return Ok(()) };
    let made = uplift_report(&answer, &reporting::origin(&args.file)?, out.language)?;
    reporting::write(out, &report, &made)
}

/// `ARM=RUPIAH`.
fn cost(text: &str) -> Result<(String, Rupiah)> {
    let (arm, amount) =
        text.rsplit_once('=').with_context(|| format!("--cost `{text}`: expected ARM=RUPIAH, such as whatsapp=400"))?;
    Ok((arm.to_owned(), amount.parse().with_context(|| format!("--cost `{text}`"))?))
}

/// `qini.svg` for an arm: `qini-mens-e-mail.svg`.
fn of_arm(path: &Path, arm: &str) -> PathBuf {
    let slug: String = arm.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{stem}-{slug}.svg"))
}
