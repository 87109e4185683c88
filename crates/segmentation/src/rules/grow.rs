//! Growing the tree: at each branch the question after which the Gini index is lowest.

use super::RuleParams;
use super::sample::{Binned, Sample};
use serde::{Deserialize, Serialize};

/// What is asked of a person; the answer is yes or no.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Question {
    /// Is the feature at most a number?
    AtMost {
        /// Place of the feature on the card.
        feature: usize,
        /// The number.
        cut: f64,
        /// The answer for those without a value.
        missing: bool,
    },
    /// Has the feature a value?
    Known {
        /// Place of the feature on the card.
        feature: usize,
    },
    /// Is the group one of these?
    Group {
        /// Places of the groups on the card, ascending.
        groups: Vec<usize>,
    },
}

/// A branch: how many people of each segment are in it, and what is asked next.
pub(crate) struct Branch {
    pub people: Vec<u64>,
    pub next: Option<Box<Fork>>,
}

/// A question with a branch for each answer.
pub(crate) struct Fork {
    pub question: Question,
    pub yes: Branch,
    pub no: Branch,
}

/// The whole tree down to `max_depth`.
pub(crate) fn grow(params: &RuleParams, sample: &Sample) -> Branch {
    let rows: Vec<u32> = (0..sample.rows() as u32).collect();
    branch(params, sample, &rows, params.max_depth)
}

fn branch(params: &RuleParams, sample: &Sample, rows: &[u32], depth: usize) -> Branch {
    let mut people = vec![0; sample.segments];
    for row in rows {
        people[sample.labels[*row as usize] as usize] += sample.weights[*row as usize];
    }
    let best = if depth == 0 { None } else { best_question(params, sample, rows, &people) };
    let next = best.map(|question| {
        let (yes, no): (Vec<u32>, Vec<u32>) = rows.iter().partition(|row| answer(sample, &question, **row as usize));
        let yes = branch(params, sample, &yes, depth - 1);
        let no = branch(params, sample, &no, depth - 1);
        Box::new(Fork { question, yes, no })
    });
    Branch { people, next }
}

fn answer(sample: &Sample, question: &Question, row: usize) -> bool {
    match question {
        Question::AtMost { feature, cut, missing } => {
            let binned = &sample.features[*feature];
            let place = usize::from(binned.places[row]);
            if place == binned.missing() { *missing } else { place < binned.cuts.len() && binned.cuts[place] <= *cut }
        }
        Question::Known { feature } => {
            let binned = &sample.features[*feature];
            usize::from(binned.places[row]) != binned.missing()
        }
        Question::Group { groups } => {
            sample.groups.as_ref().is_some_and(|of_row| groups.contains(&usize::from(of_row[row])))
        }
    }
}

/// The sum over segments of squared people over people: `people * (1 - Gini index)`.
fn purity(people: &[u64]) -> f64 {
    let all: u64 = people.iter().sum();
    if all == 0 { 0.0 } else { people.iter().map(|n| *n as f64 * *n as f64).sum::<f64>() / all as f64 }
}

/// The best question so far. A later one must be better, not as good.
struct Best {
    purity: f64,
    question: Option<Question>,
}

impl Best {
    /// Whether the two sides are large enough and better than anything before.
    fn improves(&self, params: &RuleParams, yes: &[u64], all: &[u64]) -> Option<f64> {
        let no: Vec<u64> = all.iter().zip(yes).map(|(all, yes)| all - yes).collect();
        if yes.iter().sum::<u64>().min(no.iter().sum()) < params.least_people.max(1) {
            return None;
        }
        let after = purity(yes) + purity(&no);
        (after > self.purity).then_some(after)
    }
}

fn best_question(params: &RuleParams, sample: &Sample, rows: &[u32], people: &[u64]) -> Option<Question> {
    // Sums of the same people in another order may differ in their last digits; that is no improvement.
    let mut best = Best { purity: purity(people) * (1.0 + 1e-9), question: None };
    for (feature, binned) in sample.features.iter().enumerate() {
        ask_feature(params, sample, rows, people, (feature, binned), &mut best);
    }
    if let Some(groups) = &sample.groups {
        ask_group(params, sample, rows, people, groups, &mut best);
    }
    best.question
}

fn ask_feature(
    params: &RuleParams,
    sample: &Sample,
    rows: &[u32],
    people: &[u64],
    (feature, binned): (usize, &Binned),
    best: &mut Best,
) {
    let width = sample.segments;
    let mut counts = vec![0_u64; (binned.missing() + 1) * width];
    for row in rows {
        let row = *row as usize;
        counts[usize::from(binned.places[row]) * width + sample.labels[row] as usize] += sample.weights[row];
    }
    let missing = &counts[binned.missing() * width..];
    let any_missing = missing.iter().any(|n| *n > 0);
    for missing_yes in [false, true] {
        let mut yes = if missing_yes { missing.to_vec() } else { vec![0; width] };
        // Thresholds between which nobody lies do equally well; the middle one is asked.
        let mut tied: Option<(usize, usize, bool)> = None;
        for place in 0..binned.cuts.len() {
            let here = &counts[place * width..(place + 1) * width];
            if here.iter().all(|n| *n == 0) {
                if let Some((_, last, _)) = tied.as_mut().filter(|(_, last, _)| *last + 1 == place) {
                    *last = place;
                }
                continue;
            }
            yes.iter_mut().zip(here).for_each(|(yes, here)| *yes += here);
            if let Some(after) = best.improves(params, &yes, people) {
                best.purity = after;
                let more = 2 * yes.iter().sum::<u64>() > people.iter().sum();
                tied = Some((place, place, if any_missing { missing_yes } else { more }));
            }
        }
        if let Some((first, last, missing)) = tied {
            let cut = binned.cuts[usize::midpoint(first, last)];
            best.question = Some(Question::AtMost { feature, cut, missing });
        }
        if !any_missing {
            return;
        }
    }
    let known: Vec<u64> = people.iter().zip(missing).map(|(all, missing)| all - missing).collect();
    if let Some(after) = best.improves(params, &known, people) {
        *best = Best { purity: after, question: Some(Question::Known { feature }) };
    }
}

/// Groups in the order of the share that a segment has in them, cut at every place, for each segment in turn. With two
/// segments the best of all sets of groups is among these (Breiman et al. 1984, theorem 4.5); with more it is a good one.
fn ask_group(params: &RuleParams, sample: &Sample, rows: &[u32], people: &[u64], groups: &[u16], best: &mut Best) {
    let width = sample.segments;
    let mut counts = vec![vec![0_u64; width]; sample.group_count];
    for row in rows {
        let row = *row as usize;
        counts[usize::from(groups[row])][sample.labels[row] as usize] += sample.weights[row];
    }
    let sizes: Vec<u64> = counts.iter().map(|c| c.iter().sum()).collect();
    let present: Vec<usize> = (0..sample.group_count).filter(|g| sizes[*g] > 0).collect();
    for segment in (0..width).filter(|segment| people[*segment] > 0) {
        let mut order = present.clone();
        let part = |a: usize, b: usize| u128::from(counts[a][segment]) * u128::from(sizes[b]);
        order.sort_by(|a, b| part(*b, *a).cmp(&part(*a, *b)).then(a.cmp(b)));
        let mut yes = vec![0; width];
        for (place, group) in order.iter().enumerate().take(order.len().saturating_sub(1)) {
            yes.iter_mut().zip(&counts[*group]).for_each(|(yes, here)| *yes += here);
            if let Some(after) = best.improves(params, &yes, people) {
                let mut groups = order[..=place].to_vec();
                groups.sort_unstable();
                *best = Best { purity: after, question: Some(Question::Group { groups }) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::Bilingual;
    use features::{FeatureTable, Group, History, payment_feature_defs};
    use proptest::prelude::*;

    /// People times the Gini index after a question, straight from its definition.
    fn impurity(sample: &Sample, yes: impl Fn(usize) -> bool) -> Option<f64> {
        let mut sides = [vec![0.0; sample.segments], vec![0.0; sample.segments]];
        for row in 0..sample.rows() {
            sides[usize::from(yes(row))][sample.labels[row] as usize] += sample.weights[row] as f64;
        }
        let gini = |side: &Vec<f64>| {
            let all: f64 = side.iter().sum();
            (all > 0.0).then(|| all * (1.0 - side.iter().map(|n| (n / all).powi(2)).sum::<f64>()))
        };
        Some(gini(&sides[0])? + gini(&sides[1])?)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_other_question_leaves_less_impurity(
            rows in prop::collection::vec((0_u8..8, 0_u8..6, 0_u16..4, 0_usize..2, 1_u32..4), 12..60)
        ) {
            let column = |value: fn(&(u8, u8, u16, usize, u32)) -> u8| -> Vec<f64> {
                rows.iter().map(|row| if value(row) == 0 { f64::NAN } else { f64::from(value(row)) }).collect()
            };
            let defs = payment_feature_defs();
            let named = |name: &str| defs.iter().find(|d| d.name == name).unwrap().clone();
            let group = |key: u8| Group { key: key.to_string(), name: Bilingual::default() };
            let table = FeatureTable::new(
                None,
                vec![named("age"), named("months_due")],
                (0..4).map(group).collect(),
                rows.iter().map(|row| row.2).collect(),
                vec![History::Known; rows.len()],
                vec![column(|row| row.0), column(|row| row.1)],
            ).unwrap();
            let labels: Vec<Option<usize>> = rows.iter().map(|row| Some(row.3)).collect();
            let weights: Vec<u32> = rows.iter().map(|row| row.4).collect();
            let params = RuleParams { least_people: 1, ..RuleParams::over(["age", "months_due"]) };
            let Ok(sample) = Sample::draw(&params, &table, &labels, 2, Some(&weights)) else { return Ok(()) };

            // Every threshold with the missing on either side, the missing alone, every set of groups.
            let mut least: Option<f64> = None;
            let mut consider = |found: Option<f64>| if let Some(found) = found { least = Some(least.map_or(found, |l: f64| l.min(found))) };
            for binned in &sample.features {
                let place = |row: usize| usize::from(binned.places[row]);
                for cut in 0..binned.cuts.len() {
                    consider(impurity(&sample, |row| place(row) <= cut));
                    consider(impurity(&sample, |row| place(row) <= cut || place(row) == binned.missing()));
                }
                consider(impurity(&sample, |row| place(row) != binned.missing()));
            }
            let groups = sample.groups.as_ref().unwrap();
            for set in 1_u32..15 {
                consider(impurity(&sample, |row| set >> groups[row] & 1 == 1));
            }

            let tree = branch(&RuleParams { max_depth: 1, ..params.clone() }, &sample, &(0..sample.rows() as u32).collect::<Vec<_>>(), 1);
            let alone = tree.people.iter().sum::<u64>() as f64 - purity(&tree.people);
            match tree.next {
                Some(fork) => {
                    let found = impurity(&sample, |row| answer(&sample, &fork.question, row)).unwrap();
                    prop_assert!((found - least.unwrap()).abs() < 1e-6, "{} {:?}", found, least);
                }
                None => prop_assert!(least.is_none_or(|least| least > alone - 1e-6), "{:?} {}", least, alone),
            }
        }
    }
}
