//! Follow-ups that are due: asked what happened since, and sent, put off or dropped. What a provider held back is tried once more,
//! a day or more later.

use crate::world::World;
use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use dispatch::{CodePolicy, Decision};
use domain::views::{CampaignView, TouchCount};
use domain::{CampaignSpec, Channel, FollowUpStanding, FollowUpWhen, Language, TimeZoneCode, TouchStatus, written};
use planning::capacity::print_top_up;
use planning::follow_up::{
    Facts, FailedFirst, Failure, HeldBack, Second, after_failure, earliest, last_day, one_more_try,
};
use planning::is_due;
use std::collections::HashMap;
use store::{FirstFailed, OpenFollowUp, Store};

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
    /// The last day of the campaign was over first: touches that were to leave by then, and follow-ups nobody asked in time.
    pub over: u64,
    /// Touches that a provider held back and that are tried once more later.
    pub tried_again: u64,
}

impl Released {
    /// What never leaves because the last day was over, in words; `None` where nothing is.
    pub(crate) fn what_is_over(&self) -> Option<String> {
        let over = written::count(Language::En, self.over);
        (self.over > 0).then(|| format!("{over} touches never leave: the last day of the campaign was over first"))
    }
}

/// Decides every follow-up of a campaign that is due by `until`. The money of all touches that left or may leave, and of the smallest
/// print run, stays within the budget: what would go beyond it is dropped and counted. With a clock, what follows a first touch that
/// left late waits as long as it was planned to, and once the last day is over nothing leaves any more: what a message says may not
/// hold by then. Without one somebody asks for what is due by a day, whatever the clock says.
pub(crate) async fn release(
    store: &Store,
    campaign: &CampaignView,
    spec: &CampaignSpec,
    world: &World,
    until: DateTime<Utc>,
    clock: Option<DateTime<Utc>>,
) -> Result<Released> {
    let is_over = |last_day: NaiveDate| clock.is_some_and(|now| on_the_day_in_the_west(now) > last_day);
    let (first, last) = (spec.schedule.last_day, last_day(spec));
    let mut released = Released { tried_again: try_again(store, spec, world).await?, ..Released::default() };
    if is_over(first) {
        released.over = store.expire_touches(&campaign.name, is_over(last)).await?;
    }
    let counts = store.touch_counts(&campaign.name).await?;
    let is_printed =
        |c: &&TouchCount| c.channel == Channel::Print && c.status != TouchStatus::Failed && !c.status.never_leaves();
    let leaflets = counts.iter().filter(is_printed).map(|c| c.touches).sum();
    let most = campaign.budget - print_top_up(spec, &world.policy, &world.rates, leaflets)?;
    let mut before = None;
    loop {
        let open = store.open_follow_ups(&campaign.name, until, before.as_ref(), AT_A_TIME).await?;
        if open.is_empty() {
            return Ok(released);
        }
        let ids: Vec<&str> = open.iter().map(|follow_up| follow_up.id.as_str()).collect();
        let failures = store.first_failures(&ids).await?;
        let streamed = store.follow_up_standings(&campaign.name, &ids).await?;
        let (mut send, mut drop) = (Vec::new(), Vec::new());
        for follow_up in &open {
            if is_over(if follow_up.tries_a_first_touch() { first } else { last }) {
                released.over += 1;
                drop.push((follow_up.id.as_str(), FollowUpStanding::Over));
                continue;
            }
            if waits(follow_up, spec, world, clock) {
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
            if is_due(follow_up.when, &facts) {
                send.push(follow_up);
            } else {
                released.not_needed += 1;
                drop.push((follow_up.id.as_str(), FollowUpStanding::NotNeeded));
            }
        }
        let decided = store.decide_follow_ups(&campaign.name, most, &send, &drop).await?;
        released.sent += decided.sent;
        released.beyond_budget += decided.beyond_budget;
        before = open.into_iter().next_back();
    }
}

/// The day in western Indonesia, where it ends last.
fn on_the_day_in_the_west(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&TimeZoneCode::Wib.offset()).date_naive()
}

/// Whether nothing can be said of a follow-up yet: its first touch has not left, or nobody knows whether it did and that is what the
/// follow-up asks, or it left so late that the days between them are not over.
fn waits(follow_up: &OpenFollowUp, spec: &CampaignSpec, world: &World, clock: Option<DateTime<Utc>>) -> bool {
    let asks_delivery = matches!(follow_up.when, FollowUpWhen::NotDelivered | FollowUpWhen::NotRead);
    match follow_up.first_touch {
        Some(TouchStatus::Planned | TouchStatus::Claimed) => return true,
        Some(TouchStatus::Unknown) if asks_delivery => return true,
        None | Some(TouchStatus::Failed | TouchStatus::Cancelled | TouchStatus::Expired) => return false,
        Some(_) => {}
    }
    let (Some(now), Some((first, left_at))) = (clock, follow_up.first_left) else { return false };
    let declared = spec.channels.iter().find(|channel| channel.kind == first);
    let Some(declared) = declared.and_then(|channel| channel.follow_up.as_ref()) else { return false };
    let zone = world.regions.province_of(&follow_up.area).map_or(TimeZoneCode::Wib, |province| province.zone).offset();
    now.with_timezone(&zone).date_naive() < earliest(declared, left_at.with_timezone(&zone).date_naive())
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
            is_first: failed.step == 1,
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::Share;
    use domain::campaign::FollowUpSpec;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_follows_a_late_first_touch_waits_as_long_as_it_was_planned_to() {
        let folder = tempfile::tempdir().unwrap();
        let world = World::load(&crate::home::Home::open(folder.path()).unwrap()).unwrap();
        let declared = include_str!("../../../campaigns/tarif-januari-2027/campaign.toml");
        let mut spec = planning::parse_campaign("campaign.toml", declared).unwrap();
        spec.channels[0].follow_up = Some(FollowUpSpec {
            when: FollowUpWhen::NotPaid,
            after_days: Some(5),
            on: None,
            until: None,
            channel: Some(Channel::PartnerCounter),
            template: None,
            per_day: None,
            expected_share: Share::ALL,
        });
        let mut follow_up = OpenFollowUp {
            id: "f".into(),
            due_at: at("2026-12-06T03:00:00Z"),
            when: FollowUpWhen::NotPaid,
            first_touch: Some(TouchStatus::HandedOver),
            // 00:30 of the 11th in Papua.
            first_left: Some((Channel::Whatsapp, at("2026-12-10T15:30:00Z"))),
            area: "91.03.01.2001".parse().unwrap(),
            months_paid: 0,
            kept: false,
            cost_rupiah: 5_000,
            step: 2,
        };
        let waits = |follow_up: &OpenFollowUp, now: Option<&str>| super::waits(follow_up, &spec, &world, now.map(at));
        assert!(waits(&follow_up, Some("2026-12-15T14:59:00Z")), "23:59 of the 15th there");
        assert!(!waits(&follow_up, Some("2026-12-15T15:00:00Z")), "the 16th there: five days later");
        assert!(!waits(&follow_up, None), "somebody asks for what is due, whatever the clock says");
        for (first, when, expected) in [
            (TouchStatus::Planned, FollowUpWhen::NotPaid, true),
            (TouchStatus::Claimed, FollowUpWhen::NotPaid, true),
            (TouchStatus::Failed, FollowUpWhen::NotDelivered, false),
            (TouchStatus::Unknown, FollowUpWhen::NotPaid, false),
            (TouchStatus::Unknown, FollowUpWhen::NotDelivered, true),
            (TouchStatus::Unknown, FollowUpWhen::NotRead, true),
        ] {
            (follow_up.first_touch, follow_up.when) = (Some(first), when);
            assert_eq!(waits(&follow_up, Some("2026-12-20T03:00:00Z")), expected, "{first:?} {when:?}");
        }
    }
}
