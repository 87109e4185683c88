//! Segment: payment behaviour as known on a day. Habits are found on a sample, everybody is assigned in one pass, names are kept
//! from the model before, and what is known of each segment is written down.

use crate::features::{features_in_chunks, members_table, payment_sums_with_days};
use crate::home::Home;
use crate::progress::Progress;
use crate::segment_identity::Before;
use crate::segment_people::{Everybody, Pass};
use crate::world::{World, model_text};
use crate::{segment_files, segment_forecast, segment_identity, segment_rules};
use anyhow::{Context, Result, bail};
use chrono::{Datelike, NaiveDate};
use domain::member::columns::MemberColumns;
use domain::segment_views::{ChoiceView, DriftView, ModelView};
use domain::{Segment, TimeZoneCode};
use features::PaymentSums;
use intake::MembersTable;
use segmentation::{Payments, People, SegmentModel, Segmentation, month_traits, payment_records};
use serde::Serialize;
use std::fs;
use std::path::{Path, PathBuf};

/// What a segmentation found.
#[derive(Debug, Clone, Serialize)]
pub struct Segmented {
    /// The day whose knowledge counted.
    pub as_of: NaiveDate,
    /// Name of the model; its folder in the home's `models`.
    pub model: String,
    /// The segments, in the model's order.
    pub segments: Vec<Segment>,
    /// What is proposed for their number, where it was asked for.
    pub choice: Option<ChoiceView>,
    /// What became of the segments of the model before.
    pub drift: Option<DriftView>,
    /// The folder with parameters, model and card.
    pub folder: PathBuf,
    /// Sentences a planner must read.
    pub notes: Vec<domain::Bilingual>,
}

/// What to segment by.
#[derive(Debug, Clone, Default)]
pub struct SegmentChoice<'a> {
    /// A parameter file, or a name under `models/segmentation`; `default` where nothing is said.
    pub params: Option<&'a str>,
    /// Try every number of segments and propose one, although the parameters say how many.
    pub propose: bool,
}

/// The parameters of a segmentation: a file of the user's, else one of `models/segmentation/`. Answers their name too.
pub(crate) fn params(home: Option<&Home>, asked: Option<&str>, other: &str) -> Result<(String, Segmentation)> {
    let name = asked.unwrap_or(other);
    let path = Path::new(name);
    let (file, text) = if path.is_file() {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        (path.display().to_string(), text)
    } else {
        let text = model_text(home, &format!("segmentation/{name}.toml"))
            .with_context(|| format!("`{name}` is neither a file nor a name under models/segmentation"))?;
        (format!("models/segmentation/{name}.toml"), text)
    };
    let stem = path.file_stem().and_then(|s| s.to_str()).unwrap_or("own").replace(' ', "-");
    Ok((stem, Segmentation::from_toml(&file, &text)?))
}

/// Fits the model, assigns everyone, and keeps features, assignments, model, card, profiles and exports.
pub async fn segment(
    home: &Home,
    world: &World,
    as_of: NaiveDate,
    choice: &SegmentChoice<'_>,
    progress: &dyn Progress,
) -> Result<Segmented> {
    let (stem, params) = params(Some(home), choice.params, "default")?;
    let name = format!("{as_of}-{stem}");
    let members = members_table(home)?;

    progress.begin("sum payments", None);
    let sums = payment_sums_with_days(home, world, as_of, progress)?;
    progress.end(&format!("{} people, {} contributions as known on {as_of}", members.rows(), sums.known()));

    progress.begin("find segments", None);
    let sample = sample(&members, params.seed, params.fit_people)?;
    let seen = Sampled::of(&sums, &sample)?;
    let proposed = if choice.propose || params.segments.is_none() {
        Some(params.propose(seen.people(), &mut |tried| progress.at(tried as u64))?)
    } else {
        None
    };
    let used = proposed.as_ref().map_or(params.segments.unwrap_or(1), |c| c.used as usize);
    let mut model = params.fit_with(seen.people(), used)?;
    progress.end(&format!("{} segments from {} people", model.segments().len(), sample.len()));

    progress.begin("assign everybody", Some(members.rows() as u64));
    let before = Before::of(home, &name, &model)?;
    let bins = before.as_ref().map_or_else(Vec::new, Before::bins);
    // The features themselves; what habits say of people is each model's own estimate and cannot drift between two.
    let mut pass = Pass::new(home, world, &model, &sums, &seen.table, bins)?;
    features_in_chunks(&members, &sums, |rows, columns, table| {
        let records = payment_records(&sums, columns)?;
        let traits = month_traits(&sums);
        let people = People { table: &table, payments: Some(Payments { records: &records, traits: &traits }) };
        pass.add(&members, rows, columns, &sums, &model.assign(people)?)?;
        progress.at(rows.end as u64);
        Ok(())
    })?;
    let everybody = pass.finish()?;
    drop(sums);
    model.count(&everybody.sums);
    everybody.describe(&mut model)?;
    let (identity, drift) = segment_identity::keep_names(home, &name, before, &mut model, &everybody)?;
    model.count(&everybody.sums);
    progress.end(&format!("{} people in {} segments", members.rows(), model.segments().len()));

    progress.begin("forecast", None);
    let forecast = segment_forecast::forecast(home, world, as_of, &model, &members, &everybody, progress)?;
    let view = profile(&name, world, &model, &seen, &everybody, &forecast, proposed.clone())?;
    progress.end(&forecast.verdict.en);

    progress.begin("write", None);
    let folder = segment_files::write(home, &name, &members, &model, &view, &everybody, drift.as_ref())?;
    segment_files::keep_day(home, as_of)?;
    let store = home.store().await?;
    store.save_segments(model.segments()).await?;
    store.save_model(&ModelView { files: segment_files::names_in(&folder)?, ..view }).await?;
    if let Some(drift) = &drift {
        store.save_drift(drift).await?;
    }
    progress.end(&folder.display().to_string());
    Ok(Segmented {
        as_of,
        model: name,
        segments: model.segments().to_vec(),
        choice: proposed,
        drift,
        folder,
        notes: identity.into_iter().chain([forecast.verdict]).collect(),
    })
}

/// Refuses a day that nothing is known of yet: later than the last import, than the day simulated people are known until, and than today.
pub async fn refuse_unknown_day(home: &Home, as_of: NaiveDate, today: NaiveDate) -> Result<()> {
    let zone = TimeZoneCode::Wib.offset();
    let imports = home.store().await?.imports().await?;
    let imported = imports.iter().map(|import| import.at.with_timezone(&zone).date_naive()).max();
    let simulated = crate::simulate::simulation_of(home).ok().map(|simulation| simulation.as_of);
    let newest = [imported, simulated].into_iter().flatten().fold(today, NaiveDate::max);
    if as_of > newest {
        bail!(
            "--as-of {as_of}: the newest day that anything is known of is {newest}; expected that day or an earlier one"
        );
    }
    Ok(())
}

/// People that clusters are fitted on, with all that is known of them.
pub(crate) struct Sampled {
    pub table: features::FeatureTable,
    records: Vec<habits::PaymentRecord>,
    traits: Vec<habits::MonthTraits>,
}

impl Sampled {
    fn of(sums: &PaymentSums, sample: &MemberColumns) -> Result<Self> {
        Ok(Self {
            table: features::features_of(sums, sample)?,
            records: payment_records(sums, sample)?,
            traits: month_traits(sums),
        })
    }

    pub(crate) fn people(&self) -> People<'_> {
        People { table: &self.table, payments: Some(Payments { records: &self.records, traits: &self.traits }) }
    }
}

/// At most about `most` members, drawn by the seed and their row alone.
fn sample(members: &MembersTable, seed: u64, most: usize) -> Result<MemberColumns> {
    let all = members.rows();
    let below = if all <= most { u64::MAX } else { (u128::from(u64::MAX) * most as u128 / all as u128) as u64 };
    let mut sample = MemberColumns::default();
    for rows in members.batches(crate::features::CHUNK_MEMBERS) {
        let columns = members.columns(&rows).context("the members table")?;
        for at in 0..columns.len() {
            if mixed(seed, columns.row[at]) <= below {
                sample.push_from(&columns, at);
            }
        }
    }
    Ok(sample)
}

/// `SplitMix64` over seed and row.
fn mixed(seed: u64, row: u32) -> u64 {
    let mut x = seed.wrapping_add(u64::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn profile(
    name: &str,
    world: &World,
    model: &SegmentModel,
    seen: &Sampled,
    everybody: &Everybody,
    forecast: &segment_forecast::Forecasts,
    choice: Option<ChoiceView>,
) -> Result<ModelView> {
    let profiles = everybody.profiles(world, model, &forecast.segments)?;
    let (profiles, told) = segment_rules::with_rules(model, seen, profiles)?;
    Ok(ModelView {
        name: name.to_owned(),
        as_of: model.as_of(),
        period: everybody.period,
        method: model.params().method.key().to_owned(),
        method_words: model.params().method.words(),
        seed: model.params().seed,
        people: model.people(),
        fitted_on: model.fitted_on(),
        profiles,
        choice,
        rule_fidelity: told.fidelity,
        rule_ceiling: told.ceiling,
        calibration: forecast.calibration.clone(),
        weaknesses: weaknesses(model, forecast),
        files: Vec::new(),
    })
}

fn weaknesses(model: &SegmentModel, forecast: &segment_forecast::Forecasts) -> Vec<domain::Bilingual> {
    let mut all: Vec<domain::Bilingual> = segmentation::limits().into();
    if let Some(year) = model.as_of().map(|day| day.year()) {
        all.push(domain::Bilingual::new(
            format!(
                "Kebiasaan diukur dari bulan-bulan sampai {year}; harga yang belum pernah terjadi dapat mengubahnya."
            ),
            format!("Habits are measured from months up to {year}; a price that nobody has seen yet may change them."),
        ));
    }
    all.push(forecast.verdict.clone());
    all
}
