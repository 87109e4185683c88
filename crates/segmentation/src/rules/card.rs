//! The card: questions in a tree, the segment at each end, and how far it agrees with the model.

use super::counts::{Fidelity, RuleCounts};
use super::cuts::at_most;
use super::grow::{Branch, Question};
use super::prune::{leaves, most};
use super::sample::{Asked, Sample};
use super::words::conditions;
use crate::error::SegmentationError;
use domain::segment_views::RuleView;
use features::{FeatureTable, Group};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A question with two ways on, or the end of a rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Step {
    /// Ask.
    Ask { question: Question, yes: Box<Step>, no: Box<Step> },
    /// The rule with this number says this segment.
    Say { rule: usize, segment: usize },
}

/// Rules that put people in segments, few enough for a card at a counter. Made by [`crate::RuleParams::fit`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "WrittenCard")]
pub struct RuleCard {
    features: Vec<Asked>,
    groups: Vec<Group>,
    first: Step,
    /// The segment that each rule says; in the file it stands at the end of each rule.
    #[serde(skip)]
    says: Vec<usize>,
    grown_on: u64,
    measured: RuleCounts,
    everyone: RuleCounts,
}

/// A card as a file has it, not yet checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCard {
    features: Vec<Asked>,
    groups: Vec<Group>,
    first: Step,
    grown_on: u64,
    measured: RuleCounts,
    everyone: RuleCounts,
}

impl TryFrom<WrittenCard> for RuleCard {
    type Error = SegmentationError;

    fn try_from(written: WrittenCard) -> Result<Self, SegmentationError> {
        let WrittenCard { features, groups, first, grown_on, measured, everyone } = written;
        let segments = everyone.segments;
        let outside = |what, index, count| Err(SegmentationError::Outside { what, index, count });
        let mut rules: Vec<(usize, Vec<(&Question, bool)>)> = Vec::new();
        paths(&first, &mut Vec::new(), &mut rules);
        for (question, _) in rules.iter().flat_map(|(_, path)| path) {
            let (what, asked, count) = match question {
                Question::AtMost { feature, .. } | Question::Known { feature } => {
                    ("feature of the rule card", Some(*feature), features.len())
                }
                Question::Group { groups: asked } => {
                    ("group of the rule card", asked.iter().max().copied(), groups.len())
                }
            };
            if let Some(index) = asked.filter(|index| *index >= count) {
                return outside(what, index, count);
            }
        }
        if let Some((rule, _)) = rules.iter().enumerate().map(|(n, (rule, _))| (*rule, n)).find(|(rule, n)| rule != n) {
            return outside("rule", rule, rules.len());
        }
        let mut says = Vec::with_capacity(rules.len());
        ends(&first, &mut says);
        if let Some(index) = says.iter().copied().find(|segment| *segment >= segments) {
            return outside("segment", index, segments);
        }
        let nobody = RuleCounts::new(says.len(), segments);
        nobody.fits(&measured)?;
        nobody.fits(&everyone)?;
        Ok(Self { features, groups, first, says, grown_on, measured, everyone })
    }
}

impl RuleCard {
    pub(crate) fn new(sample: &Sample, table: &FeatureTable, segments: usize, tree: Branch) -> Self {
        let rules = leaves(&tree);
        let mut says = Vec::with_capacity(rules);
        let mut used = BTreeMap::new();
        let first = compile(tree, &mut says, &mut used);
        let mut features: Vec<(usize, Asked)> =
            used.into_iter().map(|(old, new)| (new, sample.features[old].asked.clone())).collect();
        features.sort_by_key(|(new, _)| *new);
        Self {
            features: features.into_iter().map(|(_, asked)| asked).collect(),
            groups: table.groups().to_vec(),
            first,
            says,
            grown_on: sample.weights.iter().sum(),
            measured: RuleCounts::new(rules, segments),
            everyone: RuleCounts::new(rules, segments),
        }
    }

    pub(crate) fn count(
        &mut self,
        table: &FeatureTable,
        labels: &[Option<usize>],
        weights: Option<&[u32]>,
        sample: &Sample,
    ) -> Result<(), SegmentationError> {
        let (mut measured, mut everyone) = (self.counts(), self.counts());
        let applied = self.applied_to(table)?;
        for (row, label) in labels.iter().enumerate() {
            let Some(segment) = *label else { continue };
            let people = weights.map_or(1, |w| u64::from(w[row]));
            let rule = applied.rule(row);
            everyone.add(rule, segment, people)?;
            if !sample.has(row) {
                measured.add(rule, segment, people)?;
            }
        }
        (self.measured, self.everyone) = (measured, everyone);
        Ok(())
    }

    /// Rules on the card.
    pub fn rules(&self) -> usize {
        self.says.len()
    }

    /// People the tree was grown on; the others measured it.
    pub fn grown_on(&self) -> u64 {
        self.grown_on
    }

    /// The features it asks about, by name, in the order they come up.
    pub fn features(&self) -> impl Iterator<Item = &str> {
        self.features.iter().map(|asked| asked.name.as_str())
    }

    /// Counts of nobody yet, for [`Self::views_of`] over a whole population.
    pub fn counts(&self) -> RuleCounts {
        RuleCounts::new(self.rules(), self.everyone.segments)
    }

    /// The card on a table with the features it asks about.
    pub fn applied_to<'a>(&'a self, table: &'a FeatureTable) -> Result<AppliedRules<'a>, SegmentationError> {
        let columns = self.features.iter().map(|asked| table.feature(&asked.name)).collect::<Result<_, _>>()?;
        let place = |group: &Group| self.groups.iter().position(|known| known.key == group.key);
        Ok(AppliedRules { card: self, table, columns, groups: table.groups().iter().map(place).collect() })
    }

    /// The place of the segment that the card says of one person. For many, use [`Self::applied_to`].
    pub fn classify(&self, table: &FeatureTable, row: usize) -> Result<usize, SegmentationError> {
        Ok(self.applied_to(table)?.segment(row))
    }

    /// How far the card agrees with the labels it was made from, over people it was not grown on.
    pub fn fidelity(&self) -> Fidelity {
        let mut by_segment = vec![(0, 0); self.measured.segments];
        for (rule, says) in self.says.iter().enumerate() {
            for (segment, people) in self.measured.of_rule(rule).iter().enumerate() {
                by_segment[segment].0 += people;
                by_segment[segment].1 += if segment == *says { *people } else { 0 };
            }
        }
        Fidelity {
            people: by_segment.iter().map(|(people, _)| people).sum(),
            right: by_segment.iter().map(|(_, right)| right).sum(),
            by_segment,
        }
    }

    /// The rules that say a segment, the one for most people first: people are those the card was made from, the precision is
    /// that over people it was not grown on (0 where there was nobody).
    pub fn views(&self, segment: usize) -> Vec<RuleView> {
        self.told(segment, &self.everyone, &self.measured)
    }

    /// The same with people and precision of a population that was counted with this card.
    pub fn views_of(&self, segment: usize, counts: &RuleCounts) -> Result<Vec<RuleView>, SegmentationError> {
        self.everyone.fits(counts)?;
        Ok(self.told(segment, counts, counts))
    }

    fn told(&self, segment: usize, everyone: &RuleCounts, measured: &RuleCounts) -> Vec<RuleView> {
        let mut rules: Vec<(usize, Vec<(&Question, bool)>)> = Vec::new();
        paths(&self.first, &mut Vec::new(), &mut rules);
        let mut views: Vec<RuleView> = rules
            .into_iter()
            .filter(|(rule, _)| self.says[*rule] == segment)
            .map(|(rule, path)| {
                let of = measured.of_rule(rule);
                RuleView {
                    conditions: conditions(&path, &self.features, &self.groups),
                    people: everyone.of_rule(rule).iter().sum(),
                    precision: of[segment] as f64 / of.iter().sum::<u64>().max(1) as f64,
                }
            })
            .collect();
        views.sort_by_key(|view| std::cmp::Reverse(view.people));
        views
    }
}

/// A card together with a table: asks without looking names up again.
pub struct AppliedRules<'a> {
    card: &'a RuleCard,
    table: &'a FeatureTable,
    columns: Vec<&'a [f64]>,
    /// The card's place of each of the table's groups.
    groups: Vec<Option<usize>>,
}

impl AppliedRules<'_> {
    /// The number of the rule that applies to a row.
    pub fn rule(&self, row: usize) -> usize {
        self.follow(row).0
    }

    /// The place of the segment that the card says of a row.
    pub fn segment(&self, row: usize) -> usize {
        self.follow(row).1
    }

    fn follow(&self, row: usize) -> (usize, usize) {
        let mut step = &self.card.first;
        loop {
            match step {
                Step::Say { rule, segment } => return (*rule, *segment),
                Step::Ask { question, yes, no } => step = if self.answer(question, row) { yes } else { no },
            }
        }
    }

    fn answer(&self, question: &Question, row: usize) -> bool {
        match question {
            Question::AtMost { feature, cut, missing } => {
                let value = self.columns[*feature][row];
                if value.is_finite() { at_most(value, *cut) } else { *missing }
            }
            Question::Known { feature } => self.columns[*feature][row].is_finite(),
            Question::Group { groups } => {
                self.groups[self.table.group_index(row)].is_some_and(|group| groups.contains(&group))
            }
        }
    }
}

/// Steps from branches: rules numbered from the first yes on, features by the order they come up.
fn compile(branch: Branch, says: &mut Vec<usize>, used: &mut BTreeMap<usize, usize>) -> Step {
    let Some(fork) = branch.next else {
        says.push(most(&branch.people));
        return Step::Say { rule: says.len() - 1, segment: most(&branch.people) };
    };
    let mut place = |feature: usize| {
        let next = used.len();
        *used.entry(feature).or_insert(next)
    };
    let question = match fork.question {
        Question::AtMost { feature, cut, missing } => Question::AtMost { feature: place(feature), cut, missing },
        Question::Known { feature } => Question::Known { feature: place(feature) },
        group @ Question::Group { .. } => group,
    };
    let yes = Box::new(compile(fork.yes, says, used));
    let no = Box::new(compile(fork.no, says, used));
    Step::Ask { question, yes, no }
}

fn paths<'a>(
    step: &'a Step,
    path: &mut Vec<(&'a Question, bool)>,
    rules: &mut Vec<(usize, Vec<(&'a Question, bool)>)>,
) {
    match step {
        Step::Say { rule, .. } => rules.push((*rule, path.clone())),
        Step::Ask { question, yes, no } => {
            for (answer, side) in [(true, yes), (false, no)] {
                path.push((question, answer));
                paths(side, path, rules);
                path.pop();
            }
        }
    }
}

/// The segments that the rules say, in the order of the rules.
fn ends(step: &Step, says: &mut Vec<usize>) {
    match step {
        Step::Say { segment, .. } => says.push(*segment),
        Step::Ask { yes, no, .. } => {
            ends(yes, says);
            ends(no, says);
        }
    }
}
