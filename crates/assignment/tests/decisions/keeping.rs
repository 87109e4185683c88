//! What holds of every decision: same bytes, looser limits, members doubled, floors, cells.

use crate::problems::{Problem, kept};
use assignment::{Change, LimitKind, changed, decide, decide_from};
use domain::Rupiah;

#[test]
fn the_same_bytes_come_out_whatever_the_number_of_threads() {
    let problem = Problem::drawn(11, 60_000, 6, 30, 50, 20);
    let (pool, rules) = (problem.pool(), problem.rules());
    let on = |threads: usize| {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        threads.install(|| decide(&pool, &rules)).unwrap()
    };
    let one = on(1);
    for threads in [2, 7] {
        let other = on(threads);
        assert_eq!(one, other);
        assert_eq!(one.bound.to_bits(), other.bound.to_bits());
        assert!(one.limits.iter().zip(&other.limits).all(|(a, b)| a.price.to_bits() == b.price.to_bits()));
    }
    kept(&problem, &one);
    assert!(one.gap < 2e-3, "gap {}", one.gap);
}

#[test]
fn a_looser_limit_never_lowers_the_bound() {
    for seed in 20..25 {
        let problem = Problem::drawn(seed, 400, 5, 5, 40, 20);
        let (pool, rules) = (problem.pool(), problem.rules());
        let tight = decide(&pool, &rules).unwrap();
        let looser = [
            vec![Change::BudgetPercent(120)],
            vec![Change::ChannelBudgetPercent { channel_budget: 0, percent: 130 }],
            vec![Change::Capacity { capacity: 0, group: Some(1), more: 300 }],
            vec![Change::FloorsOff],
        ];
        for changes in looser {
            let loose = decide(&pool, &changed(&rules, &changes).unwrap()).unwrap();
            // Both bounds stand a little above the lowest there is, by what the search leaves.
            assert!(loose.bound >= tight.bound * (1.0 - 2e-5), "{changes:?}: {} below {}", loose.bound, tight.bound);
            assert!(loose.bound >= tight.value, "{changes:?}");
        }
    }
}

#[test]
fn members_doubled_with_all_limits_double_the_value_and_keep_the_gap() {
    let problem = Problem::drawn(41, 1_500, 6, 6, 50, 40);
    let mut double = problem.clone();
    double.values.extend_from_slice(&problem.values);
    double.outlet.extend_from_slice(&problem.outlet);
    double.region.extend_from_slice(&problem.region);
    double.barred.extend_from_slice(&problem.barred);
    double.budget *= 2;
    double.channel_budget *= 2;
    double.outlet_minutes.iter_mut().for_each(|minutes| *minutes *= 2);
    let (one, two) =
        (decide(&problem.pool(), &problem.rules()).unwrap(), decide(&double.pool(), &double.rules()).unwrap());
    kept(&double, &two);
    assert!((two.bound / one.bound - 2.0).abs() < 1e-4, "{} and {}", one.bound, two.bound);
    assert!(two.gap <= one.gap + 5e-4, "{} and {}", one.gap, two.gap);
}

#[test]
fn floors_hold_to_the_person_and_have_a_price_where_they_bind() {
    for floor in [10, 50, 70] {
        let mut problem = Problem::drawn(51, 3_000, 5, 6, 70, floor);
        // One region is far from everything: its members gain a tenth.
        for member in 0..problem.members() {
            if problem.region[member] == 2 {
                problem.values[member * 5..(member + 1) * 5].iter_mut().for_each(|value| *value /= 10);
            }
        }
        let decision = decide(&problem.pool(), &problem.rules()).unwrap();
        kept(&problem, &decision);
        let price = decision.price(LimitKind::Floor { floor: 0, group: 2 });
        if floor >= 50 {
            assert!(price > 0.01, "the floor of the far region costs {price}");
            assert!(
                decision.limits.iter().any(|l| l.kind == LimitKind::Floor { floor: 0, group: 2 } && l.slack() <= 3)
            );
        }
        assert!(decision.gap < 5e-3, "gap {}", decision.gap);
    }
}

#[test]
fn cells_have_enough_members_to_be_measured_or_none() {
    for seed in 60..63 {
        let mut problem = Problem::drawn(seed, 900, 6, 4, 50, 20);
        problem.smallest_cell = 60;
        let decision = decide(&problem.pool(), &problem.rules()).unwrap();
        kept(&problem, &decision);
    }
}

#[test]
fn a_search_from_earlier_prices_ends_where_one_from_nothing_does() {
    let problem = Problem::drawn(71, 5_000, 6, 8, 50, 35);
    let (pool, rules) = (problem.pool(), problem.rules());
    let cold = decide(&pool, &rules).unwrap();
    let more = changed(&rules, &[Change::BudgetPercent(110)]).unwrap();
    let (warm, again) = (decide_from(&pool, &more, Some(&cold)).unwrap(), decide(&pool, &more).unwrap());
    assert!((warm.bound / again.bound - 1.0).abs() < 1e-5);
    assert!((warm.value / again.value - 1.0).abs() < 2e-3);
}

#[test]
fn money_is_kept_to_the_hundredth_and_distance_counts_in_per_cent() {
    let problem = Problem::drawn(81, 200, 3, 2, 50, 0);
    let mut rules = problem.rules();
    rules.options[0].cost = "586,33".parse().unwrap();
    rules.options[0].cost_of_distance = Rupiah::whole(150);
    let distance: Vec<u16> = (0..200).map(|member| 100 + member).collect();
    let pool = problem.pool().with_distance(distance.clone()).unwrap();
    let decision = decide(&pool, &rules).unwrap();
    let cost: i64 = decision
        .given
        .iter()
        .zip(&distance)
        .filter_map(|(given, distance)| {
            given.option().map(|o| if o == 0 { 58_633 + 150 * i64::from(*distance) } else { 100 * problem.costs[o] })
        })
        .sum();
    assert_eq!(decision.cost.decimal(), rust_decimal::Decimal::new(cost, 2));
    assert!(decision.cost <= rules.budget);
}
