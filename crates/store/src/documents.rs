//! Read models, kept whole as JSON: what pages show, made by the workflow.

use crate::connection::Store;
use crate::error::{Doing, Result, StoreError};
use crate::sql::{On, Sql, Tx};
use domain::segment_views::{DriftView, ModelView};
use domain::views::{HaltStep, OverviewView, PackageView, PartnerView};
use domain::{DecisionView, LandingView, Segment};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The scope of documents that belong to the whole home directory.
const EVERYWHERE: &str = "";

/// The scope of segment models, by name.
const MODELS: &str = "model";

/// What a plan's decision came to, in the scope of its campaign.
pub(crate) const DECISION: &str = "decision";

/// Under what name the pauses of a campaign are kept.
const HALTS: &str = "halts";

/// The scope of comparisons of two models, by their names.
const DRIFTS: &str = "drift";

impl Store {
    /// Saves the numbers of the home directory, in place of those before.
    pub async fn save_overview(&self, overview: &OverviewView) -> Result<()> {
        self.save_document(EVERYWHERE, "overview", overview).await
    }

    /// The numbers of the home directory.
    pub async fn overview(&self) -> Result<Option<OverviewView>> {
        self.document(EVERYWHERE, "overview").await
    }

    /// Saves all segments, in place of those before.
    pub async fn save_segments(&self, segments: &[Segment]) -> Result<()> {
        self.save_document(EVERYWHERE, "segments", segments).await
    }

    /// The segments as they were saved; none before the first.
    pub async fn segments(&self) -> Result<Vec<Segment>> {
        Ok(self.document(EVERYWHERE, "segments").await?.unwrap_or_default())
    }

    /// Saves all packages, in place of those before.
    pub async fn save_packages(&self, packages: &[PackageView]) -> Result<()> {
        self.save_document(EVERYWHERE, "packages", packages).await
    }

    /// The packages as they were saved; none before the first.
    pub async fn packages(&self) -> Result<Vec<PackageView>> {
        Ok(self.document(EVERYWHERE, "packages").await?.unwrap_or_default())
    }

    /// Saves all partners, in place of those before.
    pub async fn save_partners(&self, partners: &[PartnerView]) -> Result<()> {
        self.save_document(EVERYWHERE, "partners", partners).await
    }

    /// The partners as they were saved; none before the first.
    pub async fn partners(&self) -> Result<Vec<PartnerView>> {
        Ok(self.document(EVERYWHERE, "partners").await?.unwrap_or_default())
    }

    /// Saves a segment model under its name.
    pub async fn save_model(&self, model: &ModelView) -> Result<()> {
        self.save_document(MODELS, &model.name, model).await
    }

    /// A segment model by name.
    pub async fn model(&self, name: &str) -> Result<Option<ModelView>> {
        self.document(MODELS, name).await
    }

    /// Names of all segment models, newest as-of day first.
    pub async fn model_names(&self) -> Result<Vec<String>> {
        self.document_names(MODELS).await
    }

    /// Saves how two models differ.
    pub async fn save_drift(&self, drift: &DriftView) -> Result<()> {
        self.save_document(DRIFTS, &drift_name(&drift.from, &drift.to), drift).await
    }

    /// How two models differ, from the earlier to the later.
    pub async fn drift(&self, from: &str, to: &str) -> Result<Option<DriftView>> {
        self.document(DRIFTS, &drift_name(from, to)).await
    }

    /// The pairs of models, earlier and later, whose difference is known; newest first.
    pub async fn drifts(&self) -> Result<Vec<(String, String)>> {
        let names = self.document_names(DRIFTS).await?;
        Ok(names.iter().filter_map(|n| n.split_once(' ')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect())
    }

    /// Saves what a campaign's money may be spent on next, in place of what was before. The shape is that of the crate that
    /// allocates; here it is a document like others.
    pub async fn save_basis<T: Serialize>(&self, campaign: &str, basis: &T) -> Result<()> {
        self.save_document(campaign, "basis", basis).await
    }

    /// What a campaign's money may be spent on next; `None` before it is evaluated.
    pub async fn basis<T: DeserializeOwned>(&self, campaign: &str) -> Result<Option<T>> {
        self.document(campaign, "basis").await
    }

    /// What the decision of a campaign's plan came to; `None` where channels were left to the lot.
    pub async fn decision(&self, campaign: &str) -> Result<Option<DecisionView>> {
        self.document(campaign, DECISION).await
    }

    /// When somebody stopped a campaign or let it go on, the first first.
    pub async fn halts(&self, campaign: &str) -> Result<Vec<HaltStep>> {
        Ok(self.document(campaign, HALTS).await?.unwrap_or_default())
    }

    /// Saves what the codes on a campaign's paper lead to.
    pub async fn save_landing(&self, campaign: &str, landing: &LandingView) -> Result<()> {
        self.save_document(campaign, "landing", landing).await
    }

    /// What the codes on a campaign's paper lead to; `None` before anything is printed.
    pub async fn landing(&self, campaign: &str) -> Result<Option<LandingView>> {
        self.document(campaign, "landing").await
    }

    /// Names begin with a day, so that falling order is newest first.
    async fn document_names(&self, scope: &str) -> Result<Vec<String>> {
        let rows: Vec<(String,)> = Sql::new("SELECT name FROM document WHERE scope = $1 ORDER BY name DESC")
            .bind(scope)
            .all(self.reader())
            .await
            .doing("listing documents")?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    pub(crate) async fn save_document<T: Serialize + ?Sized>(&self, scope: &str, name: &str, value: &T) -> Result<()> {
        let mut tx = self.begin().await?;
        put_document(&mut tx, scope, name, value).await?;
        tx.commit().await.doing("saving a document")
    }

    pub(crate) async fn document<T: DeserializeOwned>(&self, scope: &str, name: &str) -> Result<Option<T>> {
        document_on(self.reader(), scope, name).await
    }
}

async fn document_on<'a, T: DeserializeOwned>(on: impl Into<On<'a>>, scope: &str, name: &str) -> Result<Option<T>> {
    let row: Option<(String,)> = Sql::new("SELECT body FROM document WHERE scope = $1 AND name = $2")
        .bind(scope)
        .bind(name)
        .optional(on)
        .await
        .doing("reading a document")?;
    row.map(|(text,)| serde_json::from_str(&text))
        .transpose()
        .map_err(|source| StoreError::Document { name: name.to_owned(), source })
}

/// Notes that somebody stopped a campaign or let it go on, with what else is written.
pub(crate) async fn note_halt(tx: &mut Tx, campaign: &str, step: HaltStep) -> Result<()> {
    let mut steps: Vec<HaltStep> = document_on(&mut *tx, campaign, HALTS).await?.unwrap_or_default();
    steps.push(step);
    put_document(tx, campaign, HALTS, &steps).await
}

/// Names of models hold no space.
fn drift_name(from: &str, to: &str) -> String {
    format!("{from} {to}")
}

/// Saves a document with what else is written.
pub(crate) async fn put_document<T: Serialize + ?Sized>(tx: &mut Tx, scope: &str, name: &str, value: &T) -> Result<()> {
    let body = serde_json::to_string(value).map_err(|source| StoreError::Document { name: name.to_owned(), source })?;
    Sql::new(
        "INSERT INTO document (scope, name, body) VALUES ($1, $2, $3)
         ON CONFLICT (scope, name) DO UPDATE SET body = excluded.body",
    )
    .bind(scope)
    .bind(name)
    .bind(body)
    .execute(tx)
    .await
    .doing("saving a document")?;
    Ok(())
}
