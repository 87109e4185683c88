//! Outcomes that stream in while a campaign is under way: reports from a file, the sums they change, and the table they give so far.

mod agreement;
mod so_far;

pub use agreement::Agreement;
pub(crate) use agreement::agreement;
pub use so_far::table_so_far;

use crate::evaluate::newest_known_day;
use crate::home::Home;
use crate::plan::kept_declaration;
use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use domain::member::columns::stored_day;
use domain::views::{CampaignStatus, CampaignView};
use domain::{CampaignSpec, MemberId, Month, OutcomeTerms, OutcomesAnswer, OutcomesRead};
use intake::IntakeError;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use store::Store;

/// Threads that read contributions; more than a few wait for the disk.
const MOST_THREADS: usize = 8;

/// Takes a file of reports in; `source` is the sender where the reports name none. Good lines are taken, whatever the others are; the
/// same lines again change nothing, also where they came by the service before.
pub async fn take_in(
    home: &Home,
    file: &Path,
    source: Option<&str>,
    today: NaiveDate,
    at: DateTime<Utc>,
) -> Result<OutcomesAnswer> {
    let read = intake::read_outcomes(file, source, today)?;
    begin_missing(home).await?;
    Ok(home.store().await?.take_outcomes(read, today, at).await?)
}

/// Reads what somebody posted: JSON or CSV as plain text, so that a small body stays small.
pub fn outcomes_of_body(bytes: &[u8], today: NaiveDate) -> Result<OutcomesRead, String> {
    if std::str::from_utf8(bytes).is_err() || [&b"PK\x03\x04"[..], b"PAR1"].iter().any(|magic| bytes.starts_with(magic))
    {
        return Err("a body is JSON or CSV as plain text in UTF-8; other files are taken with `jangkau outcomes FILE`"
            .to_owned());
    }
    intake::outcomes_of(Path::new("body"), bytes, None, today).map_err(|error| error.to_string())
}

/// Begins to count the outcome of every campaign under way of which nobody counts it yet: one planned by an earlier version.
pub async fn begin_missing(home: &Home) -> Result<()> {
    let store = home.store().await?;
    let mut missing = Vec::new();
    for campaign in store.campaigns().await? {
        if campaign.status != CampaignStatus::Evaluated && store.outcomes_so_far(&campaign.name).await?.is_none() {
            missing.push(campaign);
        }
    }
    begin_all(home, &store, &missing).await
}

/// Counts anew after contributions were imported: what they cover counts for campaigns that are not recorded yet.
pub(crate) async fn begin_anew(home: &Home) -> Result<()> {
    let store = home.store().await?;
    let is_open = |status| !matches!(status, CampaignStatus::Recorded | CampaignStatus::Evaluated);
    let open: Vec<CampaignView> = store.campaigns().await?.into_iter().filter(|c| is_open(c.status)).collect();
    begin_all(home, &store, &open).await
}

/// Those that can be; the first that cannot is told once the others are begun.
async fn begin_all(home: &Home, store: &Store, campaigns: &[CampaignView]) -> Result<()> {
    let mut begun = Ok(());
    for campaign in campaigns.iter().filter(|campaign| home.campaign_declaration(&campaign.name).is_file()) {
        let this = match kept_declaration(home, store, campaign).await {
            Ok(spec) => begin(home, store, &spec, &campaign.plan_hash).await,
            Err(error) => Err(error),
        };
        begun = begun.and(this.with_context(|| format!("counting the outcome of campaign `{}`", campaign.name)));
    }
    begun
}

/// Begins to count the outcome of a campaign: everyone in its plan, with the months that contributions cover already.
pub(crate) async fn begin(home: &Home, store: &Store, spec: &CampaignSpec, plan_hash: &str) -> Result<()> {
    let terms = OutcomeTerms::of(spec);
    let covered = covered(home, store, &spec.name, &terms).await?;
    let known = newest_known_day(store).await?.unwrap_or(spec.audience.as_of);
    store.open_outcomes(&spec.name, plan_hash, &terms, known, &covered).await.context("the outcome cannot be counted")
}

/// Months of planned members that contributions cover and that the outcome counts.
async fn covered(home: &Home, store: &Store, campaign: &str, terms: &OutcomeTerms) -> Result<Vec<(MemberId, Month)>> {
    let path = home.table("contributions");
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let planned: HashMap<u32, MemberId> =
        store.plan_members(campaign).await?.into_iter().map(|planned| (planned.row.0, planned.member)).collect();
    let (found, known_by) = (Mutex::new(Vec::new()), stored_day(terms.known_by));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let scanned = intake::scan_contributions(&path, threads, |batch| {
        let rows = batch.member_row.iter().zip(batch.coverage_month).zip(batch.known_on);
        let own: Vec<(u32, i32)> = rows
            .filter(|((row, month), known_on)| {
                terms.counts(Month::from_index(**month)) && **known_on <= known_by && planned.contains_key(*row)
            })
            .map(|((row, month), _)| (*row, *month))
            .collect();
        found.lock().unwrap_or_else(PoisonError::into_inner).extend(own);
        Ok::<(), IntakeError>(())
    });
    match scanned {
        Ok(_) | Err(IntakeError::HeaderOnly { .. }) => {}
        Err(error) => return Err(error).context("the contributions table"),
    }
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable();
    Ok(found
        .into_iter()
        .filter_map(|(row, month)| Some((planned.get(&row)?.clone(), Month::from_index(month))))
        .collect())
}
