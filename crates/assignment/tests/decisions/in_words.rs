//! Shadow prices against solving again, what rules removed, and why a member gets what they get.

use crate::problems::Problem;
use assignment::{
    Again, Change, LimitKind, MonthsLost, Rule, Scenario, changed, compare, decide, explain, limits_in_words, removed,
    served,
};
use domain::Bilingual;

#[test]
fn shadow_prices_say_what_solving_again_with_a_little_more_brings() {
    let problem = Problem::drawn(101, 20_000, 6, 4, 50, 30);
    let (pool, rules) = (problem.pool(), problem.rules());
    let before = decide(&pool, &rules).unwrap();
    let minutes = problem.outlet_minutes[1] as i64 / 50;
    let cases = [
        (LimitKind::Budget, Change::BudgetPercent(101), problem.budget),
        (
            LimitKind::ChannelBudget { channel_budget: 0 },
            Change::ChannelBudgetPercent { channel_budget: 0, percent: 101 },
            problem.channel_budget,
        ),
        (
            LimitKind::Capacity { capacity: 0, group: Some(1) },
            Change::Capacity { capacity: 0, group: Some(1), more: minutes },
            minutes,
        ),
    ];
    for (kind, change, more) in cases {
        let price = before.price(kind);
        let expected = price * more as f64;
        let after = decide(&pool, &changed(&rules, &[change]).unwrap()).unwrap();
        let brought = after.bound - before.bound;
        println!(
            "{kind:?}: expected {expected:.2}, bound rose by {brought:.2}, value by {:.2}",
            after.value - before.value
        );
        // The bound is concave in each limit: a step brings at most what the price says, and for a small one nearly that.
        assert!(brought <= expected * 1.02 + 0.05, "{kind:?}: {brought} beyond {expected}");
        assert!(brought >= expected * 0.9 - 0.05, "{kind:?}: {brought} far below {expected}");
    }
}

#[test]
fn a_limit_says_what_one_more_hour_is_worth_in_both_languages() {
    let problem = Problem::drawn(102, 2_000, 6, 4, 40, 20);
    let (pool, rules) = (problem.pool(), problem.rules());
    let decision = decide(&pool, &rules).unwrap();
    let lines = limits_in_words(&pool, &rules, &decision).unwrap();
    let hour = lines.iter().find(|l| l.scarce && matches!(l.of.kind, LimitKind::Capacity { .. })).unwrap();
    assert!((hour.months_a_step - 60.0 * hour.of.price).abs() < 1e-12);
    assert!(hour.sentence.en.starts_with("One more hour of counter time, Demak "), "{}", hour.sentence.en);
    assert!(hour.sentence.id.starts_with("Satu jam lagi waktu loket, Demak "), "{}", hour.sentence.id);
    let budget = lines.iter().find(|l| l.of.kind == LimitKind::Budget).unwrap();
    assert!(budget.sentence.en.starts_with("Another Rp"), "{}", budget.sentence.en);
    let free = lines.iter().find(|l| !l.scarce).unwrap();
    assert!(free.sentence.id.starts_with("Tidak mengikat"), "{}", free.sentence.id);
    for line in served(&pool, &rules, &decision).unwrap() {
        assert!(line.served >= line.floor.unwrap(), "{}", line.sentence.en);
        assert!(line.sentence.id.contains("batas bawahnya 20,"), "{}", line.sentence.id);
    }
}

#[test]
fn scenarios_stand_beside_the_decision_and_one_that_fails_says_why() {
    let problem = Problem::drawn(103, 2_000, 6, 4, 40, 40);
    let (pool, rules) = (problem.pool(), problem.rules());
    let base = decide(&pool, &rules).unwrap();
    let scenario = |name: &str, change| Scenario { name: Bilingual::new(name, name), changes: vec![change] };
    let lines = compare(
        &pool,
        &rules,
        &base,
        &[
            scenario("money", Change::BudgetPercent(120)),
            scenario("outlet", Change::Capacity { capacity: 0, group: Some(0), more: 2_400 }),
            scenario("floors off", Change::FloorsOff),
            scenario("everybody", Change::FloorShares { floor: 0, shares: vec![1.0] }),
            scenario("no such", Change::FloorOff { floor: 4 }),
        ],
    )
    .unwrap();
    let money = lines[0].as_ref().unwrap();
    assert!(money.more > 0.0 && money.sentence.en.contains("kept months more"), "{}", money.sentence.en);
    for line in lines[..3].iter().map(|line| line.as_ref().unwrap()) {
        assert!(line.more_between.0 <= line.more && line.more <= line.more_between.1);
        assert!(line.more >= -0.002 * base.value, "{}: {}", line.name.en, line.more);
    }
    assert!(lines[3].is_err() && lines[4].is_err());
}

#[test]
fn what_rules_removed_adds_up_and_solving_again_stays_below_the_bound() {
    let mut problem = Problem::drawn(104, 1_000, 5, 4, 40, 40);
    problem.smallest_cell = 20;
    let (pool, rules) = (problem.pool(), problem.rules());
    let decision = decide(&pool, &rules).unwrap();
    let bounds = removed(&pool, &rules, &decision, Again::Bound).unwrap();
    let solved = removed(&pool, &rules, &decision, Again::Solve).unwrap();
    // Everybody who did not get the option worth most counts under one rule.
    let without_best = (0..1_000).filter(|member| {
        let values = &problem.values[member * 5..(member + 1) * 5];
        let most = values.iter().max().unwrap();
        let got = decision.given[*member].option().map_or(0, |option| values[option]);
        *most > 0 && got < *most
    });
    let counted: u64 = bounds.iter().map(|line| line.members).sum();
    assert_eq!(counted, without_best.count() as u64);
    for line in &solved {
        let MonthsLost::Solved(months) = line.lost else { continue };
        let bound = bounds.iter().find(|bound| bound.rule == line.rule).unwrap();
        let MonthsLost::AtMost(most) = bound.lost else { panic!("{:?}", bound.lost) };
        assert!(months <= most + 1e-6, "{}: {months} beyond {most}", line.name.en);
    }
    let budget = solved.iter().find(|line| matches!(line.rule, Rule::Budget | Rule::ChannelBudget(_))).unwrap();
    assert!(budget.sentence.en.contains("members lost their best option"), "{}", budget.sentence.en);
    let barred = solved.iter().find(|line| line.rule == Rule::Barred(0)).unwrap();
    assert!(barred.members > 0 && barred.sentence.id.starts_with("menolak memakan"), "{}", barred.sentence.id);
}

#[test]
fn every_member_has_an_explanation_that_agrees_with_the_decision() {
    let mut problem = Problem::drawn(105, 600, 5, 4, 40, 45);
    problem.smallest_cell = 15;
    let (pool, rules) = (problem.pool(), problem.rules());
    let decision = decide(&pool, &rules).unwrap();
    let (mut by_prices, mut decisive) = (0, 0);
    for member in 0..600 {
        let why = explain(&pool, &rules, &decision, member).unwrap();
        assert_eq!(why.given, decision.given[member].option());
        for line in why.options.iter().filter(|line| line.net.is_some()) {
            let charged: f64 = line.charges.iter().map(|charge| charge.months).sum();
            assert!((line.value - charged - line.net.unwrap()).abs() < 1e-9);
        }
        by_prices += usize::from(why.by_prices);
        let open =
            why.options.iter().find(|line| Some(line.option) == why.most_valued).is_some_and(|line| line.net.is_some());
        if why.given != why.most_valued && open && why.by_prices {
            assert!(why.decisive.is_some(), "{why:?}");
            decisive += 1;
        }
        if why.given == why.most_valued && why.given.is_some() && why.decisive.is_none() {
            assert!(why.sentence.en.contains("the best there is"), "{}", why.sentence.en);
        }
        assert!(!why.sentence.id.is_empty() && why.sentence.en.ends_with('.'), "{}", why.sentence.en);
    }
    assert!(by_prices > 540, "{by_prices} of 600 have the best at the prices");
    assert!(decisive > 50, "{decisive}");
}
