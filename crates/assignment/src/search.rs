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

/// The prices at which the members' own best choices fit the limits as well as can be.
pub(crate) fn prices(program: &Program, members: &Members<'_>, warm: Option<Prices>) -> Prices {
    let scale = typical_best(members);
    if scale <= 0.0 && warm.is_none() && !program.limits.iter().any(|limit| limit.at_least) {
        return vec![0.0; program.limits.len()];
    }
    let scale = if scale > 0.0 { scale } else { 1.0 };
    let is_warm = warm.is_some();
    let mut prices = warm.unwrap_or_else(|| vec![0.0; program.limits.len()]);
    let effort = |rounds, share| Effort { rounds, share };
    let mut run = |members: &Members<'_>, stages: &[(f64, Effort)]| {
        for (softness, effort) in stages {
            let from = std::mem::take(&mut prices);
            prices = stage(program, members, from, softness * scale, scale, *effort);
        }
    };
    let cold = [(0.3, effort(60, 1e-5)), (0.1, effort(80, 1e-6)), (0.03, effort(120, 1e-7))];
    let fine = [(0.01, effort(150, 1e-8)), (0.003, effort(200, 1e-9)), (0.001, effort(250, 1e-10))];
    if members.count <= FEW {
        if !is_warm {
            run(members, &cold);
        }
        run(members, &[(0.03, effort(60, 1e-7))]);
        run(members, &fine);
        return prices;
    }
    if !is_warm {
        run(&members.drawn(FEW, program), &cold);
    }
    if members.count > SOME {
        let some = members.drawn(SOME, program);
        run(&some, &[(0.03, effort(60, 1e-7)), (0.01, effort(60, 1e-7))]);
        drop(some);
        run(members, &[(0.01, effort(30, 1e-6)), (0.003, effort(30, 1e-6))]);
    } else {
        run(members, &[(0.03, effort(60, 1e-7)), (0.01, effort(60, 1e-7)), (0.003, effort(80, 1e-8))]);
    }
    prices
}

/// The mean of what each member's best option is worth, free of limits: the scale of everything in months.
pub(crate) fn typical_best(members: &Members<'_>) -> f64 {
    let some = members.count.div_ceil(100_000);
    let (mut sum, mut count) = (0.0, 0.0);
    for member in (0..members.count).step_by(some) {
        let values = &members.values[member * members.options..(member + 1) * members.options];
        let open = values.iter().enumerate().filter(|(option, _)| members.barred[member] >> option & 1 == 0);
        sum += f64::from(open.map(|(_, value)| *value).fold(0.0_f32, f32::max));
        count += 1.0;
    }
    sum / f64::max(count, 1.0)
}

fn stage(program: &Program, members: &Members<'_>, start: Prices, softness: f64, scale: f64, effort: Effort) -> Prices {
    let right = members.right_sides(program);
    let signs: Vec<f64> = program.limits.iter().map(|l| if l.at_least { -1.0 } else { 1.0 }).collect();
    let sums = soft_sums(program, members, &Tables::of(program, &start), softness, true);
    let amounts = largest_amounts(program);
    let longest: Vec<f64> = amounts.iter().map(|amount| scale / amount).collect();
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

/// The most that one member takes of each limit.
fn largest_amounts(program: &Program) -> Vec<f64> {
    let mut amounts = vec![1.0_f64; program.limits.len()];
    for takes in &program.takes {
        let cost = (takes.cost + 100 * takes.cost_of_distance) as f64;
        takes.money.iter().for_each(|limit| amounts[*limit] = amounts[*limit].max(cost));
        takes.shared.iter().for_each(|(limit, amount)| amounts[*limit] = amounts[*limit].max(*amount as f64));
        for (slot, first, amount) in &takes.by_group {
            for limit in &mut amounts[*first..first + program.groupings[*slot].groups] {
                *limit = limit.max(*amount as f64);
            }
        }
    }
    amounts
}
