//! One campaign: where it stands, who planned and approved it, who is in it, what left and what came back.

use super::campaigns::{budget_share, standing, whole_rupiah};
use super::decided::DecidedPart;
use super::results::Results;
use super::so_far::SoFar;
use super::{CountLine, bar, count_lines};
use crate::numbers;
use crate::words::say;
use dispatch::CodeCount;
use domain::views::{CampaignStatus, CampaignView, Halt, HaltStep, NamedCount, TouchCount};
use domain::{Channel, DecisionView, FollowUpStanding, Language, Rupiah, TouchStatus, UpliftRow};
use serde::Serialize;
use store::ScanCount;

/// The page of one campaign.
#[derive(Debug, Serialize)]
pub(crate) struct CampaignPage {
    name: String,
    status: &'static str,
    status_words: String,
    next: String,
    steps: Vec<Step>,
    planned_by: String,
    approved_by: Option<String>,
    approved_at: Option<String>,
    as_of: String,
    members: String,
    contacted: String,
    contacted_share: String,
    held_out: String,
    held_out_share: String,
    plan_hash: String,
    cost: String,
    budget: String,
    budget_share: String,
    budget_bar: String,
    /// What is kept for follow-ups beside the cost; `None` where nothing is.
    reserve: Option<String>,
    over_budget: bool,
    warnings: Vec<String>,
    exclusions: Vec<CountLine>,
    excluded: String,
    touch_statuses: Vec<String>,
    touches: Vec<TouchLine>,
    results: Option<Results>,
    /// How outcomes stand while the campaign is under way.
    so_far: Option<SoFar>,
    /// Whether it is approved and nothing of it has left.
    nothing_sent: bool,
    /// What was decided for everyone at once.
    decided: Option<DecidedPart>,
    /// Where the report is; `None` where there is none.
    report: Option<String>,
    /// Who halted it, how and when, in words.
    halted: Option<String>,
    /// Everybody who stopped it or let it go on, the first first.
    halts: Vec<String>,
    /// What may be done with it here.
    may_approve: bool,
    may_halt: bool,
    may_resume: bool,
    /// Touches of which nobody knows whether they left.
    unknown: Option<String>,
    follow_ups: Vec<CountLine>,
    failures: Vec<FailureLine>,
    /// Scans of codes on paper, villages with most first.
    scans: Vec<CountLine>,
    scanned: String,
    /// Where its work orders are; `None` where it has none.
    bookings: Option<String>,
    /// Whether it changes while one looks.
    live: bool,
}

/// What the store holds about a campaign beside the campaign itself.
pub(crate) struct CampaignStanding {
    /// Members left out before the lot, by reason.
    pub(crate) exclusions: Vec<NamedCount>,
    /// Its touches by channel and status.
    pub(crate) touches: Vec<TouchCount>,
    /// Its follow-ups by what became of them.
    pub(crate) follow_ups: Vec<(FollowUpStanding, u64)>,
    /// Scans of its paper.
    pub(crate) scans: Vec<ScanCount>,
    /// Touches that ended with a code of the provider.
    pub(crate) failures: Vec<CodeCount>,
    /// Its results.
    pub(crate) uplift: Vec<UpliftRow>,
    /// What was decided for everyone at once; `None` where channels were left to the lot.
    pub(crate) decision: Option<DecisionView>,
    /// What its plan keeps of the budget for follow-ups.
    pub(crate) reserve: Rupiah,
    /// When somebody stopped it or let it go on.
    pub(crate) halts: Vec<HaltStep>,
}

/// A step of the flow.
#[derive(Debug, Serialize)]
struct Step {
    name: String,
    /// `done`, `current` or `ahead`.
    standing: &'static str,
    standing_words: String,
}

/// Touches on one channel.
#[derive(Debug, Serialize)]
struct TouchLine {
    channel: String,
    counts: Vec<TouchCell>,
    touches: String,
    cost: String,
}

/// Touches that failed with one code.
#[derive(Debug, Serialize)]
struct FailureLine {
    code: i64,
    meaning: String,
    count: String,
}

#[derive(Debug, Serialize)]
struct TouchCell {
    status: String,
    touches: String,
    none: bool,
}

impl CampaignPage {
    /// The page from what the store holds about the campaign.
    pub(crate) fn of(
        language: Language,
        campaign: &CampaignView,
        parts: &CampaignStanding,
        so_far: Option<SoFar>,
        sets_reports: bool,
    ) -> Self {
        let CampaignStanding { exclusions, touches, follow_ups, scans, failures, uplift, decision, reserve, halts } =
            parts;
        let share = |part| numbers::percent_of(language, part, campaign.members).unwrap_or_default();
        let contacted = campaign.members.saturating_sub(campaign.held_out);
        let statuses = statuses_seen(touches);
        Self {
            name: campaign.name.clone(),
            status: standing(campaign),
            status_words: say(language, &format!("status-{}", standing(campaign)), &[]),
            next: say(language, &format!("next-{}", standing(campaign)), &[]),
            steps: steps(language, campaign),
            planned_by: campaign.planned_by.clone(),
            approved_by: campaign.approved_by.clone(),
            approved_at: campaign.approved_at.map(|at| numbers::moment(language, at)),
            as_of: numbers::day(language, campaign.as_of),
            members: numbers::count(language, campaign.members),
            contacted: numbers::count(language, contacted),
            contacted_share: share(contacted),
            held_out: numbers::count(language, campaign.held_out),
            held_out_share: share(campaign.held_out),
            plan_hash: campaign.plan_hash.clone(),
            cost: numbers::rupiah(campaign.cost),
            budget: numbers::rupiah(campaign.budget),
            budget_share: budget_share(language, campaign),
            budget_bar: bar(whole_rupiah(campaign.cost), whole_rupiah(campaign.budget)),
            reserve: (*reserve > Rupiah::ZERO).then(|| numbers::rupiah(*reserve)),
            over_budget: campaign.cost > campaign.budget,
            warnings: campaign.warnings.iter().map(|w| w.in_language(language).to_owned()).collect(),
            exclusions: count_lines(language, exclusions),
            excluded: numbers::count(language, exclusions.iter().map(|e| e.count).sum()),
            touch_statuses: statuses.iter().map(|s| touch_words(language, *s)).collect(),
            touches: touch_lines(language, touches, &statuses),
            results: Results::of(language, uplift),
            decided: decision.as_ref().map(|decision| DecidedPart::of(language, decision)),
            halted: campaign.halted.as_ref().map(|halted| {
                let (how, at) = (halted.how.words(), numbers::moment(language, halted.at));
                let places = [("how", how.in_language(language)), ("by", &halted.by), ("at", &at)];
                say(language, "halted", &places)
            }),
            halts: halts
                .iter()
                .map(|step| {
                    let (what, at) = (step.words(), numbers::moment(language, step.at));
                    say(language, "halt-step", &[("what", what.in_language(language)), ("by", &step.by), ("at", &at)])
                })
                .collect(),
            may_approve: campaign.approved_by.is_none() && campaign.halted.is_none(),
            may_halt: on_its_way(campaign) && campaign.halted.as_ref().is_none_or(|h| h.how == Halt::Paused),
            may_resume: campaign.halted.as_ref().is_some_and(|h| h.how == Halt::Paused),
            unknown: unknown(language, touches),
            follow_ups: follow_up_lines(language, follow_ups),
            failures: failures
                .iter()
                .map(|f| FailureLine {
                    code: f.code,
                    meaning: f.meaning.in_language(language).to_owned(),
                    count: numbers::count(language, f.failed),
                })
                .collect(),
            scans: scan_lines(language, scans),
            scanned: numbers::count(language, scans.iter().map(|s| s.scans).sum()),
            bookings: touches
                .iter()
                .any(|t| t.channel.is_booked() && t.touches > 0)
                .then(|| format!("/campaigns/{}/bookings", campaign.name)),
            live: campaign.status == CampaignStatus::Planned || on_its_way(campaign) || so_far.is_some(),
            nothing_sent: on_its_way(campaign) && uplift.is_empty() && !has_left(touches),
            so_far,
            report: (sets_reports && !uplift.is_empty())
                .then(|| format!("/campaigns/{}/report.pdf?lang={}", campaign.name, language.code())),
        }
    }
}

/// Approved and not measured yet.
fn on_its_way(campaign: &CampaignView) -> bool {
    matches!(campaign.status, CampaignStatus::Approved | CampaignStatus::Dispatched)
}

/// Whether any touch was handed over, or may have been.
pub(crate) fn has_left(touches: &[TouchCount]) -> bool {
    let waits =
        |status: TouchStatus| matches!(status, TouchStatus::Planned | TouchStatus::Claimed) || status.never_leaves();
    touches.iter().any(|t| t.touches > 0 && !waits(t.status))
}

/// How many touches nobody knows about, in a sentence.
fn unknown(language: Language, touches: &[TouchCount]) -> Option<String> {
    let count: u64 = touches.iter().filter(|t| t.status == TouchStatus::Unknown).map(|t| t.touches).sum();
    (count > 0).then(|| say(language, "unknown-touches", &[("count", &numbers::count(language, count))]))
}

fn follow_up_lines(language: Language, counts: &[(FollowUpStanding, u64)]) -> Vec<CountLine> {
    let named: Vec<NamedCount> = counts
        .iter()
        .map(|(standing, count)| NamedCount { key: standing.key().to_owned(), name: standing.words(), count: *count })
        .collect();
    count_lines(language, &named)
}

/// Villages with most scans.
const MOST_VILLAGES: usize = 10;

fn scan_lines(language: Language, scans: &[ScanCount]) -> Vec<CountLine> {
    let named: Vec<NamedCount> = scans
        .iter()
        .take(MOST_VILLAGES)
        .map(|scan| NamedCount {
            key: scan.area.to_string(),
            name: domain::Bilingual::same(scan.area.to_string()),
            count: scan.scans,
        })
        .collect();
    count_lines(language, &named)
}

fn status_words(language: Language, status: CampaignStatus) -> String {
    say(language, &format!("status-{}", status.key()), &[])
}

fn touch_words(language: Language, status: TouchStatus) -> String {
    say(language, &format!("touch-{}", status.key()), &[])
}

fn steps(language: Language, campaign: &CampaignView) -> Vec<Step> {
    let position = CampaignStatus::ALL.iter().position(|s| *s == campaign.status).unwrap_or(0);
    let is_stopped = standing(campaign) != campaign.status.key();
    CampaignStatus::ALL
        .into_iter()
        .enumerate()
        .map(|(i, status)| {
            let standing = match i.cmp(&position) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "current",
                std::cmp::Ordering::Greater => "ahead",
            };
            let words = if is_stopped && standing == "current" { "stopped" } else { standing };
            Step {
                name: status_words(language, status),
                standing,
                standing_words: say(language, &format!("step-{words}"), &[]),
            }
        })
        .collect()
}

/// Statuses that any channel has touches in, in order of the flow.
fn statuses_seen(touches: &[TouchCount]) -> Vec<TouchStatus> {
    TouchStatus::ALL.into_iter().filter(|s| touches.iter().any(|t| t.status == *s && t.touches > 0)).collect()
}

fn touch_lines(language: Language, touches: &[TouchCount], statuses: &[TouchStatus]) -> Vec<TouchLine> {
    Channel::ALL
        .into_iter()
        .filter(|channel| touches.iter().any(|t| t.channel == *channel))
        .map(|channel| {
            let own: Vec<&TouchCount> = touches.iter().filter(|t| t.channel == channel).collect();
            let counts = statuses
                .iter()
                .map(|status| {
                    let touches: u64 = own.iter().filter(|t| t.status == *status).map(|t| t.touches).sum();
                    TouchCell {
                        status: touch_words(language, *status),
                        touches: numbers::count(language, touches),
                        none: touches == 0,
                    }
                })
                .collect();
            TouchLine {
                channel: channel.name().in_language(language).to_owned(),
                counts,
                touches: numbers::count(language, own.iter().map(|t| t.touches).sum()),
                cost: numbers::rupiah(own.iter().map(|t| t.cost).sum()),
            }
        })
        .collect()
}
