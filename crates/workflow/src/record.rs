//! Record: contributions that came after the campaign become an outcome for everyone in the plan.

use crate::approve::find;
use crate::home::Home;
use crate::import::{ImportSummary, import_contributions, load_contributions_or_none};
use crate::outcomes::{Agreement, agreement};
use crate::plan::kept_declaration;
use crate::progress::Progress;
use anyhow::{Result, bail};
use chrono::{DateTime, Utc};
use domain::views::CampaignStatus;
use domain::{OutcomeStanding, OutcomeTerms, TimeZoneCode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use store::MemberOutcome;

/// Who reports what a file of all counters says.
const COUNTERS: &str = "loket";

/// What was recorded.
#[derive(Debug, Clone, Serialize)]
pub struct RecordSummary {
    /// Campaign key.
    pub campaign: String,
    /// The contributions file taken in.
    pub import: ImportSummary,
    /// People in the plan, each with an outcome.
    pub people: u64,
    /// Of them, kept.
    pub kept: u64,
    /// Counter reports taken in.
    pub counter_reports: u64,
    /// Whether what streamed in says the same; `None` where nothing streamed in.
    pub streamed: Option<Agreement>,
}

/// Takes the later contributions in and derives every planned member's outcome: kept when the declared month is covered by
/// a contribution known on the declared day. Treated and held out are counted alike, whether or not they were reached. Says where what
/// streamed in meanwhile says otherwise.
pub async fn record(
    home: &Home,
    campaign: &str,
    contributions_file: &Path,
    mapping_name: &str,
    counter_reports: Option<&Path>,
    at: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<RecordSummary> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    if view.approved_by.is_none() {
        bail!("campaign `{}` was never approved, so it has no outcomes to record", view.name);
    }
    let spec = kept_declaration(home, &store, &view).await?;
    let import = import_contributions(home, contributions_file, mapping_name, at, progress).await?;
    if import.is_all_aside() {
        bail!(
            "{}: all {} rows were put aside and nothing was taken in, so no outcome is recorded; if the file is of a later day than {}, say which with --on (rows and reasons in {})",
            import.file,
            import.rows,
            at.with_timezone(&TimeZoneCode::Wib.offset()).date_naive(),
            import.quarantine_file.as_deref().unwrap_or("the quarantine")
        );
    }

    let members = intake::load_members(&home.table("members"))?;
    let planned = store.plan_members(&view.name).await?;
    let rows: BTreeSet<_> = planned.iter().map(|p| p.row).collect();
    let terms = OutcomeTerms::of(&spec);
    let mut paid: BTreeMap<_, OutcomeStanding> = rows.iter().map(|row| (*row, OutcomeStanding::default())).collect();
    for c in load_contributions_or_none(home)?.iter().filter(|c| c.known_on <= terms.known_by) {
        if let Some(standing) = paid.get_mut(&c.member) {
            standing.cover(&terms, c.coverage_month);
        }
    }
    let outcomes: Vec<MemberOutcome> = paid
        .iter()
        .map(|(row, standing)| MemberOutcome {
            member: members[row.index()].id.clone(),
            kept: standing.kept,
            months_paid: standing.months_paid,
        })
        .collect();
    let streamed = agreement(&store, &view.name, &outcomes).await?;
    store.record_outcomes(&view.name, &outcomes).await?;
    if let Some(path) = counter_reports {
        crate::counters::note(&store, path, COUNTERS, at).await?;
    }
    let lists = store.counter_lists().await?;
    let of_campaign = lists.iter().filter(|list| list.campaign == view.name);
    let reports = of_campaign.flat_map(|list| list.outcomes.iter()).map(|(_, members)| members).sum();
    store.set_status(&view.name, CampaignStatus::Recorded).await?;
    // What these contributions cover counts for the other campaigns under way.
    crate::outcomes::begin_anew(home).await?;
    Ok(RecordSummary {
        campaign: view.name,
        import,
        people: outcomes.len() as u64,
        kept: outcomes.iter().filter(|o| o.kept).count() as u64,
        counter_reports: reports,
        streamed,
    })
}
