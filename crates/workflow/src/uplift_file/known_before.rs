//! What was known of each person before the campaign, from the columns of a file.

use super::UpliftColumns;
use crate::evaluate_file::columns::known_numbers;
use anyhow::{Result, bail};
use domain::Bilingual;
use intake::TextTable;
use std::collections::BTreeSet;
use targeting::{Feature, FeatureValues};

/// The columns to learn from, and their names: those asked for, or every other column that can say something.
pub(super) fn features(
    table: &TextTable,
    columns: &UpliftColumns,
    kept: &[usize],
    notes: &mut Vec<Bilingual>,
) -> Result<(Vec<Feature>, Vec<String>)> {
    let taken = [Some(&columns.arm), Some(&columns.outcome), columns.unit.as_ref(), columns.cluster.as_ref()];
    let asked = !columns.features.is_empty();
    let names: Vec<String> = if asked {
        columns.features.clone()
    } else {
        table.columns.iter().filter(|c| !taken.contains(&Some(&c.name))).map(|c| c.name.clone()).collect()
    };
    let (mut features, mut used, mut dropped) = (Vec::new(), Vec::new(), Vec::new());
    for name in &names {
        if taken.contains(&Some(name)) {
            bail!(
                "{}: column `{name}` is the arm, the outcome, the unit or the area; it cannot be a feature too",
                table.file
            );
        }
        let feature = feature(table, name, kept)?;
        if names_everybody(&feature) {
            dropped.push(name.clone());
        } else {
            used.push(name.clone());
            features.push(feature);
        }
    }
    if !dropped.is_empty() {
        let list = dropped.join(", ");
        notes.push(Bilingual::new(
            format!("Kolom yang hampir setiap barisnya berbeda tidak dipelajari: {list}."),
            format!("Columns of words that differ in almost every row are not learned from: {list}."),
        ));
    }
    if features.is_empty() {
        bail!(
            "{}: no column is left to learn from; name columns known before the campaign with --features",
            table.file
        );
    }
    Ok((features, used))
}

/// A column as numbers where every filled cell is one, as words otherwise.
fn feature(table: &TextTable, name: &str, kept: &[usize]) -> Result<Feature> {
    let column = table.column(name)?;
    let cells: Vec<Option<&str>> = kept.iter().map(|row| column.values[*row].as_deref()).collect();
    let number = |cell: &str| cell.trim().parse::<f64>().ok().filter(|v| v.is_finite());
    let values = if cells.iter().flatten().all(|cell| number(cell).is_some()) {
        FeatureValues::Numbers(cells.iter().map(|cell| cell.and_then(number).unwrap_or(f64::NAN)).collect())
    } else {
        FeatureValues::Words(cells.into_iter().map(|cell| cell.map(str::to_owned)).collect())
    };
    Ok(Feature { name: name.to_owned(), values })
}

/// Words of which there are nearly as many as rows: names, numbers with letters, addresses.
fn names_everybody(feature: &Feature) -> bool {
    match &feature.values {
        FeatureValues::Numbers(_) => false,
        FeatureValues::Words(words) => words.iter().flatten().collect::<BTreeSet<_>>().len() * 2 > words.len(),
    }
}

pub(super) fn score_feature(table: &TextTable, name: &str, kept: &[usize]) -> Result<Feature> {
    Ok(Feature { name: name.to_owned(), values: FeatureValues::Numbers(known_numbers(table, name, kept)?.values) })
}
