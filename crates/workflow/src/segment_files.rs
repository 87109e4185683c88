//! What a segmentation leaves behind: the folder of the model, the assignments, and files for others to take away.

use crate::home::Home;
use crate::segment_charts;
use crate::segment_identity::Spread;
use crate::segment_people::{Everybody, NOWHERE};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::segment_views::{DriftView, ModelView, SegmentProfile};
use domain::{Language, SegmentId};
use intake::{ColumnValues, MOST_SHEET_ROWS, MembersTable, TableWriter};
use segmentation::SegmentModel;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes everything; answers the folder of the model.
pub(crate) fn write(
    home: &Home,
    name: &str,
    members: &MembersTable,
    model: &SegmentModel,
    view: &ModelView,
    everybody: &Everybody,
    drift: Option<&DriftView>,
) -> Result<PathBuf> {
    let folder = home.model_folder(name)?;
    let put = |file: &str, text: &str| {
        let path = folder.join(file);
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))
    };
    put("params.toml", &toml::to_string(model.params())?)?;
    put("model.toml", &model.to_toml()?)?;
    put("profiles.json", &serde_json::to_string_pretty(view)?)?;
    let spread = Spread { bins: everybody.bins.clone(), counts: everybody.counts.clone() };
    put("spread.json", &serde_json::to_string(&spread)?)?;
    for language in [Language::Id, Language::En] {
        put(&format!("card.{language}.md"), &model.card(Some(view), language))?;
    }
    segment_charts::write(&folder, view, drift)?;
    let rows = everybody.segments.iter().map(|s| if *s == NOWHERE { -1 } else { i64::from(*s) }).collect();
    intake::save_columns(&folder.join("rows.parquet"), &[("segment", ColumnValues::Whole(rows))])?;
    write_assignments(home, members, model, everybody)?;
    write_exports(home, view)?;
    Ok(folder)
}

fn write_assignments(home: &Home, members: &MembersTable, model: &SegmentModel, everybody: &Everybody) -> Result<()> {
    let ids: Vec<SegmentId> = model.all_segments().into_iter().map(|s| s.id).collect();
    let path = home.table("assignments");
    let mut writer = TableWriter::create(&path)?;
    for rows in members.batches(crate::features::CHUNK_MEMBERS) {
        let segments: Vec<Option<SegmentId>> =
            everybody.segments[rows.clone()].iter().map(|s| ids.get(usize::from(*s)).cloned()).collect();
        writer.append_assignments(members.ids(&rows)?, &segments)?;
    }
    writer.finish()?;
    fs::create_dir_all(home.exports()).with_context(|| format!("{} cannot be made", home.exports().display()))?;
    fs::copy(&path, home.export("assignments.parquet")).context("the assignments cannot be copied to exports")?;
    if members.rows() <= MOST_SHEET_ROWS.min(200_000) {
        let columns = intake::load_columns(&path)?;
        let columns: Vec<(&str, ColumnValues)> = columns.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
        for file in ["assignments.csv", "assignments.xlsx"] {
            intake::write_export(&home.export(file), &columns, "assignments")?;
        }
    }
    Ok(())
}

/// Where the day stands whose knowledge the assignments are made of.
fn day_file(home: &Home) -> PathBuf {
    home.table("assignments").with_extension("day")
}

/// Keeps the day of the assignments beside them.
pub(crate) fn keep_day(home: &Home, as_of: NaiveDate) -> Result<()> {
    let path = day_file(home);
    fs::write(&path, format!("{as_of}\n")).with_context(|| format!("{} cannot be written", path.display()))
}

/// The day of the assignments; `None` for those of a home that did not keep it yet.
pub(crate) fn day_of_assignments(home: &Home) -> Result<Option<NaiveDate>> {
    let path = day_file(home);
    if !path.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let day = text.trim().parse();
    day.map(Some).with_context(|| format!("{}: `{}`; expected a day such as 2026-11-30", path.display(), text.trim()))
}

/// One row a segment: size, states of payment, forecast, reach, money at stake.
pub(crate) fn write_exports(home: &Home, view: &ModelView) -> Result<()> {
    let words = |of: &dyn Fn(&SegmentProfile) -> String| ColumnValues::Words(view.profiles.iter().map(of).collect());
    let measured = |of: &dyn Fn(&SegmentProfile) -> Option<f64>| {
        ColumnValues::Measured(view.profiles.iter().map(|p| of(p).unwrap_or(f64::NAN)).collect())
    };
    let whole = |of: &dyn Fn(&SegmentProfile) -> i64| ColumnValues::Whole(view.profiles.iter().map(of).collect());
    let mut columns: Vec<(String, ColumnValues)> = vec![
        ("segment".to_owned(), words(&|p| p.segment.id.0.clone())),
        ("name_id".to_owned(), words(&|p| p.segment.name.id.clone())),
        ("name_en".to_owned(), words(&|p| p.segment.name.en.clone())),
        ("full_name_id".to_owned(), words(&|p| p.segment.full_name().id)),
        ("full_name_en".to_owned(), words(&|p| p.segment.full_name().en)),
        ("group".to_owned(), words(&|p| p.segment.group.clone())),
        ("people".to_owned(), whole(&|p| p.segment.size as i64)),
        ("months_expected".to_owned(), measured(&|p| p.months_expected.map(|m| m.value))),
        ("months_expected_low".to_owned(), measured(&|p| p.months_expected.map(|m| m.low))),
        ("months_expected_high".to_owned(), measured(&|p| p.months_expected.map(|m| m.high))),
        ("lapse_risk".to_owned(), measured(&|p| p.lapse_risk.map(|m| m.value))),
        ("lapse_risk_low".to_owned(), measured(&|p| p.lapse_risk.map(|m| m.low))),
        ("lapse_risk_high".to_owned(), measured(&|p| p.lapse_risk.map(|m| m.high))),
        ("at_stake_rupiah".to_owned(), whole(&|p| p.at_stake.rounded())),
    ];
    let mut reach: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (place, profile) in view.profiles.iter().enumerate() {
        for channel in &profile.reach {
            reach.entry(format!("reach_{}", channel.key)).or_insert_with(|| vec![0; view.profiles.len()])[place] =
                channel.count as i64;
        }
    }
    columns.extend(reach.into_iter().map(|(name, counts)| (name, ColumnValues::Whole(counts))));
    let columns: Vec<(&str, ColumnValues)> = columns.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
    for file in ["segments.csv", "segments.xlsx", "segments.parquet"] {
        intake::write_export(&home.export(file), &columns, "segments")?;
    }
    Ok(())
}

/// Names of the files in a folder, in order; those of folders end with `/`.
pub(crate) fn names_in(folder: &Path) -> Result<Vec<String>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(std::result::Result::ok)
        .map(|e| {
            let end = if e.path().is_dir() { "/" } else { "" };
            format!("{}{end}", e.file_name().to_string_lossy())
        })
        .collect();
    names.sort();
    Ok(names)
}
