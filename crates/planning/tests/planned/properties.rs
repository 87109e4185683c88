//! On random campaigns: no touch outside its moment, no cap or gap broken, no holdout touched, no rupiah above the budget, no day
//! above its room, whatever the order of the candidates. The rules are written here a second time, from the files' words.

use crate::decision::{gains, reachable};
use crate::world::{WORLD, people, plan_all, plan_with, spec};
use assignment::AssignmentError;
use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Timelike, Utc, Weekday};
use domain::campaign::{
    ChannelBudgetSpec, CounterCapacity, FloorBy, FloorSpec, PortfolioTier, PrintCapacity, WhatsappCapacity,
};
use domain::{
    Arm, CampaignSpec, Candidate, Channel, DecisionSpec, Exclusion, FollowUpSpec, FollowUpWhen, Member, MemberId,
    Rupiah, Share, TimeZoneCode, Touch,
};
use planning::{PlannedCampaign, PlanningError, PriorTouch, standing_holdout};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap, HashSet};

#[derive(Debug, Clone)]
struct Drawn {
    seed: u32,
    first_day: NaiveDate,
    days: u64,
    not_before: u32,
    not_after: u32,
    per_day: (u32, u32, u32),
    tier: Option<PortfolioTier>,
    outlets: Option<u32>,
    lead_days: Option<u32>,
    follow_up: Option<(FollowUpWhen, u32, bool, u64, f64)>,
    prior_days: Vec<(u32, u64, u32)>,
    standing: f64,
    people: usize,
    budget: i64,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let day = |days: u64| NaiveDate::from_ymd_opt(2026, 1, 2).unwrap() + Days::new(days);
    let times = (6_u32..15, 15_u32..24, (1_u32..90, 1_u32..90, 1_u32..90));
    let capacity = (
        prop::option::of(prop::sample::select(PortfolioTier::ALL.to_vec())),
        prop::option::of(1_u32..60),
        prop::option::of(0_u32..8),
    );
    let follow_up = prop::option::of((
        prop::sample::select(FollowUpWhen::ALL.to_vec()),
        1_u32..12,
        any::<bool>(),
        0_u64..40,
        0.01_f64..1.0,
    ));
    let prior = prop::collection::vec((0_u32..1_200, 0_u64..40, 0_u32..86_400), 0..400);
    // Every third campaign lies around Ramadan, Nyepi and Idul Fitri of 2026 or 2027.
    let start = prop_oneof![0_u64..640, 35_u64..85, 395_u64..435];
    (
        (any::<u32>(), start, 0_u64..30),
        times,
        capacity,
        follow_up,
        prior,
        (0.0_f64..0.3, 50_usize..400, 100_000_i64..40_000_000),
    )
        .prop_map(
            move |((seed, start, days), (not_before, not_after, per_day), capacity, follow_up, prior_days, rest)| {
                Drawn {
                    seed,
                    first_day: day(start),
                    days,
                    not_before,
                    not_after,
                    per_day,
                    tier: capacity.0,
                    outlets: capacity.1,
                    lead_days: capacity.2,
                    follow_up,
                    prior_days,
                    standing: rest.0,
                    people: rest.1,
                    budget: rest.2,
                }
            },
        )
}

struct Case {
    spec: CampaignSpec,
    members: Vec<Member>,
    candidates: Vec<Candidate>,
    prior: Vec<PriorTouch>,
    standing: HashSet<MemberId>,
}

fn case(d: &Drawn) -> Case {
    let mut spec = spec();
    spec.holdout.seed = format!("lot {}", d.seed);
    spec.audience.as_of = d.first_day - Days::new(1);
    spec.schedule.first_day = d.first_day;
    spec.schedule.last_day = d.first_day + Days::new(d.days);
    spec.schedule.not_before = chrono::NaiveTime::from_hms_opt(d.not_before, 0, 0).unwrap();
    spec.schedule.not_after = chrono::NaiveTime::from_hms_opt(d.not_after, 30, 0).unwrap();
    for (channel, per_day) in spec.channels.iter_mut().zip([d.per_day.0, d.per_day.1, d.per_day.2]) {
        channel.per_day = per_day;
    }
    spec.capacity.whatsapp =
        d.tier.map(|portfolio_tier| WhatsappCapacity { numbers: 1, high_throughput: false, portfolio_tier });
    spec.capacity.partner_counter =
        d.outlets.map(|outlets| CounterCapacity { outlets, hours_per_week: Some(8), minutes_per_visit: Some(20) });
    spec.capacity.print =
        d.lead_days.map(|lead| PrintCapacity { smallest_run: None, lead_days: Some(lead), ordered_on: None });
    spec.channels[0].follow_up = d.follow_up.map(|(when, after_days, on_counter, more, share)| FollowUpSpec {
        when,
        after_days: Some(after_days),
        on: None,
        until: Some(spec.schedule.last_day + Days::new(more)),
        channel: on_counter.then_some(Channel::PartnerCounter),
        template: None,
        per_day: None,
        expected_share: Share::new(share).unwrap(),
    });
    spec.outcome.known_by = spec.schedule.last_day + Days::new(60);
    spec.outcome.covered_month = domain::Month::of(spec.schedule.last_day).plus(1);
    spec.budget = Rupiah::whole(d.budget);
    let (mut members, mut candidates) = people();
    // Every fourth village lies in Bali.
    for (member, candidate) in members.iter_mut().zip(&mut candidates) {
        if candidate.row.0 / 20 % 4 == 0 {
            let there = format!("51{}", &member.region.as_str()[2..]);
            member.region = there.parse().unwrap();
            candidate.region = member.region;
        }
    }
    candidates.truncate(d.people);
    let prior = d
        .prior_days
        .iter()
        .map(|(member, day, second)| PriorTouch {
            member: members[*member as usize % members.len()].id.clone(),
            channel: if second % 2 == 0 { Channel::Whatsapp } else { Channel::Print },
            due_at: (d.first_day - Days::new(5) + Days::new(*day)).and_hms_opt(0, 0, 0).unwrap().and_utc()
                + TimeDelta::seconds(i64::from(*second)),
        })
        .collect();
    let share = Share::new(d.standing).unwrap();
    let standing = members.iter().filter(|m| standing_holdout("tetap", share, &m.id.0)).map(|m| m.id.clone()).collect();
    Case { spec, members, candidates, prior, standing }
}

fn zone(province: &str) -> TimeZoneCode {
    match province {
        "51" | "52" => TimeZoneCode::Wita,
        "81" => TimeZoneCode::Wit,
        _ => TimeZoneCode::Wib,
    }
}

fn local(at: DateTime<Utc>, province: &str) -> chrono::NaiveDateTime {
    at.with_timezone(&zone(province).offset()).naive_local()
}

/// The policy's words, read by a person: is this second allowed for this channel in this province?
fn allowed(spec: &CampaignSpec, touch: &Touch) -> Result<(), String> {
    let w = &*WORLD;
    let at = local(touch.due_at, touch.area.province());
    let (day, hour) = (at.date(), f64::from(at.num_seconds_from_midnight()) / 3600.0);
    let (opens, closes) = match touch.channel {
        Channel::Whatsapp => (9.0, 20.0),
        Channel::Email => (8.0, 20.0),
        Channel::Print => (8.0, 17.0),
        Channel::PartnerCounter => (8.0, 16.0),
        other => return Err(format!("{other:?} is not in this campaign")),
    };
    let clock = |t: chrono::NaiveTime| f64::from(t.num_seconds_from_midnight()) / 3600.0;
    let inside = hour >= opens && hour < closes;
    let own = hour >= clock(spec.schedule.not_before) && hour < clock(spec.schedule.not_after);
    if !inside || !own {
        return Err(format!("{at} is outside the window of {:?}", touch.channel));
    }
    if day < spec.schedule.first_day {
        return Err(format!("{at} is before the campaign"));
    }
    if w.calendar.is_holiday(day) {
        return Err(format!("{at} is a holiday"));
    }
    if touch.channel == Channel::PartnerCounter && day.weekday() == Weekday::Sun {
        return Err(format!("{at} is a Sunday at a counter"));
    }
    if day.weekday() == Weekday::Fri && (11.5..13.0).contains(&hour) {
        return Err(format!("{at} is during Friday prayers"));
    }
    let span = |from: (i32, u32, u32), to: (i32, u32, u32)| {
        let day_of = |(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        (day_of(from)..=day_of(to)).contains(&day)
    };
    let ramadan = span((2026, 2, 18), (2026, 3, 20)) || span((2027, 2, 6), (2027, 3, 10));
    if ramadan && (17.5..20.5).contains(&hour) {
        return Err(format!("{at} is a Ramadan evening"));
    }
    let nyepi = [(2026, 3, 19), (2027, 3, 8)].map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).unwrap());
    let silent = nyepi.iter().any(|n| (day == *n && hour >= 6.0) || (n.succ_opt() == Some(day) && hour < 6.0));
    if silent && touch.area.province() == "51" {
        return Err(format!("{at} is Nyepi in Bali"));
    }
    Ok(())
}

fn check(case: &Case, planned: &PlannedCampaign) -> Result<(), TestCaseError> {
    let spec = &case.spec;
    let all: Vec<&Touch> = planned.touches.iter().chain(planned.follow_ups.iter().map(|f| &f.touch)).collect();
    for touch in &all {
        if let Err(why) = allowed(spec, touch) {
            prop_assert!(false, "{why}: {touch:?}");
        }
    }
    let until = spec.channels[0].follow_up.as_ref().and_then(|f| f.until);
    for touch in &planned.touches {
        prop_assert!(local(touch.due_at, touch.area.province()).date() <= spec.schedule.last_day);
    }

    // Caps and gaps, with what other campaigns sent, on each person's own clock. Where others alone break a rule, that is theirs.
    let area: HashMap<&MemberId, &str> = case.candidates.iter().map(|c| (&c.member, c.region.province())).collect();
    let mut days: BTreeMap<&MemberId, Vec<(NaiveDate, bool)>> = BTreeMap::new();
    for touch in &all {
        days.entry(&touch.member).or_default().push((local(touch.due_at, touch.area.province()).date(), true));
    }
    for touch in &case.prior {
        if let (Some(taken), Some(province)) = (days.get_mut(&touch.member), area.get(&touch.member)) {
            taken.push((local(touch.due_at, province).date(), false));
        }
    }
    for (member, taken) in &days {
        for (i, (day, own)) in taken.iter().enumerate().filter(|(_, (_, own))| *own) {
            let near = |(j, (other, _)): &(usize, &(NaiveDate, bool))| *j != i && (*other - *day).num_days().abs() < 2;
            prop_assert!(!taken.iter().enumerate().any(|pair| near(&pair)), "gap of {member}: {taken:?} {own}");
            for back in 0..7 {
                let from = *day - Days::new(back);
                let week = taken.iter().filter(|(other, _)| (0..7).contains(&(*other - from).num_days())).count();
                prop_assert!(week <= 2, "week of {member}: {taken:?}");
            }
        }
    }

    // Nobody held out, by the campaign or for good, is touched.
    let treated: HashSet<&MemberId> =
        planned.plan.members.iter().filter(|m| matches!(m.arm, Arm::Treated(_))).map(|m| &m.member).collect();
    for touch in &all {
        prop_assert!(treated.contains(&touch.member) && !case.standing.contains(&touch.member));
    }
    prop_assert_eq!(planned.touches.len(), treated.len());

    // Money.
    let cost = |touches: &mut dyn Iterator<Item = &Touch>| touches.map(|t| t.cost_rupiah).sum::<i64>();
    let first = cost(&mut planned.touches.iter());
    let follow = cost(&mut planned.follow_ups.iter().map(|f| &f.touch));
    let share = spec.channels[0].follow_up.as_ref().map_or(1.0, |f| f.expected_share.get());
    prop_assert_eq!(planned.plan.cost(), Rupiah::whole(first));
    prop_assert!(
        (planned.money.follow_ups.rounded() as f64 - follow as f64 * share).abs() <= 1.5 + follow as f64 * 1e-6
    );
    prop_assert!(planned.money.total() <= spec.budget);
    if spec.capacity.print.is_some() {
        let leaflets = planned.touches.iter().filter(|t| t.channel == Channel::Print).count() as i64;
        let top_up = if leaflets == 0 { 0 } else { (500 - leaflets).max(0) * 1_500 };
        prop_assert_eq!(planned.money.print_top_up, Rupiah::whole(top_up));
    }

    // Room, counted again from the touches themselves.
    let mut used: BTreeMap<(Channel, NaiveDate), u64> = BTreeMap::new();
    for touch in &all {
        *used.entry((touch.channel, local(touch.due_at, touch.area.province()).date())).or_default() += 1;
    }
    for ((channel, day), count) in &used {
        let own = spec.channels.iter().find(|c| c.kind == *channel).unwrap().per_day;
        prop_assert!(*count <= u64::from(own));
        if let (Channel::Whatsapp, Some(capacity)) = (channel, &spec.capacity.whatsapp)
            && capacity.portfolio_tier == PortfolioTier::T250
        {
            let others =
                case.prior.iter().filter(|t| t.channel == Channel::Whatsapp && t.day_in(TimeZoneCode::Wib) == *day);
            prop_assert!(*count + others.count() as u64 <= 250);
        }
        if let (Channel::PartnerCounter, Some(capacity)) = (channel, &spec.capacity.partner_counter) {
            prop_assert!(*count <= u64::from(capacity.outlets) * 8 * 3 / 6);
        }
        let told = planned.capacity.channels.iter().find(|c| c.channel == *channel).unwrap();
        let told = told.days.iter().find(|d| d.day == *day).unwrap();
        prop_assert_eq!(told.used, *count);
    }

    // Follow-ups come after their own first step, by the days asked for.
    let firsts: HashMap<&str, &Touch> = planned.touches.iter().map(|t| (t.id.as_str(), t)).collect();
    for follow_up in &planned.follow_ups {
        let first = firsts[follow_up.after.as_str()];
        let declared = spec.channels[0].follow_up.as_ref().unwrap();
        prop_assert_eq!(&first.member, &follow_up.touch.member);
        let (a, b) = (local(first.due_at, first.area.province()), local(follow_up.touch.due_at, first.area.province()));
        prop_assert!((b.date() - a.date()).num_days() >= i64::from(declared.after_days.unwrap()), "{a} {b}");
        prop_assert!(b.date() <= until.unwrap());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn a_plan_of_any_campaign_keeps_every_rule_or_is_refused_with_figures(drawn in drawn()) {
        let case = case(&drawn);
        match plan_with(&case.spec, &case.members, &case.candidates, &case.prior, &case.standing) {
            Ok(planned) => {
                check(&case, &planned)?;
                let mut turned = case.candidates.clone();
                let by = drawn.seed as usize % turned.len();
                turned.rotate_left(by);
                turned.reverse();
                let mut prior = case.prior.clone();
                prior.reverse();
                let again = plan_with(&case.spec, &case.members, &turned, &prior, &case.standing).unwrap();
                prop_assert_eq!(planned.plan.hash, again.plan.hash);
                prop_assert_eq!(planned.plan.excluded, again.plan.excluded);
                prop_assert_eq!(planned.follow_ups, again.follow_ups);
            }
            Err(PlanningError::NoRoom(shortfall)) => {
                prop_assert!(shortfall.left > 0 && shortfall.touches > 0);
                prop_assert!(!shortfall.words().id.is_empty());
            }
            Err(PlanningError::OverBudget { cost, reserve, budget }) => prop_assert!(cost + reserve > budget),
            Err(PlanningError::NoDay { .. } | PlanningError::EmptyAudience(_)) => {}
            Err(PlanningError::BeyondCalendar { .. }) => prop_assert!(drawn.first_day.year() == 2027),
                        Err(other) => prop_assert!(false, "{other}"),
        }
    }
    #[test]
    fn a_decided_plan_of_any_campaign_keeps_every_rule_as_well(drawn in drawn(), asked in asked()) {
        let mut case = case(&drawn);
        decide(&mut case, &asked);
        let gains = gains();
        let plan = |candidates: &[Candidate], prior: &[PriorTouch]| {
            plan_all(&case.spec, &case.members, candidates, prior, &case.standing, Some(&gains))
        };
        let on_threads = |threads: usize, candidates: &[Candidate], prior: &[PriorTouch]| {
            let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            threads.install(|| plan(candidates, prior))
        };
        match on_threads(1, &case.candidates, &case.prior) {
            Ok(planned) => {
                check(&case, &planned)?;
                check_decided(&case, &planned)?;
                let mut turned = case.candidates.clone();
                turned.rotate_left(drawn.seed as usize % case.candidates.len());
                let mut prior = case.prior.clone();
                prior.reverse();
                let again = on_threads(3, &turned, &prior).unwrap();
                prop_assert_eq!(planned.plan.hash, again.plan.hash);
                prop_assert_eq!(planned.plan.excluded, again.plan.excluded);
                prop_assert_eq!(planned.decided.map(|d| d.view), again.decided.map(|d| d.view));
            }
            Err(PlanningError::NoRoom(shortfall)) => prop_assert!(shortfall.left > 0 && shortfall.touches > 0),
            Err(PlanningError::OverBudget { cost, reserve, budget }) => prop_assert!(cost + reserve > budget),
            Err(
                PlanningError::NoDay { .. }
                | PlanningError::EmptyAudience(_)
                | PlanningError::NobodyChosen(_)
                | PlanningError::FloorBeyondReach { .. },
            ) => {}
            Err(PlanningError::NoDecision(why)) => {
                use AssignmentError::{CellsAndFloors, FloorsCannotBeMet};
                prop_assert!(matches!(*why, FloorsCannotBeMet { .. } | CellsAndFloors { .. }), "{why}");
            }
            Err(PlanningError::BeyondCalendar { .. }) => prop_assert!(drawn.first_day.year() == 2027),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

/// What a decision is asked to keep.
#[derive(Debug, Clone)]
struct Asked {
    email_per_day: u32,
    lost_each_week: Option<f64>,
    whatsapp_budget: Option<i64>,
    smallest_cell: Option<u32>,
    by_region: Option<f64>,
    by_occupation: Option<f64>,
    in_maluku: Option<u32>,
    person_share: f64,
}

fn asked() -> impl Strategy<Value = Asked> {
    let floor = || prop::option::of(0.01_f64..0.6);
    let money = prop::option::of(1_000_i64..80_000);
    let room = (1_u32..60, prop::option::of(0.0_f64..0.5));
    (room, money, prop::option::of(1_u32..40), (floor(), floor(), prop::option::of(1_u32..6)), 0.01_f64..0.6).prop_map(
        |((email_per_day, lost_each_week), whatsapp_budget, smallest_cell, floors, person_share)| Asked {
            email_per_day,
            lost_each_week,
            whatsapp_budget,
            smallest_cell,
            by_region: floors.0,
            by_occupation: floors.1,
            in_maluku: floors.2,
            person_share,
        },
    )
}

/// E-mail beside WhatsApp, and the decision asked for.
fn decide(case: &mut Case, asked: &Asked) {
    let mut email = case.spec.channels[0].clone();
    email.kind = Channel::Email;
    email.per_day = asked.email_per_day;
    email.follow_up = None;
    case.spec.channels.insert(1, email);
    case.spec.holdout.person_share = Share::new(asked.person_share).unwrap();
    let all = |by, share: Option<f64>| {
        let share = share.map(|share| Share::new(share).unwrap());
        share.map(|share| FloorSpec { by, of: None, share: Some(share), people: None })
    };
    let maluku = asked.in_maluku.map(|people| FloorSpec {
        by: FloorBy::Region,
        of: Some("81".to_owned()),
        share: None,
        people: Some(people),
    });
    case.spec.decision = Some(DecisionSpec {
        from: None,
        lost_each_week: asked.lost_each_week.map(|lost| Share::new(lost).unwrap()),
        smallest_cell: asked.smallest_cell,
        channel_budgets: asked
            .whatsapp_budget
            .map(|budget| ChannelBudgetSpec { channel: Channel::Whatsapp, budget: Rupiah::whole(budget) })
            .into_iter()
            .collect(),
        floors: [all(FloorBy::Region, asked.by_region), all(FloorBy::Occupation, asked.by_occupation), maluku]
            .into_iter()
            .flatten()
            .collect(),
    });
    reachable(&mut case.candidates);
}

/// What a decision keeps beside what every plan keeps, counted from the plan.
fn check_decided(case: &Case, planned: &PlannedCampaign) -> Result<(), TestCaseError> {
    let Some(decided) = &planned.decided else { return Ok(()) };
    let spec = &case.spec;
    let decision = spec.decision.as_ref().unwrap();
    let candidates: HashMap<&MemberId, &Candidate> = case.candidates.iter().map(|c| (&c.member, c)).collect();
    let mut cells: BTreeMap<(&str, Channel), (u64, u64)> = BTreeMap::new();
    let mut chosen: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for member in &planned.plan.members {
        let (Arm::Treated(channel) | Arm::HeldOutOf(channel)) = member.arm else { continue };
        let candidate = candidates[&member.member];
        match channel {
            Channel::Whatsapp => prop_assert!(candidate.whatsapp_reachable),
            Channel::Email => prop_assert!(candidate.email_reachable),
            _ => continue,
        }
        let cell = cells.entry((&member.segment.0, channel)).or_default();
        cell.0 += 1;
        cell.1 += u64::from(member.arm == Arm::HeldOutOf(channel));
        *chosen.entry(("region", member.area.province())).or_default() += 1;
        *chosen.entry(("occupation", member.group.key())).or_default() += 1;
    }
    // The lot rounds up in each option, of which a channel has one for each week that is decided.
    let most_options = decided.view.options.len() as f64 / 2.0;
    for (people, held_out) in cells.values() {
        let wanted = *people as f64 * spec.holdout.person_share.get();
        let more = *held_out as f64 - wanted;
        prop_assert!(more > -0.01 && more < most_options + 0.01 && *held_out >= 1, "{held_out} of {people}");
        prop_assert!(decision.smallest_cell.is_none_or(|least| *people >= u64::from(least)), "{cells:?}");
    }
    // Of everybody whom the channels can reach: those given one, and those given nothing.
    let mut there = chosen.clone();
    for (row, _) in planned.plan.excluded.iter().filter(|(_, why)| *why == Exclusion::NotChosen) {
        let left_out = case.candidates.iter().find(|candidate| candidate.row == *row).unwrap();
        *there.entry(("region", left_out.region.province())).or_default() += 1;
        *there.entry(("occupation", left_out.group.key())).or_default() += 1;
    }
    for floor in &decision.floors {
        let Some(share) = floor.share else { continue };
        for ((_, group), people) in there.iter().filter(|((by, _), _)| *by == floor.by.key()) {
            let served = chosen.get(&(floor.by.key(), *group)).copied().unwrap_or(0);
            prop_assert!(served as f64 + 1e-6 >= share.get() * *people as f64, "{group}: {served} of {people}");
        }
    }
    for served in &decided.view.floors {
        prop_assert!(served.chosen >= served.least && served.people >= served.chosen, "{served:?}");
    }
    if let Some(people) = decision.floors.iter().find_map(|floor| floor.people) {
        let there = chosen.get(&("region", "81")).copied().unwrap_or(0);
        prop_assert!(there as f64 * (1.0 - spec.holdout.person_share.get()) >= f64::from(people) - 1e-3, "{there}");
    }
    for of in &decision.channel_budgets {
        let follow_up = spec.channels[0].follow_up.as_ref();
        let spent: i64 = planned.touches.iter().filter(|t| t.channel == of.channel).map(|t| t.cost_rupiah).sum();
        let firsts: HashSet<&str> =
            planned.touches.iter().filter(|t| t.channel == of.channel).map(|t| t.id.as_str()).collect();
        let later: i64 =
            planned.follow_ups.iter().filter(|f| firsts.contains(f.after.as_str())).map(|f| f.touch.cost_rupiah).sum();
        let later = later as f64 * follow_up.map_or(1.0, |f| f.expected_share.get());
        prop_assert!(spent as f64 + later <= of.budget.rounded() as f64 + 1.0);
    }
    let treated: u64 = planned
        .plan
        .members
        .iter()
        .filter(|m| matches!(m.arm, Arm::Treated(channel) if channel.unit() == domain::RandomisationUnit::Person))
        .count() as u64;
    prop_assert_eq!(decided.view.treated(), treated);
    let zones: HashMap<&MemberId, chrono::FixedOffset> = case
        .candidates
        .iter()
        .map(|c| (&c.member, WORLD.regions.province_of(&c.region).unwrap().zone.offset()))
        .collect();
    for option in &decided.view.options {
        let days =
            option.week.map_or((spec.schedule.first_day, spec.schedule.last_day), |week| (week.first, week.last));
        let firsts = planned.touches.iter().filter(|touch| touch.channel == option.channel && touch.step == 1);
        let here = firsts.filter(|touch| {
            let day = touch.due_at.with_timezone(&zones[&touch.member]).date_naive();
            (days.0..=days.1).contains(&day)
        });
        prop_assert_eq!(here.count() as u64, option.treated, "{:?}", option.week);
    }
    Ok(())
}
