//! Prices for all limits: first on members drawn from the pool, then on everybody, sharper from stage to stage.

use crate::members::Members;
use crate::program::Program;
use crate::quasi_newton::{Effort, lowest};
use crate::soft::soft_sums;
use crate::tables::Tables;

/// Months for one more of each limit: of a hundredth of a rupiah, a small unit, a person.
pub(crate) type Prices = Vec<f64>;

/// Members that are few enough for rounds by the hundred.
const FEW: usize = 40_000;
const SOME: usize = 400_000;

/// Where a search begins.
#[derive(Debug, Clone)]
pub(crate) enum Start {
    /// Nothing is known.
    Cold,
    /// Prices of other rules.
    Warm(Prices),
    /// Prices of rules that differ in little.
    Near(Prices),
}

/// The prices at which the members' own best choices fit the limits as well as can be.
pub(crate) fn prices(program: &Program, members: &Members<'_>, start: Start) -> Prices {
    let scale = typical_best(members);
    let is_cold = matches!(start, Start::Cold);
    let is_near = matches!(start, Start::Near(_));
    let mut prices = match start {
        Start::Cold => vec![0.0; program.limits.len()],
        Start::Warm(prices) | Start::Near(prices) => prices,
    };
    let mut run = |members: &Members<'_>, stages: &[(f64, usize, f64)]| {
        // Below this no decision is inside the limits, and there are no prices to find.
        let enough = members.least_value();
        for (softness, rounds, share) in stages {
            let from = std::mem::take(&mut prices);
            prices = stage(
                program,
                members,
                from,
                softness * scale,
                scale,
                Effort { rounds: *rounds, share: *share, enough },
            );
        }
    };
    if is_cold {
        let cold = [(0.3, 60, 1e-5), (0.1, 80, 1e-6), (0.03, 120, 1e-7)];
        if members.count > FEW {
            run(&members.drawn(FEW, program), &cold);
        } else {
            run(members, &cold);
        }
    }
    if members.count <= FEW {
        run(members, &[(0.03, 60, 1e-7), (0.01, 150, 1e-8), (0.003, 200, 1e-9), (0.001, 250, 1e-10)]);
    } else if members.count <= SOME {
        run(members, &[(0.03, 60, 1e-7), (0.01, 60, 1e-7), (0.003, 80, 1e-8)]);
    } else {
        if !is_near {
            run(&members.drawn(SOME, program), &[(0.03, 60, 1e-7), (0.01, 60, 1e-7)]);
            run(members, &[(0.01, 30, 1e-6)]);
        }
        run(members, &[(0.003, 30, 1e-6)]);
    }
    prices
}

/// The mean of what each member's best option is worth, free of limits: the scale of everything in months. 1 where that is nothing.
pub(crate) fn typical_best(members: &Members<'_>) -> f64 {
    let some = members.count.div_ceil(100_000);
    let (mut sum, mut count) = (0.0, 0.0);
    for member in (0..members.count).step_by(some) {
        let values = &members.values[member * members.options..(member + 1) * members.options];
        let open = values.iter().enumerate().filter(|(option, _)| members.barred[member] >> option & 1 == 0);
        sum += f64::from(open.map(|(_, value)| *value).fold(0.0_f32, f32::max));
        count += 1.0;
    }
    if sum > 0.0 { sum / count } else { 1.0 }
}

fn stage(program: &Program, members: &Members<'_>, start: Prices, softness: f64, scale: f64, effort: Effort) -> Prices {
    let right = members.right_sides(program);
    let signs: Vec<f64> = program.limits.iter().map(|l| if l.at_least { -1.0 } else { 1.0 }).collect();
    let sums = soft_sums(program, members, &Tables::of(program, &start), softness, true);
    let amounts = program.largest_amounts(|_| true);
    let longest: Vec<f64> = amounts.iter().map(|amount| scale / (*amount).max(1) as f64).collect();
    let steep = slopes(&right, &signs, &sums.counts.used(program));
    let curvature: Vec<f64> = sums
        .spread
        .used_squared(program)
        .iter()
        .zip(steep.iter().zip(&longest))
        .map(|(spread, (slope, most))| (spread / softness).max(slope.abs() / most).max(1e-9 / (most * most)))
        .collect();
    lowest(start, &curvature, &longest, effort, |prices| {
        let sums = soft_sums(program, members, &Tables::of(program, prices), softness, false);
        let of_limits: f64 = prices.iter().zip(&right).zip(&signs).map(|((p, r), s)| p * r * s).sum();
        (sums.value + of_limits, slopes(&right, &signs, &sums.counts.used(program)))
    })
}

fn slopes(right: &[f64], signs: &[f64], used: &[f64]) -> Vec<f64> {
    right.iter().zip(used).zip(signs).map(|((right, used), sign)| sign * (right - used)).collect()
}
