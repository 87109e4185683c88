//! Who gets what, decided for everyone at once: what the rules hold, what the lot leaves comparable, what is said.

use crate::world::{WORLD, people, plan_decided, spec};
use domain::campaign::{
    ChannelBudgetSpec, FloorBy, FloorSpec, FollowUpSpec, FollowUpWhen, PrintCapacity, WhatsappCapacity,
};
use domain::rules::ChannelRate;
use domain::{
    Arm, Bilingual, CampaignSpec, Candidate, Channel, DecisionSpec, Exclusion, MembershipState, OccupationGroup,
    Rupiah, SegmentId, Share,
};
use effectiveness::{CampaignSums, CampaignTerms, Level, MemberResult, uplift_table};
use planning::lot::ticket;
use planning::{CampaignInput, ExpectedGain, ExpectedGains, PlannedCampaign, PlanningError};
use std::collections::{BTreeMap, HashSet};

/// What WhatsApp and e-mail are expected to do in the two segments of [`people`].
pub fn gains() -> ExpectedGains {
    let mut gains = ExpectedGains { from: Bilingual::new("uji", "a test"), ..ExpectedGains::default() };
    for (segment, channel, uplift) in [
        ("fisher-0", Channel::Whatsapp, 0.02),
        ("fisher-0", Channel::Email, 0.01),
        ("fisher-1", Channel::Whatsapp, 0.01),
        ("fisher-1", Channel::Email, 0.012),
    ] {
        let gain =
            ExpectedGain { uplift, months_each: 10.0, source: Bilingual::new("uji", "a test"), unverified: Vec::new() };
        gains.of.insert((segment.to_owned(), channel), gain);
    }
    gains
}

/// The shipped campaign with e-mail beside WhatsApp, and a decision.
pub fn deciding() -> CampaignSpec {
    let mut spec = spec();
    let mut email = spec.channels[0].clone();
    email.kind = Channel::Email;
    spec.channels.insert(1, email);
    spec.decision = Some(DecisionSpec::default());
    spec
}

/// Some reached by WhatsApp, some by e-mail, some by both, the rest with their village.
pub fn reachable(candidates: &mut [Candidate]) {
    for (i, candidate) in candidates.iter_mut().enumerate() {
        candidate.whatsapp_reachable = i % 3 == 0;
        candidate.email_reachable = i % 5 == 0;
    }
}

fn planned(spec: &CampaignSpec) -> Result<PlannedCampaign, PlanningError> {
    let (members, mut candidates) = people();
    reachable(&mut candidates);
    plan_decided(spec, &members, &candidates, &gains())
}

fn count(planned: &PlannedCampaign, wanted: impl Fn(Arm) -> bool) -> u64 {
    planned.plan.members.iter().filter(|member| wanted(member.arm)).count() as u64
}

#[test]
fn everybody_gets_the_channel_worth_most_to_them_where_nothing_binds() {
    let planned = planned(&deciding()).unwrap();
    let (_, mut candidates) = people();
    reachable(&mut candidates);
    for member in planned.plan.members.iter().filter(|m| m.arm.unit() == domain::RandomisationUnit::Person) {
        let candidate = &candidates[member.row.index()];
        let best = match (candidate.whatsapp_reachable, candidate.email_reachable) {
            (true, true) if member.segment.0 == "fisher-1" => Channel::Email,
            (true, _) => Channel::Whatsapp,
            _ => Channel::Email,
        };
        assert!([Arm::Treated(best), Arm::HeldOutOf(best)].contains(&member.arm), "{member:?}");
    }
    let view = &planned.decided.as_ref().unwrap().view;
    for option in &view.options {
        assert_eq!(option.treated, count(&planned, |arm| arm == Arm::Treated(option.channel)));
        assert_eq!(option.held_out, count(&planned, |arm| arm == Arm::HeldOutOf(option.channel)));
    }
    assert!(view.gap < 1e-6 && view.not_chosen == 0, "{view:?}");
    assert_eq!(count(&planned, |arm| arm == Arm::HeldOut(domain::RandomisationUnit::Person)), 0);
}

#[test]
fn a_small_budget_goes_where_it_does_most_and_its_worth_is_told() {
    let mut spec = deciding();
    let free = planned(&spec).unwrap().decided.unwrap().view;
    spec.budget = free.taken_first + Rupiah::whole(50_000);
    let planned = planned(&spec).unwrap();
    let view = &planned.decided.as_ref().unwrap().view;
    assert_eq!(view.budget, Rupiah::whole(50_000));
    assert!(view.cost <= view.budget && view.cost >= Rupiah::whole(45_000), "{}", view.cost);
    assert!(planned.money.total() <= spec.budget);
    assert!(view.limits[0].en.contains("for the budget is worth"), "{:?}", view.limits);
    assert!(view.limits[0].id.contains("pada anggaran bernilai"), "{:?}", view.limits);
    let left_out = planned.plan.excluded.iter().filter(|(_, why)| *why == Exclusion::NotChosen).count() as u64;
    assert!(left_out > 0 && left_out == view.not_chosen);
    // An e-mail costs a tenth: all who are reached by it are written to before the first WhatsApp message.
    let email = view.options.iter().find(|option| option.channel == Channel::Email).unwrap();
    assert!(email.treated > 60, "{view:?}");
    let (paid, beyond): (Vec<_>, Vec<_>) = view.scenarios.iter().partition(|scenario| scenario.outcome.is_ok());
    // What the village lot costs alone leaves nothing to decide about: such a plan would be refused.
    assert!(!beyond.is_empty() && beyond.iter().all(|scenario| scenario.budget < view.taken_first), "{beyond:?}");
    assert!(paid.iter().all(|scenario| scenario.budget >= view.taken_first), "{paid:?}");
    let months: Vec<f64> = paid.iter().map(|scenario| scenario.outcome.as_ref().unwrap().months).collect();
    assert!(months.windows(2).all(|pair| pair[0] <= pair[1]) && months[0] < months[months.len() - 1], "{months:?}");
    let here = paid.iter().find(|scenario| scenario.percent == 100).unwrap();
    assert!((here.outcome.as_ref().unwrap().months - view.months).abs() < 1e-9);
}

#[test]
fn a_decision_that_gives_nobody_anything_is_refused_with_the_rule_that_stopped_it() {
    let mut spec = deciding();
    spec.channels.retain(|channel| channel.kind.unit() == domain::RandomisationUnit::Person);
    spec.budget = Rupiah::whole(1);
    let error = planned(&spec).unwrap_err();
    let PlanningError::NobodyChosen(words) = &error else { panic!("{error}") };
    assert!(words.en.starts_with("`[decision]` gives nobody anything, although "), "{words:?}");
    assert!(words.en.ends_with("people can be reached: because of the budget."), "{words:?}");
    assert!(words.id.ends_with("karena anggaran."), "{words:?}");
}

#[test]
fn floors_bring_back_those_whom_the_budget_forgets_and_cost_what_is_told() {
    let mut spec = deciding();
    let area = planned(&spec).unwrap().decided.unwrap().view.taken_first;
    spec.budget = area + Rupiah::whole(20_000);
    let without = planned(&spec).unwrap().decided.unwrap().view;
    let floor = |by, of: Option<&str>, share, people| FloorSpec {
        by,
        of: of.map(str::to_owned),
        share: Share::new(share).ok().filter(|s| s.get() > 0.0),
        people,
    };
    spec.decision.as_mut().unwrap().floors = vec![
        floor(FloorBy::Region, None, 0.3, None),
        floor(FloorBy::Region, Some("81"), 0.0, Some(40)),
        floor(FloorBy::Occupation, Some("fisher"), 0.3, None),
    ];
    let with = planned(&spec).unwrap();
    let view = &with.decided.as_ref().unwrap().view;
    assert!(view.floors.len() >= 3);
    for served in &view.floors {
        assert!(served.chosen >= served.least, "{served:?}");
    }
    let maluku = with.plan.members.iter().filter(|m| m.area.province() == "81" && m.arm.channel().is_some());
    assert!(maluku.filter(|m| m.arm.unit() == domain::RandomisationUnit::Person).count() > 30);
    assert!(view.months <= without.months + 1e-9);
    assert!(with.money.total() <= spec.budget);
    spec.decision.as_mut().unwrap().floors = vec![floor(FloorBy::Region, Some("91"), 0.0, Some(5))];
    let refused = planned(&spec).unwrap_err().to_string();
    assert!(refused.contains("asks for 5 people to be touched") && refused.contains("reach 0"), "{refused}");
    spec.decision.as_mut().unwrap().floors = vec![floor(FloorBy::Region, None, 1.0, None)];
    spec.budget = area + Rupiah::whole(1_000);
    let refused = planned(&spec).unwrap_err().to_string();
    assert!(refused.contains("of the floors cannot be met"), "{refused}");
}

#[test]
fn a_cell_has_its_smallest_number_or_nobody_and_a_channel_keeps_to_its_own_money() {
    let mut spec = deciding();
    let decision = spec.decision.as_mut().unwrap();
    decision.smallest_cell = Some(40);
    decision.channel_budgets = vec![ChannelBudgetSpec { channel: Channel::Whatsapp, budget: Rupiah::whole(58_600) }];
    let planned = planned(&spec).unwrap();
    let mut cells: BTreeMap<(&str, Channel), u64> = BTreeMap::new();
    for member in &planned.plan.members {
        if let Arm::Treated(channel) | Arm::HeldOutOf(channel) = member.arm
            && channel.unit() == domain::RandomisationUnit::Person
        {
            *cells.entry((&member.segment.0, channel)).or_default() += 1;
        }
    }
    assert!(!cells.is_empty() && cells.values().all(|people| *people >= 40), "{cells:?}");
    let messages = planned.touches.iter().filter(|t| t.channel == Channel::Whatsapp).count();
    assert!((50..=100).contains(&messages), "{messages}");
}

#[test]
fn a_member_hears_what_the_decision_gave_them_and_why() {
    let mut spec = deciding();
    let area = planned(&spec).unwrap().decided.unwrap().view.taken_first;
    spec.budget = area + Rupiah::whole(20_000);
    let planned = planned(&spec).unwrap();
    let w = &*WORLD;
    let say = |row| -> String {
        let lines = planning::explain_member(&spec, &planned, row, &w.regions, &w.policy, &[]).unwrap();
        lines.into_iter().map(|line| line.en + "\n").collect()
    };
    let of = |wanted: fn(Arm) -> bool| planned.plan.members.iter().find(|m| wanted(m.arm)).unwrap().row;
    let held = say(of(|arm| matches!(arm, Arm::HeldOutOf(_))));
    assert!(held.contains("The decision gave them") && held.contains("Nothing is sent"), "{held}");
    let treated = say(of(|arm| arm == Arm::Treated(Channel::Email)));
    assert!(treated.contains("The decision: Gets"), "{treated}");
    let (row, _) = planned.plan.excluded.iter().find(|(_, why)| *why == Exclusion::NotChosen).unwrap();
    let left = say(*row);
    assert!(left.contains("not chosen") && left.contains("The decision: Gets nothing"), "{left}");
}

#[test]
fn people_come_no_further_than_room_and_consent_go() {
    let mut spec = deciding();
    spec.capacity.whatsapp = Some(WhatsappCapacity {
        numbers: 1,
        high_throughput: false,
        portfolio_tier: domain::campaign::PortfolioTier::T250,
    });
    spec.channels[0].per_day = 3;
    let planned = planned(&spec).unwrap();
    let days = planned.capacity.channels.iter().find(|c| c.channel == Channel::Whatsapp).unwrap();
    assert!(days.days.iter().all(|day| day.used <= 3), "as many as fit, where a lot alone would have been refused");
    assert!(days.touches() >= days.days.len() as u64 * 2, "{}", days.touches());
    let view = &planned.decided.as_ref().unwrap().view;
    assert!(view.limits.iter().any(|l| l.en.contains("One more touch of the capacity of")), "{:?}", view.limits);
    assert!(view.removed.iter().any(|l| l.en.contains("no consent is on record")), "{:?}", view.removed);
}

#[test]
fn where_waiting_costs_the_first_weeks_go_to_those_who_gain_most() {
    let mut spec = deciding();
    spec.channels[0].per_day = 8;
    let any_week = planned(&spec).unwrap();
    spec.decision.as_mut().unwrap().lost_each_week = Some(Share::new(0.2).unwrap());
    let planned = planned(&spec).unwrap();
    let view = &planned.decided.as_ref().unwrap().view;
    let weeks: Vec<u32> = view.options.iter().filter_map(|option| Some(option.week?.number)).collect();
    assert_eq!(weeks, [1, 2, 3, 1, 2, 3], "WhatsApp and e-mail, in each week of the schedule");
    assert!(view.from.en.contains("Each week of waiting is taken to cost 20% of it"), "{}", view.from.en);
    assert!(view.limits.iter().any(|limit| limit.en.contains("the capacity of WhatsApp, week 1")), "{:?}", view.limits);
    let mut of: BTreeMap<(Channel, u32, &str), u64> = BTreeMap::new();
    for (member, at) in planned.plan.members.iter().filter_map(|member| Some((member, member.send_at?))) {
        let Some(channel) = member.arm.channel().filter(|channel| channel.unit() == domain::RandomisationUnit::Person)
        else {
            continue;
        };
        let zone = WORLD.regions.province_of(&member.area).unwrap().zone;
        let day = at.with_timezone(&zone.offset()).date_naive();
        let week = view.options.iter().filter_map(|option| option.week).find(|week| week.last >= day).unwrap();
        *of.entry((channel, week.number, &member.segment.0)).or_default() += 1;
    }
    for option in &view.options {
        let (channel, week) = (option.channel, option.week.unwrap().number);
        let touched: u64 =
            of.iter().filter(|(key, _)| (key.0, key.1) == (channel, week)).map(|(_, people)| people).sum();
        assert_eq!(touched, option.treated, "{channel:?} in week {week}");
    }
    // Room for some a week: a message is worth twice as much to the first segment, so its people go first and the other's wait.
    let people = |week, segment| of.get(&(Channel::Whatsapp, week, segment)).copied().unwrap_or(0);
    assert!(people(1, "fisher-0") > 5 * people(1, "fisher-1"), "{of:?}");
    assert!(people(3, "fisher-1") > people(3, "fisher-0"), "{of:?}");
    // E-mail has room for all at once: nobody waits.
    let late = of.iter().filter(|((channel, week, _), _)| *channel == Channel::Email && *week > 1);
    assert_eq!(late.map(|(_, people)| people).sum::<u64>(), 0, "{of:?}");
    assert!(view.months < any_week.decided.unwrap().view.months);
}

#[test]
fn without_anything_to_expect_there_is_no_decision() {
    let (members, mut candidates) = people();
    reachable(&mut candidates);
    let error = crate::world::plan(&deciding(), &members, &candidates).unwrap_err();
    assert!(matches!(error, PlanningError::NoGains), "{error}");
}

/// Those reached by WhatsApp stay with 0.5, those by e-mail alone with 0.2, both with 0.65; a message adds 0.1, an e-mail 0.05. Comparing
/// a channel with all held-out people of a segment would call the difference between people an effect.
#[test]
fn each_channel_is_compared_with_those_who_would_have_got_it() {
    compared(None);
}

/// The same where weeks are decided too, and the lot takes its share of each.
#[test]
fn weeks_leave_the_comparison_as_fair_as_it_is() {
    compared(Some(Share::new(0.1).unwrap()));
}

fn compared(lost_each_week: Option<Share>) {
    let (members, mut candidates) = people();
    reachable(&mut candidates);
    for candidate in &mut candidates {
        candidate.state = MembershipState::Active;
        candidate.group = OccupationGroup::Fisher;
        candidate.paid_by_state = false;
        candidate.segment = Some(SegmentId(format!("fisher-{}", candidate.row.0 % 2)));
    }
    let mut spec = deciding();
    spec.channels.retain(|channel| channel.kind.unit() == domain::RandomisationUnit::Person);
    spec.holdout.person_share = Share::new(0.5).unwrap();
    spec.decision.as_mut().unwrap().lost_each_week = lost_each_week;
    if lost_each_week.is_some() {
        spec.channels[0].per_day = 10;
    }
    // Not enough for all, so that the decision has to choose among people alike as well.
    spec.budget = Rupiah::whole(80_000);
    let base = |candidate: &Candidate| match (candidate.whatsapp_reachable, candidate.email_reachable) {
        (true, true) => 0.65,
        (true, false) => 0.5,
        _ => 0.2,
    };
    let effect = |channel: Channel| if channel == Channel::Whatsapp { 0.1 } else { 0.05 };
    let terms = CampaignTerms {
        campaign: "c",
        segments: &BTreeMap::new(),
        window: domain::Month::of(spec.schedule.first_day)..=domain::Month::of(spec.schedule.first_day),
        running: None,
        level: Level::new(0.95).unwrap(),
    };
    let mut errors: BTreeMap<Channel, Vec<f64>> = BTreeMap::new();
    let mut careless: Vec<f64> = Vec::new();
    for draw in 0..200 {
        spec.holdout.seed = format!("draw {draw}");
        let planned = plan_decided(&spec, &members, &candidates, &gains()).unwrap();
        let (mut sums, mut pooled) = (CampaignSums::default(), CampaignSums::default());
        for member in &planned.plan.members {
            let chance = base(&candidates[member.row.index()]) + member.arm.channel().map_or(0.0, effect);
            let place = ticket(&format!("outcome {draw}"), "kept", &member.member.0) as f64 / u64::MAX as f64;
            let result = MemberResult { kept: place < chance, ..MemberResult::default() };
            sums.add(&member.segment, member.arm, "", &result);
            let arm = match member.arm {
                Arm::HeldOutOf(channel) => Arm::HeldOut(channel.unit()),
                arm => arm,
            };
            pooled.add(&member.segment, arm, "", &result);
        }
        let estimate = |row: &domain::UpliftRow| match row.verdict {
            domain::Verdict::Estimate { uplift, .. } => Some(uplift - effect(row.channel)),
            domain::Verdict::TooEarly { .. } => None,
        };
        for row in uplift_table(&sums, &terms).iter().filter(|row| !row.counts_everyone()) {
            errors.entry(row.channel).or_default().extend(estimate(row));
        }
        let all = uplift_table(&pooled, &terms);
        careless
            .extend(all.iter().filter(|r| !r.counts_everyone() && r.channel == Channel::Email).filter_map(estimate));
    }
    let mean = |errors: &[f64]| {
        let n = errors.len() as f64;
        let mean = errors.iter().sum::<f64>() / n;
        (mean, (errors.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt())
    };
    for (channel, errors) in &errors {
        let (bias, error) = mean(errors);
        assert!(errors.len() >= 200, "{channel:?}: {}", errors.len());
        assert!(bias.abs() < 3.0 * error, "{channel:?}: off by {bias:.4}, Monte-Carlo error {error:.4}");
    }
    let (bias, error) = mean(&careless);
    assert!(bias < -0.05 && bias.abs() > 10.0 * error, "the careless comparison: {bias:.4}, {error:.4}");
}

#[test]
fn a_decision_that_gives_nobody_anything_is_warned_of_with_the_rule() {
    let warned = |planned: &PlannedCampaign| {
        planned.plan.warnings.iter().find(|warning| warning.en.contains("gives nobody anything")).cloned()
    };
    let mut spec = deciding();
    assert_eq!(warned(&planned(&spec).unwrap()), None);
    spec.decision.as_mut().unwrap().smallest_cell = Some(100_000);
    let found = warned(&planned(&spec).unwrap()).unwrap();
    assert!(found.en.contains("people can be reached") && found.en.contains("smallest"), "{found:?}");
    assert!(found.id.contains("tidak memberi seorang pun apa pun"), "{found:?}");
}

/// One floor, of the members of Maluku, and too little money for it to come by itself.
fn with_a_floor(share: f64) -> CampaignSpec {
    let mut spec = deciding();
    let area = planned(&spec).unwrap().decided.unwrap().view.taken_first;
    spec.budget = area + Rupiah::whole(20_000);
    let share = Share::new(share).ok();
    spec.decision.as_mut().unwrap().floors =
        vec![FloorSpec { by: FloorBy::Region, of: Some("81".to_owned()), share, people: None }];
    spec
}

#[test]
fn a_floor_is_told_as_the_lot_leaves_it() {
    let spec = with_a_floor(0.6);
    let planned = planned(&spec).unwrap();
    let view = &planned.decided.as_ref().unwrap().view;
    let touched = planned.plan.members.iter().filter(|member| {
        let arm = member.arm;
        member.area.province() == "81" && arm.channel().is_some() && arm.unit() == domain::RandomisationUnit::Person
    });
    let (touched, floor) = (touched.count() as u64, &view.floors[0]);
    assert!(touched > 0 && touched < floor.chosen, "{touched} of {}", floor.chosen);
    let words = &floor.words;
    assert!(words.en.contains("are chosen before the lot of the holdout, the floor is 60"), "{}", words.en);
    assert!(words.en.contains(&format!("; {touched} (")) && words.en.contains("are touched"), "{}", words.en);
    assert!(words.id.contains("dipilih sebelum undian pembanding, batas bawahnya 60"), "{}", words.id);
    assert!(words.id.contains(&format!("; {touched} (")) && words.id.contains("dihubungi"), "{}", words.id);
    let asked = view.limits.iter().find(|limit| limit.en.contains("asked for by the floor of Maluku")).unwrap();
    assert!(asked.en.contains(", chosen before the lot of the holdout, costs "), "{}", asked.en);
    assert!(asked.id.contains(", dipilih sebelum undian pembanding, memakan "), "{}", asked.id);
}

#[test]
fn what_one_more_of_a_floor_costs_is_months_of_those_touched() {
    let (members, mut candidates) = people();
    reachable(&mut candidates);
    for candidate in &mut candidates {
        // Messages do half as much in Maluku.
        let far = candidate.region.province() == "81";
        candidate.segment = Some(SegmentId(if far { "fisher-1" } else { "fisher-0" }.to_owned()));
        candidate.email_reachable = false;
    }
    let of = |share| {
        let mut spec = with_a_floor(share);
        spec.channels.retain(|channel| channel.kind == Channel::Whatsapp);
        spec.budget = Rupiah::whole(60_000);
        plan_decided(&spec, &members, &candidates, &gains()).unwrap().decided.unwrap().view
    };
    let (less, more) = (of(0.2), of(0.6));
    let asked = less.limits.iter().find(|limit| limit.en.contains("asked for by the floor of Maluku")).unwrap();
    let months = asked.en.split(" costs ").nth(1).unwrap().split(' ').next().unwrap();
    let told: f64 = months.parse().unwrap();
    // A month of two tenths for one of one tenth, and three of ten are held out; before the lot it would be 0.100.
    assert!((told - 0.07).abs() < 0.0015, "{told}");
    let lost = (less.months - more.months) / (more.floors[0].least - less.floors[0].least) as f64;
    assert!((told / lost - 1.0).abs() < 0.1, "{told} told, {lost} lost");
    let floor = &less.floors[0].words;
    assert!(floor.en.contains(&format!("one more chosen would cost {months} kept months")), "{}", floor.en);
}

#[test]
fn a_rule_without_a_price_that_nobody_felt_is_not_told() {
    let view = planned(&deciding()).unwrap().decided.unwrap().view;
    assert!(!view.removed.iter().any(|line| line.en.starts_with("the budget")), "{:?}", view.removed);
    assert!(!view.removed.iter().any(|line| line.en.starts_with("the capacity")), "{:?}", view.removed);
    assert!(!view.removed.iter().any(|line| line.en.starts_with("no day")), "{:?}", view.removed);
    assert!(view.removed.iter().any(|line| line.en.contains("no consent is on record")), "{:?}", view.removed);
}

#[test]
fn money_beyond_all_counting_is_enough_and_overflows_nothing() {
    let mut spec = with_a_floor(0.6);
    let enough = planned(&CampaignSpec { budget: Rupiah::whole(1_000_000_000), ..spec.clone() }).unwrap();
    for budget in ["79228162514264337593543950335", "18446744073709551616", "9223372036854775807"] {
        spec.budget = Rupiah::exact(budget.parse().unwrap());
        let view = planned(&spec).unwrap().decided.unwrap().view;
        assert_eq!(view.options, enough.decided.as_ref().unwrap().view.options, "{budget}");
        assert!(view.scenarios.iter().all(|scenario| scenario.outcome.is_ok()), "{budget}");
    }
}

/// Leaflets after a message that did not help, and no print among the first touches.
fn followed_by_leaflets(smallest_run: u32, budget: i64) -> CampaignSpec {
    let mut spec = deciding();
    spec.channels.retain(|channel| channel.kind.unit() == domain::RandomisationUnit::Person);
    let template = spec.channels[0].template.clone();
    spec.channels[0].follow_up = Some(FollowUpSpec {
        when: FollowUpWhen::NotPaid,
        after_days: Some(7),
        on: None,
        until: None,
        channel: Some(Channel::Print),
        template: Some(template),
        per_day: Some(20_000),
        expected_share: Share::new(0.3).unwrap(),
    });
    spec.capacity.print =
        Some(PrintCapacity { smallest_run: Some(smallest_run), lead_days: Some(0), ordered_on: None });
    spec.budget = Rupiah::whole(budget);
    spec
}

#[test]
fn a_print_run_for_follow_ups_is_paid_before_anybody_is_chosen() {
    // The run holds all, then not all, then is too small to weigh; the money is enough for some.
    for (run, budget) in [(2_000, 3_060_000), (100, 250_000), (10, 100_000)] {
        let spec = followed_by_leaflets(run, budget);
        let planned = planned(&spec).unwrap();
        let view = &planned.decided.as_ref().unwrap().view;
        assert!(view.taken_first >= Rupiah::whole(1_500 * (i64::from(run) - 1)), "{run}: {}", view.taken_first);
        assert!(planned.money.total() <= spec.budget, "{run}: {:?}", planned.money);
        assert!(view.treated() > 0 && view.not_chosen > 0, "{run}: {view:?}");
        assert!(planned.follow_ups.iter().any(|follow_up| follow_up.touch.channel == Channel::Print), "{run}");
    }
}

#[test]
fn an_option_costs_the_highest_rate_of_its_own_days() {
    let (members, mut candidates) = people();
    reachable(&mut candidates);
    let w = &*WORLD;
    let mut rates = w.rates.clone();
    let message = rates.iter().find(|rate| rate.channel == Channel::Whatsapp).unwrap().clone();
    rates.push(ChannelRate { rupiah: 5_860, valid_from: "2026-12-10".parse().unwrap(), ..message });
    let planned = |spec: &CampaignSpec| {
        planning::plan_campaign(&CampaignInput {
            spec,
            templates: &crate::world::templates(spec, "{{group}}").unwrap(),
            candidates: &candidates,
            members: &members,
            rules: &w.rules,
            rates: &rates,
            calendar: &w.calendar,
            policy: &w.policy,
            prior: &[],
            standing: &HashSet::new(),
            regions: &w.regions,
            gains: Some(&gains()),
        })
        .unwrap()
    };
    let mut spec = deciding();
    spec.channels.retain(|channel| channel.kind.unit() == domain::RandomisationUnit::Person);
    spec.channels[0].per_day = 3;
    spec.budget = Rupiah::whole(100_000);
    let any_day = planned(&spec);
    assert!(any_day.money.total() <= spec.budget, "{:?}", any_day.money);
    let message = any_day.decided.unwrap().view.options[0].clone();
    assert_eq!(message.cost, Rupiah::whole(5_860).times(message.treated));
    // In weeks of their own only those in which the rate has risen are dear.
    spec.decision.as_mut().unwrap().lost_each_week = Some(Share::new(0.05).unwrap());
    let weeks = planned(&spec);
    assert!(weeks.money.total() <= spec.budget, "{:?}", weeks.money);
    let view = weeks.decided.unwrap().view;
    assert!(view.options[0].treated > 0);
    assert_eq!(view.options[0].cost, Rupiah::whole(586).times(view.options[0].treated));
}
