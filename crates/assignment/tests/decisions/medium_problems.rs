//! Problems of hundreds of members beside HiGHS 1.12 in scipy 1.17.1: `highs.py` draws the same problems and prints these numbers. Where the
//! solver was stopped after 90 seconds, its best value and its bound enclose the optimum.

use crate::problems::{Problem, kept};
use assignment::{AssignmentError, decide};

/// Hundredths of a month: the best that HiGHS found, and its bound; and how many millionths ours may be below.
struct Golden {
    problem: Problem,
    found: i64,
    bound: i64,
    millionths: i64,
}

fn golden(problem: Problem, found: i64, bound: i64, millionths: i64) -> Golden {
    Golden { problem, found, bound, millionths }
}

#[test]
fn medium_problems_come_near_the_optimum_of_highs_and_the_bound_stays_above() {
    let goldens = [
        golden(Problem::drawn(1, 300, 6, 4, 60, 40), 48_350, 48_350, 3_000),
        golden(Problem::drawn(3, 300, 6, 8, 100, 70), 88_121, 88_121, 500),
        golden(Problem::drawn(4, 500, 12, 5, 40, 45), 79_828, 79_849, 2_500),
        golden(Problem::drawn(5, 1000, 8, 10, 50, 50), 214_223, 214_223, 1_000),
        golden(Problem::drawn(6, 2000, 12, 20, 50, 60), 461_607, 461_651, 2_000),
    ];
    for Golden { problem, found, bound, millionths } in goldens {
        let decision = decide(&problem.pool(), &problem.rules()).unwrap();
        let value = kept(&problem, &decision);
        println!(
            "ours {value}, HiGHS {found}, our bound {:.2}, gap {:.3}%",
            100.0 * decision.bound,
            100.0 * decision.gap
        );
        assert!(value <= bound, "{value} passes the bound {bound} of HiGHS");
        assert!(value * 1_000_000 >= found * (1_000_000 - millionths), "{value} is far below {found}");
        assert!(100.0 * decision.bound >= found as f64 - 1e-3, "our bound {} is below {found}", decision.bound);
        assert!(100.0 * decision.bound <= bound as f64 * 1.004, "our bound {} is far above {bound}", decision.bound);
    }
}

#[test]
fn with_smallest_cells_the_optimum_of_highs_is_met() {
    let mut problem = Problem::drawn(7, 300, 6, 4, 40, 30);
    problem.smallest_cell = 25;
    let decision = decide(&problem.pool(), &problem.rules()).unwrap();
    let value = kept(&problem, &decision);
    assert!((67_200..=67_292).contains(&value), "HiGHS has 67292, here {value}");
    assert!(100.0 * decision.bound >= 67_292.0);
}

#[test]
fn floors_that_highs_finds_infeasible_are_refused() {
    let problem = Problem::drawn(2, 300, 6, 4, 30, 50);
    let error = decide(&problem.pool(), &problem.rules()).unwrap_err();
    assert!(matches!(error, AssignmentError::FloorsCannotBeMet { .. }), "{error}");
}
