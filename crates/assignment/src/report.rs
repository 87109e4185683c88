//! How a decision stands with its limits, in words: use, slack, shadow price; and the shares served beside the floors.

use crate::decide::{Decision, LimitUse};
use crate::error::AssignmentError;
use crate::limit::LimitKind;
use crate::pool::Pool;
use crate::rules::Rules;
use crate::words;
use domain::Bilingual;
use serde::Serialize;

/// A limit with its sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LimitLine {
    /// Use, limit and shadow price in small units.
    pub of: LimitUse,
    /// What it is called: "counter time in week 1, Demak".
    pub name: Bilingual,
    /// The step that the price is told for, in small units: an hour of minutes, a million rupiah in hundredths, one person.
    pub step: i64,
    /// Kept months for one step.
    pub months_a_step: f64,
    /// Whether it binds: it has a price, and more of it would raise the value.
    pub scarce: bool,
    /// What one more is worth, in words.
    pub sentence: Bilingual,
}

/// The share of a group that got something, beside its floor.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServedLine {
    /// Key of the grouping.
    pub by: String,
    /// The group.
    pub group: usize,
    /// Its name.
    pub name: Bilingual,
    /// Members of the group in the pool.
    pub members: u64,
    /// Those who got something.
    pub served: u64,
    /// Those who must get something, if there is a floor.
    pub floor: Option<u64>,
    /// Kept months that one more person asked for here would cost.
    pub price: f64,
    /// The same in words.
    pub sentence: Bilingual,
}

/// Every limit with its use, slack and shadow price in words, those of most weight (price times limit) first.
pub fn limits_in_words(pool: &Pool, rules: &Rules, decision: &Decision) -> Result<Vec<LimitLine>, AssignmentError> {
    decision.fits(pool, rules)?;
    let mut lines: Vec<LimitLine> = decision.limits.iter().map(|of| line(pool, rules, decision, *of)).collect();
    let weight = |line: &LimitLine| line.of.price * line.of.limit as f64;
    lines.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(lines)
}

fn line(pool: &Pool, rules: &Rules, decision: &Decision, of: LimitUse) -> LimitLine {
    let name = words::limit_name(pool, rules, of.kind);
    let scarce = of.is_scarce(decision.value);
    let step = match of.kind {
        LimitKind::Budget | LimitKind::ChannelBudget { .. } => money_step(of.price),
        LimitKind::Capacity { capacity, .. } => i64::from(rules.capacities[capacity].unit.of.max(1)),
        LimitKind::Floor { .. } | LimitKind::Cell { .. } => 1,
    };
    let months_a_step = of.price * step as f64;
    let sentence = words::limit(rules, &of, &name, step, months_a_step, scarce);
    LimitLine { of, name, step, months_a_step, scarce, sentence }
}

/// A round sum of rupiah, in hundredths, that is worth at least a month.
fn money_step(price: f64) -> i64 {
    let steps = (3..=9).map(|power| 100 * 10_i64.pow(power));
    steps.into_iter().find(|step| price * *step as f64 >= 1.0).unwrap_or(100_000_000)
}

/// Who was served, by every grouping that a floor goes by, lowest share first within each.
pub fn served(pool: &Pool, rules: &Rules, decision: &Decision) -> Result<Vec<ServedLine>, AssignmentError> {
    decision.fits(pool, rules)?;
    let mut lines = Vec::new();
    for (place, floor) in rules.floors.iter().enumerate() {
        let grouping = pool.grouping("a floor", &floor.by)?;
        let sizes = pool.sizes(grouping);
        let mut served = vec![0; sizes.len()];
        for (group, given) in pool.groupings[grouping].of_member.iter().zip(&decision.given) {
            served[usize::from(*group)] += u64::from(given.option().is_some());
        }
        let mut of_floor: Vec<ServedLine> = pool.groupings[grouping]
            .groups
            .iter()
            .enumerate()
            .map(|(group, name)| {
                let kind = LimitKind::Floor { floor: place, group };
                let limit = decision.limits.iter().find(|limit| limit.kind == kind);
                let least = limit.map(|limit| limit.limit.max(0) as u64);
                let price = limit.map_or(0.0, |limit| limit.price);
                let (members, served) = (sizes[group], served[group]);
                let sentence = words::served(name, members, served, least, price);
                ServedLine {
                    by: floor.by.clone(),
                    group,
                    name: name.clone(),
                    members,
                    served,
                    floor: least,
                    price,
                    sentence,
                }
            })
            .collect();
        let share = |line: &ServedLine| line.served as f64 / line.members.max(1) as f64;
        of_floor.sort_by(|a, b| share(a).total_cmp(&share(b)));
        lines.extend(of_floor);
    }
    Ok(lines)
}
