//! Floors that cannot be met.

use crate::error::AssignmentError;
use crate::hard;
use crate::limit::LimitKind;
use crate::members::Members;
use crate::pool::Pool;
use crate::program::Program;
use crate::repair::repaired;
use crate::rules::Rules;
use crate::search;
use crate::standing::Standing;
use crate::tables::{BARRED, Tables};
use crate::words;
use domain::Bilingual;
use rayon::prelude::*;
use serde::Serialize;

/// A floor that the limits do not allow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnmetFloor {
    /// Which of the floors of the rules.
    pub floor: usize,
    /// Which group.
    pub group: usize,
    /// Members of the group in the pool.
    pub members: u64,
    /// Members who must get something.
    pub asked: u64,
    /// The most of the group that can be served if nobody else is.
    pub largest: u64,
    /// Where `largest` comes from.
    pub known: Known,
    /// The same in words.
    pub sentence: Bilingual,
}

/// How well the most that can be met is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// No decision serves more of this group, even if it served nobody else; proven.
    Proven,
    /// The most that was found for the group alone; a little more may be possible.
    Found,
    /// Alone, the group could have its floor; that the floors named hold together is impossible, proven.
    Together,
    /// Alone, the group could have its floor; no decision was found in which all floors hold, and there may be one.
    NotFoundTogether,
}

/// Refuses floors that ask for more members than may be given anything at all.
pub(crate) fn refuse_beyond_eligible(
    pool: &Pool,
    rules: &Rules,
    program: &Program,
    members: &Members<'_>,
) -> Result<(), AssignmentError> {
    if program.floors.is_empty() {
        return Ok(());
    }
    let tables = Tables::of(program, &vec![0.0; program.limits.len()]);
    let open: Vec<bool> = (0..members.count)
        .into_par_iter()
        .with_min_len(1024)
        .map(|member| {
            let mut nets = [0.0; 16];
            tables.nets(members, member, &mut nets);
            nets[..program.options].iter().any(|net| *net > -BARRED / 2.0)
        })
        .collect();
    let mut eligible = vec![0_u64; program.limits.len()];
    for (slot, first) in &program.floors {
        for (group, _) in members.groups[*slot].iter().zip(&open).filter(|(_, open)| **open) {
            if usize::from(*group) < program.groupings[*slot].groups {
                eligible[first + usize::from(*group)] += 1;
            }
        }
    }
    let mut unmet = Vec::new();
    for (limit, eligible) in program.limits.iter().zip(&eligible) {
        if let LimitKind::Floor { floor, group } = limit.kind
            && (*eligible as i64) < limit.right
        {
            unmet.push(unmet_floor(pool, rules, (floor, group), limit.right as u64, *eligible, Known::Proven));
        }
    }
    if unmet.is_empty() { Ok(()) } else { Err(AssignmentError::FloorsCannotBeMet { floors: unmet }) }
}

/// Why floors are short: for each, the most its group could have alone. `disproven` where the bound shows that nothing is inside all limits:
/// then the floors named are those with a price, whose prices are the proof; otherwise they are those that the repair left short.
pub(crate) fn unmet(
    pool: &Pool,
    rules: &Rules,
    standing: &Standing<'_>,
    prices: &[f64],
    disproven: bool,
) -> AssignmentError {
    let highest =
        prices.iter().zip(&standing.program.limits).filter(|(_, l)| l.at_least).fold(0.0_f64, |m, (p, _)| m.max(*p));
    let mut floors = Vec::new();
    for (place, limit) in standing.program.limits.iter().enumerate() {
        let LimitKind::Floor { floor, group } = limit.kind else { continue };
        let named = if disproven { prices[place] > 1e-3 * highest } else { standing.used[place] < limit.right };
        if !named || limit.right == 0 {
            continue;
        }
        let (found, most) = alone(standing, place);
        let asked = limit.right as u64;
        let known = match (most < asked, found < asked) {
            (true, _) if most == found => Known::Proven,
            (_, true) => Known::Found,
            _ if disproven => Known::Together,
            _ => Known::NotFoundTogether,
        };
        floors.push(unmet_floor(pool, rules, (floor, group), asked, found, known));
    }
    // Those that fail by themselves come first.
    floors.sort_by_key(|floor: &UnmetFloor| floor.known);
    AssignmentError::FloorsCannotBeMet { floors }
}

/// Members of a floor's group that could be served if nobody else were: found, and at most.
fn alone(standing: &Standing<'_>, place: usize) -> (u64, u64) {
    let (slot, group) = standing.program.limits[place].at.unwrap_or_default();
    let mut program = standing.program.clone();
    // Every floor is lifted, every option of this group counts one, and nobody else has any.
    program.limits.iter_mut().filter(|limit| limit.at_least).for_each(|limit| limit.right = 0);
    program.cells = None;
    let members = standing.members.only(slot, group as u16);
    let prices = search::prices(&program, &members, search::Start::Cold);
    let best = hard::best(&program, &members, &prices);
    let served = repaired(&program, &members, &prices, best.given);
    (served.value() as u64, best.bound.floor() as u64)
}

fn unmet_floor(
    pool: &Pool,
    rules: &Rules,
    (floor, group): (usize, usize),
    asked: u64,
    largest: u64,
    known: Known,
) -> UnmetFloor {
    let by = &rules.floors[floor].by;
    let grouping = pool.groupings.iter().position(|g| g.key == *by).unwrap_or_default();
    let members = pool.sizes(grouping)[group];
    let name = &pool.groupings[grouping].groups[group];
    let sentence = words::unmet_floor(name, members, asked, largest, known);
    UnmetFloor { floor, group, members, asked, largest, known, sentence }
}
