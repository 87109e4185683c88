//! Schemes: plans here and abroad side by side, what a leaflet may say, and what a text promises without its condition.

use crate::home::Home;
use crate::world::model_text;
use anyhow::{Context, Result};
use domain::{Bilingual, Month, ProgrammeRules, ProgrammeSet};
use schemes::{Broken, Comparison, LeafletLine, Schemes};
use serde::Serialize;
use std::fs;
use std::path::Path;

/// All plans on common terms, and where ours do not agree with the programme rules.
#[derive(Debug, Clone, Serialize)]
pub struct SchemesCompared {
    /// The comparison.
    #[serde(flatten)]
    pub comparison: Comparison,
    /// Plans of ours whose price is not that of the programme rules, a sentence each.
    pub disagreements: Vec<Bilingual>,
}

/// A text that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct CheckedText {
    /// The file.
    pub file: String,
    /// Its promises without their condition.
    pub broken: Vec<Broken>,
}

/// Compares the plans of `models/schemes`, the home's own files first, at the prices of a month.
pub fn compare_schemes(home: &Home, month: Month) -> Result<SchemesCompared> {
    let schemes = load(home)?;
    let text = |name: &str| model_text(Some(home), name);
    let rules = ProgrammeRules::from_csv(
        &text("programmes/contributions.csv")?,
        &text("programmes/discounts.csv")?,
        &text("programmes/rules.csv")?,
    )?;
    let disagreements = schemes.disagreements(&rules, month)?;
    Ok(SchemesCompared { comparison: Comparison::of(&schemes, month), disagreements })
}

/// The sentences a leaflet may say of a set of programmes.
pub fn leaflet_lines(home: &Home, programmes: ProgrammeSet) -> Result<Vec<LeafletLine>> {
    Ok(load(home)?.leaflet_lines(programmes)?)
}

/// Looks through a text for promises without their condition.
pub fn check_promises(home: &Home, path: &Path) -> Result<CheckedText> {
    let file = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| format!("{file} cannot be read as text"))?;
    Ok(CheckedText { broken: load(home)?.promises(&text), file })
}

pub(crate) fn load(home: &Home) -> Result<Schemes> {
    let text = |name: &str| model_text(Some(home), name);
    Ok(Schemes::from_csv(&text("schemes/schemes.csv")?, &text("schemes/benefits.csv")?, &text("schemes/terms.csv")?)?)
}
