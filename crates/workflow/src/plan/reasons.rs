//! Why somebody gets what they get: from a declaration before it is planned, and from a plan that is kept.

use super::{Around, Named, compute, read_declaration};
use crate::home::Home;
use crate::import::load_members;
use crate::world::{CampaignFiles, World, campaign_files};
use anyhow::{Context, Result};
use domain::views::CampaignView;
use domain::{Bilingual, CampaignSpec, MemberId, MemberRow, PlannedMember, Segment};
use planning::explain::Subject;
use planning::{PlannedCampaign, explain_member, parse_campaign};
use serde::Serialize;
use store::Store;

/// Why a member gets what they get, or is left out. Reads the declaration afresh and computes the same plan.
pub async fn explain(home: &Home, world: &World, campaign: &str, member: &str) -> Result<Vec<Bilingual>> {
    let files = campaign_files(campaign)?;
    let store = home.store().await?;
    let (spec, templates) = read_declaration(&files, world, &Named::of(&store).await?)?;
    let row =
        row_of(home, &MemberId(member.to_owned()))?.with_context(|| format!("no member `{member}` in this home"))?;
    let planned = compute(home, world, &spec, &templates, &Around::of(home, &store, &spec).await?)?;
    let segments = store.segments().await?;
    explain_member(&spec, &planned, row, &world.regions, &world.policy, &segments)
        .with_context(|| format!("member `{member}` is neither in the plan nor left out with a reason"))
}

/// What reasons stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The plan that is kept, computed again: everything that made it is as it was.
    WholePlan,
    /// What is kept of the member. Tables, rules or other campaigns changed since, so the plan cannot be computed again as it was.
    KeptRow,
    /// The plan as it would be made today; the one that is kept says nothing of single people it leaves out.
    Today,
}

/// Why a member has what a kept plan gives them, or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonReasons {
    /// One sentence each.
    pub reasons: Vec<Bilingual>,
    /// What they stand on.
    pub basis: Basis,
}

/// Why a member has what the kept plan of a campaign gives them, or why not; `None` for somebody who is neither in the plan nor in the
/// tables of this home. Computes the plan again from the declaration that is kept, as it takes (ten seconds for a million members).
pub async fn reasons(home: &Home, campaign: &str, member: &MemberId) -> Result<Option<PersonReasons>> {
    let store = home.store().await?;
    let view = crate::approve::find(&store, campaign).await?;
    let files = kept_files(home, &store, &view.name, &view.plan_hash).await?;
    let kept = store.planned_member(&view.name, member).await?;
    let spec = parse_campaign(&files.file, &files.declaration)?;
    let (around, named) = (Around::of(home, &store, &spec).await?, Named::of_kept_plan(&store).await?);
    let segments = store.segments().await?;
    let (home, member, hash) = (home.clone(), member.clone(), view.plan_hash);
    let told = tokio::task::spawn_blocking(move || {
        let (kept, spec) = (kept.as_ref(), &spec);
        let (files, segments) = (&files, &segments);
        let asked = Asked { home: &home, files, spec, member: &member, kept, hash: &hash, segments };
        asked.answer(&around, &named)
    });
    told.await.context("the reasons were not computed")?
}

/// The declaration of the very plan that is kept: whoever edits a file of the home afterwards changes nothing of what was approved.
pub async fn kept_declaration(home: &Home, store: &Store, campaign: &CampaignView) -> Result<CampaignSpec> {
    let files = kept_files(home, store, &campaign.name, &campaign.plan_hash).await?;
    Ok(parse_campaign(&files.file, &files.declaration)?)
}

/// The texts the kept plan was made from: those of its version, or, of a plan from before versions were kept, those in the home.
async fn kept_files(home: &Home, store: &Store, campaign: &str, hash: &str) -> Result<CampaignFiles> {
    if let Some(version) = store.plan_version(campaign, hash).await? {
        return Ok(CampaignFiles {
            file: format!("campaigns/{campaign}/campaign.toml"),
            declaration: version.plan.declaration,
            templates: version.plan.templates,
        });
    }
    let path = home.campaign_declaration(campaign);
    let folder = path.parent().context("a declaration lies in a folder")?;
    campaign_files(&folder.display().to_string())
}

fn row_of(home: &Home, member: &MemberId) -> Result<Option<MemberRow>> {
    Ok(load_members(home)?.iter().position(|m| m.id == *member).map(|row| MemberRow(row as u32)))
}

/// A question about one member of a kept plan.
struct Asked<'a> {
    home: &'a Home,
    files: &'a CampaignFiles,
    spec: &'a CampaignSpec,
    member: &'a MemberId,
    kept: Option<&'a PlannedMember>,
    hash: &'a str,
    segments: &'a [Segment],
}

impl Asked<'_> {
    fn answer(&self, around: &Around, named: &Named) -> Result<Option<PersonReasons>> {
        let world = World::load(self.home)?;
        let row = row_of(self.home, self.member)?;
        if row.is_none() && self.kept.is_none() {
            return Ok(None);
        }
        let again = self.again(&world, around, named);
        if let (Ok(planned), Some(row)) = (&again, row) {
            let is_same = planned.plan.hash == self.hash;
            if is_same || self.kept.is_none() {
                let reasons = explain_member(self.spec, planned, row, &world.regions, &world.policy, self.segments);
                let basis = if is_same { Basis::WholePlan } else { Basis::Today };
                return Ok(reasons.map(|reasons| PersonReasons { reasons, basis }));
            }
        }
        let Some(kept) = self.kept else { return again.map(|_| None) };
        let reasons = planning::explain(self.spec, &Subject::Planned(kept), &world.regions, self.segments);
        Ok(Some(PersonReasons { reasons, basis: Basis::KeptRow }))
    }

    /// The plan, computed again.
    fn again(&self, world: &World, around: &Around, named: &Named) -> Result<PlannedCampaign> {
        let (spec, templates) = read_declaration(self.files, world, named)?;
        compute(self.home, world, &spec, &templates, around)
    }
}
