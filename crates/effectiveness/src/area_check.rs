//! Whether a column of the file betrays that areas, not persons, were drawn by lot.

use crate::error::EffectivenessError;
use crate::experiment::Grouping;

/// Groups a column must have before it can be what was assigned.
const FEWEST_GROUPS: usize = 10;

/// Rows of another arm, of all rows of a group, that are taken for slips of the pen.
const MISCODED_ROWS: f64 = 0.05;

/// Groups with more than that, of all groups, that are taken for groups recorded wrongly.
const MISCODED_GROUPS: f64 = 0.1;

/// Probability, were persons drawn, below which one arm a group is no accident.
const NO_ACCIDENT: f64 = 1e-6;

/// A column whose groups have one arm each, more often than chance can do.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaAssignment {
    /// The column.
    pub column: String,
    /// Its groups of at least two rows.
    pub groups: usize,
    /// How many of these have one arm, up to one miscoded row in twenty.
    pub single: usize,
    /// Upper bound of the natural logarithm of the probability of that, had persons been drawn one by one.
    pub log_probability: f64,
}

/// The candidate column by whose groups the arm was assigned, if there is one: the one with the fewest groups, hence the
/// widest areas.
///
/// A column qualifies where it has more than twice as many groups as there are arms, at least ten of them, on average at
/// least two rows a group, nine of ten groups of two or more rows have one arm, at least two arms have two such groups each,
/// and the probability of all that under a lot by person is below one in a million. A group has one arm where at most one
/// row in twenty says otherwise, so that neither a miscoded village nor miscoded rows hide what was drawn. Rows with an
/// empty label are not looked at (a column that only the treated have, such as the day of sending, says nothing about areas).
pub fn area_assignment(arm: &Grouping, candidates: &[Grouping]) -> Option<AreaAssignment> {
    candidates.iter().filter_map(|candidate| assignment_by(arm, candidate)).min_by_key(|a| a.groups)
}

/// Refuses an analysis by person of area-assigned data, naming the column.
pub fn refuse_if_area_assigned(arm: &Grouping, candidates: &[Grouping]) -> Result<(), EffectivenessError> {
    match area_assignment(arm, candidates) {
        Some(AreaAssignment { column, groups, single, .. }) => {
            Err(EffectivenessError::AreaAssigned { column, groups, single })
        }
        None => Ok(()),
    }
}

/// One candidate column.
fn assignment_by(arm: &Grouping, candidate: &Grouping) -> Option<AreaAssignment> {
    if candidate.column == arm.column || candidate.codes.len() != arm.codes.len() {
        return None;
    }
    let (groups, arms) = (candidate.labels.len(), arm.labels.len());
    // A key of the rows or a text of its own for each is no area, and its table would be wide.
    if 2 * groups > arm.codes.len() + 2 || groups.checked_mul(arms)? > 50_000_000 {
        return None;
    }
    let mut rows = vec![0_u64; groups * arms];
    let named: Vec<bool> = candidate.labels.iter().map(|label| !label.trim().is_empty()).collect();
    for (&group, &arm_code) in candidate.codes.iter().zip(&arm.codes) {
        if *named.get(group as usize)? {
            *rows.get_mut(group as usize * arms + arm_code as usize)? += 1;
        }
    }
    let mut rows_by_arm = vec![0_u64; arms];
    let (mut occupied, mut wide, mut single) = (0_usize, 0_usize, 0_usize);
    let mut single_by_arm = vec![0_u32; arms];
    let mut sizes: Vec<(u64, u64)> = Vec::new();
    for of_group in rows.chunks_exact(arms) {
        let size: u64 = of_group.iter().sum();
        rows_by_arm.iter_mut().zip(of_group).for_each(|(all, own)| *all += own);
        occupied += usize::from(size > 0);
        if size < 2 {
            continue;
        }
        wide += 1;
        let slips = (size as f64 * MISCODED_ROWS).floor() as u64;
        sizes.push((size, slips));
        if let Some(main) = of_group.iter().position(|own| size - own <= slips) {
            single += 1;
            single_by_arm[main] += 1;
        }
    }
    let total: u64 = rows_by_arm.iter().sum();
    let arms_used = rows_by_arm.iter().filter(|r| **r > 0).count();
    let enough = occupied > 2 * arms_used && wide >= FEWEST_GROUPS && total >= 2 * occupied as u64;
    let nearly_all = single as f64 >= (1.0 - MISCODED_GROUPS) * wide as f64;
    if !enough || !nearly_all || single_by_arm.iter().filter(|count| **count >= 2).count() < 2 {
        return None;
    }
    let shares: Vec<f64> = rows_by_arm.iter().filter(|r| **r > 0).map(|r| *r as f64 / total as f64).collect();
    let chances: Vec<f64> = sizes.iter().map(|(size, slips)| chance_of_one_arm(*size, *slips, &shares)).collect();
    let log_probability = log_chance_of_so_many(&chances, single);
    (log_probability < NO_ACCIDENT.ln()).then(|| AreaAssignment {
        column: candidate.column.clone(),
        groups: wide,
        single,
        log_probability,
    })
}

/// Upper bound of the probability that of `size` people drawn one by one all but `slips` get the same arm: Chernoff's
/// `exp(-n KL)` for each arm, exact without slips.
fn chance_of_one_arm(size: u64, slips: u64, shares: &[f64]) -> f64 {
    let wanted = (size - slips) as f64 / size as f64;
    let part = |p: f64, q: f64| if p > 0.0 { p * (p / q).ln() } else { 0.0 };
    let of_arm = |share: &f64| {
        if wanted <= *share {
            1.0
        } else {
            (-(size as f64) * (part(wanted, *share) + part(1.0 - wanted, 1.0 - share))).exp()
        }
    };
    shares.iter().map(of_arm).sum::<f64>().min(1.0)
}

/// Chernoff's bound of the logarithm of the probability that at least `wanted` of independent events with these chances
/// happen.
fn log_chance_of_so_many(chances: &[f64], wanted: usize) -> f64 {
    let at = |tilt: f64| chances.iter().map(|p| (p * tilt.exp_m1()).ln_1p()).sum::<f64>() - tilt * wanted as f64;
    // Convex in the tilt: thirds of the bracket close in on the least.
    let (mut low, mut high) = (0.0, 60.0);
    for _ in 0..80 {
        let (one, other) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if at(one) < at(other) {
            high = other;
        } else {
            low = one;
        }
    }
    at(f64::midpoint(low, high)).min(0.0)
}
