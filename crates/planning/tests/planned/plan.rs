//! A plan is a function of its input; nobody held out is sent anything; what cannot be planned is refused in words.

use crate::world::{DECLARATION, WORLD, people, plan, plan_saying, spec, templates};
use domain::{Arm, Bilingual, CampaignSpec, Channel, Exclusion, MembershipState, RandomisationUnit, Rupiah, Segment};
use planning::explain::Subject;
use planning::{CampaignInput, parse_campaign, plan_campaign};
use std::collections::{BTreeMap, BTreeSet, HashSet};

#[test]
fn a_member_in_the_holdout_is_never_sent_anything() {
    let (members, candidates) = people();
    let planned = plan(&spec(), &members, &candidates).unwrap();
    let held_out: BTreeSet<_> =
        planned.plan.members.iter().filter(|m| m.arm.channel().is_none()).map(|m| &m.member).collect();
    assert!(held_out.len() > 100);
    assert!(planned.touches.iter().all(|t| !held_out.contains(&t.member)));
    for m in &planned.plan.members {
        assert_eq!(m.send_at.is_some(), m.arm.channel().is_some(), "{m:?}");
        assert_eq!(m.cost > Rupiah::ZERO, m.arm.channel().is_some(), "{m:?}");
    }
    let treated = planned.plan.members.len() - held_out.len();
    assert_eq!(planned.touches.len(), treated);
}

#[test]
fn everyone_is_in_the_plan_or_left_out_with_a_reason() {
    let (members, candidates) = people();
    let plan = plan(&spec(), &members, &candidates).unwrap().plan;
    let rows: BTreeSet<u32> =
        plan.members.iter().map(|m| m.row.0).chain(plan.excluded.iter().map(|(row, _)| row.0)).collect();
    assert_eq!(rows.len(), members.len());
    assert_eq!(plan.members.len() + plan.excluded.len(), members.len());
    let why = |row: u32| plan.excluded.iter().find(|(r, _)| r.0 == row).map(|(_, why)| *why);
    assert_eq!(why(7), Some(Exclusion::State));
    assert_eq!(why(13), Some(Exclusion::Group));
    assert_eq!(why(11), Some(Exclusion::PaidByState));
    assert_eq!(why(17), Some(Exclusion::NoSegment));
}

#[test]
fn a_village_has_one_arm_and_nobody_is_in_both_lots() {
    let (members, candidates) = people();
    let planned = plan(&spec(), &members, &candidates).unwrap();
    let mut arms: BTreeMap<&str, BTreeSet<Arm>> = BTreeMap::new();
    for m in &planned.plan.members {
        assert_eq!(m.arm.unit() == RandomisationUnit::Person, members[m.row.index()].whatsapp_reachable);
        if m.arm.unit() == RandomisationUnit::Area {
            arms.entry(m.area.as_str()).or_default().insert(m.arm);
        }
    }
    assert!(arms.values().all(|a| a.len() == 1), "{arms:?}");
    let with = |arm| arms.values().filter(|a| a.contains(&arm)).count();
    for arm in
        [Arm::HeldOut(RandomisationUnit::Area), Arm::Treated(Channel::Print), Arm::Treated(Channel::PartnerCounter)]
    {
        assert!((18..=22).contains(&with(arm)), "{arm:?}: {}", with(arm));
    }
}

#[test]
fn the_same_input_gives_the_same_plan_whatever_its_order() {
    let (members, candidates) = people();
    let first = plan(&spec(), &members, &candidates).unwrap();
    let mut turned = candidates.clone();
    turned.reverse();
    let second = plan(&spec(), &members, &turned).unwrap();
    assert_eq!(first.plan.members, second.plan.members);
    assert_eq!(first.plan.hash, second.plan.hash);
    let mut other = spec();
    other.holdout.seed = "another lot".to_owned();
    let third = plan(&other, &members, &candidates).unwrap();
    assert_ne!(first.plan.hash, third.plan.hash);
    let differ = first.plan.members.iter().zip(&third.plan.members).filter(|(a, b)| a.arm != b.arm).count();
    assert!(differ > 100, "another seed drew nearly the same people: {differ} differ");
}

#[test]
fn the_words_hold_the_members_own_prices() {
    let (members, candidates) = people();
    let planned = plan(&spec(), &members, &candidates).unwrap();
    assert!(
        planned.touches.iter().all(|t| t.body == "Nelayan Rp8.400 Rp16.800 Rp25.200"),
        "{}",
        planned.touches[0].body
    );
    assert!(planned.plan.warnings.iter().any(|w| w.en.contains("prepay_price_basis")), "{:?}", planned.plan.warnings);
}

/// A campaign across the turn of the year, in which prices change.
fn across_the_new_year() -> CampaignSpec {
    let day = |text: &str| text.parse().unwrap();
    let mut spec = spec();
    (spec.schedule.first_day, spec.schedule.last_day) = (day("2026-12-28"), day("2027-01-20"));
    for channel in &mut spec.channels {
        channel.per_day = 25;
    }
    spec
}

#[test]
fn every_touch_speaks_of_the_prices_of_its_own_month_and_of_a_change_that_is_still_ahead() {
    let (members, candidates) = people();
    let words = "{{price_now}} {{#if deadline}}{{price_after}} {{change_month}} {{deadline}} {{/if}}{{block_price}}";
    let follow_up = "id = \"whatsapp.id.hbs\"\nen = \"whatsapp.en.hbs\"\n";
    let text = DECLARATION.replacen(
        follow_up,
        &format!("{follow_up}[channel.follow_up]\nwhen = \"not_paid\"\nafter_days = 3\n"),
        1,
    );
    let mut spec = parse_campaign("campaign.toml", &text).unwrap();
    let dates = across_the_new_year();
    (spec.schedule, spec.channels[0].per_day) = (dates.schedule, 40);
    let planned = plan_saying(&spec, words, &members, &candidates).unwrap();
    let mut said: BTreeMap<(i32, u8), u64> = BTreeMap::new();
    for touch in planned.touches.iter().chain(planned.follow_ups.iter().map(|follow_up| &follow_up.touch)) {
        let zone = WORLD.regions.province_of(&touch.area).unwrap().zone;
        let year = chrono::Datelike::year(&touch.due_at.with_timezone(&zone.offset()));
        let expected = match year {
            2026 => "Rp8.400 Rp16.800 Januari 2027 31 Desember 2026 Rp25.200",
            _ => "Rp16.800 Rp50.400",
        };
        assert_eq!(touch.body, expected, "{touch:?}");
        *said.entry((year, touch.step)).or_default() += 1;
    }
    assert_eq!(said.len(), 4, "first touches and follow-ups in both years: {said:?}");
}

#[test]
fn words_on_a_price_change_are_refused_for_a_touch_that_has_none_ahead() {
    let (members, candidates) = people();
    let spec = across_the_new_year();
    for (word, line) in [("price_after", 1), ("change_month", 2), ("deadline", 2)] {
        let words = format!("{}{{{{{word}}}}} {{{{price_now}}}}", if line == 2 { "Iuran\n" } else { "" });
        let refused = plan_saying(&spec, &words, &members, &candidates).unwrap_err().to_string();
        let parts = [
            "campaigns/tarif/",
            &format!(".id.hbs, line {line}: `{word}` speaks of a price change"),
            "none lies ahead",
        ];
        assert!(parts.iter().all(|part| refused.contains(part)), "{refused}");
        assert!(refused.contains("January 2027 to fishers with JKK+JKM"), "{refused}");
        assert_eq!(refused.lines().count(), 1, "{refused}");
    }
    plan_saying(&spec, "{{price_now}} {{block_price}}", &members, &candidates).unwrap();
}

#[test]
fn a_change_further_off_than_next_month_is_told_as_it_is() {
    let (members, candidates) = people();
    let mut spec = spec();
    (spec.audience.as_of, spec.schedule.first_day) = ("2026-10-31".parse().unwrap(), "2026-11-02".parse().unwrap());
    spec.schedule.last_day = "2026-11-21".parse().unwrap();
    let words = "{{price_now}} {{price_after}} {{change_month}} {{deadline}} {{block_price}}";
    let planned = plan_saying(&spec, words, &members, &candidates).unwrap();
    for touch in &planned.touches {
        assert_eq!(touch.body, "Rp8.400 Rp16.800 Januari 2027 31 Desember 2026 Rp25.200");
    }
}

#[test]
fn each_touch_costs_the_rate_of_its_own_day() {
    let (members, candidates) = people();
    let w = &*WORLD;
    let follow_up = "id = \"whatsapp.id.hbs\"\nen = \"whatsapp.en.hbs\"\n";
    let own = "[channel.follow_up]\nwhen = \"not_paid\"\nafter_days = 3\nexpected_share = 0.5\n";
    let text = DECLARATION.replacen(follow_up, &format!("{follow_up}{own}"), 1);
    let mut spec = parse_campaign("campaign.toml", &text).unwrap();
    spec.channels[0].per_day = 60;
    let mut rates = w.rates.clone();
    let old = rates.iter().find(|rate| rate.channel == Channel::Whatsapp).unwrap().clone();
    rates.push(domain::rules::ChannelRate { rupiah: 5_860, valid_from: "2026-12-02".parse().unwrap(), ..old });
    let planned = plan_campaign(&CampaignInput {
        spec: &spec,
        templates: &templates(&spec, "{{price_now}}").unwrap(),
        candidates: &candidates,
        members: &members,
        rules: &w.rules,
        rates: &rates,
        calendar: &w.calendar,
        policy: &w.policy,
        prior: &[],
        standing: &HashSet::new(),
        regions: &w.regions,
        gains: None,
    })
    .unwrap();
    let cost = |touch: &domain::Touch| {
        let zone = w.regions.province_of(&touch.area).unwrap().zone;
        let day = touch.due_at.with_timezone(&zone.offset()).date_naive();
        if day < "2026-12-02".parse().unwrap() { 586 } else { 5_860 }
    };
    let written: Vec<_> = planned.touches.iter().filter(|touch| touch.channel == Channel::Whatsapp).collect();
    assert!(written.iter().all(|touch| touch.cost_rupiah == cost(touch)));
    assert_eq!(written.iter().map(|touch| touch.cost_rupiah).collect::<BTreeSet<_>>(), BTreeSet::from([586, 5_860]));
    let planned_cost: Rupiah = planned.plan.members.iter().map(|m| m.cost).sum();
    assert_eq!(planned_cost, Rupiah::whole(planned.touches.iter().map(|touch| touch.cost_rupiah).sum()));
    assert!(planned.follow_ups.iter().all(|f| f.touch.cost_rupiah == 5_860));
    assert_eq!(planned.money.follow_ups, Rupiah::whole(5_860 / 2).times(planned.follow_ups.len() as u64));
}

#[test]
fn what_cannot_be_planned_is_refused_in_words() {
    let (members, candidates) = people();
    let refuse = |change: fn(&mut CampaignSpec)| {
        let mut spec = spec();
        change(&mut spec);
        plan(&spec, &members, &candidates).map(|p| p.plan.hash).unwrap_err().to_string()
    };
    let error = refuse(|s| s.budget = Rupiah::whole(1_000));
    assert!(error.contains("the budget is Rp1.000"), "{error}");
    let error = refuse(|s| s.channels[0].per_day = 1);
    assert!(error.contains("touches by whatsapp do not fit"), "{error}");
    let error = refuse(|s| s.audience.states = vec![MembershipState::Ended]);
    assert!(error.contains("nobody is in the audience"), "{error}");
    let error = refuse(|s| s.schedule.last_day = chrono::NaiveDate::from_ymd_opt(2031, 1, 1).unwrap());
    assert!(error.contains("2027") && error.contains("holidays"), "{error}");
}

#[test]
fn a_template_with_an_unknown_placeholder_is_refused_with_those_that_exist() {
    let (members, candidates) = people();
    let (w, spec) = (&*WORLD, spec());
    let error = plan_campaign(&CampaignInput {
        spec: &spec,
        templates: &templates(&spec, "{{prise_now}}").unwrap(),
        candidates: &candidates,
        members: &members,
        rules: &w.rules,
        rates: &w.rates,
        calendar: &w.calendar,
        policy: &w.policy,
        prior: &[],
        standing: &HashSet::new(),
        regions: &w.regions,
        gains: None,
    })
    .unwrap_err()
    .to_string();
    assert!(error.contains("prise_now") && error.contains("price_now"), "{error}");
}

#[test]
fn an_explanation_says_the_lot_the_hour_and_the_clock() {
    let (members, candidates) = people();
    let (w, spec) = (&*WORLD, spec());
    let planned = plan(&spec, &members, &candidates).unwrap();
    let eastern = planned.plan.members.iter().find(|m| m.area.province() == "81" && m.send_at.is_some()).unwrap();
    let words: Vec<String> =
        planning::explain(&spec, &Subject::Planned(eastern), &w.regions, &[]).into_iter().map(|l| l.en).collect();
    assert!(words.join(" ").contains("WIT"), "{words:?}");
    assert!(words[0].ends_with(&format!("segment {}.", eastern.segment)), "a segment nobody named: {words:?}");
    let named = Segment {
        id: eastern.segment.clone(),
        name: Bilingual::new("Nelayan musiman", "Seasonal fishers"),
        detail: None,
        why: Bilingual::default(),
        group: "fisher".into(),
        size: 1,
        facts: Vec::new(),
    };
    let words = planning::explain(&spec, &Subject::Planned(eastern), &w.regions, &[named]);
    assert!(words[0].id.ends_with("segmen Nelayan musiman.") && words[0].en.ends_with("segment Seasonal fishers."));
    let held_out = planned.plan.members.iter().find(|m| m.send_at.is_none()).unwrap();
    let words = planning::explain(&spec, &Subject::Planned(held_out), &w.regions, &[]);
    assert!(words.last().unwrap().en.contains("Nothing is sent"), "{words:?}");
}

#[test]
fn a_registered_template_is_filled_when_the_plan_is_made_and_its_language_code_is_its_own() {
    let (members, candidates) = people();
    let spec = spec();
    let w = &*WORLD;
    let words = "{{!-- whatsapp: pengingat_jv id named --}}\nIuran {{price_now}} dadi {{price_after}}, {{group}}.";
    let input = CampaignInput {
        spec: &spec,
        templates: &templates(&spec, words).unwrap(),
        candidates: &candidates,
        members: &members,
        rules: &w.rules,
        rates: &w.rates,
        calendar: &w.calendar,
        policy: &w.policy,
        prior: &[],
        standing: &HashSet::new(),
        regions: &w.regions,
        gains: None,
    };
    let planned = plan_campaign(&input).unwrap();
    assert!(!planned.fillings.is_empty() && planned.fillings.len() < 10, "one for each distinct body");
    for touch in &planned.touches {
        assert!(!touch.body.contains("whatsapp:") && touch.body.starts_with("Iuran Rp"), "{}", touch.body);
        let filling = planned.fillings.iter().find(|f| f.body == touch.body).unwrap();
        assert_eq!((filling.template.as_str(), filling.language_code.as_str()), ("pengingat_jv", "id"));
        let names: Vec<&str> = filling.parameters.iter().filter_map(|p| p.name.as_deref()).collect();
        assert_eq!(names, ["price_now", "price_after", "group"]);
        let said = format!(
            "Iuran {} dadi {}, {}.",
            filling.parameters[0].text, filling.parameters[1].text, filling.parameters[2].text
        );
        assert_eq!(said, touch.body);
    }
    assert!(plan(&spec, &members, &candidates).unwrap().fillings.is_empty(), "files that name no template");
}

#[test]
fn words_that_cannot_be_sent_are_refused_by_their_file() {
    let (members, candidates) = people();
    let refusal = |words: &str| {
        plan_saying(&spec(), words, &members, &candidates).err().map_or_else(|| words.to_owned(), |e| e.to_string())
    };
    let long = "Bayar sekarang. ".repeat(65);
    for (words, parts) in [
        ("", ["campaigns/tarif/", ".id.hbs: the template is blank"]),
        ("  \n \n", ["campaigns/tarif/", "the template is blank"]),
        ("{{!-- nanti --}}", ["campaigns/tarif/", "nothing is left of the template"]),
        (
            long.as_str(),
            ["campaigns/tarif/whatsapp.id.hbs: the filled template has 1039 characters", "takes 1024 at most"],
        ),
        (
            "Halo\n\n{{#if group}}{{tidak_ada}}{{/if}}",
            ["line 3: `tidak_ada` stands for nothing", "expected one of group, programmes"],
        ),
        ("\n\n{{prise_now}}", ["line 3: `prise_now` stands for nothing", "price_now"]),
        ("{{#if group}} halo", ["line 1: `{{#if group}}` is opened and not closed", "expected {{/if}}"]),
        ("a\n{{#if group}} halo{{/each}}", ["line 2: the block `if` is opened", "`each` is closed"]),
        ("a\n{{price now}}", ["line 2:", "."]),
        ("a\n{{}}", ["line 2: a placeholder cannot be read", "{{price_now}}"]),
    ] {
        let found = refusal(words);
        assert!(parts.iter().all(|part| found.contains(part)) && !found.contains("-->"), "{words}: {found}");
        assert_eq!(found.lines().count(), 1, "{found}");
    }
    plan_saying(&spec(), &"Bayar sekarang. ".repeat(64), &members, &candidates).unwrap();
}

#[test]
fn the_deepest_template_allowed_is_compiled_and_filled_on_a_small_stack() {
    let nested = format!("{}Bayar{}", "{{#if group}}".repeat(50), "{{/if}}".repeat(50));
    let chained = format!("{{{{#if group}}}}Bayar{}{{{{/if}}}}", "{{else if group}}b".repeat(49));
    let last = format!("{{{{#if false}}}}a{}Bayar{{{{/if}}}}", "{{else if false}}b".repeat(48) + "{{else}}");
    for words in [nested, chained, last] {
        let (members, candidates) = people();
        let planned = plan_saying(&spec(), &words, &members, &candidates).unwrap();
        assert!(planned.touches.iter().all(|touch| touch.body == "Bayar"));
    }
}
