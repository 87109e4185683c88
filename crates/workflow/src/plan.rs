//! Plan: a declaration and everyone known on a day become a plan with a holdout, waiting for a second person.

use crate::home::Home;
use crate::import::{load_contributions_or_none, load_members};
use crate::overview::membership_states;
use crate::progress::Progress;
use crate::world::{CampaignFiles, World, campaign_files};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Utc};
use domain::signed::is_same_person;
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    Bilingual, CampaignSpec, Candidate, Channel, DecisionView, Language, Member, MemberId, MembershipState, Plan,
    RandomisationUnit, SegmentId,
};
use planning::{
    CampaignInput, ExpectedGains, PlannedCampaign, PriorTouch, Surroundings, Templates, plan_campaign, read_campaign,
    record_of, standing_holdout,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::path::Path;
use store::{AgreedTo, KeptVersion, PlanToKeep, Store};

mod answerable;
mod beside;
mod gains;
mod reasons;

pub use reasons::{Basis, PersonReasons, explain, kept_declaration, reasons};

/// What a plan holds, in numbers.
#[derive(Debug, Clone, Serialize)]
pub struct PlanSummary {
    /// The campaign as stored.
    pub campaign: CampaignView,
    /// Which version of the plan this is; the very plan that stands, planned again, stays the version it is.
    pub version: u32,
    /// Who had approved the version before, where nothing of it has left: it leaves no more, and this one waits for approval.
    pub approval_ended: Option<String>,
    /// Members and areas by arm.
    pub arms: Vec<ArmCount>,
    /// People left out, by reason.
    pub excluded: Vec<(Bilingual, u64)>,
    /// First and last touch, UTC.
    pub first_touch: Option<chrono::DateTime<chrono::Utc>>,
    /// Last touch, UTC.
    pub last_touch: Option<chrono::DateTime<chrono::Utc>>,
    /// Second touches that are asked when they are due.
    pub follow_ups: u64,
    /// What is kept of the budget for them and for smallest print runs.
    pub reserve: domain::Rupiah,
    /// People whom a rule moved to a later day.
    pub moved: u64,
    /// What was decided for everyone at once, where the declaration asks for it.
    pub decision: Option<DecisionView>,
}

/// One arm of a plan.
#[derive(Debug, Clone, Serialize)]
pub struct ArmCount {
    /// The channel, or `None` for a holdout.
    pub channel: Option<Channel>,
    /// What was drawn by lot.
    pub unit: RandomisationUnit,
    /// Members.
    pub members: u64,
    /// Areas, for area lots.
    pub areas: Option<u64>,
    /// Forecast cost.
    pub cost: domain::Rupiah,
}

/// Plans a campaign and keeps the plan as its next version. Nothing is sent before a second person approves it. A plan that was approved
/// gives way as long as nothing of it has left; after that every other plan is refused.
pub async fn plan(
    home: &Home,
    world: &World,
    campaign: &str,
    by: &str,
    at: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<PlanSummary> {
    progress.begin("plan", None);
    let files = campaign_files(campaign)?;
    let store = home.store().await?;
    let (spec, templates) = read_declaration(&files, world, &Named::of(&store).await?)?;
    check_approvers(&spec, by)?;
    check_packages(&spec, &store.packages().await?)?;
    check_promises(home, &files)?;
    let around = Around::of(home, &store, &spec).await?;
    let mut planned = compute(home, world, &spec, &templates, &around)?;
    planned.plan.warnings.extend(answerable::sentences(home, &spec, &planned.plan)?);
    planned.plan.warnings.extend(beside::warnings(home, &store, &spec, &planned.plan).await?);
    let view = view_of(&spec, &planned.plan, by);
    let record = record_of(&spec, &planned, &files.declaration, &files.templates);
    let kept = PlanToKeep {
        view: &view,
        plan: &planned.plan,
        touches: &planned.touches,
        follow_ups: &planned.follow_ups,
        fillings: &planned.fillings,
        decision: planned.decided.as_ref().map(|decided| &decided.view),
        purpose: spec.purpose(),
        approvers: &spec.approvers,
        record: &record,
    };
    let kept = store.save_plan_version(&kept, at).await.context("the plan is not kept")?;
    keep_declaration(home, &spec, &files)?;
    crate::outcomes::begin(home, &store, &spec, &view.plan_hash).await?;
    progress.end(&format!("{} people, {} touches", planned.plan.members.len(), planned.touches.len()));
    Ok(summary(view, &planned, kept))
}

/// What a home has of what a declaration may name.
struct Named {
    evaluated: BTreeSet<String>,
    /// The group each package is designed for, by the package's id; `None` is not asked.
    packages: Option<BTreeMap<String, String>>,
    /// Keys; `None` is not asked.
    segments: Option<BTreeSet<String>>,
}

impl Named {
    /// What a declaration that is to be planned may name.
    async fn of(store: &Store) -> Result<Self> {
        let packages: BTreeMap<String, String> =
            store.packages().await?.into_iter().map(|package| (package.id, package.group)).collect();
        let segments: BTreeSet<String> = store.segments().await?.into_iter().map(|segment| segment.id.0).collect();
        // Where no package is designed or nobody is in a segment yet, the plan itself says what is to be done first.
        let packages = Some(packages).filter(|packages| !packages.is_empty());
        let segments = Some(segments).filter(|segments| !segments.is_empty());
        Ok(Self { packages, segments, ..Self::of_kept_plan(store).await? })
    }

    /// What the declaration of a kept plan may name: its packages and segments were there when it was planned.
    async fn of_kept_plan(store: &Store) -> Result<Self> {
        Ok(Self { evaluated: evaluated(store).await?, packages: None, segments: None })
    }
}

/// The campaigns whose uplift is known for good; while outcomes still come in, no other plan stands on it.
async fn evaluated(store: &Store) -> Result<BTreeSet<String>> {
    let mut evaluated = BTreeSet::new();
    for known in store.campaigns().await? {
        let rows = store.uplift(&known.name).await?;
        if !rows.is_empty() && rows.iter().all(|row| row.running.is_none()) {
            evaluated.insert(known.name);
        }
    }
    Ok(evaluated)
}

fn read_declaration(files: &CampaignFiles, world: &World, named: &Named) -> Result<(CampaignSpec, Templates)> {
    let names = files.templates.keys().cloned().collect();
    let around = Surroundings {
        templates: Some(&names),
        packages: named.packages.as_ref(),
        segments: named.segments.as_ref(),
        calendar: Some(&world.calendar),
        policy: Some(&world.policy),
        evaluated: Some(&named.evaluated),
        regions: Some(&world.regions),
    };
    let spec = read_campaign(&files.file, &files.declaration, &around)?;
    let folder = Path::new(&files.file).parent().unwrap_or(Path::new("")).display().to_string();
    let templates = Templates::new(&spec, &folder, &files.templates)?;
    Ok((spec, templates))
}

/// What the home knows around a plan: other campaigns' touches, who asked to be left alone, what channels are expected to do.
struct Around {
    prior: Vec<PriorTouch>,
    restricted: HashSet<MemberId>,
    agreed: AgreedTo,
    gains: Option<ExpectedGains>,
}

impl Around {
    async fn of(home: &Home, store: &Store, spec: &CampaignSpec) -> Result<Self> {
        let gains = match &spec.decision {
            Some(decision) => Some(gains::expected(home, store, spec, decision).await?),
            None => None,
        };
        let agreed = store.agreed_to(spec.purpose()).await?;
        Ok(Self { prior: prior(store, &spec.name).await?, restricted: store.restricted().await?, agreed, gains })
    }
}

/// What people have from other approved campaigns.
async fn prior(store: &Store, campaign: &str) -> Result<Vec<PriorTouch>> {
    let touches = store.prior_touches(campaign).await?;
    Ok(touches.into_iter().map(|(member, channel, due_at)| PriorTouch { member, channel, due_at }).collect())
}

fn compute(
    home: &Home,
    world: &World,
    spec: &CampaignSpec,
    templates: &Templates,
    around: &Around,
) -> Result<PlannedCampaign> {
    let members = load_members(home)?;
    let contributions = load_contributions_or_none(home)?;
    let states = membership_states(&members, &contributions, spec.audience.as_of, &world.rules);
    let path = home.table("assignments");
    if !path.is_file() {
        bail!("nobody is in a segment yet: run `jangkau segment --home {}` first", home.root().display());
    }
    let segments: HashMap<MemberId, Option<SegmentId>> = intake::load_assignments(&path)?.into_iter().collect();
    let candidates = candidates(&members, &states, &segments, around);
    let standing: HashSet<MemberId> = match world.policy.standing_on(spec.audience.as_of) {
        None => HashSet::new(),
        Some(lot) => {
            let held = members.iter().filter(|member| standing_holdout(&lot.seed, lot.share, &member.id.0));
            held.map(|member| member.id.clone()).collect()
        }
    };
    Ok(plan_campaign(&CampaignInput {
        spec,
        templates,
        candidates: &candidates,
        members: &members,
        rules: &world.rules,
        rates: &world.rates,
        calendar: &world.calendar,
        policy: &world.policy,
        prior: &around.prior,
        standing: &standing,
        regions: &world.regions,
        gains: around.gains.as_ref(),
    })?)
}

fn candidates(
    members: &[Member],
    states: &[MembershipState],
    segments: &HashMap<MemberId, Option<SegmentId>>,
    around: &Around,
) -> Vec<Candidate> {
    // Of whoever said something of what the campaign is about that counts, of the others their consent to everything.
    let agrees = |said: &HashMap<MemberId, bool>, id: &MemberId, known: bool, to_everything: bool| {
        said.get(id).map_or(to_everything, |agrees| known && *agrees)
    };
    members
        .iter()
        .zip(states)
        .enumerate()
        .map(|(row, (m, state))| Candidate {
            row: domain::MemberRow(row as u32),
            member: m.id.clone(),
            state: *state,
            group: m.group,
            segment: segments.get(&m.id).cloned().flatten(),
            region: m.region,
            urban: m.urban,
            paid_by_state: m.paid_by_state,
            whatsapp_reachable: agrees(&around.agreed.whatsapp, &m.id, m.phone_known, m.whatsapp_reachable),
            email_reachable: agrees(&around.agreed.email, &m.id, m.email_known, m.email_reachable),
            restricted: around.restricted.contains(&m.id),
            language: Language::Id,
        })
        .collect()
}

/// Somebody other than the planner must be able to approve.
fn check_approvers(spec: &CampaignSpec, by: &str) -> Result<()> {
    if !spec.approvers.is_empty() && spec.approvers.iter().all(|approver| is_same_person(approver, by)) {
        bail!(
            "campaign `{}` is planned by {by}, and `approvers` names nobody else; expected one more name there, for nobody \
             approves a plan of their own",
            spec.name
        );
    }
    Ok(())
}

/// A campaign promises only packages that are designed and may be offered.
fn check_packages(spec: &CampaignSpec, packages: &[domain::views::PackageView]) -> Result<()> {
    for used in &spec.packages {
        let Some(package) = packages.iter().find(|p| p.id == used.package) else {
            bail!(
                "campaign `{}` offers package `{}` to {}, and no such package is designed; run `jangkau bundle`",
                spec.name,
                used.package,
                used.group.key()
            );
        };
        if package.status != domain::views::PackageStatus::Offerable {
            let status = package.status.key();
            bail!("package `{}` is {status}, not offerable; a campaign may not promise it", package.id);
        }
    }
    Ok(())
}

/// No message may promise the death grant or the scholarship without its condition.
fn check_promises(home: &Home, files: &CampaignFiles) -> Result<()> {
    let schemes = crate::schemes::load(home)?;
    for (file, text) in &files.templates {
        if let Some(broken) = schemes.promises(text).first() {
            bail!("{file}: {}; see `jangkau schemes --leaflet JKK+JKM` for sentences that hold it", broken.words().en);
        }
    }
    Ok(())
}

fn view_of(spec: &CampaignSpec, plan: &Plan, by: &str) -> CampaignView {
    CampaignView {
        name: spec.name.clone(),
        title: spec.title.clone(),
        status: CampaignStatus::Planned,
        plan_hash: plan.hash.clone(),
        as_of: plan.as_of,
        planned_by: by.to_owned(),
        approved_by: None,
        approved_at: None,
        members: plan.members.len() as u64,
        held_out: plan.members.iter().filter(|m| m.arm.channel().is_none()).count() as u64,
        cost: plan.cost(),
        budget: spec.budget,
        warnings: plan.warnings.clone(),
        halted: None,
    }
}

fn keep_declaration(home: &Home, spec: &CampaignSpec, files: &CampaignFiles) -> Result<()> {
    let path = home.campaign_declaration(&spec.name);
    let folder = path.parent().context("a declaration lies in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    fs::write(&path, &files.declaration).with_context(|| format!("{} cannot be written", path.display()))?;
    for (name, text) in &files.templates {
        fs::write(folder.join(name), text).with_context(|| format!("{name} cannot be written"))?;
    }
    Ok(())
}

fn summary(view: CampaignView, planned: &PlannedCampaign, kept: KeptVersion) -> PlanSummary {
    let mut arms: BTreeMap<_, (u64, BTreeSet<&str>, domain::Rupiah)> = BTreeMap::new();
    for m in &planned.plan.members {
        let arm = arms.entry((m.arm.unit(), m.arm.channel())).or_default();
        arm.0 += 1;
        arm.1.insert(m.area.as_str());
        arm.2 += m.cost;
    }
    let mut excluded: BTreeMap<domain::Exclusion, u64> = BTreeMap::new();
    for (_, why) in &planned.plan.excluded {
        *excluded.entry(*why).or_default() += 1;
    }
    PlanSummary {
        campaign: view,
        version: kept.version,
        approval_ended: kept.approval_ended,
        arms: arms
            .into_iter()
            .map(|((unit, channel), (members, areas, cost))| ArmCount {
                channel,
                unit,
                members,
                areas: (unit == RandomisationUnit::Area).then_some(areas.len() as u64),
                cost,
            })
            .collect(),
        excluded: excluded.into_iter().map(|(why, n)| (why.words(), n)).collect(),
        first_touch: planned.touches.iter().map(|t| t.due_at).min(),
        last_touch: planned.touches.iter().map(|t| t.due_at).max(),
        follow_ups: planned.follow_ups.len() as u64,
        reserve: planned.money.reserve(),
        moved: planned.moved.len() as u64,
        decision: planned.decided.as_ref().map(|decided| decided.view.clone()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const DECLARATION: &str = include_str!("../../../campaigns/tarif-januari-2027/campaign.toml");

    #[test]
    fn somebody_other_than_the_planner_must_be_able_to_approve() {
        let mut spec = planning::parse_campaign("campaign.toml", DECLARATION).unwrap();
        spec.approvers = vec!["rina".to_owned()];
        let refusal = check_approvers(&spec, "Rina ").unwrap_err().to_string();
        assert!(refusal.contains("is planned by Rina") && refusal.contains("names nobody else"), "{refusal}");
        assert!(check_approvers(&spec, "budi").is_ok());
        spec.approvers.push("budi".to_owned());
        assert!(check_approvers(&spec, "rina").is_ok());
        spec.approvers.clear();
        assert!(check_approvers(&spec, "rina").is_ok());
    }
}
