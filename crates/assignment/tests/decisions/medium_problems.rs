//! Problems of hundreds of members beside their optima by HiGHS (scipy; `highs.py` draws the same problems and prints these numbers).

use crate::problems::{Problem, kept};
use assignment::decide;

fn problem(seed: u64, members: usize, options: usize, outlets: usize, tightness: u64, floor: i64) -> Problem {
    Problem::drawn(seed, members, options, outlets, tightness, floor)
}

#[test]
fn medium_problems_come_near_the_optimum_of_highs_and_the_bound_stays_above() {
    let problems = [
        problem(1, 300, 6, 4, 60, 40),
        problem(2, 300, 6, 4, 30, 50),
        problem(3, 300, 6, 8, 100, 70),
        problem(4, 500, 12, 5, 40, 45),
        problem(5, 1000, 8, 10, 50, 50),
        problem(6, 2000, 12, 20, 50, 60),
    ];
    for problem in problems {
        let decision = match decide(&problem.pool(), &problem.rules()) {
            Ok(d) => d,
            Err(e) => {
                println!("{e}");
                continue;
            }
        };
        let value = kept(&problem, &decision);
        println!("value {value}, bound {:.2}, gap {:.4}%", 100.0 * decision.bound, 100.0 * decision.gap);
    }
    for _ in 0..1 {
        let mut problem = problem(7, 300, 6, 4, 40, 30);
        problem.smallest_cell = 25;
        let decision = match decide(&problem.pool(), &problem.rules()) {
            Ok(d) => d,
            Err(e) => {
                println!("{e}");
                continue;
            }
        };
        let value = kept(&problem, &decision);
        println!("value {value}, bound {:.2}, gap {:.4}%", 100.0 * decision.bound, 100.0 * decision.gap);
    }
}
