//! What other campaigns, the standing holdout and follow-ups do to a plan.

use crate::world::{DECLARATION, WORLD, people, plan, plan_with, spec};
use chrono::NaiveDate;
use domain::{
    CampaignSpec, Channel, Exclusion, FollowUpWhen, Language, MemberId, MembershipState, Rupiah, Share, written,
};
use planning::{PlanningError, PriorTouch, explain_member, parse_campaign};
use std::collections::{BTreeMap, HashSet};

fn touch(member: &MemberId, at: &str) -> PriorTouch {
    PriorTouch { member: member.clone(), channel: Channel::Email, due_at: at.parse().unwrap() }
}

/// The shipped campaign with a counter visit for those who have not paid a week after the message.
fn with_follow_up(lines: &str) -> CampaignSpec {
    let template = "id = \"whatsapp.id.hbs\"\nen = \"whatsapp.en.hbs\"\n";
    let text = DECLARATION.replacen(template, &format!("{template}[channel.follow_up]\n{lines}\n"), 1);
    parse_campaign("campaign.toml", &text).unwrap()
}

#[test]
fn a_member_with_no_day_left_is_left_out_by_name_before_the_lot() {
    let (members, candidates) = people();
    let calm = plan(&spec(), &members, &candidates).unwrap();
    let busy: Vec<MemberId> = calm.plan.members.iter().step_by(5).map(|m| m.member.clone()).collect();
    // Every other day of the schedule is taken.
    let days: Vec<String> = (0..11).map(|i| format!("2026-12-{:02}T05:00:00Z", 2 * i + 1)).collect();
    let prior: Vec<PriorTouch> = busy.iter().flat_map(|m| days.iter().map(|d| touch(m, d))).collect();
    let planned = plan_with(&spec(), &members, &candidates, &prior, &HashSet::new()).unwrap();
    let capped = planned.plan.excluded.iter().filter(|(_, why)| *why == Exclusion::CapReached).count();
    assert_eq!(capped, busy.len());
    assert!(planned.plan.members.iter().all(|m| !busy.contains(&m.member)));
    let share = |p: &planning::PlannedCampaign| {
        let held = p.plan.members.iter().filter(|m| m.arm.channel().is_none()).count();
        held as f64 / p.plan.members.len() as f64
    };
    assert!((share(&planned) - share(&calm)).abs() < 0.03, "the holdout loses as many as the treated");
    let row = planned.plan.excluded.iter().find(|(_, why)| *why == Exclusion::CapReached).unwrap().0;
    let w = &*WORLD;
    let words = explain_member(&spec(), &planned, row, &w.regions, &w.policy, &[]).unwrap();
    assert!(words[1].en.contains("at most 2 touches in seven days and at least 2 days apart"), "{words:?}");
}

#[test]
fn a_member_who_was_just_touched_is_moved_and_told_so() {
    let (members, candidates) = people();
    let first = plan(&spec(), &members, &candidates).unwrap();
    let moved = &first.touches[0];
    let prior = [touch(&moved.member, &moved.due_at.to_rfc3339())];
    let second = plan_with(&spec(), &members, &candidates, &prior, &HashSet::new()).unwrap();
    let now = second.touches.iter().find(|t| t.member == moved.member).unwrap();
    assert!((now.due_at - moved.due_at).num_hours() > 36, "{} {}", moved.due_at, now.due_at);
    let w = &*WORLD;
    let row = second.moved[0].row;
    assert_eq!(members[row.index()].id, moved.member);
    let words = explain_member(&spec(), &second, row, &w.regions, &w.policy, &[]).unwrap();
    assert!(
        words.iter().any(|l| l.en.starts_with("Moved from") && l.en.contains("days from another touch")),
        "{words:?}"
    );
    assert!(words.iter().any(|l| l.id.starts_with("Digeser dari")), "{words:?}");
}

#[test]
fn the_standing_holdout_is_in_no_arm() {
    let (members, candidates) = people();
    let share = Share::new(0.1).unwrap();
    let standing: HashSet<MemberId> =
        members.iter().filter(|m| planning::standing_holdout("tetap", share, &m.id.0)).map(|m| m.id.clone()).collect();
    let planned = plan_with(&spec(), &members, &candidates, &[], &standing).unwrap();
    assert!(planned.plan.members.iter().all(|m| !standing.contains(&m.member)));
    let counted = planned.plan.excluded.iter().filter(|(_, why)| *why == Exclusion::StandingHoldout).count();
    assert!(
        counted > 50 && counted < standing.len(),
        "those whom another reason leaves out are told by that: {counted}"
    );
    assert_eq!(planned.plan.members.len() + planned.plan.excluded.len(), members.len());
}

#[test]
fn a_counter_visit_is_planned_for_all_who_were_written_to_and_money_is_kept_for_it() {
    let (members, candidates) = people();
    let follow_up = "when = \"not_paid\"\nafter_days = 5\non = \"2026-12-12\"\nchannel = \"partner_counter\"";
    let spec = with_follow_up(follow_up);
    let planned = plan(&spec, &members, &candidates).unwrap();
    let written: BTreeMap<&MemberId, _> =
        planned.touches.iter().filter(|t| t.channel == Channel::Whatsapp).map(|t| (&t.member, t)).collect();
    assert_eq!(planned.follow_ups.len(), written.len());
    for follow_up in &planned.follow_ups {
        let first = written[&follow_up.touch.member];
        assert_eq!((follow_up.touch.step, follow_up.touch.channel), (2, Channel::PartnerCounter));
        assert_eq!((follow_up.when, &follow_up.after), (FollowUpWhen::NotPaid, &first.id));
        assert!(follow_up.touch.due_at.date_naive() >= NaiveDate::from_ymd_opt(2026, 12, 12).unwrap());
        assert!((follow_up.touch.due_at - first.due_at).num_days() >= 4);
        // The 13th is a Sunday, on which counters rest.
        assert_ne!(follow_up.touch.due_at.date_naive(), NaiveDate::from_ymd_opt(2026, 12, 13).unwrap());
    }
    assert!(planned.touches.iter().all(|t| t.step == 1), "the outbox holds first touches alone");
    assert_eq!(planned.money.follow_ups, Rupiah::whole(5_000).times(written.len() as u64));
    let kept = format!("{} are kept", planned.money.follow_ups);
    assert!(planned.plan.warnings.iter().any(|w| w.en.contains(&kept)), "{:?}", planned.plan.warnings);

    let half = with_follow_up(&format!("{follow_up}\nexpected_share = 0.5"));
    let half = plan(&half, &members, &candidates).unwrap();
    assert_eq!(half.money.follow_ups, Rupiah::whole(2_500).times(written.len() as u64));
    assert_ne!(half.plan.hash, planned.plan.hash);

    let mut poor = spec.clone();
    poor.budget = planned.money.first_touches;
    let error = plan(&poor, &members, &candidates).unwrap_err();
    assert!(
        matches!(error, PlanningError::OverBudget { .. }) && error.to_string().contains("for follow-ups"),
        "{error}"
    );

    let w = &*WORLD;
    let row = planned.plan.members.iter().find(|m| written.contains_key(&m.member)).unwrap().row;
    let words = explain_member(&spec, &planned, row, &w.regions, &w.policy, &[]).unwrap();
    assert!(words.iter().any(|l| l.en.contains("only where not paid") && l.id.contains("hanya jika belum membayar")));
}

#[test]
fn a_follow_up_may_run_past_the_schedule_and_those_without_a_day_are_counted() {
    let (members, candidates) = people();
    let mut short = with_follow_up("when = \"not_read\"\nafter_days = 18");
    short.channels[0].per_day = 60;
    let planned = plan(&short, &members, &candidates).unwrap();
    let written = planned.touches.iter().filter(|t| t.channel == Channel::Whatsapp).count();
    assert!(planned.follow_ups.len() < written);
    let missing = written::count(Language::En, (written - planned.follow_ups.len()) as u64);
    assert!(
        planned.plan.warnings.iter().any(|w| w.en.starts_with(&format!("{missing} people have no follow-up"))),
        "{:?}",
        planned.plan.warnings
    );
    let mut long = short.clone();
    long.channels[0].follow_up.as_mut().unwrap().until = NaiveDate::from_ymd_opt(2027, 1, 31);
    let planned = plan(&long, &members, &candidates).unwrap();
    assert_eq!(planned.follow_ups.len(), written);
    let calendar = planned.capacity.channels.iter().find(|c| c.channel == Channel::Whatsapp).unwrap();
    assert_eq!(calendar.touches(), 2 * written as u64);
    assert!(calendar.days.iter().all(|d| d.used <= d.room));
}

#[test]
fn follow_ups_on_paper_count_into_the_smallest_print_run() {
    let (members, candidates) = people();
    let follow_up = "when = \"not_paid\"\nafter_days = 3\nchannel = \"print\"";
    let with = |lines: &str| {
        let mut spec = with_follow_up(&format!("{follow_up}\n{lines}"));
        let print = domain::campaign::PrintCapacity { smallest_run: Some(5_000), lead_days: Some(0), ordered_on: None };
        spec.capacity.print = Some(print);
        spec
    };
    for (lines, part) in [("", 1), ("expected_share = 0.5", 2)] {
        let spec = with(lines);
        let planned = plan(&spec, &members, &candidates).unwrap();
        let first = planned.touches.iter().filter(|t| t.channel == Channel::Print).count() as u64;
        let second = planned.follow_ups.len() as u64;
        assert!(first > 0 && second > 100);
        assert_eq!(planned.money.print_top_up, Rupiah::whole(1_500).times(5_000 - first - second / part));
    }
    // Leaflets that go out as follow-ups alone are printed in a whole run as well.
    let mut alone = with("");
    alone.channels.retain(|channel| channel.kind == Channel::Whatsapp);
    alone.channels[0].follow_up.as_mut().unwrap().template = Some(alone.channels[0].template.clone());
    alone.channels[0].follow_up.as_mut().unwrap().per_day = Some(1_000);
    let planned = plan(&alone, &members, &candidates).unwrap();
    assert_eq!(planned.money.follow_ups + planned.money.print_top_up, Rupiah::whole(1_500 * 5_000));
    alone.budget = planned.money.total() - Rupiah::whole(1);
    let error = plan(&alone, &members, &candidates).unwrap_err();
    assert!(matches!(error, PlanningError::OverBudget { .. }), "{error}");
}

#[test]
fn the_busiest_24_hours_hold_the_follow_ups_too() {
    let (mut members, mut candidates) = people();
    for (member, candidate) in members.iter_mut().zip(&mut candidates) {
        member.region = format!("33{}", &member.region.as_str()[2..]).parse().unwrap();
        (candidate.region, candidate.whatsapp_reachable) = (member.region, true);
    }
    candidates.truncate(735);
    let capacity = domain::campaign::WhatsappCapacity {
        numbers: 1,
        high_throughput: false,
        portfolio_tier: domain::campaign::PortfolioTier::T250,
    };
    let within = |mut spec: CampaignSpec| {
        spec.capacity.whatsapp = Some(capacity.clone());
        spec.holdout.person_share = Share::new(0.01).unwrap();
        // A Wednesday to a Saturday: on Friday the hours of prayers push messages together.
        (spec.schedule.first_day, spec.schedule.last_day) =
            ("2026-12-02".parse().unwrap(), "2026-12-05".parse().unwrap());
        plan(&spec, &members, &candidates).unwrap()
    };
    let crowded = |planned: &planning::PlannedCampaign| {
        planned.plan.warnings.iter().any(|w| w.en.starts_with("The busiest 24 hours hold"))
    };
    let followed = within(with_follow_up("when = \"not_paid\"\nafter_days = 2"));
    assert!(followed.touches.len() > 450 && followed.follow_ups.len() > 450, "{}", followed.touches.len());
    assert!(crowded(&followed), "{:?}", followed.plan.warnings);
    assert!(!crowded(&within(spec())));
}

#[test]
fn a_lean_month_is_that_of_the_members_own_clock() {
    let (mut members, mut candidates) = people();
    for (member, candidate) in members.iter_mut().zip(&mut candidates) {
        // In the east of the country the first minutes of December are still November of UTC.
        member.region = format!("81{}", &member.region.as_str()[2..]).parse().unwrap();
        member.group = domain::OccupationGroup::Farmer;
        (candidate.region, candidate.group) = (member.region, member.group);
    }
    let mut spec = spec();
    spec.schedule.not_before = "08:00:00".parse().unwrap();
    let planned = plan(&spec, &members, &candidates).unwrap();
    let november: chrono::DateTime<chrono::Utc> = "2026-12-01T00:00:00Z".parse().unwrap();
    assert!(planned.touches.iter().any(|touch| touch.due_at < november));
    let warnings = &planned.plan.warnings;
    assert!(!warnings.iter().any(|w| w.en.contains("pay ahead in November 2026")), "{warnings:?}");
    assert!(warnings.iter().any(|w| w.en.contains("pay ahead in December 2026")), "{warnings:?}");
}

#[test]
fn a_prepayment_in_the_lean_season_is_flagged_with_the_next_good_month() {
    let (members, candidates) = people();
    let planned = plan(&spec(), &members, &candidates).unwrap();
    let flagged = planned.plan.warnings.iter().find(|w| w.en.contains("a lean month of theirs")).unwrap();
    assert!(flagged.en.contains("fishers are asked to pay ahead in December 2026"), "{flagged:?}");
    assert!(
        flagged.en.contains("the next good month is July 2027") && flagged.id.contains("panen berikutnya Juli 2027")
    );
    let mut retain = spec();
    retain.objective = domain::campaign::Objective::Retain;
    let planned = plan(&retain, &members, &candidates).unwrap();
    assert!(!planned.plan.warnings.iter().any(|w| w.en.contains("lean month")));
}

#[test]
fn what_the_capacity_does_not_hold_is_refused_with_the_day_it_would_be_done() {
    let (members, mut candidates) = people();
    for candidate in &mut candidates {
        candidate.state = MembershipState::Active;
    }
    let text = DECLARATION.replacen(
        "[schedule]",
        "[capacity.partner_counter]\noutlets = 1\nhours_per_week = 6\nminutes_per_visit = 30\n\n[schedule]",
        1,
    );
    let spec = parse_campaign("campaign.toml", &text).unwrap();
    let error = plan(&spec, &members, &candidates).unwrap_err();
    let PlanningError::NoRoom(shortfall) = &error else { panic!("{error}") };
    assert_eq!((shortfall.channel, shortfall.room), (Channel::PartnerCounter, 2 * 17));
    let words = shortfall.words();
    assert!(words.en.contains("the hours of the counters") && words.id.contains("jam kerja loket"), "{words:?}");
    assert!(shortfall.done.on.unwrap() > spec.schedule.last_day);
    let ready = plan(&super::world::spec(), &members, &candidates).unwrap();
    let done = ready.capacity.words().unwrap();
    assert!(done.en.starts_with("Done on ") && done.id.starts_with("Selesai "), "{done:?}");
}
