//! What is refused, by name.

use crate::problems::{Problem, same};
use assignment::{AssignmentError, Barred, Floor, Grouping, Known, Pool, Use, decide, explain};
use domain::Rupiah;

fn refused(change: impl FnOnce(&mut assignment::Rules)) -> String {
    let problem = Problem::drawn(5, 30, 3, 2, 60, 0);
    let mut rules = problem.rules();
    change(&mut rules);
    decide(&problem.pool(), &rules).unwrap_err().to_string()
}

#[test]
fn a_member_of_the_holdout_in_the_pool_is_refused() {
    let error = Pool::of_treated(1, vec![0.1; 4], &[false, true, false, true]).unwrap_err();
    assert_eq!(error, AssignmentError::HeldOutInPool { member: 1, others: 1 });
    assert!(error.to_string().contains("held out by lot"));
}

#[test]
fn values_that_are_no_numbers_are_refused_with_member_and_option() {
    for value in [f32::NAN, f32::INFINITY, -1e20] {
        let error = Pool::of_treated(2, vec![0.1, 0.2, 0.3, value], &[false; 2]).unwrap_err();
        assert!(matches!(error, AssignmentError::BadValue { member: 1, option: 1, .. }), "{error}");
    }
}

#[test]
fn columns_that_do_not_fit_the_pool_are_refused() {
    let pool = || Pool::of_treated(2, vec![0.1; 4], &[false; 2]).unwrap();
    let length = |error: AssignmentError| matches!(error, AssignmentError::Length { .. });
    assert!(length(Pool::of_treated(2, vec![0.1; 3], &[false; 2]).unwrap_err()));
    assert!(length(pool().with_distance(vec![100]).unwrap_err()));
    assert!(length(pool().barring(Barred { reason: same("no"), options_of_member: vec![] }).unwrap_err()));
    let grouping = |of_member| Grouping { key: "outlet".into(), groups: vec![same("Demak")], of_member };
    assert!(length(pool().grouped(grouping(vec![0])).unwrap_err()));
    let unknown = pool().grouped(grouping(vec![0, 1])).unwrap_err();
    assert!(matches!(unknown, AssignmentError::UnknownGroup { member: 1, group: 1, groups: 1, .. }));
    let twice = pool().grouped(grouping(vec![0, 0])).unwrap().grouped(grouping(vec![0, 0])).unwrap_err();
    assert!(matches!(twice, AssignmentError::Twice { .. }));
    for (options, members) in [(0, 2), (17, 2), (2, 0)] {
        let error = Pool::of_treated(options, vec![0.0; options * members], &vec![false; members]).unwrap_err();
        assert!(matches!(error, AssignmentError::NothingToDecide { .. }));
    }
}

#[test]
fn rules_that_name_what_is_not_there_are_refused_with_what_there_is() {
    let unknown = refused(|rules| rules.options[1].uses.push(Use { capacity: "boat".into(), amount: 1 }));
    assert!(unknown.contains("`boat`") && unknown.contains("counter"), "{unknown}");
    let unknown = refused(|rules| rules.capacities[0].by = Some("village".into()));
    assert!(unknown.contains("`village`") && unknown.contains("outlet, region"), "{unknown}");
    let unknown = refused(|rules| rules.channel_budgets[0].channel = "radio".into());
    assert!(unknown.contains("`radio`"), "{unknown}");
    let unknown = refused(|rules| rules.floors[0].by = "tribe".into());
    assert!(unknown.contains("`tribe`"), "{unknown}");
}

#[test]
fn money_below_zero_or_finer_than_hundredths_is_refused() {
    let below = refused(|rules| rules.options[1].cost = Rupiah::whole(-5));
    assert!(below.contains("option 1") && below.contains("-Rp5"), "{below}");
    assert!(refused(|rules| rules.budget = Rupiah::whole(-1)).contains("the budget"));
    // What no whole number of hundredths holds is refused as well, and overflows nothing.
    for beyond in [i64::MAX.into(), rust_decimal::Decimal::MAX] {
        let error = refused(|rules| rules.budget = Rupiah::exact(beyond));
        assert!(error.contains("the budget") && error.contains("expected Rp0 to Rp10.000.000.000.000.000"), "{error}");
    }
    let finer = refused(|rules| rules.options[0].cost = Rupiah::exact(rust_decimal::Decimal::new(12_345, 3)));
    assert!(finer.contains("hundredths"), "{finer}");
}

#[test]
fn a_floor_above_one_is_refused() {
    for share in [1.01, -0.1, f64::NAN] {
        let error = refused(|rules| rules.floors = vec![Floor { by: "region".into(), shares: vec![share] }]);
        assert!(error.contains("share from 0 to 1"), "{error}");
    }
}

#[test]
fn a_floor_beyond_those_who_may_be_given_anything_is_named_with_the_most_there_can_be() {
    let mut problem = Problem::drawn(6, 60, 3, 2, 300, 50);
    let far: Vec<usize> = (0..60).filter(|member| problem.region[*member] == 1).collect();
    far.iter().skip(4).for_each(|member| problem.barred[*member] = 0b111);
    let error = decide(&problem.pool(), &problem.rules()).unwrap_err();
    let AssignmentError::FloorsCannotBeMet { floors } = error else { panic!("{error}") };
    assert_eq!((floors.len(), floors[0].group, floors[0].largest, floors[0].known), (1, 1, 4, Known::Proven));
    assert!(floors[0].sentence.en.contains("at most 4 are possible"), "{}", floors[0].sentence.en);
    assert!(floors[0].sentence.id.contains("paling banyak 4"), "{}", floors[0].sentence.id);
}

#[test]
fn a_floor_that_the_counters_cannot_carry_is_named_with_the_most_there_can_be() {
    let mut problem = Problem::drawn(7, 90, 2, 3, 300, 60);
    // Every region has its own outlet, and the one of region 2 has time for five members.
    problem.outlet.clone_from(&problem.region);
    problem.minutes = vec![10, 12];
    problem.outlet_minutes = vec![2_000, 2_000, 50];
    let error = decide(&problem.pool(), &problem.rules()).unwrap_err();
    let AssignmentError::FloorsCannotBeMet { floors } = error else { panic!("{error}") };
    assert_eq!((floors.len(), floors[0].group, floors[0].largest, floors[0].known), (1, 2, 5, Known::Proven));
    // One that asks for what can be carried is met.
    let mut rules = problem.rules();
    let share = 5.0 / problem.region.iter().filter(|region| **region == 2).count() as f64;
    rules.floors = vec![Floor { by: "region".into(), shares: vec![0.6, 0.6, share] }];
    assert!(decide(&problem.pool(), &rules).is_ok());
}

#[test]
fn a_member_or_decision_of_another_pool_is_refused() {
    let (problem, other) = (Problem::drawn(8, 50, 3, 2, 60, 0), Problem::drawn(8, 51, 3, 2, 60, 0));
    let decision = decide(&problem.pool(), &problem.rules()).unwrap();
    let beyond = explain(&problem.pool(), &problem.rules(), &decision, 50).unwrap_err();
    assert!(matches!(beyond, AssignmentError::NoSuchMember { member: 50, members: 50 }));
    let wrong = explain(&other.pool(), &other.rules(), &decision, 0).unwrap_err();
    assert!(matches!(wrong, AssignmentError::OtherDecision { what: "members", .. }));
}
