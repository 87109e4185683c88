//! The lowest point of a smooth convex function of numbers that are not below zero.
//!
//! Limited-memory BFGS on the numbers that are free, projected back to the rest (Byrd, Lu, Nocedal and Zhu, 1995, in the simple form that
//! holds a number at zero while its slope presses it there), each step halved until it lowers the function enough (Armijo).

use std::collections::VecDeque;

/// How far to go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Most rounds.
    pub rounds: usize,
    /// Stop where rounds lower the function by less than this share of it.
    pub share: f64,
    /// Stop where the function is below this.
    pub enough: f64,
}

/// Steps kept.
const MEMORY: usize = 12;

/// The point reached from `start`. `curvature` is a rough second derivative for each number, `longest` the longest step for each.
pub(crate) fn lowest(
    start: Vec<f64>,
    curvature: &[f64],
    longest: &[f64],
    effort: Effort,
    mut evaluate: impl FnMut(&[f64]) -> (f64, Vec<f64>),
) -> Vec<f64> {
    let mut point = start;
    let (mut value, mut slope) = evaluate(&point);
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>)> = VecDeque::new();
    let mut idle = 0;
    for _ in 0..effort.rounds {
        if value < effort.enough {
            break;
        }
        let held: Vec<bool> = point.iter().zip(&slope).map(|(p, s)| *p <= 0.0 && *s >= 0.0).collect();
        let mut step = direction(&slope, &held, curvature, &memory);
        if dot(&step, &slope) >= 0.0 {
            memory.clear();
            step = direction(&slope, &held, curvature, &memory);
        }
        step.iter_mut().zip(longest).for_each(|(s, most)| *s = s.clamp(-most, *most));
        let mut stretch = 1.0;
        let mut taken = None;
        for _ in 0..20 {
            let next: Vec<f64> = point.iter().zip(&step).map(|(p, s)| (p + stretch * s).max(0.0)).collect();
            let expected: f64 = next.iter().zip(&point).zip(&slope).map(|((n, p), s)| (n - p) * s).sum();
            if expected >= 0.0 {
                stretch *= 0.5;
                continue;
            }
            let (next_value, next_slope) = evaluate(&next);
            if next_value <= value + 1e-4 * expected {
                taken = Some((next, next_value, next_slope));
                break;
            }
            // The lowest point of the parabola through what is known, kept inside a tenth and a half.
            let bend = next_value - value - expected;
            stretch *= if bend > 0.0 { (-expected / (2.0 * bend)).clamp(0.1, 0.5) } else { 0.5 };
        }
        let Some((next, next_value, next_slope)) = taken else {
            if memory.is_empty() {
                break;
            }
            memory.clear();
            continue;
        };
        let moved: Vec<f64> = next.iter().zip(&point).map(|(n, p)| n - p).collect();
        let turned: Vec<f64> = next_slope.iter().zip(&slope).map(|(n, s)| n - s).collect();
        if dot(&moved, &turned) > 1e-12 * dot(&moved, &moved).sqrt() * dot(&turned, &turned).sqrt() {
            memory.push_back((moved, turned));
            if memory.len() > MEMORY {
                memory.pop_front();
            }
        }
        let lowered = value - next_value;
        (point, value, slope) = (next, next_value, next_slope);
        idle = if lowered < effort.share * value.abs() { idle + 1 } else { 0 };
        if idle >= 3 {
            break;
        }
    }
    point
}

/// The two-loop recursion over the numbers not held.
fn direction(slope: &[f64], held: &[bool], curvature: &[f64], memory: &VecDeque<(Vec<f64>, Vec<f64>)>) -> Vec<f64> {
    let free = |v: &[f64], w: &[f64]| -> f64 {
        v.iter().zip(w).zip(held).filter(|(_, held)| !**held).map(|((a, b), _)| a * b).sum()
    };
    let mut left: Vec<f64> = slope.iter().zip(held).map(|(s, held)| if *held { 0.0 } else { *s }).collect();
    let mut weights = Vec::with_capacity(memory.len());
    for (moved, turned) in memory.iter().rev() {
        let along = free(moved, turned);
        let weight = if along > 0.0 { free(moved, &left) / along } else { 0.0 };
        left.iter_mut().zip(turned).zip(held).for_each(|((l, t), held)| {
            if !held {
                *l -= weight * t;
            }
        });
        weights.push((weight, along));
    }
    let scale = memory.back().map_or(1.0, |(moved, turned)| {
        let along = free(moved, turned);
        let bent: f64 = turned.iter().zip(curvature).zip(held).filter(|(_, h)| !**h).map(|((t, c), _)| t * t / c).sum();
        if along > 0.0 && bent > 0.0 { along / bent } else { 1.0 }
    });
    left.iter_mut().zip(curvature).for_each(|(l, c)| *l *= scale / c);
    for ((moved, turned), (weight, along)) in memory.iter().zip(weights.into_iter().rev()) {
        if along > 0.0 {
            let back = free(turned, &left) / along;
            left.iter_mut().zip(moved).zip(held).for_each(|((l, m), held)| {
                if !held {
                    *l += (weight - back) * m;
                }
            });
        }
    }
    left.into_iter().map(|l| -l).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
