//! Segment: payment behaviour as known on a day, inside each occupation group.

use crate::home::Home;
use crate::import::{load_contributions_or_none, load_members};
use crate::progress::Progress;
use crate::world::{World, model_text};
use anyhow::{Context, Result};
use chrono::NaiveDate;
use domain::{Language, Segment};
use features::{LeanMonths, payment_features};
use segmentation::Segmentation;
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What a segmentation found.
#[derive(Debug, Clone, Serialize)]
pub struct Segmented {
    /// The day whose knowledge counted.
    pub as_of: NaiveDate,
    /// The segments, in the model's order.
    pub segments: Vec<Segment>,
    /// The model.
    pub model_file: PathBuf,
    /// Its card in Indonesian and English.
    pub card_files: [PathBuf; 2],
}

/// The parameters of a segmentation: a file of the user's, else one of `models/segmentation/`.
pub(crate) fn params(home: Option<&Home>, own: Option<&Path>, name: &str) -> Result<Segmentation> {
    let (file, text) = match own {
        Some(path) => {
            let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
            (path.display().to_string(), text)
        }
        None => (format!("models/segmentation/{name}.toml"), model_text(home, &format!("segmentation/{name}.toml"))?),
    };
    Ok(Segmentation::from_toml(&file, &text)?)
}

/// Fits the model, assigns everyone, and keeps features, assignments, model and card.
pub async fn segment(
    home: &Home,
    world: &World,
    as_of: NaiveDate,
    own_params: Option<&Path>,
    progress: &dyn Progress,
) -> Result<Segmented> {
    progress.begin("segment", None);
    let params = params(Some(home), own_params, "default")?;
    let lean = LeanMonths::from_csv(
        "models/segmentation/lean_months.csv",
        &model_text(Some(home), "segmentation/lean_months.csv")?,
    )?;
    let members = load_members(home)?;
    let contributions = load_contributions_or_none(home)?;

    let features = payment_features(&members, &contributions, as_of, &world.rules, &lean)?;
    let model = params.fit(&features)?;
    let assigned = model.assign(&features);

    intake::save_features(&home.table("features"), &members, &features.named_columns())?;
    intake::save_assignments(&home.table("assignments"), &members, &assigned)?;
    let segmented = Segmented {
        as_of,
        segments: model.segments().to_vec(),
        model_file: home.model("segments.toml"),
        card_files: [home.model("segments.id.md"), home.model("segments.en.md")],
    };
    write(&segmented.model_file, &model.to_toml()?)?;
    for (file, language) in segmented.card_files.iter().zip([Language::Id, Language::En]) {
        write(file, &model.card(language))?;
    }
    home.store().await?.save_segments(model.segments()).await?;
    progress.end(&format!("{} segments", segmented.segments.len()));
    Ok(segmented)
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("{} cannot be written", path.display()))
}
