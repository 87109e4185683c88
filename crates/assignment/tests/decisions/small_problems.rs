//! Small problems beside every decision there is.

use crate::brute_force::optimum;
use crate::problems::{Problem, kept};
use assignment::{AssignmentError, decide};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_bound_is_never_below_the_optimum_and_the_value_never_above(
        seed in 0_u64..1_000_000, members in 1_usize..7, options in 1_usize..4, outlets in 1_usize..3, tightness in 5_u64..150,
        floor in 0_i64..100, smallest_cell in 0_u32..4,
    ) {
        let mut problem = Problem::drawn(seed, members, options, outlets, tightness, floor);
        problem.smallest_cell = smallest_cell;
        let best = optimum(&problem);
        match decide(&problem.pool(), &problem.rules()) {
            Ok(decision) => {
                let value = kept(&problem, &decision);
                let best = best.expect("a decision was found where there is none");
                prop_assert!(decision.bound >= best as f64 / 100.0 - 1e-5, "bound {} below {best}", decision.bound);
                prop_assert!(value <= best);
                prop_assert!(decision.bound >= decision.value);
                // Pools of this size are looked through to the end.
                prop_assert_eq!(value, best);
            }
            Err(AssignmentError::FloorsCannotBeMet { .. } | AssignmentError::CellsAndFloors { .. }) => {
                prop_assert_eq!(best, None);
            }
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}
