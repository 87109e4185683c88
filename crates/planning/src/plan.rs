//! The plan itself: audience, lots, days and seconds, words, money, hash.

mod hash;
mod lots;
mod warnings;

pub use warnings::unverified_by_file;

pub(crate) use lots::Admitted;

use crate::calendar::Calendar;
use crate::capacity::{CapacityCalendar, ChannelCalendar, print_top_up};
use crate::decision::{Decided, ExpectedGains};
use crate::error::PlanningError;
use crate::follow_up::{FollowUps, last_day, plan_follow_ups, refuse_full};
use crate::message::{Composer, Templates, Wording};
use crate::money::{Money, Rates};
use crate::policy::SchedulePolicy;
use crate::prior::{PriorTouch, Taken};
use crate::schedule::{Blocked, ChannelDays, Placed, Want, place_evenly, sending_ticket, spread};
use chrono::{DateTime, NaiveDate, Utc};
use domain::rules::ChannelRate;
use domain::{
    Arm, CampaignSpec, Candidate, Channel, Exclusion, FollowUp, Member, MemberId, MemberRow, Plan, PlannedMember,
    ProgrammeRules, RandomisationUnit, RegionTable, Rupiah, TemplateFilling, TimeZoneCode, Touch, touch_id,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Everything a plan is made from.
pub struct CampaignInput<'a> {
    /// The declaration.
    pub spec: &'a CampaignSpec,
    /// Its templates.
    pub templates: &'a Templates,
    /// Everyone, as known on the as-of day.
    pub candidates: &'a [Candidate],
    /// The members table, by row.
    pub members: &'a [Member],
    /// Programme rules.
    pub rules: &'a ProgrammeRules,
    /// Prices of touches.
    pub rates: &'a [ChannelRate],
    /// Holidays.
    pub calendar: &'a Calendar,
    /// When people may be reached, how often, and what channels can do.
    pub policy: &'a SchedulePolicy,
    /// Touches of other approved campaigns, sent or still due, from a week before the schedule to a week after it.
    pub prior: &'a [PriorTouch],
    /// Members of the standing holdout, see [`crate::prior::standing_holdout`].
    pub standing: &'a HashSet<MemberId>,
    /// Provinces and their clocks.
    pub regions: &'a RegionTable,
    /// What channels are expected to do, for a declaration with `[decision]`.
    pub gains: Option<&'a ExpectedGains>,
}

/// Somebody whom a rule kept from an earlier day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Row in the members table.
    pub row: MemberRow,
    /// 1 for the first touch, 2 for a follow-up.
    pub step: u8,
    /// The first working day they were kept from.
    pub from: NaiveDate,
    /// The day they have.
    pub to: NaiveDate,
    /// By which rule.
    pub by: Blocked,
}

/// A plan and the touches it puts in the outbox once approved.
#[derive(Debug, Clone)]
pub struct PlannedCampaign {
    /// The plan.
    pub plan: Plan,
    /// One touch for each treated member.
    pub touches: Vec<Touch>,
    /// Second touches, each sent only where its condition holds ([`crate::follow_up::is_due`]).
    pub follow_ups: Vec<FollowUp>,
    /// How the bodies of touches and follow-ups are said with the provider's registered templates, by body; those of template files
    /// that name none are left out.
    pub fillings: Vec<TemplateFilling>,
    /// Whom a rule moved to a later day, by row and step.
    pub moved: Vec<Moved>,
    /// What it costs and what is kept.
    pub money: Money,
    /// What each channel can do on each day and what the plan uses.
    pub capacity: CapacityCalendar,
    /// What was decided for everyone at once, where the declaration asks for it and somebody is in the person lot.
    pub decided: Option<Decided>,
}

/// Plans a campaign. A pure function: the same input gives the same plan and the same hash.
pub fn plan_campaign(input: &CampaignInput<'_>) -> Result<PlannedCampaign, PlanningError> {
    let spec = input.spec;
    input.calendar.covers(spec.schedule.first_day, last_day(spec))?;
    let mut calendars = Vec::with_capacity(spec.channels.len());
    for channel in &spec.channels {
        calendars.push(channel_days(input, channel.kind, spec.schedule.last_day)?);
    }
    let taken = Taken::of(input.prior);
    let lots::Drawn { admitted, excluded, decided } = lots::draw(input, &calendars, &taken)?;
    if admitted.is_empty() {
        if let Some(decided) = decided.as_ref().filter(|decided| warnings::gives_nobody(decided)) {
            return Err(PlanningError::NobodyChosen(warnings::nobody_chosen(decided)));
        }
        let mut reasons: BTreeMap<Exclusion, u64> = BTreeMap::new();
        for (_, why) in &excluded {
            *reasons.entry(*why).or_default() += 1;
        }
        let words: Vec<String> = reasons.iter().map(|(why, n)| format!("{n} {}", why.words().en)).collect();
        return Err(PlanningError::EmptyAudience(words.join(", ")));
    }

    let mut hours = vec![None; admitted.len()];
    let mut moved = Vec::new();
    for days in &mut calendars {
        place_channel(input, days, &admitted, &taken, &mut hours, &mut moved)?;
    }
    let mut composer = Composer::new(input.templates, input.rules, input.policy, spec);
    let mut members = Vec::with_capacity(admitted.len());
    let mut touches = Vec::with_capacity(hours.iter().flatten().count());
    let mut unverified: BTreeSet<String> = BTreeSet::new();
    let mut rates = Rates::new(input.rates);
    let first_days: Vec<Option<NaiveDate>> =
        admitted.iter().zip(&hours).map(|(person, at)| at.map(|at| local_day(at, person.zone))).collect();
    for ((person, due_at), day) in admitted.iter().zip(&hours).zip(&first_days) {
        let candidate = person.candidate;
        let mut planned = PlannedMember {
            row: candidate.row,
            member: candidate.member.clone(),
            segment: person.segment.clone(),
            group: candidate.group,
            area: candidate.region,
            arm: person.arm,
            language: candidate.language,
            send_at: None,
            cost: Rupiah::ZERO,
        };
        if let (Some(channel), Some(due_at), Some(day)) = (person.arm.channel(), *due_at, *day) {
            let cost_rupiah = rates.rupiah_on(channel, day)?;
            planned.cost = Rupiah::whole(cost_rupiah);
            planned.send_at = Some(due_at);
            touches.push(Touch {
                id: touch_id(&spec.name, candidate.row, channel, 1),
                campaign: spec.name.clone(),
                member: candidate.member.clone(),
                channel,
                step: 1,
                area: candidate.region,
                language: candidate.language,
                body: composer.body(
                    &input.members[candidate.row.index()],
                    Wording::First(channel),
                    candidate.language,
                    day,
                )?,
                due_at,
                cost_rupiah,
            });
        }
        members.push(planned);
    }
    if let (Some(_), Some(gains)) = (&decided, input.gains) {
        unverified.extend(gains.unverified());
    }

    let mut filled = Filled { composer: &mut composer, rates: &mut rates };
    let follow_ups = plan_follow_ups(input, &admitted, &first_days, &taken, &mut filled, &mut calendars)?;
    moved.extend(follow_ups.moved.iter().cloned());
    moved.sort_by_key(|m| (m.row, m.step));
    unverified.extend(rates.unverified());
    unverified.extend(composer.unverified().iter().cloned());

    let money = money_of(input, &members, &touches, &follow_ups)?;
    if money.total() > spec.budget {
        let (cost, reserve) = (money.first_touches, money.reserve());
        return Err(PlanningError::OverBudget { cost, reserve, budget: spec.budget });
    }
    let mut capacity = CapacityCalendar::default();
    for days in calendars {
        capacity.unverified.extend(days.unverified);
        capacity.channels.push(ChannelCalendar { channel: days.channel, days: days.days });
    }
    unverified.extend(capacity.unverified.iter().cloned());
    unverified.extend(input.policy.unverified(&capacity.channels.iter().map(|c| c.channel).collect()));

    let fillings = composer.fillings();
    let mut plan = Plan {
        campaign: spec.name.clone(),
        hash: hash::of(spec, &members, &touches, &follow_ups.list, &fillings),
        as_of: spec.audience.as_of,
        members,
        excluded,
        warnings: Vec::new(),
    };
    let told = warnings::Told {
        plan: &plan,
        touches: &touches,
        follow_ups: &follow_ups,
        moved: &moved,
        money: &money,
        decided: decided.as_ref(),
    };
    plan.warnings = warnings::of(input, &told, &capacity, unverified);
    Ok(PlannedCampaign { plan, touches, follow_ups: follow_ups.list, fillings, moved, money, capacity, decided })
}

/// The words and the prices that touches are filled with.
pub(crate) struct Filled<'p, 'a> {
    pub(crate) composer: &'p mut Composer<'a>,
    pub(crate) rates: &'p mut Rates<'a>,
}

/// The day of an instant on the clock of a member.
pub(crate) fn local_day(at: DateTime<Utc>, zone: TimeZoneCode) -> NaiveDate {
    at.with_timezone(&zone.offset()).date_naive()
}

/// The days of a channel from the first day on; refuses a channel that has room on none.
pub(crate) fn channel_days(
    input: &CampaignInput<'_>,
    channel: Channel,
    last: NaiveDate,
) -> Result<ChannelDays, PlanningError> {
    let first = input.spec.schedule.first_day;
    let days = ChannelDays::between(input.spec, input.policy, input.calendar, channel, (first, last), input.prior)?;
    if days.days.iter().any(|day| day.room > 0) {
        return Ok(days);
    }
    let why = match days.days.first() {
        Some(day) => day.limited_by.words().en,
        None => "holidays, closed days and the hours of the policy leave none".to_owned(),
    };
    Err(PlanningError::NoDay { channel, first, last, why })
}

/// Gives everyone treated on a channel a day and a second. People stand in ticket order, villages stay together.
fn place_channel(
    input: &CampaignInput<'_>,
    days: &mut ChannelDays,
    admitted: &[Admitted<'_>],
    taken: &Taken<'_>,
    hours: &mut [Option<DateTime<Utc>>],
    moved: &mut Vec<Moved>,
) -> Result<(), PlanningError> {
    let seed = &input.spec.holdout.seed;
    let mut of_area: HashMap<&str, u64> = HashMap::new();
    let mut order: Vec<(u64, u64, usize)> = Vec::new();
    for (i, person) in admitted.iter().enumerate().filter(|(_, a)| a.arm == Arm::Treated(days.channel)) {
        let own = sending_ticket(seed, &person.candidate.member.0);
        let area = person.candidate.region.as_str();
        order.push(match days.channel.unit() {
            RandomisationUnit::Person => (own, 0, i),
            RandomisationUnit::Area => (*of_area.entry(area).or_insert_with(|| sending_ticket(seed, area)), own, i),
        });
    }
    order.sort_unstable();
    // Whoever has a week of their own stands with those who share it, the earliest first.
    order.sort_by_key(|(.., i)| admitted[*i].within);
    let wants: Vec<Want> = order.iter().map(|(.., i)| admitted[*i].want(taken)).collect();
    let mut placed = Vec::with_capacity(wants.len());
    for of_week in wants.chunk_by(|a, b| (a.earliest, a.latest) == (b.earliest, b.latest)) {
        let span = days.span(of_week[0].earliest, of_week[0].latest);
        placed.extend(place_evenly(days, span, of_week));
    }
    let nowhere = placed.contains(&Placed::Nowhere);
    debug_assert!(!nowhere, "whoever has no day was left out before the lot");
    refuse_full(input, days, &placed)?;
    for (((.., i), at), place) in order.iter().zip(spread(days, &wants, &placed)).zip(&placed) {
        hours[*i] = at;
        if let Placed::On(day, Some((from, by))) = place {
            let (row, from, to) = (admitted[*i].candidate.row, days.days[*from].day, days.days[*day].day);
            moved.push(Moved { row, step: 1, from, to, by: by.clone() });
        }
    }
    Ok(())
}

fn money_of(
    input: &CampaignInput<'_>,
    members: &[PlannedMember],
    touches: &[Touch],
    follow_ups: &FollowUps,
) -> Result<Money, PlanningError> {
    let first = touches.iter().filter(|t| t.channel == Channel::Print).count() as u64;
    let print_top_up = print_top_up(input.spec, input.policy, input.rates, first + follow_ups.leaflets)?;
    Ok(Money { first_touches: members.iter().map(|m| m.cost).sum(), follow_ups: follow_ups.reserve, print_top_up })
}
