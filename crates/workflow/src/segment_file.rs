//! Segment any table through a mapping, without a home.

use crate::segment::params;
use crate::world::{mapping_text, model_text};
use anyhow::{Context, Result};
use domain::{Bilingual, Segment};
use features::{FeatureMapping, features_from_columns};
use intake::read_table;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Who is in each segment of a table.
#[derive(Debug, Clone, Serialize)]
pub struct FileSegments {
    /// The file.
    pub file: String,
    /// Where the mapping says the file comes from.
    pub source: String,
    /// Rows of the file.
    pub rows: u64,
    /// Rows in no segment because a needed value is missing or unreadable.
    pub incomplete: u64,
    /// The segments.
    pub segments: Vec<Segment>,
    /// Sentences about the rows in no segment.
    pub notes: Vec<Bilingual>,
    /// The segment of each row, by the file's own id, `null` for none.
    pub assignments: Vec<(String, Option<String>)>,
}

/// Reads a table, makes features as the mapping says, fits and assigns.
pub fn segment_file(path: &Path, mapping: &str, own_params: Option<&str>) -> Result<FileSegments> {
    let (file, text) = mapping_text(None, mapping)?;
    let mapping = FeatureMapping::from_toml(&file, &text)?;
    // A mapping the binary carries has parameters of the same name beside it.
    let stem = Path::new(&file).file_stem().and_then(|s| s.to_str()).unwrap_or("default");
    let params_name = if model_text(None, &format!("segmentation/{stem}.toml")).is_ok() { stem } else { "default" };
    let (_, params) = params(None, own_params, params_name)?;
    let table = read_table(path)?;
    let columns: Vec<(&str, &[Option<String>])> =
        table.columns.iter().map(|c| (c.name.as_str(), c.values.as_slice())).collect();

    let features = features_from_columns(&mapping, &columns).with_context(|| table.file.clone())?;
    let model = params.fit(&features.table).with_context(|| table.file.clone())?;
    let assigned = model.assign(&features.table).with_context(|| table.file.clone())?.segments;
    let ids: Vec<String> = model.all_segments().into_iter().map(|s| s.id.0).collect();

    let mut incomplete: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for cell in &features.incomplete {
        incomplete.entry(cell.row).or_default().push(&cell.column);
    }
    let notes = incomplete
        .iter()
        .take(5)
        .map(|(row, columns)| {
            let (line, columns) = (table.line_of(*row), columns.join(", "));
            Bilingual::new(
                format!(
                    "{}, baris {line}: tidak masuk segmen, nilai kosong atau tidak terbaca di {columns}",
                    table.file
                ),
                format!("{}, line {line}: in no segment, a value is missing or unreadable in {columns}", table.file),
            )
        })
        .chain((incomplete.len() > 5).then(|| {
            let more = incomplete.len() - 5;
            Bilingual::new(format!("dan {more} baris lain"), format!("and {more} more rows"))
        }))
        .collect();
    Ok(FileSegments {
        source: mapping.source().to_owned(),
        rows: table.rows() as u64,
        incomplete: incomplete.len() as u64,
        segments: model.segments().to_vec(),
        notes,
        assignments: features
            .ids
            .into_iter()
            .zip(assigned.into_iter().map(|s| s.and_then(|s| ids.get(usize::from(s)).cloned())))
            .collect(),
        file: table.file,
    })
}
