//! A rule of at most two questions a person, found by trying all of them.

use crate::base::Bins;
use crate::features::{Columns, Kind};
use crate::policy::value::Worth;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// A yes-or-no question about a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "test", rename_all = "snake_case")]
pub enum RuleTest {
    /// The number is at most this; yes also where it is missing, if `or_missing`.
    AtMost {
        /// The feature.
        feature: String,
        /// The number.
        value: f64,
        /// Whether missing numbers occur, which count as yes.
        or_missing: bool,
    },
    /// The feature is not this word.
    IsNot {
        /// The feature.
        feature: String,
        /// The word.
        word: String,
    },
    /// The feature is filled in.
    IsKnown {
        /// The feature.
        feature: String,
    },
    /// The word is among the so many most frequent.
    AmongMostFrequent {
        /// The feature.
        feature: String,
        /// How many words.
        words: u32,
        /// Whether missing words occur, which count as yes.
        or_missing: bool,
    },
}

/// A rule: an arm, or a question with a rule for yes and one for no.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// This arm (its place, 0 for the control).
    Arm(usize),
    /// A question.
    Ask(Box<RuleSplit>),
}

/// A question and what follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleSplit {
    /// The question.
    pub test: RuleTest,
    /// Where the answer is yes.
    pub yes: Rule,
    /// Where it is no.
    pub no: Rule,
}

/// Columns in few bins, with what their cuts say.
pub(crate) struct Coarse {
    bins: Bins,
    tests: Vec<Vec<RuleTest>>,
}

impl Coarse {
    pub(crate) fn of(columns: &Columns) -> Self {
        let bins = Bins::of(columns, crate::base::COARSE_CUTS);
        let tests = columns.columns.iter().zip(&bins.cuts).zip(&bins.columns).map(|((column, cuts), codes)| {
            let or_missing = codes.contains(&0);
            let feature = || column.feature.clone();
            let test = |cut: &f64| match &column.kind {
                Kind::Number => RuleTest::AtMost { feature: feature(), value: *cut, or_missing },
                Kind::Is(word) => RuleTest::IsNot { feature: feature(), word: word.clone() },
                Kind::IsMissing => RuleTest::IsKnown { feature: feature() },
                Kind::Frequency => {
                    RuleTest::AmongMostFrequent { feature: feature(), words: *cut as u32 + 1, or_missing }
                }
            };
            cuts.iter().map(test).collect()
        });
        Self { tests: tests.collect(), bins }
    }
}

/// A rule in bins: the question of the root, those of its sides, and the arms.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Binned {
    root: (usize, u8),
    sides: [Side; 2],
}

/// A question and the arms for yes and no.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Side {
    question: (usize, u8),
    arms: [usize; 2],
    worth: f64,
}

/// People that every end of a rule needs, as a share of all.
const FEWEST_SHARE: f64 = 0.02;

impl Binned {
    pub(crate) fn arm(&self, coarse: &Coarse, row: usize) -> usize {
        let yes = |(column, bin): (usize, u8)| coarse.bins.columns[column][row] <= bin;
        let side = &self.sides[usize::from(!yes(self.root))];
        side.arms[usize::from(!yes(side.question))]
    }

    fn worth(&self) -> f64 {
        self.sides[0].worth + self.sides[1].worth
    }

    /// Questions whose answer changes something.
    fn questions(&self) -> usize {
        let asks = |side: &Side| usize::from(side.arms[0] != side.arms[1]);
        let root = self.sides[0].arms != self.sides[1].arms || self.sides[0].question != self.sides[1].question;
        usize::from(root) + asks(&self.sides[0]) + asks(&self.sides[1])
    }

    /// More worth, or the same with fewer questions.
    fn is_better_than(&self, other: &Self) -> bool {
        let same = 1e-9 * (1.0 + other.worth().abs());
        self.worth() > other.worth() + same
            || (self.worth() > other.worth() - same && self.questions() < other.questions())
    }

    /// In words' form, without questions whose answer changes nothing.
    pub(crate) fn rule(&self, coarse: &Coarse) -> Rule {
        let test = |(column, bin): (usize, u8)| coarse.tests[column][bin as usize - 1].clone();
        let ask = |question, yes: Rule, no: Rule| {
            if yes == no { yes } else { Rule::Ask(Box::new(RuleSplit { test: test(question), yes, no })) }
        };
        let side = |s: &Side| ask(s.question, Rule::Arm(s.arms[0]), Rule::Arm(s.arms[1]));
        ask(self.root, side(&self.sides[0]), side(&self.sides[1]))
    }
}

/// The rule of two questions with the highest sum of scores over `rows`; `None` where no question parts enough people.
pub(crate) fn search(coarse: &Coarse, worth: &Worth<'_>, rows: &[u32]) -> Option<Binned> {
    let columns = coarse.bins.columns.len();
    let best =
        (0..columns).into_par_iter().filter_map(|root| best_below(coarse, worth, rows, root)).collect::<Vec<_>>();
    // The first of equals, so that the answer does not depend on who finishes first.
    best.into_iter().reduce(|a, b| if b.is_better_than(&a) { b } else { a })
}

/// The best rule whose first question is about one column.
fn best_below(coarse: &Coarse, worth: &Worth<'_>, rows: &[u32], root: usize) -> Option<Binned> {
    let bins = &coarse.bins;
    let arms = worth.outcomes.len();
    let (width, columns) = (bins.most_bins(), bins.columns.len());
    let fewest = (rows.len() as f64 * FEWEST_SHARE).max(25.0);
    // Sums of every arm's score, and people, by bin of the root's column, column and bin.
    let cell = |root_bin: usize, column: usize, bin: usize| ((root_bin * columns + column) * width + bin) * (arms + 1);
    let mut sums = vec![0.0; width * columns * width * (arms + 1)];
    let mut net = vec![0.0; arms];
    for row in rows {
        let row = *row as usize;
        let root_bin = bins.columns[root][row] as usize;
        for (arm, net) in net.iter_mut().enumerate() {
            *net = worth.net(arm, row);
        }
        for (column, codes) in bins.columns.iter().enumerate() {
            let at = cell(root_bin, column, codes[row] as usize);
            sums[at..at + arms].iter_mut().zip(&net).for_each(|(s, n)| *s += n);
            sums[at + arms] += 1.0;
        }
    }
    let step = columns * width * (arms + 1);
    let mut total = vec![0.0; step];
    for (i, value) in sums.iter().enumerate() {
        total[i % step] += value;
    }
    let mut best: Option<Binned> = None;
    let mut yes = sums[..step].to_vec();
    for bin in 1..bins.bins(root) - 1 {
        yes.iter_mut().zip(&sums[bin * step..(bin + 1) * step]).for_each(|(a, b)| *a += b);
        let no: Vec<f64> = total.iter().zip(&yes).map(|(t, y)| t - y).collect();
        let sides = [&yes, &no].map(|side| best_side(bins, side, arms, width, fewest));
        if let [Some(one), Some(two)] = sides {
            let found = Binned { root: (root, bin as u8), sides: [one, two] };
            if best.as_ref().is_none_or(|b| found.is_better_than(b)) {
                best = Some(found);
            }
        }
    }
    best
}

/// The best question for one side of the root, from sums by column and bin.
fn best_side(bins: &Bins, sums: &[f64], arms: usize, width: usize, fewest: f64) -> Option<Side> {
    let best_arm = |sums: &[f64]| {
        (1..arms).fold((0, sums[0]), |best, arm| if sums[arm] > best.1 + 1e-9 { (arm, sums[arm]) } else { best })
    };
    let mut total = vec![0.0; arms + 1];
    for bin in 0..width {
        total.iter_mut().zip(&sums[bin * (arms + 1)..]).for_each(|(t, s)| *t += s);
    }
    if total[arms] < fewest {
        return None;
    }
    let (arm, all) = best_arm(&total);
    // No question: the same arm either way.
    let mut best = Side { question: (0, 1), arms: [arm, arm], worth: all };
    for column in 0..bins.columns.len() {
        let mut yes = vec![0.0; arms + 1];
        for bin in 0..bins.bins(column) - 1 {
            let at = (column * width + bin) * (arms + 1);
            yes.iter_mut().zip(&sums[at..=at + arms]).for_each(|(y, s)| *y += s);
            let no: Vec<f64> = total.iter().zip(&yes).map(|(t, y)| t - y).collect();
            if bin == 0 || yes[arms] < fewest || no[arms] < fewest {
                continue;
            }
            let (one, two) = (best_arm(&yes), best_arm(&no));
            if one.1 + two.1 > best.worth + 1e-9 {
                best = Side { question: (column, bin as u8), arms: [one.0, two.0], worth: one.1 + two.1 };
            }
        }
    }
    Some(best)
}

/// The arm of each row by rules searched outside of its fold; nobody gets anything where there is no rule.
pub(crate) fn held_out_rule(coarse: &Coarse, worth: &Worth<'_>, fold: &[u8], folds: usize) -> Vec<usize> {
    let mut arms = vec![0; fold.len()];
    for k in 0..folds as u8 {
        let from: Vec<u32> = (0..fold.len() as u32).filter(|row| fold[*row as usize] != k).collect();
        let found = search(coarse, worth, &from);
        for row in (0..fold.len()).filter(|row| fold[*row] == k) {
            arms[row] = found.as_ref().map_or(0, |rule| rule.arm(coarse, row));
        }
    }
    arms
}
