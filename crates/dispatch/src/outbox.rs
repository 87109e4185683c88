//! Emptying the outbox: claim, look the contact up, note the call, send, record. The same for every channel that sends by itself.
//!
//! A touch passes three doors, each one transaction. *Claimed*: no other worker takes it while the lease holds. *Called*: noted just
//! before the message leaves, and only where the claim is still the latest, the campaign approved and not halted. *Recorded*: what
//! came of it. Whoever dies between the first two has sent nothing and the touch goes back; between the last two nobody knows, and
//! the touch is never sent again blindly.

use crate::carrier::{Carrier, Round, Stop};
use crate::day::Day;
use crate::error::{DispatchError, StopReason};
use crate::limits::SendingLimits;
use crate::pace::{AHEAD, Pace};
use crate::report::DispatchReport;
use crate::unrecorded::write_down;
use chrono::{DateTime, Utc};
use domain::MemberId;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use store::{ClaimedTouch, ContactsKey, Due, HandOver, HandOverOutcome, Held, Store};
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;

/// How long messages may be on their way before somebody looks whether the campaign was halted meanwhile.
const LOOK_FOR_A_HALT: Duration = Duration::from_millis(500);
/// How long a sender tries to write down what it knows after the database failed.
const SAVE_FOR: Duration = Duration::from_mins(2);
/// The same where somebody sends on.
const HAND_ON_AFTER: Duration = Duration::from_secs(1);
/// The wait between two tries, doubled each time.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The ledger, and the key that opens the contacts in it.
#[derive(Debug, Clone, Copy)]
pub struct Ledger<'a> {
    /// Where touches are claimed and results recorded.
    pub store: &'a Store,
    /// What names, phones and addresses were sealed with.
    pub contacts_key: &'a ContactsKey,
}

/// Sends everything of a campaign that is due on the carrier's channel. `progress` hears how many touches are done.
#[expect(clippy::too_many_arguments, reason = "what a sender is given stands beside the carrier it is given to")]
pub(crate) async fn empty_outbox<'a, C: Carrier>(
    ledger: Ledger<'a>,
    carrier: C,
    pace: &Pace,
    limits: &'a SendingLimits,
    campaign: &'a str,
    until: DateTime<Utc>,
    now: impl Fn() -> DateTime<Utc>,
    progress: &dyn Fn(u64),
) -> Result<DispatchReport, DispatchError> {
    pace.check()?;
    let store = ledger.store;
    let mut sending = Sending {
        ledger,
        campaign,
        round: Arc::new(Round::new(carrier, campaign, pace, limits.pair_gap)),
        day: Day::of(store, limits),
        waiting: VecDeque::new(),
        postponed: Vec::new(),
        more: true,
        came_back: false,
        on_their_way: JoinSet::new(),
        open: HashMap::new(),
        landed: Vec::new(),
        closed: Vec::new(),
        looked: Instant::now(),
        report: DispatchReport::default(),
    };
    sending.write_down_unrecorded(now()).await?;
    let standing = store.campaign(campaign).await?;
    let standing = standing.ok_or_else(|| store::StoreError::UnknownCampaign { campaign: campaign.to_owned() })?;
    if standing.approved_by.is_none() {
        return Err(DispatchError::NotApproved { campaign: campaign.to_owned() });
    }
    if let Some(halted) = standing.halted {
        return Err(DispatchError::Halted { campaign: campaign.to_owned(), how: halted.how.key(), by: halted.by });
    }
    sending.all(until, &now, progress).await
}

/// Touches at their three doors.
struct Sending<'a, C: Carrier> {
    ledger: Ledger<'a>,
    campaign: &'a str,
    round: Arc<Round<C>>,
    day: Day<'a>,
    /// Claimed, not called.
    waiting: VecDeque<ClaimedTouch>,
    /// Claimed, not called, with when they may be: for people who were written to a moment ago, or refused for now.
    postponed: Vec<(Instant, ClaimedTouch)>,
    /// Whether there may be something to claim.
    more: bool,
    /// Whether something came back to wait that the ledger does not know of yet.
    came_back: bool,
    on_their_way: JoinSet<HandOverOutcome>,
    /// Called, by task: what is left here at the end is unknown.
    open: HashMap<Id, (String, i64)>,
    /// Settled, not recorded.
    landed: Vec<HandOver>,
    /// What nothing may be sent with any more, not held yet.
    closed: Vec<(Held, Stop)>,
    /// When somebody last looked for a halt.
    looked: Instant,
    report: DispatchReport,
}

impl<C: Carrier> Sending<'_, C> {
    /// Sends until nothing is left or something says stop. Where the database fails, what is known of messages that left is kept and
    /// written down as soon as it answers again.
    async fn all(
        mut self,
        until: DateTime<Utc>,
        now: &impl Fn() -> DateTime<Utc>,
        progress: &dyn Fn(u64),
    ) -> Result<DispatchReport, DispatchError> {
        match self.empty(until, now, progress).await {
            Ok(()) => self.end(now).await,
            Err(error) => {
                self.save(now).await;
                Err(error)
            }
        }
    }

    async fn empty(
        &mut self,
        until: DateTime<Utc>,
        now: &impl Fn() -> DateTime<Utc>,
        progress: &dyn Fn(u64),
    ) -> Result<(), DispatchError> {
        let round = Arc::clone(&self.round);
        let (store, campaign, pace) = (self.ledger.store, self.campaign, &round.pace);
        loop {
            if pace.ending.is_told() {
                let detail = "it is asked to end".to_owned();
                self.round.stop(Stop { reason: StopReason::Told, code: None, detail });
            }
            if self.looked.elapsed() > LOOK_FOR_A_HALT {
                self.look_for_a_halt(now()).await?;
            }
            if self.round.stopped().is_none() {
                self.take_up_postponed();
                if self.more && self.waiting.len() < pace.wave() {
                    self.heed_holds(now()).await?;
                    self.report.expired += store.expire_leases(campaign, now()).await?.unknown;
                    let lease_until = now() + pace.lease;
                    let closed = pace.hours.closed_at(now());
                    let due = Due { campaign, channel: C::CHANNEL, until, closed: &closed };
                    let claimed = store.claim(due, pace.claim, &pace.worker, lease_until).await?;
                    let (inside, outside) = self.day.admit(claimed, now()).await?;
                    self.more = !inside.is_empty() && outside.is_empty();
                    self.waiting.extend(inside);
                    self.landed.extend(outside.into_iter().map(|c| given_back(c, now())));
                }
                while self.has_room() && !self.waiting.is_empty() {
                    self.start_wave(now).await?;
                }
            }
            self.land(now).await?;
            progress(self.report.settled() + self.landed.len() as u64);
            if self.landed.len() >= pace.wave() || self.on_their_way.is_empty() {
                self.record(now()).await?;
            }
            if self.on_their_way.is_empty() && (self.round.stopped().is_some() || (!self.more && self.is_idle())) {
                return Ok(());
            }
        }
    }

    /// Whether a wave may start: there is room for a whole one, so that calls are noted many at a time, and it leaves soon.
    fn has_room(&self) -> bool {
        self.has_hands() && self.round.wait() < AHEAD
    }

    fn has_hands(&self) -> bool {
        let pace = &self.round.pace;
        let room = pace.at_once.saturating_sub(self.on_their_way.len());
        room >= pace.wave().min(self.waiting.len()).max(1)
    }

    /// How long until a wave may start although nothing settles; `None` where something has to settle first.
    fn room_in(&self) -> Option<Duration> {
        let held = self.waiting.is_empty() || self.round.stopped().is_some() || !self.has_hands();
        (!held).then(|| self.round.wait().saturating_sub(AHEAD / 2))
    }

    /// Looks the contacts of a wave up, notes their calls, and sends those that may be called.
    async fn start_wave(&mut self, now: &impl Fn() -> DateTime<Utc>) -> Result<(), DispatchError> {
        let room = self.round.pace.at_once.saturating_sub(self.on_their_way.len());
        let size = self.waiting.len().min(self.round.pace.wave()).min(room);
        let wave: Vec<ClaimedTouch> = self.waiting.drain(..size).collect();
        let members: Vec<MemberId> = wave.iter().map(|c| c.touch.member.clone()).collect();
        let contacts = self.ledger.store.contacts_for(self.ledger.contacts_key, self.campaign, &members).await;
        let contacts = match contacts {
            Ok(contacts) => contacts,
            Err(error) => {
                self.waiting.extend(wave);
                return Err(error.into());
            }
        };
        let mut ready = Vec::with_capacity(wave.len());
        for ClaimedTouch { touch, fence } in wave {
            let address = contacts
                .get(&touch.member)
                .ok_or_else(|| "no contact on record".to_owned())
                .and_then(|contact| self.round.carrier.address(contact, now().max(touch.due_at).date_naive()));
            match address {
                Ok(to) => match self.round.book(&touch, &to) {
                    Ok(()) => ready.push((touch, fence, to)),
                    Err(free) => self.postponed.push((free, ClaimedTouch { touch, fence })),
                },
                Err(detail) => {
                    let outcome = HandOverOutcome::Failed { code: None, detail };
                    self.landed.push(HandOver { touch: touch.id, fence, outcome, at: now() });
                }
            }
        }
        let claims: Vec<(&str, i64)> = ready.iter().map(|(touch, fence, _)| (touch.id.as_str(), *fence)).collect();
        let called = match self.ledger.store.call(&claims, now()).await {
            Ok(called) => called,
            Err(error) => {
                // Whether the calls were noted or not: none of them is made.
                self.waiting.extend(ready.into_iter().map(|(touch, fence, _)| ClaimedTouch { touch, fence }));
                return Err(error.into());
            }
        };
        let all = called.len() == ready.len();
        for (touch, fence, to) in ready {
            let claim = (touch.id.clone(), fence);
            if !called.contains(&claim) {
                self.landed.push(HandOver { touch: touch.id, fence, outcome: HandOverOutcome::Returned, at: now() });
                continue;
            }
            let round = Arc::clone(&self.round);
            let task = self.on_their_way.spawn(async move { round.send(&touch, &to).await });
            self.open.insert(task.id(), claim);
        }
        if !all {
            self.look_for_a_halt(now()).await?;
        }
        Ok(())
    }

    /// Whether nothing that was claimed waits to be called.
    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.postponed.is_empty()
    }

    /// Puts touches first whose people may be written to again.
    fn take_up_postponed(&mut self) {
        let now = Instant::now();
        let free: Vec<_> = self.postponed.extract_if(.., |(at, _)| *at <= now).collect();
        for (_, claimed) in free.into_iter().rev() {
            self.waiting.push_front(claimed);
        }
    }

    /// Heeds the holds on this channel.
    async fn heed_holds(&self, now: DateTime<Utc>) -> Result<(), DispatchError> {
        self.round.heed(&self.ledger.store.holds(C::CHANNEL, now).await?);
        Ok(())
    }

    /// Stops where somebody has halted the campaign, or a hold stands.
    async fn look_for_a_halt(&mut self, now: DateTime<Utc>) -> Result<(), DispatchError> {
        self.looked = Instant::now();
        self.heed_holds(now).await?;
        let standing = self.ledger.store.campaign(self.campaign).await?;
        if let Some(halted) = standing.and_then(|view| view.halted) {
            let detail = format!("{} by {}", halted.how.key(), halted.by);
            self.round.stop(Stop { reason: StopReason::Halted, code: None, detail });
        }
        Ok(())
    }

    /// Waits for one message to settle, or for the moment of the next wave, and takes those that settled with it; looks for a
    /// halt where that takes long.
    async fn land(&mut self, now: &impl Fn() -> DateTime<Utc>) -> Result<(), DispatchError> {
        if self.on_their_way.is_empty() {
            self.rest().await;
            return Ok(());
        }
        let soon = self.room_in().filter(|wait| *wait < LOOK_FOR_A_HALT);
        let wait = soon.unwrap_or(LOOK_FOR_A_HALT);
        let Ok(mut settled) = tokio::time::timeout(wait, self.on_their_way.join_next_with_id()).await else {
            // Noting the next calls looks for a halt too.
            return if soon.is_some() { Ok(()) } else { self.look_for_a_halt(now()).await };
        };
        while let Some(result) = settled {
            self.note_settled(result, now());
            settled = self.on_their_way.try_join_next_with_id();
        }
        Ok(())
    }

    /// With nothing on its way: waits for the moment at which something may leave.
    async fn rest(&self) {
        if self.round.stopped().is_some() {
            return;
        }
        let wave = (!self.waiting.is_empty()).then(|| self.round.wait().saturating_sub(AHEAD / 2));
        let free = self.postponed.iter().map(|(at, _)| at.saturating_duration_since(Instant::now())).min();
        if let Some(wait) = wave.into_iter().chain(free).min() {
            self.round.pace.ending.sleep(wait.min(LOOK_FOR_A_HALT)).await;
        }
    }

    /// Notes what came of a message that was on its way.
    fn note_settled(&mut self, result: Result<(Id, HandOverOutcome), JoinError>, at: DateTime<Utc>) {
        let (task, outcome) = match result {
            Ok((task, outcome)) => (task, outcome),
            Err(error) => {
                tracing::error!(%error, "a sending task broke off");
                (error.id(), HandOverOutcome::Unknown { detail: "the task that sent it broke off".into() })
            }
        };
        if let Some((touch, fence)) = self.open.remove(&task) {
            self.came_back |= outcome == HandOverOutcome::Returned && self.round.rests.contains(&touch);
            let at = self.round.pace.played.as_ref().map_or(at, |clock| clock.due(&touch));
            self.landed.push(HandOver { touch, fence, outcome, at });
        }
    }

    /// Records what landed. Where that fails it is kept and recorded the next time.
    async fn record(&mut self, now: DateTime<Utc>) -> Result<(), DispatchError> {
        self.closed.extend(self.round.newly_closed());
        let known = (std::mem::take(&mut self.landed), std::mem::take(&mut self.closed));
        let is_opt_out = |code| self.round.carrier.is_opt_out(code);
        if let Err(error) = write_down(self.ledger.store, C::CHANNEL, &is_opt_out, &known, now).await {
            (self.landed, self.closed) = known;
            return Err(error.into());
        }
        let (landed, _) = known;
        // What came back to wait is due as before.
        self.more |= std::mem::take(&mut self.came_back);
        for result in &landed {
            // Whatever waits still at the end is counted then.
            if result.outcome == HandOverOutcome::Returned && self.round.rests.contains(&result.touch) {
                continue;
            }
            self.round.rests.forget(&result.touch);
            self.report.count(&result.outcome);
        }
        self.day.settle(&landed).await
    }

    /// Writes down what an earlier round knew and could not.
    async fn write_down_unrecorded(&mut self, now: DateTime<Utc>) -> Result<(), DispatchError> {
        let Some(unrecorded) = self.round.pace.unrecorded.clone() else { return Ok(()) };
        (self.landed, self.closed) = unrecorded.take();
        let written = if self.landed.is_empty() && self.closed.is_empty() { Ok(()) } else { self.record(now).await };
        if written.is_err() {
            unrecorded.keep((std::mem::take(&mut self.landed), std::mem::take(&mut self.closed)));
        }
        written
    }

    /// Counts everything that was claimed and not called as given back.
    fn give_back(&mut self, at: DateTime<Utc>) {
        let postponed = self.postponed.drain(..).map(|(_, claimed)| claimed);
        self.landed.extend(self.waiting.drain(..).chain(postponed).map(|claimed| given_back(claimed, at)));
    }

    /// After the database failed: waits for what is on its way, and writes down what is known as soon as the database answers, so that
    /// nothing is unknown that somebody knows. Where somebody sends on after this, it is kept for them soon; else it gives up after a
    /// while, and the leases say what was called.
    async fn save(&mut self, now: &impl Fn() -> DateTime<Utc>) {
        while let Some(result) = self.on_their_way.join_next_with_id().await {
            self.note_settled(result, now());
        }
        self.give_back(now());
        let pace = &self.round.pace;
        let next = pace.unrecorded.clone().filter(|_| !pace.ending.is_told());
        let until = Instant::now() + if next.is_some() { HAND_ON_AFTER } else { SAVE_FOR };
        let mut wait = FIRST_WAIT;
        while let Err(error) = self.record(now()).await {
            if Instant::now() + wait > until {
                if let Some(next) = next {
                    next.keep((std::mem::take(&mut self.landed), std::mem::take(&mut self.closed)));
                    return;
                }
                let touches = self.landed.len();
                tracing::error!(%error, touches, "what came of messages could not be written down");
                return;
            }
            tokio::time::sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Gives back what was not called, and says why sending ended where it ended early.
    async fn end(mut self, now: &impl Fn() -> DateTime<Utc>) -> Result<DispatchReport, DispatchError> {
        self.give_back(now());
        if let Err(error) = self.record(now()).await {
            self.save(now).await;
            return Err(error);
        }
        self.report.returned += self.round.rests.count();
        self.ledger.store.forget_empty_claims(self.campaign).await?;
        match self.round.stopped().or(self.day.used_up()) {
            None => Ok(self.report),
            Some(Stop { reason, code, detail }) => {
                Err(DispatchError::Stopped { reason, code, detail, report: Box::new(self.report) })
            }
        }
    }
}

/// A claimed touch that was not called.
fn given_back(ClaimedTouch { touch, fence }: ClaimedTouch, at: DateTime<Utc>) -> HandOver {
    HandOver { touch: touch.id, fence, outcome: HandOverOutcome::Returned, at }
}
