//! The standing holdout: people whom no campaign touches, by the dated file of `models/schedule`.

use crate::home::Home;
use crate::world::model_text;
use anyhow::{Result, bail};
use chrono::NaiveDate;
use domain::rules::read_numbered_rows;
use domain::{Member, MemberId, Provenance, Share};
use planning::standing_holdout;
use serde::Deserialize;
use std::collections::HashSet;

const FILE: &str = "models/schedule/standing_holdout.csv";

#[derive(Deserialize)]
struct Row {
    seed: String,
    share: Share,
    valid_from: NaiveDate,
    #[serde(flatten)]
    provenance: Provenance,
}

/// Who of the members is in the standing holdout on a day; nobody before the first row of the file.
pub(crate) fn standing(home: &Home, members: &[Member], day: NaiveDate) -> Result<HashSet<MemberId>> {
    let text = model_text(Some(home), "schedule/standing_holdout.csv")?;
    let rows: Vec<Row> = read_numbered_rows(FILE, &text)?.into_iter().map(|(_, row)| row).collect();
    let Some(row) = rows.iter().filter(|row| row.valid_from <= day).max_by_key(|row| row.valid_from) else {
        return Ok(HashSet::new());
    };
    if row.provenance.source.trim().is_empty() {
        bail!("{FILE}: the row of {} names no source", row.valid_from);
    }
    let held = members.iter().filter(|member| standing_holdout(&row.seed, row.share, &member.id.0));
    Ok(held.map(|member| member.id.clone()).collect())
}
