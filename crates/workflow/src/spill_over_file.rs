//! Spill-over: a file of a lot in two stages, areas by how many are offered, people by the offer.

use anyhow::{Context, Result, bail};
use domain::Bilingual;
use effectiveness::Level;
use effectiveness::by_area::{SaturatedArea, TwoStage, two_stage};
use intake::read_table;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Which column says what.
#[derive(Debug, Clone)]
pub struct TwoStageColumns {
    /// The area.
    pub cluster: String,
    /// The saturation that the area drew, and its value for many offers.
    pub saturation: (String, String),
    /// The offer that the person drew, and its value for yes.
    pub offered: (String, String),
    /// The outcome.
    pub outcome: String,
}

/// The answer for a file.
#[derive(Debug, Clone, Serialize)]
pub struct SpillOver {
    /// The file.
    pub file: String,
    /// Rows with an outcome.
    pub rows: u64,
    /// Rows without one.
    pub left_out: u64,
    /// Areas with many and with few offers.
    pub areas: (u64, u64),
    /// The contrasts.
    #[serde(flatten)]
    pub effects: TwoStage,
    /// Whether neighbours gain, in words.
    pub sentence: Bilingual,
}

/// Reads the file and contrasts offered and not offered, many and few offers.
pub fn spill_over_file(path: &Path, columns: &TwoStageColumns, level: f64) -> Result<SpillOver> {
    let level = Level::new(level)?;
    let table = read_table(path)?;
    let outcome = crate::measured::measured(&table, &columns.outcome)?;
    let cell = |name: &str, row: usize| -> Result<&str> {
        table.column(name)?.values[row].as_deref().with_context(|| {
            format!("{}, line {}, column {name}: empty; every row needs a value here", table.file, table.line_of(row))
        })
    };
    let mut areas: BTreeMap<&str, SaturatedArea> = BTreeMap::new();
    let (mut rows, mut left_out) = (0, 0);
    for (row, value) in outcome.iter().enumerate() {
        let (name, high) = (cell(&columns.cluster, row)?, cell(&columns.saturation.0, row)? == columns.saturation.1);
        let offered = cell(&columns.offered.0, row)? == columns.offered.1;
        let area = areas.entry(name).or_insert(SaturatedArea { high, ..SaturatedArea::default() });
        if area.high != high {
            bail!(
                "{}, line {}, column {}: area `{name}` stands with two saturations; every area draws one",
                table.file,
                table.line_of(row),
                columns.saturation.0
            );
        }
        match value {
            None => left_out += 1,
            Some(value) => {
                rows += 1;
                if offered { area.offered.add(*value) } else { area.not_offered.add(*value) }
            }
        }
    }
    let areas: Vec<SaturatedArea> = areas.into_values().collect();
    let effects = two_stage(&areas, level).with_context(|| table.file.clone())?;
    let high = areas.iter().filter(|a| a.high).count() as u64;
    let sentence = sentence(&effects);
    Ok(SpillOver { file: table.file, rows, left_out, areas: (high, areas.len() as u64 - high), effects, sentence })
}

/// Words for the not offered, whose only treatment is their neighbours.
fn sentence(effects: &TwoStage) -> Bilingual {
    let spill = &effects.spill_over_not_offered.by_row;
    match spill.interval {
        Some(interval) if interval.low > 0.0 => Bilingual::new(
            "Tawaran kepada tetangga juga menaikkan hasil orang yang tidak ditawari: ada limpahan.",
            "Offers to neighbours raise the outcome of those not offered too: there is spill-over.",
        ),
        Some(interval) if interval.high < 0.0 => Bilingual::new(
            "Tawaran kepada tetangga menurunkan hasil orang yang tidak ditawari: ada limpahan yang merugikan.",
            "Offers to neighbours lower the outcome of those not offered: there is harmful spill-over.",
        ),
        _ => Bilingual::new(
            "Tidak ada bukti bahwa tawaran kepada tetangga mengubah hasil orang yang tidak ditawari.",
            "No evidence that offers to neighbours change the outcome of those not offered.",
        ),
    }
}
