//! The portfolio's day: how many different people its numbers may write to in 24 hours, and who has a place in it.

use crate::carrier::Stop;
use crate::error::{DispatchError, StopReason};
use crate::limits::SendingLimits;
use chrono::{DateTime, TimeDelta, Utc};
use domain::MemberId;
use std::collections::HashMap;
use store::{ClaimedTouch, HandOver, HandOverOutcome, Store};

/// The places one sender has taken.
pub(crate) struct Day<'a> {
    store: &'a Store,
    limits: &'a SendingLimits,
    /// By touch, with the moment it was taken.
    places: HashMap<String, (MemberId, DateTime<Utc>)>,
    /// Whether what the ledger says of the last 24 hours has places.
    ledger_counted: bool,
    /// What to say at the end, where the day was used up before the outbox was empty.
    used_up: Option<Stop>,
}

impl<'a> Day<'a> {
    pub(crate) fn of(store: &'a Store, limits: &'a SendingLimits) -> Self {
        Self { store, limits, places: HashMap::new(), ledger_counted: false, used_up: None }
    }

    /// Takes places for claimed touches; answers those that have one, and those for which none is left.
    pub(crate) async fn admit(
        &mut self,
        claimed: Vec<ClaimedTouch>,
        now: DateTime<Utc>,
    ) -> Result<(Vec<ClaimedTouch>, Vec<ClaimedTouch>), DispatchError> {
        let Some(limit) = self.limits.people_per_day.filter(|_| !claimed.is_empty()) else {
            return Ok((claimed, Vec::new()));
        };
        let portfolio = self.limits.portfolio.as_str();
        if !std::mem::replace(&mut self.ledger_counted, true) {
            self.store.count_ledger_in(portfolio, now).await?;
        }
        let members: Vec<&MemberId> = claimed.iter().map(|c| &c.touch.member).collect();
        let day = self.store.take_places(portfolio, limit, &members, now).await?;
        let (inside, outside): (Vec<_>, Vec<_>) =
            claimed.into_iter().partition(|c| day.granted.contains(&c.touch.member));
        self.places.extend(inside.iter().map(|c| (c.touch.id.clone(), (c.touch.member.clone(), now))));
        if !outside.is_empty() {
            self.used_up = Some(used_up(day.used, limit, day.free_at));
        }
        Ok((inside, outside))
    }

    /// Gives the places of touches back that were not called.
    pub(crate) async fn settle(&mut self, landed: &[HandOver]) -> Result<(), DispatchError> {
        let mut unused = Vec::new();
        for result in landed {
            let place = self.places.remove(&result.touch);
            if matches!(result.outcome, HandOverOutcome::Returned | HandOverOutcome::Failed { code: None, .. }) {
                unused.extend(place);
            }
        }
        Ok(self.store.give_places_back(&self.limits.portfolio, &unused).await?)
    }

    /// What to say where the day was used up.
    pub(crate) fn used_up(self) -> Option<Stop> {
        self.used_up
    }
}

fn used_up(used: u64, limit: u64, free_at: Option<DateTime<Utc>>) -> Stop {
    // WIB, the clock of most offices.
    let wib = |at: DateTime<Utc>| (at + TimeDelta::hours(7)).format("%Y-%m-%d %H:%M WIB");
    let go_on = free_at.map_or_else(String::new, |at| format!("; the next place comes free on {}", wib(at)));
    let detail = format!("{used} of {limit} people were written to in 24 hours{go_on}");
    Stop { reason: StopReason::DayUsedUp, code: None, detail }
}
