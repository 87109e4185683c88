//! Follow-ups that are due: asked what happened since, and sent, put off or dropped. What a provider held back is tried once more,
//! a day or more later.

use crate::world::World;
use anyhow::Result;
use chrono::{DateTime, Utc};
use dispatch::{CodePolicy, Decision};
use domain::views::CampaignView;
use domain::{CampaignSpec, Rupiah, TimeZoneCode, TouchStatus};
use planning::follow_up::{Facts, FailedFirst, Failure, HeldBack, Second, after_failure, one_more_try};
use planning::{is_due, within_budget};
use std::collections::HashMap;
use store::{FirstFailed, Store};

/// Follow-ups looked at together.
const AT_A_TIME: u32 = 2_000;

/// What became of the follow-ups that were due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Released {
    /// In the outbox now.
    pub sent: u64,
    /// Not needed: what was hoped for has happened, the first touch never left, or the person wants no more on that channel.
    pub not_needed: u64,
    /// Needed, but the budget is spent.
    pub beyond_budget: u64,
    /// Touches that a provider held back and that are tried once more later.
    pub tried_again: u64,
}

/// Decides every follow-up of a campaign that is due by `until`. The money of all touches that left or may leave stays within the
/// budget: what would go beyond it is dropped and counted.
pub(crate) async fn release(
    store: &Store,
    campaign: &CampaignView,
    spec: &CampaignSpec,
    world: &World,
    until: DateTime<Utc>,
) -> Result<Released> {
    let mut released = Released { tried_again: try_again(store, spec, world).await?, ..Released::default() };
    let counts = store.touch_counts(&campaign.name).await?;
    let spent = counts.iter().filter(|c| !matches!(c.status, TouchStatus::Cancelled | TouchStatus::Failed));
    let mut spent: Rupiah = spent.map(|c| c.cost).sum();
    let mut last = None;
    loop {
        let open = store.open_follow_ups(&campaign.name, until, last.as_ref(), AT_A_TIME).await?;
        if open.is_empty() {
            return Ok(released);
        }
        let ids: Vec<&str> = open.iter().map(|follow_up| follow_up.id.as_str()).collect();
        let failures = store.first_failures(&ids).await?;
        let streamed = store.follow_up_standings(&campaign.name, &ids).await?;
        let (mut send, mut drop) = (Vec::new(), Vec::new());
        for follow_up in &open {
            if matches!(follow_up.first_touch, Some(TouchStatus::Planned | TouchStatus::Claimed)) {
                // The first touch has not left yet, so nothing can have come of it: the follow-up waits too.
                continue;
            }
            match second(&world.codes, &failures, &follow_up.id, until) {
                Second::Ask => {}
                Second::NotBefore(_) => continue,
                Second::Never(why) => {
                    released.not_needed += 1;
                    drop.push((follow_up.id.as_str(), why));
                    continue;
                }
            }
            let streamed = streamed.get(&follow_up.id).copied().unwrap_or_default();
            let facts = Facts {
                first_touch: follow_up.first_touch,
                paid: follow_up.months_paid > 0 || streamed.months_paid > 0,
                outcome: follow_up.kept || streamed.kept,
            };
            let cost = Rupiah::whole(follow_up.cost_rupiah);
            if !is_due(follow_up.when, &facts) {
                released.not_needed += 1;
                drop.push((follow_up.id.as_str(), "not_needed"));
            } else if within_budget(campaign.budget, spent, cost) {
                spent += cost;
                send.push(follow_up.id.as_str());
            } else {
                released.beyond_budget += 1;
                drop.push((follow_up.id.as_str(), "beyond_budget"));
            }
        }
        released.sent += store.decide_follow_ups(&send, &drop).await?;
        last = open.into_iter().next_back();
    }
}

/// What the failure of the first touch means for a follow-up; its condition decides where there was none.
fn second(codes: &CodePolicy, failures: &HashMap<String, FirstFailed>, id: &str, now: DateTime<Utc>) -> Second {
    let Some(failed) = failures.get(id) else { return Second::Ask };
    let wait = |code: Option<i64>| codes.row(code?)?.wait_hours;
    let failure = match codes.on_report(failed.code) {
        Decision::FallBack => Failure::NotOnChannel,
        Decision::OptOut => Failure::StoppedMarketing,
        Decision::WaitAndTryOnce => Failure::HeldBack { wait_hours: wait(failed.code).unwrap_or(24) },
        _ => Failure::Other,
    };
    after_failure(&FailedFirst { first: failed.first, follow_up: failed.follow_up, failure, at: failed.at }, now)
}

/// Plans the one more try of touches that the provider held back, where a moment is left for it. Answers how many are new.
async fn try_again(store: &Store, spec: &CampaignSpec, world: &World) -> Result<u64> {
    let waits: HashMap<i64, u32> = world.codes.tried_once_more().into_iter().collect();
    let codes: Vec<i64> = waits.keys().copied().collect();
    let mut tries = Vec::new();
    for failed in store.failed_without_try(&spec.name, &codes, AT_A_TIME).await? {
        let held = HeldBack {
            channel: failed.channel,
            area: &failed.area,
            zone: world.regions.province_of(&failed.area).map_or(TimeZoneCode::Wib, |province| province.zone),
            at: failed.at,
            wait_hours: waits.get(&failed.code).copied().unwrap_or(24),
            others: &failed.others,
        };
        if let Some(due_at) = one_more_try(spec, &world.policy, &world.calendar, &held)? {
            tries.push((failed.touch, due_at));
        }
    }
    Ok(store.plan_tries(&tries).await?)
}
