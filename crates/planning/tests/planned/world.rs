//! The shipped files, and people to plan for.

use domain::rules::{ChannelRate, read_rows};
use domain::{
    CampaignSpec, Candidate, Language, Member, MemberId, MemberRow, MembershipState, OccupationCode, OccupationGroup,
    ProgrammeRules, ProgrammeSet, RegionTable, SegmentId, Sex,
};
use planning::{
    Calendar, CampaignInput, ExpectedGains, PlannedCampaign, PlanningError, PolicyFiles, PriorTouch, SchedulePolicy,
    Templates, parse_campaign, plan_campaign,
};
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

pub fn policy(calendar: &Calendar) -> SchedulePolicy {
    let files = PolicyFiles {
        windows: include_str!("../../../../models/schedule/windows.csv"),
        moments: include_str!("../../../../models/schedule/moments.csv"),
        periods: include_str!("../../../../models/schedule/periods.csv"),
        limits: include_str!("../../../../models/schedule/limits.csv"),
        capacity: include_str!("../../../../models/schedule/capacity.csv"),
        harvest_months: include_str!("../../../../models/schedule/harvest_months.csv"),
        standing_holdout: include_str!("../../../../models/schedule/standing_holdout.csv"),
        lean_months: include_str!("../../../../models/segmentation/lean_months.csv"),
    };
    SchedulePolicy::from_csv(&files, calendar).unwrap()
}

pub const DECLARATION: &str = include_str!("../../../../campaigns/tarif-januari-2027/campaign.toml");

pub struct World {
    pub rules: ProgrammeRules,
    pub rates: Vec<ChannelRate>,
    pub calendar: Calendar,
    pub policy: SchedulePolicy,
    pub regions: RegionTable,
}

pub static WORLD: LazyLock<World> = LazyLock::new(world);

fn world() -> World {
    let calendar = Calendar::from_csv(include_str!("../../../../models/holidays/indonesia.csv")).unwrap();
    World {
        rules: ProgrammeRules::from_csv(
            include_str!("../../../../models/programmes/contributions.csv"),
            include_str!("../../../../models/programmes/discounts.csv"),
            include_str!("../../../../models/programmes/rules.csv"),
        )
        .unwrap(),
        rates: read_rows("channels.csv", include_str!("../../../../models/rates/channels.csv")).unwrap(),
        policy: policy(&calendar),
        calendar,
        regions: RegionTable::from_csv("provinces.csv", include_str!("../../../../models/regions/provinces.csv"))
            .unwrap(),
    }
}

pub fn templates(spec: &CampaignSpec, words: &str) -> Result<Templates, PlanningError> {
    let texts: BTreeMap<String, String> = spec
        .channels
        .iter()
        .flat_map(|c| std::iter::once(&c.template).chain(c.follow_up.as_ref().and_then(|f| f.template.as_ref())))
        .flat_map(|files| [files.id.clone(), files.en.clone()])
        .map(|name| (name, words.to_owned()))
        .collect();
    Templates::new(spec, "campaigns/tarif", &texts)
}

/// Twelve hundred members in sixty villages of three time zones; every third is reachable on WhatsApp, every eleventh paid by
/// the state, every seventh lapsed, every thirteenth a driver.
pub fn people() -> (Vec<Member>, Vec<Candidate>) {
    let members: Vec<Member> = (0..1_200_u32)
        .map(|i| {
            let village = i / 20;
            let province = [33, 52, 81][village as usize % 3];
            let group = if i % 13 == 0 { OccupationGroup::Transport } else { OccupationGroup::Fisher };
            Member {
                id: MemberId(format!("M{i:05}")),
                identity_token: String::new(),
                occupation: OccupationCode(6222),
                group,
                region: format!("{province}.01.{:02}.{:04}", village / 30 + 1, 2001 + village % 30).parse().unwrap(),
                urban: village % 2 == 0,
                birth_year: 1985,
                sex: Sex::Male,
                declared_income_rupiah: 1_000_000,
                programmes: ProgrammeSet::Basic,
                registered_on: None,
                paid_by_state: i % 11 == 0,
                whatsapp_reachable: i % 3 == 0,
                email_reachable: false,
                phone_known: true,
                email_known: false,
                ended_on: None,
            }
        })
        .collect();
    let candidates = members
        .iter()
        .enumerate()
        .map(|(i, m)| Candidate {
            row: MemberRow(i as u32),
            member: m.id.clone(),
            state: if i % 7 == 0 { MembershipState::Lapsed } else { MembershipState::Active },
            group: m.group,
            segment: (i % 17 != 0).then(|| SegmentId(format!("fisher-{}", i % 2))),
            region: m.region,
            urban: m.urban,
            paid_by_state: m.paid_by_state,
            whatsapp_reachable: m.whatsapp_reachable,
            email_reachable: false,
            restricted: false,
            language: Language::Id,
        })
        .collect();
    (members, candidates)
}

/// A plan with nothing from other campaigns.
pub fn plan(
    spec: &CampaignSpec,
    members: &[Member],
    candidates: &[Candidate],
) -> Result<PlannedCampaign, PlanningError> {
    plan_with(spec, members, candidates, &[], &HashSet::new())
}

/// A plan whose templates hold these words.
pub fn plan_saying(
    spec: &CampaignSpec,
    words: &str,
    members: &[Member],
    candidates: &[Candidate],
) -> Result<PlannedCampaign, PlanningError> {
    planned(spec, words, members, candidates, &[], &HashSet::new(), None)
}

pub fn plan_with(
    spec: &CampaignSpec,
    members: &[Member],
    candidates: &[Candidate],
    prior: &[PriorTouch],
    standing: &HashSet<MemberId>,
) -> Result<PlannedCampaign, PlanningError> {
    plan_all(spec, members, candidates, prior, standing, None)
}

/// A plan with a decision and nothing from other campaigns.
pub fn plan_decided(
    spec: &CampaignSpec,
    members: &[Member],
    candidates: &[Candidate],
    gains: &ExpectedGains,
) -> Result<PlannedCampaign, PlanningError> {
    plan_all(spec, members, candidates, &[], &HashSet::new(), Some(gains))
}

pub fn plan_all(
    spec: &CampaignSpec,
    members: &[Member],
    candidates: &[Candidate],
    prior: &[PriorTouch],
    standing: &HashSet<MemberId>,
    gains: Option<&ExpectedGains>,
) -> Result<PlannedCampaign, PlanningError> {
    let words = "{{group}} {{price_now}} {{#if price_after}}{{price_after}} {{/if}}{{block_price}}";
    planned(spec, words, members, candidates, prior, standing, gains)
}

fn planned(
    spec: &CampaignSpec,
    words: &str,
    members: &[Member],
    candidates: &[Candidate],
    prior: &[PriorTouch],
    standing: &HashSet<MemberId>,
    gains: Option<&ExpectedGains>,
) -> Result<PlannedCampaign, PlanningError> {
    let w = &*WORLD;
    plan_campaign(&CampaignInput {
        spec,
        templates: &templates(spec, words)?,
        candidates,
        members,
        rules: &w.rules,
        rates: &w.rates,
        calendar: &w.calendar,
        policy: &w.policy,
        prior,
        standing,
        regions: &w.regions,
        gains,
    })
}

pub fn spec() -> CampaignSpec {
    parse_campaign("campaign.toml", DECLARATION).unwrap()
}
