//! Shadow prices against solving again, what rules removed, and why a member gets what they get.

use crate::problems::{Problem, same};
use assignment::{
    Again, AssignmentError, Change, DecisionOption, Grouping, LimitKind, MonthsLost, Pool, Rule, Rules, Scenario,
    SmallestCells, changed, compare, decide, explain, limits_in_words, removed, served,
};
use domain::{Bilingual, Rupiah};

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

/// Segments of people alike, each with its size and what the one option is worth to each of its people, in hundredths of a month; one
/// costs Rp100 and a segment has at least 5 of them or none.
fn segments(of: &[(usize, u32)], budget: i64) -> (Pool, Rules) {
    let values = of.iter().flat_map(|(people, value)| vec![*value as f32 / 100.0; *people]).collect();
    let of_member: Vec<u16> = of.iter().enumerate().flat_map(|(s, (people, _))| vec![s as u16; *people]).collect();
    let groups = (0..of.len()).map(|segment| same(format!("segment {segment}"))).collect();
    let pool = Pool::of_treated(1, values, &vec![false; of_member.len()])
        .unwrap()
        .grouped(Grouping { key: "segment".into(), groups, of_member })
        .unwrap();
    let option = DecisionOption {
        name: same("message"),
        channel: "message".into(),
        cost: Rupiah::whole(100),
        cost_of_distance: Rupiah::ZERO,
        uses: vec![],
    };
    let rules = Rules {
        options: vec![option],
        budget: Rupiah::whole(budget),
        channel_budgets: vec![],
        capacities: vec![],
        floors: vec![],
        smallest_cells: Some(SmallestCells { by: "segment".into(), members: 5 }),
    };
    (pool, rules)
}

/// 120 people in twelve segments worth ever less; the first has three, too few for any budget.
fn ladder() -> Vec<(usize, u32)> {
    let mut of = vec![(3, 60)];
    of.extend((0..12).map(|segment| (10, 50 - 2 * segment)));
    of
}

#[test]
fn where_cells_are_closed_a_budget_that_binds_has_its_price() {
    // Six segments and two people of the seventh, who are too few: six segments all fit, with two hundred rupiah left.
    let (pool, rules) = segments(&ladder(), 6_200);
    let decision = decide(&pool, &rules).unwrap();
    assert!(decision.closed_cells.contains(&(7, 0)) && decision.cost == Rupiah::whole(6_000), "{}", decision.cost);
    let price = decision.price(LimitKind::Budget);
    assert!((price - 0.38 / 10_000.0).abs() < 1e-7, "the seventh segment is the next: {price}");
    for percent in [105, 110, 115, 120] {
        let rules = changed(&rules, &[Change::BudgetPercent(percent)]).unwrap();
        let more = decide(&pool, &rules).unwrap().value - decision.value;
        let expected = price * 6_200.0 * f64::from(percent - 100);
        // Cells open as a whole: one smallest cell more or less.
        let a_cell = price * 5.0 * 10_000.0;
        assert!((more - expected).abs() <= a_cell, "{percent}%: {more:.3} where {expected:.3} was told");
        assert!(more > 0.0, "{percent}%");
    }
    let lines = limits_in_words(&pool, &rules, &decision).unwrap();
    let budget = lines.iter().find(|line| line.of.kind == LimitKind::Budget).unwrap();
    assert!(budget.scarce && budget.sentence.en.contains("for the budget is worth"), "{}", budget.sentence.en);
    // With money for everybody it has none, whatever cells are closed.
    let (pool, rules) = segments(&ladder(), 20_000);
    let decision = decide(&pool, &rules).unwrap();
    assert_eq!(decision.closed_cells, [(0, 0)]);
    assert!(decision.price(LimitKind::Budget) < 1e-12);
}

#[test]
fn prices_beside_closed_cells_are_those_of_a_small_step() {
    // Of the pools drawn, those in which a step closes and opens no cell, so that its worth is a matter of prices alone.
    let mut looked_at = 0;
    for seed in [110, 111, 113, 114, 123] {
        let mut problem = Problem::drawn(seed, 4_000, 6, 4, 50, 0);
        problem.smallest_cell = 150;
        let (pool, rules) = (problem.pool(), problem.rules());
        let before = decide(&pool, &rules).unwrap();
        assert!(!before.closed_cells.is_empty());
        let after = decide(&pool, &changed(&rules, &[Change::BudgetPercent(102)]).unwrap()).unwrap();
        let told = before.price(LimitKind::Budget) * problem.budget as f64 * 2.0;
        let more = after.value - before.value;
        println!("{seed}: {told:.2} told, {more:.2} more");
        assert!(told > 0.0 && (told - more).abs() <= 0.1 * told, "{seed}: {told:.2} told, {more:.2} more");
        looked_at += usize::from(after.closed_cells == before.closed_cells);
    }
    assert!(looked_at >= 4, "{looked_at}");
}

#[test]
fn cells_are_blamed_by_those_alone_who_would_have_their_option_without_them() {
    let (pool, rules) = segments(&ladder(), 6_200);
    let decision = decide(&pool, &rules).unwrap();
    let lines = removed(&pool, &rules, &decision, Again::Bound).unwrap();
    let members = |rule: Rule| lines.iter().find(|line| line.rule == rule).map_or(0, |line| line.members);
    // Without the rule the three of the first segment would have it, and one fewer of the sixth.
    let open = decide(&pool, &Rules { smallest_cells: None, ..rules.clone() }).unwrap();
    let would = |member: &usize| open.given[*member].option().is_some() && decision.given[*member].option().is_none();
    let lost: Vec<usize> = (0..pool.members()).filter(would).collect();
    assert_eq!((lost.len(), members(Rule::SmallestCells)), (3, 3));
    assert_eq!(members(Rule::Budget), pool.members() as u64 - 60 - 3);
    assert_eq!(members(Rule::WholePeople), 0);
    // So does the sentence of a member: the cell for those three, the budget for the rest.
    let says = |member: usize| explain(&pool, &rules, &decision, member).unwrap().sentence.en;
    assert!(says(lost[0]).contains("fewer than 5 people"), "{}", says(lost[0]));
    let last = says(pool.members() - 1);
    assert!(last.contains("takes of the budget is worth more to others"), "{last}");
}

#[test]
fn a_rule_that_nobody_felt_and_that_has_no_price_is_not_named() {
    let mut problem = Problem::drawn(106, 700, 5, 4, 40, 5);
    problem.budget *= 20;
    problem.channel_budget *= 20;
    let (pool, rules) = (problem.pool(), problem.rules());
    let decision = decide(&pool, &rules).unwrap();
    assert!(decision.bound > decision.value, "every bound holds what the decision may miss");
    for again in [Again::Bound, Again::Solve] {
        let lines = removed(&pool, &rules, &decision, again).unwrap();
        let named: Vec<Rule> = lines.iter().map(|line| line.rule).collect();
        let free = [Rule::Budget, Rule::ChannelBudget(0), Rule::Floor(0)];
        assert!(!named.iter().any(|rule| free.contains(rule)), "{named:?}");
        assert!(named.contains(&Rule::Capacity(0)) && named.contains(&Rule::Barred(0)), "{named:?}");
    }
}

#[test]
fn a_small_pool_with_cells_is_told_of_as_any_other() {
    let mut told = 0;
    for seed in 0..60 {
        let mut problem = Problem::drawn(seed, 7, 3, 2, 60, 0);
        problem.smallest_cell = 2;
        let (pool, rules) = (problem.pool(), problem.rules());
        let decision = match decide(&pool, &rules) {
            Err(AssignmentError::CellsAndFloors { .. }) => continue,
            found => found.unwrap(),
        };
        for member in 0..7 {
            explain(&pool, &rules, &decision, member).unwrap();
        }
        let lines = removed(&pool, &rules, &decision, Again::Bound).unwrap();
        let solved = removed(&pool, &rules, &decision, Again::Solve).unwrap();
        for (rule, most) in
            lines.iter().filter_map(|l| if let MonthsLost::AtMost(m) = l.lost { Some((l.rule, m)) } else { None })
        {
            let lost = solved.iter().find(|line| line.rule == rule).unwrap().lost;
            let MonthsLost::Solved(months) = lost else { panic!("{lost:?}") };
            assert!(months <= most + 1e-6, "{seed}, {rule:?}: {months} beyond {most}");
        }
        told += 1;
    }
    assert!(told > 50, "{told}");
}
