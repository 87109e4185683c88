//! Allocate: where the next rupiah goes, from an evaluated campaign or from a file.

mod file;

use crate::approve::find;
use crate::home::Home;
use crate::plan::kept_declaration;
use crate::world::model_text;
use allocation::{
    Advice, Basis, CampaignResults, Capacities, MONTHS_PRIORS_FILE, PriorAim, Priors, Terms, UPLIFT_PRIORS_FILE, advise,
};
use anyhow::{Context, Result, bail};
use domain::{CampaignSpec, Rupiah, UpliftRow};
use std::collections::BTreeMap;
use std::path::Path;
use store::Store;

/// What is asked, as it is typed.
#[derive(Debug, Clone)]
pub struct Question {
    /// The most that may be spent.
    pub budget: Rupiah,
    /// What channels can do.
    pub capacities: Capacities,
    /// Only these segments; empty is all.
    pub segments: Vec<String>,
    /// One channel for each whole segment.
    pub one_each: bool,
    /// Look at other budgets as well.
    pub what_if: bool,
    /// For how many lines to price an experiment, those first on whose uncertainty the plan hangs most.
    pub lessons: usize,
}

/// Answers for an evaluated campaign of a home.
pub async fn allocate_campaign(home: &Home, campaign: &str, question: &Question) -> Result<Advice> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let rows = store.uplift(&view.name).await?;
    if rows.is_empty() {
        bail!("campaign `{}` is not evaluated yet; run `jangkau evaluate --campaign {0}` first", view.name);
    }
    let spec = kept_declaration(home, &store, &view).await?;
    answer(campaign_basis(home, &store, &view.name, &spec, &rows).await?, question)
}

/// Answers for a plain file, one row a segment and channel. `aim` says which priors fill what the file leaves empty.
pub fn allocate_file(path: &Path, aim: PriorAim, question: &Question) -> Result<Advice> {
    answer(file::basis(path, &priors(None)?, aim)?, question)
}

/// The basis of a campaign, kept for the page that answers the same question.
pub(crate) async fn campaign_basis(
    home: &Home,
    store: &Store,
    campaign: &str,
    spec: &CampaignSpec,
    rows: &[UpliftRow],
) -> Result<Basis> {
    let basis = basis_of(home, store, spec, rows).await?;
    store.save_basis(campaign, &basis).await?;
    Ok(basis)
}

/// The basis of a campaign.
pub(crate) async fn basis_of(home: &Home, store: &Store, spec: &CampaignSpec, rows: &[UpliftRow]) -> Result<Basis> {
    let (model, months) = months_forecast(store).await?;
    let results = CampaignResults { rows, months: &months, model: &model, aim: spec.objective.into() };
    Ok(allocation::campaign_basis(&results, &priors(Some(home))?))
}

/// The newest segment model, and the months that a member of each of its segments is expected to pay.
pub(crate) async fn months_forecast(store: &Store) -> Result<(String, BTreeMap<String, f64>)> {
    let model = store.model_names().await?.into_iter().next().unwrap_or_default();
    let profiles = store.model(&model).await?.map(|m| m.profiles).unwrap_or_default();
    let months = profiles.into_iter().filter_map(|p| Some((p.segment.id.0, p.months_expected?.value))).collect();
    Ok((model, months))
}

pub(crate) fn priors(home: Option<&Home>) -> Result<Priors> {
    let text = |file: &str| model_text(home, file.trim_start_matches("models/"));
    Priors::from_csv(&text(UPLIFT_PRIORS_FILE)?, &text(MONTHS_PRIORS_FILE)?).context("the planning priors")
}

fn answer(basis: Basis, question: &Question) -> Result<Advice> {
    let basis = basis.only(&question.segments)?;
    let terms = Terms {
        budget: question.budget,
        limits: question.capacities.limits(&basis),
        one_each: question.one_each,
        what_if: question.what_if,
        lessons: question.lessons,
    };
    Ok(advise(&basis, &terms)?)
}
