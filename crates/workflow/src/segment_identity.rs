//! Segments keep their keys and names from the model before; what became of the others is told.

use crate::home::Home;
use crate::segment_people::{Everybody, NOWHERE};
use anyhow::{Context, Result, bail};
use domain::segment_views::DriftView;
use domain::{Bilingual, SegmentId};
use intake::ColumnValues;
use segmentation::{BinCounts, Crossings, FeatureBins, Refit, SegmentModel, drift, match_segments};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// How the values of the features were spread when a model was made: beside it, for the drift of the next.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub bins: Vec<FeatureBins>,
    pub counts: Vec<BinCounts>,
}

/// Names that planners gave to segments, by key: `names.toml` in the home's models.
pub(crate) type OwnNames = BTreeMap<SegmentId, Bilingual>;

pub(crate) fn own_names(home: &Home) -> Result<OwnNames> {
    let path = home.model("names.toml");
    if !path.is_file() {
        return Ok(OwnNames::new());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is no list of segment names", path.display()))
}

/// Gives a segment a name that refits keep, and shows it from now on.
pub async fn rename(home: &Home, segment: &str, name: Bilingual) -> Result<()> {
    let store = home.store().await?;
    let mut segments = store.segments().await?;
    if let Some(other) = segments.iter().find(|s| s.id.0 != segment && (s.name.id == name.id || s.name.en == name.en)) {
        bail!(
            "`{}` is called {} ({}) already; two segments of one name cannot be told apart",
            other.id,
            other.name.id,
            other.name.en
        );
    }
    let Some(found) = segments.iter_mut().find(|s| s.id.0 == segment) else {
        let keys: Vec<&str> = segments.iter().map(|s| s.id.0.as_str()).collect();
        bail!("there is no segment `{segment}`; the segments are: {}", keys.join(", "));
    };
    (found.name, found.detail) = (name.clone(), None);
    let mut names = own_names(home)?;
    names.insert(SegmentId(segment.to_owned()), name.clone());
    let path = home.model("names.toml");
    fs::write(&path, toml::to_string(&names)?).with_context(|| format!("{} cannot be written", path.display()))?;
    store.save_segments(&segments).await?;
    if let Some(newest) = store.model_names().await?.first()
        && let Some(mut model) = store.model(newest).await?
    {
        for profile in model.profiles.iter_mut().filter(|p| p.segment.id.0 == segment) {
            (profile.segment.name, profile.segment.detail) = (name.clone(), None);
        }
        store.save_model(&model).await?;
        crate::segment_files::write_exports(home, &model)?;
    }
    Ok(())
}

/// The model before, with the spread of its features over those that the new one has too.
pub(crate) struct Before {
    name: String,
    model: SegmentModel,
    spread: Option<Spread>,
}

impl Before {
    /// The newest model of the same method that is not this one and not later.
    pub(crate) fn of(home: &Home, name: &str, model: &SegmentModel) -> Result<Option<Self>> {
        let Some((before, earlier)) = model_before(home, name, model)? else { return Ok(None) };
        let spread = spread(&home.model(&before))?.map(|s| {
            let known = |bins: &FeatureBins| model.features().iter().any(|f| f.name == bins.feature);
            let (bins, counts) = s.bins.into_iter().zip(s.counts).filter(|(b, _)| known(b)).unzip();
            Spread { bins, counts }
        });
        Ok(Some(Self { name: before, model: earlier, spread }))
    }

    /// The bins of its features.
    pub(crate) fn bins(&self) -> Vec<FeatureBins> {
        self.spread.as_ref().map_or_else(Vec::new, |s| s.bins.clone())
    }
}

/// Carries keys and names over from the model before of the same method, and tells how the two differ.
pub(crate) fn keep_names(
    home: &Home,
    name: &str,
    before: Option<Before>,
    model: &mut SegmentModel,
    everybody: &Everybody,
) -> Result<(Option<Bilingual>, Option<DriftView>)> {
    let own = own_names(home)?;
    let (note, view) = match before {
        None => (None, None),
        Some(before) => {
            let before_name = before.name.clone();
            let view = carried_over(home, &before, name, model, everybody, &own)?;
            let percent = features::FeatureUnit::Share;
            let note = Bilingual::new(
                format!(
                    "{} anggota tetap di segmen yang sama sejak {before_name}.",
                    percent.written(view.kept_share, domain::Language::Id)
                ),
                format!(
                    "{} of the people are in the same segment as in {before_name}.",
                    percent.written(view.kept_share, domain::Language::En)
                ),
            );
            (Some(note), Some(view))
        }
    };
    model.give_names(&own);
    Ok((note, view))
}

fn carried_over(
    home: &Home,
    before: &Before,
    name: &str,
    model: &mut SegmentModel,
    everybody: &Everybody,
    own: &OwnNames,
) -> Result<DriftView> {
    let (was, is) = (before.model.all_segments(), model.all_segments());
    let rows = segments_by_row(&home.model(&before.name))?;
    let mut crossings = Crossings::new(was.len(), is.len());
    let mut counts: BTreeMap<(u16, u16), u64> = BTreeMap::new();
    for (from, to) in rows.iter().zip(&everybody.segments) {
        *counts.entry((*from, *to)).or_default() += 1;
    }
    let place = |segment: u16| (segment != NOWHERE).then_some(usize::from(segment));
    for ((from, to), people) in counts {
        crossings.add_people(place(from), place(to), people)?;
    }
    let titles = |all: &[segmentation::NamedSegment]| -> Vec<(SegmentId, Bilingual)> {
        all.iter().map(|s| (s.id.clone(), own.get(&s.id).unwrap_or(&s.name).clone())).collect()
    };
    let by_rule: BTreeSet<SegmentId> = was.iter().chain(&is).filter(|s| s.by_rule).map(|s| s.id.clone()).collect();
    let (before_titles, after_titles) = (titles(&was), titles(&is));
    let used = keys_ever_used(home)?;
    let refit = Refit { before: &before_titles, after: &after_titles, by_rule: &by_rule, used: &used };
    let identity = match_segments(&refit, &crossings)?;
    model.keep_names(&identity.named.iter().cloned().map(Some).collect::<Vec<_>>());
    model.keep_details(&before.model, &identity.continues);
    let features = match &before.spread {
        Some(then) => drift(&then.bins, &then.counts, &everybody.earlier_counts)?,
        None => Vec::new(),
    };
    let mut names = before_titles;
    names.extend(identity.named.iter().filter(|(id, _)| !was.iter().any(|s| s.id == *id)).cloned());
    Ok(DriftView {
        from: before.name.clone(),
        to: name.to_owned(),
        names,
        people: identity.people,
        kept_share: identity.kept_share().unwrap_or(0.0),
        moves: identity.moves,
        fates: identity.fates,
        features,
    })
}

/// The newest model of the same method that is not this one and not later.
fn model_before(home: &Home, name: &str, model: &SegmentModel) -> Result<Option<(String, SegmentModel)>> {
    let Some(day) = model.as_of() else { return Ok(None) };
    let mut found: Option<(String, SegmentModel)> = None;
    for other in model_names(home)? {
        if other == name {
            continue;
        }
        let file = home.model(&other).join("model.toml");
        let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let earlier = SegmentModel::from_toml(&file.display().to_string(), &text)?;
        let same = earlier.params().method == model.params().method && earlier.as_of().is_some_and(|d| d <= day);
        if same && found.as_ref().is_none_or(|(_, best)| best.as_of() < earlier.as_of()) {
            found = Some((other, earlier));
        }
    }
    Ok(found)
}

/// Folders of models in a home, by name.
pub(crate) fn model_names(home: &Home) -> Result<Vec<String>> {
    let folder = home.model("");
    let entries = fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let mut names: Vec<String> = entries
        .filter_map(std::result::Result::ok)
        .filter(|e| e.path().join("model.toml").is_file())
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    Ok(names)
}

fn keys_ever_used(home: &Home) -> Result<BTreeSet<SegmentId>> {
    let mut used = BTreeSet::new();
    for name in model_names(home)? {
        let file = home.model(&name).join("model.toml");
        let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let model = SegmentModel::from_toml(&file.display().to_string(), &text)?;
        used.extend(model.all_segments().into_iter().map(|s| s.id));
    }
    Ok(used)
}

/// Places of everybody's segment in a model, by row of the members table.
fn segments_by_row(folder: &Path) -> Result<Vec<u16>> {
    let file = folder.join("rows.parquet");
    let columns = intake::load_columns(&file)?;
    match columns.into_iter().next() {
        Some((_, ColumnValues::Whole(places))) => {
            Ok(places.into_iter().map(|p| u16::try_from(p).unwrap_or(NOWHERE)).collect())
        }
        _ => anyhow::bail!("{} holds no column of segments", file.display()),
    }
}

fn spread(folder: &Path) -> Result<Option<Spread>> {
    let file = folder.join("spread.json");
    if !file.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(Some(serde_json::from_str(&text).with_context(|| format!("{} cannot be understood", file.display()))?))
}
