//! The charts of a model, as files in its folder: those that the pages show, in both languages.

use anyhow::{Context, Result};
use charts::{ChartError, Drawn};
use chrono::NaiveDate;
use domain::segment_views::{DriftView, ModelView, everyone_shape};
use domain::{Language, SegmentId};
use segmentation::chart_file;
use std::fs;
use std::path::Path;

/// Writes the charts of a model: how each segment pays over the year and how the states of its people changed, how the number of
/// segments was chosen, whether last year's forecast held, and who moved since the model before. Earlier charts are replaced.
pub(crate) fn write(folder: &Path, view: &ModelView, drift: Option<&DriftView>) -> Result<()> {
    let charts = folder.join("charts");
    if charts.is_dir() {
        fs::remove_dir_all(&charts).with_context(|| format!("{} cannot be replaced", charts.display()))?;
    }
    let everyone = everyone_shape(&view.profiles);
    for language in [Language::Id, Language::En] {
        let put = |chart: &str, segment: Option<&SegmentId>, drawn: Result<Option<Drawn>, ChartError>| -> Result<()> {
            let Some(drawn) = drawn? else { return Ok(()) };
            let path = folder.join(chart_file(language, chart, segment));
            let inside = path.parent().unwrap_or(folder);
            fs::create_dir_all(inside).with_context(|| format!("the folder {} cannot be made", inside.display()))?;
            fs::write(&path, drawn.svg).with_context(|| format!("{} cannot be written", path.display()))
        };
        for profile in &view.profiles {
            let id = Some(&profile.segment.id);
            put("year", id, charts::segment_year(language, &profile.shape, &everyone))?;
            put("states", id, charts::segment_states(language, profile))?;
        }
        if let Some(choice) = &view.choice {
            put("choice", None, charts::model_choice(language, choice))?;
        }
        put("calibration", None, charts::model_calibration(language, &view.calibration))?;
        if let Some(drift) = drift {
            let days = (day_of(&drift.from), day_of(&drift.to));
            put("moves", None, charts::model_moves(language, drift, days))?;
        }
    }
    Ok(())
}

/// The day that the name of a model begins with.
fn day_of(model: &str) -> Option<NaiveDate> {
    model.get(..10)?.parse().ok()
}
